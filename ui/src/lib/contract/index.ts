// Generated from src-tauri/crates/ctvl-contract by `cargo xtask bindings`; changes made here are lost.

/**
 * The licences of everything that is in the program.
 */
export type About = { 
/**
 * Version of the application.
 */
version: string, 
/**
 * Its licence, as an SPDX expression.
 */
licence: string, 
/**
 * The public key its receipts are signed with; null if this session has no keyring.
 */
receiptKey: string | null, 
/**
 * What it is made of.
 */
components: Array<Component>, };

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
 * Which lines of history to list.
 */
export type ActivityFilter = { 
/**
 * Only those of this appliance.
 */
profile?: string, 
/**
 * Only of these kinds; empty means all.
 */
kinds: Array<EventKind>, 
/**
 * Only with these outcomes; empty means all.
 */
outcomes: Array<Ending>, 
/**
 * Only those whose subject or words contain this, or whose incident it names.
 */
text?: string, 
/**
 * Only lines before this one.
 */
before?: number, 
/**
 * At most so many; absent means 200.
 */
limit?: number, };

/**
 * An appliance that was added.
 */
export type AddedAppliance = { 
/**
 * The appliance.
 */
profile: Profile, 
/**
 * Why the password could not be kept where it should be; null if it was.
 */
notKept: Described | null, };

/**
 * Archives that were added to the library.
 */
export type AddedArchives = { 
/**
 * New ones.
 */
added: Array<number>, 
/**
 * Those the library had already.
 */
known: Array<number>, 
/**
 * How many ZIP files in the folders were passed over because they are not named like a backup. Naming the file
 * itself adds one.
 */
passedOver: number, 
/**
 * Those that could not be added.
 */
failed: Array<FileFailure>, };

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
 * What to change of an appliance; absent leaves a field as it is.
 */
export type ApplianceChange = { 
/**
 * New name.
 */
name?: string, 
/**
 * New address; the pinned certificate belongs to the old one.
 */
address?: string, 
/**
 * New user; the stored password belongs to the old one.
 */
user?: string, 
/**
 * New role.
 */
role?: Role, 
/**
 * New typed version; empty removes it.
 */
version?: string, 
/**
 * New key; empty is the appliance's default key.
 */
key?: string, 
/**
 * New counters setting.
 */
excludeCounters?: boolean, 
/**
 * Whether the system's proxy applies.
 */
systemProxy?: boolean, 
/**
 * After how many days without a verified backup it is at risk.
 */
alarmDays?: number, };

/**
 * An appliance with everything the overview says about it.
 */
export type ApplianceSummary = { 
/**
 * The appliance.
 */
profile: Profile, 
/**
 * How well it is protected.
 */
protection: Protection, 
/**
 * Why it is not simply protected, the most urgent first.
 */
attention: Array<Attention>, 
/**
 * When its newest verified backup was made, RFC 3339.
 */
newestVerified: string | null, 
/**
 * That archive.
 */
newestArchive: number | null, 
/**
 * Fourteen days in the machine's zone, the oldest first, the last one is today.
 */
days: Array<DayMark>, 
/**
 * How many archives the library has of it.
 */
archives: number, 
/**
 * Their bytes.
 */
bytes: number, 
/**
 * After how many days without a verified backup it is at risk.
 */
alarmDays: number, 
/**
 * Whether a password for it is held in memory until the app is closed.
 */
passwordInMemory: boolean, };

/**
 * Everything the detail panel says about an archive.
 */
export type ArchiveDetail = { 
/**
 * The archive.
 */
row: ArchiveRow, 
/**
 * The folder it lies in, to be shown.
 */
folder: string, 
/**
 * What its receipt says, worth what its `receipt` says.
 */
receiptFacts: ReceiptFacts | null, 
/**
 * Where it can be restored, in the order of the appliances.
 */
restorableOn: Array<RestorableOn>, };

/**
 * Which archives to list.
 */
export type ArchiveFilter = { 
/**
 * Only those of this appliance.
 */
profile?: string, 
/**
 * Only those in these states; empty means all.
 */
states: Array<ArchiveStateWord>, 
/**
 * Only those whose name, appliance, note, key or hash contains this.
 */
text?: string, 
/**
 * Only pinned ones, or only others.
 */
pinned?: boolean, 
/**
 * What to sort by.
 */
sort: ArchiveSort, 
/**
 * Largest, newest or last first.
 */
descending: boolean, 
/**
 * How many to leave out at the beginning.
 */
offset: number, 
/**
 * At most so many; absent means 200.
 */
limit?: number, };

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
why: Array<string>, 
/**
 * The same as data, in the same order.
 */
reasons: Array<UnprovenReason>, } | { "state": "damaged", 
/**
 * What is wrong.
 */
reason: DamageReason, 
/**
 * The same in words and without a full stop.
 */
text: string, } | { "state": "missing" });

/**
 * An archive as a row of the library's table.
 */
export type ArchiveRow = { 
/**
 * Whether it can be restored on the appliance it came from.
 */
restorable: Restorable, 
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
 * Why, in English, where the word does not say it all.
 */
why: string | null, 
/**
 * The same as data; null also where an older version of the app looked last.
 */
reason: StateReason | null, 
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
 * What to sort archives by.
 */
export type ArchiveSort = "created" | "size" | "name" | "appliance" | "state";

/**
 * Whether an archive may be restored, as far as its own state goes.
 */
export type ArchiveStanding = { "standing": "proven" } | { "standing": "unproven", 
/**
 * Why, as a sentence.
 */
why: string, 
/**
 * The same as facts; `None` where the archive was not looked at.
 */
reason: StateReason | null, } | { "standing": "refused", 
/**
 * Where and how it is damaged, as a sentence that follows a colon.
 */
why: string, 
/**
 * The same as facts; `None` where it is not there.
 */
reason: StateReason | null, };

/**
 * What a person sees of an archive's state.
 */
export type ArchiveStateWord = "verified" | "unverified" | "cannotVerify" | "damaged" | "missing";

/**
 * A page of the library's table.
 */
export type ArchiveTable = { 
/**
 * How many match in all.
 */
total: number, 
/**
 * Bytes of all that match.
 */
bytes: number, 
/**
 * Those of this page.
 */
rows: Array<ArchiveRow>, };

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
 * Why an appliance is not simply protected. The order of a list is that of urgency.
 */
export type Attention = { "reason": "neverBackedUp" } | { "reason": "backupTooOld", 
/**
 * How old, in whole days.
 */
days: number, } | { "reason": "lastBackupFailed", 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * Why; null for what an older version of the app wrote down.
 */
code: ErrorCode | null, 
/**
 * The likely cure.
 */
cure: Offer | null, 
/**
 * The line of history.
 */
event: number, } | { "reason": "certificateChanged" } | { "reason": "passwordMissing" } | { "reason": "passwordRefused" } | { "reason": "loginUnconfirmed" } | { "reason": "restoreOpen", 
/**
 * Which one.
 */
run: string, } | { "reason": "tasksOpen", 
/**
 * How many.
 */
count: number, };

/**
 * A backup to be taken.
 */
export type BackupRequest = { 
/**
 * Which appliance.
 */
profile: string, 
/**
 * Under which key; absent is the profile's, empty is the appliance's default key.
 */
key?: string, 
/**
 * Whether counters are left out; absent is the profile's setting.
 */
excludeCounters?: boolean, 
/**
 * What the person notes.
 */
note?: string, 
/**
 * Whether it is taken before an upgrade or a major change (R11): verified, pinned, with its note.
 */
preChange: boolean, };

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
why: Array<string>, 
/**
 * The same as data, in the same order.
 */
reasons: Array<UnprovenReason>, } | { "state": "damaged", 
/**
 * What is wrong.
 */
reason: DamageReason, 
/**
 * The same in words and without a full stop.
 */
text: string, } | { "state": "missing" });

/**
 * What the program knows when it makes its window: the first view is painted from it without asking anything. The page
 * asks for all of it once more as soon as it listens.
 */
export type Beginning = { 
/**
 * Version and engine.
 */
status: AppStatus, 
/**
 * The settings.
 */
settings: Settings, 
/**
 * Every appliance.
 */
overview: Overview, 
/**
 * The practice appliance.
 */
practice: Practice, };

/**
 * Something that does not forbid a restore, but that a person has to know before.
 */
export type Caution = { 
/**
 * Which one.
 */
kind: CautionKind, 
/**
 * In words.
 */
text: string, };

/**
 * What a person has to know before.
 */
export type CautionKind = "unproven" | "keyNotListed" | "keyUnknown" | "takenElsewhere" | "withoutCounters" | "noSafetyBackup" | "boundLoosely";

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
systemObjection: string | null, 
/**
 * The same from a closed set; null if it does.
 */
distrust: Distrust | null, };

/**
 * The certificate an appliance presents beside the one that is trusted.
 */
export type CertificateLook = { 
/**
 * Whose certificate is believed now.
 */
trust: Trust, 
/**
 * The details of the one that was trusted, where they are known.
 */
trusted: Certificate | null, 
/**
 * What is presented now.
 */
presented: Certificate, 
/**
 * Whether what is presented is believed already.
 */
same: boolean, };

/**
 * What has changed, so that what is shown of it is asked for again.
 */
export type Changed = "appliances" | "archives" | "activity" | "settings" | "practice";

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
 * What is known of the target's cluster (R7, R8).
 */
export type Cluster = { "cluster": "unknown" } | { "cluster": "alone" } | { "cluster": "member", 
/**
 * Their names or addresses, sorted.
 */
others: Array<string>, };

/**
 * One row of the table that sets archive and target side by side.
 */
export type Comparison = { 
/**
 * What is compared.
 */
kind: ComparisonKind, 
/**
 * The same in words.
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
 * What a row of the comparison compares.
 */
export type ComparisonKind = "version" | "date" | "key" | "origin";

/**
 * What `completions` wrote.
 */
export type CompletionScript = { 
/**
 * The shell it is for.
 */
shell: string, 
/**
 * The script.
 */
script: string, };

/**
 * Something the program is made of.
 */
export type Component = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its version.
 */
version: string, 
/**
 * Its licence, as an SPDX expression.
 */
licence: string, };

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
 * What a restore does to the target.
 */
export type Consequence = { 
/**
 * Which one.
 */
kind: ConsequenceKind, 
/**
 * A few words.
 */
title: string, 
/**
 * What that means here.
 */
detail: string, };

/**
 * What a restore does to the target.
 */
export type ConsequenceKind = "dataDestroyed" | "leavesCluster" | "firstNodeOfNewCluster" | "loginsFromBackup" | "sessionsEnd" | "certificateMayChange" | "reboots";

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
member: Member | null, } & ({ "what": "empty" } | { "what": "notAZip" } | { "what": "noMembers" } | { "what": "endsTooEarly" } | { "what": "strayBytes" } | { "what": "trailingBytes" } | { "what": "ambiguousEnd" } | { "what": "checksumDiffers", 
/**
 * What is written down, in eight hexadecimal digits.
 */
claimed: string, 
/**
 * What the data has.
 */
found: string, } | { "what": "expandsToLess", 
/**
 * What is written down, in bytes.
 */
claimed: number, 
/**
 * What the data has, in bytes.
 */
found: number, } | { "what": "expandsToMore", 
/**
 * What is written down, in bytes.
 */
claimed: number, } | { "what": "dataInvalid" } | { "what": "dataBehindEnd" } | { "what": "storedSizesDiffer" } | { "what": "descriptorDiffers" } | { "what": "lengthNotKnown" } | { "what": "headersDiffer", 
/**
 * About what.
 */
field: HeaderField, } | { "what": "extraFieldInvalid" } | { "what": "unsafeName", 
/**
 * Why.
 */
because: UnsafeName, } | { "what": "duplicateName" } | { "what": "noSuchMember" } | { "what": "listedTwice" } | { "what": "notListed" } | { "what": "endRecordDiffers", 
/**
 * About what.
 */
field: EndField, });

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
 * What the last fourteen days were like, one mark a day.
 */
export type DayMark = "none" | "verified" | "unverified" | "failed";

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
 * How a folder for archives looks.
 */
export type DestinationLook = { 
/**
 * The folder, to be shown.
 */
folder: string, 
/**
 * Whether it is the application's own.
 */
own: boolean, 
/**
 * Bytes free; null if the system does not tell.
 */
free: number | null, 
/**
 * Whether another program synchronises it with a cloud service, such as OneDrive: which one, by name.
 */
syncedBy: string | null, 
/**
 * Why it cannot take an archive; null if it can.
 */
problem: Described | null, 
/**
 * How many bytes the newest archive of the appliance has.
 */
lastSize: number | null, };

/**
 * One of the three details of R5.
 */
export type DetailKind = "version" | "date" | "key";

/**
 * One of the three details of R5.
 */
export type DetailToConfirm = { 
/**
 * Which one.
 */
kind: DetailKind, 
/**
 * What it is called on the administration page.
 */
label: string, 
/**
 * Its value; null where nothing says.
 */
value: string | null, };

/**
 * A report about an installation.
 */
export type DiagnosticReport = { 
/**
 * Its text, without secrets.
 */
text: string, };

/**
 * Why the operating system does not trust a certificate.
 */
export type Distrust = "unknownIssuer" | "expired" | "notYetValid" | "wrongName" | "revoked" | "refused";

/**
 * A connection that is not stored yet.
 */
export type DraftConnection = { 
/**
 * The address, as it was typed.
 */
address: string, 
/**
 * Whose login is used.
 */
user: string, 
/**
 * The password.
 */
password: Password, 
/**
 * The fingerprint that a person compared; null leaves it to the system.
 */
trustedFingerprint: string | null, 
/**
 * Whether the system's proxy applies.
 */
systemProxy: boolean, };

/**
 * A field of the records at the end.
 */
export type EndField = "members" | "directorySize" | "directoryOffset" | "zip64";

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
export type ErrorCode = "noHomeDirectory" | "folderNotUsable" | "databaseFailed" | "databaseMigrationFailed" | "databaseNewer" | "databaseUnreadable" | "logFailed" | "applianceUnknown" | "applianceNameTaken" | "applianceNameInvalid" | "userMissing" | "addressInvalid" | "fingerprintDiffers" | "versionInvalid" | "fingerprintInvalid" | "alarmInvalid" | "keyNameInvalid" | "keyringLocked" | "keyringAbsent" | "keyringRefused" | "keyringEntryMissing" | "keyringEntryUnreadable" | "passwordNotStored" | "passwordRefusedBefore" | "runInProgress" | "destinationNotUsable" | "arrivedDamaged" | "writeFailed" | "archiveUnknown" | "archiveMissing" | "archiveUnreadable" | "archiveDiffers" | "notAnOrphan" | "nothingChosen" | "noteTooLong" | "noteMissing" | "savedNotListed" | "cancelled" | "jobUnknown" | "jobLost" | "systemRefused" | "practiceFailed" | "trustStoreUnusable" | "hostNotFound" | "connectionRefused" | "unreachable" | "connectTimedOut" | "proxyFailed" | "certificateUntrusted" | "certificateChanged" | "handshakeFailed" | "loginRefused" | "loginDisabled" | "loginLocked" | "signInTimedOut" | "tokenMissing" | "sessionExpired" | "sessionRejected" | "signedOut" | "noPermission" | "keyUnknown" | "keyVersioned" | "backupTimedOut" | "gatewayTimedOut" | "notOffered" | "applianceBusy" | "tooManyRequests" | "serverError" | "unexpectedStatus" | "redirected" | "notHttp" | "answerUnreadable" | "answerTooLong" | "firstByteTimedOut" | "stalled" | "cutOff" | "connectionReset" | "notEnded" | "wrongLength" | "compressedInTransit" | "notAnArchive" | "archiveRefused" | "uploadSourceFailed" | "uploadLengthDiffers" | "notBack" | "restoreRefused" | "archiveDamaged" | "targetTooOld" | "targetOlderThanArchive" | "archiveVersionUnknown" | "targetVersionUnknown" | "confirmedOtherPlan" | "hostNameDiffers" | "confirmationIncomplete" | "planVoid" | "planUnknown" | "anotherRestoreOpen" | "restoreStillOpen" | "oldClusterStillOpen" | "watchStopped" | "safetyBackupFailed" | "safetyBackupUnproven" | "uploadFailed" | "archiveNotTaken" | "applianceRestoreFailed" | "restoreUncertain" | "notCancellable" | "restoreUnknown" | "notNow" | "taskUnknown" | "taskWaits";

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
 * The appliance's name at that time, or the file's; of several archives their number, in English.
 */
subject: string, 
/**
 * How many archives it is about, where there are several.
 */
archives: number | null, 
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
 * What it said, in English.
 */
text: string, 
/**
 * What it came to, where that is known beyond its outcome; null where an older version wrote it down.
 */
result: EventResult | null, 
/**
 * The code that finds it in the log, for failures.
 */
incident: string | null, 
/**
 * Why it did not end well; null if it did, or if an older version of the app wrote it down.
 */
code: ErrorCode | null, 
/**
 * What the words for `code` name.
 */
params: ErrorParams | null, 
/**
 * The likely cure.
 */
cure: Offer | null, };

/**
 * What happened.
 */
export type EventKind = "backup" | "preChangeBackup" | "safetyBackup" | "verify" | "restore" | "trusted" | "applianceAdded" | "applianceRemoved" | "aftermathTicked" | "archiveTrashed";

/**
 * Lines of history, newest first.
 */
export type EventList = { 
/**
 * The lines.
 */
events: Array<Event>, };

/**
 * What an event came to: by this alone a surface tells events apart, colours and translates them.
 */
export type EventResult = { "is": "saved", 
/**
 * What was proven of it.
 */
state: ArchiveStateWord, 
/**
 * Whether counters are in it.
 */
counters: Counters, 
/**
 * If it is much smaller than usual: what was usual, in bytes.
 */
usualSize: number | null, } | { "is": "verified", 
/**
 * Whole.
 */
verified: number, 
/**
 * Of those, much smaller than usual.
 */
muchSmaller: number, 
/**
 * Damaged.
 */
damaged: number, 
/**
 * Looked at, and it cannot be said.
 */
unproven: number, 
/**
 * Could not be read, or were not there.
 */
unread: number, } | { "is": "restored", 
/**
 * What the one sign-in afterwards showed.
 */
signIn: SignInAfter, 
/**
 * How many tasks it left.
 */
tasks: number, } | { "is": "withPerson" } | { "is": "restoreStopped", 
/**
 * Why.
 */
because: RestoreStop, } | { "is": "closed", 
/**
 * Whether the person saw it restored.
 */
restored: boolean, 
/**
 * The name of the operating system's user.
 */
by: string, 
/**
 * The appliance's host name.
 */
host: string, } | { "is": "brokenOff", 
/**
 * Whether the appliance is restored; otherwise nothing on it was changed.
 */
restored: boolean, } | { "is": "trusted", 
/**
 * Its SHA-256.
 */
fingerprint: string, } | { "is": "task", 
/**
 * Which.
 */
task: TaskKind, 
/**
 * Whether it is done; otherwise it was opened again.
 */
done: boolean, 
/**
 * The name of the operating system's user.
 */
by: string, } | { "is": "trashed", 
/**
 * Its name.
 */
file: string, };

/**
 * How an export is written.
 */
export type ExportFormat = "csv" | "json";

/**
 * A file with which something could not be done.
 */
export type FileFailure = { 
/**
 * Its name.
 */
name: string, 
/**
 * Why.
 */
failure: Described, };

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
 * What became of an answer in a guided restore.
 */
export type GuidedProgress = { "next": "step", 
/**
 * What to do.
 */
guided: GuidedView, } | { "next": "watching", 
/**
 * Which job.
 */
job: string, } | { "next": "over", 
/**
 * Why, as a sentence.
 */
because: string, };

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
 * The target's host name.
 */
host: string, 
/**
 * The archive to choose.
 */
archive: string, 
/**
 * Its file name.
 */
archiveName: string, 
/**
 * The folder it lies in.
 */
folder: string, 
/**
 * The address of the administration page.
 */
page: string, 
/**
 * R5: what to compare.
 */
details: Array<DetailToConfirm>, 
/**
 * What the plan was made from.
 */
facts: PlanFacts, };

/**
 * A field that stands both in a member's header and in the directory.
 */
export type HeaderField = "name" | "version" | "flags" | "method" | "modified" | "checksum" | "compressedSize" | "expandedSize" | "extra";

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
export type Identity = "noReceipt" | "unsigned" | "asReceipt" | "notShown";

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
 * A job that is over.
 */
export type JobOutcome = { 
/**
 * Which job.
 */
job: string, 
/**
 * What it did.
 */
kind: JobKind, 
/**
 * The appliance's profile, where it is about one.
 */
profile: string | null, 
/**
 * What it worked on: the appliance's name, or the archive's; of several archives their number, in English.
 */
subject: string, 
/**
 * How many archives it worked on, where there are several.
 */
archives: number | null, 
/**
 * When it ended, RFC 3339.
 */
at: string, 
/**
 * What it was asked for, so that the same can be asked for again; only of backups that the window ordered.
 */
request?: BackupRequest, } & ({ "result": "backedUp", 
/**
 * What it is.
 */
backup: BackupResult, } | { "result": "verified", 
/**
 * What was found.
 */
verification: VerifyResult, } | { "result": "restored", 
/**
 * How far.
 */
restore: RestoreResult, } | { "result": "failed", 
/**
 * Why.
 */
failure: Described, });

/**
 * Where a password is kept.
 */
export type KeepPassword = "keyring" | "memory" | "never";

/**
 * The key an archive needs.
 */
export type KeyNeeded = { "key": "unknown" } | { "key": "default" } | { "key": "named", 
/**
 * The name.
 */
name: string, };

/**
 * Whether the target has the key an archive needs.
 */
export type KeyThere = "listed" | "notListed" | "notKnown";

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
 * Something that is missing for a verdict.
 */
export type Lack = { 
/**
 * Which one.
 */
kind: LackKind, 
/**
 * As a sentence, with how to supply it.
 */
text: string, };

/**
 * What is missing for a verdict.
 */
export type LackKind = "archiveVersion" | "targetVersion";

/**
 * Which language is spoken.
 */
export type Language = "system" | "en" | "de";

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
 * Why, in English, where the word does not say it all.
 */
why: string | null, 
/**
 * The same as data; null also where an older version of the app looked last.
 */
reason: StateReason | null, 
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
 * Bytes of all that match.
 */
bytes: number, 
/**
 * Those of this page.
 */
archives: Array<LibraryEntry>, };

/**
 * One line.
 */
export type Line = { "type": "progress" } & Progress | { "type": "plan" } & RestorePlan | { "type": "note", 
/**
 * The sentence.
 */
text: string, } | { "type": "error", 
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
 * What `list` shows.
 */
export type ListedLibrary = { 
/**
 * The unfinished files that were removed, where that was asked for.
 */
removed?: Array<Orphan>, 
/**
 * How many match in all.
 */
total: number, 
/**
 * Bytes of all that match.
 */
bytes: number, 
/**
 * Those of this page.
 */
archives: Array<LibraryEntry>, };

/**
 * A reboot that takes longer than it should.
 */
export type LongReboot = { 
/**
 * Seconds since anything was seen.
 */
seconds: number, 
/**
 * Whether the appliance went away, as it does for a reboot.
 */
wentAway: boolean, };

/**
 * How many archives are no longer, or are again, where they were.
 */
export type LookedAgain = { 
/**
 * How many rows of the library changed.
 */
changed: number, };

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
 * What a menu asks the window to do where it is.
 */
export type MenuCommand = "backUp" | "addArchives" | "lookAgain" | "find" | "back";

/**
 * An appliance to be added.
 */
export type NewAppliance = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is used for.
 */
role: Role, 
/**
 * How it is reached and signed in to.
 */
connection: DraftConnection, 
/**
 * Where the password is kept.
 */
keep: KeepPassword, 
/**
 * Its encryption key; null is the appliance's default key.
 */
key: string | null, 
/**
 * Whether counters are left out.
 */
excludeCounters: boolean, 
/**
 * The version it runs, as a person typed it.
 */
version: string | null, };

/**
 * One piece of news.
 */
export type News = { "news": "progress", 
/**
 * The job's.
 */
progress: Progress, 
/**
 * The appliance's profile, where it is about one.
 */
profile: string | null, } | { "news": "ended", 
/**
 * How.
 */
outcome: JobOutcome, } | { "news": "changed", 
/**
 * What.
 */
what: Changed, } | { "news": "goTo", 
/**
 * Where.
 */
place: Place, } | { "news": "command", 
/**
 * What.
 */
command: MenuCommand, } | { "news": "hovering", 
/**
 * Whether they do.
 */
over: boolean, } | { "news": "dropped", 
/**
 * Which.
 */
archives: AddedArchives, };

/**
 * Whether a notification was taken by the system.
 */
export type NotificationTest = { 
/**
 * Whether the system took it.
 */
taken: boolean, 
/**
 * Why not, in the system's words.
 */
detail: string | null, };

/**
 * Which events are told with a native notification.
 */
export type Notifications = { 
/**
 * A backup that a person asked for is done.
 */
backupDone: boolean, 
/**
 * A backup failed.
 */
backupFailed: boolean, 
/**
 * A restore is complete.
 */
restoreDone: boolean, 
/**
 * A restore waits for a person, or failed.
 */
restoreAttention: boolean, 
/**
 * A verification found a damaged archive.
 */
archiveDamaged: boolean, 
/**
 * An appliance presents another certificate.
 */
certificateChanged: boolean, };

/**
 * Something in a container that cannot be checked.
 */
export type Obstacle = { 
/**
 * Where it begins in the file.
 */
offset: number, 
/**
 * The member.
 */
member: Member | null, } & ({ "what": "encrypted" } | { "what": "unknownMethod", 
/**
 * Its number.
 */
method: number, } | { "what": "unknownFlags", 
/**
 * All of the member's flags.
 */
flags: number, } | { "what": "expandsTooMuch" } | { "what": "tooManyMembers" } | { "what": "multiDisk" } | { "what": "unsupportedRecord" });

/**
 * A next step that a surface can offer; the first one is the likely cure.
 */
export type Offer = "tryAgain" | "backUpWithoutCounters" | "enterPassword" | "unlockKeyring" | "enterPasswordOnce" | "compareCertificate" | "editAppliance" | "chooseFolder" | "chooseKey" | "chooseArchive" | "findAnotherCopy" | "showAnswer" | "nodeAlreadyLost" | "keepWaiting" | "loginScreenSeen" | "planAgain" | "updateApp";

/**
 * A restore that is not over.
 */
export type OpenRestore = { 
/**
 * Its id.
 */
run: string, 
/**
 * The target's profile, unless that is removed.
 */
profile: string | null, 
/**
 * The target's name.
 */
appliance: string, 
/**
 * Its host name.
 */
host: string, 
/**
 * The archive's file name.
 */
archiveName: string, 
/**
 * The job that works on it now, in this window; null if none does or another program does.
 */
job: string | null, 
/**
 * Whether a program works on it now.
 */
workedOn: boolean, 
/**
 * The route it takes.
 */
route: Route, 
/**
 * What it does now, or did last.
 */
stage: Stage, 
/**
 * What is known of it.
 */
standing: RestoreStanding, 
/**
 * The same in words.
 */
message: string, 
/**
 * What can be done, the best first.
 */
remedies: Array<RestoreRemedy>, 
/**
 * Where it waits for the person at the administration page.
 */
guided: GuidedView | null, 
/**
 * If the reboot takes longer than it should: how long.
 */
longReboot: LongReboot | null, 
/**
 * The same in words.
 */
attention: Words | null, 
/**
 * When it was confirmed, RFC 3339.
 */
started: string, };

/**
 * An unfinished file of a run that is over.
 */
export type Orphan = { 
/**
 * By which it is removed.
 */
id: string, 
/**
 * The file's name.
 */
name: string, 
/**
 * The folder it lies in, to be shown.
 */
folder: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * The appliance it was taken from.
 */
appliance: string, 
/**
 * When its run began, RFC 3339.
 */
started: string, };

/**
 * Everything the first view shows.
 */
export type Overview = { 
/**
 * When it was looked at, RFC 3339.
 */
at: string, 
/**
 * Every appliance, ordered by name, practice appliances last.
 */
appliances: Array<ApplianceSummary>, 
/**
 * How many archives the library has.
 */
archives: number, 
/**
 * Their bytes.
 */
bytes: number, 
/**
 * How many unfinished files of interrupted runs wait to be looked at.
 */
orphans: number, };

/**
 * A password on its way in. It is never written out and shows nothing of itself.
 */
export type Password = string;

/**
 * What was understood of a pasted address or curl line.
 */
export type PastedAddress = { 
/**
 * Host, and port unless it is 443; null if the line named none.
 */
address: string | null, 
/**
 * The user of a curl line.
 */
user: string | null, 
/**
 * The key of a curl line.
 */
key: string | null, 
/**
 * Whether a curl line leaves counters out.
 */
excludeCounters: boolean, 
/**
 * Whether it was a curl line.
 */
fromCurl: boolean, 
/**
 * What is not taken over, and should not be done.
 */
unsafeParts: Array<UnsafePart>, };

/**
 * What to look for with a native dialog.
 */
export type Pick = "files" | "folder";

/**
 * Where the window is asked to go: by a menu, a notification or a second start.
 */
export type Place = { "place": "overview" } | { "place": "appliance", 
/**
 * Its profile.
 */
profile: string, } | { "place": "archives", 
/**
 * Its number.
 */
archive: number | null, } | { "place": "restore", 
/**
 * Its profile.
 */
profile: string, } | { "place": "activity" } | { "place": "settings" } | { "place": "connect" };

/**
 * The archive of a plan.
 */
export type PlanArchive = { 
/**
 * Whether it is proven.
 */
standing: ArchiveStanding, 
/**
 * The version that made it.
 */
version: KnownVersion | null, 
/**
 * When it was made, RFC 3339 with the offset of the place where it was.
 */
created: string | null, 
/**
 * When it was made by its name alone, which says no time zone: a date and time without offset.
 */
namedFor: string | null, 
/**
 * The key it needs.
 */
key: KeyNeeded, 
/**
 * Whether counters are in it.
 */
counters: Counters | null, 
/**
 * What its receipt says about it.
 */
receipt: ReceiptStanding, 
/**
 * Where it was taken, by its receipt.
 */
takenFrom: TakenFrom | null, };

/**
 * The facts of a plan.
 */
export type PlanFacts = { 
/**
 * The archive.
 */
archive: PlanArchive, 
/**
 * The target.
 */
target: PlanTarget, 
/**
 * How many seconds lie between the archive and the plan: work on the target that is lost. Null if it is not known
 * when the archive was made.
 */
lostSeconds: number | null, 
/**
 * Whether the target is backed up first.
 */
safety: SafetyBackup, };

/**
 * How far the making of a plan is.
 */
export type PlanProgress = { "doing": "reading", 
/**
 * Bytes so far.
 */
done: number, 
/**
 * Bytes there are.
 */
total: number, 
/**
 * Bytes a second lately, where measured.
 */
rate: number | null, 
/**
 * How many seconds it will still take, where that can be said.
 */
remainingSeconds: number | null, } | { "doing": "looking" };

/**
 * A restore to be planned.
 */
export type PlanRequest = { 
/**
 * The target.
 */
profile: string, 
/**
 * The archive's number in the library.
 */
archive: number, 
/**
 * Restore by hand on the administration page even where there is a direct route.
 */
guided: boolean, 
/**
 * The node is already lost: start without a safety backup if none can be taken. Absent is what the settings say of
 * the safety backup.
 */
nodeAlreadyLost?: boolean, 
/**
 * The version that made the archive, as a person typed it.
 */
archiveVersion?: string, 
/**
 * The version that runs on the target, as a person typed it.
 */
targetVersion?: string, };

/**
 * One thing that will be done.
 */
export type PlanStep = { 
/**
 * Which one.
 */
kind: StepKind, 
/**
 * A few words.
 */
title: string, 
/**
 * What happens.
 */
detail: string, };

/**
 * The target of a plan.
 */
export type PlanTarget = { 
/**
 * What it is used for.
 */
role: Role, 
/**
 * The version it runs.
 */
version: KnownVersion | null, 
/**
 * Its cluster.
 */
cluster: Cluster, 
/**
 * Whether it knows the key the archive needs.
 */
key: KeyThere, 
/**
 * Whether a sign-in worked when the plan was made.
 */
signedIn: boolean, 
/**
 * SHA-256 of the certificate it showed, as `AA:BB:…`.
 */
certificate: string, };

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
 * The embedded practice appliance.
 */
export type Practice = { 
/**
 * Its profile, once it was started for the first time.
 */
profile: string | null, 
/**
 * Whether it runs.
 */
running: boolean, 
/**
 * Its address while it runs.
 */
address: string | null, 
/**
 * The user of its administration page.
 */
user: string, 
/**
 * Whether it hides its direct restore route, as a real appliance does.
 */
directRouteHidden: boolean, 
/**
 * The fault that is switched on, if one is.
 */
fault: PracticeFault | null, };

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
 * Faults to rehearse with.
 */
export type PracticeFault = "timeout" | "cutOff" | "errorPage";

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
 * After how many days without a verified backup it is at risk.
 */
alarmDays: number, 
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
 * Which job. Left out where the command line reads a file without one; what the window is told is always of a job.
 */
job: string, 
/**
 * What it does.
 */
kind: JobKind, 
/**
 * What it works on: the appliance's name, or the archive's; of several archives their number, in English.
 */
subject: string, 
/**
 * How many archives it works on, where there are several.
 */
archives: number | null, 
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
 * How well an appliance is protected.
 */
export type Protection = "protected" | "needsAttention" | "atRisk" | "practice";

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
 * What the receipt beside an archive is worth.
 */
export type ReceiptStanding = "none" | "matches" | "unsigned" | "doesNotMatch";

/**
 * What is known of a receipt.
 */
export type ReceiptState = "none" | "signedHere" | "signedElsewhere" | "unsigned" | "signatureBroken" | "unreadable";

/**
 * Why a plan is refused.
 */
export type RefusalKind = "archiveMissing" | "archiveDamaged" | "targetTooOld" | "targetOlderThanArchive";

/**
 * A reason of a refusal.
 */
export type RefusalReason = { 
/**
 * Which one.
 */
kind: RefusalKind, 
/**
 * As a sentence, with what would fit.
 */
text: string, };

/**
 * A verdict in one word.
 */
export type Restorable = "yes" | "damaged" | "missing" | "tooNew" | "unknown";

/**
 * Whether an archive can be restored on one appliance, from what is known without asking it.
 */
export type RestorableOn = { 
/**
 * The appliance's profile.
 */
profile: string, 
/**
 * Its name.
 */
appliance: string, 
/**
 * The version it runs, where known.
 */
version: string | null, 
/**
 * The verdict.
 */
restorable: Restorable, 
/**
 * The oldest version that would fit, where the version is the reason.
 */
needs: string | null, };

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
 * What it was made from.
 */
facts: PlanFacts, 
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
consequences: Array<Consequence>, 
/**
 * What else to know.
 */
cautions: Array<Caution>, 
/**
 * What will be done, in order.
 */
steps: Array<PlanStep>, 
/**
 * What a confirmation has to answer.
 */
asks: Array<Ask>, } & ({ "verdict": "yes" } | { "verdict": "no", 
/**
 * Every reason; never empty.
 */
refusals: Array<RefusalReason>, } | { "verdict": "unknown", 
/**
 * What is missing; never empty.
 */
missing: Array<Lack>, });

/**
 * What can be done with a restore that nobody works on.
 */
export type RestoreRemedy = "planAgain" | "keepWatching" | "loginScreenSeen" | "continueGuided" | "enterLogin" | "close";

/**
 * What a person said to a plan.
 */
export type RestoreRequest = { 
/**
 * The plan that was on the screen.
 */
plan: string, 
/**
 * The host name, as typed.
 */
hostTyped: string | null, 
/**
 * R8: the node has to be removed from its old cluster, and that is known.
 */
oldClusterAcknowledged: boolean, 
/**
 * That removal has been done already.
 */
removedFromOldCluster: boolean, 
/**
 * The archive cannot be proven, and the restore is wanted all the same.
 */
unprovenArchiveAccepted: boolean, };

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
 * What is known of a restore that is not over.
 */
export type RestoreStanding = "workedOn" | "nothingChanged" | "mayBeRestoring" | "underway" | "withPerson" | "signInLeft";

/**
 * Why a restore that no program worked on was stopped.
 */
export type RestoreStop = "detailsDiffer" | "givenUp" | "cancelled" | "cancelledLast" | "void";

/**
 * What an appliance is used for; it decides how hard a restore asks for confirmation.
 */
export type Role = "production" | "standby" | "practice";

/**
 * How a restore reaches the appliance.
 */
export type Route = "direct" | "guided";

/**
 * Whether the target is backed up before it is replaced.
 */
export type SafetyBackup = "take" | "nodeAlreadyLost";

/**
 * What a person says to a restore whose reboot takes long.
 */
export type SaidToRestore = "keepWaiting" | "loginScreenSeen";

/**
 * Every setting.
 */
export type Settings = { 
/**
 * Light or dark.
 */
theme: Theme, 
/**
 * Which language is chosen.
 */
language: Language, 
/**
 * The language that is spoken, as a tag such as `de`.
 */
spoken: string, 
/**
 * Size of everything in the window, in percent: 50 to 200.
 */
zoom: number, 
/**
 * Which events are told.
 */
notifications: Notifications, 
/**
 * Where archives go unless an appliance has its own folder, to be shown.
 */
archivesFolder: string, 
/**
 * Whether that folder is the application's own choice.
 */
ownArchivesFolder: boolean, 
/**
 * Whether a restore takes a safety backup unless the person says otherwise for that restore.
 */
safetyBackup: boolean, 
/**
 * Where the logs lie, to be shown.
 */
logsFolder: string, 
/**
 * Where the database lies, to be shown.
 */
dataFolder: string, };

/**
 * What to change of the settings; absent leaves a setting as it is.
 */
export type SettingsChange = { 
/**
 * Light or dark.
 */
theme?: Theme, 
/**
 * Which language is chosen.
 */
language?: Language, 
/**
 * Size of everything in the window, in percent.
 */
zoom?: number, 
/**
 * Which events are told.
 */
notifications?: Notifications, 
/**
 * Whether a restore takes a safety backup.
 */
safetyBackup?: boolean, };

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
 * Why an archive of the library is in its state.
 */
export type StateReason = { "state": "damaged", 
/**
 * What is wrong.
 */
reason: DamageReason, } | { "state": "cannotVerify", 
/**
 * The first reasons; they stand for all.
 */
reasons: Array<UnprovenReason>, 
/**
 * How many more there are.
 */
more: number, };

/**
 * What will be done.
 */
export type StepKind = "safetyBackup" | "upload" | "administrationPage" | "restore" | "reboot" | "signIn" | "afterwards";

/**
 * The appliance an archive was taken from.
 */
export type TakenFrom = { 
/**
 * Its name at that time.
 */
name: string, 
/**
 * Its address at that time.
 */
address: string, 
/**
 * Whether that is the target's address.
 */
same: boolean, };

/**
 * What there is to do.
 */
export type TaskKind = "removeFromOldCluster" | "compareCertificate" | "confirmLogin" | "joinNewCluster" | "freshBackup" | "resumeSchedule";

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * How a row of the comparison is to be read; never the only carrier of its meaning.
 */
export type Tone = "fits" | "look" | "refused" | "unknown";

/**
 * Archives that were moved to the system's trash.
 */
export type TrashedArchives = { 
/**
 * How many.
 */
trashed: number, 
/**
 * Those that stayed where they are.
 */
failed: Array<FileFailure>, };

/**
 * Sizes and durations of an appliance's backups.
 */
export type Trend = { 
/**
 * The oldest first, at most sixty.
 */
points: Array<TrendPoint>, };

/**
 * One backup of a trend.
 */
export type TrendPoint = { 
/**
 * When it ended, RFC 3339.
 */
at: string, 
/**
 * Bytes.
 */
bytes: number, 
/**
 * How long it took, in milliseconds.
 */
durationMillis: number, 
/**
 * Whether counters are in it; null if that is not known any more.
 */
counters: Counters | null, 
/**
 * Its archive, while the library has it.
 */
archive: number | null, };

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
 * Why an archive cannot be verified.
 */
export type UnprovenReason = { "kind": "obstacle", 
/**
 * What, and where.
 */
obstacle: Obstacle, } | { "kind": "transportIncomplete" } | { "kind": "receiptSignatureBroken" } | { "kind": "receiptUnreadable" };

/**
 * Why a name is unsafe.
 */
export type UnsafeName = "empty" | "tooLong" | "absolute" | "drive" | "parent" | "backslash" | "control" | "reserved" | "notUtf8" | "twofold";

/**
 * A dangerous part of a pasted curl line.
 */
export type UnsafePart = "noCertificateCheck" | "passwordInLine" | "tokenInLine" | "plainHttp" | "followsRedirects" | "storesErrorPages";

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
