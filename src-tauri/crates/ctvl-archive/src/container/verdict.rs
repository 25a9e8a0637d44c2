//! What can be said of a container: whole, not verifiable, or damaged, and where.
//!
//! What is wrong is kept by others as JSON, so the words under which it is written never change.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a container may ask of the reader before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most members.
    pub members: u64,
    /// The longest member name, in bytes.
    pub name_length: u16,
    /// The most bytes that one compressed byte may expand to, once a container has expanded to `expansion_grace`.
    pub expansion_ratio: u64,
    /// Bytes that may be expanded before the ratio counts: small members of zeros compress better than any limit.
    pub expansion_grace: u64,
    /// The most bytes that all members together may expand to.
    pub expanded: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            members: 100_000,
            name_length: 1024,
            expansion_ratio: 250,
            expansion_grace: 1 << 30,
            expanded: 1 << 43,
        }
    }
}

/// What was found of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Container {
    /// Complete, every member's checksum is right, and nothing is hidden.
    Whole(Contents),
    /// Nothing wrong was found, but not everything could be checked. Never to be shown as good.
    CannotVerify {
        /// What could be counted.
        contents: Contents,
        /// What stood in the way; never empty.
        obstacles: Vec<Obstacle>,
    },
    /// Not what it should be.
    Damaged(Damage),
}

/// Sums over the members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// How many members.
    pub members: u64,
    /// Their bytes in the file.
    pub compressed: u64,
    /// Their bytes once expanded.
    pub expanded: u64,
}

/// One member of a container, as it can be named to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRef {
    /// Counted from 1, in the order in the file.
    pub index: u64,
    /// How many there are, if that could still be read.
    pub of: Option<u64>,
    /// The name, with everything unprintable replaced, cut to 120 characters.
    pub name: String,
}

/// Something in a member that this crate cannot check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// What it is.
    pub kind: ObstacleKind,
    /// Where it begins in the file.
    pub offset: u64,
    /// The member.
    pub member: Option<MemberRef>,
}

/// Why something cannot be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObstacleKind {
    /// The member is encrypted inside the ZIP.
    Encrypted,
    /// A compression method other than stored and deflate.
    UnknownMethod(u16),
    /// Flags whose meaning is reserved.
    UnknownFlags(u16),
    /// It expands beyond the limits, so it was not expanded to the end.
    ExpandsTooMuch,
    /// More members than the limit.
    TooManyMembers,
    /// The container is spread over several files.
    MultiDisk,
    /// A part of the format that is not read: an archive-wide extra record or an encrypted directory.
    UnsupportedRecord,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// What is wrong.
    pub kind: DamageKind,
    /// The byte at which it shows, counted from the start of the file.
    pub offset: u64,
    /// The member it is about.
    pub member: Option<MemberRef>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum DamageKind {
    /// The file is empty.
    Empty,
    /// The file does not begin as a ZIP does: it is something else, or something stands before the first member.
    NotAZip,
    /// It is a ZIP of nothing, which no backup is.
    NoMembers,
    /// The file, or the data of the member, ends before it is complete.
    EndsTooEarly,
    /// Bytes where a member, the directory or the end record should begin.
    StrayBytes,
    /// Bytes behind the end record.
    TrailingBytes,
    /// The comment at the end holds what looks like another end record.
    AmbiguousEnd,
    /// The data does not have the checksum that is written down for it.
    ChecksumDiffers {
        /// What is written down.
        claimed: u32,
        /// What the data has.
        found: u32,
    },
    /// The data expands to less than is written down.
    ExpandsToLess {
        /// What is written down, in bytes.
        claimed: u64,
        /// What the data has, in bytes.
        found: u64,
    },
    /// The data expands to more than is written down; it was not expanded further.
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
    HeadersDiffer(HeaderField),
    /// The extra field of a header is not made as the format asks.
    ExtraFieldInvalid,
    /// The member's name could reach outside a folder, or deceive.
    UnsafeName(UnsafeName),
    /// Another member has the same name, letter case and way of writing accents aside.
    DuplicateName,
    /// The directory lists something where no member begins.
    NoSuchMember,
    /// The directory lists the same bytes twice.
    ListedTwice,
    /// The directory does not list the member.
    NotListed,
    /// The record at the end does not describe the directory.
    EndRecordDiffers(EndField),
}

/// A field that stands both in a member's header and in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndField {
    /// How many members there are.
    Members,
    /// How long the directory is.
    DirectorySize,
    /// Where the directory begins.
    DirectoryOffset,
    /// Where the ZIP64 end record is, how it is made, or how many files there are.
    Zip64,
}

/// Why a name is unsafe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnsafeName {
    /// There is none.
    Empty,
    /// It is longer than the limit.
    TooLong,
    /// It begins at the root of a disk.
    Absolute,
    /// It begins with a drive letter.
    Drive,
    /// It has a part `..`.
    Parent,
    /// It has a backslash, which is a folder to some systems.
    Backslash,
    /// It has a NUL or another control character.
    Control,
    /// It is a device on Windows, such as `CON`.
    Reserved,
    /// It says that it is UTF-8 and is not.
    NotUtf8,
    /// It has two names that disagree.
    Twofold,
}

/// A number with commas between thousands.
struct Grouped(u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl fmt::Display for MemberRef {
    /// `member 2 of 3`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "member {}", Grouped(self.index))?;
        match self.of {
            Some(of) => write!(f, " of {}", Grouped(of)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Damage {
    /// `member 2 of 3 ends too early, at byte 61,014,016`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            Some(member) => write!(f, "{member} ")?,
            None => f.write_str("the file ")?,
        }
        write!(f, "{}, at byte {}", self.kind, Grouped(self.offset))
    }
}

impl fmt::Display for DamageKind {
    /// What the member or the file does or is, as the rest of a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::NotAZip => f.write_str("does not begin as a ZIP archive does"),
            Self::NoMembers => f.write_str("is a ZIP archive with nothing in it"),
            Self::EndsTooEarly => f.write_str("ends too early"),
            Self::StrayBytes => f.write_str("has bytes that belong to no member"),
            Self::TrailingBytes => f.write_str("has bytes behind its end"),
            Self::AmbiguousEnd => f.write_str("has two ends"),
            Self::ChecksumDiffers { claimed, found } => {
                write!(f, "has the checksum {found:08x} instead of {claimed:08x}")
            }
            Self::ExpandsToLess { claimed, found } => {
                write!(f, "expands to {} bytes instead of {}", Grouped(*found), Grouped(*claimed))
            }
            Self::ExpandsToMore { claimed } => {
                write!(f, "expands to more than its {} bytes", Grouped(*claimed))
            }
            Self::DataInvalid => f.write_str("has compressed data that makes no sense"),
            Self::DataBehindEnd => f.write_str("has bytes behind the end of its data"),
            Self::StoredSizesDiffer => f.write_str("is not compressed, yet its two sizes differ"),
            Self::DescriptorDiffers => f.write_str("is not what the record behind it says"),
            Self::LengthNotKnown => f.write_str("does not say how long it is"),
            Self::HeadersDiffer(field) => write!(f, "has another {field} in the directory"),
            Self::ExtraFieldInvalid => f.write_str("has an extra field that is not made as the format asks"),
            Self::UnsafeName(why) => write!(f, "has an unsafe name: {why}"),
            Self::DuplicateName => f.write_str("has the name of another member"),
            Self::NoSuchMember => f.write_str("is listed where no member begins"),
            Self::ListedTwice => f.write_str("is listed twice"),
            Self::NotListed => f.write_str("is not listed in the directory"),
            Self::EndRecordDiffers(field) => write!(f, "has another {field} than its end record says"),
        }
    }
}

impl fmt::Display for HeaderField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "name",
            Self::Version => "format version",
            Self::Flags => "set of flags",
            Self::Method => "compression method",
            Self::Modified => "time of change",
            Self::Checksum => "checksum",
            Self::CompressedSize => "compressed size",
            Self::ExpandedSize => "expanded size",
            Self::Extra => "extra field",
        })
    }
}

impl fmt::Display for EndField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Members => "number of members",
            Self::DirectorySize => "length of the directory",
            Self::DirectoryOffset => "place of the directory",
            Self::Zip64 => "ZIP64 end",
        })
    }
}

impl fmt::Display for UnsafeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::TooLong => "it is too long",
            Self::Absolute => "it begins at the root",
            Self::Drive => "it begins with a drive letter",
            Self::Parent => "it leads to a parent folder",
            Self::Backslash => "it has a backslash",
            Self::Control => "it has a control character",
            Self::Reserved => "it is a device name",
            Self::NotUtf8 => "it is not UTF-8",
            Self::Twofold => "it has two names that differ",
        })
    }
}

impl fmt::Display for Obstacle {
    /// `member 2 of 3 is encrypted inside the archive, at byte 61,014,016`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            Some(member) => write!(f, "{member} ")?,
            None => f.write_str("the file ")?,
        }
        write!(f, "{}, at byte {}", self.kind, Grouped(self.offset))
    }
}

impl fmt::Display for ObstacleKind {
    /// What the member or the file does or is, as the rest of a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encrypted => f.write_str("is encrypted inside the archive"),
            Self::UnknownMethod(method) => {
                write!(f, "is compressed with method {method}, which cannot be checked")
            }
            Self::UnknownFlags(flags) => write!(f, "has reserved flags set ({flags:#06x})"),
            Self::ExpandsTooMuch => f.write_str("expands to more than the limit allows"),
            Self::TooManyMembers => f.write_str("has more members than the limit allows"),
            Self::MultiDisk => f.write_str("is one part of an archive spread over several files"),
            Self::UnsupportedRecord => f.write_str("has a record that cannot be checked"),
        }
    }
}
