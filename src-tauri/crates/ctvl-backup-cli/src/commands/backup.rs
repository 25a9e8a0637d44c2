//! A backup is reported as done only with what was proven of it.

use ctvl_contract::{ArchiveState, BackupResult, Counters, Plausibility};
use ctvl_engine::{BackupOrder, Purpose};

use crate::app::App;
use crate::args::BackupArgs;
use crate::console::{FAINT, STRONG, WATCH, facts, styled};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::follow;
use crate::{format, words};

/// `backup`.
pub async fn run(app: &App, args: BackupArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = engine.profile(args.appliance.as_str())?;
    let credential = app.credential(&profile, args.password).await?;
    let counters = match (args.exclude_counters, args.include_counters) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        (false, false) => None,
    };
    let order = BackupOrder {
        credential,
        to: args.to,
        key: args.key,
        exclude_counters: counters,
        note: args.note,
        pin: args.pin,
        purpose: if args.pin { Purpose::PreChange } else { Purpose::Regular },
        ..BackupOrder::new(profile.id)
    };
    app.console.note(&styled(STRONG, &format!("Backing up {}", profile.name)));
    let job = engine.start_backup(order)?;
    let done = BackupResult::from(&follow(app, job).await?);
    app.console.result(&done, || text(&done)).map_err(Failure::output)?;
    Ok(match done.state {
        ArchiveState::Verified { .. } => Exit::Done,
        ArchiveState::Damaged { .. } => Exit::Damaged,
        ArchiveState::CannotVerify { .. } | ArchiveState::Unverified => Exit::NotVerifiable,
        ArchiveState::Missing => Exit::Failed,
    })
}

fn text(done: &BackupResult) -> String {
    let (state, style) = words::state(words::word_of(&done.state));
    let took = format::duration(std::time::Duration::from_millis(done.duration_millis));
    let counters = match done.counters {
        Counters::Included => "with counters",
        Counters::Excluded => "without counters",
    };
    let mut text = format!(
        "{} is backed up: {}, {}, {counters}, in {took}.\n",
        done.appliance,
        format::size(done.size),
        styled(style, &state.to_lowercase()),
    );
    for reason in words::reasons(&done.state) {
        text.push_str(&format!("  {reason}\n"));
    }
    if let Plausibility::MuchSmaller { bytes, usual } = done.plausibility {
        let smaller = format!(
            "This backup is much smaller than usual: {} instead of about {}. It is whole, but look at it.",
            format::size(bytes),
            format::size(usual)
        );
        text.push_str(&format!("{}\n", styled(WATCH, &smaller)));
    }
    text.push_str(&facts(&[
        ("Archive", Some(format::plain(&done.path))),
        ("Receipt", Some(format::plain(&done.receipt))),
        ("SHA-256", Some(done.sha256.clone())),
    ]));
    if done.signed_with.is_none() {
        let unsigned = "The receipt is not signed, because this machine has no keyring for the signing key.";
        text.push_str(&format!("{}\n", styled(FAINT, unsigned)));
    }
    text
}
