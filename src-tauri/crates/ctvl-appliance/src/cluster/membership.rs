//! Who is in this node's cluster, as `node.db` remembers it.
//!
//! Invariant: the list has a revision that only grows while the cluster lives, and a node takes over a list only
//! if its revision is newer. So a node that was away catches up, and an old list never comes back.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};

use super::Fingerprint;
use super::peer::Caller;

/// A cluster has at most this many nodes (vendor's limit).
pub const LARGEST_CLUSTER: usize = 16;

/// The cluster's tables in `node.db`.
pub(crate) const SCHEMA: &str = r"
CREATE TABLE cluster (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    cluster_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE TABLE members (
    node_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    version TEXT NOT NULL,
    joined TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// One node, as every node of its cluster knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The id that the machine keeps for life, restores included.
    pub node_id: String,
    /// Name, unique in the cluster.
    pub name: String,
    /// `https://host:port`.
    pub address: String,
    /// The certificate it is recognised by.
    pub fingerprint: Fingerprint,
    /// The CT-VL version it runs.
    pub version: String,
    /// When it became a member, RFC 3339.
    pub joined: String,
}

/// A cluster as one of its nodes sees it. Holds the shared secret: it travels only between members.
#[derive(Clone, Serialize, Deserialize)]
pub struct Membership {
    /// Random, new with every cluster.
    pub cluster_id: String,
    /// What members show each other.
    pub(crate) secret: String,
    /// Grows with every change.
    pub revision: i64,
    /// All nodes, this one included, by name.
    pub members: Vec<Member>,
}

impl std::fmt::Debug for Membership {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Membership")
            .field("cluster_id", &self.cluster_id)
            .field("revision", &self.revision)
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}

impl Membership {
    /// Every member but the one with this id.
    pub fn others(&self, node_id: &str) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |m| m.node_id != node_id)
    }

    /// How this node introduces itself to the other members.
    pub(crate) fn caller<'a>(&'a self, node_id: &'a str) -> Caller<'a> {
        Caller::Member { node: node_id, cluster: &self.cluster_id, secret: &self.secret }
    }

    /// Whether this id is in the list.
    pub fn lists(&self, node_id: &str) -> bool {
        self.members.iter().any(|m| m.node_id == node_id)
    }

    /// The member with this name or id.
    pub fn find(&self, name_or_id: &str) -> Option<&Member> {
        self.members.iter().find(|m| m.name == name_or_id || m.node_id == name_or_id)
    }
}

/// Makes this node the first, and only, member of a new cluster. Its own line follows at the next start, when name
/// and address are known.
pub(crate) fn found_new(tx: &Transaction<'_>, node_id: &str) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM members WHERE node_id != ?1", [node_id])?;
    tx.execute("UPDATE members SET joined = ?1", [Timestamp::now().to_string()])?;
    // Two version 4 UUIDs: 244 bits from the operating system's generator.
    let secret = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    tx.execute(
        "INSERT OR REPLACE INTO cluster (only, cluster_id, secret, revision) VALUES (1, ?1, ?2, 1)",
        params![uuid::Uuid::new_v4().to_string(), secret],
    )?;
    Ok(())
}

/// The cluster this node is in.
pub(crate) fn read(c: &Connection) -> rusqlite::Result<Membership> {
    let mut membership = c.query_row("SELECT cluster_id, secret, revision FROM cluster", [], |r| {
        Ok(Membership { cluster_id: r.get(0)?, secret: r.get(1)?, revision: r.get(2)?, members: Vec::new() })
    })?;
    let mut rows =
        c.prepare("SELECT node_id, name, address, fingerprint, version, joined FROM members ORDER BY name")?;
    membership.members = rows
        .query_map([], |r| {
            Ok(Member {
                node_id: r.get(0)?,
                name: r.get(1)?,
                address: r.get(2)?,
                fingerprint: r.get::<_, String>(3)?.parse().map_err(|e| {
                    rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(e))
                })?,
                version: r.get(4)?,
                joined: r.get(5)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(membership)
}

/// Writes a whole cluster in place of the one this node was in.
pub(crate) fn write(tx: &Transaction<'_>, membership: &Membership) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO cluster (only, cluster_id, secret, revision) VALUES (1, ?1, ?2, ?3)",
        params![membership.cluster_id, membership.secret, membership.revision],
    )?;
    tx.execute("DELETE FROM members", [])?;
    for member in &membership.members {
        put(tx, member)?;
    }
    Ok(())
}

/// Adds a member or renews what is known of it.
fn put(tx: &Transaction<'_>, member: &Member) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO members (node_id, name, address, fingerprint, version, joined)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            member.node_id,
            member.name,
            member.address,
            member.fingerprint.to_string(),
            member.version,
            member.joined
        ],
    )?;
    Ok(())
}

/// Adds or renews a member in the stored list; answers with the new list if that changed anything.
pub(crate) fn admit(tx: &Transaction<'_>, member: &Member) -> rusqlite::Result<Option<Membership>> {
    let known = read(tx)?;
    let same = |m: &Member| Member { joined: member.joined.clone(), ..m.clone() } == *member;
    if known.members.iter().any(same) {
        return Ok(None);
    }
    let joined = known.find(&member.node_id).map_or(&member.joined, |m| &m.joined).clone();
    put(tx, &Member { joined, ..member.clone() })?;
    tx.execute("UPDATE cluster SET revision = revision + 1", [])?;
    read(tx).map(Some)
}

/// Takes a member off the stored list; answers with the new list.
pub(crate) fn dismiss(tx: &Transaction<'_>, node_id: &str) -> rusqlite::Result<Membership> {
    tx.execute("DELETE FROM members WHERE node_id = ?1", [node_id])?;
    tx.execute("UPDATE cluster SET revision = revision + 1", [])?;
    read(tx)
}

/// What a list from another member did here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adoption {
    /// It was newer and stands now.
    Taken,
    /// It was not newer.
    Kept,
    /// It leaves this node out: this node is the first of a new cluster now.
    Expelled,
}

/// Takes over a newer list of the same cluster.
pub(crate) fn adopt(tx: &Transaction<'_>, node_id: &str, news: &Membership) -> rusqlite::Result<Adoption> {
    let known = read(tx)?;
    if news.cluster_id != known.cluster_id || news.revision <= known.revision {
        return Ok(Adoption::Kept);
    }
    if !news.lists(node_id) {
        found_new(tx, node_id)?;
        return Ok(Adoption::Expelled);
    }
    write(tx, news)?;
    Ok(Adoption::Taken)
}
