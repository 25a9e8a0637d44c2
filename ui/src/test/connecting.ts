import type {
  Certificate,
  Check,
  CheckStep,
  ConnectionReport,
  Described,
  PastedAddress,
} from "$lib/contract";

/** What a test of a connection finds: everything in order unless a test says otherwise. */
export const certificate: Certificate = {
  fingerprint: Array.from({ length: 32 }, (_, index) => (index + 16).toString(16).toUpperCase()).join(":"),
  subject: "CN=ctvl-prd-1.pay.example",
  issuer: "CN=ctvl-prd-1.pay.example",
  names: ["ctvl-prd-1.pay.example"],
  notBefore: "2026-11-12T01:02:00Z",
  notAfter: "2036-11-09T01:02:00Z",
  selfSigned: true,
  trustedBySystem: false,
  systemObjection: "its issuer is not known to this system",
  distrust: "unknownIssuer",
};

const checks: Check[] = ["reach", "certificate", "alive", "signIn", "keys", "probe"];

/** A test that went as far as `failed`. */
export function report(
  failed?: { check: Check; failure: Described },
  changes: Partial<ConnectionReport> = {},
): ConnectionReport {
  const at = failed ? checks.indexOf(failed.check) : checks.length;
  const steps = checks.map((check, index): CheckStep => {
    if (failed && index === at) return { check, outcome: "failed", failure: failed.failure };
    return { check, outcome: index < at ? "passed" : "notTried" };
  });
  const far = !failed;
  return {
    steps,
    certificate,
    keys: far ? ["payments-2026", "loyalty"] : null,
    directRestore: far ? true : null,
    version: far ? "2.8.6" : null,
    ...changes,
  };
}

export const pasted = (address: string | null, changes: Partial<PastedAddress> = {}): PastedAddress => ({
  address,
  user: null,
  key: null,
  excludeCounters: false,
  fromCurl: false,
  unsafeParts: [],
  ...changes,
});
