//! The direct restore route. It is our own: no public interface of a real appliance restores.

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::auth::Superuser;
use crate::error::ApiError;
use crate::restore::{self, Upload};
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/backup/inspect", post(inspect))
        .route("/api/backup/restore", post(begin).options(probe))
        .layer(DefaultBodyLimit::disable())
        .route("/api/backup/restore/{id}", get(status))
}

async fn probe(_: Superuser) -> Response {
    std::future::ready((StatusCode::NO_CONTENT, [(ALLOW, "OPTIONS, POST")]).into_response()).await
}

async fn inspect(
    State(state): State<AppState>,
    _: Superuser,
    form: Multipart,
) -> Result<Json<Value>, ApiError> {
    let upload = receive(&state, form).await?;
    let found = restore::inspect(&state, &upload).await?;
    let refusal = restore::judge(&state, &found).await?;
    Ok(Json(json!({
        "version": found.version,
        "created": found.created,
        "key": found.key,
        "counters": found.counters,
        "restorable": refusal.is_none(),
        "reason": refusal,
    })))
}

async fn begin(
    State(state): State<AppState>,
    _: Superuser,
    form: Multipart,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let upload = receive(&state, form).await?;
    let id = restore::begin(&state, upload).await?;
    let answer = json!({ "id": id, "status": "restoring", "boot_id": state.boot_id() });
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

/// Takes the one part named `file` and streams it to disk.
async fn receive(state: &AppState, mut form: Multipart) -> Result<Upload, ApiError> {
    let broken = |_| ApiError::field("file", "The upload ended early.");
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or("backup.zip").to_owned();
        let mut upload = Upload::create(state, &name).await?;
        while let Some(bytes) = Field::chunk(&mut field).await.map_err(broken)? {
            upload.write(&bytes).await?;
        }
        upload.finish().await?;
        // A field holds the form; and only reading on shows that the form was complete.
        drop(field);
        while form.next_field().await.map_err(broken)?.is_some() {}
        return Ok(upload);
    }
    Err(ApiError::field("file", "No file was submitted."))
}

async fn status(
    State(state): State<AppState>,
    _: Superuser,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let record = state.blocking(move |state| state.node().restore_record(&id)).await?;
    let record = record.ok_or(ApiError::NotFound)?;
    Ok(Json(json!({
        "id": record.id,
        "status": record.state,
        "detail": record.detail,
        "started": record.started,
        "finished": record.finished,
        "boot_id": state.boot_id(),
    })))
}
