//! Past backups in a row, so that a shrink or a slowdown is seen at a glance.

use std::time::Duration;

use ctvl_contract::{Trend, TrendPoint};

use crate::app::App;
use crate::args::TrendArgs;
use crate::console::table;
use crate::exit::Exit;
use crate::failure::{Failure, quoted};
use crate::{format, words};

/// The widest bar, in characters.
const WIDEST: u64 = 24;

/// `trend`.
pub fn run(app: &App, args: &TrendArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = engine.profile(args.appliance.as_str())?;
    let trend = Trend::from(engine.trend(profile.id)?.as_slice());
    app.console
        .result(&trend, || {
            if trend.points.is_empty() {
                return format!(
                    "{} has had no backup yet. Take the first one: ctvl-backup-cli backup {}\n",
                    profile.name,
                    quoted(&profile.name)
                );
            }
            let largest = trend.points.iter().map(|point| point.bytes).max().unwrap_or(0);
            let rows: Vec<Vec<String>> = trend.points.iter().map(|point| row(app, point, largest)).collect();
            table(&["Ended", "Took", "Counters", "Archive", "Size", ""], &rows)
        })
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn row(app: &App, point: &TrendPoint, largest: u64) -> Vec<String> {
    vec![
        point.at.parse().map_or_else(|_| point.at.clone(), |at| format::instant(at, &app.zone())),
        format::duration(Duration::from_millis(point.duration_millis)),
        point.counters.map_or("unknown", words::counters).to_owned(),
        point.archive.map_or_else(|| "gone".to_owned(), |archive| archive.to_string()),
        format::size(point.bytes),
        bar(point.bytes, largest),
    ]
}

/// Its share of the largest one. Whatever has a size has a bar.
fn bar(bytes: u64, largest: u64) -> String {
    if bytes == 0 || largest == 0 {
        return String::new();
    }
    let share = u128::from(bytes) * u128::from(WIDEST) / u128::from(largest);
    "█".repeat(usize::try_from(share).unwrap_or(0).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_shares_of_the_largest() {
        assert_eq!(bar(3_000_000_000, 3_000_000_000).chars().count(), 24);
        assert_eq!(bar(1_500_000_000, 3_000_000_000).chars().count(), 12);
        assert_eq!(bar(1, u64::MAX).chars().count(), 1, "a shrink to almost nothing is still to be seen");
        assert_eq!(bar(0, 5), "");
        assert_eq!(bar(0, 0), "");
    }
}
