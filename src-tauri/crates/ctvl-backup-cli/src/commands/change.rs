//! A change of a profile is the engine's to judge; here it is only read from the options.

use ctvl_contract::Profile;
use ctvl_engine::client::Proxy;
use ctvl_engine::{EngineError, ProfileChange, Role};

use crate::app::App;
use crate::args::ChangeArgs;
use crate::commands::{add, appliance};
use crate::console::{GOOD, styled};
use crate::exit::Exit;
use crate::failure::{Failure, quoted};

/// `appliance change`.
pub async fn run(app: &App, args: ChangeArgs) -> Result<Exit, Failure> {
    let asked = args.name.clone();
    let change = change(args)?;
    let engine = app.engine()?;
    let before = engine.profile(asked.as_str())?;
    app.interrupts.leaves(
        format!("{} was being changed, and may be changed already.", before.name),
        format!("Look: ctvl-backup-cli appliance show {}", quoted(&before.name)),
    );
    let after = engine.update_profile(before.id, change).await?;
    let mut next = Vec::new();
    if after.trust != before.trust {
        next.push(format!(
            "Compare its certificate: ctvl-backup-cli appliance trust {}",
            quoted(&after.name)
        ));
    }
    if after.credential != before.credential {
        next.push(format!("Enter its password: ctvl-backup-cli appliance password {}", quoted(&after.name)));
    }
    let profile = Profile::from(&after);
    app.console
        .result(&profile, || {
            let mut text = format!(
                "{}\n{}",
                styled(GOOD, &format!("{} is changed.", profile.name)),
                appliance::described(&profile)
            );
            for next in next {
                text.push_str(&next);
                text.push('\n');
            }
            text
        })
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn change(args: ChangeArgs) -> Result<ProfileChange, Failure> {
    let version_typed = match args.typed_version.as_deref().map(str::trim) {
        None => None,
        Some("") => Some(None),
        Some(typed) => Some(Some(add::version(typed)?)),
    };
    Ok(ProfileChange {
        name: args.rename,
        address: args.url.as_deref().map(str::parse).transpose().map_err(EngineError::Address)?,
        user: args.user,
        role: args.role.map(Role::from),
        version_typed,
        destination: match (args.to, args.usual_folder) {
            (Some(path), _) => Some(Some(std::path::absolute(&path).unwrap_or(path))),
            (None, usual) => usual.then_some(None),
        },
        key: match (args.key, args.default_key) {
            (Some(key), _) => Some(Some(key)),
            (None, default) => default.then_some(None),
        },
        exclude_counters: either(args.exclude_counters, args.include_counters),
        proxy: either(args.no_proxy, args.system_proxy)
            .map(|direct| if direct { Proxy::None } else { Proxy::System }),
        alarm_days: args.alarm_days,
    })
}

/// Yes, no, or as it is.
fn either(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
}
