//! The facts of a plan are gathered here, and gathered again by the same code before the plan is executed, so
//! that a difference is a change of the world and never one of the way of looking.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ctvl_archive::{ArchiveName, CtvlVersion, KeyKnowledge, Known, Source};
use ctvl_client::{Capabilities, Client, ClientError, Fingerprint, Session};

use super::binding::ArchiveBinding;
use super::facts::{ArchiveFacts, ClusterFacts, KeyNeeded, KeyThere, ReceiptFact, TakenFrom, TargetFacts};
use super::upload;
use super::verdict::standing;
use crate::archive_file::{ArchiveReport, ReceiptState};
use crate::engine::Engine;
use crate::error::{Activity, EngineError, Result};
use crate::job::{CancelToken, JobKind};
use crate::profile::Profile;
use crate::profile::login::Login;

/// The archive, read from its first byte to its last. Size and time are looked at before and after: a file that
/// changes meanwhile is not the one that was judged. `progress` is told the bytes read so far, and all there are.
pub(super) async fn see_archive(
    engine: &Arc<Engine>,
    path: &Path,
    typed: Option<CtvlVersion>,
    cancel: Arc<CancelToken>,
    progress: impl Fn(u64, u64) + Send + Sync + 'static,
) -> Result<(ArchiveFacts, ArchiveReport)> {
    let path = absolute(path)?;
    let (size, modified) = look_at(&path)?;
    let report = {
        let (engine, path) = (Arc::clone(engine), path.clone());
        tokio::task::spawn_blocking(move || engine.look_at(&path, &|done| progress(done, size), &cancel))
            .await
            .unwrap_or(Err(EngineError::JobLost { kind: JobKind::Verify }))?
    };
    let (size_after, modified_after) = look_at(&path)?;
    if (size, modified) != (size_after, modified_after) || report.inspection.size != size {
        let source = std::io::Error::other("it was written to while it was read");
        return Err(EngineError::ArchiveUnreadable { path, source });
    }
    let details = &report.inspection.details;
    // A receipt is believed only for the very file it was written for.
    let receipt = match &report.receipt_state {
        ReceiptState::None => ReceiptFact::None,
        _ if matches!(report.assessment.state, ctvl_archive::ArchiveState::Damaged { .. }) => {
            ReceiptFact::DoesNotMatch
        }
        ReceiptState::SignedHere | ReceiptState::SignedElsewhere(_) => ReceiptFact::Matches,
        ReceiptState::Unsigned => ReceiptFact::Unsigned,
        _ => ReceiptFact::DoesNotMatch,
    };
    let said =
        report.receipt.as_ref().map(|receipt| receipt.body()).filter(|_| receipt == ReceiptFact::Matches);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let typed = typed.map(|value| Known { value, source: Source::Typed { on: engine.clock_day() } });
    let facts = ArchiveFacts {
        identity: ArchiveBinding { size, modified, sha256: report.inspection.sha256 },
        standing: standing(&report.assessment.state),
        version: Known::best(report.version.into_iter().chain(typed)),
        created: details.created.or_else(|| said.map(|body| body.started)),
        named_for: ArchiveName::from_server(&name).map(|name| name.when()),
        key: match (&details.key, said) {
            (KeyKnowledge::Named(name), _) => KeyNeeded::Named { name: name.clone() },
            (KeyKnowledge::Default, _) => KeyNeeded::Default,
            (KeyKnowledge::Unknown, Some(body)) => match &body.key {
                Some(name) => KeyNeeded::Named { name: name.clone() },
                None => KeyNeeded::Default,
            },
            (KeyKnowledge::Unknown, None) => KeyNeeded::Unknown,
        },
        counters: report.counters,
        receipt,
        taken_from: said.map(|body| TakenFrom {
            name: body.appliance.name.clone(),
            address: body.appliance.address.clone(),
        }),
        name,
        path,
    };
    Ok((facts, report))
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path)
        .map_err(|source| EngineError::ArchiveUnreadable { path: path.to_owned(), source })
}

fn look_at(path: &Path) -> Result<(u64, Option<jiff::Timestamp>)> {
    std::fs::File::open(path).and_then(|file| upload::look(&file)).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => EngineError::ArchiveMissing { path: path.to_owned() },
        _ => EngineError::ArchiveUnreadable { path: path.to_owned(), source },
    })
}

/// What a look at a target brings: its facts, and the session that was opened for them.
pub(super) struct Seen {
    pub facts: TargetFacts,
    pub session: Option<Session>,
}

/// How a target is looked at.
pub(super) struct Look<'a> {
    pub profile: &'a Profile,
    /// `None`: no password is at hand, and the plan can do without (guided, with the node said to be lost).
    pub login: Option<&'a Login>,
    /// A sign-in that fails is a fact and not an end.
    pub sign_in_may_fail: bool,
    /// The target's version, as typed for this order.
    pub typed: Option<CtvlVersion>,
    /// The key to look for.
    pub key: &'a KeyNeeded,
    pub activity: Activity,
    /// Stops the look.
    pub stop: &'a CancelToken,
}

/// The target as it is now. Its certificate is compared first; nothing is sent to an untrusted one.
///
/// # Errors
/// What the appliance is to blame for, and [`EngineError::Cancelled`].
pub(super) async fn see_target(engine: &Engine, look: Look<'_>) -> Result<Seen> {
    let Look { profile, activity, .. } = look;
    let client = engine.client(profile, activity)?;
    let reached = async {
        let certificate = client.certificate().await?;
        // The look above trusts nobody; this request goes through the verifier, and fails on what is not trusted.
        client.alive().await?;
        Ok(certificate)
    };
    let reached = look.stop.or(reached).await;
    let certificate =
        match reached.and_then(|reached| reached.map_err(|error| engine.failed(profile, activity, error))) {
            Ok(certificate) => certificate,
            Err(error) => {
                // A password that was never sent was never refused either.
                if let Some(login) = look.login {
                    engine.settle_login(profile.id, login, None)?;
                }
                return Err(error);
            }
        };
    let stop = look.stop;
    stop.or(Box::pin(see_reached(engine, look, &client, certificate.fingerprint))).await?
}

async fn see_reached(
    engine: &Engine,
    look: Look<'_>,
    client: &Client,
    certificate: Fingerprint,
) -> Result<Seen> {
    let Look { profile, activity, .. } = look;
    let failed = |error: ClientError| engine.failed(profile, activity, error);
    let session = match look.login {
        Some(login) => match engine.sign_in_with(profile, client, login, activity).await {
            Ok(session) => Some(session),
            Err(error) if look.sign_in_may_fail => {
                tracing::info!(%error, "the target is looked at without a login");
                None
            }
            Err(error) => return Err(error),
        },
        None => None,
    };
    let capabilities = match &session {
        Some(session) => session.capabilities().await.map_err(failed)?,
        None => Capabilities::default(),
    };
    let system = capabilities.system.unwrap_or_default();
    if let Some(version) = system.version {
        engine.note_version_told(profile.id, version)?;
    }
    let key = match (look.key, &session) {
        (KeyNeeded::Named { name }, Some(session)) => match session.keys().await {
            Ok(keys) if keys.iter().any(|key| key.as_str() == name) => KeyThere::Listed,
            Ok(_) => KeyThere::NotListed,
            Err(error) => {
                tracing::info!(%error, "the target did not list its keys");
                KeyThere::NotKnown
            }
        },
        _ => KeyThere::NotKnown,
    };
    let typed_now = look.typed.map(|value| Known { value, source: Source::Typed { on: engine.clock_day() } });
    let typed_before =
        profile.versions.typed.map(|(value, on)| Known { value, source: Source::Typed { on } });
    let version = system
        .version
        .map(|value| Known { value, source: Source::Appliance })
        // What was typed for this order is newer than what stands in the profile.
        .or(typed_now)
        .or(typed_before);
    let facts = TargetFacts {
        profile: profile.id,
        name: profile.name.clone(),
        host: profile.address.host(),
        address: profile.address.to_string(),
        page: format!("{}/", profile.address.origin()),
        role: profile.role,
        certificate: certificate.to_string(),
        version,
        cluster: cluster(client, system.name.as_deref(), &system.members),
        boot: system.boot.map(|boot| boot.0),
        direct_route: capabilities.direct_restore,
        signed_in: session.is_some(),
        key,
    };
    Ok(Seen { facts, session })
}

/// The other members. A member is the node itself if it goes by its address or by its name.
fn cluster(client: &Client, name: Option<&str>, members: &[String]) -> ClusterFacts {
    let address = &client.options().address;
    let own =
        [Some(address.to_string()), Some(address.host()), Some(address.origin()), name.map(str::to_owned)];
    others(members, &own.into_iter().flatten().collect::<Vec<_>>())
}

fn others(members: &[String], own: &[String]) -> ClusterFacts {
    match members {
        [] => ClusterFacts::Unknown,
        // Whatever it calls itself, there is nobody else.
        [_] => ClusterFacts::Alone,
        members => {
            let mut others: Vec<String> = members
                .iter()
                .filter(|member| {
                    !own.iter().any(|own| own.eq_ignore_ascii_case(member.trim_end_matches('/')))
                })
                .cloned()
                .collect();
            others.sort();
            ClusterFacts::Member { others }
        }
    }
}

impl Engine {
    /// Today, where the person is.
    pub(super) fn clock_day(&self) -> jiff::civil::Date {
        self.clock().moment().civil().date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_node_itself_is_not_one_of_the_others() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let own = list(&["ctvl-prd-1:8443", "ctvl-prd-1", "https://ctvl-prd-1:8443", "node-a"]);
        assert_eq!(others(&[], &own), ClusterFacts::Unknown, "silence is not solitude");
        assert_eq!(others(&list(&["10.0.0.1"]), &own), ClusterFacts::Alone, "one member is itself");
        for itself in ["ctvl-prd-1:8443", "https://ctvl-prd-1:8443/", "CTVL-PRD-1", "node-a"] {
            assert_eq!(
                others(&list(&["ctvl-prd-2", itself]), &own),
                ClusterFacts::Member { others: list(&["ctvl-prd-2"]) },
                "{itself}"
            );
        }
        assert_eq!(
            others(&list(&["c", "b"]), &own),
            ClusterFacts::Member { others: list(&["b", "c"]) },
            "sorted, so that another order is no change"
        );
    }
}
