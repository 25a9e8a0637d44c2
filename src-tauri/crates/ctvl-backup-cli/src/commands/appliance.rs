//! What is known of the appliances, and what a test of their connection finds.

use ctvl_contract::{
    Acknowledgement, Check, CheckOutcome, ConnectionReport, CredentialState, ErrorCode, OfferedStep, Profile,
    ProfileList, Trust, describe,
};
use ctvl_engine::{ConnectionTarget, EngineError};

use crate::app::{App, password_from_stdin};
use crate::args::{NamedArgs, PasswordCommandArgs, RemoveArgs, TestArgs};
use crate::ask;
use crate::console::{BAD, FAINT, GOOD, STRONG, facts, styled, table};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::{self, plain};
use crate::words;

/// `appliance list`.
pub fn list(app: &App) -> Result<Exit, Failure> {
    let profiles = app.engine()?.profiles()?;
    let list = ProfileList { appliances: profiles.iter().map(Profile::from).collect() };
    app.console
        .result(&list, || {
            if list.appliances.is_empty() {
                return "No appliance is connected yet. Connect one: ctvl-backup-cli appliance add NAME --url URL \
                        --user USER\n"
                    .to_owned();
            }
            let rows: Vec<Vec<String>> = list
                .appliances
                .iter()
                .map(|profile| {
                    vec![
                        profile.name.clone(),
                        profile.address.clone(),
                        profile.version.as_ref().map_or_else(|| "unknown".to_owned(), |known| known.version.clone()),
                        words::role(profile.role).to_owned(),
                        profile.user.clone(),
                        credential(profile.credential).to_owned(),
                    ]
                })
                .collect();
            table(&["Name", "Address", "CT-VL", "Role", "User", "Password"], &rows)
        })
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// `appliance show`.
pub fn show(app: &App, args: &NamedArgs) -> Result<Exit, Failure> {
    let profile = Profile::from(&app.engine()?.profile(args.name.as_str())?);
    app.console
        .result(&profile, || format!("{}\n{}", styled(STRONG, &profile.name), described(&profile)))
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// Everything known of a profile, a line each.
pub fn described(profile: &Profile) -> String {
    let alarm = format::count(usize::try_from(profile.alarm_days).unwrap_or(usize::MAX), "day");
    let trust = match &profile.trust {
        Trust::System => "by this system".to_owned(),
        Trust::Pinned { fingerprint, at: Some(at) } => format!("compared on {}\n{fingerprint}", day(at)),
        Trust::Pinned { fingerprint, at: None } => format!("compared\n{fingerprint}"),
    };
    facts(&[
        ("Address", Some(format!("https://{}", profile.address))),
        (
            "CT-VL version",
            Some(profile.version.as_ref().map_or_else(|| "unknown".to_owned(), words::version)),
        ),
        ("Role", Some(words::role(profile.role).to_owned())),
        ("User", Some(profile.user.clone())),
        ("Password", Some(credential(profile.credential).to_owned())),
        ("Certificate", Some(trust)),
        (
            "Backups go to",
            Some(profile.destination.clone().unwrap_or_else(|| "the application's own folder".to_owned())),
        ),
        ("Encryption key", Some(profile.key.clone().unwrap_or_else(|| "default key".to_owned()))),
        ("Counters", Some(if profile.exclude_counters { "excluded" } else { "included" }.to_owned())),
        ("At risk after", Some(format!("{alarm} without a verified backup"))),
        ("Proxy", (!profile.system_proxy).then(|| "none".to_owned())),
    ])
}

fn day(rfc3339: &str) -> &str {
    rfc3339.split('T').next().unwrap_or(rfc3339)
}

fn credential(state: CredentialState) -> &'static str {
    match state {
        CredentialState::Stored => "in the keyring",
        CredentialState::NotStored => "not stored",
        CredentialState::Unconfirmed => "unconfirmed since a restore",
        CredentialState::Refused => "refused",
    }
}

/// `appliance test`.
pub async fn test(app: &App, args: TestArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = engine.profile(args.name.as_str())?;
    let credential = app.credential(&profile, args.password).await?;
    let found = engine.test_connection(ConnectionTarget::Profile(profile.id.into()), credential).await?;
    let report = ConnectionReport::from(&found);
    app.console.result(&report, || tested(&profile.name, &report)).map_err(Failure::output)?;
    match found.into_failure() {
        Some(error) => Err(error.into()),
        None => Ok(Exit::Done),
    }
}

fn tested(name: &str, report: &ConnectionReport) -> String {
    let mut text = format!("{}\n", styled(STRONG, name));
    for step in &report.steps {
        let what = match step.check {
            Check::Reach => "Reached",
            Check::Certificate => "Certificate trusted",
            Check::Alive => "Alive",
            Check::SignIn => "Signed in",
            Check::Keys => "Keys listed",
            Check::Probe => "Asked for the restore route",
        };
        text.push_str(&match &step.outcome {
            CheckOutcome::Passed => format!("  {} {what}\n", styled(GOOD, "✓")),
            CheckOutcome::Failed { failure } => {
                format!("  {} {what}: {}\n", styled(BAD, "✗"), plain(&failure.message.happened))
            }
            CheckOutcome::NotTried => format!("  {}\n", styled(FAINT, &format!("- {what}: not tried"))),
        });
    }
    let route = report
        .direct_restore
        .map(|direct| if direct { "direct" } else { "guided, through the administration page" }.to_owned());
    text.push_str(&facts(&[
        ("CT-VL version", report.version.clone()),
        ("Keys", report.keys.as_ref().map(|keys| listed(keys))),
        ("Restore route", route),
    ]));
    text
}

fn listed(keys: &[String]) -> String {
    if keys.is_empty() { "none listed".to_owned() } else { plain(&keys.join(", ")) }
}

/// `appliance password`.
pub async fn password(app: &App, args: PasswordCommandArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = engine.profile(args.name.as_str())?;
    let done = if args.forget {
        engine.forget_password(profile.id).await?;
        "The stored password is removed from the keyring."
    } else {
        let password = if args.password.password_stdin {
            Some(password_from_stdin()?)
        } else if app.console.can_ask() {
            app.prompt_password(&profile.user, &profile.address.host()).await?
        } else {
            None
        };
        let Some(password) = password else {
            return Err(Failure::own(
                Exit::NeedsPerson,
                format!("No password for {} was given.", profile.name),
                None,
                Some("Nothing was changed. Give it with --password-stdin.".to_owned()),
            ));
        };
        engine
            .store_password(profile.id, &password)
            .await
            .map_err(|error| not_kept(&error, &profile.name))?;
        "The password is in the keyring. It is tried with the next command that signs in."
    };
    let document = Acknowledgement { appliance: profile.name.clone(), done: done.to_owned() };
    app.console.result(&document, || format!("{}: {done}\n", profile.name)).map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// A keyring that does not take a password. What is offered elsewhere, to give it once, this command cannot use.
fn not_kept(error: &EngineError, name: &str) -> Failure {
    let mut described = describe(error, None);
    described.error.offers.retain(|offer| *offer != OfferedStep::EnterPasswordOnce);
    if described.error.code == ErrorCode::KeyringAbsent {
        described.message.happened =
            format!("This session has no keyring, so the password of {name} cannot be kept.");
        described.message.next = Some(
            "Nothing was stored. Give it to each command that signs in, with --password-stdin.".to_owned(),
        );
    }
    Failure::Engine(Box::new(described))
}

/// `appliance remove`.
pub async fn remove(app: &App, args: &RemoveArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = engine.profile(args.name.as_str())?;
    if !args.yes {
        let question = format!(
            "Remove {} ({}) and its stored password? Archives and receipts stay where they are.",
            profile.name, profile.address
        );
        if !app.console.can_ask() {
            return Err(Failure::usage(
                format!("{} was not removed: nobody can be asked here.", profile.name),
                "Add --yes to remove it without being asked.",
            ));
        }
        if !ask::yes(app.console, &question).await? {
            return Err(Failure::Cancelled);
        }
    }
    app.interrupts.leaves(
        format!("{} was being removed, and may be removed already.", profile.name),
        "Look: ctvl-backup-cli appliance list",
    );
    engine.remove_profile(profile.id).await?;
    let done = "The profile and its stored password are removed. Its archives stay where they are.";
    let document = Acknowledgement { appliance: profile.name.clone(), done: done.to_owned() };
    app.console.result(&document, || format!("{}: {done}\n", profile.name)).map_err(Failure::output)?;
    Ok(Exit::Done)
}
