//! A flight plan is shown whole: what goes where, what is destroyed, what will be done, what is asked.

use std::fmt::Write as _;

use anstyle::Style;
use ctvl_contract::{LackKind, RestorePlan, Route, Tone, Verdict};

use crate::console::{self, BAD, FAINT, GOOD, STRONG, WATCH, prose, styled};
use crate::format;
use crate::format::plain;

/// The plan as text.
pub fn text(plan: &RestorePlan) -> String {
    let mut text = String::new();
    let route = match plan.route {
        Route::Direct => "direct",
        Route::Guided => "guided, through the administration page",
    };
    let _ = writeln!(text, "{}", styled(STRONG, &plan.title));
    let _ = writeln!(
        text,
        "{} onto {} ({}), {route}\n{}",
        plain(&plan.archive_name),
        plan.host,
        plan.address,
        styled(FAINT, &format!("{}, SHA-256 {}", format::size(plan.size), plan.sha256))
    );

    heading(&mut text, "What goes where");
    let rows: Vec<Vec<String>> = plan
        .comparison
        .iter()
        .map(|row| {
            vec![
                format!("  {}", row.detail),
                plain(&row.archive),
                plain(&row.target),
                styled(tone(row.tone), &row.note),
            ]
        })
        .collect();
    text.push_str(&console::table(&["  Detail", "From this archive", "Onto this appliance", ""], &rows));

    let table = text;
    let mut text = String::new();
    heading(&mut text, &format!("What happens to {}", plan.host));
    for one in &plan.consequences {
        let _ = writeln!(text, "  {}. {}", one.title, plain(&one.detail));
    }
    if !plan.cautions.is_empty() {
        heading(&mut text, "Know before");
        for caution in &plan.cautions {
            let _ = writeln!(text, "  {}", styled(WATCH, &plain(&caution.text)));
        }
    }
    heading(&mut text, "What will be done");
    for (number, step) in (1..).zip(&plan.steps) {
        let _ = writeln!(text, "  {number}. {}. {}", step.title, plain(&step.detail));
    }
    match &plan.verdict {
        Verdict::Yes => {
            if !plan.asks.is_empty() {
                heading(&mut text, "Asked before it starts");
                for ask in &plan.asks {
                    let _ = writeln!(text, "  {}. {}", ask.label, plain(&ask.hint));
                }
            }
        }
        Verdict::No { refusals } => {
            heading(&mut text, "Refused");
            for refusal in refusals {
                let _ = writeln!(text, "  {}", styled(BAD, &plain(&refusal.text)));
            }
        }
        Verdict::Unknown { missing } => {
            heading(&mut text, "Not known yet");
            for lack in missing {
                let option = match lack.kind {
                    LackKind::ArchiveVersion => "--archive-version VERSION",
                    LackKind::TargetVersion => "--typed-version VERSION",
                };
                let _ = writeln!(text, "  {} ({option})", styled(WATCH, &plain(&lack.text)));
            }
        }
    }
    if plan.verdict == Verdict::Yes {
        let _ = writeln!(text, "\nPlan {}. Nothing has been changed yet.", styled(STRONG, &plan.short_id));
    }
    table + &prose(&text)
}

fn heading(text: &mut String, heading: &str) {
    let _ = writeln!(text, "\n{}", styled(STRONG, heading));
}

fn tone(tone: Tone) -> Style {
    match tone {
        Tone::Fits => GOOD,
        Tone::Look => WATCH,
        Tone::Refused => BAD,
        Tone::Unknown => FAINT,
    }
}
