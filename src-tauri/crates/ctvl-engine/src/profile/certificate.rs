//! The pinned certificate is kept as it was compared: when another one appears, a person sees both side by side.

use ctvl_client::{Certificate, Fingerprint, SystemTrust, Untrusted};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::ProfileId;
use crate::engine::Engine;
use crate::error::{EngineError, Result};

/// The details in the database. Its names never change once stored.
#[derive(Serialize, Deserialize)]
struct Kept {
    fingerprint: String,
    subject: String,
    issuer: String,
    names: Vec<String>,
    not_before: Timestamp,
    not_after: Timestamp,
    self_signed: bool,
    system: KeptTrust,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KeptTrust {
    Trusted,
    UnknownIssuer,
    Expired,
    NotYetValid,
    WrongName,
    Revoked,
    Refused(String),
}

/// Keeps the details of the certificate that is pinned; those of another one are not kept.
pub(super) fn keep(transaction: &Transaction<'_>, id: ProfileId, certificate: &Certificate) -> Result<()> {
    let unreadable = |_| EngineError::DatabaseUnreadable { what: "certificate" };
    let details = serde_json::to_string(&Kept::from(certificate)).map_err(unreadable)?;
    transaction
        .prepare_cached("UPDATE profiles SET pinned_details = ?3 WHERE id = ?1 AND pinned = ?2")?
        .execute(params![id.to_string(), certificate.fingerprint.to_string(), details])?;
    Ok(())
}

impl Engine {
    /// The details of the pinned certificate, if they were kept.
    pub(super) fn pinned_details(&self, id: ProfileId, pinned: Fingerprint) -> Result<Option<Certificate>> {
        let details: Option<String> = self.database.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT pinned_details FROM profiles WHERE id = ?1")?
                .query_row([id.to_string()], |row| row.get(0))
                .optional()?
                .flatten())
        })?;
        let kept = details.and_then(|details| serde_json::from_str::<Kept>(&details).ok());
        Ok(kept.and_then(Kept::into_certificate).filter(|certificate| certificate.fingerprint == pinned))
    }

    /// Keeps the details of the pinned certificate where they are not known yet: it may have been pinned by its
    /// fingerprint alone.
    pub(crate) fn keep_details(&self, id: ProfileId, shown: &Certificate) -> Result<()> {
        if self.pinned_details(id, shown.fingerprint)?.is_some() {
            return Ok(());
        }
        self.database.write(|transaction| keep(transaction, id, shown))
    }
}

impl From<&Certificate> for Kept {
    fn from(certificate: &Certificate) -> Self {
        Self {
            fingerprint: certificate.fingerprint.to_string(),
            subject: certificate.subject.clone(),
            issuer: certificate.issuer.clone(),
            names: certificate.names.clone(),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            self_signed: certificate.self_signed,
            system: match &certificate.system_trust {
                SystemTrust::Trusted => KeptTrust::Trusted,
                SystemTrust::Untrusted(why) => match why {
                    Untrusted::UnknownIssuer => KeptTrust::UnknownIssuer,
                    Untrusted::Expired => KeptTrust::Expired,
                    Untrusted::NotYetValid => KeptTrust::NotYetValid,
                    Untrusted::WrongName => KeptTrust::WrongName,
                    Untrusted::Revoked => KeptTrust::Revoked,
                    Untrusted::Refused(reason) => KeptTrust::Refused(reason.clone()),
                },
            },
        }
    }
}

impl Kept {
    fn into_certificate(self) -> Option<Certificate> {
        let why = match self.system {
            KeptTrust::Trusted => None,
            KeptTrust::UnknownIssuer => Some(Untrusted::UnknownIssuer),
            KeptTrust::Expired => Some(Untrusted::Expired),
            KeptTrust::NotYetValid => Some(Untrusted::NotYetValid),
            KeptTrust::WrongName => Some(Untrusted::WrongName),
            KeptTrust::Revoked => Some(Untrusted::Revoked),
            KeptTrust::Refused(reason) => Some(Untrusted::Refused(reason)),
        };
        Some(Certificate {
            fingerprint: self.fingerprint.parse().ok()?,
            subject: self.subject,
            issuer: self.issuer,
            names: self.names,
            not_before: self.not_before,
            not_after: self.not_after,
            self_signed: self.self_signed,
            system_trust: why.map_or(SystemTrust::Trusted, SystemTrust::Untrusted),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(system_trust: SystemTrust) -> Certificate {
        Certificate {
            fingerprint: Fingerprint::of(b"its bytes"),
            subject: "CN=ctvl-prd-1, O=Zürich".into(),
            issuer: "CN=ctvl-prd-1".into(),
            names: vec!["ctvl-prd-1".into(), "192.0.2.7".into()],
            not_before: Timestamp::UNIX_EPOCH,
            not_after: Timestamp::UNIX_EPOCH,
            self_signed: true,
            system_trust,
        }
    }

    #[test]
    fn what_was_compared_is_read_back_word_for_word() {
        let objections = [
            Untrusted::UnknownIssuer,
            Untrusted::Expired,
            Untrusted::NotYetValid,
            Untrusted::WrongName,
            Untrusted::Revoked,
            Untrusted::Refused("a policy".into()),
        ];
        let trusts = objections.into_iter().map(SystemTrust::Untrusted).chain([SystemTrust::Trusted]);
        for trust in trusts {
            let shown = certificate(trust);
            let stored = serde_json::to_string(&Kept::from(&shown)).unwrap();
            let read: Kept = serde_json::from_str(&stored).unwrap();
            assert_eq!(read.into_certificate(), Some(shown), "{stored}");
        }
    }

    #[test]
    fn only_the_pinned_one_is_kept() {
        let world = crate::testing::World::new();
        let shown = certificate(SystemTrust::Trusted);
        let mut new = crate::NewProfile::new("A", "https://a.example".parse().unwrap(), "u");
        new.certificate = Some(shown.clone());
        let system = world.engine.add_profile(new.clone()).unwrap();
        assert_eq!(
            world.engine.pinned_details(system.id, shown.fingerprint).unwrap(),
            None,
            "nothing is pinned"
        );
        (new.name, new.trust) = ("B".into(), ctvl_client::Trust::Pinned(Fingerprint::of(b"another")));
        let other = world.engine.add_profile(new.clone()).unwrap();
        world.engine.keep_details(other.id, &shown).unwrap();
        assert_eq!(world.engine.pinned_details(other.id, shown.fingerprint).unwrap(), None, "another one is");
        (new.name, new.trust) = ("C".into(), ctvl_client::Trust::Pinned(shown.fingerprint));
        let pinned = world.engine.add_profile(new).unwrap();
        assert_eq!(world.engine.pinned_details(pinned.id, shown.fingerprint).unwrap(), Some(shown));
    }
}
