//! A connection test goes the way of a backup step by step and stops at the first step that fails; nothing is changed
//! on the appliance.

use std::sync::Arc;

use ctvl_client::{Address, Capabilities, Certificate, KeyName, Proxy, Step, Trust};

use crate::credentials::Credential;
use crate::engine::Engine;
use crate::error::{Activity, EngineError, Result};
use crate::profile::{CredentialState, KnownVersions, Profile, ProfileId, ProfileRef, Role};

/// What to test.
#[derive(Debug, Clone)]
pub enum ConnectionTarget {
    /// A profile as it is stored.
    Profile(ProfileRef),
    /// One that is not stored yet.
    Draft(Draft),
}

/// An appliance that is being added.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Where it is.
    pub address: Address,
    /// Whose login is used.
    pub user: String,
    /// Whose certificate is believed.
    pub trust: Trust,
    /// Whether the system's proxy applies.
    pub proxy: Proxy,
}

/// A step of a connection test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// The certificate could be looked at.
    Reach,
    /// The certificate is trusted.
    Certificate,
    /// The appliance says that it is alive.
    Alive,
    /// The login works.
    SignIn,
    /// The appliance lists its keys.
    Keys,
    /// What the appliance offers.
    Probe,
}

/// How a step of a connection test went.
#[derive(Debug)]
pub enum CheckOutcome {
    /// As it should.
    Passed,
    /// It failed.
    Failed(EngineError),
    /// It was not tried, because one before it failed.
    NotTried,
}

/// What a connection test found.
#[derive(Debug)]
pub struct ConnectionReport {
    /// Every step, in order.
    pub steps: Vec<(Check, CheckOutcome)>,
    /// What the appliance presents.
    pub certificate: Option<Certificate>,
    /// Its keys, if it listed them.
    pub keys: Option<Vec<KeyName>>,
    /// What it offers, if that was asked.
    pub capabilities: Option<Capabilities>,
}

impl Check {
    /// Every step, in order.
    pub const ALL: [Self; 6] =
        [Self::Reach, Self::Certificate, Self::Alive, Self::SignIn, Self::Keys, Self::Probe];
}

impl ConnectionReport {
    fn pass(&mut self, check: Check) {
        self.steps.push((check, CheckOutcome::Passed));
    }

    /// Why it failed, if it did.
    pub fn into_failure(self) -> Option<EngineError> {
        self.steps.into_iter().find_map(|(_, outcome)| match outcome {
            CheckOutcome::Failed(error) => Some(error),
            CheckOutcome::Passed | CheckOutcome::NotTried => None,
        })
    }

    /// The step that failed, if one did.
    pub fn failure(&self) -> Option<(Check, &EngineError)> {
        self.steps.iter().find_map(|(check, outcome)| match outcome {
            CheckOutcome::Failed(error) => Some((*check, error)),
            CheckOutcome::Passed | CheckOutcome::NotTried => None,
        })
    }
}

impl Engine {
    /// Looks at the certificate that an address presents, without trusting it and without sending anything.
    ///
    /// # Errors
    /// [`EngineError::Appliance`].
    pub async fn certificate(&self, address: &Address, proxy: Proxy) -> Result<Certificate> {
        let draft = Draft { address: address.clone(), user: String::new(), trust: Trust::System, proxy };
        let activity = Activity::LookAtCertificate;
        let profile = self.profile_of_draft(&draft);
        self.client(&profile, activity)?
            .certificate()
            .await
            .map_err(|error| self.failed(&profile, activity, error))
    }

    /// Tests a connection. A failure of the appliance or of the keyring is a step of the report, not an error.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], the database's errors.
    pub async fn test_connection(
        self: &Arc<Self>,
        target: ConnectionTarget,
        credential: Credential,
    ) -> Result<ConnectionReport> {
        let (profile, stored) = match target {
            ConnectionTarget::Profile(asked) => (self.profile(asked)?, true),
            ConnectionTarget::Draft(draft) => (self.profile_of_draft(&draft), false),
        };
        let mut report =
            ConnectionReport { steps: Vec::new(), certificate: None, keys: None, capabilities: None };
        if let Err((check, error)) = self.walk(&profile, credential, &mut report).await {
            report.steps.push((check, CheckOutcome::Failed(error)));
        }
        for check in Check::ALL {
            if !report.steps.iter().any(|(done, _)| *done == check) {
                report.steps.push((check, CheckOutcome::NotTried));
            }
        }
        if stored && let Some(version) = report.capabilities.as_ref().and_then(Capabilities::version) {
            self.note_version_told(profile.id, *version)?;
        }
        Ok(report)
    }

    async fn walk(
        &self,
        profile: &Profile,
        credential: Credential,
        report: &mut ConnectionReport,
    ) -> std::result::Result<(), (Check, EngineError)> {
        let activity = Activity::Test;
        let at = |check: Check| move |error| (check, self.failed(profile, activity, error));
        let client = self.client(profile, activity).map_err(|error| (Check::Reach, error))?;
        let shown = client.certificate().await.map_err(at(Check::Reach))?;
        if profile.pinned() == Some(shown.fingerprint) {
            self.keep_details(profile.id, &shown).map_err(|error| (Check::Reach, error))?;
        }
        report.certificate = Some(shown);
        report.pass(Check::Reach);
        // The first request over the trusted connection is where an untrusted certificate shows.
        let liveness = client.alive().await;
        if let Err(error) = &liveness
            && error.step() == Some(Step::Certificate)
        {
            return liveness.map(|_| ()).map_err(at(Check::Certificate));
        }
        report.pass(Check::Certificate);
        liveness.map_err(at(Check::Alive))?;
        report.pass(Check::Alive);
        let login = self.login(profile, credential).await.map_err(|error| (Check::SignIn, error))?;
        let session = self
            .sign_in_with(profile, &client, &login, activity)
            .await
            .map_err(|error| (Check::SignIn, error))?;
        report.pass(Check::SignIn);
        report.keys = Some(session.keys().await.map_err(at(Check::Keys))?);
        report.pass(Check::Keys);
        report.capabilities = Some(session.capabilities().await.map_err(at(Check::Probe))?);
        report.pass(Check::Probe);
        session.forget();
        Ok(())
    }

    /// The names of the keys of an appliance.
    ///
    /// # Errors
    /// [`EngineError::Appliance`], [`EngineError::ProfileUnknown`], the keyring's errors.
    pub async fn keys(
        self: &Arc<Self>,
        profile: &ProfileRef,
        credential: Credential,
    ) -> Result<Vec<KeyName>> {
        let profile = self.profile(profile.clone())?;
        let activity = Activity::ListKeys;
        let session = self.sign_in(&profile, credential, activity).await?;
        session.keys().await.map_err(|error| self.failed(&profile, activity, error))
    }

    /// A profile that is not stored: named by its address, without a password of its own.
    fn profile_of_draft(&self, draft: &Draft) -> Profile {
        let now = self.clock().now();
        Profile {
            id: ProfileId(uuid::Uuid::nil()),
            name: draft.address.to_string(),
            address: draft.address.clone(),
            user: draft.user.clone(),
            trust: draft.trust,
            trusted_at: None,
            role: Role::Practice,
            versions: KnownVersions { told: None, typed: None },
            credential: CredentialState::NotStored,
            destination: None,
            key: None,
            exclude_counters: false,
            proxy: draft.proxy,
            alarm_days: 0,
            presented: None,
            added_at: now,
            changed_at: now,
        }
    }
}
