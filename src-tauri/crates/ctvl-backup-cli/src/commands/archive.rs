//! What is done to archives of the library. Only `trash` touches a file, and it deletes none.

use std::sync::Arc;

use ctvl_contract::orders::archive_ids;
use ctvl_contract::{
    AddedArchives, ArchiveDetail, FileFailure, LibraryEntry, LibraryPage, LookedAgain, Restorable,
    RestorableOn, TrashedArchives,
};
use ctvl_engine::{ArchiveId, Engine, HowRelocated, Library, Relocated};

use crate::app::App;
use crate::args::{AddArchivesArgs, FindArgs, NoteArgs, NumberArgs, NumbersArgs, TrashArgs};
use crate::ask;
use crate::console::{BAD, FAINT, GOOD, STRONG, WATCH, facts, styled};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::{self, plain};
use crate::words;

/// `archive show`.
pub fn show(app: &App, args: &NumberArgs) -> Result<Exit, Failure> {
    let detail = ArchiveDetail::from(&app.engine()?.library().detail(args.number.into())?);
    app.console.result(&detail, || described(app, &detail)).map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// `archive add`.
pub fn add(app: &App, args: &AddArchivesArgs) -> Result<Exit, Failure> {
    let added = AddedArchives::from(&app.engine()?.library().add(&args.paths)?);
    app.console
        .result(&added, || {
            let new = format::count(added.added.len(), "archive");
            let known = match added.known.len() {
                0 => String::new(),
                known => format!("; {known} known already"),
            };
            let verify = if added.added.is_empty() { "" } else { " Nobody has looked into them yet." };
            format!(
                "{new} added{known}.{verify}\n{}{}",
                passed_over(added.passed_over),
                failures(&added.failed, "was not added")
            )
        })
        .map_err(Failure::output)?;
    Ok(ended(&added.failed))
}

fn passed_over(files: u64) -> String {
    let (counted, is) = match files {
        0 => return String::new(),
        1 => ("1 ZIP file".to_owned(), "it is"),
        more => (format!("{more} ZIP files"), "they are"),
    };
    format!(
        "{counted} passed over: {is} not named like a backup. To add one, name the file itself: ctvl-backup-cli \
         archive add FILE\n"
    )
}

/// `archive pin` and `archive unpin`.
pub fn pin(app: &App, args: &NumbersArgs, pinned: bool) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    engine.library().pin(&archive_ids(&args.numbers), pinned)?;
    let done = if pinned { "pinned; no retention removes it" } else { "not pinned any more" };
    told(app, &entries(&engine.library(), &args.numbers)?, done)
}

/// `archive note`.
pub fn note(app: &App, args: &NoteArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    engine.library().note(args.number.into(), args.text.as_deref())?;
    let done = if args.remove { "without a note" } else { "noted" };
    told(app, &entries(&engine.library(), &[args.number])?, done)
}

/// `archive find`.
pub async fn find(app: &App, args: &FindArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let library = engine.library();
    let Relocated { row, how } = library.relocate(args.number.into(), &args.file).await?;
    let asked = LibraryEntry::from(&library.get(args.number.into())?);
    let found = LibraryEntry::from(&row);
    app.console.result(&found, || relocated(&asked, &found, how)).map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn relocated(asked: &LibraryEntry, found: &LibraryEntry, how: HowRelocated) -> String {
    let (word, style) = words::state(found.state);
    let (name, path, state) = (&found.name, plain(&found.path), styled(style, word));
    match how {
        HowRelocated::Moved => format!("{} lies at {path} now. {state}\n", plain(name)),
        HowRelocated::Joined { other } => format!(
            "{} lies at {path} now. {state}\nNumber {other} was the same file: it is one archive now, number {}, with \
             the pins and notes of both.\n",
            plain(name),
            found.id
        ),
        HowRelocated::Copy => format!(
            "{} is still at {}, so number {} stays there.\n{path} is a copy of it, number {}. {state}\n",
            plain(&asked.name),
            plain(&asked.path),
            asked.id,
            found.id
        ),
        HowRelocated::InPlace => format!("{} is where the library knows it: {path}. {state}\n", plain(name)),
    }
}

/// `archive look-again`.
pub fn look_again(app: &App) -> Result<Exit, Failure> {
    let looked = LookedAgain { changed: app.engine()?.library().look_again()? };
    app.console
        .result(&looked, || match looked.changed {
            0 => "Every file is as it was seen last.\n".to_owned(),
            changed => {
                let archives = format::count(usize::try_from(changed).unwrap_or(usize::MAX), "archive");
                format!("{archives} changed. See which: ctvl-backup-cli list\n")
            }
        })
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// `archive trash`.
pub async fn trash(app: &App, args: &TrashArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let page = entries(&engine.library(), &args.numbers)?;
    if !args.yes {
        confirmed(app, &page).await?;
    }
    app.interrupts.leaves(
        "Archives were being moved to the trash; some may be there already.",
        "Look: ctvl-backup-cli list",
    );
    let ids = archive_ids(&args.numbers);
    let trashed = TrashedArchives::from(&moved(Arc::clone(&engine), ids).await?);
    app.interrupts.leaves_nothing();
    app.console
        .result(&trashed, || {
            let count = format::count(usize::try_from(trashed.trashed).unwrap_or(usize::MAX), "archive");
            format!("{count} moved to the trash.\n{}", failures(&trashed.failed, "was not moved"))
        })
        .map_err(Failure::output)?;
    Ok(ended(&trashed.failed))
}

/// Moving to another disk's trash may copy gigabytes.
async fn moved(engine: Arc<Engine>, ids: Vec<ArchiveId>) -> Result<ctvl_engine::Trashed, Failure> {
    let moved = tokio::task::spawn_blocking(move || engine.library().trash(&ids));
    Ok(moved.await.map_err(|_| Failure::stopped())??)
}

async fn confirmed(app: &App, page: &LibraryPage) -> Result<(), Failure> {
    if !app.console.can_ask() {
        return Err(Failure::usage(
            "Nothing was moved to the trash: nobody can be asked here.",
            "Add --yes to move it without being asked.",
        ));
    }
    let mut question = "These archives and their receipts go to the trash:\n".to_owned();
    for entry in &page.archives {
        question.push_str(&format!("  {}\n", named(entry)));
    }
    question.push_str(&format!("{} in all.", format::size(page.bytes)));
    if ask::yes(app.console, &question).await? { Ok(()) } else { Err(Failure::Cancelled) }
}

/// `archive forget`.
pub fn forget(app: &App, args: &NumbersArgs) -> Result<Exit, Failure> {
    let library = app.engine()?.library();
    let page = entries(&library, &args.numbers)?;
    library.forget(&archive_ids(&args.numbers))?;
    told(app, &page, "out of the library; its file stays")
}

/// The archives of these numbers, as a page of the library.
fn entries(library: &Library, numbers: &[i64]) -> Result<LibraryPage, Failure> {
    let archives: Vec<LibraryEntry> = numbers
        .iter()
        .map(|number| Ok(LibraryEntry::from(&library.get((*number).into())?)))
        .collect::<Result<_, Failure>>()?;
    Ok(LibraryPage {
        total: archives.len() as u64,
        bytes: archives.iter().map(|entry| entry.size).sum(),
        archives,
    })
}

/// Says of each archive what was done to it.
fn told(app: &App, page: &LibraryPage, done: &str) -> Result<Exit, Failure> {
    let text = || page.archives.iter().map(|entry| format!("{}: {done}.\n", named(entry))).collect();
    app.console.result(page, text).map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn named(entry: &LibraryEntry) -> String {
    let of = entry.appliance.as_deref().map(|name| format!(" of {}", plain(name))).unwrap_or_default();
    format!("{}  {}{of}", entry.id, plain(&entry.name))
}

fn failures(failed: &[FileFailure], what: &str) -> String {
    failed
        .iter()
        .map(|one| {
            let why = one.failure.message.text();
            format!("{} {}\n", styled(BAD, &format!("{} {what}.", plain(&one.name))), plain(&why))
        })
        .collect()
}

fn ended(failed: &[FileFailure]) -> Exit {
    if failed.is_empty() { Exit::Done } else { Exit::Failed }
}

fn described(app: &App, detail: &ArchiveDetail) -> String {
    let entry = &detail.row.entry;
    let (word, style) = words::state(entry.state);
    let unknown = || "unknown".to_owned();
    let checked = entry.checked_at.as_deref().and_then(|at| at.parse().ok());
    let mut text = format!("{}\n{}", styled(STRONG, &plain(&entry.name)), styled(style, word));
    if let Some(why) = &entry.why {
        text.push_str(&format!("  {}", plain(&words::sentence(why))));
    }
    text.push('\n');
    text.push_str(&facts(&[
        ("Number", Some(entry.id.to_string())),
        ("Folder", Some(plain(&detail.folder))),
        ("Appliance", Some(entry.appliance.as_deref().map_or_else(unknown, plain))),
        ("CT-VL version", Some(entry.version.as_ref().map_or_else(unknown, words::version))),
        ("Backup date", Some(format::moment(&entry.created))),
        ("Encryption key", Some(words::key(&entry.key).map_or_else(unknown, plain))),
        ("Counters", Some(entry.counters.map_or("unknown", words::counters).to_owned())),
        ("Size", Some(format!("{} ({} bytes)", format::size(entry.size), entry.size))),
        ("SHA-256", Some(entry.sha256.clone().unwrap_or_else(unknown))),
        (
            "Checked",
            Some(checked.map_or_else(|| "never".to_owned(), |at| format::age(at, app.now(), &app.zone()))),
        ),
        ("Receipt", Some(words::of_receipt(entry.receipt).to_owned())),
        ("Pinned", Some(if entry.pinned { "yes" } else { "no" }.to_owned())),
        ("Note", entry.note.as_deref().map(plain)),
    ]));
    if !detail.restorable_on.is_empty() {
        text.push_str(&format!("{}\n", styled(FAINT, "Can be restored on")));
        for on in &detail.restorable_on {
            text.push_str(&format!("  {}\n", verdict(on)));
        }
    }
    text
}

fn verdict(on: &RestorableOn) -> String {
    let runs = on.version.as_deref().unwrap_or("an unknown version");
    let (word, style) = match on.restorable {
        Restorable::Yes => ("yes".to_owned(), GOOD),
        Restorable::Damaged => ("no, it is damaged".to_owned(), BAD),
        Restorable::Missing => ("no, its file is missing".to_owned(), BAD),
        Restorable::TooNew => {
            (format!("no, that needs {} or newer", on.needs.as_deref().unwrap_or("a newer version")), BAD)
        }
        Restorable::Unknown => ("not known".to_owned(), WATCH),
    };
    format!("{} (CT-VL {runs}): {}", plain(&on.appliance), styled(style, &word))
}
