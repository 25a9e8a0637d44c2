import type {
  ArchiveRow,
  BackupResult,
  Damage,
  DamageReason,
  EndField,
  HeaderField,
  Member,
  Obstacle,
  StateReason,
  UnprovenReason,
  UnsafeName,
} from "$lib/contract";
import { m } from "../paraglide/messages";
import { getLocale } from "../paraglide/runtime";
import { bytes, count, exactBytes } from "./format";

// Why an archive is damaged or cannot be verified: kind, part and place, as sentences without the last full stop.

const headerFields: Record<HeaderField, () => string> = {
  name: m.field_name,
  version: m.field_version,
  flags: m.field_flags,
  method: m.field_method,
  modified: m.field_modified,
  checksum: m.field_checksum,
  compressedSize: m.field_compressed_size,
  expandedSize: m.field_expanded_size,
  extra: m.field_extra,
};

const endFields: Record<EndField, () => string> = {
  members: m.field_members,
  directorySize: m.field_directory_size,
  directoryOffset: m.field_directory_offset,
  zip64: m.field_zip64,
};

const unsafeNames: Record<UnsafeName, () => string> = {
  empty: m.name_empty,
  tooLong: m.name_too_long,
  absolute: m.name_absolute,
  drive: m.name_drive,
  parent: m.name_parent,
  backslash: m.name_backslash,
  control: m.name_control,
  reserved: m.name_reserved,
  notUtf8: m.name_not_utf8,
  twofold: m.name_twofold,
};

/** What it is about: the file, or the part of it by place and name. */
function partOf(member: Member | null): string {
  if (!member) return m.reason_file();
  const index = count(member.index);
  const part =
    member.of === null ? m.reason_part_alone({ index }) : m.reason_part({ index, of: count(member.of) });
  return member.name === "" ? part : m.reason_part_named({ part, name: member.name });
}

function whatIsWrong(damage: Damage): string {
  const it = partOf(damage.member);
  switch (damage.what) {
    case "empty":
      return m.damage_empty({ it });
    case "notAZip":
      return m.damage_not_a_zip({ it });
    case "noMembers":
      return m.damage_no_members({ it });
    case "endsTooEarly":
      return m.damage_ends_too_early({ it });
    case "strayBytes":
      return m.damage_stray_bytes({ it });
    case "trailingBytes":
      return m.damage_trailing_bytes({ it });
    case "ambiguousEnd":
      return m.damage_ambiguous_end({ it });
    case "checksumDiffers":
      return m.damage_checksum({ it, found: damage.found, claimed: damage.claimed });
    case "expandsToLess":
      return m.damage_expands_to_less({ it, found: count(damage.found), claimed: count(damage.claimed) });
    case "expandsToMore":
      return m.damage_expands_to_more({ it, claimed: count(damage.claimed) });
    case "dataInvalid":
      return m.damage_data_invalid({ it });
    case "dataBehindEnd":
      return m.damage_data_behind_end({ it });
    case "storedSizesDiffer":
      return m.damage_stored_sizes({ it });
    case "descriptorDiffers":
      return m.damage_descriptor({ it });
    case "lengthNotKnown":
      return m.damage_length_unknown({ it });
    case "headersDiffer":
      return m.damage_headers_differ({ it, field: headerFields[damage.field]() });
    case "extraFieldInvalid":
      return m.damage_extra_field({ it });
    case "unsafeName":
      return m.damage_unsafe_name({ it, because: unsafeNames[damage.because]() });
    case "duplicateName":
      return m.damage_duplicate_name({ it });
    case "noSuchMember":
      return m.damage_no_such_member({ it });
    case "listedTwice":
      return m.damage_listed_twice({ it });
    case "notListed":
      return m.damage_not_listed({ it });
    case "endRecordDiffers":
      return m.damage_end_record({ it, field: endFields[damage.field]() });
  }
}

function whatStoodInTheWay(obstacle: Obstacle): string {
  const it = partOf(obstacle.member);
  switch (obstacle.what) {
    case "encrypted":
      return m.obstacle_encrypted({ it });
    case "unknownMethod":
      return m.obstacle_method({ it, method: String(obstacle.method) });
    case "unknownFlags":
      return m.obstacle_flags({ it, flags: `0x${obstacle.flags.toString(16).padStart(4, "0")}` });
    case "expandsTooMuch":
      return m.obstacle_expands({ it });
    case "tooManyMembers":
      return m.obstacle_members({ it });
    case "multiDisk":
      return m.obstacle_multi_disk({ it });
    case "unsupportedRecord":
      return m.obstacle_record({ it });
  }
}

/** What is wrong with a damaged archive, and where. */
export function damageWords(reason: DamageReason): string {
  switch (reason.kind) {
    case "container":
      return m.reason_at({ what: whatIsWrong(reason.damage), offset: count(reason.damage.offset) });
    case "sizeDiffers": {
      // Two sizes that read alike are told to the byte.
      const size = bytes(reason.file) === bytes(reason.receipt) ? exactBytes : bytes;
      return m.reason_size_differs({ file: size(reason.file), receipt: size(reason.receipt) });
    }
    case "hashDiffers":
      return m.reason_hash_differs();
  }
}

function obstacleWords(reason: UnprovenReason): string {
  switch (reason.kind) {
    case "obstacle": {
      const { obstacle } = reason;
      return m.reason_at({ what: whatStoodInTheWay(obstacle), offset: count(obstacle.offset) });
    }
    case "transportIncomplete":
      return m.reason_transport();
    case "receiptSignatureBroken":
      return m.reason_receipt_broken();
    case "receiptUnreadable":
      return m.reason_receipt_unreadable();
  }
}

/** Reasons that are told; they stand for all. */
const TOLD = 2;

/** Why an archive cannot be verified. */
export function unprovenWords(reasons: UnprovenReason[], untold = 0): string {
  const told = reasons.slice(0, TOLD).map(obstacleWords);
  const more = reasons.length - told.length + untold;
  if (more === 1) told.push(m.reason_more_one());
  if (more > 1) told.push(m.reason_more_many({ count: count(more) }));
  return told.join(". ");
}

/** Why an archive is damaged, or cannot be verified. */
export function stateWords(reason: StateReason): string {
  return reason.state === "damaged" ? damageWords(reason.reason) : unprovenWords(reason.reasons, reason.more);
}

/** Why an archive is in its state; nothing where the state says it all. */
export function whyOf({ reason, why }: Pick<ArchiveRow, "reason" | "why">): string | undefined {
  if (reason) return stateWords(reason);
  // An older version kept the English sentence alone.
  return why !== null && getLocale() === "en" ? sentenceCase(why) : undefined;
}

/** Why a fresh backup is not simply verified; nothing where it is. */
export function whyNotProven(backup: BackupResult): string | undefined {
  switch (backup.state) {
    case "damaged":
      return damageWords(backup.reason);
    case "cannotVerify":
      return unprovenWords(backup.reasons);
    case "verified":
    case "unverified":
    case "missing":
      return undefined;
  }
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
