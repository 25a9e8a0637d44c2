//! One code for each of the engine's errors; the match has no catch-all, so a new one does not compile without a code.

use ctvl_engine::client::AddressError;
use ctvl_engine::{
    DestinationProblem, EngineError, LockHolder, NameRule, SecretStoreError, Situation, SystemWish,
};

use super::{ErrorCode, ErrorParams, Holder, client, restore};

pub(super) fn code(error: &EngineError, params: &mut ErrorParams) -> ErrorCode {
    use EngineError as E;
    use ErrorCode as C;
    match error {
        E::NoHomeDirectory => C::NoHomeDirectory,
        E::FolderNotUsable { path, source } => {
            params.path = Some(path.display().to_string());
            params.detail = Some(source.to_string());
            C::FolderNotUsable
        }
        E::Database(_) => C::DatabaseFailed,
        E::DatabaseMigration(_) => C::DatabaseMigrationFailed,
        E::DatabaseNewer { .. } => C::DatabaseNewer,
        E::DatabaseUnreadable { what } => {
            params.reason = Some((*what).to_owned());
            C::DatabaseUnreadable
        }
        E::ProfileUnknown { asked } => {
            params.name = Some(asked.clone());
            C::ApplianceUnknown
        }
        E::ProfileNameTaken { name } => {
            params.name = Some(name.clone());
            C::ApplianceNameTaken
        }
        E::ProfileName { name, rule } => {
            params.name = Some(name.clone());
            params.reason = Some(name_rule(*rule).to_owned());
            C::ApplianceNameInvalid
        }
        E::UserMissing => C::UserMissing,
        // The text that was typed stays out: a pasted URL may hold a password.
        E::Address(error) => {
            params.reason = Some(address(error).to_owned());
            C::AddressInvalid
        }
        E::FingerprintDiffers { appliance, given, presented } => {
            params.appliance = Some(appliance.clone());
            params.trusted_fingerprint = Some(given.to_string());
            params.presented_fingerprint = Some(presented.to_string());
            C::FingerprintDiffers
        }
        E::VersionInvalid(typed) => {
            params.name = Some(typed.0.clone());
            C::VersionInvalid
        }
        // What was typed stays out: it may be anything that was on the clipboard.
        E::FingerprintInvalid(_) => C::FingerprintInvalid,
        E::AlarmInvalid { .. } => C::AlarmInvalid,
        E::KeyName { name } => {
            params.key = Some(name.clone());
            C::KeyNameInvalid
        }
        E::Keyring { appliance, error } => {
            params.appliance.clone_from(appliance);
            keyring(*error)
        }
        E::PasswordNotStored { appliance, user } => login(params, appliance, user, C::PasswordNotStored),
        E::PasswordRefusedBefore { appliance, user } => {
            login(params, appliance, user, C::PasswordRefusedBefore)
        }
        E::RunInProgress { appliance, holder } => {
            params.appliance = Some(appliance.clone());
            params.holder = holder.as_ref().map(Holder::from);
            C::RunInProgress
        }
        E::Destination { path, problem } => {
            params.path = Some(path.display().to_string());
            destination(params, problem)
        }
        E::Appliance { situation, error } => {
            situated(params, situation);
            client::code(error, params)
        }
        E::ArrivedDamaged { situation, damage } => {
            situated(params, situation);
            params.damage = Some(damage.as_ref().into());
            C::ArrivedDamaged
        }
        E::Write { appliance, path, source, left: _ } => {
            params.appliance = Some(appliance.clone());
            params.path = Some(path.display().to_string());
            params.detail = Some(source.to_string());
            C::WriteFailed
        }
        E::SavedNotListed { appliance, path, source } => {
            params.detail = Some(source.to_string());
            params.appliance = Some(appliance.clone());
            params.path = Some(path.display().to_string());
            C::SavedNotListed
        }
        E::ArchiveUnknown { id } => {
            params.name = Some(id.to_string());
            C::ArchiveUnknown
        }
        E::ArchiveMissing { path } => {
            params.path = Some(path.display().to_string());
            C::ArchiveMissing
        }
        E::ArchiveUnreadable { path, source } => {
            params.path = Some(path.display().to_string());
            params.detail = Some(source.to_string());
            C::ArchiveUnreadable
        }
        E::ArchiveDiffers { path } => {
            params.path = Some(path.display().to_string());
            C::ArchiveDiffers
        }
        E::NotAnOrphan { path } => {
            params.path = Some(path.display().to_string());
            C::NotAnOrphan
        }
        E::NothingChosen => C::NothingChosen,
        E::NoteTooLong { .. } => C::NoteTooLong,
        E::NoteMissing { appliance } => {
            params.appliance = Some(appliance.clone());
            C::NoteMissing
        }
        E::Cancelled => C::Cancelled,
        E::JobUnknown { .. } => C::JobUnknown,
        E::JobLost { .. } => C::JobLost,
        E::Log(source) => {
            params.detail = Some(source.to_string());
            C::LogFailed
        }
        E::SystemRefused { wish, source } => {
            params.reason = Some(system_wish(*wish).to_owned());
            params.detail = Some(source.to_string());
            C::SystemRefused
        }
        E::Practice { source } => {
            params.detail = Some(source.to_string());
            C::PracticeFailed
        }
        E::Restore(error) => restore::code(error, params),
        E::Aftermath(error) => restore::aftermath(error, params),
    }
}

fn destination(params: &mut ErrorParams, problem: &DestinationProblem) -> ErrorCode {
    let word = match problem {
        DestinationProblem::Missing => "missing",
        DestinationProblem::NotAFolder => "notAFolder",
        DestinationProblem::NotWritable { reason } => {
            params.detail = Some(reason.to_string());
            "notWritable"
        }
        DestinationProblem::MarkerMissing => "markerMissing",
        DestinationProblem::TooLittleSpace { free, needed } => {
            params.bytes = Some(*free);
            params.expected_bytes = Some(*needed);
            "tooLittleSpace"
        }
    };
    params.reason = Some(word.to_owned());
    ErrorCode::DestinationNotUsable
}

fn system_wish(wish: SystemWish) -> &'static str {
    match wish {
        SystemWish::ShowFile => "showFile",
        SystemWish::OpenFolder => "openFolder",
        SystemWish::OpenPage => "openPage",
        SystemWish::CopyText => "copyText",
        SystemWish::MoveToTrash => "moveToTrash",
    }
}

fn keyring(error: SecretStoreError) -> ErrorCode {
    match error {
        SecretStoreError::Locked => ErrorCode::KeyringLocked,
        SecretStoreError::Absent => ErrorCode::KeyringAbsent,
        SecretStoreError::Refused => ErrorCode::KeyringRefused,
        SecretStoreError::NotFound => ErrorCode::KeyringEntryMissing,
        SecretStoreError::Unreadable => ErrorCode::KeyringEntryUnreadable,
    }
}

fn name_rule(rule: NameRule) -> &'static str {
    match rule {
        NameRule::Empty => "empty",
        NameRule::TooLong => "tooLong",
        NameRule::ControlCharacter => "controlCharacter",
        NameRule::LeadingDash => "leadingDash",
        NameRule::LooksLikeAnId => "looksLikeAnId",
    }
}

fn address(error: &AddressError) -> &'static str {
    match error {
        AddressError::Empty => "empty",
        AddressError::PlainHttp => "plainHttp",
        AddressError::OtherScheme { .. } => "otherScheme",
        AddressError::ContainsLogin => "containsLogin",
        AddressError::Port => "port",
        AddressError::Host => "host",
    }
}

fn login(params: &mut ErrorParams, appliance: &str, user: &str, code: ErrorCode) -> ErrorCode {
    params.appliance = Some(appliance.to_owned());
    params.user = Some(user.to_owned());
    code
}

fn situated(params: &mut ErrorParams, situation: &Situation) {
    params.appliance = Some(situation.appliance.clone());
    params.address = Some(situation.address.clone());
    params.user = Some(situation.user.clone());
    params.counters_excluded = Some(situation.counters_excluded);
    params.newest_verified = situation.newest_verified.map(|newest| newest.at.to_string());
}

impl From<&LockHolder> for Holder {
    fn from(holder: &LockHolder) -> Self {
        Self { program: holder.program.clone(), pid: holder.pid, since: holder.since.to_string() }
    }
}
