import type {
  ApplianceSummary,
  CertificateLook,
  ConnectionReport,
  KnownVersion,
  Profile,
  VersionSource,
} from "$lib/contract";
import { clock, count, date } from "$lib/format";
import { m } from "../../paraglide/messages";
import { waitsForTrust } from "./needs";

/** A remark in the header of an appliance. Green is for what was seen, not for what was stored. */
export interface HeadFact {
  tone: "ok" | "quiet" | "warn" | "risk";
  text: string;
}

const DAY = 24 * 60 * 60 * 1000;
/** From here on a certificate that expires is worth a look. */
const SOON_DAYS = 30;
const YEAR_DAYS = 365;

const sources: Record<VersionSource, (version: KnownVersion) => string> = {
  appliance: () => m.appliance_version_from_appliance(),
  receipt: () => m.appliance_version_from_receipt(),
  archive: () => m.appliance_version_from_archive(),
  typed: ({ at }) => (at ? m.appliance_version_typed_on({ date: date(at) }) : m.appliance_version_typed()),
};

/** The version and where it is known from. Unknown is called unknown. */
export function versionFact({ version }: Profile): { text: string; source: string } {
  if (!version) return { text: m.appliance_version_unknown(), source: m.appliance_version_unknown_why() };
  return {
    text: m.appliance_version_known({ version: version.version }),
    source: sources[version.source](version),
  };
}

/** Whether a sign-in is known to work. */
export function loginFact(
  { profile, passwordInMemory }: ApplianceSummary,
  report: ConnectionReport | null,
): HeadFact {
  const { user } = profile;
  const tried = report?.steps.find(({ check }) => check === "signIn");
  if (tried?.outcome === "passed") return { tone: "ok", text: m.appliance_login_connected({ user }) };
  if (profile.credential === "refused") return { tone: "risk", text: m.appliance_login_refused({ user }) };
  if (profile.credential === "unconfirmed")
    return { tone: "warn", text: m.appliance_login_unconfirmed({ user }) };
  if (passwordInMemory) return { tone: "quiet", text: m.appliance_login_in_memory({ user }) };
  if (profile.credential === "notStored") return { tone: "warn", text: m.appliance_login_missing({ user }) };
  return { tone: "quiet", text: m.appliance_login_stored({ user }) };
}

/** For how long it is valid; of more than a year the date says more than a number of days. */
function validText(days: number, until: string): string {
  if (days > YEAR_DAYS) return m.appliance_certificate_valid_until({ date: date(until) });
  return days === 1
    ? m.appliance_certificate_valid_one()
    : m.appliance_certificate_valid_many({ days: count(days) });
}

/** Whether the certificate is the one that is believed, and for how long it is valid. */
export function certificateFact(appliance: ApplianceSummary, look: CertificateLook | null): HeadFact {
  const { trust } = appliance.profile;
  if (waitsForTrust(appliance) || look?.same === false)
    return { tone: "risk", text: m.appliance_certificate_changed() };
  if (look) {
    const days = Math.floor((Date.parse(look.presented.notAfter) - clock.now) / DAY);
    if (days < 0)
      return { tone: "warn", text: m.appliance_certificate_expired({ date: date(look.presented.notAfter) }) };
    return { tone: days < SOON_DAYS ? "warn" : "ok", text: validText(days, look.presented.notAfter) };
  }
  if (trust.by === "system") return { tone: "quiet", text: m.appliance_certificate_by_system() };
  return {
    tone: "quiet",
    text: trust.at
      ? m.appliance_certificate_compared_on({ date: date(trust.at) })
      : m.appliance_certificate_compared(),
  };
}
