import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { PlanProgress, RestorePlan } from "$lib/contract";
import { expectAccessible } from "../test/axe";
import * as sample from "../test/restore";
import { args, button, click, confirming, ordered, refuse, show, step } from "../test/restore-view";

const RED = "Replace everything on ctvl-prd-1";

describe("choosing", () => {
  it("shows the archives of this appliance, the newest verified one chosen", async () => {
    const { container } = await show();
    const chosen = await screen.findByRole<HTMLInputElement>("radio", { name: /Suggested/ });
    expect(chosen.checked).toBe(true);
    expect(screen.getAllByRole("radio")).toHaveLength(5);
    expect(screen.getByText(/system failure/), "R11: why one restores at all").toBeTruthy();
    expect(step()).toContain("Choose archive");
    await expectAccessible(container);
  });

  it("says that nothing matches and clears the search", async () => {
    const { container } = await show({
      archives: ({ text }) => Promise.resolve(text ? sample.table([]) : sample.table()),
    });
    const search = await screen.findByRole("searchbox");
    await fireEvent.input(search, { target: { value: "nothing such" } });
    await screen.findByText("Nothing in the library matches “nothing such”.");
    await expectAccessible(container);
    await click("Clear search");
    await screen.findByRole("radio", { name: /Suggested/ });
  });

  it("says what will appear where there is no archive at all", async () => {
    const { container } = await show({ archives: () => Promise.resolve(sample.table([])) });
    await screen.findByText("There is no archive to restore yet.");
    expect(button("Check this archive").getAttribute("aria-disabled")).toBe("true");
    await expectAccessible(container);
  });

  it("keeps what it knows beside a failure, which can be tried again", async () => {
    let fails = true;
    const { host } = await show({
      archives: () => (fails ? refuse(sample.described("databaseFailed")) : Promise.resolve(sample.table())),
    });
    await screen.findByText("It was databaseFailed.");
    fails = false;
    await click("Try again");
    await screen.findByRole("radio", { name: /Suggested/ });
    expect(host.called("archives")).toBeGreaterThan(1);
  });

  it("takes what is dropped here, and only that", async () => {
    const { app } = await show();
    await screen.findByRole("radio", { name: /Suggested/ });
    app.router.go({ place: "restore", profile: sample.PROFILE });
    app.dropped = { added: [7], known: [], passedOver: 0, failed: [] };
    await screen.findByRole("radio", { name: /Your file/ });
    expect(app.dropped).toBeNull();
    expect(screen.getByRole<HTMLInputElement>("radio", { name: /Your file/ }).checked).toBe(true);
    expect(app.router.place.place).toBe("restore");
  });

  it("takes the archive that was chosen elsewhere", async () => {
    const { app } = await show();
    app.toRestore = 7;
    await screen.findByRole("radio", { name: /Your file/ });
    expect(app.toRestore).toBeNull();
  });

  it("opens the native dialog by the menu as well", async () => {
    const { app, host } = await show({ addArchives: () => Promise.resolve(null) });
    await screen.findByRole("radio", { name: /Suggested/ });
    app.command("addArchives");
    expect(args(host, "addArchives")).toEqual([["files"]]);
    app.command("find");
    expect(document.activeElement).toBe(screen.getByRole("searchbox"));
  });
});

describe("checking", () => {
  it("says what is being done while it lasts", async () => {
    const { container } = await show({ planRestore: () => new Promise<never>(() => undefined) });
    await click("Check this archive");
    await screen.findByText(`Checking ${sample.row().name}`);
    expect(screen.getByText("The check changes nothing.")).toBeTruthy();
    await expectAccessible(container);
  });

  it("shows how much of the archive is read, and says when the appliance is looked at", async () => {
    let told: (progress: PlanProgress) => void = () => undefined;
    const { app, container } = await show({
      planRestore: (_, listener) => {
        told = listener;
        return new Promise<never>(() => undefined);
      },
    });
    await click("Check this archive");
    const reading = { doing: "reading", done: 812_000_000, total: 8_000_000_000 } as const;
    told({ ...reading, rate: 410_000_000, remainingSeconds: 17 });
    await screen.findByText("812 MB of 8.00 GB · 410 MB/s · about 17 s left");
    const bar = screen.getByRole<HTMLProgressElement>("progressbar", { name: "The archive" });
    expect([bar.value, bar.max]).toEqual([reading.done, reading.total]);
    await expectAccessible(container);
    told({ doing: "looking" });
    await vi.waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
    const now = document.querySelector("main li[aria-current=step] .title");
    expect(now?.textContent).toContain("The appliance");
    await vi.waitFor(() => expect(app.announcer.polite).toBe("The appliance"));
    await expectAccessible(container);
  });

  it("is stopped, and the choice is as it was", async () => {
    const { host } = await show({ planRestore: () => new Promise<never>(() => undefined) });
    const chosen = await screen.findByRole<HTMLInputElement>("radio", { name: /Suggested/ });
    expect(chosen.checked).toBe(true);
    await click("Check this archive");
    await click("Stop checking");
    expect(args(host, "stopCheck")).toEqual([[sample.PROFILE]]);
    const again = await screen.findByRole<HTMLInputElement>("radio", { name: /Suggested/ });
    expect(again.checked).toBe(true);
    expect(step()).toContain("Choose");
    await click("Check this archive");
    expect(ordered(host).length).toBe(2);
    expect(ordered(host)[1]).toEqual(ordered(host)[0]);
  });

  it("offers the cure of a failure beside it", async () => {
    let fails = true;
    const { app, host, container } = await show({
      planRestore: () =>
        fails
          ? refuse(sample.described("passwordNotStored", { offers: ["enterPassword"], severity: "warning" }))
          : Promise.resolve(sample.plan()),
    });
    const ask = vi.spyOn(app.asking, "ask").mockResolvedValue(true);
    await click("Check this archive");
    await screen.findByText("It was passwordNotStored.");
    expect(screen.getByText("Incident 7KQ2-M1")).toBeTruthy();
    await expectAccessible(container);
    fails = false;
    await click("Enter password…");
    expect(ask.mock.calls[0]?.[0]).toMatchObject({ about: "password", why: "missing" });
    await screen.findByRole("button", { name: RED });
    expect(host.called("planRestore"), "what was wanted is repeated").toBe(2);
  });

  it("compares a certificate and goes on", async () => {
    let fails = true;
    const { app } = await show({
      planRestore: () =>
        fails
          ? refuse(sample.described("certificateChanged", { offers: ["compareCertificate"] }))
          : Promise.resolve(sample.plan()),
    });
    const ask = vi.spyOn(app.asking, "ask").mockImplementation(() => {
      fails = false;
      return Promise.resolve(true);
    });
    await click("Check this archive");
    await click("Compare certificates");
    expect(ask.mock.calls[0]?.[0]).toMatchObject({ about: "certificate" });
    await screen.findByRole("button", { name: RED });
  });

  it("names every rule that refuses, what would fit, and no way around", async () => {
    const { container } = await show({ planRestore: () => Promise.resolve(sample.refusedPlan()) });
    await click("Check this archive");
    await screen.findByText(/A restore needs at least 2\.2\.2; upgrade the appliance first/);
    expect(screen.getByText(/A restore needs 2\.8\.7 or newer/)).toBeTruthy();
    expect(screen.getByText(/There is no way around this rule/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: RED }), "there is no override").toBeNull();
    await expectAccessible(container);
    await click("Choose another archive");
    await screen.findByRole("radio", { name: /Suggested/ });
  });

  it("looks for another copy of an archive that is damaged", async () => {
    const { host } = await show({
      planRestore: () =>
        Promise.resolve({
          ...sample.refusedPlan(),
          refusals: [{ kind: "archiveDamaged", text: "" }],
        } as RestorePlan),
      findArchive: () => Promise.resolve(null),
    });
    await click("Check this archive");
    await click("Find another copy");
    expect(args(host, "findArchive")).toEqual([[41]]);
  });

  it("asks for the versions that nothing tells, and checks again with them", async () => {
    let lacking = true;
    const { host, container } = await show({
      planRestore: () => Promise.resolve(lacking ? sample.lackingPlan() : sample.plan()),
    });
    await click("Check this archive");
    const made = await screen.findByLabelText<HTMLInputElement>("CT-VL version that made the archive");
    const runs = screen.getByLabelText("CT-VL version of ctvl-prd-1");
    await expectAccessible(container);
    await fireEvent.input(made, { target: { value: "the newest" } });
    await fireEvent.input(runs, { target: { value: "2.8.6" } });
    await click("Check again");
    expect(screen.getByText("A version looks like 2.8.6.")).toBeTruthy();
    expect(host.called("planRestore"), "nothing is sent that is no version").toBe(1);
    lacking = false;
    await fireEvent.input(made, { target: { value: "2.8.5" } });
    await click("Check again");
    await screen.findByRole("button", { name: RED });
    expect(ordered(host)[1]).toMatchObject({ archiveVersion: "2.8.5", targetVersion: "2.8.6" });
  });
});

describe("the flight plan", () => {
  it("shows everything a person decides on, with the focus on the way out", async () => {
    const { container } = await confirming();
    expect(screen.getByText("What happens to ctvl-prd-1")).toBeTruthy();
    expect(screen.getByText("All data on this node is destroyed")).toBeTruthy();
    expect(screen.getByText("loses 22 hours")).toBeTruthy();
    expect(screen.getByText("What is done, in this order")).toBeTruthy();
    await vi.waitFor(() => expect(document.activeElement).toBe(button("Cancel")));
    await expectAccessible(container);
  });

  it("enables the red button only when every question is answered, and says which are open", async () => {
    const { host } = await confirming();
    expect(screen.getByText("Still open: cluster, host name")).toBeTruthy();
    await fireEvent.click(button(RED));
    await fireEvent.click(screen.getByLabelText(/is to be removed from its cluster/));
    await fireEvent.input(screen.getByLabelText("Type the host name ctvl-prd-1"), {
      target: { value: "ctvl-prd-2" },
    });
    expect(screen.getByText("Still open: host name")).toBeTruthy();
    await fireEvent.click(button(RED));
    expect(host.called("startRestore")).toBe(0);
    await fireEvent.input(screen.getByLabelText("Type the host name ctvl-prd-1"), {
      target: { value: "ctvl-prd-1" },
    });
    expect(screen.getByText("Matches")).toBeTruthy();
    expect(screen.queryByText(/Still open/)).toBeNull();
    await fireEvent.click(button(RED));
    expect(args(host, "startRestore")).toEqual([
      [
        {
          plan: sample.plan().id,
          hostTyped: "ctvl-prd-1",
          oldClusterAcknowledged: true,
          removedFromOldCluster: false,
          unprovenArchiveAccepted: false,
        },
      ],
    ]);
  });

  it("lets a practice appliance ask less, with the same page", async () => {
    const { host } = await confirming(sample.plan({ asks: [] }), {
      overview: () => Promise.resolve(sample.overview("practice")),
    });
    expect(screen.queryByLabelText(/Type the host name/)).toBeNull();
    expect(screen.getByText("All data on this node is destroyed")).toBeTruthy();
    await fireEvent.click(button(RED));
    expect(host.called("startRestore")).toBe(1);
  });

  it("warns of everything else to know, and asks for an archive that cannot be proven", async () => {
    const { container } = await confirming(sample.unprovenPlan());
    expect(screen.getByText("Still open: unproven archive, cluster, host name")).toBeTruthy();
    expect(screen.getByText("The archive cannot be proven.")).toBeTruthy();
    await fireEvent.click(screen.getByLabelText("Restore an archive that cannot be proven"));
    expect(screen.getByText("Still open: cluster, host name")).toBeTruthy();
    await expectAccessible(container);
  });

  it("believes the removal from a cluster of which the appliance says nothing", async () => {
    const { host } = await confirming(sample.guidedPlan());
    await fireEvent.click(screen.getByLabelText("That is done already, or it was in none"));
    await fireEvent.input(screen.getByLabelText("Type the host name ctvl-prd-1"), {
      target: { value: "ctvl-prd-1" },
    });
    await click("Start the guided restore of ctvl-prd-1");
    expect(args(host, "startRestore")[0]).toEqual([
      expect.objectContaining({ oldClusterAcknowledged: true, removedFromOldCluster: true }),
    ]);
  });

  it("does without a safety backup only when the node is said to be lost", async () => {
    const { host, container } = await confirming();
    const safety = () => screen.getByRole<HTMLInputElement>("switch", { name: "Safety backup first" });
    expect(safety().checked).toBe(true);
    await fireEvent.click(safety());
    const dialog = await screen.findByRole("alertdialog");
    await expectAccessible(container);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Keep the safety backup" }));
    await vi.waitFor(() => expect(safety().checked).toBe(true));
    expect(host.called("planRestore")).toBe(1);
    await fireEvent.click(safety());
    await click("It is already lost");
    await vi.waitFor(() => expect(host.called("planRestore")).toBe(2));
    expect(ordered(host)[1]).toMatchObject({ nodeAlreadyLost: true });
    await vi.waitFor(() => expect(safety().checked).toBe(false));
  });

  it("can go the guided way where there is a direct one", async () => {
    const { host } = await confirming();
    await fireEvent.click(screen.getByLabelText("By hand on the administration page"));
    expect(ordered(host)[1]).toMatchObject({ guided: true });
  });

  it("is there again, with every answer, when the check for another one is stopped", async () => {
    let first = true;
    const { host } = await confirming(sample.plan(), {
      planRestore: (_, told) => {
        if (first) {
          first = false;
          return Promise.resolve(sample.plan());
        }
        told({ doing: "reading", done: 1_000_000, total: 4_000_000, rate: null, remainingSeconds: null });
        return new Promise<never>(() => undefined);
      },
    });
    const typed = screen.getByLabelText<HTMLInputElement>("Type the host name ctvl-prd-1");
    await fireEvent.input(typed, { target: { value: "ctvl-prd-1" } });
    const byHand = screen.getByLabelText<HTMLInputElement>("By hand on the administration page");
    await fireEvent.click(byHand);
    await screen.findByText("1 MB of 4 MB");
    expect(screen.getByText("The plan is being made again.").getAttribute("role")).toBe("status");
    await click("Stop checking");
    expect(host.called("stopCheck")).toBe(1);
    await vi.waitFor(() => expect(byHand.checked).toBe(false));
    expect(typed.value).toBe("ctvl-prd-1");
    expect(step()).toContain("Confirm");
    expect(screen.queryByText(/The plan is being made again/)).toBeNull();
  });

  it("is saved under the name that was chosen", async () => {
    const { host } = await confirming(sample.plan(), { savePlan: () => Promise.resolve("plan.txt") });
    await click(/Save this plan…/);
    await screen.findByText("Saved as plan.txt");
    expect(args(host, "savePlan")).toEqual([[sample.plan().id]]);
  });

  it("that is void goes back to the check with the sentence", async () => {
    const { container } = await confirming(sample.plan({ asks: [] }), {
      startRestore: () =>
        refuse(sample.described("planVoid", { offers: ["planAgain"], severity: "warning" })),
    });
    await fireEvent.click(button(RED));
    await screen.findByText("It was planVoid.");
    expect(step()).toContain("Check");
    await expectAccessible(container);
    await click("Make the plan again");
    await screen.findByRole("button", { name: RED });
  });

  it("leaves everything as it was on Cancel", async () => {
    const { app, host } = await confirming();
    await fireEvent.click(button("Cancel"));
    expect(app.router.place).toEqual({ place: "appliance", profile: sample.PROFILE });
    expect(host.called("startRestore")).toBe(0);
  });
});
