//! Truncation anywhere, one flipped bit anywhere, any cut into pieces: never whole unless it does not matter.
#![allow(clippy::unwrap_used, reason = "what cannot be made or written fails the test")]

mod common;

use std::io::{Cursor, Write as _};
use std::num::NonZeroUsize;
use std::path::Path;

use common::{both, receive};
use ctvl_archive::{Container, Limits, judge_bytes};
use proptest::prelude::*;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

fn u16_at(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u16_at(bytes, at) | u16_at(bytes, at + 2) << 16
}

/// Which bytes of a whole archive say nothing about its data and stand nowhere else: the list in the documentation
/// of `container`, found here by other means than the crate's own.
///
/// True also for deflated data, in which some bits may not change what it expands to.
fn irrelevant(bytes: &[u8]) -> Vec<bool> {
    let mut marks = vec![false; bytes.len()];
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
    marks[end + 22..].fill(true);
    let (mut count, mut at) = (u16_at(bytes, end + 10), u32_at(bytes, end + 16));
    if end >= 76 && &bytes[end - 20..end - 16] == b"PK\x06\x07" {
        let wide = u32_at(bytes, end - 12);
        marks[wide + 12..wide + 16].fill(true);
        (count, at) = (u32_at(bytes, wide + 32), u32_at(bytes, wide + 48));
    }
    for _ in 0..count {
        assert_eq!(&bytes[at..at + 4], b"PK\x01\x02", "the directory of the original can be followed");
        marks[at + 4..at + 6].fill(true);
        marks[at + 36..at + 42].fill(true);
        let (name, extra, comment) = (u16_at(bytes, at + 28), u16_at(bytes, at + 30), u16_at(bytes, at + 32));
        let mut fields = [u32_at(bytes, at + 24), u32_at(bytes, at + 20), u32_at(bytes, at + 42)];
        let mut wide = at + 46 + name + 4;
        for field in fields.iter_mut().filter(|field| **field == 0xffff_ffff) {
            *field = u32_at(bytes, wide);
            wide += 8;
        }
        let [_, packed, local] = fields;
        if u16_at(bytes, at + 10) == 8 {
            let start = local + 30 + u16_at(bytes, local + 26) + u16_at(bytes, local + 28);
            marks[start..start + packed].fill(true);
        }
        if u16_at(bytes, at + 8) & 8 != 0 {
            // A streamed member's sizes stand behind its data; a record of them before it stands on one side only.
            let mut record = local + 30 + u16_at(bytes, local + 26);
            let records_end = record + u16_at(bytes, local + 28);
            while record + 4 <= records_end {
                marks[record..record + 2].fill(true);
                record += 4 + u16_at(bytes, record + 2);
            }
        }
        at += 46 + name + extra;
        marks[at..at + comment].fill(true);
        at += comment;
    }
    marks
}

/// One judge, one piece.
fn judge(bytes: &[u8]) -> Container {
    judge_bytes(bytes, NonZeroUsize::MAX, &Limits::default())
}

/// What must hold when one bit of a whole archive is another one.
fn check_flip(original: &Container, bytes: &[u8], irrelevant: &[bool], at: usize, bit: u8) {
    let mut broken = bytes.to_vec();
    broken[at] ^= 1 << bit;
    let found = judge(&broken);
    if irrelevant[at] && is_whole(&found) {
        assert_eq!(&found, original, "bit {bit} of byte {at} matters after all");
    } else {
        assert!(!is_whole(&found), "bit {bit} of byte {at} went unnoticed");
    }
}

fn is_whole(container: &Container) -> bool {
    matches!(container, Container::Whole(_))
}

fn whole_fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/archives");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("whole"))
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    found.sort();
    assert!(found.len() >= 7, "the whole fixtures are there");
    found
}

#[test]
fn every_flipped_bit_of_the_fixtures_shows() {
    for (name, bytes) in whole_fixtures() {
        let original = judge(&bytes);
        assert!(is_whole(&original), "{name}");
        let irrelevant = irrelevant(&bytes);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                check_flip(&original, &bytes, &irrelevant, at, bit);
            }
        }
    }
}

#[test]
fn every_truncation_of_the_fixtures_shows() {
    for (name, bytes) in whole_fixtures() {
        for length in 0..bytes.len() {
            let found = judge(&bytes[..length]);
            assert!(matches!(found, Container::Damaged(_)), "{name} cut to {length} bytes");
        }
    }
}

#[test]
fn every_added_or_missing_byte_of_the_fixtures_shows() {
    for (name, bytes) in whole_fixtures() {
        // A longer comment is taken at its word by its length, so bytes inside it are not tried.
        for at in (0..=bytes.len()).step_by(3) {
            let mut longer = bytes.clone();
            longer.insert(at, 0);
            assert!(!is_whole(&judge(&longer)), "{name} with a byte more at {at}");
            let mut shorter = bytes.clone();
            shorter.remove(at.min(bytes.len() - 1));
            assert!(!is_whole(&judge(&shorter)), "{name} with a byte less at {at}");
        }
    }
}

#[derive(Debug, Clone)]
struct Plan {
    data: Vec<u8>,
    deflated: bool,
    large: bool,
}

fn plan() -> impl Strategy<Value = Plan> {
    let noise = prop::collection::vec(any::<u8>(), 0..3000);
    let text = ("[a-d]{0,40}", 0..200_usize).prop_map(|(text, times)| text.repeat(times).into_bytes());
    // Long enough for the threads that small members are handed to.
    let long = prop::collection::vec(any::<u8>(), 20_000..60_000);
    let data = prop_oneof![4 => noise, 4 => text, 1 => long];
    (data, any::<bool>(), any::<bool>()).prop_map(|(data, deflated, large)| Plan { data, deflated, large })
}

fn build(plans: &[Plan], streaming: bool) -> Vec<u8> {
    fn write<W: std::io::Write + std::io::Seek>(mut writer: ZipWriter<W>, plans: &[Plan]) -> W {
        for (index, plan) in plans.iter().enumerate() {
            let method = if plan.deflated { CompressionMethod::Deflated } else { CompressionMethod::Stored };
            let options = SimpleFileOptions::default().compression_method(method).large_file(plan.large);
            writer.start_file(format!("folder/{index}.bin"), options).unwrap();
            writer.write_all(&plan.data).unwrap();
        }
        writer.finish().unwrap()
    }
    if streaming {
        write(ZipWriter::new_stream(Vec::new()), plans).into_inner()
    } else {
        write(ZipWriter::new(Cursor::new(Vec::new())), plans).into_inner()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn archives_of_the_zip_crate_are_whole_and_stay_so_only_unharmed(
        plans in prop::collection::vec(plan(), 1..6),
        streaming in any::<bool>(),
        step in 1..5000_usize,
        places in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u8), 12),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = build(&plans, streaming);
        let original = both(&bytes);
        prop_assert!(is_whole(&original.container), "whole was expected, not {:?}", original.container);
        let Container::Whole(contents) = &original.container else { return Ok(()) };
        prop_assert_eq!(contents.members, plans.len() as u64, "every member is counted");
        let expanded = plans.iter().map(|plan| plan.data.len() as u64).sum::<u64>();
        prop_assert_eq!(contents.expanded, expanded, "every byte is counted");
        if let Ok(received) = receive(&bytes, step) {
            prop_assert_eq!(&received, &original, "pieces of {} bytes", step);
        }
        let irrelevant = irrelevant(&bytes);
        for (place, bit) in places {
            let at = place.index(bytes.len());
            check_flip(&original.container, &bytes, &irrelevant, at, bit);
            let mut broken = bytes.clone();
            broken[at] ^= 1 << bit;
            let pieces = judge_bytes(&broken, NonZeroUsize::new(step).unwrap(), &Limits::default());
            prop_assert_eq!(pieces, judge(&broken), "broken, in pieces of {} bytes", step);
        }
        let cut = cut.index(bytes.len());
        let found = judge(&bytes[..cut]);
        prop_assert!(matches!(found, Container::Damaged(_)), "cut to {} bytes", cut);
    }

    #[test]
    fn any_bytes_get_one_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let found = judge(&bytes);
        prop_assert_eq!(judge_bytes(&bytes, NonZeroUsize::MIN, &Limits::default()), found.clone(), "byte by byte");
        prop_assert!(!is_whole(&found), "noise is not an archive");
    }
}
