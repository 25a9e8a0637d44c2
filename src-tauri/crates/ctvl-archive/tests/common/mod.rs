//! What the tests of this crate share: looking at bytes in every way there is, and insisting that they agree.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use bytes::Bytes;
use ctvl_archive::{Inspection, Intake, Limits, NeedsWholeFile, inspect_file};

/// Looks at a file.
pub fn look(path: &Path) -> Inspection {
    look_within(path, &Limits::default())
}

/// Looks at a file with other limits.
pub fn look_within(path: &Path, limits: &Limits) -> Inspection {
    inspect_file(path, limits, &|_| {}, &AtomicBool::new(false)).expect("the file can be read")
}

/// Receives bytes in pieces: of one byte, of `step` bytes, and so on.
pub fn receive(bytes: &[u8], step: usize) -> Result<Inspection, NeedsWholeFile> {
    receive_within(bytes, step, Limits::default())
}

/// The same with other limits.
pub fn receive_within(bytes: &[u8], step: usize, limits: Limits) -> Result<Inspection, NeedsWholeFile> {
    let mut intake = Intake::start(limits);
    for piece in bytes.chunks(step.max(1)) {
        intake.push(Bytes::copy_from_slice(piece));
    }
    intake.finish()
}

/// Looks at bytes as a file and as they arrive, and insists on one answer.
pub fn both(bytes: &[u8]) -> Inspection {
    both_within(bytes, Limits::default())
}

/// The same with other limits.
pub fn both_within(bytes: &[u8], limits: Limits) -> Inspection {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("the file is written");
    let found = look_within(file.path(), &limits);
    for step in [usize::MAX, 977, 1] {
        if step == 1 && bytes.len() > 20_000 {
            continue;
        }
        if let Ok(received) = receive_within(bytes, step.min(bytes.len().max(1)), limits) {
            assert_eq!(received, found, "received in pieces of {step} bytes and read as a file must agree");
        }
    }
    found
}
