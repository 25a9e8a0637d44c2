//! An appliance from outside: the vendor's HTTP interface, spoken by a client that has nothing of ours.

use std::time::Duration;

use ctvl_appliance::{Appliance, ApplianceOptions};
use ctvl_client::Fingerprint;
use reqwest::{Certificate, Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::{PASSWORD, USER, until};

/// A number of a payment card, to be tokenized.
pub const CARD: &str = "4111111111111234";

/// A running appliance and a client that trusts exactly its certificate.
pub struct Node {
    /// The appliance.
    pub appliance: Appliance,
    /// The client.
    pub http: Client,
}

impl Node {
    /// Starts an appliance on a free port.
    pub async fn start(options: ApplianceOptions) -> Self {
        let appliance = Appliance::start(options).await.expect("an appliance starts on a free port");
        let http = client(&appliance);
        Self { appliance, http }
    }

    /// SHA-256 of its certificate, as the application reads it.
    pub fn fingerprint(&self) -> Fingerprint {
        self.appliance
            .fingerprint()
            .to_string()
            .parse()
            .expect("a fingerprint is printed so that it can be pasted")
    }

    /// `host:port`.
    pub fn host_and_port(&self) -> String {
        self.appliance.address().trim_start_matches("https://").to_owned()
    }

    /// A request to it.
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.appliance.address()))
    }

    /// Whether this login works.
    pub async fn lets_in(&self, user: &str, password: &str) -> bool {
        self.sign_in(user, password).await.status() == StatusCode::OK
    }

    /// Signs in, in the vendor's words (R1).
    pub async fn sign_in(&self, user: &str, password: &str) -> Response {
        let login = json!({ "username": user, "password": password });
        self.ask(Method::POST, "/api/api-token-auth/").json(&login).send().await.expect("it answers")
    }

    /// A token of the first user.
    pub async fn token(&self) -> String {
        let answer = self.sign_in(USER, PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::OK, "the first user can sign in");
        json_of(answer).await["token"].as_str().expect("the documented field").to_owned()
    }

    /// The archive, as `curl` fetches it.
    pub async fn archive(&self, path: &str) -> Vec<u8> {
        let token = self.token().await;
        let answer = self.ask(Method::GET, path).bearer_auth(token).send().await.expect("it answers");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.bytes().await.expect("the archive arrives whole").to_vec()
    }

    /// Sends an archive to a path of the direct route.
    pub async fn upload(&self, path: &str, archive: Vec<u8>) -> Response {
        let token = self.token().await;
        let file = reqwest::multipart::Part::bytes(archive).file_name("backup_2025-04-10T10-32-33.zip");
        let form = reqwest::multipart::Form::new().part("file", file);
        self.ask(Method::POST, path).bearer_auth(token).multipart(form).send().await.expect("it answers")
    }

    /// The token of a value.
    pub async fn tokenize(&self, value: &str) -> String {
        let answer = self.turn("tokenize", "data", value, PASSWORD).await;
        answer["token"].as_str().unwrap_or_else(|| unreachable!("no token for {value}: {answer}")).to_owned()
    }

    /// The value of a token, if this appliance knows what it takes to read it.
    pub async fn detokenize(&self, token: &str) -> Option<String> {
        self.detokenize_as(PASSWORD, token).await
    }

    /// The same with another password of the first user.
    pub async fn detokenize_as(&self, password: &str, token: &str) -> Option<String> {
        self.turn("detokenize", "token", token, password).await["data"].as_str().map(str::to_owned)
    }

    async fn turn(&self, what: &str, field: &str, value: &str, password: &str) -> Value {
        let body = json!({ "tokengroup": "payments", "tokentemplate": "card", field: value });
        let path = format!("/vts/rest/v2.0/{what}");
        let request = self.ask(Method::POST, &path).basic_auth(USER, Some(password)).json(&body);
        json_of(request.send().await.expect("it answers")).await
    }

    /// Which data it runs on; a restore that changed nothing leaves this as it was.
    pub fn generation(&self) -> i64 {
        self.appliance.state().node().generation().expect("the node's database can be read")
    }

    /// Failed sign-ins of the first user since the last that worked.
    pub fn failed_logins(&self) -> u64 {
        let count: i64 = self
            .appliance
            .state()
            .node()
            .database()
            .with(|c| {
                c.query_row("SELECT coalesce(sum(failures), 0) FROM failed_logins", [], |row| row.get(0))
            })
            .expect("the node's database can be read");
        count.unsigned_abs()
    }

    /// Waits until it answers, after a reboot for example.
    pub async fn answers(&self) {
        until("the appliance answers", || async {
            let alive = self.ask(Method::GET, "/vts").timeout(Duration::from_secs(5)).send().await;
            alive.is_ok_and(|answer| answer.status().is_success()).then_some(())
        })
        .await;
    }

    /// The same appliance after its certificate changed.
    #[must_use]
    pub fn with_new_certificate(self) -> Self {
        let http = client(&self.appliance);
        Self { http, ..self }
    }
}

fn client(appliance: &Appliance) -> Client {
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

/// The JSON of an answer.
pub async fn json_of(answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.expect("the answer can be read");
    serde_json::from_str(&text).unwrap_or_else(|error| unreachable!("{status} is not JSON ({error}): {text}"))
}
