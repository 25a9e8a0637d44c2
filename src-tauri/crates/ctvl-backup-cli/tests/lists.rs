//! The two lists of the command line: archives in every order, and what was done, searched.

mod common;

use std::path::Path;
use std::sync::Arc;

use common::{Ran, World};
use ctvl_engine::archive::{
    ApplianceIdentity, Counters, Moment, Receipt, ReceiptBody, Sha256Digest, receipt_path,
};
use ctvl_engine::{Directories, Engine, EngineOptions, NewProfile, NoKeyring, ProfileChange};

fn ok(ran: Ran) -> Ran {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran
}

/// An unsigned receipt: it says of which appliance the archive is, and when it was made.
fn receipt(archive: &Path, appliance: &str, started: &str) {
    let bytes = std::fs::read(archive).expect("an archive");
    let moment: Moment = started.parse().expect("a moment");
    let body = ReceiptBody {
        app_version: "0".into(),
        appliance: ApplianceIdentity {
            name: appliance.into(),
            address: "ctvl.example".into(),
            certificate_sha256: Sha256Digest::of(b"certificate"),
        },
        counters: Counters::Included,
        ctvl_version: None,
        file: archive.file_name().expect("a name").to_string_lossy().into_owned(),
        finished: moment,
        key: None,
        note: None,
        schema: 1,
        sha256: Sha256Digest::of(&bytes),
        size: bytes.len() as u64,
        started: moment,
        user: "svc".into(),
    };
    std::fs::write(receipt_path(archive), Receipt::unsigned(body).to_json()).expect("a receipt");
}

/// Five archives, one in each state. Their numbers are in the order in which they are added.
fn library() -> World {
    let world = World::new();
    std::fs::create_dir(world.path("s")).expect("a folder");
    let stray = |name: &str, size: usize| {
        let path = world.path(name);
        std::fs::write(&path, vec![b'x'; size]).expect("a file");
        path
    };
    let files = [
        (world.archive("s/d_verified.zip"), Some(("beta", "2026-11-11T16:40:12+01:00"))),
        (world.encrypted("s/A_sealed.zip"), Some(("Alpha", "2026-11-09T10:00:00+01:00"))),
        (stray("s/c_damaged.zip", 60_000), Some(("Alpha", "2026-11-12T10:00:00+01:00"))),
        (stray("s/backup_2026-11-10T10-00-00.zip", 90_000), None),
        (stray("s/E_unread.zip", 1_000), Some(("beta", "2026-11-08T10:00:00+01:00"))),
    ];
    for (path, made) in &files {
        if let Some((appliance, started)) = made {
            receipt(path, appliance, started);
        }
        ok(world.run(&["archive", "add", &path.to_string_lossy()]));
    }
    for (path, code) in [(&files[0].0, 0), (&files[1].0, 3), (&files[2].0, 4)] {
        let ran = world.run(&["verify", &path.to_string_lossy()]);
        assert_eq!(ran.code, code, "{}: {}{}", path.display(), ran.out, ran.err);
    }
    std::fs::remove_file(&files[3].0).expect("removed");
    ok(world.run(&["archive", "look-again"]));
    world
}

fn numbers(world: &World, arguments: &[&str]) -> Vec<i64> {
    let list = ok(world.run(&[&["list", "--json"], arguments].concat())).document();
    let archives = list["archives"].as_array().expect("archives");
    archives.iter().map(|archive| archive["id"].as_i64().expect("a number")).collect()
}

#[test]
fn archives_are_listed_in_every_order_and_the_other_way_round() {
    let world = library();
    assert_eq!(numbers(&world, &[]), [3, 1, 4, 2, 5], "the newest first, if nobody asks otherwise");
    for (order, expected, why) in [
        ("newest", [3, 1, 4, 2, 5], "by when it was made: receipt, details or name, whichever is known"),
        ("largest", [4, 3, 2, 1, 5], "of two of one size the later one"),
        ("name", [2, 4, 3, 1, 5], "A, backup, c, d, E: letter case does not sort"),
        ("appliance", [4, 3, 2, 1, 5], "none, Alpha, beta; the newest of each first"),
        ("state", [2, 3, 4, 5, 1], "cannot verify, damaged, missing, unverified, verified"),
    ] {
        assert_eq!(numbers(&world, &["--sort", order]), expected, "{order}: {why}");
        let mut reversed = expected;
        reversed.reverse();
        assert_eq!(numbers(&world, &["--sort", order, "--reverse"]), reversed, "{order}, reversed");
    }
    assert_eq!(numbers(&world, &["--sort", "largest", "--limit", "2"]), [4, 3], "the first of that order");
    let shown = ok(world.run(&["list", "--sort", "name"])).out;
    let place = |name: &str| shown.find(name).unwrap_or_else(|| panic!("{name} is missing: {shown}"));
    assert!(place("A_sealed") < place("c_damaged") && place("c_damaged") < place("E_unread"), "{shown}");
    assert_eq!(world.run(&["list", "--sort", "colour"]).code, 2, "there is no such order");
}

/// Adding on the command line asks the appliance first, and here is none.
fn engine(world: &World) -> Arc<Engine> {
    Engine::open(EngineOptions {
        secrets: Arc::new(NoKeyring),
        ..EngineOptions::new(Directories::under(world.home()))
    })
    .expect("an installation")
}

#[tokio::test]
async fn archives_are_listed_by_what_their_appliance_is_and_was_called() {
    let world = World::new();
    let profile = engine(&world)
        .add_profile(NewProfile::new("Before", "https://ctvl.example".parse().expect("an address"), "svc"))
        .expect("added");
    std::fs::create_dir(world.path("s")).expect("a folder");
    receipt(&world.archive("s/a.zip"), "Before", "2026-11-11T16:40:12+01:00");
    world.archive("s/backup_2026-11-12T16-40-12.zip");
    ok(world.run(&["archive", "add", "s"]));
    let change = ProfileChange { name: Some("After".into()), ..Default::default() };
    engine(&world).update_profile(profile.id, change).await.expect("renamed");
    for name in ["After", "before"] {
        assert_eq!(numbers(&world, &["--appliance", name]), [1], "{name}");
    }
    engine(&world).remove_profile(profile.id).await.expect("removed");
    assert_eq!(numbers(&world, &["--appliance", "Before"]), [1], "the archive keeps the name");
    let ran = world.run(&["list", "--appliance", "After"]);
    assert_eq!(ran.code, 2, "nothing goes by that name any more: {}", ran.out);
    assert!(ran.err.contains("There is no appliance called After."), "{}", ran.err);
}

fn said(world: &World, search: &str) -> Vec<String> {
    let found = ok(world.run(&["activity", "--json", "--search", search])).document();
    let events = found["events"].as_array().expect("events");
    events.iter().map(|event| event["subject"].as_str().expect("a subject").to_owned()).collect()
}

#[test]
fn what_was_done_is_found_by_name_words_and_incident() {
    let world = World::new();
    let engine = engine(&world);
    for name in ["Übergabe Köln", "Payments EU"] {
        let address = "https://127.0.0.1:1".parse().expect("an address");
        engine.add_profile(NewProfile::new(name, address, "svc")).expect("added");
    }
    drop(engine);
    let failed = world.run_with(&["backup", "Payments EU", "--password-stdin"], "pw\n");
    assert_ne!(failed.code, 0, "nobody listens there");
    let events = ok(world.run(&["activity", "--json"])).document();
    let incident = events["events"][0]["incident"].as_str().expect("a failure has one").to_owned();
    assert!(failed.err.contains(&incident), "it is what the person reads: {}", failed.err);
    let copied = failed.err.lines().find(|line| line.contains(&incident)).expect("its line");
    for search in [incident.as_str(), &incident.to_lowercase(), &incident.replace('-', " "), copied] {
        assert_eq!(said(&world, search), ["Payments EU"], "searched for {search:?}");
    }
    assert_eq!(said(&world, "KÖLN"), ["Übergabe Köln"]);
    assert_eq!(said(&world, "was added").len(), 2, "the words are searched too");
    assert_eq!(said(&world, "100%"), Vec::<String>::new(), "a percent sign is meant as it stands");
    let shown = ok(world.run(&["activity", "--search", "nowhere"])).out;
    assert_eq!(shown, "Nothing matches.\n");
}
