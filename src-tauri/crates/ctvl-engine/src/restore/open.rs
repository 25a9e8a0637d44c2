//! A restore that is not over is shown as it is now, whoever works on it: this process, another one, or nobody any more.

#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;

use super::recovery::{Remedy, Standing};
use super::run::RestoreRun;
use super::stage::Stage;
use super::with_person::GuidedView;
use crate::engine::Engine;
use crate::error::Result;
use crate::message::Message;

/// A restore that is not over.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenRestore {
    /// The restore.
    pub run: RestoreRun,
    /// What is known of it if nobody works on it; `None` while somebody does.
    pub standing: Option<Standing>,
    /// What it does, or what is known of it, in words.
    pub message: String,
    /// What can be done, the best first.
    pub remedies: Vec<Remedy>,
    /// Where it waits for the person at the administration page.
    pub guided: Option<GuidedView>,
    /// If its reboot takes longer than it should.
    pub long_reboot: Option<LongReboot>,
    /// What a person should be told then.
    pub attention: Option<Message>,
}

/// A reboot that takes longer than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongReboot {
    /// How long nothing has been seen.
    pub silent: Duration,
    /// Whether the appliance went away, as it does for a reboot.
    pub went_away: bool,
}

impl Engine {
    /// The restores that are not over, the oldest first. Interrupted ones of which the end is certain are ended first.
    ///
    /// # Errors
    /// The database's.
    pub fn restores_at_hand(&self) -> Result<Vec<OpenRestore>> {
        self.end_interrupted_restores()?;
        let now = self.clock().now();
        let open = self.open_restores(None)?;
        Ok(open.into_iter().map(|run| OpenRestore::of(run, now)).collect())
    }
}

impl OpenRestore {
    fn of(run: RestoreRun, now: Timestamp) -> Self {
        let standing = (!run.worked_on).then(|| Standing::of(&run.stage));
        let long_reboot = run.long_reboot(now);
        let attention = run.attention(now);
        let guided = match (&run.stage, run.worked_on) {
            (Stage::Guided { step }, false) => Some(GuidedView::of(&run, *step)),
            _ => None,
        };
        Self {
            message: match standing {
                Some(standing) => standing.message(&run.stage, run.host()),
                None => run.stage.doing(run.host()),
            },
            remedies: match standing {
                Some(standing) => standing.remedies().to_vec(),
                // While it is watched, only what the appliance does not tell is worth saying.
                None if attention.is_some() => vec![Remedy::KeepWatching, Remedy::LoginScreenSeen],
                None => Vec::new(),
            },
            standing,
            guided,
            long_reboot,
            attention,
            run,
        }
    }
}

impl RestoreRun {
    /// How long its reboot has been silent, once that is longer than it should be.
    pub fn long_reboot(&self, now: Timestamp) -> Option<LongReboot> {
        let Stage::Rebooting { away_seen, quiet_until, .. } = &self.stage else { return None };
        let silent = Duration::try_from(now.duration_since(self.changed)).unwrap_or_default();
        (now >= *quiet_until).then_some(LongReboot { silent, went_away: *away_seen })
    }
}
