//! The binary, as a person or a script runs it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::world::{PASSWORD, USER, World, client, json_of};

const BINARY: &str = env!("CARGO_BIN_EXE_ctvl-appliance");

/// A `serve` that is stopped when the test ends, however it ends.
struct Served {
    child: Child,
    ready: Value,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have been stopped already; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(data: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(BINARY)
            .arg("--data")
            .arg(data)
            .args(["serve", "--json", "--password-stdin", "--reboot", "0.05"])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut input = child.stdin.take().expect("standard input is a pipe");
        writeln!(input, "{PASSWORD}").expect("the password can be written");
        drop(input);
        let mut line = String::new();
        let output = child.stdout.take().expect("standard output is a pipe");
        BufReader::new(output).read_line(&mut line).expect("the ready line can be read");
        let ready = serde_json::from_str(&line).unwrap_or_else(|e| panic!("no ready line ({e}): {line:?}"));
        Self { child, ready }
    }

    fn text(&self, name: &str) -> String {
        self.ready[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.ready)).to_owned()
    }

    /// Asks it to stop, as a service supervisor does, and answers how it ended.
    #[cfg(unix)]
    fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
        self.child.wait().expect("it can be waited for").code()
    }
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    run_with(data, arguments, "")
}

fn run_with(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(BINARY)
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut pipe = child.stdin.take().expect("standard input is a pipe");
    // A command that reads no input may be gone before this is written.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    child.wait_with_output().expect("it can be waited for")
}

#[track_caller]
fn done(output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "it should have worked: {out}{err}");
    out.into_owned()
}

#[track_caller]
fn failed(output: &Output, code: i32) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    assert!(out.is_empty(), "a failure prints nothing a script would read: {out}");
    err.into_owned()
}

#[track_caller]
fn parsed(output: &Output) -> Value {
    serde_json::from_str(&done(output)).expect("--json prints one document")
}

/// Trusts the certificate in the data folder, as somebody at the machine would.
fn http(data: &Path) -> reqwest::Client {
    client(
        &std::fs::read_to_string(data.join("certificate.pem"))
            .expect("the certificate lies in the data folder"),
    )
}

async fn signs_in(data: &Path, address: &str, user: &str, password: &str) -> bool {
    let login = json!({"username": user, "password": password});
    let request = http(data).post(format!("{address}/api/api-token-auth/")).json(&login);
    request.send().await.expect("the appliance answers").status().is_success()
}

#[cfg(unix)]
#[tokio::test]
async fn serve_says_where_it_is_and_stops_cleanly_on_sigterm() {
    let world = World::new();
    let data = world.path("node");
    let options =
        ["--name", "ctvl-9", "--version-number", "2.8.5", "--no-direct-route", "--with-sample-data"];
    let served = Served::start(&data, &options);
    assert_eq!((served.text("name"), served.text("version")), ("ctvl-9".into(), "2.8.5".into()));
    let address = served.text("address");
    assert!(address.starts_with("https://127.0.0.1:"), "it listens on this machine only: {address}");
    assert_eq!(served.text("fingerprint").len(), 95, "SHA-256 in pairs");
    assert!(
        signs_in(&data, &address, USER, PASSWORD).await,
        "the first login is the one from standard input"
    );
    let answer = http(&data).get(format!("{address}/api/system/info")).send().await.unwrap();
    assert_eq!(answer.status(), 404, "--no-direct-route hides it");
    assert_eq!(served.terminate(), Some(0), "SIGTERM is a clean end");
    let state = parsed(&run(&data, &["cluster", "show", "--json"]));
    assert_eq!(state["members"][0]["state"], "stopped", "the data folder says so too: {state}");
}

#[test]
fn usage_and_missing_appliances_are_told_apart() {
    let world = World::new();
    let nowhere = world.path("nowhere");
    for command in [
        &["cluster", "show"][..],
        &["counter", "show"],
        &["key", "list"],
        &["security", "gencert"],
        &["fault", "list"],
        &["createsuperuser", "--username", "a", "--password-stdin"],
    ] {
        let told = failed(&run_with(&nowhere, command, "Password1!"), 1);
        assert!(told.contains("There is no appliance in"), "{command:?}: {told}");
        assert!(!nowhere.exists(), "{command:?} must not make a folder by mistake");
    }
    assert_eq!(run(&nowhere, &["counter", "trim"]).status.code(), Some(2), "--tablename is needed");
    assert_eq!(run(&nowhere, &["serve", "--fault", "storm", "--password-stdin"]).status.code(), Some(2));
    let told = failed(&run(&nowhere, &["serve"]), 2);
    assert!(told.contains("--password-stdin"), "without a terminal the way out is named: {told}");
    let help = done(&run(&nowhere, &["--help"]));
    for word in ["Examples:", "serve", "counter", "createsuperuser", "security", "cluster", "key", "fault"] {
        assert!(help.contains(word), "the help has {word}");
    }
}

#[tokio::test]
async fn commands_on_the_data_work_while_it_runs_and_after() {
    let world = World::new();
    let data = world.path("node");
    let served = Served::start(&data, &["--with-sample-data"]);
    let address = served.text("address");

    let told =
        run_with(&data, &["createsuperuser", "--username", "rescue", "--password-stdin"], "Rescue-1!\n");
    assert!(done(&told).contains("rescue is a superuser"));
    assert!(
        signs_in(&data, &address, "rescue", "Rescue-1!").await,
        "the running appliance knows the new user"
    );
    let empty = run_with(&data, &["createsuperuser", "--username", "rescue", "--password-stdin"], "\n");
    assert!(failed(&empty, 2).contains("Nothing was changed"));
    assert!(
        failed(&run_with(&data, &["createsuperuser", "--username", "a b", "--password-stdin"], "x"), 2)
            .contains("user name")
    );

    done(&run(&data, &["key", "add", "testkey"]));
    assert!(done(&run(&data, &["key", "add", "testkey"])).contains("already"));
    done(&run(&data, &["key", "add", "v1", "--versioned"]));
    let names = parsed(&run(&data, &["key", "list", "--json"]));
    let named = |name: &str| names.as_array().unwrap().iter().any(|k| k["name"] == name);
    assert!(named("testkey") && named("v1"), "{names}");
    let token = {
        let login = json!({"username": USER, "password": PASSWORD});
        let request = http(&data).post(format!("{address}/api/api-token-auth/")).json(&login);
        json_of(request.send().await.unwrap()).await["token"].as_str().unwrap().to_owned()
    };
    let backup = http(&data).get(format!("{address}/api/backup/create/testkey")).bearer_auth(token);
    assert_eq!(
        backup.send().await.unwrap().status(),
        200,
        "the running appliance backs up under the new key"
    );

    let before = parsed(&run(&data, &["counter", "show", "--json"]))[0]["entries"].as_u64().unwrap();
    assert!(before > 1, "the sample data has counters");
    done(&run(&data, &["counter", "trim", "--tablename", "counter_usage", "--keep", "1"]));
    let after = || parsed(&run(&data, &["counter", "show", "--json"]))[0]["entries"].as_u64().unwrap();
    assert_eq!(after(), 1, "--keep keeps");
    drop(served);
    done(&run(&data, &["counter", "trim", "--tablename", "counter_usage"]));
    assert_eq!(after(), 0, "and it works on a stopped appliance");
    assert!(failed(&run(&data, &["counter", "trim", "--tablename", "users"]), 1).contains("users"));
}

#[tokio::test]
async fn gencert_changes_the_certificate_running_or_not() {
    let world = World::new();
    let data = world.path("node");
    let served = Served::start(&data, &[]);
    let first = served.text("fingerprint");
    let second = parsed(&run(&data, &["security", "gencert", "--json"]))["fingerprint"].clone();
    assert_ne!(second, first.as_str(), "a new certificate has another fingerprint");
    let address = served.text("address");
    assert!(signs_in(&data, &address, USER, PASSWORD).await, "the running appliance shows the new one");
    drop(served);
    let third = parsed(&run(&data, &["security", "gencert", "--json"]))["fingerprint"].clone();
    let served = Served::start(&data, &[]);
    assert_eq!(third, served.text("fingerprint").as_str(), "a stopped one shows it from its next start on");
}

#[test]
fn faults_are_switched_on_the_running_appliance() {
    let world = World::new();
    let data = world.path("node");
    let served = Served::start(&data, &["--fault", "stall=1000"]);
    let on = || {
        let faults = parsed(&run(&data, &["fault", "list", "--json"]));
        let faults = faults.as_array().unwrap().clone();
        assert!(faults.len() > 10, "every fault is listed");
        let on = faults.into_iter().filter(|f| f["on"] == true);
        on.map(|f| f["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(on(), ["stall=1000"], "the one from the start");
    done(&run(&data, &["fault", "on", "web-page"]));
    assert_eq!(on(), ["stall=1000", "web-page"]);
    done(&run(&data, &["fault", "off", "stall"]));
    assert_eq!(on(), ["web-page"]);
    done(&run(&data, &["fault", "clear"]));
    assert!(on().is_empty());
    assert!(failed(&run(&data, &["fault", "on", "storm"]), 1).contains("storm"));
    drop(served);
    assert!(failed(&run(&data, &["fault", "list"]), 1).contains("not running"));
}

#[tokio::test]
async fn a_fault_that_keeps_the_port_closed_is_switched_off_like_any_other() {
    let world = World::new();
    let data = world.path("node");
    let served = Served::start(&data, &["--with-sample-data", "--fault", "no-reboot"]);
    let (address, http) = (served.text("address"), http(&data));
    let login = json!({"username": USER, "password": PASSWORD});
    let answer = http.post(format!("{address}/api/api-token-auth/")).json(&login).send().await.unwrap();
    let token = json_of(answer).await["token"].as_str().expect("a token").to_owned();
    let backup = http.get(format!("{address}/api/backup/create")).bearer_auth(&token);
    let archive = backup.send().await.unwrap().bytes().await.expect("an archive").to_vec();
    let file = reqwest::multipart::Part::bytes(archive).file_name("backup_2025-04-10T10-32-33.zip");
    let form = reqwest::multipart::Form::new().part("file", file);
    let restore = http.post(format!("{address}/api/backup/restore")).bearer_auth(&token).multipart(form);
    assert!(restore.send().await.unwrap().status().is_success(), "the restore begins");

    let answers = || async { http.get(format!("{address}/vts")).send().await.is_ok() };
    until(|| async { !answers().await }).await;
    let faults = done(&run(&data, &["fault", "list"]));
    assert!(faults.lines().any(|line| line.starts_with("no-reboot") && line.contains("on")), "{faults}");
    done(&run(&data, &["fault", "on", "slow-first-byte=0"]));
    assert!(!answers().await, "another switch does not end the reboot");
    done(&run(&data, &["fault", "off", "no-reboot"]));
    until(answers).await;
    assert!(signs_in(&data, &address, USER, PASSWORD).await, "it is back, with the archive's logins");
    done(&run(&data, &["fault", "list"]));
    let file = std::fs::read_to_string(data.join("console.json")).expect("readable");
    let file: Value = serde_json::from_str(&file).expect("a document");
    let switches = file["switches"].as_str().expect("where the switches are");
    assert!(switches.starts_with("https://127.0.0.1:"), "on this machine only: {switches}");
    for address in [switches, &address] {
        let stranger = http.get(format!("{address}/console/faults")).send().await.unwrap();
        assert_eq!(stranger.status(), 404, "whoever cannot read the data folder: {address}");
    }
    drop(served);
    assert!(failed(&run(&data, &["fault", "off", "no-reboot"]), 1).contains("not running"));
}

/// Looks until it is so, with a limit.
async fn until<F: Future<Output = bool>>(so: impl Fn() -> F) {
    let waiting = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("it happens");
}

#[test]
fn a_cluster_is_joined_shown_and_left_from_the_command_line() {
    let world = World::new();
    let (first, second) = (world.path("one"), world.path("two"));
    let keys = world.path("keys");
    let keys = ["--keys", keys.to_str().expect("a temporary folder has a plain name")];
    let start = |data: &Path, name| Served::start(data, &[&["--name", name][..], &keys].concat());
    let one = start(&first, "ctvl-1");
    let two = start(&second, "ctvl-2");
    let address = one.text("address");
    let fingerprint = one.text("fingerprint");
    let join =
        ["cluster", "join", &address, "--fingerprint", &fingerprint, "--user", USER, "--password-stdin"];

    assert!(
        failed(&run_with(&second, &join, "wrong"), 7).contains("refused"),
        "a refused login needs a person"
    );
    let other = two.text("fingerprint");
    let mistaken = ["cluster", "join", &address, "--fingerprint", &other, "--user", USER, "--password-stdin"];
    assert!(failed(&run_with(&second, &mistaken, PASSWORD), 7).contains("certificate"));

    let told = done(&run_with(&second, &join, PASSWORD));
    assert!(told.contains("cluster of 2"), "{told}");
    let shown = parsed(&run(&first, &["cluster", "show", "--json"]));
    assert_eq!(shown["members"][1]["name"], "ctvl-2", "{shown}");
    assert_eq!(shown["members"][1]["state"], "active", "{shown}");
    assert!(failed(&run_with(&second, &join, PASSWORD), 5).contains("cluster remove"), "one cluster only");

    drop(two);
    let shown = done(&run(&first, &["cluster", "show"]));
    assert!(shown.contains("does not answer") && shown.contains("cluster remove ctvl-2"), "{shown}");
    let third = world.path("three");
    let _three = start(&third, "ctvl-3");
    let told = failed(&run_with(&third, &join, PASSWORD), 5);
    assert!(told.contains("cluster remove ctvl-2"), "R8 in words: {told}");

    assert!(failed(&run(&first, &["cluster", "remove", "ctvl-1"]), 5).contains("this node"));
    assert!(failed(&run(&first, &["cluster", "remove", "ctvl-8"]), 1).contains("ctvl-8"));
    done(&run(&first, &["cluster", "remove", "ctvl-2"]));
    assert!(done(&run_with(&third, &join, PASSWORD)).contains("cluster of 2"));
    assert!(
        failed(&run_with(&second, &join, PASSWORD), 1).contains("not running"),
        "joining needs a running node"
    );
}
