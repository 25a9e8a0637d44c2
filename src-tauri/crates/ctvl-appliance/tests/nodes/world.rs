//! A temporary place with one key store and as many appliances as a test wants.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ctvl_appliance::cluster::{self, ClusterStatus, Console, ConsoleError, JoinOrder, MemberState};
use ctvl_appliance::node::NodeStore;
use ctvl_appliance::{Appliance, ApplianceOptions};
use reqwest::{Client, Response, StatusCode};
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

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub async fn node(&self, name: &str) -> Node {
        self.node_with(name, |_| {}).await
    }

    pub async fn node_with(&self, name: &str, change: impl FnOnce(&mut ApplianceOptions)) -> Node {
        let data = self.path(name);
        let mut options = ApplianceOptions::new(&data, self.path("keys"));
        options.name = name.into();
        options.reboot = Duration::from_millis(20);
        options.with_sample_data = true;
        change(&mut options);
        let appliance = Appliance::start(options).await.expect("an appliance starts on a free port");
        let http = client(&appliance.certificate_pem());
        Node { name: name.into(), data, appliance, http }
    }
}

/// A client that trusts this certificate and no other, keeps no cookies and follows no redirect.
pub fn client(certificate_pem: &str) -> Client {
    let certificate =
        reqwest::Certificate::from_pem(certificate_pem.as_bytes()).expect("the certificate is PEM");
    Client::builder()
        .tls_certs_only([certificate])
        .https_only(true)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client with one trusted certificate can be made")
}

pub struct Node {
    pub name: String,
    pub data: PathBuf,
    pub appliance: Appliance,
    pub http: Client,
}

impl Node {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.appliance.address())
    }

    pub async fn token(&self) -> String {
        let login = json!({"username": USER, "password": PASSWORD});
        let answer = self.http.post(self.url("/api/api-token-auth/")).json(&login).send().await;
        let answer: Value = json_of(answer.expect("the appliance answers")).await;
        answer["token"].as_str().expect("signing in gives a token").to_owned()
    }

    pub async fn back_up(&self) -> Vec<u8> {
        let token = self.token().await;
        let answer = self.http.get(self.url("/api/backup/create")).bearer_auth(token).send().await;
        let answer = answer.expect("the appliance answers");
        assert_eq!(answer.status(), StatusCode::OK, "a backup under the default key works");
        answer.bytes().await.expect("the archive arrives whole").to_vec()
    }

    /// Restores through the direct route and waits until the node has rebooted.
    pub async fn restore(&self, archive: Vec<u8>) {
        let token = self.token().await;
        let file = reqwest::multipart::Part::bytes(archive).file_name("backup_2025-04-10T10-32-33.zip");
        let form = reqwest::multipart::Form::new().part("file", file);
        let request = self.http.post(self.url("/api/backup/restore")).bearer_auth(token).multipart(form);
        let answer = request.send().await.expect("the appliance answers");
        let status = answer.status();
        assert!(
            status.is_success(),
            "the restore begins: {status}: {}",
            answer.text().await.unwrap_or_default()
        );
        self.rebooted().await;
    }

    /// Waits for the banner that a restore leaves for the login screen.
    pub async fn rebooted(&self) {
        let store =
            NodeStore::open(&self.data).expect("the node's database can be read beside the appliance");
        let wait = async {
            loop {
                if store.banner().expect("the banner can be read").is_some()
                    && self.http.get(self.url("/vts")).send().await.is_ok_and(|r| r.status().is_success())
                {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), wait)
            .await
            .expect("the node comes back after a restore");
    }

    pub async fn console(&self) -> Console {
        Console::of(&self.data).await.expect("a running appliance has a console")
    }

    pub async fn join(&self, member: &Self) -> Result<ClusterStatus, ConsoleError> {
        let order = JoinOrder {
            address: member.appliance.address(),
            fingerprint: member.appliance.fingerprint(),
            user: USER.into(),
            password: PASSWORD.into(),
        };
        self.console().await.join(&order).await
    }

    pub fn store(&self) -> Arc<NodeStore> {
        open(&self.data)
    }

    pub async fn show(&self) -> ClusterStatus {
        cluster::show(&self.store(), MemberState::Active).await.expect("the cluster can be shown")
    }

    /// `name: state` of every member, in the order of `cluster show`.
    pub async fn members(&self) -> Vec<(String, MemberState)> {
        self.show().await.members.into_iter().map(|m| (m.member.name, m.state)).collect()
    }
}

pub fn open(data: &Path) -> Arc<NodeStore> {
    Arc::new(NodeStore::open(data).expect("the node's database can be opened"))
}

pub async fn json_of(response: Response) -> Value {
    let status = response.status();
    let text = response.text().await.expect("the answer can be read");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{status} is not JSON ({e}): {text}"))
}
