//! Every option has one name on every command, and no option carries a password: what is typed here ends up in
//! process lists and shell histories.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use crate::help;

mod archive;
mod change;
mod restore;
mod settings;

pub use archive::{
    AddArchivesArgs, ArchiveCommand, FindArgs, ListArgs, NoteArgs, NumberArgs, NumbersArgs, SortArg,
    StateArg, TrashArgs,
};
pub use change::ChangeArgs;
pub use restore::{RestoreArgs, SayArg};
pub use settings::{SettingsArgs, Whether};

/// Back up, prove and restore Thales CT-VL (CipherTrust Vaultless Tokenization) appliances.
///
/// Every backup is checked while it arrives and gets its final name only when it is whole. A restore shows what it
/// will destroy before it starts, and takes a safety backup of the target first.
#[derive(Debug, Parser)]
#[command(
    name = "ctvl-backup-cli",
    version,
    about = "Back up, prove and restore CT-VL appliances",
    after_help = help::ROOT,
    after_long_help = help::ROOT_LONG,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(subcommand)]
    pub command: Command,
}

/// How results and progress are written.
#[derive(Debug, Clone, Copy, Args)]
pub struct OutputArgs {
    /// Write JSON: the result as one document on standard output, progress and errors as one object a line on
    /// standard error.
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    /// Show no progress. Results and errors are still written.
    #[arg(long, short, global = true, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show how well every appliance is protected, and what needs you.
    #[command(after_help = help::STATUS)]
    Status,
    /// Connect, list, change, test, trust and remove appliances.
    #[command(subcommand, after_help = help::APPLIANCE, arg_required_else_help = true)]
    Appliance(ApplianceCommand),
    /// Back up an appliance, check the archive while it arrives, and write its receipt.
    #[command(after_help = help::BACKUP)]
    Backup(BackupArgs),
    /// Check archives completely: structure, every checksum, and the receipt beside them.
    ///
    /// Works on files alone: it needs no profile, no network and no keyring. Exit code 0 means that every file is
    /// verified, 3 that something cannot be checked (for example encrypted members), 4 that a file is damaged.
    #[command(after_help = help::VERIFY)]
    Verify(VerifyArgs),
    /// Show what an archive is: version, date, key, counters, checksum and receipt.
    #[command(after_help = help::INSPECT)]
    Inspect(InspectArgs),
    /// List the archives of the library.
    #[command(after_help = help::LIST)]
    List(ListArgs),
    /// Show, pin, note, add, find, trash and forget archives of the library.
    #[command(subcommand, after_help = help::ARCHIVE, arg_required_else_help = true)]
    Archive(ArchiveCommand),
    /// Restore an archive onto an appliance, after showing what that destroys.
    ///
    /// A restore destroys the data of the node, takes it out of its cluster, makes it the first node of a new
    /// cluster and reboots it. The flight plan says so with names and times before anything happens. On a terminal
    /// you are asked to type the host name; without one, --confirm carries it.
    #[command(after_help = help::RESTORE)]
    Restore(RestoreArgs),
    /// Show and tick off what is left to do after a restore.
    #[command(subcommand, after_help = help::AFTERMATH, arg_required_else_help = true)]
    Aftermath(AftermathCommand),
    /// Show what was done: backups, verifications, restores, and how they ended.
    #[command(after_help = help::ACTIVITY)]
    Activity(ActivityArgs),
    /// Show sizes and durations of an appliance's past backups, the oldest first.
    #[command(after_help = help::TREND)]
    Trend(TrendArgs),
    /// Show where everything lies, and choose the folder for the archives of all appliances.
    #[command(after_help = help::SETTINGS)]
    Settings(SettingsArgs),
    /// Write a report about this installation, to be passed on to whoever helps.
    ///
    /// It holds names and addresses of appliances, folders, and warnings and errors of the newest log. It holds no
    /// password, token or key, and no name of an account. Read it before you pass it on.
    #[command(after_help = help::DIAGNOSTICS)]
    Diagnostics,
    /// Run a practice appliance: a CT-VL look-alike to learn on and to rehearse restores with.
    ///
    /// It stays in the foreground until Ctrl-C. Its data and keys are kept between runs.
    #[command(after_help = help::PRACTICE)]
    Practice(PracticeArgs),
    /// Write completions for a shell to standard output.
    #[command(after_help = help::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Write the manual pages into a folder.
    #[command(after_help = help::MAN)]
    Man(ManArgs),
}

/// Where the password comes from when it is not in the keyring.
#[derive(Debug, Clone, Copy, Args)]
pub struct PasswordArgs {
    /// Read the password from the first line of standard input instead of the keyring or a prompt.
    #[arg(long, help_heading = "Sign-in")]
    pub password_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub enum ApplianceCommand {
    /// Connect an appliance: compare its certificate, sign in once, keep the profile.
    ///
    /// Nothing is saved unless the certificate is trusted and the login works. Without a terminal give the
    /// certificate's SHA-256 fingerprint with --trust and the password with --password-stdin.
    #[command(after_help = help::APPLIANCE_ADD)]
    Add(AddArgs),
    /// List the appliances.
    #[command(after_help = help::APPLIANCE_LIST)]
    List,
    /// Show everything known about one appliance.
    #[command(after_help = help::APPLIANCE_SHOW)]
    Show(NamedArgs),
    /// Change what is known of an appliance: name, address, user, role, alarm, folder, key, counters.
    #[command(after_help = help::APPLIANCE_CHANGE)]
    Change(Box<ChangeArgs>),
    /// Test the connection step by step: reach, certificate, sign-in, keys, restore route.
    #[command(after_help = help::APPLIANCE_TEST)]
    Test(TestArgs),
    /// Compare and trust the certificate that an appliance presents now.
    #[command(after_help = help::APPLIANCE_TRUST)]
    Trust(TrustArgs),
    /// Store another password in the keyring, or forget the stored one.
    #[command(after_help = help::APPLIANCE_PASSWORD)]
    Password(PasswordCommandArgs),
    /// Remove a profile and its stored password. Archives and receipts stay where they are.
    #[command(after_help = help::APPLIANCE_REMOVE)]
    Remove(RemoveArgs),
}

/// How hard a restore onto the appliance asks for confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleArg {
    /// Serves applications; a restore asks for the host name to be typed.
    Production,
    /// Stands by for a production appliance.
    Standby,
    /// A practice appliance; never counted as protected.
    Practice,
}

impl From<RoleArg> for ctvl_engine::Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Production => Self::Production,
            RoleArg::Standby => Self::Standby,
            RoleArg::Practice => Self::Practice,
        }
    }
}

#[derive(Debug, Args)]
pub struct AddArgs {
    /// The name you call it by.
    pub name: String,
    /// Its address; a URL from the browser is fine. Only https.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub url: String,
    /// The CT-VL user who signs in.
    #[arg(long, value_name = "USER")]
    pub user: String,
    /// SHA-256 fingerprint of the certificate, compared with the appliance's console.
    #[arg(long, value_name = "SHA256")]
    pub trust: Option<String>,
    /// Decides how hard a restore asks for confirmation.
    #[arg(long, value_enum, default_value_t = RoleArg::Production)]
    pub role: RoleArg,
    /// Folder its backups go to.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub to: Option<PathBuf>,
    /// Encryption key its backups use, unless a backup names another one.
    #[arg(long, value_name = "NAME")]
    pub key: Option<String>,
    /// Leave counters out of its backups by default.
    #[arg(long)]
    pub exclude_counters: bool,
    /// CT-VL version it runs, if it does not tell by itself. Kept with today's date.
    #[arg(long, value_name = "VERSION")]
    pub typed_version: Option<String>,
    /// Connect directly, without the system's proxy.
    #[arg(long)]
    pub no_proxy: bool,
    /// Keep the password out of the keyring; each command asks for it.
    #[arg(long, help_heading = "Sign-in")]
    pub do_not_store: bool,
    #[command(flatten)]
    pub password: PasswordArgs,
}

#[derive(Debug, Args)]
pub struct NamedArgs {
    /// The appliance's name.
    pub name: String,
}

#[derive(Debug, Args)]
pub struct TestArgs {
    /// The appliance's name.
    pub name: String,
    #[command(flatten)]
    pub password: PasswordArgs,
}

#[derive(Debug, Args)]
pub struct TrustArgs {
    /// The appliance's name.
    pub name: String,
    /// SHA-256 fingerprint that you compared with the appliance's console. Without it you are asked on a terminal.
    #[arg(long, value_name = "SHA256")]
    pub trust: Option<String>,
}

#[derive(Debug, Args)]
pub struct PasswordCommandArgs {
    /// The appliance's name.
    pub name: String,
    /// Remove the stored password from the keyring.
    #[arg(long, conflicts_with = "password_stdin")]
    pub forget: bool,
    #[command(flatten)]
    pub password: PasswordArgs,
}

#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// The appliance's name.
    pub name: String,
    /// Do not ask. Needed without a terminal.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The appliance's name.
    pub appliance: String,
    /// Folder the archive goes to, instead of the profile's.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub to: Option<PathBuf>,
    /// Encryption key, instead of the profile's.
    #[arg(long, value_name = "NAME")]
    pub key: Option<String>,
    /// Leave the counters out: smaller and faster, but counter tables cannot be restored from it.
    #[arg(long)]
    pub exclude_counters: bool,
    /// Include the counters even if the profile leaves them out.
    #[arg(long, conflicts_with = "exclude_counters")]
    pub include_counters: bool,
    /// A note, kept in the receipt and the library.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// A backup before an upgrade or another change: no retention ever removes it, and it needs a note (--note) that
    /// says what changes.
    #[arg(long)]
    pub pin: bool,
    #[command(flatten)]
    pub password: PasswordArgs,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The archives. Receipts beside them are checked as well.
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The archive.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum AftermathCommand {
    /// List what is left to do.
    #[command(after_help = help::AFTERMATH_LIST)]
    List(AftermathListArgs),
    /// Tick off a task that is done.
    #[command(after_help = help::AFTERMATH_TICK)]
    Tick(TickArgs),
}

#[derive(Debug, Args)]
pub struct AftermathListArgs {
    /// Only tasks of this appliance.
    pub appliance: Option<String>,
    /// Show tasks that are done as well.
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct TickArgs {
    /// The task's number, as `aftermath list` shows it.
    #[arg(value_name = "TASK")]
    pub task: String,
}

#[derive(Debug, Args)]
pub struct ActivityArgs {
    /// Only what was done to this appliance.
    #[arg(long, value_name = "NAME")]
    pub appliance: Option<String>,
    /// Only what failed.
    #[arg(long)]
    pub failed: bool,
    /// Only entries whose name or words hold this text, or whose incident it is.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// How many entries, newest first.
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// Write comma-separated values for a spreadsheet, with a heading line.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
pub struct TrendArgs {
    /// The appliance's name.
    pub appliance: String,
}

#[derive(Debug, Args)]
pub struct PracticeArgs {
    /// Folder for its database, certificate and keys. Kept between runs.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub data: Option<PathBuf>,
    /// Port on this machine. Without it the last one is used again, or a free one.
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Its host name as it tells it.
    #[arg(long, value_name = "NAME", default_value = "practice")]
    pub name: String,
    /// CT-VL version it claims to run.
    #[arg(long, value_name = "VERSION", default_value = "2.8.6")]
    pub ctvl_version: String,
    /// Hide the direct restore route, as a real appliance does, to rehearse the guided one.
    #[arg(long)]
    pub hide_direct_route: bool,
    /// Add a profile for it under this name.
    #[arg(long, value_name = "NAME")]
    pub add_profile: Option<String>,
    /// Read the password of its first user from standard input. Without it a random one is made and shown.
    #[arg(long, help_heading = "Sign-in")]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// The folder; it is made if it is missing.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

#[cfg(test)]
mod tests;
