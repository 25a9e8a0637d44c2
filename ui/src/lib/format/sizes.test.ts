import { describe, expect, it } from "vitest";
import { speak } from "../../test/moment";
import { bytes, bytesInAll, count, exactBytes, percent, rate } from ".";

// Intl puts a space that does not break between number and unit.
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("a size", () => {
  it.each([
    [0, "0 bytes", "0 Byte"],
    [1, "1 byte", "1 Byte"],
    [999, "999 bytes", "999 Byte"],
    [1_000, "1 kB", "1 kB"],
    [2_440_000, "2.4 MB", "2,4 MB"],
    [9_960_000, "10 MB", "10 MB"],
    [214_300_000, "214 MB", "214 MB"],
    [999_499_999, "999 MB", "999 MB"],
    [999_600_000, "1.00 GB", "1,00 GB"],
    [1_310_412_800, "1.31 GB", "1,31 GB"],
    [94_600_000_000, "94.6 GB", "94,6 GB"],
    [2_000_000_000_000, "2.00 TB", "2,00 TB"],
  ])("of %d is %s", (value, english, german) => {
    expect(plain(bytes(value))).toBe(english);
    speak("de");
    expect(plain(bytes(value))).toBe(german);
  });

  it("of many files is less exact", () => {
    expect(plain(bytesInAll(4_200_000_000))).toBe("4.2 GB");
    expect(plain(bytesInAll(51_849_000_000))).toBe("51.8 GB");
    expect(plain(bytesInAll(240_000_000))).toBe("240 MB");
  });

  it("is exact to the byte where that counts", () => {
    expect(plain(exactBytes(61_014_016))).toBe("61,014,016 bytes");
    speak("de");
    expect(plain(exactBytes(61_014_016))).toBe("61.014.016 Byte");
  });
});

it("a rate is bytes a second", () => {
  expect(plain(rate(96_200_000))).toBe("96 MB/s");
  expect(plain(rate(1_530_000))).toBe("1.5 MB/s");
  expect(plain(rate(900))).toBe("0.9 kB/s");
  speak("de");
  expect(plain(rate(96_200_000))).toBe("96 MB/s");
});

it("a number has its thousands apart", () => {
  expect(count(1_234_567)).toBe("1,234,567");
  speak("de");
  expect(count(1_234_567)).toBe("1.234.567");
});

it("a share is not all before it is", () => {
  expect(percent(0.314)).toBe("31%");
  expect(percent(0.999)).toBe("99%");
  expect(percent(1)).toBe("100%");
  speak("de");
  expect(plain(percent(0.314))).toBe("31 %");
});
