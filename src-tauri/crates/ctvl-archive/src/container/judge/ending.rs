//! What the judge says once the file has ended.

use super::super::member::Current;
use super::super::record::{self, End, MASK16};
use super::super::verdict::{Container, Contents, Damage, DamageKind, Obstacle, ObstacleKind};
use super::{Data, Judge, Outcome, Phase, State, Tail};
use crate::details::Details;

/// What the bytes amount to.
pub(crate) enum Judged {
    Said { container: Container, details: Details },
    NeedsWholeFile,
}

impl Judged {
    /// Container and details. With the lengths known a judge has nothing left to ask for; if it does, nothing can
    /// be said.
    pub(crate) fn into_said(self) -> (Container, Details) {
        match self {
            Self::Said { container, details } => (container, details),
            Self::NeedsWholeFile => {
                let obstacle = Obstacle { kind: ObstacleKind::UnsupportedRecord, offset: 0, member: None };
                let contents = Contents::default();
                (Container::CannotVerify { contents, obstacles: vec![obstacle] }, Details::UNKNOWN)
            }
        }
    }

    pub(crate) fn into_container(self) -> Container {
        self.into_said().0
    }
}

impl Judge {
    /// The file has ended. `elsewhere` is the first damage that another thread found in a member it was handed.
    pub(crate) fn finish(mut self, elsewhere: Option<Damage>) -> Judged {
        let damaged = elsewhere.as_ref().and_then(|damage| damage.member.as_ref());
        if damaged.is_some_and(|member| member.index < self.details_from) {
            self.details = Details::UNKNOWN;
        }
        let outcome = match self.outcome.take() {
            // Members are handed out in order and before anything that comes later is looked at.
            _ if elsewhere.is_some() => elsewhere.map(Outcome::Damaged),
            None => self.ends_too_early(),
            outcome => outcome,
        };
        if self.guessed && outcome.is_some() {
            return Judged::NeedsWholeFile;
        }
        let container = match outcome {
            Some(Outcome::NeedsWholeFile) => return Judged::NeedsWholeFile,
            Some(Outcome::Damaged(mut damage)) => {
                if let Some(member) = &mut damage.member {
                    member.of = self.tail.members().filter(|of| *of >= member.index);
                }
                Container::Damaged(damage)
            }
            None | Some(Outcome::Stopped) => {
                if self.obstacles.is_empty() {
                    Container::Whole(self.contents)
                } else {
                    let of = Some(self.contents.members).filter(|_| outcome.is_none());
                    for member in self.obstacles.iter_mut().filter_map(|obstacle| obstacle.member.as_mut()) {
                        member.of = of;
                    }
                    Container::CannotVerify { contents: self.contents, obstacles: self.obstacles }
                }
            }
        };
        Judged::Said { container, details: self.details }
    }

    /// Whether the file ended in the middle of something.
    fn ends_too_early(&self) -> Option<Outcome> {
        if self.phase == Phase::Finished && self.gathered.is_empty() {
            return None;
        }
        if matches!(self.state, State::Data(Data::Endless { .. })) {
            if self.sizes.is_none() {
                return Some(Outcome::NeedsWholeFile);
            }
            let member = self.current.as_ref();
            let offset = member.map_or(0, |current| current.offset);
            let member = member.map(Current::reference);
            return Some(Outcome::Damaged(Damage { kind: DamageKind::LengthNotKnown, offset, member }));
        }
        let kind = match self.phase {
            _ if self.size == 0 => DamageKind::Empty,
            Phase::Finished => DamageKind::TrailingBytes,
            Phase::Members if self.here() == 0 && !record::LOCAL.starts_with(&self.gathered) => {
                // Fewer than four bytes, and not those that a ZIP begins with.
                if self.gathered.len() < 4 { DamageKind::NotAZip } else { DamageKind::EndsTooEarly }
            }
            _ => DamageKind::EndsTooEarly,
        };
        let offset = if kind == DamageKind::TrailingBytes { self.here() } else { self.size };
        Some(Outcome::Damaged(Damage { kind, offset, member: self.current.as_ref().map(Current::reference) }))
    }
}

impl Tail {
    pub(super) fn note(&mut self, bytes: &[u8]) {
        if bytes.len() >= End::LENGTH {
            self.0.clear();
            self.0.extend_from_slice(&bytes[bytes.len() - End::LENGTH..]);
        } else {
            self.0.extend_from_slice(bytes);
            self.0.drain(..self.0.len().saturating_sub(End::LENGTH));
        }
    }

    /// How many members the end record says there are, if it stands where it does in most archives.
    fn members(&self) -> Option<u64> {
        if self.0.len() < End::LENGTH || self.0[..4] != record::END {
            return None;
        }
        let end = End::read(&self.0);
        (end.comment_length == 0 && end.members != MASK16).then_some(u64::from(end.members))
    }
}
