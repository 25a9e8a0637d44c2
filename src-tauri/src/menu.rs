//! Native menus: the application's menu on macOS, one in the window elsewhere. They say where to go and what to do; the
//! window goes there and does it, as it would from its own buttons and keys.

use ctvl_contract::{Changed, MenuCommand, News, Place};
use ctvl_engine::PreferencesChange;
use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Manager, Runtime};

use crate::shell::Shell;
use crate::words::Words;
use crate::{closing, window};

/// How much one step changes the size of everything, in percent.
const ZOOM_STEP: u32 = 10;

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Action {
    GoTo(Place),
    Do(MenuCommand),
    /// An editing command of the page, by the name that the web view knows.
    #[cfg(target_os = "linux")]
    Edit(&'static str),
    Larger,
    Smaller,
    Whole,
    Close,
    Quit,
    OpenLogs,
}

/// An entry: its words, its keys and what it does. Its words are its id as well.
struct Entry(&'static str, Option<&'static str>, Action);

fn entries() -> Vec<Entry> {
    use Action as A;
    // The system's own keys for "back" differ.
    let back = if cfg!(target_os = "macos") { "Cmd+[" } else { "Alt+Left" };
    let mut entries = vec![
        Entry("menu_connect", Some("CmdOrCtrl+N"), A::GoTo(Place::Connect)),
        Entry("menu_back_up", Some("CmdOrCtrl+B"), A::Do(MenuCommand::BackUp)),
        Entry("menu_add_archives", Some("CmdOrCtrl+O"), A::Do(MenuCommand::AddArchives)),
        Entry("menu_close", Some("CmdOrCtrl+W"), A::Close),
        Entry("menu_quit", Some("CmdOrCtrl+Q"), A::Quit),
        Entry("menu_find", Some("CmdOrCtrl+F"), A::Do(MenuCommand::Find)),
        Entry("menu_overview", Some("CmdOrCtrl+1"), A::GoTo(Place::Overview)),
        Entry("menu_archives", Some("CmdOrCtrl+2"), A::GoTo(Place::Archives { archive: None })),
        Entry("menu_activity", Some("CmdOrCtrl+3"), A::GoTo(Place::Activity)),
        Entry("menu_settings", Some("CmdOrCtrl+,"), A::GoTo(Place::Settings)),
        Entry("menu_back", Some(back), A::Do(MenuCommand::Back)),
        Entry("menu_look_again", Some("F5"), A::Do(MenuCommand::LookAgain)),
        Entry("menu_zoom_in", Some("CmdOrCtrl+="), A::Larger),
        Entry("menu_zoom_out", Some("CmdOrCtrl+-"), A::Smaller),
        Entry("menu_zoom_reset", Some("CmdOrCtrl+0"), A::Whole),
        Entry("menu_logs", None, A::OpenLogs),
        Entry("menu_about", None, A::GoTo(Place::Settings)),
    ];
    entries.extend(edits());
    entries
}

/// Where no system carries them out, the page does. Their keys belong to the field that has the focus, which needs no menu
/// for them.
#[cfg(target_os = "linux")]
fn edits() -> Vec<Entry> {
    [
        ("menu_undo", "Undo"),
        ("menu_redo", "Redo"),
        ("menu_cut", "Cut"),
        ("menu_copy", "Copy"),
        ("menu_paste", "Paste"),
        ("menu_select_all", "SelectAll"),
    ]
    .map(|(id, command)| Entry(id, None, Action::Edit(command)))
    .into()
}

#[cfg(not(target_os = "linux"))]
fn edits() -> Vec<Entry> {
    Vec::new()
}

/// Gives the application its menu, in this language. The one it had is replaced.
pub fn install<R: Runtime>(app: &AppHandle<R>, words: Words) {
    if let Err(error) = made(app, words).and_then(|menu| app.set_menu(menu)) {
        tracing::warn!(%error, "the menu could not be made");
    }
}

/// What a person chose in it.
pub fn chosen<R: Runtime>(app: &AppHandle<R>, id: &str) {
    let Some(Entry(_, _, action)) = entries().into_iter().find(|Entry(known, ..)| *known == id) else {
        return;
    };
    let shell = app.state::<Shell>();
    match action {
        Action::GoTo(place) => shell.hub().tell(News::GoTo { place }),
        Action::Do(command) => shell.hub().tell(News::Command { command }),
        #[cfg(target_os = "linux")]
        Action::Edit(command) => {
            if let Some(window) = window::main(app) {
                crate::platform::edit(&window, command);
            }
        }
        Action::Larger => zoom(app, |percent| percent.saturating_add(ZOOM_STEP)),
        Action::Smaller => zoom(app, |percent| percent.saturating_sub(ZOOM_STEP)),
        Action::Whole => zoom(app, |_| window::WHOLE),
        Action::Close => closing::close(app),
        Action::Quit => closing::quit(app),
        Action::OpenLogs => {
            if let Ok(engine) = shell.engine() {
                let logs = engine.directories().logs().to_owned();
                tauri::async_runtime::spawn(async move {
                    if let Err(error) = crate::system::open_folder(&logs, true).await {
                        tracing::warn!(%error, "the log folder could not be opened");
                    }
                });
            }
        }
    }
}

/// Changes the size of everything in the window and keeps it; the engine brings it within bounds.
fn zoom<R: Runtime>(app: &AppHandle<R>, change: impl FnOnce(u32) -> u32) {
    let shell = app.state::<Shell>();
    let Ok(engine) = shell.engine() else { return };
    let changed = engine.preferences().and_then(|preferences| {
        let zoom = Some(change(preferences.zoom));
        engine.change_preferences(PreferencesChange { zoom, ..PreferencesChange::default() })
    });
    match changed {
        Ok(preferences) => {
            if let Some(window) = window::main(app) {
                window::set_zoom(&window, preferences.zoom);
            }
            shell.hub().changed(&[Changed::Settings]);
        }
        Err(error) => tracing::warn!(%error, "the size could not be kept"),
    }
}

/// Makes menus out of entries.
struct Maker<'a, R: Runtime> {
    app: &'a AppHandle<R>,
    words: Words,
    entries: Vec<Entry>,
}

impl<R: Runtime> Maker<'_, R> {
    fn menu(&self, title: &str, parts: &[Part]) -> tauri::Result<Submenu<R>> {
        let menu = Submenu::new(self.app, title, true)?;
        for part in parts {
            match part {
                Part::Line => menu.append(&PredefinedMenuItem::separator(self.app)?)?,
                Part::Entry(id) => menu.append(&self.entry(id)?)?,
                #[cfg(not(target_os = "linux"))]
                Part::System(id) => menu.append(&self.system(id)?)?,
            }
        }
        Ok(menu)
    }

    fn entry(&self, id: &str) -> tauri::Result<MenuItem<R>> {
        let keys =
            self.entries.iter().find(|Entry(known, ..)| *known == id).and_then(|Entry(_, keys, _)| *keys);
        MenuItem::with_id(self.app, id, self.words.text(id), true, keys)
    }

    /// An entry that the system itself carries out, in our words.
    #[cfg(not(target_os = "linux"))]
    fn system(&self, id: &str) -> tauri::Result<PredefinedMenuItem<R>> {
        let (app, text) = (self.app, Some(self.words.text(id)));
        match id {
            "menu_undo" => PredefinedMenuItem::undo(app, text),
            "menu_redo" => PredefinedMenuItem::redo(app, text),
            "menu_cut" => PredefinedMenuItem::cut(app, text),
            "menu_copy" => PredefinedMenuItem::copy(app, text),
            "menu_paste" => PredefinedMenuItem::paste(app, text),
            "menu_select_all" => PredefinedMenuItem::select_all(app, text),
            "menu_services" => PredefinedMenuItem::services(app, text),
            "menu_hide" => PredefinedMenuItem::hide(app, text),
            "menu_hide_others" => PredefinedMenuItem::hide_others(app, text),
            "menu_show_all" => PredefinedMenuItem::show_all(app, text),
            "menu_minimize" => PredefinedMenuItem::minimize(app, text),
            _ => PredefinedMenuItem::separator(app),
        }
    }
}

/// A part of a menu.
enum Part {
    Line,
    Entry(&'static str),
    #[cfg(not(target_os = "linux"))]
    System(&'static str),
}

#[cfg(target_os = "linux")]
use Part::Entry as System;
#[cfg(not(target_os = "linux"))]
use Part::System;
use Part::{Entry as E, Line};

fn edit<R: Runtime>(maker: &Maker<'_, R>) -> tauri::Result<Submenu<R>> {
    let parts = [
        System("menu_undo"),
        System("menu_redo"),
        Line,
        System("menu_cut"),
        System("menu_copy"),
        System("menu_paste"),
        System("menu_select_all"),
        Line,
        E("menu_find"),
    ];
    maker.menu(maker.words.text("menu_edit"), &parts)
}

fn view<R: Runtime>(maker: &Maker<'_, R>) -> tauri::Result<Submenu<R>> {
    let mut parts = vec![E("menu_overview"), E("menu_archives"), E("menu_activity")];
    if !cfg!(target_os = "macos") {
        parts.push(E("menu_settings"));
    }
    parts.extend([Line, E("menu_back"), E("menu_look_again"), Line]);
    parts.extend([E("menu_zoom_in"), E("menu_zoom_out"), E("menu_zoom_reset")]);
    maker.menu(maker.words.text("menu_view"), &parts)
}

#[cfg(not(target_os = "macos"))]
fn made<R: Runtime>(app: &AppHandle<R>, words: Words) -> tauri::Result<Menu<R>> {
    let maker = Maker { app, words, entries: entries() };
    let file =
        [E("menu_connect"), E("menu_back_up"), E("menu_add_archives"), Line, E("menu_close"), E("menu_quit")];
    let file = maker.menu(words.text("menu_file"), &file)?;
    let help = maker.menu(words.text("menu_help"), &[E("menu_logs"), Line, E("menu_about")])?;
    whole(app, &[&file, &edit(&maker)?, &view(&maker)?, &help])
}

#[cfg(target_os = "macos")]
fn made<R: Runtime>(app: &AppHandle<R>, words: Words) -> tauri::Result<Menu<R>> {
    let maker = Maker { app, words, entries: entries() };
    let own = [
        E("menu_about"),
        Line,
        E("menu_settings"),
        Line,
        System("menu_services"),
        Line,
        System("menu_hide"),
        System("menu_hide_others"),
        System("menu_show_all"),
        Line,
        E("menu_quit"),
    ];
    let own = maker.menu(&app.package_info().name, &own)?;
    let file = [E("menu_connect"), E("menu_back_up"), E("menu_add_archives"), Line, E("menu_close")];
    let file = maker.menu(words.text("menu_file"), &file)?;
    let frame = maker.menu(words.text("menu_window"), &[System("menu_minimize")])?;
    let help = maker.menu(words.text("menu_help"), &[E("menu_logs")])?;
    whole(app, &[&own, &file, &edit(&maker)?, &view(&maker)?, &frame, &help])
}

fn whole<R: Runtime>(app: &AppHandle<R>, menus: &[&dyn IsMenuItem<R>]) -> tauri::Result<Menu<R>> {
    Menu::with_items(app, menus)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_entries_share_an_id_or_their_keys() {
        let entries = entries();
        let ids: BTreeSet<_> = entries.iter().map(|Entry(id, ..)| *id).collect();
        assert_eq!(ids.len(), entries.len());
        let keys: Vec<_> = entries.iter().filter_map(|Entry(_, keys, _)| *keys).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{keys:?}");
    }

    #[test]
    fn the_keys_of_the_design_page_are_there() {
        let keys: BTreeSet<_> = entries().into_iter().filter_map(|Entry(_, keys, _)| keys).collect();
        for key in ["1", "2", "3", ",", "N", "B", "O", "F", "W", "Q", "=", "-", "0"] {
            assert!(keys.contains(format!("CmdOrCtrl+{key}").as_str()), "{key} is missing: {keys:?}");
        }
        assert!(keys.contains("F5"));
    }
}
