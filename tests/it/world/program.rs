//! The real programs of this workspace, as a person or a scheduler starts them.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::JoinHandle;

use crate::{PASSWORD, PATIENCE};

/// Names a folder whose programs are used as they are.
const GIVEN: &str = "CTVL_TEST_BINARIES";

/// A program of this workspace: from the folder that `CTVL_TEST_BINARIES` names, or else the one that belongs to this
/// test's own build, brought up to date once.
pub fn binary(name: &'static str) -> PathBuf {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    if let Some(given) = std::env::var_os(GIVEN).filter(|given| !given.is_empty()) {
        let program = Path::new(&given).join(file);
        assert!(program.is_file(), "{GIVEN} names a folder without {}", program.display());
        return program;
    }
    let own = std::env::current_exe().expect("a test knows its own file");
    // target/<profile>/deps/it-0123456789abcdef
    let built = own.ancestors().nth(2).expect("a test lies in the target folder").to_owned();
    static UP_TO_DATE: OnceLock<()> = OnceLock::new();
    UP_TO_DATE.get_or_init(|| build(&built));
    built.join(file)
}

/// Cargo knows what is stale; if nothing is, this takes a moment.
fn build(built: &Path) {
    let profile = match built.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let mut cargo = std::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--package", "ctvl-backup-cli", "--profile", profile]);
    cargo.arg("--target-dir").arg(built.parent().unwrap_or(built));
    cargo.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    let built = cargo.output().expect("cargo starts");
    assert!(built.status.success(), "the command line builds:\n{}", String::from_utf8_lossy(&built.stderr));
}

/// The command line on an installation of its own.
pub struct Cli {
    /// Its installation.
    pub home: PathBuf,
    program: PathBuf,
    bus: bool,
}

impl Cli {
    /// On the installation in this folder.
    pub fn new(home: PathBuf) -> Self {
        Self { home, program: binary("ctvl-backup-cli"), bus: false }
    }

    /// The same with the session bus of this process, and so with its keyring.
    #[must_use]
    pub fn in_this_session(self) -> Self {
        Self { bus: true, ..self }
    }

    /// A command that is not started yet: no terminal, no keyring, no proxy, nothing of this account.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        self.surround(&mut command);
        command.args(words);
        command
    }

    /// The same behind a shell's own words, which end in `exec "$@"`.
    pub fn through_shell(&self, script: &str, words: &[&str]) -> Command {
        let mut command = Command::new("sh");
        self.surround(&mut command);
        command.args(["-c", script, "sh"]).arg(&self.program).args(words);
        command
    }

    fn surround(&self, command: &mut Command) {
        for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
            command.env_remove(variable);
        }
        command
            .env("CTVL_BACKUP_HOME", &self.home)
            .env("HOME", &self.home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if !self.bus {
            // An address at which no bus is; without the variable some systems would find the account's own.
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
        }
    }

    /// Runs a command to its end, with the usual password on standard input if it asks for one there.
    pub async fn run(&self, words: &[&str]) -> Ended {
        self.run_with(PASSWORD, words).await
    }

    /// The same with this password.
    pub async fn run_with(&self, password: &str, words: &[&str]) -> Ended {
        self.start_with(password, self.command(words)).await.ended().await
    }

    /// Starts a command and reads along.
    pub async fn start(&self, words: &[&str]) -> Running {
        self.start_with(PASSWORD, self.command(words)).await
    }

    /// Starts a prepared command and reads along.
    pub async fn start_with(&self, password: &str, mut command: Command) -> Running {
        let asks = command.as_std().get_args().any(|word| word == "--password-stdin");
        if asks {
            command.stdin(Stdio::piped());
        }
        let mut child = command.spawn().expect("the program starts");
        if let Some(mut input) = child.stdin.take() {
            // A program that is gone already says so by its exit code.
            let _ = input.write_all(format!("{password}\n").as_bytes()).await;
        }
        let mut out = child.stdout.take().expect("piped");
        let stdout = tokio::spawn(async move {
            let mut text = String::new();
            out.read_to_string(&mut text).await.map(|_| text)
        });
        let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        Running { child, stdout, lines, stderr: String::new() }
    }

    /// Connects an appliance under this name, certificate and login given as a script gives them. The password is not
    /// kept, because there is no keyring.
    pub async fn add(&self, name: &str, node: &crate::Node, more: &[&str]) {
        self.add_at(name, node, &node.appliance.address(), more).await;
    }

    /// The same by another address, such as a gate's.
    pub async fn add_at(&self, name: &str, node: &crate::Node, url: &str, more: &[&str]) {
        let trust = node.fingerprint().to_string();
        let mut words =
            vec!["appliance", "add", name, "--url", url, "--user", crate::USER, "--trust", &trust];
        words.extend(["--no-proxy", "--do-not-store", "--password-stdin", "--json"]);
        words.extend(more);
        let added = self.run(&words).await;
        assert_eq!(added.code, Some(0), "{name} is added: {added:?}");
    }
}

/// A program that runs.
pub struct Running {
    child: Child,
    stdout: JoinHandle<std::io::Result<String>>,
    lines: Lines<BufReader<ChildStderr>>,
    stderr: String,
}

impl Running {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Reads standard error until a line does; `None` once it has ended.
    pub async fn line(&mut self, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        let reading = async {
            while let Ok(Some(line)) = self.lines.next_line().await {
                self.stderr.push_str(&line);
                self.stderr.push('\n');
                if let Ok(line) = serde_json::from_str::<Value>(&line)
                    && wanted(&line)
                {
                    return Some(line);
                }
            }
            None
        };
        tokio::time::timeout(PATIENCE, reading).await.expect("a program says something or ends")
    }

    /// Reads until the job shows this stage.
    pub async fn stage(&mut self, stage: &str) {
        let seen = self.line(|line| line["type"] == "progress" && line["stage"] == stage).await;
        assert!(seen.is_some(), "the job shows {stage}, before it ends:\n{}", self.stderr);
    }

    /// Ends it as `kill -9` does.
    pub fn kill(&mut self) {
        // It may have ended by itself in this moment.
        let _ = self.child.start_kill();
    }

    /// Whether it has ended.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().expect("a child can be asked").is_some()
    }

    /// Sends it a signal by name.
    pub async fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.pid().to_string()]).status().await;
        assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
    }

    /// Waits for its end.
    pub async fn ended(mut self) -> Ended {
        self.line(|_| false).await;
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let status = status.expect("it ends").expect("its end can be seen");
        let stdout = self.stdout.await.expect("read").expect("text");
        Ended { code: status.code(), stdout, stderr: self.stderr }
    }
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// What it wrote.
    pub stdout: String,
    /// And what beside that.
    pub stderr: String,
}

impl Ended {
    /// The one document on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| unreachable!("no document ({error}): {self:?}"))
    }

    /// The objects on standard error.
    pub fn lines(&self) -> Vec<Value> {
        let each =
            |line| serde_json::from_str(line).unwrap_or_else(|e| unreachable!("no object ({e}): {line}"));
        self.stderr.lines().map(each).collect()
    }

    /// The code of the error in the last line, with its message.
    pub fn error(&self) -> (String, String) {
        let last = self.lines().pop().unwrap_or_default();
        let code = last["error"]["code"].as_str().unwrap_or_default().to_owned();
        (code, last["message"].to_string())
    }
}
