//! A first Ctrl-C asks the running job to cancel and clean up; only a second one stops the program at once. The
//! handler is installed before the first prompt, because a prompt that is killed leaves the terminal without echo.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ctvl_contract::Words;
use tokio::sync::watch;

use crate::failure::{Failure, STOPPED};

/// Counts the person's interrupts. Cheap to clone.
#[derive(Clone)]
pub struct Interrupts {
    presses: watch::Receiver<u32>,
    job: Arc<AtomicBool>,
    leaving: Arc<Mutex<Option<Words>>>,
}

impl Interrupts {
    /// Installs the handlers: Ctrl-C everywhere, and the termination signal on Unix, which means the same.
    pub fn listen() -> std::io::Result<Self> {
        let (sender, presses) = watch::channel(0);
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let mut interrupt = signal(SignalKind::interrupt())?;
            let mut terminate = signal(SignalKind::terminate())?;
            tokio::spawn(async move {
                loop {
                    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
                    sender.send_modify(|count| *count += 1);
                }
            });
        }
        #[cfg(not(unix))]
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                sender.send_modify(|count| *count += 1);
            }
        });
        Ok(Self { presses, job: Arc::new(AtomicBool::new(false)), leaving: Arc::default() })
    }

    /// What is to be said if the person stops from now on: how things stand, and how to go on.
    pub fn leaves(&self, why: impl Into<String>, next: impl Into<String>) {
        let words = Words { happened: STOPPED.to_owned(), why: Some(why.into()), next: Some(next.into()) };
        *self.leaving.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
    }

    /// Nothing special is to be said any more.
    pub fn leaves_nothing(&self) {
        *self.leaving.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Resolves at an interrupt that no job takes for itself: nothing is running, so the program may simply end.
    pub async fn outside_jobs(mut self) -> Failure {
        loop {
            if self.presses.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
            if !self.job.load(Ordering::SeqCst) {
                let left = self.leaving.lock().unwrap_or_else(PoisonError::into_inner).take();
                return left.map_or_else(Failure::stopped, Failure::Stopped);
            }
        }
    }

    /// Takes the interrupts for a job until the guard is dropped.
    pub fn for_job(&self) -> JobInterrupts {
        self.job.store(true, Ordering::SeqCst);
        let mut presses = self.presses.clone();
        presses.mark_unchanged();
        JobInterrupts { presses, job: self.job.clone() }
    }
}

/// The interrupts of one running job.
pub struct JobInterrupts {
    presses: watch::Receiver<u32>,
    job: Arc<AtomicBool>,
}

impl JobInterrupts {
    /// Resolves at the next interrupt.
    pub async fn next(&mut self) {
        if self.presses.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for JobInterrupts {
    fn drop(&mut self) {
        self.job.store(false, Ordering::SeqCst);
    }
}
