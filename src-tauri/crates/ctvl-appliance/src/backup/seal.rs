//! The sealed database: AES-256-GCM in frames, under a key derived from the named key's material.
//!
//! Invariant: a frame cannot be moved, dropped, repeated or cut off unnoticed. Its nonce holds its number and
//! whether it is the last one.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf;

use crate::store::StoreError;

const MAGIC: &[u8; 8] = b"CTVLPSL1";
const SALT: usize = 32;
const FRAME: usize = 64 * 1024;
const TAG: usize = 16;
const KEY: usize = 32;

/// The database could not be opened under this key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    #[error("the database in the archive is damaged, or was encrypted under another key")]
    Broken,
    #[error(transparent)]
    Read(std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Encrypts a file; answers the length and the CRC-32 of what was written.
pub(crate) fn seal(from: &Path, to: &Path, material: &[u8]) -> Result<(u64, u32), StoreError> {
    let mut salt = [0; SALT];
    crate::random(&mut salt)?;
    let key = derive(material, &salt)?;
    let io = |path: &Path| {
        let path = path.to_owned();
        move |error| StoreError::io(&path, error)
    };
    let mut reader = BufReader::with_capacity(FRAME, File::open(from).map_err(io(from))?);
    let mut writer = Summed::new(BufWriter::new(File::create(to).map_err(io(to))?));
    writer.write_all(MAGIC).and_then(|()| writer.write_all(&salt)).map_err(io(to))?;
    let mut next = vec![0; FRAME];
    let mut filled = fill(&mut reader, &mut next).map_err(io(from))?;
    for number in 0_u32.. {
        let mut frame = next[..filled].to_vec();
        filled = if filled == FRAME { fill(&mut reader, &mut next).map_err(io(from))? } else { 0 };
        let last = filled == 0;
        key.seal_in_place_append_tag(nonce(number, last), Aad::from(MAGIC), &mut frame)
            .map_err(|_| StoreError::NoRandomness)?;
        writer.write_all(&frame).map_err(io(to))?;
        if last {
            break;
        }
    }
    let (mut inner, length, crc) = writer.finish();
    inner.flush().map_err(io(to))?;
    Ok((length, crc))
}

/// Decrypts into a file that must not exist yet.
pub(crate) fn unseal(mut from: impl Read, to: &Path, material: &[u8]) -> Result<(), SealError> {
    let mut head = [0; MAGIC.len() + SALT];
    from.read_exact(&mut head).map_err(|_| SealError::Broken)?;
    let (magic, salt) = head.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(SealError::Broken);
    }
    let key = derive(material, salt)?;
    let io = |error| SealError::Store(StoreError::io(to, error));
    let mut writer = BufWriter::new(File::create_new(to).map_err(io)?);
    let mut next = vec![0; FRAME + TAG];
    let mut filled = fill(&mut from, &mut next).map_err(SealError::Read)?;
    for number in 0_u32.. {
        let mut frame = next[..filled].to_vec();
        filled =
            if filled == FRAME + TAG { fill(&mut from, &mut next).map_err(SealError::Read)? } else { 0 };
        let last = filled == 0;
        let plain = key
            .open_in_place(nonce(number, last), Aad::from(MAGIC), &mut frame)
            .map_err(|_| SealError::Broken)?;
        writer.write_all(plain).map_err(io)?;
        if last {
            break;
        }
    }
    let file = writer.into_inner().map_err(|e| io(e.into_error()))?;
    file.sync_all().map_err(io)
}

fn fill(from: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

fn nonce(number: u32, last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[7..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    Nonce::assume_unique_for_key(nonce)
}

struct Length;

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        KEY
    }
}

/// A fresh salt gives each archive a key of its own, so that frame numbers can serve as nonces.
fn derive(material: &[u8], salt: &[u8]) -> Result<LessSafeKey, StoreError> {
    let failed = |_| StoreError::NoRandomness;
    let mut key = [0; KEY];
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(material)
        .expand(&[b"ctvl practice backup"], Length)
        .and_then(|output| output.fill(&mut key))
        .map_err(failed)?;
    UnboundKey::new(&AES_256_GCM, &key).map(LessSafeKey::new).map_err(failed)
}

/// A writer that knows length and CRC-32 of what went through it.
struct Summed<W> {
    inner: W,
    length: u64,
    crc: crc32fast::Hasher,
}

impl<W: Write> Summed<W> {
    fn new(inner: W) -> Self {
        Self { inner, length: 0, crc: crc32fast::Hasher::new() }
    }

    fn finish(self) -> (W, u64, u32) {
        (self.inner, self.length, self.crc.finalize())
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.crc.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_and_nothing_else_does() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        for (case, length) in [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME].into_iter().enumerate() {
            let plain: Vec<u8> = (0..length).map(|n| (n * 31 % 251) as u8).collect();
            std::fs::write(path("plain"), &plain).expect("written");
            let (size, crc) = seal(&path("plain"), &path("sealed"), &[7; 32]).expect("it seals");
            let sealed = std::fs::read(path("sealed")).expect("read");
            assert_eq!((size, crc), (sealed.len() as u64, crc32fast::hash(&sealed)), "as announced");

            let opened = path(&format!("opened-{case}"));
            unseal(&sealed[..], &opened, &[7; 32]).expect("it opens");
            assert_eq!(std::fs::read(&opened).expect("read"), plain, "{length} bytes come back");

            let broken = |bytes: &[u8], key: &[u8], why: &str| {
                let target = path(&format!("broken-{case}-{why}"));
                assert!(unseal(bytes, &target, key).is_err(), "{length} bytes, {why}");
            };
            broken(&sealed, &[8; 32], "another key");
            broken(&sealed[..sealed.len() - 1], &[7; 32], "cut");
            if length > FRAME {
                broken(&sealed[..MAGIC.len() + SALT + FRAME + TAG], &[7; 32], "cut between frames");
            }
            let mut flipped = sealed.clone();
            flipped[MAGIC.len() + SALT] ^= 1;
            broken(&flipped, &[7; 32], "flipped");
        }
    }
}
