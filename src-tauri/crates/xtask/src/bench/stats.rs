//! Ratios and how they are printed.

use std::time::Duration;

/// Above the rows of [`Row`].
pub const HEADER: &str = "\
what                                               ours     theirs   ratio (min–max)        target
────────────────────────────────────────────────────────────────────────────────────────────────────";

/// Above the rows of [`MemoryRow`].
pub const MEMORY_HEADER: &str = "\
peak memory of the command line                    ours                                      target
────────────────────────────────────────────────────────────────────────────────────────────────────";

/// One comparison: pairs of times, ours and theirs.
pub struct Row {
    pub what: String,
    pub pairs: Vec<(Duration, Duration)>,
    /// At most this; `None` is told and not judged.
    pub target: Option<f64>,
}

impl Row {
    /// Prints the row; false if its target was missed.
    pub fn print(&self) -> bool {
        let ratios =
            sorted(self.pairs.iter().map(|(ours, theirs)| ours.as_secs_f64() / theirs.as_secs_f64()));
        let ratio = median(&ratios);
        let ours = median(&sorted(self.pairs.iter().map(|pair| pair.0.as_secs_f64())));
        let theirs = median(&sorted(self.pairs.iter().map(|pair| pair.1.as_secs_f64())));
        let (least, most) = (ratios.first().copied().unwrap_or(0.0), ratios.last().copied().unwrap_or(0.0));
        let verdict = self.target.map(|target| (target, ratio <= target));
        let end = match verdict {
            Some((target, met)) => format!("≤ {target:.2}  {}", if met { "PASS" } else { "MISS" }),
            None => "told only".to_owned(),
        };
        println!(
            "{:<46} {ours:>7.3} s {theirs:>7.3} s   {ratio:.2} ({least:.2}–{most:.2})      {end}",
            self.what
        );
        verdict.is_none_or(|(_, met)| met)
    }
}

/// What ours takes longer than theirs, in pairs.
pub struct AddedRow {
    pub what: String,
    pub pairs: Vec<(Duration, Duration)>,
    /// At most this much longer.
    pub at_most: Duration,
}

impl AddedRow {
    /// Prints the row; false if its target was missed.
    pub fn print(&self) -> bool {
        let added = median(&sorted(
            self.pairs.iter().map(|(ours, theirs)| ours.as_secs_f64() - theirs.as_secs_f64()),
        ));
        let ours = median(&sorted(self.pairs.iter().map(|pair| pair.0.as_secs_f64())));
        let theirs = median(&sorted(self.pairs.iter().map(|pair| pair.1.as_secs_f64())));
        let met = added <= self.at_most.as_secs_f64();
        println!(
            "{:<46} {ours:>7.3} s {theirs:>7.3} s   {:+.0} ms                 ≤ +{} ms  {}",
            self.what,
            added * 1000.0,
            self.at_most.as_millis(),
            if met { "PASS" } else { "MISS" }
        );
        met
    }
}

/// A figure in KiB.
pub struct MemoryRow {
    pub what: String,
    pub kib: u64,
    pub below_kib: u64,
}

impl MemoryRow {
    /// Prints the row; false if its target was missed.
    pub fn print(&self) -> bool {
        let met = self.kib < self.below_kib;
        let mib = |kib: u64| Duration::from_millis(kib).as_secs_f64() * 1000.0 / 1024.0;
        let word = if met { "PASS" } else { "MISS" };
        println!(
            "{:<46} {:>5.1} MiB {:>36}< {:.0} MiB  {word}",
            self.what,
            mib(self.kib),
            "",
            mib(self.below_kib)
        );
        met
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(target: Option<f64>, pairs: &[(u64, u64)]) -> Row {
        let pairs = pairs.iter().map(|(a, b)| (Duration::from_secs(*a), Duration::from_secs(*b))).collect();
        Row { what: "x".into(), pairs, target }
    }

    #[test]
    fn the_median_of_the_pairs_is_judged() {
        // One pair is far off; the median is not.
        let pairs = [(1, 2), (1, 2), (9, 2)];
        assert!(row(Some(0.5), &pairs).print(), "0.5 is at most 0.5");
        assert!(!row(Some(0.49), &pairs).print(), "0.5 is more than 0.49");
        assert!(row(None, &pairs).print(), "without a target nothing is missed");
    }

    #[test]
    fn what_is_added_is_judged_not_the_ratio() {
        let pairs = |added: u64| vec![(Duration::from_millis(10 + added), Duration::from_millis(10))];
        let row =
            |added| AddedRow { what: "x".into(), pairs: pairs(added), at_most: Duration::from_millis(100) };
        assert!(row(99).print(), "ten times as long, and hardly longer");
        assert!(!row(101).print());
    }

    #[test]
    fn an_even_number_has_its_median_between() {
        assert!((median(&[1.0, 3.0]) - 2.0).abs() < f64::EPSILON);
    }
}
