//! The HTTP API: what is documented of a real appliance, and the direct restore route of our own.

mod body;
mod collections;
mod login;
mod restore;
mod system;
mod tokenize;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::auth::Superuser;
use crate::backup::{self, BackupOrder};
use crate::error::ApiError;
use crate::faults::Fault;
use crate::state::AppState;
use crate::{admin_page, cluster};

/// Every route of one boot.
pub(crate) fn router(state: AppState) -> Router {
    let mut api = Router::new()
        .route("/api/api-token-auth/", post(login::token_auth))
        .route("/api/api-token-refresh/", post(login::token_refresh))
        .route("/api/keys/", get(collections::keys).post(collections::add_key))
        .route("/api/tokengroups/", get(collections::token_groups).post(collections::add_token_group))
        .route(
            "/api/tokentemplates/",
            get(collections::token_templates).post(collections::add_token_template),
        )
        .route("/api/backup/create", get(default_backup))
        .route("/api/backup/create/{key}", get(keyed_backup))
        .route("/vts/rest/v2.0/tokenize", post(tokenize::tokenize))
        .route("/vts/rest/v2.0/tokenize/", post(tokenize::tokenize))
        .route("/vts/rest/v2.0/detokenize", post(tokenize::detokenize))
        .route("/vts/rest/v2.0/detokenize/", post(tokenize::detokenize))
        .route("/vts", get(alive))
        .route("/vts/", get(alive));
    if state.options().direct_route {
        api = api.merge(restore::router()).route("/api/system/info", get(system::info));
    }
    // nginx's own limit for a body; the routes that take archives lift it for themselves.
    api.layer(DefaultBodyLimit::max(2 * 1024 * 1024))
        .merge(cluster::router(state.clone()))
        .merge(admin_page::router(state.clone()))
        .fallback(|| std::future::ready(ApiError::NotFound))
        .layer(middleware::from_fn_with_state(state.clone(), throttle))
        .with_state(state)
}

async fn throttle(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if let (true, Some(Fault::Busy(seconds))) = (path.starts_with("/api/"), state.faults().get("busy")) {
        return ApiError::Throttled { seconds }.into_response();
    }
    next.run(request).await
}

async fn alive() -> StatusCode {
    std::future::ready(StatusCode::OK).await
}

#[derive(Debug, Deserialize)]
struct BackupQuery {
    #[serde(default)]
    excludecounters: String,
}

async fn default_backup(
    state: State<AppState>,
    user: Superuser,
    query: Query<BackupQuery>,
) -> Result<Response, ApiError> {
    create_backup(state, user, None, query).await
}

async fn keyed_backup(
    state: State<AppState>,
    user: Superuser,
    Path(key): Path<String>,
    query: Query<BackupQuery>,
) -> Result<Response, ApiError> {
    create_backup(state, user, Some(key), query).await
}

async fn create_backup(
    State(state): State<AppState>,
    _: Superuser,
    key: Option<String>,
    Query(query): Query<BackupQuery>,
) -> Result<Response, ApiError> {
    let exclude_counters = query.excludecounters.eq_ignore_ascii_case("true");
    if let Some(Fault::SlowFirstByte(wait)) = state.faults().get("slow-first-byte") {
        tokio::time::sleep(wait).await;
    }
    if let Some(answer) = backup::faults::instead(&state, exclude_counters) {
        return Ok(answer);
    }
    let backup = backup::open(&state, BackupOrder { key, exclude_counters }).await?;
    Ok(backup::faults::answer(&state, backup))
}
