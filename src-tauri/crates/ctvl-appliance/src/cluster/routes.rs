//! The routes between nodes.
//!
//! Invariant: but for asking to join, which takes a superuser's login, every one of them takes the cluster's secret
//! and a node that is listed (or is just being let in). A node of another cluster is told so, because that answer
//! is how a restored node becomes visible to its former members (R8).

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Extension, Json, Router};
use tokio_util::io::ReaderStream;

use super::join::{self, Doorway};
use super::membership::{self, Adoption, Member, Membership};
use super::peer::{CLUSTER_HEADER, NODE_HEADER, SECRET_HEADER};
use super::show::StatusAnswer;
use super::{ClusterError, Refusal};
use crate::state::AppState;
use crate::store::StoreError;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/cluster/status", get(status))
        .route("/api/cluster/join", post(apply))
        .route("/api/cluster/snapshot", get(snapshot))
        .route("/api/cluster/members", post(confirm))
        .route("/api/cluster/membership", put(renew))
        .layer(Extension(Arc::new(Doorway::default())))
}

/// A caller that knows this cluster's secret.
struct Insider {
    node_id: String,
    membership: Membership,
}

impl FromRequestParts<AppState> for Insider {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let membership = super::membership_of(state).await.map_err(IntoResponse::into_response)?;
        let header = |name| header(&parts.headers, name);
        let (Some(node_id), Some(cluster), Some(secret)) =
            (header(NODE_HEADER), header(CLUSTER_HEADER), header(SECRET_HEADER))
        else {
            return Err(refuse("not_a_member", "Only nodes of this cluster can ask this."));
        };
        if cluster != membership.cluster_id {
            return Err(refuse("other_cluster", "This node belongs to another cluster."));
        }
        let known = verify_slices_are_equal(secret.as_bytes(), membership.secret.as_bytes()).is_ok();
        let Extension(doorway) = Extension::<Arc<Doorway>>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        if !known || !(membership.lists(&node_id) || doorway.holds(&node_id)) {
            return Err(refuse("not_a_member", "This cluster does not list the node that asks."));
        }
        Ok(Self { node_id, membership })
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn refuse(code: &str, detail: &str) -> Response {
    let body = Refusal { status: 403, detail: detail.into(), code: code.into(), node: None };
    (StatusCode::FORBIDDEN, Json(body)).into_response()
}

async fn status(State(state): State<AppState>, insider: Insider) -> Result<Json<StatusAnswer>, ClusterError> {
    let node_id = super::own_id(&state).await?;
    Ok(Json(StatusAnswer { node_id, membership: insider.membership }))
}

async fn apply(
    State(state): State<AppState>,
    Extension(doorway): Extension<Arc<Doorway>>,
    headers: HeaderMap,
    Json(applicant): Json<Member>,
) -> Result<Json<Membership>, Response> {
    crate::auth::superuser(&state, &headers).await.map_err(IntoResponse::into_response)?;
    join::admit(&state, &doorway, applicant).await.map(Json).map_err(IntoResponse::into_response)
}

/// The cluster's data, counters included, as one SQLite file.
async fn snapshot(State(state): State<AppState>, insider: Insider) -> Result<Response, ClusterError> {
    let file = state.node_store().folder().join(format!("leaving-{}.db", uuid::Uuid::new_v4()));
    tracing::info!(node = insider.node_id, "a joining node fetches the cluster's data");
    let written = state.snapshot(&file, true).await;
    let opened = match written {
        Ok(()) => {
            tokio::fs::File::open(&file).await.map_err(|e| ClusterError::Store(StoreError::io(&file, e)))
        }
        Err(error) => Err(ClusterError::TakeOver(error.to_string())),
    };
    // The open handle keeps the bytes; the name is not needed any more, whatever becomes of the request.
    super::remove_file(&file).await;
    let body = Body::from_stream(ReaderStream::with_capacity(opened?, 256 * 1024));
    Ok(([(CONTENT_TYPE, "application/octet-stream")], body).into_response())
}

async fn confirm(
    State(state): State<AppState>,
    Extension(doorway): Extension<Arc<Doorway>>,
    insider: Insider,
) -> Result<Json<Membership>, ClusterError> {
    if !doorway.holds(&insider.node_id) {
        return Err(ClusterError::Busy);
    }
    join::confirm(&state, &doorway).await.map(Json)
}

async fn renew(
    State(state): State<AppState>,
    insider: Insider,
    Json(news): Json<Membership>,
) -> Result<StatusCode, ClusterError> {
    if news.secret != insider.membership.secret {
        return Ok(StatusCode::NO_CONTENT);
    }
    let own_id = super::own_id(&state).await?;
    let adopted = super::change(&state.node_store(), move |tx| membership::adopt(tx, &own_id, &news)).await?;
    if adopted == Adoption::Expelled {
        tracing::info!("this node was removed from its cluster and is the first node of a new one");
    }
    Ok(StatusCode::NO_CONTENT)
}
