//! Settings that concern this program as well; how the window looks is the window's business.

use ctvl_contract::Settings;
use ctvl_engine::PreferencesChange;

use crate::app::App;
use crate::args::{SettingsArgs, Whether};
use crate::console::facts;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::plain;

/// `settings`.
pub fn run(app: &App, args: &SettingsArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    if args.own_archives_folder || args.archives_folder.is_some() {
        engine.set_archives_folder(args.archives_folder.as_deref())?;
    }
    if let Some(whether) = args.safety_backup {
        let safety_backup = Some(whether == Whether::On);
        engine.change_preferences(PreferencesChange { safety_backup, ..PreferencesChange::default() })?;
    }
    let settings = Settings::of(&engine, &system_language())?;
    app.console.result(&settings, || text(&settings)).map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn text(settings: &Settings) -> String {
    let whose = if settings.own_archives_folder { " (the application’s own)" } else { "" };
    let safety = if settings.safety_backup { "backs its target up first" } else { "takes no safety backup" };
    facts(&[
        ("Archives", Some(format!("{}{whose}", plain(&settings.archives_folder)))),
        ("Logs", Some(plain(&settings.logs_folder))),
        ("Data", Some(plain(&settings.data_folder))),
        ("A restore", Some(format!("{safety}, unless told otherwise"))),
    ])
}

/// The language as a terminal's surroundings name it.
fn system_language() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default()
}
