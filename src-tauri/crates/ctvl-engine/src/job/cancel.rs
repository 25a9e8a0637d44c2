//! A cancelled token stays cancelled, and every waiter hears of it, whether it waits in a task or polls in a thread.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use crate::error::{EngineError, Result};

/// Says whether a job is to stop.
#[derive(Debug, Default)]
pub struct CancelToken {
    flag: AtomicBool,
    notify: Notify,
}

impl CancelToken {
    /// Asks for the stop.
    pub fn cancel(&self) {
        self.flag.store(true, Ordering::Release);
        self.notify.notify_waiters();
    }

    /// Whether the stop was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.flag.load(Ordering::Acquire)
    }

    /// The flag itself, for work in threads.
    pub fn flag(&self) -> &AtomicBool {
        &self.flag
    }

    /// Waits for `work`, or for the stop, whichever comes first; `work` is dropped then.
    pub(crate) async fn or<F: Future>(&self, work: F) -> Result<F::Output> {
        tokio::select! {
            biased;
            () = self.cancelled() => Err(EngineError::Cancelled),
            value = work => Ok(value),
        }
    }

    /// Resolves when the stop is asked for.
    pub async fn cancelled(&self) {
        loop {
            let notified = self.notify.notified();
            tokio::pin!(notified);
            // Registered before the flag is read, so that a cancel in between is not missed.
            notified.as_mut().enable();
            if self.is_cancelled() {
                return;
            }
            notified.await;
        }
    }
}
