//! Times in a restore are told as the clock on the wall showed them where the backup was made: a person
//! compares them with what the appliance's own page shows (R5).

use ctvl_archive::Moment;
use jiff::Timestamp;
use jiff::civil::DateTime;

/// `11 Nov 2026, 16:40`.
pub(crate) fn day_and_time(moment: &Moment) -> String {
    wall_clock(moment.civil())
}

/// `11 Nov 2026, 16:40`, of a time without a zone.
pub(crate) fn wall_clock(when: DateTime) -> String {
    when.strftime("%-d %b %Y, %H:%M").to_string()
}

/// How much time lies between the two, in words; a time in the future counts as no time.
pub(crate) fn age(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(since.as_second()).max(0);
    let (count, unit) = match seconds {
        0..60 => return "less than a minute".to_owned(),
        60..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_unit_that_says_most() {
        let cases = [
            (-5, "less than a minute"),
            (0, "less than a minute"),
            (59, "less than a minute"),
            (60, "1 minute"),
            (119 * 60, "119 minutes"),
            (2 * 3600, "2 hours"),
            (22 * 3600 + 59, "22 hours"),
            (47 * 3600, "47 hours"),
            (48 * 3600, "2 days"),
            (400 * 86_400, "400 days"),
        ];
        let since = Timestamp::from_second(1_800_000_000).expect("a time");
        for (seconds, words) in cases {
            let now = Timestamp::from_second(1_800_000_000 + seconds).expect("a time");
            assert_eq!(age(since, now), words, "after {seconds} s");
        }
    }
}
