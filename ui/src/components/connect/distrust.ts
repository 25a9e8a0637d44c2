import type { Distrust } from "$lib/contract";
import { m } from "../../paraglide/messages";

/** Why the system does not vouch for a certificate, as the rest of a sentence. */
export const distrustWords: Record<Distrust, () => string> = {
  unknownIssuer: m.certificate_distrust_unknown_issuer,
  expired: m.certificate_distrust_expired,
  notYetValid: m.certificate_distrust_not_yet_valid,
  wrongName: m.certificate_distrust_wrong_name,
  revoked: m.certificate_distrust_revoked,
  refused: m.certificate_distrust_refused,
};
