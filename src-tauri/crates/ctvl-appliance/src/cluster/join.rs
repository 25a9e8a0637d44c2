//! Joining, seen from both sides.
//!
//! Invariant: the cluster lists a new node only after that node holds the cluster's data and was reached at the
//! address it named. A join that breaks off anywhere before leaves the cluster as it was.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;

use super::membership::{self, LARGEST_CLUSTER, Member, Membership};
use super::peer::{Caller, Patience, Peer};
use super::show::{self, MemberState, StatusAnswer};
use super::{ClusterError, Fingerprint, Refusal};
use crate::state::AppState;
use crate::store::{DataStore, StoreError};

/// After this long a node that began to join may have died; another one gets its chance.
const PATIENCE: Duration = Duration::from_secs(600);

/// What an administrator says on the console of the node that is to join.
#[derive(Clone, Serialize, Deserialize)]
pub struct JoinOrder {
    /// Any member of the cluster, `https://host:port`.
    pub address: String,
    /// Its certificate.
    pub fingerprint: Fingerprint,
    /// A superuser there.
    pub user: String,
    /// That user's password; used once, never stored.
    pub password: String,
}

impl std::fmt::Debug for JoinOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JoinOrder").field("address", &self.address).finish_non_exhaustive()
    }
}

/// The node that is joining at the moment, if any: one at a time, so that two cannot take the last place.
#[derive(Debug, Default)]
pub(crate) struct Doorway(Mutex<Option<(Member, Instant)>>);

impl Doorway {
    fn enter(&self, applicant: Member) -> Result<(), ClusterError> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*inside {
            Some((member, since)) if member.node_id != applicant.node_id && since.elapsed() < PATIENCE => {
                Err(ClusterError::Busy)
            }
            _ => {
                *inside = Some((applicant, Instant::now()));
                Ok(())
            }
        }
    }

    /// Whether this node was let in and has not finished.
    pub(crate) fn holds(&self, node_id: &str) -> bool {
        let inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inside.as_ref().is_some_and(|(member, _)| member.node_id == node_id)
    }

    fn clear(&self) -> Option<Member> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().map(|(member, _)| member)
    }
}

/// The member's side, first half: may this node join? Nothing is changed yet.
pub(crate) async fn admit(
    state: &AppState,
    doorway: &Doorway,
    applicant: Member,
) -> Result<Membership, ClusterError> {
    let known = super::membership_of(state).await?;
    check(&known, &applicant, &state.options().version)?;
    let own_id = super::own_id(state).await?;
    // R8: every listed member has to be there and to belong here, or the cluster takes nobody in.
    let status = show::of(&state.node_store(), MemberState::Active).await?;
    if let Some(stale) = status.stale() {
        return Err(ClusterError::StaleMember {
            node: stale.member.name.clone(),
            address: stale.member.address.clone(),
            state: stale.state,
        });
    }
    let known = super::membership_of(state).await?;
    if !known.lists(&own_id) {
        return Err(ClusterError::NeverStarted);
    }
    doorway.enter(applicant)?;
    Ok(known)
}

fn check(known: &Membership, applicant: &Member, own_version: &str) -> Result<(), ClusterError> {
    if let Some(listed) = known.members.iter().find(|m| m.node_id == applicant.node_id) {
        return Err(ClusterError::StillListed { node: listed.name.clone() });
    }
    if known.find(&applicant.name).is_some() {
        return Err(ClusterError::NameTaken { name: applicant.name.clone() });
    }
    if known.members.len() >= LARGEST_CLUSTER {
        return Err(ClusterError::Full);
    }
    let version = |text: &str| text.parse::<ctvl_archive::version::CtvlVersion>().ok();
    if version(&applicant.version) < version(own_version) {
        return Err(ClusterError::OlderVersion {
            joiner: applicant.version.clone(),
            cluster: own_version.to_owned(),
        });
    }
    Ok(())
}

/// The member's side, second half: the node has the data, so it is listed from now on.
pub(crate) async fn confirm(state: &AppState, doorway: &Doorway) -> Result<Membership, ClusterError> {
    let Some(newcomer) = doorway.clear() else { return Err(ClusterError::Busy) };
    let own_id = super::own_id(state).await?;
    let known = super::membership_of(state).await?;
    let peer = Peer::new(&newcomer.address, newcomer.fingerprint, Patience::Short)?;
    let caller = known.caller(&own_id);
    let answer: StatusAnswer = peer.ask(Method::GET, "/api/cluster/status", caller, None::<&()>).await?;
    if answer.node_id != newcomer.node_id || answer.membership.cluster_id != known.cluster_id {
        return Err(ClusterError::NotANode { address: newcomer.address });
    }
    let listed = newcomer.clone();
    let known = super::change(&state.node_store(), move |tx| match membership::admit(tx, &listed)? {
        Some(changed) => Ok(changed),
        None => membership::read(tx),
    })
    .await?;
    show::tell_all(&known, &own_id, None).await;
    Ok(known)
}

/// The joining node's side: takes the cluster's data and list in place of its own.
pub async fn join(state: &AppState, order: JoinOrder) -> Result<Membership, ClusterError> {
    let own_id = super::own_id(state).await?;
    let known = super::membership_of(state).await?;
    if known.others(&own_id).next().is_some() {
        let others = known.others(&own_id).map(|m| m.name.clone()).collect();
        return Err(ClusterError::InACluster { others });
    }
    let Some(own) = known.members.into_iter().find(|m| m.node_id == own_id) else {
        return Err(ClusterError::NeverStarted);
    };

    let peer = Peer::new(&order.address, order.fingerprint, Patience::Long)?;
    let token = sign_in(&peer, &order).await?;
    let mut granted: Membership =
        peer.ask(Method::POST, "/api/cluster/join", Caller::Token(&token), Some(&own)).await?;
    let arrival = state.node_store().folder().join(format!("joining-{}.db", uuid::Uuid::new_v4()));
    let fetched = fetch(&peer, &granted, &own_id, &arrival).await;
    let fetched = match fetched {
        Ok(()) => keys_known(state, &arrival).await,
        Err(error) => Err(error),
    };
    if let Err(error) = fetched {
        super::remove_file(&arrival).await;
        return Err(error);
    }

    granted.members.push(own);
    let list = granted.clone();
    let replaced = state.replace_data(&arrival, None, move |tx, _| membership::write(tx, &list)).await;
    super::remove_file(&arrival).await;
    replaced.map_err(|e| ClusterError::TakeOver(e.to_string()))?;

    let caller = granted.caller(&own_id);
    let confirmed = peer.ask::<(), Membership>(Method::POST, "/api/cluster/members", caller, None).await;
    let id = own_id.clone();
    match confirmed {
        Ok(news) => {
            super::change(&state.node_store(), move |tx| {
                membership::adopt(tx, &id, &news)?;
                membership::read(tx)
            })
            .await
        }
        Err(error) => {
            // The cluster does not list this node, so it must not believe that it is a member.
            super::change(&state.node_store(), move |tx| membership::found_new(tx, &id)).await?;
            Err(error)
        }
    }
}

async fn sign_in(peer: &Peer, order: &JoinOrder) -> Result<String, ClusterError> {
    #[derive(Serialize)]
    struct Login<'a> {
        username: &'a str,
        password: &'a str,
    }
    #[derive(Deserialize)]
    struct Answer {
        token: String,
    }
    let login = Login { username: &order.user, password: &order.password };
    let signed_in: Result<Answer, _> =
        peer.ask(Method::POST, "/api/api-token-auth/", Caller::Nobody, Some(&login)).await;
    match signed_in {
        Ok(answer) => Ok(answer.token),
        Err(ClusterError::Refused { address, refusal }) if refusal.code.is_empty() => {
            let refusal = Refusal { code: "login".into(), ..*refusal };
            Err(ClusterError::Refused { address, refusal: Box::new(refusal) })
        }
        Err(error) => Err(error),
    }
}

/// Streams the cluster's data into a file.
async fn fetch(peer: &Peer, granted: &Membership, own_id: &str, to: &Path) -> Result<(), ClusterError> {
    let caller = granted.caller(own_id);
    let mut response = peer.request(Method::GET, "/api/cluster/snapshot", caller, None::<&()>).await?;
    let io = |e| ClusterError::Store(StoreError::io(to, e));
    let mut file = tokio::fs::File::create(to).await.map_err(io)?;
    while let Some(bytes) = response.chunk().await.map_err(|e| peer.failure(&e))? {
        file.write_all(&bytes).await.map_err(io)?;
    }
    file.flush().await.map_err(io)?;
    file.sync_all().await.map_err(io)
}

/// The cluster's tokens could not be read here without its keys; better to say so before anything is replaced.
async fn keys_known(state: &AppState, arrival: &Path) -> Result<(), ClusterError> {
    let (state, arrival) = (state.clone(), arrival.to_owned());
    super::blocking(move || {
        let needed: Vec<String> = DataStore::open(&arrival)?.database().with(|c| {
            c.prepare("SELECT name FROM keys ORDER BY name")?.query_map([], |r| r.get(0))?.collect()
        })?;
        let mut missing = Vec::new();
        for name in needed {
            if state.key_store().find(&name)?.is_none() {
                missing.push(name);
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(ClusterError::KeysMissing { names: missing }) }
    })
    .await
}
