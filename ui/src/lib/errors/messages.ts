import type { ErrorCode } from "$lib/contract";
import { m } from "../../paraglide/messages";
import type { Names } from "./names";

/** One of several sentences, by the word the engine gave; the last one where it gave none that is known. */
export type Say = (names: Names) => string;

export function byWord(word: string | undefined, sentences: Record<string, Say>, otherwise: Say): Say {
  return (word !== undefined && Object.hasOwn(sentences, word) && sentences[word]) || otherwise;
}

/** An appliance whose front end gives up at once has no limit worth telling. */
const TELLING_SECONDS = 5;

const within =
  (timed: Say, otherwise: Say): Say =>
  (names) =>
    (names.params.seconds ?? 0) >= TELLING_SECONDS ? timed(names) : otherwise(names);

/** How far a transfer came, where that is known. */
const broke: Say = (names) => {
  const moved = names.params.bytes;
  if (moved === undefined) return m.error_broke(names);
  return moved === 0 ? m.error_broke_before(names) : m.error_broke_after(names);
};

/**
 * What happened, for every code there is: a code without words in every language does not compile. The words are
 * the first sentence of a message and stand alone.
 */
export const messages: Record<ErrorCode, Say> = {
  noHomeDirectory: m.error_no_home_directory,
  folderNotUsable: m.error_folder_not_usable,
  databaseFailed: m.error_database_failed,
  databaseMigrationFailed: m.error_database_migration_failed,
  databaseNewer: m.error_database_newer,
  databaseUnreadable: m.error_database_unreadable,
  logFailed: m.error_log_failed,
  applianceUnknown: m.error_appliance_unknown,
  applianceNameTaken: m.error_appliance_name_taken,
  applianceNameInvalid: (names) =>
    byWord(
      names.params.reason,
      {
        empty: m.error_appliance_name_empty,
        tooLong: m.error_appliance_name_too_long,
        controlCharacter: m.error_appliance_name_control,
        leadingDash: m.error_appliance_name_dash,
        looksLikeAnId: m.error_appliance_name_id,
      },
      m.error_appliance_name_invalid,
    )(names),
  userMissing: m.error_user_missing,
  addressInvalid: (names) =>
    byWord(
      names.params.reason,
      {
        empty: m.error_address_empty,
        plainHttp: m.error_address_plain_http,
        otherScheme: m.error_address_other_scheme,
        containsLogin: m.error_address_login,
        port: m.error_address_port,
        host: m.error_address_host,
      },
      m.error_address_invalid,
    )(names),
  fingerprintDiffers: m.error_fingerprint_differs,
  alarmInvalid: m.error_alarm_invalid,
  fingerprintInvalid: m.error_fingerprint_invalid,
  versionInvalid: m.error_version_invalid,
  keyNameInvalid: m.error_key_name_invalid,
  keyringLocked: m.error_keyring_locked,
  keyringAbsent: m.error_keyring_absent,
  keyringRefused: m.error_keyring_refused,
  keyringEntryMissing: m.error_keyring_entry_missing,
  keyringEntryUnreadable: m.error_keyring_entry_unreadable,
  passwordNotStored: m.error_password_not_stored,
  passwordRefusedBefore: m.error_password_refused_before,
  runInProgress: m.error_run_in_progress,
  destinationNotUsable: (names) =>
    byWord(
      names.params.reason,
      {
        missing: m.error_destination_missing,
        notAFolder: m.error_destination_not_a_folder,
        notWritable: m.error_destination_not_writable,
        markerMissing: m.error_destination_marker,
        tooLittleSpace: m.error_destination_space,
      },
      m.error_destination_not_usable,
    )(names),
  arrivedDamaged: m.error_arrived_damaged,
  writeFailed: m.error_write_failed,
  archiveUnknown: m.error_archive_unknown,
  archiveMissing: m.error_archive_missing,
  archiveUnreadable: m.error_archive_unreadable,
  archiveDiffers: m.error_archive_differs,
  notAnOrphan: m.error_not_an_orphan,
  nothingChosen: m.error_nothing_chosen,
  noteTooLong: m.error_note_too_long,
  noteMissing: m.error_note_missing,
  savedNotListed: m.error_saved_not_listed,
  cancelled: m.error_cancelled,
  jobUnknown: m.error_job_unknown,
  jobLost: m.error_job_lost,
  systemRefused: (names) =>
    byWord(
      names.params.reason,
      {
        showFile: m.error_system_show_file,
        openFolder: m.error_system_open_folder,
        openPage: m.error_system_open_page,
        copyText: m.error_system_copy_text,
      },
      m.error_system_refused,
    )(names),
  practiceFailed: m.error_practice_failed,
  trustStoreUnusable: m.error_trust_store_unusable,
  hostNotFound: m.error_host_not_found,
  connectionRefused: m.error_connection_refused,
  unreachable: m.error_unreachable,
  connectTimedOut: within(m.error_connect_timed_out_after, m.error_connect_timed_out),
  proxyFailed: m.error_proxy_failed,
  certificateUntrusted: m.error_certificate_untrusted,
  certificateChanged: m.error_certificate_changed,
  handshakeFailed: m.error_handshake_failed,
  loginRefused: (names) =>
    names.params.user === undefined
      ? m.error_login_refused(names)
      : m.error_login_refused_of({ ...names, user: names.params.user }),
  loginDisabled: m.error_login_disabled,
  loginLocked: m.error_login_locked,
  signInTimedOut: m.error_sign_in_timed_out,
  tokenMissing: m.error_token_missing,
  sessionExpired: m.error_session_expired,
  sessionRejected: m.error_session_rejected,
  signedOut: m.error_signed_out,
  noPermission: (names) =>
    byWord(
      names.params.step,
      {
        backup: m.error_no_permission_backup,
        keys: m.error_no_permission_keys,
        inspect: m.error_no_permission_restore,
        restore: m.error_no_permission_restore,
        restoreStatus: m.error_no_permission_restore,
      },
      m.error_no_permission,
    )(names),
  keyUnknown: (names) =>
    names.params.key === undefined ? m.error_key_unknown_default(names) : m.error_key_unknown(names),
  keyVersioned: (names) =>
    names.params.key === undefined ? m.error_key_versioned_default(names) : m.error_key_versioned(names),
  backupTimedOut: within(m.error_backup_timed_out_after, m.error_backup_timed_out),
  gatewayTimedOut: m.error_gateway_timed_out,
  notOffered: m.error_not_offered,
  applianceBusy: m.error_appliance_busy,
  tooManyRequests: m.error_too_many_requests,
  serverError: m.error_server_error,
  unexpectedStatus: m.error_unexpected_status,
  redirected: m.error_redirected,
  notHttp: m.error_not_http,
  answerUnreadable: m.error_answer_unreadable,
  answerTooLong: m.error_answer_too_long,
  firstByteTimedOut: (names) =>
    byWord(
      names.params.step,
      { backup: m.error_first_byte_timed_out_backup },
      m.error_first_byte_timed_out,
    )(names),
  stalled: (names) => (names.params.bytes ? m.error_stalled_after(names) : m.error_stalled(names)),
  cutOff: broke,
  connectionReset: broke,
  notEnded: broke,
  wrongLength: m.error_wrong_length,
  compressedInTransit: m.error_compressed_in_transit,
  notAnArchive: (names) =>
    byWord(
      names.params.reason,
      {
        webPage: m.error_not_an_archive_page,
        json: m.error_not_an_archive_json,
        empty: m.error_not_an_archive_empty,
      },
      m.error_not_an_archive,
    )(names),
  archiveRefused: m.error_archive_refused,
  uploadSourceFailed: m.error_upload_source_failed,
  uploadLengthDiffers: m.error_upload_length_differs,
  notBack: within(m.error_not_back_after, m.error_not_back),
  restoreRefused: m.error_restore_refused,
  archiveDamaged: m.error_archive_damaged,
  targetTooOld: m.error_target_too_old,
  targetOlderThanArchive: m.error_target_older_than_archive,
  archiveVersionUnknown: m.error_archive_version_unknown,
  targetVersionUnknown: m.error_target_version_unknown,
  confirmedOtherPlan: m.error_confirmed_other_plan,
  hostNameDiffers: m.error_host_name_differs,
  confirmationIncomplete: m.error_confirmation_incomplete,
  planVoid: m.error_plan_void,
  planUnknown: m.error_plan_unknown,
  anotherRestoreOpen: m.error_another_restore_open,
  restoreStillOpen: m.error_restore_still_open,
  oldClusterStillOpen: m.error_old_cluster_still_open,
  watchStopped: m.error_watch_stopped,
  safetyBackupFailed: m.error_safety_backup_failed,
  safetyBackupUnproven: m.error_safety_backup_unproven,
  uploadFailed: m.error_upload_failed,
  archiveNotTaken: m.error_archive_not_taken,
  applianceRestoreFailed: m.error_appliance_restore_failed,
  restoreUncertain: m.error_restore_uncertain,
  notCancellable: m.error_not_cancellable,
  restoreUnknown: m.error_restore_unknown,
  notNow: m.error_not_now,
  taskUnknown: m.error_task_unknown,
  taskWaits: m.error_task_waits,
};
