import type {
  ArchiveStanding,
  AskKind,
  CautionKind,
  ComparisonKind,
  ConsequenceKind,
  LackKind,
  ReceiptStanding,
  RefusalKind,
  RestorePlan,
  StepKind,
  Tone,
} from "$lib/contract";
import { bytes, shortHash } from "$lib/format";
import { stateWords } from "$lib/reasons";
import { keyWord, unknownWord } from "$lib/words";
import { m } from "../../paraglide/messages";
import type { ComparedRow, Consequence, IconName } from "../ui";
import { engineWords, keyName, knownVersion, names, span, wallClock } from "./wording";

// A flight plan in the person's language, from its closed kinds and its facts. Each set is a record over all of its
// members, so that a new one without words in every language does not compile.

export interface Said {
  title: string;
  detail?: string | undefined;
}

type Words = (plan: RestorePlan) => Said;

/** When the archive was made, by the clock where that was; undefined where nothing says. */
export function madeAt({ facts: { archive } }: RestorePlan): string | undefined {
  const text = archive.created ?? archive.namedFor;
  return text ? wallClock(text) : undefined;
}

const consequenceWords: Record<ConsequenceKind, { icon: IconName; words: Words }> = {
  dataDestroyed: {
    icon: "trash",
    words: (plan) => {
      const made = madeAt(plan);
      return {
        title: m.restore_effect_data(),
        detail: made ? m.restore_effect_data_since({ date: made }) : m.restore_effect_data_unknown(),
      };
    },
  },
  leavesCluster: { icon: "cluster-off", words: clusterWords },
  firstNodeOfNewCluster: {
    icon: "cluster",
    words: () => ({ title: m.restore_effect_first(), detail: m.restore_effect_first_text() }),
  },
  loginsFromBackup: {
    icon: "user",
    words: () => ({ title: m.restore_effect_logins(), detail: m.restore_effect_logins_text() }),
  },
  sessionsEnd: {
    icon: "lock",
    words: () => ({ title: m.restore_effect_sessions(), detail: m.restore_effect_sessions_text() }),
  },
  certificateMayChange: {
    icon: "cert",
    words: () => ({ title: m.restore_effect_certificate(), detail: m.restore_effect_certificate_text() }),
  },
  reboots: {
    icon: "power",
    words: () => ({ title: m.restore_effect_reboots(), detail: m.restore_effect_reboots_text() }),
  },
};

function clusterWords({ host, facts: { target } }: RestorePlan): Said {
  switch (target.cluster.cluster) {
    case "unknown":
      return {
        title: m.restore_effect_cluster_unknown(),
        detail: m.restore_effect_cluster_unknown_text({ host }),
      };
    case "alone":
      return { title: m.restore_effect_cluster_alone(), detail: m.restore_effect_cluster_alone_text() };
    case "member": {
      const { others } = target.cluster;
      const keep = others.length === 1 ? m.restore_effect_cluster_one : m.restore_effect_cluster_many;
      return { title: m.restore_effect_cluster(), detail: keep({ nodes: names(others) }) };
    }
  }
}

/** What happens to the target (R7 to R9). */
export function consequences(plan: RestorePlan): Consequence[] {
  return plan.consequences.map(({ kind }) => {
    const { icon, words } = consequenceWords[kind];
    const { title, detail } = words(plan);
    return { key: kind, icon, title, detail: detail ?? "" };
  });
}

const cautionWords: Record<CautionKind, Words> = {
  unproven: ({ facts: { archive } }) => ({
    title: m.restore_caution_unproven(),
    detail: unfitWords(archive.standing),
  }),
  keyNotListed: ({ host, facts: { archive } }) => ({
    title: m.restore_caution_key_missing({ host, key: keyName(archive.key) ?? unknownWord() }),
    detail: m.restore_caution_key_missing_text(),
  }),
  keyUnknown: ({ host }) => ({
    title: m.restore_caution_key_unknown(),
    detail: m.restore_caution_key_unknown_text({ host }),
  }),
  takenElsewhere: ({ host, facts: { archive } }) => ({
    title: m.restore_caution_elsewhere({
      name: archive.takenFrom?.name ?? unknownWord(),
      address: archive.takenFrom?.address ?? unknownWord(),
      host,
    }),
  }),
  withoutCounters: () => ({
    title: m.restore_caution_counters(),
    detail: m.restore_caution_counters_text(),
  }),
  noSafetyBackup: ({ host }) => ({
    title: m.restore_caution_no_safety(),
    detail: m.restore_caution_no_safety_text({ host }),
  }),
  boundLoosely: ({ host }) => ({
    title: m.restore_caution_loose({ host }),
    detail: m.restore_caution_loose_text(),
  }),
};

/** What else to know before. */
export function cautions(plan: RestorePlan): (Said & { kind: CautionKind })[] {
  return plan.cautions.map(({ kind }) => ({ kind, ...cautionWords[kind](plan) }));
}

const stepWords: Record<StepKind, Words> = {
  safetyBackup: ({ host, facts }) =>
    facts.safety === "take"
      ? { title: m.restore_do_safety(), detail: m.restore_do_safety_text({ host }) }
      : { title: m.restore_do_safety_lost(), detail: m.restore_do_safety_lost_text({ host }) },
  upload: () => ({ title: m.restore_do_upload(), detail: m.restore_do_upload_text() }),
  administrationPage: () => ({ title: m.restore_do_page(), detail: m.restore_do_page_text() }),
  restore: ({ host }) => ({ title: m.restore_do_restore(), detail: m.restore_do_restore_text({ host }) }),
  reboot: () => ({ title: m.restore_do_reboot(), detail: m.restore_do_reboot_text() }),
  signIn: () => ({ title: m.restore_do_sign_in(), detail: m.restore_do_sign_in_text() }),
  afterwards: () => ({ title: m.restore_do_afterwards(), detail: m.restore_do_afterwards_text() }),
};

/** What will be done, in order. */
export function planSteps(plan: RestorePlan): (Said & { kind: StepKind })[] {
  return plan.steps.map(({ kind }) => ({ kind, ...stepWords[kind](plan) }));
}

const refusalWords: Record<RefusalKind, Words> = {
  archiveMissing: ({ archiveName }) => ({ title: m.restore_refusal_missing({ archive: archiveName }) }),
  archiveDamaged: ({ archiveName, facts: { archive } }) => ({
    title: m.restore_refusal_damaged({ archive: archiveName }),
    detail: unfitWords(archive.standing),
  }),
  targetTooOld: ({ appliance, facts: { target } }) => ({
    title: m.restore_refusal_too_old({ appliance, version: target.version?.version ?? unknownWord() }),
  }),
  targetOlderThanArchive: ({ appliance, facts: { archive, target } }) => ({
    title: m.restore_refusal_older({
      appliance,
      version: target.version?.version ?? unknownWord(),
      made: archive.version?.version ?? unknownWord(),
    }),
  }),
};

/** Every rule that refuses the plan, and what would fit. */
export function refusals(plan: RestorePlan): (Said & { kind: RefusalKind })[] {
  if (plan.verdict !== "no") return [];
  return plan.refusals.map(({ kind }) => ({ kind, ...refusalWords[kind](plan) }));
}

/** Why an archive is not proven, or not to be restored; nothing where its standing says it all. */
export function unfitWords(standing: ArchiveStanding): string | undefined {
  if (standing.standing === "proven") return undefined;
  const { reason, why } = standing;
  if (reason) return `${stateWords(reason)}.`;
  // What follows a colon, as a sentence of its own.
  return engineWords(`${why.charAt(0).toUpperCase()}${why.slice(1)}`);
}

/** The field that supplies what is missing for a verdict. */
export const lackWords: Record<LackKind, (plan: RestorePlan) => { label: string; hint: string }> = {
  archiveVersion: () => ({ label: m.restore_lack_archive(), hint: m.restore_lack_archive_hint() }),
  targetVersion: ({ host }) => ({
    label: m.restore_lack_target({ host }),
    hint: m.restore_lack_target_hint(),
  }),
};

/** A few words for what is still open. */
export const askShort: Record<AskKind, () => string> = {
  hostName: m.restore_open_host,
  oldCluster: m.restore_open_cluster,
  unprovenArchive: m.restore_open_unproven,
};

const tones: Record<Tone, Pick<NonNullable<ComparedRow["note"]>, "tone" | "icon">> = {
  fits: { tone: "ok", icon: "check-circle" },
  look: { tone: "warn", icon: "alert" },
  refused: { tone: "risk", icon: "octagon" },
  unknown: { tone: "quiet", icon: "question" },
};

type Row = Pick<ComparedRow, "detail" | "from" | "onto"> & { word: string };

const rowWords: Record<ComparisonKind, (plan: RestorePlan, tone: Tone) => Row> = {
  version: ({ facts: { archive, target } }, tone) => ({
    detail: m.restore_row_version(),
    from: knownVersion(archive.version),
    onto: knownVersion(target.version),
    word: {
      fits: archive.version?.version === target.version?.version ? m.restore_note_same : m.restore_note_newer,
      look: m.restore_note_unknown,
      refused: m.restore_note_refused,
      unknown: m.restore_note_unknown,
    }[tone](),
  }),
  date: (plan) => ({
    detail: m.restore_row_date(),
    from: madeAt(plan) ?? unknownWord(),
    onto: m.restore_now(),
    word: lost(plan.facts.lostSeconds),
  }),
  key: ({ facts: { archive, target } }) => ({
    detail: m.restore_row_key(),
    from: keyWord(archive.key),
    onto: {
      listed: () => keyWord(archive.key),
      notListed: m.restore_not_listed,
      notKnown: unknownWord,
    }[target.key](),
    word:
      archive.key.key === "unknown"
        ? m.restore_note_unknown()
        : {
            listed: m.restore_note_key_there,
            notListed: m.restore_note_key_missing,
            notKnown: m.restore_note_key_unread,
          }[target.key](),
  }),
  origin: ({ host, facts: { archive } }) => ({
    detail: m.restore_row_origin(),
    from: archive.takenFrom?.name ?? unknownWord(),
    onto: host,
    word: !archive.takenFrom
      ? m.restore_note_unknown()
      : archive.takenFrom.same
        ? m.restore_note_own()
        : m.restore_note_other(),
  }),
};

function lost(seconds: number | null): string {
  if (seconds === null) return m.restore_note_unknown();
  const time = span(seconds);
  return time ? m.restore_note_loses({ span: time }) : m.restore_note_loses_moment();
}

const receiptNotes: Record<ReceiptStanding, { word: () => string; tone: Tone }> = {
  matches: { word: m.restore_note_receipt, tone: "fits" },
  none: { word: m.restore_note_no_receipt, tone: "unknown" },
  unsigned: { word: m.restore_note_unsigned, tone: "unknown" },
  doesNotMatch: { word: m.restore_note_receipt_differs, tone: "look" },
};

/** Archive and target side by side. `lastSize` is that of the target's last backup, where the library has one. */
export function comparedRows(plan: RestorePlan, lastSize: number | null): ComparedRow[] {
  const rows = plan.comparison.map(({ kind, tone }): ComparedRow => {
    const { word, ...row } = rowWords[kind](plan, tone);
    return { ...row, note: { ...tones[tone], word } };
  });
  const { counters, receipt } = plan.facts.archive;
  const size = bytes(plan.size);
  const { word, tone } = receiptNotes[receipt];
  return [
    ...rows,
    {
      detail: m.restore_row_size(),
      from:
        counters === null
          ? size
          : counters === "included"
            ? m.restore_with_counters({ size })
            : m.restore_without_counters({ size }),
      onto: lastSize === null ? unknownWord() : bytes(lastSize),
      note: lastSize === null ? undefined : { tone: "quiet", word: m.restore_note_last_backup() },
    },
    {
      detail: m.restore_row_hash(),
      from: shortHash(plan.sha256),
      onto: m.restore_checked_again(),
      note: { ...tones[tone], word: word() },
      mono: true,
    },
  ];
}
