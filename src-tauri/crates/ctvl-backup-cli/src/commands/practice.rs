//! The practice appliance is a real server on this machine only; its password is shown once, at its first start.

use ctvl_contract::PracticeAppliance;
use ctvl_engine::client::Secret;
use ctvl_engine::{Directories, EngineError};
use ctvl_practice::{Appliance, Place, PracticeError, Start, USER, connected, made_up};

use crate::app::{App, password_from_stdin};
use crate::args::PracticeArgs;
use crate::commands::add::{self, not_stored};
use crate::console::{FAINT, STRONG, facts, styled};
use crate::exit::Exit;
use crate::failure::{Failure, quoted};

/// `practice`.
pub async fn run(app: &App, args: PracticeArgs) -> Result<Exit, Failure> {
    add::version(&args.ctvl_version)?;
    let place = match &args.data {
        Some(data) => Place::at(std::path::absolute(data).unwrap_or_else(|_| data.clone())),
        None => Place::of(&Directories::from_environment()?),
    };
    let first = place.is_new();
    if first && !args.password_stdin && app.console.json() {
        return Err(Failure::usage(
            "The first start makes a user, and with --json its password cannot be shown.",
            "Give the password with --password-stdin.",
        ));
    }
    let password = match (args.password_stdin, first) {
        (true, _) => Some(password_from_stdin()?),
        (false, true) => Some(made_up()),
        (false, false) => None,
    };
    let start = Start {
        version: args.ctvl_version.clone(),
        name: args.name.clone(),
        port: args.port,
        direct_route: !args.hide_direct_route,
        password: password.clone(),
        ..Start::default()
    };
    let appliance = place.start(start).await?;
    let address = appliance.address();
    let fingerprint = appliance.fingerprint().to_string();
    let profile = match &args.add_profile {
        Some(name) => Some(add_profile(app, name, &appliance, password.as_ref()).await?),
        None => None,
    };
    let document = PracticeAppliance {
        address: address.clone(),
        fingerprint,
        user: USER.to_owned(),
        data: place.folder().display().to_string(),
        version: args.ctvl_version.clone(),
        profile,
    };
    let made = password.filter(|_| first && !args.password_stdin);
    app.console.result(&document, || text(&document, made.as_ref())).map_err(Failure::output)?;
    app.interrupts.for_job().next().await;
    app.console.note("Stopping.");
    appliance.shutdown().await;
    Ok(Exit::Done)
}

/// The profile of this name. It is given the password it was just made with.
async fn add_profile(
    app: &App,
    name: &str,
    appliance: &Appliance,
    password: Option<&Secret>,
) -> Result<String, Failure> {
    let engine = app.engine()?;
    let known = engine.profile(name).is_ok();
    let profile = connected(&engine, name, appliance)?;
    if let Some(password) = password.filter(|_| !known)
        && let Err(error) = engine.store_password(profile.id, password).await
    {
        app.console.note(&not_stored(&error));
    }
    Ok(profile.name)
}

impl From<PracticeError> for Failure {
    fn from(error: PracticeError) -> Self {
        match error {
            PracticeError::Engine(error) => error.into(),
            PracticeError::Start(error) => Self::own(
                Exit::Failed,
                "The practice appliance could not start.",
                Some(format!("{error}.")),
                None,
            ),
            PracticeError::Folder { path, source } => Self::write(&path, &source),
            other => EngineError::from(other).into(),
        }
    }
}

fn text(document: &PracticeAppliance, made: Option<&Secret>) -> String {
    let mut text = format!("{}\n", styled(STRONG, "A practice appliance is running."));
    text.push_str(&facts(&[
        ("Address", Some(document.address.clone())),
        ("CT-VL version", Some(document.version.clone())),
        ("User", Some(document.user.clone())),
        ("Password", made.map(|password| format!("{} (shown only now)", password.expose()))),
        ("SHA-256", Some(document.fingerprint.clone())),
        ("Data", Some(document.data.clone())),
    ]));
    text.push_str(&match &document.profile {
        Some(name) => format!("Back it up from another terminal: ctvl-backup-cli backup {}\n", quoted(name)),
        None => format!(
            "Connect it from another terminal:\n  ctvl-backup-cli appliance add Practice --url {} --user {} --role \
             practice \\\n    --trust {}\n",
            document.address, document.user, document.fingerprint
        ),
    });
    text.push_str(&format!("{}\n", styled(FAINT, "Ctrl-C stops it.")));
    text
}
