const GROUP = 4;
const GROUPS_A_LINE = 4;
const PAIRS_A_LINE = 8;

/** In groups of four, four groups a line: what eye and finger can follow. */
export function groupHash(hash: string): string {
  const groups = hash.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? [];
  return lines(groups, GROUPS_A_LINE, " ");
}

/** Eight pairs a line, as an appliance's console shows a certificate's fingerprint. */
export function groupFingerprint(fingerprint: string): string {
  return lines(fingerprint.split(":"), PAIRS_A_LINE, ":");
}

/** Beginning and end of a hash, where it only has to be recognised. */
export function shortHash(hash: string): string {
  return hash.length > 16 ? `${hash.slice(0, 8)} … ${hash.slice(-8)}` : hash;
}

function lines(parts: string[], perLine: number, separator: string): string {
  const rows: string[] = [];
  for (let start = 0; start < parts.length; start += perLine) {
    rows.push(parts.slice(start, start + perLine).join(separator));
  }
  return rows.join("\n");
}
