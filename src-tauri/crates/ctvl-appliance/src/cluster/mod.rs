//! Cluster membership between running instances, over HTTPS (R7, R8).
//!
//! Invariant: membership lives in `node.db` and never in a backup. So a restored node is the first of a new cluster
//! (R7), while its former members, who are not told, still list it; they find out by asking it, and take nobody in
//! until somebody removes it there (R8).
//!
//! A node that joins takes a copy of the cluster's data. Later changes are not copied between nodes: what this
//! module is for is what a restore does to a cluster, not replication.

mod console;
mod error;
mod fingerprint;
mod join;
mod membership;
mod peer;
mod routes;
mod show;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use rusqlite::{Connection, Transaction};

pub use console::{Console, ConsoleError, ConsoleFile, FaultChange, FaultLine, Switches};
pub use error::{ClusterError, Refusal};
pub use fingerprint::{Fingerprint, NotAFingerprint};
pub use join::{JoinOrder, join};
pub use membership::{LARGEST_CLUSTER, Member, Membership};
pub(crate) use membership::{SCHEMA, found_new};
pub use show::{ClusterStatus, MemberState, MemberStatus, of as show};

use crate::error::ApiError;
use crate::node::NodeStore;
use crate::state::AppState;

/// Routes between nodes, and the console's.
pub fn router(_state: AppState) -> Router<AppState> {
    routes::routes().merge(console::routes())
}

/// The console's switches for faults, which have a port of their own.
pub(crate) fn switches(state: AppState) -> Router {
    console::switches().with_state(state)
}

/// Names of all members, as listed, for system information.
pub(crate) async fn member_names(state: &AppState) -> Result<Vec<String>, ApiError> {
    let membership = state.blocking(|state| state.node().database().with(|c| membership::read(c))).await?;
    Ok(membership.members.into_iter().map(|member| member.name).collect())
}

/// Names of the other members, as listed; nobody is asked.
pub(crate) async fn other_names(state: &AppState) -> Result<Vec<String>, ClusterError> {
    let own_id = own_id(state).await?;
    Ok(membership_of(state).await?.others(&own_id).map(|m| m.name.clone()).collect())
}

/// Removes another node from the cluster, whether it still answers or not; answers with what was removed.
///
/// Works on the data folder, so it does not matter whether this node is running.
pub async fn remove(node: &Arc<NodeStore>, name_or_id: &str) -> Result<Member, ClusterError> {
    let own_id = id_of(node).await?;
    // A change on another member that this node has not heard of must not be lost.
    show(node, MemberState::Active).await?;
    let known = read(node, membership::read).await?;
    let Some(member) = known.find(name_or_id).cloned() else {
        return Err(ClusterError::UnknownNode { name: name_or_id.to_owned() });
    };
    if member.node_id == own_id {
        return Err(ClusterError::ThisNode { name: member.name });
    }
    let gone = member.node_id.clone();
    let known = change(node, move |tx| membership::dismiss(tx, &gone)).await?;
    show::tell_all(&known, &own_id, Some(&member)).await;
    Ok(member)
}

/// Opens the console; answers whether this node is alone, so that nobody has to be asked before it is listed.
pub(crate) async fn opened(state: &AppState) -> Result<bool, ClusterError> {
    let console = state.clone();
    blocking(move || Ok(console::open(&console)?)).await?;
    let own_id = own_id(state).await?;
    Ok(membership_of(state).await?.others(&own_id).next().is_none())
}

/// Opens the console and lists this node anew.
pub(crate) async fn started(state: &AppState) -> Result<(), ClusterError> {
    opened(state).await?;
    listed(state).await
}

/// Lists this node as it is since it started: name, address and certificate may be new. Members that do not answer
/// are waited for.
pub(crate) async fn listed(state: &AppState) -> Result<(), ClusterError> {
    let node = state.node_store();
    let own_id = own_id(state).await?;
    let own = Member {
        node_id: own_id.clone(),
        name: state.options().name.clone(),
        address: state.address(),
        fingerprint: state.certificate_fingerprint(),
        version: state.options().version.clone(),
        joined: Timestamp::now().to_string(),
    };
    let known = membership_of(state).await?;
    if known.others(&own_id).next().is_some() {
        // Whatever changed while this node was away comes first, or its own line could be lost to a newer list.
        show(&node, MemberState::Active).await?;
    }
    let changed = change(&node, move |tx| membership::admit(tx, &own)).await?;
    if let Some(changed) = changed {
        show::tell_all(&changed, &own_id, None).await;
    }
    Ok(())
}

/// This node's id.
async fn own_id(state: &AppState) -> Result<String, ClusterError> {
    id_of(&state.node_store()).await
}

async fn id_of(node: &Arc<NodeStore>) -> Result<String, ClusterError> {
    let node = Arc::clone(node);
    blocking(move || Ok(node.node_id()?)).await
}

/// The list as this node has it.
async fn membership_of(state: &AppState) -> Result<Membership, ClusterError> {
    read(&state.node_store(), membership::read).await
}

/// Reads from `node.db` off the event loop.
async fn read<T: Send + 'static>(
    node: &Arc<NodeStore>,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, ClusterError> {
    let node = Arc::clone(node);
    blocking(move || Ok(node.database().with(|c| work(c))?)).await
}

/// Changes `node.db` in one transaction, off the event loop.
async fn change<T: Send + 'static>(
    node: &Arc<NodeStore>,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, ClusterError> {
    let node = Arc::clone(node);
    blocking(move || {
        Ok(node.database().with(|c| {
            let tx = c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let done = work(&tx)?;
            tx.commit()?;
            Ok(done)
        })?)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ClusterError> + Send + 'static,
) -> Result<T, ClusterError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(ClusterError::TakeOver(error.to_string())),
    }
}

/// Removes a file that only this process knows of; one that is left behind does no harm.
async fn remove_file(path: &Path) {
    if let Err(error) = tokio::fs::remove_file(path).await
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(path = %path.display(), %error, "a temporary file could not be removed");
    }
}
