import { bytes, duration, rate } from "$lib/format";
import { m } from "../../paraglide/messages";

/** How far something is that is counted in bytes. */
export interface Measured {
  done: number;
  total: number | null;
  rate: number | null;
  remainingSeconds: number | null;
}

/** So much of how much, how fast, and how long still; what is not known is left out. */
export function measuredWords({ done, total, rate: perSecond, remainingSeconds: left }: Measured): string {
  return [
    total === null ? bytes(done) : m.restore_bytes_of({ done: bytes(done), total: bytes(total) }),
    perSecond === null ? null : rate(perSecond),
    left === null ? null : m.restore_left({ span: duration(left * 1000) }),
  ]
    .filter(Boolean)
    .join(" · ");
}
