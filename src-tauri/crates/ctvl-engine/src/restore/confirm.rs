//! A restore starts on a complete confirmation of exactly the plan that was shown, or not at all.

use serde::{Deserialize, Serialize};

use super::facts::{ArchiveStanding, ClusterFacts, TargetFacts};
use super::plan::PlanFingerprint;
use crate::profile::Role;

/// Something a person has to say before a restore.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// Type the host name: it proves which appliance is meant.
    HostName {
        /// What to type, exactly.
        host: String,
    },
    /// R8: know that the node has to be removed from its cluster on the nodes that stay.
    OldCluster {
        /// The other nodes, where the appliance names them.
        others: Option<Vec<String>>,
    },
    /// The archive cannot be proven whole; know it and go on.
    UnprovenArchive {
        /// Why it cannot.
        why: String,
    },
}

impl Ask {
    /// A few words, for "Still open: cluster, host name".
    pub fn short(&self) -> &'static str {
        match self {
            Ask::HostName { .. } => "host name",
            Ask::OldCluster { .. } => "cluster",
            Ask::UnprovenArchive { .. } => "unproven archive",
        }
    }

    /// The label of the field or the check box.
    pub fn label(&self, host: &str) -> String {
        match self {
            Ask::HostName { host } => format!("Type the host name {host}"),
            Ask::OldCluster { others: Some(_) } => format!("{host} is to be removed from its cluster"),
            Ask::OldCluster { others: None } => {
                format!("{host} is in no cluster, or is to be removed from it")
            }
            Ask::UnprovenArchive { .. } => "Restore an archive that cannot be proven".to_owned(),
        }
    }

    /// What it is for.
    pub fn hint(&self) -> String {
        match self {
            Ask::HostName { .. } => "This proves which appliance you mean.".to_owned(),
            Ask::OldCluster { others } => {
                let nodes = match others.as_deref() {
                    Some(others) => format!("the nodes that stay ({})", others.join(", ")),
                    None => "the nodes that stay".to_owned(),
                };
                format!("Done on {nodes}. Otherwise no new node can join them.")
            }
            Ask::UnprovenArchive { why } => {
                format!("{why} If it turns out to be unusable, the data of this node is gone all the same.")
            }
        }
    }
}

/// What a target and an archive make necessary to ask.
///
/// A practice appliance asks less: no host name, and for the cluster only when it says itself that it is in
/// one. An unproven archive is asked for everywhere, because learning to wave it through is no practice.
pub(super) fn asks_for(target: &TargetFacts, archive: &ArchiveStanding) -> Vec<Ask> {
    let mut asks = Vec::new();
    if let ArchiveStanding::Unproven { why, .. } = archive {
        asks.push(Ask::UnprovenArchive { why: why.clone() });
    }
    match (&target.cluster, target.role) {
        (ClusterFacts::Alone, _) | (ClusterFacts::Unknown, Role::Practice) => {}
        (ClusterFacts::Unknown, Role::Production | Role::Standby) => {
            asks.push(Ask::OldCluster { others: None })
        }
        (ClusterFacts::Member { others }, _) => asks.push(Ask::OldCluster { others: Some(others.clone()) }),
    }
    match target.role {
        Role::Production | Role::Standby => asks.push(Ask::HostName { host: target.host.clone() }),
        Role::Practice => {}
    }
    asks
}

/// What a person said to a plan. It belongs to that plan alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The plan that was on the screen.
    pub plan: PlanFingerprint,
    /// The host name, as typed.
    pub host_typed: Option<String>,
    /// R8: the node has to be removed from its old cluster on the nodes that stay, and that is known.
    pub old_cluster_acknowledged: bool,
    /// That removal has been done already.
    pub removed_from_old_cluster: bool,
    /// The archive cannot be proven, and the restore is wanted all the same.
    pub unproven_archive_accepted: bool,
}

impl Confirmation {
    /// Nothing said yet to this plan.
    pub fn of(plan: PlanFingerprint) -> Self {
        Self {
            plan,
            host_typed: None,
            old_cluster_acknowledged: false,
            removed_from_old_cluster: false,
            unproven_archive_accepted: false,
        }
    }
}

/// Why a confirmation does not start its plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmationProblem {
    /// It was given for another plan.
    #[error("the confirmation was given for the plan {}, not for {}", given.short(), plan.short())]
    OtherPlan {
        /// The plan it was given for.
        given: PlanFingerprint,
        /// The plan it came with.
        plan: PlanFingerprint,
    },
    /// Another host name was typed.
    #[error("{typed:?} was typed where {host} was asked for")]
    HostNameDiffers {
        /// What was typed.
        typed: String,
        /// What was asked for.
        host: String,
    },
    /// Something was not answered.
    #[error("{} answers are missing", missing.len())]
    Incomplete {
        /// What.
        missing: Vec<Ask>,
    },
}

/// Checks a confirmation against what its plan asks. `address` is the target's host and port, which names it
/// at least as well as its host name does and so is taken in its place.
pub(super) fn check(
    confirmation: &Confirmation,
    plan: PlanFingerprint,
    asks: &[Ask],
    address: &str,
) -> Result<(), ConfirmationProblem> {
    if confirmation.plan != plan {
        return Err(ConfirmationProblem::OtherPlan { given: confirmation.plan, plan });
    }
    let mut missing = Vec::new();
    for ask in asks {
        let said = match ask {
            Ask::HostName { host } => match confirmation.host_typed.as_deref() {
                None | Some("") => false,
                Some(typed) if typed == host || typed == address => true,
                Some(typed) => {
                    return Err(ConfirmationProblem::HostNameDiffers {
                        typed: typed.chars().take(100).collect(),
                        host: host.clone(),
                    });
                }
            },
            Ask::OldCluster { .. } => confirmation.old_cluster_acknowledged,
            Ask::UnprovenArchive { .. } => confirmation.unproven_archive_accepted,
        };
        if !said {
            missing.push(ask.clone());
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(ConfirmationProblem::Incomplete { missing }) }
}

#[cfg(test)]
mod tests {
    use super::super::facts::tests::target;
    use super::*;

    fn plan(text: &str) -> PlanFingerprint {
        PlanFingerprint::of(text.as_bytes())
    }

    fn all_said() -> Confirmation {
        Confirmation {
            plan: plan("a"),
            host_typed: Some("ctvl-prd-1".into()),
            old_cluster_acknowledged: true,
            removed_from_old_cluster: false,
            unproven_archive_accepted: true,
        }
    }

    fn all_asks() -> Vec<Ask> {
        vec![
            Ask::UnprovenArchive { why: "Its members are encrypted.".into() },
            Ask::OldCluster { others: None },
            Ask::HostName { host: "ctvl-prd-1".into() },
        ]
    }

    #[test]
    fn what_is_asked_depends_on_role_cluster_and_archive() {
        let others = vec!["ctvl-prd-2".to_owned()];
        let unproven = ArchiveStanding::Unproven { why: "Encrypted.".into(), reason: None };
        for (role, host) in [(Role::Production, true), (Role::Standby, true), (Role::Practice, false)] {
            for (cluster, asked) in [
                (ClusterFacts::Alone, false),
                (ClusterFacts::Unknown, role != Role::Practice),
                (ClusterFacts::Member { others: others.clone() }, true),
            ] {
                for (standing, unproven_asked) in [(&ArchiveStanding::Proven, false), (&unproven, true)] {
                    let mut target = target();
                    target.role = role;
                    target.cluster = cluster.clone();
                    let asks = asks_for(&target, standing);
                    let words: Vec<_> = asks.iter().map(Ask::short).collect();
                    assert_eq!(words.contains(&"host name"), host, "{role:?} {cluster:?}");
                    assert_eq!(words.contains(&"cluster"), asked, "R8 for {role:?} {cluster:?}");
                    assert_eq!(words.contains(&"unproven archive"), unproven_asked, "{role:?} {standing:?}");
                }
            }
        }
    }

    #[test]
    fn a_complete_confirmation_starts_its_own_plan_only() {
        assert_eq!(check(&all_said(), plan("a"), &all_asks(), "ctvl-prd-1:8443"), Ok(()));
        assert_eq!(
            check(&all_said(), plan("b"), &all_asks(), "ctvl-prd-1:8443"),
            Err(ConfirmationProblem::OtherPlan { given: plan("a"), plan: plan("b") }),
            "what was confirmed is not what would be done"
        );
    }

    #[test]
    fn the_host_name_is_compared_exactly() {
        for typed in ["ctvl-prd-2", "CTVL-PRD-1", " ctvl-prd-1", "ctvl-prd-1 ", "ctvl-prd", "ctvl-prd-1:443"]
        {
            let confirmation = Confirmation { host_typed: Some(typed.into()), ..all_said() };
            let problem = check(&confirmation, plan("a"), &all_asks(), "ctvl-prd-1:8443");
            assert!(
                matches!(problem, Err(ConfirmationProblem::HostNameDiffers { .. })),
                "{typed:?} gave {problem:?}"
            );
        }
        let by_address = Confirmation { host_typed: Some("ctvl-prd-1:8443".into()), ..all_said() };
        assert_eq!(
            check(&by_address, plan("a"), &all_asks(), "ctvl-prd-1:8443"),
            Ok(()),
            "the port names it better"
        );
    }

    #[test]
    fn every_missing_answer_is_named() {
        let nothing = Confirmation::of(plan("a"));
        assert_eq!(
            check(&nothing, plan("a"), &all_asks(), "x"),
            Err(ConfirmationProblem::Incomplete { missing: all_asks() }),
            "all at once, not one after the other"
        );
        let edits: [fn(&mut Confirmation); 3] = [
            |c| c.unproven_archive_accepted = false,
            |c| c.old_cluster_acknowledged = false,
            |c| c.host_typed = None,
        ];
        for (edit, ask) in edits.iter().zip(all_asks()) {
            let mut confirmation = all_said();
            edit(&mut confirmation);
            assert_eq!(
                check(&confirmation, plan("a"), &all_asks(), "x"),
                Err(ConfirmationProblem::Incomplete { missing: vec![ask] })
            );
        }
    }

    #[test]
    fn nothing_asked_needs_nothing_said() {
        assert_eq!(check(&Confirmation::of(plan("a")), plan("a"), &[], "x"), Ok(()));
    }
}
