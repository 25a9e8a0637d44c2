//! An appliance is added after its certificate was believed and its login worked, or not at all; a password is kept after
//! it worked once, and only where a person wants it.

use std::sync::Arc;

use ctvl_client::Secret;

use super::rules::{check_name, check_user};
use super::{CredentialState, NewProfile, Profile, ProfileId};
use crate::connection::{Check, ConnectionTarget, Draft};
use crate::credentials::Credential;
use crate::engine::Engine;
use crate::error::{EngineError, Result};

/// Where a password is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeepPassword {
    /// In the operating system's keyring.
    Keyring,
    /// In the memory of this process, until it ends.
    Memory,
    /// Nowhere: asked for each time.
    Never,
}

impl Engine {
    /// Goes the way to an appliance with this password, once, and adds it if its certificate is trusted and the login
    /// worked.
    ///
    /// # Errors
    /// The error of the step that failed, and those of [`Engine::add_profile`]; nothing is saved then.
    pub async fn connect(self: &Arc<Self>, mut new: NewProfile, password: &Secret) -> Result<Profile> {
        // What can be told without the appliance is told before it is asked.
        let name = check_name(&new.name)?;
        check_user(&new.user)?;
        if self.profile(name.as_str()).is_ok() {
            return Err(EngineError::ProfileNameTaken { name });
        }
        let draft = Draft {
            address: new.address.clone(),
            user: new.user.trim().to_owned(),
            trust: new.trust,
            proxy: new.proxy,
        };
        let given = Credential::Given(password.clone());
        let report = self.test_connection(ConnectionTarget::Draft(draft), given).await?;
        let version = report.capabilities.as_ref().and_then(|capabilities| capabilities.version().copied());
        new.certificate = report.certificate.clone();
        // An account that may not list keys may well make backups.
        let signed_in = matches!(report.failure(), None | Some((Check::Keys | Check::Probe, _)));
        if let (false, Some(error)) = (signed_in, report.into_failure()) {
            return Err(error);
        }
        let profile = self.add_profile(new)?;
        match version {
            Some(version) => {
                self.note_version_told(profile.id, version)?;
                self.profile(profile.id)
            }
            None => Ok(profile),
        }
    }

    /// Keeps a password of an appliance where a person wants it, and nowhere else: what was kept before is forgotten.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::Keyring`] if it cannot be kept there.
    pub async fn keep_password(&self, id: ProfileId, password: Secret, keep: KeepPassword) -> Result<()> {
        let profile = self.profile(id)?;
        let in_keyring = profile.credential != CredentialState::NotStored;
        match keep {
            KeepPassword::Keyring => self.store_password(id, &password).await,
            KeepPassword::Memory => {
                if in_keyring {
                    // A keyring that is locked is often why somebody chooses this: what it holds is not used any more.
                    if let Err(error) = self.remove_secret(&profile).await {
                        tracing::warn!(%error, "the former password stays in the keyring and is not used");
                    }
                    self.set_credential_state(id, CredentialState::NotStored)?;
                }
                self.remember_password(id, password)
            }
            KeepPassword::Never if in_keyring => self.forget_password(id).await,
            KeepPassword::Never => {
                self.held.forget(id);
                Ok(())
            }
        }
    }
}
