//! The overview on a terminal: every appliance in one line, and below it what needs a person, each with its command.

use ctvl_contract::{ApplianceSummary, Attention, DayMark, OfferedStep, Overview, Protection};
use ctvl_engine::{Engine, HistoryFilter};
use jiff::Timestamp;

use crate::app::App;
use crate::console::{BAD, FAINT, GOOD, STRONG, WATCH, prose, styled, table};
use crate::exit::Exit;
use crate::failure::{Failure, quoted};
use crate::format;

/// `status`.
pub fn run(app: &App) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let overview = Overview::from(&engine.overview()?);
    app.console.result(&overview, || text(app, &engine, &overview)).map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn text(app: &App, engine: &Engine, overview: &Overview) -> String {
    if overview.appliances.is_empty() {
        return "No appliance is connected yet. Connect one: ctvl-backup-cli appliance add NAME --url URL --user \
                USER\n"
            .to_owned();
    }
    let rows: Vec<Vec<String>> = overview.appliances.iter().map(|appliance| row(app, appliance)).collect();
    let mut text = format!(
        "{}\n\n{}",
        styled(STRONG, &counted(overview)),
        table(&["Appliance", "State", "Last verified backup", "14 days", "Archives"], &rows)
    );
    for appliance in &overview.appliances {
        for reason in &appliance.attention {
            text.push('\n');
            text.push_str(&needs(app, engine, appliance, reason));
        }
    }
    if overview.orphans > 0 {
        text.push_str(&format!(
            "\n{}\n  Remove what is left of them: ctvl-backup-cli list --remove-unfinished\n",
            format::count(usize::try_from(overview.orphans).unwrap_or(usize::MAX), "unfinished file")
                + " of interrupted backups."
        ));
    }
    text
}

/// `3 protected, 1 needs attention, 1 at risk`; practice appliances are not counted.
fn counted(overview: &Overview) -> String {
    let count = |wanted| overview.appliances.iter().filter(|one| one.protection == wanted).count();
    let (protected, attention, at_risk) =
        (count(Protection::Protected), count(Protection::NeedsAttention), count(Protection::AtRisk));
    let need = if attention == 1 { "needs" } else { "need" };
    let parts = [
        (protected, format!("{protected} protected")),
        (attention, format!("{attention} {need} attention")),
        (at_risk, format!("{at_risk} at risk")),
    ];
    let told: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    if told.is_empty() { "Nothing to protect: only practice appliances.".to_owned() } else { told.join(", ") }
}

fn row(app: &App, appliance: &ApplianceSummary) -> Vec<String> {
    let (word, style) = match appliance.protection {
        Protection::Protected => ("Protected", GOOD),
        Protection::NeedsAttention => ("Needs attention", WATCH),
        Protection::AtRisk => ("At risk", BAD),
        Protection::Practice => ("Practice", FAINT),
    };
    let newest = appliance.newest_verified.as_deref().and_then(|at| at.parse().ok());
    vec![
        appliance.profile.name.clone(),
        styled(style, word),
        newest.map_or_else(|| "never".to_owned(), |at: Timestamp| format::age(at, app.now(), &app.zone())),
        appliance.days.iter().map(|day| mark(*day)).collect(),
        format!("{} · {}", appliance.archives, format::size(appliance.bytes)),
    ]
}

/// Shape differs as well as colour.
fn mark(day: DayMark) -> String {
    match day {
        DayMark::None => styled(FAINT, "·"),
        DayMark::Verified => styled(GOOD, "✓"),
        DayMark::Unverified => styled(WATCH, "?"),
        DayMark::Failed => styled(BAD, "✗"),
    }
}

/// What is wrong, and the command that ends it.
fn needs(app: &App, engine: &Engine, appliance: &ApplianceSummary, reason: &Attention) -> String {
    let name = &appliance.profile.name;
    let shell = quoted(name);
    let back_up = format!("Back it up: ctvl-backup-cli backup {shell}");
    let password = format!("Enter it: ctvl-backup-cli appliance password {shell}");
    let (what, next) = match reason {
        Attention::NeverBackedUp => (format!("{name} has no verified backup."), back_up),
        Attention::BackupTooOld { days } => {
            let days = format::count(usize::try_from(*days).unwrap_or(usize::MAX), "day");
            (format!("{name} has had no verified backup for {days}."), back_up)
        }
        Attention::LastBackupFailed { at, cure, event, .. } => {
            let ago = at.parse().map_or_else(|_| at.clone(), |at| format::age(at, app.now(), &app.zone()));
            let said = said(engine, *event).map_or_else(String::new, |said| format!(" {said}"));
            (format!("The last backup of {name} did not end well, {ago}.{said}"), cured(*cure, &shell))
        }
        Attention::CertificateChanged => (
            format!(
                "{name} presents another certificate than the trusted one. Backups wait until it is compared."
            ),
            format!("Compare it: ctvl-backup-cli appliance trust {shell}"),
        ),
        Attention::PasswordMissing => (format!("No password of {name} is stored."), password),
        Attention::PasswordRefused => {
            (format!("{name} refused the stored password, which is not sent again."), password)
        }
        Attention::LoginUnconfirmed => (
            format!("The login of {name} has not been confirmed since a restore."),
            format!("Try it: ctvl-backup-cli appliance test {shell}"),
        ),
        Attention::RestoreOpen { .. } => (
            format!("A restore of {name} is not over."),
            format!("Go on with it: ctvl-backup-cli restore {shell} --resume"),
        ),
        Attention::TasksOpen { count } => {
            let tasks = format::count(usize::try_from(*count).unwrap_or(usize::MAX), "task");
            let are = if *count == 1 { "is" } else { "are" };
            (
                format!("{tasks} {are} left after the restore of {name}."),
                format!("Look: ctvl-backup-cli aftermath list {shell}"),
            )
        }
    };
    format!("{}\n  {next}\n", prose(&format::plain(&what)))
}

/// What history says of a run.
fn said(engine: &Engine, event: i64) -> Option<String> {
    let filter = HistoryFilter { before: event.checked_add(1), limit: Some(1), ..HistoryFilter::default() };
    Some(engine.history(&filter).ok()?.into_iter().next()?.text)
}

fn cured(cure: Option<OfferedStep>, shell: &str) -> String {
    match cure {
        Some(OfferedStep::BackUpWithoutCounters) => {
            format!("Leave the counters out: ctvl-backup-cli backup {shell} --exclude-counters")
        }
        Some(OfferedStep::CompareCertificate) => {
            format!("Compare the certificate: ctvl-backup-cli appliance trust {shell}")
        }
        Some(OfferedStep::EnterPassword | OfferedStep::UnlockKeyring | OfferedStep::EnterPasswordOnce) => {
            format!("Enter the password: ctvl-backup-cli appliance password {shell}")
        }
        Some(OfferedStep::EditAppliance) => {
            format!("Correct what is wrong: ctvl-backup-cli appliance change {shell} --help")
        }
        _ => format!("Try again: ctvl-backup-cli backup {shell}"),
    }
}
