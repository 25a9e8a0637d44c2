//! Appliances: how they are protected, how they are connected, whose certificate is believed.

use std::sync::Arc;

use ctvl_contract::orders::profile_id;
use ctvl_contract::{
    AddedAppliance, ApplianceChange, Certificate, CertificateLook, Changed, ConnectionReport,
    DraftConnection, KeepPassword, NewAppliance, Overview, Password, PastedAddress, Profile, Trend, describe,
};
use ctvl_engine::client::{Address, Fingerprint, Proxy, Secret};
use ctvl_engine::{ConnectionTarget, Credential, Engine, EngineError, ProfileId};

use super::{Changing, Of};
use crate::shell::{Answer, IntoAnswer};
use crate::system;

/// What connecting, changing and removing an appliance touches.
const TOUCHED: [Changed; 3] = [Changed::Appliances, Changed::Archives, Changed::Activity];

#[tauri::command(async)]
pub fn overview(shell: Of<'_>) -> Answer<Overview> {
    Ok(Overview::from(&shell.engine()?.overview().answer()?))
}

#[tauri::command(async)]
pub fn trend(shell: Of<'_>, profile: String) -> Answer<Trend> {
    let id = profile_id(&profile).answer()?;
    Ok(Trend::from(shell.engine()?.trend(id).answer()?.as_slice()))
}

#[tauri::command(async)]
pub fn read_address(text: String) -> Answer<PastedAddress> {
    PastedAddress::read(&text).answer()
}

#[tauri::command]
pub async fn look_at_certificate(shell: Of<'_>, address: String, system_proxy: bool) -> Answer<Certificate> {
    let proxy = if system_proxy { Proxy::System } else { Proxy::None };
    let address: Address = address.parse().map_err(EngineError::Address).answer()?;
    Ok(Certificate::from(&shell.engine()?.certificate(&address, proxy).await.answer()?))
}

#[tauri::command]
pub async fn test_draft(shell: Of<'_>, draft: DraftConnection) -> Answer<ConnectionReport> {
    let (draft, password) = draft.into_draft().answer()?;
    tested(shell.engine()?, ConnectionTarget::Draft(draft), Credential::Given(password)).await
}

#[tauri::command]
pub async fn add_appliance(shell: Of<'_>, appliance: NewAppliance) -> Answer<AddedAppliance> {
    let engine = shell.engine()?;
    let (new, password, keep) = appliance.into_profile().answer()?;
    let profile = Box::pin(engine.connect(new, &password)).await.answer()?;
    kept(engine, profile.id, password, keep).await.changing(&shell, &TOUCHED)
}

#[tauri::command]
pub async fn test_appliance(shell: Of<'_>, profile: String) -> Answer<ConnectionReport> {
    let target = ConnectionTarget::Profile(profile_id(&profile).answer()?.into());
    // A sign-in that worked confirms a login, and a version that was told is kept.
    tested(shell.engine()?, target, Credential::Stored).await.changing(&shell, &[Changed::Appliances])
}

#[tauri::command]
pub async fn change_appliance(shell: Of<'_>, profile: String, change: ApplianceChange) -> Answer<Profile> {
    let (id, change) = (profile_id(&profile).answer()?, change.into_change().answer()?);
    let changed = shell.engine()?.update_profile(id, change).await.answer().changing(&shell, &TOUCHED)?;
    Ok(Profile::from(&changed))
}

#[tauri::command]
pub async fn remove_appliance(shell: Of<'_>, profile: String) -> Answer<()> {
    let id = profile_id(&profile).answer()?;
    shell.engine()?.remove_profile(id).await.answer().changing(&shell, &TOUCHED)?;
    shell.hub().changed(&[Changed::Practice]);
    Ok(())
}

#[tauri::command]
pub async fn compare_certificate(shell: Of<'_>, profile: String) -> Answer<CertificateLook> {
    let id = profile_id(&profile).answer()?;
    Ok(CertificateLook::from(&Box::pin(shell.engine()?.certificate_look(id)).await.answer()?))
}

#[tauri::command]
pub async fn trust_certificate(shell: Of<'_>, profile: String, fingerprint: String) -> Answer<Certificate> {
    let id = profile_id(&profile).answer()?;
    let fingerprint: Fingerprint = fingerprint.parse().map_err(EngineError::FingerprintInvalid).answer()?;
    let trusted = shell.engine()?.trust(id, fingerprint).await.answer().changing(&shell, &TOUCHED)?;
    Ok(Certificate::from(&trusted))
}

#[tauri::command]
pub async fn set_password(
    shell: Of<'_>,
    profile: String,
    password: Password,
    keep: KeepPassword,
) -> Answer<AddedAppliance> {
    let (engine, id) = (shell.engine()?, profile_id(&profile).answer()?);
    let password = password.into_secret();
    Box::pin(engine.try_password(id, &password)).await.answer()?;
    kept(engine, id, password, keep).await.changing(&shell, &[Changed::Appliances])
}

#[tauri::command]
pub async fn forget_password(shell: Of<'_>, profile: String) -> Answer<()> {
    let id = profile_id(&profile).answer()?;
    shell.engine()?.forget_password(id).await.answer().changing(&shell, &[Changed::Appliances])
}

#[tauri::command]
pub async fn list_keys(shell: Of<'_>, profile: String) -> Answer<Vec<String>> {
    let asked = profile_id(&profile).answer()?.into();
    let keys = Box::pin(shell.engine()?.keys(&asked, Credential::Stored)).await.answer()?;
    Ok(keys.iter().map(ToString::to_string).collect())
}

#[tauri::command]
pub async fn open_administration_page(shell: Of<'_>, profile: String) -> Answer<()> {
    let profile = profile_id(&profile).answer()?;
    let address = shell.engine()?.profile(profile).answer()?.address;
    system::open_page(format!("{}/", address.origin())).await.answer()
}

async fn tested(
    engine: &Arc<Engine>,
    target: ConnectionTarget,
    credential: Credential,
) -> Answer<ConnectionReport> {
    Ok(ConnectionReport::from(&Box::pin(engine.test_connection(target, credential)).await.answer()?))
}

/// The password worked. Where it cannot be kept the person is told so, and the appliance is connected all the same.
async fn kept(
    engine: &Engine,
    id: ProfileId,
    password: Secret,
    keep: KeepPassword,
) -> Answer<AddedAppliance> {
    let not_kept = match engine.keep_password(id, password, keep.into()).await {
        Ok(()) => None,
        Err(error @ EngineError::Keyring { .. }) => Some(describe(&error, None)),
        Err(error) => return Err(error).answer(),
    };
    Ok(AddedAppliance { profile: Profile::from(&engine.profile(id).answer()?), not_kept })
}
