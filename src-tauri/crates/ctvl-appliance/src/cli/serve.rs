//! `serve`.

use ctvl_appliance::cluster::Fingerprint;
use ctvl_appliance::{Appliance, ApplianceOptions, Fault, FirstUser};
use serde::Serialize;

use super::args::ServeArgs;
use super::offline::{Folders, print, print_json, started_before};
use super::{Failure, password};

/// What `--json` prints once, as soon as requests are answered.
#[derive(Serialize)]
struct Ready<'a> {
    address: &'a str,
    fingerprint: Fingerprint,
    name: &'a str,
    version: &'a str,
    administration: String,
}

pub async fn serve(folders: Folders, args: ServeArgs) -> Result<(), Failure> {
    let faults = args.faults.iter().map(|text| text.parse::<Fault>());
    let faults: Vec<Fault> =
        faults.collect::<Result<_, _>>().map_err(|e| Failure::Usage(format!("--fault: {e}")))?;
    let mut options = ApplianceOptions::new(folders.data.clone(), folders.keys.clone());
    // Users are data: only the very first start makes one.
    if args.password_stdin || !started_before(&folders.data) {
        let why = format!("The password of the first superuser, {}", args.user);
        let password = password::read(args.password_stdin, &why)?;
        options.first_user = FirstUser { name: args.user, password };
    }
    options.bind = args.listen;
    options.version = args.version_number;
    options.name = args.name;
    options.direct_route = !args.no_direct_route;
    options.pad_counters = args.pad_counters;
    options.reboot = args.reboot;
    options.token_lifetime = args.token_lifetime;
    options.with_sample_data = args.with_sample_data;
    options.faults = faults;

    // Before the port is open: a signal that comes while starting must not be lost.
    let stop = Stop::listen()?;
    let (name, version) = (options.name.clone(), options.version.clone());
    let appliance = Appliance::start(options).await?;
    let ready = Ready {
        address: &appliance.address(),
        fingerprint: appliance.fingerprint(),
        name: &name,
        version: &version,
        administration: format!("{}/admin/", appliance.address()),
    };
    if args.json {
        print_json(&ready)?;
    } else {
        print(&format!(
            "{name} runs as CT-VL {version} at {}\nSHA-256 fingerprint of its certificate: {}\nAdministration page: {}\n\
             Ctrl-C stops it.",
            ready.address, ready.fingerprint, ready.administration
        ))?;
    }
    stop.wait().await;
    appliance.shutdown().await;
    Ok(())
}

/// Ctrl-C, or what a service supervisor sends.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    #[cfg(unix)]
    fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| signal(kind).map_err(Failure::Input);
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
