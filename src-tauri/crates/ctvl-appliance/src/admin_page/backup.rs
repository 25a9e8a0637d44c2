//! The tab Create Backup.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Page;
use super::pages::{self, CreatePage, Kind, Notice, Section};
use super::session::Session;
use crate::DEFAULT_KEY;
use crate::backup::{self, BackupOrder};
use crate::error::ApiError;

/// What was chosen, so that a refused form comes back as it was sent.
#[derive(Default, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    excludecounters: Option<String>,
}

pub(super) async fn form(State(page): State<Arc<Page>>, headers: HeaderMap) -> Result<Response, Response> {
    let session = page.session(&headers)?;
    Ok(show(&page, &session, Choice::default(), None, StatusCode::OK).await)
}

async fn show(
    page: &Page,
    session: &Session,
    choice: Choice,
    notice: Option<Notice>,
    code: StatusCode,
) -> Response {
    let names = page.app.blocking(|app| app.key_names()).await;
    let keys = match names {
        Ok(names) => names.into_iter().filter(|name| name != DEFAULT_KEY).collect(),
        Err(error) => return error.into_response(),
    };
    let shown = CreatePage {
        shell: page.shell(session, Section::Backup, notice),
        keys,
        default_key: Some(DEFAULT_KEY.to_owned()),
        chosen: Some(choice.key).filter(|key| !key.is_empty()),
        exclude_counters: choice.excludecounters.is_some(),
        example: "backup_2025-04-10T10-32-33".into(),
    };
    pages::show(code, &shown)
}

pub(super) async fn create(
    State(page): State<Arc<Page>>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Result<Response, Response> {
    let session = page.permit(&headers, &choice.csrf)?;
    let exclude_counters = choice.excludecounters.is_some();
    // The page and the API share one backup, and so its faults.
    if let Some(answer) = backup::faults::instead(&page.app, exclude_counters) {
        return Ok(answer);
    }
    let key = Some(choice.key.clone()).filter(|key| !key.is_empty());
    match backup::open(&page.app, BackupOrder { key, exclude_counters }).await {
        Ok(backup) => Ok(backup::faults::answer(&page.app, backup)),
        Err(error) => {
            let code = match &error {
                ApiError::KeyNotFound(_) => StatusCode::NOT_FOUND,
                ApiError::KeyVersioned(_) => StatusCode::BAD_REQUEST,
                ApiError::RestoreRunning => StatusCode::CONFLICT,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            };
            let text = format!("{error} Nothing was saved; the archives you have are untouched.");
            let notice = Notice::new(Kind::Failed, "The backup was not created", text);
            Ok(show(&page, &session, choice, Some(notice), code).await)
        }
    }
}
