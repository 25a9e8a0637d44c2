import { expect, it } from "vitest";
import { sameName, suggestedName } from "./names";

it.each([
  ["ctvl-prd-1.pay.example", "ctvl-prd-1"],
  ["ctvl-prd-1.pay.example:8443", "ctvl-prd-1"],
  ["ctvl-prd-1", "ctvl-prd-1"],
  ["192.0.2.7:9443", "192.0.2.7"],
  ["[2001:db8::7]:8443", "2001:db8::7"],
  ["", ""],
])("suggests a name for %s", (address, name) => {
  expect(suggestedName(address)).toBe(name);
});

it("takes names that only differ in case or blanks for the same, as the engine does", () => {
  expect(sameName(" Payments EU", "payments eu")).toBe(true);
  expect(sameName("Payments EU", "Payments DR")).toBe(false);
});
