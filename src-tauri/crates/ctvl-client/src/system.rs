//! What an appliance tells about itself. Nothing here is guessed: what it does not tell is `None`.

use ctvl_archive::version::CtvlVersion;
use serde_json::Value;

use crate::text::{DETAIL_LIMIT, one_line};

/// Changes with every boot of the appliance; only for comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BootId(pub String);

/// What an appliance offers beyond the documented API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// The probe `OPTIONS /api/backup/restore` succeeded.
    pub direct_restore: bool,
    /// What `GET /api/system/info` told; only asked where the probe succeeded.
    pub system: Option<SystemInfo>,
}

/// What an appliance tells about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemInfo {
    /// CT-VL version.
    pub version: Option<CtvlVersion>,
    /// Name of the appliance.
    pub name: Option<String>,
    /// Changes with every boot.
    pub boot: Option<BootId>,
    /// Identity of the cluster it belongs to.
    pub cluster: Option<String>,
    /// Addresses of the cluster's members, itself included.
    pub members: Vec<String>,
    /// Whether it says of itself that it is a practice appliance.
    pub practice: bool,
}

impl Capabilities {
    /// The version, if told.
    #[must_use]
    pub fn version(&self) -> Option<&CtvlVersion> {
        self.system.as_ref()?.version.as_ref()
    }
}

impl BootId {
    pub(crate) fn read(document: &Value) -> Option<Self> {
        text(document, &["boot", "boot_id"]).map(Self)
    }
}

impl SystemInfo {
    pub(crate) fn read(document: &Value) -> Self {
        let cluster = document.get("cluster");
        let members = ["members", "nodes"].iter().find_map(|name| {
            cluster.and_then(|cluster| cluster.get(name)).or_else(|| document.get(name))?.as_array()
        });
        let member = |item: &Value| match item {
            Value::String(address) => Some(one_line(address, DETAIL_LIMIT)),
            other => text(other, &["address", "host", "name"]),
        };
        Self {
            version: text(document, &["version"]).and_then(|version| version.parse().ok()),
            name: text(document, &["name", "hostname"]),
            boot: BootId::read(document),
            cluster: text(document, &["cluster", "cluster_id"]).or_else(|| text(cluster?, &["id", "name"])),
            members: members.into_iter().flatten().take(MEMBERS).filter_map(member).collect(),
            practice: flag(document, &["practice"]).unwrap_or_else(|| {
                text(document, &["product"]).is_some_and(|product| product.contains("practice appliance"))
            }),
        }
    }
}

/// A cluster has at most 16 nodes; more than this is not a cluster.
const MEMBERS: usize = 64;

/// The first of these fields that is a text, cleaned.
pub(crate) fn text(document: &Value, names: &[&str]) -> Option<String> {
    let text = names.iter().find_map(|name| document.get(name)?.as_str())?;
    let line = one_line(text, DETAIL_LIMIT);
    (!line.is_empty()).then_some(line)
}

/// The first of these fields that is true or false.
pub(crate) fn flag(document: &Value, names: &[&str]) -> Option<bool> {
    names.iter().find_map(|name| document.get(name)?.as_bool())
}
