//! One file as `multipart/form-data` (RFC 7578), streamed: its length is known beforehand, so that the request has a
//! Content-Length, and a source that does not keep to it breaks the request off.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Instant;

use crate::error::{ClientError, Result};
use crate::restore::{Upload, UploadProgress};
use crate::wire::RequestBody;

/// An upload as seen by the one who waits for its answer.
#[derive(Debug, Clone)]
pub(crate) struct Sending(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    sent: u64,
    complete: bool,
    last_moved: Instant,
    fault: Option<ClientError>,
}

impl Sending {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of the archive handed to the connection.
    pub(crate) fn sent(&self) -> u64 {
        self.state().sent
    }

    /// Whether all was handed to the connection.
    pub(crate) fn complete(&self) -> bool {
        self.state().complete
    }

    /// When anything last moved.
    pub(crate) fn last_moved(&self) -> Instant {
        self.state().last_moved
    }

    /// What the source did wrong, if it did.
    pub(crate) fn fault(&self) -> Option<ClientError> {
        self.state().fault.clone()
    }
}

/// The body of the request.
pub(crate) struct Multipart<S> {
    head: Option<Bytes>,
    file: Pin<Box<S>>,
    tail: Option<Bytes>,
    announced: u64,
    /// Bytes of the whole body still to come.
    left: u64,
    progress: UploadProgress,
    sending: Sending,
}

impl<S> Multipart<S>
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    /// The body, its Content-Type, and how to watch it.
    pub(crate) fn of(upload: Upload<S>, progress: UploadProgress) -> Result<(RequestBody, String, Sending)> {
        let boundary = boundary()?;
        let name = field_text(&upload.name);
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let left = head.len() as u64 + upload.length + tail.len() as u64;
        let state = State { sent: 0, complete: false, last_moved: Instant::now(), fault: None };
        let sending = Sending(Arc::new(Mutex::new(state)));
        let body = Self {
            head: Some(head.into()),
            file: Box::pin(upload.body),
            tail: Some(tail.into()),
            announced: upload.length,
            left,
            progress,
            sending: sending.clone(),
        };
        Ok((body.boxed_unsync(), format!("multipart/form-data; boundary={boundary}"), sending))
    }

    fn give(&mut self, bytes: Bytes) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.left -= bytes.len() as u64;
        self.sending.state().last_moved = Instant::now();
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn break_off(&mut self, fault: ClientError) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.sending.state().fault = Some(fault);
        Poll::Ready(Some(Err(io::Error::other("the upload was broken off"))))
    }
}

impl<S> Body for Multipart<S>
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        if let Some(head) = this.head.take() {
            return this.give(head);
        }
        if this.tail.is_none() {
            return Poll::Ready(None);
        }
        let sent = this.sending.sent();
        let piece = loop {
            match this.file.as_mut().poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) if bytes.is_empty() => {}
                Poll::Ready(piece) => break piece,
            }
        };
        match piece {
            Some(Ok(bytes)) => {
                let actual = sent + bytes.len() as u64;
                if actual > this.announced {
                    return this.break_off(ClientError::UploadLength { announced: this.announced, actual });
                }
                this.sending.state().sent = actual;
                (this.progress)(actual);
                this.give(bytes)
            }
            Some(Err(error)) => this.break_off(ClientError::UploadSource { reason: error.to_string(), sent }),
            None if sent < this.announced => {
                this.break_off(ClientError::UploadLength { announced: this.announced, actual: sent })
            }
            None => {
                this.sending.state().complete = true;
                let tail = this.tail.take().unwrap_or_default();
                this.give(tail)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.tail.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// Random, so that no archive can contain it by design.
fn boundary() -> Result<String> {
    let mut bytes = [0_u8; 24];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| ClientError::UploadSource {
        reason: "the system gave no random numbers".to_owned(),
        sent: 0,
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// RFC 7578: what would end or change the header line is percent-encoded, as browsers do.
fn field_text(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        match character {
            '"' => text.push_str("%22"),
            '\r' => text.push_str("%0D"),
            '\n' => text.push_str("%0A"),
            other if other.is_control() => text.push('_'),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_header() {
        assert_eq!(field_text("a\"\r\nX: y\u{0}.zip"), "a%22%0D%0AX: y_.zip");
    }
}
