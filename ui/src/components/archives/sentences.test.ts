import { describe, expect, it } from "vitest";
import type { ArchiveReport, JobOutcome, VerifyOutcome } from "$lib/contract";
import { endOf } from "$lib/state/archives/verification";
import { appliance, archiveRow, described } from "../../test/appliances";
import { detailOf } from "../../test/library";
import { speak } from "../../test/moment";
import { removalOf } from "./removal";
import { tellingOf, verifiedTelling } from "./tellings";
import { verdictsOf } from "./verdicts";

const looked = (name: string, report: object): VerifyOutcome => ({
  outcome: "looked",
  report: { path: `/archives/${name}`, ...report } as ArchiveReport,
});
const verified = (files: VerifyOutcome[]): JobOutcome => ({
  job: "j1",
  kind: "verify",
  profile: null,
  subject: "4 archives",
  archives: 4,
  at: "2026-11-12T13:44:09Z",
  result: "verified",
  verification: { files },
});

function told(outcome: JobOutcome) {
  const end = endOf(outcome);
  if (!end) throw new Error("not the end of a verification");
  return verifiedTelling(end);
}

describe("what a verification found", () => {
  const good = looked("a.zip", { state: "verified", at: "" });
  const torn = looked("b.zip", {
    state: "damaged",
    reason: {
      kind: "container",
      damage: {
        text: "",
        what: "endsTooEarly",
        offset: 61_014_016,
        member: { index: 2, of: 3, name: "db" },
      },
    },
    text: "",
  });

  it("is good news where all is well", () => {
    expect(told(verified([good]))).toMatchObject({
      tone: "ok",
      title: "The archive is verified.",
      files: [],
    });
    expect(told(verified([good, good])).title).toBe("2 archives are verified.");
  });

  it("names what is damaged first, and where", () => {
    const away = described("archiveMissing", "The archive is not where it was.");
    const notRead: VerifyOutcome = { outcome: "notRead", path: "C:\\x\\c.zip", failure: away };
    const { tone, title, detail, files } = told(verified([good, torn, notRead, good]));
    expect(tone).toBe("risk");
    expect(title).toBe("1 archive is damaged. Do not rely on it.");
    expect(detail).toBe("1 archive could not be proven. 2 others are verified.");
    expect(files).toEqual([
      { name: "b.zip", why: "Part 2 of 3 (db) ends too early, at byte 61,014,016" },
      { name: "c.zip", why: "The archive is not where it was." },
    ]);
  });

  it("is never green where something could not be proven", () => {
    const unsure = looked("d.zip", {
      state: "cannotVerify",
      why: ["encrypted"],
      reasons: [{ kind: "receiptUnreadable" }],
    });
    expect(told(verified([good, unsure]))).toMatchObject({
      tone: "warn",
      title: "1 archive could not be proven.",
      detail: "1 other is verified.",
      files: [{ name: "d.zip", why: "Its receipt cannot be read" }],
    });
  });

  it("says how a file differs from its receipt", () => {
    const why = (reason: object) =>
      told(verified([looked("e.zip", { state: "damaged", reason, text: "" })])).files[0]?.why;
    expect(why({ kind: "sizeDiffers", receipt: 2_000_000, file: 1_000_000 })).toBe(
      "It is 1 MB long and its receipt says 2 MB",
    );
    expect(why({ kind: "hashDiffers", receipt: "aa", file: "bb" })).toBe(
      "Its bytes are not those of its receipt or of its last check",
    );
    expect(why({ kind: "container", damage: { text: "", what: "empty", offset: 7, member: null } })).toBe(
      "The file is empty, at byte 7",
    );
  });

  it("was cancelled without alarm, and failed with its incident", () => {
    const end = (failure: ReturnType<typeof described>): JobOutcome => ({
      job: "j1",
      kind: "verify",
      profile: null,
      subject: "4 archives",
      archives: 4,
      at: "2026-11-12T13:44:09Z",
      result: "failed",
      failure,
    });
    expect(told(end(described("cancelled", "It was cancelled.", { severity: "info" })))).toMatchObject({
      tone: "info",
      title: "The verification was cancelled.",
    });
    expect(told(end(described("databaseFailed", "The database refused.")))).toMatchObject({
      tone: "risk",
      incident: "7F3K-29QD",
    });
  });

  it("is none of other jobs", () => {
    expect(endOf({ ...verified([]), kind: "backup" })).toBeUndefined();
  });
});

describe("what became of archives", () => {
  const failure = { name: "holiday.zip", failure: described("notAnArchive", "This is no archive.") };

  it("that were added", () => {
    expect(
      tellingOf({
        about: "added",
        archives: { added: [1, 2], known: [3], passedOver: 0, failed: [failure] },
      }),
    ).toEqual({
      tone: "warn",
      title: "2 archives were added.",
      detail: "1 was in the library already. 1 file could not be added.",
      files: [{ name: "holiday.zip", why: "This is no archive." }],
    });
    expect(
      tellingOf({ about: "added", archives: { added: [], known: [], passedOver: 0, failed: [] } }),
    ).toMatchObject({
      tone: "info",
      title: "No archive was added.",
      detail: "There was no archive in it.",
    });
    expect(
      tellingOf({ about: "added", archives: { added: [], known: [], passedOver: 1, failed: [] } }),
    ).toMatchObject({
      tone: "info",
      title: "No archive was added.",
      detail:
        "1 ZIP file was passed over: it is not named like a backup. Add it by choosing the file itself.",
    });
  });

  it("that were moved to the trash, or stayed", () => {
    expect(tellingOf({ about: "trashed", archives: { trashed: 1, failed: [] } })).toMatchObject({
      tone: "ok",
      title: "1 archive is in the system’s trash, with its receipt.",
    });
    expect(tellingOf({ about: "trashed", archives: { trashed: 0, failed: [failure] } })).toMatchObject({
      tone: "warn",
      title: "Nothing was moved to the trash.",
      detail: "1 file stayed where it is.",
    });
  });

  it("in German", () => {
    speak("de");
    expect(tellingOf({ about: "forgotten", count: 2 }).title).toBe(
      "2 Archive sind von der Liste genommen. Keine Datei wurde angerührt.",
    );
  });
});

describe("the question before archives are removed", () => {
  const one = archiveRow(7, { name: "backup_7.zip", created: "2020-11-12T02:03:00Z" });

  it("names the one archive, and that its receipt goes with it and can be put back", () => {
    const removal = removalOf({ about: "trash", archives: [one] }, []);
    expect(removal.title).toBe("Move this archive to the trash?");
    expect(removal.text).toBe(
      "backup_7.zip of Payments EU, 12 Nov 2020, 1.31 GB. Its receipt goes with it. Both can be put back from the system’s trash until that is emptied.",
    );
    expect(removal.warnings).toEqual([]);
  });

  it("warns of the newest verified one of an appliance, and of pins", () => {
    const pinned = { ...one, pinned: true };
    const { warnings } = removalOf({ about: "trash", archives: [pinned] }, [appliance("eu", "Payments EU")]);
    expect(warnings.map(({ title }) => title)).toEqual([
      "This is the newest verified backup of Payments EU.",
      "It is pinned.",
    ]);
  });

  it("says how many there are of several, and which would not go", () => {
    const archives = [one, { ...one, id: 8, pinned: true }, { ...one, id: 9, state: "missing" as const }];
    const { title, warnings, confirm } = removalOf({ about: "trash", archives }, [
      appliance("eu", "Payments EU"),
      appliance("us", "Card vault US", { newestArchive: 8 }),
    ]);
    expect(title).toBe("Move 3 archives to the trash?");
    expect(confirm).toBe("Move 3 to trash");
    expect(warnings.map((warning) => warning.title)).toEqual([
      "The newest verified backups of Payments EU, Card vault US are among them.",
      "1 of them is pinned.",
      "The file of 1 of them is missing; it stays on the list.",
    ]);
  });

  it("says that a missing file is not touched", () => {
    const { title, text } = removalOf({ about: "forget", archives: [one] }, []);
    expect(title).toBe("Take this archive off the list?");
    expect(text).toContain("Its file is missing and is not touched");
  });
});

describe("where an archive can be restored", () => {
  const verdicts = detailOf(archiveRow(1)).restorableOn;

  it("is told once for appliances of which the same is to be said", () => {
    expect(verdictsOf(archiveRow(1), verdicts)).toEqual([
      expect.objectContaining({ restorable: "yes", names: "Payments EU, Payments DR", version: "2.8.6" }),
      expect.objectContaining({
        restorable: "tooNew",
        names: "Loyalty APAC",
        why: "Older than this archive. Needs 2.8.6 or newer.",
      }),
    ]);
  });

  it("is nowhere where the archive itself is the reason", () => {
    const why = (state: "damaged" | "missing") =>
      verdictsOf(archiveRow(1, { state }), verdicts).map((line) => line.why);
    expect(why("damaged")).toEqual(["Nowhere: the archive is damaged."]);
    expect(why("missing")).toEqual(["Nowhere until its file is found."]);
  });

  it("is unknown where a version is", () => {
    expect(verdictsOf(archiveRow(1, { version: null }), verdicts).map((line) => line.why)).toEqual([
      "It is not known which version made this archive.",
    ]);
    const [line] = verdictsOf(archiveRow(1), [
      { profile: "x", appliance: "X", version: null, restorable: "unknown", needs: null },
    ]);
    expect(line?.why).toBe("It is not known which version runs there.");
  });

  it("is told of nobody where nobody is connected", () => {
    expect(verdictsOf(archiveRow(1, { state: "damaged" }), [])).toEqual([]);
  });
});
