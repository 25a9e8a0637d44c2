//! Receiving a backup (R2, R3, R4) and every rule of its transport.

use std::time::Duration;

use bytes::Bytes;
use ctvl_client::{BackupRequest, BackupStream, ClientError, NotArchiveKind, Retry, Step};

use crate::server::{Act, GATEWAY_TIMEOUT, Server, answer, archive, json, page, send};

const ZIP: &str = "Content-Type: application/zip\r\n";

fn request(key: Option<&str>, exclude_counters: bool) -> BackupRequest {
    BackupRequest { key: key.map(|key| key.parse().expect("a key name")), exclude_counters }
}

async fn started(acts: Vec<Act>, request: &BackupRequest) -> Result<BackupStream, ClientError> {
    let server = Server::signing_in(move |_| acts.clone()).await;
    let session = server.session().await;
    let stream = session.back_up(request).await;
    // The connection outlives its server's listener.
    std::mem::forget(server);
    stream
}

async fn refused(acts: Vec<Act>) -> ClientError {
    refused_with(acts, &request(Some("testkey"), false)).await
}

async fn refused_with(acts: Vec<Act>, request: &BackupRequest) -> ClientError {
    let error = started(acts, request).await.expect_err("no backup");
    assert!(!format!("{error:?}").contains("test-token-1"), "no token in {error:?}");
    error
}

async fn drained(mut stream: BackupStream) -> Result<Vec<u8>, ClientError> {
    let mut all = Vec::new();
    loop {
        match stream.next().await {
            Ok(Some(bytes)) => all.extend_from_slice(&bytes),
            Ok(None) => {
                assert_eq!(stream.received(), all.len() as u64);
                assert_eq!(stream.next().await, Ok(None), "the end stays the end");
                return Ok(all);
            }
            Err(error) => {
                assert_eq!(stream.next().await, Err(error.clone()), "an error stays, never an end");
                return Err(error);
            }
        }
    }
}

async fn broken(acts: Vec<Act>) -> ClientError {
    let stream = started(acts, &request(None, false)).await.expect("it begins well");
    drained(stream).await.map(|bytes| bytes.len()).expect_err("and breaks")
}

fn head(headers: &str) -> Act {
    send(format!("HTTP/1.1 200 OK\r\n{ZIP}{headers}\r\n"))
}

#[tokio::test]
async fn the_url_is_built_from_its_parts() {
    for (key, exclude, line) in [
        (None, false, "GET /api/backup/create HTTP/1.1"),
        (Some("testkey"), false, "GET /api/backup/create/testkey HTTP/1.1"),
        (Some("testkey"), true, "GET /api/backup/create/testkey?excludecounters=true HTTP/1.1"),
        (None, true, "GET /api/backup/create?excludecounters=true HTTP/1.1"),
        (Some("a b/ü?"), false, "GET /api/backup/create/a%20b%2F%C3%BC%3F HTTP/1.1"),
    ] {
        let server =
            Server::signing_in(|_| vec![head("Content-Length: 4\r\n"), send("PK\x05\x06"), Act::Close]).await;
        let stream = server.session().await.back_up(&request(key, exclude)).await.expect("a backup");
        assert_eq!(drained(stream).await, Ok(b"PK\x05\x06".to_vec()));
        let sent = server.last();
        assert_eq!(sent.line, line);
        assert_eq!(sent.header("authorization"), Some("Bearer test-token-1"));
        assert_eq!(sent.header("accept-encoding"), Some("identity"));
        assert_eq!(sent.header("cookie"), None);
    }
}

#[tokio::test]
async fn a_whole_backup_arrives_whichever_way_it_is_framed() {
    let body = archive(3_000_000);
    let name = "Content-Disposition: attachment; filename=\"backup_2025-04-10T10-32-33.zip\"\r\n";
    let length = format!("{name}Content-Length: {}\r\n", body.len());
    let chunks: Vec<Act> = body
        .chunks(70_001)
        .flat_map(|chunk| [send(format!("{:x};extra=1\r\n", chunk.len())), send(chunk), send("\r\n")])
        .collect();
    let chunked =
        [vec![head(&format!("{name}Transfer-Encoding: chunked\r\n"))], chunks, vec![send("0\r\n\r\n")]]
            .concat();
    for (acts, promised) in [
        (vec![head(&length), send(body.clone()), Act::Close], Some(body.len() as u64)),
        (vec![head(&length), send(body.clone()), Act::Silence], Some(body.len() as u64)),
        (chunked, None),
        (vec![head(name), send(body.clone()), Act::Close], None),
    ] {
        let server = Server::signing_in(move |_| acts.clone()).await;
        let stream = server.session().await.back_up(&request(None, false)).await.expect("a backup");
        assert_eq!(stream.length, promised);
        assert_eq!(stream.certificate, server.identity.fingerprint());
        assert_eq!(stream.name.map(|name| name.to_string()).as_deref(), Some("backup_2025-04-10T10-32-33"));
        assert!(drained(stream).await == Ok(body.clone()), "byte for byte");
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let key = request(Some("testkey"), false).key;
    let error = refused(page(504, GATEWAY_TIMEOUT)).await;
    assert!(matches!(error, ClientError::BackupTimedOut { .. }), "{error:?}");
    assert_eq!(error.retry(), Retry::Later(None));
    let error = refused(json(500, r#"{"detail":"canceling statement due to statement timeout"}"#)).await;
    assert!(matches!(error, ClientError::BackupTimedOut { .. }), "{error:?}");
    let error = refused(json(404, r#"{"detail":"Key not found."}"#)).await;
    assert_eq!(error, ClientError::KeyUnknown { key: key.clone() });
    let error = refused(json(400, r#"{"detail":"Unknown key: testkey"}"#)).await;
    assert_eq!(error, ClientError::KeyUnknown { key: key.clone() });
    let error = refused(json(400, r#"{"detail":"Versioned keys are not permitted."}"#)).await;
    assert!(matches!(error, ClientError::KeyVersioned { .. }), "{error:?}");
    let error =
        refused_with(json(404, r#"{"detail":"The default key was not found."}"#), &request(None, false))
            .await;
    assert_eq!(error, ClientError::KeyUnknown { key: None });
    let error = refused_with(page(404, "<h1>Not Found</h1>"), &request(None, false)).await;
    assert_eq!(error, ClientError::NotOffered { step: Step::Backup });
    let odd = request(Some("versioned-key"), false);
    let error =
        refused_with(json(404, r#"{"detail":"Encryption key 'versioned-key' was not found."}"#), &odd).await;
    assert_eq!(error, ClientError::KeyUnknown { key: odd.key.clone() }, "a name is no reason");
    let error = refused(json(401, r#"{"detail":"Signature has expired."}"#)).await;
    assert_eq!(error, ClientError::TokenExpired);
    let error = refused(json(401, r#"{"detail":"Error decoding signature."}"#)).await;
    assert!(matches!(error, ClientError::TokenRejected { .. }), "{error:?}");
    let error =
        refused(json(403, r#"{"detail":"You do not have permission to perform this action."}"#)).await;
    let detail = Some("You do not have permission to perform this action.".to_owned());
    assert_eq!(error, ClientError::NoPermission { step: Step::Backup, detail });
    let error = refused(json(409, r#"{"detail":"A backup is running."}"#)).await;
    assert!(matches!(error, ClientError::Busy { step: Step::Backup, .. }), "{error:?}");
    let error = refused(answer(429, "Retry-After: 7\r\n", "")).await;
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(error, ClientError::TooManyRequests { step: Step::Backup, retry_after });
    let error = refused(answer(503, "Retry-After: 7\r\n", "down for maintenance")).await;
    let detail = Some("down for maintenance".to_owned());
    assert_eq!(error, ClientError::ServerError { step: Step::Backup, status: 503, detail, retry_after });
    let error = refused(json(206, "{}")).await;
    assert!(
        matches!(error, ClientError::UnexpectedStatus { status: 206, .. }),
        "only 200 is a backup: {error:?}"
    );
    let error = refused(answer(302, "Location: https://elsewhere.example/x?token=1\r\n", "")).await;
    let to = Some("elsewhere.example".to_owned());
    assert_eq!(error, ClientError::Redirected { step: Step::Backup, to });
    let error = refused(answer(302, "Location: /login/\r\n", "")).await;
    assert_eq!(error, ClientError::Redirected { step: Step::Backup, to: None });
}

#[tokio::test]
async fn success_is_not_yet_an_archive() {
    let error = refused(page(200, "<!DOCTYPE html><title>CT-VL</title><h1>Sign in</h1>")).await;
    let excerpt = Some("CT-VL Sign in".to_owned());
    assert_eq!(error, ClientError::NotAnArchive { kind: NotArchiveKind::WebPage, excerpt });
    let untyped = answer(200, "Content-Type: application/octet-stream\r\n", "\n <html><p>Oops</p></html>");
    let error = refused(untyped).await;
    let excerpt = Some("Oops".to_owned());
    assert_eq!(error, ClientError::NotAnArchive { kind: NotArchiveKind::WebPage, excerpt });
    let error = refused(json(200, r#"{"detail":"test-token-1 eyJa.b.c is no good\u0007"}"#)).await;
    let excerpt = Some("[removed] [removed] is no good".to_owned());
    assert_eq!(error, ClientError::NotAnArchive { kind: NotArchiveKind::Json, excerpt });
    let error = refused(answer(200, "Content-Type: text/plain\r\n", "backup started")).await;
    let excerpt = Some("backup started".to_owned());
    assert_eq!(error, ClientError::NotAnArchive { kind: NotArchiveKind::Other, excerpt });
    for acts in [
        answer(200, ZIP, ""),
        vec![head(""), Act::Close],
        vec![head("Transfer-Encoding: chunked\r\n"), send("0\r\n\r\n"), Act::Close],
    ] {
        let error = refused(acts).await;
        assert_eq!(error, ClientError::NotAnArchive { kind: NotArchiveKind::Empty, excerpt: None });
    }
    // The type is wrong, the bytes are a ZIP: the container check will judge.
    let acts = vec![
        send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nPK\x03\x04"),
        Act::Close,
    ];
    let stream = started(acts, &request(None, false)).await.expect("a backup");
    assert_eq!(drained(stream).await, Ok(b"PK\x03\x04".to_vec()));
}

#[tokio::test]
async fn a_compressed_answer_is_refused() {
    let acts = vec![head("Content-Encoding: gzip\r\nContent-Length: 4\r\n"), send("PK\x03\x04"), Act::Close];
    assert_eq!(refused(acts).await, ClientError::Compressed { encoding: "gzip".to_owned() });
    let acts =
        vec![head("Content-Encoding: identity\r\nContent-Length: 4\r\n"), send("PK\x03\x04"), Act::Close];
    assert!(started(acts, &request(None, false)).await.is_ok(), "identity is no compression");
}

#[tokio::test]
async fn a_broken_transfer_never_ends_well() {
    let step = Step::Backup;
    let some = archive(100_000);
    for end in [Act::Close, Act::Cut] {
        let error = broken(vec![head("Content-Length: 200000\r\n"), send(some.clone()), end]).await;
        assert_eq!(error, ClientError::CutOff { step, received: 100_000, promised: Some(200_000) });
        assert_eq!(error.retry(), Retry::Soon);
    }
    let error = broken(vec![head("Content-Length: 200000\r\n"), send(some.clone()), Act::Reset]).await;
    assert!(matches!(error, ClientError::Reset { step: Step::Backup, .. }), "{error:?}");

    let chunk = [format!("{:x}\r\n", some.len()).into_bytes(), some.clone(), b"\r\n".to_vec()].concat();
    for end in [Act::Close, Act::Cut] {
        let error = broken(vec![head("Transfer-Encoding: chunked\r\n"), send(chunk.clone()), end]).await;
        assert_eq!(error, ClientError::NotEnded { step, received: 100_000 });
    }
    let wrong = [chunk.clone(), b"zz\r\n".to_vec()].concat();
    let error = broken(vec![head("Transfer-Encoding: chunked\r\n"), send(wrong), Act::Close]).await;
    assert_eq!(error, ClientError::NotHttp { step });

    // Without any framing only the orderly end of TLS shows that nothing was cut away.
    let error = broken(vec![head(""), send(some.clone()), Act::Cut]).await;
    assert_eq!(error, ClientError::CutOff { step, received: 100_000, promised: None });

    let surplus = [some.clone(), b"surplus".to_vec()].concat();
    let error = broken(vec![head("Content-Length: 100000\r\n"), send(surplus), Act::Close]).await;
    assert_eq!(error, ClientError::WrongLength { step, promised: 100_000, received: 100_007 });
}

#[tokio::test]
async fn silence_has_its_limits() {
    let silent = |acts: Vec<Act>| async move {
        let server = Server::signing_in(move |_| acts.clone()).await;
        let client = server.client_with(|limits| {
            limits.first_byte = Duration::from_millis(300);
            limits.idle = Duration::from_millis(200);
        });
        let session = crate::server::sign_in(&client).await;
        let mut stream = session.back_up(&request(None, false)).await?;
        while stream.next().await?.is_some() {}
        Ok::<_, ClientError>(())
    };
    let expected = ClientError::FirstByteTimedOut { step: Step::Backup, after: Duration::from_millis(300) };
    assert_eq!(silent(vec![Act::Silence]).await, Err(expected.clone()));
    assert_eq!(
        silent(vec![head("Content-Length: 9\r\n"), Act::Silence]).await,
        Err(expected),
        "a head is no byte"
    );
    let error = silent(vec![head("Content-Length: 9\r\n"), send("PK\x03\x04"), Act::Silence]).await;
    let expected = ClientError::Stalled { step: Step::Backup, moved: 4, after: Duration::from_millis(200) };
    assert_eq!(error, Err(expected));
}

#[tokio::test]
async fn a_paused_receiver_pauses_the_appliance() {
    // Far more than all buffers on the way: the server can only finish if somebody reads.
    let body = archive(24 * 1024 * 1024);
    let server = Server::signing_in({
        let body = body.clone();
        move |_| vec![head(&format!("Content-Length: {}\r\n", body.len())), send(body.clone()), Act::Close]
    })
    .await;
    let client = server.client_with(|limits| limits.idle = Duration::from_secs(30));
    let session = crate::server::sign_in(&client).await;
    let mut stream = session.back_up(&request(None, false)).await.expect("a backup");
    let first: Bytes = stream.next().await.expect("a piece").expect("not the end");
    tokio::task::yield_now().await;
    assert!(first.len() <= 1024 * 1024, "pieces are bounded");
    let mut left = body.len() - first.len();
    while let Some(piece) = stream.next().await.expect("a piece") {
        assert!(piece.len() <= 1024 * 1024, "pieces are bounded");
        left -= piece.len();
    }
    assert_eq!(left, 0);
}
