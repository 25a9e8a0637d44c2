import type {
  DetailKind,
  DetailToConfirm,
  GuidedEvent,
  GuidedStep,
  GuidedView,
  OpenRestore,
  RestoreStanding,
  SignInAfter,
} from "$lib/contract";
import type { Phase } from "$lib/state/restore/stages";
import type { RunEnding } from "$lib/state/restore/run.svelte";
import { keyWord, unknownWord } from "$lib/words";
import { m } from "../../paraglide/messages";
import type { NoticeTone } from "../ui";
import { span, wallClock } from "./wording";
import type { Said } from "./planWords";

// What a restore that is under way, interrupted or over says, from its closed kinds.

export const phaseTitles: Record<Phase, () => string> = {
  safetyBackup: m.restore_do_safety,
  upload: m.restore_do_upload,
  page: m.restore_do_page,
  restoring: m.restore_do_restore,
  rebooting: m.restore_do_reboot,
  signIn: m.restore_do_sign_in,
};

/** What is known of a restore that nobody works on. */
export const standingWords: Record<
  Exclude<RestoreStanding, "workedOn">,
  (host: string) => Said & { tone: NoticeTone }
> = {
  nothingChanged: (host) => ({
    tone: "info",
    title: m.restore_interrupted_unchanged({ host }),
    detail: m.restore_interrupted_unchanged_text(),
  }),
  mayBeRestoring: (host) => ({
    tone: "risk",
    title: m.restore_interrupted_maybe({ host }),
    detail: m.restore_interrupted_maybe_text(),
  }),
  underway: (host) => ({
    tone: "warn",
    title: m.restore_interrupted_underway({ host }),
    detail: m.restore_interrupted_underway_text(),
  }),
  withPerson: (host) => ({ tone: "info", title: m.restore_interrupted_person({ host }) }),
  signInLeft: (host) => ({
    tone: "warn",
    title: m.restore_interrupted_sign_in({ host }),
    detail: m.restore_interrupted_sign_in_text(),
  }),
};

/** A reboot that takes longer than it should. */
export function longRebootWords({ host, route, longReboot }: OpenRestore): Said | undefined {
  if (!longReboot) return undefined;
  const time = span(longReboot.seconds) ?? m.duration_instant();
  if (longReboot.wentAway) {
    return { title: m.restore_long_away({ host, span: time }), detail: m.restore_long_away_text() };
  }
  return {
    title: m.restore_long_there({ host, span: time }),
    detail: route === "direct" ? m.restore_long_direct_text() : m.restore_long_guided_text(),
  };
}

export interface EndingWords extends Said {
  tone: NoticeTone;
  note?: string | undefined;
}

/** How a restore ended other than well. */
export function endingWords(ending: RunEnding, host: string): EndingWords {
  switch (ending.what) {
    case "gaveUp":
      return { tone: "info", title: m.restore_gave_up(), detail: m.restore_gave_up_text({ host }) };
    case "detailsDiffer":
      return { tone: "warn", title: m.restore_differ({ host }), detail: m.restore_differ_text() };
    case "closed":
      return { tone: "info", title: m.restore_closed(), detail: m.restore_closed_text({ host }) };
    case "cancelled":
      return { tone: "info", title: m.restore_cancelled(), detail: m.restore_cancelled_text({ host }) };
    case "void":
    case "failed": {
      const { severity, title, detail, incident } = ending.failure;
      return {
        tone: severity === "error" ? "risk" : severity === "warning" ? "warn" : "info",
        title,
        detail,
        note: incident && m.failure_incident({ incident }),
      };
    }
  }
}

/** What the one sign-in after the restore showed (R9). */
export const signInWords: Record<SignInAfter, (host: string) => Said> = {
  worked: () => ({ title: m.restore_signed_in() }),
  refused: () => ({ title: m.restore_sign_in_refused(), detail: m.restore_sign_in_refused_text() }),
  noAnswer: () => ({ title: m.restore_sign_in_silent(), detail: m.restore_sign_in_silent_text() }),
  waitsForTrust: (host) => ({
    title: m.restore_sign_in_trust({ host }),
    detail: m.restore_sign_in_trust_text(),
  }),
  noPassword: () => ({
    title: m.restore_sign_in_no_password(),
    detail: m.restore_sign_in_no_password_text(),
  }),
};

export const guidedWords: Record<
  GuidedStep,
  (host: string) => Required<Pick<Said, "title">> & { text: string }
> = {
  openPage: (host) => ({ title: m.restore_guided_open(), text: m.restore_guided_open_text({ host }) }),
  chooseFile: () => ({ title: m.restore_guided_choose(), text: m.restore_guided_choose_text() }),
  compareDetails: (host) => ({
    title: m.restore_guided_compare(),
    text: m.restore_guided_compare_text({ host }),
  }),
  pressRestore: (host) => ({
    title: m.restore_guided_press(),
    text: m.restore_guided_press_text({ host }),
  }),
};

export const guidedAnswers: Record<GuidedEvent, () => string> = {
  pageOpened: m.restore_say_opened,
  fileChosen: m.restore_say_chosen,
  detailsMatch: m.restore_say_match,
  detailsDiffer: m.restore_say_differ,
  restorePressed: m.restore_say_pressed,
  back: m.restore_back,
  giveUp: m.restore_say_give_up,
};

const detailLabels: Record<DetailKind, () => string> = {
  version: m.restore_row_version,
  date: m.restore_row_date,
  key: m.restore_detail_key,
};

/** R5: the three details, as the administration page shows them. */
export function threeDetails({
  details,
  facts: { archive },
}: GuidedView): { label: string; value: string }[] {
  const made = archive.created ?? archive.namedFor;
  const values: Record<DetailKind, (detail: DetailToConfirm) => string> = {
    version: ({ value }) => value ?? unknownWord(),
    date: () => (made ? wallClock(made) : unknownWord()),
    key: () => keyWord(archive.key),
  };
  return details.map((detail) => ({
    label: detailLabels[detail.kind](),
    value: values[detail.kind](detail),
  }));
}
