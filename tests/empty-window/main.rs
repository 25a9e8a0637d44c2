//! What the window is measured against: a Tauri window with an empty page, shown when that page has loaded.

use tauri::Manager as _;
use tauri::webview::PageLoadEvent;

fn main() {
    let shown = tauri::Builder::default()
        .on_page_load(|webview, payload| {
            if payload.event() == PageLoadEvent::Finished
                && let Some(window) = webview.app_handle().get_webview_window(webview.label())
            {
                let _seen_from_outside = window.show();
            }
        })
        .run(tauri::generate_context!("tests/empty-window/tauri.conf.json"));
    if let Err(error) = shown {
        eprintln!("the empty window could not be opened: {error}");
        std::process::exit(1);
    }
}
