//! Takes the useful parts over from a pasted curl line, such as the vendor's samples. A password or token in it is
//! only reported, never kept.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use crate::address::Address;
use crate::keys::KeyName;

/// What a curl line says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FromCurl {
    /// The appliance.
    pub address: Option<Address>,
    /// User name of the sign-in sample.
    pub user: Option<String>,
    /// Key of the backup sample.
    pub key: Option<KeyName>,
    /// Whether counters are excluded.
    pub exclude_counters: bool,
    /// What is not taken over, and should not be done; sorted, each once.
    pub unsafe_parts: Vec<UnsafePart>,
}

/// A dangerous part of a curl line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnsafePart {
    /// `-k`: no certificate is checked.
    NoCertificateCheck,
    /// The password is in the line, and so in the shell's history.
    PasswordInLine,
    /// A token is in the line.
    TokenInLine,
    /// `http://`.
    PlainHttp,
    /// `-L`: a redirect may carry the token elsewhere.
    FollowsRedirects,
    /// Without `-f` an error page is stored under the name of a backup.
    StoresErrorPages,
}

/// Reads a curl line; `None` if it is none. Continued lines (`\`, `^` or a backtick before the line end) are joined.
#[must_use]
pub fn from_curl_line(line: &str) -> Option<FromCurl> {
    let words = words(line);
    let mut words =
        words.iter().map(String::as_str).skip_while(|word| matches!(*word, "$" | "#" | ">" | "sudo"));
    let program = words.next()?.rsplit(['/', '\\']).next()?;
    if !matches!(program, "curl" | "curl.exe") {
        return None;
    }
    let mut found = Reading::default();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, joined) =
                long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
            let value = if takes_value(name) { joined.or_else(|| words.next()) } else { None };
            found.option(name, value);
        } else if let Some(flags) = word.strip_prefix('-').filter(|flags| !flags.is_empty()) {
            for (at, flag) in flags.char_indices() {
                let Some(name) = long_name(flag) else { continue };
                if !takes_value(name) {
                    found.option(name, None);
                    continue;
                }
                let joined = &flags[at + flag.len_utf8()..];
                let value = if joined.is_empty() { words.next() } else { Some(joined) };
                found.option(name, value);
                break;
            }
        } else {
            found.url(word);
        }
    }
    Some(found.finish())
}

#[derive(Default)]
struct Reading {
    curl: FromCurl,
    stores: bool,
    fails: bool,
}

impl Reading {
    fn option(&mut self, name: &str, value: Option<&str>) {
        let value = value.unwrap_or_default();
        match name {
            "insecure" => self.note(UnsafePart::NoCertificateCheck),
            "location" | "location-trusted" => self.note(UnsafePart::FollowsRedirects),
            "output" | "remote-name" => self.stores = true,
            "fail" | "fail-with-body" => self.fails = true,
            "url" => self.url(value),
            "header" | "oauth2-bearer" => self.header(name, value),
            "user" => self.login(value),
            "data" | "data-raw" | "data-ascii" | "data-binary" | "json" => self.document(value),
            _ => {}
        }
    }

    fn note(&mut self, part: UnsafePart) {
        self.curl.unsafe_parts.push(part);
    }

    fn header(&mut self, option: &str, value: &str) {
        let token = match value.split_once(':') {
            Some((name, token)) if name.trim().eq_ignore_ascii_case("authorization") => token.trim(),
            None if option == "oauth2-bearer" => value,
            _ => return,
        };
        let token = token.split_whitespace().last().unwrap_or_default();
        // The vendor's sample says `<token>`; a shell variable is not a token either.
        if !token.is_empty() && !token.starts_with(['<', '$', '%', '{']) {
            self.note(UnsafePart::TokenInLine);
        }
    }

    fn login(&mut self, value: &str) {
        let (user, password) = value.split_once(':').unwrap_or((value, ""));
        self.user(user);
        if !password.is_empty() {
            self.note(UnsafePart::PasswordInLine);
        }
    }

    fn document(&mut self, value: &str) {
        let Ok(document) = serde_json::from_str::<Value>(value) else {
            if value.contains("password") {
                self.note(UnsafePart::PasswordInLine);
            }
            return;
        };
        if let Some(user) = document.get("username").and_then(Value::as_str) {
            self.user(user);
        }
        if document.get("password").and_then(Value::as_str).is_some_and(|password| !password.is_empty()) {
            self.note(UnsafePart::PasswordInLine);
        }
        if document.get("token").is_some() {
            self.note(UnsafePart::TokenInLine);
        }
    }

    fn user(&mut self, user: &str) {
        let harmless = !user.is_empty() && user.len() <= 150 && !user.contains(char::is_control);
        if harmless && !user.starts_with('$') {
            self.curl.user = Some(user.to_owned());
        }
    }

    fn url(&mut self, word: &str) {
        let with_scheme = if word.contains("://") { word.to_owned() } else { format!("https://{word}") };
        let Ok(mut url) = Url::parse(&with_scheme) else { return };
        if !url.username().is_empty() || url.password().is_some() {
            if url.password().is_some() {
                self.note(UnsafePart::PasswordInLine);
            }
            let user = percent_decode_str(url.username()).decode_utf8_lossy().into_owned();
            self.user(&user);
            if url.set_username("").and_then(|()| url.set_password(None)).is_err() {
                return;
            }
        }
        match url.scheme() {
            "https" => self.curl.address = url.as_str().parse().ok().or(self.curl.address.take()),
            "http" => {
                self.note(UnsafePart::PlainHttp);
                // Port 80 belongs to http; the appliance is offered at its https port instead.
                let host = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
                self.curl.address = host.parse().ok().or(self.curl.address.take());
            }
            _ => return,
        }
        let mut segments = url.path().trim_matches('/').split('/');
        if segments.by_ref().take(3).eq(["api", "backup", "create"]) {
            let key = segments.next().map(|key| percent_decode_str(key).decode_utf8_lossy().into_owned());
            self.curl.key = key.and_then(|key| key.parse().ok());
            self.curl.exclude_counters = url
                .query_pairs()
                .any(|(name, value)| name == "excludecounters" && value.eq_ignore_ascii_case("true"));
        }
    }

    fn finish(mut self) -> FromCurl {
        if self.stores && !self.fails {
            self.note(UnsafePart::StoresErrorPages);
        }
        self.curl.unsafe_parts.sort_unstable();
        self.curl.unsafe_parts.dedup();
        self.curl
    }
}

fn long_name(flag: char) -> Option<&'static str> {
    Some(match flag {
        'k' => "insecure",
        'L' => "location",
        'o' => "output",
        'O' => "remote-name",
        'f' => "fail",
        'H' => "header",
        'u' => "user",
        'd' => "data",
        'X' => "request",
        'A' => "user-agent",
        'b' => "cookie",
        'c' => "cookie-jar",
        'e' => "referer",
        'F' => "form",
        'm' => "max-time",
        'T' => "upload-file",
        'w' => "write-out",
        'x' => "proxy",
        'E' => "cert",
        'K' => "config",
        'r' => "range",
        _ => return None,
    })
}

fn takes_value(name: &str) -> bool {
    matches!(
        name,
        "output"
            | "header"
            | "user"
            | "data"
            | "data-raw"
            | "data-ascii"
            | "data-binary"
            | "json"
            | "request"
            | "user-agent"
            | "cookie"
            | "cookie-jar"
            | "referer"
            | "form"
            | "max-time"
            | "upload-file"
            | "write-out"
            | "proxy"
            | "cert"
            | "key"
            | "cacert"
            | "config"
            | "range"
            | "url"
            | "oauth2-bearer"
            | "connect-timeout"
            | "retry"
            | "resolve"
            | "connect-to"
            | "ciphers"
            | "pinnedpubkey"
            | "output-dir"
    )
}

/// Splits as a shell does: single quotes, double quotes, backslashes, joined lines.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.trim().chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | '^' | '`' if matches!(characters.peek(), Some('\n' | '\r')) => {}
            '\\' => word.get_or_insert_default().extend(characters.next()),
            '\'' => word.get_or_insert_default().extend(characters.by_ref().take_while(|c| *c != '\'')),
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(inner) = characters.next() {
                    match inner {
                        '"' => break,
                        '\\' => word.extend(characters.next()),
                        other => word.push(other),
                    }
                }
            }
            space if space.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_vendors_sign_in_sample() {
        let line = r#"curl -k -X POST -H "Content-Type: application/json" -d '{"username":"vtsuser","password":"Password123!"}' https://vts_server_address/api/api-token-auth/"#;
        let found = from_curl_line(line).expect("a curl line");
        assert_eq!(found.address.as_ref().map(Address::to_string).as_deref(), Some("vts_server_address"));
        assert_eq!(found.user.as_deref(), Some("vtsuser"));
        assert_eq!(found.unsafe_parts, [UnsafePart::NoCertificateCheck, UnsafePart::PasswordInLine]);
        assert!(!format!("{found:?}").contains("Password123!"), "the password is not kept");
    }

    #[test]
    fn the_vendors_backup_samples() {
        let line = "curl -k -X GET -H 'Authorization:Bearer <token>' https://vts:8443/api/backup/create/testkey?excludecounters=true -o backup.zip";
        let found = from_curl_line(line).expect("a curl line");
        assert_eq!(found.address.as_ref().map(Address::to_string).as_deref(), Some("vts:8443"));
        assert_eq!(found.key.as_ref().map(KeyName::as_str), Some("testkey"));
        assert!(found.exclude_counters);
        assert_eq!(found.unsafe_parts, [UnsafePart::NoCertificateCheck, UnsafePart::StoresErrorPages]);

        let line =
            "curl -kL -H 'Authorization: Bearer eyJ.a.b' 'https://vts/api/backup/create' -fo backup.zip";
        let found = from_curl_line(line).expect("a curl line");
        assert_eq!((found.key, found.exclude_counters), (None, false), "the default key, with counters");
        let expected =
            [UnsafePart::NoCertificateCheck, UnsafePart::TokenInLine, UnsafePart::FollowsRedirects];
        assert_eq!(found.unsafe_parts, expected);
    }

    #[test]
    fn other_ways_to_write_it() {
        let line =
            "$ curl --insecure \\\n  --user svc:secret \\\n  --url=http://vts:80/api/backup/create/a%20b";
        let found = from_curl_line(line).expect("a curl line");
        assert_eq!(found.user.as_deref(), Some("svc"));
        assert_eq!(found.key.as_ref().map(KeyName::as_str), Some("a b"));
        assert_eq!(found.address.as_ref().map(Address::to_string).as_deref(), Some("vts"));
        let expected = [UnsafePart::NoCertificateCheck, UnsafePart::PasswordInLine, UnsafePart::PlainHttp];
        assert_eq!(found.unsafe_parts, expected);

        let found = from_curl_line("curl https://svc:secret@vts/").expect("a curl line");
        assert_eq!(found.address.as_ref().map(Address::to_string).as_deref(), Some("vts"));
        assert_eq!(
            (found.user.as_deref(), found.unsafe_parts),
            (Some("svc"), vec![UnsafePart::PasswordInLine])
        );
    }

    #[test]
    fn what_is_no_curl_line_is_none() {
        for line in ["", "https://vts/api/", "wget https://vts", "curly https://vts"] {
            assert_eq!(from_curl_line(line), None, "{line:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_it_and_no_password_stays(
            rest in "(-k|-H|-d|-u|--url=| |'|\"|\\\\|https://|vts|:|@|\\{\"password\":\"HUNTER2HUNTER2\"\\}|svc:HUNTER2HUNTER2|ü){0,20}"
        ) {
            let found = from_curl_line(&format!("curl {rest}"));
            prop_assert!(!format!("{found:?}").contains("HUNTER2HUNTER2"), "{found:?}");
        }
    }
}
