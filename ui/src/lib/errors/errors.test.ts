import { afterEach, describe, expect, it } from "vitest";
import type { Described, ErrorCode, ErrorParams, Offer } from "$lib/contract";
import { overwriteGetLocale } from "../../paraglide/runtime";
import { fromDescribed, fromError, offerLabel, toFailure } from ".";
import { messages } from "./messages";
import { names } from "./names";
import { nextSteps } from "./next";

const codes = Object.keys(messages) as ErrorCode[];
const everything: ErrorParams = {
  appliance: "Payments EU",
  address: "ctvl-prd-1.pay.example",
  host: "CTVL-PRD-1",
  user: "svc-backup",
  name: "Payments EU",
  key: "payments-2026",
  path: "/srv/archives",
  seconds: 600,
  bytes: 812_000_000,
  expectedBytes: 2_000_000_000,
};

function described(code: ErrorCode, params: ErrorParams = {}): Described {
  return {
    error: { code, severity: "error", params, offers: [], retryable: false, incident: "K7QF-2M" },
    message: { happened: "It happened.", why: "Because.", next: "Do this." },
  };
}

afterEach(() => overwriteGetLocale(() => "en"));

describe("every error", () => {
  it.each(["en", "de"] as const)("has a whole sentence and a next step in %s", (locale) => {
    overwriteGetLocale(() => locale);
    for (const code of codes) {
      for (const params of [{}, everything]) {
        const said = [messages[code](names(params)), nextSteps[code](names(params))];
        for (const sentence of said) {
          expect(sentence, `${code} leaves a gap`).not.toMatch(/undefined|\{|\}| {2}| [.,;:]/);
          expect(sentence, `${code} does not begin and end as a sentence`).toMatch(/^[\p{Lu}\p{N}/`].*\.$/su);
        }
      }
    }
  });

  it("says something else in German than in English", () => {
    const english = codes.map((code) => nextSteps[code](names(everything)));
    overwriteGetLocale(() => "de");
    const same = codes.filter((code, index) => nextSteps[code](names(everything)) === english[index]);
    expect(same, "these were not translated").toEqual([]);
  });
});

describe("the words of an error", () => {
  const german = (code: ErrorCode, params: ErrorParams = {}) => {
    overwriteGetLocale(() => "de");
    return fromDescribed(described(code, params));
  };

  it("are the engine's own in an English session", () => {
    expect(fromDescribed(described("cutOff"))).toMatchObject({
      title: "It happened.",
      detail: "Because. Do this.",
      incident: "K7QF-2M",
    });
  });

  it("are the catalogue's in a German one", () => {
    expect(german("loginRefused", { appliance: "Payments EU", user: "svc-backup" })).toMatchObject({
      title: "Payments EU hat die Anmeldung von svc-backup abgelehnt.",
      detail: expect.stringContaining("einmal versucht") as string,
    });
  });

  it("always end with a next step, also where the engine gave none", () => {
    const bare = described("addressInvalid", { reason: "plainHttp" });
    bare.message = { happened: "This address cannot be used.", why: null, next: null };
    expect(fromDescribed(bare).detail).toBe(
      "Enter the address with https://, or without anything before the name.",
    );
  });

  it.each([
    [{ reason: "notAFolder", path: "/srv" }, "/srv ist kein Ordner."],
    [{ reason: "missing", path: "/srv" }, "Der Ordner /srv ist nicht da."],
    [{ reason: "somethingNew", path: "/srv" }, "Der Ordner /srv ist nicht nutzbar."],
  ])("follow the engine's word for the reason: %o", (params, title) => {
    expect(german("destinationNotUsable", params).title).toBe(title);
  });

  it("tell a limit only where there was one (R4)", () => {
    expect(german("backupTimedOut", { appliance: "EU", seconds: 600 }).title).toContain("10 Minuten");
    expect(german("backupTimedOut", { appliance: "EU", seconds: 0 }).title).toContain("nicht rechtzeitig");
  });

  it("do not offer to leave out counters that were left out (R4)", () => {
    expect(german("backupTimedOut", {}).detail).toContain("ohne Zähler");
    expect(german("backupTimedOut", { countersExcluded: true }).detail).not.toContain("ohne Zähler");
  });

  it("say of a broken backup that nothing half-written is left", () => {
    expect(german("cutOff", { appliance: "EU", step: "backup", bytes: 812_000_000 })).toMatchObject({
      title: "Die Verbindung zu EU brach nach 812 MB ab.",
      detail: expect.stringContaining("Die unfertige Datei ist entfernt") as string,
    });
    expect(german("cutOff", { appliance: "EU", step: "keys", bytes: 0 }).detail).not.toContain("Datei");
  });

  it("put the appliance into its German cases", () => {
    expect(german("keyringLocked").title).toBe(
      "Der Schlüsselbund ist gesperrt; das Passwort der Appliance ist nicht lesbar.",
    );
    expect(german("keyringLocked", { appliance: "EU" }).title).toContain("das Passwort von EU");
  });
});

describe("what a call was rejected with", () => {
  it("is a mistake of ours when it is no error of the engine", () => {
    for (const cause of ["forbidden", null, new Error("no"), { error: { code: "unheardOf" }, message: {} }]) {
      expect(toFailure(cause)).toMatchObject({ severity: "error", offers: [] });
      expect(toFailure(cause).error).toBeUndefined();
    }
  });

  it("keeps the engine's error for views that treat it in their own way", () => {
    expect(fromError(described("cutOff").error).error?.code).toBe("cutOff");
  });
});

it("every offer has words in both languages", () => {
  const offers: Offer[] = ["tryAgain", "enterPassword", "compareCertificate", "nodeAlreadyLost", "updateApp"];
  const english = offers.map(offerLabel);
  overwriteGetLocale(() => "de");
  expect(offers.map(offerLabel).filter((label, index) => label === english[index])).toEqual([]);
});
