//! What the page is given with its window, so that the first view is painted without a question and an answer for each
//! of its parts.

use ctvl_contract::{Beginning, Overview};
use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Runtime, State};

use crate::commands::{practice, settings};
use crate::shell::{Answer, IntoAnswer, Shell};

/// Where the page finds it; see `ui/src/lib/host`.
const NAME: &str = "__CTVL_BEGINNING__";

/// Gives it to every page of the window. `None` if anything of it cannot be known: the page then asks, and shows why.
pub fn given<R: Runtime>(shell: &State<'_, Shell>) -> Option<TauriPlugin<R>> {
    let known = known(shell).ok().and_then(|known| serde_json::to_string(&known).ok())?;
    // JSON is JavaScript, and this is no part of a document that something in it could end.
    Some(Builder::new("beginning").js_init_script(format!("window.{NAME} = {known};")).build())
}

fn known(shell: &State<'_, Shell>) -> Answer<Beginning> {
    let state = tauri::async_runtime::block_on(shell.practice()?.state()).answer()?;
    Ok(Beginning {
        status: shell.status(),
        settings: settings::current(shell)?,
        overview: Overview::from(&shell.engine()?.overview().answer()?),
        practice: practice::on_the_wire(state),
    })
}
