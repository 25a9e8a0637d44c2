//! `/api/api-token-auth/` and `/api/api-token-refresh/` (R1).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Value, json};

use super::body::Fields;
use crate::auth;
use crate::error::ApiError;
use crate::state::AppState;

pub(super) async fn token_auth(State(state): State<AppState>, body: Bytes) -> Result<Json<Value>, ApiError> {
    if state.faults().get("timeout-at-login").is_some() {
        return Err(ApiError::GatewayTimeout);
    }
    let mut fields = Fields::of(&body)?;
    let (username, password) = (fields.text("username"), fields.text("password"));
    fields.end()?;
    let user = auth::sign_in(&state, &username, &password).await?;
    let token = state.blocking(move |state| auth::issue(state, &user)).await?;
    Ok(Json(json!({ "token": token })))
}

pub(super) async fn token_refresh(
    State(state): State<AppState>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut fields = Fields::of(&body)?;
    let token = fields.text("token");
    fields.end()?;
    let token = state.blocking(move |state| auth::refresh(state, &token)).await?;
    Ok(Json(json!({ "token": token })))
}
