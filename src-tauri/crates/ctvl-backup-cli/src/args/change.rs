//! A change names only what changes; everything else stays as it is.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueHint};

use super::RoleArg;

#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("changes").required(true).multiple(true),
    override_usage = "ctvl-backup-cli appliance change <NAME> <OPTIONS>"
)]
pub struct ChangeArgs {
    /// The appliance's name.
    pub name: String,
    /// Call it by another name.
    #[arg(long, value_name = "NAME", group = "changes")]
    pub rename: Option<String>,
    /// Another address. The trusted certificate and the password belong to the old one and are forgotten.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, group = "changes")]
    pub url: Option<String>,
    /// Another user. The password belongs to the old one and is forgotten.
    #[arg(long, value_name = "USER", group = "changes")]
    pub user: Option<String>,
    /// Decides how hard a restore asks for confirmation.
    #[arg(long, value_enum, group = "changes")]
    pub role: Option<RoleArg>,
    /// Days without a verified backup after which it is at risk, from 1 to 365.
    #[arg(long, value_name = "DAYS", group = "changes")]
    pub alarm_days: Option<u32>,
    /// Folder its backups go to.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, group = "changes")]
    pub to: Option<PathBuf>,
    /// Its backups go to the folder of all appliances again.
    #[arg(long, conflicts_with = "to", group = "changes")]
    pub usual_folder: bool,
    /// Encryption key its backups use, unless a backup names another one.
    #[arg(long, value_name = "NAME", group = "changes")]
    pub key: Option<String>,
    /// Its backups use the appliance's default key again.
    #[arg(long, conflicts_with = "key", group = "changes")]
    pub default_key: bool,
    /// Leave counters out of its backups by default.
    #[arg(long, group = "changes")]
    pub exclude_counters: bool,
    /// Include counters in its backups by default.
    #[arg(long, conflicts_with = "exclude_counters", group = "changes")]
    pub include_counters: bool,
    /// CT-VL version it runs, if it does not tell by itself. Kept with today's date; empty removes it.
    #[arg(long, value_name = "VERSION", group = "changes")]
    pub typed_version: Option<String>,
    /// Connect directly, without the system's proxy.
    #[arg(long, group = "changes")]
    pub no_proxy: bool,
    /// Connect through the system's proxy.
    #[arg(long, conflicts_with = "no_proxy", group = "changes")]
    pub system_proxy: bool,
}
