//! A figure is never more exact than a person needs: three significant digits, decimal units as in the window, the
//! two largest parts of a duration, ages in words up to 14 days and dates after that.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

const UNITS: [&str; 6] = ["B", "KB", "MB", "GB", "TB", "PB"];

/// A size in decimal units: `937 B`, `48.2 MB`, `1.31 GB`.
pub fn size(bytes: u64) -> String {
    let mut unit = 0;
    let mut value = bytes as f64;
    // 999.5 and more would round to 1000 of this unit, which is 1.00 of the next.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = match value {
        _ if unit == 0 => 0,
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {}", UNITS[unit])
}

/// Bytes a second, as a size: `96 MB/s`.
pub fn rate(bytes_per_second: u64) -> String {
    format!("{}/s", size(bytes_per_second))
}

/// The two largest parts: `0.4 s`, `24 s`, `3 min 9 s`, `2 h 5 min`, `3 d 4 h`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0 if duration.as_millis() < 50 => "0 s".to_owned(),
        0 => format!("{:.1} s", duration.as_secs_f64().min(0.9)),
        1..60 => format!("{seconds} s"),
        60..3600 => two(seconds, 60, "min", 1, "s"),
        3600..86_400 => two(seconds, 3600, "h", 60, "min"),
        _ => two(seconds, 86_400, "d", 3600, "h"),
    }
}

fn two(seconds: u64, large: u64, large_name: &str, small: u64, small_name: &str) -> String {
    let (whole, rest) = (seconds / large, seconds % large / small);
    if rest == 0 {
        format!("{whole} {large_name}")
    } else {
        format!("{whole} {large_name} {rest} {small_name}")
    }
}

/// A point in time in the person's own zone, to the minute: `12 Nov 2026, 02:00`.
pub fn instant(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M").to_string()
}

/// An RFC 3339 time as the clock on the wall showed it there, with its offset: `11 Nov 2026, 16:40:12 +01:00`. What
/// cannot be read is shown as it is.
pub fn moment(rfc3339: &str) -> String {
    let parsed = jiff::fmt::temporal::Pieces::parse(rfc3339).ok();
    let shown = parsed.and_then(|pieces| {
        let at = pieces.date().to_datetime(pieces.time()?);
        let offset = pieces.to_numeric_offset()?;
        let zoned = at.to_zoned(TimeZone::fixed(offset)).ok()?;
        Some(zoned.strftime("%-d %b %Y, %H:%M:%S %:z").to_string())
    });
    shown.unwrap_or_else(|| plain(rfc3339))
}

/// How long ago: words up to 14 days, then the date. What lies ahead (another machine's clock) is a date too.
pub fn age(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let seconds = now.as_second() - at.as_second();
    let ago = |count: i64, one: &str| {
        if count == 1 { format!("1 {one} ago") } else { format!("{count} {one}s ago") }
    };
    match seconds {
        ..0 => instant(at, zone),
        0..60 => "just now".to_owned(),
        60..3600 => ago(seconds / 60, "minute"),
        3600..86_400 => ago(seconds / 3600, "hour"),
        86_400..1_296_000 => ago(seconds / 86_400, "day"),
        _ => at.to_zoned(zone.clone()).strftime("%-d %b %Y").to_string(),
    }
}

/// A count with its noun: `1 archive`, `3 archives`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Text a server or a file sent, made safe for a terminal: control characters would move the cursor or recolour it.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_significant_digits_and_never_a_thousand_of_a_unit() {
        for (bytes, text) in [
            (0, "0 B"),
            (937, "937 B"),
            (999, "999 B"),
            (1000, "1.00 KB"),
            (48_230_000, "48.2 MB"),
            (999_499_999, "999 MB"),
            (999_500_000, "1.00 GB"),
            (1_310_000_000, "1.31 GB"),
            (9_995_000_000, "10.0 GB"),
            (u64::MAX, "18447 PB"),
        ] {
            assert_eq!(size(bytes), text, "{bytes} bytes");
        }
        assert_eq!(rate(96_000_000), "96.0 MB/s");
    }

    #[test]
    fn durations_show_their_two_largest_parts() {
        for (millis, text) in [
            (0, "0 s"),
            (49, "0 s"),
            (400, "0.4 s"),
            (960, "0.9 s"),
            (1_000, "1 s"),
            (24_999, "24 s"),
            (60_000, "1 min"),
            (189_000, "3 min 9 s"),
            (7_500_000, "2 h 5 min"),
            (273_600_000, "3 d 4 h"),
        ] {
            assert_eq!(duration(Duration::from_millis(millis)), text, "{millis} ms");
        }
    }

    #[test]
    fn ages_are_words_up_to_14_days_and_dates_after() {
        let now: Timestamp = "2026-11-12T14:34:00Z".parse().expect("a valid time");
        let zone = TimeZone::UTC;
        for (at, text) in [
            ("2026-11-12T14:33:30Z", "just now"),
            ("2026-11-12T14:33:00Z", "1 minute ago"),
            ("2026-11-12T02:34:00Z", "12 hours ago"),
            ("2026-11-11T14:00:00Z", "1 day ago"),
            ("2026-10-29T14:34:00Z", "14 days ago"),
            ("2026-10-28T14:34:00Z", "28 Oct 2026"),
            ("2026-11-12T14:35:00Z", "12 Nov 2026, 14:35"),
        ] {
            assert_eq!(age(at.parse().expect("a valid time"), now, &zone), text, "{at}");
        }
    }

    #[test]
    fn a_moment_keeps_the_clock_of_its_place() {
        assert_eq!(moment("2026-11-11T16:40:12.028870665+01:00"), "11 Nov 2026, 16:40:12 +01:00");
        assert_eq!(moment("2026-11-11T16:40:12+00:00"), "11 Nov 2026, 16:40:12 +00:00");
        assert_eq!(moment("yesterday"), "yesterday");
    }

    #[test]
    fn text_from_elsewhere_cannot_drive_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\r\n"), "a\u{fffd}[31mb\u{fffd}\u{fffd}");
    }
}
