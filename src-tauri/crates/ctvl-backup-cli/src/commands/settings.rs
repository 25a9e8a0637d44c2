//! Settings that concern this program as well; how the window looks is the window's business.

use ctvl_contract::Settings;

use crate::app::App;
use crate::args::SettingsArgs;
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
    let settings = Settings::of(&engine, &system_language())?;
    app.console.result(&settings, || text(&settings)).map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn text(settings: &Settings) -> String {
    let whose = if settings.own_archives_folder { " (the application’s own)" } else { "" };
    facts(&[
        ("Archives", Some(format!("{}{whose}", plain(&settings.archives_folder)))),
        ("Logs", Some(plain(&settings.logs_folder))),
        ("Data", Some(plain(&settings.data_folder))),
    ])
}

/// The language as a terminal's surroundings name it.
fn system_language() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default()
}
