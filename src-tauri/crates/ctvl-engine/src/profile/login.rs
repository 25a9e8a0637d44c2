//! A password is sent to its own appliance only, and a password that was refused is not sent again by itself.

use std::sync::Arc;

use ctvl_client::Secret;
use rusqlite::params;

use super::{CredentialState, Profile, ProfileId};
use crate::credentials::{Credential, SecretStore, SecretStoreError};
use crate::engine::Engine;
use crate::error::{EngineError, Result};

/// A password about to be tried, and where it came from.
#[derive(Clone)]
pub(crate) struct Login {
    pub secret: Secret,
    stored: Option<CredentialState>,
}

impl Login {
    /// Whether it came from the keyring, in this state.
    pub(crate) fn was(&self, state: CredentialState) -> bool {
        self.stored == Some(state)
    }

    /// Whether it may be sent more than once in one order, after faults that say nothing about it (R9).
    pub(crate) fn may_be_sent_again(&self) -> bool {
        !self.was(CredentialState::Unconfirmed)
    }
}

impl Engine {
    /// Keeps the password of an appliance in the keyring.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::Keyring`].
    pub async fn store_password(&self, id: ProfileId, password: &Secret) -> Result<()> {
        let profile = self.profile(id)?;
        let (account, password) = (account(id), password.clone());
        self.with_secrets(&profile, move |store| store.put(&account, &password)).await?;
        self.set_credential_state(id, CredentialState::Stored)
    }

    /// Removes the password of an appliance from the keyring.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::Keyring`].
    pub async fn forget_password(&self, id: ProfileId) -> Result<()> {
        let profile = self.profile(id)?;
        self.remove_secret(&profile).await?;
        self.set_credential_state(id, CredentialState::NotStored)
    }

    pub(crate) async fn remove_secret(&self, profile: &Profile) -> Result<()> {
        let account = account(profile.id);
        self.with_secrets(profile, move |store| store.remove(&account)).await
    }

    /// The password for an order.
    ///
    /// A stored password is claimed first: until [`Engine::settle_login`] says how it went, an unconfirmed one counts
    /// as refused, so that neither a crash nor a second process sends it twice (R9).
    pub(crate) async fn login(&self, profile: &Profile, credential: Credential) -> Result<Login> {
        let secret = match credential {
            Credential::Given(secret) => return Ok(Login { secret, stored: None }),
            Credential::Stored => match profile.credential {
                CredentialState::NotStored => Err(self.not_stored(profile)),
                CredentialState::Refused => Err(refused_before(profile)),
                CredentialState::Stored | CredentialState::Unconfirmed => {
                    let account = account(profile.id);
                    match self.with_secrets(profile, move |store| store.get(&account)).await {
                        Err(EngineError::Keyring { error: SecretStoreError::NotFound, .. }) => {
                            self.set_credential_state(profile.id, CredentialState::NotStored)?;
                            Err(self.not_stored(profile))
                        }
                        other => other,
                    }
                }
            },
        }?;
        if profile.credential == CredentialState::Unconfirmed && !self.claim_unconfirmed(profile.id)? {
            return Err(refused_before(profile));
        }
        Ok(Login { secret, stored: Some(profile.credential) })
    }

    /// Writes down how a sign-in went; `refused` is `None` when the appliance gave no answer about the login.
    pub(crate) fn settle_login(&self, id: ProfileId, login: &Login, refused: Option<bool>) -> Result<()> {
        let Some(before) = login.stored else { return Ok(()) };
        let state = match refused {
            Some(true) => CredentialState::Refused,
            Some(false) => CredentialState::Stored,
            None => before,
        };
        if state == before && before == CredentialState::Stored {
            return Ok(());
        }
        self.set_credential_state(id, state)
    }

    /// Says that the logins of an appliance may have been replaced (R9).
    pub(crate) fn unconfirm_login(&self, id: ProfileId) -> Result<()> {
        self.database.write(|transaction| {
            transaction.execute(
                "UPDATE profiles SET credential = ?2 WHERE id = ?1 AND credential <> ?3",
                params![
                    id.to_string(),
                    CredentialState::Unconfirmed.as_str(),
                    CredentialState::NotStored.as_str()
                ],
            )?;
            Ok(())
        })
    }

    fn claim_unconfirmed(&self, id: ProfileId) -> Result<bool> {
        self.database.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE profiles SET credential = ?2 WHERE id = ?1 AND credential = ?3",
                params![
                    id.to_string(),
                    CredentialState::Refused.as_str(),
                    CredentialState::Unconfirmed.as_str()
                ],
            )?;
            Ok(changed == 1)
        })
    }

    fn set_credential_state(&self, id: ProfileId, state: CredentialState) -> Result<()> {
        self.database.write(|transaction| {
            transaction
                .prepare_cached("UPDATE profiles SET credential = ?2 WHERE id = ?1")?
                .execute(params![id.to_string(), state.as_str()])?;
            Ok(())
        })
    }

    fn not_stored(&self, profile: &Profile) -> EngineError {
        EngineError::PasswordNotStored { appliance: profile.name.clone(), user: profile.user.clone() }
    }

    async fn with_secrets<T: Send + 'static>(
        &self,
        profile: &Profile,
        work: impl FnOnce(&Arc<dyn SecretStore>) -> std::result::Result<T, SecretStoreError> + Send + 'static,
    ) -> Result<T> {
        let store = self.secrets();
        // The keyring may show a dialog and wait for a person; the asynchronous threads must not wait with it.
        tokio::task::spawn_blocking(move || work(&store))
            .await
            .unwrap_or(Err(SecretStoreError::Refused))
            .map_err(|error| EngineError::Keyring { appliance: Some(profile.name.clone()), error })
    }
}

fn refused_before(profile: &Profile) -> EngineError {
    EngineError::PasswordRefusedBefore { appliance: profile.name.clone(), user: profile.user.clone() }
}

/// By id: a profile that is renamed keeps its password.
fn account(id: ProfileId) -> String {
    format!("appliance {id}")
}
