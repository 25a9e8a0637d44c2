//! What is chosen for every appliance at once.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

#[derive(Debug, Args)]
pub struct SettingsArgs {
    /// Folder for the archives of every appliance that has none of its own. Archives that are there already stay where
    /// they are.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub archives_folder: Option<PathBuf>,
    /// Go back to the application's own folder.
    #[arg(long, conflicts_with = "archives_folder")]
    pub own_archives_folder: bool,
    /// Whether a restore backs its target up first, where the restore's own options do not say.
    #[arg(long, value_name = "WHETHER")]
    pub safety_backup: Option<Whether>,
}

/// Whether something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Whether {
    On,
    Off,
}
