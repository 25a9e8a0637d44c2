//! The console of a running appliance: what its own machine's command line may ask of it.
//!
//! Invariant: the right to use it is being able to read the data folder. Every start writes a new random token
//! there, readable by the owner only, and the routes take nothing else.
//!
//! Faults are switched on a port of their own, on this machine only. A fault can keep the appliance's port closed, and
//! could not be switched off through it.

use std::io::Write;
use std::path::{Path, PathBuf};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::join::JoinOrder;
use super::peer::{CONSOLE_HEADER, Caller, Patience, Peer};
use super::show::{ClusterStatus, MemberState};
use super::{ClusterError, Fingerprint, Refusal};
use crate::faults::{Fault, KINDS};
use crate::state::AppState;
use crate::store::StoreError;

/// How a running appliance is found from its data folder.
#[derive(Serialize, Deserialize)]
pub struct ConsoleFile {
    /// `https://host:port`.
    pub address: String,
    /// The same for the switches of its faults. Empty if an older version started it: those had them at the address.
    #[serde(default)]
    switches: String,
    /// Its certificate.
    pub fingerprint: Fingerprint,
    /// The key store it was started with.
    pub keys: PathBuf,
    token: String,
}

impl ConsoleFile {
    fn path(data: &Path) -> PathBuf {
        data.join("console.json")
    }

    /// What the last start wrote, whether the appliance still runs or not.
    pub fn read(data: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(Self::path(data)).ok()?).ok()
    }

    /// Written beside and renamed, so that a command line never reads half of it.
    fn write(&self, data: &Path) -> Result<(), StoreError> {
        let path = Self::path(data);
        let unfinished = data.join(".console.json.part");
        let write = || -> std::io::Result<()> {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&unfinished)?;
            file.write_all(&serde_json::to_vec(self)?)?;
            file.sync_all()?;
            std::fs::rename(&unfinished, &path)
        };
        write().map_err(|e| StoreError::io(&path, e))
    }
}

/// Writes down how this appliance is reached. Blocking.
pub(super) fn open(state: &AppState) -> Result<(), StoreError> {
    let token = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    let (address, fingerprint) = (state.address(), state.certificate_fingerprint());
    let keys = state.options().keys.0.clone();
    // Commands may run from another folder than the appliance.
    let keys = std::path::absolute(&keys).unwrap_or(keys);
    ConsoleFile { address, switches: state.switchboard(), fingerprint, keys, token }
        .write(state.node_store().folder())
}

/// A switchable fault, as `fault list` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultLine {
    /// Its name, with the argument where it has one.
    pub name: String,
    /// Whether it is on.
    pub on: bool,
    /// What it does.
    pub does: String,
}

/// What the command line can change about faults.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultChange {
    /// Switch this one on; `NAME` or `NAME=ARGUMENT`.
    On(String),
    /// Switch this one off.
    Off(String),
    /// Switch all of them off.
    Clear,
}

#[derive(Serialize, Deserialize)]
struct Renewed {
    fingerprint: Fingerprint,
}

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/console/", get(ping))
        .route("/console/join", post(join))
        .route("/console/gencert", post(renew))
}

/// What is answered while the appliance reboots as well.
pub(super) fn switches() -> Router<AppState> {
    Router::new().route("/console/", get(ping)).route("/console/faults", get(faults).post(change_faults))
}

/// Somebody who can read the data folder.
struct Operator;

impl FromRequestParts<AppState> for Operator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let folder = state.node_store().folder().to_owned();
        let file = tokio::task::spawn_blocking(move || ConsoleFile::read(&folder)).await.ok().flatten();
        let shown = parts.headers.get(CONSOLE_HEADER).map_or(&b""[..], |v| v.as_bytes());
        match file {
            Some(file) if verify_slices_are_equal(shown, file.token.as_bytes()).is_ok() => Ok(Self),
            // As if there were nothing: the console is no part of the appliance's API.
            _ => Err(StatusCode::NOT_FOUND.into_response()),
        }
    }
}

async fn ping(_: Operator) -> Json<bool> {
    Json(true)
}

async fn join(
    _: Operator,
    State(state): State<AppState>,
    Json(order): Json<JoinOrder>,
) -> Result<Json<ClusterStatus>, ClusterError> {
    super::join(&state, order).await?;
    super::show(&state.node_store(), MemberState::Active).await.map(Json)
}

async fn faults(_: Operator, State(state): State<AppState>) -> Json<Vec<FaultLine>> {
    Json(listed(&state))
}

async fn change_faults(
    _: Operator,
    State(state): State<AppState>,
    Json(change): Json<FaultChange>,
) -> Response {
    let done = match change {
        FaultChange::On(fault) => fault.parse::<Fault>().map(|fault| state.faults().on(fault)),
        FaultChange::Off(name) => state.faults().off_by_name(&name),
        FaultChange::Clear => {
            state.faults().clear();
            Ok(())
        }
    };
    // At once and not at the next connection, which may be the command line's own and pins the old one.
    if state.faults().take("changed-certificate").is_some()
        && let Err(error) = renewed(&state).await
    {
        return error.into_response();
    }
    match done {
        Ok(()) => Json(listed(&state)).into_response(),
        Err(error) => {
            let refusal =
                Refusal { status: 400, detail: format!("{error}"), code: "unknown_fault".into(), node: None };
            (StatusCode::BAD_REQUEST, Json(refusal)).into_response()
        }
    }
}

fn listed(state: &AppState) -> Vec<FaultLine> {
    let lines = KINDS.iter().map(|kind| {
        let fault = state.faults().get(kind.name);
        let name = match (&fault, kind.argument) {
            (Some(fault), _) => fault.to_string(),
            (None, Some((_, example))) => format!("{}={example}", kind.name),
            (None, None) => kind.name.to_owned(),
        };
        FaultLine { name, on: fault.is_some(), does: kind.does.to_owned() }
    });
    lines.collect()
}

async fn renewed(state: &AppState) -> Result<(), ClusterError> {
    state.renew_certificate().await.map_err(ClusterError::Store)?;
    super::started(state).await
}

async fn renew(_: Operator, State(state): State<AppState>) -> Result<Json<Renewed>, ClusterError> {
    renewed(&state).await?;
    Ok(Json(Renewed { fingerprint: state.certificate_fingerprint() }))
}

/// The console did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// Nothing answers for this data folder.
    #[error("The appliance of this folder is not running, and this needs it to be. Start it with `serve`.")]
    NotRunning,
    /// It refused.
    #[error("{}", .0.detail)]
    Refused(Box<Refusal>),
    /// It could not be talked to.
    #[error(transparent)]
    Connection(ClusterError),
}

/// The command line's end.
pub struct Console {
    peer: Peer,
    token: String,
}

impl Console {
    /// Finds the running appliance of a data folder.
    pub async fn of(data: &Path) -> Result<Self, ConsoleError> {
        let Some(file) = ConsoleFile::read(data) else { return Err(ConsoleError::NotRunning) };
        let address = file.address.clone();
        Self::at(&address, file).await
    }

    async fn at(address: &str, file: ConsoleFile) -> Result<Self, ConsoleError> {
        let peer = Peer::new(address, file.fingerprint, Patience::Long).map_err(ConsoleError::Connection)?;
        let console = Self { peer, token: file.token };
        match console.ask::<(), bool>(Method::GET, "/console/", None).await {
            Ok(_) => Ok(console),
            // Nothing there, or something else has taken the port since.
            Err(ConsoleError::Connection(
                ClusterError::Unreachable { .. }
                | ClusterError::OtherCertificate { .. }
                | ClusterError::NotANode { .. },
            )) => Err(ConsoleError::NotRunning),
            Err(error) => Err(error),
        }
    }

    /// Lets this node join another cluster.
    pub async fn join(&self, order: &JoinOrder) -> Result<ClusterStatus, ConsoleError> {
        self.ask(Method::POST, "/console/join", Some(order)).await
    }

    /// Makes a new certificate; answers with its fingerprint.
    pub async fn renew_certificate(&self) -> Result<Fingerprint, ConsoleError> {
        let renewed: Renewed = self.ask::<(), _>(Method::POST, "/console/gencert", None).await?;
        Ok(renewed.fingerprint)
    }

    async fn ask<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<T, ConsoleError> {
        match self.peer.ask(method, path, Caller::Console(&self.token), body).await {
            Err(ClusterError::Refused { refusal, .. }) => Err(ConsoleError::Refused(refusal)),
            other => other.map_err(ConsoleError::Connection),
        }
    }
}

/// The command line's end of the switches for faults.
pub struct Switches(Console);

impl Switches {
    /// Finds the running appliance of a data folder, even while it reboots.
    pub async fn of(data: &Path) -> Result<Self, ConsoleError> {
        let Some(file) = ConsoleFile::read(data) else { return Err(ConsoleError::NotRunning) };
        let address = if file.switches.is_empty() { &file.address } else { &file.switches }.clone();
        Console::at(&address, file).await.map(Self)
    }

    /// Every fault.
    pub async fn list(&self) -> Result<Vec<FaultLine>, ConsoleError> {
        self.0.ask::<(), _>(Method::GET, "/console/faults", None).await
    }

    /// Switches faults; answers with all of them.
    pub async fn change(&self, change: &FaultChange) -> Result<Vec<FaultLine>, ConsoleError> {
        self.0.ask(Method::POST, "/console/faults", Some(change)).await
    }
}
