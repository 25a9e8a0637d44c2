import { expect, it } from "vitest";
import { groupFingerprint, groupHash, shortHash } from ".";

const sha = "9f2c41d70be65a13c8e07714d29bf35a61ab08fe3c4792d1b5f6e01c8a2977ab";

it("a hash is in groups of four, four a line", () => {
  expect(groupHash(sha)).toBe(
    "9f2c 41d7 0be6 5a13\nc8e0 7714 d29b f35a\n61ab 08fe 3c47 92d1\nb5f6 e01c 8a29 77ab",
  );
  expect(groupHash("")).toBe("");
});

it("a fingerprint is in pairs, eight a line", () => {
  const line = "A4:1C:9E:07:5D:B2:38:F6";
  expect(groupFingerprint([line, line, line, line].join(":"))).toBe([line, line, line, line].join("\n"));
});

it("a short hash keeps both its ends", () => {
  expect(shortHash(sha)).toBe("9f2c41d7 … 8a2977ab");
  expect(shortHash("9f2c41d7")).toBe("9f2c41d7");
});
