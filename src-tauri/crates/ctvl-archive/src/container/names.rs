//! Names of members: which are unsafe, and which two are the same.
//!
//! This crate never writes a member to disk. Whoever unpacks an archive by hand should still not be hurt by one that
//! was called whole.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization as _;

use super::extra::Extra;
use super::verdict::UnsafeName;
use crate::digest::Sha256Digest;

/// Enough of a SHA-256 that nobody finds two names with the same one.
pub(super) type NameHash = [u8; 16];

/// The names that members have had so far, and their aliases.
#[derive(Default)]
pub(super) struct Taken(HashSet<NameHash>);

impl Taken {
    /// Takes the name of another member; false if it was taken.
    pub(super) fn take(&mut self, name: &[u8]) -> bool {
        self.0.insert(sameness(name))
    }

    /// Takes another name of a member that has this one.
    pub(super) fn take_alias(&mut self, alias: &[u8], name: &[u8]) -> bool {
        let alias = sameness(alias);
        alias == sameness(name) || self.0.insert(alias)
    }
}

/// The longest name that is shown, in characters.
const SHOWN: usize = 120;

pub(super) fn hash(bytes: &[u8]) -> NameHash {
    let mut hash = NameHash::default();
    hash.copy_from_slice(&Sha256Digest::of(bytes).as_bytes()[..16]);
    hash
}

/// The name as it can be shown: printable and short.
pub(super) fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name)
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// Refuses a name that is unsafe on any system.
pub(super) fn check(name: &[u8], says_utf8: bool, longest: u16) -> Result<(), UnsafeName> {
    if name.is_empty() {
        return Err(UnsafeName::Empty);
    }
    if name.len() > usize::from(longest) {
        return Err(UnsafeName::TooLong);
    }
    let text = match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) if says_utf8 => return Err(UnsafeName::NotUtf8),
        // Some code page: what matters below is ASCII in all of them.
        Err(_) => {
            name.iter().copied().map(char::from).filter(|c| !('\u{80}'..='\u{9f}').contains(c)).collect()
        }
    };
    if text.chars().any(char::is_control) {
        return Err(UnsafeName::Control);
    }
    if text.contains('\\') {
        return Err(UnsafeName::Backslash);
    }
    if text.starts_with('/') {
        return Err(UnsafeName::Absolute);
    }
    let mut start = text.chars();
    if start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':') {
        return Err(UnsafeName::Drive);
    }
    for part in text.split('/') {
        // Windows drops dots and spaces at the end of a part, so that `..␠` and `...` mean something else there.
        if part.starts_with("..") && part.trim_end_matches(['.', ' ']).is_empty() {
            return Err(UnsafeName::Parent);
        }
        if is_device(part) {
            return Err(UnsafeName::Reserved);
        }
    }
    Ok(())
}

/// The Unicode name that an extra field gives a member: readers may take it in place of the plain one.
pub(super) fn alias<'a>(
    extra: &Extra<'a>,
    name: &[u8],
    says_utf8: bool,
    longest: u16,
) -> Result<Option<&'a [u8]>, UnsafeName> {
    let Some((crc, path)) = extra.unicode_path else { return Ok(None) };
    // A plain name that can be read has no need of another.
    let readable = says_utf8 || name.is_ascii();
    if crc != crc32fast::hash(name) || (readable && path != name) {
        return Err(UnsafeName::Twofold);
    }
    check(path, true, longest)?;
    Ok(Some(path))
}

/// The hash of what two names have in common that some file system takes for the same.
pub(super) fn sameness(name: &[u8]) -> NameHash {
    let mut parts = Vec::with_capacity(name.len() + 1);
    for part in name.split(|byte| *byte == b'/') {
        // Windows drops dots and spaces at the end of a part; a part of nothing else is no folder of its own.
        let kept = part.iter().rposition(|byte| !matches!(byte, b'.' | b' ')).map_or(0, |last| last + 1);
        if kept > 0 {
            parts.push(b'/');
            parts.extend_from_slice(&part[..kept]);
        }
    }
    let Ok(text) = std::str::from_utf8(&parts) else {
        // What is no text is told apart by its bytes.
        return hash(&parts.to_ascii_lowercase());
    };
    // Lower case of the upper case: some letters have several small forms (ſ and s, ς and σ).
    let plain = text.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    hash(plain.nfc().collect::<String>().as_bytes())
}

fn is_device(part: &str) -> bool {
    let stem = part.split(['.', ':']).next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        _ => ["COM", "LPT"].iter().any(|device| {
            stem.strip_prefix(device).is_some_and(|port| {
                let mut digits = port.chars();
                matches!((digits.next(), digits.next()), (Some('1'..='9' | '¹' | '²' | '³'), None))
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_unsafe_somewhere() {
        let cases: &[(&[u8], UnsafeName)] = &[
            (b"", UnsafeName::Empty),
            (b"/etc/passwd", UnsafeName::Absolute),
            (b"../x", UnsafeName::Parent),
            (b"a/../b", UnsafeName::Parent),
            (b"a/..", UnsafeName::Parent),
            (b"a/.. /b", UnsafeName::Parent),
            (b"C:x", UnsafeName::Drive),
            (b"c:/x", UnsafeName::Drive),
            (b"a\\b", UnsafeName::Backslash),
            (b"a\0b", UnsafeName::Control),
            (b"a\nb", UnsafeName::Control),
            (b"a\x7fb", UnsafeName::Control),
            ("a\u{85}b".as_bytes(), UnsafeName::Control),
            (b"con", UnsafeName::Reserved),
            (b"a/NUL.txt", UnsafeName::Reserved),
            (b"Com1", UnsafeName::Reserved),
            ("lpt¹.x".as_bytes(), UnsafeName::Reserved),
            (b"\xff\xfe", UnsafeName::NotUtf8),
        ];
        for (name, why) in cases {
            assert_eq!(check(name, true, 1024), Err(*why), "{:?}", String::from_utf8_lossy(name));
        }
        assert_eq!(
            check(&[b'a'; 1025], true, 1024),
            Err(UnsafeName::TooLong),
            "one byte more than the limit"
        );
    }

    #[test]
    fn lets_ordinary_names_pass() {
        for name in [
            "a",
            "./a/b",
            "a/",
            "db 10:32.sql",
            "..a",
            "a..b",
            "...a",
            "console",
            "com10",
            "com0",
            "Ünïcode/名",
        ] {
            assert_eq!(check(name.as_bytes(), true, 1024), Ok(()), "{name:?}");
        }
        assert_eq!(check(b"caf\x82", false, 1024), Ok(()), "code page 437, as old writers wrote");
    }

    #[test]
    fn knows_the_same_name_again() {
        for (one, two) in [
            ("a/b", "A/B"),
            ("a", "a/"),
            ("./a", "a"),
            ("a//b", "a/b"),
            ("é", "e\u{301}"),
            ("ſ", "S"),
            ("db", "db."),
            ("db", "db. ."),
            ("a /b", "a/b"),
        ] {
            assert_eq!(sameness(one.as_bytes()), sameness(two.as_bytes()), "{one:?} and {two:?}");
        }
        assert_eq!(sameness(b"A\xff/"), sameness(b"a\xff"), "a folder and a file that are no text");
        assert_eq!(sameness(b"a\xff. "), sameness(b"a\xff"), "dots behind what is no text");
        assert_ne!(sameness(b"a"), sameness(b"b"), "different names");
        assert_ne!(sameness(b".a"), sameness(b"a"), "a dot in front means something");
        assert_ne!(sameness(b"ab"), sameness(b"a/b"), "a folder is a folder");
        assert_ne!(sameness(b"\xff"), sameness(b"\xfe"), "different bytes that are no text");
    }
}
