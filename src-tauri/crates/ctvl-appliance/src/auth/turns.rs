//! Whose password is checked when.
//!
//! Invariant: looking at the lock, checking the password and counting the failure are one piece of work for each
//! name, so that parallel guesses cannot pass the lock together; and only few checks run at once, because each
//! takes memory and a processor on purpose.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// Password checks at the same time.
const AT_ONCE: usize = 3;
/// Names share this many queues: a fixed number, whatever names are made up.
const QUEUES: usize = 64;

/// Who is checked, and who waits.
#[derive(Debug)]
pub(crate) struct Turns {
    hasher: RandomState,
    queues: [Arc<Mutex<()>>; QUEUES],
    checks: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            queues: std::array::from_fn(|_| Arc::default()),
            checks: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// The right to check one name's password, as long as it is held.
#[derive(Debug)]
pub(crate) struct Turn {
    _name: OwnedMutexGuard<()>,
    _check: OwnedSemaphorePermit,
}

impl Turns {
    /// Waits for this name's turn.
    pub(crate) async fn of(&self, username: &str) -> Result<Turn, ApiError> {
        let at = self.hasher.hash_one(username) % QUEUES as u64;
        let queue =
            usize::try_from(at).ok().and_then(|at| self.queues.get(at)).ok_or(ApiError::Interrupted)?;
        // The name first: who waits for it must not keep others from being checked.
        let name = Arc::clone(queue).lock_owned().await;
        let check = Arc::clone(&self.checks).acquire_owned().await.map_err(|_| ApiError::Interrupted)?;
        Ok(Turn { _name: name, _check: check })
    }
}
