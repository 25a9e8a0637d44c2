//! What the shell itself says: menus, native dialogs and notifications. The catalogue is the window's own, compiled in; a
//! language that lacks a text, or a text that lacks a name, fails a test.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

type Catalogue = BTreeMap<String, String>;

static EN: OnceLock<Catalogue> = OnceLock::new();
static DE: OnceLock<Catalogue> = OnceLock::new();

/// The texts of one language.
#[derive(Debug, Clone, Copy)]
pub struct Words(&'static Catalogue);

impl Words {
    /// Those of a language, by its tag; English where there is no translation.
    pub fn of(tag: &str) -> Self {
        match tag.split(['-', '_']).next() {
            Some("de") => Self(DE.get_or_init(|| {
                read(
                    include_str!("../../ui/messages/de/menu.json"),
                    include_str!("../../ui/messages/de/notify.json"),
                )
            })),
            _ => Self(EN.get_or_init(|| {
                read(
                    include_str!("../../ui/messages/en/menu.json"),
                    include_str!("../../ui/messages/en/notify.json"),
                )
            })),
        }
    }

    /// A text.
    pub fn text(self, key: &str) -> &'static str {
        self.0.get(key).map(String::as_str).unwrap_or_default()
    }

    /// A text with its `{placeholders}` filled in.
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        // In one pass: a value that looks like a placeholder is text all the same.
        let mut text = String::new();
        let mut rest = self.text(key);
        while let Some((before, name, after)) = next_placeholder(rest) {
            text.push_str(before);
            text.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// A size in decimal units, as file managers show them: `1.31 GB`.
    pub fn size(self, bytes: u64) -> String {
        const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
        let mut value = bytes as f64 / 1000.0;
        let mut unit = 0;
        while value >= 999.5 && unit + 1 < UNITS.len() {
            value /= 1000.0;
            unit += 1;
        }
        let digits = match value {
            _ if unit == 0 => 0,
            value if value < 9.995 => 2,
            value if value < 99.95 => 1,
            _ => 0,
        };
        format!("{value:.digits$} {}", UNITS[unit]).replace('.', self.text("notify_decimal"))
    }

    /// A length of time in units that both languages share: `3 min 9 s`.
    pub fn duration(self, duration: Duration) -> String {
        let seconds = (duration.as_secs_f64().round() as u64).max(1);
        match seconds {
            0..=59 => format!("{seconds} s"),
            60..=3599 => format!("{} min {} s", seconds / 60, seconds % 60),
            _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        }
    }
}

fn read(menu: &str, notify: &str) -> Catalogue {
    [menu, notify]
        .iter()
        .filter_map(|text| serde_json::from_str::<Catalogue>(text).ok())
        .flatten()
        .filter(|(key, _)| key != "$schema")
        .collect()
}

/// What stands before a placeholder, its name, and what stands behind it.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        let mut rest = text;
        let mut found = BTreeSet::new();
        while let Some((_, name, after)) = next_placeholder(rest) {
            found.insert(name);
            rest = after;
        }
        found
    }

    #[test]
    fn both_languages_say_the_same_things_about_the_same_things() {
        let (en, de) = (Words::of("en"), Words::of("de-AT"));
        assert!(en.0.len() > 80, "the catalogue was not read: {}", en.0.len());
        let keys = |words: Words| words.0.keys().collect::<BTreeSet<_>>();
        assert_eq!(keys(en), keys(de), "a text is missing in one language");
        for key in en.0.keys() {
            assert_eq!(placeholders(en.text(key)), placeholders(de.text(key)), "{key} names other things");
            assert!(!de.text(key).trim().is_empty(), "{key} is empty");
        }
    }

    /// A key that is misspelled would show nothing, and one that nobody uses is not kept true.
    #[test]
    fn the_shell_says_exactly_what_is_in_the_catalogue() {
        let mut sources = String::new();
        let mut open = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/src")];
        while let Some(next) = open.pop() {
            if next.is_dir() {
                open.extend(
                    std::fs::read_dir(&next).expect("a folder").map(|entry| entry.expect("an entry").path()),
                );
            } else if !next.ends_with("words.rs") {
                sources.push_str(&std::fs::read_to_string(&next).expect("a source"));
            } else {
                sources.push_str("\"notify_decimal\"");
            }
        }
        let used: BTreeSet<&str> = sources
            .split('"')
            .filter(|word| {
                let known = ["menu_", "notify_", "dialog_", "close_", "file_", "practice_name"];
                known.iter().any(|prefix| word.starts_with(prefix)) && !word.contains([' ', '.', '/', ':'])
            })
            .collect();
        let known: BTreeSet<&str> = Words::of("en").0.keys().map(String::as_str).collect();
        assert_eq!(used.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "these have no words");
        assert_eq!(known.difference(&used).collect::<Vec<_>>(), Vec::<&&str>::new(), "nobody says these");
    }

    #[test]
    fn no_text_breaks_the_voice() {
        for tag in ["en", "de"] {
            for (key, text) in Words::of(tag).0 {
                let lower = text.to_lowercase();
                for word in ["please", "oops", "successfully", "bitte", "leider", "erfolgreich", "!"] {
                    assert!(!lower.contains(word), "{tag} {key}: {text}");
                }
            }
        }
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_stays_text() {
        let words = Words::of("en");
        let text = words.fill("notify_backup_verified", &[("size", "{duration}"), ("duration", "3 s")]);
        assert_eq!(text, "{duration}, verified, in 3 s.");
    }

    #[test]
    fn sizes_and_times_are_written_as_the_design_page_does() {
        let (en, de) = (Words::of("en"), Words::of("de"));
        assert_eq!(en.size(1_310_000_000), "1.31 GB");
        assert_eq!(de.size(1_310_000_000), "1,31 GB");
        assert_eq!(en.size(214_000_000), "214 MB");
        assert_eq!(en.size(812), "1 KB");
        assert_eq!(en.duration(Duration::from_secs(189)), "3 min 9 s");
        assert_eq!(en.duration(Duration::from_millis(4)), "1 s", "nothing takes no time");
        assert_eq!(en.duration(Duration::from_secs(7500)), "2 h 5 min");
    }
}
