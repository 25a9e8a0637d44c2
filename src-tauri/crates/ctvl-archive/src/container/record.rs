//! The fixed records of the ZIP format, read from bytes that are known to be long enough.
//!
//! Nothing is judged here; names follow APPNOTE.TXT 6.3.

/// Signatures, as they stand in the file.
pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
pub(super) const CENTRAL: [u8; 4] = *b"PK\x01\x02";
pub(super) const END: [u8; 4] = *b"PK\x05\x06";
pub(super) const ZIP64_END: [u8; 4] = *b"PK\x06\x06";
pub(super) const ZIP64_LOCATOR: [u8; 4] = *b"PK\x06\x07";
pub(super) const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
/// Begins an archive spread over several files, or one that was meant to be.
pub(super) const SPANNED: [u8; 4] = *b"PK00";
pub(super) const ARCHIVE_EXTRA: [u8; 4] = *b"PK\x06\x08";
pub(super) const DIRECTORY_SIGNATURE: [u8; 4] = *b"PK\x05\x05";

/// Stands in a 16 or 32 bit field whose value is in a ZIP64 record.
pub(super) const MASK16: u16 = u16::MAX;
pub(super) const MASK32: u32 = u32::MAX;

pub(super) const FLAG_ENCRYPTED: u16 = 1;
pub(super) const FLAG_DESCRIPTOR: u16 = 1 << 3;
pub(super) const FLAG_PATCH: u16 = 1 << 5;
pub(super) const FLAG_STRONG_ENCRYPTION: u16 = 1 << 6;
const FLAG_UTF8: u16 = 1 << 11;
pub(super) const FLAG_MASKED_HEADERS: u16 = 1 << 13;
/// Bits without a meaning that can be checked: reserved, unused, and patch data.
pub(super) const FLAGS_UNKNOWN: u16 = 1 << 4 | FLAG_PATCH | 0b1111 << 7 | 1 << 12 | 0b11 << 14;

pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// The fields that a local header and a directory entry have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Common {
    pub(super) version: u16,
    pub(super) flags: u16,
    pub(super) method: u16,
    /// Time and date of MS-DOS.
    pub(super) modified: u32,
    pub(super) crc: u32,
    pub(super) compressed: u32,
    pub(super) expanded: u32,
    pub(super) name_length: u16,
    pub(super) extra_length: u16,
}

impl Common {
    fn at(bytes: &[u8], at: usize) -> Self {
        Self {
            version: u16_at(bytes, at),
            flags: u16_at(bytes, at + 2),
            method: u16_at(bytes, at + 4),
            modified: u32_at(bytes, at + 6),
            crc: u32_at(bytes, at + 10),
            compressed: u32_at(bytes, at + 14),
            expanded: u32_at(bytes, at + 18),
            name_length: u16_at(bytes, at + 22),
            extra_length: u16_at(bytes, at + 24),
        }
    }

    /// Whether the name is said to be UTF-8.
    pub(super) const fn says_utf8(&self) -> bool {
        self.flags & FLAG_UTF8 != 0
    }
}

/// A local header, followed by name and extra field.
pub(super) struct Local(pub(super) Common);

impl Local {
    pub(super) const LENGTH: usize = 30;

    pub(super) fn read(bytes: &[u8]) -> Self {
        Self(Common::at(bytes, 4))
    }

    pub(super) fn whole_length(&self) -> usize {
        Self::LENGTH + usize::from(self.0.name_length) + usize::from(self.0.extra_length)
    }
}

/// An entry of the directory, followed by name, extra field and comment.
pub(super) struct Central {
    pub(super) common: Common,
    pub(super) comment_length: u16,
    pub(super) disk: u16,
    pub(super) offset: u32,
}

impl Central {
    pub(super) const LENGTH: usize = 46;

    pub(super) fn read(bytes: &[u8]) -> Self {
        Self {
            common: Common::at(bytes, 6),
            comment_length: u16_at(bytes, 32),
            disk: u16_at(bytes, 34),
            offset: u32_at(bytes, 42),
        }
    }

    pub(super) fn whole_length(&self) -> usize {
        Self::LENGTH
            + usize::from(self.common.name_length)
            + usize::from(self.common.extra_length)
            + usize::from(self.comment_length)
    }
}

/// The end record, followed by the comment.
pub(super) struct End {
    pub(super) disk: u16,
    pub(super) directory_disk: u16,
    pub(super) members_here: u16,
    pub(super) members: u16,
    pub(super) directory_size: u32,
    pub(super) directory_offset: u32,
    pub(super) comment_length: u16,
}

impl End {
    pub(super) const LENGTH: usize = 22;

    pub(super) fn read(bytes: &[u8]) -> Self {
        Self {
            disk: u16_at(bytes, 4),
            directory_disk: u16_at(bytes, 6),
            members_here: u16_at(bytes, 8),
            members: u16_at(bytes, 10),
            directory_size: u32_at(bytes, 12),
            directory_offset: u32_at(bytes, 16),
            comment_length: u16_at(bytes, 20),
        }
    }
}

/// The ZIP64 end record.
pub(super) struct Zip64End {
    /// Of the rest of the record.
    pub(super) length: u64,
    pub(super) disk: u32,
    pub(super) directory_disk: u32,
    pub(super) members_here: u64,
    pub(super) members: u64,
    pub(super) directory_size: u64,
    pub(super) directory_offset: u64,
}

impl Zip64End {
    pub(super) const LENGTH: usize = 56;
    /// What `length` says when the record is of version 1 and carries nothing more.
    pub(super) const PLAIN: u64 = 44;

    pub(super) fn read(bytes: &[u8]) -> Self {
        Self {
            length: u64_at(bytes, 4),
            disk: u32_at(bytes, 16),
            directory_disk: u32_at(bytes, 20),
            members_here: u64_at(bytes, 24),
            members: u64_at(bytes, 32),
            directory_size: u64_at(bytes, 40),
            directory_offset: u64_at(bytes, 48),
        }
    }
}

/// The record that says where the ZIP64 end record is.
pub(super) struct Zip64Locator {
    pub(super) disk: u32,
    pub(super) offset: u64,
    pub(super) disks: u32,
}

impl Zip64Locator {
    pub(super) const LENGTH: usize = 20;

    pub(super) fn read(bytes: &[u8]) -> Self {
        Self { disk: u32_at(bytes, 4), offset: u64_at(bytes, 8), disks: u32_at(bytes, 16) }
    }
}

/// What a data descriptor can look like: with a signature or without, with 32 or 64 bit sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DescriptorForm {
    signed: bool,
    wide: bool,
}

/// What a data descriptor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Descriptor {
    pub(super) crc: u32,
    pub(super) compressed: u64,
    pub(super) expanded: u64,
}

impl DescriptorForm {
    /// In the order of how common they are.
    pub(super) const ALL: [Self; 4] = [
        Self { signed: true, wide: false },
        Self { signed: true, wide: true },
        Self { signed: false, wide: false },
        Self { signed: false, wide: true },
    ];
    /// Of the longest form, and of the signature that must follow.
    pub(super) const LOOKAHEAD: usize = 28;

    pub(super) const fn length(self) -> usize {
        (if self.signed { 4 } else { 0 }) + (if self.wide { 20 } else { 12 })
    }

    /// Reads the descriptor; `None` if its signature is not there.
    pub(super) fn read(self, bytes: &[u8]) -> Option<Descriptor> {
        let at = if self.signed { 4 } else { 0 };
        if self.signed && bytes[..4] != DESCRIPTOR {
            return None;
        }
        let (compressed, expanded) = if self.wide {
            (u64_at(bytes, at + 4), u64_at(bytes, at + 12))
        } else {
            (u64::from(u32_at(bytes, at + 4)), u64::from(u32_at(bytes, at + 8)))
        };
        Some(Descriptor { crc: u32_at(bytes, at), compressed, expanded })
    }

    /// Whether a record of the format begins behind the descriptor.
    pub(super) fn is_followed_by_a_record(self, bytes: &[u8]) -> bool {
        let next = &bytes[self.length()..self.length() + 4];
        next == LOCAL || next == CENTRAL || next == ARCHIVE_EXTRA
    }
}
