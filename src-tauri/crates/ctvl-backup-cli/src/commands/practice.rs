//! The practice appliance is a real server on this machine only; its password is shown once, at its first start.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use ctvl_appliance::{Appliance, ApplianceOptions, FirstUser};
use ctvl_contract::PracticeAppliance;
use ctvl_engine::client::{Fingerprint, Secret, Trust};
use ctvl_engine::{Directories, EngineError, NewProfile, Role};

use crate::app::{App, password_from_stdin};
use crate::args::PracticeArgs;
use crate::commands::add::not_stored;
use crate::console::{FAINT, STRONG, facts, styled};
use crate::exit::Exit;
use crate::failure::{Failure, quoted};

const USER: &str = "vtsroot";

/// Remembers the port, so that a profile still finds the appliance after the next start.
const PORT_FILE: &str = "port";

/// `practice`.
pub async fn run(app: &App, args: PracticeArgs) -> Result<Exit, Failure> {
    let data = match &args.data {
        Some(data) => std::path::absolute(data).unwrap_or_else(|_| data.clone()),
        None => Directories::from_environment()?.data().join("practice"),
    };
    let first = !data.join("appliance").exists();
    if first && !args.password_stdin && app.console.json() {
        return Err(Failure::usage(
            "The first start makes a user, and with --json its password cannot be shown.",
            "Give the password with --password-stdin.",
        ));
    }
    let password = match (args.password_stdin, first) {
        (true, _) => Some(password_from_stdin()?),
        (false, true) => Some(Secret::new(made_up())),
        (false, false) => None,
    };
    let appliance = start(&args, &data, password.as_ref()).await?;
    let address = appliance.address();
    let fingerprint = appliance.fingerprint().to_string();
    let profile = match &args.add_profile {
        Some(name) => Some(add(app, name, &address, &fingerprint, password.as_ref()).await?),
        None => None,
    };
    let document = PracticeAppliance {
        address: address.clone(),
        fingerprint,
        user: USER.to_owned(),
        data: data.display().to_string(),
        version: args.ctvl_version.clone(),
        profile,
    };
    let made = password.filter(|_| first && !args.password_stdin);
    app.console.result(&document, || text(&document, made.as_ref())).map_err(Failure::output)?;
    app.interrupts.for_job().next().await;
    app.console.note("Stopping.");
    appliance.shutdown().await;
    Ok(Exit::Done)
}

async fn start(args: &PracticeArgs, data: &Path, password: Option<&Secret>) -> Result<Appliance, Failure> {
    let port_file = data.join(PORT_FILE);
    let remembered = std::fs::read_to_string(&port_file).ok().and_then(|text| text.trim().parse().ok());
    let options = |port: u16| {
        let mut options = ApplianceOptions::new(data.join("appliance"), data.join("key-store"));
        options.bind = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        options.version.clone_from(&args.ctvl_version);
        options.name.clone_from(&args.name);
        options.direct_route = !args.hide_direct_route;
        options.with_sample_data = true;
        if let Some(password) = password {
            options.first_user = FirstUser { name: USER.to_owned(), password: password.expose().to_owned() };
        }
        options
    };
    let started = match (args.port, remembered) {
        (Some(port), _) => Appliance::start(options(port)).await,
        (None, Some(port)) => match Appliance::start(options(port)).await {
            Ok(appliance) => Ok(appliance),
            // Somebody else has the port by now.
            Err(_) => Appliance::start(options(0)).await,
        },
        (None, None) => Appliance::start(options(0)).await,
    };
    let appliance = started.map_err(|error| {
        Failure::own(Exit::Failed, "The practice appliance could not start.", Some(format!("{error}.")), None)
    })?;
    if let Some((_, port)) = appliance.address().rsplit_once(':') {
        std::fs::write(&port_file, port.trim_end_matches('/'))
            .map_err(|error| Failure::write(&port_file, &error))?;
    }
    Ok(appliance)
}

async fn add(
    app: &App,
    name: &str,
    address: &str,
    fingerprint: &str,
    password: Option<&Secret>,
) -> Result<String, Failure> {
    let engine = app.engine()?;
    let address = address.parse().map_err(EngineError::Address)?;
    let fingerprint: Fingerprint = fingerprint
        .parse()
        .map_err(|_| Failure::own(Exit::Failed, "The practice appliance has no fingerprint.", None, None))?;
    if let Ok(known) = engine.profile(name) {
        if known.address == address && known.pinned().is_some_and(|pinned| pinned.matches(&fingerprint)) {
            return Ok(known.name);
        }
        return Err(EngineError::ProfileNameTaken { name: known.name }.into());
    }
    let new = NewProfile {
        trust: Trust::Pinned(fingerprint),
        role: Role::Practice,
        ..NewProfile::new(name, address, USER)
    };
    let profile = engine.add_profile(new)?;
    if let Some(password) = password
        && let Err(error) = engine.store_password(profile.id, password).await
    {
        app.console.note(&not_stored(&error));
    }
    Ok(profile.name)
}

/// 120 random bits in letters and digits.
fn made_up() -> String {
    let mut text = uuid::Uuid::new_v4().simple().to_string();
    text.truncate(24);
    text
}

fn text(document: &PracticeAppliance, made: Option<&Secret>) -> String {
    let mut text = format!("{}\n", styled(STRONG, "A practice appliance is running."));
    text.push_str(&facts(&[
        ("Address", Some(document.address.clone())),
        ("CT-VL version", Some(document.version.clone())),
        ("User", Some(document.user.clone())),
        ("Password", made.map(|password| format!("{} (shown only now)", password.expose()))),
        ("SHA-256", Some(document.fingerprint.clone())),
        ("Data", Some(document.data.clone())),
    ]));
    text.push_str(&match &document.profile {
        Some(name) => format!("Back it up from another terminal: ctvl-backup-cli backup {}\n", quoted(name)),
        None => format!(
            "Connect it from another terminal:\n  ctvl-backup-cli appliance add Practice --url {} --user {} --role \
             practice \\\n    --trust {}\n",
            document.address, document.user, document.fingerprint
        ),
    });
    text.push_str(&format!("{}\n", styled(FAINT, "Ctrl-C stops it.")));
    text
}
