//! The rows of the product's table that are about speed and memory of backing up and verifying.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::server::Server;
use super::size::Size;
use super::stats::{MemoryRow, Row};
use super::{archive, peak};
use crate::process::{self, TaskError, at, spelled};
use crate::workspace;

const PASSWORD: &str = "bench";
const MEMORY_LIMIT_KIB: u64 = 40 * 1024;

/// An archive, a server that serves it, and a profile for that server.
pub struct Bench {
    folder: PathBuf,
    archive: PathBuf,
    server: Server,
    size: Size,
    runs: u16,
}

impl Drop for Bench {
    fn drop(&mut self) {
        // The next size needs the room. What stays goes with the temporary folder.
        let _gone_with_the_folder = fs::remove_dir_all(&self.folder);
    }
}

impl Bench {
    /// Makes the archive, starts the server and adds the profile.
    pub fn prepare(scratch: &Path, size: Size, runs: u16, deflated: bool) -> Result<Self, TaskError> {
        println!("\nMaking an archive of {size}.");
        let folder = scratch.join(format!("of-{}", size.0));
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let archive = archive::make(&folder, size, deflated)?;
        let server = Server::start(&folder, &archive)?;
        let bench = Self { folder, archive, server, size, runs };
        let mut add = bench.cli(&[
            "appliance",
            "add",
            "Bench",
            "--user",
            "bench",
            "--do-not-store",
            "--password-stdin",
        ]);
        add.args(["--role", "practice", "--url", &bench.server.url, "--trust", &bench.server.fingerprint]);
        timed(&mut add)?;
        Ok(bench)
    }

    /// Row 1 of the table.
    pub fn backup_rows(&self) -> Result<[Row; 2], TaskError> {
        let received = self.folder.join("received");
        let fetched = self.folder.join("fetched.zip");
        let (mut alone, mut proven) = (Vec::new(), Vec::new());
        for run in 0..=self.runs {
            let mut ours = Duration::ZERO;
            let (mut curl, mut hash, mut test) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
            // Who goes first changes from pair to pair.
            for turn in 0..2 {
                if (turn + run) % 2 == 0 {
                    ours = self.back_up(&received)?;
                } else {
                    curl = self.curl(&fetched)?;
                    hash = timed(Command::new("sha256sum").arg(&fetched))?;
                    test = timed(Command::new("unzip").arg("-tqq").arg(&fetched))?;
                    fs::remove_file(&fetched).map_err(at(&fetched))?;
                }
            }
            if run > 0 {
                alone.push((ours, curl));
                proven.push((ours, curl + hash + test));
            }
        }
        Ok([
            Row { what: format!("back up {} : curl", self.size), pairs: alone, target: Some(0.85) },
            Row {
                what: format!("back up {} : curl + sha256sum + unzip -t", self.size),
                pairs: proven,
                target: Some(0.25),
            },
        ])
    }

    /// Row 2 of the table.
    pub fn verify_rows(&self) -> Result<[Row; 2], TaskError> {
        let (mut hashed, mut tested) = (Vec::new(), Vec::new());
        for run in 0..=self.runs {
            let (mut ours, mut hash, mut test) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
            for turn in 0..2 {
                if (turn + run) % 2 == 0 {
                    ours = timed(self.cli(&["verify", "--quiet"]).arg(&self.archive))?;
                } else {
                    hash = timed(Command::new("openssl").args(["dgst", "-sha256"]).arg(&self.archive))?;
                    test = timed(Command::new("7z").args(["t", "-bd"]).arg(&self.archive))?;
                }
            }
            if run > 0 {
                hashed.push((ours, hash));
                tested.push((ours, hash + test));
            }
        }
        Ok([
            Row {
                what: format!("verify {} : openssl dgst -sha256", self.size),
                pairs: hashed,
                target: Some(1.0),
            },
            Row {
                what: format!("verify {} : openssl dgst -sha256 + 7z t", self.size),
                pairs: tested,
                target: Some(0.65),
            },
        ])
    }

    /// Row 1 once more where bytes have to reach a device: told, because the device decides.
    pub fn disk_rows(&self, place: &Path) -> Result<[Row; 1], TaskError> {
        let disk = tempfile::Builder::new().prefix("ctvl-bench-").tempdir_in(place).map_err(at(place))?;
        let received = disk.path().join("received");
        let fetched = disk.path().join("fetched.zip");
        let mut pairs = Vec::new();
        for run in 0..=self.runs.min(3) {
            let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
            for turn in 0..2 {
                if (turn + run) % 2 == 0 {
                    ours = self.back_up(&received)?;
                } else {
                    theirs = self.curl(&fetched)? + timed(Command::new("sync").arg(&fetched))?;
                    fs::remove_file(&fetched).map_err(at(&fetched))?;
                }
            }
            if run > 0 {
                pairs.push((ours, theirs));
            }
        }
        let what = format!("back up {} to the disk : curl + sync", self.size);
        Ok([Row { what, pairs, target: None }])
    }

    /// The memory row of the table, for this size.
    pub fn memory_rows(&self) -> Result<[MemoryRow; 2], TaskError> {
        let received = self.folder.join("received");
        let row = |what: &str, kib| MemoryRow {
            what: format!("{what} {}", self.size),
            kib,
            below_kib: MEMORY_LIMIT_KIB,
        };
        let backup = row("back up", peak_kib(&self.backup_command(&received)?)?);
        remove(&received)?;
        let mut verify = self.cli(&["verify", "--quiet"]);
        verify.arg(&self.archive);
        Ok([backup, row("verify", peak_kib(&verify)?)])
    }

    fn back_up(&self, into: &Path) -> Result<Duration, TaskError> {
        let took = timed(&mut self.backup_command(into)?)?;
        remove(into)?;
        Ok(took)
    }

    fn backup_command(&self, into: &Path) -> Result<Command, TaskError> {
        fs::create_dir_all(into).map_err(at(into))?;
        let mut command = self.cli(&["backup", "Bench", "--quiet", "--password-stdin", "--to"]);
        command.arg(into);
        Ok(command)
    }

    fn curl(&self, into: &Path) -> Result<Duration, TaskError> {
        let mut command = Command::new("curl");
        command
            .args(["--silent", "--show-error", "--fail", "--noproxy", "*", "--cacert"])
            .arg(&self.server.certificate);
        timed(command.arg("--output").arg(into).arg(self.server.backup_url()))
    }

    fn cli(&self, words: &[&str]) -> Command {
        let mut command = Command::new(workspace::binary("release", "ctvl-backup-cli"));
        command.args(words).env("CTVL_BACKUP_HOME", self.folder.join("home"));
        command
    }
}

fn remove(folder: &Path) -> Result<(), TaskError> {
    fs::remove_dir_all(folder).map_err(at(folder))
}

/// A file with the password, because a pipe would need a thread on our side of the measurement.
fn password() -> Result<File, TaskError> {
    use std::io::Seek as _;
    let place = Path::new("temporary file");
    let mut file = tempfile::tempfile().map_err(at(place))?;
    writeln!(file, "{PASSWORD}").and_then(|()| file.rewind()).map_err(at(place))?;
    Ok(file)
}

/// Runs a program from start to end and says how long it took; a failure is no measurement.
fn timed(command: &mut Command) -> Result<Duration, TaskError> {
    command.stdin(password()?).stdout(Stdio::null());
    let what = spelled(command);
    let begun = Instant::now();
    let status = command.status().map_err(|cause| TaskError::NotStarted { program: what.clone(), cause })?;
    let took = begun.elapsed();
    if status.success() { Ok(took) } else { Err(TaskError::Failed { what, status }) }
}

fn peak_kib(command: &Command) -> Result<u64, TaskError> {
    let myself = process::myself()?;
    let mut measured = Command::new(myself);
    measured.args(["peak", "--"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            measured.env(name, value);
        }
    }
    let what = spelled(command);
    let output = measured
        .stdin(password()?)
        .output()
        .map_err(|cause| TaskError::NotStarted { program: what.clone(), cause })?;
    let text = String::from_utf8_lossy(&output.stderr);
    let figure = text.lines().find_map(|line| line.strip_prefix(peak::LINE)?.trim().parse().ok());
    figure
        .filter(|_| output.status.success())
        .ok_or_else(|| TaskError::Differs(format!("{what} failed: {text}")))
}
