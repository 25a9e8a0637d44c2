//! Native dialogs for files and folders. They run in the program, so a path never comes from the page and never has to go
//! there.

use std::path::{Path, PathBuf};

use rfd::{AsyncFileDialog, FileHandle};
use tauri::{Runtime, WebviewWindow};
use tokio::sync::oneshot;

/// What files a dialog shows: the words for it and their endings.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// What they are.
    pub name: &'static str,
    /// Their endings, without a dot.
    pub endings: &'static [&'static str],
}

/// A dialog that belongs to a window.
pub struct FileDialog<'a, R: Runtime> {
    window: &'a WebviewWindow<R>,
    dialog: AsyncFileDialog,
}

impl<'a, R: Runtime> FileDialog<'a, R> {
    /// A dialog that says what is wanted.
    pub fn new(window: &'a WebviewWindow<R>, title: &str) -> Self {
        Self { window, dialog: AsyncFileDialog::new().set_title(title) }
    }

    /// Begins in this folder, or in the nearest one above it that is there.
    pub fn at(mut self, folder: &Path) -> Self {
        if let Some(there) = folder.ancestors().find(|folder| folder.is_dir()) {
            self.dialog = self.dialog.set_directory(there);
        }
        self
    }

    /// Shows files of this kind.
    pub fn of(mut self, kind: Kind) -> Self {
        self.dialog = self.dialog.add_filter(kind.name, kind.endings);
        self
    }

    /// One folder, or none if the person closed the dialog.
    pub async fn folder(self) -> Option<PathBuf> {
        self.shown(AsyncFileDialog::pick_folder).await.map(into_path)
    }

    /// One file.
    pub async fn file(self) -> Option<PathBuf> {
        self.shown(AsyncFileDialog::pick_file).await.map(into_path)
    }

    /// One file or several.
    pub async fn files(self) -> Option<Vec<PathBuf>> {
        let files = self.shown(AsyncFileDialog::pick_files).await?;
        Some(files.into_iter().map(into_path).collect())
    }

    /// Where to save a file of this name. The dialog asks before it names one that is there.
    pub async fn save(mut self, name: &str) -> Option<PathBuf> {
        self.dialog = self.dialog.set_file_name(name);
        self.shown(AsyncFileDialog::save_file).await.map(into_path)
    }

    /// The thread that draws makes the dialog, because only there the window has a handle to be its parent; the waiting is
    /// done here.
    async fn shown<T, F>(self, make: impl FnOnce(AsyncFileDialog) -> F + Send + 'static) -> Option<T>
    where
        F: Future<Output = Option<T>> + Send + 'static,
    {
        let Self { window, dialog } = self;
        let (made, answer) = oneshot::channel();
        let parent = window.clone();
        let asked = window.run_on_main_thread(move || {
            let _ = made.send(make(dialog.set_parent(&parent)));
            crate::platform::adopt_dialogs(&parent);
        });
        if let Err(error) = asked {
            tracing::warn!(%error, "a dialog could not be shown");
            return None;
        }
        answer.await.ok()?.await
    }
}

fn into_path(file: FileHandle) -> PathBuf {
    file.path().to_path_buf()
}

/// A name that every file system takes: what they reserve becomes a dash.
pub fn file_name(text: &str) -> String {
    let name: String =
        text.chars().map(|c| if c.is_control() || r#"<>:"/\|?*"#.contains(c) { '-' } else { c }).collect();
    name.trim_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_of_an_appliance_becomes_one_of_a_file() {
        assert_eq!(file_name("Flight plan Payments EU: 2/3.txt"), "Flight plan Payments EU- 2-3.txt");
        assert_eq!(file_name(" ..\u{7}x. "), "-x", "hidden, or not a name at all, on one system or another");
    }
}
