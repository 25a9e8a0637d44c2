//! Bare files: no installation, no network, no keyring.

mod common;

use common::World;

#[test]
fn a_whole_archive_is_verified() {
    let world = World::new();
    world.archive("a.zip");
    let ran = world.run(&["verify", "a.zip"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("Verified"), "{}", ran.out);
    assert!(!world.home().exists(), "checking a file must not make an installation");
}

#[test]
fn a_damaged_archive_says_where_and_what_to_do() {
    let world = World::new();
    world.damaged("a.zip");
    let ran = world.run(&["verify", "a.zip"]);
    assert_eq!(ran.code, 4, "damaged has its own exit code: {}{}", ran.out, ran.err);
    for part in ["Damaged", "Member 2 of 2", "at byte ", "Do not rely on it."] {
        assert!(ran.out.contains(part), "{part} is missing: {}", ran.out);
    }
}

#[test]
fn what_cannot_be_checked_is_never_called_verified() {
    let world = World::new();
    world.encrypted("a.zip");
    let ran = world.run(&["verify", "a.zip"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("Cannot verify") && ran.out.contains("encrypted"), "{}", ran.out);
    assert!(!ran.out.contains("Verified"), "{}", ran.out);
}

#[test]
fn of_several_files_the_worst_decides_and_each_is_reported() {
    let world = World::new();
    world.archive("good.zip");
    world.encrypted("locked.zip");
    world.damaged("bad.zip");
    for (files, code) in [
        (vec!["good.zip", "good.zip"], 0),
        (vec!["good.zip", "locked.zip"], 3),
        (vec!["good.zip", "absent.zip"], 1),
        (vec!["locked.zip", "absent.zip", "good.zip"], 1),
        (vec!["bad.zip", "locked.zip", "absent.zip"], 4),
    ] {
        let ran = world.run(&[&["verify"], files.as_slice()].concat());
        assert_eq!(ran.code, code, "{files:?}: {}{}", ran.out, ran.err);
        for file in &files {
            assert!(ran.out.contains(file), "{file} is not reported: {}", ran.out);
        }
    }
}

#[test]
fn json_is_one_document_on_standard_output() {
    let world = World::new();
    world.archive("good.zip");
    world.damaged("bad.zip");
    let ran = world.run(&["verify", "--json", "good.zip", "bad.zip", "absent.zip"]);
    assert_eq!(ran.code, 4);
    let document = ran.document();
    assert_eq!(document["files"][0]["report"]["state"], "verified", "{document}");
    assert_eq!(document["files"][1]["report"]["state"], "damaged", "{document}");
    assert_eq!(document["files"][1]["report"]["reason"]["damage"]["member"]["index"], 2, "{document}");
    assert_eq!(document["files"][2]["outcome"], "notRead", "{document}");
    assert_eq!(document["files"][2]["failure"]["error"]["code"], "archiveMissing", "{document}");
    for line in ran.lines() {
        assert_eq!(line["type"], "progress", "{line}");
    }
}

#[test]
fn inspect_shows_what_the_archive_says_and_calls_the_rest_unknown() {
    let world = World::new();
    world.archive("a.zip");
    let ran = world.run(&["inspect", "a.zip"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for part in [
        "2.8.6 (from the archive)",
        "11 Nov 2026, 16:40:12 +01:00",
        "pay-2026",
        "excluded",
        "2 members",
        "Receipt         none\n",
    ] {
        assert!(ran.out.contains(part), "{part} is missing: {}", ran.out);
    }
    world.encrypted("b.zip");
    let ran = world.run(&["inspect", "b.zip"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.out.contains("CT-VL version   unknown"), "{}", ran.out);
    assert!(ran.out.contains("Encryption key  unknown"), "{}", ran.out);
}

#[test]
fn a_receipt_of_another_file_makes_it_damaged() {
    let world = World::new();
    world.archive("a.zip");
    let sha = "0".repeat(64);
    let receipt = format!(
        r#"{{"app_version":"0.1.0","appliance":{{"address":"a","certificate_sha256":"{sha}","name":"A"}},"counters":"included","ctvl_version":null,"file":"a.zip","finished":"2026-11-11T16:40:12+01:00","key":null,"note":null,"schema":1,"sha256":"{sha}","size":40000,"started":"2026-11-11T16:40:12+01:00","user":"u"}}"#
    );
    std::fs::write(world.path("a.zip.receipt.json"), receipt).expect("writable");
    let ran = world.run(&["verify", "a.zip"]);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("its receipt says"), "{}", ran.out);
}

#[test]
fn a_receipt_that_cannot_be_read_is_not_good_news() {
    let world = World::new();
    world.archive("a.zip");
    std::fs::write(world.path("a.zip.receipt.json"), "{").expect("writable");
    let ran = world.run(&["verify", "a.zip"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::Stdio;
    let world = World::new();
    world.archive("a.zip");
    let files = vec!["a.zip"; 200];
    let mut child = world
        .command(&[&["verify", "--json"], files.as_slice()].concat())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0), "a closed pipe is the reader's business");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(!err.contains("panicked") && !err.contains("\"type\":\"error\""), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text_are_files_all_the_same() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    let odd = std::ffi::OsStr::from_bytes(b"a\xff\x1b[31m.zip");
    let path = world.dir.path().join(odd);
    std::fs::copy(world.archive("a.zip"), &path).expect("a copy");
    let output = world.command(&["verify"]).arg(&path).output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!output.stdout.contains(&0x1b), "a file name must not drive the terminal");
}
