//! The checks before a restore that are being made. There is one for an appliance: nobody waits for an older one any more,
//! and a large archive that is read twice at once is read slowly twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ctvl_engine::CancelToken;

/// Every check that is being made, by its appliance's profile.
#[derive(Debug, Default)]
pub struct Checks(Mutex<HashMap<String, Arc<CancelToken>>>);

impl Checks {
    /// Begins one; an older one of the same appliance is stopped.
    pub fn begin(&self, profile: &str) -> Check<'_> {
        let cancel = Arc::new(CancelToken::default());
        let older = self.with(|checks| checks.insert(profile.to_owned(), Arc::clone(&cancel)));
        if let Some(older) = older {
            older.cancel();
        }
        Check { checks: self, profile: profile.to_owned(), cancel }
    }

    /// Stops the one of this appliance, if there is one.
    pub fn stop(&self, profile: &str) {
        if let Some(cancel) = self.with(|checks| checks.remove(profile)) {
            cancel.cancel();
        }
    }

    /// Stops them all: the page that waited for them is gone.
    pub fn stop_all(&self) {
        self.with(std::mem::take).values().for_each(|cancel| cancel.cancel());
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Arc<CancelToken>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A check that is being made, until this is dropped.
#[derive(Debug)]
pub struct Check<'a> {
    checks: &'a Checks,
    profile: String,
    cancel: Arc<CancelToken>,
}

impl Check<'_> {
    /// Says when it is to stop.
    pub fn token(&self) -> Arc<CancelToken> {
        Arc::clone(&self.cancel)
    }
}

impl Drop for Check<'_> {
    fn drop(&mut self) {
        self.checks.with(|checks| {
            if checks.get(&self.profile).is_some_and(|cancel| Arc::ptr_eq(cancel, &self.cancel)) {
                checks.remove(&self.profile);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_check_of_an_appliance_goes_on_and_the_older_one_stops() {
        let checks = Checks::default();
        let (older, other) = (checks.begin("eu"), checks.begin("us"));
        let newer = checks.begin("eu");
        assert!(older.token().is_cancelled(), "nobody waits for it any more");
        drop(older);
        assert!(!newer.token().is_cancelled() && !other.token().is_cancelled());
        checks.stop("eu");
        assert!(newer.token().is_cancelled(), "the end of the older one did not hide the newer one");
        assert!(!other.token().is_cancelled(), "another appliance is none of it");
    }

    #[test]
    fn a_page_that_is_gone_leaves_no_check_behind() {
        let checks = Checks::default();
        let (eu, us) = (checks.begin("eu"), checks.begin("us"));
        checks.stop_all();
        assert!(eu.token().is_cancelled() && us.token().is_cancelled());
        let ended = checks.begin("eu");
        let token = ended.token();
        drop(ended);
        checks.stop("eu");
        assert!(!token.is_cancelled(), "what is over is not stopped");
    }
}
