//! The system's proxy settings decide the way, nothing else: the proxy gets a CONNECT line with host and port, and
//! never sees a header, a login or a byte of the archive.

use base64::Engine as _;
use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use rustls::pki_types::ServerName;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::address::Address;
use crate::connect::Wire;
use crate::error::{ClientError, ProxyFailure, Result};
use crate::options::{ClientOptions, Proxy};
use crate::secret::Secret;
use crate::tls::{self, TlsContext};

/// Longest head of a proxy's answer.
const HEAD_LIMIT: usize = 16 * 1024;

/// A proxy on the way.
#[derive(Debug)]
pub(crate) struct Tunnel {
    /// The proxy's host, without brackets.
    pub(crate) host: String,
    /// The proxy's port.
    pub(crate) port: u16,
    over_tls: bool,
    authorization: Option<Secret>,
}

/// The proxy that the system's settings name for this appliance.
pub(crate) fn for_address(options: &ClientOptions) -> Result<Option<Tunnel>> {
    if options.proxy == Proxy::None {
        return Ok(None);
    }
    let Ok(target) = options.address.origin().parse::<Uri>() else { return Ok(None) };
    let Some(found) = Matcher::from_system().intercept(&target) else { return Ok(None) };
    let uri = found.uri();
    let over_tls = uri.scheme_str() == Some("https");
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = uri.port_u16().unwrap_or(if over_tls { 443 } else { 80 });
    let authorization =
        found.basic_auth().and_then(|value| Some(Secret::new(value.to_str().ok()?.to_owned())));
    let authorization = authorization.or_else(|| {
        let (user, password) = found.raw_auth()?;
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        Some(Secret::new(format!("Basic {encoded}")))
    });
    let tunnel = Tunnel { host, port, over_tls, authorization };
    if matches!(uri.scheme_str(), Some("http" | "https")) && !tunnel.host.is_empty() {
        Ok(Some(tunnel))
    } else {
        Err(ClientError::ProxyFailed { proxy: tunnel.shown(), failure: ProxyFailure::Unsupported })
    }
}

impl Tunnel {
    /// Host and port for messages; a login in the settings is never shown.
    pub(crate) fn shown(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Asks for the way to the appliance over a fresh connection to the proxy.
    pub(crate) async fn open(
        &self,
        stream: TcpStream,
        to: &Address,
        context: &TlsContext,
    ) -> Result<Box<dyn Wire>, ProxyFailure> {
        if !self.over_tls {
            return self.ask(stream, to).await;
        }
        let config = tls::proxy_config(context).ok_or(ProxyFailure::Tls)?;
        let name = ServerName::try_from(self.host.clone()).map_err(|_| ProxyFailure::Tls)?;
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .map_err(|_| ProxyFailure::Tls)?;
        self.ask(stream, to).await
    }

    async fn ask<S>(&self, mut stream: S, to: &Address) -> Result<Box<dyn Wire>, ProxyFailure>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let target = format!("{}:{}", to.host(), to.port());
        let mut request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
        if let Some(authorization) = &self.authorization {
            request.push_str(&format!("Proxy-Authorization: {}\r\n", authorization.expose()));
        }
        request.push_str("\r\n");
        let request = Secret::new(request);
        stream.write_all(request.expose().as_bytes()).await.map_err(|_| ProxyFailure::NotAProxy)?;
        stream.flush().await.map_err(|_| ProxyFailure::NotAProxy)?;

        // Byte by byte, because what follows the head already belongs to the appliance.
        let mut head = Vec::with_capacity(256);
        while !head.ends_with(b"\r\n\r\n") {
            if head.len() >= HEAD_LIMIT {
                return Err(ProxyFailure::NotAProxy);
            }
            head.push(stream.read_u8().await.map_err(|_| ProxyFailure::NotAProxy)?);
        }
        match status(&head).ok_or(ProxyFailure::NotAProxy)? {
            200..=299 => Ok(Box::new(stream)),
            407 => Err(ProxyFailure::LoginNeeded),
            other => Err(ProxyFailure::Status(other)),
        }
    }
}

fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split(' ');
    words.next()?.starts_with("HTTP/1.").then_some(())?;
    words.next()?.parse().ok()
}
