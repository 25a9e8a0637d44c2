//! The operating system's keyring for real: each test runs itself once more on a session bus of its own, with a Secret
//! Service that nobody else uses.
#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ctvl_engine::{OsKeyring, SecretStore, SecretStoreError};
use ctvl_tests::{Cli, PASSWORD, PATIENCE, World, secret};

/// Says to the second run that it is one.
const INSIDE: &str = "CTVL_TESTS_KEYRING";

/// What the session has.
#[derive(Clone, Copy)]
enum Service {
    Unlocked,
    None,
}

/// A bus that starts nothing by itself: what is not started here is not there.
const BUS: &str = r#"<busconfig>
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

/// The daemon answers before it goes into the background; its password must not be empty, or there is no collection.
const UNLOCKED: &str =
    "printf 'session' | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$@\"";

/// Runs `inside` in a session with this service. `name` is the test's own name, by which it is started once more.
fn session(service: Service, name: &str, inside: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        if let Service::Unlocked = service {
            ready();
        }
        inside();
        return;
    }
    let world = World::new();
    let bus = world.path("bus.conf");
    std::fs::write(&bus, BUS).expect("written");
    let mut command = Command::new("dbus-run-session");
    command.arg("--config-file").arg(&bus).arg("--").args(["sh", "-c"]);
    command.arg(match service {
        Service::Unlocked => UNLOCKED,
        Service::None => "exec \"$@\"",
    });
    command.arg("sh").arg(std::env::current_exe().expect("this test")).args(["--exact", name, "--nocapture"]);
    command
        .env(INSIDE, "1")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command.env("HOME", world.folder("home"));
    for variable in
        ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"]
    {
        command.env(variable, private(&world.folder(variable)));
    }
    let output = command.output().unwrap_or_else(|error| {
        unreachable!(
            "dbus-run-session does not start ({error}); `cargo xtask setup` installs it and gnome-keyring"
        )
    });
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name} in its own session:\n{said}");
    assert!(said.contains("1 passed"), "{name} ran there:\n{said}");
}

fn private(folder: &Path) -> &Path {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).expect("a folder of one's own");
    folder
}

/// The daemon goes into the background before it has its name on the bus and its collection open.
fn ready() {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let asked = call("org.freedesktop.Secret.Service.ReadAlias", "string:default");
        if asked.is_ok_and(|answer| answer.contains("/org/freedesktop/secrets/collection/")) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    unreachable!("the keyring never opens its collection");
}

fn call(method: &str, argument: &str) -> Result<String, String> {
    let mut command = Command::new("dbus-send");
    command.args([
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.secrets",
        "/org/freedesktop/secrets",
    ]);
    let output = command.args([method, argument]).output();
    let output = output.expect("dbus-send is there: `cargo xtask setup` installs it");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
}

/// Locks the collection, as a desktop does when its screen is locked.
fn lock() {
    let collection = "array:objpath:/org/freedesktop/secrets/collection/login";
    call("org.freedesktop.Secret.Service.Lock", collection).expect("it can be locked");
}

#[test]
fn what_is_kept_is_read_back_until_it_is_removed() {
    session(Service::Unlocked, "keyring::what_is_kept_is_read_back_until_it_is_removed", || {
        let store = OsKeyring;
        assert_eq!(
            store.get("appliance 1").map(drop),
            Err(SecretStoreError::NotFound),
            "a new keyring is empty"
        );
        let long = "ä→🔑 \"quoted\" ".repeat(60);
        for (account, text) in [("appliance 1", PASSWORD), ("appliance 2", &long)] {
            store.put(account, &secret(text)).expect("kept");
            assert_eq!(store.get(account).expect("read").expose(), text, "{account}");
        }
        store.put("appliance 1", &secret("another")).expect("replaced");
        assert_eq!(store.get("appliance 1").expect("read").expose(), "another");
        assert_eq!(store.get("appliance 2").expect("read").expose(), long, "its neighbour is not touched");
        store.remove("appliance 1").expect("removed");
        assert_eq!(store.get("appliance 1").map(drop), Err(SecretStoreError::NotFound));
        store.remove("appliance 1").expect("removing what is not there is not an error");
    });
}

#[test]
fn a_locked_keyring_is_told_from_an_empty_one() {
    session(Service::Unlocked, "keyring::a_locked_keyring_is_told_from_an_empty_one", || {
        let store = OsKeyring;
        store.put("appliance 1", &secret(PASSWORD)).expect("kept");
        lock();
        assert_eq!(
            store.get("appliance 1").map(drop),
            Err(SecretStoreError::Locked),
            "it is there, behind a lock"
        );
        assert_eq!(store.put("appliance 2", &secret("new")), Err(SecretStoreError::Locked));
    });
}

#[test]
fn a_session_without_a_keyring_says_that_there_is_none() {
    session(Service::None, "keyring::a_session_without_a_keyring_says_that_there_is_none", || {
        let store = OsKeyring;
        assert_eq!(store.get("appliance 1").map(drop), Err(SecretStoreError::Absent));
        assert_eq!(
            store.put("appliance 1", &secret(PASSWORD)),
            Err(SecretStoreError::Absent),
            "and no file instead"
        );
    });
}

#[test]
fn the_command_line_keeps_a_password_and_signs_its_receipts_with_it() {
    session(
        Service::Unlocked,
        "keyring::the_command_line_keeps_a_password_and_signs_its_receipts_with_it",
        || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
            runtime.block_on(with_the_keyring());
        },
    );
}

async fn with_the_keyring() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = Cli::new(world.folder("cli-home")).in_this_session();
    let (url, trust) = (node.appliance.address(), node.fingerprint().to_string());
    let add = ["appliance", "add", "Payments EU", "--url", &url, "--user", "vtsroot", "--trust", &trust];
    let ended = cli.run(&[&add[..], &["--no-proxy", "--password-stdin", "--json"]].concat()).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");

    let to = world.folder("archives").display().to_string();
    let backup = ["backup", "Payments EU", "--to", &to, "--json"];
    let ended = cli.run(&backup).await;
    assert_eq!(ended.code, Some(0), "the password comes from the keyring: {ended:?}");
    assert!(ended.json()["signedWith"].is_string(), "and so does the receipt's key: {}", ended.stdout);
    let path = ended.json()["path"].as_str().expect("a path").to_owned();
    let receipt =
        ctvl_archive::Receipt::read(&ctvl_archive::receipt_path(Path::new(&path))).expect("a receipt");
    assert!(receipt.signature_is_valid());

    lock();
    let ended = cli.run(&backup).await;
    assert_eq!(ended.code, Some(7), "a person has to unlock it: {ended:?}");
    let (code, message) = ended.error();
    assert_eq!(code, "keyringLocked", "{message}");
    assert!(message.contains("Payments EU"), "whose password: {message}");
    assert_eq!(node.failed_logins(), 0);
}
