//! How the faults that concern a backup change its answer.

use std::io;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use serde_json::json;

use super::Backup;
use crate::error::ApiError;
use crate::faults::Fault;
use crate::state::AppState;

/// The answer that a fault gives in place of a backup.
pub(crate) fn instead(state: &AppState, exclude_counters: bool) -> Option<Response> {
    let on = |name| state.faults().get(name);
    if on("timeout-at-backup").is_some() || (on("timeout-with-counters").is_some() && !exclude_counters) {
        return Some(ApiError::GatewayTimeout.into_response());
    }
    if on("server-error").is_some() {
        return Some(ApiError::ServerError.into_response());
    }
    if on("web-page").is_some() {
        let page = "<!doctype html><title>CT-VL</title><h1>Session expired</h1><p>Sign in again.</p>";
        return Some(Html(page).into_response());
    }
    if on("json").is_some() {
        return Some(Json(json!({ "detail": "Backup is already running." })).into_response());
    }
    if let Some(Fault::Redirect(to)) = on("redirect") {
        let location = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/"));
        return Some((StatusCode::FOUND, [(LOCATION, location)]).into_response());
    }
    None
}

/// How long a connection still carries what was sent, before it breaks.
const ON_ITS_WAY: Duration = Duration::from_millis(50);

/// The answer that carries a backup, changed by whatever faults are on.
pub(crate) fn answer(state: &AppState, backup: Backup) -> Response {
    let faults = state.faults();
    let mut stream = backup.stream;
    let mut promised = state.options().content_length.then_some(backup.length);
    if let Some(Fault::FlipBit(at)) = faults.get("flip-bit") {
        stream = flip(stream, at);
    }
    for name in ["cut-off", "reset"] {
        if let Some(Fault::CutOff(after) | Fault::Reset(after)) = faults.get(name) {
            let broken = stream::once(async {
                // What came before is on its way by then; at once, the server would throw it away with the connection.
                tokio::time::sleep(ON_ITS_WAY).await;
                Err(io::Error::from(io::ErrorKind::ConnectionAborted))
            });
            stream = first(stream, after).chain(broken).boxed();
        }
    }
    if let Some(Fault::Stall(after)) = faults.get("stall") {
        stream = first(stream, after).chain(stream::pending()).boxed();
    }
    if let Some(Fault::WrongLength(difference)) = faults.get("wrong-length") {
        promised = Some(backup.length.saturating_add_signed(difference));
        if difference < 0 {
            stream = first(stream, backup.length.saturating_add_signed(difference));
        } else {
            // The server breaks the connection where the body ends before its promise.
            let end = stream::once(async {
                tokio::time::sleep(ON_ITS_WAY).await;
                Ok(Bytes::new())
            });
            stream = stream.chain(end).boxed();
        }
    }
    let gzip = faults.get("gzip").is_some();
    if gzip {
        promised = None;
        stream = compressed(stream);
    }

    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", backup.name)) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    if let Some(length) = promised {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    if gzip {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

type Chunks = BoxStream<'static, io::Result<Bytes>>;

/// The first so many bytes.
fn first(stream: Chunks, bytes: u64) -> Chunks {
    stream
        .scan(bytes, |left, chunk| {
            let kept = match chunk {
                Ok(_) if *left == 0 => None,
                Ok(mut chunk) => {
                    chunk.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
                    *left -= chunk.len() as u64;
                    Some(Ok(chunk))
                }
                Err(error) => Some(Err(error)),
            };
            std::future::ready(kept)
        })
        .boxed()
}

/// All bytes, with the lowest bit of one of them flipped.
fn flip(stream: Chunks, at: u64) -> Chunks {
    let mut passed = 0_u64;
    let flip = move |chunk: io::Result<Bytes>| {
        let chunk = chunk?;
        let here = at.checked_sub(passed).and_then(|n| usize::try_from(n).ok());
        passed += chunk.len() as u64;
        match here.filter(|here| *here < chunk.len()) {
            Some(here) => {
                let mut bytes = chunk.to_vec();
                bytes[here] ^= 1;
                Ok(Bytes::from(bytes))
            }
            None => Ok(chunk),
        }
    };
    stream.map(flip).boxed()
}

fn compressed(stream: Chunks) -> Chunks {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    let begin = (stream, Some(GzEncoder::new(Vec::new(), Compression::fast())));
    stream::try_unfold(begin, |(mut stream, mut encoder)| async move {
        let Some(mut gzip) = encoder.take() else { return Ok(None) };
        loop {
            match stream.next().await {
                Some(chunk) => {
                    gzip.write_all(&chunk?)?;
                    let ready = std::mem::take(gzip.get_mut());
                    if !ready.is_empty() {
                        return Ok(Some((Bytes::from(ready), (stream, Some(gzip)))));
                    }
                }
                None => return Ok(Some((Bytes::from(gzip.finish()?), (stream, None)))),
            }
        }
    })
    .boxed()
}
