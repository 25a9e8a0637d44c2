//! The flight plans that were shown. A confirmation names the plan it belongs to, and only a plan that this program made
//! and still has can be executed: the page sends a name and never a plan.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use ctvl_engine::EngineError;
use ctvl_engine::restore::{PlanFingerprint, RestoreError, RestorePlan};

/// A person looks at one plan; a few more, for going back and forth.
const KEPT: usize = 8;

/// The latest plans.
#[derive(Debug, Default)]
pub struct Plans(Mutex<VecDeque<RestorePlan>>);

impl Plans {
    /// Keeps a plan that is about to be shown; the oldest one goes.
    pub fn keep(&self, plan: RestorePlan) {
        self.with(|plans| {
            plans.retain(|known| known.fingerprint() != plan.fingerprint());
            plans.push_back(plan);
            if plans.len() > KEPT {
                plans.pop_front();
            }
        });
    }

    /// A plan by its name.
    ///
    /// # Errors
    /// [`RestoreError::PlanUnknown`].
    pub fn get(&self, name: &str) -> Result<RestorePlan, EngineError> {
        let asked: Option<PlanFingerprint> = name.parse().ok();
        let found = asked.and_then(|asked| {
            self.with(|plans| plans.iter().find(|plan| plan.fingerprint() == asked).cloned())
        });
        found.ok_or_else(|| RestoreError::PlanUnknown.into())
    }

    fn with<T>(&self, work: impl FnOnce(&mut VecDeque<RestorePlan>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
