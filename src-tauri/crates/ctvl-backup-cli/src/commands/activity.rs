//! What was done is shown as it was written down at that time.

use ctvl_contract::{Ending, Event, EventKind, EventList, export};
use ctvl_engine::{Ending as Outcome, HistoryFilter};

use crate::app::App;
use crate::args::ActivityArgs;
use crate::console::{BAD, FAINT, GOOD, WATCH, styled, write_out};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format;
use crate::format::plain;

/// `activity`.
pub fn run(app: &App, args: &ActivityArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = args.appliance.as_deref().map(|name| engine.profile(name)).transpose()?;
    let filter = HistoryFilter {
        profile: profile.map(|profile| profile.id),
        outcomes: if args.failed { vec![Outcome::Failed, Outcome::Interrupted] } else { Vec::new() },
        text: args.search.clone(),
        limit: Some(args.limit),
        ..HistoryFilter::default()
    };
    let list = EventList { events: engine.history(&filter)?.iter().map(Event::from).collect() };
    if args.csv {
        write_out(&export::csv(&list.events)).map_err(Failure::output)?;
        return Ok(Exit::Done);
    }
    app.console
        .result(&list, || {
            if list.events.is_empty() {
                let narrowed = args.appliance.is_some() || args.failed || args.search.is_some();
                let none = if narrowed { "Nothing matches.\n" } else { "Nothing was done yet.\n" };
                return none.to_owned();
            }
            list.events.iter().map(|event| line(app, event)).collect()
        })
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn line(app: &App, event: &Event) -> String {
    let at = event.at.parse().map_or_else(|_| event.at.clone(), |at| format::instant(at, &app.zone()));
    let (outcome, style) = match event.outcome {
        Ending::Done => ("Done", GOOD),
        Ending::Failed => ("Failed", BAD),
        Ending::Refused => ("Refused", WATCH),
        Ending::Cancelled => ("Cancelled", FAINT),
        Ending::Interrupted => ("Interrupted", WATCH),
    };
    let mut facts = Vec::new();
    if let Some(bytes) = event.bytes {
        facts.push(format::size(bytes));
    }
    if let Some(millis) = event.duration_millis {
        facts.push(format::duration(std::time::Duration::from_millis(millis)));
    }
    if let Some(incident) = &event.incident {
        facts.push(format!("incident {incident}"));
    }
    let mut text = format!(
        "{}  {:<17} {}  {}  {}\n",
        styled(FAINT, &at),
        kind(event.kind),
        plain(&event.subject),
        styled(style, outcome),
        styled(FAINT, &facts.join(", "))
    );
    if !event.text.is_empty() {
        text.push_str(&format!("    {}\n", plain(&event.text)));
    }
    text
}

fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Backup => "Backup",
        EventKind::PreChangeBackup => "Pre-change backup",
        EventKind::SafetyBackup => "Safety backup",
        EventKind::Verify => "Verify",
        EventKind::Restore => "Restore",
        EventKind::Trusted => "Trust",
        EventKind::ApplianceAdded => "Appliance added",
        EventKind::ApplianceRemoved => "Appliance removed",
        EventKind::AftermathTicked => "Task done",
        EventKind::ArchiveTrashed => "Archive trashed",
    }
}
