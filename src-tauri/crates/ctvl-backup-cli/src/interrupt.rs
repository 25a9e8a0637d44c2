//! A first Ctrl-C asks the running job to cancel and clean up; only a second one stops the program at once. A
//! termination signal and the loss of the terminal mean the same. The handler is installed before the first prompt,
//! because a prompt that is killed leaves the terminal without echo.

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
    /// Installs the handlers.
    pub fn listen() -> std::io::Result<Self> {
        let (sender, presses) = watch::channel(0);
        listen_for_signals(sender)?;
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

/// What ends a program from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signal {
    /// Ctrl-C, or a request to end.
    Stop,
    /// The terminal is gone.
    TerminalGone,
}

/// Counts a signal. The loss of the terminal comes from the shell and once more from the system, and nobody has read
/// what a second one would do: it counts only where nothing was counted before.
fn count(presses: &watch::Sender<u32>, signal: Signal) {
    presses.send_if_modified(|count| {
        let counts = signal == Signal::Stop || *count == 0;
        *count += u32::from(counts);
        counts
    });
}

#[cfg(unix)]
fn listen_for_signals(presses: watch::Sender<u32>) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    // A handler would end what `nohup` keeps alive.
    let mut hangup = if hangup_is_ignored() { None } else { Some(signal(SignalKind::hangup())?) };
    tokio::spawn(async move {
        loop {
            let terminal_gone = async {
                match &mut hangup {
                    Some(hangup) => hangup.recv().await,
                    None => std::future::pending().await,
                }
            };
            let signal = tokio::select! {
                _ = interrupt.recv() => Signal::Stop,
                _ = terminate.recv() => Signal::Stop,
                _ = terminal_gone => Signal::TerminalGone,
            };
            count(&presses, signal);
        }
    });
    Ok(())
}

/// Whether this program was started so that it outlives its terminal.
#[cfg(target_os = "linux")]
fn hangup_is_ignored() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| ignores_hangup(&status))
}

/// Reads the mask of ignored signals; the lowest bit is the first signal, which is the hangup.
#[cfg(target_os = "linux")]
fn ignores_hangup(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// Elsewhere it cannot be asked without unsafe code. `nohup` leaves none of the three streams on the terminal, and a
/// program without a terminal has none to lose.
#[cfg(all(unix, not(target_os = "linux")))]
fn hangup_is_ignored() -> bool {
    use std::io::IsTerminal;
    !(std::io::stdin().is_terminal() || std::io::stdout().is_terminal() || std::io::stderr().is_terminal())
}

#[cfg(windows)]
fn listen_for_signals(presses: watch::Sender<u32>) -> std::io::Result<()> {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};
    let (mut pressed, mut broken) = (ctrl_c()?, ctrl_break()?);
    // The system gives a program a few seconds after these, which is enough to remove an unfinished file.
    let (mut closed, mut logoff, mut shutdown) = (ctrl_close()?, ctrl_logoff()?, ctrl_shutdown()?);
    tokio::spawn(async move {
        loop {
            let signal = tokio::select! {
                _ = pressed.recv() => Signal::Stop,
                _ = broken.recv() => Signal::Stop,
                _ = closed.recv() => Signal::TerminalGone,
                _ = logoff.recv() => Signal::TerminalGone,
                _ = shutdown.recv() => Signal::TerminalGone,
            };
            count(&presses, signal);
        }
    });
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_that_goes_away_is_never_the_second_interrupt() {
        let (sender, presses) = watch::channel(0);
        count(&sender, Signal::TerminalGone);
        assert_eq!(*presses.borrow(), 1, "the job is asked to stop");
        count(&sender, Signal::TerminalGone);
        assert_eq!(*presses.borrow(), 1, "shell and system both say it; the job still cleans up");
        count(&sender, Signal::Stop);
        assert_eq!(*presses.borrow(), 2, "whoever asks again stops it at once");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_outlives_its_terminal_is_told_by_the_mask_of_ignored_signals() {
        let status =
            |mask: &str| format!("Name:\tx\nSigBlk:\t0000000000000001\nSigIgn:\t{mask}\nSigCgt:\t1\n");
        assert!(ignores_hangup(&status("0000000000001001")), "as nohup starts it");
        assert!(!ignores_hangup(&status("0000000000001000")), "SIGPIPE alone, as every Rust program");
        assert!(!ignores_hangup("Name:\tx\n"), "a system that does not say so");
    }
}
