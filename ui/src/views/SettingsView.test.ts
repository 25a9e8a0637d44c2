import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { About, Practice, SettingsChange } from "$lib/contract";
import type { Host } from "$lib/host";
import { overwriteGetLocale } from "../paraglide/runtime";
import { described, refuse } from "../test/appliances";
import { expectAccessible } from "../test/axe";
import { noPractice, settings } from "../test/host";
import { renderView } from "../test/render";
import SettingsView from "./SettingsView.svelte";

const about: About = {
  version: "1.0.0",
  licence: "Apache-2.0",
  receiptKey: "5f0a61c2d39f7be4a81d90c377fe21b64c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5",
  components: [
    { name: "serde", version: "1.0.228", licence: "MIT OR Apache-2.0" },
    { name: "svelte", version: "5.57.3", licence: "MIT" },
  ],
};
const running: Practice = { ...noPractice, profile: "practice", running: true, address: "127.0.0.1:49152" };

const open = (answers: { [K in keyof Host]?: Host[K] } = {}) =>
  renderView(
    SettingsView,
    {},
    {
      about: () => Promise.resolve(about),
      changeSettings: (change: SettingsChange) => Promise.resolve({ ...settings, ...change }),
      ...answers,
    },
  );
const part = (name: string) => within(screen.getByRole("region", { name }));

describe("settings", () => {
  it("show every part and can be used by everybody", async () => {
    const { container } = await open();
    for (const name of [
      "Appearance",
      "Notifications",
      "Archives",
      "Practice appliance",
      "Support",
      "About",
    ]) {
      expect(screen.getByRole("region", { name }), name).toBeTruthy();
    }
    await vi.waitFor(() => expect(part("About").getByText("1.0.0")).toBeTruthy());
    await expectAccessible(container);
  });

  it("that cannot be read say why, with the way to try again", async () => {
    const { container, host } = await open({
      settings: () =>
        refuse(described("databaseFailed", "They could not be read.", { offers: ["tryAgain"] })),
    });
    expect(screen.getByRole("alert").textContent).toContain("They could not be read.");
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(host.called("settings")).toBe(2);
  });

  it("speak German", async () => {
    overwriteGetLocale(() => "de");
    const { container } = await open();
    expect(screen.getByRole("region", { name: "Mitteilungen" })).toBeTruthy();
    await expectAccessible(container);
  });
});

describe("appearance", () => {
  it("changes theme and language", async () => {
    const { host } = await open();
    const theme = screen.getByRole("radiogroup", { name: "Theme" });
    await fireEvent.click(within(theme).getByRole("radio", { name: "Dark" }));
    await fireEvent.change(screen.getByRole("combobox", { name: "Language" }), { target: { value: "de" } });
    const changes = host.calls.filter(({ name }) => name === "changeSettings").map(({ args }) => args[0]);
    expect(changes).toEqual([{ theme: "dark" }, { language: "de" }]);
  });

  it("offers a zoom that was reached with the keyboard among the usual ones", async () => {
    await open({ settings: () => Promise.resolve({ ...settings, zoom: 120 }) });
    const zoom = screen.getByRole<HTMLSelectElement>("combobox", { name: "Zoom" });
    expect(zoom.value).toBe("120");
    expect(zoom.options).toHaveLength(10);
  });

  it("follows what menu and keys change while it is shown", async () => {
    let now = settings;
    const { host } = await open({ settings: () => Promise.resolve(now) });
    const zoom = screen.getByRole<HTMLSelectElement>("combobox", { name: "Zoom" });
    expect(zoom.value).toBe("100");
    now = { ...settings, zoom: 120, theme: "dark" };
    host.tell({ news: "changed", what: "settings" });
    await waitFor(() => expect(zoom.value).toBe("120"));
    const dark = screen.getByRole("radio", { name: "Dark" });
    expect(dark.getAttribute("aria-checked")).toBe("true");
  });

  it("that the program refuses goes back, and says why right there", async () => {
    await open({ changeSettings: () => refuse(described("databaseFailed", "Not written.")) });
    await fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
    await vi.waitFor(() =>
      expect(part("Appearance").getByRole("alert").textContent).toContain("Not written."),
    );
    expect(screen.getByRole("radio", { name: "System" }).getAttribute("aria-checked")).toBe("true");
  });
});

describe("notifications", () => {
  it("have a switch for each event", async () => {
    const { host } = await open();
    const switches = part("Notifications").getAllByRole<HTMLInputElement>("switch");
    expect(switches).toHaveLength(Object.keys(settings.notifications).length);
    await fireEvent.click(screen.getByRole("switch", { name: "A backup fails" }));
    expect(host.calls.at(-1)?.args).toEqual([
      { notifications: { ...settings.notifications, backupFailed: false } },
    ]);
  });

  it.each([
    [{ taken: true, detail: null }, "The system took it."],
    [{ taken: false, detail: "no service answers" }, "It says: no service answers"],
  ])("are tested with an outcome: %o", async (outcome, said) => {
    const { container } = await open({ testNotification: () => Promise.resolve(outcome) });
    await fireEvent.click(screen.getByRole("button", { name: "Send a test" }));
    await vi.waitFor(() => expect(part("Notifications").getByRole("status").textContent).toContain(said));
    await expectAccessible(container);
  });
});

describe("archives", () => {
  it("offer the app's own folder only where another one was chosen", async () => {
    const own = "Use the app’s own folder";
    const { app } = await open({ resetArchivesFolder: () => Promise.resolve(settings) });
    expect(screen.queryByRole("button", { name: own })).toBeNull();
    app.settings.take({ ...settings, archivesFolder: "/mnt/<b>vault</b>", ownArchivesFolder: false });
    await fireEvent.click(await screen.findByRole("button", { name: own }));
    await vi.waitFor(() => expect(screen.queryByRole("button", { name: own })).toBeNull());
  });

  it("show a folder's name as text", async () => {
    const { container } = await open({
      settings: () => Promise.resolve({ ...settings, archivesFolder: "/mnt/<b>vault</b>" }),
    });
    expect(part("Archives").getByText("/mnt/<b>vault</b>")).toBeTruthy();
    expect(container.querySelector("b")).toBeNull();
  });

  it("warn when a restore would go without its safety backup", async () => {
    await open();
    await fireEvent.click(screen.getByRole("switch", { name: "Safety backup before a restore" }));
    expect(screen.getByText(/a restore that goes wrong cannot be undone/)).toBeTruthy();
  });
});

describe("the practice appliance", () => {
  it("that was never made offers to be started, and nothing to lose", async () => {
    await open({
      practice: () => Promise.resolve(noPractice),
      startPractice: () => Promise.resolve(running),
    });
    const practice = part("Practice appliance");
    expect(practice.getByText("Not set up yet")).toBeTruthy();
    expect(practice.queryByRole("button", { name: "Reset…" })).toBeNull();
    expect(practice.queryByRole("combobox"), "there is nothing to rehearse with").toBeNull();
    await fireEvent.click(practice.getByRole("button", { name: "Start" }));
    await vi.waitFor(() => expect(practice.getByText("Running at 127.0.0.1:49152")).toBeTruthy());
  });

  it("that runs can be stopped, rehearsed with and opened", async () => {
    const { host, container } = await open({
      practice: () => Promise.resolve(running),
      setPracticeFault: (fault) => Promise.resolve({ ...running, fault }),
      hidePracticeRoute: (directRouteHidden) => Promise.resolve({ ...running, directRouteHidden }),
      openAdministrationPage: () => Promise.resolve(),
      copyPracticePassword: () => Promise.resolve(),
      stopPractice: () => Promise.resolve({ ...running, running: false, address: null }),
    });
    const practice = part("Practice appliance");
    await expectAccessible(container);
    await fireEvent.change(practice.getByRole("combobox"), { target: { value: "cutOff" } });
    await fireEvent.click(practice.getByRole("switch"));
    await fireEvent.click(practice.getByRole("button", { name: "Open" }));
    await fireEvent.click(practice.getByRole("button", { name: "Copy password" }));
    await fireEvent.click(practice.getByRole("button", { name: "Stop" }));
    await vi.waitFor(() => expect(practice.getByText("Stopped")).toBeTruthy());
    const told = host.calls.slice(-5).map(({ name, args }) => [name, ...args]);
    expect(told).toEqual([
      ["setPracticeFault", "cutOff"],
      ["hidePracticeRoute", true],
      ["openAdministrationPage", "practice"],
      ["copyPracticePassword"],
      ["stopPractice"],
    ]);
  });

  it("is reset only after what is lost was named, and Enter keeps it", async () => {
    const { app, host } = await open({
      practice: () => Promise.resolve(running),
      resetPractice: () => Promise.resolve(running),
    });
    await fireEvent.click(screen.getByRole("button", { name: "Reset…" }));
    const dialog = screen.getByRole("alertdialog", { name: "Reset the practice appliance?" });
    expect(dialog.textContent).toContain("The archives you took of it stay");
    await vi.waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe("Keep its data"));
    await expectAccessible(dialog);
    expect(host.called("resetPractice")).toBe(0);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Reset it" }));
    await vi.waitFor(() => expect(app.announcer.polite).toContain("as it was at its first start"));
    expect(host.called("resetPractice")).toBe(1);
  });

  it("that fails says why in its own part", async () => {
    await open({
      practice: () => Promise.resolve(noPractice),
      startPractice: () => refuse(described("practiceFailed", "Its port is taken.")),
    });
    await fireEvent.click(part("Practice appliance").getByRole("button", { name: "Start" }));
    expect((await part("Practice appliance").findByRole("alert")).textContent).toContain(
      "Its port is taken.",
    );
  });
});

describe("support", () => {
  it("copies the report and says so", async () => {
    const { app } = await open({ copyDiagnostics: () => Promise.resolve("report") });
    await fireEvent.click(screen.getByRole("button", { name: "Copy report" }));
    await vi.waitFor(() => expect(app.announcer.polite).toBe("The report is on the clipboard."));
    expect(part("Support").getByText("The report is on the clipboard.")).toBeTruthy();
  });

  it("says when a folder does not open", async () => {
    await open({ openLogs: () => refuse(described("systemRefused", "It could not be opened.")) });
    await fireEvent.click(part("Support").getByRole("button", { name: "Open folder" }));
    expect((await part("Support").findByRole("alert")).textContent).toContain("It could not be opened.");
  });
});

describe("about", () => {
  it("copies the public key of the receipts whole, though it is shown in groups", async () => {
    const copyText = vi.fn(() => Promise.resolve());
    const { container } = await open({ copyText });
    await fireEvent.click(await screen.findByRole("button", { name: "Copy public key" }));
    expect(copyText).toHaveBeenCalledWith(about.receiptKey);
    expect(container.querySelector("code")?.textContent).toMatch(/^5f0a 61c2 d39f 7be4\n/);
  });

  it("says when receipts are not signed", async () => {
    await open({ about: () => Promise.resolve({ ...about, receiptKey: null }) });
    expect(await screen.findByText(/receipts are not signed/)).toBeTruthy();
  });

  it("finds components by name and licence, and offers a way back from nothing", async () => {
    await open();
    await fireEvent.click(await screen.findByRole("button", { name: "Show licences…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Components and licences" }));
    const search = dialog.getByRole("searchbox");
    expect(dialog.getAllByRole("listitem")).toHaveLength(2);
    await fireEvent.input(search, { target: { value: "apache" } });
    expect(dialog.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
      expect.stringContaining("serde"),
    ]);
    expect(dialog.getByRole("status").textContent).toBe("1 of 2");
    await fireEvent.input(search, { target: { value: "gpl" } });
    await expectAccessible(screen.getByRole("dialog"));
    await fireEvent.click(dialog.getByRole("button", { name: "Clear search" }));
    expect(dialog.getAllByRole("listitem")).toHaveLength(2);
  });
});
