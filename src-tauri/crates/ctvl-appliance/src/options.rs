//! How a practice appliance is started. Every option has a value that suits a person trying it out.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::faults::Fault;

/// Where an appliance reads the time: tests move it instead of waiting.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
pub fn system_clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// The folder of a "CipherTrust Manager": keys live there, outside every appliance, and several appliances may
/// share one. A restore never touches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStorePath(pub PathBuf);

/// The superuser that the first start creates. Later starts ignore it: users are data.
#[derive(Clone)]
pub struct FirstUser {
    /// Login name.
    pub name: String,
    /// Password, stored only as an argon2 hash.
    pub password: String,
}

impl std::fmt::Debug for FirstUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstUser").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Everything an appliance needs to start.
#[derive(Clone)]
pub struct ApplianceOptions {
    /// The appliance's own folder; made if it is not there.
    pub data: PathBuf,
    /// The key store it is connected to; made if it is not there.
    pub keys: KeyStorePath,
    /// Address to listen on. With port 0 the system picks one, and a reboot comes back on that same port.
    pub bind: SocketAddr,
    /// The CT-VL version it claims to be (R6 is judged by it).
    pub version: String,
    /// The node's name, as the administration page and the cluster show it.
    pub name: String,
    /// False hides inspect, restore and system information, as on a real appliance. The administration page
    /// restores either way.
    pub direct_route: bool,
    /// How long a token is valid; the vendor's default is 10 minutes (R1).
    pub token_lifetime: Duration,
    /// How long after its first issue a token can still be refreshed.
    pub refresh_window: Duration,
    /// How long the port stays away when it reboots.
    pub reboot: Duration,
    /// Failed sign-ins in a row that lock an account.
    pub lockout_after: u32,
    /// How long a locked account stays locked.
    pub lockout_for: Duration,
    /// Bytes of incompressible counter data added to every backup that includes counters.
    pub pad_counters: u64,
    /// False sends backups chunked, without a Content-Length.
    pub content_length: bool,
    /// Used on the very first start only.
    pub first_user: FirstUser,
    /// Fills an empty appliance with a key, a token group, a template and some traffic, for demonstrations.
    pub with_sample_data: bool,
    /// Faults that are on from the start.
    pub faults: Vec<Fault>,
    /// Time.
    pub clock: Clock,
}

impl ApplianceOptions {
    /// Options with every default: version 2.8.6, any free port of this machine, user `vtsroot` with the
    /// password `Password123!` (the vendor's sample password).
    pub fn new(data: impl Into<PathBuf>, keys: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            keys: KeyStorePath(keys.into()),
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            version: "2.8.6".into(),
            name: "practice".into(),
            direct_route: true,
            token_lifetime: Duration::from_secs(600),
            refresh_window: Duration::from_secs(7 * 24 * 3600),
            reboot: Duration::from_secs(2),
            lockout_after: 5,
            lockout_for: Duration::from_secs(15 * 60),
            pad_counters: 0,
            content_length: true,
            first_user: FirstUser { name: "vtsroot".into(), password: "Password123!".into() },
            with_sample_data: false,
            faults: Vec::new(),
            clock: system_clock(),
        }
    }
}
