//! What a window orders, on its way into the engine.

use std::path::PathBuf;

use ctvl_contract::{
    ActivityFilter, AddedArchives, ArchiveFilter, ArchiveSort, ArchiveStateWord, BackupRequest, Ending,
    ErrorCode, EventKind, PlanRequest, RestoreRequest,
};
use ctvl_engine::restore::{RouteChoice, SafetyBackup};
use ctvl_engine::{Credential, EngineError, Purpose, RowState, SortKey, VerifyTarget};

const PROFILE: &str = "0198f3f0-0000-7000-8000-000000000001";
const PLAN: &str = "0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3";

#[test]
fn an_empty_filter_lists_everything_and_a_full_one_says_each_thing() {
    let all: ArchiveFilter = serde_json::from_str("{}").expect("every field may be left out");
    let filter = all.filter().expect("nothing to refuse");
    assert!(filter.profile.is_none() && filter.states.is_empty() && filter.text.is_none());
    assert_eq!((filter.sort.key, filter.offset, filter.limit), (SortKey::Created, 0, None));
    let full = ArchiveFilter {
        profile: Some(PROFILE.to_owned()),
        states: vec![ArchiveStateWord::Damaged, ArchiveStateWord::CannotVerify],
        text: Some("3f9a 22c1".to_owned()),
        pinned: Some(true),
        sort: ArchiveSort::Appliance,
        descending: true,
        offset: 400,
        limit: Some(200),
    };
    let filter = full.filter().expect("an id");
    assert_eq!(filter.profile.map(|id| id.to_string()).as_deref(), Some(PROFILE));
    assert_eq!(filter.states, [RowState::Damaged, RowState::CannotVerify]);
    assert_eq!((filter.sort.key, filter.sort.descending), (SortKey::Appliance, true));
    assert_eq!((filter.text.as_deref(), filter.offset, filter.limit), (Some("3f9a 22c1"), 400, Some(200)));
}

#[test]
fn what_is_no_id_names_nothing() {
    let archives = ArchiveFilter { profile: Some("Payments EU".to_owned()), ..Default::default() };
    let activity = ActivityFilter { profile: Some("../..".to_owned()), ..Default::default() };
    for error in [archives.filter().err(), activity.filter().err()] {
        assert!(matches!(error, Some(EngineError::ProfileUnknown { .. })), "{error:?}");
    }
}

#[test]
fn a_backup_before_a_change_is_pinned_and_has_its_purpose() {
    let request = |pre_change| BackupRequest {
        profile: PROFILE.to_owned(),
        key: Some(" testkey ".to_owned()),
        note: Some("before 2.8.6".to_owned()),
        pre_change,
        ..Default::default()
    };
    let order = request(true).order(Credential::Stored);
    assert_eq!((order.pin, order.purpose), (true, Purpose::PreChange), "R11");
    assert_eq!((order.key.as_deref(), order.note.as_deref()), (Some("testkey"), Some("before 2.8.6")));
    assert_eq!(order.exclude_counters, None, "the profile’s setting");
    let order = request(false).order(Credential::Stored);
    assert_eq!((order.pin, order.purpose), (false, Purpose::Regular));
}

#[test]
fn a_plan_is_ordered_with_the_versions_that_were_typed() {
    let request = PlanRequest {
        profile: PROFILE.to_owned(),
        archive: 7,
        guided: true,
        node_already_lost: Some(true),
        archive_version: Some(" v2.8.5 ".to_owned()),
        target_version: Some("  ".to_owned()),
    };
    let order = request.order(Credential::Stored).expect("a version and none");
    assert_eq!(order.archive, VerifyTarget::Archive(7.into()));
    assert_eq!((order.route, order.safety), (RouteChoice::Guided, Some(SafetyBackup::NodeAlreadyLost)));
    assert_eq!(order.archive_version.map(|version| version.to_string()).as_deref(), Some("2.8.5"));
    assert_eq!(order.target_version, None, "an empty field is nothing");
    let usual = PlanRequest { profile: PROFILE.to_owned(), archive: 7, ..Default::default() };
    let usual = usual.order(Credential::Stored).expect("nothing typed");
    assert_eq!((usual.route, usual.safety), (RouteChoice::Auto, None), "the settings say");
    let taken = PlanRequest { node_already_lost: Some(false), ..request.clone() };
    let taken = taken.order(Credential::Stored).expect("a version and none");
    assert_eq!(taken.safety, Some(SafetyBackup::Take), "whatever the settings say");
    let wrong = PlanRequest { target_version: Some("two".to_owned()), ..request };
    let error = wrong.order(Credential::Stored).err();
    assert!(matches!(error, Some(EngineError::VersionInvalid(_))), "{error:?}");
}

#[test]
fn a_confirmation_carries_every_answer_and_belongs_to_one_plan() {
    let request = RestoreRequest {
        plan: PLAN.to_owned(),
        host_typed: Some("ctvl-prd-1".to_owned()),
        old_cluster_acknowledged: true,
        removed_from_old_cluster: false,
        unproven_archive_accepted: true,
    };
    let confirmation = request.confirmation().expect("a plan");
    assert_eq!(confirmation.plan.to_string(), PLAN);
    assert_eq!(confirmation.host_typed.as_deref(), Some("ctvl-prd-1"));
    let said = (
        confirmation.old_cluster_acknowledged,
        confirmation.removed_from_old_cluster,
        confirmation.unproven_archive_accepted,
    );
    assert_eq!(said, (true, false, true), "no answer is made up");
    assert_eq!(RestoreRequest { plan: PLAN[..12].to_owned(), ..request }.confirmation(), None);
}

#[test]
fn activity_is_filtered_by_what_happened_and_how_it_ended() {
    let filter = ActivityFilter {
        profile: Some(PROFILE.to_owned()),
        kinds: vec![EventKind::ArchiveTrashed, EventKind::PreChangeBackup],
        outcomes: vec![Ending::Interrupted],
        text: Some("7F3K-29QD".to_owned()),
        before: Some(90),
        limit: Some(10),
    };
    let filter = filter.filter().expect("an id");
    assert_eq!(
        filter.kinds,
        [ctvl_engine::EventKind::ArchiveTrashed, ctvl_engine::EventKind::PreChangeBackup]
    );
    assert_eq!(filter.outcomes, [ctvl_engine::Ending::Interrupted]);
    assert_eq!((filter.before, filter.limit), (Some(90), Some(10)));
    assert_eq!(filter.text.as_deref(), Some("7F3K-29QD"));
}

#[test]
fn files_that_were_refused_together_are_told_one_by_one() {
    let paths = [PathBuf::from("/from/backup_2025-04-10T10-32-33.zip"), PathBuf::from("/from/more")];
    let why = EngineError::FolderNotUsable {
        path: PathBuf::from("/data"),
        source: std::io::ErrorKind::PermissionDenied.into(),
    };
    let refused = AddedArchives::refused(&paths, &why);
    assert!(refused.added.is_empty() && refused.known.is_empty(), "{refused:?}");
    let names: Vec<&str> = refused.failed.iter().map(|failed| failed.name.as_str()).collect();
    assert_eq!(names, ["backup_2025-04-10T10-32-33.zip", "more"]);
    let code = |failed: &ctvl_contract::FileFailure| failed.failure.error.code;
    let codes: Vec<_> = refused.failed.iter().map(code).collect();
    assert_eq!(codes, [ErrorCode::FolderNotUsable; 2], "the reason is one, and each file has it");
}
