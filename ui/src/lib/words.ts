import type {
  ArchiveStateWord,
  Counters,
  Ending,
  EventKind,
  JobKind,
  KeyNeeded,
  Protection,
  Purpose,
  Role,
  Stage,
} from "$lib/contract";
import { m } from "../paraglide/messages";
import { count } from "./format";

// Words for the closed sets of the contract. Each is a record over its whole set, so that a new member without a word
// in every language does not compile.

/** A word that is looked up when it is shown, in the language that is spoken then. */
type Words<Key extends string> = Record<Key, () => string>;

export const archiveStateWords: Words<ArchiveStateWord> = {
  verified: m.archive_verified,
  unverified: m.archive_unverified,
  cannotVerify: m.archive_cannot_verify,
  damaged: m.archive_damaged,
  missing: m.archive_missing,
};

export const protectionWords: Words<Protection> = {
  protected: m.protection_protected,
  needsAttention: m.protection_needs_attention,
  atRisk: m.protection_at_risk,
  practice: m.protection_practice,
};

export const roleWords: Words<Role> = {
  production: m.role_production,
  standby: m.role_standby,
  practice: m.role_practice,
};

export const endingWords: Words<Ending> = {
  done: m.ending_done,
  failed: m.ending_failed,
  refused: m.ending_refused,
  cancelled: m.ending_cancelled,
  interrupted: m.ending_interrupted,
};

export const eventWords: Words<EventKind> = {
  backup: m.event_backup,
  preChangeBackup: m.event_pre_change_backup,
  safetyBackup: m.event_safety_backup,
  verify: m.event_verify,
  restore: m.event_restore,
  trusted: m.event_trusted,
  applianceAdded: m.event_appliance_added,
  applianceRemoved: m.event_appliance_removed,
  aftermathTicked: m.event_aftermath_ticked,
  archiveTrashed: m.event_archive_trashed,
};

export const purposeWords: Words<Purpose> = {
  regular: m.purpose_regular,
  preChange: m.purpose_pre_change,
  safety: m.purpose_safety,
  added: m.purpose_added,
};

/** What a job or an event is about: a name, or how many archives. */
export function subjectWord({ subject, archives }: { subject: string; archives: number | null }): string {
  if (archives === null) return subject;
  return archives === 1 ? m.subject_archives_one() : m.subject_archives_many({ count: count(archives) });
}

/** What a job does to what: "Backing up Payments EU". */
export const jobWords: Record<JobKind, (subject: string) => string> = {
  backup: (subject) => m.job_backup({ subject }),
  verify: (subject) => m.job_verify({ subject }),
  restore: (subject) => m.job_restore({ subject }),
};

export const stageWords: Words<Stage> = {
  starting: m.stage_starting,
  checkingFolder: m.stage_checking_folder,
  signingIn: m.stage_signing_in,
  probing: m.stage_probing,
  waitingToRetry: m.stage_waiting_to_retry,
  building: m.stage_building,
  receiving: m.stage_receiving,
  finishing: m.stage_finishing,
  verifying: m.stage_verifying,
  safetyBackup: m.stage_safety_backup,
  uploading: m.stage_uploading,
  restoring: m.stage_restoring,
  waitingForPerson: m.stage_waiting_for_person,
  rebooting: m.stage_rebooting,
  signingInAgain: m.stage_signing_in_again,
  aftermath: m.stage_aftermath,
  ended: m.stage_ended,
};

export const countersWords: Words<Counters> = {
  included: m.counters_included,
  excluded: m.counters_excluded,
};

/** Unknown is called unknown. */
export const unknownWord = () => m.word_unknown();

export const countersWord = (value: Counters | null) =>
  value === null ? unknownWord() : countersWords[value]();

/** The key an archive needs. */
export function keyWord(needed: KeyNeeded): string {
  switch (needed.key) {
    case "named":
      return needed.name;
    case "default":
      return m.word_default_key();
    case "unknown":
      return unknownWord();
  }
}

/** A version, where it is known. */
export const versionWord = (version: string | null | undefined) => version ?? unknownWord();
