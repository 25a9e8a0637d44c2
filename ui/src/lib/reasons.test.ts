import { describe, expect, it } from "vitest";
import type {
  ArchiveRow,
  Damage,
  DamageReason,
  EndField,
  HeaderField,
  Obstacle,
  UnprovenReason,
  UnsafeName,
} from "$lib/contract";
import { backup } from "../test/appliances";
import { speak } from "../test/moment";
import { damageWords, unprovenWords, whyNotProven, whyOf } from "./reasons";

const member = { index: 2, of: 3, name: "db/vault.sql" };
type What<T> = T extends { what: string } ? Omit<T, "text" | "offset" | "member"> : never;

const fields: HeaderField[] = [
  "name",
  "version",
  "flags",
  "method",
  "modified",
  "checksum",
  "compressedSize",
  "expandedSize",
  "extra",
];
const ends: EndField[] = ["members", "directorySize", "directoryOffset", "zip64"];
const names: UnsafeName[] = [
  "empty",
  "tooLong",
  "absolute",
  "drive",
  "parent",
  "backslash",
  "control",
  "reserved",
  "notUtf8",
  "twofold",
];
const damages: What<Damage>[] = [
  { what: "empty" },
  { what: "notAZip" },
  { what: "noMembers" },
  { what: "endsTooEarly" },
  { what: "strayBytes" },
  { what: "trailingBytes" },
  { what: "ambiguousEnd" },
  { what: "checksumDiffers", claimed: "0000cafe", found: "0000beef" },
  { what: "expandsToLess", claimed: 2000, found: 1000 },
  { what: "expandsToMore", claimed: 2000 },
  { what: "dataInvalid" },
  { what: "dataBehindEnd" },
  { what: "storedSizesDiffer" },
  { what: "descriptorDiffers" },
  { what: "lengthNotKnown" },
  ...fields.map((field) => ({ what: "headersDiffer" as const, field })),
  { what: "extraFieldInvalid" },
  ...names.map((because) => ({ what: "unsafeName" as const, because })),
  { what: "duplicateName" },
  { what: "noSuchMember" },
  { what: "listedTwice" },
  { what: "notListed" },
  ...ends.map((field) => ({ what: "endRecordDiffers" as const, field })),
];
const obstacles: What<Obstacle>[] = [
  { what: "encrypted" },
  { what: "unknownMethod", method: 12 },
  { what: "unknownFlags", flags: 0x2000 },
  { what: "expandsTooMuch" },
  { what: "tooManyMembers" },
  { what: "multiDisk" },
  { what: "unsupportedRecord" },
];

const container = (what: What<Damage>, changes: Partial<Damage> = {}): DamageReason => ({
  kind: "container",
  damage: { text: "in English", offset: 61_014_016, member, ...what, ...changes } as Damage,
});
const obstacle = (what: What<Obstacle>): UnprovenReason => ({
  kind: "obstacle",
  obstacle: { offset: 40, member, ...what },
});

function everything(): string[] {
  return [
    ...damages.map((what) => damageWords(container(what))),
    ...obstacles.map((what) => unprovenWords([obstacle(what)])),
    unprovenWords([{ kind: "transportIncomplete" }]),
    unprovenWords([{ kind: "receiptSignatureBroken" }]),
    unprovenWords([{ kind: "receiptUnreadable" }]),
  ];
}

describe("why an archive is damaged or cannot be verified", () => {
  it("names the part, what is wrong and the byte", () => {
    expect(damageWords(container({ what: "endsTooEarly" }))).toBe(
      "Part 2 of 3 (db/vault.sql) ends too early, at byte 61,014,016",
    );
    expect(damageWords(container({ what: "empty" }, { member: null, offset: 0 }))).toBe(
      "The file is empty, at byte 0",
    );
    const nameless = container(
      { what: "unsafeName", because: "empty" },
      { member: { ...member, of: null, name: "" } },
    );
    expect(damageWords(nameless)).toBe("Part 2 has an unsafe name: it is empty, at byte 61,014,016");
    expect(unprovenWords([obstacle({ what: "unknownFlags", flags: 0x20 })])).toBe(
      "Part 2 of 3 (db/vault.sql) has reserved flags set (0x0020), at byte 40",
    );
  });

  it("says each of them differently, in English and in German", () => {
    const english = everything();
    expect(new Set(english).size).toBe(english.length);
    speak("de");
    const german = everything();
    expect(new Set(german).size).toBe(german.length);
    for (const [nth, words] of german.entries()) {
      expect(words, "not translated").not.toBe(english[nth]);
      expect(words).not.toMatch(/[{}]|undefined|\bat byte\b|\bPart\b/);
    }
    expect(damageWords(container({ what: "headersDiffer", field: "flags" }))).toBe(
      "Teil 2 von 3 (db/vault.sql) hat im Verzeichnis andere Kennzeichen, bei Byte 61.014.016",
    );
  });

  it("tells two reasons and counts the rest", () => {
    const reasons: UnprovenReason[] = [
      { kind: "receiptUnreadable" },
      { kind: "transportIncomplete" },
      { kind: "receiptSignatureBroken" },
    ];
    expect(unprovenWords(reasons)).toBe(
      "Its receipt cannot be read. The transfer did not end as it should. 1 more reason",
    );
    expect(unprovenWords(reasons.slice(0, 2), 62)).toMatch(/\. 62 more reasons$/);
  });

  it("tells sizes that read alike to the byte", () => {
    const differs = (receipt: number, file: number) => damageWords({ kind: "sizeDiffers", receipt, file });
    expect(differs(2_000_000, 1_000_000)).toBe("It is 1 MB long and its receipt says 2 MB");
    expect(differs(1_310_000_000, 1_310_000_001)).toContain("1,310,000,001");
  });
});

describe("why a row of the library is in its state", () => {
  const row = (changes: Pick<ArchiveRow, "reason" | "why">) => whyOf(changes);

  it("is its reason; of an older version's row its sentence, where English is read", () => {
    const reason = { state: "damaged", reason: container({ what: "endsTooEarly" }) } as const;
    expect(row({ reason, why: "member 2 ends too early" })).toMatch(/^Part 2 of 3/);
    expect(row({ reason: null, why: "the file is empty, at byte 0" })).toBe("The file is empty, at byte 0");
    expect(row({ reason: null, why: null })).toBeUndefined();
    speak("de");
    expect(row({ reason, why: "member 2 ends too early" })).toMatch(/^Teil 2 von 3/);
    expect(
      row({ reason: null, why: "the file is empty, at byte 0" }),
      "not passed off as German",
    ).toBeUndefined();
  });

  it("is also told of a backup that was just taken", () => {
    expect(whyNotProven(backup())).toBeUndefined();
    const unproven = backup({
      state: "cannotVerify",
      why: ["x"],
      reasons: [{ kind: "transportIncomplete" }],
    });
    expect(whyNotProven(unproven)).toBe("The transfer did not end as it should");
  });
});
