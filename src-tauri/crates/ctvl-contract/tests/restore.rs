//! A flight plan on the wire: sentences for whoever reads English, kinds and facts for every other language.

use ctvl_contract::restore::{Cluster, KeyThere, SafetyBackup, StepKind};
use ctvl_contract::{
    ArchiveStanding, ComparisonKind, ConsequenceKind, DetailKind, LackKind, RefusalKind, RestorePlan, Role,
    Verdict, VersionSource,
};
use ctvl_engine::restore as engine;

/// A plan as the first version of the engine stored it for a restore that may still be open.
const STORED: &str = include_str!("data/stored-plan.json");

fn stored() -> engine::RestorePlan {
    serde_json::from_str(STORED).expect("a plan that was stored is read by every later version")
}

#[test]
fn a_plan_that_was_stored_before_there_were_kinds_has_them_on_the_wire() {
    let wire = RestorePlan::from(&stored());
    let rows: Vec<_> = wire.comparison.iter().map(|row| (row.kind, row.detail.as_str())).collect();
    assert_eq!(
        rows,
        [
            (ComparisonKind::Version, "CT-VL version"),
            (ComparisonKind::Date, "Backup date"),
            (ComparisonKind::Key, "Encryption key"),
            (ComparisonKind::Origin, "Taken from"),
        ]
    );
    let details: Vec<_> = wire.details.iter().map(|detail| (detail.kind, detail.label.as_str())).collect();
    assert_eq!(
        details,
        [
            (DetailKind::Version, "CT-VL version"),
            (DetailKind::Date, "Backup date"),
            (DetailKind::Key, "Encryption key name"),
        ]
    );
    assert_eq!(wire.consequences[2].kind, ConsequenceKind::FirstNodeOfNewCluster);
    assert_eq!((wire.steps[0].kind, wire.steps[1].kind), (StepKind::SafetyBackup, StepKind::Upload));
}

#[test]
fn its_facts_say_everything_that_its_sentences_say() {
    let facts = RestorePlan::from(&stored()).facts;
    let version = facts.archive.version.expect("known");
    assert_eq!((version.version.as_str(), version.source), ("2.8.5", VersionSource::Archive));
    assert_eq!(facts.archive.created.as_deref(), Some("2026-11-11T16:40:02+01:00"), "with its own offset");
    assert_eq!(facts.archive.standing, ArchiveStanding::Proven);
    assert_eq!(
        facts.lost_seconds,
        Some(22 * 3600),
        "from 15:40:02 UTC on the day before to 13:40:02 UTC: what “loses 22 hours” is made of"
    );
    let from = facts.archive.taken_from.expect("the receipt says");
    assert_eq!((from.name.as_str(), from.same), ("Payments EU", true));
    assert_eq!(facts.target.cluster, Cluster::Member { others: vec!["ctvl-prd-2".to_owned()] });
    assert_eq!((facts.target.key, facts.target.role), (KeyThere::Listed, Role::Production));
    assert_eq!(facts.safety, SafetyBackup::Take);
}

#[test]
fn what_nobody_knows_is_null_and_what_lies_ahead_loses_nothing() {
    let mut plan = stored();
    plan.archive.created = None;
    plan.archive.version = None;
    plan.target.cluster = engine::ClusterFacts::Unknown;
    let facts = RestorePlan::from(&plan).facts;
    assert_eq!((facts.lost_seconds, facts.archive.created, facts.archive.version), (None, None, None));
    assert_eq!(facts.target.cluster, Cluster::Unknown, "silence is not solitude");
    let mut plan = stored();
    plan.made_at = "2026-11-01T00:00:00Z".parse().expect("a moment");
    assert_eq!(RestorePlan::from(&plan).facts.lost_seconds, Some(0), "a clock may be wrong");
}

#[test]
fn every_reason_of_a_verdict_has_its_kind_beside_its_sentence() {
    let mut plan = stored();
    plan.verdict = engine::Verdict::No {
        refusals: vec![
            engine::RefusedBecause::TargetTooOld { target: "2.2.1".parse().expect("a version") },
            engine::RefusedBecause::ArchiveMissing,
        ],
    };
    let Verdict::No { refusals } = RestorePlan::from(&plan).verdict else { unreachable!("it is refused") };
    assert_eq!(refusals[0].kind, RefusalKind::TargetTooOld);
    assert!(refusals[0].text.starts_with("Payments EU runs CT-VL 2.2.1."), "{}", refusals[0].text);
    assert_eq!(refusals[1].kind, RefusalKind::ArchiveMissing);
    plan.verdict = engine::Verdict::Unknown { missing: vec![engine::Lacking::TargetVersion] };
    let Verdict::Unknown { missing } = RestorePlan::from(&plan).verdict else { unreachable!("unknown") };
    assert_eq!(missing[0].kind, LackKind::TargetVersion);
    assert!(missing[0].text.ends_with("type it."), "{}", missing[0].text);
}

#[test]
fn the_json_of_a_kind_is_one_word() {
    let wire = serde_json::to_value(RestorePlan::from(&stored())).expect("plain data");
    assert_eq!(wire["consequences"][0]["kind"], "dataDestroyed");
    assert_eq!(wire["steps"][0]["kind"], "safetyBackup");
    assert_eq!(wire["comparison"][3]["kind"], "origin");
    assert_eq!(wire["facts"]["target"]["cluster"]["cluster"], "member");
    assert_eq!(wire["verdict"], "yes");
}
