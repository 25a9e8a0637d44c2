//! What ran, how it ended, how long it took; and the one line at the end that says it all.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::process::TaskError;

/// Tests and checks of one step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// How many held.
    pub passed: u64,
    /// How many did not.
    pub failed: u64,
}

impl Count {
    /// A step that is one check.
    pub fn check(held: bool) -> Self {
        Self { passed: u64::from(held), failed: u64::from(!held) }
    }

    /// A program that ended badly without a failed test has failed as a whole.
    pub fn settled(mut self, ended_well: bool) -> Self {
        if !ended_well && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    /// From cargo-nextest: `Summary [ 1.2s] 10 tests run: 9 passed (1 slow), 1 failed, 0 skipped`.
    pub fn of_nextest(text: &str) -> Option<Self> {
        let plain = without_colour(text);
        let line = plain.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
        let counts = line.split_once("run:")?.1;
        let timed_out = number_before(counts, "timed out").unwrap_or(0);
        Some(Self {
            passed: number_before(counts, "passed").unwrap_or(0),
            failed: number_before(counts, "failed").unwrap_or(0) + timed_out,
        })
    }

    /// From cargo test: every `test result: ok. 9 passed; 1 failed; …` added up.
    pub fn of_cargo_test(text: &str) -> Option<Self> {
        let plain = without_colour(text);
        let mut total = None::<Self>;
        for line in plain.lines().filter(|line| line.starts_with("test result:")) {
            let sum = total.get_or_insert_default();
            sum.passed += number_before(line, "passed").unwrap_or(0);
            sum.failed += number_before(line, "failed").unwrap_or(0);
        }
        total
    }

    /// From vitest: `Tests  1 failed | 9 passed (10)`.
    pub fn of_vitest(text: &str) -> Option<Self> {
        let plain = without_colour(text);
        let line = plain.lines().rev().find(|line| line.trim_start().starts_with("Tests  "))?;
        Some(Self {
            passed: number_before(line, "passed").unwrap_or(0),
            failed: number_before(line, "failed").unwrap_or(0),
        })
    }
}

fn number_before(text: &str, word: &str) -> Option<u64> {
    text[..text.find(word)?].split_whitespace().next_back()?.parse().ok()
}

fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\x1b[") {
        plain.push_str(&rest[..start]);
        let sequence = &rest[start + 2..];
        let end = sequence.find(|c: char| c.is_ascii_alphabetic()).map_or(sequence.len(), |at| at + 1);
        rest = &sequence[end..];
    }
    plain.push_str(rest);
    plain
}

struct Step {
    name: &'static str,
    count: Count,
    took: Duration,
}

/// The steps so far.
#[derive(Default)]
pub struct Tally {
    steps: Vec<Step>,
}

impl Tally {
    /// Runs a step. Its first failure ends the whole run, with the summary.
    pub fn step(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<Count, TaskError>,
    ) -> Result<(), TaskError> {
        println!("\n── {name}");
        let begun = Instant::now();
        let outcome = work();
        let count = match &outcome {
            Ok(count) => *count,
            Err(error) => {
                println!("{error}");
                Count::check(false)
            }
        };
        self.steps.push(Step { name, count, took: begun.elapsed() });
        if count.failed == 0 {
            return Ok(());
        }
        println!("\n{name} failed; what comes after it did not run.");
        println!("{}", self.summary());
        Err(TaskError::AlreadyTold)
    }

    /// A step that is one check.
    pub fn check(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<(), TaskError>,
    ) -> Result<(), TaskError> {
        self.step(name, || work().map(|()| Count::check(true)))
    }

    /// The table, and as its last line the total.
    pub fn summary(&self) -> String {
        let mut text = String::from("\n");
        let mut total = Count::default();
        for Step { name, count, took } in &self.steps {
            let seconds = took.as_secs_f64();
            let failed = if count.failed > 0 { format!("  {} FAILED", count.failed) } else { String::new() };
            let _infallible =
                writeln!(text, "{name:<44} {:>6} passed {seconds:>8.1} s{failed}", count.passed);
            total.passed += count.passed;
            total.failed += count.failed;
        }
        let _infallible = write!(text, "\n{} passed, {} failed", total.passed, total.failed);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_is_counted() {
        let text = "\x1b[32m     Summary\x1b[0m [   1.2s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped";
        assert_eq!(Count::of_nextest(text), Some(Count { passed: 9, failed: 3 }));
        assert_eq!(Count::of_nextest("error: could not compile"), None);
    }

    #[test]
    fn cargo_test_is_added_up() {
        let text =
            "test result: ok. 3 passed; 0 failed; 0 ignored\n\ntest result: FAILED. 1 passed; 2 failed;";
        assert_eq!(Count::of_cargo_test(text), Some(Count { passed: 4, failed: 2 }));
    }

    #[test]
    fn vitest_is_counted() {
        let text = " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 12 passed (13)\n";
        assert_eq!(Count::of_vitest(text), Some(Count { passed: 12, failed: 1 }));
    }

    #[test]
    fn a_run_that_ends_badly_is_never_all_passed() {
        assert_eq!(Count { passed: 4, failed: 0 }.settled(false), Count { passed: 4, failed: 1 });
        assert_eq!(Count { passed: 4, failed: 2 }.settled(false), Count { passed: 4, failed: 2 });
    }

    #[test]
    fn the_last_line_is_the_total() {
        let mut tally = Tally::default();
        tally.step("one", || Ok(Count { passed: 3, failed: 0 })).expect("nothing failed");
        tally.check("two", || Err(TaskError::Missing("not there".into()))).expect_err("it failed");
        assert_eq!(tally.summary().lines().last(), Some("3 passed, 1 failed"));
    }
}
