//! What the program asks of the desktop around it: the file manager, the browser, the clipboard. The page names a thing by
//! its id, and the program knows where it lies.

use std::error::Error;
use std::path::{Path, PathBuf};

use ctvl_engine::client::Secret;
use ctvl_engine::{EngineError, SystemWish};
use tauri::{AppHandle, Runtime};
use tokio::sync::oneshot;

type Refusal = Box<dyn Error + Send + Sync>;

/// Shows a file in the file manager, or its folder where the file manager cannot do better.
///
/// # Errors
/// [`EngineError::ArchiveMissing`], [`EngineError::SystemRefused`].
pub async fn show_file(path: PathBuf) -> Result<(), EngineError> {
    if !path.exists() {
        return Err(EngineError::ArchiveMissing { path });
    }
    asked(SystemWish::ShowFile, move || {
        opener::reveal(&path).or_else(|error| match path.parent() {
            Some(folder) => opener::open(folder),
            None => Err(error),
        })
    })
    .await
}

/// Opens a folder. The program's `own` is made where it is missing; that of a person may lie on a share that is away.
///
/// # Errors
/// [`EngineError::FolderNotUsable`], [`EngineError::SystemRefused`].
pub async fn open_folder(path: &Path, own: bool) -> Result<(), EngineError> {
    let path = path.to_owned();
    let there = if own { std::fs::create_dir_all(&path) } else { std::fs::read_dir(&path).map(drop) };
    if let Err(source) = there {
        return Err(EngineError::FolderNotUsable { path, source });
    }
    asked(SystemWish::OpenFolder, move || opener::open(&path)).await
}

/// Opens a page in the browser. Only `https` addresses are opened: anything else could start a program.
///
/// # Errors
/// [`EngineError::SystemRefused`].
pub async fn open_page(address: String) -> Result<(), EngineError> {
    if !address.starts_with("https://") {
        let source = Refusal::from("only https addresses are opened");
        return Err(EngineError::SystemRefused { wish: SystemWish::OpenPage, source });
    }
    asked(SystemWish::OpenPage, move || opener::open_browser(&address)).await
}

/// Puts a text on the clipboard, from the thread that draws: on Linux the clipboard belongs to its toolkit.
///
/// # Errors
/// [`EngineError::SystemRefused`].
pub async fn copy<R: Runtime>(app: &AppHandle<R>, text: String) -> Result<(), EngineError> {
    on_clipboard(app, move || crate::platform::copy(text)).await
}

/// Puts a password on the clipboard, and asks what keeps a history of it not to keep this one.
///
/// # Errors
/// [`EngineError::SystemRefused`].
pub async fn copy_secret<R: Runtime>(app: &AppHandle<R>, secret: Secret) -> Result<(), EngineError> {
    on_clipboard(app, move || crate::platform::copy_secret(secret)).await
}

async fn on_clipboard<R: Runtime>(
    app: &AppHandle<R>,
    put: impl FnOnce() -> Result<(), Refusal> + Send + 'static,
) -> Result<(), EngineError> {
    let (done, answer) = oneshot::channel();
    let asked = app.run_on_main_thread(move || {
        let _ = done.send(put());
    });
    let outcome = match asked {
        Ok(()) => answer.await.unwrap_or_else(|error| Err(error.into())),
        Err(error) => Err(error.into()),
    };
    outcome.map_err(|source| EngineError::SystemRefused { wish: SystemWish::CopyText, source })
}

/// On a thread that may wait: the desktop starts programs and asks daemons.
async fn asked(
    wish: SystemWish,
    work: impl FnOnce() -> Result<(), opener::OpenError> + Send + 'static,
) -> Result<(), EngineError> {
    let outcome = tokio::task::spawn_blocking(work).await;
    let refusal: Refusal = match outcome {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.into(),
        Err(error) => error.into(),
    };
    Err(EngineError::SystemRefused { wish, source: refusal })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_but_a_page_is_opened_in_the_browser() {
        for address in ["http://ctvl.example/", "file:///etc/passwd", "calc.exe", ""] {
            let refused = open_page(address.to_owned()).await;
            assert!(
                matches!(refused, Err(EngineError::SystemRefused { wish: SystemWish::OpenPage, .. })),
                "{address:?} was handed to the system"
            );
        }
    }

    #[tokio::test]
    async fn a_file_that_is_gone_is_called_so() {
        let gone = PathBuf::from("/nowhere/backup.zip");
        let error = show_file(gone.clone()).await.expect_err("there is no such file");
        assert!(matches!(&error, EngineError::ArchiveMissing { path } if *path == gone), "{error:?}");
    }
}
