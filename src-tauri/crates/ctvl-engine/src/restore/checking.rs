//! How far the making of a plan is, told like the progress of a job: absolutely, and no more often than somebody can see.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::job::{PACE, Rate, remaining};

/// How far the making of a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanProgress {
    /// The archive is read.
    Reading {
        /// Bytes so far.
        done: u64,
        /// Bytes there are.
        total: u64,
        /// Bytes a second lately, where measured.
        rate: Option<u64>,
        /// How long it will still take at that rate.
        remaining: Option<Duration>,
    },
    /// The target is looked at.
    Looking,
}

/// Whoever wants to know how far a plan is.
pub(super) struct Told<F> {
    tell: F,
    reading: Mutex<Reading>,
}

struct Reading {
    /// When it was told last.
    told: Option<Instant>,
    rate: Rate,
}

impl<F: Fn(PlanProgress)> Told<F> {
    pub fn new(tell: F) -> Self {
        Self { tell, reading: Mutex::new(Reading { told: None, rate: Rate::from(0, Instant::now()) }) }
    }

    /// So much of the archive is read. Cheap; may be called for every buffer and from any thread.
    pub fn read(&self, done: u64, total: u64) {
        self.read_at(done, total, Instant::now());
    }

    fn read_at(&self, done: u64, total: u64, now: Instant) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let soon = reading.told.is_some_and(|told| now.duration_since(told) < PACE);
        if soon && done < total {
            return;
        }
        reading.told = Some(now);
        let rate = reading.rate.at(done, now);
        (self.tell)(PlanProgress::Reading {
            done,
            total,
            rate,
            remaining: remaining(done, Some(total), rate),
        });
    }

    /// The archive is read, and the target comes next.
    pub fn looking(&self) {
        (self.tell)(PlanProgress::Looking);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_ten_times_a_second_at_most_and_at_its_end_always() {
        let heard = Mutex::new(Vec::new());
        let told = Told::new(|progress| heard.lock().expect("one thread").push(progress));
        let start = Instant::now();
        for millis in 0..1_000_u64 {
            told.read_at(millis * 1_000, 1_000_000, start + Duration::from_millis(millis));
        }
        told.read_at(1_000_000, 1_000_000, start + Duration::from_millis(1_000));
        told.looking();
        let heard = heard.lock().expect("one thread");
        assert_eq!(heard.len(), 10 + 1 + 1, "{heard:?}");
        let reading = |progress: &PlanProgress| match *progress {
            PlanProgress::Reading { done, rate, remaining, .. } => (done, rate, remaining),
            PlanProgress::Looking => unreachable!("it is still reading: {heard:?}"),
        };
        assert_eq!(reading(&heard[0]), (0, None, None), "the first is told at once");
        let (done, rate, remaining) = reading(&heard[9]);
        let rate = rate.expect("it is measured by now");
        assert!(done == 900_000 && (900_000..=1_100_000).contains(&rate), "{done}, {rate}");
        assert_eq!(remaining, Some(Duration::ZERO), "a tenth of a second is left");
        assert_eq!(reading(&heard[10]).0, 1_000_000, "the end is told however soon it comes");
        assert_eq!(heard[11], PlanProgress::Looking);
    }
}
