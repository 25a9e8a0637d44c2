//! Members: the one whose data is passing, and what is kept of those that have passed.

use super::extra::{Marks, Resolved};
use super::names::{self, NameHash};
use super::record::{Common, FLAG_DESCRIPTOR};
use super::verdict::{DamageKind, HeaderField, MemberRef};

/// The version of the format that ZIP64 needs.
const ZIP64_VERSION: u16 = 45;

/// The member whose header was read last.
pub(super) struct Current {
    /// Counted from 1.
    pub(super) index: u64,
    pub(super) name: Vec<u8>,
    /// Where its header begins.
    pub(super) offset: u64,
    /// Where its data begins.
    pub(super) start: u64,
    pub(super) common: Common,
    pub(super) resolved: Resolved,
    pub(super) marks: Marks,
    /// The name that its extra field gives it.
    pub(super) alias: Option<NameHash>,
    pub(super) zip64: bool,
    /// Its data cannot be checked, only counted.
    pub(super) opaque: bool,
}

/// What the data of a member turned out to be, as far as it could be told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub(super) crc: u32,
    pub(super) compressed: u64,
    pub(super) expanded: u64,
}

/// A member that has passed: what its directory entry is compared with.
pub(super) struct Seen {
    pub(super) offset: u64,
    pub(super) name: NameHash,
    pub(super) common: Common,
    pub(super) measured: Measured,
    pub(super) marks: Marks,
    pub(super) alias: Option<NameHash>,
    pub(super) zip64: bool,
    /// The directory has listed it.
    pub(super) listed: bool,
}

/// One entry of the directory, taken apart.
pub(super) struct Listed<'a> {
    pub(super) name: &'a [u8],
    pub(super) common: Common,
    pub(super) resolved: Resolved,
    pub(super) marks: Marks,
    pub(super) zip64: bool,
}

impl Current {
    pub(super) fn reference(&self) -> MemberRef {
        MemberRef { index: self.index, of: None, name: names::shown(&self.name) }
    }

    pub(super) const fn has_descriptor(&self) -> bool {
        self.common.flags & FLAG_DESCRIPTOR != 0
    }

    /// Keeps what the directory has to agree with.
    ///
    /// A header whose sizes stand behind the data says zero, or already the truth; anything else is a lie.
    pub(super) fn passed(self, measured: Measured) -> Result<Seen, DamageKind> {
        if self.has_descriptor() {
            let Resolved { compressed, expanded, .. } = self.resolved;
            let differs = |field| Err(DamageKind::HeadersDiffer(field));
            // The time stands in its place where an encrypting writer needs it to check the password.
            let time = self.common.modified << 16;
            let crc = self.common.crc;
            if crc != 0 && crc != measured.crc && !(self.opaque && crc == time) {
                return differs(HeaderField::Checksum);
            }
            if compressed != 0 && compressed != measured.compressed {
                return differs(HeaderField::CompressedSize);
            }
            if expanded != 0 && expanded != measured.expanded {
                return differs(HeaderField::ExpandedSize);
            }
        }
        Ok(Seen {
            offset: self.offset,
            name: names::hash(&self.name),
            common: self.common,
            measured,
            marks: self.marks,
            alias: self.alias,
            zip64: self.zip64,
            listed: false,
        })
    }
}

impl Seen {
    /// The first field in which the directory says something else.
    pub(super) fn disagreement(&self, listed: &Listed<'_>) -> Option<HeaderField> {
        let (ours, theirs) = (&self.common, &listed.common);
        let checks = [
            (names::hash(listed.name) == self.name, HeaderField::Name),
            (self.version_agrees(listed), HeaderField::Version),
            (ours.flags == theirs.flags, HeaderField::Flags),
            (ours.method == theirs.method, HeaderField::Method),
            (ours.modified == theirs.modified, HeaderField::Modified),
            (self.measured.crc == theirs.crc, HeaderField::Checksum),
            (self.measured.compressed == listed.resolved.compressed, HeaderField::CompressedSize),
            (self.measured.expanded == listed.resolved.expanded, HeaderField::ExpandedSize),
            (self.marks.agree_with(&listed.marks), HeaderField::Extra),
        ];
        checks.into_iter().find_map(|(agrees, field)| (!agrees).then_some(field))
    }

    /// The same version on both sides, or the one of ZIP64 on a side that alone needed it: some writers learn only
    /// after the data that a size or an offset is too large for 32 bits.
    fn version_agrees(&self, listed: &Listed<'_>) -> bool {
        let (ours, theirs) = (self.common.version, listed.common.version);
        let plain = |version| version == 10 || version == 20;
        ours == theirs
            || (theirs == ZIP64_VERSION && listed.zip64 && plain(ours))
            || (ours == ZIP64_VERSION && self.zip64 && plain(theirs))
    }
}
