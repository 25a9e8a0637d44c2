//! Tasks are rows: they are there after a restart, in every window and on the command line alike.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{
    AftermathError, AftermathTask, Circumstances, TaskId, TaskKind, TaskState, TickedBy, tasks_after,
};
use crate::database::instant;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::{self, EventKind, EventResult, NewEvent};
use crate::profile::ProfileId;
use crate::restore::{RunId, person};

const TASKS: &str = "SELECT t.id, t.run, t.profile, p.name, p.address, t.kind, t.state, t.created, t.changed \
                     FROM aftermath_tasks t JOIN profiles p ON p.id = t.profile";

fn unreadable(what: &'static str) -> EngineError {
    EngineError::DatabaseUnreadable { what }
}

fn state_text(state: &TaskState) -> Result<String> {
    serde_json::to_string(state).map_err(|_| unreadable("state of a task"))
}

struct Stored {
    task: AftermathTask,
    host: String,
    changed: Timestamp,
}

fn query(connection: &Connection, tail: &str, values: impl rusqlite::Params) -> Result<Vec<Stored>> {
    let mut statement = connection.prepare_cached(&format!("{TASKS} {tail}"))?;
    let mut rows = statement.query(values)?;
    let mut tasks = Vec::new();
    while let Some(row) = rows.next()? {
        let word: String = row.get(5)?;
        let kind = TaskKind::from_word(&word).ok_or_else(|| unreadable("kind of a task"))?;
        let state: TaskState =
            serde_json::from_str(&row.get::<_, String>(6)?).map_err(|_| unreadable("state of a task"))?;
        let host = host_of(&row.get::<_, String>(4)?);
        let hint = match &state {
            TaskState::Open => kind.hint(&host),
            TaskState::Done { by: TickedBy::Person { name }, .. } => format!("Ticked off by {name}."),
            TaskState::Done { by: TickedBy::Seen { what }, .. } => what.clone(),
        };
        tasks.push(Stored {
            task: AftermathTask {
                id: TaskId(row.get(0)?),
                run: row.get::<_, String>(1)?.parse().map_err(|_| unreadable("restore id"))?,
                profile: row.get::<_, String>(2)?.parse().map_err(|_| unreadable("profile id"))?,
                appliance: row.get(3)?,
                kind,
                title: kind.title(&host),
                hint,
                state,
                waits_for: None,
                created: instant(row.get(7)?, "creation of a task")?,
            },
            host,
            changed: instant(row.get(8)?, "change of a task")?,
        });
    }
    Ok(tasks)
}

/// The host of a stored address, for sentences.
fn host_of(address: &str) -> String {
    address.parse::<ctvl_client::Address>().map_or_else(|_| address.to_owned(), |address| address.host())
}

fn set_state(transaction: &Transaction<'_>, id: TaskId, state: &TaskState, now: Timestamp) -> Result<()> {
    transaction
        .prepare_cached("UPDATE aftermath_tasks SET state = ?2, is_open = ?3, changed = ?4 WHERE id = ?1")?
        .execute(params![id.0, state_text(state)?, *state == TaskState::Open, now.as_millisecond()])?;
    Ok(())
}

fn seen(at: Timestamp, what: &str) -> TaskState {
    TaskState::Done { at, by: TickedBy::Seen { what: what.to_owned() } }
}

impl Engine {
    /// The tasks that restores have left, those of the latest restore last, done ones included; of one appliance,
    /// or of all.
    ///
    /// Looks first whether some of them have been done meanwhile: a verified backup taken after the restore, or the
    /// new certificate trusted by a person.
    ///
    /// # Errors
    /// The database's.
    pub fn aftermath(&self, profile: Option<ProfileId>) -> Result<Vec<AftermathTask>> {
        self.tick_what_was_seen()?;
        let profile = profile.map(|profile| profile.to_string());
        let stored = self
            .database
            .read(|c| query(c, "WHERE (?1 IS NULL OR t.profile = ?1) ORDER BY t.run, t.id", [profile]))?;
        let open: BTreeSet<(RunId, TaskKind)> =
            stored.iter().filter(|s| s.task.is_open()).map(|s| (s.task.run, s.task.kind)).collect();
        Ok(stored
            .into_iter()
            .map(|Stored { mut task, .. }| {
                task.waits_for = task.kind.waits_for().filter(|first| open.contains(&(task.run, *first)));
                task
            })
            .collect())
    }

    /// How many tasks of an appliance are open.
    ///
    /// # Errors
    /// The database's.
    pub fn open_aftermath(&self, profile: ProfileId) -> Result<usize> {
        Ok(self.aftermath(Some(profile))?.iter().filter(|task| task.is_open()).count())
    }

    /// Whether schedules of an appliance are paused since a restore (R9).
    ///
    /// # Errors
    /// The database's.
    pub fn schedule_is_paused(&self, profile: ProfileId) -> Result<bool> {
        self.database.read(|c| {
            let found: Option<i64> = c
                .prepare_cached(
                    "SELECT 1 FROM aftermath_tasks WHERE profile = ?1 AND kind = ?2 AND is_open = 1 LIMIT 1",
                )?
                .query_row([&profile.to_string(), TaskKind::ResumeSchedule.word()], |row| row.get(0))
                .optional()?;
            Ok(found.is_some())
        })
    }

    /// Ticks a task off.
    ///
    /// # Errors
    /// [`AftermathError::TaskUnknown`], [`AftermathError::TaskWaits`], and the database's.
    pub fn tick(&self, id: TaskId) -> Result<AftermathTask> {
        let stored = self.task(id)?;
        if let Some(first) = stored.task.kind.waits_for() {
            let waits = self
                .aftermath(Some(stored.task.profile))?
                .iter()
                .any(|other| other.run == stored.task.run && other.kind == first && other.is_open());
            if waits {
                let (task, host) = (stored.task.kind, stored.host);
                return Err(AftermathError::TaskWaits { task, first, host }.into());
            }
        }
        if stored.task.is_open() {
            let now = self.clock().now();
            let name = person();
            let text = format!("{}: ticked off by {name}.", stored.task.title);
            let state = TaskState::Done { at: now, by: TickedBy::Person { name: name.clone() } };
            self.change(&stored, &state, text, name, now)?;
        }
        self.task(id).map(|stored| stored.task)
    }

    /// Opens a task again that was ticked by mistake.
    ///
    /// # Errors
    /// [`AftermathError::TaskUnknown`] and the database's.
    pub fn untick(&self, id: TaskId) -> Result<AftermathTask> {
        let stored = self.task(id)?;
        if !stored.task.is_open() {
            let now = self.clock().now();
            let name = person();
            let text = format!("{}: opened again by {name}.", stored.task.title);
            self.change(&stored, &TaskState::Open, text, name, now)?;
        }
        self.task(id).map(|stored| stored.task)
    }

    fn task(&self, id: TaskId) -> Result<Stored> {
        let found = self.database.read(|c| query(c, "WHERE t.id = ?1", [id.0]))?;
        found.into_iter().next().ok_or_else(|| AftermathError::TaskUnknown { id }.into())
    }

    fn change(
        &self,
        stored: &Stored,
        state: &TaskState,
        text: String,
        by: String,
        now: Timestamp,
    ) -> Result<()> {
        let (task, done) = (stored.task.kind, *state != TaskState::Open);
        let event = NewEvent {
            result: Some(EventResult::Task { task, done, by }),
            ..NewEvent::done(
                EventKind::AftermathTicked,
                Some(stored.task.profile),
                stored.task.appliance.clone(),
                text,
            )
        };
        self.database.write(|t| {
            set_state(t, stored.task.id, state, now)?;
            history::insert(t, now, &event)
        })
    }

    /// Writes down what a restore leaves to do. What an earlier restore of the same appliance left is done with,
    /// except its old cluster: that one still holds the node (R8).
    pub(crate) fn leave_tasks(
        &self,
        run: RunId,
        profile: ProfileId,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let now = circumstances.at;
        let superseded = state_text(&seen(now, "A later restore took its place."))?;
        self.database.write(|t| {
            t.prepare_cached(
                "UPDATE aftermath_tasks SET state = ?3, is_open = 0, changed = ?4 \
                 WHERE profile = ?1 AND run <> ?2 AND is_open = 1 AND kind <> ?5",
            )?
            .execute(params![
                profile.to_string(),
                run.to_string(),
                superseded,
                now.as_millisecond(),
                TaskKind::RemoveFromOldCluster.word(),
            ])?;
            for (kind, state) in tasks_after(circumstances) {
                // A run that was interrupted here and is watched again finds its tasks: they are not doubled.
                t.prepare_cached(
                    "INSERT INTO aftermath_tasks (run, profile, kind, state, is_open, created, changed) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT (run, kind) DO NOTHING",
                )?
                .execute(params![
                    run.to_string(),
                    profile.to_string(),
                    kind.word(),
                    state_text(&state)?,
                    state == TaskState::Open,
                    now.as_millisecond(),
                ])?;
            }
            Ok(())
        })
    }

    /// A sign-in to an appliance worked: whoever is to confirm its login after a restore has done so, and the
    /// certificate it worked under is a trusted one. Called wherever the engine signs in with a profile's login.
    pub(crate) fn sign_in_worked(&self, profile: ProfileId) -> Result<()> {
        let open = self
            .database
            .read(|c| query(c, "WHERE t.profile = ?1 AND t.is_open = 1", [profile.to_string()]))?;
        if open.is_empty() {
            return Ok(());
        }
        let now = self.clock().now();
        self.database.write(|t| {
            for Stored { task, .. } in &open {
                let what = match task.kind {
                    TaskKind::ConfirmLogin => "A sign-in worked.",
                    TaskKind::CompareCertificate => "A sign-in worked under the certificate you trust.",
                    _ => continue,
                };
                tracing::info!(task = task.kind.word(), "a sign-in ticked a task of the aftermath");
                set_state(t, task.id, &seen(now, what), now)?;
            }
            Ok(())
        })
    }

    pub(crate) fn tick_what_was_seen(&self) -> Result<()> {
        let open = self.database.read(|c| query(c, "WHERE t.is_open = 1", []))?;
        let mut done = Vec::new();
        for Stored { task, changed, .. } in &open {
            let what = match task.kind {
                // Only archives taken by a run count: one that was merely added says nothing of today's state.
                TaskKind::FreshBackup => self.exists(
                    "SELECT 1 FROM archives WHERE profile = ?1 AND state = 'verified' AND purpose <> 'added' \
                     AND added_at > ?2 LIMIT 1",
                    params![task.profile.to_string(), changed.as_millisecond()],
                )?
                .then_some("A verified backup was taken after the restore."),
                TaskKind::CompareCertificate => self.exists(
                    "SELECT 1 FROM restore_runs r JOIN profiles p ON p.id = ?1 \
                     WHERE r.id = ?2 AND r.presented IS NOT NULL AND p.pinned = r.presented LIMIT 1",
                    params![task.profile.to_string(), task.run.to_string()],
                )?
                .then_some("You trusted the new one."),
                _ => None,
            };
            if let Some(what) = what {
                done.push((task.id, what));
            }
        }
        if done.is_empty() {
            return Ok(());
        }
        let now = self.clock().now();
        self.database.write(|t| {
            for (id, what) in done {
                set_state(t, id, &seen(now, what), now)?;
            }
            Ok(())
        })
    }

    fn exists(&self, sql: &str, values: impl rusqlite::Params) -> Result<bool> {
        self.database.read(|c| {
            Ok(c.prepare_cached(sql)?.query_row(values, |row| row.get::<_, i64>(0)).optional()?.is_some())
        })
    }
}

#[cfg(test)]
mod tests;
