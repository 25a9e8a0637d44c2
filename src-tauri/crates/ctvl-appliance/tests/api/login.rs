use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ctvl_appliance::{ApiError, auth};
use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::world::{Node, PASSWORD, USER, World, json_of};

/// A clock that a test moves.
fn clock() -> (Arc<AtomicI64>, ctvl_appliance::Clock) {
    let seconds = Arc::new(AtomicI64::new(1_760_000_000));
    let shown = Arc::clone(&seconds);
    let clock = move || Timestamp::from_second(shown.load(Ordering::SeqCst)).expect("in range");
    (seconds, Arc::new(clock))
}

#[tokio::test]
async fn a_token_lives_ten_minutes_and_can_be_refreshed() {
    let world = World::new();
    let (now, clock) = clock();
    let mut options = world.options("one");
    options.clock = clock;
    let node = Node::start(options).await;
    let token = node.token().await;
    let keys = async |token: &str| {
        node.ask(Method::GET, "/api/keys/").bearer_auth(token).send().await.expect("it answers")
    };
    now.fetch_add(599, Ordering::SeqCst);
    assert_eq!(keys(&token).await.status(), StatusCode::OK, "just before its end");
    let refresh = async |token: &str| {
        let body = json!({ "token": token });
        node.ask(Method::POST, "/api/api-token-refresh/").json(&body).send().await.expect("it answers")
    };
    let second = json_of(refresh(&token).await).await["token"].as_str().expect("a token").to_owned();
    now.fetch_add(1, Ordering::SeqCst);
    let expired = keys(&token).await;
    assert_eq!(expired.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(json_of(expired).await, json!({ "detail": "Signature has expired." }));
    assert_eq!(keys(&second).await.status(), StatusCode::OK, "the refreshed one lives on");
    let late = refresh(&token).await;
    assert_eq!(late.status(), StatusCode::BAD_REQUEST);
    assert_eq!(json_of(late).await, json!({ "non_field_errors": ["Signature has expired."] }));
}

#[tokio::test]
async fn a_refresh_has_an_end_counted_from_the_sign_in() {
    let world = World::new();
    let (now, clock) = clock();
    let mut options = world.options("one");
    options.clock = clock;
    options.token_lifetime = std::time::Duration::from_secs(10 * 24 * 3600);
    let node = Node::start(options).await;
    let token = node.token().await;
    now.fetch_add(8 * 24 * 3600, Ordering::SeqCst);
    let body = json!({ "token": token });
    let answer =
        node.ask(Method::POST, "/api/api-token-refresh/").json(&body).send().await.expect("it answers");
    assert_eq!(json_of(answer).await, json!({ "non_field_errors": ["Refresh has expired."] }));
}

#[tokio::test]
async fn wrong_passwords_lock_the_account_for_a_while() {
    let world = World::new();
    let (now, clock) = clock();
    let mut options = world.options("one");
    options.clock = clock;
    options.lockout_after = 3;
    let node = Node::start(options).await;
    for attempt in 1..=3 {
        let refused = node.sign_in(USER, "wrong").await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "attempt {attempt}");
        let body = json_of(refused).await;
        assert_eq!(body, json!({ "non_field_errors": ["Unable to log in with provided credentials."] }));
    }
    let locked = json_of(node.sign_in(USER, PASSWORD).await).await;
    let text = locked["non_field_errors"][0].as_str().expect("a reason");
    assert!(text.contains("locked"), "even the right password is refused: {text}");
    now.fetch_add(15 * 60, Ordering::SeqCst);
    assert_eq!(node.sign_in(USER, PASSWORD).await.status(), StatusCode::OK, "after the lock has ended");
}

#[tokio::test]
async fn what_is_missing_is_named_as_django_does() {
    let world = World::new();
    let node = world.start("one").await;
    let post = async |body: &'static str| {
        node.ask(Method::POST, "/api/api-token-auth/").body(body).send().await.expect("it answers")
    };
    let missing = post(r#"{"username":"vtsroot"}"#).await;
    assert_eq!(missing.status(), StatusCode::BAD_REQUEST);
    assert_eq!(json_of(missing).await, json!({ "password": ["This field is required."] }));
    let broken = json_of(post("{").await).await;
    assert!(broken["detail"].as_str().is_some_and(|d| d.starts_with("JSON parse error")), "{broken}");
    let nobody = node.ask(Method::GET, "/api/keys/").send().await.expect("it answers");
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    assert!(nobody.headers()["www-authenticate"].to_str().is_ok_and(|v| v.contains("realm=\"api\"")));
    let forged = node.ask(Method::GET, "/api/keys/").bearer_auth("a.b.c").send().await.expect("it answers");
    assert_eq!(json_of(forged).await, json!({ "detail": "Error decoding signature." }));
}

#[tokio::test]
async fn keys_come_in_pages_of_twenty_five() {
    let world = World::new();
    let node = world.start("one").await;
    let data = node.appliance.state().data();
    for number in 0..60 {
        data.register_key(&format!("key-{number:02}")).expect("registered");
    }
    let mut path = "/api/keys/".to_owned();
    let mut sizes = Vec::new();
    loop {
        let page = json_of(node.get(&path).await).await;
        assert_eq!(page["count"], 61, "60 and the sample key");
        sizes.push(page["results"].as_array().expect("a list").len());
        let Some(next) = page["next"].as_str() else { break };
        path = next.strip_prefix(&node.appliance.address()).expect("a link to itself").to_owned();
    }
    assert_eq!(sizes, [25, 25, 11]);
    assert_eq!(node.get("/api/keys/?page=4").await.status(), StatusCode::NOT_FOUND);
    let alive = node.ask(Method::GET, "/vts").send().await.expect("it answers");
    assert!(alive.status().is_success(), "liveness needs no sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_the_same_time_do_not_pass_the_lock_together() {
    let world = World::new();
    let mut options = world.options("one");
    options.lockout_after = 3;
    let node = Node::start(options).await;
    let state = node.appliance.state();
    let guesses = (0..12).map(|n| {
        let state = state.clone();
        tokio::spawn(async move { auth::sign_in(&state, USER, &format!("guess {n}")).await })
    });
    let guesses: Vec<_> = guesses.collect();
    let mut checked = 0;
    for guess in guesses {
        match guess.await.expect("it ends") {
            Err(ApiError::BadCredentials) => checked += 1,
            Err(ApiError::UserLocked { .. }) => {}
            other => panic!("neither wrong nor locked: {other:?}"),
        }
    }
    assert_eq!(checked, 3, "the others met the lock");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_made_up_do_not_fill_the_disk() {
    let world = World::new();
    let node = world.start("one").await;
    let state = node.appliance.state();
    let rows = || {
        state
            .node()
            .database()
            .with(|c| c.query_row("SELECT count(*) FROM failed_logins", [], |r| r.get::<_, i64>(0)))
    };
    let refused = auth::sign_in(state, &"a".repeat(151), "guess").await;
    assert!(matches!(refused, Err(ApiError::BadCredentials)), "{refused:?}");
    assert_eq!(rows().expect("readable"), 0_i64, "no name is that long");
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 256)
                INSERT INTO failed_logins (username, failures) SELECT 'nobody-' || i, 1 FROM n";
    state.node().database().with(|c| c.execute(fill, [])).expect("filled");
    let refused = auth::sign_in(state, "nobody", "guess").await;
    assert!(matches!(refused, Err(ApiError::BadCredentials)), "{refused:?}");
    assert_eq!(rows().expect("readable"), 256_i64, "one more is not remembered");
    let refused = auth::sign_in(state, USER, "guess").await;
    assert!(matches!(refused, Err(ApiError::BadCredentials)), "{refused:?}");
    assert_eq!(rows().expect("readable"), 257_i64, "whoever exists is");
}
