//! Words that are nobody else's business: the names of accounts, here and on appliances, and the home folder, which is
//! named after one.

use std::path::PathBuf;

/// What stands in the place of an account's name.
const MARK: &str = "[account]";

/// The words to hide.
pub(super) struct Hidden {
    accounts: Vec<String>,
    home: Option<String>,
}

impl Hidden {
    /// These accounts, and the person's own on this machine.
    pub(super) fn of(accounts: impl Iterator<Item = String>) -> Self {
        let home = directories::BaseDirs::new().map(|base| PathBuf::from(base.home_dir()));
        Self::words(accounts.chain([crate::restore::person()]), home)
    }

    fn words(accounts: impl Iterator<Item = String>, home: Option<PathBuf>) -> Self {
        let mut accounts: Vec<String> = accounts.filter(|account| !account.is_empty()).collect();
        // The longest first: a short name may be the beginning of a long one.
        accounts.sort_by_key(|account| std::cmp::Reverse(account.len()));
        accounts.dedup();
        let home = home.map(|home| home.display().to_string()).filter(|home| home.len() > 1);
        Self { accounts, home }
    }

    /// The text without them.
    pub(super) fn in_text(&self, text: &str) -> String {
        let mut text = match &self.home {
            Some(home) => text.replace(home.as_str(), "~"),
            None => text.to_owned(),
        };
        for account in &self.accounts {
            text = without(&text, account);
        }
        text
    }
}

/// The text with every occurrence of `word` as a word of its own replaced.
fn without(text: &str, word: &str) -> String {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices(word) {
        let end = at + word.len();
        let before = text[..at].chars().next_back().is_some_and(part);
        let after = text[end..].chars().next().is_some_and(part);
        if at < from || before || after {
            continue;
        }
        clean.push_str(&text[from..at]);
        clean.push_str(MARK);
        from = end;
    }
    clean.push_str(&text[from..]);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_hidden_as_words_and_parts_of_words_are_kept() {
        let hidden = Hidden::words(
            ["svc", "svc-backup", "", "ops@pay"].map(str::to_owned).into_iter(),
            Some("/home/ada".into()),
        );
        for (text, expected) in [
            ("refused the login of svc-backup.", "refused the login of [account]."),
            ("user=svc, host=svc-1", "user=[account], host=svc-1"),
            ("svc", "[account]"),
            ("svc svc", "[account] [account]"),
            ("by ops@pay on ctvl", "by [account] on ctvl"),
            ("svcs and mysvc", "svcs and mysvc"),
            ("/home/ada/archives/x", "~/archives/x"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(hidden.in_text(text), expected, "{text:?}");
        }
        let rooted = Hidden::words(std::iter::empty(), Some("/".into()));
        assert_eq!(rooted.in_text("/var/log"), "/var/log", "a service without a home hides no folder");
    }
}
