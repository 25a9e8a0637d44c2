use std::time::Duration;

use ctvl_appliance::{ApiError, Fault, auth};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::world::{Node, PASSWORD, USER, World, json_of};

const CARD: &str = "4111111111111234";

#[tokio::test]
async fn a_token_from_before_the_backup_is_read_on_a_fresh_appliance_after_the_restore() {
    let world = World::new();
    let old = world.start("old").await;
    let token = old.turn("tokenize", CARD).await["token"].as_str().expect("a token").to_owned();
    assert_ne!(token, CARD);
    let archive = old.back_up("/api/backup/create/testkey").await;
    old.appliance.shutdown().await;

    let mut options = world.options("fresh");
    options.with_sample_data = false;
    let fresh = Node::start(options).await;
    let before = fresh.turn("detokenize", &token).await;
    assert_eq!(before["status"], "error", "a fresh appliance does not have the data: {before}");

    let (boot, bearer) = (fresh.appliance.state().boot_id(), fresh.token().await);
    let seen = json_of(fresh.upload("/api/backup/inspect", archive.clone()).await).await;
    assert_eq!((&seen["version"], &seen["key"]), (&json!("2.8.6"), &json!("testkey")), "R5: {seen}");
    let begun = fresh.upload("/api/backup/restore", archive).await;
    assert_eq!(begun.status(), StatusCode::ACCEPTED);
    let id = json_of(begun).await["id"].as_str().expect("an id").to_owned();
    assert_eq!(fresh.restored(&id).await["status"], "complete");

    assert_ne!(fresh.appliance.state().boot_id(), boot, "it has rebooted");
    let void = fresh.ask(Method::GET, "/api/keys/").bearer_auth(&bearer).send().await.expect("it answers");
    assert_eq!(void.status(), StatusCode::UNAUTHORIZED, "every token is void");
    assert_eq!(fresh.turn("detokenize", &token).await["data"], CARD, "the data is back");
    let status = json_of(fresh.get(&format!("/api/backup/restore/{id}")).await).await;
    assert_eq!(status["status"], "complete", "the restore can be asked for after the reboot");
}

#[tokio::test]
async fn what_cannot_be_restored_leaves_the_data_as_it_was() {
    let world = World::new();
    let newer = world.start("newer").await;
    let archive = newer.back_up("/api/backup/create/testkey").await;
    let mut options = world.options("target");
    options.version = "2.8.5".into();
    let older = Node::start(options).await;
    let token = older.turn("tokenize", CARD).await["token"].as_str().expect("a token").to_owned();
    let refused = older.upload("/api/backup/restore", archive.clone()).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "R6: not onto an older version");
    let said = json_of(refused).await;
    assert!(said["detail"].as_str().is_some_and(|d| d.contains("2.8.6") && d.contains("2.8.5")), "{said}");

    let target = world.start("same").await;
    let mut damaged = archive.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    for (what, upload) in [
        ("cut", archive[..archive.len() - 30].to_vec()),
        ("text", b"not a backup".to_vec()),
        ("flip", damaged),
    ] {
        let generation = target.appliance.state().node().generation().expect("readable");
        let answer = target.upload("/api/backup/restore", upload).await;
        if answer.status() == StatusCode::ACCEPTED {
            let id = json_of(answer).await["id"].as_str().expect("an id").to_owned();
            let end = target.restored(&id).await;
            assert_eq!(end["status"], "failed", "{what}");
        } else {
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{what}");
        }
        let after = target.appliance.state().node().generation().expect("readable");
        assert_eq!(after, generation, "{what}: the old data stands");
    }
    assert_eq!(older.turn("detokenize", &token).await["data"], CARD, "and still answers");

    let elsewhere = World::new();
    let stranger = elsewhere.start("stranger").await;
    newer.appliance.state().key_store().create("ours-only", 256, false).expect("made");
    let archive = newer.back_up("/api/backup/create/ours-only").await;
    let refused = json_of(stranger.upload("/api/backup/restore", archive).await).await;
    assert!(
        refused["detail"].as_str().is_some_and(|d| d.contains("ours-only")),
        "its key is not there: {refused}"
    );
}

#[tokio::test]
async fn a_real_appliance_hides_the_direct_route() {
    let world = World::new();
    let open = world.start("open").await;
    let probe = async |node: &Node| {
        let token = node.token().await;
        let request = node.ask(Method::OPTIONS, "/api/backup/restore").bearer_auth(token);
        request.send().await.expect("it answers").status()
    };
    assert!(probe(&open).await.is_success());
    let info = json_of(open.get("/api/system/info").await).await;
    assert_eq!(info["version"], "2.8.6");
    let mut options = world.options("closed");
    options.direct_route = false;
    let closed = Node::start(options).await;
    assert_eq!(probe(&closed).await, StatusCode::NOT_FOUND);
    assert_eq!(closed.get("/api/system/info").await.status(), StatusCode::NOT_FOUND);
}

/// Begins a restore and waits until the node has moved onto the new data; it is away from then on.
async fn adopted(node: &Node, archive: Vec<u8>) -> String {
    let begun = node.upload("/api/backup/restore", archive).await;
    assert_eq!(begun.status(), StatusCode::ACCEPTED);
    let id = json_of(begun).await["id"].as_str().expect("an id").to_owned();
    let store = node.appliance.state().node_store();
    let wait = async {
        while store.restore_record(&id).expect("readable").expect("begun").state != "rebooting" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.expect("it moves on");
    id
}

#[tokio::test]
async fn a_node_that_cannot_read_its_new_data_stays_away_until_it_can() {
    let world = World::new();
    let node = world.start("one").await;
    let archive = node.back_up("/api/backup/create").await;
    node.appliance.faults().on(Fault::NoReboot);
    let id = adopted(&node, archive.clone()).await;
    let state = node.appliance.state();

    let early = auth::sign_in(state, USER, PASSWORD).await;
    assert!(matches!(early, Err(ApiError::Restarting)), "nobody is checked against the old users: {early:?}");
    let path = state.node().folder().join("second.db");
    state.snapshot(&path, true).await.expect("a copy");
    let joined = state.replace_data(&path, None, |_, _| Ok(())).await;
    assert!(matches!(joined, Err(ApiError::RestoreRunning)), "nor joins it in the meantime: {joined:?}");

    let data = state.node().generation_path(state.node().generation().expect("readable"));
    let aside = data.with_extension("aside");
    std::fs::rename(&data, &aside).expect("moved");
    node.appliance.faults().clear();
    let came_back = tokio::time::timeout(Duration::from_millis(300), node.restored(&id)).await;
    assert!(came_back.is_err(), "it must not say complete over the old data: {came_back:?}");
    assert!(!data.exists(), "nor make an empty database in its place");
    std::fs::rename(&aside, &data).expect("moved back");
    assert_eq!(node.restored(&id).await["status"], "complete");
    let generations = std::fs::read_dir(state.node().folder().join("generations")).expect("readable").count();
    assert_eq!(generations, 1, "the data from before the restore is gone");
    let again = adopted(&node, archive).await;
    assert_eq!(node.restored(&again).await["status"], "complete", "and the next restore may begin");
}

#[tokio::test]
async fn a_shutdown_waits_for_a_running_restore() {
    let world = World::new();
    let node = world.start("one").await;
    let archive = node.back_up("/api/backup/create").await;
    let begun = node.upload("/api/backup/restore", archive).await;
    let id = json_of(begun).await["id"].as_str().expect("an id").to_owned();
    let store = node.appliance.state().node_store();
    node.appliance.shutdown().await;
    let record = store.restore_record(&id).expect("readable").expect("begun");
    assert_ne!(record.state, "restoring", "nothing goes on in a folder that is given free");
    drop(store);
    let again = Node::start(world.options("one")).await;
    assert_eq!(again.restored(&id).await["status"], "complete");
    assert_eq!(again.sign_in(USER, PASSWORD).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_start_removes_copies_of_the_data_that_nobody_needs() {
    let world = World::new();
    let options = world.options("one");
    std::fs::create_dir_all(&options.data).expect("made");
    let left: Vec<_> =
        ["joining-1.db", "joining-1.db-wal", "leaving-2.db"].map(|name| options.data.join(name)).into();
    for path in &left {
        std::fs::write(path, "users and keys").expect("written");
    }
    let _node = Node::start(options).await;
    assert!(left.iter().all(|path| !path.exists()), "a copy of the data is a secret");
}

#[tokio::test]
async fn a_start_does_not_wait_for_members_that_are_away() {
    let world = World::new();
    let node = world.start("one").await;
    let store = node.appliance.state().node_store();
    node.appliance.shutdown().await;
    // It takes connections and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("https://{}", silent.local_addr().expect("bound"));
    let add = "INSERT INTO members SELECT 'gone', 'gone', ?1, fingerprint, version, joined FROM members";
    store.database().with(|c| c.execute(add, [&address])).expect("listed");
    let quickly = Duration::from_secs(5);
    let again =
        tokio::time::timeout(quickly, Node::start(world.options("one"))).await.expect("started at once");
    assert!(again.ask(Method::GET, "/vts").send().await.is_ok(), "and answers");
    tokio::time::timeout(quickly, again.appliance.shutdown()).await.expect("nor does the shutdown wait");
}
