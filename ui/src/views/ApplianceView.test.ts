import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ApplianceSummary } from "$lib/contract";
import type { Host } from "$lib/host";
import {
  appliance,
  archiveRow,
  backedUp,
  described,
  failed,
  folder,
  late,
  overviewOf,
  practising,
  progress,
  refuse,
  untrusted,
} from "../test/appliances";
import { expectAccessible } from "../test/axe";
import { noPractice } from "../test/host";
import { speak } from "../test/moment";
import { renderView } from "../test/render";
import ApplianceView from "./ApplianceView.svelte";

const eu = appliance("eu", "Payments EU");
const points = [1, 2, 3].map((day) => ({
  at: `2026-11-0${day}T02:00:00Z`,
  bytes: 1_300_000_000 + day,
  durationMillis: 180_000,
  counters: "included" as const,
  archive: day,
}));
const certificate = {
  fingerprint: "AA:BB",
  subject: "CN=eu",
  issuer: "CN=eu",
  names: [],
  notBefore: "2026-01-01T00:00:00Z",
  notAfter: new Date(Date.now() + 214.5 * 86_400_000).toISOString(),
  selfSigned: true,
  trustedBySystem: false,
  systemObjection: null,
  distrust: null,
};

async function show(answers: { [K in keyof Host]?: Host[K] } = {}, one: ApplianceSummary = eu) {
  const rendered = await renderView(
    ApplianceView,
    { profile: one.profile.id },
    {
      overview: () => Promise.resolve(overviewOf([one])),
      destination: () => Promise.resolve(folder()),
      listKeys: () => Promise.resolve(["pay-2025", "pay-2026"]),
      trend: () => Promise.resolve({ points }),
      archives: () =>
        Promise.resolve({ total: 42, bytes: 5e10, rows: [archiveRow(7), archiveRow(6, { pinned: true })] }),
      tasks: () => Promise.resolve({ tasks: [] }),
      compareCertificate: () =>
        Promise.resolve({
          trust: one.profile.trust,
          trusted: certificate,
          presented: certificate,
          same: true,
        }),
      startBackup: () => Promise.resolve("j1"),
      ...answers,
    },
  );
  await waitFor(() => expect(rendered.host.called("archives")).toBe(1));
  return rendered;
}
const panel = (name: string) => within(screen.getByRole("region", { name }));
const timedOut = described(
  "backupTimedOut",
  "Payments EU did not finish building the backup within 10 minutes.",
  {
    offers: ["backUpWithoutCounters", "tryAgain"],
    next: "Run `counter trim --tablename` on the appliance, or back up without counters.",
  },
);

describe("the page of an appliance", () => {
  it("says who it is and what is known of it", async () => {
    const { container } = await show();
    expect(screen.getByRole("heading", { level: 1, name: "Payments EU" })).toBeDefined();
    for (const fact of ["Production", "Protected", "eu.pay.example", "Signs in as svc-backup"]) {
      expect(screen.getByText(fact), fact).toBeDefined();
    }
    expect(screen.getByText(/CT-VL 2\.8\.6/, { selector: "li" }).textContent).toContain(
      "Told by the appliance",
    );
    expect(await screen.findByText("Certificate trusted, valid for 214 days")).toBeDefined();
    expect(panel("Last backup").getByText("ZIP complete, every CRC, receipt signed")).toBeDefined();
    expect(panel("Recent archives").getAllByRole("row")).toHaveLength(3);
    expect(panel("Size and duration").getByText("Last 3 backups")).toBeDefined();
    await expectAccessible(container);
  });

  it("says what will appear where there is nothing yet", async () => {
    const { container } = await show({
      trend: () => Promise.resolve({ points: [] }),
      archives: () => Promise.resolve({ total: 0, bytes: 0, rows: [] }),
    });
    for (const text of ["No backup yet", "No trend yet", "No archives yet"]) {
      expect(await screen.findByText(text)).toBeDefined();
    }
    await expectAccessible(container);
  });

  it("backs up as the form says, and puts the focus where the backup is seen", async () => {
    const { host } = await show();
    await fireEvent.click(screen.getByRole("checkbox", { name: "Exclude counters from backup" }));
    await fireEvent.click(screen.getByRole("button", { name: /Back up now/ }));
    await waitFor(() => expect(host.called("startBackup")).toBe(1));
    expect(host.calls.find(({ name }) => name === "startBackup")?.args).toEqual([
      { profile: "eu", key: "", excludeCounters: true, preChange: false },
    ]);
    host.tell({ news: "progress", progress: progress(), profile: "eu" });
    await waitFor(() =>
      expect(document.activeElement?.contains(screen.getByText(/Backing up since/))).toBe(true),
    );
    expect(screen.getByRole("button", { name: /Back up now/ }).getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByText("One backup at a time for each appliance.")).toBeDefined();
  });

  it("is told by the menu, and asks before which change", async () => {
    const { host } = await show({
      // The engine's rule (R11).
      startBackup: ({ note }) =>
        note
          ? Promise.resolve("j1")
          : refuse(described("noteMissing", "It has no note, so it did not start.")),
    });
    await fireEvent.click(screen.getByRole("checkbox", { name: "This is before an upgrade or change" }));
    host.tell({ news: "command", command: "backUp" });
    const note = screen.getByRole("textbox", { name: "What is about to change" });
    await waitFor(() => expect(document.activeElement).toBe(note));
    expect(note.getAttribute("aria-invalid")).toBe("true");
    await fireEvent.input(note, { target: { value: "Before 2.9.0" } });
    host.tell({ news: "command", command: "backUp" });
    await waitFor(() => expect(host.called("startBackup")).toBe(2));
    expect(host.calls.findLast(({ name }) => name === "startBackup")?.args[0]).toMatchObject({
      note: "Before 2.9.0",
      preChange: true,
    });
  });

  it("lists keys when one looks for them, and lets one type where that fails", async () => {
    const { container, host } = await show({
      listKeys: () => refuse(described("unreachable", "Payments EU cannot be reached.")),
    });
    const key = screen.getByRole("combobox", { name: "Encryption key name" });
    expect(host.called("listKeys")).toBe(0);
    await fireEvent.focusIn(key);
    expect(await screen.findByText("Payments EU cannot be reached. A name can be typed.")).toBeDefined();
    await fireEvent.input(key, { target: { value: "pay-2027" } });
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: /Back up now/ }));
    await waitFor(() => expect(host.called("startBackup")).toBe(1));
    expect(host.calls.find(({ name }) => name === "startBackup")?.args[0]).toMatchObject({ key: "pay-2027" });
  });

  it("explains a folder that cannot be used, and looks again when one comes back to the window", async () => {
    let look = folder({
      own: false,
      problem: described("destinationNotUsable", "No.", { params: { reason: "markerMissing" } }),
    });
    const { container, host } = await show({
      destination: () => Promise.resolve(look),
      resetDestination: () => Promise.resolve(folder()),
    });
    expect(await screen.findByText(/the share is probably not mounted/)).toBeDefined();
    expect(screen.getByRole("button", { name: /Back up now/ }).getAttribute("aria-disabled")).toBe("true");
    await expectAccessible(container);
    look = folder({ own: false });
    await fireEvent.focus(window);
    await waitFor(() => expect(screen.getByText(/Enough for about 160 backups/)).toBeDefined());
    await fireEvent.click(screen.getByRole("button", { name: "Use the app’s own folder" }));
    await waitFor(() => expect(screen.queryByText("Use the app’s own folder")).toBeNull());
    expect(host.called("resetDestination")).toBe(1);
  });

  it("shows a running backup stage by stage and tells a screen reader each stage once", async () => {
    const { app, container, host } = await show();
    host.tell({ news: "progress", progress: progress({ stage: "building", done: 0 }), profile: "eu" });
    await waitFor(() => expect(app.announcer.polite).toBe("Waiting for the appliance"));
    host.tell({ news: "progress", progress: progress(), profile: "eu" });
    await waitFor(() => expect(app.announcer.polite).toBe("Receiving"));
    app.announcer.polite = "";
    host.tell({ news: "progress", progress: progress({ done: 500_000_000 }), profile: "eu" });
    await waitFor(() => expect(screen.getByText(/Receiving 500 MB at 96 MB\/s/)).toBeDefined());
    expect(app.announcer.polite, "bytes are for the eye").toBe("");
    expect(screen.getByText(/going by the last backup of 1\.31 GB/)).toBeDefined();
    expect(screen.getByText("You can close the window. The backup goes on.")).toBeDefined();
    await expectAccessible(container);
  });

  it("cancels only after asking, with going on as the default", async () => {
    const { host } = await show({ cancelJob: () => Promise.resolve() });
    host.tell({ news: "progress", progress: progress({ attempt: 2 }), profile: "eu" });
    await waitFor(() => expect(screen.getByText("Attempt 2. The one before failed.")).toBeDefined());
    await fireEvent.keyDown(document.body, { key: "Escape" });
    expect(host.called("cancelJob"), "Escape never cancels a job").toBe(0);
    await fireEvent.click(screen.getByRole("button", { name: "Cancel…" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    expect(dialog.getByText(/Nothing of it is kept/)).toBeDefined();
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe("Keep going"));
    await expectAccessible(document.body);
    await fireEvent.click(dialog.getByRole("button", { name: "Cancel the backup" }));
    await waitFor(() => expect(host.calls.at(-1)).toEqual({ name: "cancelJob", args: ["j1"] }));
    expect(screen.getByRole("button", { name: "Stopping…" })).toHaveProperty("disabled", true);
    const cancelled = described("cancelled", "Cancelled.", { severity: "info" });
    host.tell({ news: "ended", outcome: failed("eu", cancelled) });
    await waitFor(() => expect(screen.getByText(/You cancelled it/)).toBeDefined());
    await expectAccessible(document.body);
  });

  it("shows what was taken and what was proven, until it is put aside", async () => {
    const { app, container, host } = await show({ showInFolder: () => Promise.resolve() });
    host.tell({ news: "ended", outcome: backedUp("eu") });
    await waitFor(() => expect(screen.getByText("Backed up")).toBeDefined());
    const done = panel("Backed up");
    expect(done.getByText("backup_2026-11-12T13-34-04.zip"), "the file's own name (R3)").toBeDefined();
    expect(done.getByText("Verified")).toBeDefined();
    expect(done.getByText("3 min 9 s")).toBeDefined();
    expect(done.getByText("Signed by this installation")).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(done.getByRole("button", { name: "Show in folder" }));
    expect(host.calls.at(-1)).toEqual({ name: "showInFolder", args: [7] });
    await fireEvent.click(done.getByRole("button", { name: "Put aside" }));
    await waitFor(() => expect(screen.getByText("Last backup")).toBeDefined());
    expect(app.jobs.ended.size).toBe(0);
  });

  it("is amber about a backup that is much smaller, without counters, unsigned or unproven", async () => {
    const { host } = await show();
    host.tell({
      news: "ended",
      outcome: backedUp("eu", {
        plausibility: { size: "muchSmaller", bytes: 214_000_000, usual: 3_000_000_000 },
        counters: "excluded",
        signedWith: null,
        state: "cannotVerify",
        why: ["member 2 is encrypted"],
        reasons: [
          {
            kind: "obstacle",
            obstacle: { what: "encrypted", offset: 40, member: { index: 2, of: 3, name: "db" } },
          },
        ],
      }),
    });
    await waitFor(() =>
      expect(screen.getByText(/much smaller than usual: 214 MB instead of about 3 GB/)).toBeDefined(),
    );
    expect(
      screen.getByText(
        /could not be verified: Part 2 of 3 \(db\) is encrypted inside the archive, at byte 40\./,
      ),
    ).toBeDefined();
    expect(screen.getByText("Cannot verify")).toBeDefined();
    expect(screen.queryByText("Verified"), "green is for verified ones only").toBeNull();
    expect(
      screen.getByText(/Counter tables cannot be restored from it\.$/, { selector: "p:not([id])" }),
    ).toBeDefined();
    expect(screen.getByText(/^Not signed/)).toBeDefined();
  });

  it("shows where a backup failed, why, and its cures, the likely one first", async () => {
    const { app, container, host } = await show();
    host.tell({ news: "progress", progress: progress({ stage: "signingIn" }), profile: "eu" });
    host.tell({ news: "progress", progress: progress({ stage: "building" }), profile: "eu" });
    host.tell({ news: "ended", outcome: failed("eu", timedOut) });
    await waitFor(() => expect(screen.getByText("Not backed up")).toBeDefined());
    const shown = panel("Not backed up");
    expect(shown.getByText("Waiting for the appliance").closest("li")?.className).toContain("failed");
    expect(shown.getByText("Incident 7F3K-29QD")).toBeDefined();
    expect(app.announcer.assertive).toContain("Payments EU was not backed up.");
    const buttons = shown.getAllByRole("button").map((button) => button.textContent?.trim());
    expect(buttons.slice(-2)).toEqual(["Back up without counters", "Try again"]);
    await expectAccessible(container);
    await fireEvent.click(shown.getByRole("button", { name: "Back up without counters" }));
    await waitFor(() => expect(host.called("startBackup")).toBe(1));
    expect(host.calls.find(({ name }) => name === "startBackup")?.args[0]).toMatchObject({
      excludeCounters: true,
    });
  });

  it("shows the appliance's answer as text", async () => {
    const { host } = await show();
    const answer = "<h1>Maintenance</h1><script>alert(1)</script>";
    host.tell({
      news: "ended",
      outcome: failed(
        "eu",
        described("notAnArchive", "It answered with a web page.", {
          offers: ["showAnswer", "tryAgain"],
          params: { detail: answer },
        }),
      ),
    });
    await fireEvent.click(await screen.findByRole("button", { name: "Show answer" }));
    const dialog = await screen.findByRole("dialog", { name: "What the appliance answered" });
    expect(dialog.querySelector("pre")?.textContent).toBe(answer);
    expect(dialog.querySelector("script, pre h1"), "it is never markup").toBeNull();
    await expectAccessible(document.body);
  });

  it("leads from a failed key to the key, and from a wrong address to the connection", async () => {
    const { host } = await show();
    const versioned = described("keyVersioned", "Versioned keys are not permitted.", {
      offers: ["chooseKey"],
    });
    host.tell({ news: "ended", outcome: failed("eu", versioned) });
    await fireEvent.click(await screen.findByRole("button", { name: "Choose key…" }));
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Encryption key name" })),
    );
    const away = described("hostNotFound", "There is no address.", { offers: ["editAppliance"] });
    host.tell({ news: "ended", outcome: { ...failed("eu", away), job: "j2" } });
    await fireEvent.click(await screen.findByRole("button", { name: "Edit connection…" }));
    expect(await screen.findByRole("dialog")).toBeDefined();
  });

  it("says what stands in the way of the next backup", async () => {
    const ap = untrusted("ap", "Loyalty APAC");
    const { app, container } = await show({}, ap);
    expect(screen.getByText("Shows a different certificate")).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Compare certificates" }));
    expect(app.asking.asked?.question).toMatchObject({ about: "certificate", profile: { id: "ap" } });
  });

  it("offers the cure of the last failure also after a restart", async () => {
    const us = late("us", "Card vault US");
    const { host } = await show({}, us);
    await fireEvent.click(screen.getByRole("button", { name: "Back up without counters" }));
    await waitFor(() => expect(host.called("startBackup")).toBe(1));
    expect(host.calls.find(({ name }) => name === "startBackup")?.args[0]).toMatchObject({
      excludeCounters: true,
    });
  });

  it("tests the connection from its menu and shows the steps with what ends a failure", async () => {
    const refused = described("loginRefused", "Payments EU refused the login.", {
      offers: ["enterPassword"],
    });
    const { app, container, host } = await show({
      testAppliance: () =>
        Promise.resolve({
          steps: [
            { check: "reach", outcome: "passed" },
            { check: "signIn", outcome: "failed", failure: refused },
            { check: "keys", outcome: "notTried" },
          ],
          certificate: null,
          keys: null,
          directRestore: null,
          version: null,
        }),
    });
    const more = screen.getByRole("button", { name: "More for Payments EU" });
    more.focus();
    await fireEvent.keyDown(more, { key: "Enter" });
    await fireEvent.click(await screen.findByRole("menuitem", { name: "Test connection" }));
    const test = within(await screen.findByRole("region", { name: "Connection test" }));
    await waitFor(() => expect(test.getByText(/Payments EU refused the login\./)).toBeDefined());
    await expectAccessible(container);
    await fireEvent.click(test.getByRole("button", { name: "Enter password…" }));
    expect(app.asking.asked?.question.about).toBe("password");
    expect(host.called("testAppliance")).toBe(1);
  });

  it("shows what a restore left to do", async () => {
    const task = {
      id: 1,
      run: "r1",
      profile: "eu",
      appliance: "Payments EU",
      kind: "freshBackup" as const,
      title: "Take a fresh backup",
      hint: "",
      waitsFor: null,
      created: "2026-11-12T10:00:00Z",
      state: "open" as const,
    };
    const { app, container } = await show({ tasks: () => Promise.resolve({ tasks: [task] }) });
    const tasks = within(await screen.findByRole("region", { name: "After the restore" }));
    expect(tasks.getAllByRole("listitem")).toHaveLength(1);
    await expectAccessible(container);
    await fireEvent.click(tasks.getByRole("button", { name: "Show tasks" }));
    expect(app.router.place).toEqual({ place: "restore", profile: "eu" });
  });

  it("starts and stops the practice appliance and leads to its settings", async () => {
    const running = { ...noPractice, profile: "pr", running: true };
    const { app, container, host } = await show(
      {
        practice: () => Promise.resolve({ ...running, running: false }),
        startPractice: () => Promise.resolve(running),
      },
      practising("pr"),
    );
    expect(screen.getByText("Stopped")).toBeDefined();
    expect(screen.getByText("Start the practice appliance first.")).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Start" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Stop" })).toBeDefined());
    expect(host.called("startPractice")).toBe(1);
    await fireEvent.click(screen.getByRole("button", { name: "Practice settings" }));
    expect(app.router.place).toEqual({ place: "settings" });
  });

  it("keeps each failed look beside what it was for", async () => {
    const broken = () => refuse(described("databaseFailed", "The data could not be read."));
    const { container } = await show({ trend: broken, archives: broken });
    await waitFor(() => expect(panel("Size and duration").getByText(/could not be read/)).toBeDefined());
    expect(panel("Recent archives").getByText(/could not be read/)).toBeDefined();
    await expectAccessible(container);
  });

  it("says so where the appliance was removed", async () => {
    const { app, container } = await renderView(
      ApplianceView,
      { profile: "gone" },
      { overview: () => Promise.resolve(overviewOf([eu])) },
    );
    expect(screen.getByText("This appliance is not connected any more.")).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Show overview" }));
    expect(app.router.place).toEqual({ place: "overview" });
  });

  it("speaks German", async () => {
    speak("de");
    const { container, host } = await show();
    host.tell({ news: "progress", progress: progress(), profile: "eu" });
    await waitFor(() => expect(screen.getByText(/Empfangen: 412\sMB mit 96\sMB\/s/)).toBeDefined());
    expect(screen.getByText("Je Appliance läuft immer nur eine Sicherung.")).toBeDefined();
    await expectAccessible(container);
  });
});
