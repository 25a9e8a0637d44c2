//! The key list and what the appliance offers.

use ctvl_client::{Capabilities, ClientError, KeyName, Step};

use crate::server::{Act, Identity, Server, answer, json, page};

fn names(keys: &[KeyName]) -> Vec<&str> {
    keys.iter().map(KeyName::as_str).collect()
}

#[tokio::test]
async fn all_pages_are_read() {
    for next in
        ["/api/keys/?page=2", "https://HOST/api/keys/?page=2", "http://HOST/api/keys/?page=2", "?page=2"]
    {
        let server = Server::signing_in(move |request| {
            let host = request.header("host").expect("a host").to_owned();
            if request.line.contains("page=2") {
                return json(
                    200,
                    r#"{"count":3,"next":null,"previous":"x","results":[{"name":"c","idkey":3}]}"#,
                );
            }
            let next = next.replace("HOST", &host);
            json(200, &format!(r#"{{"count":3,"next":"{next}","results":[{{"name":"a"}},{{"name":"b"}}]}}"#))
        })
        .await;
        let keys = server.session().await.keys().await.expect("keys");
        assert_eq!(names(&keys), ["a", "b", "c"], "{next}");
        assert_eq!(server.last().line, "GET /api/keys/?page=2 HTTP/1.1");
    }
}

#[tokio::test]
async fn the_token_follows_no_link_to_another_host() {
    let thief = Server::start(Identity::self_signed(), |_| json(200, "[]")).await;
    for next in [
        format!("https://localhost:{}/api/keys/", thief.port),
        format!("//localhost:{}/api/keys/", thief.port),
        format!("http://localhost:{}/api/keys/", thief.port),
        "https://127.0.0.1/api/keys/".to_owned(),
        "ftp://localhost/".to_owned(),
        "https://user:pw@elsewhere.example/".to_owned(),
    ] {
        let body = format!(r#"{{"next":"{next}","results":[]}}"#);
        let server = Server::signing_in(move |_| json(200, &body)).await;
        let error = server.session().await.keys().await.expect_err("refused");
        assert!(matches!(error, ClientError::AnswerUnreadable { step: Step::Keys, .. }), "{next}: {error:?}");
        assert_eq!(server.lines().len(), 2, "sign-in and one page: {next}");
    }
    assert!(thief.lines().is_empty());
}

#[tokio::test]
async fn a_list_without_end_is_ended() {
    let server =
        Server::signing_in(|_| json(200, r#"{"next":"/api/keys/?page=1","results":[{"name":"a"}]}"#)).await;
    let session = crate::server::sign_in(&server.client_with(|limits| limits.pages = 5)).await;
    let error = session.keys().await.expect_err("endless");
    assert!(matches!(error, ClientError::AnswerUnreadable { .. }), "{error:?}");
    assert_eq!(server.lines().len(), 6);
}

#[tokio::test]
async fn only_lists_of_keys_are_lists_of_keys() {
    let server =
        Server::signing_in(|_| json(200, r#"["a",{"name":"b"},{"name":""},{"name":"x<y"},7]"#)).await;
    assert_eq!(
        names(&server.session().await.keys().await.expect("keys")),
        ["a", "b"],
        "a bare list is one page"
    );
    for acts in [json(200, r#"{"detail":"x"}"#), page(200, "<html>"), json(200, "7")] {
        let server = Server::signing_in(move |_| acts.clone()).await;
        let error = server.session().await.keys().await.expect_err("no list");
        assert!(matches!(error, ClientError::AnswerUnreadable { step: Step::Keys, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn without_the_probes_success_nothing_else_is_asked() {
    for acts in [page(404, "Not Found"), json(405, "{}"), json(403, "{}"), answer(302, "Location: /\r\n", "")]
    {
        let server = Server::signing_in(move |_| acts.clone()).await;
        let found = server.session().await.capabilities().await;
        assert_eq!(found, Ok(Capabilities::default()));
        let expected = ["POST /api/api-token-auth/ HTTP/1.1", "OPTIONS /api/backup/restore HTTP/1.1"];
        assert_eq!(server.lines(), expected, "no endpoint is guessed");
    }
    let server = Server::signing_in(|_| page(502, "Bad Gateway")).await;
    let error = server.session().await.capabilities().await.expect_err("no answer is no verdict");
    assert!(matches!(error, ClientError::ServerError { step: Step::Probe, .. }), "{error:?}");
}

fn with_info(info: &'static str) -> impl Fn(&crate::server::Request) -> Vec<Act> + Send + Sync {
    move |request| {
        if request.line.starts_with("OPTIONS ") {
            answer(204, "Allow: POST, OPTIONS\r\n", "")
        } else {
            json(200, info)
        }
    }
}

#[tokio::test]
async fn an_appliance_with_the_direct_route_tells_about_itself() {
    let info = r#"{"version":"2.8.6","name":"ctvl-practice-1","boot":"b1","practice":true,
        "cluster":{"id":"c1","members":["https://a","https://b"]},"new":{}}"#;
    let server = Server::signing_in(with_info(info)).await;
    let found = server.session().await.capabilities().await.expect("capabilities");
    assert!(found.direct_restore);
    assert_eq!(found.version().map(ToString::to_string).as_deref(), Some("2.8.6"));
    let system = found.system.expect("system information");
    assert_eq!(system.name.as_deref(), Some("ctvl-practice-1"));
    assert_eq!(system.boot.map(|boot| boot.0).as_deref(), Some("b1"));
    assert_eq!((system.cluster.as_deref(), system.members.len(), system.practice), (Some("c1"), 2, true));

    let server =
        Server::signing_in(with_info(r#"{"product":"CT-VL practice appliance","boot_id":"b2"}"#)).await;
    let system =
        server.session().await.capabilities().await.expect("capabilities").system.expect("information");
    assert_eq!((system.practice, system.boot.map(|boot| boot.0).as_deref()), (true, Some("b2")));

    let server = Server::signing_in(with_info(r#"{"version":"next"}"#)).await;
    let found = server.session().await.capabilities().await.expect("capabilities");
    assert!(found.direct_restore && found.version().is_none(), "an unreadable version is unknown");
}

#[tokio::test]
async fn an_appliance_that_was_not_asked_properly_is_not_one_that_does_not_tell() {
    for (status, refused) in [(401, "the token ended in between"), (503, "it is busy"), (429, "too often")] {
        let server = Server::signing_in(move |request| {
            if request.line.starts_with("OPTIONS ") {
                answer(204, "Allow: POST, OPTIONS\r\n", "")
            } else {
                json(status, r#"{"detail":"no"}"#)
            }
        })
        .await;
        let found = server.session().await.capabilities().await;
        assert!(found.is_err(), "{refused}: {found:?}");
    }
    let server = Server::signing_in(|request| {
        if request.line.starts_with("OPTIONS ") {
            answer(204, "Allow: POST, OPTIONS\r\n", "")
        } else {
            page(404, "Not Found")
        }
    })
    .await;
    let found = server.session().await.capabilities().await.expect("capabilities");
    assert!(found.direct_restore && found.system.is_none(), "one that has the route and does not tell");
}
