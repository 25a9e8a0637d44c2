//! What the window may ask for. Each command is one line into the engine or the contract and says what it changed; it has
//! a permission of its own in `permissions/` and is tested to be refused outside the main window.

pub mod activity;
pub mod app;
pub mod appliances;
pub mod archives;
pub mod backup;
mod ids;
pub mod practice;
pub mod restore;
pub mod settings;

use ctvl_contract::Changed;
use tauri::State;

use crate::shell::{Answer, Shell};

/// Every command, once: its handler and its name are made from the same list.
macro_rules! commands {
    ($($area:ident::$name:ident,)*) => {
        /// The name of every command.
        #[cfg(test)]
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Answers what the window asks.
        pub fn handler<R: tauri::Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($area::$name),*]
        }
    };
}

commands! {
    app::app_status,
    app::show_window,
    app::follow,
    app::copy_text,
    appliances::overview,
    appliances::trend,
    appliances::read_address,
    appliances::look_at_certificate,
    appliances::test_draft,
    appliances::add_appliance,
    appliances::test_appliance,
    appliances::change_appliance,
    appliances::remove_appliance,
    appliances::compare_certificate,
    appliances::trust_certificate,
    appliances::set_password,
    appliances::forget_password,
    appliances::list_keys,
    appliances::open_administration_page,
    backup::destination,
    backup::choose_destination,
    backup::reset_destination,
    backup::start_backup,
    backup::cancel_job,
    archives::archives,
    archives::archive,
    archives::start_verify,
    archives::pin_archives,
    archives::note_archive,
    archives::show_in_folder,
    archives::trash_archives,
    archives::forget_archives,
    archives::add_archives,
    archives::find_archive,
    archives::look_again,
    archives::orphans,
    archives::remove_orphans,
    restore::plan_restore,
    restore::stop_check,
    restore::save_plan,
    restore::start_restore,
    restore::open_restores,
    restore::guided,
    restore::guided_step,
    restore::show_guided_archive,
    restore::watch_restore,
    restore::say_to_restore,
    restore::cancel_restore,
    restore::close_restore,
    restore::tasks,
    restore::tick_task,
    restore::untick_task,
    activity::activity,
    activity::export_activity,
    settings::settings,
    settings::change_settings,
    settings::choose_archives_folder,
    settings::reset_archives_folder,
    settings::test_notification,
    settings::open_logs,
    settings::open_archives_folder,
    settings::copy_diagnostics,
    settings::about,
    practice::practice,
    practice::start_practice,
    practice::stop_practice,
    practice::reset_practice,
    practice::set_practice_fault,
    practice::hide_practice_route,
    practice::copy_practice_password,
}

/// The shell, as a command gets it.
type Of<'a> = State<'a, Shell>;

/// Work that waits for disks or shares, which may be slow or away, without holding up other commands.
fn waiting<T>(work: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(work)
}

/// Says what an order changed, so that the window asks for it again.
trait Changing<T> {
    /// If it went well.
    fn changing(self, shell: &Shell, what: &[Changed]) -> Answer<T>;
}

impl<T> Changing<T> for Answer<T> {
    fn changing(self, shell: &Shell, what: &[Changed]) -> Answer<T> {
        if self.is_ok() {
            shell.hub().changed(what);
        }
        self
    }
}
