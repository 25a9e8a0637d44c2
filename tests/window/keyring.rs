//! A keyring that is locked while the window runs: said as it is, with a way on, and nothing is sent meanwhile.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ctvl_tests::{PASSWORD, World};
use zbus::blocking::{Connection, Proxy, connection};
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use crate::driver::{LIMIT, Opening};
use crate::scene::Scene;

const SERVICE: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";

/// What the keyring is locked with.
const MASTER: &str = "of this keyring only";

/// A bus that starts nothing by itself: no dialog can come up and ask for the keyring's password.
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

/// A bus of its own with a real keyring, which a test can lock: that of the session belongs to the other tests as well.
struct Keyring {
    address: String,
    bus: Connection,
    processes: Vec<Child>,
}

impl Drop for Keyring {
    fn drop(&mut self) {
        for process in self.processes.iter_mut().rev() {
            // Both may have ended already.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

impl Keyring {
    fn start(world: &World) -> Self {
        let configuration = world.path("bus.conf");
        std::fs::write(&configuration, BUS).expect("written");
        let mut daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--print-address", "--config-file"])
            .arg(&configuration)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        let said = daemon.stdout.take().expect("piped");
        BufReader::new(said).read_line(&mut address).expect("it says its address");
        let address = address.trim().to_owned();
        let keyring = unlocked(&address, world);
        let bus = connection::Builder::address(address.as_str())
            .and_then(connection::Builder::build)
            .expect("the bus answers");
        let keyring = Self { address, bus, processes: vec![daemon, keyring] };
        keyring.ready();
        keyring
    }

    /// The daemon is started before it has its name on the bus and its collection open.
    fn ready(&self) {
        let deadline = Instant::now() + LIMIT;
        while self.collection().is_none() {
            assert!(Instant::now() < deadline, "the keyring never opens its collection");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn collection(&self) -> Option<OwnedObjectPath> {
        let service = self.service("org.freedesktop.Secret.Service");
        let path: OwnedObjectPath = service.call("ReadAlias", &"default").ok()?;
        (path.as_str() != "/").then_some(path)
    }

    /// Locks it, as a desktop does when its screen is locked.
    fn lock(&self) {
        let collection = self.collection().expect("a collection");
        let service = self.service("org.freedesktop.Secret.Service");
        let _answer: (Vec<OwnedObjectPath>, OwnedObjectPath) =
            service.call("Lock", &vec![collection]).expect("it can be locked");
    }

    /// Unlocks it, as a person does who types its password.
    fn unlock(&self) {
        let collection = self.collection().expect("a collection");
        let service = self.service("org.freedesktop.Secret.Service");
        let (_, session): (OwnedValue, OwnedObjectPath) =
            service.call("OpenSession", &("plain", Value::from(""))).expect("a session");
        let password = (session, Vec::<u8>::new(), MASTER.as_bytes().to_vec(), "text/plain");
        self.service("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface")
            .call::<_, _, ()>("UnlockWithMasterPassword", &(collection, password))
            .expect("it can be unlocked");
    }

    /// How many things it holds.
    fn entries(&self) -> usize {
        let service = self.service("org.freedesktop.Secret.Service");
        let all: HashMap<&str, &str> = HashMap::new();
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            service.call("SearchItems", &all).expect("it can be searched");
        open.len() + locked.len()
    }

    fn service<'a>(&'a self, interface: &'a str) -> Proxy<'a> {
        let path = ObjectPath::try_from(PATH).expect("a path");
        Proxy::new(&self.bus, SERVICE, path, interface).expect("a proxy")
    }
}

fn unlocked(address: &str, world: &World) -> Child {
    let mut command = Command::new("gnome-keyring-daemon");
    command.args(["--foreground", "--unlock", "--components=secrets"]);
    command.env("DBUS_SESSION_BUS_ADDRESS", address).env("HOME", world.folder("keyring"));
    for variable in ["XDG_DATA_HOME", "XDG_RUNTIME_DIR"] {
        command.env(variable, private(&world.folder(variable)));
    }
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut daemon = command.spawn().expect("gnome-keyring is installed");
    daemon.stdin.take().expect("piped").write_all(MASTER.as_bytes()).expect("it takes its password");
    daemon
}

fn private(folder: &Path) -> &Path {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).expect("a folder of one's own");
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_is_named_and_there_is_a_way_on() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    let keyring = Keyring::start(&scene.world);
    let on_its_bus =
        || Opening::in_home(&scene.home).with("DBUS_SESSION_BUS_ADDRESS", keyring.address.clone());

    // While it is open it takes the password.
    let window = on_its_bus().open().await;
    scene.connect(&window, "Payments EU", &node).await;
    window.close().await;
    assert!(keyring.entries() > 0, "the password is in the keyring");

    keyring.lock();
    let window = on_its_bus().open().await;
    window.follow("Payments EU").await;
    window.press("Back up now").await;
    window.text("The keyring is locked").await;
    window.picture("keyring-locked").await;
    window.accessible("a locked keyring").await;
    assert_eq!(scene.archives(), Vec::<String>::new(), "nothing was backed up without its password");

    // Unlocking is for the person and the desktop; until then it stays locked, and then it goes on.
    window.press("Unlock").await;
    window.text("The keyring is locked").await;
    keyring.unlock();
    window.press("Unlock").await;
    window.text("Backed up").await;
    window.close().await;

    // What is entered while it is locked cannot go there, and that is said, too.
    keyring.lock();
    let window = on_its_bus().open().await;
    window.follow("Payments EU").await;
    window.press("Back up now").await;
    window.text("The keyring is locked").await;
    let before = keyring.entries();
    window.press("Enter it once").await;
    window.fill("Password of", PASSWORD).await;
    window.press("Sign in").await;
    window.text("The keyring is locked, so it took nothing.").await;
    window.press("Keep until the app is closed").await;
    window.text("Backed up").await;
    assert_eq!(keyring.entries(), before, "nothing was put into a locked keyring");
    window.close().await;
}
