//! Windows as they appear on the display, told by the X server: a program that looked for them again and again would take
//! the processor from those that are measured.

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask};
use x11rb::rust_connection::RustConnection;

use crate::process::TaskError;

/// Longest title that is read, in units of four bytes.
const TITLE: u32 = 64;

/// A display on which windows appear.
pub struct Appearances(RustConnection);

impl Appearances {
    /// From now on.
    pub fn watch() -> Result<Self, TaskError> {
        let (connection, screen) = x11rb::connect(None).map_err(failed)?;
        let told = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        let root = connection.setup().roots[screen].root;
        connection.change_window_attributes(root, &told).map_err(failed)?.check().map_err(failed)?;
        Ok(Self(connection))
    }

    /// Whether a window of this title has appeared since the last question.
    pub fn of(&self, title: &str) -> Result<bool, TaskError> {
        while let Some(event) = self.0.poll_for_event().map_err(failed)? {
            let Event::MapNotify(appeared) = event else { continue };
            let asked =
                self.0.get_property(false, appeared.window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, TITLE);
            // One that is gone again has no title.
            let named = asked.map_err(failed)?.reply().is_ok_and(|name| name.value == title.as_bytes());
            if named {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn failed(error: impl std::fmt::Display) -> TaskError {
    TaskError::Missing(format!("The display does not answer: {error}."))
}
