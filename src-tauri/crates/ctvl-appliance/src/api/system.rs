//! `/api/system/info`, part of our own direct route; no real appliance tells this.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::auth::Superuser;
use crate::error::ApiError;
use crate::state::AppState;
use crate::{DEFAULT_KEY, cluster};

pub(super) async fn info(State(state): State<AppState>, _: Superuser) -> Result<Json<Value>, ApiError> {
    let facts =
        state.blocking(|state| Ok::<_, ApiError>((state.node().node_id()?, state.node().banner()?))).await?;
    let (node_id, banner) = facts;
    let members = cluster::member_names(&state).await?;
    Ok(Json(json!({
        "product": "CT-VL practice appliance",
        "version": state.options().version,
        "name": state.options().name,
        "node_id": node_id,
        "boot_id": state.boot_id(),
        "default_key": DEFAULT_KEY,
        "banner": banner,
        "cluster": { "members": members },
    })))
}
