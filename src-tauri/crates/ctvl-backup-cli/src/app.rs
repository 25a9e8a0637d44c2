//! What every command works with. The engine is opened by those commands that need it, and the keyring is asked only
//! when a stored password is spent.

use std::io::{self, BufRead};
use std::sync::Arc;

use ctvl_engine::client::Secret;
use ctvl_engine::{
    AppIdentity, Credential, CredentialState, Directories, Engine, EngineOptions, Profile, logging,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::args::PasswordArgs;
use crate::ask;
use crate::console::Console;
use crate::failure::Failure;
use crate::interrupt::Interrupts;

/// The program's surroundings.
#[derive(Clone)]
pub struct App {
    pub console: Console,
    pub interrupts: Interrupts,
}

impl App {
    /// Opens the installation of this account, and its log: that is where an incident's code is found.
    pub fn engine(&self) -> Result<Arc<Engine>, Failure> {
        let dirs = Directories::from_environment()?;
        logging::start(dirs.logs(), None)?;
        Ok(Engine::open(options(dirs))?)
    }

    /// Opens the installation if there is one and it can be opened. Proving a file must not depend on it.
    pub fn engine_if_there(&self) -> Option<Arc<Engine>> {
        let dirs = Directories::from_environment().ok()?;
        if !dirs.database().exists() {
            return None;
        }
        // A log that cannot be written is no reason to leave a file unproven.
        let _ = logging::start(dirs.logs(), None);
        Engine::open(options(dirs))
            .inspect_err(|error| tracing::warn!(%error, "the installation is left aside"))
            .ok()
    }

    /// The person's time zone.
    pub fn zone(&self) -> TimeZone {
        TimeZone::system()
    }

    /// The machine's time.
    pub fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Where the password of a profile comes from: standard input if that was asked for, else the keyring, else a
    /// person at the terminal. Without any of them the engine says what is missing.
    pub async fn credential(&self, profile: &Profile, args: PasswordArgs) -> Result<Credential, Failure> {
        if args.password_stdin {
            return Ok(Credential::Given(password_from_stdin()?));
        }
        let in_keyring = matches!(profile.credential, CredentialState::Stored | CredentialState::Unconfirmed);
        if in_keyring || !self.console.can_ask() {
            return Ok(Credential::Stored);
        }
        if profile.credential == CredentialState::Refused {
            self.console.note(&format!("{} refused the stored password before.", profile.name));
        }
        match self.prompt_password(&profile.user, &profile.address.host()).await? {
            Some(password) => Ok(Credential::Given(password)),
            None => Ok(Credential::Stored),
        }
    }

    /// Asks a person for the password of a login.
    pub async fn prompt_password(&self, user: &str, host: &str) -> Result<Option<Secret>, Failure> {
        let question = format!("Password of {user} on {host}: ");
        Ok(ask::password(question).await?.map(Secret::new))
    }
}

fn options(dirs: Directories) -> EngineOptions {
    EngineOptions {
        app: AppIdentity {
            program: "ctvl-backup-cli".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        keep_error: ctvl_contract::kept_error,
        ..EngineOptions::new(dirs)
    }
}

/// The first line of standard input, without its line end.
pub fn password_from_stdin() -> Result<Secret, Failure> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(Failure::input)?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    if line.is_empty() {
        return Err(Failure::usage(
            "No password came on standard input.",
            "Write it to the first line, for example: ctvl-backup-cli … --password-stdin < password-file",
        ));
    }
    Ok(Secret::new(line))
}
