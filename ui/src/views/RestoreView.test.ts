import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { AftermathTask } from "$lib/contract";
import { expectAccessible } from "../test/axe";
import { speak } from "../test/moment";
import * as sample from "../test/restore";
import { args, button, click, refuse, show } from "../test/restore-view";

describe("afterwards", () => {
  it("says how the sign-in went and what is left", async () => {
    const { host, world, container, tell } = await show();
    tell("starting");
    tell("signingInAgain");
    world.tasks = sample.tasks();
    host.tell({ news: "ended", outcome: sample.ended() });
    await screen.findByText("The restore is complete.");
    expect(screen.getByText(/The login from the backup works\. 3 tasks are left\./)).toBeTruthy();
    expect(screen.getByText("3 of 6 done")).toBeTruthy();
    await expectAccessible(container);
  });

  it.each([
    ["refused", /It was tried once and is not tried again/],
    ["noAnswer", /confirm it below/],
    ["waitsForTrust", /Compare the certificate first/],
    ["noPassword", /Confirm it below/],
  ] as const)("does not call a sign-in that ended as %s a success", async (signIn, words) => {
    const { host, world, tell } = await show();
    tell("rebooting");
    world.tasks = sample.tasks();
    host.tell({ news: "ended", outcome: sample.ended(sample.result({ signIn })) });
    await screen.findByText(words);
    expect(screen.queryByText(/The login from the backup works/)).toBeNull();
  });

  it("ticks, opens again, waits in order, and says when all is done", async () => {
    const { host, world, container } = await show(
      {
        tickTask: (id) => {
          world.tasks = world.tasks.map((task) =>
            task.id === id
              ? {
                  ...task,
                  state: "done",
                  at: sample.NOW,
                  by: "ada",
                  seen: null,
                  waitsFor: null,
                }
              : { ...task, waitsFor: null },
          );
          return Promise.resolve(world.tasks[0] as AftermathTask);
        },
        untickTask: (id) => {
          world.tasks = world.tasks.map((task) => (task.id === id ? sample.task(task.kind, { id }) : task));
          return Promise.resolve(world.tasks[0] as AftermathTask);
        },
      },
      {
        tasks: [sample.task("confirmLogin"), sample.task("resumeSchedule", { waitsFor: "confirmLogin" })],
      },
    );
    await screen.findByText("After the restore of Payments EU");
    const waits = button("Done: Resume the schedule");
    expect(waits.getAttribute("aria-disabled")).toBe("true");
    await fireEvent.click(waits);
    expect(host.called("tickTask")).toBe(0);
    await expectAccessible(container);
    await click("Done: Confirm the login");
    await click("Open again: Confirm the login");
    await click("Done: Confirm the login");
    await click("Done: Resume the schedule");
    await screen.findByText("Every task is done.");
    await expectAccessible(container);
    await click("Start a new restore");
    await screen.findByRole("radio", { name: /Suggested/ });
  });

  it("takes the fresh backup from here", async () => {
    const { host, world } = await show(
      { startBackup: () => Promise.resolve("job-3") },
      { tasks: [sample.task("freshBackup")] },
    );
    await click("Back up now");
    expect(args(host, "startBackup")).toEqual([[{ profile: sample.PROFILE, preChange: false }]]);
    host.tell({
      news: "progress",
      progress: sample.progress("receiving", { job: "job-3", kind: "backup", done: 812_000_000 }),
      profile: sample.PROFILE,
    });
    await screen.findByText("Backing up: Receiving, 812 MB");
    world.tasks = [
      sample.task("freshBackup", { state: "done", at: sample.NOW, by: null, seen: "Seen." } as never),
    ];
    host.tell({ news: "changed", what: "archives" });
    await screen.findByText("Every task is done.");
  });
});

describe("the view as a whole", () => {
  it("shows bones once looking takes long, and offers nothing meanwhile", async () => {
    const { container } = await show({ openRestores: () => new Promise<never>(() => undefined) });
    expect(screen.queryByRole("status")).toBeNull();
    await screen.findByRole("status", { name: "Looking whether a restore is open" });
    expect(screen.queryByRole("button", { name: "Check this archive" })).toBeNull();
    await expectAccessible(container);
  });

  it("says when it cannot look", async () => {
    const all = await show({
      openRestores: () => refuse(sample.described("databaseFailed")),
    });
    await screen.findByText("It was databaseFailed.");
    expect(
      screen.queryByRole("button", { name: "Check this archive" }),
      "nothing is offered blindly",
    ).toBeNull();
    await expectAccessible(all.container);
  });

  it("says that an appliance is not connected any more", async () => {
    const { app, container } = await show({
      overview: () => Promise.resolve({ ...sample.overview(), appliances: [] }),
    });
    await screen.findByText("This appliance is not connected here any more.");
    await expectAccessible(container);
    await click("Show overview");
    expect(app.router.place.place).toBe("overview");
  });

  it("speaks German", async () => {
    speak("de");
    const { container } = await show();
    await click("Dieses Archiv prüfen");
    await screen.findByRole("button", { name: "Alles auf ctvl-prd-1 ersetzen" });
    expect(screen.getByText("Noch offen: Cluster, Rechnername")).toBeTruthy();
    expect(screen.getByText("Alle Daten auf diesem Knoten werden zerstört")).toBeTruthy();
    await expectAccessible(container);
  });

  it("shows the names of files and hosts as text", async () => {
    const evil = `<img src=x onerror="alert(1)">.zip`;
    const { container } = await show({
      archives: () => Promise.resolve(sample.table([sample.row({ name: evil, note: "<b>bold</b>" })])),
    });
    await screen.findAllByText(/onerror/);
    expect(container.querySelector("img, label b b")).toBeNull();
  });
});
