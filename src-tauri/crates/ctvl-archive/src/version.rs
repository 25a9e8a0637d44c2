//! CT-VL version numbers: three parts, and a fourth for a hot fix.
//!
//! Two versions that differ only by a missing or zero hot fix are the same version, in `Eq`, `Ord`, `Hash` and text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The oldest CT-VL version that a backup can be restored on (R6).
pub const OLDEST_RESTORABLE: CtvlVersion = CtvlVersion::new(2, 2, 2);

/// A CT-VL version, for example `2.8.6` or `2.3.0.258`.
///
/// Ordered number by number; a missing hot fix counts as 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CtvlVersion {
    major: u32,
    minor: u32,
    patch: u32,
    hotfix: u32,
}

/// The text is not a version of three or four numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a CT-VL version such as 2.8.6")]
pub struct NotAVersion(pub String);

impl CtvlVersion {
    /// A version without a hot fix.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch, hotfix: 0 }
    }

    /// The same version with this hot fix; 0 means none.
    #[must_use]
    pub const fn with_hotfix(self, hotfix: u32) -> Self {
        Self { hotfix, ..self }
    }
}

impl fmt::Display for CtvlVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if self.hotfix != 0 {
            write!(f, ".{}", self.hotfix)?;
        }
        Ok(())
    }
}

impl FromStr for CtvlVersion {
    type Err = NotAVersion;

    /// Reads three or four decimal numbers; spaces around them and a leading `v` are tolerated, because people type
    /// and paste them.
    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let refused = || NotAVersion(text.chars().take(40).collect());
        let trimmed = text.trim();
        let trimmed = trimmed.strip_prefix(['v', 'V']).unwrap_or(trimmed);
        let mut numbers = [0_u32; 4];
        let mut count = 0;
        for part in trimmed.split('.') {
            // `u32::from_str` would accept a plus sign.
            if count == 4 || part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(refused());
            }
            numbers[count] = part.parse().map_err(|_| refused())?;
            count += 1;
        }
        if count < 3 {
            return Err(refused());
        }
        let [major, minor, patch, hotfix] = numbers;
        Ok(Self { major, minor, patch, hotfix })
    }
}

impl From<CtvlVersion> for String {
    fn from(version: CtvlVersion) -> Self {
        version.to_string()
    }
}

impl TryFrom<String> for CtvlVersion {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, NotAVersion> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> CtvlVersion {
        text.parse().unwrap()
    }

    #[test]
    fn orders_by_number_and_not_by_text() {
        assert!(version("2.10.0") > version("2.9.9"), "10 is more than 9");
        assert!(version("2.3.0.258") > version("2.3.0"), "a hot fix is newer than none");
        assert_eq!(version("2.8.6.0"), version("2.8.6"), "a missing hot fix counts as 0");
        assert!(version("2.2.1.999") < OLDEST_RESTORABLE, "R6");
    }

    #[test]
    fn reads_what_it_writes_and_refuses_the_rest() {
        for text in ["2.8.6", "2.3.0.258", "0.0.0", "4294967295.0.1"] {
            assert_eq!(version(text).to_string(), text, "round trip");
        }
        assert_eq!(version(" v2.8.6 ").to_string(), "2.8.6", "as people paste it");
        for text in
            ["", "2", "2.8", "2.8.6.1.2", "2..6", "2.8.x", "+2.8.6", "2.8.-6", "4294967296.0.0", "２.8.6"]
        {
            assert!(text.parse::<CtvlVersion>().is_err(), "{text:?} is not a version");
        }
    }

    #[test]
    fn is_a_string_in_json() {
        assert_eq!(serde_json::to_string(&version("2.8.6")).unwrap(), "\"2.8.6\"", "contract");
        assert!(serde_json::from_str::<CtvlVersion>("\"two\"").is_err(), "refused when read");
    }
}
