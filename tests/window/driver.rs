//! The real program, started and driven by WebKit's own driver. Each window has a home of its own, and driver and
//! program end with the value.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

/// How long anything may take on a slow machine.
const LIMIT: Duration = Duration::from_secs(60);

/// What the desktop is set to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A window that is open.
pub struct Window {
    pub page: Client,
    driver: Child,
    _turn: File,
}

impl Window {
    /// Opens the window on a desktop with this theme, with everything it keeps below `home`.
    pub async fn open(theme: Theme, home: &Path) -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some(),
            "this test needs a display: run `cargo xtask test`, or put `cargo xtask session --` before the command"
        );
        let program = program();
        assert!(program.is_file(), "{} is not built: run `cargo build -p ctvl-backup`", program.display());

        let turn = turn(&program).await;
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("CTVL_BACKUP_HOME", home)
            .env("LANG", "C.UTF-8")
            .env("LANGUAGE", "en")
            .env("GTK_THEME", if theme == Theme::Dark { "Adwaita:dark" } else { "Adwaita" })
            // Without it the web view refuses to be driven.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("WebKitWebDriver is installed (Debian: webkit2gtk-driver)");
        let page = connect(port, &program).await;
        Self { page, driver, _turn: turn }
    }

    /// Waits until the page shows this text somewhere.
    #[expect(clippy::panic, reason = "a test helper: what the page shows instead is what one needs to know")]
    pub async fn text(&self, text: &str) {
        let path = format!("//*[contains(normalize-space(.), \"{text}\")]");
        let found = self.page.wait().at_most(LIMIT).for_element(Locator::XPath(&path)).await;
        if let Err(error) = found {
            let shown = self.script("return document.body.innerText", vec![]).await;
            panic!("the page does not show {text:?} ({error}); it shows: {shown}");
        }
    }

    /// Runs JavaScript in the page.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Value {
        self.page.execute(body, arguments).await.expect("the script runs")
    }

    /// Runs JavaScript that calls its last argument when it is done.
    pub async fn script_async(&self, body: &str, arguments: Vec<Value>) -> Value {
        self.page.execute_async(body, arguments).await.expect("the script runs")
    }

    /// Gives the window a size, as a person would, and waits until the page has it.
    pub async fn resize(&self, width: u32, height: u32) {
        self.page.set_window_size(width, height).await.expect("the window takes a size");
        let size = json!([width, height]);
        self.script_async(
            "const [size, done] = [arguments[0], arguments[1]];
             const look = () => innerWidth === size[0] && innerHeight === size[1]
                 ? requestAnimationFrame(() => requestAnimationFrame(() => done(true)))
                 : setTimeout(look, 20);
             look();",
            vec![size],
        )
        .await;
    }

    /// Leaves a picture of the page for people to look at.
    pub async fn picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../artefacts/window");
        std::fs::create_dir_all(&folder).expect("the folder for pictures");
        // From the display, not from the driver: its own pictures never arrive from a web view that is embedded.
        let status = Command::new("import")
            .args(["-window", "CT-VL Backup"])
            .arg(folder.join(format!("{name}.png")))
            .stdin(Stdio::null())
            .status()
            .await
            .expect("ImageMagick is installed");
        assert!(status.success(), "there is no window to take a picture of");
    }

    /// Closes the window and waits until driver and program are gone.
    pub async fn close(mut self) {
        self.page.close().await.expect("the session ends");
        self.driver.kill().await.expect("the driver ends");
    }
}

/// The program beside this test, wherever builds go.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("this test has a path");
    let folder = test.ancestors().nth(2).expect("tests lie in <profile>/deps");
    folder.join("ctvl-backup")
}

/// One window at a time, across tests and processes: WebKit's driver does not stand a second one beside it.
async fn turn(program: &Path) -> File {
    let path = program.with_file_name("window-test.lock");
    let file = File::create(&path).expect("a lock file beside the program");
    tokio::task::spawn_blocking(move || file.lock().map(|()| file))
        .await
        .expect("the wait ends")
        .expect("the lock is granted")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address").port()
}

#[expect(clippy::panic, reason = "a test helper: without a session there is no test")]
async fn connect(port: u16, program: &Path) -> Client {
    let mut wanted = Capabilities::new();
    wanted.insert("webkitgtk:browserOptions".into(), json!({ "binary": program, "args": [] }));
    let deadline = tokio::time::Instant::now() + LIMIT;
    loop {
        let builder = ClientBuilder::new(HttpConnector::new()).capabilities(wanted.clone()).to_owned();
        match builder.connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            // The driver listens a moment after it has started.
            Err(error) if tokio::time::Instant::now() > deadline => panic!("no session: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}
