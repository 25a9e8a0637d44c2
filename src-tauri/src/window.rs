//! The window starts hidden, so that nobody sees it being built, where it was and as large as it was; and it never stays
//! hidden, whatever its page does.

use std::time::Duration;

use ctvl_engine::{Engine, Preferences, Theme};
use tauri::{AppHandle, LogicalSize, Manager, Monitor, PhysicalPosition, Runtime, WebviewWindow};

use crate::shell::Shell;

/// The only window.
pub const MAIN: &str = "main";

/// How long the page may take to paint. A page that takes longer has failed, and an error that can be seen is better
/// than a program that cannot.
const PAINT_LIMIT: Duration = Duration::from_secs(8);

/// The size of everything in the window unless a person chose another, in percent.
pub const WHOLE: u32 = 100;

/// The setting that holds the place.
const PLACE: &str = "window-place";

/// The main window, unless the program is about to end.
pub fn main<R: Runtime>(app: &AppHandle<R>) -> Option<WebviewWindow<R>> {
    app.get_webview_window(MAIN)
}

/// Shows a window and gives it the keyboard.
pub fn show<R: Runtime>(window: &WebviewWindow<R>) {
    if let Err(error) = window.show().and_then(|()| window.set_focus()) {
        tracing::warn!(%error, window = window.label(), "the window could not be shown");
    }
}

/// Brings the window back to whoever wants it: from behind others, from the task bar, or from having been closed while
/// jobs went on. The program then no longer ends by itself.
pub fn bring_back<R: Runtime>(app: &AppHandle<R>) {
    app.state::<Shell>().stay();
    if let Some(window) = main(app) {
        // Restoring what is not minimised does nothing.
        let _ = window.unminimize();
        show(&window);
    }
}

/// Shows the main window after [`PAINT_LIMIT`], if its page has not asked for it by then.
pub fn never_stay_hidden<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PAINT_LIMIT).await;
        if let Some(window) = main(&app)
            && !app.state::<Shell>().is_leaving()
            && !window.is_visible().unwrap_or(true)
        {
            tracing::warn!("the page did not paint in time; the window is shown as it is");
            show(&window);
        }
    });
}

/// Gives a new window what a person chose: the theme, unless it is the system's, and the size of everything in it.
pub fn prepare<R: Runtime>(window: &WebviewWindow<R>, preferences: &Preferences) {
    if preferences.theme != Theme::System {
        set_theme(window, preferences.theme);
    }
    if preferences.zoom != WHOLE {
        set_zoom(window, preferences.zoom);
    }
}

/// Gives the window this theme, or that of the system from now on.
pub fn set_theme<R: Runtime>(window: &WebviewWindow<R>, theme: Theme) {
    if let Err(error) = window.set_theme(chosen(theme).or_else(crate::platform::theme_of_the_system)) {
        tracing::warn!(%error, "the theme could not be set");
    }
}

/// The theme that a person chose; `None` is the system's.
pub fn chosen(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

/// Shows everything in the window in this size, in percent.
pub fn set_zoom<R: Runtime>(window: &WebviewWindow<R>, percent: u32) {
    if let Err(error) = window.set_zoom(f64::from(percent) / f64::from(WHOLE)) {
        tracing::warn!(%error, "the size could not be set");
    }
}

/// Writes down where the window is.
pub fn remember_place<R: Runtime>(window: &WebviewWindow<R>, engine: &Engine) {
    let Ok(place) = Place::of(window) else { return };
    if let Err(error) = engine.set_setting(PLACE, Some(&place.text())) {
        tracing::warn!(%error, "the place of the window could not be kept");
    }
}

/// Puts the window where it was, if it can be seen there.
pub fn restore_place<R: Runtime>(window: &WebviewWindow<R>, engine: &Engine) {
    let kept = engine.setting(PLACE).ok().flatten();
    let Some(place) = kept.and_then(|text| Place::read(&text)) else { return };
    if let Err(error) = place.apply(window) {
        tracing::warn!(%error, "the window could not be put where it was");
    }
}

/// Size in the units of the page and place in those of the screen: a window moved to a finer screen keeps its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    width: u32,
    height: u32,
    x: i32,
    y: i32,
    maximized: bool,
}

impl Place {
    fn of<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<Self> {
        let size = window.inner_size()?.to_logical::<u32>(window.scale_factor()?);
        let position = window.outer_position()?;
        let maximized = window.is_maximized()?;
        Ok(Self { width: size.width, height: size.height, x: position.x, y: position.y, maximized })
    }

    fn apply<R: Runtime>(self, window: &WebviewWindow<R>) -> tauri::Result<()> {
        window.set_size(LogicalSize::new(self.width, self.height))?;
        // A screen that is no longer there would leave the window where nobody sees it.
        if window.available_monitors()?.iter().any(|monitor| self.begins_on(monitor)) {
            window.set_position(PhysicalPosition::new(self.x, self.y))?;
        }
        if self.maximized { window.maximize() } else { Ok(()) }
    }

    fn begins_on(self, monitor: &Monitor) -> bool {
        let (origin, size) = (monitor.position(), monitor.size());
        let within = |value: i32, from: i32, length: u32| {
            i64::from(value) >= i64::from(from) && i64::from(value) < i64::from(from) + i64::from(length)
        };
        within(self.x, origin.x, size.width) && within(self.y, origin.y, size.height)
    }

    fn text(self) -> String {
        let state = if self.maximized { " maximized" } else { "" };
        format!("{}x{} at {},{}{state}", self.width, self.height, self.x, self.y)
    }

    fn read(text: &str) -> Option<Self> {
        let (size, rest) = text.split_once(" at ")?;
        let (width, height) = size.split_once('x')?;
        let (at, state) = rest.split_once(' ').unwrap_or((rest, ""));
        let (x, y) = at.split_once(',')?;
        Some(Self {
            width: width.parse().ok()?,
            height: height.parse().ok()?,
            x: x.parse().ok()?,
            y: y.parse().ok()?,
            maximized: state == "maximized",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_being_kept() {
        for maximized in [true, false] {
            let place = Place { width: 1200, height: 780, x: -1920, y: 30, maximized };
            assert_eq!(Place::read(&place.text()), Some(place), "{}", place.text());
        }
        for text in ["", "1200", "1200x780", "ax780 at 1,2", "1200x780 at 1"] {
            assert_eq!(Place::read(text), None, "{text:?} is no place");
        }
    }
}
