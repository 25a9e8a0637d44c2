//! The practice appliance that a program carries in itself: at most one runs, and what a person chose of it survives the
//! program.

use std::sync::{Arc, Mutex, PoisonError};

use ctvl_appliance::{Appliance, Fault};
use ctvl_engine::client::Secret;
use ctvl_engine::{
    CheckOutcome, ConnectionTarget, Credential, CredentialState, Engine, EngineError, Profile, ProfileChange,
    ProfileId,
};

use crate::connect::{address, fingerprint, leads_to, new_profile};
use crate::error::PracticeError;
use crate::password::made_up;
use crate::place::{Place, Start};

/// Settings of the installation.
const PROFILE: &str = "practice.profile";
const RUNS: &str = "practice.runs";
const HIDES: &str = "practice.hides-direct-route";

/// Enough for a backup whose progress can be watched, and whose counters weigh something.
const PAD: u64 = 8 * 1024 * 1024;

/// Less than any backup of it has, with counters or without.
const CUT_AFTER: u64 = 4096;

/// How many names are tried before the name is called taken.
const NAMES: usize = 20;

/// A fault to rehearse with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rehearsal {
    /// Its backup times out with a 504 page, unless counters are left out (R4).
    Timeout,
    /// Its backup breaks off.
    CutOff,
    /// Its backup is an error page with status 200.
    ErrorPage,
}

/// What is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its profile, once it was started for the first time.
    pub profile: Option<ProfileId>,
    /// Its address while it runs.
    pub address: Option<String>,
    /// Whether it hides its direct restore route, as a real appliance does.
    pub direct_route_hidden: bool,
    /// The fault that is switched on.
    pub fault: Option<Rehearsal>,
}

/// The practice appliance of this program.
#[derive(Debug)]
pub struct Embedded {
    engine: Arc<Engine>,
    place: Place,
    name: String,
    running: tokio::sync::Mutex<Option<Appliance>>,
    fault: Mutex<Option<Rehearsal>>,
}

impl Embedded {
    /// That of an installation, not started. `name` is how its profile is called when it is made.
    pub fn new(engine: Arc<Engine>, name: impl Into<String>) -> Self {
        let place = Place::of(engine.directories());
        Self { engine, place, name: name.into(), running: Default::default(), fault: Default::default() }
    }

    /// What is known of it now.
    ///
    /// # Errors
    /// The database's.
    pub async fn state(&self) -> Result<State, PracticeError> {
        let running = self.running.lock().await;
        self.state_of(running.as_ref())
    }

    /// Starts it, unless it runs, and sees that the installation can sign in.
    ///
    /// # Errors
    /// [`PracticeError`]; it does not run then.
    pub async fn start(&self) -> Result<State, PracticeError> {
        let mut running = self.running.lock().await;
        match running.as_ref() {
            Some(appliance) => self.connect(appliance, None, true).await?,
            None => *running = Some(self.run(true).await?),
        }
        self.engine.set_setting(RUNS, Some("yes"))?;
        self.state_of(running.as_ref())
    }

    /// Starts it if it ran when the program was closed.
    ///
    /// # Errors
    /// As [`Embedded::start`].
    pub async fn resume(&self) -> Result<State, PracticeError> {
        let mut running = self.running.lock().await;
        if running.is_none() && self.engine.setting(RUNS)?.is_some() {
            // The keyring is not asked before a person wants something: it may show a dialog.
            *running = Some(self.run(false).await?);
        }
        self.state_of(running.as_ref())
    }

    /// Stops it.
    ///
    /// # Errors
    /// The database's.
    pub async fn stop(&self) -> Result<State, PracticeError> {
        self.close().await;
        self.engine.set_setting(RUNS, None)?;
        self.state().await
    }

    /// Stops it for the end of the program; the next one starts it again.
    pub async fn close(&self) {
        if let Some(appliance) = self.running.lock().await.take() {
            appliance.shutdown().await;
        }
    }

    /// Brings it back to the data of its first start and starts it. Archives that were taken of it stay restorable.
    ///
    /// # Errors
    /// [`PracticeError`]; it does not run then.
    pub async fn reset(&self) -> Result<State, PracticeError> {
        let mut running = self.running.lock().await;
        if let Some(appliance) = running.take() {
            appliance.shutdown().await;
        }
        self.place.clear()?;
        *running = Some(self.run(true).await?);
        self.engine.set_setting(RUNS, Some("yes"))?;
        self.state_of(running.as_ref())
    }

    /// Switches a fault on, or off. It stays on through a stop and a start, until the program ends.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_fault(&self, fault: Option<Rehearsal>) -> Result<State, PracticeError> {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
        let running = self.running.lock().await;
        if let Some(appliance) = running.as_ref() {
            self.switch(appliance);
        }
        self.state_of(running.as_ref())
    }

    /// Hides the direct restore route, or shows it. A running appliance is started again for that.
    ///
    /// # Errors
    /// As [`Embedded::start`].
    pub async fn hide_direct_route(&self, hidden: bool) -> Result<State, PracticeError> {
        let mut running = self.running.lock().await;
        self.engine.set_setting(HIDES, hidden.then_some("yes"))?;
        if let Some(appliance) = running.take() {
            appliance.shutdown().await;
            *running = Some(self.run(false).await?);
        }
        self.state_of(running.as_ref())
    }

    /// The password of [`USER`](crate::USER), to sign in at the administration page with: what a restore by hand is
    /// rehearsed with. Only this appliance's own, and only while it runs.
    ///
    /// # Errors
    /// [`PracticeError::NotRunning`], and those of [`Embedded::start`].
    pub async fn password(&self) -> Result<Secret, PracticeError> {
        let running = self.running.lock().await;
        let appliance = running.as_ref().ok_or(PracticeError::NotRunning)?;
        // A password that no longer works is replaced first.
        self.connect(appliance, None, true).await?;
        let profile = self.profile()?.ok_or(PracticeError::NotRunning)?;
        self.engine.practice_password(profile.id).await?.ok_or(PracticeError::PasswordNotKept)
    }

    /// Starts it and connects it. `look` says whether the login is tried.
    async fn run(&self, look: bool) -> Result<Appliance, PracticeError> {
        let password = self.place.is_new().then(made_up);
        let start = Start {
            direct_route: self.engine.setting(HIDES)?.is_none(),
            pad_counters: PAD,
            password: password.clone(),
            ..Start::default()
        };
        let appliance = self.place.start(start).await?;
        if let Err(error) = self.connect(&appliance, password, look).await {
            appliance.shutdown().await;
            return Err(error);
        }
        self.switch(&appliance);
        Ok(appliance)
    }

    /// Sees that its profile is there, leads to it, trusts it and knows its password. `made` is a password that it was
    /// just made with.
    async fn connect(
        &self,
        appliance: &Appliance,
        made: Option<Secret>,
        look: bool,
    ) -> Result<(), PracticeError> {
        let profile = match self.profile()? {
            Some(known) => self.follow(known, appliance).await?,
            None => self.add(appliance)?,
        };
        self.engine.set_setting(PROFILE, Some(&profile.id.to_string()))?;
        let password = match made {
            Some(made) => made,
            None if self.signs_in(&profile, look).await? => return Ok(()),
            None => {
                // Nobody but this program ever knew the password, so nobody can be asked for it (R9).
                let password = made_up();
                self.place.set_password(&password).await?;
                password
            }
        };
        match self.engine.store_password(profile.id, &password).await {
            Err(EngineError::Keyring { .. }) => Ok(self.engine.remember_password(profile.id, password)?),
            other => Ok(other?),
        }
    }

    /// Leads a known profile to where the appliance is now, with the certificate it shows now.
    async fn follow(&self, known: Profile, appliance: &Appliance) -> Result<Profile, PracticeError> {
        if leads_to(&known, appliance)? {
            return Ok(known);
        }
        let address = address(appliance)?;
        if known.address != address {
            let change = ProfileChange { address: Some(address), ..ProfileChange::default() };
            self.engine.update_profile(known.id, change).await?;
        }
        self.engine.trust(known.id, fingerprint(appliance)?).await?;
        Ok(self.engine.profile(known.id)?)
    }

    fn add(&self, appliance: &Appliance) -> Result<Profile, PracticeError> {
        // One that the command line connected is taken over.
        for profile in self.engine.profiles()? {
            if leads_to(&profile, appliance)? {
                return Ok(profile);
            }
        }
        let mut new = new_profile(&self.name, appliance)?;
        for number in 2..=NAMES {
            match self.engine.add_profile(new.clone()) {
                Err(EngineError::ProfileNameTaken { .. }) => new.name = format!("{} {number}", self.name),
                other => return Ok(other?),
            }
        }
        Ok(self.engine.add_profile(new)?)
    }

    /// Whether the installation can sign in. Without a `look` that is believed of what the keyring should have.
    async fn signs_in(&self, profile: &Profile, look: bool) -> Result<bool, PracticeError> {
        let kept = matches!(profile.credential, CredentialState::Stored | CredentialState::Unconfirmed)
            || self.engine.password_in_memory(profile.id)?;
        if !kept || !look {
            return Ok(kept);
        }
        let target = ConnectionTarget::Profile(profile.id.into());
        let report = Box::pin(self.engine.test_connection(target, Credential::Stored)).await?;
        Ok(report.steps.iter().all(|(_, outcome)| matches!(outcome, CheckOutcome::Passed)))
    }

    fn profile(&self) -> Result<Option<Profile>, PracticeError> {
        let id = self.engine.setting(PROFILE)?.and_then(|text| text.parse::<ProfileId>().ok());
        match id.map(|id| self.engine.profile(id)) {
            None | Some(Err(EngineError::ProfileUnknown { .. })) => Ok(None),
            Some(other) => Ok(Some(other?)),
        }
    }

    fn switch(&self, appliance: &Appliance) {
        appliance.faults().clear();
        match *self.fault.lock().unwrap_or_else(PoisonError::into_inner) {
            None => {}
            Some(Rehearsal::Timeout) => appliance.faults().on(Fault::TimeoutWithCounters),
            Some(Rehearsal::CutOff) => appliance.faults().on(Fault::CutOff(CUT_AFTER)),
            Some(Rehearsal::ErrorPage) => appliance.faults().on(Fault::WebPage),
        }
    }

    fn state_of(&self, running: Option<&Appliance>) -> Result<State, PracticeError> {
        Ok(State {
            profile: self.profile()?.map(|profile| profile.id),
            address: running.map(Appliance::address),
            direct_route_hidden: self.engine.setting(HIDES)?.is_some(),
            fault: *self.fault.lock().unwrap_or_else(PoisonError::into_inner),
        })
    }
}
