//! Numbers, sizes, times and causes as the design's voice writes them.

use std::time::Duration;

/// A size as people read it: `812 MB`, `1.31 GB`. Decimal units, as file managers show them.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = if value < 10.0 && unit >= 1 {
        2
    } else if value < 100.0 && unit >= 1 {
        1
    } else {
        0
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} {}", UNITS[unit])
}

/// A length of time in words: `40 seconds`, `3 min 9 s`, `2 h 5 min`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0 => "less than a second".to_owned(),
        1 => "1 second".to_owned(),
        2..=59 => format!("{seconds} seconds"),
        60..=3599 => joined(seconds / 60, "min", seconds % 60, "s"),
        _ => joined(seconds / 3600, "h", seconds / 60 % 60, "min"),
    }
}

fn joined(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    if small == 0 {
        format!("{large} {large_unit}")
    } else {
        format!("{large} {large_unit} {small} {small_unit}")
    }
}

/// A wait in words for a sentence: `40 seconds`, `10 minutes`, `2 hours`.
pub(crate) fn wait(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..=119 => count(seconds, "second"),
        120..=7169 => count((seconds + 30) / 60, "minute"),
        _ => count((seconds + 1800) / 3600, "hour"),
    }
}

/// `1 archive`, `3 archives`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// An age in words up to 14 days.
pub(crate) fn age(seconds: u64) -> String {
    const HOUR: u64 = 3600;
    const DAY: u64 = 24 * HOUR;
    match seconds {
        0..=59 => "less than a minute old".to_owned(),
        60..HOUR => format!("{} old", count(seconds / 60, "minute")),
        HOUR..=172_799 => format!("{} old", count(seconds / HOUR, "hour")),
        _ => format!("{} old", count(seconds / DAY, "day")),
    }
}

/// The chain of causes, for the log.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

/// A size to the byte: `61,014,016 bytes`.
pub(crate) fn exact(bytes: u64) -> String {
    let digits = bytes.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 6);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(if bytes == 1 { " byte" } else { " bytes" });
    text
}
