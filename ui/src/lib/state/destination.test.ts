import { describe, expect, it } from "vitest";
import { described, folder } from "../../test/appliances";
import { speak } from "../../test/moment";
import { remarksOn, shortFolder } from "./destination";

const problem = (reason: string, more = {}) =>
  described("destinationNotUsable", "The folder cannot be used.", { params: { reason, ...more } });

describe("a folder", () => {
  it("is shown by its last two parts, whatever the system", () => {
    expect(shortFolder("/home/ada/CT-VL backups/Payments EU")).toBe("CT-VL backups › Payments EU");
    expect(shortFolder("D:\\Backups\\Payments EU\\")).toBe("Backups › Payments EU");
    expect(shortFolder("\\\\nas\\vault")).toBe("nas › vault");
    expect(shortFolder("/")).toBe("/");
  });
});

describe("what is said about a folder", () => {
  it("is how much fits, told no more exactly than it is known", () => {
    expect(remarksOn(folder())).toEqual([
      { tone: "hint", text: "212 GB free. Enough for about 160 backups." },
    ]);
    expect(remarksOn(folder({ free: 2e9 }))[0]?.text).toBe(
      "2.00 GB free. Enough for one backup like the last.",
    );
    expect(remarksOn(folder({ lastSize: null }))[0]?.text).toBe("212 GB free.");
    expect(remarksOn(folder({ free: null })), "nothing, where the system does not tell").toEqual([]);
  });

  it("warns where the last backup would not fit, and where a cloud takes archives away", () => {
    expect(remarksOn(folder({ free: 1e9, syncedBy: "OneDrive" })).map(({ tone }) => tone)).toEqual([
      "warn",
      "warn",
    ]);
    expect(remarksOn(folder({ syncedBy: "OneDrive" }))[0]?.text).toContain("OneDrive copies this folder");
  });

  it.each([
    ["missing", /not there/],
    ["notAFolder", /a file, not a folder/],
    ["notWritable", /Nothing can be written/],
    ["markerMissing", /not mounted/],
    ["tooLittleSpace", /^500 kB free, and at least 1 MB/],
    ["somethingNew", /cannot be used/],
  ])("has a sentence of its own for %s, with a next step", (reason, text) => {
    const look = folder({ problem: problem(reason, { bytes: 500_000, expectedBytes: 1_000_000 }) });
    const remarks = remarksOn(look);
    expect(remarks, "nothing distracts from what is wrong").toHaveLength(1);
    expect(remarks[0]?.tone).toBe("error");
    expect(remarks[0]?.text).toMatch(text);
    expect(remarks[0]?.text).toMatch(/choose/i);
  });

  it("is said in German as well", () => {
    speak("de");
    expect(remarksOn(folder())[0]?.text).toMatch(/^212\sGB frei. Genug für etwa 160 Sicherungen\.$/);
  });
});
