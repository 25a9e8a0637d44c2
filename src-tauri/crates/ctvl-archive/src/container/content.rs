//! The data of a member: expanded, counted, and given a checksum; never kept.

use bytes::Bytes;
use flate2::{Decompress, FlushDecompress, Status};

use super::verdict::{Damage, DamageKind, MemberRef};

/// Room for one piece of expanded data. Larger than the window of deflate, which is copied once a piece, and small
/// enough to stay in the cache until its checksum is taken.
const PIECE: usize = 128 * 1024;

/// Where one deflate stream stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    NeedsMore,
    Ended,
    Wrong(DamageKind),
}

/// What is written down about a member's data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub(super) crc: u32,
    pub(super) expanded: u64,
    /// Where the data begins and ends in the file.
    pub(super) start: u64,
    pub(super) end: u64,
}

/// Something wrong, and where.
pub(super) type Found = (DamageKind, u64);

/// Expands one deflate stream after the other.
pub(crate) struct Expander {
    inflate: Decompress,
    piece: Box<[u8]>,
    crc: crc32fast::Hasher,
    produced: u64,
    most: Option<u64>,
}

impl Expander {
    pub(crate) fn new() -> Self {
        Self {
            inflate: Decompress::new(false),
            piece: vec![0; PIECE].into_boxed_slice(),
            crc: crc32fast::Hasher::new(),
            produced: 0,
            most: None,
        }
    }

    /// Begins a stream that must not expand to more than `most` bytes.
    pub(super) fn begin(&mut self, most: Option<u64>) {
        self.inflate.reset(false);
        self.crc = crc32fast::Hasher::new();
        self.produced = 0;
        self.most = most;
    }

    /// Expands the next bytes; returns how many of them belong to the stream. Every expanded piece is shown to `see`.
    pub(super) fn take(&mut self, mut input: &[u8], see: &mut dyn FnMut(&[u8])) -> (usize, Step) {
        let whole = input.len();
        loop {
            // One byte more than allowed is enough to know that there is more.
            let room = self.most.map_or(PIECE as u64, |most| (most - self.produced).saturating_add(1));
            let room = usize::try_from(room).unwrap_or(PIECE).min(PIECE);
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(input, &mut self.piece[..room], FlushDecompress::None);
            let used = usize::try_from(self.inflate.total_in() - before_in).unwrap_or(input.len());
            let made = usize::try_from(self.inflate.total_out() - before_out).unwrap_or(room);
            input = &input[used..];
            let made_bytes = &self.piece[..made];
            self.crc.update(made_bytes);
            see(made_bytes);
            self.produced += made as u64;
            if let Some(claimed) = self.most.filter(|most| self.produced > *most) {
                return (whole - input.len(), Step::Wrong(DamageKind::ExpandsToMore { claimed }));
            }
            match status {
                Err(_) => return (whole - input.len(), Step::Wrong(DamageKind::DataInvalid)),
                Ok(Status::StreamEnd) => return (whole - input.len(), Step::Ended),
                // Room is left, so everything that these bytes give has been given.
                Ok(_) if made < room => return (whole - input.len(), Step::NeedsMore),
                Ok(_) => {}
            }
        }
    }

    /// The checksum and the number of the bytes expanded so far.
    pub(super) fn found(&self) -> (u32, u64) {
        (self.crc.clone().finalize(), self.produced)
    }

    /// Expands the next bytes of a member whose length is known; `left` bytes of it follow these.
    ///
    /// True once the member has ended and is as claimed.
    pub(super) fn check(
        &mut self,
        input: &[u8],
        left: u64,
        claim: &Claim,
        see: &mut dyn FnMut(&[u8]),
    ) -> Result<bool, Found> {
        let (used, step) = self.take(input, see);
        match step {
            Step::Wrong(kind) => Err((kind, claim.start)),
            Step::NeedsMore if left == 0 => Err((DamageKind::EndsTooEarly, claim.end)),
            Step::NeedsMore => Ok(false),
            Step::Ended if used < input.len() || left > 0 => {
                Err((DamageKind::DataBehindEnd, claim.start + self.inflate.total_in()))
            }
            Step::Ended => {
                let (crc, expanded) = self.found();
                claim.compare(crc, expanded)?;
                Ok(true)
            }
        }
    }
}

impl Claim {
    pub(super) fn compare(&self, crc: u32, expanded: u64) -> Result<(), Found> {
        if expanded != self.expanded {
            Err((DamageKind::ExpandsToLess { claimed: self.expanded, found: expanded }, self.start))
        } else if crc != self.crc {
            Err((DamageKind::ChecksumDiffers { claimed: self.crc, found: crc }, self.start))
        } else {
            Ok(())
        }
    }
}

/// A whole deflated member, to be checked on another thread.
pub(crate) struct Job {
    pub(super) parts: Vec<Bytes>,
    pub(super) claim: Claim,
    pub(super) member: MemberRef,
}

impl Job {
    /// Checks the member, exactly as the judge would have.
    pub(crate) fn run(self, expander: &mut Expander) -> Option<Damage> {
        expander.begin(Some(self.claim.expanded));
        let mut left = self.claim.end - self.claim.start;
        // A part at least: an empty member still has to be seen to end too early.
        let parts = if self.parts.is_empty() { vec![Bytes::new()] } else { self.parts };
        for part in parts {
            left -= part.len() as u64;
            match expander.check(&part, left, &self.claim, &mut |_| {}) {
                Ok(true) => return None,
                Ok(false) => {}
                Err((kind, offset)) => return Some(Damage { kind, offset, member: Some(self.member) }),
            }
        }
        None
    }
}
