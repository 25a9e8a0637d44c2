//! An appliance is added after its certificate was compared and its login worked, or not at all.

use ctvl_contract::Profile;
use ctvl_engine::archive::CtvlVersion;
use ctvl_engine::client::{Address, Proxy, Secret, SystemTrust, Trust};
use ctvl_engine::{Engine, EngineError, NewProfile};

use crate::app::{App, password_from_stdin};
use crate::args::AddArgs;
use crate::commands::{appliance, trust};
use crate::console::{GOOD, styled};
use crate::exit::Exit;
use crate::failure::{Failure, quoted};

/// `appliance add`.
pub async fn run(app: &App, args: AddArgs) -> Result<Exit, Failure> {
    let address: Address = args.url.parse().map_err(EngineError::Address)?;
    let version_typed = args.typed_version.as_deref().map(version).transpose()?;
    let engine = app.engine()?;
    // Asked before the network is; the engine itself has the last word.
    if engine.profile(args.name.as_str()).is_ok() {
        return Err(EngineError::ProfileNameTaken { name: args.name }.into());
    }
    let proxy = if args.no_proxy { Proxy::None } else { Proxy::System };
    let trust = trusted(app, &engine, &args, &address, proxy).await?;
    let password = password(app, &args, &address).await?;

    let new = NewProfile {
        trust,
        proxy,
        role: args.role.into(),
        version_typed,
        destination: args.to.map(|path| std::path::absolute(&path).unwrap_or(path)),
        key: args.key,
        exclude_counters: args.exclude_counters,
        ..NewProfile::new(args.name, address, args.user)
    };
    let profile = engine.connect(new, &password).await.map_err(|error| Failure::not_added(&error))?;
    app.interrupts.leaves(
        format!("{} is saved. Its password may not be in the keyring.", profile.name),
        format!("Store it: ctvl-backup-cli appliance password {}", quoted(&profile.name)),
    );
    let stored = if args.do_not_store {
        "The password is not stored; every command asks for it.".to_owned()
    } else {
        match engine.store_password(profile.id, &password).await {
            Ok(()) => "The password is in the keyring.".to_owned(),
            // The profile is of use all the same: each command can be given the password.
            Err(error) => not_stored(&error),
        }
    };
    let profile = Profile::from(&engine.profile(profile.id)?);
    app.console
        .result(&profile, || {
            format!(
                "{}\n{}{stored}\nBack it up: ctvl-backup-cli backup {}\n",
                styled(GOOD, &format!("{} is connected.", profile.name)),
                appliance::described(&profile),
                quoted(&profile.name)
            )
        })
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// Why a password is not in the keyring, and what to do without.
pub fn not_stored(error: &EngineError) -> String {
    let why = match error {
        EngineError::Keyring { error, .. } => error.to_string(),
        other => other.to_string(),
    };
    format!("The password is not stored, because {why}. Give it to each command with --password-stdin.")
}

async fn trusted(
    app: &App,
    engine: &Engine,
    args: &AddArgs,
    address: &Address,
    proxy: Proxy,
) -> Result<Trust, Failure> {
    let given = args.trust.as_deref().map(trust::parse).transpose()?;
    let presented = engine.certificate(address, proxy).await.map_err(|error| Failure::not_added(&error))?;
    match given {
        Some(given) if given.matches(&presented.fingerprint) => Ok(Trust::Pinned(given)),
        Some(given) => Err(Failure::not_added(&EngineError::FingerprintDiffers {
            appliance: args.name.clone(),
            given,
            presented: presented.fingerprint,
        })),
        None if presented.system_trust == SystemTrust::Trusted => Ok(Trust::System),
        None if trust::compare(app, &args.name, &(&presented).into()).await? => {
            Ok(Trust::Pinned(presented.fingerprint))
        }
        None => Err(trust::not_compared(&args.name, &presented.fingerprint.to_string())),
    }
}

async fn password(app: &App, args: &AddArgs, address: &Address) -> Result<Secret, Failure> {
    if args.password.password_stdin {
        return password_from_stdin();
    }
    let asked = match app.console.can_ask() {
        true => app.prompt_password(&args.user, &address.host()).await?,
        false => None,
    };
    asked.ok_or_else(|| {
        Failure::own(
            Exit::NeedsPerson,
            format!(
                "The password of {} on {} is needed once, to see that the login works.",
                args.user,
                address.host()
            ),
            None,
            Some("Nothing was saved. Give it with --password-stdin.".to_owned()),
        )
    })
}

/// A CT-VL version as it was typed.
pub fn version(text: &str) -> Result<CtvlVersion, Failure> {
    text.parse().map_err(|_| {
        Failure::usage(format!("{text} is not a CT-VL version."), "A version looks like 2.8.6 or 2.3.0.258.")
    })
}
