//! Why an archive is damaged or cannot be verified: kind, place and member, so that each surface says it in its own
//! language. The English words beside them are for the command line.

mod from_engine;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A member of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Counted from 1, in the order in the file.
    pub index: u64,
    /// How many there are, if that could be read.
    pub of: Option<u64>,
    /// Its name, everything unprintable replaced.
    pub name: String,
}

/// Where a file is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Damage {
    /// What is wrong, in words and without a full stop: `member 2 of 3 ends too early, at byte 61,014,016`.
    pub text: String,
    /// What is wrong.
    #[serde(flatten)]
    pub kind: DamageKind,
    /// The byte at which it shows.
    pub offset: u64,
    /// The member it is about.
    pub member: Option<Member>,
}

/// What is wrong with a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DamageKind {
    /// The file is empty.
    Empty,
    /// The file does not begin as a ZIP does.
    NotAZip,
    /// It is a ZIP of nothing.
    NoMembers,
    /// The file, or the data of the member, ends before it is complete.
    EndsTooEarly,
    /// Bytes where a member, the directory or the end record should begin.
    StrayBytes,
    /// Bytes behind the end record.
    TrailingBytes,
    /// There are two ends.
    AmbiguousEnd,
    /// The data does not have the checksum that is written down for it.
    ChecksumDiffers {
        /// What is written down, in eight hexadecimal digits.
        claimed: String,
        /// What the data has.
        found: String,
    },
    /// The data expands to less than is written down.
    ExpandsToLess {
        /// What is written down, in bytes.
        claimed: u64,
        /// What the data has, in bytes.
        found: u64,
    },
    /// The data expands to more than is written down.
    ExpandsToMore {
        /// What is written down, in bytes.
        claimed: u64,
    },
    /// The compressed data makes no sense.
    DataInvalid,
    /// Bytes between the end of the compressed data and the end of the member.
    DataBehindEnd,
    /// A stored member whose two sizes are not the same.
    StoredSizesDiffer,
    /// The record behind the data does not describe it.
    DescriptorDiffers,
    /// How long the member is stands nowhere that can be read.
    LengthNotKnown,
    /// The member's header and the directory do not say the same.
    HeadersDiffer {
        /// About what.
        field: HeaderField,
    },
    /// The extra field of a header is not made as the format asks.
    ExtraFieldInvalid,
    /// The member's name could reach outside a folder, or deceive.
    UnsafeName {
        /// Why.
        because: UnsafeName,
    },
    /// Another member has the same name.
    DuplicateName,
    /// The directory lists something where no member begins.
    NoSuchMember,
    /// The directory lists the same bytes twice.
    ListedTwice,
    /// The directory does not list the member.
    NotListed,
    /// The record at the end does not describe the directory.
    EndRecordDiffers {
        /// About what.
        field: EndField,
    },
}

/// A field that stands both in a member's header and in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HeaderField {
    /// The name.
    Name,
    /// The version of the format that is needed.
    Version,
    /// The flags.
    Flags,
    /// The compression method.
    Method,
    /// The time of the last change.
    Modified,
    /// The checksum.
    Checksum,
    /// The size in the file.
    CompressedSize,
    /// The size once expanded.
    ExpandedSize,
    /// A record of the extra field.
    Extra,
}

/// A field of the records at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EndField {
    /// How many members there are.
    Members,
    /// How long the directory is.
    DirectorySize,
    /// Where the directory begins.
    DirectoryOffset,
    /// Where the ZIP64 end record is, or how it is made.
    Zip64,
}

/// Why a name is unsafe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UnsafeName {
    /// There is none.
    Empty,
    /// It is longer than the limit.
    TooLong,
    /// It begins at the root of a disk.
    Absolute,
    /// It begins with a drive letter.
    Drive,
    /// It leads to a parent folder.
    Parent,
    /// It has a backslash.
    Backslash,
    /// It has a control character.
    Control,
    /// It is a device on Windows.
    Reserved,
    /// It says that it is UTF-8 and is not.
    NotUtf8,
    /// It has two names that disagree.
    Twofold,
}

/// Why an archive is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DamageReason {
    /// The container is.
    Container {
        /// Where.
        damage: Damage,
    },
    /// The file is longer or shorter than its receipt says.
    SizeDiffers {
        /// What the receipt says, in bytes.
        receipt: u64,
        /// What the file has, in bytes.
        file: u64,
    },
    /// The file's hash is not the receipt's.
    HashDiffers {
        /// What the receipt says.
        receipt: String,
        /// What the file has.
        file: String,
    },
}

/// Something in a container that cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Obstacle {
    /// What it is.
    #[serde(flatten)]
    pub kind: ObstacleKind,
    /// Where it begins in the file.
    pub offset: u64,
    /// The member.
    pub member: Option<Member>,
}

/// Why something in a container cannot be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ObstacleKind {
    /// The member is encrypted inside the ZIP.
    Encrypted,
    /// A compression method other than stored and deflate.
    UnknownMethod {
        /// Its number.
        method: u16,
    },
    /// Flags whose meaning is reserved.
    UnknownFlags {
        /// All of the member's flags.
        flags: u16,
    },
    /// It expands beyond the limits.
    ExpandsTooMuch,
    /// More members than the limit.
    TooManyMembers,
    /// The container is spread over several files.
    MultiDisk,
    /// A part of the format that is not read.
    UnsupportedRecord,
}

/// Why an archive cannot be verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum UnprovenReason {
    /// Something in the container.
    Obstacle {
        /// What, and where.
        obstacle: Obstacle,
    },
    /// The transfer was not as promised.
    TransportIncomplete,
    /// The receipt's signature is not valid.
    ReceiptSignatureBroken,
    /// The receipt cannot be read.
    ReceiptUnreadable,
}

/// Why an archive of the library is in its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StateReason {
    /// What is wrong.
    Damaged {
        /// What is wrong.
        reason: DamageReason,
    },
    /// What stood in the way.
    CannotVerify {
        /// The first reasons; they stand for all.
        reasons: Vec<UnprovenReason>,
        /// How many more there are.
        more: u64,
    },
}
