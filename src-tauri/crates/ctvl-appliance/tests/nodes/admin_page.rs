//! The administration page, as a browser without scripts uses it.

use std::collections::BTreeMap;
use std::time::Duration;

use ctvl_appliance::Fault;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, Response, StatusCode};

use crate::world::{Node, PASSWORD, USER, World};

/// Keeps cookies and follows redirects to the same appliance, as a browser does.
struct Browser<'a> {
    node: &'a Node,
    cookies: BTreeMap<String, String>,
}

struct Page {
    status: StatusCode,
    at: String,
    text: String,
}

impl Page {
    /// The text that this page's forms repeat.
    fn csrf(&self) -> String {
        self.value("csrf")
    }

    /// The value of a hidden field.
    fn value(&self, name: &str) -> String {
        let field = format!("name=\"{name}\" value=\"");
        let (_, rest) =
            self.text.split_once(&field).unwrap_or_else(|| panic!("no field {name} in {}", self.text));
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    #[track_caller]
    fn says(&self, words: &str) {
        assert!(
            self.text.contains(words),
            "{} ({}) does not say {words:?}:\n{}",
            self.at,
            self.status,
            self.text
        );
    }
}

impl<'a> Browser<'a> {
    fn new(node: &'a Node) -> Self {
        Self { node, cookies: BTreeMap::new() }
    }

    async fn signed_in(node: &'a Node) -> Self {
        let mut browser = Self::new(node);
        let page = browser.sign_in(USER, PASSWORD).await;
        page.says("Create Backup");
        browser
    }

    async fn sign_in(&mut self, user: &str, password: &str) -> Page {
        let login = self.open("/admin/login").await;
        self.submit("/admin/login", &[("csrf", &login.csrf()), ("username", user), ("password", password)])
            .await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.node.http.request(method, self.node.url(path)).header(COOKIE, cookies.join("; "))
    }

    fn remember(&mut self, answer: &Response) {
        for line in answer.headers().get_all(SET_COOKIE) {
            let line = line.to_str().expect("cookies are text");
            let (name, rest) = line.split_once('=').expect("a cookie has a name");
            let value = rest.split(';').next().unwrap_or_default();
            for needed in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
                assert!(line.contains(needed), "every cookie is {needed}: {line}");
            }
            assert!(name.starts_with("__Host-"), "the browser keeps it to this host: {line}");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    async fn follow(&mut self, request: RequestBuilder, path: &str) -> Page {
        let mut at = path.to_owned();
        let mut answer = request.send().await.expect("the page answers");
        for _ in 0..5 {
            self.remember(&answer);
            let Some(to) = answer.headers().get(LOCATION) else { break };
            at = to.to_str().expect("a redirect is text").to_owned();
            assert!(at.starts_with('/'), "a redirect stays on this appliance: {at}");
            answer = self.request(Method::GET, &at).send().await.expect("the page answers");
        }
        Page { status: answer.status(), at, text: answer.text().await.expect("the page arrives whole") }
    }

    async fn open(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path);
        self.follow(request, path).await
    }

    async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.posted(path, fields);
        self.follow(request, path).await
    }

    fn posted(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let encoded: Vec<_> = fields.iter().map(|(n, v)| format!("{n}={}", encode(v))).collect();
        self.request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encoded.join("&"))
    }

    async fn choose_file(&mut self, csrf: &str, name: &str, archive: Vec<u8>) -> Page {
        let part = Part::bytes(archive).file_name(name.to_owned());
        let form = Form::new().text("csrf", csrf.to_owned()).part("file", part);
        let request = self.request(Method::POST, "/admin/backup/restore").multipart(form);
        self.follow(request, "/admin/backup/restore").await
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

#[tokio::test]
async fn a_backup_is_created_and_restored_through_the_forms_alone() {
    let world = World::new();
    let node = world.node_with("ctvl-1", |o| o.direct_route = false).await;
    let mut browser = Browser::signed_in(&node).await;

    let page = browser.open("/admin/backup").await;
    for words in ["Create Backup", "Encryption key name", "Exclude counters from backup", "Backup now"] {
        page.says(words);
    }
    let answer = browser.posted("/admin/backup/create", &[("csrf", &page.csrf()), ("key", "")]);
    let answer = answer.send().await.unwrap();
    let named = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(named.contains("backup_"), "the archive has the vendor's name: {named}");
    let archive = answer.bytes().await.unwrap().to_vec();
    node.store().open_data().unwrap().create_superuser("later", "", "Later-123!").unwrap();

    let page = browser.open("/admin/backup/restore").await;
    page.says("Choose File");
    let page =
        browser.choose_file(&page.csrf(), "C:\\Backups\\backup_2025-04-10T10-32-33.zip", archive).await;
    for words in ["CT-VL version", "2.8.6", "Backup date", "Encryption key name", "ctvl-default"] {
        page.says(words);
    }
    page.says("backup_2025-04-10T10-32-33.zip");
    assert!(!page.text.contains("C:\\"), "folders of the person's machine are not shown");
    node.token().await;

    let fields = [("csrf", page.csrf()), ("upload", page.value("upload"))];
    let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = browser.submit("/admin/backup/restore/start", &fields).await;
    page.says("The restore is complete");
    page.says("http-equiv=\"refresh\"");
    node.rebooted().await;

    let page = browser.open("/admin/backup").await;
    assert_eq!(page.at, "/admin/login", "the session ended with the reboot");
    page.says("The restore is complete");
    page.says("createsuperuser");
    let page = browser.sign_in("later", "Later-123!").await;
    page.says("Not signed in");
    let page = browser.sign_in(USER, PASSWORD).await;
    page.says("Create Backup");
    browser.submit("/admin/logout", &[("csrf", &page.csrf())]).await;
    let page = browser.open("/admin/login").await;
    assert!(!page.text.contains("The restore is complete"), "the banner goes once somebody has signed in");
}

#[tokio::test]
async fn an_archive_of_a_newer_version_is_shown_and_refused() {
    let world = World::new();
    let newer = world.node_with("newer", |o| o.version = "2.8.7".into()).await;
    let archive = newer.back_up().await;
    let node = world.node("ctvl-1").await;
    let mut browser = Browser::signed_in(&node).await;
    let csrf = browser.open("/admin/backup/restore").await.csrf();
    let page = browser.choose_file(&csrf, "backup.zip", archive).await;
    page.says("2.8.7");
    page.says("This backup cannot be restored here");
    assert!(!page.text.contains("/admin/backup/restore/start"), "there is no override");
    let upload = page.value("upload");
    let page = browser.submit("/admin/backup/restore/start", &[("csrf", &csrf), ("upload", &upload)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "nor by hand");
    page.says("Nothing was changed");
}

#[tokio::test]
async fn what_is_no_archive_is_refused_with_the_form_at_hand() {
    let world = World::new();
    let node = world.node("ctvl-1").await;
    let mut browser = Browser::signed_in(&node).await;
    let csrf = browser.open("/admin/backup/restore").await.csrf();
    for (name, bytes) in [("holiday.jpg", b"not a zip at all".to_vec()), ("empty.zip", Vec::new())] {
        let page = browser.choose_file(&csrf, name, bytes).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        page.says("This file cannot be restored");
        page.says("Choose File");
    }
    let waiting = std::fs::read_dir(node.data.join("uploads")).unwrap().count();
    assert_eq!(waiting, 0, "a refused upload is not kept");
}

#[tokio::test]
async fn a_restore_that_fails_says_so_on_the_open_page() {
    let world = World::new();
    let node = world.node("ctvl-1").await;
    let archive = node.back_up().await;
    node.appliance.faults().on(Fault::RestoreFails);
    let mut browser = Browser::signed_in(&node).await;
    let csrf = browser.open("/admin/backup/restore").await.csrf();
    let page = browser.choose_file(&csrf, "backup.zip", archive).await;
    let upload = page.value("upload");
    let page = browser.submit("/admin/backup/restore/start", &[("csrf", &csrf), ("upload", &upload)]).await;
    page.says("The restore failed");
    browser.open("/admin/backup").await.says("Backup now");
}

#[tokio::test]
async fn forms_of_other_pages_change_nothing() {
    let world = World::new();
    let node = world.node("ctvl-1").await;
    let archive = node.back_up().await;
    let mut browser = Browser::signed_in(&node).await;

    for path in [
        "/admin/backup/create",
        "/admin/backup/restore/start",
        "/admin/backup/restore/discard",
        "/admin/cluster/remove",
        "/admin/logout",
    ] {
        let fields = [("csrf", "guess"), ("upload", "x"), ("node", "ctvl-1"), ("key", "")];
        let page = browser.submit(path, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} refuses a wrong token");
        page.says("Nothing was changed");
    }
    let page = browser.choose_file("guess", "backup.zip", archive).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "a foreign upload is refused");
    assert!(!node.data.join("uploads").exists(), "and never written to disk");

    let csrf = browser.open("/admin/backup").await.csrf();
    let request =
        browser.posted("/admin/backup/create", &[("csrf", &csrf)]).header("sec-fetch-site", "cross-site");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN, "the browser itself says that another site sent it");

    let mut stranger = Browser::new(&node);
    let login = [("csrf", "guess"), ("username", USER), ("password", PASSWORD)];
    let page = stranger.submit("/admin/login", &login).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "nobody is signed in by another page");
    assert!(!stranger.cookies.contains_key("__Host-ctvl-session"));
    browser.open("/admin/backup").await.says("Backup now");
}

#[tokio::test]
async fn pages_need_a_session_and_sign_out_ends_it() {
    let world = World::new();
    let node = world.node("ctvl-1").await;
    let mut browser = Browser::new(&node);
    let pages = [
        "/",
        "/admin",
        "/admin/",
        "/admin/backup",
        "/admin/backup/restore",
        "/admin/cluster",
        "/admin/counters",
        "/admin/backup/restore/confirm?upload=x",
    ];
    for path in pages {
        assert_eq!(browser.open(path).await.at, "/admin/login", "{path} is for those who are signed in");
    }
    let page = browser.sign_in(USER, "wrong").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    page.says("The user name or the password is wrong");
    assert!(!page.text.contains("wrong\""), "the password is not sent back");

    let page = browser.sign_in(USER, PASSWORD).await;
    let stolen = browser.cookies.clone();
    browser.submit("/admin/logout", &[("csrf", &page.csrf())]).await;
    browser.cookies = stolen;
    assert_eq!(
        browser.open("/admin/backup").await.at,
        "/admin/login",
        "the session is over, not only its cookie"
    );
}

#[tokio::test]
async fn every_answer_carries_the_strict_policy_and_no_page_needs_a_script() {
    let world = World::new();
    let node = world.node("ctvl-1").await;
    let browser = Browser::signed_in(&node).await;
    let paths = [
        "/admin/login",
        "/admin/backup",
        "/admin/backup/restore",
        "/admin/cluster",
        "/admin/counters",
        "/admin/style.css",
        "/admin/icon.svg",
    ];
    for path in paths {
        let answer = browser.request(Method::GET, path).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {part} is missing in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
        let text = answer.text().await.unwrap();
        for banned in ["<script", "style=\"", "javascript:", "onclick", "http://", "src=\"http"] {
            let namespace = path.ends_with(".svg") && banned == "http://";
            assert!(namespace || !text.contains(banned), "{path} contains {banned}");
        }
        if path.starts_with("/admin/") && !path.contains('.') && path != "/admin/login" {
            for part in
                ["lang=\"en\"", "<main id=\"main\"", "<h1>", "href=\"#main\"", "aria-current=\"page\""]
            {
                assert!(text.contains(part), "{path} lacks {part}");
            }
            assert_eq!(text.matches("<h1>").count(), 1, "{path} has one heading of the first rank");
        }
    }
}

#[tokio::test]
async fn the_cluster_page_shows_a_stale_member_and_removes_it() {
    let world = World::new();
    let first = world.node("ctvl-1").await;
    let second = world.node("ctvl-2").await;
    second.join(&first).await.unwrap();
    second.restore(second.back_up().await).await;

    let mut browser = Browser::signed_in(&first).await;
    // The banner may stand there a moment before the port goes away for the reboot.
    let stale = async {
        loop {
            let page = browser.open("/admin/cluster").await;
            if page.text.contains("Belongs to another cluster now") {
                return page;
            }
        }
    };
    let page = tokio::time::timeout(Duration::from_secs(20), stale).await.expect("it is told to be stale");
    page.says("New nodes cannot join");
    let page = browser
        .submit("/admin/cluster/remove", &[("csrf", &page.csrf()), ("node", &page.value("node"))])
        .await;
    page.says("1 of 16 nodes");
    assert!(!page.text.contains("New nodes cannot join"));
    browser.open("/admin/counters").await.says("counter_usage");
}

#[tokio::test]
async fn a_large_upload_is_streamed() {
    let world = World::new();
    let node = world.node_with("ctvl-1", |o| o.pad_counters = 24 << 20).await;
    let archive = node.back_up().await;
    assert!(archive.len() > 24 << 20, "counters are padded: {} bytes", archive.len());
    let mut browser = Browser::signed_in(&node).await;
    let csrf = browser.open("/admin/backup/restore").await.csrf();
    let page = browser.choose_file(&csrf, "backup.zip", archive).await;
    page.says("25.2 MB");
    let limit = tokio::time::timeout(Duration::from_secs(20), browser.open("/admin/backup")).await;
    limit.expect("the page goes on answering").says("Backup now");
}
