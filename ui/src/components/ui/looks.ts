import type { ArchiveStateWord, Ending, Protection } from "$lib/contract";
import type { IconName } from "./icons";
import type { StateTone } from "./tones";

/** How a state looks: its shape carries it, its colour repeats it. */
export interface Look {
  tone: StateTone;
  icon: IconName;
}

export const protectionLooks: Record<Protection, Look> = {
  protected: { tone: "ok", icon: "shield" },
  needsAttention: { tone: "warn", icon: "alert" },
  atRisk: { tone: "risk", icon: "octagon" },
  practice: { tone: "practice", icon: "flask" },
};

/** Green is for verified archives only. */
export const archiveLooks: Record<ArchiveStateWord, Look> = {
  verified: { tone: "ok", icon: "check-circle" },
  unverified: { tone: "warn", icon: "alert" },
  cannotVerify: { tone: "quiet", icon: "question" },
  damaged: { tone: "risk", icon: "x-circle" },
  missing: { tone: "warn", icon: "alert" },
};

/** What was cancelled or refused is neither well nor wrong. */
export const endingLooks: Record<Ending, Look> = {
  done: { tone: "ok", icon: "check-circle" },
  failed: { tone: "risk", icon: "x-circle" },
  refused: { tone: "warn", icon: "alert" },
  cancelled: { tone: "quiet", icon: "minus-circle" },
  interrupted: { tone: "warn", icon: "alert" },
};
