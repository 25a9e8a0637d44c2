//! How the members of a cluster are at this moment: each one is asked, none is assumed.

use std::sync::Arc;

use futures_util::future::join_all;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use super::ClusterError;
use super::membership::{self, Member, Membership};
use super::peer::{Patience, Peer};
use crate::node::NodeStore;

/// What a member turned out to be when it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// It answers and lists this node too.
    Active,
    /// This node is not running (only seen by the command line of a stopped node).
    Stopped,
    /// It does not answer.
    Unreachable,
    /// It answers as a node of another cluster: it was restored, for example (R7).
    OtherCluster,
    /// It shows another certificate, so it was asked nothing.
    OtherCertificate,
    /// Something else answers there, or it failed to answer the question.
    Failing,
}

impl MemberState {
    /// As the end of a sentence that begins with the node's name.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Stopped => "stopped",
            Self::Unreachable => "does not answer",
            Self::OtherCluster => "belongs to another cluster now, as after a restore",
            Self::OtherCertificate => "shows another certificate now",
            Self::Failing => "does not answer as a node should",
        }
    }
}

/// One line of `cluster show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberStatus {
    /// The member as listed.
    #[serde(flatten)]
    pub member: Member,
    /// How it is now.
    pub state: MemberState,
    /// Whether it is the node that was asked.
    pub this_node: bool,
}

/// The answer of `cluster show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterStatus {
    /// The cluster's id.
    pub cluster_id: String,
    /// All members by name.
    pub members: Vec<MemberStatus>,
}

impl ClusterStatus {
    /// The first member that keeps new nodes from joining (R8).
    pub fn stale(&self) -> Option<&MemberStatus> {
        self.members.iter().find(|m| !matches!(m.state, MemberState::Active | MemberState::Stopped))
    }
}

/// What a member answers when it is asked how it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StatusAnswer {
    pub(crate) node_id: String,
    pub(crate) membership: Membership,
}

/// Asks every member, and on the way lets whichever list is newer win. `own` is how this node itself is.
///
/// Works on the data folder, so it does not matter whether this node is running.
pub async fn of(node: &Arc<NodeStore>, own: MemberState) -> Result<ClusterStatus, ClusterError> {
    let own_id = super::id_of(node).await?;
    let known = super::read(node, membership::read).await?;
    let (status, seen) = ask_all(&known, &own_id, own).await;
    let newest = seen.iter().max_by_key(|m| m.revision);
    let behind = seen.iter().any(|m| m.revision < known.revision);
    if let Some(news) = newest.filter(|m| m.revision > known.revision).cloned() {
        let id = own_id.clone();
        super::change(node, move |tx| membership::adopt(tx, &id, &news)).await?;
        let known = super::read(node, membership::read).await?;
        return Ok(ask_all(&known, &own_id, own).await.0);
    }
    if behind {
        tell_all(&known, &own_id, None).await;
    }
    Ok(status)
}

/// Asks every other member at once.
async fn ask_all(
    membership: &Membership,
    node_id: &str,
    own_state: MemberState,
) -> (ClusterStatus, Vec<Membership>) {
    let asked = membership.members.iter().map(|member| async move {
        if member.node_id == node_id {
            return (MemberStatus { member: member.clone(), state: own_state, this_node: true }, None);
        }
        let (state, seen) = match ask(membership, node_id, member).await {
            Ok(answer) if answer.node_id != member.node_id => (MemberState::Failing, None),
            Ok(answer) if answer.membership.cluster_id != membership.cluster_id => {
                (MemberState::OtherCluster, None)
            }
            Ok(answer) => (MemberState::Active, Some(answer.membership)),
            Err(ClusterError::Unreachable { .. }) => (MemberState::Unreachable, None),
            Err(ClusterError::OtherCertificate { .. }) => (MemberState::OtherCertificate, None),
            Err(ClusterError::Refused { refusal, .. }) if refusal.code == "other_cluster" => {
                (MemberState::OtherCluster, None)
            }
            Err(_) => (MemberState::Failing, None),
        };
        (MemberStatus { member: member.clone(), state, this_node: false }, seen)
    });
    let (members, seen): (Vec<_>, Vec<_>) = join_all(asked).await.into_iter().unzip();
    let status = ClusterStatus { cluster_id: membership.cluster_id.clone(), members };
    (status, seen.into_iter().flatten().collect())
}

async fn ask(membership: &Membership, node_id: &str, member: &Member) -> Result<StatusAnswer, ClusterError> {
    let peer = Peer::new(&member.address, member.fingerprint, Patience::Short)?;
    peer.ask(Method::GET, "/api/cluster/status", membership.caller(node_id), None::<&()>).await
}

/// Gives the list to every other member that listens; the others catch up when they are asked next.
pub(crate) async fn tell_all(membership: &Membership, node_id: &str, also: Option<&Member>) {
    let told = membership.others(node_id).chain(also).map(|member| async move {
        let told = async {
            let peer = Peer::new(&member.address, member.fingerprint, Patience::Short)?;
            let caller = membership.caller(node_id);
            peer.request(Method::PUT, "/api/cluster/membership", caller, Some(membership)).await
        };
        if let Err(error) = told.await {
            tracing::warn!(node = member.name, %error, "a member was not told of the change in its cluster");
        }
    });
    join_all(told).await;
}
