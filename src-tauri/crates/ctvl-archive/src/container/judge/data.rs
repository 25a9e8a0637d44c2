//! The data of the current member, and the record behind it.

use bytes::{Buf as _, Bytes};

use super::super::content::{Claim, Found, Job, Step};
use super::super::directory::Wrong;
use super::super::member::{Current, Measured};
use super::super::record::{self, DEFLATED, DescriptorForm, STORED};
use super::super::verdict::{DamageKind, ObstacleKind};
use super::{Judge, Outcome, State};
use crate::details::{Details, MANIFEST_LIMIT, MANIFEST_NAME};

/// Members of these sizes are checked on other threads: worth handing over, and fit for the buffers read ahead.
const FOR_THE_POOL: std::ops::RangeInclusive<u64> = 16 * 1024..=1 << 20;

/// A stream whose size is not known is held to the limits after every so many of its compressed bytes: at fixed
/// places, or the answer would depend on how the bytes were cut.
const EXPANDED_AT_ONCE: u64 = 64 * 1024;

/// How the data of the current member is looked at.
pub(super) enum Data {
    /// Not compressed, of known length.
    Stored { crc: crc32fast::Hasher, left: u64, claim: Option<Claim> },
    /// Not compressed, and the length stands only behind it.
    Endless { crc: crc32fast::Hasher, length: u64 },
    /// Deflated, of known length.
    Deflated { left: u64, claim: Claim },
    /// Deflated; the stream says where it ends.
    Streaming,
    /// Deflated, kept together for another thread.
    Collected { parts: Vec<Bytes>, left: u64, claim: Claim },
    /// Only counted.
    Opaque { left: u64 },
}

impl Judge {
    /// Decides how the data behind a header is looked at.
    pub(super) fn begin_data(&mut self, mut current: Current) -> Result<(), Wrong> {
        let (flags, method) = (current.common.flags, current.common.method);
        let mut hinder = |kind| {
            current.opaque = true;
            self.hinder(kind, current.offset, Some(current.reference()));
        };
        let encryption =
            record::FLAG_ENCRYPTED | record::FLAG_STRONG_ENCRYPTION | record::FLAG_MASKED_HEADERS;
        if flags & encryption != 0 {
            hinder(ObstacleKind::Encrypted);
        } else if method != STORED && method != DEFLATED {
            hinder(ObstacleKind::UnknownMethod(method));
        }
        if flags & record::FLAGS_UNKNOWN != 0 {
            hinder(ObstacleKind::UnknownFlags(flags & record::FLAGS_UNKNOWN));
        }
        self.manifest_begins(&current);

        let resolved = current.resolved;
        let known = match resolved.compressed {
            _ if !current.has_descriptor() => Some(resolved.compressed),
            0 => self.sizes.as_ref().and_then(|sizes| sizes.of(current.offset)),
            length => Some(length),
        };
        let claim = |length: u64| Claim {
            crc: current.common.crc,
            expanded: resolved.expanded,
            start: current.start,
            end: current.start.saturating_add(length),
        };
        let data = match (known, method) {
            _ if !current.opaque && method == DEFLATED && current.has_descriptor() => {
                self.expander.begin(None);
                Data::Streaming
            }
            (Some(length), _) if length.checked_add(current.start).is_none() => {
                return Err(self.wrong(&current, DamageKind::LengthNotKnown, current.offset));
            }
            (Some(length), _) if current.opaque => Data::Opaque { left: length },
            (Some(length), STORED) => {
                if !current.has_descriptor() && length != resolved.expanded {
                    return Err(self.wrong(&current, DamageKind::StoredSizesDiffer, current.offset));
                }
                let claim = (!current.has_descriptor()).then(|| claim(length));
                Data::Stored { crc: crc32fast::Hasher::new(), left: length, claim }
            }
            (Some(length), _) if !self.may_expand(resolved.expanded, current.start + length) => {
                let member = current.reference();
                self.hinder(ObstacleKind::ExpandsTooMuch, current.offset, Some(member));
                current.opaque = true;
                Data::Opaque { left: length }
            }
            (Some(length), _) => {
                let claim = claim(length);
                // After a guess the whole pass may be void, and then nothing of it may have been said.
                if self.pool.is_some()
                    && FOR_THE_POOL.contains(&length)
                    && self.manifest.is_none()
                    && !self.guessed
                {
                    Data::Collected { parts: Vec::new(), left: length, claim }
                } else {
                    self.expander.begin(Some(claim.expanded));
                    Data::Deflated { left: length, claim }
                }
            }
            (None, STORED) if !current.opaque => Data::Endless { crc: crc32fast::Hasher::new(), length: 0 },
            (None, _) if self.sizes.is_none() => {
                self.outcome = Some(Outcome::NeedsWholeFile);
                return Ok(());
            }
            (None, _) => return Err(self.wrong(&current, DamageKind::LengthNotKnown, current.offset)),
        };
        self.current = Some(current);
        self.state = State::Data(data);
        // A member without data has to end before anything else is read.
        if !matches!(self.state, State::Data(Data::Endless { .. } | Data::Streaming)) {
            self.data(&mut Bytes::new());
        }
        Ok(())
    }

    /// Takes what of the input belongs to the current member.
    pub(super) fn data(&mut self, input: &mut Bytes) {
        // Taken out, because what happens to the data needs the rest of the judge.
        let State::Data(data) = std::mem::replace(&mut self.state, State::Record) else { return };
        match self.look_at(data, input) {
            Ok(Some(data)) => self.state = State::Data(data),
            Ok(None) => {}
            Err((kind, offset)) => {
                let member = self.current.as_ref().map(Current::reference);
                self.fail(Wrong { kind, offset, member });
            }
        }
    }

    fn look_at(&mut self, data: Data, input: &mut Bytes) -> Result<Option<Data>, Found> {
        match data {
            Data::Stored { mut crc, mut left, claim } => {
                let bytes = self.take(input, left);
                left -= bytes.len() as u64;
                crc.update(&bytes);
                self.manifest_goes_on(&bytes);
                if left > 0 {
                    return Ok(Some(Data::Stored { crc, left, claim }));
                }
                let length = self.data_length();
                let found = crc.finalize();
                match claim {
                    Some(claim) => {
                        claim.compare(found, length)?;
                        self.pass(Measured { crc: found, compressed: length, expanded: length })
                    }
                    None => self.expect_descriptor(Some((found, length))),
                }
            }
            Data::Deflated { mut left, claim } => {
                let bytes = self.take(input, left);
                left -= bytes.len() as u64;
                let manifest = &mut self.manifest;
                if !self.expander.check(&bytes, left, &claim, &mut |piece| keep(manifest, piece))? {
                    return Ok(Some(Data::Deflated { left, claim }));
                }
                self.pass(self.as_claimed(&claim))
            }
            Data::Streaming => {
                let manifest = &mut self.manifest;
                let start = self.current.as_ref().map_or(0, |current| current.start);
                let block = EXPANDED_AT_ONCE - (self.position - start) % EXPANDED_AT_ONCE;
                let block = usize::try_from(block).unwrap_or(usize::MAX).min(input.len());
                let (used, step) = self.expander.take(&input[..block], &mut |piece| keep(manifest, piece));
                input.advance(used);
                self.position += used as u64;
                let found = self.expander.found();
                let at_a_limit =
                    step == Step::Ended || (self.position - start).is_multiple_of(EXPANDED_AT_ONCE);
                match step {
                    Step::Wrong(kind) => Err((kind, start)),
                    _ if at_a_limit && !self.may_expand(found.1, self.position) => {
                        let current = self.current.as_ref();
                        let (offset, member) =
                            (current.map_or(0, |current| current.offset), current.map(Current::reference));
                        self.hinder(ObstacleKind::ExpandsTooMuch, offset, member);
                        self.outcome = Some(Outcome::Stopped);
                        Ok(None)
                    }
                    Step::NeedsMore => Ok(Some(Data::Streaming)),
                    Step::Ended => self.expect_descriptor(Some(found)),
                }
            }
            Data::Collected { mut parts, mut left, claim } => {
                let bytes = self.take(input, left);
                left -= bytes.len() as u64;
                if !bytes.is_empty() {
                    parts.push(bytes);
                }
                if left > 0 {
                    return Ok(Some(Data::Collected { parts, left, claim }));
                }
                if let (Some(pool), Some(current)) = (&self.pool, &self.current) {
                    // The threads end only after this judge; if one is gone, its panic is what is reported.
                    let _ = pool.send(Job { parts, claim, member: current.reference() });
                }
                self.pass(self.as_claimed(&claim))
            }
            Data::Opaque { mut left } => {
                left -= self.take(input, left).len() as u64;
                if left > 0 {
                    return Ok(Some(Data::Opaque { left }));
                }
                let Some(current) = &self.current else { return Ok(None) };
                if current.has_descriptor() {
                    return self.expect_descriptor(None);
                }
                let measured = Measured {
                    crc: current.common.crc,
                    compressed: current.resolved.compressed,
                    expanded: current.resolved.expanded,
                };
                self.pass(measured)
            }
            Data::Endless { crc, length } => self.look_for_the_end(crc, length, input),
        }
    }

    /// Looks for a descriptor that is right about all the data before it. Nothing but malice makes one by chance,
    /// and then the directory says otherwise.
    fn look_for_the_end(
        &mut self,
        mut crc: crc32fast::Hasher,
        mut length: u64,
        input: &mut Bytes,
    ) -> Result<Option<Data>, Found> {
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(&input[from..], &record::DESCRIPTOR).map(|at| from + at) {
            self.stored(&mut crc, &mut length, input, at);
            if input.len() < DescriptorForm::LOOKAHEAD {
                return Ok(Some(self.carry(crc, length, input, 0)));
            }
            let found = crc.clone().finalize();
            let form = DescriptorForm::ALL.into_iter().find(|form| {
                form.read(input).is_some_and(|says| {
                    says.crc == found && says.compressed == length && says.expanded == length
                }) && input.starts_with(&record::DESCRIPTOR)
                    && form.is_followed_by_a_record(input)
            });
            if let Some(form) = form {
                // With the directory at hand nothing better can be asked for.
                self.guessed = self.sizes.is_none();
                self.position += form.length() as u64;
                input.advance(form.length());
                return self.pass(Measured { crc: found, compressed: length, expanded: length });
            }
            from = 1;
        }
        let whole = input.len().saturating_sub(record::DESCRIPTOR.len() - 1).max(from.min(input.len()));
        Ok(Some(self.carry(crc, length, input, whole)))
    }

    /// Counts the next `count` bytes as data of the member.
    fn stored(&mut self, crc: &mut crc32fast::Hasher, length: &mut u64, input: &mut Bytes, count: usize) {
        let bytes = self.take(input, count as u64);
        crc.update(&bytes);
        *length += bytes.len() as u64;
        self.manifest_goes_on(&bytes);
    }

    /// Counts `count` bytes and keeps the rest, which may be the beginning of a descriptor, for the next push.
    fn carry(
        &mut self,
        mut crc: crc32fast::Hasher,
        mut length: u64,
        input: &mut Bytes,
        count: usize,
    ) -> Data {
        self.stored(&mut crc, &mut length, input, count);
        self.gathered.extend_from_slice(input);
        self.position += input.len() as u64;
        input.clear();
        Data::Endless { crc, length }
    }

    /// The input, with what the last push left over in front of it.
    pub(super) fn with_carry(&mut self, bytes: Bytes) -> Bytes {
        if self.gathered.is_empty() || !matches!(self.state, State::Data(_)) {
            return bytes;
        }
        self.position -= self.gathered.len() as u64;
        let mut joined = std::mem::take(&mut self.gathered);
        joined.extend_from_slice(&bytes);
        Bytes::from(joined)
    }

    /// What stands behind the data, if its length or checksum were not known before.
    fn expect_descriptor(&mut self, found: Option<(u32, u64)>) -> Result<Option<Data>, Found> {
        self.measured = found;
        self.data_end = self.position;
        self.state = State::Descriptor;
        Ok(None)
    }

    pub(super) fn descriptor(&mut self, input: &mut Bytes) {
        if !self.gather(input, DescriptorForm::LOOKAHEAD) {
            return;
        }
        let compressed = self.data_length_until(self.data_end);
        let bytes = std::mem::take(&mut self.gathered);
        let fits = |form: &DescriptorForm| {
            form.read(&bytes).filter(|says| {
                let content = self.measured.is_none_or(|found| found == (says.crc, says.expanded));
                says.compressed == compressed && content
            })
        };
        let mut forms = DescriptorForm::ALL
            .iter()
            .filter_map(|form| fits(form).map(|says| (form, says)))
            .collect::<Vec<_>>();
        forms.sort_by_key(|(form, _)| !form.is_followed_by_a_record(&bytes));
        let result = match forms.first() {
            Some((form, says)) => {
                self.gathered.extend_from_slice(&bytes[form.length()..]);
                self.state = State::Record;
                self.pass(Measured { crc: says.crc, compressed, expanded: says.expanded })
            }
            None => Err(self.descriptor_fault(&bytes, compressed)),
        };
        if let Err((kind, offset)) = result {
            let member = self.current.as_ref().map(Current::reference);
            self.fail(Wrong { kind, offset, member });
        }
    }

    /// A descriptor that is right about the lengths says which checksum the data should have.
    fn descriptor_fault(&self, bytes: &[u8], compressed: u64) -> Found {
        if let Some((crc, expanded)) = self.measured {
            for says in DescriptorForm::ALL.iter().filter_map(|form| form.read(bytes)) {
                if says.compressed == compressed && says.expanded == expanded {
                    let kind = DamageKind::ChecksumDiffers { claimed: says.crc, found: crc };
                    return (kind, self.current.as_ref().map_or(0, |current| current.start));
                }
            }
        }
        (DamageKind::DescriptorDiffers, self.data_end)
    }

    /// The current member is over.
    fn pass(&mut self, measured: Measured) -> Result<Option<Data>, Found> {
        let Some(current) = self.current.take() else { return Ok(None) };
        self.manifest_ends(&current);
        let (offset, reference) = (current.offset, current.reference());
        match current.passed(measured) {
            Ok(seen) => {
                self.members.push(seen);
                self.contents.members += 1;
                self.contents.compressed = self.contents.compressed.saturating_add(measured.compressed);
                self.contents.expanded = self.contents.expanded.saturating_add(measured.expanded);
            }
            Err(kind) => self.fail(Wrong { kind, offset, member: Some(reference) }),
        }
        Ok(None)
    }

    /// Takes up to `left` bytes.
    fn take(&mut self, input: &mut Bytes, left: u64) -> Bytes {
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
        self.position += count as u64;
        input.split_to(count)
    }

    fn data_length(&self) -> u64 {
        self.data_length_until(self.position)
    }

    fn data_length_until(&self, end: u64) -> u64 {
        end - self.current.as_ref().map_or(end, |current| current.start)
    }

    fn as_claimed(&self, claim: &Claim) -> Measured {
        Measured { crc: claim.crc, compressed: claim.end - claim.start, expanded: claim.expanded }
    }

    /// Whether a container may have expanded to this much more, of what stands before this place in the file.
    fn may_expand(&self, more: u64, place: u64) -> bool {
        let whole = self.contents.expanded.saturating_add(more);
        whole <= self.limits.expanded
            && (whole <= self.limits.expansion_grace
                || whole <= place.saturating_mul(self.limits.expansion_ratio))
    }

    fn wrong(&self, current: &Current, kind: DamageKind, offset: u64) -> Wrong {
        Wrong { kind, offset, member: Some(current.reference()) }
    }

    fn manifest_begins(&mut self, current: &Current) {
        let is_manifest = current.name == MANIFEST_NAME.as_bytes() && !current.opaque;
        self.manifest = is_manifest.then(Vec::new);
    }

    fn manifest_goes_on(&mut self, bytes: &[u8]) {
        keep(&mut self.manifest, bytes);
    }

    fn manifest_ends(&mut self, current: &Current) {
        // A member that was not checked says nothing.
        if let Some(bytes) = self.manifest.take().filter(|_| !current.opaque) {
            self.details = Details::read(&bytes);
            self.details_from = current.index;
        }
    }
}

/// Keeps what a manifest may be long; one that is longer is no manifest.
fn keep(manifest: &mut Option<Vec<u8>>, piece: &[u8]) {
    if let Some(bytes) = manifest {
        if bytes.len() + piece.len() <= MANIFEST_LIMIT {
            bytes.extend_from_slice(piece);
        } else {
            *manifest = None;
        }
    }
}
