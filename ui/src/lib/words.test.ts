import { describe, expect, it } from "vitest";
import { speak } from "../test/moment";
import * as words from "./words";

const { archiveStateWords, protectionWords, roleWords, endingWords, eventWords, purposeWords, stageWords } =
  words;
const sets = {
  archiveStateWords,
  protectionWords,
  roleWords,
  endingWords,
  eventWords,
  purposeWords,
  stageWords,
};

describe.each(["en", "de"] as const)("words in %s", (locale) => {
  it.each(Object.entries(sets))("%s differ within their set", (_, set) => {
    speak(locale);
    const said = Object.values<() => string>(set).map((word) => word());
    expect(new Set(said).size, said.join(", ")).toBe(said.length);
    expect(said.every((word) => word.trim() === word && word !== "")).toBe(true);
  });

  it("name what a job works on", () => {
    speak(locale);
    for (const word of Object.values(words.jobWords)) expect(word("Payments EU")).toContain("Payments EU");
  });
});

describe("a key", () => {
  it("is called by its name, as the default, or unknown", () => {
    expect(words.keyWord({ key: "named", name: "pay-2026" })).toBe("pay-2026");
    expect(words.keyWord({ key: "default" })).toBe("Default key");
    expect(words.keyWord({ key: "unknown" })).toBe("Unknown");
  });
});

it("what is not known is called unknown", () => {
  expect(words.countersWord(null)).toBe("Unknown");
  expect(words.countersWord("excluded")).toBe("Excluded");
  expect(words.versionWord(null)).toBe("Unknown");
  expect(words.versionWord("2.8.6")).toBe("2.8.6");
});
