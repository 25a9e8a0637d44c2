import type { ApplianceSummary, Attention, ErrorCode, Offer, Overview } from "$lib/contract";
import { offerLabel, sentencesOf } from "$lib/errors";
import { count } from "$lib/format";
import { m } from "../../paraglide/messages";
import { cureOf, type Cure } from "./backups.svelte";

/** What the one button of a need does. */
export type Act =
  | { act: "backUp"; cure: Cure }
  | { act: "settle"; cure: "password" | "certificate" }
  | { act: "open" }
  | { act: "restore" };

/** Something that needs the person, with the button that ends it. */
export interface Need {
  key: string;
  appliance: ApplianceSummary;
  tone: "risk" | "warn";
  title: string;
  detail?: string | undefined;
  label: string;
  does: Act;
}

/**
 * What needs the person, the most urgent first. A practice appliance needs nobody, except that a restore of it that is
 * not over is found again.
 */
export function needsOf(appliances: ApplianceSummary[]): Need[] {
  const needs = appliances.flatMap((appliance) =>
    appliance.protection === "practice"
      ? restoreNeeds(appliance).filter((need) => need.key.endsWith("/restore"))
      : needsOfOne(appliance),
  );
  // Sorting is stable: within a tone the order of the appliances stays.
  return needs.sort((a, b) => Number(b.tone === "risk") - Number(a.tone === "risk"));
}

/**
 * One line for everything that keeps an appliance from its next backup, because one button ends it: what stands in
 * the way is named, and is what the button does. What a restore left is a line of its own.
 */
export function needsOfOne(appliance: ApplianceSummary): Need[] {
  return [backupNeed(appliance), ...restoreNeeds(appliance)].filter((need) => need !== undefined);
}

/** Whether its newest verified backup is missing or too old, or its last one failed: the next one is wanted now. */
export function isDue(appliance: ApplianceSummary): boolean {
  return appliance.attention.some(({ reason }) =>
    ["neverBackedUp", "backupTooOld", "lastBackupFailed"].includes(reason),
  );
}

/** Whether it shows another certificate, so that nothing is sent to it until that is compared. */
export function waitsForTrust(appliance: ApplianceSummary): boolean {
  return appliance.attention.some(({ reason }) => reason === "certificateChanged");
}

type Of<R extends Attention["reason"]> = Extract<Attention, { reason: R }>;

function find<R extends Attention["reason"]>(appliance: ApplianceSummary, reason: R): Of<R> | undefined {
  return appliance.attention.find((one): one is Of<R> => one.reason === reason);
}

interface Obstacle {
  title: string;
  /** The same after a sentence that has named the appliance already. */
  why: string;
  detail?: string;
  label: string;
  does: Act;
}

function backupNeed(appliance: ApplianceSummary): Need | undefined {
  const age = ageTitle(appliance);
  const obstacle = obstacleOf(appliance);
  if (!age && !obstacle) return undefined;
  const shared = { key: `${appliance.profile.id}/backup`, appliance };
  if (!age && obstacle) {
    const { title, detail, label, does } = obstacle;
    return { ...shared, tone: "warn", title, detail, label, does };
  }
  return {
    ...shared,
    tone: "risk",
    title: age ?? "",
    detail: obstacle?.why ?? (find(appliance, "neverBackedUp") ? m.overview_need_never_why() : undefined),
    label: obstacle?.label ?? m.overview_back_up(),
    does: obstacle?.does ?? { act: "backUp", cure: "again" },
  };
}

function ageTitle({ profile, attention }: ApplianceSummary): string | undefined {
  for (const one of attention) {
    if (one.reason === "neverBackedUp") return m.overview_need_never({ name: profile.name });
    if (one.reason !== "backupTooOld") continue;
    return one.days === 1
      ? m.overview_need_too_old_one({ name: profile.name })
      : m.overview_need_too_old_many({ name: profile.name, days: count(one.days) });
  }
  return undefined;
}

/** What would make the next backup fail as well, or what the last failure says about its cure. */
function obstacleOf(appliance: ApplianceSummary): Obstacle | undefined {
  const { name, user } = appliance.profile;
  if (find(appliance, "certificateChanged")) {
    return {
      title: m.overview_need_certificate({ name }),
      why: m.overview_need_certificate_why(),
      detail: m.overview_need_certificate_next(),
      label: offerLabel("compareCertificate"),
      does: { act: "settle", cure: "certificate" },
    };
  }
  const password = { label: offerLabel("enterPassword"), does: { act: "settle", cure: "password" } as const };
  if (find(appliance, "passwordRefused")) {
    const why = m.overview_need_password_refused_why({ user });
    return {
      title: m.overview_need_password_refused({ name, user }),
      why,
      detail: m.overview_need_password_once(),
      ...password,
    };
  }
  if (find(appliance, "passwordMissing")) {
    const why = m.overview_need_password_missing_why({ user });
    return {
      title: m.overview_need_password_missing({ name }),
      why,
      detail: m.overview_need_password_wait(),
      ...password,
    };
  }
  if (find(appliance, "loginUnconfirmed")) {
    const why = m.overview_need_unconfirmed_why();
    return {
      title: m.overview_need_unconfirmed({ name }),
      why,
      detail: m.overview_need_unconfirmed_next(),
      ...password,
    };
  }
  const failed = find(appliance, "lastBackupFailed");
  if (!failed) return undefined;
  const why = lastTry(failed.code, name);
  return { title: m.overview_need_failed({ name }), why, detail: why, ...cureButton(failed.cure) };
}

function cureButton(offer: Offer | null): { label: string; does: Act } {
  const cure = offer ? cureOf(offer) : "again";
  if (!offer || cure === "again")
    return { label: m.overview_back_up(), does: { act: "backUp", cure: "again" } };
  if (cure) return { label: offerLabel(offer), does: { act: "backUp", cure } };
  // Its own page can do these.
  const there = offer === "chooseKey" || offer === "editAppliance";
  return { label: there ? offerLabel(offer) : m.overview_open(), does: { act: "open" } };
}

const timedOut: ErrorCode[] = ["backupTimedOut", "firstByteTimedOut", "gatewayTimedOut"];
const brokeOff: ErrorCode[] = ["cutOff", "connectionReset", "stalled", "notEnded", "wrongLength"];
const notReached: ErrorCode[] = ["hostNotFound", "connectionRefused", "unreachable", "connectTimedOut"];

/** Why the last try failed, in a few words where a class of causes has some. */
function lastTry(code: ErrorCode | null, name: string): string {
  if (code === null) return m.overview_need_last_unknown();
  if (timedOut.includes(code)) return m.overview_need_last_timed_out();
  if (brokeOff.includes(code)) return m.overview_need_last_broke_off();
  if (notReached.includes(code)) return m.overview_need_last_not_reached();
  return sentencesOf(code, { appliance: name }).happened;
}

/** Whether what is needed is told with the sentences of an error. */
export function tellsOfErrors({ appliances }: Overview): boolean {
  return appliances.some((appliance) => find(appliance, "lastBackupFailed")?.code);
}

function restoreNeeds(appliance: ApplianceSummary): Need[] {
  const { id, name } = appliance.profile;
  const needs: Need[] = [];
  if (find(appliance, "restoreOpen")) {
    needs.push({
      key: `${id}/restore`,
      appliance,
      tone: "warn",
      title: m.overview_need_restore({ name }),
      detail: m.overview_need_restore_next(),
      label: m.overview_open_restore(),
      does: { act: "restore" },
    });
  }
  const tasks = find(appliance, "tasksOpen")?.count;
  if (tasks) {
    needs.push({
      key: `${id}/tasks`,
      appliance,
      tone: "warn",
      title:
        tasks === 1
          ? m.overview_need_tasks_one({ name })
          : m.overview_need_tasks_many({ name, count: count(tasks) }),
      label: m.overview_show_tasks(),
      does: { act: "restore" },
    });
  }
  return needs;
}
