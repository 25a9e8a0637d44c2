//! Profiles in the database. Names are unique regardless of letter case.

use std::path::PathBuf;

use ctvl_archive::CtvlVersion;
use ctvl_client::{KeyName, Proxy, Trust};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use super::rules::{USUAL_ALARM_DAYS, check_alarm_days, check_name, check_user, name_key};
use super::{
    CredentialState, KnownVersions, NewProfile, Profile, ProfileChange, ProfileId, ProfileRef, Role,
    certificate,
};
use crate::aftermath::TaskKind;
use crate::database::{instant, parsed};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::{self, EventKind, NewEvent};
use crate::restore::{RestoreError, StillNeeded};

const COLUMNS: &str = "id, name, address, user, pinned, trusted_at, role, version_told, version_told_at, version_typed, \
                       version_typed_on, credential, destination, key_name, exclude_counters, proxy, added_at, changed_at, \
                       alarm_days";

/// What other changes than those of a person are written to.
const SEEN: &str = "presented";

impl Engine {
    /// Every profile, by name.
    ///
    /// # Errors
    /// The database's errors.
    pub fn profiles(&self) -> Result<Vec<Profile>> {
        self.database.read(|connection| {
            let sql = format!("SELECT {COLUMNS}, {SEEN} FROM profiles ORDER BY name_key");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            let mut profiles = Vec::new();
            while let Some(row) = rows.next()? {
                profiles.push(profile_from(row)?);
            }
            Ok(profiles)
        })
    }

    /// One profile, by id or by name.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`].
    pub fn profile(&self, asked: impl Into<ProfileRef>) -> Result<Profile> {
        let asked = asked.into();
        let (column, value) = match &asked {
            ProfileRef::Id(id) => ("id", id.to_string()),
            ProfileRef::Name(name) => ("name_key", name_key(name.trim())),
        };
        self.database.read(|connection| {
            let sql = format!("SELECT {COLUMNS}, {SEEN} FROM profiles WHERE {column} = ?1");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([&value])?;
            match rows.next()? {
                Some(row) => profile_from(row),
                None => Err(EngineError::ProfileUnknown { asked: asked.to_string() }),
            }
        })
    }

    /// Adds an appliance.
    ///
    /// # Errors
    /// [`EngineError::ProfileName`], [`EngineError::ProfileNameTaken`], [`EngineError::UserMissing`],
    /// [`EngineError::KeyName`].
    pub fn add_profile(&self, new: NewProfile) -> Result<Profile> {
        let now = self.clock().now();
        let pinned = matches!(new.trust, Trust::Pinned(_));
        let profile = Profile {
            id: ProfileId(Uuid::now_v7()),
            name: check_name(&new.name)?,
            address: new.address,
            user: check_user(&new.user)?,
            trust: new.trust,
            trusted_at: pinned.then_some(now),
            role: new.role,
            versions: KnownVersions {
                told: None,
                typed: new.version_typed.map(|version| (version, self.today())),
            },
            credential: CredentialState::NotStored,
            destination: new.destination,
            key: check_key(new.key)?,
            exclude_counters: new.exclude_counters,
            proxy: new.proxy,
            alarm_days: USUAL_ALARM_DAYS,
            presented: None,
            added_at: now,
            changed_at: now,
        };
        self.database.write(|transaction| {
            refuse_taken(transaction, &profile)?;
            write(transaction, &profile)?;
            if let Some(certificate) =
                new.certificate.filter(|shown| profile.pinned() == Some(shown.fingerprint))
            {
                certificate::keep(transaction, profile.id, &certificate)?;
            }
            history::insert(
                transaction,
                now,
                &event(EventKind::ApplianceAdded, &profile, "The appliance was added."),
            )
        })?;
        Ok(profile)
    }

    /// Changes a profile.
    ///
    /// A new address drops the pinned certificate, a new user drops the stored password: each belongs to the old one.
    ///
    /// # Errors
    /// As [`Engine::add_profile`], [`EngineError::ProfileUnknown`], [`EngineError::AlarmInvalid`], and
    /// [`RestoreError::StillNeeded`] for another address or role while a restore is open.
    pub async fn update_profile(&self, id: ProfileId, change: ProfileChange) -> Result<Profile> {
        let before = self.profile(id)?;
        let other_login = change.user.as_deref().is_some_and(|user| user.trim() != before.user)
            || change.address.as_ref().is_some_and(|address| *address != before.address);
        let moves = change.address.as_ref().is_some_and(|address| *address != before.address)
            || change.role.is_some_and(|role| role != before.role);
        if moves {
            self.refuse_while_restoring(&before)?;
        }
        let mut profile = before.clone();
        if let Some(name) = change.name {
            profile.name = check_name(&name)?;
        }
        if let Some(address) = change.address
            && address != profile.address
        {
            profile.address = address;
            profile.trust = Trust::System;
            profile.trusted_at = None;
            profile.presented = None;
            profile.versions.told = None;
        }
        if let Some(user) = change.user {
            profile.user = check_user(&user)?;
        }
        if let Some(role) = change.role {
            profile.role = role;
        }
        if let Some(version) = change.version_typed {
            profile.versions.typed = version.map(|version| (version, self.today()));
        }
        let folder_chosen = matches!(change.destination, Some(Some(_)));
        if let Some(destination) = change.destination {
            profile.destination = destination;
        }
        if let Some(key) = change.key {
            profile.key = check_key(key)?;
        }
        if let Some(exclude) = change.exclude_counters {
            profile.exclude_counters = exclude;
        }
        if let Some(proxy) = change.proxy {
            profile.proxy = proxy;
        }
        if let Some(days) = change.alarm_days {
            profile.alarm_days = check_alarm_days(days)?;
        }
        if other_login {
            profile.credential = CredentialState::NotStored;
        }
        profile.changed_at = self.clock().now();
        self.database.write(|transaction| {
            refuse_taken(transaction, &profile)?;
            write(transaction, &profile)?;
            if profile.address != before.address {
                transaction.execute(
                    "UPDATE profiles SET presented = NULL, pinned_details = NULL WHERE id = ?1",
                    [profile.id.to_string()],
                )?;
            }
            if folder_chosen && let Some(folder) = &profile.destination {
                // Choosing a folder anew, the same one too, is how a person says that it is the right one although its
                // marker is gone.
                transaction.execute(
                    "DELETE FROM destinations WHERE path = ?1",
                    [folder.to_string_lossy().as_ref()],
                )?;
            }
            Ok(())
        })?;
        if other_login {
            self.held.forget(id);
        }
        if other_login && before.credential != CredentialState::NotStored {
            // A password must not be sent to another host or for another user than it was entered for.
            self.remove_secret(&before).await?;
        }
        Ok(profile)
    }

    /// Removes a profile and its password. Its archives stay, in their folders and in the library.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], [`EngineError::RunInProgress`], [`RestoreError::StillNeeded`] while a restore
    /// or the removal from an old cluster is open, the keyring's errors.
    pub async fn remove_profile(&self, id: ProfileId) -> Result<()> {
        let profile = self.profile(id)?;
        // A run in another process would lose the rows it is writing to.
        let _lock = self.lock_appliance(&profile, crate::job::JobKind::Backup)?;
        self.refuse_while_restoring(&profile)?;
        let tasks = self.aftermath(Some(id))?;
        if tasks.iter().any(|task| task.is_open() && task.kind == TaskKind::RemoveFromOldCluster) {
            let because = StillNeeded::OldCluster;
            return Err(RestoreError::StillNeeded { appliance: profile.name, because }.into());
        }
        if profile.credential != CredentialState::NotStored {
            self.remove_secret(&profile).await?;
        }
        let now = self.clock().now();
        self.database.write(|transaction| {
            transaction.execute("DELETE FROM profiles WHERE id = ?1", [id.to_string()])?;
            history::insert(
                transaction,
                now,
                &event(EventKind::ApplianceRemoved, &profile, "The appliance was removed."),
            )
        })?;
        self.held.forget(id);
        Ok(())
    }

    fn refuse_while_restoring(&self, profile: &Profile) -> Result<()> {
        if self.open_restores(Some(profile.id))?.is_empty() {
            return Ok(());
        }
        let because = StillNeeded::RestoreOpen;
        Err(RestoreError::StillNeeded { appliance: profile.name.clone(), because }.into())
    }

    /// Notes the version that an appliance told.
    pub(crate) fn note_version_told(&self, id: ProfileId, version: CtvlVersion) -> Result<()> {
        let now = self.clock().now().as_millisecond();
        self.database.write(|transaction| {
            transaction
                .prepare_cached("UPDATE profiles SET version_told = ?2, version_told_at = ?3 WHERE id = ?1")?
                .execute(params![id.to_string(), version.to_string(), now])?;
            Ok(())
        })
    }

    fn today(&self) -> jiff::civil::Date {
        self.clock().now().to_zoned(self.clock().zone()).date()
    }
}

impl std::fmt::Display for ProfileRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

fn check_key(key: Option<String>) -> Result<Option<String>> {
    let Some(key) = key.filter(|key| !key.trim().is_empty()) else { return Ok(None) };
    match key.parse::<KeyName>() {
        Ok(name) => Ok(Some(name.as_str().to_owned())),
        Err(_) => Err(EngineError::KeyName { name: key }),
    }
}

fn event(kind: EventKind, profile: &Profile, text: &str) -> NewEvent {
    NewEvent::done(kind, Some(profile.id), profile.name.clone(), text)
}

fn refuse_taken(transaction: &Transaction<'_>, profile: &Profile) -> Result<()> {
    let taken: Option<i64> = transaction
        .query_row(
            "SELECT 1 FROM profiles WHERE name_key = ?1 AND id <> ?2",
            [name_key(&profile.name), profile.id.to_string()],
            |row| row.get(0),
        )
        .optional()?;
    match taken {
        Some(_) => Err(EngineError::ProfileNameTaken { name: profile.name.clone() }),
        None => Ok(()),
    }
}

fn write(transaction: &Transaction<'_>, profile: &Profile) -> Result<()> {
    let values = params![
        profile.id.to_string(),
        profile.name,
        profile.address.to_string(),
        profile.user,
        profile.pinned().map(|pinned| pinned.to_string()),
        profile.trusted_at.map(|at| at.as_millisecond()),
        profile.role.as_str(),
        profile.versions.told.as_ref().map(|(version, _)| version.to_string()),
        profile.versions.told.as_ref().map(|(_, at)| at.as_millisecond()),
        profile.versions.typed.as_ref().map(|(version, _)| version.to_string()),
        profile.versions.typed.as_ref().map(|(_, on)| on.to_string()),
        profile.credential.as_str(),
        profile.destination.as_ref().map(|folder| folder.to_string_lossy().into_owned()),
        profile.key,
        profile.exclude_counters,
        proxy_word(profile.proxy),
        profile.added_at.as_millisecond(),
        profile.changed_at.as_millisecond(),
        profile.alarm_days,
        name_key(&profile.name),
    ];
    // Not REPLACE: that deletes the row first, and with it what refers to it.
    transaction.execute(
        &format!(
            "INSERT INTO profiles ({COLUMNS}, name_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
             ON CONFLICT (id) DO UPDATE SET name = ?2, address = ?3, user = ?4, pinned = ?5, trusted_at = ?6, role = ?7,
                 version_told = ?8, version_told_at = ?9, version_typed = ?10, version_typed_on = ?11, credential = ?12,
                 destination = ?13, key_name = ?14, exclude_counters = ?15, proxy = ?16, changed_at = ?18, alarm_days = ?19,
                 name_key = ?20"
        ),
        values,
    )?;
    Ok(())
}

fn profile_from(row: &Row<'_>) -> Result<Profile> {
    let unreadable = |what| EngineError::DatabaseUnreadable { what };
    let word: String = row.get(6)?;
    let state: String = row.get(11)?;
    let proxy: String = row.get(15)?;
    let told = parsed(row.get(7)?, "version of an appliance")?;
    let told_at: Option<i64> = row.get(8)?;
    let typed = parsed(row.get(9)?, "typed version")?;
    let typed_on = parsed(row.get(10)?, "date of a typed version")?;
    Ok(Profile {
        id: parsed(row.get(0)?, "profile id")?.ok_or(unreadable("profile id"))?,
        name: row.get(1)?,
        address: parsed(row.get(2)?, "address")?.ok_or(unreadable("address"))?,
        user: row.get(3)?,
        trust: parsed(row.get(4)?, "fingerprint")?.map_or(Trust::System, Trust::Pinned),
        trusted_at: row.get::<_, Option<i64>>(5)?.map(|at| instant(at, "time of trust")).transpose()?,
        role: Role::from_word(&word).ok_or(unreadable("role"))?,
        versions: KnownVersions {
            told: told.zip(told_at.map(|at| instant(at, "time of a version")).transpose()?),
            typed: typed.zip(typed_on),
        },
        credential: CredentialState::from_word(&state).ok_or(unreadable("credential state"))?,
        destination: row.get::<_, Option<String>>(12)?.map(PathBuf::from),
        key: row.get(13)?,
        exclude_counters: row.get(14)?,
        proxy: if proxy == proxy_word(Proxy::None) { Proxy::None } else { Proxy::System },
        alarm_days: row.get(18)?,
        presented: parsed(row.get(19)?, "fingerprint")?,
        added_at: instant(row.get(16)?, "time of adding")?,
        changed_at: instant(row.get(17)?, "time of change")?,
    })
}

fn proxy_word(proxy: Proxy) -> &'static str {
    match proxy {
        Proxy::System => "system",
        Proxy::None => "none",
    }
}
