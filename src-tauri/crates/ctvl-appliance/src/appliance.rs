//! Starting, rebooting and stopping one appliance.

use std::fs::{File, TryLockError};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::cluster::Fingerprint;
use crate::faults::Fault;
use crate::key_store::KeyStore;
use crate::node::NodeStore;
use crate::options::ApplianceOptions;
use crate::state::{Addresses, AppState};
use crate::store::{DataStore, StoreError};
use crate::{DEFAULT_KEY, FaultSwitch, api, cluster, sample, server, tls};

/// How often a reboot that is held back looks whether it may end.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// An appliance did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its folder, database or keys cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("{address} cannot be listened on: {source}. Choose another port, or 0 for a free one.")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The version cannot be read.
    #[error("{0:?} is no CT-VL version; one looks like 2.8.6")]
    Version(String),
}

/// A running practice appliance. Dropping it stops it; [`Appliance::shutdown`] also waits until it has.
pub struct Appliance {
    state: AppState,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Appliance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Appliance").field("address", &self.address()).finish_non_exhaustive()
    }
}

impl Appliance {
    /// Starts an appliance; when this returns, requests are answered.
    pub async fn start(options: ApplianceOptions) -> Result<Self, StartError> {
        if options.version.parse::<ctvl_archive::CtvlVersion>().is_err() {
            return Err(StartError::Version(options.version));
        }
        let wanted = options.bind;
        let opened = tokio::task::spawn_blocking(move || open(options)).await;
        let (options, lock, node, data, keys, identity) = opened.map_err(|_| StoreError::Interrupted)??;
        let listen = |source| StartError::Listen { address: wanted, source };
        let listener = TcpListener::bind(wanted).await.map_err(listen)?;
        let bound = listener.local_addr().map_err(listen)?;
        let (switchboard, switches) = switchboard(wanted).await?;
        let addresses = Addresses { own: url(bound), switchboard: url(switches) };
        let state = AppState::new(options, lock, node, data, keys, identity, addresses);
        let stop = CancellationToken::new();
        let task = tokio::spawn(serve(state.clone(), (listener, bound), switchboard, stop.clone()));
        match cluster::opened(&state).await {
            Ok(true) => {
                if let Err(error) = cluster::listed(&state).await {
                    tracing::warn!(%error, "this node could not be listed");
                }
            }
            // Members that are away would keep everybody waiting who only wants this node.
            Ok(false) => tell_cluster(&state, &stop),
            Err(error) => tracing::warn!(%error, "the console could not be opened"),
        }
        Ok(Self { state, stop, task: Some(task) })
    }

    /// `https://host:port`.
    pub fn address(&self) -> String {
        self.state.address()
    }

    /// SHA-256 of the certificate that it shows.
    pub fn fingerprint(&self) -> Fingerprint {
        self.state.certificate_fingerprint()
    }

    /// The certificate that it shows, in PEM form.
    pub fn certificate_pem(&self) -> String {
        self.state.certificate_pem()
    }

    /// Faults to switch on and off while it runs.
    pub fn faults(&self) -> &FaultSwitch {
        self.state.faults()
    }

    /// Everything that its own handlers can reach.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Stops it and waits until its port is closed and its files are free. A restore that is going on is waited for.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take() {
            // Only a panic inside could fail this, and it has been reported by then.
            let _ = task.await;
        }
        self.state.wind_up().await;
    }
}

impl Drop for Appliance {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

type Opened = (ApplianceOptions, File, NodeStore, Arc<DataStore>, KeyStore, tls::Identity);

fn open(options: ApplianceOptions) -> Result<Opened, StoreError> {
    let folder = &options.data;
    std::fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
    let lock = lock(folder)?;
    let node = NodeStore::open(folder)?;
    node.remove_other_generations()?;
    node.fail_unfinished_restores()?;
    remove_uploads(folder)?;
    remove_copies(folder)?;
    let data = node.open_data()?;
    let keys = KeyStore::open(&options.keys)?;
    if keys.find(DEFAULT_KEY)?.is_none() {
        match keys.create(DEFAULT_KEY, 256, false) {
            // Another appliance of the same store was quicker.
            Ok(_) | Err(StoreError::Exists(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if !data.has_users()? {
        data.in_one_go(|data| {
            data.create_superuser(&options.first_user.name, "", &options.first_user.password)?;
            if options.with_sample_data { sample::fill(data, &keys) } else { Ok(()) }
        })?;
    }
    let identity = if options.faults.contains(&Fault::ChangedCertificate) {
        tls::make(folder, &options.name)?
    } else {
        tls::load_or_make(folder, &options.name)?
    };
    Ok((options, lock, node, data, keys, identity))
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|e| StoreError::io(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(StoreError::io(&path, error)),
    }
}

/// Uploads that nobody waits for any more, and half-made backups.
fn remove_uploads(folder: &Path) -> Result<(), StoreError> {
    for name in ["uploads", "backups"] {
        let path = folder.join(name);
        match std::fs::remove_dir_all(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::io(&path, error)),
        }
    }
    Ok(())
}

/// Copies of the data on their way into a cluster or out of it, of a process that died.
fn remove_copies(folder: &Path) -> Result<(), StoreError> {
    let entries = std::fs::read_dir(folder).map_err(|e| StoreError::io(folder, e))?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if ["joining-", "leaving-"].iter().any(|kind| name.starts_with(kind)) && name.contains(".db") {
            std::fs::remove_file(entry.path()).map_err(|e| StoreError::io(&entry.path(), e))?;
        }
    }
    Ok(())
}

fn url(bound: SocketAddr) -> String {
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V6(ip) if ip.is_unspecified() => "[::1]".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    format!("https://{ip}:{}", bound.port())
}

/// A second port, on this machine only: a fault may keep the appliance's own closed for as long as it is on.
async fn switchboard(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let loopback = match wanted {
        SocketAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
        SocketAddr::V6(_) => IpAddr::from(Ipv6Addr::LOCALHOST),
    };
    let address = SocketAddr::new(loopback, 0);
    let listen = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let bound = listener.local_addr().map_err(listen)?;
    Ok((listener, bound))
}

/// Serves the appliance, and beside it the switches for its faults, whatever it does itself.
async fn serve(
    state: AppState,
    (listener, bound): (TcpListener, SocketAddr),
    switchboard: TcpListener,
    stop: CancellationToken,
) {
    let switches = cluster::switches(state.clone());
    tokio::join!(
        server::serve(switchboard, &state, switches, &stop),
        run(state.clone(), listener, bound, stop.clone()),
    );
}

/// Serves, and comes back on the same port after each reboot, until it is stopped.
async fn run(state: AppState, listener: TcpListener, bound: SocketAddr, stop: CancellationToken) {
    let mut listener = listener;
    loop {
        let session = stop.child_token();
        let reboot = async {
            state.reboot_wanted().await;
            session.cancel();
            std::future::pending::<()>().await;
        };
        let router = api::router(state.clone());
        tokio::select! {
            () = server::serve(listener, &state, router, &session) => {}
            () = reboot => {}
        }
        if stop.is_cancelled() {
            return;
        }
        let rebooted = async {
            let away = match state.faults().get("slow-reboot") {
                Some(Fault::SlowReboot(time)) => time,
                _ => state.options().reboot,
            };
            tokio::time::sleep(away).await;
            while state.faults().get("no-reboot").is_some() {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            // Answering with the data from before the restore would be worse than not answering.
            let mut told = false;
            while let Err(error) = state.blocking(AppState::reload).await {
                if !told {
                    tracing::error!(%error, "the data cannot be read after the reboot; the port stays closed until it can");
                }
                told = true;
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            // Before anybody can begin another restore, whose new generation this would take for an old one.
            if let Err(error) = state.blocking(|state| state.node().remove_other_generations()).await {
                tracing::warn!(%error, "the data from before the restore could not be removed");
            }
            if let Err(error) = state.node().complete_restores() {
                tracing::error!(%error, "the end of the restore could not be written down");
            }
            state.booted();
            loop {
                match TcpListener::bind(bound).await {
                    Ok(listener) => break listener,
                    Err(error) => tracing::warn!(%error, "the port is not free yet"),
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            back = rebooted => listener = back,
        }
        if let Err(error) = cluster::opened(&state).await {
            tracing::warn!(%error, "the console could not be opened");
        }
        tell_cluster(&state, &stop);
    }
}

/// Tells the other members, as far as they answer, while this node works already.
fn tell_cluster(state: &AppState, stop: &CancellationToken) {
    let (state, stop, tasks) = (state.clone(), stop.clone(), state.tasks().clone());
    tasks.spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            told = cluster::listed(&state) => if let Err(error) = told {
                tracing::warn!(%error, "the cluster could not be told of the start");
            }
        }
    });
}

/// Makes a new certificate for an appliance that is not running; it shows it from its next start on.
pub fn renew_certificate(data: &Path) -> Result<Fingerprint, StoreError> {
    let _lock = lock(data)?;
    Ok(tls::make(data, "practice")?.fingerprint)
}
