use std::io::Write;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use tracing_subscriber::fmt::MakeWriter;

use super::{Redacting, files, redact};
use crate::error::EngineError;

const PLANTED: &str = "kX9-planted_Secret.77";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoiYWRtaW4ifQ.c2lnbmF0dXJlLW9mLXRva2Vu";

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn planted_secrets_do_not_reach_the_writer() {
    let sink = Sink::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .with_writer(Redacting::new(sink.clone()))
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        tracing::info!(password = PLANTED, "signing in");
        tracing::info!(token = TOKEN, user = "svc-backup", "signed in");
        tracing::warn!("answer: {{\"username\":\"svc\",\"password\":\"{PLANTED}\"}}");
        tracing::warn!("answer: {:?}", format!("{{\"access\": \"{TOKEN}\", \"refresh\": \"{PLANTED}\"}}"));
        tracing::debug!("> Authorization: Bearer {TOKEN}");
        tracing::debug!("https://host/path?token={PLANTED}&next=1");
        tracing::error!("it said {TOKEN} and closed");
        tracing::info_span!("job", secret = PLANTED).in_scope(|| tracing::info!("inside"));
        tracing::error!("-----BEGIN PRIVATE KEY-----\n{PLANTED}\n-----END PRIVATE KEY-----");
    });
    let log = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    assert!(!log.contains(PLANTED), "a planted password was written:\n{log}");
    assert!(!log.contains(TOKEN), "a planted token was written:\n{log}");
    for kept in ["signing in", "svc-backup", "next=1", "and closed", "inside"] {
        assert!(log.contains(kept), "{kept:?} is no secret and is needed:\n{log}");
    }
}

#[test]
fn a_secret_that_comes_in_pieces_is_redacted() {
    let sink = Sink::default();
    let writer = Redacting::new(sink.clone());
    let mut line = writer.make_writer();
    line.write_all(b"pass").unwrap();
    line.write_all(b"word=\"kX9-planted").unwrap();
    line.write_all(b"_Secret.77\"\n").unwrap();
    drop(line);
    let log = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    assert_eq!(log, "password=\"[redacted]\"\n");
}

#[test]
fn ordinary_lines_stay_as_they_are() {
    for line in [
        "Payments EU refused the login of svc-backup.",
        "received 812 MB of 1.31 GB",
        "the token expired; signing in again",
        "a basic check of the bearer of the news",
        "the certificate changed from AA:BB to CC:DD",
    ] {
        assert_eq!(redact(line), line, "nothing secret is in it");
    }
}

proptest! {
    #[test]
    fn any_password_in_any_json_is_redacted(password in "[ -~]{6,40}", before in "[a-z ]{0,20}") {
        let json = serde_json::to_string(&password).unwrap();
        let text = format!("{before} {{\"password\": {json}, \"user\": \"u\"}}");
        let clean = redact(&text).into_owned();
        let inner = &json[1..json.len() - 1];
        prop_assert!(!clean.contains(inner) || "user u password [redacted]".contains(inner), "{clean}");
        prop_assert!(clean.ends_with("\"user\": \"u\"}"), "only the value goes: {clean}");
    }

    #[test]
    fn redaction_never_fails(text in ".{0,200}") {
        let once = redact(&text).into_owned();
        prop_assert!(redact(&once).len() <= once.len() + 200, "it ends, whatever the text is");
    }
}

#[cfg(unix)]
#[test]
fn a_log_that_cannot_be_made_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    // A folder has the place of today's file, and of tomorrow's where a day ends meanwhile.
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    for day in [today, today.tomorrow().expect("a day")] {
        std::fs::create_dir(folder.path().join(format!("ctvl-backup.{day}.log"))).expect("a folder");
    }
    let Err(EngineError::FolderNotUsable { source, .. }) = files(folder.path()) else {
        unreachable!("it is taken")
    };
    assert_eq!(source.kind(), std::io::ErrorKind::IsADirectory);
}
