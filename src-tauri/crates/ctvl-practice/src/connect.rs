//! The profile of a practice appliance pins the certificate that the appliance itself hands over, so nobody has to
//! compare anything.

use ctvl_appliance::Appliance;
use ctvl_engine::client::{Address, Fingerprint, Proxy, Trust};
use ctvl_engine::{Engine, EngineError, NewProfile, Profile, Role};

use crate::error::PracticeError;
use crate::place::USER;

pub(crate) fn address(appliance: &Appliance) -> Result<Address, PracticeError> {
    Ok(appliance.address().parse().map_err(EngineError::Address)?)
}

pub(crate) fn fingerprint(appliance: &Appliance) -> Result<Fingerprint, PracticeError> {
    appliance.fingerprint().to_string().parse().map_err(|_| PracticeError::NoFingerprint)
}

/// Whether a profile leads to this appliance and trusts its certificate.
pub(crate) fn leads_to(profile: &Profile, appliance: &Appliance) -> Result<bool, PracticeError> {
    let fingerprint = fingerprint(appliance)?;
    Ok(profile.address == address(appliance)? && profile.pinned() == Some(fingerprint))
}

/// A profile for a running practice appliance.
///
/// # Errors
/// [`PracticeError::NoFingerprint`].
pub fn new_profile(name: &str, appliance: &Appliance) -> Result<NewProfile, PracticeError> {
    Ok(NewProfile {
        trust: Trust::Pinned(fingerprint(appliance)?),
        role: Role::Practice,
        // It is on this machine, whatever the machine's proxy is.
        proxy: Proxy::None,
        ..NewProfile::new(name, address(appliance)?, USER)
    })
}

/// The profile of this name for a running practice appliance, added if there is none.
///
/// # Errors
/// [`EngineError::ProfileNameTaken`] if another appliance is called so.
pub fn connected(engine: &Engine, name: &str, appliance: &Appliance) -> Result<Profile, PracticeError> {
    match engine.profile(name) {
        Ok(known) if leads_to(&known, appliance)? => Ok(known),
        Ok(known) => Err(EngineError::ProfileNameTaken { name: known.name }.into()),
        Err(_) => Ok(engine.add_profile(new_profile(name, appliance)?)?),
    }
}
