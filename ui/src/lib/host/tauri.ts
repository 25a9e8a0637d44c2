import { Channel, invoke, type InvokeArgs } from "@tauri-apps/api/core";
import type { Beginning, News, PlanProgress } from "$lib/contract";
import { readSentences } from "$lib/errors";
import type { Host } from "./host";

/** What the program gave to the page with its window; see the shell's `beginning.rs`. */
export function beginning(): Beginning | undefined {
  return (window as { __CTVL_BEGINNING__?: Beginning }).__CTVL_BEGINNING__;
}

/** Nothing is answered before there are words for what may have gone wrong. */
async function ask<T>(command: string, args?: InvokeArgs): Promise<T> {
  await readSentences();
  return invoke<T>(command, args);
}

export const tauriHost: Host = {
  follow: (listener) => ask("follow", { channel: new Channel<News>(listener) }),
  appStatus: () => ask("app_status"),
  showWindow: () => invoke("show_window"),
  overview: () => ask("overview"),
  trend: (profile) => ask("trend", { profile }),
  readAddress: (text) => ask("read_address", { text }),
  lookAtCertificate: (address, systemProxy) => ask("look_at_certificate", { address, systemProxy }),
  testDraft: (draft) => ask("test_draft", { draft }),
  addAppliance: (appliance) => ask("add_appliance", { appliance }),
  testAppliance: (profile) => ask("test_appliance", { profile }),
  changeAppliance: (profile, change) => ask("change_appliance", { profile, change }),
  removeAppliance: (profile) => ask("remove_appliance", { profile }),
  compareCertificate: (profile) => ask("compare_certificate", { profile }),
  trustCertificate: (profile, fingerprint) => ask("trust_certificate", { profile, fingerprint }),
  setPassword: (profile, password, keep) => ask("set_password", { profile, password, keep }),
  forgetPassword: (profile) => ask("forget_password", { profile }),
  listKeys: (profile) => ask("list_keys", { profile }),
  openAdministrationPage: (profile) => ask("open_administration_page", { profile }),
  destination: (profile) => ask("destination", { profile }),
  chooseDestination: (profile) => ask("choose_destination", { profile }),
  resetDestination: (profile) => ask("reset_destination", { profile }),
  startBackup: (request) => ask("start_backup", { request }),
  cancelJob: (job) => ask("cancel_job", { job }),
  archives: (filter) => ask("archives", { filter }),
  archive: (id) => ask("archive", { id }),
  startVerify: (archives) => ask("start_verify", { archives }),
  pinArchives: (archives, pinned) => ask("pin_archives", { archives, pinned }),
  noteArchive: (archive, note) => ask("note_archive", { archive, note }),
  showInFolder: (archive) => ask("show_in_folder", { archive }),
  trashArchives: (archives) => ask("trash_archives", { archives }),
  forgetArchives: (archives) => ask("forget_archives", { archives }),
  addArchives: (pick) => ask("add_archives", { pick }),
  findArchive: (archive) => ask("find_archive", { archive }),
  lookAgain: () => ask("look_again"),
  orphans: () => ask("orphans"),
  removeOrphans: (ids) => ask("remove_orphans", { ids }),
  planRestore: (request, told) => ask("plan_restore", { request, channel: new Channel<PlanProgress>(told) }),
  stopCheck: (profile) => ask("stop_check", { profile }),
  savePlan: (plan) => ask("save_plan", { plan }),
  startRestore: (request) => ask("start_restore", { request }),
  openRestores: () => ask("open_restores"),
  guided: (run) => ask("guided", { run }),
  guidedStep: (run, event) => ask("guided_step", { run, event }),
  showGuidedArchive: (run) => ask("show_guided_archive", { run }),
  watchRestore: (run) => ask("watch_restore", { run }),
  sayToRestore: (run, said) => ask("say_to_restore", { run, said }),
  cancelRestore: (run) => ask("cancel_restore", { run }),
  closeRestore: (run, restored) => ask("close_restore", { run, restored }),
  tasks: (profile) => ask("tasks", { profile }),
  tickTask: (task) => ask("tick_task", { task }),
  untickTask: (task) => ask("untick_task", { task }),
  activity: (filter) => ask("activity", { filter }),
  exportActivity: (filter, format) => ask("export_activity", { filter, format }),
  settings: () => ask("settings"),
  changeSettings: (change) => ask("change_settings", { change }),
  chooseArchivesFolder: () => ask("choose_archives_folder"),
  resetArchivesFolder: () => ask("reset_archives_folder"),
  testNotification: () => ask("test_notification"),
  openLogs: () => ask("open_logs"),
  openArchivesFolder: () => ask("open_archives_folder"),
  copyDiagnostics: () => ask("copy_diagnostics"),
  copyText: (text) => ask("copy_text", { text }),
  about: () => ask("about"),
  practice: () => ask("practice"),
  startPractice: () => ask("start_practice"),
  stopPractice: () => ask("stop_practice"),
  resetPractice: () => ask("reset_practice"),
  setPracticeFault: (fault) => ask("set_practice_fault", { fault }),
  hidePracticeRoute: (hidden) => ask("hide_practice_route", { hidden }),
  copyPracticePassword: () => ask("copy_practice_password"),
};
