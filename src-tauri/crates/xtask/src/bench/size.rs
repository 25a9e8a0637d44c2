//! Sizes as people write them.

use std::fmt;
use std::str::FromStr;

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u64);

const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, unit) = UNITS
            .iter()
            .find_map(|(name, unit)| text.strip_suffix(name).map(|number| (number, *unit)))
            .unwrap_or((text, 1));
        let number: u64 =
            number.trim().parse().map_err(|_| format!("{text} is no size such as 1GiB or 64MiB"))?;
        number
            .checked_mul(unit)
            .filter(|bytes| *bytes >= 1 << 20)
            .map(Self)
            .ok_or_else(|| format!("{text} is too small or too large"))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, unit)| self.0.is_multiple_of(*unit)) {
            Some((name, unit)) => write!(f, "{} {name}", self.0 / unit),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written_alike() {
        assert_eq!("64MiB".parse(), Ok(Size(64 << 20)));
        assert_eq!(Size(64 << 20).to_string(), "64 MiB");
        assert_eq!(Size(3 << 30).to_string(), "3 GiB");
        assert!("much".parse::<Size>().is_err());
        assert!("4".parse::<Size>().is_err(), "four bytes hold no archive");
    }
}
