//! A flight plan says every consequence of a restore before it happens: none of the vendor's warnings (R7, R8,
//! R9) is left out, whatever the facts are.

use serde::{Deserialize, Serialize};

use super::facts::{ArchiveFacts, ArchiveStanding, ClusterFacts, KeyNeeded, KeyThere, TargetFacts};
use super::plan::{Route, SafetyBackup};

/// One consequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// Which one.
    pub kind: ConsequenceKind,
    /// What happens.
    pub title: String,
    /// What that means here.
    pub detail: String,
}

/// The consequences, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsequenceKind {
    /// R7.
    DataDestroyed,
    /// R7, R8.
    LeavesCluster,
    /// R7.
    FirstNodeOfNewCluster,
    /// R9.
    LoginsFromBackup,
    /// Sessions end, so that signed-in people and applications sign in again.
    SessionsEnd,
    /// The certificate may be another one afterwards.
    CertificateMayChange,
    /// R7, R10.
    Reboots,
}

/// What a restore does to this target.
pub(super) fn consequences(archive: &ArchiveFacts, target: &TargetFacts) -> Vec<Consequence> {
    use ConsequenceKind as K;
    let since = archive.date_shown();
    let one = |kind, title: &str, detail: String| Consequence { kind, title: title.to_owned(), detail };
    vec![
        one(
            K::DataDestroyed,
            "All data on this node is destroyed",
            match &since {
                Some(since) => format!("What changed since {since} is gone."),
                None => "What changed since the backup is gone; when that was is not known.".to_owned(),
            },
        ),
        match &target.cluster {
            ClusterFacts::Member { others } => one(
                K::LeavesCluster,
                "It is removed from its cluster",
                match others.as_slice() {
                    [other] => format!("{other} keeps running with today’s data."),
                    others => format!("{} keep running with today’s data.", others.join(", ")),
                },
            ),
            ClusterFacts::Alone => one(
                K::LeavesCluster,
                "It leaves its cluster",
                "It is the only node of it, so no other node is concerned.".to_owned(),
            ),
            ClusterFacts::Unknown => one(
                K::LeavesCluster,
                "It is removed from its cluster, if it is in one",
                format!("{} does not tell. Other nodes keep running with today’s data.", target.host),
            ),
        },
        one(
            K::FirstNodeOfNewCluster,
            "It becomes the first node of a new cluster",
            "Other nodes get the restored data when they join it.".to_owned(),
        ),
        one(
            K::LoginsFromBackup,
            "Logins come from the backup",
            "Passwords changed since then are the old ones again.".to_owned(),
        ),
        one(
            K::SessionsEnd,
            "Everybody signed in is signed out",
            "Tokens given out before are void.".to_owned(),
        ),
        one(
            K::CertificateMayChange,
            "The certificate may change",
            "Nothing is sent to another one before you have compared it.".to_owned(),
        ),
        one(
            K::Reboots,
            "It reboots",
            "Applications that use it fail until the login screen is back.".to_owned(),
        ),
    ]
}

/// Something that does not forbid a restore, but that a person has to know before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caution {
    /// Which one.
    pub kind: CautionKind,
    /// In words.
    pub text: String,
}

/// The cautions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CautionKind {
    /// The archive cannot be proven.
    Unproven,
    /// The target does not list the key that the archive needs.
    KeyNotListed,
    /// It is not known which key the archive needs.
    KeyUnknown,
    /// The archive was taken from another appliance.
    TakenElsewhere,
    /// The archive holds no counters.
    WithoutCounters,
    /// There will be no safety backup.
    NoSafetyBackup,
    /// The appliance does not tell enough to notice that it changed.
    BoundLoosely,
}

/// The cautions of a plan.
pub(super) fn cautions(
    archive: &ArchiveFacts,
    target: &TargetFacts,
    safety: SafetyBackup,
    route: Route,
) -> Vec<Caution> {
    use CautionKind as K;
    let mut cautions = Vec::new();
    let mut say = |kind, text: String| cautions.push(Caution { kind, text });
    if let ArchiveStanding::Unproven { why, .. } = &archive.standing {
        say(K::Unproven, why.clone());
    }
    match (&archive.key, target.key) {
        (KeyNeeded::Named { name }, KeyThere::NotListed) => say(
            K::KeyNotListed,
            format!(
                "The archive is encrypted under {name}, which {} does not list. Add that key there first, or the \
                 restore will probably fail.",
                target.host
            ),
        ),
        (KeyNeeded::Unknown, _) => say(
            K::KeyUnknown,
            format!(
                "Which key the archive needs is not known. {} has to reach the same key store as the appliance that \
                 made it.",
                target.host
            ),
        ),
        (KeyNeeded::Named { .. } | KeyNeeded::Default, _) => {}
    }
    if let Some(from) = &archive.taken_from
        && from.address != target.address
    {
        say(
            K::TakenElsewhere,
            format!("The archive was taken from {} ({}), not from {}.", from.name, from.address, target.host),
        );
    }
    if archive.counters == Some(ctvl_archive::Counters::Excluded) {
        say(
            K::WithoutCounters,
            "The archive was made without counters; they start again from nothing.".to_owned(),
        );
    }
    if safety == SafetyBackup::NodeAlreadyLost {
        say(
            K::NoSafetyBackup,
            format!(
                "If no safety backup of {} can be taken, the restore starts all the same: you said that the node is \
                 already lost.",
                target.host
            ),
        );
    }
    if route == Route::Guided && target.boot.is_none() {
        say(
            K::BoundLoosely,
            format!(
                "{} does not tell about itself, so only its certificate shows that it is still the same appliance.",
                target.host
            ),
        );
    }
    cautions
}

#[cfg(test)]
mod tests {
    use ctvl_archive::Counters;

    use super::super::facts::TakenFrom;
    use super::super::facts::tests::{archive, target};
    use super::*;

    #[test]
    fn every_consequence_is_told_whatever_the_facts_are() {
        use ConsequenceKind as K;
        let expected = [
            K::DataDestroyed,
            K::LeavesCluster,
            K::FirstNodeOfNewCluster,
            K::LoginsFromBackup,
            K::SessionsEnd,
            K::CertificateMayChange,
            K::Reboots,
        ];
        for created in [archive().created, None] {
            for cluster in [
                ClusterFacts::Unknown,
                ClusterFacts::Alone,
                ClusterFacts::Member { others: vec!["b".into()] },
                ClusterFacts::Member { others: vec!["b".into(), "c".into()] },
            ] {
                let archive = ArchiveFacts { created, ..archive() };
                let target = TargetFacts { cluster, ..target() };
                let told = consequences(&archive, &target);
                let kinds: Vec<_> = told.iter().map(|c| c.kind).collect();
                assert_eq!(kinds, expected, "R7 to R9 are told in full");
                assert!(told.iter().all(|c| c.detail.ends_with('.') && !c.title.ends_with('.')), "{told:?}");
            }
        }
    }

    #[test]
    fn the_words_are_specific() {
        let told = consequences(&archive(), &target());
        assert_eq!(
            told[0].detail, "What changed since 11 Nov 2026, 16:40 is gone.",
            "the time of its own zone"
        );
        assert_eq!(told[1].detail, "ctvl-prd-2 keeps running with today’s data.");
    }

    #[test]
    fn a_plain_case_has_no_cautions() {
        assert_eq!(cautions(&archive(), &target(), SafetyBackup::Take, Route::Direct), []);
    }

    #[test]
    fn each_caution_has_its_cause() {
        type Edit = fn(&mut ArchiveFacts, &mut TargetFacts);
        let cases: [(Edit, CautionKind); 5] = [
            (
                |a, _| a.standing = ArchiveStanding::Unproven { why: "Encrypted.".into(), reason: None },
                CautionKind::Unproven,
            ),
            (|_, t| t.key = KeyThere::NotListed, CautionKind::KeyNotListed),
            (|a, _| a.key = KeyNeeded::Unknown, CautionKind::KeyUnknown),
            (
                |a, _| a.taken_from = Some(TakenFrom { name: "DR".into(), address: "ctvl-dr-1".into() }),
                CautionKind::TakenElsewhere,
            ),
            (|a, _| a.counters = Some(Counters::Excluded), CautionKind::WithoutCounters),
        ];
        for (edit, kind) in cases {
            let (mut archive, mut target) = (archive(), target());
            edit(&mut archive, &mut target);
            let told = cautions(&archive, &target, SafetyBackup::Take, Route::Direct);
            assert_eq!(told.iter().map(|c| c.kind).collect::<Vec<_>>(), [kind], "{told:?}");
        }
        let lost = cautions(&archive(), &target(), SafetyBackup::NodeAlreadyLost, Route::Direct);
        assert_eq!(lost.iter().map(|c| c.kind).collect::<Vec<_>>(), [CautionKind::NoSafetyBackup]);
        let silent = TargetFacts { boot: None, ..target() };
        let loose = cautions(&archive(), &silent, SafetyBackup::Take, Route::Guided);
        assert_eq!(loose.iter().map(|c| c.kind).collect::<Vec<_>>(), [CautionKind::BoundLoosely]);
    }
}
