//! Trust is given by a person to exactly the certificate that the person compared, and to no other.

use ctvl_client::{Certificate, Fingerprint};
use rusqlite::params;

use super::ProfileId;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::{self, EventKind, NewEvent};
use crate::job::Ending;

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
                "UPDATE profiles SET pinned = ?2, trusted_at = ?3 WHERE id = ?1",
                params![id.to_string(), fingerprint.to_string(), now.as_millisecond()],
            )?;
            let event = NewEvent {
                kind: EventKind::Trusted,
                outcome: Ending::Done,
                profile: Some(id),
                subject: profile.name.clone(),
                job: None,
                duration: None,
                bytes: None,
                text: format!("The certificate {fingerprint} was trusted."),
                incident: None,
            };
            history::insert(transaction, now, &event)
        })?;
        Ok(certificate)
    }
}
