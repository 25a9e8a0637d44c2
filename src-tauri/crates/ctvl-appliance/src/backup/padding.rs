//! Incompressible bytes that stand for large counter tables.
//!
//! One random block is repeated, so that the checksum of many gigabytes is known at once: CRC-32 can be combined.

use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use bytes::Bytes;

/// Larger than the window of every common compressor, so that the repetition is not found.
const BLOCK: usize = 1024 * 1024;

/// Padding of a given length.
#[derive(Debug, Clone)]
pub(crate) struct Padding {
    block: Bytes,
    length: u64,
}

impl Padding {
    /// The same seed and length give the same bytes.
    pub(crate) fn new(seed: &[u8], length: u64) -> Self {
        Self { block: Bytes::from(keystream(seed)), length }
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn crc(&self) -> u32 {
        let mut one = crc32fast::Hasher::new();
        one.update(&self.block);
        // Doubling: the checksum of 2ⁿ blocks from that of 2ⁿ⁻¹.
        let mut all = crc32fast::Hasher::new();
        let mut power = one;
        let mut blocks = self.length / BLOCK as u64;
        while blocks > 0 {
            if blocks & 1 == 1 {
                all.combine(&power);
            }
            let same = power.clone();
            power.combine(&same);
            blocks >>= 1;
        }
        let mut tail = crc32fast::Hasher::new();
        tail.update(&self.block[..self.tail()]);
        all.combine(&tail);
        all.finalize()
    }

    fn tail(&self) -> usize {
        usize::try_from(self.length % BLOCK as u64).unwrap_or_default()
    }

    /// The bytes, without copying them.
    pub(crate) fn chunks(self) -> impl Iterator<Item = Bytes> + Send {
        let tail = self.block.slice(..self.tail());
        let blocks = self.length / BLOCK as u64;
        let block = self.block;
        (0..blocks).map(move |_| block.clone()).chain((!tail.is_empty()).then_some(tail))
    }
}

/// AES-128 in counter mode over zeros: random enough to be incompressible, and quick.
fn keystream(seed: &[u8]) -> Vec<u8> {
    let mut block = vec![0; BLOCK];
    let mut key = [0; 16];
    for (byte, seed) in key.iter_mut().zip(seed) {
        *byte = *seed;
    }
    let context = EncryptionContext::Iv128(FixedLength::from([0; 16]));
    let encrypted = UnboundCipherKey::new(&AES_128, &key)
        .and_then(EncryptingKey::ctr)
        .and_then(|key| key.less_safe_encrypt(&mut block, context));
    if encrypted.is_err() {
        tracing::warn!("the padding of counters is not random");
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_bytes() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 77] {
            let padding = Padding::new(b"0123456789abcdef", length as u64);
            let mut hasher = crc32fast::Hasher::new();
            let mut sent = 0;
            for chunk in padding.clone().chunks() {
                hasher.update(&chunk);
                sent += chunk.len();
            }
            assert_eq!(sent, length, "as long as was asked for");
            assert_eq!(hasher.finalize(), padding.crc(), "{length} bytes");
        }
    }
}
