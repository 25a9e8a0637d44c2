//! The engine's way to an appliance: one place that makes clients, signs in once, and says of a failure what was going
//! on when it happened.

use ctvl_client::{Client, ClientError, ClientOptions, Session, Step};

use crate::credentials::Credential;
use crate::engine::Engine;
use crate::error::{Activity, EngineError, NewestVerified, Result, Situation};
use crate::profile::login::Login;
use crate::profile::{CredentialState, Profile};

impl Engine {
    pub(crate) fn client_options(&self, profile: &Profile) -> ClientOptions {
        ClientOptions {
            address: profile.address.clone(),
            trust: profile.trust,
            proxy: profile.proxy,
            limits: self.options.limits.clone(),
        }
    }

    /// A client for a profile; nothing is sent yet.
    pub(crate) fn client(&self, profile: &Profile, activity: Activity) -> Result<Client> {
        Client::new(self.client_options(profile)).map_err(|error| self.failed(profile, activity, error))
    }

    /// Looks up the password and signs in, once.
    pub(crate) async fn sign_in(
        &self,
        profile: &Profile,
        credential: Credential,
        activity: Activity,
    ) -> Result<Session> {
        let client = self.client(profile, activity)?;
        let login = self.login(profile, credential).await?;
        self.sign_in_with(profile, &client, &login, activity).await
    }

    /// Signs in with a password that is at hand, once, and writes down what that showed about it.
    pub(crate) async fn sign_in_with(
        &self,
        profile: &Profile,
        client: &Client,
        login: &Login,
        activity: Activity,
    ) -> Result<Session> {
        let outcome = client.sign_in(&profile.user, &login.secret).await;
        self.settle_login(profile.id, login, verdict(&outcome, login))?;
        if outcome.is_ok() {
            self.sign_in_worked(profile.id)?;
            self.believed(profile)?;
        }
        outcome.map_err(|error| self.failed(profile, activity, error))
    }

    /// An error of the client, with what was going on.
    pub(crate) fn failed(&self, profile: &Profile, activity: Activity, error: ClientError) -> EngineError {
        self.note_presented(profile, &error);
        let situation = Box::new(self.situation(profile, activity, profile.exclude_counters));
        EngineError::Appliance { situation, error: Box::new(error) }
    }

    /// What a message needs to name things and to say what is still there.
    pub(crate) fn situation(
        &self,
        profile: &Profile,
        activity: Activity,
        counters_excluded: bool,
    ) -> Situation {
        // A message without the age of the newest backup is better than no message.
        let newest = self.newest_verified(profile.id).ok().flatten();
        let now = self.clock().now();
        Situation {
            appliance: profile.name.clone(),
            address: profile.address.to_string(),
            user: profile.user.clone(),
            activity,
            counters_excluded,
            newest_verified: newest.map(|at| NewestVerified {
                at,
                age_seconds: u64::try_from(now.as_second() - at.as_second()).unwrap_or(0),
            }),
        }
    }
}

/// What a sign-in showed about the password: refused, accepted, or nothing.
fn verdict<T>(outcome: &std::result::Result<T, ClientError>, login: &Login) -> Option<bool> {
    match outcome {
        Ok(_) => Some(false),
        Err(ClientError::LoginRefused { .. } | ClientError::LoginDisabled { .. }) => Some(true),
        // A secure connection can also break after the request has left, so this does not say that nothing was sent.
        Err(ClientError::Tls(_)) if login.was(CredentialState::Unconfirmed) => Some(true),
        // Nothing was sent, so even an unconfirmed password has not been used yet.
        Err(error) if matches!(error.step(), Some(Step::Reach | Step::Certificate)) => None,
        // It was sent, and whether the appliance counted it is unknown: an unconfirmed one is not sent again (R9).
        Err(_) if login.was(CredentialState::Unconfirmed) => Some(true),
        Err(_) => None,
    }
}
