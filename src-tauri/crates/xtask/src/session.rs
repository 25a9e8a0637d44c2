//! A display, a session bus and an unlocked keyring that belong to one command and end with it. Nothing of the
//! person's own session is read or written, so the tests give the same result on a desktop and on a server.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::children::Running;
use crate::process::{TaskError, at, run as run_command, spelled};

/// What to run there.
#[derive(Debug, clap::Args)]
pub struct SessionArgs {
    /// The command and its arguments.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// How long the X server may take to answer.
const DISPLAY_LIMIT: Duration = Duration::from_secs(30);

/// A bus that starts nothing by itself: no portals, no accessibility daemons, nothing that outlives the command.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Runs a command in a session of its own.
pub fn run(args: &SessionArgs) -> Result<(), TaskError> {
    let words: Vec<&str> = args.command.iter().map(String::as_str).collect();
    if cfg!(target_os = "linux") {
        let home = scratch()?;
        run_command(&mut prepared(&words, home.path())?)
    } else {
        run_command(&mut plain(&words))
    }
}

/// The command that runs `words` in a session of its own whose settings lie below `home`; elsewhere than on Linux
/// the command itself.
pub fn prepared(words: &[&str], home: &Path) -> Result<Command, TaskError> {
    if !cfg!(target_os = "linux") {
        return Ok(plain(words));
    }
    // Not by its path: the build of the tests may have put a new program there meanwhile.
    let myself = format!("/proc/{}/exe", std::process::id());
    let bus = home.join("bus.conf");
    fs::write(&bus, BUS).map_err(at(&bus))?;
    let mut command = Command::new("dbus-run-session");
    command
        .arg("--config-file")
        .arg(&bus)
        .arg("--")
        .arg(myself)
        .args(["in-session", "--"])
        .args(words)
        .current_dir(crate::workspace::root());
    for (variable, folder) in [
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "runtime"),
    ] {
        let folder = home.join(folder);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        private(&folder)?;
        command.env(variable, folder);
    }
    command.env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
    command.env("NO_AT_BRIDGE", "1");
    Ok(command)
}

/// A short path: sockets below it must fit into 108 bytes.
pub fn scratch() -> Result<tempfile::TempDir, TaskError> {
    tempfile::Builder::new().prefix("ctvl-").tempdir().map_err(at(Path::new("temporary folder")))
}

fn plain(words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(crate::workspace::root());
    command
}

#[cfg(unix)]
fn private(folder: &Path) -> Result<(), TaskError> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(at(folder))
}

#[cfg(not(unix))]
fn private(_folder: &Path) -> Result<(), TaskError> {
    Ok(())
}

/// Runs on the new bus: starts the display and the keyring, then the command.
pub fn run_inside(args: &SessionArgs) -> Result<(), TaskError> {
    // The server picks a free display and writes its number: no fixed number, no race.
    let mut xvfb = Command::new("Xvfb");
    xvfb.args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"]);
    xvfb.stderr(Stdio::null());
    let server = Running::start(&mut xvfb)?;
    let display = server.line_with(DISPLAY_LIMIT, |line| line.trim().parse::<u32>().ok())?;

    unlock_keyring()?;

    let words: Vec<&str> = args.command.iter().map(String::as_str).collect();
    let mut command = plain(&words);
    command.env("DISPLAY", format!(":{display}"));
    // Software drawing gives the same pixels on every machine.
    command.env("LIBGL_ALWAYS_SOFTWARE", "1").env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command.env("CTVL_TEST_SESSION", "1");
    run_command(&mut command)
}

/// The daemon makes its default collection from the first password it is given; an empty one would make none. It
/// goes to the background by itself and ends with the bus.
fn unlock_keyring() -> Result<(), TaskError> {
    let mut command = Command::new("gnome-keyring-daemon");
    command.args(["--unlock", "--components=secrets"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let program = spelled(&command);
    let failed = |cause| TaskError::NotStarted { program: program.clone(), cause };
    let mut daemon = command.spawn().map_err(failed)?;
    if let Some(mut input) = daemon.stdin.take() {
        input.write_all(b"a password for this session only").map_err(failed)?;
    }
    let status = daemon.wait().map_err(failed)?;
    if status.success() { Ok(()) } else { Err(TaskError::Failed { what: program, status }) }
}
