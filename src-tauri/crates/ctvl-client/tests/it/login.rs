//! Signing in, renewing, signing out (R1).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine as _;
use ctvl_client::{ClientError, Liveness, Retry, Secret, Step};

use crate::server::{Act, GATEWAY_TIMEOUT, Identity, Server, answer, json, page, send};

const PASSWORD: &str = "Pass\"word<123>!";

async fn refused(acts: Vec<Act>) -> ClientError {
    let server = Server::start(Identity::self_signed(), move |_| acts.clone()).await;
    let error = server
        .client()
        .sign_in("svc-backup", &Secret::new(PASSWORD.to_owned()))
        .await
        .expect_err("the sign-in fails");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(PASSWORD) && !shown.contains("svc-backup"), "no login in {shown}");
    assert_eq!(server.lines().len(), 1, "a login is tried once");
    error
}

#[tokio::test]
async fn a_sign_in_is_one_post_with_the_documented_fields() {
    for document in [
        r#"{"token":"abc.def.ghi"}"#,
        r#"{"access":"abc.def.ghi","refresh":"x","user":{"id":1}}"#,
        r#"{"token":"abc.def.ghi","username":"svc","expires_in":600,"new":[1,2]}"#,
    ] {
        let server = Server::start(Identity::self_signed(), move |request| {
            if request.line.contains("api-token-auth") { json(200, document) } else { json(200, "[]") }
        })
        .await;
        let session = server.client().sign_in("svc", &Secret::new("pw".to_owned())).await.expect("signed in");
        let request = server.last();
        assert_eq!(request.line, "POST /api/api-token-auth/ HTTP/1.1");
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.header("authorization"), None, "nothing but the login");
        assert_eq!(request.header("cookie"), None);
        let body: serde_json::Value = serde_json::from_slice(&request.body).expect("JSON");
        assert_eq!(body, serde_json::json!({"username": "svc", "password": "pw"}));
        session.keys().await.expect("keys");
        assert_eq!(server.last().header("authorization"), Some("Bearer abc.def.ghi"));
        assert!(!format!("{session:?}").contains("abc.def.ghi"), "the token is not shown");
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let error =
        refused(json(400, r#"{"non_field_errors":["Unable to log in with provided credentials."]}"#)).await;
    let detail = Some("Unable to log in with provided credentials.".to_owned());
    assert_eq!(error, ClientError::LoginRefused { detail });
    assert_eq!(error.retry(), Retry::Never);

    let error =
        refused(json(401, r#"{"detail":"No active account found with the given credentials"}"#)).await;
    assert!(matches!(error, ClientError::LoginRefused { .. }), "{error:?}");
    let error = refused(json(400, r#"{"username":["This field may not be blank."]}"#)).await;
    let detail = Some("This field may not be blank.".to_owned());
    assert_eq!(error, ClientError::LoginRefused { detail });

    let error = refused(json(400, r#"{"non_field_errors":["User account is disabled."]}"#)).await;
    assert!(matches!(error, ClientError::LoginDisabled { .. }), "{error:?}");

    for acts in [
        json(403, r#"{"detail":"Account locked: too many login attempts."}"#),
        json(400, r#"{"non_field_errors":["User account is locked."]}"#),
        json(423, r#"{}"#),
    ] {
        let error = refused(acts).await;
        assert!(matches!(error, ClientError::LoginLocked { retry_after: None, .. }), "{error:?}");
        assert_eq!(error.retry(), Retry::Never, "a locked account is not tried again by itself");
    }
    let body = r#"{"detail":"Account locked."}"#;
    let error = refused(answer(429, "Content-Type: application/json\r\nRetry-After: 900\r\n", body)).await;
    assert!(
        matches!(error, ClientError::LoginLocked { retry_after: Some(wait), .. } if wait.as_secs() == 900),
        "{error:?}"
    );
}

#[tokio::test]
async fn trouble_of_the_server_is_not_a_refused_login() {
    assert_eq!(refused(page(504, GATEWAY_TIMEOUT)).await, ClientError::SignInTimedOut);
    let error = refused(answer(429, "Retry-After: 30\r\n", "slow down")).await;
    let retry_after = Some(Duration::from_secs(30));
    assert_eq!(error, ClientError::TooManyRequests { step: Step::SignIn, retry_after });
    assert_eq!(error.retry(), Retry::Later(retry_after));
    let dated = "Date: Sun, 09 Sep 2001 01:46:40 GMT\r\nRetry-After: Sun, 09 Sep 2001 01:48:40 GMT\r\n";
    let error = refused(answer(429, dated, "")).await;
    let retry_after = Some(Duration::from_secs(120));
    assert_eq!(
        error,
        ClientError::TooManyRequests { step: Step::SignIn, retry_after },
        "a date in Retry-After"
    );
    let error = refused(page(502, "<h1>502 Bad Gateway</h1>")).await;
    let expected = ClientError::ServerError {
        step: Step::SignIn,
        status: 502,
        detail: Some("502 Bad Gateway".to_owned()),
        retry_after: None,
    };
    assert_eq!(error, expected);
    assert_eq!(
        refused(page(404, "<h1>Not Found</h1>")).await,
        ClientError::NotOffered { step: Step::SignIn }
    );
    let error = refused(page(403, "<h1>Blocked by the firewall</h1>")).await;
    assert!(
        matches!(error, ClientError::UnexpectedStatus { status: 403, .. }),
        "a page is no verdict: {error:?}"
    );
    let error = refused(json(201, r#"{"token":"abc"}"#)).await;
    assert!(
        matches!(error, ClientError::UnexpectedStatus { status: 201, .. }),
        "only 200 is success: {error:?}"
    );
}

#[tokio::test]
async fn success_without_a_token_is_none() {
    for body in ["{}", r#"{"token":""}"#, r#"{"token":null}"#, r#"{"token":"a\r\nb"}"#, "[]"] {
        assert_eq!(refused(json(200, body)).await, ClientError::TokenMissing, "{body}");
    }
    for acts in [page(200, "<html>Sign in</html>"), json(200, "<html>"), json(200, "not json")] {
        let error = refused(acts).await;
        assert!(matches!(error, ClientError::AnswerUnreadable { step: Step::SignIn, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_echoed_password_does_not_reach_the_error() {
    for body in [
        format!("{{\"detail\":\"bad login: {}\"}}", PASSWORD.replace('"', "\\\"")),
        format!("plain {PASSWORD}"),
        "<p>Pass&quot;word&lt;123&gt;!</p>".to_owned(),
    ] {
        let error = refused(answer(500, "", &body)).await;
        let shown = format!("{error:?}");
        assert!(!shown.contains("word<123>") && !shown.contains("word&lt;123"), "{shown}");
        assert!(shown.contains("[removed]"), "{shown}");
    }
}

#[tokio::test]
async fn a_redirect_is_refused_and_nothing_follows_it() {
    let thief = Server::start(Identity::self_signed(), |_| json(200, r#"{"token":"stolen"}"#)).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: https://localhost:{}/api/api-token-auth/?q=1\r\n", thief.port);
        let error = refused(answer(status, &location, "")).await;
        let to = Some("localhost".to_owned());
        assert_eq!(error, ClientError::Redirected { step: Step::SignIn, to });
    }
    assert!(thief.lines().is_empty(), "the login must not follow");
}

#[tokio::test]
async fn an_answer_may_not_be_long_slow_or_broken() {
    let server = Server::start(Identity::self_signed(), |_| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
        vec![send(head), send(vec![b' '; 5000]), Act::Close]
    })
    .await;
    let client = server.client_with(|limits| limits.answer_bytes = 1000);
    let error = client.sign_in("svc", &Secret::new("pw".to_owned())).await.expect_err("too long");
    assert_eq!(error, ClientError::AnswerTooLong { step: Step::SignIn, limit: 1000 });

    let server = Server::start(Identity::self_signed(), |_| vec![Act::Silence]).await;
    let after = Duration::from_millis(150);
    let client = server.client_with(|limits| limits.answer = after);
    let error = client.sign_in("svc", &Secret::new("pw".to_owned())).await.expect_err("silence");
    assert_eq!(error, ClientError::FirstByteTimedOut { step: Step::SignIn, after });

    let step = Step::SignIn;
    let error = refused(vec![Act::Close]).await;
    assert_eq!(error, ClientError::CutOff { step, received: 0, promised: None });
    assert_eq!(refused(vec![Act::Reset]).await, ClientError::Reset { step, moved: 0 });
    assert_eq!(
        refused(vec![send("SSH-2.0-OpenSSH_9.2\r\n\r\n"), Act::Close]).await,
        ClientError::NotHttp { step }
    );
    let twice = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n123456";
    assert_eq!(
        refused(vec![send(twice), Act::Close]).await,
        ClientError::NotHttp { step },
        "contradicting lengths"
    );
}

#[tokio::test]
async fn liveness_needs_no_login() {
    let server = Server::start(Identity::self_signed(), |_| json(200, "{}")).await;
    assert_eq!(server.client().alive().await, Ok(Liveness::Alive));
    assert_eq!(server.last().line, "GET /vts HTTP/1.1");
    assert_eq!(server.last().header("authorization"), None);
    let server = Server::start(Identity::self_signed(), |_| page(503, "starting")).await;
    assert_eq!(server.client().alive().await, Ok(Liveness::NotReady { status: 503 }));
}

fn jwt(seconds: i64) -> String {
    let encode = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.sig{seconds}", encode("{}"), encode(&format!("{{\"exp\":{}}}", 1_000_000_000 + seconds)))
}

/// Signs in with a token of the first life; each refresh gives one of ten minutes, or what `refresh` says.
async fn with_token_of(seconds: i64, refresh: impl Fn(usize) -> Vec<Act> + Send + Sync + 'static) -> Server {
    let refreshes = AtomicUsize::new(0);
    Server::start(Identity::self_signed(), move |request| {
        let dated = "Date: Sun, 09 Sep 2001 01:46:40 GMT\r\n";
        if request.line.contains("api-token-auth") {
            answer(200, dated, &format!("{{\"token\":\"{}\"}}", jwt(seconds)))
        } else if request.line.contains("api-token-refresh") {
            refresh(refreshes.fetch_add(1, Ordering::SeqCst))
        } else {
            json(200, r#"{"count":0,"next":null,"previous":null,"results":[]}"#)
        }
    })
    .await
}

fn renewed() -> Vec<Act> {
    answer(200, "Date: Sun, 09 Sep 2001 01:46:40 GMT\r\n", &format!("{{\"token\":\"{}\"}}", jwt(600)))
}

#[tokio::test]
async fn an_ageing_token_is_renewed_before_it_is_used() {
    // Over at once: the life is counted on the appliance's clock, which stands still here.
    let server = with_token_of(0, |_| renewed()).await;
    let session = server.session().await;
    session.keys().await.expect("keys");
    session.keys().await.expect("keys");
    let expected = [
        "POST /api/api-token-auth/ HTTP/1.1",
        "POST /api/api-token-refresh/ HTTP/1.1",
        "GET /api/keys/ HTTP/1.1",
        "GET /api/keys/ HTTP/1.1",
    ];
    assert_eq!(server.lines(), expected, "renewed once");
    assert_eq!(server.last().header("authorization"), Some(format!("Bearer {}", jwt(600)).as_str()));

    let server = with_token_of(600, |_| renewed()).await;
    server.session().await.keys().await.expect("keys");
    assert!(!server.lines().iter().any(|line| line.contains("refresh")), "a fresh token is left alone");
}

#[tokio::test]
async fn concurrent_uses_renew_once() {
    let server = with_token_of(0, |_| renewed()).await;
    let session = server.session().await;
    let (one, two, three) = tokio::join!(session.keys(), session.keys(), session.keys());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    let count = server.lines().iter().filter(|line| line.contains("refresh")).count();
    assert_eq!(count, 1, "one renewal for three uses");
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_is_expired() {
    for acts in [
        json(400, r#"{"non_field_errors":["Signature has expired."]}"#),
        json(401, r#"{"detail":"Signature has expired."}"#),
        json(401, r#"{"detail":"Error decoding signature."}"#),
        page(404, "<h1>Not Found</h1>"),
    ] {
        let server = with_token_of(0, move |_| acts.clone()).await;
        let error = server.session().await.keys().await.expect_err("expired");
        assert_eq!(error, ClientError::TokenExpired);
        assert_eq!(error.retry(), Retry::Soon, "signing in again is enough");
    }
    // Two minutes of life, renewal wanted at one: what is left is used when the renewal fails.
    let server = with_token_of(0, |_| page(503, "busy")).await;
    let error = server.session().await.keys().await.expect_err("the reason is told");
    assert!(matches!(error, ClientError::ServerError { step: Step::Refresh, status: 503, .. }), "{error:?}");
}

#[tokio::test]
async fn an_expired_and_a_void_token_are_told_apart() {
    let server = Server::signing_in(|_| json(401, r#"{"detail":"Signature has expired."}"#)).await;
    assert_eq!(server.session().await.keys().await, Err(ClientError::TokenExpired));
    let server = Server::signing_in(|_| json(401, r#"{"detail":"Error decoding signature."}"#)).await;
    let error = server.session().await.keys().await.expect_err("void");
    let detail = Some("Error decoding signature.".to_owned());
    assert_eq!(error, ClientError::TokenRejected { detail });
    let server = Server::signing_in(|_| json(403, r#"{"detail":"You do not have permission."}"#)).await;
    let error = server.session().await.keys().await.expect_err("forbidden");
    assert!(matches!(error, ClientError::NoPermission { step: Step::Keys, .. }), "{error:?}");
}

#[tokio::test]
async fn a_forgotten_session_sends_nothing() {
    let server = Server::signing_in(|_| json(200, "[]")).await;
    let session = server.session().await;
    session.forget();
    assert_eq!(session.keys().await, Err(ClientError::SignedOut));
    assert_eq!(server.lines().len(), 1, "only the sign-in");
}
