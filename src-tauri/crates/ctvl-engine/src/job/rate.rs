//! Bytes a second lately. Smoothed, so that the time that is left does not jump.

use std::time::{Duration, Instant};

/// Over less than this a rate says nothing.
const SPAN: Duration = Duration::from_millis(100);

/// The rate of something that is told by how far it is.
#[derive(Debug)]
pub(crate) struct Rate {
    /// How far it was, and when, at the last measurement.
    mark: (u64, Instant),
    smoothed: Option<f64>,
}

impl Rate {
    /// Of what stands at `done` now.
    pub(crate) fn from(done: u64, now: Instant) -> Self {
        Self { mark: (done, now), smoothed: None }
    }

    /// Bytes a second, now that it stands at `done`; `None` until it can be measured, and where nothing moves.
    pub(crate) fn at(&mut self, done: u64, now: Instant) -> Option<u64> {
        let (before, at) = self.mark;
        let passed = now.duration_since(at);
        if passed >= SPAN {
            let seconds = passed.as_secs_f64();
            let lately = done.saturating_sub(before) as f64 / seconds;
            let weight = seconds.clamp(0.1, 1.0);
            self.smoothed = Some(self.smoothed.map_or(lately, |rate| rate + weight * (lately - rate)));
            self.mark = (done, now);
        }
        self.smoothed.filter(|rate| *rate >= 1.0).map(|rate| rate as u64)
    }
}

/// How long the rest takes at this rate, where both are known.
pub(crate) fn remaining(done: u64, total: Option<u64>, rate: Option<u64>) -> Option<Duration> {
    let (total, rate) = (total?, rate?);
    Some(Duration::from_secs(total.saturating_sub(done).checked_div(rate)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_follows_what_is_told_and_says_nothing_too_early() {
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        let mut rate = Rate::from(0, start);
        assert_eq!(rate.at(4_000, after(40)), None, "40 ms say nothing");
        assert_eq!(rate.at(10_000, after(100)), Some(100_000));
        assert_eq!(rate.at(30_000, after(200)), Some(110_000), "a tenth of the way to 200,000 in 100 ms");
        assert_eq!(rate.at(30_000, after(2_200)), None, "nothing has moved for two seconds");
    }

    #[test]
    fn what_is_left_needs_both_a_total_and_a_rate() {
        assert_eq!(remaining(200, Some(1_000), Some(100)), Some(Duration::from_secs(8)));
        assert_eq!(remaining(2_000, Some(1_000), Some(100)), Some(Duration::ZERO), "more came than was told");
        for unknown in
            [remaining(1, None, Some(1)), remaining(1, Some(2), None), remaining(1, Some(2), Some(0))]
        {
            assert_eq!(unknown, None);
        }
    }
}
