//! One code for each class of the client's errors; the match has no catch-all, so a new class does not compile
//! without a code.

use std::time::Duration;

use ctvl_engine::client::{ClientError, KeyName, NotArchiveKind as Kind, ProxyFailure, Step, TlsFailure};

use super::{ErrorCode, ErrorParams};

pub(super) fn code(error: &ClientError, params: &mut ErrorParams) -> ErrorCode {
    use ClientError as E;
    use ErrorCode as C;
    match error {
        E::TrustStoreUnusable { reason } => {
            params.detail = Some(reason.clone());
            C::TrustStoreUnusable
        }
        E::NotResolved { host } => at(params, host, C::HostNotFound),
        E::Refused { host, .. } => at(params, host, C::ConnectionRefused),
        E::Unreachable { host } => at(params, host, C::Unreachable),
        E::ConnectTimedOut { host, after } => {
            params.seconds = Some(after.as_secs());
            at(params, host, C::ConnectTimedOut)
        }
        E::ProxyFailed { proxy, failure } => {
            params.reason = Some(proxy_word(failure).to_owned());
            at(params, proxy, C::ProxyFailed)
        }
        E::CertificateUntrusted { certificate, .. } => {
            params.presented_fingerprint = Some(certificate.fingerprint.to_string());
            params.certificate = Some(Box::new(certificate.as_ref().into()));
            C::CertificateUntrusted
        }
        E::CertificateChanged { pinned, presented } => {
            params.trusted_fingerprint = Some(pinned.to_string());
            params.presented_fingerprint = Some(presented.fingerprint.to_string());
            params.certificate = Some(Box::new(presented.as_ref().into()));
            C::CertificateChanged
        }
        E::Tls(failure) => {
            params.reason = Some(tls_word(failure).to_owned());
            C::HandshakeFailed
        }
        E::LoginRefused { detail } => said(params, detail, C::LoginRefused),
        E::LoginDisabled { detail } => said(params, detail, C::LoginDisabled),
        E::LoginLocked { detail, retry_after } => {
            params.retry_after_seconds = seconds(*retry_after);
            said(params, detail, C::LoginLocked)
        }
        E::SignInTimedOut => C::SignInTimedOut,
        E::TokenMissing => C::TokenMissing,
        E::TokenExpired => C::SessionExpired,
        E::TokenRejected { detail } => said(params, detail, C::SessionRejected),
        E::SignedOut => C::SignedOut,
        E::NoPermission { step, detail } => {
            during(params, *step);
            said(params, detail, C::NoPermission)
        }
        E::KeyUnknown { key } => keyed(params, key.as_ref(), C::KeyUnknown),
        E::KeyVersioned { key, detail } => {
            keyed(params, key.as_ref(), C::KeyVersioned);
            said(params, detail, C::KeyVersioned)
        }
        E::BackupTimedOut { after } => {
            params.seconds = Some(after.as_secs());
            C::BackupTimedOut
        }
        E::GatewayTimedOut { step } => in_step(params, *step, C::GatewayTimedOut),
        E::NotOffered { step } => in_step(params, *step, C::NotOffered),
        E::Busy { step, detail } => {
            during(params, *step);
            said(params, detail, C::ApplianceBusy)
        }
        E::TooManyRequests { step, retry_after } => {
            params.retry_after_seconds = seconds(*retry_after);
            in_step(params, *step, C::TooManyRequests)
        }
        E::ServerError { step, status, detail, retry_after } => {
            params.retry_after_seconds = seconds(*retry_after);
            params.status = Some(*status);
            during(params, *step);
            said(params, detail, C::ServerError)
        }
        E::UnexpectedStatus { step, status, detail } => {
            params.status = Some(*status);
            during(params, *step);
            said(params, detail, C::UnexpectedStatus)
        }
        E::Redirected { step, to } => {
            params.host.clone_from(to);
            in_step(params, *step, C::Redirected)
        }
        E::NotHttp { step } => in_step(params, *step, C::NotHttp),
        E::AnswerUnreadable { step, what } => {
            params.reason = Some((*what).to_owned());
            in_step(params, *step, C::AnswerUnreadable)
        }
        E::AnswerTooLong { step, limit } => {
            params.expected_bytes = Some(*limit as u64);
            in_step(params, *step, C::AnswerTooLong)
        }
        E::FirstByteTimedOut { step, after } => {
            params.seconds = Some(after.as_secs());
            in_step(params, *step, C::FirstByteTimedOut)
        }
        E::Stalled { step, moved, after } => {
            params.bytes = Some(*moved);
            params.seconds = Some(after.as_secs());
            in_step(params, *step, C::Stalled)
        }
        E::CutOff { step, received, promised } => {
            params.bytes = Some(*received);
            params.expected_bytes = *promised;
            in_step(params, *step, C::CutOff)
        }
        E::Reset { step, moved } => {
            params.bytes = Some(*moved);
            in_step(params, *step, C::ConnectionReset)
        }
        E::NotEnded { step, received } => {
            params.bytes = Some(*received);
            in_step(params, *step, C::NotEnded)
        }
        E::WrongLength { step, promised, received } => {
            params.bytes = Some(*received);
            params.expected_bytes = Some(*promised);
            in_step(params, *step, C::WrongLength)
        }
        E::Compressed { encoding } => {
            params.reason = Some(encoding.clone());
            C::CompressedInTransit
        }
        E::NotAnArchive { kind, excerpt } => {
            let word = match kind {
                Kind::WebPage => "webPage",
                Kind::Json => "json",
                Kind::Empty => "empty",
                Kind::Other => "other",
            };
            params.reason = Some(word.to_owned());
            said(params, excerpt, C::NotAnArchive)
        }
        E::ArchiveRefused { step, status, detail } => {
            params.status = Some(*status);
            during(params, *step);
            said(params, detail, C::ArchiveRefused)
        }
        E::UploadSource { reason, sent } => {
            params.bytes = Some(*sent);
            params.detail = Some(reason.clone());
            C::UploadSourceFailed
        }
        E::UploadLength { announced, actual } => {
            params.bytes = Some(*actual);
            params.expected_bytes = Some(*announced);
            C::UploadLengthDiffers
        }
        E::NotBack { waited, .. } => {
            params.seconds = Some(waited.as_secs());
            C::NotBack
        }
    }
}

/// The word for a step, the same everywhere on the wire.
pub(crate) fn step_word(step: Step) -> &'static str {
    match step {
        Step::Reach => "reach",
        Step::Certificate => "certificate",
        Step::SignIn => "signIn",
        Step::Refresh => "refresh",
        Step::Keys => "keys",
        Step::Probe => "probe",
        Step::Backup => "backup",
        Step::Inspect => "inspect",
        Step::Restore => "restore",
        Step::RestoreStatus => "restoreStatus",
        Step::Reboot => "reboot",
    }
}

fn proxy_word(failure: &ProxyFailure) -> &'static str {
    match failure {
        ProxyFailure::NotResolved => "notResolved",
        ProxyFailure::Refused => "refused",
        ProxyFailure::TimedOut => "timedOut",
        ProxyFailure::LoginNeeded => "loginNeeded",
        ProxyFailure::Status(_) => "status",
        ProxyFailure::Tls => "tls",
        ProxyFailure::NotAProxy => "notAProxy",
        ProxyFailure::Unsupported => "unsupported",
    }
}

fn tls_word(failure: &TlsFailure) -> &'static str {
    match failure {
        TlsFailure::NotTls => "notTls",
        TlsFailure::NothingInCommon => "nothingInCommon",
        TlsFailure::WrongSignature => "wrongSignature",
        TlsFailure::NoCertificate => "noCertificate",
        TlsFailure::Alert(_) => "alert",
        TlsFailure::Ended => "ended",
        TlsFailure::Broken(_) => "broken",
    }
}

fn at(params: &mut ErrorParams, host: &str, code: ErrorCode) -> ErrorCode {
    params.host = Some(host.to_owned());
    code
}

fn said(params: &mut ErrorParams, detail: &Option<String>, code: ErrorCode) -> ErrorCode {
    params.detail.clone_from(detail);
    code
}

fn keyed(params: &mut ErrorParams, key: Option<&KeyName>, code: ErrorCode) -> ErrorCode {
    params.key = key.map(ToString::to_string);
    code
}

fn during(params: &mut ErrorParams, step: Step) {
    params.step = Some(step_word(step).to_owned());
}

fn in_step(params: &mut ErrorParams, step: Step, code: ErrorCode) -> ErrorCode {
    during(params, step);
    code
}

fn seconds(duration: Option<Duration>) -> Option<u64> {
    duration.map(|duration| duration.as_secs())
}
