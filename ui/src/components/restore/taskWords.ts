import type { AftermathTask, Cluster, TaskKind } from "$lib/contract";
import { dateTime } from "$lib/format";
import { m } from "../../paraglide/messages";
import { engineWords } from "./wording";

/** The order of the list after a restore, as it is announced before. */
const TASKS: TaskKind[] = [
  "removeFromOldCluster",
  "compareCertificate",
  "confirmLogin",
  "joinNewCluster",
  "freshBackup",
  "resumeSchedule",
];

/** What cures a lost login (R9); a command, so no language says it otherwise. */
const CREATE_USER = "createsuperuser";

const words: Record<TaskKind, (host: string) => { title: string; hint: string }> = {
  removeFromOldCluster: (host) => ({
    title: m.restore_task_cluster({ host }),
    hint: m.restore_task_cluster_text(),
  }),
  compareCertificate: (host) => ({
    title: m.restore_task_certificate(),
    hint: m.restore_task_certificate_text({ host }),
  }),
  confirmLogin: (host) => ({
    title: m.restore_task_login(),
    hint: m.restore_task_login_text({ host, command: CREATE_USER }),
  }),
  joinNewCluster: () => ({ title: m.restore_task_join(), hint: m.restore_task_join_text() }),
  freshBackup: () => ({ title: m.restore_task_backup(), hint: m.restore_task_backup_text() }),
  resumeSchedule: () => ({ title: m.restore_task_schedule(), hint: m.restore_task_schedule_text() }),
};

export const taskTitle = (kind: TaskKind, host: string) => words[kind](host).title;

/** Why and how; once it is done, on whose word. */
export function taskHint(task: AftermathTask, host: string): string {
  if (task.state === "open") {
    const { hint } = words[task.kind](host);
    if (!task.waitsFor) return hint;
    return `${hint} ${m.restore_task_waits({ task: taskTitle(task.waitsFor, host) })}`;
  }
  const when = dateTime(task.at);
  if (task.by !== null) return m.restore_task_by({ by: task.by, when });
  return [engineWords(task.seen), m.restore_task_seen({ when })].filter(Boolean).join(" ");
}

/** What there will be to do; a node that was alone leaves no cluster behind. */
export function tasksToCome(cluster: Cluster | undefined, host: string) {
  const alone = cluster?.cluster === "alone";
  return TASKS.filter((kind) => !alone || (kind !== "removeFromOldCluster" && kind !== "joinNewCluster")).map(
    (kind) => ({ key: kind, ...words[kind](host), done: false }),
  );
}
