//! The judge: a state machine that is pushed the bytes of a file, in order, in pieces of any size.
//!
//! What it says depends on the bytes alone, never on how they were cut into pieces.

mod data;
mod ending;

use std::sync::mpsc::SyncSender;

use bytes::{Buf as _, Bytes};

use super::content::{Expander, Job};
use super::directory::{Directory, Wrong};
use super::extra::Extra;
use super::member::{Current, Seen};
use super::names::{self, Taken};
use super::record::{self, Central, End, Local, Zip64End, Zip64Locator};
use super::sizes::Sizes;
use super::verdict::{Contents, Damage, DamageKind, Limits, MemberRef, Obstacle, ObstacleKind};
use crate::details::Details;
use data::Data;
pub(crate) use ending::Judged;

/// More obstacles than this are not listed; the first says enough.
const OBSTACLES: usize = 64;

pub(crate) struct Judge {
    limits: Limits,
    sizes: Option<Sizes>,
    pool: Option<SyncSender<Job>>,
    state: State,
    phase: Phase,
    /// Bytes of the record, or of the descriptor, that is being put together.
    gathered: Vec<u8>,
    /// How many bytes were taken so far, those in `gathered` included.
    position: u64,
    size: u64,
    tail: Tail,
    current: Option<Current>,
    members: Vec<Seen>,
    names: Taken,
    directory: Directory,
    contents: Contents,
    expander: Expander,
    /// Checksum and length of the data whose descriptor comes next, where they could be taken.
    measured: Option<(u32, u64)>,
    /// Where that data ended.
    data_end: u64,
    manifest: Option<Vec<u8>>,
    details: Details,
    /// Which member said so.
    details_from: u64,
    obstacles: Vec<Obstacle>,
    /// The end of a member was told from its data; only the directory can say whether that was right.
    guessed: bool,
    outcome: Option<Outcome>,
}

enum State {
    /// Putting a record together.
    Record,
    /// The data of the current member.
    Data(Data),
    /// What stands behind the data of the current member.
    Descriptor,
}

/// Which records may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Members,
    Directory,
    Locator,
    End,
    Finished,
}

/// Why nothing more is looked at.
enum Outcome {
    Damaged(Damage),
    /// The rest cannot be read; the obstacle is listed.
    Stopped,
    NeedsWholeFile,
}

/// The last bytes of the file, for what a broken archive still says about itself.
#[derive(Default)]
struct Tail(Vec<u8>);

impl Judge {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            sizes: None,
            pool: None,
            state: State::Record,
            phase: Phase::Members,
            gathered: Vec::new(),
            position: 0,
            size: 0,
            tail: Tail::default(),
            current: None,
            members: Vec::new(),
            names: Taken::default(),
            directory: Directory::default(),
            contents: Contents::default(),
            expander: Expander::new(),
            measured: None,
            data_end: 0,
            manifest: None,
            details: Details::UNKNOWN,
            details_from: 0,
            obstacles: Vec::new(),
            guessed: false,
            outcome: None,
        }
    }

    /// Takes lengths that the headers do not say from the directory, which was read before.
    pub(crate) fn with_sizes(self, sizes: Sizes) -> Self {
        Self { sizes: Some(sizes), ..self }
    }

    /// Hands small members to other threads.
    pub(crate) fn with_pool(self, pool: SyncSender<Job>) -> Self {
        Self { pool: Some(pool), ..self }
    }

    /// Takes the next bytes.
    pub(crate) fn push(&mut self, bytes: Bytes) {
        self.size += bytes.len() as u64;
        self.tail.note(&bytes);
        if self.outcome.is_some() {
            return;
        }
        let mut input = self.with_carry(bytes);
        while !input.is_empty() && self.outcome.is_none() {
            match self.state {
                State::Record => self.gather_record(&mut input),
                State::Data(_) => self.data(&mut input),
                State::Descriptor => self.descriptor(&mut input),
            }
        }
    }

    /// Nothing more will come, so the other threads can end.
    pub(crate) fn hand_out_no_more(&mut self) {
        self.pool = None;
    }

    /// Damage that is certain, whatever may come.
    pub(crate) fn damage(&self) -> Option<&Damage> {
        match &self.outcome {
            Some(Outcome::Damaged(damage)) if !self.guessed => Some(damage),
            _ => None,
        }
    }

    /// Where the first byte stands that is not interpreted yet.
    fn here(&self) -> u64 {
        self.position - self.gathered.len() as u64
    }

    /// Moves bytes from `input` until `want` are gathered; false if there are not enough yet.
    fn gather(&mut self, input: &mut Bytes, want: usize) -> bool {
        let missing = want.saturating_sub(self.gathered.len()).min(input.len());
        self.gathered.extend_from_slice(&input[..missing]);
        input.advance(missing);
        self.position += missing as u64;
        self.gathered.len() >= want
    }

    fn gather_record(&mut self, input: &mut Bytes) {
        let mut want = 4;
        while self.gather(input, want) {
            let next = match self.record_length() {
                Ok(length) => length,
                Err(outcome) => {
                    self.outcome = Some(outcome);
                    return;
                }
            };
            if next == want {
                let record = std::mem::take(&mut self.gathered);
                let result = self.record(&record);
                // The buffer is used again; a record can be large.
                self.gathered = record;
                self.gathered.clear();
                if let Err(wrong) = result {
                    self.fail(wrong);
                }
                return;
            }
            want = next;
        }
    }

    /// How long the record is, as far as it can be told from what is gathered of it.
    fn record_length(&mut self) -> Result<usize, Outcome> {
        let bytes = &self.gathered;
        let [a, b, c, d, ..] = bytes[..] else { return Ok(4) };
        let signature = [a, b, c, d];
        let (fixed, fits) = match signature {
            record::LOCAL => (Local::LENGTH, self.phase == Phase::Members),
            record::CENTRAL => (Central::LENGTH, matches!(self.phase, Phase::Members | Phase::Directory)),
            record::ZIP64_END => (Zip64End::LENGTH, self.phase == Phase::Directory),
            record::ZIP64_LOCATOR => (Zip64Locator::LENGTH, self.phase == Phase::Locator),
            record::END => {
                (End::LENGTH, matches!(self.phase, Phase::Members | Phase::Directory | Phase::End))
            }
            record::ARCHIVE_EXTRA if self.phase == Phase::Members && !self.members.is_empty() => {
                return Err(self.stop(ObstacleKind::UnsupportedRecord));
            }
            record::DIRECTORY_SIGNATURE if self.phase == Phase::Directory => {
                return Err(self.stop(ObstacleKind::UnsupportedRecord));
            }
            record::DESCRIPTOR | record::SPANNED if self.here() == 0 => {
                return Err(self.stop(ObstacleKind::MultiDisk));
            }
            _ => (0, false),
        };
        // Without a member before it, neither the directory nor the end can begin.
        let begins = self.here() == 0;
        if !fits || (begins && signature == record::CENTRAL) {
            let kind = match self.phase {
                Phase::Members if begins => DamageKind::NotAZip,
                Phase::Finished => DamageKind::TrailingBytes,
                _ => DamageKind::StrayBytes,
            };
            return Err(Outcome::Damaged(Damage { kind, offset: self.here(), member: None }));
        }
        if self.phase == Phase::Members && signature == record::END {
            // A directory must come between.
            let kind = if begins { DamageKind::NoMembers } else { DamageKind::StrayBytes };
            return Err(Outcome::Damaged(Damage { kind, offset: self.here(), member: None }));
        }
        if bytes.len() < fixed {
            return Ok(fixed);
        }
        Ok(match signature {
            record::LOCAL => Local::read(bytes).whole_length(),
            record::CENTRAL => Central::read(bytes).whole_length(),
            record::END => End::LENGTH + usize::from(End::read(bytes).comment_length),
            _ => fixed,
        })
    }

    /// One whole record, which `position` stands behind.
    fn record(&mut self, bytes: &[u8]) -> Result<(), Wrong> {
        let at = self.position - bytes.len() as u64;
        let signature = &bytes[..4];
        if signature == record::LOCAL {
            return self.local(bytes, at);
        }
        if signature == record::CENTRAL {
            if self.phase == Phase::Members {
                self.phase = Phase::Directory;
                self.directory.begin(at);
            }
            self.directory.entry(bytes, at, &mut self.members, &mut self.names, self.limits.name_length)?;
        } else if signature == record::ZIP64_END {
            self.phase = Phase::Locator;
            self.directory.close(at, &self.members)?;
            if let Some(obstacle) = self.directory.zip64_end(bytes, at)? {
                self.hinder(obstacle, at, None);
                self.outcome = Some(Outcome::Stopped);
            }
        } else if signature == record::ZIP64_LOCATOR {
            self.phase = Phase::End;
            self.directory.locator(bytes, at)?;
        } else {
            if self.phase == Phase::Directory {
                self.directory.close(at, &self.members)?;
            }
            self.directory.end(bytes, at)?;
            self.phase = Phase::Finished;
            if self.directory.spans_disks {
                self.hinder(ObstacleKind::MultiDisk, at, None);
            }
        }
        Ok(())
    }

    /// A local header with its name and extra field.
    fn local(&mut self, bytes: &[u8], at: u64) -> Result<(), Wrong> {
        let Local(common) = Local::read(bytes);
        let name_end = Local::LENGTH + usize::from(common.name_length);
        let name = &bytes[Local::LENGTH..name_end];
        let index = self.members.len() as u64 + 1;
        if index > self.limits.members {
            self.hinder(ObstacleKind::TooManyMembers, at, None);
            self.outcome = Some(Outcome::Stopped);
            return Ok(());
        }
        let wrong = |kind| Wrong {
            kind,
            offset: at,
            member: Some(MemberRef { index, of: None, name: names::shown(name) }),
        };
        let unsafe_name = |why| wrong(DamageKind::UnsafeName(why));
        let (says_utf8, longest) = (common.says_utf8(), self.limits.name_length);
        names::check(name, says_utf8, longest).map_err(unsafe_name)?;
        let extra = Extra::read(&bytes[name_end..]).map_err(|_| wrong(DamageKind::ExtraFieldInvalid))?;
        let alias = names::alias(&extra, name, says_utf8, longest).map_err(unsafe_name)?;
        let resolved = extra.resolve_local(&common).map_err(|_| wrong(DamageKind::ExtraFieldInvalid))?;
        if !self.names.take(name) || !alias.is_none_or(|alias| self.names.take_alias(alias, name)) {
            return Err(wrong(DamageKind::DuplicateName));
        }
        let zip64 = extra.has_zip64();
        let current = Current {
            index,
            name: name.to_vec(),
            offset: at,
            start: self.position,
            common,
            resolved,
            marks: extra.marks,
            alias: alias.map(names::hash),
            zip64,
            opaque: false,
        };
        self.begin_data(current)
    }

    fn fail(&mut self, Wrong { kind, offset, member }: Wrong) {
        self.outcome = Some(Outcome::Damaged(Damage { kind, offset, member }));
    }

    fn hinder(&mut self, kind: ObstacleKind, offset: u64, member: Option<MemberRef>) {
        if self.obstacles.len() < OBSTACLES {
            self.obstacles.push(Obstacle { kind, offset, member });
        }
    }

    fn stop(&mut self, kind: ObstacleKind) -> Outcome {
        self.hinder(kind, self.here(), None);
        Outcome::Stopped
    }
}
