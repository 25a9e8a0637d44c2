//! The cluster and the counter tables, to look at; a stale member can be removed here as well (R8).

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Page;
use super::pages::{self, ClusterPage, CounterRow, CountersPage, Kind, MemberRow, Notice, Section};
use super::session::Session;
use crate::cluster::{self, LARGEST_CLUSTER, MemberState};

pub(super) async fn members(State(page): State<Arc<Page>>, headers: HeaderMap) -> Result<Response, Response> {
    let session = page.session(&headers)?;
    Ok(listing(&page, &session, None, StatusCode::OK).await)
}

async fn listing(page: &Page, session: &Session, notice: Option<Notice>, code: StatusCode) -> Response {
    let status = match cluster::show(&page.app.node_store(), MemberState::Active).await {
        Ok(status) => status,
        Err(error) => return error.into_response(),
    };
    let blocked_by = status.stale().map(|m| m.member.name.clone());
    let members = status.members.into_iter().map(|m| MemberRow {
        id: m.member.node_id,
        name: m.member.name,
        address: m.member.address,
        status: match m.state {
            MemberState::Active | MemberState::Stopped => "Active",
            MemberState::Unreachable => "Does not answer",
            MemberState::OtherCluster => "Belongs to another cluster now, as after a restore",
            MemberState::OtherCertificate => "Shows another certificate now",
            MemberState::Failing => "Does not answer as a node should",
        },
        tone: if m.state == MemberState::Active { "ok" } else { "risk" },
        this_node: m.this_node,
    });
    let shown = ClusterPage {
        members: members.collect(),
        limit: LARGEST_CLUSTER,
        cluster: status.cluster_id,
        blocked_by,
        address: page.app.address(),
        fingerprint: page.app.certificate_fingerprint().to_string(),
        shell: page.shell(session, Section::Cluster, notice),
    };
    pages::show(code, &shown)
}

#[derive(Deserialize)]
pub(super) struct RemoveForm {
    csrf: String,
    node: String,
}

pub(super) async fn remove(
    State(page): State<Arc<Page>>,
    headers: HeaderMap,
    Form(form): Form<RemoveForm>,
) -> Result<Response, Response> {
    let session = page.permit(&headers, &form.csrf)?;
    match cluster::remove(&page.app.node_store(), &form.node).await {
        Ok(_) => Ok(Redirect::to("/admin/cluster").into_response()),
        Err(error) => {
            let notice = Notice::new(Kind::Failed, "The node was not removed", error.to_string());
            Ok(listing(&page, &session, Some(notice), StatusCode::CONFLICT).await)
        }
    }
}

pub(super) async fn counters(
    State(page): State<Arc<Page>>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let session = page.session(&headers)?;
    let app = page.app.clone();
    let tables = tokio::task::spawn_blocking(move || app.data().counter_tables()).await;
    let Ok(Ok(tables)) = tables else { return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()) };
    let tables = tables.into_iter().map(|(name, rows)| CounterRow { name, rows }).collect();
    let shell = page.shell(&session, Section::Counters, None);
    Ok(pages::show(StatusCode::OK, &CountersPage { shell, tables }))
}
