//! One request, one connection: no cookie, no cached connection and no redirect can carry anything from one request
//! to the next. The connection is driven by whoever waits for the answer, so that a receiver that pauses also
//! pauses the appliance, and dropping an exchange ends it.

use std::error::Error as StdError;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper::header::{self, HeaderValue};
use hyper::http::response::Parts;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use zeroize::Zeroizing;

use crate::certificate::Fingerprint;
use crate::connect::{self, Secured};
use crate::error::{ClientError, Result, Step};
use crate::options::ClientOptions;
use crate::secret::Secret;
use crate::tls::{TlsContext, tls_error, tls_failure};

/// Largest piece read at once; pieces are handed on as they are.
const READ_BUFFER: usize = 256 * 1024;

/// The body of a request.
pub(crate) type RequestBody = UnsyncBoxBody<Bytes, io::Error>;
type Connection = http1::Connection<TokioIo<Secured>, RequestBody>;

/// A request in the making.
#[derive(Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) step: Step,
    pub(crate) method: Method,
    /// Path and query, percent-encoded.
    pub(crate) target: String,
    pub(crate) token: Option<&'a Secret>,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: RequestBody,
}

impl<'a> Ask<'a> {
    pub(crate) fn new(step: Step, method: Method, target: impl Into<String>) -> Self {
        let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
        Self { step, method, target: target.into(), token: None, content_type: None, body }
    }

    pub(crate) fn token(mut self, token: &'a Secret) -> Self {
        self.token = Some(token);
        self
    }

    pub(crate) fn json(mut self, document: Zeroizing<Vec<u8>>) -> Self {
        self.content_type = Some(HeaderValue::from_static("application/json"));
        self.body = Full::new(Bytes::from_owner(document)).map_err(|never| match never {}).boxed_unsync();
        self
    }

    fn request(self, options: &ClientOptions) -> Result<Request<RequestBody>> {
        let unsendable =
            || ClientError::AnswerUnreadable { step: self.step, what: "the request cannot be written" };
        let mut builder = Request::builder()
            .method(self.method)
            .uri(self.target)
            .header(header::HOST, options.address.to_string())
            .header(header::USER_AGENT, concat!("ctvl-backup/", env!("CARGO_PKG_VERSION")))
            .header(header::ACCEPT, "*/*")
            // An archive is compressed already; a transit encoding would hide its length.
            .header(header::ACCEPT_ENCODING, "identity")
            .header(header::CONNECTION, "close");
        if let Some(content_type) = self.content_type {
            builder = builder.header(header::CONTENT_TYPE, content_type);
        }
        if let Some(token) = self.token {
            let bearer = Secret::new(format!("Bearer {}", token.expose()));
            let mut value = HeaderValue::from_str(bearer.expose()).map_err(|_| unsendable())?;
            value.set_sensitive(true);
            builder = builder.header(header::AUTHORIZATION, value);
        }
        builder.body(self.body).map_err(|_| unsendable())
    }
}

/// An answer whose head has come.
pub(crate) struct Exchange {
    pub(crate) step: Step,
    pub(crate) head: Parts,
    pub(crate) certificate: Fingerprint,
    body: Incoming,
    /// Taken when the body has ended.
    connection: Option<Connection>,
    /// The connection has done its work and must not be polled again.
    finished: bool,
    received: u64,
    promised: Option<u64>,
    chunked: bool,
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchange")
            .field("step", &self.step)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

/// A connection on which nothing was asked yet.
pub(crate) async fn open(options: &ClientOptions, tls: &Arc<TlsContext>) -> Result<Secured> {
    connect::connect(options, tls).await
}

/// Sends the request and waits for the head of the answer. Without a limit of its own: the caller knows the step's.
pub(crate) async fn send(secured: Secured, options: &ClientOptions, ask: Ask<'_>) -> Result<Exchange> {
    let step = ask.step;
    let certificate = secured.certificate;
    let request = ask.request(options)?;
    let (mut sender, mut connection) = http1::Builder::new()
        .max_buf_size(READ_BUFFER)
        .handshake::<_, RequestBody>(TokioIo::new(secured))
        .await
        .map_err(|error| broken(&error, step, 0, None, false))?;
    let mut answer = Box::pin(sender.send_request(request));
    let mut ended = false;
    let response = poll_fn(|cx| {
        if let Poll::Ready(response) = answer.as_mut().poll(cx) {
            return Poll::Ready(response);
        }
        if !ended && let Poll::Ready(end) = connection.poll_without_shutdown(cx) {
            ended = true;
            return match (answer.as_mut().poll(cx), end) {
                (Poll::Pending, Err(error)) => Poll::Ready(Err(error)),
                (answer, _) => answer,
            };
        }
        answer.as_mut().poll(cx)
    })
    .await
    .map_err(|error| broken(&error, step, 0, None, false))?;
    let (head, body) = response.into_parts();
    let chunked = head.headers.contains_key(header::TRANSFER_ENCODING);
    let promised = (!chunked).then(|| body.size_hint().exact()).flatten();
    let connection = Some(connection);
    Ok(Exchange {
        step,
        head,
        certificate,
        body,
        connection,
        finished: ended,
        received: 0,
        promised,
        chunked,
    })
}

impl Exchange {
    /// Bytes of the body so far.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// Bytes promised by Content-Length.
    pub(crate) fn promised(&self) -> Option<u64> {
        self.promised
    }

    /// The next piece; `None` only when the body ended as it should.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>> {
        loop {
            match poll_fn(|cx| self.poll_frame(cx)).await {
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data()
                        && !bytes.is_empty()
                    {
                        self.received += bytes.len() as u64;
                        return Ok(Some(bytes));
                    }
                }
                Some(Err(error)) => {
                    return Err(broken(&error, self.step, self.received, self.promised, self.chunked));
                }
                None => return self.ended().map(|()| None),
            }
        }
    }

    fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, hyper::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame);
        }
        if let Some(connection) = &mut self.connection
            && !self.finished
            && let Poll::Ready(end) = connection.poll_without_shutdown(cx)
        {
            self.finished = true;
            // What the connection had handed over before it broke comes first.
            return match (Pin::new(&mut self.body).poll_frame(cx), end) {
                (Poll::Pending, Err(error)) => Poll::Ready(Some(Err(error))),
                (frame, _) => frame,
            };
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }

    /// More bytes than promised are as wrong as fewer: then nobody knows which of them are the archive.
    fn ended(&mut self) -> Result<()> {
        let Some(connection) = self.connection.take() else { return Ok(()) };
        let surplus = connection.into_parts().read_buf.len() as u64;
        match self.promised {
            Some(promised) if surplus > 0 => {
                Err(ClientError::WrongLength { step: self.step, promised, received: self.received + surplus })
            }
            _ => Ok(()),
        }
    }
}

/// Names what broke an exchange, by walking down to its cause.
fn broken(
    error: &hyper::Error,
    step: Step,
    received: u64,
    promised: Option<u64>,
    chunked: bool,
) -> ClientError {
    let cut = || {
        if chunked {
            ClientError::NotEnded { step, received }
        } else {
            ClientError::CutOff { step, received, promised }
        }
    };
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(current) = cause {
        if let Some(io) = current.downcast_ref::<io::Error>() {
            if let Some(tls) = tls_error(io) {
                return ClientError::Tls(tls_failure(tls));
            }
            match io.kind() {
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe => {
                    return ClientError::Reset { step, moved: received };
                }
                io::ErrorKind::UnexpectedEof => return cut(),
                io::ErrorKind::TimedOut => return ClientError::Reset { step, moved: received },
                // hyper reports a chunk head or a length that makes no sense as one of these.
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                    return ClientError::NotHttp { step };
                }
                _ => {}
            }
        }
        cause = current.source();
    }
    if error.is_parse() || error.is_parse_too_large() || error.is_parse_status() {
        return ClientError::NotHttp { step };
    }
    cut()
}
