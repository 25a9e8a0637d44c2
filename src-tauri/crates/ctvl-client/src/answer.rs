//! A short answer is read whole, within one limit of time and one of size, and its words are cleaned before they
//! go anywhere.

use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{self, HeaderMap};
use serde_json::Value;
use url::Url;

use crate::error::{ClientError, Result, Step};
use crate::secret::Secret;
use crate::text::{DETAIL_LIMIT, one_line, without_secrets, without_tags};
use crate::wire::Exchange;

/// A short answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) step: Step,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Reads the rest of an exchange.
    pub(crate) async fn read(mut exchange: Exchange, limit: usize) -> Result<Self> {
        let mut body = Vec::new();
        while let Some(piece) = exchange.piece().await? {
            if body.len() + piece.len() > limit {
                return Err(ClientError::AnswerTooLong { step: exchange.step, limit });
            }
            body.extend_from_slice(&piece);
        }
        let head = exchange.head;
        Ok(Self { step: exchange.step, status: head.status, headers: head.headers, body })
    }

    /// From an exchange of which only the beginning of the body matters.
    pub(crate) fn of_parts(step: Step, status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { step, status, headers, body }
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value> {
        let unreadable = |what| ClientError::AnswerUnreadable { step: self.step, what };
        if self.headers.contains_key(header::CONTENT_ENCODING) && !is_identity(&self.headers) {
            return Err(unreadable("it is compressed although that was not asked for"));
        }
        if self.looks_like_a_page() {
            return Err(unreadable("a web page came instead of JSON"));
        }
        serde_json::from_slice(&self.body).map_err(|_| unreadable("it is not JSON"))
    }

    /// Whether it is HTML, by its type or its first character.
    pub(crate) fn looks_like_a_page(&self) -> bool {
        content_type(&self.headers).is_some_and(|kind| kind.contains("html"))
            || self.body.trim_ascii_start().starts_with(b"<")
    }

    /// The server's words, cleaned: DRF's `detail` and field errors, or the text of a page.
    pub(crate) fn detail(&self, secrets: &[&Secret]) -> Option<String> {
        let words = match serde_json::from_slice::<Value>(&self.body) {
            Ok(document) => {
                let mut words = Vec::new();
                collect_words(&document, &mut words, 0);
                words.join(" ")
            }
            Err(_) => {
                let text = String::from_utf8_lossy(&self.body);
                if self.looks_like_a_page() { without_tags(&text) } else { text.into_owned() }
            }
        };
        let line = one_line(&without_secrets(&words, secrets), DETAIL_LIMIT);
        (!line.is_empty()).then_some(line)
    }

    /// `Retry-After` in seconds; its other form, a date, is taken relative to the answer's own date.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let text = self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
        let now = date(&self.headers)?;
        u64::try_from(until.duration_since(now).as_secs()).ok().map(Duration::from_secs)
    }

    /// The error that any step makes of a status it has no own meaning for.
    pub(crate) fn other_status(&self, secrets: &[&Secret]) -> ClientError {
        let step = self.step;
        let detail = self.detail(secrets);
        match self.status.as_u16() {
            300..=399 => ClientError::Redirected { step, to: location_host(&self.headers) },
            401 => match &detail {
                Some(words) if words.to_ascii_lowercase().contains("expired") => ClientError::TokenExpired,
                _ => ClientError::TokenRejected { detail },
            },
            403 => ClientError::NoPermission { step, detail },
            404 | 405 | 501 => ClientError::NotOffered { step },
            409 => ClientError::Busy { step, detail },
            429 => ClientError::TooManyRequests { step, retry_after: self.retry_after() },
            504 => ClientError::GatewayTimedOut { step },
            status @ 500..=599 => {
                ClientError::ServerError { step, status, detail, retry_after: self.retry_after() }
            }
            status => ClientError::UnexpectedStatus { step, status, detail },
        }
    }
}

/// `Content-Type` in lower case.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<String> {
    Some(headers.get(header::CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase())
}

/// Whether no `Content-Encoding` other than `identity` is named.
pub(crate) fn is_identity(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .all(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// `Date`: the server's clock.
pub(crate) fn date(headers: &HeaderMap) -> Option<jiff::Timestamp> {
    let text = headers.get(header::DATE)?.to_str().ok()?;
    Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp())
}

fn location_host(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(header::LOCATION)?.to_str().ok()?;
    let host = Url::parse(location).ok()?.host_str().map(str::to_owned)?;
    Some(one_line(&host, 255))
}

/// Deepest nesting and most words that are looked at; an error body has two levels.
const DEPTH: usize = 4;
const WORDS: usize = 20;

fn collect_words(value: &Value, words: &mut Vec<String>, depth: usize) {
    if depth > DEPTH || words.len() >= WORDS {
        return;
    }
    match value {
        Value::String(text) => words.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect_words(item, words, depth + 1)),
        Value::Object(fields) => fields.values().for_each(|item| collect_words(item, words, depth + 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
