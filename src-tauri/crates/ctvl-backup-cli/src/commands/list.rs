//! The library is listed as it was last seen; nothing is read or changed to list it.

use ctvl_contract::{ArchiveStateWord, LibraryEntry, LibraryPage, ListedLibrary, Orphan};
use ctvl_engine::{LibraryFilter, RowState, Sort, SortKey};

use crate::app::App;
use crate::args::{ListArgs, SortArg, StateArg};
use crate::console::{WATCH, styled, table};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::plain;
use crate::{format, words};

/// `list`.
pub fn run(app: &App, args: &ListArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let library = engine.library();
    let mut removed = args.remove_unfinished.then(Vec::new);
    if let Some(removed) = &mut removed {
        for orphan in library.orphans()? {
            library.remove_orphan(&orphan.path)?;
            removed.push(Orphan::from(&orphan));
            app.console.note(&format!("Removed {} ({}).", orphan.path.display(), format::size(orphan.size)));
        }
    }
    let filter = LibraryFilter {
        appliance: args.appliance.clone(),
        states: args.state.map(|state| vec![row_state(state)]).unwrap_or_default(),
        text: args.search.clone(),
        pinned: args.pinned.then_some(true),
        sort: sort(args.sort, args.reverse),
        limit: Some(args.limit),
        ..LibraryFilter::default()
    };
    let list = ListedLibrary { page: LibraryPage::from(&library.list(&filter)?), removed };
    app.console.result(&list, || text(app, args, &list.page)).map_err(Failure::output)?;
    for orphan in library.orphans()? {
        app.console.note(&styled(
            WATCH,
            &format!(
                "An interrupted backup of {} left an unfinished file: {} ({}). Remove it: ctvl-backup-cli list \
                 --remove-unfinished",
                orphan.appliance,
                orphan.path.display(),
                format::size(orphan.size)
            ),
        ));
    }
    Ok(Exit::Done)
}

fn sort(order: SortArg, reverse: bool) -> Sort {
    let (key, descending) = match order {
        SortArg::Newest => (SortKey::Created, true),
        SortArg::Largest => (SortKey::Size, true),
        SortArg::Name => (SortKey::Name, false),
        SortArg::Appliance => (SortKey::Appliance, false),
        SortArg::State => (SortKey::State, false),
    };
    Sort { key, descending: descending != reverse }
}

fn text(app: &App, args: &ListArgs, page: &LibraryPage) -> String {
    if page.archives.is_empty() {
        return match (&args.appliance, args.state, &args.search, args.pinned) {
            (None, None, None, false) => {
                "No archive yet. Take the first one: ctvl-backup-cli backup NAME\n".to_owned()
            }
            _ => "No archive matches.\n".to_owned(),
        };
    }
    let rows: Vec<Vec<String>> = page.archives.iter().map(|entry| row(app, args, entry)).collect();
    let mut text = table(
        &["No.", "Made", "Appliance", "CT-VL", "Key", "Counters", "Size", "State", "Checked", "File"],
        &rows,
    );
    let shown = page.archives.len() as u64;
    if page.total > shown {
        let all = format::size(page.bytes);
        text.push_str(&format!("{shown} of {} archives ({all}); --limit shows more.\n", page.total));
    }
    text
}

fn row(app: &App, args: &ListArgs, entry: &LibraryEntry) -> Vec<String> {
    let (state, style) = words::state(entry.state);
    let checked = entry.checked_at.as_deref().and_then(|at| at.parse().ok());
    let mut state = styled(style, state);
    if entry.usual_size.is_some() && entry.state == ArchiveStateWord::Verified {
        state = format!("{state}, {}", styled(WATCH, "much smaller than usual"));
    }
    let mut file = plain(if args.paths { &entry.path } else { &entry.name });
    if entry.pinned {
        file.push_str(" (pinned)");
    }
    if let Some(note) = &entry.note {
        file.push_str(&format!(" “{}”", plain(note)));
    }
    vec![
        entry.id.to_string(),
        made(&entry.created),
        entry.appliance.as_deref().map_or_else(|| "unknown".to_owned(), plain),
        entry.version.as_ref().map_or_else(|| "unknown".to_owned(), |known| known.version.clone()),
        words::key(&entry.key).map_or_else(|| "unknown".to_owned(), plain),
        entry.counters.map_or("unknown", words::counters).to_owned(),
        format::size(entry.size),
        state,
        checked.map_or_else(|| "never".to_owned(), |at| format::age(at, app.now(), &app.zone())),
        file,
    ]
}

/// The clock on the wall where the archive was made: it is what the appliance's own page shows.
fn made(rfc3339: &str) -> String {
    rfc3339.get(..16).map_or_else(|| rfc3339.to_owned(), |minute| minute.replace('T', " "))
}

fn row_state(state: StateArg) -> RowState {
    match state {
        StateArg::Verified => RowState::Verified,
        StateArg::Unverified => RowState::Unverified,
        StateArg::CannotVerify => RowState::CannotVerify,
        StateArg::Damaged => RowState::Damaged,
        StateArg::Missing => RowState::Missing,
    }
}
