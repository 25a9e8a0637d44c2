//! A key name goes into a URL path as one percent-encoded segment, whatever it contains.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The name of an encryption key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// Why a text cannot be a key name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyNameError {
    /// Nothing was typed.
    #[error("the key name is empty")]
    Empty,
    /// Longer than any key name.
    #[error("the key name is longer than 255 bytes")]
    TooLong,
    /// CipherTrust Manager forbids `<`, `>` and `\`; control characters and the path steps `.` and `..` cannot be asked for.
    #[error("the key name contains what no key name may contain")]
    Forbidden,
}

impl KeyName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = KeyNameError;

    fn from_str(text: &str) -> Result<Self, KeyNameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeyNameError::Empty);
        }
        if text.len() > 255 {
            return Err(KeyNameError::TooLong);
        }
        let forbidden = |c: char| matches!(c, '<' | '>' | '\\') || c.is_control();
        if text.contains(forbidden) || text == "." || text == ".." {
            return Err(KeyNameError::Forbidden);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One percent-encoded path segment.
pub(crate) fn segment(text: &str) -> String {
    /// What RFC 3986 leaves free in a segment, less what servers are known to treat specially.
    const FREE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, FREE).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_segment() {
        for (name, path) in [
            ("testkey", "testkey"),
            ("a b/c?d#e%f", "a%20b%2Fc%3Fd%23e%25f"),
            ("schlüssel", "schl%C3%BCssel"),
            ("../keys", "..%2Fkeys"),
            ("k;v=1&x", "k%3Bv%3D1%26x"),
        ] {
            let key: KeyName = name.parse().expect("a key name");
            assert_eq!(segment(key.as_str()), path);
        }
    }

    #[test]
    fn impossible_names_are_refused() {
        for (name, error) in [
            ("", KeyNameError::Empty),
            ("  ", KeyNameError::Empty),
            ("..", KeyNameError::Forbidden),
            ("a<b", KeyNameError::Forbidden),
            ("a\\b", KeyNameError::Forbidden),
            ("a\nb", KeyNameError::Forbidden),
        ] {
            assert_eq!(name.parse::<KeyName>(), Err(error), "{name:?}");
        }
        assert_eq!("k".repeat(256).parse::<KeyName>(), Err(KeyNameError::TooLong));
    }
}
