//! The library on the command line: what is done to archives by their numbers.

mod common;

use common::{Ran, World};

/// A world whose library has two archives, numbered 1 and 2.
fn world() -> World {
    let world = World::new();
    std::fs::create_dir(world.path("share")).expect("a folder");
    world.archive("share/backup_2026-11-11T16-40-12.zip");
    world.damaged("share/backup_2026-11-12T16-40-12.zip");
    let ran = world.run(&["archive", "add", "share"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("2 archives added."), "{}", ran.out);
    world
}

fn ok(ran: Ran) -> Ran {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran
}

#[test]
fn archives_are_added_once_and_what_is_not_there_is_told() {
    let world = world();
    let ran = world.run(&["archive", "add", "share", "gone.zip"]);
    assert_eq!(ran.code, 1, "one of them could not be added");
    assert!(ran.out.contains("0 archives added; 2 known already."), "{}", ran.out);
    assert!(ran.out.contains("gone.zip was not added. gone.zip is not there."), "{}", ran.out);
    let folder = world.dir.path().canonicalize().expect("it is there");
    let here = [world.dir.path().to_owned(), folder].map(|path| format!("expected in {}.", path.display()));
    assert!(here.iter().any(|here| ran.out.contains(here)), "where it was looked for: {}", ran.out);
}

#[test]
fn zip_files_that_are_passed_over_are_told_with_the_way_to_add_them() {
    let world = world();
    let none = ok(world.run(&["archive", "add", "share"]));
    assert!(!none.out.contains("ZIP"), "there is nothing to tell: {}", none.out);
    world.archive("share/backup.zip");
    let ran = ok(world.run(&["archive", "add", "share"]));
    let told = "1 ZIP file passed over: it is not named like a backup. To add one, name the file itself: \
                ctvl-backup-cli archive add FILE\n";
    assert!(ran.out.contains(told), "{}", ran.out);
    world.archive("share/more.zip");
    let ran = ok(world.run(&["archive", "add", "share"]));
    assert!(ran.out.contains("2 ZIP files passed over: they are not named"), "{}", ran.out);
    let document = ok(world.run(&["archive", "add", "share", "--json"])).document();
    assert_eq!(
        (&document["passedOver"], &document["added"]),
        (&2.into(), &serde_json::json!([])),
        "{document}"
    );
    let ran = ok(world.run(&["archive", "add", "share/backup.zip", "share/more.zip"]));
    assert!(ran.out.starts_with("2 archives added."), "{}", ran.out);
    let document = ok(world.run(&["archive", "add", "share", "--json"])).document();
    assert_eq!(document["passedOver"], 0, "they are in the library: {document}");
}

#[test]
fn an_archive_is_shown_with_what_its_check_found() {
    let world = world();
    let ran = ok(world.run(&["archive", "show", "1"]));
    for part in ["Unverified", "CT-VL version   unknown", "Encryption key  unknown", "Checked         never"]
    {
        assert!(ran.out.contains(part), "{part:?} is missing before anybody looked: {}", ran.out);
    }
    assert_eq!(world.run(&["verify", "share/backup_2026-11-11T16-40-12.zip"]).code, 0);
    let ran = ok(world.run(&["archive", "show", "1"]));
    for part in ["Verified", "2.8.6 (from the archive)", "Encryption key  pay-2026", "Receipt         none"] {
        assert!(ran.out.contains(part), "{part:?} is missing: {}", ran.out);
    }
    let hash = ok(world.run(&["archive", "show", "1", "--json"])).document()["row"]["sha256"].clone();
    let hash = hash.as_str().expect("it was read");
    let spaced = format!("{} {}", &hash[..4], &hash[4..8]);
    for (search, found) in
        [(hash, 1), (spaced.as_str(), 1), ("PAY-2026", 1), ("2026-11-12", 1), ("nothing", 0)]
    {
        let list = ok(world.run(&["list", "--search", search, "--json"])).document();
        assert_eq!(list["total"], found, "{search}: {list}");
    }
}

#[test]
fn pins_and_notes_are_kept_and_taken_back() {
    let world = world();
    ok(world.run(&["archive", "pin", "1", "2"]));
    ok(world.run(&["archive", "unpin", "2"]));
    ok(world.run(&["archive", "note", "1", "before the upgrade"]));
    let list = ok(world.run(&["list", "--pinned", "--json"])).document();
    assert_eq!((list["total"].as_u64(), list["archives"][0]["id"].as_i64()), (Some(1), Some(1)), "{list}");
    assert_eq!(list["archives"][0]["note"], "before the upgrade", "{list}");
    assert_eq!(list["bytes"], list["archives"][0]["size"], "bytes are of all that match: {list}");
    ok(world.run(&["archive", "note", "1", "--remove"]));
    let shown = ok(world.run(&["archive", "show", "1", "--json"])).document();
    assert!(shown["row"]["note"].is_null(), "{shown}");
    assert_eq!(world.run(&["archive", "note", "1"]).code, 2, "neither a note nor its removal");
    assert_eq!(world.run(&["archive", "pin", "9"]).code, 2, "there is no such archive");
}

#[test]
fn a_missing_archive_is_found_again_only_by_itself() {
    let world = world();
    assert_eq!(world.run(&["verify", "share/backup_2026-11-11T16-40-12.zip"]).code, 0);
    std::fs::rename(world.path("share/backup_2026-11-11T16-40-12.zip"), world.path("elsewhere.zip"))
        .expect("moved");
    let ran = ok(world.run(&["archive", "look-again"]));
    assert!(ran.out.starts_with("1 archive changed."), "{}", ran.out);
    let ran = world.run(&["archive", "find", "1", "share/backup_2026-11-12T16-40-12.zip"]);
    assert_ne!(ran.code, 0, "that is another archive: {}", ran.out);
    let ran = ok(world.run(&["archive", "find", "1", "elsewhere.zip"]));
    assert!(ran.out.contains("elsewhere.zip") && ran.out.contains("Verified"), "{}", ran.out);
    let ran = ok(world.run(&["archive", "look-again"]));
    assert!(ran.out.starts_with("Every file is as it was seen last."), "{}", ran.out);
}

#[test]
fn a_found_copy_takes_no_row_from_anybody() {
    let world = world();
    let (first, copy) = ("share/backup_2026-11-11T16-40-12.zip", "copy.zip");
    assert_eq!(world.run(&["verify", first]).code, 0);
    std::fs::copy(world.path(first), world.path(copy)).expect("copied");
    let ran = ok(world.run(&["archive", "find", "1", copy]));
    assert!(
        ran.out.contains("so number 1 stays there.") && ran.out.contains("number 3. Verified"),
        "{}",
        ran.out
    );
    let found = ok(world.run(&["archive", "find", "1", copy, "--json"])).document();
    assert_eq!(found["id"], 3, "the row of the file that was found: {found}");
    ok(world.run(&["archive", "pin", "3"]));
    ok(world.run(&["archive", "note", "3", "in the vault"]));
    std::fs::remove_file(world.path(first)).expect("removed");
    let ran = ok(world.run(&["archive", "find", "1", copy]));
    assert!(ran.out.contains("Number 3 was the same file: it is one archive now, number 1"), "{}", ran.out);
    let shown = ok(world.run(&["archive", "show", "1", "--json"])).document();
    assert_eq!(
        (&shown["row"]["pinned"], &shown["row"]["note"]),
        (&true.into(), &"in the vault".into()),
        "{shown}"
    );
    assert_eq!(world.run(&["archive", "show", "3"]).code, 2, "that number is gone");
}

#[test]
fn forgetting_leaves_the_file() {
    let world = world();
    let ran = ok(world.run(&["archive", "forget", "1"]));
    assert!(ran.out.contains("its file stays"), "{}", ran.out);
    assert!(world.path("share/backup_2026-11-11T16-40-12.zip").exists());
    assert_eq!(ok(world.run(&["list", "--json"])).document()["total"], 1);
}

/// The real trash of the desktop's specification, in a folder of this test.
#[cfg(target_os = "linux")]
#[test]
fn trash_is_asked_for_and_moves_archive_and_receipt() {
    let world = world();
    let name = "backup_2026-11-11T16-40-12.zip";
    std::fs::write(world.path(&format!("share/{name}.receipt.json")), "{}").expect("a receipt");
    std::fs::remove_file(world.path("share/backup_2026-11-12T16-40-12.zip")).expect("removed");
    let trash = |arguments: &[&str]| {
        let mut command = world.command(&[&["archive", "trash"], arguments].concat());
        let output =
            command.env("XDG_DATA_HOME", world.path("data")).stdin(std::process::Stdio::null()).output();
        Ran::of(output.expect("the program ends"))
    };
    let ran = trash(&["1"]);
    assert_eq!(ran.code, 2, "nobody can be asked here: {}", ran.err);
    assert!(ran.err.contains("--yes"), "{}", ran.err);
    assert!(world.path(&format!("share/{name}")).exists(), "nothing was moved");
    let ran = trash(&["1", "2", "--yes"]);
    assert_eq!(ran.code, 1, "the second one is not there: {}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("1 archive moved to the trash.\n"), "{}", ran.out);
    assert!(ran.out.contains("backup_2026-11-12T16-40-12.zip was not moved."), "{}", ran.out);
    let mut left: Vec<_> = std::fs::read_dir(world.path("data/Trash/files"))
        .expect("the trash was made")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    left.sort();
    assert_eq!(left, [name.to_owned(), format!("{name}.receipt.json")], "both can be taken back");
    assert_eq!(std::fs::read_dir(world.path("share")).expect("still there").count(), 0);
    let list = ok(world.run(&["list", "--json"])).document();
    assert_eq!((list["total"].as_u64(), list["archives"][0]["id"].as_i64()), (Some(1), Some(2)), "{list}");
    let events = ok(world.run(&["activity", "--json"])).document();
    assert_eq!(events["events"][0]["kind"], "archiveTrashed", "{events}");
    let csv = ok(world.run(&["activity", "--csv"]));
    let mut lines = csv.out.split("\r\n");
    assert!(lines.next().is_some_and(|head| head.starts_with("id,at,kind,outcome,subject")), "{}", csv.out);
    assert!(lines.next().is_some_and(|line| line.contains(",archiveTrashed,done,")), "{}", csv.out);
}

#[test]
fn the_folder_of_all_appliances_is_chosen_and_given_back() {
    let world = World::new();
    let own = ok(world.run(&["settings", "--json"])).document();
    assert_eq!(
        (own["ownArchivesFolder"].as_bool(), own["spoken"].as_str()),
        (Some(true), Some("en")),
        "{own}"
    );
    let ran = ok(world.run(&["settings", "--archives-folder", "share"]));
    let share = world.path("share").display().to_string();
    assert!(ran.out.contains(&share), "a relative folder is kept as the one it is now: {}", ran.out);
    let chosen = ok(world.run(&["settings", "--json"])).document();
    assert_eq!(
        (&chosen["archivesFolder"], &chosen["ownArchivesFolder"]),
        (&share.into(), &false.into()),
        "{chosen}"
    );
    ok(world.run(&["settings", "--own-archives-folder"]));
    assert_eq!(ok(world.run(&["settings", "--json"])).document(), own);
    let both = world.run(&["settings", "--archives-folder", "x", "--own-archives-folder"]);
    assert_eq!(both.code, 2, "one or the other: {}", both.err);
}

#[test]
fn diagnostics_are_one_text_that_says_what_it_holds() {
    let world = world();
    let ran = ok(world.run(&["diagnostics"]));
    for part in
        ["It holds names and addresses", "Archives    2 unverified", "Program     ctvl-backup-cli", "schema"]
    {
        assert!(ran.out.contains(part), "{part:?} is missing: {}", ran.out);
    }
    let document = ok(world.run(&["diagnostics", "--json"])).document();
    assert!(document["text"].as_str().is_some_and(|text| text.contains("Warnings and errors")), "{document}");
}
