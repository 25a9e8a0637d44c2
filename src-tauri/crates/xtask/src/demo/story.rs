//! What is shown, in order, in plain sentences. Every step goes through the real command line.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::appliance::{Answer, PASSWORD, PracticeAppliance, USER};
use crate::process::{TaskError, at, find, spelled};
use crate::workspace;

/// The vendor's documentation uses this number too; it belongs to nobody.
const CARD: &str = "4111111111111111";

/// The demonstration's folder.
pub struct Story {
    folder: tempfile::TempDir,
}

impl Story {
    /// Makes the folder.
    pub fn begin() -> Result<Self, TaskError> {
        let folder = tempfile::Builder::new()
            .prefix("ctvl-demo-")
            .tempdir()
            .map_err(at(Path::new("temporary folder")))?;
        Ok(Self { folder })
    }

    /// Where the app keeps everything during the demonstration.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Where the window keeps everything during the demonstration.
    pub fn window_home(&self) -> PathBuf {
        self.folder.path().join("window")
    }

    /// Does and tells the main job.
    pub fn tell(&self) -> Result<(), TaskError> {
        let keys = self.folder.path().join("cipher-trust-manager");

        chapter("An appliance with data");
        let first = PracticeAppliance::start("payments", &self.folder.path().join("payments"), &keys)?;
        first.prepare()?;
        say(&format!("A practice appliance runs at {}: real HTTPS, a real database.", first.address));
        let token = match first.tokenize(CARD)? {
            Answer::Value(token) => token,
            Answer::Refused(reason) => {
                return Err(TaskError::Differs(format!("It does not tokenize: {reason}")));
            }
        };
        say(&format!("It tokenizes the card number {CARD} as {token}."));

        chapter("Sign in");
        say("The app looks at the certificate, compares the fingerprint we give it, and signs in once.");
        self.connect("Payments", &first)?;

        chapter("Back up");
        let archives = self.folder.path().join("archives");
        fs::create_dir_all(&archives).map_err(at(&archives))?;
        self.cli(&["backup", "Payments", "--password-stdin", "--to"], &[&archives])?;
        let archive = only_archive(&archives)?;

        chapter("Prove");
        say("Every byte and every checksum is read again, and the receipt is compared.");
        self.cli(&["verify"], &[&archive])?;
        if find("unzip").is_some() {
            say("A second opinion, from a program that is not ours:");
            second_opinion(&archive)?;
        }

        chapter("A fresh appliance");
        let second = PracticeAppliance::start("fresh", &self.folder.path().join("fresh"), &keys)?;
        say(&format!(
            "Another appliance runs at {}. It shares the key store and has no data.",
            second.address
        ));
        match second.detokenize(&token)? {
            Answer::Refused(reason) => say(&format!("It cannot say what {token} stands for: {reason}")),
            Answer::Value(_) => {
                return Err(TaskError::Differs(
                    "The fresh appliance has data already; this proves nothing.".into(),
                ));
            }
        }

        chapter("Restore");
        say(
            "A restore replaces everything on that appliance, so the app says what will happen and wants its host name.",
        );
        self.connect("Fresh", &second)?;
        let host = second.host_and_port().rsplit_once(':').map_or(second.host_and_port(), |(host, _)| host);
        self.cli(
            &["restore", "Fresh", "--old-cluster-acknowledged", "--password-stdin", "--confirm", host],
            &[&archive],
        )?;

        chapter("The data is back");
        match second.detokenize(&token)? {
            Answer::Value(value) if value == CARD => {
                say(&format!(
                    "The fresh appliance turns {token} back into {value}: the same value as before."
                ));
            }
            Answer::Value(value) => {
                return Err(TaskError::Differs(format!("It turned {token} into {value} instead of {CARD}.")));
            }
            Answer::Refused(reason) => {
                return Err(TaskError::Differs(format!("The data is not back: {reason}")));
            }
        }
        say("What is left to do after a restore:");
        self.cli(&["aftermath", "list"], &[])
    }

    /// Says that it is over.
    pub fn end(self) {
        say("Both appliances are stopped and the temporary folder is removed.");
        println!();
    }

    fn connect(&self, name: &str, appliance: &PracticeAppliance) -> Result<(), TaskError> {
        let words = [
            "appliance",
            "add",
            name,
            "--url",
            &appliance.address,
            "--user",
            USER,
            "--trust",
            &appliance.fingerprint,
            "--password-stdin",
            "--do-not-store",
        ];
        self.cli(&words, &[])
    }

    /// Runs the command line, and shows it.
    fn cli(&self, words: &[&str], paths: &[&Path]) -> Result<(), TaskError> {
        let mut command = Command::new(workspace::binary("debug", "ctvl-backup-cli"));
        command.args(words).args(paths.iter().map(OsString::from)).env("CTVL_BACKUP_HOME", self.home());
        command.stdin(Stdio::piped());
        println!("\n  $ {}", spelled(&command));
        let what = format!("ctvl-backup-cli {}", words.first().copied().unwrap_or_default());
        let failed = |cause| TaskError::NotStarted { program: what.clone(), cause };
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mut input) = child.stdin.take() {
            // A command that asks for no password does not read it.
            let _not_wanted = writeln!(input, "{PASSWORD}");
        }
        let status = child.wait().map_err(failed)?;
        if status.success() { Ok(()) } else { Err(TaskError::Failed { what, status }) }
    }
}

fn chapter(title: &str) {
    println!("\n{title}\n{}", "─".repeat(title.chars().count()));
}

fn say(sentence: &str) {
    println!("{sentence}");
}

fn only_archive(folder: &Path) -> Result<PathBuf, TaskError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "zip") {
            found.push(path);
        }
    }
    match found.pop() {
        Some(archive) if found.is_empty() => Ok(archive),
        _ => Err(TaskError::Differs(format!("{} does not hold exactly one archive.", folder.display()))),
    }
}

fn second_opinion(archive: &Path) -> Result<(), TaskError> {
    let mut command = Command::new("unzip");
    command.arg("-t").arg(archive);
    println!("\n  $ {}", spelled(&command));
    let text = crate::process::read(&mut command)?;
    if let Some(verdict) = text.lines().last() {
        println!("{verdict}");
    }
    Ok(())
}
