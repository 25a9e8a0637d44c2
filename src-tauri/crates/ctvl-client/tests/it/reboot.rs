//! Waiting through a reboot (R10).

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ctvl_client::{
    BootId, Client, ClientError, ClientOptions, Comeback, Proxy, RebootEvent, RebootWatch, Trust,
    watch_reboot,
};

use crate::server::{Act, Identity, Server, json, page};

fn watch() -> RebootWatch {
    RebootWatch {
        before: None,
        pause: Duration::from_millis(50),
        settle: Duration::from_secs(60),
        limit: Duration::from_secs(60),
    }
}

async fn watched(client: &Client, watch: &RebootWatch) -> (Result<Comeback, ClientError>, Vec<RebootEvent>) {
    let events = Mutex::new(Vec::new());
    let outcome = watch_reboot(client, watch, |event| events.lock().expect("events").push(event)).await;
    (outcome, events.into_inner().expect("events"))
}

/// Answers `/vts` and everything else by what the count of requests says.
async fn scripted(script: impl Fn(usize, bool) -> Vec<Act> + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(Identity::self_signed(), move |request| {
        script(count.fetch_add(1, Ordering::SeqCst), request.line.starts_with("GET /vts "))
    })
    .await
}

#[tokio::test]
async fn back_means_alive_and_the_login_screen_answers() {
    let server = scripted(|count, liveness| match count {
        0 | 1 => json(200, "{}"),
        2 => vec![Act::Reset],
        3 => page(502, "Bad Gateway"),
        4 => json(200, "{}"),
        5 => page(503, "Starting"),
        _ if liveness => json(200, "{}"),
        _ => page(200, "Sign in"),
    })
    .await;
    let (outcome, events) = watched(&server.client(), &watch()).await;
    assert_eq!(outcome, Ok(Comeback::Back { rebooted: true }));
    assert_eq!(events, [RebootEvent::StillThere, RebootEvent::Away, RebootEvent::Starting]);
    assert!(server.lines().iter().all(|line| line == "GET /vts HTTP/1.1" || line == "GET / HTTP/1.1"));
}

#[tokio::test]
async fn a_login_screen_may_redirect_or_want_a_login() {
    for status in [302, 401, 403] {
        let server = scripted(move |count, liveness| match count {
            0 => page(502, "Bad Gateway"),
            _ if liveness => json(200, "{}"),
            _ => page(status, ""),
        })
        .await;
        let (outcome, _) = watched(&server.client(), &watch()).await;
        assert_eq!(outcome, Ok(Comeback::Back { rebooted: true }), "{status}");
    }
}

#[tokio::test]
async fn a_boot_between_two_looks_is_noticed_by_the_idle_connection() {
    let server = scripted(|_, _| json(200, "{}")).await;
    let client = server.client();
    let patient = RebootWatch { pause: Duration::from_secs(2), ..watch() };
    let watching = tokio::spawn(async move { watched(&client, &patient).await });
    // One look makes two connections; the third is the idle one. The server answers on as if it had been back at once.
    server.drop_connections_after(3).await;
    let (outcome, events) = watching.await.expect("watched");
    assert_eq!(outcome, Ok(Comeback::Back { rebooted: true }));
    assert_eq!(events, [RebootEvent::StillThere, RebootEvent::Away]);
}

#[tokio::test]
async fn a_new_boot_id_is_proof_enough() {
    let server = scripted(|_, _| json(200, r#"{"boot":"b2"}"#)).await;
    let known = RebootWatch { before: Some(BootId("b1".to_owned())), ..watch() };
    let (outcome, events) = watched(&server.client(), &known).await;
    assert_eq!((outcome, events.len()), (Ok(Comeback::Back { rebooted: true }), 0));
}

#[tokio::test]
async fn one_that_never_goes_is_back_after_a_while_but_not_rebooted() {
    let server = scripted(|_, _| json(200, r#"{"boot":"b1"}"#)).await;
    let short =
        RebootWatch { before: Some(BootId("b1".to_owned())), settle: Duration::from_millis(200), ..watch() };
    let (outcome, events) = watched(&server.client(), &short).await;
    assert_eq!(outcome, Ok(Comeback::Back { rebooted: false }));
    assert_eq!(events, [RebootEvent::StillThere]);
}

#[tokio::test]
async fn another_certificate_is_shown_not_talked_to() {
    let server = scripted(|_, _| json(200, "{}")).await;
    let old = Identity::self_signed().fingerprint();
    let (outcome, _) = watched(&server.client().trusting(Trust::Pinned(old)), &watch()).await;
    assert!(
        matches!(&outcome, Ok(Comeback::OtherCertificate { pinned: Some(pinned), presented })
            if *pinned == old && presented.fingerprint == server.identity.fingerprint()),
        "{outcome:?}"
    );
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn one_that_does_not_come_back_is_reported() {
    let server = scripted(|_, _| json(200, "{}")).await;
    let options = server.options();
    drop(server);
    let client = Client::new(ClientOptions { proxy: Proxy::None, ..options }).expect("a client");
    let short = RebootWatch { limit: Duration::from_millis(200), ..watch() };
    let (outcome, events) = watched(&client, &short).await;
    assert!(matches!(outcome, Err(ClientError::NotBack { seen_away: true, .. })), "{outcome:?}");
    assert_eq!(events, [RebootEvent::Away]);
}
