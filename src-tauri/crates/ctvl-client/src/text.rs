//! Text of a server is data of a stranger: before it reaches an error it is bounded, on one line, free of control
//! and direction characters, and free of every secret that was sent to that server.

use crate::secret::Secret;

/// Longest text of a server in an error, in characters.
pub(crate) const DETAIL_LIMIT: usize = 300;

/// One line of printable text, at most `limit` characters.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            gap = !line.is_empty();
            continue;
        }
        if invisible(character) {
            continue;
        }
        if count + usize::from(gap) >= limit {
            line.push('…');
            break;
        }
        if gap {
            line.push(' ');
            count += 1;
            gap = false;
        }
        line.push(character);
        count += 1;
    }
    line
}

/// Characters that show nothing or turn the direction of what follows.
fn invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text between the tags of a page, without its scripts and styles.
pub(crate) fn without_tags(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        text.push(' ');
        rest = &rest[start..];
        let lower: String = rest.chars().take(8).collect::<String>().to_ascii_lowercase();
        let end_mark = ["script", "style"].into_iter().find(|name| lower[1..].starts_with(name));
        if let Some(name) = end_mark {
            let Some(end) = rest.to_ascii_lowercase().find(&format!("</{name}")) else { return text };
            rest = &rest[end..];
        }
        match rest.find('>') {
            Some(end) => rest = &rest[end + 1..],
            None => return text,
        }
    }
    text.push_str(rest);
    text
}

/// Takes the secrets, plainly or in JSON's or a URL's spelling, and anything that looks like a JWT out of a text.
pub(crate) fn without_secrets(text: &str, secrets: &[&Secret]) -> String {
    const GONE: &str = "[removed]";
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let plain = secret.expose();
        let json = serde_json::to_string(plain).unwrap_or_default();
        let url =
            percent_encoding::utf8_percent_encode(plain, percent_encoding::NON_ALPHANUMERIC).to_string();
        let html = plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        for spelling in [plain, json.trim_matches('"'), &url, &html, &html.replace('"', "&quot;")] {
            text = text.replace(spelling, GONE);
        }
    }
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    while let Some(start) = text.find("eyJ") {
        let length = text[start..].find(|c| !is_token(c)).unwrap_or(text.len() - start);
        text.replace_range(start..start + length, GONE);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_bounded_and_harmless() {
        assert_eq!(one_line("  a\r\n\tb\u{0}c\u{1b}[31m \u{202e}d ", 100), "a b c [31m d");
        assert_eq!(one_line("abcdef", 3), "abc…");
        assert_eq!(one_line("ääää", 2), "ää…", "characters, not bytes");
    }

    #[test]
    fn a_page_is_reduced_to_its_words() {
        let page = "<html><head><title>504 Gateway Time-out</title><style>p{}</style></head>\
                    <body><center><h1>504</h1></center><script>if (a < b) {}</script></body>";
        assert_eq!(one_line(&without_tags(page), 100), "504 Gateway Time-out 504");
        assert_eq!(one_line(&without_tags("<unclosed"), 10), "");
        assert_eq!(one_line(&without_tags("<é"), 10), "", "the cut respects characters");
    }

    #[test]
    fn secrets_are_taken_out_in_every_spelling() {
        let secret = Secret::new("p\"a<s/s".to_owned());
        let text =
            r#"p"a<s/s and p\"a<s/s and p%22a%3Cs%2Fs and p&quot;a&lt;s/s and eyJhbGci.eyJl-x.y_z end"#;
        let clean = without_secrets(text, &[&secret]);
        assert_eq!(clean, "[removed] and [removed] and [removed] and [removed] and [removed] end");
    }

    proptest! {
        #[test]
        fn no_page_breaks_the_cleaning(page in "(<|>|s|script|style|/|é| |x){0,40}") {
            let line = one_line(&without_tags(&page), 20);
            prop_assert!(line.chars().count() <= 21, "bounded");
        }

        #[test]
        fn no_control_character_survives(text in any::<String>()) {
            prop_assert!(!one_line(&text, 50).chars().any(|c| c.is_control() || invisible(c)));
        }
    }
}
