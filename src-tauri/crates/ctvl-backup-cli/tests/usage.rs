//! What the program says about itself, and how it refuses what cannot be meant.

mod common;

use std::path::Path;

use common::World;

/// Every command with a help text.
const COMMANDS: [&[&str]; 35] = [
    &[],
    &["status"],
    &["appliance"],
    &["appliance", "add"],
    &["appliance", "list"],
    &["appliance", "show"],
    &["appliance", "change"],
    &["appliance", "test"],
    &["appliance", "trust"],
    &["appliance", "password"],
    &["appliance", "remove"],
    &["backup"],
    &["verify"],
    &["inspect"],
    &["list"],
    &["archive"],
    &["archive", "show"],
    &["archive", "add"],
    &["archive", "pin"],
    &["archive", "unpin"],
    &["archive", "note"],
    &["archive", "find"],
    &["archive", "look-again"],
    &["archive", "trash"],
    &["archive", "forget"],
    &["restore"],
    &["aftermath"],
    &["aftermath", "list"],
    &["aftermath", "tick"],
    &["activity"],
    &["trend"],
    &["settings"],
    &["diagnostics"],
    &["practice"],
    &["man"],
];

/// Help texts are part of the interface: they change on purpose. `CTVL_UPDATE_HELP=1` writes them anew.
#[test]
fn help_texts_are_as_written_down() {
    let world = World::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/help");
    let update = std::env::var_os("CTVL_UPDATE_HELP").is_some();
    for command in COMMANDS {
        let ran = world.run(&[command, &["--help"]].concat());
        assert_eq!(ran.code, 0, "{command:?}: {}", ran.err);
        assert!(ran.out.contains("Examples:"), "{command:?} has no examples");
        let path = folder.join(format!("{}.txt", [&["help"], command].concat().join("-")));
        if update {
            std::fs::create_dir_all(&folder).expect("a folder for the texts");
            std::fs::write(&path, &ran.out).expect("writable");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        let out = ran.out.replace(".exe", "");
        assert_eq!(out, expected, "{command:?} changed; CTVL_UPDATE_HELP=1 writes it anew");
    }
}

#[test]
fn wrong_usage_has_its_own_exit_code_and_says_why() {
    let world = World::new();
    for arguments in [
        &["nonsense"][..],
        &["backup"],
        &["verify"],
        &["verify", "--nonsense", "a.zip"],
        &["restore", "A"],
        &["restore", "A", "f.zip", "--plan-only", "--plan", "123456789012"],
        &["restore", "A", "--say", "back"],
        &["restore", "A", "f.zip", "--confirm", "h.example", "--say", "back"],
        &["list", "--limit", "0"],
        &["activity", "--limit", "0"],
        &["appliance", "add", "A"],
        &["backup", "A", "--exclude-counters", "--include-counters"],
        &["backup", "A", "--password", "secret"],
        &["list", "--state", "fine"],
        &["appliance", "add", "A", "--url", "http://plain.example", "--user", "u", "--password-stdin"],
        &["appliance", "add", "A", "--url", "https://u:p@h.example", "--user", "u", "--password-stdin"],
        &["appliance", "show", "nobody"],
        &["appliance", "change", "A"],
        &["appliance", "change", "A", "--key", "k", "--default-key"],
        &["appliance", "change", "A", "--url", "http://plain.example"],
        &["appliance", "change", "A", "--typed-version", "2.8"],
        &["appliance", "change", "nobody", "--alarm-days", "3"],
        &["trend", "nobody"],
        &["aftermath", "tick", "first"],
        &["aftermath", "tick", "77"],
        &["practice", "--ctvl-version", "abc"],
        &["practice", "--ctvl-version", "abc", "--password-stdin", "--json"],
    ] {
        let ran = world.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(!ran.err.is_empty() && ran.out.is_empty(), "{arguments:?}: errors go to standard error");
    }
}

#[test]
fn a_password_in_an_address_is_not_repeated() {
    let world = World::new();
    for json in [false, true] {
        let mut arguments =
            vec!["appliance", "add", "A", "--url", "https://u:Planted-Secret-1@h.example", "--user", "u"];
        if json {
            arguments.push("--json");
        }
        let ran = world.run(&arguments);
        assert!(
            !ran.err.contains("Planted-Secret-1") && !ran.out.contains("Planted-Secret-1"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn an_error_with_json_is_the_last_line_with_its_exit_code() {
    let world = World::new();
    let ran = world.run(&["appliance", "show", "nobody", "--json"]);
    assert!(ran.out.is_empty(), "no result, no document: {}", ran.out);
    let lines = ran.lines();
    let last = lines.last().expect("an error line");
    assert_eq!(last["type"], "error");
    assert_eq!(last["error"]["code"], "applianceUnknown", "{last}");
    assert_eq!(last["exitCode"], ran.code, "{last}");
    assert!(last["message"]["happened"].as_str().is_some_and(|text| text.contains("nobody")), "{last}");
}

#[test]
fn an_empty_installation_says_what_to_do_first() {
    let world = World::new();
    for (arguments, hint) in [
        (&["appliance", "list"][..], "appliance add"),
        (&["list"], "backup NAME"),
        (&["status"], "appliance add"),
        (&["activity"], "Nothing was done yet."),
        (&["aftermath", "list"], "No task is open."),
    ] {
        let ran = world.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        assert!(ran.out.contains(hint), "{arguments:?}: {}", ran.out);
    }
    let ran = world.run(&["list", "--json"]);
    assert!(ran.document()["archives"].as_array().is_some_and(Vec::is_empty), "{}", ran.out);
}

#[test]
fn nothing_is_coloured_without_a_terminal() {
    let world = World::new();
    world.archive("a.zip");
    for arguments in [&["verify", "a.zip"][..], &["--help"], &["appliance", "show", "nobody"], &["restore"]] {
        let ran = world.run(arguments);
        assert!(
            !ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'),
            "{arguments:?}: {}{}",
            ran.out,
            ran.err
        );
    }
}

#[test]
fn an_empty_password_is_wrong_usage() {
    let world = World::new();
    let ran = world.run_with(&["practice", "--data", "p", "--password-stdin", "--json"], "\n");
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
}

#[test]
fn completions_are_a_document_with_json() {
    let world = World::new();
    let script = world.run(&["completions", "bash"]);
    let ran = world.run(&["completions", "bash", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let document = ran.document();
    assert_eq!(document["shell"], "bash");
    assert_eq!(document["script"], script.out, "the script as it is without");
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = world.run(&["completions", shell]);
        assert_eq!(ran.code, 0, "{shell}: {}", ran.err);
        for word in ["appliance", "aftermath", "password-stdin"] {
            assert!(ran.out.contains(word), "{shell} completions lack {word}");
        }
    }
    let ran = world.run(&["man", "pages", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let pages = ran.document()["pages"].as_array().expect("a list of pages").len();
    assert!(pages >= COMMANDS.len(), "a page for each command, {pages} found");
    let restore =
        std::fs::read_to_string(world.path("pages/ctvl-backup-cli-restore.1")).expect("its own page");
    assert!(restore.contains("--plan") || restore.contains("\\-\\-plan"), "options are in the page");
    assert!(restore.contains("ctvl\\-backup\\-cli restore") || restore.contains("ctvl-backup-cli restore"));
}
