// A restore as the design draws it: the archive of Wednesday evening onto ctvl-prd-1, on Thursday afternoon.
import type {
  AftermathTask,
  ApplianceSummary,
  ArchiveDetail,
  ArchiveRow,
  ArchiveTable,
  AskKind,
  Described,
  ErrorCode,
  GuidedStep,
  GuidedView,
  JobOutcome,
  OpenRestore,
  Overview,
  PlanFacts,
  Profile,
  Progress,
  RestorePlan,
  RestoreResult,
  Role,
  Stage,
  TaskKind,
} from "$lib/contract";

export const NOW = "2026-11-12T14:41:10+01:00";
export const PROFILE = "payments";
export const RUN = "run-1";
export const JOB = "job-1";

export const profile = (role: Role = "production"): Profile => ({
  id: PROFILE,
  name: "Payments EU",
  address: "ctvl-prd-1",
  host: "ctvl-prd-1",
  user: "svc-backup",
  role,
  trust: { by: "pinned", fingerprint: "AA:BB", at: "2026-01-05T09:00:00Z" },
  version: { version: "2.8.6", source: "appliance", at: null },
  credential: "stored",
  destination: null,
  key: "pay-2026",
  excludeCounters: false,
  systemProxy: false,
  alarmDays: 2,
  addedAt: "2026-01-05T09:00:00Z",
  changedAt: "2026-01-05T09:00:00Z",
});

const summary = (of: Profile): ApplianceSummary => ({
  profile: of,
  protection: "needsAttention",
  attention: [],
  newestVerified: "2026-11-11T16:40:02+01:00",
  newestArchive: 41,
  days: [],
  archives: 3,
  bytes: 3_930_000_000,
  alarmDays: 3,
  passwordInMemory: false,
});

export const overview = (role: Role = "production"): Overview => ({
  at: NOW,
  appliances: [summary(profile(role))],
  archives: 4,
  bytes: 5_240_000_000,
  orphans: 0,
});

export const row = (part: Partial<ArchiveRow> = {}): ArchiveRow => ({
  id: 41,
  path: "/home/ada/CT-VL backups/backup_2026-11-11T16-40-02.zip",
  name: "backup_2026-11-11T16-40-02.zip",
  size: 1_310_412_800,
  sha256: "9f2c41d7".padEnd(56, "0") + "8a2977ab",
  profile: PROFILE,
  appliance: "Payments EU",
  address: "ctvl-prd-1",
  created: "2026-11-11T16:40:02+01:00",
  createdSource: "receipt",
  version: { version: "2.8.5", source: "receipt", at: null },
  key: { key: "named", name: "pay-2026" },
  counters: "included",
  purpose: "regular",
  state: "verified",
  why: null,
  reason: null,
  checkedAt: "2026-11-11T16:43:00+01:00",
  receipt: "signedHere",
  usualSize: null,
  pinned: false,
  note: null,
  addedAt: "2026-11-11T16:43:00+01:00",
  restorable: "yes",
  ...part,
});

const named = (id: number, created: string, part: Partial<ArchiveRow> = {}) => {
  const name = `backup_${created.slice(0, 19).replaceAll(":", "-")}.zip`;
  return row({ id, created, name, path: `/home/ada/CT-VL backups/${name}`, ...part });
};

/** The newest is not verified, so the second one is suggested. */
export const rows: ArchiveRow[] = [
  named(42, "2026-11-12T02:03:11+01:00", { state: "unverified", size: 1_312_000_000 }),
  row(),
  named(40, "2026-11-11T02:02:58+01:00", { usualSize: 1_310_000_000, size: 214_000_000 }),
  named(39, "2026-11-10T09:12:40+01:00", {
    purpose: "preChange",
    note: "Before the upgrade to 2.8.6",
    size: 1_301_000_000,
  }),
  named(38, "2026-11-09T02:02:31+01:00", { state: "damaged", restorable: "damaged", size: 1_020_000_000 }),
];

/** Taken from another appliance. */
export const foreign = named(7, "2026-11-12T01:00:09+01:00", {
  profile: "dr",
  appliance: "Payments DR",
  address: "ctvl-dr-1",
  restorable: "yes",
  version: { version: "2.8.7", source: "receipt", at: null },
});

export const table = (listed: ArchiveRow[] = rows, total = listed.length): ArchiveTable => ({
  total,
  bytes: listed.reduce((sum, { size }) => sum + size, 0),
  rows: listed,
});

export const detail = (of: ArchiveRow): ArchiveDetail => ({
  row: of,
  folder: "/home/ada/CT-VL backups",
  receiptFacts: null,
  restorableOn: [
    { profile: PROFILE, appliance: "Payments EU", version: "2.8.6", restorable: "tooNew", needs: "2.8.7" },
  ],
});

export const facts = (
  part: { archive?: Partial<PlanFacts["archive"]>; target?: Partial<PlanFacts["target"]> } & Partial<
    Pick<PlanFacts, "lostSeconds" | "safety">
  > = {},
): PlanFacts => ({
  lostSeconds: 22 * 3600 + 68,
  safety: "take",
  ...part,
  archive: {
    standing: { standing: "proven" },
    version: { version: "2.8.5", source: "receipt", at: null },
    created: "2026-11-11T16:40:02+01:00",
    namedFor: "2026-11-11T16:40:02",
    key: { key: "named", name: "pay-2026" },
    counters: "included",
    receipt: "matches",
    takenFrom: { name: "Payments EU", address: "ctvl-prd-1", same: true },
    ...part.archive,
  },
  target: {
    role: "production",
    version: { version: "2.8.6", source: "appliance", at: null },
    cluster: { cluster: "member", others: ["ctvl-prd-2"] },
    key: "listed",
    signedIn: true,
    certificate: "AA:BB",
    ...part.target,
  },
});

const words = { title: "", detail: "" };
const ask = (kind: AskKind) => ({ kind, short: "", label: "", hint: "" });

/** A plan as the engine makes it; its English sentences are left out, so that nothing can rest on them. */
export function plan(part: Partial<RestorePlan> = {}): RestorePlan {
  return {
    id: "4f1c9a2be07d".padEnd(64, "0"),
    shortId: "4f1c9a2be07d",
    madeAt: NOW,
    title: "",
    action: "",
    profile: PROFILE,
    appliance: "Payments EU",
    host: "ctvl-prd-1",
    address: "ctvl-prd-1:8443",
    archive: row().path,
    archiveName: row().name,
    size: row().size,
    sha256: row().sha256 ?? "",
    route: "direct",
    facts: facts(),
    details: [
      { kind: "version", label: "", value: "2.8.5" },
      { kind: "date", label: "", value: "" },
      { kind: "key", label: "", value: "pay-2026" },
    ],
    comparison: (["version", "date", "key", "origin"] as const).map((kind) => ({
      kind,
      detail: "",
      archive: "",
      target: "",
      note: "",
      tone: kind === "date" ? "look" : "fits",
    })),
    consequences: (
      [
        "dataDestroyed",
        "leavesCluster",
        "firstNodeOfNewCluster",
        "loginsFromBackup",
        "sessionsEnd",
        "certificateMayChange",
        "reboots",
      ] as const
    ).map((kind) => ({ kind, ...words })),
    cautions: [],
    steps: (["safetyBackup", "upload", "restore", "reboot", "signIn", "afterwards"] as const).map((kind) => ({
      kind,
      ...words,
    })),
    asks: [ask("oldCluster"), ask("hostName")],
    verdict: "yes",
    ...part,
  } as RestorePlan;
}

/** A real appliance: it tells nothing about itself, so it is restored by hand. */
export const guidedPlan = (part: Partial<RestorePlan> = {}): RestorePlan =>
  plan({
    route: "guided",
    facts: facts({ target: { cluster: { cluster: "unknown" } } }),
    cautions: [{ kind: "boundLoosely", text: "" }],
    steps: (["safetyBackup", "administrationPage", "restore", "reboot", "signIn", "afterwards"] as const).map(
      (kind) => ({ kind, ...words }),
    ),
    ...part,
  });

export const unprovenPlan = (): RestorePlan =>
  plan({
    comparison: plan().comparison.map((one) => ({
      ...one,
      tone: one.kind === "key" ? "unknown" : one.kind === "origin" ? "look" : one.tone,
    })),
    facts: facts({
      archive: {
        standing: {
          standing: "unproven",
          why: "The archive cannot be verified: the signature of its receipt is not valid.",
          reason: { state: "cannotVerify", reasons: [{ kind: "receiptSignatureBroken" }], more: 0 },
        },
        receipt: "unsigned",
        key: { key: "unknown" },
        takenFrom: { name: "Payments DR", address: "ctvl-dr-1", same: false },
        counters: "excluded",
      },
      target: { key: "notKnown" },
      safety: "nodeAlreadyLost",
    }),
    cautions: (
      ["unproven", "keyUnknown", "takenElsewhere", "withoutCounters", "noSafetyBackup"] as const
    ).map((kind) => ({ kind, text: "" })),
    asks: [ask("unprovenArchive"), ask("oldCluster"), ask("hostName")],
  });

export const refusedPlan = (): RestorePlan =>
  plan({
    facts: facts({
      archive: { version: { version: "2.8.7", source: "receipt", at: null } },
      target: { version: { version: "2.2.1", source: "typed", at: "2026-11-12" } },
    }),
    comparison: plan().comparison.map((one) => (one.kind === "version" ? { ...one, tone: "refused" } : one)),
    verdict: "no",
    refusals: [
      { kind: "targetTooOld", text: "" },
      { kind: "targetOlderThanArchive", text: "" },
    ],
  });

export const lackingPlan = (): RestorePlan =>
  plan({
    facts: facts({ archive: { version: null }, target: { version: null } }),
    comparison: plan().comparison.map((one) => (one.kind === "version" ? { ...one, tone: "unknown" } : one)),
    verdict: "unknown",
    missing: [
      { kind: "archiveVersion", text: "" },
      { kind: "targetVersion", text: "" },
    ],
  });

const STEPS: GuidedStep[] = ["openPage", "chooseFile", "compareDetails", "pressRestore"];

export function guided(step: GuidedStep): GuidedView {
  const number = STEPS.indexOf(step) + 1;
  const events = {
    openPage: ["pageOpened", "giveUp"],
    chooseFile: ["fileChosen", "back", "giveUp"],
    compareDetails: ["detailsMatch", "detailsDiffer", "back", "giveUp"],
    pressRestore: ["restorePressed", "back", "giveUp"],
  } as const;
  return {
    run: RUN,
    card: {
      step,
      number,
      title: "",
      text: "",
      item: null,
      answers: events[step].map((event) => ({ event, label: "" })),
    },
    steps: STEPS.map((one, index) => ({ step: one, title: "", done: index + 1 < number })),
    host: "ctvl-prd-1",
    archive: row().path,
    archiveName: row().name,
    folder: "/home/ada/CT-VL backups",
    page: "https://ctvl-prd-1/",
    details: plan().details,
    facts: facts({ target: { cluster: { cluster: "unknown" } } }),
  };
}

export const open = (part: Partial<OpenRestore> = {}): OpenRestore => ({
  run: RUN,
  profile: PROFILE,
  appliance: "Payments EU",
  host: "ctvl-prd-1",
  archiveName: row().name,
  job: JOB,
  workedOn: true,
  route: "direct",
  stage: "uploading",
  standing: "workedOn",
  message: "",
  remedies: [],
  guided: null,
  longReboot: null,
  attention: null,
  started: "2026-11-12T14:41:00+01:00",
  ...part,
});

export const progress = (stage: Stage, part: Partial<Progress> = {}): Progress => ({
  job: JOB,
  kind: "restore",
  subject: "Payments EU",
  archives: null,
  stage,
  item: null,
  done: 0,
  total: null,
  rate: null,
  remainingSeconds: null,
  attempt: 1,
  started: "2026-11-12T14:41:00+01:00",
  ending: null,
  ...part,
});

export const task = (kind: TaskKind, part: Partial<AftermathTask> = {}): AftermathTask =>
  ({
    id: [
      "removeFromOldCluster",
      "compareCertificate",
      "confirmLogin",
      "joinNewCluster",
      "freshBackup",
      "resumeSchedule",
    ].indexOf(kind),
    run: RUN,
    profile: PROFILE,
    appliance: "Payments EU",
    kind,
    title: "",
    hint: "",
    waitsFor: null,
    created: "2026-11-12T15:02:00+01:00",
    state: "open",
    ...part,
  }) as AftermathTask;

const done = (by: string | null, seen: string | null) =>
  ({ state: "done", at: "2026-11-12T15:02:00+01:00", by, seen }) as Partial<AftermathTask>;

export const tasks = (): AftermathTask[] => [
  task("removeFromOldCluster", done("m.okafor", null)),
  task("compareCertificate", done(null, "It is still the one you trusted.")),
  task("confirmLogin", done(null, "It worked at the first attempt.")),
  task("joinNewCluster"),
  task("freshBackup"),
  task("resumeSchedule"),
];

export const result = (part: Partial<RestoreResult> = {}): RestoreResult =>
  ({
    run: RUN,
    appliance: "Payments EU",
    host: "ctvl-prd-1",
    safety: 43,
    durationMillis: 21 * 60_000,
    tasks: [],
    state: "restored",
    signIn: "worked",
    ...part,
  }) as RestoreResult;

const outcome = {
  job: JOB,
  kind: "restore",
  profile: PROFILE,
  subject: "Payments EU",
  archives: null,
} as const;

export const ended = (of: RestoreResult = result()): JobOutcome => ({
  ...outcome,
  at: "2026-11-12T15:02:00+01:00",
  result: "restored",
  restore: of,
});

export function described(code: ErrorCode, part: Partial<Described["error"]> = {}): Described {
  return {
    error: {
      code,
      severity: "error",
      params: { appliance: "Payments EU", host: "ctvl-prd-1" },
      offers: [],
      retryable: false,
      incident: "7KQ2-M1",
      ...part,
    },
    message: { happened: `It was ${code}.`, why: null, next: null },
  };
}

export const failed = (failure: Described): JobOutcome => ({
  ...outcome,
  at: "2026-11-12T14:44:00+01:00",
  result: "failed",
  failure,
});
