use std::io::{Cursor, Read};
use std::process::Command;

use ctvl_archive::{Container, Counters, Intake, Limits, Manifest};
use reqwest::StatusCode;

use crate::world::{Node, World, json_of};

fn manifest(archive: &[u8]) -> Manifest {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).expect("a ZIP");
    let mut text = String::new();
    zip.by_name("manifest.json").expect("it is there").read_to_string(&mut text).expect("readable");
    serde_json::from_str(&text).expect("the shared form")
}

fn inspect(archive: Vec<u8>) -> Container {
    let mut intake = Intake::start(Limits::default());
    for chunk in archive.chunks(10_000) {
        intake.push(bytes::Bytes::copy_from_slice(chunk));
    }
    intake.finish().expect("one pass is enough").container
}

#[tokio::test]
async fn the_three_documented_requests_give_three_kinds_of_archive() {
    let world = World::new();
    let node = world.start("one").await;
    let cases = [
        ("/api/backup/create", None, Counters::Included),
        ("/api/backup/create/testkey", Some("testkey"), Counters::Included),
        ("/api/backup/create/testkey?excludecounters=true", Some("testkey"), Counters::Excluded),
        ("/api/backup/create?excludecounters=true", None, Counters::Excluded),
    ];
    for (path, key, counters) in cases {
        let answer = node.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let name = answer.headers()["content-disposition"].to_str().expect("text").to_owned();
        let stem = name.strip_prefix("attachment; filename=\"backup_").and_then(|n| n.strip_suffix(".zip\""));
        let stem = stem.unwrap_or_else(|| panic!("R3: {name}"));
        assert!(stem.len() == 19 && stem.as_bytes()[10] == b'T', "R3: {name}");
        let promised = answer.content_length().expect("known beforehand");
        let archive = answer.bytes().await.expect("it arrives whole").to_vec();
        assert_eq!(archive.len() as u64, promised);
        let manifest = manifest(&archive);
        assert_eq!((manifest.key.as_deref(), manifest.counters), (key, counters), "{path}");
        assert_eq!(manifest.version.to_string(), "2.8.6");
        assert!(matches!(inspect(archive), Container::Whole(_)), "{path}: our own check agrees");
    }
}

#[tokio::test]
async fn keys_that_cannot_encrypt_are_refused() {
    let world = World::new();
    let node = world.start("one").await;
    node.appliance.state().key_store().create("versioned", 256, true).expect("made");
    let unknown = node.get("/api/backup/create/nobody").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    assert!(json_of(unknown).await["detail"].as_str().is_some_and(|d| d.contains("nobody")));
    let versioned = node.get("/api/backup/create/versioned").await;
    assert_eq!(versioned.status(), StatusCode::BAD_REQUEST, "R12");
    let slash = node.get("/api/backup/create/testkey/").await;
    assert_eq!(slash.status(), StatusCode::NOT_FOUND, "the documented paths have no trailing slash");
}

#[tokio::test]
async fn padded_counters_make_it_large_and_zip_tools_accept_it() {
    let world = World::new();
    let mut options = world.options("one");
    options.pad_counters = 5 * 1024 * 1024 + 321;
    let node = Node::start(options).await;
    let large = node.back_up("/api/backup/create").await;
    assert!(large.len() > 5 * 1024 * 1024, "{} bytes", large.len());
    let small = node.back_up("/api/backup/create?excludecounters=true").await;
    assert!(small.len() < 1024 * 1024, "R4: without counters it is small, {} bytes", small.len());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("backup.zip");
    std::fs::write(&path, &large).expect("written");
    for tool in [&["unzip", "-t"][..], &["7z", "t"], &["python3", "-m", "zipfile", "-t"]] {
        match Command::new(tool[0]).args(&tool[1..]).arg(&path).output() {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                assert!(output.status.success(), "{tool:?}: {said}");
                assert!(!said.contains("arning"), "{tool:?} has nothing to warn of: {said}");
            }
            Err(error) => println!("{tool:?} is not here ({error}); not compared"),
        }
    }
    assert!(matches!(inspect(large), Container::Whole(_)));
}

#[tokio::test]
async fn without_a_length_it_is_chunked_and_the_same() {
    let world = World::new();
    let mut options = world.options("one");
    options.content_length = false;
    let node = Node::start(options).await;
    let answer = node.get("/api/backup/create").await;
    assert_eq!(answer.content_length(), None, "the length is not promised");
    assert!(matches!(inspect(answer.bytes().await.expect("whole").to_vec()), Container::Whole(_)));
}

#[tokio::test]
async fn the_vendor_samples_work_as_printed() {
    let world = World::new();
    let node = world.start("one").await;
    let folder = tempfile::tempdir().expect("a folder");
    let script = format!(
        r#"set -e
token=$(curl -s -k -X POST -H "Content-Type: application/json" -d '{{"username":"vtsroot","password":"Password123!"}}' {0}/api/api-token-auth/ | sed 's/.*"token":"\([^"]*\)".*/\1/')
for path in create create/testkey 'create/testkey?excludecounters=true'; do
  curl -s -k -X GET -H "Authorization:Bearer $token" "{0}/api/backup/$path" -o backup.zip
  unzip -t backup.zip
done"#,
        node.appliance.address()
    );
    let path = folder.path().to_owned();
    let run = move || Command::new("sh").arg("-c").arg(script).current_dir(path).output();
    let output = tokio::task::spawn_blocking(run).await.expect("no panic").expect("a shell");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.matches("No errors detected").count(), 3, "{said}");
}
