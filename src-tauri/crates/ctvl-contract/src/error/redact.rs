//! Nothing that looks like a token gets through, wherever in a text it stands: a server may quote one back.

const HIDDEN: &str = "[removed]";

/// The text with everything taken out that looks like a JSON web token or follows `Bearer`.
#[must_use]
pub fn redact(text: &str) -> String {
    if !text.contains("eyJ") && !text.to_ascii_lowercase().contains("bearer") {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut after_bearer = false;
    for piece in text.split_inclusive(|c: char| !is_token(c)) {
        let word = piece.trim_end_matches(|c: char| !is_token(c));
        let rest = &piece[word.len()..];
        if after_bearer && !word.is_empty() || is_jwt(word) {
            result.push_str(HIDDEN);
        } else {
            result.push_str(word);
        }
        result.push_str(rest);
        if !word.is_empty() {
            after_bearer = word.eq_ignore_ascii_case("bearer");
        }
    }
    result
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '/')
}

fn is_jwt(word: &str) -> bool {
    word.find("eyJ").is_some_and(|start| word[start..].len() >= 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_taken_out_and_the_rest_stays() {
        for (text, expected) in [
            ("nothing to hide", "nothing to hide"),
            ("got eyJhbGciOiJIUzI1NiJ9.eyJ1IjoxfQ.c2ln, sorry", "got [removed], sorry"),
            ("Authorization: Bearer abc.def-ghi rest", "Authorization: Bearer [removed] rest"),
            ("{\"token\":\"eyJhbGciOiJIUzI1NiJ9.x.y\"}", "{\"token\":\"[removed]\"}"),
            ("BEARER  s3cr3t", "BEARER  [removed]"),
            ("a path/with=eyJhbGciOiJIUzI1NiJ9", "a path/with=[removed]"),
            ("eyJ is short", "eyJ is short"),
        ] {
            assert_eq!(redact(text), expected, "{text}");
        }
    }
}
