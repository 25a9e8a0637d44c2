import type {
  ApplianceSummary,
  ArchiveRow,
  BackupResult,
  DayMark,
  Described,
  DestinationLook,
  ErrorCode,
  ErrorParams,
  JobOutcome,
  Offer,
  Overview,
  Profile,
  Progress,
  Severity,
} from "$lib/contract";
import { emptyOverview } from "./host";

/** Appliances and backups as tests need them: all is well unless a test says otherwise. */
export function profile(id: string, name: string, changes: Partial<Profile> = {}): Profile {
  return {
    id,
    name,
    address: `${id}.pay.example`,
    host: `${id}.pay.example`,
    user: "svc-backup",
    role: "production",
    trust: { by: "pinned", fingerprint: "AA:BB", at: "2026-11-01T08:00:00Z" },
    version: { version: "2.8.6", source: "appliance", at: null },
    credential: "stored",
    destination: null,
    key: null,
    excludeCounters: false,
    systemProxy: true,
    alarmDays: 2,
    addedAt: "2026-11-01T08:00:00Z",
    changedAt: "2026-11-01T08:00:00Z",
    ...changes,
  };
}

export function appliance(
  id: string,
  name: string,
  changes: Partial<Omit<ApplianceSummary, "profile">> & { profile?: Partial<Profile> } = {},
): ApplianceSummary {
  const { profile: own, ...rest } = changes;
  return {
    profile: profile(id, name, own),
    protection: "protected",
    attention: [],
    newestVerified: new Date(Date.now() - 12 * 3600_000).toISOString(),
    newestArchive: 7,
    days: Array.from({ length: 14 }, (): DayMark => "verified"),
    archives: 42,
    bytes: 51_800_000_000,
    alarmDays: 2,
    passwordInMemory: false,
    ...rest,
  };
}

export const late = (id: string, name: string): ApplianceSummary =>
  appliance(id, name, {
    protection: "atRisk",
    attention: [
      { reason: "backupTooOld", days: 6 },
      {
        reason: "lastBackupFailed",
        at: "2026-11-12T08:00:00Z",
        code: "backupTimedOut",
        cure: "backUpWithoutCounters",
        event: 9,
      },
    ],
  });

export const untrusted = (id: string, name: string): ApplianceSummary =>
  appliance(id, name, { protection: "needsAttention", attention: [{ reason: "certificateChanged" }] });

export const practising = (id: string): ApplianceSummary =>
  appliance(id, "Practice", { protection: "practice", profile: { role: "practice" } });

export function overviewOf(appliances: ApplianceSummary[], changes: Partial<Overview> = {}): Overview {
  return {
    ...emptyOverview,
    at: new Date().toISOString(),
    appliances,
    archives: 42,
    bytes: 5e10,
    ...changes,
  };
}

export function described(
  code: ErrorCode,
  happened: string,
  changes: { params?: ErrorParams; offers?: Offer[]; severity?: Severity; next?: string } = {},
): Described {
  const { params = {}, offers = [], severity = "error", next = null } = changes;
  const error = {
    code,
    severity,
    params,
    offers,
    retryable: offers.includes("tryAgain"),
    incident: "7F3K-29QD",
  };
  return { error, message: { happened, why: null, next } };
}

/** What the program answers when it refuses. */
export function refuse(failure: Described): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- errors are data on this wire
  return Promise.reject(failure);
}

export function progress(changes: Partial<Progress> = {}): Progress {
  return {
    job: "j1",
    kind: "backup",
    subject: "Payments EU",
    archives: null,
    stage: "receiving",
    item: null,
    done: 412_000_000,
    total: null,
    rate: 96_000_000,
    remainingSeconds: null,
    attempt: 1,
    started: "2026-11-12T13:34:00Z",
    ending: null,
    ...changes,
  };
}

export function backup(changes: Partial<BackupResult> = {}): BackupResult {
  const result = {
    archive: 7,
    appliance: "Payments EU",
    path: "C:\\backups\\backup_2026-11-12T13-34-04.zip",
    receipt: "C:\\backups\\backup_2026-11-12T13-34-04.zip.receipt.json",
    size: 1_310_000_000,
    sha256: "ab",
    plausibility: { size: "usual" },
    counters: "included",
    signedWith: "key",
    durationMillis: 189_000,
    state: "verified",
    at: "2026-11-12T13:37:00Z",
    ...changes,
  };
  return result as BackupResult;
}

export const backedUp = (profile: string, changes: Partial<BackupResult> = {}): JobOutcome => ({
  job: "j1",
  kind: "backup",
  profile,
  subject: "Payments EU",
  archives: null,
  at: "2026-11-12T13:37:09Z",
  result: "backedUp",
  backup: backup(changes),
});

export const failed = (profile: string, failure: Described): JobOutcome => ({
  job: "j1",
  kind: "backup",
  profile,
  subject: "Payments EU",
  archives: null,
  at: "2026-11-12T13:44:09Z",
  result: "failed",
  failure,
});

export const folder = (changes: Partial<DestinationLook> = {}): DestinationLook => ({
  folder: "/home/ada/CT-VL backups/Payments EU",
  own: true,
  free: 212_000_000_000,
  syncedBy: null,
  problem: null,
  lastSize: 1_310_000_000,
  ...changes,
});

export function archiveRow(id: number, changes: Partial<ArchiveRow> = {}): ArchiveRow {
  return {
    id,
    restorable: "yes",
    path: `/home/ada/backup_${id}.zip`,
    name: `backup_${id}.zip`,
    size: 1_310_000_000,
    sha256: "ab",
    profile: "eu",
    appliance: "Payments EU",
    address: "eu.pay.example",
    created: "2026-11-12T02:03:00Z",
    createdSource: "receipt",
    version: { version: "2.8.6", source: "receipt", at: null },
    key: { key: "named", name: "pay-2026" },
    counters: "included",
    purpose: "regular",
    state: "verified",
    why: null,
    reason: null,
    checkedAt: new Date(Date.now() - 12 * 3600_000).toISOString(),
    receipt: "signedHere",
    usualSize: null,
    pinned: false,
    note: null,
    addedAt: "2026-11-12T02:03:00Z",
    ...changes,
  };
}
