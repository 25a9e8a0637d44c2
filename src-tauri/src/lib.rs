//! The shell: only what needs a window. It holds no rule; a command here is one line into the engine.
#![deny(missing_docs)]

mod about;
mod beginning;
mod checks;
mod closing;
mod commands;
mod dialogs;
mod drop;
mod jobs;
mod menu;
mod notify;
mod plans;
mod platform;
mod shell;
mod system;
mod window;
mod words;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use ctvl_engine::{Clock as _, Directories, Engine, EngineError, EngineOptions, HOME_VARIABLE, SystemClock};
use tauri::webview::PageLoadEvent;
use tauri::{App, AppHandle, Builder, Context, Manager, RunEvent, Runtime, Window, WindowEvent};

use crate::shell::Shell;

/// What begins the part of the identifier that tells moved installations apart.
const HOME_MARK: &str = ".home_";

/// An argument: begin with the practice appliance, started and connected. The demonstration opens the window so.
const WITH_PRACTICE: &str = "--practice";

/// How long the practice appliance may take to stop at the end of the program.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// Opens the window and stays until it is closed. A second start shows the window of the first one and ends.
pub fn run() -> ExitCode {
    // Looking for the machine's zone walks a folder with hundreds of them, while the toolkit starts.
    std::thread::spawn(|| SystemClock.zone());
    // Before the engine opens, so that a second start leaves nothing behind.
    let single = tauri_plugin_single_instance::init(|app, _, _| window::bring_back(app));
    match assemble(tauri::Builder::default().plugin(single)).build(of_this_home(context())) {
        Ok(app) => {
            equip(&app, Shell::new(open(), sys_locale::get_locale().unwrap_or_default()));
            app.run(on_run_event);
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            eprintln!("CT-VL Backup could not open its window: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open() -> Result<Arc<Engine>, EngineError> {
    let directories = Directories::from_environment()?;
    ctvl_engine::logging::start(directories.logs(), None)?;
    let mut options = EngineOptions::new(directories);
    options.keep_error = ctvl_contract::kept_error;
    Engine::open(options)
}

/// What the window is made of, for the real runtime and for the one of the tests.
fn assemble<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder
        .invoke_handler(commands::handler())
        .on_menu_event(|app, event| menu::chosen(app, event.id().as_ref()))
        .on_window_event(on_window_event)
        .on_page_load(|webview, payload| {
            if payload.event() != PageLoadEvent::Started {
                return;
            }
            // The page that listened is gone; what ends before the next one asks is kept for it.
            if let Some(shell) = webview.try_state::<Shell>() {
                shell.hub().unfollow();
                shell.checks().stop_all();
            }
            if let Some(window) = window::main(webview.app_handle()) {
                platform::lay_out(&window);
            }
        })
        .setup(|app| {
            begin(app.handle());
            Ok(())
        })
}

/// Gives the application what it keeps, before its window is made: the menu is in the person's language from the start.
fn equip<R: Runtime>(app: &App<R>, shell: Shell) {
    let handle = app.handle().clone();
    shell.hub().watch(Box::new(move |happening| Box::pin(notify::of_happening(handle.clone(), happening))));
    let words = shell.words();
    app.manage(shell);
    menu::install(app.handle(), words);
    let given = beginning::given(&app.state::<Shell>()).map(|plugin| app.handle().plugin(plugin));
    if let Some(Err(error)) = given {
        tracing::warn!(%error, "the page has to ask for its first view");
    }
}

/// The window is made and still hidden.
fn begin<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    if let (Ok(engine), Some(window)) = (shell.engine(), window::main(app)) {
        window::restore_place(&window, engine);
        let handle = app.clone();
        platform::on_zoom_keys(&window, move |entry| menu::chosen(&handle, entry));
        match engine.preferences() {
            Ok(preferences) => window::prepare(&window, &preferences),
            Err(error) => tracing::warn!(%error, "the preferences could not be read"),
        }
        let engine = Arc::clone(engine);
        platform::hold_theme(move || engine.preferences().ok().and_then(|now| window::chosen(now.theme)));
    }
    window::never_stay_hidden(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move { resume_practice(&app).await });
}

async fn resume_practice<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    let Ok(practice) = shell.practice() else { return };
    let asked = std::env::args_os().any(|argument| argument == WITH_PRACTICE);
    let started = match asked {
        true => Box::pin(practice.start()).await,
        false => Box::pin(practice.resume()).await,
    };
    match started {
        Ok(state) if state.address.is_some() => {
            shell.hub().changed(&[ctvl_contract::Changed::Practice, ctvl_contract::Changed::Appliances]);
            if let Some(profile) = state.profile.filter(|_| asked) {
                let place = ctvl_contract::Place::Appliance { profile: profile.to_string() };
                shell.hub().tell(ctvl_contract::News::GoTo { place });
            }
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the practice appliance did not start again"),
    }
}

fn on_window_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    closing::on_window_event(window, event);
    drop::on_window_event(window, event);
}

fn on_run_event<R: Runtime>(app: &AppHandle<R>, event: RunEvent) {
    match event {
        // The system's own way to quit, such as that of the dock.
        RunEvent::ExitRequested { code: None, api, .. } if closing::has_to_ask(app) => {
            api.prevent_exit();
            closing::quit(app);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::bring_back(app),
        RunEvent::Exit => {
            let shell = app.state::<Shell>();
            if let Ok(practice) = shell.practice() {
                // What it had begun is undone or done at its next start; the person wants to be gone.
                let stopped = tauri::async_runtime::block_on(async {
                    tokio::time::timeout(STOP_LIMIT, practice.close()).await
                });
                if stopped.is_err() {
                    tracing::warn!("the practice appliance did not stop in time");
                }
            }
        }
        _ => {}
    }
}

/// Configuration, capabilities and the window's files, compiled in.
fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// An installation that was moved is another program to the system: a second start of it shows its own window, and what
/// the web view keeps of it is its own.
fn of_this_home<R: Runtime>(mut context: Context<R>) -> Context<R> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    if let Some(home) = std::env::var_os(HOME_VARIABLE).filter(|home| !home.is_empty()) {
        let mut hasher = DefaultHasher::new();
        std::path::absolute(&home).unwrap_or_else(|_| home.into()).hash(&mut hasher);
        let identifier = &mut context.config_mut().identifier;
        *identifier = format!("{identifier}{HOME_MARK}{:016x}", hasher.finish());
    }
    context
}

/// The identifier under which the installer made the program known, wherever its data lies.
#[cfg(any(test, not(target_os = "linux")))]
fn installed_as(identifier: &str) -> &str {
    identifier.split_once(HOME_MARK).map_or(identifier, |(installed, _)| installed)
}

#[cfg(test)]
mod tests;
