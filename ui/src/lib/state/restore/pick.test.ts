import { describe, expect, it, vi } from "vitest";
import type { AddedArchives } from "$lib/contract";
import * as sample from "../../../test/restore";
import { args, restoring } from "../../../test/restoring";

describe("choosing an archive", () => {
  it("suggests the newest verified one of this appliance that is as large as usual", async () => {
    const { restore } = await restoring();
    expect(restore.pick.suggested).toBe(41);
    expect(restore.pick.selected).toBe(41);
  });

  it("searches the whole library, and lists those of this appliance first", async () => {
    const { host, restore } = await restoring({
      archives: () => Promise.resolve(sample.table([sample.foreign, sample.row()])),
    });
    await restore.pick.search("backup");
    expect(args(host, "archives").at(-1)).toEqual([
      { text: "backup", states: [], sort: "created", descending: true, offset: 0, limit: 50 },
    ]);
    expect(restore.pick.rows.map(({ id }) => id)).toEqual([41, 7]);
  });

  it("lists the whole library where the appliance has no archives of its own", async () => {
    const { restore } = await restoring({
      archives: ({ profile }) => Promise.resolve(profile ? sample.table([]) : sample.table([sample.foreign])),
    });
    await vi.waitFor(() => expect(restore.pick.whole).toBe(true));
    expect(restore.pick.rows.map(({ id }) => id)).toEqual([7]);
  });

  it("says of another appliance's archive what holds here, not there", async () => {
    const { restore } = await restoring({
      archives: () => Promise.resolve(sample.table([sample.row(), sample.foreign])),
    });
    await vi.waitFor(() => expect(restore.pick.restorable(sample.foreign)).toBe("tooNew"));
    expect(sample.foreign.restorable, "its own row says something else").toBe("yes");
  });

  it("goes on where one row can be judged no more", async () => {
    const { restore } = await restoring({
      archives: () => Promise.resolve(sample.table([sample.row(), sample.foreign])),
      archive: () => Promise.reject(new Error("gone")),
    });
    expect(restore.pick.restorable(sample.foreign)).toBeNull();
    expect(restore.pick.list.failure).toBeNull();
  });

  it("takes what was dropped and chooses it, and tells what could not be taken", async () => {
    const { restore } = await restoring();
    const failed = [{ name: "notes.txt", failure: sample.described("notAnArchive") }];
    restore.take({ added: [7], known: [], passedOver: 0, failed });
    await vi.waitFor(() => expect(restore.pick.chosen?.id).toBe(7));
    expect(restore.pick.refused).toEqual(failed);
    expect(restore.pick.rows[0]?.id, "what was brought stands on top").toBe(7);
  });

  it("leaves everything as it was when the dialog is closed", async () => {
    const { restore } = await restoring({ addArchives: () => Promise.resolve(null as AddedArchives | null) });
    await restore.pick.add.go();
    expect(restore.pick.selected).toBe(41);
  });
});
