//! The desktop around the window: what it is told natively, and the system dialogs it opens, driven by keys.

use std::fs::File;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use zbus::blocking::{Connection, connection};
use zbus::object_server::SignalEmitter;

use crate::driver::{LIMIT, locked, program};

/// A notification as the desktop got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub id: u32,
    pub title: String,
    pub body: String,
    pub actions: Vec<String>,
}

/// The session's notification service. It keeps a record, and clicks for the person.
pub struct Notifications {
    bus: Connection,
    told: Receiver<Told>,
    seen: Vec<Told>,
    _turn: File,
}

struct Service {
    last: u32,
    tell: Sender<Told>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::too_many_arguments, reason = "the specification's own signature")]
    fn notify(
        &mut self,
        _app_name: &str,
        _replaces: u32,
        _icon: &str,
        title: String,
        body: String,
        actions: Vec<String>,
        _hints: std::collections::HashMap<String, zbus::zvariant::OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        self.last += 1;
        // Nobody listens any more once the test is over.
        let _ = self.tell.send(Told { id: self.last, title, body, actions });
        self.last
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<&str> {
        vec!["body", "actions"]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("recorder", "ctvl-tests", "1", "1.2")
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

const PATH: &str = "/org/freedesktop/Notifications";

impl Notifications {
    /// Begins to answer for the desktop, before the window is opened: a session has one notification service, and two
    /// tests that wait for each other's turns would wait for ever.
    pub fn begin() -> Self {
        let turn = locked(&program().with_file_name("notification-test.lock"));
        let (tell, told) = channel();
        let bus = connection::Builder::session()
            .and_then(|bus| bus.name("org.freedesktop.Notifications"))
            .and_then(|bus| bus.serve_at(PATH, Service { last: 0, tell }))
            .and_then(connection::Builder::build)
            .expect("a session bus without another notification service");
        Self { bus, told, seen: Vec::new(), _turn: turn }
    }

    /// Waits for a notification with this title.
    #[expect(clippy::panic, reason = "a test helper: what was told instead is what one needs to know")]
    pub fn wait_for(&mut self, title: &str) -> Told {
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(told) = self.seen.iter().find(|told| told.title == title) {
                return told.clone();
            }
            match self.told.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(told) => self.seen.push(told),
                Err(_) => panic!("{title:?} was never told; told was {:?}", self.seen),
            }
        }
    }

    /// Everything told so far.
    pub fn so_far(&mut self) -> &[Told] {
        self.seen.extend(self.told.try_iter());
        &self.seen
    }

    /// Clicks on a notification.
    pub fn click(&self, told: &Told) {
        self.bus
            .emit_signal(
                None::<&str>,
                PATH,
                "org.freedesktop.Notifications",
                "ActionInvoked",
                &(told.id, "default"),
            )
            .expect("the signal is sent");
    }
}

/// A dialog of the system, by its title.
pub struct Dialog {
    window: String,
}

impl Dialog {
    /// Waits until it is there and has the keyboard.
    #[expect(clippy::panic, reason = "a test helper: what is open instead is what one needs to know")]
    pub fn titled(title: &str) -> Self {
        let deadline = Instant::now() + LIMIT;
        while Instant::now() < deadline {
            let found = xdotool(&["search", "--onlyvisible", "--name", title]);
            if let Some(window) = found.lines().last() {
                // Without a window manager nobody gives a new window the keyboard.
                xdotool(&["windowfocus", "--sync", window]);
                return Self { window: window.to_owned() };
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!(
            "no dialog {title:?} opened; open are {}",
            xdotool(&["search", "--onlyvisible", "--name", "."])
        );
    }

    /// Chooses the file or folder at this path: a slash opens the field for it.
    pub fn choose(self, path: &std::path::Path) {
        let path = path.to_str().expect("test paths are text");
        self.key("ctrl+l");
        self.key("ctrl+a");
        xdotool(&["type", "--window", &self.window, "--clearmodifiers", "--delay", "5", path]);
        // The first Return may only lead into the folder.
        self.closes_by("Return");
    }

    /// Presses Escape.
    pub fn dismiss(self) {
        self.closes_by("Escape");
    }

    /// Presses one of its buttons, counted from the first.
    pub fn press(self, button: usize) {
        for _ in 0..button {
            self.key("Tab");
        }
        self.closes_by("Return");
    }

    /// Presses this key until it is gone: one that comes before a dialog listens is lost.
    fn closes_by(&self, key: &str) {
        let deadline = Instant::now() + LIMIT;
        loop {
            self.key(key);
            if self.closes_within(Duration::from_secs(2)) {
                return;
            }
            assert!(Instant::now() < deadline, "the dialog does not close by {key}");
        }
    }

    /// Presses a key in it.
    pub fn key(&self, key: &str) {
        xdotool(&["key", "--window", &self.window, "--clearmodifiers", key]);
    }

    fn closes_within(&self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        while Instant::now() < deadline {
            let open = xdotool(&["search", "--onlyvisible", "--name", "."]);
            if !open.lines().any(|window| window == self.window) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }
}

/// The window with exactly this title.
pub fn window_titled(title: &str) -> u32 {
    let deadline = Instant::now() + LIMIT;
    loop {
        let found = xdotool(&["search", "--onlyvisible", "--name", &format!("^{title}$")]);
        if let Some(window) = found.lines().last().and_then(|id| id.parse().ok()) {
            return window;
        }
        assert!(Instant::now() < deadline, "there is no window {title:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn xdotool(words: &[&str]) -> String {
    let output = Command::new("xdotool").args(words).output().expect("xdotool is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
