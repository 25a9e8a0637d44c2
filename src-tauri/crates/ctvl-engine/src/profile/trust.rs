//! Trust is given by a person to exactly the certificate that the person compared, and to no other.

use ctvl_client::{Certificate, ClientError, Fingerprint, SystemTrust, Trust};
use jiff::Timestamp;
use rusqlite::params;

use super::{Profile, ProfileId, certificate};
use crate::engine::Engine;
use crate::error::{Activity, EngineError, Result};
use crate::history::{self, EventKind, EventResult, NewEvent};

/// The certificate an appliance presents beside the one that is trusted.
#[derive(Debug, Clone)]
pub struct CertificateLook {
    /// Whose certificate is believed.
    pub trust: Trust,
    /// When a person pinned it.
    pub trusted_at: Option<Timestamp>,
    /// The details of the pinned one as it was compared, where they are known.
    pub trusted: Option<Certificate>,
    /// What is presented now.
    pub presented: Certificate,
    /// Whether what is presented is believed.
    pub same: bool,
}

impl Engine {
    /// Pins the certificate with this fingerprint, after looking that the appliance presents it now.
    ///
    /// # Errors
    /// [`EngineError::FingerprintDiffers`] if it presents another one; nothing is pinned then.
    pub async fn trust(&self, id: ProfileId, fingerprint: Fingerprint) -> Result<Certificate> {
        let profile = self.profile(id)?;
        let certificate = self.certificate(&profile.address, profile.proxy).await?;
        if !certificate.fingerprint.matches(&fingerprint) {
            return Err(EngineError::FingerprintDiffers {
                appliance: profile.name,
                given: fingerprint,
                presented: certificate.fingerprint,
            });
        }
        let now = self.clock().now();
        self.database.write(|transaction| {
            transaction.execute(
                "UPDATE profiles SET pinned = ?2, trusted_at = ?3, presented = NULL WHERE id = ?1",
                params![id.to_string(), fingerprint.to_string(), now.as_millisecond()],
            )?;
            certificate::keep(transaction, id, &certificate)?;
            let text = format!("The certificate {fingerprint} was trusted.");
            let event = NewEvent {
                result: Some(EventResult::Trusted { fingerprint: fingerprint.to_string() }),
                ..NewEvent::done(EventKind::Trusted, Some(id), profile.name.clone(), text)
            };
            history::insert(transaction, now, &event)
        })?;
        Ok(certificate)
    }

    /// Looks at the certificate that an appliance presents now, beside the one that is trusted. No password is sent.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::Appliance`] if it cannot be reached.
    pub async fn certificate_look(&self, id: ProfileId) -> Result<CertificateLook> {
        let profile = self.profile(id)?;
        let activity = Activity::LookAtCertificate;
        let client = self.client(&profile, activity)?;
        let failed = |error| self.failed(&profile, activity, error);
        let mut presented = client.certificate().await.map_err(failed)?;
        // Anybody can show a certificate; only the verifier of a whole connection says whose it is.
        let same = match client.alive().await {
            Ok(_) => {
                self.believed(&profile)?;
                true
            }
            Err(
                ClientError::CertificateChanged { presented: shown, .. }
                | ClientError::CertificateUntrusted { certificate: shown, .. },
            ) => {
                self.note_other_certificate(&profile, shown.fingerprint);
                presented = *shown;
                false
            }
            Err(error @ ClientError::TrustStoreUnusable { .. }) => return Err(failed(error)),
            // It says nothing more now, so what it showed has to do.
            Err(_) => match profile.trust {
                Trust::Pinned(pinned) => pinned.matches(&presented.fingerprint),
                Trust::System => presented.system_trust == SystemTrust::Trusted,
            },
        };
        let trusted = match profile.pinned() {
            Some(pinned) if pinned.matches(&presented.fingerprint) => {
                self.keep_details(id, &presented)?;
                self.pinned_details(id, pinned)?
            }
            Some(pinned) => self.pinned_details(id, pinned)?,
            None => None,
        };
        Ok(CertificateLook { trust: profile.trust, trusted_at: profile.trusted_at, trusted, presented, same })
    }

    /// Notes that an appliance presents a certificate that is not the trusted one, if that is what an error says.
    pub(crate) fn note_presented(&self, profile: &Profile, error: &ClientError) {
        match error {
            ClientError::CertificateChanged { presented: shown, .. }
            | ClientError::CertificateUntrusted { certificate: shown, .. } => {
                self.note_other_certificate(profile, shown.fingerprint);
            }
            _ => {}
        }
    }

    /// Notes that an appliance presents this certificate, which is not the trusted one.
    pub(crate) fn note_other_certificate(&self, profile: &Profile, shown: Fingerprint) {
        // Only while trust is still what it differs from: a person may have trusted the new one meanwhile.
        let noted = self.database.write(|transaction| {
            transaction
                .prepare_cached("UPDATE profiles SET presented = ?3 WHERE id = ?1 AND pinned IS ?2")?
                .execute(params![profile.id.to_string(), pinned_text(profile), shown.to_string()])?;
            Ok(())
        });
        if let Err(error) = noted {
            // The failure itself says it as well; the overview learns of it at the next look.
            tracing::warn!(%error, "another certificate could not be noted");
        }
    }

    /// A connection under the profile's trust went through: it presents the trusted certificate.
    pub(crate) fn believed(&self, profile: &Profile) -> Result<()> {
        if self.profile(profile.id).map_or(true, |now| now.presented.is_none()) {
            return Ok(());
        }
        self.database.write(|transaction| {
            transaction
                .prepare_cached("UPDATE profiles SET presented = NULL WHERE id = ?1 AND pinned IS ?2")?
                .execute(params![profile.id.to_string(), pinned_text(profile)])?;
            Ok(())
        })
    }
}

fn pinned_text(profile: &Profile) -> Option<String> {
    profile.pinned().map(|pinned| pinned.to_string())
}
