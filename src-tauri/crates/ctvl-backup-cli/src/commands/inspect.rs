//! What a file says is shown with its source; what nothing says is called unknown.

use ctvl_contract::{ArchiveReport, ArchiveStateWord};
use ctvl_engine::CancelToken;

use crate::app::App;
use crate::args::InspectArgs;
use crate::commands::verify;
use crate::console::{FAINT, STRONG, facts, styled};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::plain;
use crate::{format, words};

/// `inspect`.
pub async fn run(app: &App, args: InspectArgs) -> Result<Exit, Failure> {
    let report = match app.engine_if_there() {
        Some(engine) => {
            let cancel = std::sync::Arc::<CancelToken>::default();
            ArchiveReport::from(&engine.inspect(&args.file, cancel).await?)
        }
        None => verify::look(app, &args.file, None).await?,
    };
    app.console.result(&report, || text(&report)).map_err(Failure::output)?;
    let state = words::word_of(&report.state);
    Ok(verify::state_exit(state))
}

fn text(report: &ArchiveReport) -> String {
    let state = words::word_of(&report.state);
    let (word, style) = words::state(state);
    let unknown = || "unknown".to_owned();
    let mut text = format!("{}\n{}", styled(STRONG, &plain(&report.path)), styled(style, word));
    for reason in words::reasons(&report.state) {
        text.push_str(&format!("  {}", plain(&reason)));
    }
    if state == ArchiveStateWord::Damaged {
        text.push_str(" Do not rely on it.");
    }
    text.push('\n');
    let created =
        report.created.clone().or_else(|| report.receipt.as_ref().map(|receipt| receipt.started.clone()));
    text.push_str(&facts(&[
        ("CT-VL version", Some(report.version.as_ref().map_or_else(unknown, words::version))),
        ("Backup date", Some(created.as_deref().map_or_else(unknown, format::moment))),
        ("Encryption key", Some(words::key(&report.key).map_or_else(unknown, plain))),
        (
            "Counters",
            Some(report.counters.map_or_else(unknown, |counters| words::counters(counters).to_owned())),
        ),
        ("Size", Some(format!("{} ({} bytes)", format::size(report.size), report.size))),
        ("SHA-256", Some(report.sha256.clone())),
        (
            "Contents",
            report.contents.map(|contents| {
                let members = usize::try_from(contents.members).unwrap_or(usize::MAX);
                format!("{}, {} expanded", format::count(members, "member"), format::size(contents.expanded))
            }),
        ),
        ("Receipt", Some(words::of_receipt(report.receipt_state).to_owned())),
    ]));
    if let Some(receipt) = &report.receipt {
        text.push_str(&format!("{}\n", styled(FAINT, "The receipt says")));
        text.push_str(&facts(&[
            ("  Taken from", Some(format!("{} ({})", plain(&receipt.appliance), plain(&receipt.address)))),
            ("  By", Some(plain(&receipt.user))),
            ("  From", Some(format::moment(&receipt.started))),
            ("  Until", Some(format::moment(&receipt.finished))),
            ("  Key", Some(receipt.key.as_deref().map_or_else(|| "default key".to_owned(), plain))),
            ("  Counters", Some(words::counters(receipt.counters).to_owned())),
            ("  Note", receipt.note.as_deref().map(plain)),
        ]));
    }
    text
}
