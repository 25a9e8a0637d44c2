//! A certificate is shown so that a person can compare it; nothing here decides whether it is trusted.

use ctvl_engine::client;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A certificate's details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// SHA-256 of all its bytes, as `AA:BB:…`.
    pub fingerprint: String,
    /// Subject.
    pub subject: String,
    /// Issuer.
    pub issuer: String,
    /// DNS names and IP addresses it is made for.
    pub names: Vec<String>,
    /// First moment of its validity, RFC 3339.
    pub not_before: String,
    /// Last moment of its validity, RFC 3339.
    pub not_after: String,
    /// Whether it is issued by itself.
    pub self_signed: bool,
    /// Whether the operating system trusts it for this host.
    pub trusted_by_system: bool,
    /// Why the operating system does not, as the rest of a sentence.
    pub system_objection: Option<String>,
    /// The same from a closed set; null if it does.
    pub distrust: Option<Distrust>,
}

/// Why the operating system does not trust a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Distrust {
    /// Nobody it knows issued it, as with every self-signed certificate.
    UnknownIssuer,
    /// Past its last day.
    Expired,
    /// Before its first day.
    NotYetValid,
    /// Made for other names.
    WrongName,
    /// Revoked by its issuer.
    Revoked,
    /// Against the system's policy for another reason.
    Refused,
}

impl From<&client::Untrusted> for Distrust {
    fn from(why: &client::Untrusted) -> Self {
        match why {
            client::Untrusted::UnknownIssuer => Self::UnknownIssuer,
            client::Untrusted::Expired => Self::Expired,
            client::Untrusted::NotYetValid => Self::NotYetValid,
            client::Untrusted::WrongName => Self::WrongName,
            client::Untrusted::Revoked => Self::Revoked,
            client::Untrusted::Refused(_) => Self::Refused,
        }
    }
}

impl From<&client::Certificate> for Certificate {
    fn from(certificate: &client::Certificate) -> Self {
        let why = match &certificate.system_trust {
            client::SystemTrust::Trusted => None,
            client::SystemTrust::Untrusted(why) => Some(why),
        };
        Self {
            fingerprint: certificate.fingerprint.to_string(),
            subject: certificate.subject.clone(),
            issuer: certificate.issuer.clone(),
            names: certificate.names.clone(),
            not_before: certificate.not_before.to_string(),
            not_after: certificate.not_after.to_string(),
            self_signed: certificate.self_signed,
            trusted_by_system: why.is_none(),
            system_objection: why.map(ToString::to_string),
            distrust: why.map(Distrust::from),
        }
    }
}

/// Whose certificate is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Trust {
    /// The operating system's verifier decides.
    System,
    /// Exactly this certificate.
    Pinned {
        /// Its SHA-256.
        fingerprint: String,
        /// When a person pinned it, RFC 3339.
        at: Option<String>,
    },
}

impl Trust {
    /// Of the engine's, and when it was given.
    pub(crate) fn of(trust: client::Trust, at: Option<impl ToString>) -> Self {
        match trust {
            client::Trust::System => Self::System,
            client::Trust::Pinned(fingerprint) => {
                Self::Pinned { fingerprint: fingerprint.to_string(), at: at.map(|at| at.to_string()) }
            }
        }
    }
}
