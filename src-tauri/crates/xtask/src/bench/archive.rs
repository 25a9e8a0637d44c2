//! The archive both sides fetch and check, made by a program that belongs to neither.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::size::Size;
use crate::process::{TaskError, at, read};

/// Makes `archive.zip` of about this size: a clear manifest and two large members. Encrypted data, as an appliance
/// makes it, looks random and is stored; `deflated` makes members that compress.
pub fn make(folder: &Path, size: Size, deflated: bool) -> Result<PathBuf, TaskError> {
    let archive = folder.join("archive.zip");
    let manifest = folder.join("manifest.json");
    fs::write(&manifest, r#"{"version":"2.8.6","key":"bench","counters":true}"#).map_err(at(&manifest))?;
    let members = [("counters.bin", size.0 / 8), ("database.bin", size.0 - size.0 / 8)];
    for (name, length) in members {
        fill(&folder.join(name), length, deflated)?;
    }
    let mut zip = Command::new("zip");
    zip.current_dir(folder)
        .args(["-q", if deflated { "-1" } else { "-0" }, "-X"])
        .arg(&archive)
        .arg("manifest.json");
    read(zip.args(members.map(|(name, _)| name)))?;
    for name in ["manifest.json", "counters.bin", "database.bin"] {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(at(&path))?;
    }
    Ok(archive)
}

fn fill(path: &Path, length: u64, compressible: bool) -> Result<(), TaskError> {
    let random = Path::new("/dev/urandom");
    let mut random = File::open(random).map_err(at(random))?;
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(at(path))?);
    if compressible {
        // Text of numbers: deflate keeps rather less than half of it, as it would of a database.
        let mut bytes = vec![0; 1 << 16];
        let mut left = length;
        while left > 0 {
            random.read_exact(&mut bytes).map_err(at(path))?;
            for chunk in bytes.chunks(4) {
                let line = format!("{:?};", chunk);
                let take = usize::try_from(left).unwrap_or(usize::MAX).min(line.len());
                file.write_all(&line.as_bytes()[..take]).map_err(at(path))?;
                left -= take as u64;
            }
        }
    } else {
        io::copy(&mut random.take(length), &mut file).map_err(at(path))?;
    }
    file.flush().map_err(at(path))
}
