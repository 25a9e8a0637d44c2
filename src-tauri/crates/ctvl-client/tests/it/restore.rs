//! The direct route: upload, answers, status.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use ctvl_client::{ClientError, RestoreStage, RestoreTicket, Retry, Session, Step, Upload, UploadProgress};
use futures_util::{Stream, StreamExt, stream};

use crate::server::{Act, Server, archive, json, page, send, sign_in};

fn pieces(bytes: &[u8]) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let pieces: Vec<_> = bytes.chunks(64 * 1024).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}

fn quiet() -> UploadProgress {
    Box::new(|_| {})
}

fn upload<S>(length: u64, body: S) -> Upload<S> {
    Upload { name: "backup_2025-04-10T10-32-33.zip".to_owned(), length, body }
}

async fn restored(session: &Session, bytes: &[u8]) -> Result<RestoreTicket, ClientError> {
    session.restore(upload(bytes.len() as u64, pieces(bytes)), quiet()).await
}

#[tokio::test]
async fn an_archive_is_sent_as_the_file_field_with_its_length_and_progress() {
    let server = Server::signing_in(|_| json(202, r#"{"id":"r-1","boot":"b1"}"#)).await;
    let body = archive(1_000_000);
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&told);
    let progress: UploadProgress = Box::new(move |sent| listener.lock().expect("told").push(sent));
    let session = server.session().await;
    let ticket = session.restore(upload(body.len() as u64, pieces(&body)), progress).await.expect("accepted");
    assert_eq!((ticket.id.as_str(), ticket.boot.map(|boot| boot.0).as_deref()), ("r-1", Some("b1")));

    let sent = server.last();
    assert_eq!(sent.line, "POST /api/backup/restore HTTP/1.1");
    let kind = sent.header("content-type").expect("a type");
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").expect("multipart");
    assert_eq!(sent.header("transfer-encoding"), None, "a length instead");
    let text = String::from_utf8_lossy(&sent.body);
    let disposition =
        "Content-Disposition: form-data; name=\"file\"; filename=\"backup_2025-04-10T10-32-33.zip\"";
    assert!(text.starts_with(&format!("--{boundary}\r\n{disposition}\r\n")), "the part's head");
    assert!(sent.body.ends_with(format!("\r\n--{boundary}--\r\n").as_bytes()), "the end mark");
    let start = sent.body.windows(4).position(|window| window == b"\r\n\r\n").expect("the part's body") + 4;
    assert!(sent.body[start..].starts_with(&body), "byte for byte");
    let told = told.lock().expect("told");
    assert!(told.is_sorted() && told.last() == Some(&1_000_000), "absolute, to the end: {told:?}");
}

#[tokio::test]
async fn inspection_reads_the_three_details() {
    let document =
        r#"{"version":"2.8.6","created":"2025-04-10T10:32:33Z","key":"testkey","counters":"included"}"#;
    let server = Server::signing_in(move |_| json(200, document)).await;
    let body = archive(1000);
    let details =
        server.session().await.inspect(upload(1000, pieces(&body)), quiet()).await.expect("details");
    assert_eq!(server.last().line, "POST /api/backup/inspect HTTP/1.1");
    assert_eq!(details.version.map(|version| version.to_string()).as_deref(), Some("2.8.6"));
    assert_eq!(details.created.as_deref(), Some("2025-04-10T10:32:33Z"));
    assert_eq!((details.key.as_deref(), details.counters), (Some("testkey"), Some(true)));
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let body = archive(1000);
    for (acts, expected) in [
        (json(400, r#"{"detail":"not an archive"}"#), 400),
        (json(413, r#"{"detail":"not an archive"}"#), 413),
        (json(422, r#"{"detail":"not an archive"}"#), 422),
    ] {
        let server = Server::signing_in(move |_| acts.clone()).await;
        let error = restored(&server.session().await, &body).await.expect_err("refused");
        let detail = Some("not an archive".to_owned());
        assert_eq!(error, ClientError::ArchiveRefused { step: Step::Restore, status: expected, detail });
        assert_eq!(error.retry(), Retry::Never);
    }
    let server = Server::signing_in(|_| json(409, r#"{"detail":"2.8.6 is newer than this version"}"#)).await;
    let error = restored(&server.session().await, &body).await.expect_err("R6");
    assert!(matches!(error, ClientError::ArchiveRefused { status: 409, .. }), "{error:?}");
    let server = Server::signing_in(|_| json(409, r#"{"detail":"a restore is running"}"#)).await;
    let error = restored(&server.session().await, &body).await.expect_err("busy");
    assert!(matches!(error, ClientError::Busy { step: Step::Restore, .. }), "{error:?}");
    let server = Server::signing_in(|_| page(404, "Not Found")).await;
    let error = restored(&server.session().await, &body).await.expect_err("no such route");
    assert_eq!(error, ClientError::NotOffered { step: Step::Restore });
    let server = Server::signing_in(|_| page(504, "Time-out")).await;
    let error = restored(&server.session().await, &body).await.expect_err("a gateway");
    assert_eq!(error, ClientError::GatewayTimedOut { step: Step::Restore });
    assert_eq!(error.retry(), Retry::Never, "it may have begun over there");
    let server = Server::signing_in(|_| json(202, r#"{"detail":"begun"}"#)).await;
    let error = restored(&server.session().await, &body).await.expect_err("no id");
    assert!(matches!(error, ClientError::AnswerUnreadable { step: Step::Restore, .. }), "{error:?}");
}

#[tokio::test]
async fn the_announced_length_is_kept_or_the_upload_is_broken_off() {
    let server = Server::signing_in(|_| vec![Act::Silence]).await;
    let session = server.session().await;
    let body = archive(100_000);
    let error = session.restore(upload(100_001, pieces(&body)), quiet()).await.expect_err("too short");
    assert_eq!(error, ClientError::UploadLength { announced: 100_001, actual: 100_000 });
    let error = session.restore(upload(99_999, pieces(&body)), quiet()).await.expect_err("too long");
    assert_eq!(error, ClientError::UploadLength { announced: 99_999, actual: 100_000 });
    let failing = pieces(&body[..64 * 1024]).chain(stream::iter([Err(io::Error::other("disk gone"))]));
    let error = session.restore(upload(100_000, failing), quiet()).await.expect_err("a source that fails");
    assert_eq!(error, ClientError::UploadSource { reason: "disk gone".to_owned(), sent: 65_536 });
}

#[tokio::test]
async fn a_broken_upload_says_how_far_it_came() {
    let body = archive(100_000);
    let server = Server::signing_in(|_| vec![Act::Close]).await;
    let error = restored(&server.session().await, &body).await.expect_err("closed");
    let step = Step::Restore;
    assert_eq!(error, ClientError::CutOff { step, received: 100_000, promised: Some(100_000) });
    assert_eq!(error.retry(), Retry::Never, "it may have begun over there");
    let server = Server::signing_in(|_| vec![Act::Reset]).await;
    let error = restored(&server.session().await, &body).await.expect_err("reset");
    assert_eq!(error, ClientError::Reset { step, moved: 100_000 });
}

#[tokio::test]
async fn a_silent_upload_has_its_limits() {
    let body = archive(10_000);
    let server = Server::signing_in(|_| vec![Act::Silence]).await;
    let after = Duration::from_millis(200);
    let session = sign_in(&server.client_with(|limits| limits.after_upload = after)).await;
    let error = restored(&session, &body).await.expect_err("no answer");
    assert_eq!(error, ClientError::FirstByteTimedOut { step: Step::Restore, after });

    let session = sign_in(&server.client_with(|limits| limits.idle = after)).await;
    let stuck = pieces(&body).chain(stream::pending());
    let error = session.restore(upload(20_000, stuck), quiet()).await.expect_err("stuck");
    assert_eq!(error, ClientError::Stalled { step: Step::Restore, moved: 10_000, after });
}

#[tokio::test]
async fn an_early_refusal_is_heard_while_the_upload_goes_on() {
    let server = Server::signing_in(|_| {
        vec![send("HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\ntoo large"), Act::Silence]
    })
    .await;
    server.answer_uploads_early();
    let body = archive(100_000);
    let endless = pieces(&body).chain(stream::pending());
    let session = server.session().await;
    let error = session.restore(upload(200_000, endless), quiet()).await.expect_err("refused early");
    assert!(matches!(error, ClientError::ArchiveRefused { status: 413, .. }), "{error:?}");
}

#[tokio::test]
async fn status_words_become_stages() {
    for (body, stage) in [
        (r#"{"state":"restoring","progress":0.5,"boot":"b1"}"#, RestoreStage::Restoring),
        (r#"{"state":"rebooting"}"#, RestoreStage::Rebooting),
        (r#"{"state":"complete"}"#, RestoreStage::Complete),
        (r#"{"state":"failed","detail":"no key"}"#, RestoreStage::Failed),
        (r#"{"state":"dancing"}"#, RestoreStage::Unknown("dancing".to_owned())),
    ] {
        let server = Server::signing_in(move |_| json(200, body)).await;
        let ticket = RestoreTicket { id: "r/1".to_owned(), boot: None };
        let status = server.session().await.restore_status(&ticket).await.expect("a status");
        assert_eq!(status.stage, stage);
        assert_eq!(server.last().line, "GET /api/backup/restore/r%2F1 HTTP/1.1");
    }
    let server = Server::signing_in(|_| vec![send("HTTP/1.1 200 OK\r\n"), Act::Reset]).await;
    let ticket = RestoreTicket { id: "r".to_owned(), boot: None };
    let error = server.session().await.restore_status(&ticket).await.expect_err("rebooting");
    assert!(matches!(error, ClientError::Reset { step: Step::RestoreStatus, .. }), "{error:?}");
}
