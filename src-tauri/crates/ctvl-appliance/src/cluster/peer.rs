//! One node talking to another.
//!
//! Invariant: a peer is trusted by the exact certificate that was named when the cluster was formed, and by
//! nothing else. The handshake's signatures are checked as usual, so the peer also holds that certificate's key.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, SignatureScheme};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ClusterError, Fingerprint, Refusal};

/// A node that does not answer within this time counts as unreachable.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);
/// How long a peer may stay silent: between two reads, never on the whole, because a snapshot may be large.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Patience {
    /// For a question that needs no work.
    Short,
    /// For work of unknown size, such as preparing a snapshot.
    Long,
}

impl Patience {
    fn limit(self) -> Duration {
        match self {
            Self::Short => Duration::from_secs(8),
            Self::Long => Duration::from_secs(300),
        }
    }
}

/// What a node presents to another one after it has joined.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Caller<'a> {
    /// A person's login, for the first contact only.
    Token(&'a str),
    /// A member of the cluster, by the secret that all its members hold.
    Member {
        /// The caller's node id.
        node: &'a str,
        /// The caller's cluster.
        cluster: &'a str,
        /// Its shared secret.
        secret: &'a str,
    },
    /// The command line of the same machine.
    Console(&'a str),
    /// Nothing yet: signing in.
    Nobody,
}

/// Name of the header that carries the caller's node id.
pub(crate) const NODE_HEADER: &str = "x-ctvl-node";
/// Name of the header that carries the caller's cluster.
pub(crate) const CLUSTER_HEADER: &str = "x-ctvl-cluster";
/// Name of the header that carries the cluster's shared secret.
pub(crate) const SECRET_HEADER: &str = "x-ctvl-cluster-secret";

/// Name of the header that carries the console's token.
pub(crate) const CONSOLE_HEADER: &str = "x-ctvl-console";

/// A connection to one other node, pinned to its certificate.
pub(crate) struct Peer {
    client: Client,
    address: String,
}

impl Peer {
    /// Prepares a connection; nothing is sent yet. `address` is `https://host:port`.
    pub(crate) fn new(
        address: &str,
        fingerprint: Fingerprint,
        patience: Patience,
    ) -> Result<Self, ClusterError> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|_| ClusterError::TlsSetup)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(ExactCertificate { fingerprint, provider }))
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_LIMIT)
            .read_timeout(patience.limit())
            .build()
            .map_err(|_| ClusterError::TlsSetup)?;
        Ok(Self { client, address: address.trim_end_matches('/').to_owned() })
    }

    /// Sends one request and answers with the peer's response once its status says that it was accepted.
    pub(crate) async fn request<B: Serialize + Sync>(
        &self,
        method: Method,
        path: &str,
        caller: Caller<'_>,
        body: Option<&B>,
    ) -> Result<reqwest::Response, ClusterError> {
        let mut request = self.client.request(method, format!("{}{path}", self.address));
        request = match caller {
            Caller::Token(token) => request.bearer_auth(token),
            Caller::Member { node, cluster, secret } => request
                .header(NODE_HEADER, node)
                .header(CLUSTER_HEADER, cluster)
                .header(SECRET_HEADER, secret),
            Caller::Console(token) => request.header(CONSOLE_HEADER, token),
            Caller::Nobody => request,
        };
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|e| self.failure(&e))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let refusal = match response.json::<serde_json::Value>().await {
            Ok(body) => Refusal::from_body(status.as_u16(), &body),
            Err(_) => Refusal::bare(status.as_u16()),
        };
        Err(match status {
            StatusCode::NOT_FOUND => ClusterError::NotANode { address: self.address.clone() },
            _ => ClusterError::Refused { address: self.address.clone(), refusal: Box::new(refusal) },
        })
    }

    /// As [`Peer::request`], and reads the answer.
    pub(crate) async fn ask<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        caller: Caller<'_>,
        body: Option<&B>,
    ) -> Result<T, ClusterError> {
        let response = self.request(method, path, caller, body).await?;
        response.json().await.map_err(|e| self.failure(&e))
    }

    /// Names the reason why no answer came.
    pub(crate) fn failure(&self, error: &reqwest::Error) -> ClusterError {
        let address = self.address.clone();
        if is_about_the_certificate(error) {
            return ClusterError::OtherCertificate { address };
        }
        if error.is_decode() {
            return ClusterError::NotANode { address };
        }
        ClusterError::Unreachable { address }
    }
}

/// The verifier's verdict is several errors down. An `io::Error` does not count what it wraps as its source.
fn is_about_the_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(rustls::Error::InvalidCertificate(_)) = error.downcast_ref() {
        return true;
    }
    let wrapped = error.downcast_ref().and_then(std::io::Error::get_ref);
    wrapped.is_some_and(|inner| is_about_the_certificate(inner))
        || error.source().is_some_and(is_about_the_certificate)
}

/// Accepts one certificate and no other. The name in it does not matter: the fingerprint says more.
#[derive(Debug)]
struct ExactCertificate {
    fingerprint: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ExactCertificate {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if Fingerprint::of(end_entity) == self.fingerprint {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
