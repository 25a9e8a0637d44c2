//! The administration page, as a person's browser uses it: forms, cookies and redirects, no scripts.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, Response};

use crate::Node;

/// A browser on one appliance.
pub struct Browser<'a> {
    node: &'a Node,
    cookies: BTreeMap<String, String>,
    text: String,
}

impl<'a> Browser<'a> {
    /// Opens the page and signs in.
    pub async fn signed_in(node: &'a Node, user: &str, password: &str) -> Self {
        let mut browser = Self { node, cookies: BTreeMap::new(), text: String::new() };
        browser.open("/admin/login").await;
        let csrf = browser.field("csrf");
        let login = [("csrf", csrf.as_str()), ("username", user), ("password", password)];
        browser.submit("/admin/login", &login).await;
        assert!(browser.says("Create Backup"), "signed in: {}", browser.text);
        browser
    }

    /// Whether the page shows this text.
    pub fn says(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// The page.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) {
        let request = self.request(Method::GET, path);
        self.follow(request).await;
    }

    /// Backup → Restore → Choose File.
    pub async fn choose_file(&mut self, name: &str, archive: Vec<u8>) {
        self.open("/admin/backup/restore").await;
        let file = Part::bytes(archive).file_name(name.to_owned());
        let form = Form::new().text("csrf", self.field("csrf")).part("file", file);
        let request = self.request(Method::POST, "/admin/backup/restore").multipart(form);
        self.follow(request).await;
    }

    /// Restore, on the page that shows the three details.
    pub async fn press_restore(&mut self) {
        let (csrf, upload) = (self.field("csrf"), self.field("upload"));
        self.submit("/admin/backup/restore/start", &[("csrf", &csrf), ("upload", &upload)]).await;
    }

    fn field(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) =
            self.text.split_once(&mark).unwrap_or_else(|| unreachable!("no {name} in {}", self.text));
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) {
        let encoded: Vec<_> =
            fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encoded.join("&"));
        self.follow(request).await;
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.node.ask(method, path).header(COOKIE, cookies.join("; "))
    }

    async fn follow(&mut self, request: RequestBuilder) {
        let mut answer = request.send().await.expect("the page answers");
        for _ in 0..5 {
            self.remember(&answer);
            let Some(to) = answer.headers().get(LOCATION) else { break };
            let to = to.to_str().expect("a redirect is text").to_owned();
            answer = self.request(Method::GET, &to).send().await.expect("the page answers");
        }
        self.text = answer.text().await.expect("the page arrives whole");
    }

    fn remember(&mut self, answer: &Response) {
        for line in answer.headers().get_all(SET_COOKIE) {
            let line = line.to_str().expect("cookies are text");
            let (name, rest) = line.split_once('=').expect("a cookie has a name");
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap_or_default().to_owned());
        }
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
