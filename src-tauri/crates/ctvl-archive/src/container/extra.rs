//! Extra fields: records of id, length and data that must fill the field exactly.

use super::record::{Common, FLAG_DESCRIPTOR, MASK32, u16_at, u32_at, u64_at};

const ZIP64: u16 = 0x0001;
const EXTENDED_TIME: u16 = 0x5455;
const UNICODE_PATH: u16 = 0x7075;

/// More records than this are not compared; real headers have a handful, and memory must stay bounded.
const COMPARED: usize = 12;

/// The field is not a sequence of whole records, or says the same thing twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Invalid;

/// What an extra field says.
#[derive(Debug, Default)]
pub(super) struct Extra<'a> {
    zip64: Option<&'a [u8]>,
    /// The name in UTF-8, and the checksum of the plain name that it belongs to.
    pub(super) unicode_path: Option<(u32, &'a [u8])>,
    /// What is kept to be compared with the other header.
    pub(super) marks: Marks,
}

/// Short descriptions of the records of one extra field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marks {
    modified: Option<u32>,
    records: Vec<Mark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    id: u16,
    length: u16,
    crc: u32,
}

/// Sizes, and for a directory entry the offset, with ZIP64 resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) compressed: u64,
    pub(super) expanded: u64,
    pub(super) offset: u64,
    pub(super) disk: u32,
}

impl<'a> Extra<'a> {
    pub(super) fn read(mut bytes: &'a [u8]) -> Result<Self, Invalid> {
        let mut extra = Self::default();
        while !bytes.is_empty() {
            if bytes.len() < 4 {
                return Err(Invalid);
            }
            let (id, length) = (u16_at(bytes, 0), u16_at(bytes, 2));
            let data = bytes.get(4..4 + usize::from(length)).ok_or(Invalid)?;
            bytes = &bytes[4 + data.len()..];
            match id {
                ZIP64 if extra.zip64.is_some() => return Err(Invalid),
                ZIP64 => extra.zip64 = Some(data),
                UNICODE_PATH => {
                    // Version 1 is the only one; another is some other record.
                    if extra.unicode_path.is_some() || data.len() < 5 || data[0] != 1 {
                        return Err(Invalid);
                    }
                    extra.unicode_path = Some((u32_at(data, 1), &data[5..]));
                }
                EXTENDED_TIME if data.len() >= 5 && data[0] & 1 == 1 => {
                    extra.marks.modified = Some(u32_at(data, 1));
                }
                _ => {}
            }
            if id != ZIP64 && extra.marks.records.len() < COMPARED {
                extra.marks.records.push(Mark { id, length, crc: crc32fast::hash(data) });
            }
        }
        extra.marks.records.shrink_to_fit();
        Ok(extra)
    }

    pub(super) const fn has_zip64(&self) -> bool {
        self.zip64.is_some()
    }

    /// The sizes of a local header. Its ZIP64 record has both sizes, whichever of them is masked.
    pub(super) fn resolve_local(&self, common: &Common) -> Result<Resolved, Invalid> {
        let plain = Resolved {
            compressed: u64::from(common.compressed),
            expanded: u64::from(common.expanded),
            offset: 0,
            disk: 0,
        };
        let Some(data) = self.zip64 else { return Ok(plain) };
        if data.len() != 16 {
            return Err(Invalid);
        }
        let (expanded, compressed) = (u64_at(data, 0), u64_at(data, 8));
        // Sizes that stand behind the data: some writers fill the place with ones.
        let unknown = |wide| common.flags & FLAG_DESCRIPTOR != 0 && wide == u64::MAX;
        let pick = |field: u32, wide: u64| {
            if unknown(wide) {
                Ok(if field == MASK32 { 0 } else { u64::from(field) })
            } else if field == MASK32 {
                Ok(wide)
            } else if wide == 0 || wide == u64::from(field) {
                Ok(u64::from(field))
            } else {
                // Not masked, yet the record says something else: two readers would see two sizes.
                Err(Invalid)
            }
        };
        Ok(Resolved {
            compressed: pick(common.compressed, compressed)?,
            expanded: pick(common.expanded, expanded)?,
            ..plain
        })
    }

    /// The sizes and offset of a directory entry. Its ZIP64 record has what is masked, in a fixed order.
    pub(super) fn resolve_central(
        &self,
        common: &Common,
        offset: u32,
        disk: u16,
    ) -> Result<Resolved, Invalid> {
        let mut rest = self.zip64.unwrap_or_default();
        let present = self.has_zip64();
        let mut pick = |field: u32| {
            if field != MASK32 || !present {
                return Ok(u64::from(field));
            }
            let (value, behind) = rest.split_at_checked(8).ok_or(Invalid)?;
            rest = behind;
            Ok(u64_at(value, 0))
        };
        let expanded = pick(common.expanded)?;
        let compressed = pick(common.compressed)?;
        let offset = pick(offset)?;
        let disk = if disk == u16::MAX && present {
            let (value, behind) = rest.split_at_checked(4).ok_or(Invalid)?;
            rest = behind;
            u32_at(value, 0)
        } else {
            u32::from(disk)
        };
        if rest.is_empty() { Ok(Resolved { compressed, expanded, offset, disk }) } else { Err(Invalid) }
    }
}

impl Marks {
    /// Whether what stands on both sides is the same.
    ///
    /// Writers shorten records in the directory (Info-ZIP leaves times of access out), so records of one id are
    /// compared only where their lengths are equal, and the time of change wherever both have it.
    pub(super) fn agree_with(&self, other: &Self) -> bool {
        let times_agree = match (self.modified, other.modified) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        };
        times_agree
            && self.records.iter().all(|mark| {
                other
                    .records
                    .iter()
                    .find(|theirs| theirs.id == mark.id && theirs.length == mark.length)
                    .is_none_or(|theirs| theirs.crc == mark.crc)
            })
    }
}
