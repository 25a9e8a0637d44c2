//! Running other programs: what runs is said, what fails is named with its exit code.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

/// Why a task did not end well.
#[derive(Debug)]
pub enum TaskError {
    /// A program could not be started.
    NotStarted { program: String, cause: io::Error },
    /// A program ended with a failure.
    Failed { what: String, status: ExitStatus },
    /// A file or folder could not be read or written.
    File { path: PathBuf, cause: io::Error },
    /// Something the task needs is not here; the text says what to do.
    Missing(String),
    /// What was found is not what should be there; the text says what and how to put it right.
    Differs(String),
    /// The task has said everything already.
    AlreadyTold,
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted { program, cause } => write!(f, "{program} could not be started: {cause}."),
            Self::Failed { what, status } => write!(f, "{what} failed ({status})."),
            Self::File { path, cause } => write!(f, "{}: {cause}.", path.display()),
            Self::Missing(text) | Self::Differs(text) => f.write_str(text),
            Self::AlreadyTold => Ok(()),
        }
    }
}

impl std::error::Error for TaskError {}

/// Attaches the path to an I/O error.
pub fn at(path: &Path) -> impl FnOnce(io::Error) -> TaskError + '_ {
    move |cause| TaskError::File { path: path.to_path_buf(), cause }
}

/// The cargo that runs us, or the one on the path.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(crate::workspace::root());
    // What `cargo run` tells us about ourselves must not reach the builds that we start: it would change their
    // fingerprints and build everything twice.
    for (name, _) in std::env::vars_os() {
        let inherited = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME"
        });
        if inherited {
            command.env_remove(name);
        }
    }
    command
}

/// This program, to be started once more.
pub fn myself() -> Result<PathBuf, TaskError> {
    // A build that we started may have put another file in our place; on Linux the one that runs can still be named.
    if cfg!(target_os = "linux") {
        return Ok(PathBuf::from(format!("/proc/{}/exe", std::process::id())));
    }
    std::env::current_exe().map_err(at(Path::new("this program")))
}

/// npm, which on Windows is a script with an extension.
pub fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(crate::workspace::ui());
    command
}

/// True when nobody can be asked anything.
pub fn unattended() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty()) || !io::stdin().is_terminal()
}

/// The command as a person would type it.
pub fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    std::iter::once(program).chain(command.get_args()).map(quoted).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain =
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./=:@%+,".contains(c));
    if plain { word.into_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// Runs a program with our own terminal, and nothing on its standard input.
pub fn run(command: &mut Command) -> Result<(), TaskError> {
    let what = spelled(command);
    command.stdin(Stdio::null());
    let status = command.status().map_err(|cause| TaskError::NotStarted { program: what.clone(), cause })?;
    if status.success() { Ok(()) } else { Err(TaskError::Failed { what, status }) }
}

/// Runs a program quietly and returns what it wrote to standard output. Its errors go to our terminal.
pub fn read(command: &mut Command) -> Result<String, TaskError> {
    let what = spelled(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|cause| TaskError::NotStarted { program: what.clone(), cause })?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(TaskError::Failed { what, status: output.status })
    }
}

/// True when the program runs and ends well. Nothing is shown.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a program, shows what it writes line by line, and returns all of it with the outcome.
pub fn watch(command: &mut Command) -> Result<(String, ExitStatus), TaskError> {
    let what = spelled(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|cause| TaskError::NotStarted { program: what.clone(), cause })?;
    let errors = child.stderr.take().map(|pipe| thread::spawn(move || echoed(pipe, true)));
    let mut text = child.stdout.take().map(|pipe| echoed(pipe, false)).unwrap_or_default();
    if let Some(errors) = errors.and_then(|errors| errors.join().ok()) {
        text.push_str(&errors);
    }
    let status = child.wait().map_err(|cause| TaskError::NotStarted { program: what, cause })?;
    Ok((text, status))
}

fn echoed(pipe: impl Read, to_errors: bool) -> String {
    let mut all = String::new();
    let mut lines = BufReader::new(pipe);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&line);
        if to_errors {
            eprint!("{text}");
        } else {
            print!("{text}");
        }
        all.push_str(&text);
        line.clear();
    }
    all
}

/// The full path of a program, if it is on the path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    // Debian keeps nginx in sbin, which is not on everyone's path.
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/sbin".into()])
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}
