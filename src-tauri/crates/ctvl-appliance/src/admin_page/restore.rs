//! The tab Restore: choose a file, confirm three details, restore, banner, login screen.
//!
//! Invariant: uploading changes nothing. What is restored is the very upload whose details were confirmed, and
//! only the session that uploaded it can confirm it.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Form, Multipart, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use ctvl_archive::Counters;
use serde::Deserialize;

use super::Page;
use super::pages::{self, ChoosePage, ConfirmPage, Kind, Notice, OutcomePart, RestoringPage, Section};
use super::session::{self, Session};
use crate::DEFAULT_KEY;
use crate::error::ApiError;
use crate::restore::{self, Upload};
use crate::state::AppState;

/// Uploads that wait for a confirmation. Older ones make room, and their files go with them.
const MOST_UPLOADS: usize = 4;
/// Beyond the reboot itself, before the browser asks for the login screen.
const MARGIN: Duration = Duration::from_secs(2);
/// How often a running restore is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// A token has 43 characters.
const LONGEST_CSRF: usize = 256;
const OUTCOME: &str = "<!--outcome-->";

struct Staged {
    id: String,
    /// The CSRF text of the session that uploaded it stands for that session.
    owner: String,
    upload: Upload,
}

/// Archives that were uploaded and not restored yet.
#[derive(Default)]
pub(super) struct Uploads(Mutex<Vec<Arc<Staged>>>);

impl Uploads {
    fn keep(&self, staged: Staged) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|other| other.owner != staged.owner);
        if waiting.len() >= MOST_UPLOADS {
            waiting.remove(0);
        }
        waiting.push(Arc::new(staged));
    }

    fn find(&self, id: &str, session: &Session) -> Option<Arc<Staged>> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.iter().find(|s| s.id == id && s.owner == session.csrf).cloned()
    }

    fn take(&self, id: &str, session: &Session) -> Option<Arc<Staged>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(|s| s.id == id && s.owner == session.csrf)?;
        Some(waiting.remove(at))
    }
}

pub(super) async fn choose(State(page): State<Arc<Page>>, headers: HeaderMap) -> Result<Response, Response> {
    let session = page.session(&headers)?;
    Ok(form(&page, &session, StatusCode::OK, None))
}

fn form(page: &Page, session: &Session, code: StatusCode, notice: Option<Notice>) -> Response {
    pages::show(code, &ChoosePage { shell: page.shell(session, Section::Backup, notice) })
}

fn not_taken(page: &Page, session: &Session, code: StatusCode, why: &str) -> Response {
    let text = format!("{why} Nothing was changed.");
    form(page, session, code, Some(Notice::new(Kind::Failed, "This file cannot be restored", text)))
}

/// Takes the file, streaming it to disk, and leads to its details.
pub(super) async fn upload(
    State(page): State<Arc<Page>>,
    headers: HeaderMap,
    mut parts: Multipart,
) -> Result<Response, Response> {
    let session = page.session(&headers)?;
    let broken = |page: &Page| not_taken(page, &session, StatusCode::BAD_REQUEST, "The upload ended early.");
    let mut ours = false;
    let mut staged = None;
    while let Some(mut part) = parts.next_field().await.map_err(|_| broken(&page))? {
        match part.name() {
            Some("csrf") => {
                let text = short_text(&mut part).await.map_err(|_| broken(&page))?;
                ours = text.is_some_and(|text| session.made(&text));
            }
            // The form puts its token first, so a foreign file is not even received.
            Some("file") if ours => {
                let file = plain_name(part.file_name().unwrap_or_default());
                if file.is_empty() {
                    let why = "No file was chosen.";
                    return Ok(not_taken(&page, &session, StatusCode::BAD_REQUEST, why));
                }
                let mut upload =
                    Upload::create(&page.app, &file).await.map_err(IntoResponse::into_response)?;
                while let Some(bytes) = part.chunk().await.map_err(|_| broken(&page))? {
                    upload.write(&bytes).await.map_err(IntoResponse::into_response)?;
                }
                upload.finish().await.map_err(IntoResponse::into_response)?;
                staged = Some(upload);
            }
            _ => {}
        }
    }
    if !ours {
        return Err(page.foreign_form(&session));
    }
    let Some(upload) = staged else {
        return Ok(not_taken(&page, &session, StatusCode::BAD_REQUEST, "No file was chosen."));
    };
    if let Err(error) = restore::inspect(&page.app, &upload).await {
        return Ok(not_taken(&page, &session, refused_as(&error), &error.to_string()));
    }
    let id = session::random_name().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
    let to = format!("/admin/backup/restore/confirm?upload={id}");
    page.uploads.keep(Staged { id, owner: session.csrf.clone(), upload });
    Ok(Redirect::to(&to).into_response())
}

/// The last part of what a browser calls the file; it is shown, never used as a path.
fn plain_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// The text of a form's token. Whatever is longer than one is none, and is not kept in memory.
async fn short_text(part: &mut Field<'_>) -> Result<Option<String>, MultipartError> {
    let mut text = Vec::new();
    while let Some(bytes) = part.chunk().await? {
        if text.len() + bytes.len() > LONGEST_CSRF {
            return Ok(None);
        }
        text.extend_from_slice(&bytes);
    }
    Ok(String::from_utf8(text).ok())
}

fn refused_as(error: &ApiError) -> StatusCode {
    match error {
        ApiError::ArchiveRefused(_) | ApiError::KeyNotFound(_) | ApiError::KeyVersioned(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ApiError::RestoreRunning => StatusCode::CONFLICT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    upload: String,
}

/// R5: the three details, before anything happens.
pub(super) async fn confirm(
    State(page): State<Arc<Page>>,
    headers: HeaderMap,
    Query(named): Query<Named>,
) -> Result<Response, Response> {
    let session = page.session(&headers)?;
    let Some(staged) = page.uploads.find(&named.upload, &session) else {
        return Ok(Redirect::to("/admin/backup/restore").into_response());
    };
    let found = match restore::inspect(&page.app, &staged.upload).await {
        Ok(found) => found,
        Err(error) => return Ok(not_taken(&page, &session, refused_as(&error), &error.to_string())),
    };
    let refusal = restore::judge(&page.app, &found).await.map_err(IntoResponse::into_response)?;
    let others = crate::cluster::other_names(&page.app).await.map_err(IntoResponse::into_response)?;
    let shown = ConfirmPage {
        shell: page.shell(&session, Section::Backup, None),
        upload: named.upload,
        backup_version: found.version.to_string(),
        backup_date: spoken_date(&found.created.to_string()),
        key_name: found.key.unwrap_or_else(|| format!("Default key ({DEFAULT_KEY})")),
        counters: match found.counters {
            Counters::Included => "Included",
            Counters::Excluded => "Excluded",
        },
        file: staged.upload.name().to_owned(),
        size: pages::size(staged.upload.size()),
        others,
        refusal,
    };
    Ok(pages::show(StatusCode::OK, &shown))
}

/// `2025-04-10T10:32:33+02:00` as `10 April 2025, 10:32:33 +02:00`; anything else as it is.
fn spoken_date(rfc3339: &str) -> String {
    let spoken = || {
        let (date, rest) = rfc3339.split_once('T')?;
        let date: jiff::civil::Date = date.parse().ok()?;
        let (time, offset) = rest.split_at_checked(8)?;
        let offset = offset.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let offset = if offset == "Z" { "UTC" } else { offset };
        Some(format!("{}, {time} {offset}", date.strftime("%-d %B %Y")))
    };
    spoken().unwrap_or_else(|| rfc3339.to_owned())
}

pub(super) async fn discard(
    State(page): State<Arc<Page>>,
    headers: HeaderMap,
    Form(named): Form<Named>,
) -> Result<Response, Response> {
    let session = page.permit(&headers, &named.csrf)?;
    page.uploads.take(&named.upload, &session);
    Ok(Redirect::to("/admin/backup/restore").into_response())
}

/// Begins the restore. The page stays open while it runs, so that the banner can follow on the same connection:
/// a page without scripts has no other way to hear of it.
pub(super) async fn start(
    State(page): State<Arc<Page>>,
    headers: HeaderMap,
    Form(named): Form<Named>,
) -> Result<Response, Response> {
    let session = page.permit(&headers, &named.csrf)?;
    let Some(staged) = page.uploads.take(&named.upload, &session) else {
        let why = "The uploaded file is not there any more. Choose it again.";
        return Ok(not_taken(&page, &session, StatusCode::NOT_FOUND, why));
    };
    let file = staged.upload.name().to_owned();
    // A confirmation page that is being drawn at this moment may still hold it.
    let Some(staged) = Arc::into_inner(staged) else {
        let why = "The uploaded file is in use. Choose it again.";
        return Ok(not_taken(&page, &session, StatusCode::CONFLICT, why));
    };
    let id = match restore::begin(&page.app, staged.upload).await {
        Ok(id) => id,
        Err(error) => return Ok(not_taken(&page, &session, refused_as(&error), &error.to_string())),
    };
    let shown = RestoringPage { shell: page.shell(&session, Section::Backup, None), file };
    let Ok(text) = shown.render() else { return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()) };
    let (before, after) = text.split_once(OUTCOME).unwrap_or((&text, ""));
    let (before, after) = (Bytes::copy_from_slice(before.as_bytes()), after.to_owned());
    let ended = async move { Bytes::from(outcome(&page.app, &id).await + &after) };
    let first = futures_util::stream::once(std::future::ready(before));
    let parts = futures_util::StreamExt::chain(first, futures_util::stream::once(ended));
    let body = Body::from_stream(futures_util::StreamExt::map(parts, Ok::<_, Infallible>));
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response())
}

/// Waits for the restore's end and says it.
async fn outcome(app: &AppState, id: &str) -> String {
    let record = loop {
        let looked_for = id.to_owned();
        match app.blocking(move |app| app.node().restore_record(&looked_for)).await {
            Ok(Some(record)) if record.state == "restoring" => tokio::time::sleep(LOOK_AGAIN).await,
            Ok(record) => break record,
            Err(_) => break None,
        }
    };
    let part = match record {
        Some(record) if record.state == "failed" => OutcomePart {
            notice: Notice::new(
                Kind::Failed,
                "The restore failed",
                format!("{} The data of this node is as it was.", record.detail),
            ),
            href: "/admin/backup/restore",
            action: "Choose another file",
            moves_on_after: None,
        },
        Some(record) if matches!(record.state.as_str(), "rebooting" | "complete") => OutcomePart {
            notice: Notice::new(
                Kind::Done,
                "The restore is complete",
                "The CT-VL reboots. When the login screen appears, enter your credentials as they were at the time \
                 of the backup.",
            ),
            href: "/admin/login",
            action: "Open the login screen",
            moves_on_after: Some((app.options().reboot + MARGIN).as_secs()),
        },
        // Neither a success nor a failure may be claimed.
        _ => OutcomePart {
            notice: Notice::new(
                Kind::Warning,
                "What became of the restore cannot be read",
                "The login screen shows whether the CT-VL answers, and with which data.",
            ),
            href: "/admin/login",
            action: "Open the login screen",
            moves_on_after: None,
        },
    };
    part.render().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_spoken_and_names_lose_their_folders() {
        assert_eq!(spoken_date("2025-04-10T10:32:33+02:00"), "10 April 2025, 10:32:33 +02:00");
        assert_eq!(spoken_date("2025-04-10T08:32:33.5Z"), "10 April 2025, 08:32:33 UTC");
        assert_eq!(spoken_date("once"), "once");
        assert_eq!(plain_name("C:\\Backups\\backup.zip"), "backup.zip");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("a\u{0}b\n.zip"), "ab.zip");
    }
}
