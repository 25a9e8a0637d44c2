import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { OpenRestore, Stage } from "$lib/contract";
import { expectAccessible } from "../test/axe";
import { noPractice } from "../test/host";
import * as sample from "../test/restore";
import { args, button, click, confirming, ordered, refuse, show, step } from "../test/restore-view";

const RED = "Replace everything on ctvl-prd-1";

describe("a restore under way", () => {
  async function running(stage: Stage, part = {}, open: Partial<OpenRestore> = {}) {
    const all = await show({ cancelRestore: () => Promise.resolve() });
    all.world.opens = [sample.open({ stage, ...open })];
    all.tell("starting");
    all.tell(stage, part);
    await vi.waitFor(() => expect(step()).toContain("Restore"));
    return all;
  }

  it("shows bytes, rate and what is left, and can be cancelled until the archive has left", async () => {
    const { host, app, container } = await running("uploading", {
      done: 812_000_000,
      total: 1_310_412_800,
      rate: 55_000_000,
      remainingSeconds: 9,
    });
    await screen.findByText("812 MB of 1.31 GB · 55 MB/s · about 9 s left");
    await expectAccessible(container);
    await click("Cancel the restore");
    await screen.findByText("It is being cancelled.");
    expect(args(host, "cancelRestore")).toEqual([[sample.RUN]]);
    host.tell({ news: "ended", outcome: sample.failed(sample.described("cancelled", { severity: "info" })) });
    expect(app.jobs.running.size).toBe(0);
  });

  it("waits through the reboot, says that it cannot be cancelled, and stops nothing by being left", async () => {
    const { host, app, container } = await running("rebooting");
    await screen.findByText("Waiting for the login screen.");
    expect(screen.getByText("It cannot be cancelled any more.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Cancel the restore" })).toBeNull();
    await expectAccessible(container);
    await click("Close, keep watching");
    expect(app.router.place.place).toBe("appliance");
    expect(host.called("cancelRestore")).toBe(0);
  });

  it("says why a cancel that came too late is refused", async () => {
    const all = await show({
      cancelRestore: () => refuse(sample.described("notCancellable", { severity: "warning" })),
    });
    all.world.opens = [sample.open()];
    all.tell("uploading");
    await click("Cancel the restore");
    await screen.findByText("It was notCancellable.");
  });

  it("tells a screen reader each stage", async () => {
    const { app, tell } = await running("uploading");
    await vi.waitFor(() => expect(app.announcer.polite).toBe("Upload"));
    tell("restoring");
    await vi.waitFor(() => expect(app.announcer.polite).toBe("Restoring"));
  });

  it("speaks up when the reboot takes long", async () => {
    const said: unknown[] = [];
    const all = await show({
      sayToRestore: (...what) => {
        said.push(what);
        return Promise.resolve();
      },
    });
    all.world.opens = [sample.open({ stage: "rebooting", longReboot: { seconds: 960, wentAway: true } })];
    all.tell("rebooting");
    await screen.findByText("ctvl-prd-1 has not answered for 16 minutes.");
    await expectAccessible(all.container);
    await click("Keep waiting");
    await click("I see the login screen");
    await vi.waitFor(() =>
      expect(said).toEqual([
        [sample.RUN, "keepWaiting"],
        [sample.RUN, "loginScreenSeen"],
      ]),
    );
  });

  it("of another program is followed, and not to be cancelled from here", async () => {
    const { container } = await show({}, { opens: [sample.open({ job: null, stage: "uploading" })] });
    await screen.findByText("Another program works on this restore: Upload.");
    expect(screen.queryByRole("button", { name: "Cancel the restore" })).toBeNull();
    await expectAccessible(container);
  });
});

describe("a restore that did not come to its end", () => {
  it("whose safety backup failed can be tried again, or go on without one", async () => {
    const { host, container, tell, app } = await confirming(sample.plan({ asks: [] }));
    await fireEvent.click(button(RED));
    tell("safetyBackup");
    const failure = sample.described("safetyBackupFailed", { offers: ["tryAgain", "nodeAlreadyLost"] });
    host.tell({ news: "ended", outcome: sample.failed(failure) });
    await screen.findByText("It was safetyBackupFailed.");
    await vi.waitFor(() => expect(app.announcer.assertive).toMatch(/^It was safetyBackupFailed\./));
    await expectAccessible(container);
    await click("The node is already lost…");
    await click("It is already lost");
    await screen.findByRole("button", { name: RED });
    expect(ordered(host).at(-1)).toMatchObject({ nodeAlreadyLost: true });
  });

  it("of which nobody knows what became can be watched again or closed", async () => {
    const open = sample.open({
      job: null,
      workedOn: false,
      standing: "mayBeRestoring",
      remedies: ["keepWatching", "loginScreenSeen", "close"],
    });
    const { host, world, container } = await show(
      {
        watchRestore: () => refuse(sample.described("runInProgress")),
        closeRestore: () => {
          world.opens = [];
          return Promise.resolve();
        },
      },
      { opens: [open] },
    );
    await screen.findByText("ctvl-prd-1 may be restoring.");
    await expectAccessible(container);
    await click("Keep watching");
    await screen.findByText("It was runInProgress.");
    await click("Close as not restored…");
    const dialog = await screen.findByRole("alertdialog");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(host.called("closeRestore"), "a slip closes nothing").toBe(0);
    await click("Close as not restored…");
    await click("It is not restored");
    await screen.findByText("This restore is closed as not restored.");
    expect(args(host, "closeRestore")).toEqual([[sample.RUN, false]]);
    await expectAccessible(container);
  });

  it("because of another certificate waits until that is compared", async () => {
    const { app, host, world, tell } = await show({ watchRestore: () => Promise.resolve("job-2") });
    const ask = vi.spyOn(app.asking, "ask").mockResolvedValue(true);
    tell("rebooting");
    world.opens = [
      sample.open({ job: null, workedOn: false, standing: "underway", remedies: ["keepWatching", "close"] }),
    ];
    const failure = sample.described("restoreUncertain", { offers: ["compareCertificate", "keepWaiting"] });
    host.tell({ news: "ended", outcome: sample.failed(failure) });
    await click("Compare certificates");
    expect(ask.mock.calls[0]?.[0]).toMatchObject({ about: "certificate" });
    await vi.waitFor(() => expect(args(host, "watchRestore")).toEqual([[sample.RUN]]));
  });
});

describe("the guided way", () => {
  const waiting = (card: Parameters<typeof sample.guided>[0]) =>
    sample.open({
      job: null,
      workedOn: false,
      route: "guided",
      stage: "waitingForPerson",
      standing: "withPerson",
      remedies: ["continueGuided"],
      guided: sample.guided(card),
    });

  it("walks four cards, each with what is done there", async () => {
    const cards = ["openPage", "chooseFile", "compareDetails", "pressRestore"] as const;
    let at = 0;
    const said: unknown[] = [];
    const { host, world, container } = await show(
      {
        guidedStep: (_, event) => {
          said.push(event);
          at += 1;
          const card = cards[at];
          if (!card) {
            world.opens = [sample.open({ route: "guided", stage: "rebooting" })];
            return Promise.resolve({ next: "watching", job: sample.JOB });
          }
          world.opens = [waiting(card)];
          return Promise.resolve({ next: "step", guided: sample.guided(card) });
        },
        openAdministrationPage: () => Promise.resolve(),
        showGuidedArchive: () => Promise.resolve(),
        copyText: () => Promise.resolve(),
      },
      { opens: [waiting("openPage")] },
    );
    await click("Open the page");
    await expectAccessible(container);
    await click("The page is open");
    await click("Show in folder");
    await click("Copy file name");
    expect(args(host, "copyText")).toEqual([[sample.row().name]]);
    await click("The file is chosen");
    await screen.findByText("pay-2026");
    expect(screen.getByText("11 Nov 2026, 16:40")).toBeTruthy();
    await expectAccessible(container);
    await click("All three are the same");
    await click("I pressed Restore");
    await screen.findByText("Waiting for the login screen.");
    expect(said).toEqual(["pageOpened", "fileChosen", "detailsMatch", "restorePressed"]);
    expect(args(host, "openAdministrationPage")).toEqual([[sample.PROFILE]]);
    expect(args(host, "showGuidedArchive")).toEqual([[sample.RUN]]);
  });

  it("hands out the password of the practice appliance, and of no other", async () => {
    const { app, host, container } = await show(
      { copyPracticePassword: () => Promise.resolve() },
      { opens: [waiting("openPage")] },
    );
    expect(screen.queryByRole("button", { name: "Copy password" })).toBeNull();
    app.practice.take({ ...noPractice, profile: sample.PROFILE, running: true, user: "vtsroot" });
    await screen.findByText("Its user is vtsroot. Only this app knows the password.");
    await expectAccessible(container);
    await click("Copy password");
    expect(host.called("copyPracticePassword")).toBe(1);
    expect(app.announcer.polite).toBe("The password is on the clipboard.");
  });

  it("goes back, and stops where something differs", async () => {
    const said: unknown[] = [];
    const { world, container } = await show(
      {
        guidedStep: (_, event) => {
          said.push(event);
          if (event === "back") {
            world.opens = [waiting("compareDetails")];
            return Promise.resolve({ next: "step", guided: sample.guided("compareDetails") });
          }
          world.opens = [];
          return Promise.resolve({ next: "over", because: "" });
        },
      },
      { opens: [waiting("pressRestore")] },
    );
    await click("Back");
    await click("Something differs");
    await screen.findByText("Do not press Restore on ctvl-prd-1.");
    expect(said).toEqual(["back", "detailsDiffer"]);
    await expectAccessible(container);
  });

  it("is given up with a word that says what was not done", async () => {
    const { world } = await show(
      {
        guidedStep: () => {
          world.opens = [];
          return Promise.resolve({ next: "over", because: "" });
        },
      },
      { opens: [waiting("openPage")] },
    );
    await click("Stop, I did not press Restore");
    await screen.findByText("The guided restore was stopped before Restore was pressed.");
  });
});
