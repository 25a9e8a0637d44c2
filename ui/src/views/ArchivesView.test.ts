import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ArchiveRow, StateReason } from "$lib/contract";
import type { Host } from "$lib/host";
import { PATIENCE_MS } from "$lib/state/loaded.svelte";
import { appliance, described, overviewOf, progress, refuse } from "../test/appliances";
import { expectAccessible } from "../test/axe";
import { archives, detailOf, libraryOf } from "../test/library";
import { speak } from "../test/moment";
import { renderView } from "../test/render";
import ArchivesView from "./ArchivesView.svelte";

const appliances = [appliance("eu", "Payments EU"), appliance("dr", "Payments DR")];
type Answers = { [K in keyof Host]?: Host[K] };

async function show(rows: ArchiveRow[], answers: Answers = {}, archive: number | null = null) {
  const rendered = await renderView(
    ArchivesView,
    { archive },
    {
      overview: () => Promise.resolve(overviewOf(appliances, { archives: rows.length })),
      ...libraryOf(rows),
      ...answers,
    },
  );
  if (rows.length > 0 && !answers.archives) await screen.findByRole("grid");
  return rendered;
}

const grid = () => screen.getByRole("grid");
/** By the line they stand in: the heading is the first. */
const line = (index: number) => {
  const row = grid().querySelector<HTMLElement>(`[aria-rowindex="${index}"]`);
  if (!row) throw new Error(`line ${index} is not drawn`);
  return row;
};
const panel = () => within(screen.getByRole("complementary"));
const type = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });

const torn: StateReason = {
  state: "damaged",
  reason: {
    kind: "container",
    damage: {
      text: "member 2 of 3 ends too early",
      what: "endsTooEarly",
      offset: 61_014_016,
      member: { index: 2, of: 3, name: "db/vault.sql" },
    },
  },
};

describe("the archives", () => {
  afterEach(() => vi.useRealTimers());

  it("are a table that says how long it is and draws what is seen", async () => {
    const { container } = await show(archives(1000));
    expect(grid().getAttribute("aria-rowcount")).toBe("1001");
    expect(within(grid()).getAllByRole("row").length, "a thousand rows are drawn").toBeLessThan(80);
    expect(screen.getByText("1,000 archives, 1.3 TB")).toBeDefined();
    expect(line(2).textContent).toContain("Payments EU");
    await expectAccessible(container);
  });

  it("say what each is", async () => {
    const { container } = await show(
      archives(4, (id) =>
        id === 4
          ? { pinned: true, note: "Before the upgrade to 2.9.0" }
          : id === 3
            ? { state: "damaged", restorable: "damaged" }
            : id === 2
              ? {
                  state: "missing",
                  restorable: "missing",
                  version: null,
                  counters: null,
                  key: { key: "unknown" },
                }
              : { usualSize: 3_050_000_000, size: 214_000_000, counters: "excluded" },
      ),
    );
    expect(within(line(2)).getByRole("img", { name: "Pinned" })).toBeDefined();
    expect(line(2).textContent).toContain("12 hours ago");
    expect(within(line(2)).getByText("Before the upgrade to 2.9.0")).toBeDefined();
    expect(line(3).textContent).toContain("No, damaged");
    expect(line(4).textContent).toMatch(/Unknown.*Unknown.*Unknown.*Missing/s);
    expect(
      within(line(5)).getByRole("img", { name: "Much smaller than usual: 214 MB instead of about 3.05 GB" }),
    ).toBeDefined();
    await expectAccessible(container);
  });

  it("are sorted by their headings", async () => {
    const { host } = await show(archives(3));
    const heading = (name: string) => screen.getByRole("columnheader", { name });
    expect(heading("Date").getAttribute("aria-sort")).toBe("descending");
    expect(heading("Size").getAttribute("aria-sort")).toBe("none");
    expect(heading("Key").hasAttribute("aria-sort"), "nothing sorts by key").toBe(false);
    await fireEvent.click(within(heading("Size")).getByRole("button"));
    await waitFor(() => expect(heading("Size").getAttribute("aria-sort")).toBe("descending"));
    expect(host.calls.at(-1)?.args[0]).toMatchObject({ sort: "size", descending: true });
  });

  it("are searched, filtered and found empty", async () => {
    const { container, app } = await show(archives(5, (id) => ({ note: id === 2 ? "upgrade" : null })));
    app.command("find");
    const search = screen.getByRole("searchbox", { name: "Search archives" });
    expect(document.activeElement).toBe(search);
    await fireEvent.input(search, { target: { value: "upgrade" } });
    expect(await screen.findByText("1 of 5 archives, 1 GB".replace("1 GB", "1.3 GB"))).toBeDefined();
    expect(app.announcer.polite).toBe("1 archive matches");
    await fireEvent.input(search, { target: { value: "pay-2024" } });
    expect(await screen.findByText("Nothing matches “pay-2024”")).toBeDefined();
    expect(screen.getByText("5 archives are hidden.")).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Clear search" }));
    expect(await screen.findByRole("grid")).toBeDefined();
    await fireEvent.change(screen.getByRole("combobox", { name: /State/ }), { target: { value: "damaged" } });
    expect(await screen.findByText("Nothing matches")).toBeDefined();
    await fireEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByRole("grid")).toBeDefined();
  });

  it("go by the keyboard alone", async () => {
    const { host, app } = await show(archives(30), {
      startVerify: () => Promise.resolve("j1"),
      showInFolder: () => Promise.resolve(),
    });
    line(2).focus();
    await type("ArrowDown");
    await waitFor(() => expect(document.activeElement).toBe(line(3)));
    expect(line(2).tabIndex, "one row is reached with Tab, not all").toBe(-1);
    await type(" ");
    expect(line(3).getAttribute("aria-selected")).toBe("true");
    await type("ArrowDown", { shiftKey: true });
    await waitFor(() => expect(screen.getByText("2 selected")).toBeDefined());
    await type("v");
    await waitFor(() => expect(host.called("startVerify")).toBe(1));
    expect(host.calls.find(({ name }) => name === "startVerify")?.args).toEqual([[29, 28]]);
    await type("p");
    await waitFor(() => expect(host.called("pinArchives")).toBe(1));
    expect(host.calls.find(({ name }) => name === "pinArchives")?.args).toEqual([[29, 28], true]);
    await type("Enter", { ctrlKey: true });
    expect(host.called("showInFolder"), "a folder is shown of one archive").toBe(0);
    await type("End");
    await waitFor(() => expect(document.activeElement).toBe(line(31)));
    await type("a", { ctrlKey: true });
    expect(await screen.findByText("30 selected")).toBeDefined();
    await type("Enter");
    expect(await screen.findByRole("complementary")).toBeDefined();
    await fireEvent.keyDown(window, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
    await fireEvent.keyDown(window, { key: "Escape" });
    await waitFor(() => expect(screen.queryByText("30 selected")).toBeNull());
    app.command("lookAgain");
    await waitFor(() => expect(host.called("lookAgain")).toBe(1));
  });

  it("are selected with the pointer", async () => {
    await show(archives(6));
    await fireEvent.click(line(3));
    expect(await screen.findByText("1 selected")).toBeDefined();
    expect(panel().getByText("svc-backup"), "a click shows the details").toBeDefined();
    await fireEvent.click(line(5), { ctrlKey: true });
    expect(screen.getByText("2 selected")).toBeDefined();
    await fireEvent.click(line(7), { shiftKey: true });
    expect(await screen.findByText("3 selected")).toBeDefined();
    await fireEvent.click(screen.getByRole("checkbox", { name: "Select all archives" }));
    expect(await screen.findByText("6 selected")).toBeDefined();
    await fireEvent.click(screen.getByRole("button", { name: "Clear selection" }));
    expect(line(3).getAttribute("aria-selected")).toBe("false");
  });

  it("have a menu for each row", async () => {
    const { host } = await show(archives(3), { showInFolder: () => Promise.resolve() });
    await fireEvent.contextMenu(line(3));
    const menu = await screen.findByRole("menu");
    expect(
      within(menu)
        .getAllByRole("menuitem")
        .map((item) => item.textContent?.trim().split(/\s{2,}/)[0]),
    ).toEqual([
      expect.stringMatching(/^Details/),
      expect.stringMatching(/^Verify/),
      expect.stringMatching(/^Show in folder/),
      expect.stringMatching(/^Restore…/),
      expect.stringMatching(/^Pin/),
      expect.stringMatching(/^Move to trash…/),
    ]);
    await fireEvent.click(within(menu).getByText("Show in folder"));
    await waitFor(() => expect(host.calls.at(-1)).toEqual({ name: "showInFolder", args: [2] }));
  });
});

describe("the details of an archive", () => {
  it("say what its receipt says and where it can be restored", async () => {
    const { container, host } = await show(archives(3), { copyText: () => Promise.resolve() }, 2);
    expect(await screen.findByRole("heading", { level: 2, name: "Payments EU" })).toBeDefined();
    await waitFor(() => expect(line(3).getAttribute("aria-selected"), "it is not selected").toBe("true"));
    const details = panel();
    for (const text of ["Signature valid", "svc-backup", "1.31 GB, with counters", "pay-2026", "3 min 9 s"]) {
      expect(details.getByText(text), text).toBeDefined();
    }
    expect(details.getByText("Older than this archive. Needs 2.8.6 or newer.")).toBeDefined();
    await fireEvent.click(details.getByRole("button", { name: "Copy certificate fingerprint" }));
    expect(host.calls.at(-1)).toEqual({ name: "copyText", args: ["A4:1C:9E:07"] });
    await expectAccessible(container);
    await fireEvent.click(details.getByRole("button", { name: "Close details" }));
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  });

  it("take a note in place", async () => {
    const { container, host } = await show(archives(2), { noteArchive: () => Promise.resolve() }, 2);
    await fireEvent.click(await screen.findByRole("button", { name: "Add a note" }));
    const note = screen.getByRole("textbox", { name: "Note" });
    expect(document.activeElement).toBe(note);
    await expectAccessible(container);
    await fireEvent.input(note, { target: { value: "Before the upgrade" } });
    await fireEvent.keyDown(note, { key: "Enter" });
    await waitFor(() =>
      expect(host.calls.find(({ name }) => name === "noteArchive")?.args).toEqual([2, "Before the upgrade"]),
    );
    await fireEvent.click(await screen.findByRole("button", { name: "Add a note" }));
    await fireEvent.keyDown(screen.getByRole("textbox", { name: "Note" }), { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Note" })).toBeNull());
    expect(screen.queryByRole("complementary"), "Escape closed more than the note").not.toBeNull();
    expect(host.called("noteArchive")).toBe(1);
  });

  it("show hostile names as text", async () => {
    const evil = "<img src=x onerror=alert(1)>";
    const { container } = await show(
      archives(1, () => ({ name: evil, note: evil, appliance: evil })),
      {},
      1,
    );
    await screen.findByRole("heading", { level: 2, name: evil });
    expect(container.querySelector("img")).toBeNull();
  });

  it("find a missing file again, and say if it is another one", async () => {
    const rows = archives(2, (id) => ({ state: id === 2 ? "missing" : "verified" }));
    let answer: Host["findArchive"] = () =>
      refuse(described("archiveDiffers", "This file is another archive."));
    const { container, host } = await show(rows, { findArchive: (id) => answer(id) }, 2);
    const find = () => panel().getByRole("button", { name: "Find…" });
    expect(await panel().findByText("The file is not there any more.")).toBeDefined();
    await fireEvent.click(find());
    expect(await panel().findByText("This file is another archive.")).toBeDefined();
    await expectAccessible(container);
    const [first] = rows;
    if (!first) throw new Error("the test has no archive");
    answer = () => Promise.resolve(detailOf({ ...first, state: "verified" }));
    await fireEvent.click(find());
    await waitFor(() => expect(panel().queryByText("The file is not there any more.")).toBeNull());
    expect(host.called("findArchive")).toBe(2);
  });

  it("say what is wrong with it, and what may be", async () => {
    const rows = archives(2, (id) =>
      id === 2
        ? { state: "damaged", why: "member 2 of 3 ends too early", reason: torn, receipt: "signatureBroken" }
        : { usualSize: 3_050_000_000 },
    );
    const { container } = await show(rows, {}, 2);
    expect(await panel().findByText("This archive is damaged.")).toBeDefined();
    expect(
      panel().getByText("Found: Part 2 of 3 (db/vault.sql) ends too early, at byte 61,014,016."),
    ).toBeDefined();
    expect(panel().getByText("Nowhere: the archive is damaged.")).toBeDefined();
    expect(panel().getByText(/The receipt was changed after it was signed/)).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(line(3));
    expect(await panel().findByText(/Much smaller than usual/)).toBeDefined();
  });

  it("say why they could not be read", async () => {
    const refused = described("databaseFailed", "The app’s database refused.");
    await show(archives(2), { archive: () => refuse(refused) }, 2);
    expect(await panel().findByText("The app’s database refused.")).toBeDefined();
    expect(panel().getByRole("button", { name: "Look again" })).toBeDefined();
  });
});

describe("removing archives", () => {
  it("asks with Cancel as the default, and Escape keeps everything", async () => {
    const { host } = await show(archives(3));
    line(2).focus();
    await type("Delete");
    const dialog = await screen.findByRole("alertdialog", { name: "Move this archive to the trash?" });
    await waitFor(() =>
      expect(document.activeElement?.textContent?.trim(), "Enter would remove it").toBe("Keep it"),
    );
    await expectAccessible(dialog);
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(host.called("trashArchives")).toBe(0);
  });

  it("tells what went and what stayed", async () => {
    const failed = [{ name: "backup_2.zip", failure: described("archiveUnreadable", "It cannot be read.") }];
    const { host, container } = await show(archives(3), {
      trashArchives: () => Promise.resolve({ trashed: 1, failed }),
    });
    await fireEvent.click(line(2), { ctrlKey: true });
    await fireEvent.click(line(3), { ctrlKey: true });
    await fireEvent.click(screen.getByRole("button", { name: "Move to trash…" }));
    await fireEvent.click(await screen.findByRole("button", { name: "Move 2 to trash" }));
    await waitFor(() =>
      expect(host.calls.find(({ name }) => name === "trashArchives")?.args).toEqual([[3, 2]]),
    );
    expect(await screen.findByText("1 archive is in the system’s trash, with its receipt.")).toBeDefined();
    expect(screen.getByText("backup_2.zip")).toBeDefined();
    await expectAccessible(container);
  });
});

describe("verifying archives", () => {
  it("shows how far it is, can be cancelled, and tells what was found", async () => {
    const { host, container } = await show(archives(3), { cancelJob: () => Promise.resolve() });
    const job = progress({
      job: "v1",
      kind: "verify",
      subject: "14 archives",
      archives: 14,
      stage: "verifying",
      item: { index: 9, of: 14, name: "backup_9.zip" },
      done: 8_100_000_000,
      total: 14_200_000_000,
    });
    host.tell({ news: "progress", progress: job, profile: null });
    const bar = within(await screen.findByRole("region", { name: "Verifying 9 of 14 archives" }));
    expect(bar.getByRole("progressbar").getAttribute("aria-valuetext")).toBe("8.1 GB of 14.2 GB");
    await expectAccessible(container);
    await fireEvent.click(bar.getByRole("button", { name: "Cancel verification" }));
    expect(host.calls.at(-1)).toEqual({ name: "cancelJob", args: ["v1"] });
    expect(bar.getByText("Stopping…")).toBeDefined();
    host.tell({
      news: "ended",
      outcome: {
        job: "v1",
        kind: "verify",
        profile: null,
        subject: "14 archives",
        archives: 14,
        at: "2026-11-12T13:44:09Z",
        result: "failed",
        failure: described("cancelled", "It was cancelled.", { severity: "info" }),
      },
    });
    expect(await screen.findByText("The verification was cancelled.")).toBeDefined();
    await fireEvent.click(screen.getByRole("button", { name: /^Dismiss/ }));
    expect(screen.queryByText("The verification was cancelled.")).toBeNull();
  });
});

describe("adding archives", () => {
  it("asks for files by Ctrl O, and for a folder by the menu", async () => {
    const added = { added: [2], known: [], passedOver: 0, failed: [] };
    const { app, host } = await show(archives(3), { addArchives: () => Promise.resolve(added) });
    app.command("addArchives");
    expect(await screen.findByText("1 archive was added.")).toBeDefined();
    expect(host.calls.find(({ name }) => name === "addArchives")?.args).toEqual(["files"]);
    await waitFor(() => expect(line(3).getAttribute("aria-selected")).toBe("true"));
    const menu = screen.getByRole("button", { name: "Add archives…" });
    await waitFor(() => expect(menu).toHaveProperty("disabled", false));
    await fireEvent.keyDown(menu, { key: "Enter" });
    await fireEvent.click(await screen.findByRole("menuitem", { name: /A folder/ }));
    await waitFor(() =>
      expect(host.calls.findLast(({ name }) => name === "addArchives")?.args).toEqual(["folder"]),
    );
  });

  it("says nothing where the dialog was closed", async () => {
    const { app, host } = await show(archives(3), { addArchives: () => Promise.resolve(null) });
    app.command("addArchives");
    await waitFor(() => expect(host.called("addArchives")).toBe(1));
    expect(screen.queryByText(/added/)).toBeNull();
  });

  it("tells what became of files that were dropped", async () => {
    const { app, host, container } = await show(archives(3));
    const failed = [{ name: "holiday.zip", failure: described("notAnArchive", "This is no archive.") }];
    host.tell({ news: "dropped", archives: { added: [], known: [3], passedOver: 0, failed } });
    expect(await screen.findByText("No archive was added.")).toBeDefined();
    expect(screen.getByText("holiday.zip")).toBeDefined();
    expect(app.dropped, "another view would take them again").toBeNull();
    await expectAccessible(container);
  });
});

describe("the library that is not there", () => {
  it("says what will appear, and offers what makes it", async () => {
    const { container, app } = await show([]);
    expect(await screen.findByText("No archives yet")).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Back up Payments EU" }));
    expect(app.router.place).toEqual({ place: "appliance", profile: "eu" });
  });

  it("shows nothing at first, then bones in the final layout", async () => {
    vi.useFakeTimers();
    const { container } = await show(archives(1), { archives: () => new Promise(() => {}) });
    expect(screen.queryByRole("grid")).toBeNull();
    await vi.advanceTimersByTimeAsync(PATIENCE_MS + 20);
    expect(grid().getAttribute("aria-rowcount")).toBe("-1");
    expect(screen.getByText("The library is being read")).toBeDefined();
    vi.useRealTimers();
    await expectAccessible(container);
  });

  it("says why, with the next step and the incident, and keeps what it had", async () => {
    const refused = described("databaseFailed", "The app’s database refused.", { next: "Look again." });
    const rows = archives(2);
    let away = true;
    const answers: Answers = {
      archives: (filter) => (away ? refuse(refused) : libraryOf(rows).archives(filter)),
    };
    const { container, app } = await show(rows, answers);
    expect(await screen.findByText("The app’s database refused.")).toBeDefined();
    expect(screen.getByText("Incident 7F3K-29QD")).toBeDefined();
    await expectAccessible(container);
    away = false;
    await fireEvent.click(screen.getByRole("button", { name: "Look again" }));
    expect(await screen.findByRole("grid")).toBeDefined();
    away = true;
    app.hear({ news: "changed", what: "archives" });
    expect(await screen.findByText(/^As of Today, .* The app’s database refused\.$/)).toBeDefined();
    expect(line(2).textContent, "what was known is gone").toContain("Payments EU");
  });
});

describe("in German", () => {
  it("says everything, and quotes what an older version of the app wrote down", async () => {
    speak("de");
    const why = "member 2 ends too early";
    const rows = archives(2, (id) => ({
      state: "damaged",
      restorable: "damaged",
      why,
      reason: id === 2 ? torn : null,
    }));
    const { container } = await show(rows, {}, 2);
    expect(await screen.findByText("Dieses Archiv ist beschädigt.")).toBeDefined();
    const found = "Befund: Teil 2 von 3 (db/vault.sql) endet zu früh, bei Byte 61.014.016.";
    expect(screen.getByText(found)).toBeDefined();
    expect(screen.queryByText(/member 2/), "English beside the German of it").toBeNull();
    await fireEvent.click(line(3));
    expect(await screen.findByText(`Im Protokoll: ${why}`)).toBeDefined();
    expect(line(2).textContent).toContain("Nein, beschädigt");
    await expectAccessible(container);
  });
});
