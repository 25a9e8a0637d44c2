use std::io::Write;
use std::time::Duration;

use ctvl_appliance::Fault;
use reqwest::StatusCode;

use crate::world::{Node, World, client, json_of};

fn with(node: &Node, fault: Fault) {
    node.appliance.faults().clear();
    node.appliance.faults().on(fault);
}

const BACKUP: &str = "/api/backup/create";

#[tokio::test]
async fn faults_that_answer_instead_of_a_backup() {
    let world = World::new();
    let node = world.start("one").await;
    with(&node, Fault::TimeoutAtBackup);
    let answer = node.get(BACKUP).await;
    assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT);
    assert!(answer.text().await.expect("text").contains("<center>nginx</center>"), "nginx's own page");

    with(&node, Fault::TimeoutWithCounters);
    assert_eq!(node.get(BACKUP).await.status(), StatusCode::GATEWAY_TIMEOUT);
    let cured = node.get("/api/backup/create?excludecounters=true").await;
    assert_eq!(cured.status(), StatusCode::OK, "R4: excluding counters cures it");

    with(&node, Fault::WebPage);
    let answer = node.get(BACKUP).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers()["content-type"].to_str().is_ok_and(|t| t.starts_with("text/html")));
    with(&node, Fault::Json);
    assert!(json_of(node.get(BACKUP).await).await["detail"].is_string());
    with(&node, Fault::ServerError);
    assert_eq!(node.get(BACKUP).await.status(), StatusCode::INTERNAL_SERVER_ERROR);
    with(&node, Fault::Redirect("https://127.0.0.1:1/".into()));
    let answer = node.get(BACKUP).await;
    assert_eq!(answer.status(), StatusCode::FOUND);
    assert_eq!(answer.headers()["location"], "https://127.0.0.1:1/");
    with(&node, Fault::TimeoutAtLogin);
    assert_eq!(node.sign_in("vtsroot", "Password123!").await.status(), StatusCode::GATEWAY_TIMEOUT);
    with(&node, Fault::Busy(30));
    let answer = node.sign_in("vtsroot", "Password123!").await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers()["retry-after"], "30");
}

#[tokio::test]
async fn faults_in_the_middle_of_a_backup() {
    let world = World::new();
    let node = world.start("one").await;
    let whole = node.back_up(BACKUP).await;
    for fault in [Fault::CutOff(1000), Fault::Reset(1000), Fault::WrongLength(5)] {
        let token = node.token().await;
        with(&node, fault.clone());
        // The end may overtake what was sent before it, the headers included.
        let answer =
            async { node.ask(reqwest::Method::GET, BACKUP).bearer_auth(token).send().await?.bytes().await };
        assert!(answer.await.is_err(), "{fault}: the client can tell");
    }
    with(&node, Fault::WrongLength(-5));
    let short = node.back_up(BACKUP).await;
    assert_eq!(short.len(), whole.len() - 5, "a promise that is kept and wrong");
    with(&node, Fault::FlipBit(700));
    let flipped = node.back_up(BACKUP).await;
    assert_eq!(flipped.len(), whole.len());
    with(&node, Fault::Stall(1000));
    let mut answer = node.get(BACKUP).await;
    let mut received = 0;
    let silence = loop {
        match tokio::time::timeout(Duration::from_millis(500), answer.chunk()).await {
            Ok(chunk) => received += chunk.expect("no error").expect("no end").len(),
            Err(silence) => break silence,
        }
    };
    assert_eq!(received, 1000, "then nothing: {silence}");

    with(&node, Fault::Gzip);
    let answer = node.get(BACKUP).await;
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    let mut plain = flate2::write::GzDecoder::new(Vec::new());
    plain.write_all(&answer.bytes().await.expect("bytes")).expect("gzip");
    assert!(plain.finish().expect("whole").starts_with(b"PK"), "really compressed");
}

#[tokio::test]
async fn a_token_can_be_said_to_have_expired_once() {
    let world = World::new();
    let node = world.start("one").await;
    with(&node, Fault::ExpiredToken);
    let refused = node.get(BACKUP).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(json_of(refused).await["detail"], "Signature has expired.");
    assert_eq!(node.get(BACKUP).await.status(), StatusCode::OK, "signing in again helps");
}

#[tokio::test]
async fn a_new_certificate_is_shown_at_once_and_kept() {
    let world = World::new();
    let node = world.start("one").await;
    let before = node.appliance.fingerprint();
    node.appliance.state().renew_certificate().await.expect("made");
    let after = node.appliance.fingerprint();
    assert_ne!(before, after);
    let old_trust = node.ask(reqwest::Method::GET, "/vts").send().await;
    assert!(old_trust.is_err(), "who trusted the old one is not connected");
    let alive = client(&node.appliance).get(format!("{}/vts", node.appliance.address())).send().await;
    assert!(alive.is_ok_and(|r| r.status().is_success()));
    node.appliance.shutdown().await;
    let again = world.start("one").await;
    assert_eq!(again.appliance.fingerprint(), after, "it is kept between starts");
}

#[tokio::test]
async fn a_restore_can_fail_and_a_reboot_can_hang() {
    let world = World::new();
    let node = world.start("one").await;
    let archive = node.back_up(BACKUP).await;
    with(&node, Fault::RestoreFails);
    let begun = json_of(node.upload("/api/backup/restore", archive.clone()).await).await;
    let end = node.restored(begun["id"].as_str().expect("an id")).await;
    assert_eq!(end["status"], "failed");
    with(&node, Fault::NoReboot);
    let begun = json_of(node.upload("/api/backup/restore", archive).await).await;
    let wait = async {
        while node.ask(reqwest::Method::GET, "/vts").send().await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the port goes away");
    node.appliance.faults().clear();
    assert_eq!(node.restored(begun["id"].as_str().expect("an id")).await["status"], "complete");
}

#[tokio::test]
async fn a_changed_certificate_is_one_event() {
    let world = World::new();
    let node = world.start("one").await;
    let old = node.appliance.fingerprint();
    node.appliance.faults().on(Fault::ChangedCertificate);
    let refused = node.ask(reqwest::Method::GET, "/vts").send().await;
    assert!(refused.is_err(), "who trusts the old one does not get through: {refused:?}");
    let new = node.appliance.fingerprint();
    assert_ne!(new, old);
    assert_eq!(node.appliance.faults().get("changed-certificate"), None, "it is over");
    let answer = client(&node.appliance).get(format!("{}/vts", node.appliance.address())).send().await;
    assert!(answer.is_ok_and(|a| a.status().is_success()), "who trusts the new one does");
    assert_eq!(node.appliance.fingerprint(), new, "and it stays");
    node.appliance.shutdown().await;

    let mut options = world.options("one");
    options.faults = vec![Fault::ChangedCertificate];
    let again = Node::start(options).await;
    assert_ne!(again.appliance.fingerprint(), new, "from the start on");
    assert!(again.ask(reqwest::Method::GET, "/vts").send().await.is_ok(), "and only once");
}
