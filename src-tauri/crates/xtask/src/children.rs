//! Programs that run beside a task. Each is ended when its guard goes, however the task ends.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::process::{TaskError, spelled};

/// A program that is asked to end, and then waited for, when this value is dropped.
pub struct Running {
    child: Child,
    name: String,
    lines: mpsc::Receiver<String>,
}

/// How long a program may take to end by itself before it is ended.
const GRACE: Duration = Duration::from_secs(10);

impl Running {
    /// Starts a program. What it writes to standard output is kept for [`Self::line_with`].
    pub fn start(command: &mut Command) -> Result<Self, TaskError> {
        Self::spawn(command.stdin(Stdio::null()), "")
    }

    /// The same, with a line for its standard input.
    pub fn start_with(command: &mut Command, input: &str) -> Result<Self, TaskError> {
        Self::spawn(command.stdin(Stdio::piped()), input)
    }

    fn spawn(command: &mut Command, input: &str) -> Result<Self, TaskError> {
        let name = spelled(command);
        let failed = |cause| TaskError::NotStarted { program: name.clone(), cause };
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
        if let Some(mut pipe) = child.stdin.take() {
            writeln!(pipe, "{input}").map_err(failed)?;
        }
        let (send, lines) = mpsc::channel();
        if let Some(pipe) = child.stdout.take() {
            // Reads to the end, so that the program never blocks on a full pipe.
            thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    let _nobody_listens = send.send(line);
                }
            });
        }
        Ok(Self { child, name, lines })
    }

    /// Waits for a line that `pick` recognises.
    pub fn line_with<T>(&self, limit: Duration, pick: impl Fn(&str) -> Option<T>) -> Result<T, TaskError> {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    if let Some(found) = pick(&line) {
                        return Ok(found);
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    let seconds = limit.as_secs();
                    return Err(TaskError::Missing(format!(
                        "{} was not ready after {seconds} s.",
                        self.name
                    )));
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    return Err(TaskError::Missing(format!("{} ended before it was ready.", self.name)));
                }
            }
        }
    }

    /// Asks the program to end and waits until it has.
    pub fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        ask_to_end(&mut self.child);
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _already_gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    if let Ok(id) = i32::try_from(child.id()) {
        let _already_gone = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    let _already_gone = child.kill();
}
