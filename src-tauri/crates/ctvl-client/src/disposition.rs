//! A file name from a server is taken only in the vendor's form (R3); nothing else of the header has any effect.

use ctvl_archive::name::ArchiveName;

/// The archive's name in a Content-Disposition header (RFC 6266); `filename*` wins over `filename`.
pub(crate) fn archive_name(header: &[u8]) -> Option<ArchiveName> {
    let header = String::from_utf8_lossy(header);
    let parameters = parameters(&header);
    let find =
        |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let extended = find("filename*").and_then(decoded).and_then(|name| ArchiveName::from_server(&name));
    extended.or_else(|| ArchiveName::from_server(find("filename")?))
}

/// The parameters after the disposition type, names in lower case, quotes and their escapes undone.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut rest = header;
    while let Some(at) = rest.find(';') {
        rest = rest[at + 1..].trim_start();
        let Some((name, after)) = rest.split_once('=') else { break };
        if name.contains(';') {
            continue;
        }
        let after = after.trim_start();
        let (value, remaining) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim().to_owned(), &after[end..])
            }
        };
        parameters.push((name.trim().to_ascii_lowercase(), value));
        rest = remaining;
    }
    parameters
}

fn unquoted(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut escaped = false;
    for (at, character) in quoted.char_indices() {
        match character {
            _ if escaped => {
                value.push(character);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return (value, &quoted[at + 1..]),
            _ => value.push(character),
        }
    }
    (value, "")
}

/// RFC 8187: `UTF-8'language'percent-encoded`.
fn decoded(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let charset = parts.next()?;
    let _language = parts.next()?;
    let bytes = percent_encoding::percent_decode_str(parts.next()?);
    if charset.eq_ignore_ascii_case("utf-8") {
        bytes.decode_utf8().ok().map(std::borrow::Cow::into_owned)
    } else {
        charset.eq_ignore_ascii_case("iso-8859-1").then(|| bytes.map(char::from).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAME: &str = "backup_2025-04-10T10-32-33";

    fn name(header: &str) -> Option<String> {
        archive_name(header.as_bytes()).map(|name| name.to_string())
    }

    #[test]
    fn the_vendors_name_is_found_in_every_spelling() {
        for header in [
            format!("attachment; filename={NAME}"),
            format!("attachment; filename={NAME}.zip"),
            format!("attachment; filename=\"{NAME}.zip\""),
            format!("ATTACHMENT ;FileName = \"{NAME}.zip\" ; size=7"),
            format!("attachment; filename*=UTF-8''{NAME}.zip"),
            format!("attachment; filename=\"other; filename=x.zip\"; filename*=utf-8'en'{NAME}%2Ezip"),
            format!("attachment; filename=\"{NAME}.zip\"; filename*=UTF-8''other.zip"),
            format!("attachment; filename=\"C:\\\\backups\\\\{NAME}.zip\""),
            format!("attachment; filename=\"../../{NAME}.zip\""),
            format!("attachment; foo; filename={NAME}.zip"),
        ] {
            assert_eq!(name(&header).as_deref(), Some(NAME), "{header}");
        }
    }

    #[test]
    fn any_other_name_is_no_name() {
        for header in [
            "",
            "attachment",
            "attachment; filename=",
            "attachment; filename=backup.zip",
            "attachment; filename=\"../../../etc/passwd\"",
            "attachment; filename=\"backup_2025-04-10T10-32-33.zip\0.exe\"",
            "attachment; filename*=UTF-8''backup_2025-04-10T10-32-33%00.zip",
            "attachment; filename*=backup_2025-04-10T10-32-33.zip",
            "attachment; filename*=UTF-16''backup_2025-04-10T10-32-33.zip",
            "attachment; filename=\"unclosed",
        ] {
            assert_eq!(name(header), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_it_and_only_the_vendors_form_comes_out(
            header in "(attachment|;| |filename|filename\\*|=|\"|\\\\|UTF-8''|%2F|\\.\\./|backup_2025-04-10T10-32-33|ü|\u{0}){0,16}"
        ) {
            if let Some(found) = name(&header) {
                prop_assert_eq!(found, NAME);
            }
        }

        #[test]
        fn any_bytes_are_bearable(header in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = archive_name(&header);
        }
    }
}
