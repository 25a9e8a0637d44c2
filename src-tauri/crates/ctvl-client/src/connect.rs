//! The way to the appliance: name, TCP, the system's proxy where there is one, and TLS to the appliance itself. A
//! proxy only ever sees the CONNECT line; everything else is inside the TLS that ends at the appliance.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, BufReader, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::address::Address;
use crate::certificate::{Certificate, Fingerprint};
use crate::error::{ClientError, Result, TlsFailure};
use crate::options::ClientOptions;
use crate::proxy::{self, Tunnel};
use crate::tls::{TlsContext, Wanted};

/// A TLS record holds 16 KiB and rustls asks for 4 KiB at a time; reading this much ahead saves a system call
/// for each of those.
const READ_AHEAD: usize = 256 * 1024;

/// How long one address may take before the next is tried beside it.
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// Bytes to and from the appliance's TLS: plain TCP, or a tunnel in a proxy's own TLS.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A connection whose certificate was judged.
pub(crate) struct Secured {
    stream: TlsStream<BufReader<Box<dyn Wire>>>,
    /// The certificate it was made with.
    pub(crate) certificate: Fingerprint,
    /// An error that came right behind bytes: the system tells of a reset only once.
    late: Option<io::Error>,
}

impl std::fmt::Debug for Secured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secured").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// Connects with the configured trust.
pub(crate) async fn connect(options: &ClientOptions, tls: &Arc<TlsContext>) -> Result<Secured> {
    if options.trust == crate::Trust::System
        && let Some(reason) = tls.store_fault()
    {
        return Err(ClientError::TrustStoreUnusable { reason: reason.to_owned() });
    }
    within(options, async {
        let wire = reach(options, tls).await?;
        let (config, judge) = tls.connection(Wanted::Trusted(options.trust))?;
        let name = server_name(&options.address)?;
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, BufReader::with_capacity(READ_AHEAD, wire))
            .await
            .map_err(|error| judge.explain(&error))?;
        let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let certificate = Fingerprint::of(shown.ok_or(ClientError::Tls(TlsFailure::NoCertificate))?);
        Ok(Secured { stream, certificate, late: None })
    })
    .await
}

/// Looks at the certificate and ends the handshake.
pub(crate) async fn look(options: &ClientOptions, tls: &Arc<TlsContext>) -> Result<Certificate> {
    within(options, async {
        let wire = reach(options, tls).await?;
        let (config, judge) = tls.connection(Wanted::Look)?;
        let name = server_name(&options.address)?;
        match TlsConnector::from(Arc::new(config)).connect(name, wire).await {
            // The judge of a look lets nothing pass, so that this is only reached if it was never asked.
            Ok(_) => Err(ClientError::Tls(TlsFailure::NoCertificate)),
            Err(error) => judge.certificate().map_err(|_| judge.explain(&error)),
        }
    })
    .await
}

async fn within<T>(options: &ClientOptions, work: impl Future<Output = Result<T>>) -> Result<T> {
    let after = options.limits.connect;
    match timeout(after, work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ClientError::ConnectTimedOut { host: options.address.host(), after }),
    }
}

fn server_name(address: &Address) -> Result<ServerName<'static>> {
    ServerName::try_from(address.bare_host()).map_err(|_| ClientError::NotResolved { host: address.host() })
}

async fn reach(options: &ClientOptions, tls: &Arc<TlsContext>) -> Result<Box<dyn Wire>> {
    match proxy::for_address(options)? {
        Some(tunnel) => through(&tunnel, options, tls).await,
        None => {
            let address = &options.address;
            let stream = dial(&address.bare_host(), address.port()).await.map_err(|error| match error {
                DialError::NotResolved => ClientError::NotResolved { host: address.host() },
                DialError::Refused => ClientError::Refused { host: address.host(), port: address.port() },
                DialError::Unreachable => ClientError::Unreachable { host: address.host() },
            })?;
            Ok(Box::new(stream))
        }
    }
}

async fn through(tunnel: &Tunnel, options: &ClientOptions, tls: &Arc<TlsContext>) -> Result<Box<dyn Wire>> {
    use crate::error::ProxyFailure as P;
    // A silent proxy is to be named as such, so it gets most of the limit, not all of it.
    let share = options.limits.connect.mul_f64(0.8);
    let work = async {
        let stream = dial(&tunnel.host, tunnel.port).await.map_err(|error| match error {
            DialError::NotResolved => P::NotResolved,
            DialError::Refused | DialError::Unreachable => P::Refused,
        })?;
        tunnel.open(stream, &options.address, tls).await
    };
    let outcome = timeout(share, work).await.unwrap_or(Err(P::TimedOut));
    outcome.map_err(|failure| ClientError::ProxyFailed { proxy: tunnel.shown(), failure })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DialError {
    NotResolved,
    Refused,
    Unreachable,
}

/// TCP to a host, trying its addresses one after the other and side by side when one is slow.
async fn dial(host: &str, port: u16) -> Result<TcpStream, DialError> {
    let mut addresses = tokio::net::lookup_host((host, port)).await.map_err(|_| DialError::NotResolved)?;
    let mut attempts = FuturesUnordered::new();
    let mut worst = DialError::NotResolved;
    loop {
        match addresses.next() {
            Some(address) => attempts.push(dial_address(address)),
            None if attempts.is_empty() => return Err(worst),
            None => {}
        }
        let next = attempts.next();
        let finished = if addresses.size_hint().1 == Some(0) {
            next.await
        } else {
            match timeout(NEXT_ADDRESS, next).await {
                Ok(finished) => finished,
                Err(_) => continue,
            }
        };
        match finished {
            Some(Ok(stream)) => return Ok(stream),
            Some(Err(error)) => {
                let refused = error.kind() == io::ErrorKind::ConnectionRefused;
                worst = if refused { DialError::Refused } else { DialError::Unreachable };
            }
            None => {}
        }
    }
}

async fn dial_address(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    // An appliance that vanished without a word (power, firewall) is noticed while it builds a backup in silence.
    let probes = socket2::TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE);
    socket2::SockRef::from(&stream).set_tcp_keepalive(&probes)?;
    Ok(stream)
}

/// Firewalls forget silent connections after some minutes; a backup may be built for longer than that.
const KEEPALIVE: Duration = Duration::from_secs(30);

impl AsyncRead for Secured {
    /// Fills the buffer with every record that is there: one large piece costs the layers above less than ten small ones.
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(error) = self.late.take() {
            return Poll::Ready(Err(error));
        }
        let before = buffer.filled().len();
        loop {
            let filled = buffer.filled().len();
            match Pin::new(&mut self.stream).poll_read(cx, buffer) {
                Poll::Ready(Ok(())) if buffer.filled().len() > filled && buffer.remaining() > 0 => {}
                Poll::Ready(Ok(())) => return Poll::Ready(Ok(())),
                // What came before an error or a pause is delivered first.
                Poll::Pending if filled > before => return Poll::Ready(Ok(())),
                Poll::Ready(Err(error)) if filled > before => {
                    self.late = Some(error);
                    return Poll::Ready(Ok(()));
                }
                other => return other,
            }
        }
    }
}

impl AsyncWrite for Secured {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
