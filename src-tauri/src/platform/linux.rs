//! Linux: the toolkit that draws the window also owns the clipboard and knows the theme.

use std::error::Error;
use std::time::Duration;

use ctvl_engine::client::Secret;
use gtk::gdk::{self, keys::constants as keys};
use gtk::gio;
use gtk::glib::{self, VariantTy};
use gtk::prelude::*;
use tauri::{Runtime, WebviewWindow};
use webkit2gtk::WebViewExt;

/// How long the desktop may take to say its theme.
const LIMIT_MILLIS: i32 = 1000;

/// Puts a text on the clipboard and hands it to the desktop's clipboard manager, so that it outlives the program.
pub fn copy(text: String) -> Result<(), Box<dyn Error + Send + Sync>> {
    if !gtk::is_initialized_main_thread() {
        return Err("there is no display".into());
    }
    let clipboard = gtk::Clipboard::get(&gdk::SELECTION_CLIPBOARD);
    clipboard.set_text(&text);
    clipboard.store();
    Ok(())
}

/// What clipboard managers look for before they keep a text.
const PASSWORD_HINT: &str = "x-kde-passwordManagerHint";

/// Puts a password on the clipboard, marked as one, for as long as the program runs.
pub fn copy_secret(secret: Secret) -> Result<(), Box<dyn Error + Send + Sync>> {
    if !gtk::is_initialized_main_thread() {
        return Err("there is no display".into());
    }
    let targets = ["UTF8_STRING", "text/plain;charset=utf-8", PASSWORD_HINT];
    let targets = targets.map(|name| gtk::TargetEntry::new(name, gtk::TargetFlags::empty(), 0));
    let given = gtk::Clipboard::get(&gdk::SELECTION_CLIPBOARD).set_with_data(&targets, move |_, asked, _| {
        if asked.target().name() == PASSWORD_HINT {
            asked.set(&asked.target(), 8, b"secret");
        } else {
            asked.set_text(secret.expose());
        }
    });
    if given { Ok(()) } else { Err("another program holds the clipboard".into()) }
}

/// The theme that the desktop asks programs for. The toolkit hears of changes by itself, but does not ask again when a
/// person goes back from a theme of their own to that of the system.
pub fn theme_of_the_system() -> Option<tauri::Theme> {
    let bus = gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE).ok()?;
    let asked = ("org.freedesktop.appearance", "color-scheme").to_variant();
    let answer = bus
        .call_sync(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.Settings",
            "Read",
            Some(&asked),
            Some(VariantTy::TUPLE),
            gio::DBusCallFlags::NO_AUTO_START,
            LIMIT_MILLIS,
            gio::Cancellable::NONE,
        )
        .ok()?;
    // A variant in a variant, in the tuple of the answer.
    let scheme = answer.child_value(0).as_variant()?;
    let scheme = scheme.as_variant().unwrap_or(scheme);
    Some(if scheme.get::<u32>() == Some(1) { tauri::Theme::Dark } else { tauri::Theme::Light })
}

/// Holds the theme that a person chose against the desktop, whose changes the window follows otherwise.
pub fn hold_theme(chosen: impl Fn() -> Option<tauri::Theme> + 'static) {
    let Some(settings) = gtk::Settings::default() else { return };
    settings.connect_gtk_application_prefer_dark_theme_notify(move |settings| {
        let Some(chosen) = chosen() else { return };
        let dark = chosen == tauri::Theme::Dark;
        if settings.is_gtk_application_prefer_dark_theme() != dark {
            settings.set_gtk_application_prefer_dark_theme(dark);
        }
    });
}

/// Makes the dialogs that were just made belong to the window: above it, and in front of it until they are answered. The
/// library that makes them knows no parent here.
pub fn adopt_dialogs<R: Runtime>(window: &WebviewWindow<R>) {
    let Ok(parent) = window.gtk_window() else { return };
    // They are made as soon as the loop is idle, in the order in which it was asked.
    glib::idle_add_local_once(move || {
        let toplevels = gtk::Window::list_toplevels().into_iter();
        for dialog in toplevels.filter_map(|window| window.downcast::<gtk::Dialog>().ok()) {
            if dialog.transient_for().is_none() {
                dialog.set_transient_for(Some(&parent));
                dialog.set_modal(true);
            }
        }
    });
}

/// How long after a page has begun its script is being read, and nobody asks for its files any more.
const FILES_GIVEN: Duration = Duration::from_millis(15);

/// Makes the parts of a window and gives them their places while it is still hidden and its page reads its script, so
/// that the page is laid out once, in its size, and not again when it is shown.
pub fn lay_out<R: Runtime>(window: &WebviewWindow<R>) {
    let (Ok(frame), Ok(content)) = (window.gtk_window(), window.default_vbox()) else { return };
    glib::timeout_add_local_once(FILES_GIVEN, move || {
        if frame.is_visible() {
            return;
        }
        let (width, height) = frame.size();
        content.show_all();
        content.realize();
        content.size_allocate(&gtk::Allocation::new(0, 0, width, height));
        content.children().iter().for_each(gtk::Widget::realize);
    });
}

/// The keys for the size of everything that the menu cannot have as well: a plus that needs shift or has a key of its own,
/// and those of the number pad. `chosen` gets the entry of the menu that they mean.
pub fn on_zoom_keys<R: Runtime>(window: &WebviewWindow<R>, chosen: impl Fn(&'static str) + 'static) {
    let Ok(frame) = window.gtk_window() else { return };
    frame.connect_key_press_event(move |_, event| {
        let held = event.state() & (gdk::ModifierType::CONTROL_MASK | gdk::ModifierType::MOD1_MASK);
        if held != gdk::ModifierType::CONTROL_MASK {
            return glib::Propagation::Proceed;
        }
        match event.keyval() {
            keys::plus | keys::KP_Add => chosen("menu_zoom_in"),
            keys::KP_Subtract => chosen("menu_zoom_out"),
            keys::KP_0 | keys::KP_Insert => chosen("menu_zoom_reset"),
            _ => return glib::Propagation::Proceed,
        }
        glib::Propagation::Stop
    });
}

/// Does in the page what an entry of the menu "Edit" says.
pub fn edit<R: Runtime>(window: &WebviewWindow<R>, command: &'static str) {
    let done = window.with_webview(move |webview| webview.inner().execute_editing_command(command));
    if let Err(error) = done {
        tracing::warn!(%error, command, "the page could not be edited");
    }
}
