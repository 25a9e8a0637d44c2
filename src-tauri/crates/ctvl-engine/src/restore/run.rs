//! A restore run is stored before it acts and after every step, so that whichever process looks at it later,
//! this one or the next, sees where it is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use ctvl_client::Fingerprint;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::RestoreError;
use super::plan::{RestorePlan, Route};
use super::stage::Stage;
use crate::aftermath::TickedBy;
use crate::database::instant;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::job::JobId;
use crate::library::ArchiveId;
use crate::profile::ProfileId;

/// The id of a restore; it survives the job that began it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(Uuid);

impl RunId {
    pub(super) fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RunId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What a person says while the reboot is watched. Stored, because it may be said in another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Keep waiting.
    KeepWaiting,
    /// I see the login screen.
    LoginScreenSeen,
}

impl Said {
    fn word(self) -> &'static str {
        match self {
            Said::KeepWaiting => "keep_waiting",
            Said::LoginScreenSeen => "login_screen_seen",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Said::KeepWaiting, Said::LoginScreenSeen].into_iter().find(|said| said.word() == word)
    }
}

/// One restore.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoreRun {
    /// Its id.
    pub id: RunId,
    /// The job that works on it, or worked on it last.
    pub job: JobId,
    /// The target, unless its profile was removed.
    pub profile: Option<ProfileId>,
    /// The plan it executes.
    pub plan: RestorePlan,
    /// Where it is.
    pub stage: Stage,
    /// Its safety backup.
    pub safety: Option<ArchiveId>,
    /// What was said beforehand about the removal from the old cluster.
    pub removed_before: Option<TickedBy>,
    /// The certificate shown after the restore, if it was another one.
    pub presented: Option<Fingerprint>,
    /// When it was confirmed.
    pub started: Timestamp,
    /// When its stage changed last.
    pub changed: Timestamp,
    /// Whether a job works on it now, in this or another process.
    pub worked_on: bool,
    /// Whether that job is one of this process. Read in the same look: asked of the running jobs a moment later, a job
    /// that has just ended here would look like one of another program.
    pub here: bool,
}

impl RestoreRun {
    /// The route it takes.
    pub fn route(&self) -> Route {
        self.plan.route
    }

    /// The archive it restores.
    pub fn archive(&self) -> &PathBuf {
        &self.plan.archive.path
    }

    /// The target's host name.
    pub fn host(&self) -> &str {
        &self.plan.target.host
    }
}

const COLUMNS: &str = "SELECT r.id, r.job, r.profile, r.plan, r.stage, r.safety, r.removed, r.presented, r.started, \
                       r.changed, (j.id IS NOT NULL AND j.ending IS NULL), j.owner \
                       FROM restore_runs r LEFT JOIN jobs j ON j.id = r.job";

fn unreadable(what: &'static str) -> EngineError {
    EngineError::DatabaseUnreadable { what }
}

fn json<T: for<'de> Deserialize<'de>>(text: &str, what: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| unreadable(what))
}

pub(super) fn to_json<T: Serialize>(value: &T, what: &'static str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| unreadable(what))
}

fn read(row: &Row<'_>, session: &str) -> Result<RestoreRun> {
    let text = |index: usize| row.get::<_, String>(index);
    let worked_on = row.get(10)?;
    Ok(RestoreRun {
        id: text(0)?.parse().map_err(|_| unreadable("restore id"))?,
        job: text(1)?.parse().map_err(|_| unreadable("job id"))?,
        profile: crate::database::parsed(row.get(2)?, "profile id")?,
        plan: json(&text(3)?, "restore plan")?,
        stage: json(&text(4)?, "restore stage")?,
        safety: row.get::<_, Option<i64>>(5)?.map(ArchiveId),
        removed_before: row
            .get::<_, Option<String>>(6)?
            .map(|text| json(&text, "answer about the old cluster"))
            .transpose()?,
        presented: crate::database::parsed(row.get(7)?, "certificate")?,
        started: instant(row.get(8)?, "start of a restore")?,
        changed: instant(row.get(9)?, "stage of a restore")?,
        worked_on,
        here: worked_on && row.get::<_, Option<String>>(11)?.as_deref() == Some(session),
    })
}

impl Engine {
    fn runs(&self, tail: &str, values: impl rusqlite::Params) -> Result<Vec<RestoreRun>> {
        let session = self.owner.id.to_string();
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("{COLUMNS} {tail}"))?;
            let mut rows = statement.query(values)?;
            let mut runs = Vec::new();
            while let Some(row) = rows.next()? {
                runs.push(read(row, &session)?);
            }
            Ok(runs)
        })
    }

    /// One restore.
    ///
    /// # Errors
    /// [`RestoreError::RunUnknown`], and the database's errors.
    pub fn restore_run(&self, id: RunId) -> Result<RestoreRun> {
        self.runs("WHERE r.id = ?1", [id.to_string()])?
            .into_iter()
            .next()
            .ok_or_else(|| RestoreError::RunUnknown { asked: id.to_string() }.into())
    }

    /// The restores that are not over, the oldest first; of one appliance, or of all.
    ///
    /// # Errors
    /// The database's.
    pub fn open_restores(&self, profile: Option<ProfileId>) -> Result<Vec<RestoreRun>> {
        let profile = profile.map(|profile| profile.to_string());
        self.runs("WHERE r.ended IS NULL AND (?1 IS NULL OR r.profile = ?1) ORDER BY r.id", [profile])
    }

    /// The latest restores, the newest first, whether over or not.
    ///
    /// # Errors
    /// The database's.
    pub fn restore_runs(&self, profile: Option<ProfileId>, limit: u32) -> Result<Vec<RestoreRun>> {
        let profile = profile.map(|profile| profile.to_string());
        self.runs("WHERE (?1 IS NULL OR r.profile = ?1) ORDER BY r.id DESC LIMIT ?2", params![profile, limit])
    }

    /// Says something to a run whose reboot is watched, in this process or another one, or will be: what was said before
    /// anybody watches is heard by the next watch.
    ///
    /// # Errors
    /// [`RestoreError::NotHere`] if no reboot is watched or to be watched.
    pub fn say_to_restore(&self, id: RunId, said: Said) -> Result<()> {
        let run = self.restore_run(id)?;
        if !matches!(run.stage, Stage::Committing | Stage::Restoring { .. } | Stage::Rebooting { .. }) {
            return Err(RestoreError::NotHere { host: run.host().to_owned(), stage: run.stage }.into());
        }
        self.set_said(id, Some(said))
    }

    pub(super) fn set_said(&self, id: RunId, said: Option<Said>) -> Result<()> {
        self.database.write(|t| {
            t.prepare_cached("UPDATE restore_runs SET said = ?2 WHERE id = ?1")?
                .execute(params![id.to_string(), said.map(Said::word)])?;
            Ok(())
        })
    }

    /// What was said last, taken so that it counts once.
    pub(super) fn take_said(&self, id: RunId) -> Result<Option<Said>> {
        let look = |c: &Connection| -> Result<Option<String>> {
            Ok(c.prepare_cached("SELECT said FROM restore_runs WHERE id = ?1 AND said IS NOT NULL")?
                .query_row([id.to_string()], |row| row.get(0))
                .optional()?)
        };
        // Looked at with every poll of a reboot: a read does not lock the database, and there is rarely anything.
        let Some(word) = self.database.read(look)? else { return Ok(None) };
        self.set_said(id, None)?;
        Ok(Said::from_word(&word))
    }

    pub(super) fn insert_run(
        &self,
        id: RunId,
        job: JobId,
        plan: &RestorePlan,
        removed: Option<&TickedBy>,
    ) -> Result<()> {
        let now = self.clock().now().as_millisecond();
        let plan_text = to_json(plan, "restore plan")?;
        let stage = to_json(&Stage::Checking, "restore stage")?;
        let removed = removed.map(|by| to_json(by, "answer about the old cluster")).transpose()?;
        let route = to_json(&plan.route, "route")?;
        self.database.write(|t| {
            t.prepare_cached(
                "INSERT INTO restore_runs (id, job, profile, appliance, address, archive, sha256, route, plan, stage, \
                 stage_word, removed, started, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, \
                 ?13)",
            )?
            .execute(params![
                id.to_string(),
                job.to_string(),
                plan.target.profile.to_string(),
                plan.target.name,
                plan.target.address,
                plan.archive.path.to_string_lossy(),
                plan.archive.identity.sha256.to_string(),
                route.trim_matches('"'),
                plan_text,
                stage,
                Stage::Checking.word(),
                removed,
                now,
            ])?;
            Ok(())
        })
    }

    /// Writes down where a run is, before the act that the stage names.
    pub(crate) fn set_stage(&self, id: RunId, stage: &Stage) -> Result<()> {
        let now = self.clock().now().as_millisecond();
        let text = to_json(stage, "restore stage")?;
        self.database.write(|t| {
            t.prepare_cached(
                "UPDATE restore_runs SET stage = ?2, stage_word = ?3, changed = ?4, ended = ?5 \
                 WHERE id = ?1 AND ended IS NULL",
            )?
            .execute(params![
                id.to_string(),
                text,
                stage.word(),
                now,
                stage.ended().then_some(now)
            ])?;
            Ok(())
        })
    }

    /// As [`Engine::set_stage`], if the run is still where it was seen; says whether it was.
    pub(super) fn set_stage_from(&self, id: RunId, from: &Stage, to: &Stage) -> Result<bool> {
        let now = self.clock().now().as_millisecond();
        let (from, text) = (to_json(from, "restore stage")?, to_json(to, "restore stage")?);
        self.database.write(|t| {
            let changed = t
                .prepare_cached(
                    "UPDATE restore_runs SET stage = ?2, stage_word = ?3, changed = ?4, ended = ?5 \
                     WHERE id = ?1 AND ended IS NULL AND stage = ?6",
                )?
                .execute(params![id.to_string(), text, to.word(), now, to.ended().then_some(now), from])?;
            Ok(changed == 1)
        })
    }

    pub(super) fn set_run_job(&self, id: RunId, job: JobId) -> Result<()> {
        self.database.write(|t| {
            t.prepare_cached("UPDATE restore_runs SET job = ?2 WHERE id = ?1")?
                .execute(params![id.to_string(), job.to_string()])?;
            Ok(())
        })
    }

    pub(super) fn set_safety(&self, id: RunId, archive: ArchiveId) -> Result<()> {
        self.database.write(|t| {
            t.prepare_cached("UPDATE restore_runs SET safety = ?2 WHERE id = ?1")?
                .execute(params![id.to_string(), archive.0])?;
            Ok(())
        })
    }

    pub(crate) fn set_presented(&self, id: RunId, presented: Fingerprint) -> Result<()> {
        self.database.write(|t| {
            t.prepare_cached("UPDATE restore_runs SET presented = ?2 WHERE id = ?1")?
                .execute(params![id.to_string(), presented.to_string()])?;
            Ok(())
        })
    }
}
