import { describe, expect, it, vi } from "vitest";
import type { ArchiveFilter, ArchiveRow } from "$lib/contract";
import type { Host } from "$lib/host";
import { appliance, described, overviewOf, refuse } from "../../test/appliances";
import { fakeHost } from "../../test/host";
import { archives, detailOf, libraryOf } from "../../test/library";
import { App } from "./app.svelte";
import { Archives } from "./archives.svelte";

const appliances = [appliance("eu", "Payments EU"), appliance("dr", "Payments DR")];

async function open(rows: ArchiveRow[], answers: { [K in keyof Host]?: Host[K] } = {}) {
  const host = fakeHost({
    overview: () => Promise.resolve(overviewOf(appliances)),
    ...libraryOf(rows),
    ...answers,
  });
  const app = new App(host);
  await app.start();
  const library = new Archives(app);
  const stop = library.follow();
  await library.refresh();
  return { app, host, library, stop };
}
const selected = (library: Archives) => library.selection.list.map(({ id }) => id);
const filters = (calls: { name: string; args: unknown[] }[]) =>
  calls.filter(({ name }) => name === "archives").map(({ args }) => args[0] as ArchiveFilter);

describe("the library", () => {
  it("is the newest first, and sorts by the engine", async () => {
    const { library, host } = await open(archives(5, (id) => ({ size: id === 2 ? 9e9 : 1e9 })));
    expect(library.pages.row(0)?.id).toBe(5);
    await library.sortBy("size");
    expect(library.pages.row(0)?.id, "the largest comes first").toBe(2);
    await library.sortBy("size");
    expect(filters(host.calls).at(-1)).toMatchObject({ sort: "size", descending: false });
    await library.sortBy("appliance");
    expect(filters(host.calls).at(-1), "names begin with A").toMatchObject({
      sort: "appliance",
      descending: false,
    });
  });

  it("keeps what is selected when it is sorted, and lets go of it when it is filtered", async () => {
    const { library } = await open(archives(9));
    library.select(2, "only");
    await library.sortBy("created");
    expect(selected(library)).toEqual([7]);
    await library.narrow({ state: "damaged" });
    expect(selected(library), "an order would reach archives nobody sees").toEqual([]);
  });

  it("asks once when typing pauses", async () => {
    vi.useFakeTimers();
    try {
      const { library, host } = await open(archives(9, (id) => ({ note: id === 3 ? "upgrade" : null })));
      const before = host.called("archives");
      for (const text of ["u", "up", "upg"]) library.search(text);
      expect(host.called("archives")).toBe(before);
      await vi.runAllTimersAsync();
      expect(host.called("archives")).toBe(before + 1);
      expect(filters(host.calls).at(-1)?.text).toBe("upg");
      expect(library.pages.total).toBe(1);
      library.search("");
      await vi.runAllTimersAsync();
      expect(filters(host.calls).at(-1)).not.toHaveProperty("text");
    } finally {
      vi.useRealTimers();
    }
  });

  it("selects one, adds, takes away and extends", async () => {
    const { library } = await open(archives(20));
    library.select(3, "only");
    library.select(5, "toggle");
    expect(selected(library)).toEqual([17, 15]);
    library.select(3, "toggle");
    expect(selected(library)).toEqual([15]);
    library.select(5, "only");
    library.select(7, "extend");
    await vi.waitFor(() => expect(selected(library)).toEqual([15, 14, 13]));
    library.select(4, "extend");
    await vi.waitFor(() =>
      expect(selected(library), "the span turns around its beginning").toEqual([16, 15]),
    );
  });

  it("selects everything that matches, also what was never read", async () => {
    const { library } = await open(archives(6000));
    library.selectAll();
    expect(library.collect.running).toBe(true);
    await vi.waitFor(() => expect(library.selection.size).toBe(6000));
    expect(library.selection.bytes).toBe(6000 * 1_310_000_000);
  });

  it("selects nothing that was let go of while it was collected", async () => {
    const { library } = await open(archives(6000));
    library.selectAll();
    library.deselect();
    await vi.waitFor(() => expect(library.collect.running).toBe(false));
    expect(library.selection.size).toBe(0);
  });

  it("takes the last of several spans that were asked for in a row", async () => {
    const { library } = await open(archives(2000));
    library.select(10, "only");
    for (const to of [500, 900, 1300]) library.select(to, "extend");
    await vi.waitFor(() => expect(library.selection.size).toBe(1291));
  });

  it("keeps the keyboard on its archive when others come above it", async () => {
    const rows = archives(10);
    const { library, app } = await open(rows);
    library.go(4);
    const id = library.pages.row(4)?.id;
    rows.unshift(...archives(1, () => ({ id: 77 })));
    app.hear({ news: "changed", what: "archives" });
    await vi.waitFor(() => expect(library.current).toBe(5));
    expect(library.pages.row(5)?.id).toBe(id);
  });

  it("opens what the keyboard is on, and follows it", async () => {
    const { library } = await open(archives(10));
    library.go(1);
    expect(library.details.id, "moving opens nothing").toBeNull();
    library.openCurrent();
    library.go(2);
    expect(library.details.id).toBe(8);
  });

  it("opens a row one jumped to once it is read", async () => {
    const { library } = await open(archives(1000));
    library.openCurrent();
    library.go(900);
    expect(library.details.id, "it is not known yet which one that is").toBe(1000);
    library.pages.want(900, 930);
    await vi.waitFor(() => expect(library.pages.row(900)).toBeDefined());
    library.arrived(100);
    expect(library.details.id).toBe(100);
  });

  it("goes to an archive that was named elsewhere, far down", async () => {
    const { library } = await open(archives(5000));
    await library.narrow({ state: "damaged" });
    await library.reveal.go(17);
    expect(library.narrowed, "a filter would hide it").toBe(false);
    expect(library.current).toBe(4983);
    expect(selected(library)).toEqual([17]);
    expect(library.details.value?.row.id).toBe(17);
    library.arrived(5000);
    expect(library.details.id, "the first row does not push itself forward").toBe(17);
  });

  it("shows the list although an archive that was named is unknown", async () => {
    const { library } = await open(archives(3), {
      archive: () => refuse(described("archiveUnknown", "There is no such archive.")),
    });
    await library.reveal.go(99);
    expect(library.pages.total).toBe(3);
    expect(library.details.failure?.title).toBe("There is no such archive.");
  });

  it("orders for what is selected, or else for the current row", async () => {
    const { library } = await open(archives(5));
    library.go(2);
    expect(library.chosen.map(({ id }) => id)).toEqual([3]);
    library.select(4, "toggle");
    expect(library.chosen.map(({ id }) => id)).toEqual([1]);
  });

  it("knows of a selected archive what was changed about it", async () => {
    const { library } = await open(archives(5));
    library.select(0, "only");
    await library.pin.go([5], true);
    expect(library.selection.list[0]?.pinned).toBe(true);
  });

  it("asks before archives go to the trash, and tells what stayed", async () => {
    const rows = archives(4);
    const stayed = { name: "backup_3.zip", failure: described("archiveUnreadable", "It cannot be read.") };
    const { library, host } = await open(rows, {
      trashArchives: (ids) => {
        rows.splice(0, rows.length, ...rows.filter(({ id }) => id !== 4 && ids.length > 0));
        return Promise.resolve({ trashed: 1, failed: [stayed] });
      },
    });
    library.select(0, "only");
    library.select(1, "toggle");
    library.askToRemove();
    expect(library.asked?.about).toBe("trash");
    expect(host.called("trashArchives"), "nothing goes before the person has answered").toBe(0);
    if (library.asked?.about === "trash") await library.trash.go(library.asked.archives);
    expect(library.told).toEqual({ about: "trashed", archives: { trashed: 1, failed: [stayed] } });
    expect(library.selection.size).toBe(0);
    expect(library.pages.total).toBe(3);
  });

  it("only takes archives off the list whose files are gone already", async () => {
    const { library } = await open(archives(3, (id) => ({ state: id === 3 ? "missing" : "verified" })));
    library.select(0, "only");
    library.askToRemove();
    expect(library.asked?.about).toBe("forget");
    library.select(1, "toggle");
    library.askToRemove();
    expect(library.asked?.about, "one of the files is there").toBe("trash");
  });

  it("closes the details of an archive that left the library", async () => {
    const rows = archives(3);
    const { library, app } = await open(rows, {
      archive: (id) => {
        const row = rows.find((one) => one.id === id);
        return row
          ? Promise.resolve(detailOf(row))
          : refuse(described("archiveUnknown", "There is no such archive."));
      },
    });
    library.openCurrent();
    await vi.waitFor(() => expect(library.details.value).not.toBeNull());
    rows.shift();
    app.hear({ news: "changed", what: "archives" });
    await vi.waitFor(() => expect(library.details.id).toBeNull());
  });

  it("restores onto the appliance an archive came from, and asks where that is gone", async () => {
    const { library, app } = await open(archives(2));
    library.restore(2, "gone");
    expect(library.asked).toEqual({ about: "restore", archive: 2 });
    expect(app.router.place.place).toBe("overview");
    library.restoreOn(2, "dr");
    expect(app.router.place).toEqual({ place: "restore", profile: "dr" });
    library.restore(1, "eu");
    expect(app.router.place).toEqual({ place: "restore", profile: "eu" });
    expect(app.toRestore).toBe(1);
  });

  it("shows the first of what was added", async () => {
    const { library } = await open(archives(10));
    await library.take({ added: [4, 3], known: [9], passedOver: 0, failed: [] });
    expect(library.told?.about).toBe("added");
    expect(selected(library)).toEqual([4]);
  });

  it("keeps failures until they are put aside", async () => {
    const { library } = await open(archives(2), {
      startVerify: () => refuse(described("runInProgress", "Something else runs.")),
    });
    await library.verify.go([1]);
    expect(library.troubles.map(({ failure }) => failure.title)).toEqual(["Something else runs."]);
    library.troubles[0]?.dismiss();
    expect(library.troubles).toEqual([]);
  });

  it("keeps a note that was begun when one goes on, and says if that failed", async () => {
    const { library, host } = await open(archives(3), {
      noteArchive: () => refuse(described("noteTooLong", "The note is too long.")),
    });
    library.openCurrent();
    await vi.waitFor(() => expect(library.details.value).not.toBeNull());
    library.details.edit();
    library.details.draft = "Before the upgrade";
    library.go(1);
    await vi.waitFor(() => expect(library.troubles).toHaveLength(1));
    expect(host.calls.find(({ name }) => name === "noteArchive")?.args).toEqual([3, "Before the upgrade"]);
    expect(library.details.id).toBe(2);
  });

  it("writes no note that did not change, and an empty one is none", async () => {
    const { library, host } = await open(
      archives(1, () => ({ note: "kept" })),
      {
        noteArchive: () => Promise.resolve(),
      },
    );
    library.openCurrent();
    await vi.waitFor(() => expect(library.details.value).not.toBeNull());
    library.details.edit();
    await library.details.save();
    expect(host.called("noteArchive")).toBe(0);
    library.details.edit();
    library.details.draft = "  ";
    await library.details.save();
    expect(host.calls.find(({ name }) => name === "noteArchive")?.args).toEqual([1, null]);
    expect(library.details.draft).toBeNull();
  });

  it("stops listening when the view is gone", async () => {
    const { library, app, host, stop } = await open(archives(1));
    stop();
    const before = host.called("archives");
    app.hear({ news: "changed", what: "archives" });
    expect(host.called("archives")).toBe(before);
    expect(library.pages.looking).toBe(false);
  });
});
