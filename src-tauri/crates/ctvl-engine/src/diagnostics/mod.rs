//! A report for whoever helps: enough to see what kind of installation this is and what it complained about, and nothing
//! that opens anything. No password, token or key is in it, no account's name, and no note of a person.

mod hidden;
mod log;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;

use self::hidden::Hidden;
use crate::credentials::SecretStoreError;
use crate::engine::Engine;
use crate::error::Result;
use crate::message::words;
use crate::profile::{CredentialState, Profile, Role};
use crate::restore::RestoreRun;

/// What is said first, because the person decides whether to pass it on.
const HEAD: &str = "\
CT-VL Backup: diagnostic report
It holds names and addresses of appliances, folders and messages of the log. It holds no password, token or key, and no
name of an account. Read it before you pass it on.
";

/// A keyring may wait for a person; a report does not.
const KEYRING_WAIT: Duration = Duration::from_secs(5);

/// Lines of the log that are repeated.
const LINES: usize = 50;

impl Engine {
    /// The report, as plain text with a line break at its end. Asks the keyring, for a few seconds at most.
    ///
    /// # Errors
    /// The database's.
    pub async fn diagnostics(&self) -> Result<String> {
        let keyring = match tokio::time::timeout(KEYRING_WAIT, self.receipt_signing()).await {
            Ok(found) => keyring_word(found?.err()),
            Err(_) => "did not answer within 5 seconds",
        };
        self.report(keyring)
    }

    fn report(&self, keyring: &str) -> Result<String> {
        let profiles = self.profiles()?;
        let hidden = Hidden::of(profiles.iter().map(|profile| profile.user.clone()));
        let mut text = HEAD.to_owned();
        self.about_the_program(&mut text, keyring);
        self.about_the_folders(&mut text, &hidden)?;
        self.about_the_data(&mut text)?;
        about_the_appliances(&mut text, &profiles);
        about_the_restores(&mut text, &self.open_restores(None)?, self.clock().now());
        self.about_the_log(&mut text, &hidden);
        Ok(text)
    }

    fn about_the_program(&self, text: &mut String, keyring: &str) {
        let app = &self.options.app;
        heading(text, "Program");
        let moment = self.clock().moment();
        let made = moment.civil().strftime("%-d %b %Y, %H:%M:%S");
        line(text, "Made", &format!("{made}, {} from UTC", moment.offset()));
        line(text, "Zone", self.clock().zone().iana_name().unwrap_or("unknown"));
        line(text, "Program", &format!("{} {}", app.program, app.version));
        line(text, "Engine", env!("CARGO_PKG_VERSION"));
        line(text, "System", &system());
        line(text, "Keyring", keyring);
    }

    fn about_the_folders(&self, text: &mut String, hidden: &Hidden) -> Result<()> {
        let folders = self.directories();
        let archives = self.archives_folder()?;
        let whose = if archives.own { "the application’s own" } else { "chosen" };
        heading(text, "Folders");
        line(text, "Data", &hidden.in_text(&folders.data().display().to_string()));
        line(text, "Logs", &hidden.in_text(&folders.logs().display().to_string()));
        line(text, "Archives", &hidden.in_text(&format!("{} ({whose})", archives.path.display())));
        Ok(())
    }

    fn about_the_data(&self, text: &mut String) -> Result<()> {
        heading(text, "Data");
        let database = self.directories().database();
        // What is not yet in the file itself lies beside it.
        let size: u64 = ["", "-wal"]
            .iter()
            .filter_map(|end| {
                let mut path = database.clone().into_os_string();
                path.push(end);
                std::fs::metadata(path).ok()
            })
            .map(|found| found.len())
            .sum();
        let (schema, history, states) = self.database.read(|connection| {
            let schema: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            let history: i64 = connection.query_row("SELECT count(*) FROM history", [], |row| row.get(0))?;
            let mut statement = connection.prepare(
                "SELECT state, count(*), sum(size), sum(pinned) FROM archives GROUP BY state ORDER BY state",
            )?;
            let states = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
                .collect::<rusqlite::Result<Vec<(String, i64, i64, i64)>>>()?;
            Ok((schema, history, states))
        })?;
        line(text, "Database", &format!("{}, schema {schema}", words::size(size)));
        line(text, "History", &words::count(history.unsigned_abs(), "line"));
        line(text, "Unfinished", &words::count(self.unfinished_files()?.len() as u64, "file"));
        if states.is_empty() {
            line(text, "Archives", "none");
        }
        for (state, count, bytes, pinned) in states {
            let pinned = if pinned > 0 { format!(", {pinned} pinned") } else { String::new() };
            line(
                text,
                "Archives",
                &format!("{count} {state}, {}{pinned}", words::size(bytes.unsigned_abs())),
            );
        }
        Ok(())
    }

    fn about_the_log(&self, text: &mut String, hidden: &Hidden) {
        let (name, lines) = log::complaints(self.directories().logs(), LINES);
        heading(text, "Warnings and errors");
        match name {
            None => text.push_str("  There is no log.\n"),
            Some(name) if lines.is_empty() => _ = writeln!(text, "  None in {name}."),
            Some(name) => {
                _ = writeln!(text, "  The last of {name}:");
                for complaint in lines {
                    _ = writeln!(text, "  {}", hidden.in_text(&crate::logging::redact(&complaint)));
                }
            }
        }
    }
}

fn about_the_appliances(text: &mut String, profiles: &[Profile]) {
    heading(text, "Appliances");
    if profiles.is_empty() {
        text.push_str("  None.\n");
    }
    for profile in profiles {
        let role = match profile.role {
            Role::Production => "production",
            Role::Standby => "standby",
            Role::Practice => "practice",
        };
        let password = match profile.credential {
            CredentialState::Stored => "password stored",
            CredentialState::NotStored => "no password stored",
            CredentialState::Unconfirmed => "login unconfirmed",
            CredentialState::Refused => "password refused",
        };
        let trust = match profile.trust {
            ctvl_client::Trust::System => "the system’s trust",
            ctvl_client::Trust::Pinned(_) => "certificate pinned",
        };
        let version =
            profile.versions.best().map_or_else(|| "unknown".to_owned(), |known| known.value.to_string());
        let _ = writeln!(
            text,
            "  {} at {}: {role}, CT-VL {version}, {password}, {trust}",
            profile.name, profile.address
        );
    }
}

fn about_the_restores(text: &mut String, open: &[RestoreRun], now: Timestamp) {
    heading(text, "Open restores");
    if open.is_empty() {
        text.push_str("  None.\n");
    }
    for run in open {
        let minutes = now.duration_since(run.changed).as_mins().max(0);
        let whom = if run.worked_on { "a job works on it" } else { "nobody works on it" };
        let _ = writeln!(
            text,
            "  {} at {}: {}, for {}; {whom}; {}",
            run.plan.target.name,
            run.host(),
            run.stage.word().replace('_', " "),
            words::count(minutes.unsigned_abs(), "minute"),
            run.id
        );
    }
}

fn heading(text: &mut String, heading: &str) {
    let _ = writeln!(text, "\n{heading}");
}

fn line(text: &mut String, label: &str, value: &str) {
    let _ = writeln!(text, "  {label:<11} {value}");
}

fn keyring_word(failure: Option<SecretStoreError>) -> &'static str {
    match failure {
        None => "works",
        Some(SecretStoreError::Locked) => "locked",
        Some(SecretStoreError::Absent) => "absent",
        Some(SecretStoreError::Refused) => "refuses",
        Some(SecretStoreError::NotFound) => "forgets what it is given",
        Some(SecretStoreError::Unreadable) => "holds a receipt key that cannot be read",
    }
}

/// The operating system, as precisely as it says without being asked in its own language.
fn system() -> String {
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    match distribution() {
        Some(name) => format!("{system} {machine}, {name}"),
        None => format!("{system} {machine}"),
    }
}

/// What a Linux system calls itself.
fn distribution() -> Option<String> {
    let text = std::fs::read_to_string("/etc/os-release").ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').chars().take(80).collect())
}
