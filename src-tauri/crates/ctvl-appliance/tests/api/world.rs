//! Appliances on free ports around one key store, and a client that trusts exactly their certificates.

use std::time::Duration;

use ctvl_appliance::{Appliance, ApplianceOptions};
use reqwest::{Certificate, Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const USER: &str = "vtsroot";
pub const PASSWORD: &str = "Password123!";

pub struct World {
    folder: TempDir,
}

impl World {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    pub fn options(&self, name: &str) -> ApplianceOptions {
        let mut options =
            ApplianceOptions::new(self.folder.path().join(name), self.folder.path().join("keys"));
        options.name = name.into();
        options.reboot = Duration::from_millis(20);
        options.with_sample_data = true;
        options
    }

    pub async fn start(&self, name: &str) -> Node {
        Node::start(self.options(name)).await
    }
}

pub struct Node {
    pub appliance: Appliance,
    pub http: Client,
}

impl Node {
    pub async fn start(options: ApplianceOptions) -> Self {
        let appliance = Appliance::start(options).await.expect("an appliance starts on a free port");
        let http = client(&appliance);
        Self { appliance, http }
    }

    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.appliance.address()))
    }

    pub async fn sign_in(&self, user: &str, password: &str) -> Response {
        let login = json!({ "username": user, "password": password });
        self.ask(Method::POST, "/api/api-token-auth/").json(&login).send().await.expect("it answers")
    }

    pub async fn token(&self) -> String {
        let answer = self.sign_in(USER, PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::OK, "the first user can sign in");
        json_of(answer).await["token"].as_str().expect("the documented field").to_owned()
    }

    pub async fn get(&self, path: &str) -> Response {
        let token = self.token().await;
        self.ask(Method::GET, path).bearer_auth(token).send().await.expect("it answers")
    }

    pub async fn back_up(&self, path: &str) -> Vec<u8> {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.bytes().await.expect("the archive arrives whole").to_vec()
    }

    pub async fn upload(&self, path: &str, archive: Vec<u8>) -> Response {
        let token = self.token().await;
        let file = reqwest::multipart::Part::bytes(archive).file_name("backup_2025-04-10T10-32-33.zip");
        let form = reqwest::multipart::Form::new().part("file", file);
        self.ask(Method::POST, path).bearer_auth(token).multipart(form).send().await.expect("it answers")
    }

    /// Polls the restore until it has ended one way or the other, through the reboot.
    pub async fn restored(&self, id: &str) -> Value {
        let wait = async {
            loop {
                let node = self.appliance.state().node_store();
                let record = node.restore_record(id).expect("readable").expect("it was begun");
                if matches!(record.state.as_str(), "complete" | "failed")
                    && self.ask(Method::GET, "/vts").send().await.is_ok_and(|r| r.status().is_success())
                {
                    return json!({ "status": record.state, "detail": record.detail });
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait).await.expect("a restore comes to an end")
    }

    pub async fn turn(&self, what: &str, value: &str) -> Value {
        let field = if what == "tokenize" { "data" } else { "token" };
        let body = json!({ "tokengroup": "payments", "tokentemplate": "card", field: value });
        let path = format!("/vts/rest/v2.0/{what}");
        let request = self.ask(Method::POST, &path).basic_auth(USER, Some(PASSWORD)).json(&body);
        json_of(request.send().await.expect("it answers")).await
    }
}

pub fn client(appliance: &Appliance) -> Client {
    let root = Certificate::from_pem(appliance.certificate_pem().as_bytes()).expect("it shows a certificate");
    // A connection that outlives a reboot would only test the pool.
    Client::builder()
        .tls_certs_only([root])
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .build()
        .expect("a client")
}

pub async fn json_of(response: Response) -> Value {
    let status = response.status();
    let text = response.text().await.expect("the answer can be read");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{status} is not JSON ({e}): {text}"))
}
