//! A restore has an option for each question a plan may ask, and none that answers a rule's no.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::PasswordArgs;

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The appliance to restore onto. Its data is destroyed.
    pub appliance: String,
    /// The archive.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "resume")]
    pub file: Option<PathBuf>,
    /// Host name of the target, typed out. Needed without a terminal.
    #[arg(long, value_name = "HOST")]
    pub confirm: Option<String>,
    /// Show the flight plan and stop. Nothing is changed.
    #[arg(long)]
    pub plan_only: bool,
    /// Start only if the plan is still the one with this id (from --plan-only).
    #[arg(long, value_name = "ID", conflicts_with = "plan_only")]
    pub plan: Option<String>,
    /// You know that the node has to be removed from its cluster on the nodes that stay.
    #[arg(long)]
    pub old_cluster_acknowledged: bool,
    /// The node was removed from its cluster on the nodes that stay already, or was in none.
    #[arg(long)]
    pub removed_from_old_cluster: bool,
    /// Restore although the archive cannot be proven whole.
    #[arg(long)]
    pub accept_unproven: bool,
    /// Back the target up first, whatever the settings say; if that fails, the restore does not start. Without this and
    /// without --node-already-lost the settings decide, and they take one unless they were changed.
    #[arg(long, conflicts_with = "node_already_lost")]
    pub safety_backup: bool,
    /// The node is already lost: start without a safety backup, or although it fails.
    #[arg(long)]
    pub node_already_lost: bool,
    /// Restore through the administration page, with every step said, even if the appliance has a direct route.
    #[arg(long)]
    pub guided: bool,
    /// CT-VL version of the target, if it does not tell by itself.
    #[arg(long, value_name = "VERSION")]
    pub typed_version: Option<String>,
    /// CT-VL version that made the archive, if neither it nor its receipt says.
    #[arg(long, value_name = "VERSION")]
    pub archive_version: Option<String>,
    /// Go on with a restore of this appliance that is not over: the guided steps, or watching the reboot.
    #[arg(long, conflicts_with_all = ["file", "plan_only", "plan"])]
    pub resume: bool,
    /// Answer the step a resumed restore is at, for scripts; on a terminal you are asked.
    // Not `requires` alone: it is dropped where --resume itself is excluded, and the answer would start a restore.
    #[arg(long, value_enum, value_name = "ANSWER", requires = "resume", conflicts_with_all = ["file", "plan_only", "plan"])]
    pub say: Option<SayArg>,
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// What can be said to a restore that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SayArg {
    /// Guided: the administration page is open, and you are signed in there.
    PageOpened,
    /// Guided: the file is chosen.
    FileChosen,
    /// Guided: version, date and key are the same.
    DetailsMatch,
    /// Guided: one of them differs; the restore ends with nothing changed.
    DetailsDiffer,
    /// Guided: you pressed Restore.
    RestorePressed,
    /// Guided: back to the step before.
    Back,
    /// Guided: stop; you did not press Restore.
    GiveUp,
    /// Rebooting: the login screen is there.
    LoginScreenSeen,
    /// Nobody knows what the appliance did; you looked, and it is restored. Leaves the tasks of the aftermath.
    IsRestored,
    /// Nobody knows what the appliance did; you looked, and it is not restored.
    IsNotRestored,
}
