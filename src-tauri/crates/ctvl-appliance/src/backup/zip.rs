//! The ZIP around a backup: stored members whose sizes and checksums are known beforehand.
//!
//! A library would write data descriptors and hide the length, because it cannot know what comes. Here everything
//! is known, so the headers say it first, and one pass over the stream can prove the archive. ZIP64 where needed.

use std::collections::VecDeque;
use std::io;

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::stream::{self, Stream};
use jiff::Zoned;
use tokio::io::AsyncReadExt;

use super::TemporaryFile;
use super::padding::Padding;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR64: u32 = 0x0706_4b50;
/// From here on a 32-bit field says "see the ZIP64 field".
const LARGE: u64 = 0xFFFF_FFFF;
const PLAIN_VERSION: u16 = 20;
const ZIP64_VERSION: u16 = 45;
const MADE_ON_UNIX: u16 = 3 << 8;
const REGULAR_FILE: u32 = 0o100_644 << 16;
const CHUNK: usize = 256 * 1024;

/// Where a member's bytes come from.
#[derive(Debug)]
pub(super) enum Source {
    Memory(Bytes),
    File(TemporaryFile),
    Padding(Padding),
}

/// A member.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) length: u64,
    pub(super) crc: u32,
    pub(super) source: Source,
}

/// An archive that is known down to its length and not yet read.
#[derive(Debug)]
pub(super) struct Layout {
    pieces: VecDeque<Source>,
    length: u64,
}

impl Layout {
    pub(super) fn new(entries: Vec<Entry>, made: &Zoned) -> Self {
        let (date, time) = dos(made);
        let mut pieces = VecDeque::new();
        let mut central = BytesMut::new();
        let mut offset = 0_u64;
        let count = entries.len() as u64;
        for entry in entries {
            let mut local = BytesMut::new();
            let large = entry.length >= LARGE;
            let version = if large { ZIP64_VERSION } else { PLAIN_VERSION };
            local.put_u32_le(LOCAL);
            local.put_u16_le(version);
            common(&mut local, &entry, date, time);
            local.put_u16_le(if large { 20 } else { 0 });
            local.put_slice(entry.name.as_bytes());
            if large {
                local.put_u16_le(1);
                local.put_u16_le(16);
                local.put_u64_le(entry.length);
                local.put_u64_le(entry.length);
            }

            let far = offset >= LARGE;
            let fields = u16::from(large) * 16 + u16::from(far) * 8;
            let version = if fields > 0 { ZIP64_VERSION } else { PLAIN_VERSION };
            central.put_u32_le(CENTRAL);
            central.put_u16_le(MADE_ON_UNIX | ZIP64_VERSION);
            central.put_u16_le(version);
            common(&mut central, &entry, date, time);
            central.put_u16_le(if fields > 0 { fields + 4 } else { 0 });
            central.put_u16_le(0);
            central.put_u16_le(0);
            central.put_u16_le(0);
            central.put_u32_le(REGULAR_FILE);
            central.put_u32_le(capped(offset));
            central.put_slice(entry.name.as_bytes());
            if fields > 0 {
                central.put_u16_le(1);
                central.put_u16_le(fields);
                if large {
                    central.put_u64_le(entry.length);
                    central.put_u64_le(entry.length);
                }
                if far {
                    central.put_u64_le(offset);
                }
            }

            offset += local.len() as u64 + entry.length;
            pieces.push_back(Source::Memory(local.freeze()));
            pieces.push_back(entry.source);
        }

        let (start, size) = (offset, central.len() as u64);
        if start >= LARGE {
            central.put_u32_le(END64);
            central.put_u64_le(44);
            central.put_u16_le(MADE_ON_UNIX | ZIP64_VERSION);
            central.put_u16_le(ZIP64_VERSION);
            central.put_u32_le(0);
            central.put_u32_le(0);
            central.put_u64_le(count);
            central.put_u64_le(count);
            central.put_u64_le(size);
            central.put_u64_le(start);
            central.put_u32_le(LOCATOR64);
            central.put_u32_le(0);
            central.put_u64_le(start + size);
            central.put_u32_le(1);
        }
        let few = u16::try_from(count).unwrap_or(u16::MAX);
        central.put_u32_le(END);
        central.put_u16_le(0);
        central.put_u16_le(0);
        central.put_u16_le(few);
        central.put_u16_le(few);
        central.put_u32_le(capped(size));
        central.put_u32_le(capped(start));
        central.put_u16_le(0);
        let length = start + central.len() as u64;
        pieces.push_back(Source::Memory(central.freeze()));
        Self { pieces, length }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let begin = Reading { pieces: self.pieces, current: None };
        stream::try_unfold(begin, |mut reading| async move {
            Ok(reading.next().await?.map(|bytes| (bytes, reading)))
        })
    }
}

/// The fields that a local and a central header have in common, in their order.
fn common(header: &mut BytesMut, entry: &Entry, date: u16, time: u16) {
    header.put_u16_le(0);
    header.put_u16_le(0);
    header.put_u16_le(time);
    header.put_u16_le(date);
    header.put_u32_le(entry.crc);
    header.put_u32_le(capped(entry.length));
    header.put_u32_le(capped(entry.length));
    header.put_u16_le(u16::try_from(entry.name.len()).unwrap_or_default());
}

fn capped(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Date and time as ZIP has them: local, in steps of two seconds, from 1980 on.
fn dos(made: &Zoned) -> (u16, u16) {
    let part = |value: i8| u16::try_from(value).unwrap_or_default();
    let years = u16::try_from(made.year() - 1980).unwrap_or_default().min(127);
    let date = (years << 9) | (part(made.month()) << 5) | part(made.day());
    let time = (part(made.hour()) << 11) | (part(made.minute()) << 5) | (part(made.second()) / 2);
    (date, time)
}

struct Reading {
    pieces: VecDeque<Source>,
    current: Option<Current>,
}

enum Current {
    File { open: tokio::fs::File, _removed_with: TemporaryFile },
    Padding(Box<dyn Iterator<Item = Bytes> + Send>),
}

impl Reading {
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            match &mut self.current {
                Some(Current::File { open, .. }) => {
                    let mut chunk = BytesMut::with_capacity(CHUNK);
                    if open.read_buf(&mut chunk).await? > 0 {
                        return Ok(Some(chunk.freeze()));
                    }
                    self.current = None;
                }
                Some(Current::Padding(chunks)) => match chunks.next() {
                    Some(chunk) => return Ok(Some(chunk)),
                    None => self.current = None,
                },
                None => match self.pieces.pop_front() {
                    None => return Ok(None),
                    Some(Source::Memory(bytes)) if bytes.is_empty() => {}
                    Some(Source::Memory(bytes)) => return Ok(Some(bytes)),
                    Some(Source::File(file)) => {
                        let open = tokio::fs::File::open(&file.0).await?;
                        self.current = Some(Current::File { open, _removed_with: file });
                    }
                    Some(Source::Padding(padding)) => {
                        self.current = Some(Current::Padding(Box::new(padding.chunks())));
                    }
                },
            }
        }
    }
}
