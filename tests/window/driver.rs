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
pub const LIMIT: Duration = Duration::from_secs(60);

/// How long the end of a session may take.
const CLOSE_LIMIT: Duration = Duration::from_secs(10);

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

/// How a window is to be opened.
pub struct Opening<'a> {
    theme: Theme,
    home: &'a Path,
    language: &'a str,
    arguments: Vec<&'a str>,
    environment: Vec<(&'a str, std::ffi::OsString)>,
}

impl<'a> Opening<'a> {
    /// In English, on a light desktop, with everything it keeps below `home`.
    pub fn in_home(home: &'a Path) -> Self {
        Self { theme: Theme::Light, home, language: "en", arguments: Vec::new(), environment: Vec::new() }
    }

    /// On a desktop with this theme.
    pub fn on(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// For a person whose system speaks this language.
    pub fn speaking(mut self, language: &'a str) -> Self {
        self.language = language;
        self
    }

    /// With this argument.
    pub fn asked(mut self, argument: &'a str) -> Self {
        self.arguments.push(argument);
        self
    }

    /// With this in its environment.
    pub fn with(mut self, variable: &'a str, value: impl Into<std::ffi::OsString>) -> Self {
        self.environment.push((variable, value.into()));
        self
    }

    /// Opens it.
    pub async fn open(self) -> Window {
        Window::start(self).await
    }
}

/// A window that is open.
pub struct Window {
    pub page: Client,
    driver: Child,
    program: u32,
    _turn: File,
}

impl Window {
    async fn start(opening: Opening<'_>) -> Self {
        let Opening { theme, home, language, arguments, environment } = opening;
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
            .env("LANGUAGE", language)
            .env("GTK_THEME", if theme == Theme::Dark { "Adwaita:dark" } else { "Adwaita" })
            // Without it the web view refuses to be driven.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("WebKitWebDriver is installed (Debian: webkit2gtk-driver)");
        let page = connect(port, &program, &arguments).await;
        let program = started_by(&driver);
        let window = Self { page, driver, program, _turn: turn };
        window.seen().await;
        window
    }

    /// Waits until it is on the screen: before that its page has no size, and everything in it another place.
    async fn seen(&self) {
        self.script_async(
            "const [done] = arguments;
             const look = () => document.visibilityState === 'visible' && innerWidth > 0
                 ? requestAnimationFrame(() => requestAnimationFrame(() => done(true)))
                 : setTimeout(look, 20);
             look();",
            vec![],
        )
        .await;
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
             // The menu takes its part of the height.
             const fits = () => innerWidth === size[0] && innerHeight <= size[1] && innerHeight > size[1] - 60;
             const look = () => fits()
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

    /// The process of the program.
    pub fn process(&self) -> u32 {
        self.program
    }

    /// Ends program and driver at once, as a crash of the machine would.
    pub async fn crash(mut self) {
        assert!(killed(self.program), "the program could not be killed");
        self.driver.kill().await.expect("the driver ends");
    }

    /// Closes the window and waits until driver and program are gone. Now and then WebKit's driver never answers that
    /// its session is over, or leaves the program without its page.
    pub async fn close(mut self) {
        let _over = tokio::time::timeout(CLOSE_LIMIT, self.page.clone().close()).await;
        killed(self.program);
        self.driver.kill().await.expect("the driver ends");
    }
}

impl Drop for Window {
    /// A test that fails leaves no window either: the next one would take its picture.
    fn drop(&mut self) {
        killed(self.program);
    }
}

fn killed(process: u32) -> bool {
    let status =
        std::process::Command::new("kill").args(["-9", &process.to_string()]).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// The one program that the driver has started.
fn started_by(driver: &Child) -> u32 {
    let driver = driver.id().expect("the driver runs").to_string();
    let output = std::process::Command::new("pgrep")
        .args(["-f", "-P", &driver, "ctvl-backup"])
        .output()
        .expect("pgrep is installed");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("the driver started one program")
}

/// The program beside this test, wherever builds go.
pub fn program() -> PathBuf {
    let test = std::env::current_exe().expect("this test has a path");
    let folder = test.ancestors().nth(2).expect("tests lie in <profile>/deps");
    folder.join("ctvl-backup")
}

/// One window at a time, across tests and processes: WebKit's driver does not stand a second one beside it.
async fn turn(program: &Path) -> File {
    let path = program.with_file_name("window-test.lock");
    tokio::task::spawn_blocking(move || locked(&path)).await.expect("the wait ends")
}

/// Waits for a lock that goes with the file, or with the process.
pub fn locked(path: &Path) -> File {
    let file = File::create(path).expect("a lock file beside the program");
    file.lock().expect("the lock is granted");
    file
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address").port()
}

#[expect(clippy::panic, reason = "a test helper: without a session there is no test")]
async fn connect(port: u16, program: &Path, arguments: &[&str]) -> Client {
    let mut wanted = Capabilities::new();
    wanted.insert("webkitgtk:browserOptions".into(), json!({ "binary": program, "args": arguments }));
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
