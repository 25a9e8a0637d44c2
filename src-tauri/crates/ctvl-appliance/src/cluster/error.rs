//! Why a node could not join, leave or be asked, in words that name the node and the next step.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::membership::LARGEST_CLUSTER;
use super::show::MemberState;
use crate::store::StoreError;

/// What another node said when it did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// The reason in words.
    pub detail: String,
    /// The reason for programs, such as `stale_member`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The node it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
}

impl Refusal {
    /// Reads an error body in any of the forms that an appliance answers with.
    pub(crate) fn from_body(status: u16, body: &serde_json::Value) -> Self {
        let text = |v: &serde_json::Value| v.as_str().map(str::to_owned);
        let detail = text(&body["detail"]).or_else(|| text(&body["non_field_errors"][0]));
        match detail {
            Some(detail) => Self {
                status,
                detail,
                code: text(&body["code"]).unwrap_or_default(),
                node: text(&body["node"]),
            },
            None => Self::bare(status),
        }
    }

    /// A refusal without words.
    pub(crate) fn bare(status: u16) -> Self {
        Self {
            status,
            detail: format!("It answered with HTTP status {status}."),
            code: String::new(),
            node: None,
        }
    }
}

/// A cluster command that did not work.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// The node's database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The TLS library could not be set up.
    #[error("TLS could not be set up on this machine.")]
    TlsSetup,
    /// No answer.
    #[error("{address} does not answer. Check the address, and that the node there is running.")]
    Unreachable {
        /// Who was asked.
        address: String,
    },
    /// It presents a certificate that was not agreed on.
    #[error(
        "{address} shows another certificate than the one that was named. Nothing was sent to it. Compare the \
         fingerprint on its console."
    )]
    OtherCertificate {
        /// Who was asked.
        address: String,
    },
    /// Something else answers there.
    #[error("{address} answers, but not as a CT-VL node does. Check the address.")]
    NotANode {
        /// Who was asked.
        address: String,
    },
    /// The other node refused.
    #[error("{address} refused: {}", refusal.detail)]
    Refused {
        /// Who was asked.
        address: String,
        /// What it said.
        refusal: Box<Refusal>,
    },
    /// The joining node still has members of its own.
    #[error(
        "This node is in a cluster with {}. Run `cluster remove` for it there first; a node is in one cluster only.",
        others.join(", ")
    )]
    InACluster {
        /// The other members' names.
        others: Vec<String>,
    },
    /// R8: a listed member that is none any more blocks every join.
    #[error(
        "{node} ({address}) is still listed in this cluster but {}. No new node can join until it is removed: run \
         `cluster remove {node}` on a node of this cluster, then join again.", state.in_words()
    )]
    StaleMember {
        /// Its name.
        node: String,
        /// Its address.
        address: String,
        /// What is wrong with it.
        state: MemberState,
    },
    /// R8, seen by the restored node itself.
    #[error(
        "{node} is still listed in this cluster from before. Run `cluster remove {node}` on a node of this cluster, \
         then join again."
    )]
    StillListed {
        /// Its name.
        node: String,
    },
    /// 16 nodes are there.
    #[error("This cluster has {LARGEST_CLUSTER} nodes already, which is the most it can have.")]
    Full,
    /// Two nodes with one name could not be told apart.
    #[error("Another node of this cluster is named {name}. Start the joining node with another name.")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The cluster's data may need a newer version to be read.
    #[error("The joining node runs CT-VL {joiner}, this cluster {cluster}. It needs {cluster} or newer.")]
    OlderVersion {
        /// The joining node's version.
        joiner: String,
        /// This cluster's version.
        cluster: String,
    },
    /// The joining node could not use the cluster's data.
    #[error(
        "The cluster's data needs keys that this node's CipherTrust Manager does not have: {}. Connect it to the \
         same one.", names.join(", ")
    )]
    KeysMissing {
        /// Names of the keys.
        names: Vec<String>,
    },
    /// No member of that name.
    #[error("No node named {name} is in this cluster.")]
    UnknownNode {
        /// What was asked for.
        name: String,
    },
    /// A node does not remove itself.
    #[error("{name} is this node. Run `cluster remove {name}` on another node of the cluster.")]
    ThisNode {
        /// Its name.
        name: String,
    },
    /// A join is going on.
    #[error("Another node is joining this cluster at the moment. Try again when it is done.")]
    Busy,
    /// A list of members that does not say where this node is, so nothing can be shown yet.
    #[error("This node has never been started, so it has no address yet. Run `serve` first.")]
    NeverStarted,
    /// The cluster's data could not be written or taken over.
    #[error("The cluster's data could not be taken over: {0}")]
    TakeOver(String),
}

impl ClusterError {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(_) | Self::TlsSetup | Self::TakeOver(_) => "internal",
            Self::Unreachable { .. } => "unreachable",
            Self::OtherCertificate { .. } => "other_certificate",
            Self::NotANode { .. } => "not_a_node",
            Self::Refused { .. } => "refused",
            Self::InACluster { .. } => "in_a_cluster",
            Self::StaleMember { .. } | Self::StillListed { .. } => "stale_member",
            Self::Full => "full",
            Self::NameTaken { .. } => "name_taken",
            Self::OlderVersion { .. } => "older_version",
            Self::KeysMissing { .. } => "keys_missing",
            Self::UnknownNode { .. } => "unknown_node",
            Self::ThisNode { .. } => "this_node",
            Self::Busy => "busy",
            Self::NeverStarted => "never_started",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Store(_) | Self::TlsSetup | Self::TakeOver(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unreachable { .. } | Self::OtherCertificate { .. } | Self::NotANode { .. } => {
                StatusCode::BAD_GATEWAY
            }
            Self::UnknownNode { .. } => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT,
        }
    }

    fn node(&self) -> Option<String> {
        match self {
            Self::StaleMember { node, .. } | Self::StillListed { node } => Some(node.clone()),
            Self::Refused { refusal, .. } => refusal.node.clone(),
            _ => None,
        }
    }
}

impl IntoResponse for ClusterError {
    fn into_response(self) -> Response {
        let status = self.status();
        let code = match &self {
            Self::Refused { refusal, .. } if !refusal.code.is_empty() => refusal.code.clone(),
            other => other.code().to_owned(),
        };
        let body = Refusal { status: status.as_u16(), detail: self.to_string(), code, node: self.node() };
        (status, Json(body)).into_response()
    }
}
