//! A backup stream ends well only if status, type, encoding and length were all right: `Ok(None)` from
//! [`BackupStream::next`] is the whole transport proof.

use bytes::Bytes;
use ctvl_archive::name::ArchiveName;
use hyper::header;
use hyper::{Method, StatusCode};
use tokio::time::{Instant, timeout};

use crate::answer::{Answer, content_type, is_identity};
use crate::certificate::Fingerprint;
use crate::client::Client;
use crate::disposition;
use crate::error::{ClientError, NotArchiveKind, Result, Step};
use crate::keys::{KeyName, segment};
use crate::secret::Secret;
use crate::text::one_line;
use crate::wire::{self, Ask, Exchange};

/// What to back up (R2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BackupRequest {
    /// `None` is the appliance's default key.
    pub key: Option<KeyName>,
    /// Leaves the counter tables out (R4).
    pub exclude_counters: bool,
}

impl BackupRequest {
    /// Path and query, built from their parts and without a trailing slash (R2).
    fn target(&self) -> String {
        let mut target = "/api/backup/create".to_owned();
        if let Some(key) = &self.key {
            target.push('/');
            target.push_str(&segment(key.as_str()));
        }
        if self.exclude_counters {
            target.push_str("?excludecounters=true");
        }
        target
    }
}

/// A backup as it arrives.
#[derive(Debug)]
pub struct BackupStream {
    /// The archive's name from the server (R3); `None` if it sent none of the vendor's form.
    pub name: Option<ArchiveName>,
    /// Length promised, in bytes; `None` for a chunked body.
    pub length: Option<u64>,
    /// Certificate of the connection it arrives on.
    pub certificate: Fingerprint,
    exchange: Exchange,
    first: Option<Bytes>,
    given: u64,
    idle: std::time::Duration,
    /// Set after an error or the end: nothing more comes.
    over: Option<Result<()>>,
}

impl BackupStream {
    /// Bytes handed out so far.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.given
    }

    /// The next bytes, or `None` once the body has ended as promised. After an error the stream is over and keeps
    /// giving that error.
    ///
    /// # Errors
    /// The transport classes: cut off, reset, stalled, not ended, wrong length.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        if let Some(bytes) = self.first.take() {
            self.given += bytes.len() as u64;
            return Ok(Some(bytes));
        }
        if let Some(end) = &self.over {
            return end.clone().map(|()| None);
        }
        let step = Step::Backup;
        let piece = timeout(self.idle, self.exchange.piece()).await.unwrap_or_else(|_| {
            Err(ClientError::Stalled { step, moved: self.exchange.received(), after: self.idle })
        });
        match &piece {
            Ok(Some(bytes)) => self.given += bytes.len() as u64,
            Ok(None) => self.over = Some(Ok(())),
            Err(error) => self.over = Some(Err(error.clone())),
        }
        piece
    }
}

/// Asks, and waits for the first bytes.
pub(crate) async fn start(client: &Client, token: &Secret, request: &BackupRequest) -> Result<BackupStream> {
    let options = client.options();
    let after = options.limits.first_byte;
    let secured = client.open().await?;
    let asked = Instant::now();
    let ask = Ask::new(Step::Backup, Method::GET, request.target()).token(token);
    let work = async {
        let mut exchange = wire::send(secured, options, ask).await?;
        if exchange.head.status != StatusCode::OK {
            let answer = Answer::read(exchange, options.limits.answer_bytes).await?;
            return Err(refusal(&answer, token, request, asked.elapsed()));
        }
        if !is_identity(&exchange.head.headers) {
            let named = exchange.head.headers.get(header::CONTENT_ENCODING);
            let named = named.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            return Err(ClientError::Compressed { encoding: one_line(&named.unwrap_or_default(), 40) });
        }
        let first = exchange.piece().await?;
        Ok((exchange, first))
    };
    let (exchange, first) = timeout(after, Box::pin(work))
        .await
        .unwrap_or(Err(ClientError::FirstByteTimedOut { step: Step::Backup, after }))?;
    if let Some(kind) = not_an_archive(&exchange, first.as_deref()) {
        let excerpt = excerpt(exchange, first, token, options.limits.idle).await;
        return Err(ClientError::NotAnArchive { kind, excerpt });
    }
    let name = exchange.head.headers.get(header::CONTENT_DISPOSITION);
    Ok(BackupStream {
        name: name.and_then(|value| disposition::archive_name(value.as_bytes())),
        length: exchange.promised(),
        certificate: exchange.certificate,
        exchange,
        first,
        given: 0,
        idle: options.limits.idle,
        over: None,
    })
}

fn not_an_archive(exchange: &Exchange, first: Option<&[u8]>) -> Option<NotArchiveKind> {
    let Some(first) = first else { return Some(NotArchiveKind::Empty) };
    // A ZIP begins with PK, whatever type the server names; it is then for the container check to judge.
    if first.starts_with(b"P") {
        return None;
    }
    let kind = content_type(&exchange.head.headers).unwrap_or_default();
    match first.trim_ascii_start().first() {
        Some(b'<') => Some(NotArchiveKind::WebPage),
        Some(b'{' | b'[') => Some(NotArchiveKind::Json),
        _ if kind.contains("html") => Some(NotArchiveKind::WebPage),
        _ if kind.contains("json") => Some(NotArchiveKind::Json),
        _ if kind.starts_with("text/") => Some(NotArchiveKind::Other),
        _ => None,
    }
}

/// Enough of a wrong answer to show what it was.
const EXCERPT_BYTES: usize = 8 * 1024;

async fn excerpt(
    mut exchange: Exchange,
    first: Option<Bytes>,
    token: &Secret,
    idle: std::time::Duration,
) -> Option<String> {
    let mut body = first?.to_vec();
    let more = async {
        while body.len() < EXCERPT_BYTES {
            match exchange.piece().await {
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                Ok(None) | Err(_) => break,
            }
        }
    };
    // What has come so far is good enough.
    let _ = timeout(idle, more).await;
    body.truncate(EXCERPT_BYTES);
    let head = exchange.head;
    Answer::of_parts(Step::Backup, head.status, head.headers, body).detail(&[token])
}

/// What a status other than 200 means for a backup.
fn refusal(
    answer: &Answer,
    token: &Secret,
    request: &BackupRequest,
    asked: std::time::Duration,
) -> ClientError {
    let detail = answer.detail(&[token]);
    let mut words = detail.as_deref().unwrap_or_default().to_ascii_lowercase();
    if let Some(key) = &request.key {
        // A key may be called "version-2" or "unknown"; only the words around its name tell what is wrong.
        words = words.replace(&key.as_str().to_ascii_lowercase(), " ");
    }
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let key = request.key.clone();
    let of_a_key = words.contains("key");
    match answer.status.as_u16() {
        400 | 404 | 409 | 422 if of_a_key && has(&["versioned", "has versions"]) => {
            ClientError::KeyVersioned { key, detail }
        }
        400 | 422
            if of_a_key
                && has(&["not found", "not exist", "unknown", "no such", "invalid", "not registered"]) =>
        {
            ClientError::KeyUnknown { key }
        }
        404 if of_a_key || (key.is_some() && !answer.looks_like_a_page()) => ClientError::KeyUnknown { key },
        504 => ClientError::BackupTimedOut { after: asked },
        500 | 502 | 503 if has(&["timed out", "timeout", "time-out"]) => {
            ClientError::BackupTimedOut { after: asked }
        }
        _ => answer.other_status(&[token]),
    }
}
