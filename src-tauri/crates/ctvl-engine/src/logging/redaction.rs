//! What looks like a secret is not written. Secrets have types that do not print themselves; this is the second fence,
//! for texts of servers and libraries, so it errs on the side of too much.

use std::borrow::Cow;

const MARK: &str = "[redacted]";

/// Names whose value is a secret, in the forms `name=value`, `name: value` and `"name":"value"`.
const NAMES: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "token",
    "secret",
    "authorization",
    "cookie",
    "access",
    "refresh",
    "jwt",
    "private_key",
];

/// Words after which the next word is a secret.
const SCHEMES: [&str; 3] = ["bearer ", "basic ", "jwt "];

/// The text without what looks like a secret.
pub fn redact(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let mut hidden: Vec<(usize, usize)> = Vec::new();
    for name in NAMES {
        for (at, _) in lower.match_indices(name) {
            hidden.extend(value_after(text, at + name.len()));
        }
    }
    for scheme in SCHEMES {
        for (at, _) in lower.match_indices(scheme) {
            let start = at + scheme.len();
            let end = start + word_length(&text[start..]);
            // `basic` and `bearer` are English words too; no word of a sentence is that long.
            if end - start >= 16 {
                hidden.push((start, end));
            }
        }
    }
    for (at, _) in text.match_indices("eyJ") {
        let end = at + token_length(&text[at..]);
        if text[at..end].matches('.').count() == 2 {
            hidden.push((at, end));
        }
    }
    for (at, _) in text.match_indices("-----BEGIN ") {
        if lower[at..].starts_with("-----begin certificate") {
            continue;
        }
        let end = text[at + 11..].find("-----END").map_or(text.len(), |end| at + 11 + end);
        hidden.push((at, end));
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    hidden.sort_unstable();
    let mut clean = String::with_capacity(text.len());
    let mut position = 0;
    for (start, end) in hidden {
        if end <= position {
            continue;
        }
        clean.push_str(&text[position..start.max(position)]);
        if start >= position {
            clean.push_str(MARK);
        }
        position = end;
    }
    clean.push_str(&text[position..]);
    Cow::Owned(clean)
}

/// Where the value of a name lies that ends at `from`, if what follows is `=` or `:` and a value.
fn value_after(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = &text[from..];
    // `"password": `, `password=`, `password\": ` (JSON within a debug text) and `tokens: ` alike.
    let separator = rest.find(['=', ':'])?;
    if !rest[..separator]
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '"' | '\'' | '\\' | ' ' | '_' | '-'))
        || separator > 16
    {
        return None;
    }
    let mut start = from + separator + 1;
    start += text[start..].len() - text[start..].trim_start_matches(' ').len();
    let value = &text[start..];
    let quote = value.trim_start_matches('\\').chars().next().filter(|c| matches!(c, '"' | '\''));
    let (start, length) = match quote {
        Some(quote) => {
            let opening = value.find(quote)? + 1;
            let inner = &value[opening..];
            (start + opening, closing(inner, quote))
        }
        // Up to the end of the line: `Authorization: Bearer x` has a value of two words.
        None => (start, value.find([',', ';', '&', '\n', '\r', '}', ')', ']']).unwrap_or(value.len())),
    };
    (length > 0).then_some((start, start + length))
}

/// Length up to the closing quote. An escaped quote within the value does not close it.
fn closing(inner: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in inner.char_indices() {
        if letter == quote && !escaped {
            return at;
        }
        escaped = letter == '\\' && !escaped;
    }
    inner.len()
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}' | ')')).unwrap_or(text.len())
}

fn token_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(text.len())
}
