//! The TypeScript file is a pure function of the Rust types.

use ctvl_contract::bindings::{self, BindingsError};

#[test]
fn the_same_types_give_the_same_bytes() {
    assert_eq!(bindings::render(), bindings::render(), "bindings must not depend on order or time");
}

#[test]
fn what_was_exported_passes_the_check_and_a_change_is_found_with_its_line() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = bindings::export(&dir.path().join("made/on/the/way")).expect("export makes its folder");
    let folder = path.parent().expect("the file is in a folder");
    bindings::check(folder).expect("what was just written matches");

    let text = std::fs::read_to_string(&path).expect("it was written");
    std::fs::write(&path, text.replace('\n', "\r\n")).expect("still writable");
    bindings::check(folder).expect("line ends that a checkout changed are no drift");

    let mut lines: Vec<&str> = text.lines().collect();
    lines[3] = "// another line";
    std::fs::write(&path, lines.join("\n")).expect("still writable");
    match bindings::check(folder) {
        Err(BindingsError::Drift { line, .. }) => assert_eq!(line, 4, "the first line that differs"),
        other => panic!("a changed line must be drift: {other:?}"),
    }
}

#[test]
fn a_missing_file_is_drift_from_its_first_line() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    match bindings::check(dir.path()) {
        Err(BindingsError::Drift { line, .. }) => assert_eq!(line, 1),
        other => panic!("a missing file must be drift: {other:?}"),
    }
}

#[test]
fn every_type_that_is_mentioned_is_declared() {
    let text = bindings::render();
    let declared: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("export type "))
        .filter_map(|line| line.split([' ', '=', '<']).next())
        .collect();
    let bare: String = without_comments_and_strings(&text);
    for word in bare.split(|c: char| !c.is_ascii_alphanumeric()) {
        let named = word.chars().next().is_some_and(|c| c.is_ascii_uppercase());
        assert!(
            !named || word == "Array" || declared.contains(&word),
            "{word} is mentioned and declared nowhere in the bindings"
        );
    }
    assert!(declared.contains(&"ErrorCode") && declared.contains(&"Line"), "{declared:?}");
}

#[test]
fn large_numbers_are_numbers_and_names_are_camel_case() {
    let text = bindings::render();
    assert!(!text.contains("bigint"), "sizes stay below 2^53, where a number is exact");
    let bare = without_comments_and_strings(&text);
    assert!(!bare.contains('_'), "a wire name with an underscore is not the contract's");
}

#[test]
fn two_types_never_share_a_name() {
    let text = bindings::render();
    let mut names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("export type ")).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup_by_key(|line| line.split(' ').next());
    assert_eq!(names.len(), all, "one name, one type");
}

fn without_comments_and_strings(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['"', '/']) {
        bare.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(string) = rest.strip_prefix('"') {
            string.find('"').map_or(rest.len(), |end| end + 2)
        } else {
            1
        };
        rest = &rest[end..];
    }
    bare.push_str(rest);
    bare
}
