//! A password is sent to its own appliance only, and a password that was refused is not sent again by itself.

use std::sync::Arc;

use ctvl_client::Secret;
use rusqlite::{OptionalExtension, params};

use super::{CredentialState, Profile, ProfileId, Role};
use crate::credentials::{Credential, SecretStore, SecretStoreError, Taken};
use crate::database::unsigned;
use crate::engine::Engine;
use crate::error::{Activity, EngineError, Result};

/// A password about to be tried, and where it came from.
#[derive(Clone)]
pub(crate) struct Login {
    pub secret: Secret,
    origin: Origin,
}

#[derive(Debug, Clone, Copy)]
enum Origin {
    /// A person gave it for this order.
    Given,
    /// This process's memory.
    Held(Taken),
    /// The keyring; it was in this state.
    Keyring(CredentialState),
}

impl Login {
    /// Whether it was kept, in this state.
    pub(crate) fn was(&self, state: CredentialState) -> bool {
        match self.origin {
            Origin::Given => false,
            Origin::Held(taken) => taken.state == state,
            Origin::Keyring(before) => before == state,
        }
    }

    /// Whether it may be sent more than once in one order, after faults that say nothing about it (R9).
    pub(crate) fn may_be_sent_again(&self) -> bool {
        !self.was(CredentialState::Unconfirmed)
    }
}

impl Engine {
    /// Keeps the password of an appliance in the keyring. One that was held in memory is forgotten for it.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::Keyring`].
    pub async fn store_password(&self, id: ProfileId, password: &Secret) -> Result<()> {
        let profile = self.profile(id)?;
        let (account, password) = (account(id), password.clone());
        self.with_secrets(&profile, move |store| store.put(&account, &password)).await?;
        self.held.forget(id);
        self.set_credential_state(id, CredentialState::Stored)
    }

    /// Holds the password of an appliance in the memory of this process until it ends. Nothing is written anywhere, and
    /// what the keyring holds is left alone; the one in memory is used first.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`].
    pub fn remember_password(&self, id: ProfileId, password: Secret) -> Result<()> {
        let profile = self.profile(id)?;
        self.held.hold(profile.id, password, self.logins_replaced(id)?);
        Ok(())
    }

    /// Whether a password of this appliance is held in memory and may be sent.
    ///
    /// # Errors
    /// The database's errors.
    pub fn password_in_memory(&self, id: ProfileId) -> Result<bool> {
        let state = self.held.state(id, self.logins_replaced(id)?);
        Ok(matches!(state, CredentialState::Stored | CredentialState::Unconfirmed))
    }

    /// The password of a practice appliance, for the person who signs in at its administration page; `None` if none is
    /// kept. That of any other appliance is never handed out.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::Keyring`].
    pub async fn practice_password(&self, id: ProfileId) -> Result<Option<Secret>> {
        let profile = self.profile(id)?;
        if profile.role != Role::Practice {
            return Ok(None);
        }
        if let Some(held) = self.held.secret(id) {
            return Ok(Some(held));
        }
        match self.keyring_secret(&profile).await {
            Ok(secret) => Ok(Some(secret)),
            Err(EngineError::PasswordNotStored { .. } | EngineError::PasswordRefusedBefore { .. }) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Signs in with this password once, to see whether it works. It is kept nowhere.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::Appliance`] when it is refused or the appliance cannot be asked.
    pub async fn try_password(&self, id: ProfileId, password: &Secret) -> Result<()> {
        let profile = self.profile(id)?;
        let given = Credential::Given(password.clone());
        self.sign_in(&profile, given, Activity::Test).await?.forget();
        Ok(())
    }

    /// Removes the password of an appliance from memory and from the keyring.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::Keyring`].
    pub async fn forget_password(&self, id: ProfileId) -> Result<()> {
        let profile = self.profile(id)?;
        let held = self.held.forget(id);
        match self.remove_secret(&profile).await {
            // The keyring was never given it, so it need not be there to take it back.
            Err(EngineError::Keyring { .. }) if held && profile.credential == CredentialState::NotStored => {}
            removed => removed?,
        }
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
            Credential::Given(secret) => return Ok(Login { secret, origin: Origin::Given }),
            Credential::Stored => match self.held_login(profile)? {
                Some(login) => return Ok(login),
                None => self.keyring_secret(profile).await?,
            },
        };
        if profile.credential == CredentialState::Unconfirmed && !self.claim_unconfirmed(profile.id)? {
            return Err(refused_before(profile));
        }
        Ok(Login { secret, origin: Origin::Keyring(profile.credential) })
    }

    /// The password that is held in memory. One that was refused stands in the way of the one in the keyring: a person
    /// entered it last, and an older one would be a second try at an account that locks.
    fn held_login(&self, profile: &Profile) -> Result<Option<Login>> {
        match self.held.take(profile.id, self.logins_replaced(profile.id)?) {
            Ok((secret, taken)) => Ok(Some(Login { secret, origin: Origin::Held(taken) })),
            Err(CredentialState::Refused) => Err(refused_before(profile)),
            Err(_) => Ok(None),
        }
    }

    async fn keyring_secret(&self, profile: &Profile) -> Result<Secret> {
        match profile.credential {
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
        }
    }

    /// Writes down how a sign-in went; `refused` is `None` when the appliance gave no answer about the login.
    pub(crate) fn settle_login(&self, id: ProfileId, login: &Login, refused: Option<bool>) -> Result<()> {
        let before = match login.origin {
            Origin::Given => return Ok(()),
            Origin::Held(taken) => {
                self.held.settle(id, taken, refused);
                return Ok(());
            }
            Origin::Keyring(before) => before,
        };
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

    /// Says that the logins of an appliance may have been replaced (R9). Counted in the database, so that a password in
    /// the memory of another process is unconfirmed as well.
    pub(crate) fn unconfirm_login(&self, id: ProfileId) -> Result<()> {
        self.database.write(|transaction| {
            transaction.execute(
                "UPDATE profiles SET logins_replaced = logins_replaced + 1,
                     credential = CASE credential WHEN ?3 THEN ?3 ELSE ?2 END
                 WHERE id = ?1",
                params![
                    id.to_string(),
                    CredentialState::Unconfirmed.as_str(),
                    CredentialState::NotStored.as_str()
                ],
            )?;
            Ok(())
        })
    }

    /// How often the logins of an appliance may have been replaced.
    fn logins_replaced(&self, id: ProfileId) -> Result<u64> {
        self.database.read(|connection| {
            let count: Option<i64> = connection
                .prepare_cached("SELECT logins_replaced FROM profiles WHERE id = ?1")?
                .query_row([id.to_string()], |row| row.get(0))
                .optional()?;
            Ok(unsigned(count, "number of replaced logins")?.unwrap_or(0))
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

    pub(super) fn set_credential_state(&self, id: ProfileId, state: CredentialState) -> Result<()> {
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
