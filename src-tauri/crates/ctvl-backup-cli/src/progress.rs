//! A snapshot is drawn, never added up: what is on the screen is what the job said last.

use std::time::{Duration, Instant};

use ctvl_contract::{Item, Line, Progress, Stage};
use indicatif::{ProgressBar, ProgressStyle};

use crate::console::{Console, FAINT, STRONG, styled};
use crate::format;

/// Stages shorter than this leave no line behind.
const WORTH_A_LINE: Duration = Duration::from_millis(100);

/// Shows a job: bars on a terminal, lines of JSON with `--json`, nothing otherwise.
pub struct Display {
    console: Console,
    bar: Option<ProgressBar>,
    shown: Option<Shown>,
}

/// What is on the screen.
struct Shown {
    stage: Stage,
    item: Option<Item>,
    attempt: u32,
    since: Instant,
    done: u64,
    last: Progress,
}

impl Display {
    pub fn new(console: Console) -> Self {
        let bar = console.bars().then(|| {
            let bar = ProgressBar::no_length();
            bar.set_style(plain_style());
            bar
        });
        Self { console, bar, shown: None }
    }

    /// Shows a snapshot.
    pub fn show(&mut self, progress: &Progress) {
        if self.console.progress_lines() {
            self.console.line(&Line::Progress(progress.clone()));
            return;
        }
        let Some(bar) = self.bar.clone() else { return };
        let same = self.shown.as_ref().is_some_and(|shown| {
            shown.stage == progress.stage && shown.item == progress.item && shown.attempt == progress.attempt
        });
        if !same {
            self.leave(&bar);
            if progress.stage == Stage::Ended {
                bar.finish_and_clear();
                return;
            }
            match progress.total {
                Some(total) => {
                    bar.set_length(total);
                    bar.set_style(bar_style());
                }
                None => bar.set_style(plain_style()),
            }
            bar.set_prefix(format!("{:<26}", label(progress)));
        }
        let since = self.shown.as_ref().filter(|_| same).map_or_else(Instant::now, |shown| shown.since);
        self.shown = Some(Shown {
            stage: progress.stage,
            item: progress.item.clone(),
            attempt: progress.attempt,
            since,
            done: progress.done,
            last: progress.clone(),
        });
        self.tick();
    }

    /// Draws the time that has gone by since the last snapshot.
    pub fn tick(&self) {
        if let (Some(bar), Some(shown)) = (&self.bar, &self.shown) {
            bar.set_position(shown.last.done);
            bar.set_message(figures(&shown.last, shown.since.elapsed()));
        }
    }

    /// Says something above the bar; with `--json` as a line of its own.
    pub fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None if self.console.progress_lines() => self.console.line(&Line::Note { text: text.to_owned() }),
            None => self.console.note(text),
        }
    }

    /// Takes the bar away, so that questions and results have the screen to themselves.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            self.leave(&bar);
            bar.finish_and_clear();
        }
    }

    /// Leaves a line for the stage that is over.
    fn leave(&mut self, bar: &ProgressBar) {
        let Some(shown) = self.shown.take() else { return };
        let took = shown.since.elapsed();
        if shown.stage == Stage::Starting || (took < WORTH_A_LINE && shown.done == 0) {
            return;
        }
        let bytes = if shown.done > 0 { format!("  {}", format::size(shown.done)) } else { String::new() };
        bar.println(format!("  {:<26}{}{bytes}", label(&shown.last), styled(FAINT, &format::duration(took))));
    }
}

fn bar_style() -> ProgressStyle {
    style("  {prefix}{bar:24} {msg}").progress_chars("━━ ")
}

fn plain_style() -> ProgressStyle {
    style("  {prefix}{msg}")
}

fn style(template: &str) -> ProgressStyle {
    // The templates are constants of this file; a bar in the default style is the worst that can happen.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn label(progress: &Progress) -> String {
    let stage = match progress.stage {
        Stage::Starting => "Starting",
        Stage::CheckingFolder => "Checking the folder",
        Stage::SigningIn => "Signing in",
        Stage::Probing => "Asking what it offers",
        Stage::WaitingToRetry => "Waiting to try again",
        Stage::Building => "Waiting for the appliance",
        Stage::Receiving => "Receiving",
        Stage::Finishing => "Finishing",
        Stage::Verifying => "Verifying",
        Stage::SafetyBackup => "Safety backup",
        Stage::Uploading => "Upload",
        Stage::Restoring => "Restoring",
        Stage::WaitingForPerson => "Waiting for you",
        Stage::Rebooting => "Rebooting",
        Stage::SigningInAgain => "Sign-in check",
        Stage::Aftermath => "Afterwards",
        Stage::Ended => "Over",
    };
    match &progress.item {
        Some(item) if item.of > 1 => format!("{stage} {} of {}", item.index, item.of),
        _ if progress.attempt > 1 => format!("{stage}, attempt {}", progress.attempt),
        _ => stage.to_owned(),
    }
}

/// Bytes, rate and what is left; for a stage that moves nothing, how long it has lasted.
fn figures(progress: &Progress, elapsed: Duration) -> String {
    if progress.done == 0 && progress.total.is_none() {
        return format::duration(Duration::from_secs(elapsed.as_secs()));
    }
    let mut text = match progress.total {
        Some(total) => format!("{} of {}", format::size(progress.done), format::size(total)),
        None => format::size(progress.done),
    };
    if let Some(rate) = progress.rate {
        text = format!("{text} at {}", format::rate(rate));
    }
    if let Some(seconds) = progress.remaining_seconds.filter(|seconds| *seconds > 0) {
        let left = format!("about {} left", format::duration(Duration::from_secs(seconds)));
        text = format!("{text}, {}", styled(STRONG, &left));
    }
    text
}
