//! The library: which archives are listed, and what is done to one. An archive goes by the number that `list` shows,
//! which stays the same when its file moves.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::help;

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only archives of this appliance, by the name it has now or had when they were made.
    #[arg(long, value_name = "NAME")]
    pub appliance: Option<String>,
    /// Only archives in this state.
    #[arg(long, value_enum)]
    pub state: Option<StateArg>,
    /// Only archives whose name, appliance, key or note holds this text, or whose SHA-256 begins with it.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only pinned archives.
    #[arg(long)]
    pub pinned: bool,
    /// Show the full path of each archive.
    #[arg(long)]
    pub paths: bool,
    /// What comes first.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = SortArg::Newest)]
    pub sort: SortArg,
    /// The other way round: the oldest, the smallest or the last first.
    #[arg(long)]
    pub reverse: bool,
    /// How many archives.
    #[arg(long, value_name = "COUNT", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// Remove the unfinished files that interrupted backups left.
    #[arg(long)]
    pub remove_unfinished: bool,
}

/// The orders of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortArg {
    /// The newest.
    Newest,
    /// The largest.
    Largest,
    /// By file name.
    Name,
    /// By appliance, then the newest.
    Appliance,
    /// By state, then the newest.
    State,
}

/// The states of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateArg {
    /// Whole, checked completely.
    Verified,
    /// Not checked yet.
    Unverified,
    /// Cannot be checked completely.
    CannotVerify,
    /// Damaged.
    Damaged,
    /// No longer where it was.
    Missing,
}

#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// Show everything known of an archive: its state, its receipt, and where it can be restored.
    #[command(after_help = help::ARCHIVE_SHOW)]
    Show(NumberArgs),
    /// Add archives to the library, and every archive in the given folders and the folders in them.
    ///
    /// The files stay where they are and are not read; verify them to know whether they are whole. In folders only files
    /// are added that are named like a backup or have a receipt; a file that is named itself is added whatever it is
    /// called.
    #[command(after_help = help::ARCHIVE_ADD)]
    Add(AddArchivesArgs),
    /// Pin archives, so that no retention ever removes them.
    #[command(after_help = help::ARCHIVE_PIN)]
    Pin(NumbersArgs),
    /// Let pinned archives go.
    #[command(after_help = help::ARCHIVE_UNPIN)]
    Unpin(NumbersArgs),
    /// Note something on an archive. Its receipt keeps the note it was written with.
    #[command(after_help = help::ARCHIVE_NOTE)]
    Note(NoteArgs),
    /// Say where a missing archive lies now. The file is read, and must be the same archive.
    ///
    /// An archive that is still where it was stays there: the file is then a copy of it, with a number of its own.
    #[command(after_help = help::ARCHIVE_FIND)]
    Find(FindArgs),
    /// Look whether the files of all archives are still where they were. Nothing is read.
    #[command(after_help = help::ARCHIVE_LOOK_AGAIN)]
    LookAgain,
    /// Move archives and their receipts to the system's trash, and take them out of the library.
    ///
    /// Nothing is deleted: a file that the system does not take stays where it is, and in the library.
    #[command(after_help = help::ARCHIVE_TRASH)]
    Trash(TrashArgs),
    /// Take archives out of the library. Their files and receipts stay where they are.
    #[command(after_help = help::ARCHIVE_FORGET)]
    Forget(NumbersArgs),
}

#[derive(Debug, Args)]
pub struct NumberArgs {
    /// The archive's number, as `list` shows it.
    #[arg(value_name = "NUMBER")]
    pub number: i64,
}

#[derive(Debug, Args)]
pub struct NumbersArgs {
    /// The archives' numbers, as `list` shows them.
    #[arg(required = true, value_name = "NUMBER")]
    pub numbers: Vec<i64>,
}

#[derive(Debug, Args)]
pub struct AddArchivesArgs {
    /// Archives, and folders with archives.
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct NoteArgs {
    /// The archive's number, as `list` shows it.
    #[arg(value_name = "NUMBER")]
    pub number: i64,
    /// The note.
    #[arg(value_name = "TEXT", required_unless_present = "remove", conflicts_with = "remove")]
    pub text: Option<String>,
    /// Remove the note.
    #[arg(long)]
    pub remove: bool,
}

#[derive(Debug, Args)]
pub struct FindArgs {
    /// The archive's number, as `list` shows it.
    #[arg(value_name = "NUMBER")]
    pub number: i64,
    /// Where it lies now.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct TrashArgs {
    /// The archives' numbers, as `list` shows them.
    #[arg(required = true, value_name = "NUMBER")]
    pub numbers: Vec<i64>,
    /// Do not ask. Needed without a terminal.
    #[arg(long)]
    pub yes: bool,
}
