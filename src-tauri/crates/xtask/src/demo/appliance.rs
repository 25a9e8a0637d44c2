//! A practice appliance of the demonstration, and what an application asks of it: tokenize and detokenize.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::children::Running;
use crate::process::{TaskError, at, spelled};
use crate::workspace;

/// The first login of both appliances. They are thrown away with it.
pub const USER: &str = "vtsroot";
/// Its password, the vendor's own sample.
pub const PASSWORD: &str = "Password123!";

const READY_LIMIT: Duration = Duration::from_secs(30);
const KEY: &str = "demo-key";
const GROUP: &str = "cards";
const TEMPLATE: &str = "card-number";

/// A running practice appliance.
pub struct PracticeAppliance {
    /// Where it answers.
    pub address: String,
    /// SHA-256 of its certificate.
    pub fingerprint: String,
    data: PathBuf,
    keys: PathBuf,
    // Last, so that it stops when the rest is still there.
    _server: Running,
}

/// What an appliance said to an application.
pub enum Answer {
    /// It did what was asked.
    Value(String),
    /// It refused, with a reason.
    Refused(String),
}

impl PracticeAppliance {
    /// Starts one on a free port. Appliances with the same `keys` use the same key store.
    pub fn start(name: &str, data: &Path, keys: &Path) -> Result<Self, TaskError> {
        let mut command = Command::new(workspace::binary("debug", "ctvl-appliance"));
        command.arg("--data").arg(data).arg("--keys").arg(keys);
        command.args([
            "serve",
            "--json",
            "--name",
            name,
            "--user",
            USER,
            "--password-stdin",
            "--reboot",
            "2",
        ]);
        let server = Running::start_with(&mut command, PASSWORD)?;
        let ready = server.line_with(READY_LIMIT, |line| serde_json::from_str::<Value>(line).ok())?;
        let told = |field: &str| ready[field].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            address: told("address"),
            fingerprint: told("fingerprint"),
            data: data.to_path_buf(),
            keys: keys.to_path_buf(),
            _server: server,
        })
    }

    /// Makes a key, a token group and a template, so that card numbers can be tokenized.
    pub fn prepare(&self) -> Result<(), TaskError> {
        let mut command = Command::new(workspace::binary("debug", "ctvl-appliance"));
        command.arg("--data").arg(&self.data).arg("--keys").arg(&self.keys).args(["key", "add", KEY]);
        crate::process::read(&mut command)?;
        let token = self.sign_in()?;
        self.post("/api/tokengroups/", &Login::Token(&token), &json!({ "name": GROUP, "key": KEY }))?;
        let template = json!({
            "name": TEMPLATE, "tenant": GROUP, "format": "FF1", "charset": "All digits", "keepleft": 0, "keepright": 4
        });
        self.post("/api/tokentemplates/", &Login::Token(&token), &template).map(drop)
    }

    /// Replaces a value by its token.
    pub fn tokenize(&self, value: &str) -> Result<Answer, TaskError> {
        self.ask("/vts/rest/v2.0/tokenize", "data", value, "token")
    }

    /// Replaces a token by its value.
    pub fn detokenize(&self, token: &str) -> Result<Answer, TaskError> {
        self.ask("/vts/rest/v2.0/detokenize", "token", token, "data")
    }

    /// `host:port`, as a person would type it.
    pub fn host_and_port(&self) -> &str {
        self.address.trim_start_matches("https://").trim_end_matches('/')
    }

    fn ask(&self, path: &str, give: &str, value: &str, take: &str) -> Result<Answer, TaskError> {
        let body = json!({ "tokengroup": GROUP, "tokentemplate": TEMPLATE, give: value });
        let answer = self.post_any(path, &Login::Basic, &body)?;
        Ok(match answer[take].as_str() {
            Some(found) => Answer::Value(found.to_owned()),
            None => Answer::Refused(answer["reason"].as_str().unwrap_or("it gave no reason").to_owned()),
        })
    }

    fn sign_in(&self) -> Result<String, TaskError> {
        let body = json!({ "username": USER, "password": PASSWORD });
        let answer = self.post("/api/api-token-auth/", &Login::None, &body)?;
        answer["token"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| TaskError::Differs(format!("The sign-in answer holds no token: {answer}")))
    }

    fn post(&self, path: &str, login: &Login<'_>, body: &Value) -> Result<Value, TaskError> {
        self.curl(path, login, body, &["--fail-with-body"])
    }

    fn post_any(&self, path: &str, login: &Login<'_>, body: &Value) -> Result<Value, TaskError> {
        self.curl(path, login, body, &[])
    }

    fn curl(&self, path: &str, login: &Login<'_>, body: &Value, more: &[&str]) -> Result<Value, TaskError> {
        let url = format!("{}{path}", self.address.trim_end_matches('/'));
        let mut command = Command::new("curl");
        // As in the vendor's samples: the certificate is self-signed and the server is our own child. The product
        // itself compares fingerprints; see the trust step.
        command.args(["--silent", "--show-error", "--insecure", "--noproxy", "*"]).args(more);
        // Headers and body come by standard input, so that neither login nor value is in the process list.
        command.args(["--config", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let what = format!("curl {url}");
        let failed = |cause| TaskError::NotStarted { program: what.clone(), cause };
        let mut child = command.spawn().map_err(failed)?;
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let mut config = format!("url = \"{url}\"\nheader = \"Content-Type: application/json\"\n");
        config += &match login {
            Login::None => String::new(),
            Login::Basic => format!("user = \"{USER}:{PASSWORD}\"\n"),
            Login::Token(token) => format!("header = \"Authorization: Bearer {token}\"\n"),
        };
        config += &format!("data = \"{}\"\n", quoted(&body.to_string()));
        if let Some(mut input) = child.stdin.take() {
            input.write_all(config.as_bytes()).map_err(at(Path::new("curl")))?;
        }
        let output = child.wait_with_output().map_err(failed)?;
        let text = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            return Err(TaskError::Differs(format!("{} answered {path} with: {text}", self.address)));
        }
        serde_json::from_str(&text).map_err(|cause| {
            TaskError::Differs(format!("{} is not JSON ({cause}): {text}", spelled(&command)))
        })
    }
}

enum Login<'a> {
    None,
    Basic,
    Token(&'a str),
}
