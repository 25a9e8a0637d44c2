//! Native notifications: told beside the window, so that a person hears of an ending wherever they are. They carry names,
//! sizes and next steps, never a secret; the activity list is the truth.

mod notice;

use ctvl_contract::{News, NotificationTest};
use notify_rust::{Notification, NotificationResponse};
use tauri::{AppHandle, Manager, Runtime};

use crate::jobs::Happening;
use crate::shell::Shell;
use crate::window;
use crate::words::Words;

pub use notice::Notice;

/// Tells of what happened, if the person wants to know of such. Done when the system has taken it.
pub async fn of_happening<R: Runtime>(app: AppHandle<R>, happening: Happening) {
    let shell = app.state::<Shell>();
    let (Some(wanted), words) = (shell.notifications(), shell.words()) else { return };
    let notice = match &happening {
        Happening::Ended(outcome) => Notice::of_outcome(outcome, &wanted, words),
        Happening::Late(late) => Notice::of_late(late, &wanted, words),
    };
    if let Some(notice) = notice
        && let Err(error) = show(app, notice, words).await
    {
        tracing::warn!(%error, "a notification was not taken");
    }
}

/// Shows the one that a person asked for, and says whether the system took it.
pub async fn test<R: Runtime>(app: AppHandle<R>, words: Words) -> NotificationTest {
    match show(app, Notice::test(words), words).await {
        Ok(()) => NotificationTest { taken: true, detail: None },
        Err(detail) => NotificationTest { taken: false, detail: Some(detail) },
    }
}

/// On a thread of its own: showing it waits for the system, and its click for the person.
async fn show<R: Runtime>(app: AppHandle<R>, notice: Notice, words: Words) -> Result<(), String> {
    let (taken, answer) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let shown = made(&app, &notice, words).show();
        let handle = match shown {
            Ok(handle) => {
                let _ = taken.send(Ok(()));
                handle
            }
            Err(error) => return drop(taken.send(Err(error.to_string()))),
        };
        let opened = handle.wait_for_response(move |response: &NotificationResponse| {
            if matches!(response, NotificationResponse::Default | NotificationResponse::Action(_)) {
                window::bring_back(&app);
                app.state::<Shell>().hub().tell(News::GoTo { place: notice.place });
            }
        });
        if let Err(error) = opened {
            tracing::debug!(%error, "a notification cannot be clicked here");
        }
    });
    answer.await.unwrap_or_else(|_| Err("the notification ended without an answer".to_owned()))
}

#[cfg(target_os = "linux")]
fn made<R: Runtime>(app: &AppHandle<R>, notice: &Notice, words: Words) -> Notification {
    let mut notification = Notification::new();
    notification
        .appname(&app.package_info().name)
        .summary(&notice.title)
        .body(&as_text(&notice.body))
        .icon("ctvl-backup")
        .action("default", words.text("notify_open"));
    notification
}

/// Where the desktop reads markup, a file name with `<` in it would become some.
#[cfg(target_os = "linux")]
fn as_text(body: &str) -> String {
    let reads_markup =
        notify_rust::get_capabilities().is_ok_and(|known| known.iter().any(|word| word == "body-markup"));
    if reads_markup { escaped(body) } else { body.to_owned() }
}

#[cfg(target_os = "linux")]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(windows)]
fn made<R: Runtime>(app: &AppHandle<R>, notice: &Notice, _words: Words) -> Notification {
    let mut notification = Notification::new();
    // The installer registers it; a program that was not installed is shown under the system's own name.
    notification
        .summary(&notice.title)
        .body(&notice.body)
        .app_id(crate::installed_as(&app.config().identifier));
    notification
}

#[cfg(target_os = "macos")]
fn made<R: Runtime>(app: &AppHandle<R>, notice: &Notice, _words: Words) -> Notification {
    // Set once for the process; the second call says only that it was.
    let _ = notify_rust::set_application(crate::installed_as(&app.config().identifier));
    let mut notification = Notification::new();
    notification.summary(&notice.title).body(&notice.body);
    notification
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn what_looks_like_markup_is_shown_as_text() {
        assert_eq!(super::escaped("<b>a & b</b>.zip"), "&lt;b&gt;a &amp; b&lt;/b&gt;.zip");
    }
}
