//! The shell: only what needs a window. It holds no rule and no state but the engine; a command here is one line.
#![deny(missing_docs)]

mod commands;
mod state;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use ctvl_engine::{Directories, Engine, EngineError, EngineOptions};
use tauri::{Builder, Context, Runtime};

use crate::state::Opened;

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    match assemble(tauri::Builder::default(), Opened::new(open())).run(context()) {
        Ok(()) => ExitCode::SUCCESS,
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
    Engine::open(EngineOptions::new(directories))
}

/// What the window is made of, for the real runtime and for the one of the tests.
fn assemble<R: Runtime>(builder: Builder<R>, opened: Opened) -> Builder<R> {
    builder
        .manage(opened)
        .invoke_handler(tauri::generate_handler![commands::app::app_status, commands::window::show_window])
        .setup(|app| {
            window::never_stay_hidden(app.handle());
            Ok(())
        })
}

/// Configuration, capabilities and the window's files, compiled in.
fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

#[cfg(test)]
mod tests;
