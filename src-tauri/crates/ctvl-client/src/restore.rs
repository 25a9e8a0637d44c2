//! The direct route's upload: the announced length is kept or the request is broken off, never padded.
//!
//! Only the practice appliance documents this route, so what it answers is read by the names it uses and everything
//! else stays unknown.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use ctvl_archive::version::CtvlVersion;
use futures_util::Stream;
use hyper::Method;
use hyper::header::HeaderValue;
use serde_json::Value;
use tokio::time::Instant;

use crate::answer::Answer;
use crate::client::Client;
use crate::error::{ClientError, Result, Step};
use crate::multipart::{Multipart, Sending};
use crate::secret::Secret;
use crate::system::{BootId, flag, text};
use crate::wire::{self, Ask};

/// An archive on its way to the appliance.
pub struct Upload<S> {
    /// File name told to the appliance.
    pub name: String,
    /// Exact length in bytes.
    pub length: u64,
    /// The archive's bytes.
    pub body: S,
}

impl<S> fmt::Debug for Upload<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("name", &self.name)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// Told the bytes of the archive that were sent so far, absolutely.
pub type UploadProgress = Box<dyn FnMut(u64) + Send>;

/// The three details of R5 and what else the appliance reads from an archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArchiveDetails {
    /// Version that made the archive.
    pub version: Option<CtvlVersion>,
    /// When, as the appliance writes it.
    pub created: Option<String>,
    /// Encryption key name.
    pub key: Option<String>,
    /// Whether counters are in it.
    pub counters: Option<bool>,
    /// Whether the appliance itself would restore it, if it says so.
    pub restorable: Option<bool>,
    /// Its reason, if it would not.
    pub reason: Option<String>,
}

/// A restore that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreTicket {
    /// Id to ask for.
    pub id: String,
    /// The boot during which it began, if told.
    pub boot: Option<BootId>,
}

/// How far a restore is.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoreStatus {
    /// Stage.
    pub stage: RestoreStage,
    /// Done of all, from 0 to 1, if told.
    pub fraction: Option<f64>,
    /// The appliance's words.
    pub detail: Option<String>,
    /// The boot that answered, if told.
    pub boot: Option<BootId>,
}

/// Stages of a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestoreStage {
    /// Waiting or checking.
    Preparing,
    /// Replacing the data.
    Restoring,
    /// Complete; the reboot is about to begin or going on.
    Rebooting,
    /// Complete, and rebooted.
    Complete,
    /// Failed.
    Failed,
    /// A word this client does not know.
    Unknown(String),
}

impl ArchiveDetails {
    pub(crate) fn read(document: &Value) -> Self {
        let excluded = flag(document, &["excludecounters", "exclude_counters", "counters_excluded"]);
        Self {
            version: text(document, &["version", "ctvl_version"]).and_then(|version| version.parse().ok()),
            created: text(document, &["created", "date", "created_at"]),
            key: text(document, &["key", "key_name"]),
            counters: flag(document, &["counters", "counters_included"])
                .or_else(|| Some(text(document, &["counters"])? == "included"))
                .or_else(|| excluded.map(|excluded| !excluded)),
            restorable: flag(document, &["restorable"]),
            reason: text(document, &["reason", "detail"]),
        }
    }
}

impl RestoreTicket {
    pub(crate) fn read(document: &Value) -> Result<Self> {
        let id = text(document, &["id", "restore_id"]);
        let id = id.or_else(|| Some(document.get("id")?.as_u64()?.to_string()));
        let missing =
            ClientError::AnswerUnreadable { step: Step::Restore, what: "it names no restore to follow" };
        Ok(Self { id: id.ok_or(missing)?, boot: BootId::read(document) })
    }
}

impl RestoreStatus {
    pub(crate) fn read(document: &Value) -> Self {
        let word = text(document, &["state", "stage", "status"]).unwrap_or_default();
        let stage = match word.to_ascii_lowercase().as_str() {
            "pending" | "queued" | "received" | "checking" | "preparing" => RestoreStage::Preparing,
            "restoring" | "running" => RestoreStage::Restoring,
            "restored" | "rebooting" => RestoreStage::Rebooting,
            "complete" | "completed" | "done" => RestoreStage::Complete,
            "failed" | "error" | "refused" => RestoreStage::Failed,
            _ => RestoreStage::Unknown(word),
        };
        let fraction = ["fraction", "progress"].iter().find_map(|name| document.get(name)?.as_f64());
        let fraction = fraction.or_else(|| Some(document.get("percent")?.as_f64()? / 100.0));
        Self {
            stage,
            fraction: fraction.filter(|fraction| (0.0..=1.0).contains(fraction)),
            detail: text(document, &["detail", "message", "error", "reason"]),
            boot: BootId::read(document),
        }
    }
}

/// Sends an archive as the multipart field `file` and reads the answer.
pub(crate) async fn send<S>(
    client: &Client,
    token: &Secret,
    step: Step,
    upload: Upload<S>,
    progress: UploadProgress,
) -> Result<Answer>
where
    S: Stream<Item = std::io::Result<Bytes>> + Send + 'static,
{
    let target = if step == Step::Inspect { "/api/backup/inspect" } else { "/api/backup/restore" };
    let secured = client.open().await?;
    let options = client.options();
    let length = upload.length;
    let (body, content_type, sending) = Multipart::of(upload, progress)?;
    let mut ask = Ask::new(step, Method::POST, target).token(token);
    ask.content_type = HeaderValue::from_str(&content_type).ok();
    ask.body = body;
    let work = Box::pin(async {
        let exchange = wire::send(secured, options, ask).await?;
        Answer::read(exchange, options.limits.answer_bytes).await
    });
    let outcome = tokio::select! {
        outcome = work => outcome,
        stalled = watch(&sending, step, options.limits.idle, options.limits.after_upload) => Err(stalled),
    };
    match outcome {
        Ok(answer) if answer.status.is_success() => Ok(answer),
        Ok(answer) => Err(refusal(&answer, token)),
        Err(error) => {
            Err(sending.fault().unwrap_or_else(|| in_terms_of_the_upload(error, sending.sent(), length)))
        }
    }
}

/// Ends when the upload stood still for too long, or the answer to a whole one did not come.
async fn watch(sending: &Sending, step: Step, idle: Duration, after_upload: Duration) -> ClientError {
    loop {
        let limit = if sending.complete() { after_upload } else { idle };
        let deadline = sending.last_moved() + limit;
        if Instant::now() >= deadline {
            return if sending.complete() {
                ClientError::FirstByteTimedOut { step, after: after_upload }
            } else {
                ClientError::Stalled { step, moved: sending.sent(), after: idle }
            };
        }
        // The last byte may go out meanwhile and bring another limit, even a shorter one.
        tokio::time::sleep_until(deadline.min(Instant::now() + idle.min(after_upload))).await;
    }
}

/// A connection that broke during an upload broke after so much was sent, not after so little of an answer.
fn in_terms_of_the_upload(error: ClientError, sent: u64, length: u64) -> ClientError {
    match error {
        ClientError::Reset { step, moved: 0 } => ClientError::Reset { step, moved: sent },
        ClientError::CutOff { step, received: 0, promised: None } => {
            ClientError::CutOff { step, received: sent, promised: Some(length) }
        }
        other => other,
    }
}

fn refusal(answer: &Answer, token: &Secret) -> ClientError {
    let detail = answer.detail(&[token]);
    let status = answer.status.as_u16();
    let of_the_version =
        detail.as_deref().is_some_and(|words| words.to_ascii_lowercase().contains("version"));
    match status {
        400 | 413 | 415 | 422 => ClientError::ArchiveRefused { step: answer.step, status, detail },
        409 if of_the_version => ClientError::ArchiveRefused { step: answer.step, status, detail },
        _ => answer.other_status(&[token]),
    }
}
