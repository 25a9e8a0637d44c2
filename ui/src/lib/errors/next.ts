import type { ErrorCode } from "$lib/contract";
import { m } from "../../paraglide/messages";
import { byWord, type Say } from "./messages";

/** What breaks a transfer says of a backup that nothing half-written is left of it. */
const transfer =
  (otherwise: Say): Say =>
  (names) =>
    names.params.step === "backup" ? m.error_unfinished_gone() : otherwise(names);

/** R4: leaving the counters out cures it, unless that was done already. */
const timedOut: Say = ({ params }) =>
  params.countersExcluded ? m.error_backup_timed_out_without() : m.error_backup_timed_out_next();

/** Why first, where the engine's word says it. */
const because = (why: Record<string, Say>, next: Say): Say => {
  return (names) => [byWord(names.params.reason, why, () => "")(names), next(names)].join(" ").trim();
};

/**
 * Why, what did not happen and the next step, for every code there is: nobody is left alone with an error in any
 * language.
 */
export const nextSteps: Record<ErrorCode, Say> = {
  noHomeDirectory: m.error_no_home_directory_next,
  folderNotUsable: m.error_folder_not_usable_next,
  databaseFailed: m.error_database_failed_next,
  databaseMigrationFailed: m.error_database_migration_failed_next,
  databaseNewer: m.error_database_newer_next,
  databaseUnreadable: m.error_database_unreadable_next,
  logFailed: m.error_log_failed_next,
  applianceUnknown: m.error_appliance_unknown_next,
  applianceNameTaken: m.error_appliance_name_taken_next,
  applianceNameInvalid: m.error_appliance_name_invalid_next,
  userMissing: m.error_user_missing_next,
  addressInvalid: (names) =>
    byWord(
      names.params.reason,
      { plainHttp: m.error_address_plain_http_next, containsLogin: m.error_address_login_next },
      m.error_address_invalid_next,
    )(names),
  fingerprintDiffers: m.error_fingerprint_differs_next,
  alarmInvalid: m.error_alarm_invalid_next,
  fingerprintInvalid: m.error_fingerprint_invalid_next,
  versionInvalid: m.error_version_invalid_next,
  keyNameInvalid: m.error_key_name_invalid_next,
  keyringLocked: m.error_keyring_locked_next,
  keyringAbsent: m.error_keyring_absent_next,
  keyringRefused: m.error_keyring_refused_next,
  keyringEntryMissing: m.error_keyring_entry_missing_next,
  keyringEntryUnreadable: m.error_keyring_entry_unreadable_next,
  passwordNotStored: m.error_password_not_stored_next,
  passwordRefusedBefore: m.error_password_refused_before_next,
  runInProgress: m.error_run_in_progress_next,
  destinationNotUsable: (names) =>
    byWord(
      names.params.reason,
      {
        missing: m.error_destination_missing_next,
        markerMissing: m.error_destination_marker_next,
        tooLittleSpace: m.error_destination_space_next,
      },
      m.error_destination_not_usable_next,
    )(names),
  arrivedDamaged: m.error_arrived_damaged_next,
  writeFailed: m.error_write_failed_next,
  archiveUnknown: m.error_archive_unknown_next,
  archiveMissing: m.error_archive_missing_next,
  archiveUnreadable: m.error_archive_unreadable_next,
  archiveDiffers: m.error_archive_differs_next,
  notAnOrphan: m.error_not_an_orphan_next,
  nothingChosen: m.error_nothing_chosen_next,
  noteTooLong: m.error_note_too_long_next,
  noteMissing: m.error_note_missing_next,
  savedNotListed: m.error_saved_not_listed_next,
  cancelled: m.error_cancelled_next,
  jobUnknown: m.error_job_unknown_next,
  jobLost: m.error_job_lost_next,
  systemRefused: (names) =>
    byWord(
      names.params.reason,
      {
        showFile: m.error_system_show_file_next,
        openFolder: m.error_system_open_folder_next,
        openPage: m.error_system_open_page_next,
        copyText: m.error_system_copy_text_next,
      },
      m.error_system_refused_next,
    )(names),
  practiceFailed: m.error_practice_failed_next,
  trustStoreUnusable: m.error_trust_store_unusable_next,
  hostNotFound: m.error_host_not_found_next,
  connectionRefused: m.error_connection_refused_next,
  unreachable: m.error_unreachable_next,
  connectTimedOut: m.error_connect_timed_out_next,
  proxyFailed: because(
    {
      notResolved: m.error_proxy_not_resolved,
      refused: m.error_proxy_refused,
      timedOut: m.error_proxy_timed_out,
      loginNeeded: m.error_proxy_login_needed,
      status: m.error_proxy_status,
      tls: m.error_proxy_tls,
      notAProxy: m.error_proxy_not_a_proxy,
      unsupported: m.error_proxy_unsupported,
    },
    m.error_proxy_failed_next,
  ),
  certificateUntrusted: m.error_certificate_untrusted_next,
  certificateChanged: m.error_certificate_changed_next,
  handshakeFailed: because(
    {
      notTls: m.error_tls_not_tls,
      nothingInCommon: m.error_tls_nothing_in_common,
      wrongSignature: m.error_tls_wrong_signature,
      noCertificate: m.error_tls_no_certificate,
      ended: m.error_tls_ended,
    },
    m.error_handshake_failed_next,
  ),
  loginRefused: m.error_login_refused_next,
  loginDisabled: m.error_login_disabled_next,
  loginLocked: (names) =>
    names.params.retryAfterSeconds === undefined
      ? m.error_login_locked_next()
      : m.error_login_locked_wait(names),
  signInTimedOut: m.error_sign_in_timed_out_next,
  tokenMissing: m.error_token_missing_next,
  sessionExpired: m.error_session_expired_next,
  sessionRejected: m.error_session_rejected_next,
  signedOut: m.error_signed_out_next,
  noPermission: m.error_no_permission_next,
  keyUnknown: m.error_key_unknown_next,
  keyVersioned: m.error_key_versioned_next,
  backupTimedOut: timedOut,
  gatewayTimedOut: m.error_gateway_timed_out_next,
  notOffered: m.error_not_offered_next,
  applianceBusy: m.error_appliance_busy_next,
  tooManyRequests: (names) =>
    names.params.retryAfterSeconds === undefined
      ? m.error_too_many_requests_next()
      : m.error_too_many_requests_wait(names),
  serverError: m.error_server_error_next,
  unexpectedStatus: m.error_unexpected_status_next,
  redirected: m.error_redirected_next,
  notHttp: m.error_not_http_next,
  answerUnreadable: m.error_answer_unreadable_next,
  answerTooLong: m.error_answer_too_long_next,
  firstByteTimedOut: (names) =>
    names.params.step === "backup" ? timedOut(names) : m.error_first_byte_timed_out_next(),
  stalled: transfer(m.error_stalled_next),
  cutOff: transfer(m.error_broke_next),
  connectionReset: transfer(m.error_broke_next),
  notEnded: transfer(m.error_broke_next),
  wrongLength: transfer(m.error_broke_next),
  compressedInTransit: m.error_compressed_in_transit_next,
  notAnArchive: m.error_not_an_archive_next,
  archiveRefused: m.error_archive_refused_next,
  uploadSourceFailed: m.error_upload_source_failed_next,
  uploadLengthDiffers: m.error_upload_length_differs_next,
  notBack: m.error_not_back_next,
  restoreRefused: m.error_restore_refused_next,
  archiveDamaged: m.error_archive_damaged_next,
  targetTooOld: m.error_target_too_old_next,
  targetOlderThanArchive: m.error_target_older_than_archive_next,
  archiveVersionUnknown: m.error_archive_version_unknown_next,
  targetVersionUnknown: m.error_target_version_unknown_next,
  confirmedOtherPlan: m.error_confirmed_other_plan_next,
  hostNameDiffers: m.error_host_name_differs_next,
  confirmationIncomplete: m.error_confirmation_incomplete_next,
  planVoid: m.error_plan_void_next,
  planUnknown: m.error_plan_unknown_next,
  anotherRestoreOpen: m.error_another_restore_open_next,
  restoreStillOpen: m.error_restore_still_open_next,
  oldClusterStillOpen: m.error_old_cluster_still_open_next,
  watchStopped: m.error_watch_stopped_next,
  safetyBackupFailed: m.error_safety_backup_failed_next,
  safetyBackupUnproven: m.error_safety_backup_unproven_next,
  uploadFailed: m.error_upload_failed_next,
  archiveNotTaken: m.error_archive_not_taken_next,
  applianceRestoreFailed: m.error_appliance_restore_failed_next,
  restoreUncertain: m.error_restore_uncertain_next,
  notCancellable: m.error_not_cancellable_next,
  restoreUnknown: m.error_restore_unknown_next,
  notNow: m.error_not_now_next,
  taskUnknown: m.error_task_unknown_next,
  taskWaits: m.error_task_waits_next,
};
