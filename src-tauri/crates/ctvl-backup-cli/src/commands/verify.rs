//! Proving a file needs nothing but the file. Where there is an installation, its library learns what was seen.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ctvl_contract::{ArchiveReport, ArchiveStateWord, VerifyOutcome, VerifyResult, describe};
use ctvl_engine::{CancelToken, EngineError, JobKind, SystemClock, VerifyTarget, inspect_alone};
use tokio::sync::watch;

use crate::app::App;
use crate::args::VerifyArgs;
use crate::console::{BAD, FAINT, styled};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::follow;
use crate::reading::reading;
use crate::{format, words};

/// `verify`.
pub async fn run(app: &App, args: VerifyArgs) -> Result<Exit, Failure> {
    let files = match app.engine_if_there() {
        Some(engine) => {
            let order = args.files.into_iter().map(VerifyTarget::from).collect();
            let done = follow(app, engine.start_verify(order)?).await?;
            done.iter().map(VerifyOutcome::from).collect()
        }
        None => {
            let mut files = Vec::with_capacity(args.files.len());
            let of = args.files.len() as u64;
            for (index, path) in (1..).zip(args.files) {
                files.push(alone(app, path, (of > 1).then_some((index, of))).await?);
            }
            files
        }
    };
    let result = VerifyResult { files };
    app.console.result(&result, || text(&result)).map_err(Failure::output)?;
    Ok(result.files.iter().map(exit).max_by_key(|exit| gravity(*exit)).unwrap_or(Exit::Done))
}

async fn alone(app: &App, path: PathBuf, position: Option<(u64, u64)>) -> Result<VerifyOutcome, Failure> {
    match look(app, &path, position).await {
        Ok(report) => Ok(VerifyOutcome::Looked { report: Box::new(report) }),
        Err(EngineError::Cancelled) => Err(EngineError::Cancelled.into()),
        Err(error) => Ok(VerifyOutcome::NotRead {
            path: path.display().to_string(),
            failure: Box::new(describe(&error, None)),
        }),
    }
}

/// Looks at one file where there is no installation.
pub async fn look(
    app: &App,
    path: &Path,
    position: Option<(u64, u64)>,
) -> Result<ArchiveReport, EngineError> {
    let cancel = Arc::new(CancelToken::default());
    let (sender, read) = watch::channel(0_u64);
    let work = {
        let (path, cancel) = (path.to_owned(), Arc::clone(&cancel));
        tokio::task::spawn_blocking(move || {
            let progress = |bytes| {
                sender.send_replace(bytes);
            };
            inspect_alone(&path, &SystemClock, &progress, &cancel)
        })
    };
    let looked = reading(app, path, position, read, &cancel, work).await.ok_or(EngineError::Cancelled)?;
    let report = looked.unwrap_or(Err(EngineError::JobLost { kind: JobKind::Verify }))?;
    Ok(ArchiveReport::from(&report))
}

fn exit(file: &VerifyOutcome) -> Exit {
    match file {
        VerifyOutcome::NotRead { failure, .. } => failure.error.code.into(),
        VerifyOutcome::Looked { report } => state_exit(words::word_of(&report.state)),
    }
}

/// What the state of a file means for the exit code.
pub fn state_exit(state: ArchiveStateWord) -> Exit {
    match state {
        ArchiveStateWord::Verified => Exit::Done,
        ArchiveStateWord::CannotVerify | ArchiveStateWord::Unverified => Exit::NotVerifiable,
        ArchiveStateWord::Damaged => Exit::Damaged,
        ArchiveStateWord::Missing => Exit::Failed,
    }
}

/// Of several files the worst decides: a damaged one is the news, then one that could not be read.
fn gravity(exit: Exit) -> u8 {
    match exit {
        Exit::Done => 0,
        Exit::NotVerifiable => 1,
        Exit::Damaged => 3,
        _ => 2,
    }
}

fn text(result: &VerifyResult) -> String {
    let mut text = String::new();
    let mut counts = [0_usize; 4];
    for file in &result.files {
        counts[usize::from(gravity(exit(file)))] += 1;
        match file {
            VerifyOutcome::NotRead { path, failure } => {
                text.push_str(&format!(
                    "{}  {}\n",
                    styled(BAD, &format!("{:<13}", "Not read")),
                    format::plain(path)
                ));
                text.push_str(&format!("  {}\n", format::plain(&failure.message.text())));
            }
            VerifyOutcome::Looked { report } => text.push_str(&one(report)),
        }
    }
    if result.files.len() > 1 {
        let parts = ["verified", "cannot be verified", "not read", "damaged"]
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{count} {word}"));
        let parts: Vec<String> = parts.collect();
        text.push_str(&format!("{}: {}.\n", format::count(result.files.len(), "archive"), parts.join(", ")));
    }
    text
}

fn one(report: &ArchiveReport) -> String {
    let (state, style) = words::state(words::word_of(&report.state));
    let facts = format!("{}, {}", format::size(report.size), words::receipt(report.receipt_state));
    let state = format!("{state:<13}");
    let mut text =
        format!("{}  {}  {}\n", styled(style, &state), format::plain(&report.path), styled(FAINT, &facts));
    for reason in words::reasons(&report.state) {
        text.push_str(&format!("  {}\n", format::plain(&reason)));
    }
    if words::word_of(&report.state) == ArchiveStateWord::Damaged {
        text.push_str("  Do not rely on it. Find another copy.\n");
    }
    text
}
