//! A moment as a person lived it: an instant, and the offset of the clock on the wall.
//!
//! The text is RFC 3339 and always carries the offset, so that a receipt read in another country stays true.

use std::fmt;
use std::str::FromStr;

use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
use jiff::tz::Offset;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// An instant with the offset from UTC that was in force where it was written down.
///
/// Ordered by instant first. Equal only if the offset is equal too.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Moment {
    timestamp: Timestamp,
    offset: Offset,
}

/// The text is not an RFC 3339 date and time with an offset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a date and time with an offset, such as 2025-04-10T10:32:33+02:00")]
pub struct NotAMoment(pub String);

impl Moment {
    /// This instant, seen with this offset.
    #[must_use]
    pub const fn new(timestamp: Timestamp, offset: Offset) -> Self {
        Self { timestamp, offset }
    }

    /// This instant, seen in UTC.
    #[must_use]
    pub const fn utc(timestamp: Timestamp) -> Self {
        Self { timestamp, offset: Offset::UTC }
    }

    /// The instant.
    #[must_use]
    pub const fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// The offset from UTC.
    #[must_use]
    pub const fn offset(&self) -> Offset {
        self.offset
    }

    /// The date and time that the clock on the wall showed.
    #[must_use]
    pub fn civil(&self) -> jiff::civil::DateTime {
        self.offset.to_datetime(self.timestamp)
    }
}

impl From<&Zoned> for Moment {
    fn from(zoned: &Zoned) -> Self {
        Self::new(zoned.timestamp(), zoned.offset())
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.timestamp, self.offset.seconds()).cmp(&(other.timestamp, other.offset.seconds()))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // RFC 3339 has offsets of whole minutes; jiff rounds what historical zones had beyond that.
        let mut text = String::new();
        DateTimePrinter::new()
            .print_timestamp_with_offset(&self.timestamp, self.offset, &mut text)
            .map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moment({self})")
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let refused = || NotAMoment(text.chars().take(60).collect());
        let pieces = DateTimeParser::new().parse_pieces(text).map_err(|_| refused())?;
        // A zone name or a missing offset would make the moment depend on the reader's zone data.
        let offset = match pieces.offset().ok_or_else(refused)? {
            jiff::fmt::temporal::PiecesOffset::Numeric(numeric) => numeric.offset(),
            _ => Offset::UTC,
        };
        let time = pieces.time().ok_or_else(refused)?;
        let timestamp = offset.to_timestamp(pieces.date().to_datetime(time)).map_err(|_| refused())?;
        Ok(Self { timestamp, offset })
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = NotAMoment;

    fn try_from(text: String) -> Result<Self, NotAMoment> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_offset() {
        for text in ["2025-04-10T10:32:33+02:00", "2025-04-10T10:32:33.25-09:30", "2025-04-10T08:32:33+00:00"]
        {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text, "round trip");
        }
        let here: Moment = "2025-04-10T10:32:33+02:00".parse().unwrap();
        let there: Moment = "2025-04-10T08:32:33Z".parse().unwrap();
        assert_eq!(here.timestamp(), there.timestamp(), "the same instant");
        assert_ne!(here, there, "written down in different places");
        assert_eq!(here.civil().to_string(), "2025-04-10T10:32:33", "the clock on the wall");
    }

    #[test]
    fn refuses_what_has_no_offset() {
        for text in ["", "2025-04-10", "2025-04-10T10:32:33", "yesterday", "2025-04-31T10:32:33Z"] {
            assert!(text.parse::<Moment>().is_err(), "{text:?} is no moment");
        }
    }
}
