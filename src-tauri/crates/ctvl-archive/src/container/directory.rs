//! The directory and the records at the end, judged against the members that were seen.

use super::extra::Extra;
use super::member::{Listed, Seen};
use super::names::{self, Taken};
use super::record::{self, Central, End, MASK16, MASK32, Zip64End, Zip64Locator};
use super::verdict::{DamageKind, EndField, HeaderField, MemberRef, ObstacleKind};

/// What reading the directory has come to.
#[derive(Default)]
pub(super) struct Directory {
    start: u64,
    end: u64,
    entries: u64,
    /// Where the next entry's member is, as long as the directory keeps the order of the file.
    next: usize,
    zip64_at: Option<u64>,
    /// The last entry ends in what looks like a ZIP64 locator.
    locator_like: bool,
    pub(super) spans_disks: bool,
}

/// Something wrong with the directory.
pub(super) struct Wrong {
    pub(super) kind: DamageKind,
    pub(super) offset: u64,
    pub(super) member: Option<MemberRef>,
}

impl Wrong {
    const fn at(offset: u64, kind: DamageKind) -> Self {
        Self { kind, offset, member: None }
    }
}

impl Directory {
    /// The directory begins here.
    pub(super) const fn begin(&mut self, offset: u64) {
        self.start = offset;
    }

    /// One entry, with its name, extra field and comment.
    pub(super) fn entry(
        &mut self,
        bytes: &[u8],
        at: u64,
        members: &mut [Seen],
        taken: &mut Taken,
        longest_name: u16,
    ) -> Result<(), Wrong> {
        let central = Central::read(bytes);
        let name_end = Central::LENGTH + usize::from(central.common.name_length);
        let name = &bytes[Central::LENGTH..name_end];
        let of_name = |index: u64, kind| Wrong {
            kind,
            offset: at,
            member: Some(MemberRef { index, of: None, name: names::shown(name) }),
        };
        // Until its member is known, an entry is counted by its own place.
        let own_place = self.entries + 1;
        let invalid = |_| of_name(own_place, DamageKind::ExtraFieldInvalid);
        let extra = &bytes[name_end..name_end + usize::from(central.common.extra_length)];
        let extra = Extra::read(extra).map_err(invalid)?;
        let resolved =
            extra.resolve_central(&central.common, central.offset, central.disk).map_err(invalid)?;
        self.spans_disks |= resolved.disk != 0;

        let found = match members.get(self.next) {
            Some(seen) if seen.offset == resolved.offset => Ok(self.next),
            _ => members.binary_search_by_key(&resolved.offset, |seen| seen.offset),
        };
        let place = found.map_err(|_| of_name(own_place, DamageKind::NoSuchMember))?;
        let index = place as u64 + 1;
        let zip64 = extra.has_zip64();
        let says_utf8 = central.common.says_utf8();
        let alias = names::alias(&extra, name, says_utf8, longest_name);
        let listed = Listed { name, common: central.common, resolved, marks: extra.marks, zip64 };
        let seen = &mut members[place];
        if seen.listed {
            return Err(of_name(index, DamageKind::ListedTwice));
        }
        if let Some(field) = seen.disagreement(&listed) {
            return Err(of_name(index, DamageKind::HeadersDiffer(field)));
        }
        if let Some(alias) = alias.map_err(|why| of_name(index, DamageKind::UnsafeName(why)))? {
            match seen.alias {
                Some(ours) if ours == names::hash(alias) => {}
                Some(_) => return Err(of_name(index, DamageKind::HeadersDiffer(HeaderField::Name))),
                None if taken.take_alias(alias, name) => {}
                None => return Err(of_name(index, DamageKind::DuplicateName)),
            }
        }
        seen.listed = true;
        let tail = &bytes[bytes.len() - Zip64Locator::LENGTH..];
        self.locator_like = tail.starts_with(&record::ZIP64_LOCATOR);
        self.next = place + 1;
        self.entries += 1;
        Ok(())
    }

    /// The directory has ended here: everything that was seen must be in it.
    pub(super) fn close(&mut self, offset: u64, members: &[Seen]) -> Result<(), Wrong> {
        self.end = offset;
        match members.iter().position(|seen| !seen.listed) {
            Some(place) => Err(Wrong {
                kind: DamageKind::NotListed,
                offset: members[place].offset,
                member: Some(MemberRef { index: place as u64 + 1, of: None, name: String::new() }),
            }),
            None => Ok(()),
        }
    }

    /// The ZIP64 end record. An obstacle if it carries more than version 1 of it.
    pub(super) fn zip64_end(&mut self, bytes: &[u8], at: u64) -> Result<Option<ObstacleKind>, Wrong> {
        let end = Zip64End::read(bytes);
        if end.length != Zip64End::PLAIN {
            return Ok(Some(ObstacleKind::UnsupportedRecord));
        }
        self.zip64_at = Some(at);
        self.spans_disks |= end.disk != 0 || end.directory_disk != 0;
        let differs = |field| Err(Wrong::at(at, DamageKind::EndRecordDiffers(field)));
        if end.members != self.entries || end.members_here != self.entries {
            differs(EndField::Members)
        } else if end.directory_size != self.end - self.start {
            differs(EndField::DirectorySize)
        } else if end.directory_offset != self.start {
            differs(EndField::DirectoryOffset)
        } else {
            Ok(None)
        }
    }

    /// The record that leads to the ZIP64 end record.
    pub(super) fn locator(&mut self, bytes: &[u8], at: u64) -> Result<(), Wrong> {
        let locator = Zip64Locator::read(bytes);
        self.spans_disks |= locator.disk != 0;
        if Some(locator.offset) == self.zip64_at && locator.disks == 1 {
            Ok(())
        } else {
            Err(Wrong::at(at, DamageKind::EndRecordDiffers(EndField::Zip64)))
        }
    }

    /// The end record with its comment.
    pub(super) fn end(&mut self, bytes: &[u8], at: u64) -> Result<(), Wrong> {
        let end = End::read(bytes);
        let wide = self.zip64_at.is_some();
        // A field may be masked only if the ZIP64 record says what it hides.
        let fits16 = |field: u16, value: u64| u64::from(field) == value || (wide && field == MASK16);
        let fits32 = |field: u32, value: u64| u64::from(field) == value || (wide && field == MASK32);
        self.spans_disks |= !fits16(end.disk, 0) || !fits16(end.directory_disk, 0);
        let differs = |field| Err(Wrong::at(at, DamageKind::EndRecordDiffers(field)));
        if !fits16(end.members, self.entries) || !fits16(end.members_here, self.entries) {
            differs(EndField::Members)
        } else if !fits32(end.directory_size, self.end - self.start) {
            differs(EndField::DirectorySize)
        } else if !fits32(end.directory_offset, self.start) {
            differs(EndField::DirectoryOffset)
        } else if bytes[1..].windows(4).any(|four| four == record::END) {
            // Readers that search from the end would find that one first; it can begin in the comment's length.
            Err(Wrong::at(at, DamageKind::AmbiguousEnd))
        } else if !wide && self.locator_like {
            // Many readers look for the locator right before this record, whatever this record says.
            Err(Wrong::at(at, DamageKind::AmbiguousEnd))
        } else {
            Ok(())
        }
    }
}
