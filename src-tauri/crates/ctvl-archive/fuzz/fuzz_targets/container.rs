//! Any bytes: no panic, no endless work, and one answer however they are cut into pieces.
//!
//! From this folder: `cargo fuzz run container -- -max_len=65536`, with `tests/fixtures/archives` as a start.
#![no_main]

use std::num::NonZeroUsize;

use ctvl_archive::{Container, Limits, judge_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { expansion_grace: 1 << 20, expanded: 1 << 24, ..Limits::default() };
    let whole = judge_bytes(bytes, NonZeroUsize::MAX, &limits);
    // The first byte chooses the pieces, so that the fuzzer can.
    let step = NonZeroUsize::new(usize::from(bytes.first().copied().unwrap_or_default()) % 37 + 1);
    if let Some(step) = step {
        assert_eq!(judge_bytes(bytes, step, &limits), whole, "pieces of {step} bytes");
    }
    if let Container::Whole(_) = whole {
        let mut longer = bytes.to_vec();
        longer.push(0);
        assert!(!matches!(judge_bytes(&longer, NonZeroUsize::MAX, &limits), Container::Whole(_)), "a byte behind it");
        let shorter = &bytes[..bytes.len() - 1];
        assert!(!matches!(judge_bytes(shorter, NonZeroUsize::MAX, &limits), Container::Whole(_)), "a byte less");
    }
});
