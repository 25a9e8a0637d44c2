//! No certificate passes unless the operating system or a person vouched for it, and whoever presents it must prove
//! with a signature over the handshake that the key is theirs. There is no third way: merely looking at a
//! certificate ends the handshake before anything could be sent.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError,
    InvalidMessage, SignatureScheme,
};

use crate::certificate::{Certificate, Fingerprint, SystemTrust, Trust, Untrusted};
use crate::error::{ClientError, TlsFailure};

/// What all connections share: the cryptography and the operating system's verifier.
#[derive(Debug)]
pub(crate) struct TlsContext {
    provider: Arc<CryptoProvider>,
    /// Made when it is first asked: on some systems it reads hundreds of files, and a pinned certificate needs none.
    system: OnceLock<Result<Arc<rustls_platform_verifier::Verifier>, String>>,
}

/// What the person or the system wants of this connection's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Trust as configured.
    Trusted(Trust),
    /// Only to be looked at; the handshake is always ended.
    Look,
}

/// The certificate that the last handshake showed, and what the system says of it.
#[derive(Debug, Clone)]
struct Shown {
    der: Vec<u8>,
    system: SystemTrust,
}

/// One handshake's verifier, and what it saw.
#[derive(Debug)]
pub(crate) struct Judge {
    context: Arc<TlsContext>,
    wanted: Wanted,
    shown: Mutex<Option<Shown>>,
}

impl TlsContext {
    pub(crate) fn new() -> Self {
        let mut provider = aws_lc_rs::default_provider();
        // AES-128 before AES-256: the same record protection for a sixth less work, and a backup is many records.
        provider.cipher_suites.sort_by_key(|suite| !format!("{:?}", suite.suite()).contains("AES_128_GCM"));
        Self { provider: Arc::new(provider), system: OnceLock::new() }
    }

    /// The operating system's verifier, or why there is none; then only pinned certificates pass.
    fn system(&self) -> Result<&Arc<rustls_platform_verifier::Verifier>, &str> {
        let system = self.system.get_or_init(|| {
            rustls_platform_verifier::Verifier::new(Arc::clone(&self.provider))
                .map(Arc::new)
                .map_err(|error| error.to_string())
        });
        system.as_ref().map_err(String::as_str)
    }

    /// Why the system's store cannot be used, if it cannot.
    pub(crate) fn store_fault(&self) -> Option<&str> {
        self.system().err()
    }

    /// A configuration for one connection, and the judge to ask when its handshake failed.
    pub(crate) fn connection(
        self: &Arc<Self>,
        wanted: Wanted,
    ) -> Result<(ClientConfig, Arc<Judge>), ClientError> {
        let judge = Arc::new(Judge { context: Arc::clone(self), wanted, shown: Mutex::new(None) });
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| ClientError::Tls(TlsFailure::Broken(error.to_string())))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(&judge) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth();
        // A resumed session shows no certificate; every connection is to be judged.
        config.resumption = Resumption::disabled();
        Ok((config, judge))
    }

    fn system_trust(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> SystemTrust {
        let verifier = match self.system() {
            Ok(verifier) => verifier,
            Err(reason) => return SystemTrust::Untrusted(Untrusted::Refused(reason.to_owned())),
        };
        match verifier.verify_server_cert(end_entity, intermediates, name, ocsp, now) {
            Ok(_) => SystemTrust::Trusted,
            Err(error) => SystemTrust::Untrusted(untrusted(&error)),
        }
    }
}

fn untrusted(error: &TlsError) -> Untrusted {
    use CertificateError as C;
    match error {
        TlsError::InvalidCertificate(C::UnknownIssuer | C::UnknownRevocationStatus | C::BadSignature) => {
            Untrusted::UnknownIssuer
        }
        TlsError::InvalidCertificate(C::Expired | C::ExpiredContext { .. }) => Untrusted::Expired,
        TlsError::InvalidCertificate(C::NotValidYet | C::NotValidYetContext { .. }) => Untrusted::NotYetValid,
        TlsError::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }) => {
            Untrusted::WrongName
        }
        TlsError::InvalidCertificate(C::Revoked) => Untrusted::Revoked,
        // A self-signed certificate that calls itself an authority, the usual work of openssl, ends here.
        TlsError::InvalidCertificate(C::Other(other)) if other.to_string().contains("CaUsedAsEndEntity") => {
            Untrusted::UnknownIssuer
        }
        other => Untrusted::Refused(other.to_string()),
    }
}

impl Judge {
    fn remember(&self, der: &CertificateDer<'_>, system: SystemTrust) {
        let shown = Shown { der: der.to_vec(), system };
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
    }

    /// The certificate that was shown.
    pub(crate) fn certificate(&self) -> Result<Certificate, ClientError> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let shown = shown.ok_or(ClientError::Tls(TlsFailure::NoCertificate))?;
        Certificate::read(&shown.der, shown.system).ok_or(ClientError::Tls(TlsFailure::NoCertificate))
    }

    /// What a failed handshake means.
    pub(crate) fn explain(&self, error: &io::Error) -> ClientError {
        let Some(tls) = tls_error(error) else { return ClientError::Tls(ended(error)) };
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if !shown || !matches!(tls, TlsError::InvalidCertificate(_)) {
            return ClientError::Tls(tls_failure(tls));
        }
        let certificate = match self.certificate() {
            Ok(certificate) => Box::new(certificate),
            Err(error) => return error,
        };
        match self.wanted {
            Wanted::Trusted(Trust::Pinned(pinned)) if !pinned.matches(&certificate.fingerprint) => {
                ClientError::CertificateChanged { pinned, presented: certificate }
            }
            // The right certificate, so that it can only be the signature.
            Wanted::Trusted(Trust::Pinned(_)) => ClientError::Tls(tls_failure(tls)),
            Wanted::Trusted(Trust::System) | Wanted::Look => match certificate.system_trust.clone() {
                SystemTrust::Untrusted(why) => ClientError::CertificateUntrusted { certificate, why },
                SystemTrust::Trusted => ClientError::Tls(tls_failure(tls)),
            },
        }
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        if let Wanted::Trusted(Trust::Pinned(pinned)) = self.wanted
            && pinned.matches(&Fingerprint::of(end_entity))
        {
            return Ok(ServerCertVerified::assertion());
        }
        let system = self.context.system_trust(end_entity, intermediates, server_name, ocsp_response, now);
        let passes = self.wanted == Wanted::Trusted(Trust::System) && system == SystemTrust::Trusted;
        self.remember(end_entity, system);
        if passes {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(TlsError::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, cert, dss, &self.context.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, cert, dss, &self.context.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.context.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The TLS error inside an I/O error, if it is one.
pub(crate) fn tls_error(error: &io::Error) -> Option<&TlsError> {
    error.get_ref()?.downcast_ref::<TlsError>()
}

fn ended(error: &io::Error) -> TlsFailure {
    match error.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => TlsFailure::Ended,
        _ => TlsFailure::Broken(error.to_string()),
    }
}

/// Names a TLS error.
pub(crate) fn tls_failure(error: &TlsError) -> TlsFailure {
    match error {
        TlsError::InvalidMessage(
            InvalidMessage::InvalidContentType
            | InvalidMessage::UnknownProtocolVersion
            | InvalidMessage::MessageTooLarge
            | InvalidMessage::InvalidEmptyPayload,
        ) => TlsFailure::NotTls,
        TlsError::AlertReceived(
            AlertDescription::HandshakeFailure
            | AlertDescription::ProtocolVersion
            | AlertDescription::InsufficientSecurity,
        )
        | TlsError::PeerIncompatible(_) => TlsFailure::NothingInCommon,
        TlsError::AlertReceived(alert) => TlsFailure::Alert(format!("{alert:?}")),
        TlsError::InvalidCertificate(CertificateError::BadSignature) => TlsFailure::WrongSignature,
        TlsError::NoCertificatesPresented => TlsFailure::NoCertificate,
        other => TlsFailure::Broken(other.to_string()),
    }
}

/// For the TLS to an HTTPS proxy: always the system's verifier, never a pin.
pub(crate) fn proxy_config(context: &TlsContext) -> Option<ClientConfig> {
    let verifier = Arc::clone(context.system().ok()?);
    let builder = ClientConfig::builder_with_provider(Arc::clone(&context.provider));
    let builder = builder.with_safe_default_protocol_versions().ok()?;
    Some(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_certificate_asks_for_no_store() {
        let shown = CertificateDer::from(vec![0x30, 0x03, 0x02, 0x01, 0x07]);
        let context = Arc::new(TlsContext::new());
        let judged = |pinned| {
            let wanted = Wanted::Trusted(Trust::Pinned(pinned));
            let (_, judge) = context.connection(wanted).expect("a configuration");
            let name = ServerName::try_from("ctvl.example").expect("a name");
            judge.verify_server_cert(&shown, &[], &name, &[], UnixTime::now())
        };
        assert!(judged(Fingerprint::of(&shown)).is_ok(), "the certificate that was compared");
        assert!(context.system.get().is_none(), "nothing was read for it");
        assert!(judged(Fingerprint::of(&[7])).is_err(), "another one");
        assert!(context.system.get().is_some(), "what the system says of it is shown to the person");
    }
}
