// Generated from src-tauri/crates/ctvl-contract by `cargo xtask bindings`; changes made here are lost.

/**
 * What a command did that has nothing else to tell.
 */
export type Acknowledgement = { 
/**
 * Which appliance it concerned.
 */
appliance: string, 
/**
 * What was done, as a sentence.
 */
done: string, };

/**
 * Tasks, in the order in which they are to be done.
 */
export type AftermathList = { 
/**
 * The tasks.
 */
tasks: Array<AftermathTask>, };

/**
 * One task of the checklist after a restore.
 */
export type AftermathTask = { 
/**
 * Its number.
 */
id: number, 
/**
 * The restore that left it.
 */
run: string, 
/**
 * The appliance's profile.
 */
profile: string, 
/**
 * The appliance's name.
 */
appliance: string, 
/**
 * What there is to do.
 */
kind: TaskKind, 
/**
 * As a line of a checklist.
 */
title: string, 
/**
 * Why and how; what was seen, once it is done.
 */
hint: string, 
/**
 * The task that has to be done before this one can be.
 */
waitsFor: TaskKind | null, 
/**
 * When the restore left it, RFC 3339.
 */
created: string, } & ({ "state": "open" } | { "state": "done", 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * The operating system's user who said so; null if the app saw it.
 */
by: string | null, 
/**
 * What the app saw, as a sentence; null if a person said so.
 */
seen: string | null, });

/**
 * The application's status.
 */
export type AppStatus = { 
/**
 * Version of the application.
 */
version: string, 
/**
 * Its engine.
 */
engine: EngineState, };

/**
 * Everything that is known of one archive file.
 */
export type ArchiveReport = { 
/**
 * The file.
 */
path: string, 
/**
 * Its number in the library, if it has one.
 */
archive: number | null, 
/**
 * Its length in bytes.
 */
size: number, 
/**
 * The hash of all its bytes.
 */
sha256: string, 
/**
 * What ties it to its origin.
 */
identity: Identity, 
/**
 * Whether its size is plausible.
 */
plausibility: Plausibility, 
/**
 * What is in it; null if it is damaged.
 */
contents: Contents | null, 
/**
 * The version that made it.
 */
version: KnownVersion | null, 
/**
 * When it was made, by its own details, RFC 3339 with offset.
 */
created: string | null, 
/**
 * The key it needs.
 */
key: KeyNeeded, 
/**
 * Whether counters are in it.
 */
counters: Counters | null, 
/**
 * What is known of its receipt.
 */
receiptState: ReceiptState, 
/**
 * What its receipt says, worth what `receiptState` says.
 */
receipt: ReceiptFacts | null, } & ({ "state": "verified", 
/**
 * When, RFC 3339.
 */
at: string, } | { "state": "unverified" } | { "state": "cannotVerify", 
/**
 * Every reason, in words and without a full stop; never empty.
 */
why: Array<string>, } | { "state": "damaged", 
/**
 * What is wrong.
 */
reason: DamageReason, 
/**
 * The same in words and without a full stop.
 */
text: string, } | { "state": "missing" });

/**
 * What a person sees of an archive's state.
 */
export type ArchiveStateWord = "verified" | "unverified" | "cannotVerify" | "damaged" | "missing";

/**
 * A question, with its words.
 */
export type Ask = { 
/**
 * Which one.
 */
kind: AskKind, 
/**
 * A few words, for a list of what is still open.
 */
short: string, 
/**
 * The label of the field or the check box.
 */
label: string, 
/**
 * What it is for.
 */
hint: string, };

/**
 * What a confirmation has to answer.
 */
export type AskKind = "hostName" | "oldCluster" | "unprovenArchive";

/**
 * A backup that was taken.
 */
export type BackupResult = { 
/**
 * Its number in the library.
 */
archive: number, 
/**
 * Which appliance.
 */
appliance: string, 
/**
 * The file.
 */
path: string, 
/**
 * Its receipt.
 */
receipt: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * Its hash.
 */
sha256: string, 
/**
 * Whether its size fits the appliance's history.
 */
plausibility: Plausibility, 
/**
 * Whether counters are in it.
 */
counters: Counters, 
/**
 * The public key the receipt is signed with; null if this machine has no keyring for the signing key.
 */
signedWith: string | null, 
/**
 * How long it took, in milliseconds.
 */
durationMillis: number, } & ({ "state": "verified", 
/**
 * When, RFC 3339.
 */
at: string, } | { "state": "unverified" } | { "state": "cannotVerify", 
/**
 * Every reason, in words and without a full stop; never empty.
 */
why: Array<string>, } | { "state": "damaged", 
/**
 * What is wrong.
 */
reason: DamageReason, 
/**
 * The same in words and without a full stop.
 */
text: string, } | { "state": "missing" });

/**
 * Something that does not forbid a restore, but that a person has to know before.
 */
export type Caution = { 
/**
 * Which one, as a word.
 */
kind: string, 
/**
 * In words.
 */
text: string, };

/**
 * A certificate's details.
 */
export type Certificate = { 
/**
 * SHA-256 of all its bytes, as `AA:BB:…`.
 */
fingerprint: string, 
/**
 * Subject.
 */
subject: string, 
/**
 * Issuer.
 */
issuer: string, 
/**
 * DNS names and IP addresses it is made for.
 */
names: Array<string>, 
/**
 * First moment of its validity, RFC 3339.
 */
notBefore: string, 
/**
 * Last moment of its validity, RFC 3339.
 */
notAfter: string, 
/**
 * Whether it is issued by itself.
 */
selfSigned: boolean, 
/**
 * Whether the operating system trusts it for this host.
 */
trustedBySystem: boolean, 
/**
 * Why the operating system does not, as the rest of a sentence.
 */
systemObjection: string | null, };

/**
 * A step of a connection test.
 */
export type Check = "reach" | "certificate" | "alive" | "signIn" | "keys" | "probe";

/**
 * A step and how it went.
 */
export type CheckStep = { 
/**
 * Which step.
 */
check: Check, } & ({ "outcome": "passed" } | { "outcome": "failed", 
/**
 * Why.
 */
failure: Described, } | { "outcome": "notTried" });

/**
 * One row of the table that sets archive and target side by side.
 */
export type Comparison = { 
/**
 * What is compared.
 */
detail: string, 
/**
 * In the archive.
 */
archive: string, 
/**
 * On the target.
 */
target: string, 
/**
 * What that means.
 */
note: string, 
/**
 * How it is to be read.
 */
tone: Tone, };

/**
 * What a connection test found.
 */
export type ConnectionReport = { 
/**
 * Every step, in order.
 */
steps: Array<CheckStep>, 
/**
 * What the appliance presents.
 */
certificate: Certificate | null, 
/**
 * Its keys, if it listed them.
 */
keys: Array<string> | null, 
/**
 * Whether it has the direct restore route; null if that was not asked.
 */
directRestore: boolean | null, 
/**
 * The version it tells.
 */
version: string | null, };

/**
 * Sums over the members of a container.
 */
export type Contents = { 
/**
 * How many members.
 */
members: number, 
/**
 * Their bytes in the file.
 */
compressed: number, 
/**
 * Their bytes once expanded.
 */
expanded: number, };

/**
 * Whether counters are in an archive.
 */
export type Counters = "included" | "excluded";

/**
 * Where the moment of creation is known from.
 */
export type CreatedSource = "archive" | "receipt" | "name" | "file";

/**
 * What is known of the password in the keyring.
 */
export type CredentialState = "stored" | "notStored" | "unconfirmed" | "refused";

/**
 * Where a file is damaged.
 */
export type Damage = { 
/**
 * What is wrong, in words and without a full stop: `member 2 of 3 ends too early, at byte 61,014,016`.
 */
text: string, 
/**
 * The byte at which it shows.
 */
offset: number, 
/**
 * The member it is about.
 */
member: Member | null, };

/**
 * Why an archive is damaged.
 */
export type DamageReason = { "kind": "container", 
/**
 * Where.
 */
damage: Damage, } | { "kind": "sizeDiffers", 
/**
 * What the receipt says, in bytes.
 */
receipt: number, 
/**
 * What the file has, in bytes.
 */
file: number, } | { "kind": "hashDiffers", 
/**
 * What the receipt says.
 */
receipt: string, 
/**
 * What the file has.
 */
file: string, };

/**
 * An error with its words.
 */
export type Described = { 
/**
 * The error.
 */
error: PublicError, 
/**
 * Its words.
 */
message: Words, };

/**
 * One of the three details of R5.
 */
export type DetailToConfirm = { 
/**
 * What it is called on the administration page.
 */
label: string, 
/**
 * Its value; null where nothing says.
 */
value: string | null, };

/**
 * How a job or a run ended.
 */
export type Ending = "done" | "failed" | "refused" | "cancelled" | "interrupted";

/**
 * State of the engine.
 */
export type EngineState = { "state": "starting" } | { "state": "ready", 
/**
 * How many appliances are connected.
 */
appliances: number, } | { "state": "failed", 
/**
 * Why.
 */
failure: Described, };

/**
 * What happened.
 */
export type ErrorCode = "noHomeDirectory" | "folderNotUsable" | "databaseFailed" | "databaseMigrationFailed" | "databaseNewer" | "databaseUnreadable" | "logFailed" | "applianceUnknown" | "applianceNameTaken" | "applianceNameInvalid" | "userMissing" | "addressInvalid" | "fingerprintDiffers" | "keyNameInvalid" | "keyringLocked" | "keyringAbsent" | "keyringRefused" | "keyringEntryMissing" | "keyringEntryUnreadable" | "passwordNotStored" | "passwordRefusedBefore" | "runInProgress" | "destinationNotUsable" | "arrivedDamaged" | "writeFailed" | "archiveUnknown" | "archiveMissing" | "archiveUnreadable" | "archiveDiffers" | "notAnOrphan" | "nothingChosen" | "noteTooLong" | "savedNotListed" | "cancelled" | "jobUnknown" | "jobLost" | "trustStoreUnusable" | "hostNotFound" | "connectionRefused" | "unreachable" | "connectTimedOut" | "proxyFailed" | "certificateUntrusted" | "certificateChanged" | "handshakeFailed" | "loginRefused" | "loginDisabled" | "loginLocked" | "signInTimedOut" | "tokenMissing" | "sessionExpired" | "sessionRejected" | "signedOut" | "noPermission" | "keyUnknown" | "keyVersioned" | "backupTimedOut" | "gatewayTimedOut" | "notOffered" | "applianceBusy" | "tooManyRequests" | "serverError" | "unexpectedStatus" | "redirected" | "notHttp" | "answerUnreadable" | "answerTooLong" | "firstByteTimedOut" | "stalled" | "cutOff" | "connectionReset" | "notEnded" | "wrongLength" | "compressedInTransit" | "notAnArchive" | "archiveRefused" | "uploadSourceFailed" | "uploadLengthDiffers" | "notBack" | "restoreRefused" | "archiveDamaged" | "targetTooOld" | "targetOlderThanArchive" | "archiveVersionUnknown" | "targetVersionUnknown" | "confirmedOtherPlan" | "hostNameDiffers" | "confirmationIncomplete" | "planVoid" | "anotherRestoreOpen" | "restoreStillOpen" | "oldClusterStillOpen" | "watchStopped" | "safetyBackupFailed" | "safetyBackupUnproven" | "uploadFailed" | "archiveNotTaken" | "applianceRestoreFailed" | "restoreUncertain" | "notCancellable" | "restoreUnknown" | "notNow" | "taskUnknown" | "taskWaits";

/**
 * What a message needs to name things. Each code uses those that apply to it; the others are absent.
 */
export type ErrorParams = { 
/**
 * The appliance's name, or its address if it has none yet.
 */
appliance?: string, 
/**
 * Host and port.
 */
address?: string, 
/**
 * Host name.
 */
host?: string, 
/**
 * Whose login.
 */
user?: string, 
/**
 * A name as typed.
 */
name?: string, 
/**
 * Encryption key name; absent is the default key.
 */
key?: string, 
/**
 * File or folder.
 */
path?: string, 
/**
 * Which rule or reason of several, as a word.
 */
reason?: string, 
/**
 * What was being done, as a word.
 */
step?: string, 
/**
 * The appliance's or the system's own words, bounded and redacted.
 */
detail?: string, 
/**
 * HTTP status.
 */
status?: number, 
/**
 * How long something lasted or may last, in seconds.
 */
seconds?: number, 
/**
 * After how many seconds it may be tried again.
 */
retryAfterSeconds?: number, 
/**
 * Bytes that moved.
 */
bytes?: number, 
/**
 * Bytes that were promised or needed.
 */
expectedBytes?: number, 
/**
 * Whether counters had been left out already.
 */
countersExcluded?: boolean, 
/**
 * When the newest verified archive of the appliance was made, RFC 3339.
 */
newestVerified?: string, 
/**
 * The fingerprint that was trusted or given.
 */
trustedFingerprint?: string, 
/**
 * The fingerprint that is presented.
 */
presentedFingerprint?: string, 
/**
 * The certificate that is presented.
 */
certificate?: Certificate, 
/**
 * Where the archive is damaged.
 */
damage?: Damage, 
/**
 * Who holds the appliance.
 */
holder?: Holder, 
/**
 * Several reasons, each a sentence.
 */
reasons?: Array<string>, };

/**
 * One line of history.
 */
export type Event = { 
/**
 * Its number; larger is later.
 */
id: number, 
/**
 * When it ended, RFC 3339.
 */
at: string, 
/**
 * What it was.
 */
kind: EventKind, 
/**
 * How it ended.
 */
outcome: Ending, 
/**
 * The appliance's profile, unless that is removed.
 */
profile: string | null, 
/**
 * The appliance's name at that time, or the file's.
 */
subject: string, 
/**
 * The job behind it.
 */
job: string | null, 
/**
 * How long it took, in milliseconds.
 */
durationMillis: number | null, 
/**
 * How many bytes it concerned.
 */
bytes: number | null, 
/**
 * What it said.
 */
text: string, 
/**
 * The code that finds it in the log, for failures.
 */
incident: string | null, };

/**
 * What happened.
 */
export type EventKind = "backup" | "preChangeBackup" | "safetyBackup" | "verify" | "restore" | "trusted" | "applianceAdded" | "applianceRemoved" | "aftermathTicked";

/**
 * Lines of history, newest first.
 */
export type EventList = { 
/**
 * The lines.
 */
events: Array<Event>, };

/**
 * An answer to a guided step.
 */
export type GuidedAnswer = { 
/**
 * What it says.
 */
event: GuidedEvent, 
/**
 * Its label.
 */
label: string, };

/**
 * One guided step, ready to be rendered.
 */
export type GuidedCard = { 
/**
 * The step.
 */
step: GuidedStep, 
/**
 * Its number among the steps, from 1.
 */
number: number, 
/**
 * What to do, as a heading.
 */
title: string, 
/**
 * How to do it.
 */
text: string, 
/**
 * What to open or to choose, to be copied.
 */
item: string | null, 
/**
 * What the person can say, the one that leads on first.
 */
answers: Array<GuidedAnswer>, };

/**
 * What a person says in a guided restore.
 */
export type GuidedEvent = "pageOpened" | "fileChosen" | "detailsMatch" | "detailsDiffer" | "restorePressed" | "back" | "giveUp";

/**
 * One line of the list of guided steps.
 */
export type GuidedLine = { 
/**
 * The step.
 */
step: GuidedStep, 
/**
 * What to do.
 */
title: string, 
/**
 * Whether it is done.
 */
done: boolean, };

/**
 * The step of a guided restore that a person is at.
 */
export type GuidedStep = "openPage" | "chooseFile" | "compareDetails" | "pressRestore";

/**
 * A guided restore, ready to be rendered.
 */
export type GuidedView = { 
/**
 * The restore.
 */
run: string, 
/**
 * The step the person is at.
 */
card: GuidedCard, 
/**
 * All steps, in order.
 */
steps: Array<GuidedLine>, 
/**
 * The archive to choose.
 */
archive: string, 
/**
 * The address of the administration page.
 */
page: string, 
/**
 * R5: what to compare.
 */
details: Array<DetailToConfirm>, };

/**
 * Who holds an appliance.
 */
export type Holder = { 
/**
 * The program.
 */
program: string, 
/**
 * Its process id.
 */
pid: number, 
/**
 * Since when, RFC 3339.
 */
since: string, };

/**
 * What ties a file to where it came from.
 */
export type Identity = "noReceipt" | "asReceipt" | "notShown";

/**
 * Which of several files a job is at.
 */
export type Item = { 
/**
 * Position, from 1.
 */
index: number, 
/**
 * How many there are.
 */
of: number, 
/**
 * Its name.
 */
name: string, };

/**
 * What a job does.
 */
export type JobKind = "backup" | "verify" | "restore";

/**
 * The key an archive needs.
 */
export type KeyNeeded = { "key": "unknown" } | { "key": "default" } | { "key": "named", 
/**
 * The name.
 */
name: string, };

/**
 * A CT-VL version and where it is known from.
 */
export type KnownVersion = { 
/**
 * The version.
 */
version: string, 
/**
 * Its source.
 */
source: VersionSource, 
/**
 * Since when it is known: a time for what was told, a date for what was typed, null for a file's.
 */
at: string | null, };

/**
 * An archive of the library, as it was seen at its last look.
 */
export type LibraryEntry = { 
/**
 * Its number.
 */
id: number, 
/**
 * The file.
 */
path: string, 
/**
 * The file's name.
 */
name: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * Its hash, once it was read.
 */
sha256: string | null, 
/**
 * Its appliance's profile, if there is one.
 */
profile: string | null, 
/**
 * The appliance's name when it was made.
 */
appliance: string | null, 
/**
 * The appliance's address when it was made.
 */
address: string | null, 
/**
 * When it was made, RFC 3339 with offset.
 */
created: string, 
/**
 * Where that is known from.
 */
createdSource: CreatedSource, 
/**
 * The version that made it.
 */
version: KnownVersion | null, 
/**
 * The key it needs.
 */
key: KeyNeeded, 
/**
 * Whether counters are in it.
 */
counters: Counters | null, 
/**
 * Why it was made.
 */
purpose: Purpose, 
/**
 * Its state.
 */
state: ArchiveStateWord, 
/**
 * Why, where the word does not say it all.
 */
why: string | null, 
/**
 * When it was last proven or found wanting, RFC 3339.
 */
checkedAt: string | null, 
/**
 * What is known of its receipt.
 */
receipt: ReceiptState, 
/**
 * If it is much smaller than usual: what was usual, in bytes.
 */
usualSize: number | null, 
/**
 * Whether retention must never remove it.
 */
pinned: boolean, 
/**
 * What the person noted.
 */
note: string | null, 
/**
 * When it came into the library, RFC 3339.
 */
addedAt: string, };

/**
 * A page of the library.
 */
export type LibraryPage = { 
/**
 * How many match in all.
 */
total: number, 
/**
 * Those of this page.
 */
archives: Array<LibraryEntry>, };

/**
 * One line.
 */
export type Line = { "type": "progress" } & Progress | { "type": "plan" } & RestorePlan | { "type": "error", 
/**
 * What happened; null for what only concerns the command line itself.
 */
error: PublicError | null, 
/**
 * The same in words.
 */
message: Words, 
/**
 * The exit code of the program.
 */
exitCode: number, };

/**
 * What `man` wrote.
 */
export type ManualPages = { 
/**
 * The folder.
 */
dir: string, 
/**
 * The files in it.
 */
pages: Array<string>, };

/**
 * A member of an archive.
 */
export type Member = { 
/**
 * Counted from 1, in the order in the file.
 */
index: number, 
/**
 * How many there are, if that could be read.
 */
of: number | null, 
/**
 * Its name, everything unprintable replaced.
 */
name: string, };

/**
 * A next step that a surface can offer; the first one is the likely cure.
 */
export type Offer = "tryAgain" | "backUpWithoutCounters" | "enterPassword" | "unlockKeyring" | "enterPasswordOnce" | "compareCertificate" | "editAppliance" | "chooseFolder" | "chooseKey" | "chooseArchive" | "findAnotherCopy" | "showAnswer" | "nodeAlreadyLost" | "keepWaiting" | "loginScreenSeen" | "planAgain" | "updateApp";

/**
 * A title with what it means here: a consequence, or a step.
 */
export type PlanEntry = { 
/**
 * Which one, as a word.
 */
kind: string, 
/**
 * A few words.
 */
title: string, 
/**
 * What that means here.
 */
detail: string, };

/**
 * Whether the size fits the appliance's own history.
 */
export type Plausibility = { "size": "unknown" } | { "size": "usual" } | { "size": "muchSmaller", 
/**
 * Of this archive, in bytes.
 */
bytes: number, 
/**
 * What is usual, in bytes.
 */
usual: number, };

/**
 * A practice appliance that is running.
 */
export type PracticeAppliance = { 
/**
 * Its address.
 */
address: string, 
/**
 * SHA-256 of its certificate.
 */
fingerprint: string, 
/**
 * The name of its first user.
 */
user: string, 
/**
 * Where its data and keys lie.
 */
data: string, 
/**
 * The version it claims to run.
 */
version: string, 
/**
 * The profile that was added for it.
 */
profile: string | null, };

/**
 * What the application knows of one appliance.
 */
export type Profile = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Host, and port unless it is 443.
 */
address: string, 
/**
 * Host name.
 */
host: string, 
/**
 * Whose login is used.
 */
user: string, 
/**
 * What it is used for.
 */
role: Role, 
/**
 * Whose certificate is believed.
 */
trust: Trust, 
/**
 * The version it runs; null is unknown.
 */
version: KnownVersion | null, 
/**
 * What is known of its password.
 */
credential: CredentialState, 
/**
 * Where its archives go; null is the application's own folder.
 */
destination: string | null, 
/**
 * Its encryption key; null is the appliance's default key.
 */
key: string | null, 
/**
 * Whether counters are left out.
 */
excludeCounters: boolean, 
/**
 * Whether the system's proxy applies.
 */
systemProxy: boolean, 
/**
 * When it was added, RFC 3339.
 */
addedAt: string, 
/**
 * When it was last changed, RFC 3339.
 */
changedAt: string, };

/**
 * Every profile.
 */
export type ProfileList = { 
/**
 * Ordered by name.
 */
appliances: Array<Profile>, };

/**
 * A snapshot of a job.
 */
export type Progress = { 
/**
 * Which job.
 */
job: string, 
/**
 * What it does.
 */
kind: JobKind, 
/**
 * What it works on: the appliance's name, or the archive's.
 */
subject: string, 
/**
 * What it is doing now.
 */
stage: Stage, 
/**
 * Which file of several, where there are several.
 */
item: Item | null, 
/**
 * Bytes done in this stage.
 */
done: number, 
/**
 * Bytes there are in this stage, where known.
 */
total: number | null, 
/**
 * Bytes a second lately, where measured.
 */
rate: number | null, 
/**
 * How many seconds this stage will still take, where it can be said.
 */
remainingSeconds: number | null, 
/**
 * Which attempt this is, from 1.
 */
attempt: number, 
/**
 * When the job started, RFC 3339.
 */
started: string, 
/**
 * How it ended; null while it runs.
 */
ending: Ending | null, };

/**
 * An error as a surface gets it.
 */
export type PublicError = { 
/**
 * What happened, from a closed set.
 */
code: ErrorCode, 
/**
 * How loud it is.
 */
severity: Severity, 
/**
 * What the message needs to name things.
 */
params: ErrorParams, 
/**
 * What a surface can offer, the likely cure first.
 */
offers: Array<Offer>, 
/**
 * Whether the same order may be tried again as it is.
 */
retryable: boolean, 
/**
 * A short code that a person can read out and that stands in the log.
 */
incident: string, };

/**
 * Why an archive was made.
 */
export type Purpose = "regular" | "preChange" | "safety" | "added";

/**
 * What a receipt says.
 */
export type ReceiptFacts = { 
/**
 * The appliance's name when the archive was made.
 */
appliance: string, 
/**
 * Its address.
 */
address: string, 
/**
 * SHA-256 of the certificate it showed.
 */
certificateSha256: string, 
/**
 * Its version.
 */
version: KnownVersion | null, 
/**
 * The key the archive needs; null is the default key.
 */
key: string | null, 
/**
 * Whether counters are in it.
 */
counters: Counters, 
/**
 * When the backup was asked for, RFC 3339 with offset.
 */
started: string, 
/**
 * When the last byte was received, RFC 3339 with offset.
 */
finished: string, 
/**
 * The login it was taken with.
 */
user: string, 
/**
 * What the person noted.
 */
note: string | null, 
/**
 * The version of the app that wrote it.
 */
appVersion: string, 
/**
 * The public key it is signed with.
 */
publicKey: string | null, };

/**
 * What is known of a receipt.
 */
export type ReceiptState = "none" | "signedHere" | "signedElsewhere" | "unsigned" | "signatureBroken" | "unreadable";

/**
 * A flight plan.
 */
export type RestorePlan = { 
/**
 * What a confirmation is bound to.
 */
id: string, 
/**
 * Its first digits, enough to tell plans apart.
 */
shortId: string, 
/**
 * When it was made, RFC 3339.
 */
madeAt: string, 
/**
 * The heading.
 */
title: string, 
/**
 * The words on the button that does it.
 */
action: string, 
/**
 * The target's profile.
 */
profile: string, 
/**
 * The target's name.
 */
appliance: string, 
/**
 * The target's host name: what is to be typed.
 */
host: string, 
/**
 * The target's address.
 */
address: string, 
/**
 * The archive's path.
 */
archive: string, 
/**
 * The archive's file name.
 */
archiveName: string, 
/**
 * The archive's size in bytes.
 */
size: number, 
/**
 * The archive's hash.
 */
sha256: string, 
/**
 * The route it will take.
 */
route: Route, 
/**
 * R5: the three details to confirm.
 */
details: Array<DetailToConfirm>, 
/**
 * Archive and target side by side.
 */
comparison: Array<Comparison>, 
/**
 * R7 to R9, in words.
 */
consequences: Array<PlanEntry>, 
/**
 * What else to know.
 */
cautions: Array<Caution>, 
/**
 * What will be done, in order.
 */
steps: Array<PlanEntry>, 
/**
 * What a confirmation has to answer.
 */
asks: Array<Ask>, } & ({ "verdict": "yes" } | { "verdict": "no", 
/**
 * Every reason, each a sentence; never empty.
 */
refusals: Array<string>, } | { "verdict": "unknown", 
/**
 * What is missing, each a sentence; never empty.
 */
missing: Array<string>, });

/**
 * What became of a restore.
 */
export type RestoreResult = { 
/**
 * Its id.
 */
run: string, 
/**
 * The target's name.
 */
appliance: string, 
/**
 * The target's host name.
 */
host: string, 
/**
 * Its safety backup's number in the library.
 */
safety: number | null, 
/**
 * How long the last job took, in milliseconds.
 */
durationMillis: number | null, 
/**
 * What is left to do on this appliance.
 */
tasks: Array<AftermathTask>, } & ({ "state": "restored", 
/**
 * What the one sign-in afterwards showed.
 */
signIn: SignInAfter, } | { "state": "withPerson", 
/**
 * What to do.
 */
guided: GuidedView, } | { "state": "closed", 
/**
 * What was said, as a sentence.
 */
because: string, } | { "state": "nothingChanged", 
/**
 * Why, as a sentence.
 */
because: string, });

/**
 * What an appliance is used for; it decides how hard a restore asks for confirmation.
 */
export type Role = "production" | "standby" | "practice";

/**
 * How a restore reaches the appliance.
 */
export type Route = "direct" | "guided";

/**
 * How loud an error is shown. Cancelled is information, a refused rule is a warning.
 */
export type Severity = "info" | "warning" | "error";

/**
 * The result of the one sign-in after a restore (R9).
 */
export type SignInAfter = "worked" | "refused" | "noAnswer" | "waitsForTrust" | "noPassword";

/**
 * What a job is doing now.
 */
export type Stage = "starting" | "checkingFolder" | "signingIn" | "probing" | "waitingToRetry" | "building" | "receiving" | "finishing" | "verifying" | "safetyBackup" | "uploading" | "restoring" | "waitingForPerson" | "rebooting" | "signingInAgain" | "aftermath" | "ended";

/**
 * What there is to do.
 */
export type TaskKind = "removeFromOldCluster" | "compareCertificate" | "confirmLogin" | "joinNewCluster" | "freshBackup" | "resumeSchedule";

/**
 * How a row of the comparison is to be read; never the only carrier of its meaning.
 */
export type Tone = "fits" | "look" | "refused" | "unknown";

/**
 * Whose certificate is believed.
 */
export type Trust = { "by": "system" } | { "by": "pinned", 
/**
 * Its SHA-256.
 */
fingerprint: string, 
/**
 * When a person pinned it, RFC 3339.
 */
at: string | null, };

/**
 * What the verification of one file found.
 */
export type VerifyOutcome = { "outcome": "looked", 
/**
 * What was found.
 */
report: ArchiveReport, } | { "outcome": "notRead", 
/**
 * The file.
 */
path: string, 
/**
 * Why.
 */
failure: Described, };

/**
 * What a verification found.
 */
export type VerifyResult = { 
/**
 * Each file, in the order in which they were named.
 */
files: Array<VerifyOutcome>, };

/**
 * Where a version is known from.
 */
export type VersionSource = "appliance" | "receipt" | "archive" | "typed";

/**
 * The words of a message: the English original that a translation falls back to, and what the command line prints.
 */
export type Words = { 
/**
 * What happened; one sentence that stands alone.
 */
happened: string, 
/**
 * Why, where that is known.
 */
why: string | null, 
/**
 * What did not happen, and the next step.
 */
next: string | null, };
