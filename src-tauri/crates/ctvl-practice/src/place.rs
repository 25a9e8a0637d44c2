//! The folder of a practice appliance. Its data, its key store and its port are kept apart, because a reset takes the
//! data only: archives of before stay restorable, and the profile still finds it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use ctvl_appliance::node::NodeStore;
use ctvl_appliance::{Appliance, ApplianceOptions, FirstUser, StoreError};
use ctvl_engine::Directories;
use ctvl_engine::client::Secret;

use crate::error::PracticeError;

/// The user that the program signs in as.
pub const USER: &str = "vtsroot";

/// Where a practice appliance lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(PathBuf);

/// How a practice appliance is started.
#[derive(Debug, Clone)]
pub struct Start {
    /// The CT-VL version it claims to run.
    pub version: String,
    /// Its host name as it tells it.
    pub name: String,
    /// Port on this machine; `None` is the last one, or a free one.
    pub port: Option<u16>,
    /// Whether it has the direct restore route.
    pub direct_route: bool,
    /// Bytes of counters added to every backup that includes them.
    pub pad_counters: u64,
    /// The password of [`USER`], for the first start.
    pub password: Option<Secret>,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            version: "2.8.6".to_owned(),
            name: "practice".to_owned(),
            port: None,
            direct_route: true,
            pad_counters: 0,
            password: None,
        }
    }
}

impl Place {
    /// A folder of a person's choice.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The one that belongs to an installation.
    pub fn of(directories: &Directories) -> Self {
        Self(directories.data().join("practice"))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Whether nothing was started here yet, so that the next start makes the first user.
    pub fn is_new(&self) -> bool {
        !self.appliance().join("node.db").exists()
    }

    /// Starts it; when this returns it answers. The port is remembered for the next start.
    ///
    /// # Errors
    /// [`PracticeError::Start`], and [`PracticeError::Folder`] if the port cannot be remembered.
    pub async fn start(&self, start: Start) -> Result<Appliance, PracticeError> {
        let remembered =
            std::fs::read_to_string(self.port()).ok().and_then(|text| text.trim().parse::<u16>().ok());
        let options = |port| self.options(&start, port);
        let appliance = match (start.port, remembered) {
            (Some(port), _) => Appliance::start(options(port)).await?,
            (None, Some(port)) => match Appliance::start(options(port)).await {
                Ok(appliance) => appliance,
                // Somebody else has the port by now.
                Err(_) => Appliance::start(options(0)).await?,
            },
            (None, None) => Appliance::start(options(0)).await?,
        };
        if let Some((_, port)) = appliance.address().rsplit_once(':') {
            std::fs::write(self.port(), port)
                .map_err(|source| PracticeError::Folder { path: self.port(), source })?;
        }
        Ok(appliance)
    }

    /// Gives [`USER`] this password and forgets failed sign-ins, as `createsuperuser` on the console does (R9). Works
    /// beside a running appliance.
    ///
    /// # Errors
    /// [`PracticeError::Data`].
    pub async fn set_password(&self, password: &Secret) -> Result<(), PracticeError> {
        let (folder, password) = (self.appliance(), password.clone());
        // Hashing a password takes its time on purpose.
        let work = move || -> Result<(), StoreError> {
            let node = NodeStore::open(&folder)?;
            node.open_data()?.create_superuser(USER, "", password.expose())?;
            node.unlock(USER)
        };
        Ok(tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::Interrupted))?)
    }

    /// Removes the data of the appliance, which must not run; its keys and its port stay.
    ///
    /// # Errors
    /// [`PracticeError::Folder`].
    pub fn clear(&self) -> Result<(), PracticeError> {
        let path = self.appliance();
        match std::fs::remove_dir_all(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(PracticeError::Folder { path, source })
            }
            _ => Ok(()),
        }
    }

    fn options(&self, start: &Start, port: u16) -> ApplianceOptions {
        let mut options = ApplianceOptions::new(self.appliance(), self.0.join("key-store"));
        options.bind = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        options.version.clone_from(&start.version);
        options.name.clone_from(&start.name);
        options.direct_route = start.direct_route;
        options.pad_counters = start.pad_counters;
        options.with_sample_data = true;
        if let Some(password) = &start.password {
            options.first_user = FirstUser { name: USER.to_owned(), password: password.expose().to_owned() };
        }
        options
    }

    fn appliance(&self) -> PathBuf {
        self.0.join("appliance")
    }

    fn port(&self) -> PathBuf {
        self.0.join("port")
    }
}
