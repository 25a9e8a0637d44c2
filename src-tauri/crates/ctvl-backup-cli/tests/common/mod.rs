//! The real binary in a temporary world: its own home folder, no keyring, no terminal.
#![allow(dead_code, reason = "each test file uses its part")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use zip::write::SimpleFileOptions;

/// A temporary world.
pub struct World {
    pub dir: TempDir,
}

/// What one run of the program gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ctvl-backup-cli"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .env("CTVL_BACKUP_HOME", self.home())
            .env("COLUMNS", "100")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("RUST_LOG");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// Runs with this text on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input is a pipe");
        // A program that does not read its input closes it: that is no failure of the test.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Ran::of(child.wait_with_output().expect("the program ends"))
    }

    /// A whole archive with a manifest, as the practice appliance makes them.
    pub fn archive(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).expect("a new file"));
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file("manifest.json", stored).expect("a member");
        zip.write_all(
            br#"{"version":"2.8.6","created":"2026-11-11T16:40:12+01:00","key":"pay-2026","counters":"excluded"}"#,
        )
        .expect("its bytes");
        zip.start_file("appliance.db.sealed", stored).expect("a member");
        let noise: Vec<u8> = (0..40_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        zip.write_all(&noise).expect("its bytes");
        zip.finish().expect("an end record");
        path
    }

    /// The same archive with one bit of its second member flipped.
    pub fn damaged(&self, name: &str) -> PathBuf {
        let path = self.archive(name);
        change(&path, |bytes| {
            let at = bytes.len() / 2;
            bytes[at] ^= 1;
        });
        path
    }

    /// The same archive with both members marked as encrypted, in their local headers and in the directory.
    pub fn encrypted(&self, name: &str) -> PathBuf {
        let path = self.archive(name);
        change(&path, |bytes| {
            for at in 0..bytes.len() - 10 {
                match &bytes[at..at + 4] {
                    b"PK\x03\x04" => bytes[at + 6] |= 1,
                    b"PK\x01\x02" => bytes[at + 8] |= 1,
                    _ => {}
                }
            }
        });
        path
    }
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("the output is text"),
            err: String::from_utf8(output.stderr).expect("the errors are text"),
        }
    }

    /// Standard output as the one document it must be.
    pub fn document(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("standard output is one JSON document")
    }

    /// Standard error as the lines of JSON they must be.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.err
            .lines()
            .map(|line| serde_json::from_str(line).expect("standard error is one JSON object a line"))
            .collect()
    }
}

fn change(path: &Path, edit: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).expect("it was just written");
    edit(&mut bytes);
    std::fs::write(path, bytes).expect("still writable");
}
