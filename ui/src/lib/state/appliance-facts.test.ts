import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Certificate, ConnectionReport } from "$lib/contract";
import { appliance, untrusted } from "../../test/appliances";
import { certificateFact, loginFact, versionFact } from "./appliance-facts";

const NOW = Date.parse("2026-11-12T12:00:00Z");
const presented = (notAfter: string): Certificate => ({
  fingerprint: "AA:BB",
  subject: "CN=eu",
  issuer: "CN=eu",
  names: [],
  notBefore: "2026-01-01T00:00:00Z",
  notAfter,
  selfSigned: true,
  trustedBySystem: false,
  systemObjection: null,
  distrust: null,
});
const look = (notAfter: string, same = true) => ({
  trust: { by: "pinned", fingerprint: "AA:BB", at: null } as const,
  trusted: null,
  presented: presented(notAfter),
  same,
});
const report = (outcome: "passed" | "notTried"): ConnectionReport => ({
  steps: [{ check: "signIn", outcome }],
  certificate: null,
  keys: null,
  directRestore: null,
  version: null,
});
const eu = (changes = {}, inMemory = false) =>
  appliance("eu", "Payments EU", { profile: changes, passwordInMemory: inMemory });

describe("the header of an appliance", () => {
  beforeEach(() => vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
  afterEach(() => vi.useRealTimers());

  it("is green about a login only after it was seen to work", () => {
    expect(loginFact(eu(), null)).toEqual({ tone: "quiet", text: "Signs in as svc-backup" });
    expect(loginFact(eu(), report("notTried")).tone).toBe("quiet");
    expect(loginFact(eu(), report("passed"))).toEqual({ tone: "ok", text: "Connected as svc-backup" });
  });

  it("names a login that does not work", () => {
    expect(loginFact(eu({ credential: "refused" }), null).tone).toBe("risk");
    expect(loginFact(eu({ credential: "unconfirmed" }), null).tone).toBe("warn");
    expect(loginFact(eu({ credential: "notStored" }), null).tone).toBe("warn");
    expect(loginFact(eu({ credential: "notStored" }, true), null).text).toContain("until the app closes");
  });

  it("is green about a certificate only after it was seen", () => {
    expect(certificateFact(eu(), null)).toMatchObject({
      tone: "quiet",
      text: "Certificate compared on 1 Nov",
    });
    expect(certificateFact(eu({ trust: { by: "system" } }), null).text).toContain("this system");
    expect(certificateFact(eu(), look("2027-06-14T12:00:00Z"))).toEqual({
      tone: "ok",
      text: "Certificate trusted, valid for 214 days",
    });
  });

  it("says of a certificate that is valid for years until when, as nobody counts 3,649 days", () => {
    expect(certificateFact(eu(), look("2036-11-10T12:00:00Z"))).toEqual({
      tone: "ok",
      text: "Certificate trusted, valid until 10 Nov 2036",
    });
    expect(certificateFact(eu(), look("2027-11-12T00:00:00Z")).text).toContain("valid for 364 days");
  });

  it("warns before and after a certificate expires, and of another one", () => {
    expect(certificateFact(eu(), look("2026-11-13T13:00:00Z"))).toEqual({
      tone: "warn",
      text: "Certificate trusted, valid for 1 day",
    });
    expect(certificateFact(eu(), look("2026-11-02T12:00:00Z")).text).toBe("Certificate expired on 2 Nov");
    expect(certificateFact(eu(), look("2027-06-14T12:00:00Z", false)).tone).toBe("risk");
    expect(certificateFact(untrusted("ap", "Loyalty APAC"), null).tone).toBe("risk");
  });

  it("says where a version is known from, and calls unknown unknown", () => {
    expect(versionFact(eu().profile)).toEqual({ text: "CT-VL 2.8.6", source: "Told by the appliance" });
    const typed = { version: "2.8.5", source: "typed", at: "2026-11-03" } as const;
    expect(versionFact(eu({ version: typed }).profile).source).toBe("Typed by a person on 3 Nov");
    expect(versionFact(eu({ version: null }).profile).text).toBe("CT-VL version unknown");
  });
});
