use ctvl_client::Secret;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::facts::{self, DayFacts, Facts};
use super::judgement::judge;
use super::*;
use crate::EngineError;
use crate::history::{self, EventKind, NewEvent};
use crate::job::Ending;
use crate::profile::{ProfileChange, ProfileId};
use crate::testing::{World, at};

/// Now, in every world.
const NOW: &str = "2026-11-11T01:00:00Z";

fn hours_ago(hours: i64) -> Timestamp {
    at(NOW) - SignedDuration::from_hours(hours)
}

/// An archive without a file, as the library lists it.
struct Listed<'a> {
    profile: Option<ProfileId>,
    created: Timestamp,
    added: Timestamp,
    state: &'a str,
    size: i64,
}

impl Listed<'_> {
    fn verified(profile: ProfileId, created: Timestamp) -> Self {
        Self { profile: Some(profile), created, added: created, state: "verified", size: 1000 }
    }
}

fn list(world: &World, archive: &Listed<'_>) -> ArchiveId {
    world
        .engine
        .database
        .write(|transaction| {
            let path = format!("/f/{}", uuid::Uuid::now_v7());
            Ok(transaction.query_row(
                "INSERT INTO archives (path, folder, name, size, profile, created, created_source, key_known, counters,
                     purpose, state, receipt, search, added_at)
                 VALUES (?1, '/f', 'a.zip', ?2, ?3, ?4, 'receipt', 1, 'excluded', 'regular', ?5, 'signed-here', '', ?6)
                 RETURNING id",
                params![
                    path,
                    archive.size,
                    archive.profile.map(|profile| profile.to_string()),
                    archive.created.as_millisecond(),
                    archive.state,
                    archive.added.as_millisecond(),
                ],
                |row| row.get(0).map(ArchiveId),
            )?)
        })
        .unwrap()
}

fn ran(world: &World, profile: ProfileId, ended: Timestamp, outcome: Ending, archive: Option<ArchiveId>) {
    let event = NewEvent {
        outcome,
        archive,
        bytes: archive.map(|_| 1000),
        duration: Some(std::time::Duration::from_secs(9)),
        error: (outcome == Ending::Failed)
            .then(|| crate::KeptError { code: "backupTimedOut".to_owned(), params: None }),
        cure: (outcome == Ending::Failed).then_some(Offer::BackUpWithoutCounters),
        ..NewEvent::done(EventKind::Backup, Some(profile), "A", "")
    };
    world.engine.database.write(|transaction| history::insert(transaction, ended, &event)).unwrap();
}

fn only(world: &World) -> ApplianceSummary {
    let mut overview = world.engine.overview().unwrap();
    assert_eq!(overview.appliances.len(), 1, "one appliance in this world");
    overview.appliances.remove(0)
}

fn run_id() -> RunId {
    "01a205df-e65c-711d-889b-e9681ccee724".parse().unwrap()
}

#[test]
fn the_judgement_is_the_worst_of_its_reasons_and_lists_them_by_urgency() {
    type Edit = fn(&mut Facts, &mut Profile, &mut CredentialState);
    let (protected, attention, at_risk) =
        (Protection::Protected, Protection::NeedsAttention, Protection::AtRisk);
    let cases: [(&str, Edit, Protection, &[&str]); 15] = [
        ("nothing is wrong", |_, _, _| {}, protected, &[]),
        ("exactly as old as allowed", |f, _, _| f.newest = newest(48 * 3600), protected, &[]),
        (
            "a second older",
            |f, _, _| f.newest = newest(48 * 3600 + 1),
            at_risk,
            &["BackupTooOld { days: 2 }"],
        ),
        (
            "whole days are told",
            |f, _, _| f.newest = newest(95 * 3600),
            at_risk,
            &["BackupTooOld { days: 3 }"],
        ),
        ("a longer alarm", |f, p, _| (f.newest, p.alarm_days) = (newest(95 * 3600), 7), protected, &[]),
        ("made in the future", |f, _, _| f.newest = newest(-3600), protected, &[]),
        ("never backed up", |f, _, _| f.newest = None, at_risk, &["NeverBackedUp"]),
        (
            "another certificate",
            |_, p, _| p.presented = Some(fingerprint()),
            attention,
            &["CertificateChanged"],
        ),
        ("no password", |_, _, c| *c = CredentialState::NotStored, attention, &["PasswordMissing"]),
        ("refused", |_, _, c| *c = CredentialState::Refused, attention, &["PasswordRefused"]),
        ("unconfirmed", |_, _, c| *c = CredentialState::Unconfirmed, attention, &["LoginUnconfirmed"]),
        ("the last one failed", |f, _, _| f.failed = Some(failed()), attention, &["LastBackupFailed"]),
        ("tasks are left", |f, _, _| f.tasks = 3, attention, &["TasksOpen { count: 3 }"]),
        ("a restore is open", |f, _, _| f.restore = Some(run_id()), attention, &["RestoreOpen"]),
        (
            "everything at once",
            |f, p, c| {
                *f = Facts { failed: Some(failed()), tasks: 1, restore: Some(run_id()), ..Facts::default() };
                (p.presented, *c) = (Some(fingerprint()), CredentialState::Refused);
            },
            at_risk,
            &[
                "RestoreOpen",
                "NeverBackedUp",
                "CertificateChanged",
                "PasswordRefused",
                "LastBackupFailed",
                "TasksOpen",
            ],
        ),
    ];
    let world = World::new();
    let profile = world.profile("A");
    for (what, edit, expected, reasons) in cases {
        let mut facts = Facts { newest: newest(3600), ..Facts::default() };
        let (mut profile, mut credential) = (profile.clone(), CredentialState::Stored);
        edit(&mut facts, &mut profile, &mut credential);
        let (protection, attention) = judge(&profile, credential, &facts, at(NOW));
        assert_eq!(protection, expected, "{what}");
        let told: Vec<String> = attention.iter().map(|reason| format!("{reason:?}")).collect();
        assert_eq!(told.len(), reasons.len(), "{what}: {told:?}");
        for (told, reason) in told.iter().zip(reasons) {
            assert!(told.starts_with(reason), "{what}: {told} where {reason} belongs");
        }
        profile.role = Role::Practice;
        let (protection, attention) = judge(&profile, credential, &facts, at(NOW));
        assert_eq!(protection, Protection::Practice, "{what}: a practice appliance is never counted");
        let of_age =
            |reason: &Attention| matches!(reason, Attention::NeverBackedUp | Attention::BackupTooOld { .. });
        assert!(!attention.iter().any(of_age), "{what}: and nobody relies on its backups");
    }
}

fn newest(seconds_ago: i64) -> Option<NewestArchive> {
    let made = at(NOW) - SignedDuration::from_secs(seconds_ago);
    Some(NewestArchive { archive: ArchiveId(1), made })
}

fn fingerprint() -> ctvl_client::Fingerprint {
    ctvl_client::Fingerprint::of(b"another")
}

fn failed() -> FailedRun {
    FailedRun { event: 7, at: hours_ago(2), code: None, cure: None }
}

#[test]
fn a_cure_that_was_done_since_gives_way_to_another_try() {
    let world = World::new();
    let profile = world.profile("A");
    let cure = |cure: Offer, trusted_at: Option<Timestamp>, presented: bool, credential: CredentialState| {
        let profile = Profile { trusted_at, presented: presented.then(fingerprint), ..profile.clone() };
        let facts = Facts {
            newest: newest(0),
            failed: Some(FailedRun { cure: Some(cure), ..failed() }),
            ..Facts::default()
        };
        let (_, attention) = judge(&profile, credential, &facts, at(NOW));
        attention.into_iter().find_map(|reason| match reason {
            Attention::LastBackupFailed(failed) => failed.cure,
            _ => None,
        })
    };
    let (compare, enter, again) = (Offer::CompareCertificate, Offer::EnterPassword, Offer::TryAgain);
    let stored = CredentialState::Stored;
    assert_eq!(cure(compare, Some(hours_ago(1)), false, stored), Some(again), "it was compared an hour ago");
    assert_eq!(cure(compare, Some(hours_ago(3)), false, stored), Some(compare), "that was before it failed");
    assert_eq!(cure(compare, Some(hours_ago(1)), true, stored), Some(compare), "and it changed once more");
    assert_eq!(cure(enter, None, false, stored), Some(again), "a password was entered");
    assert_eq!(cure(enter, None, false, CredentialState::Refused), Some(enter));
    assert_eq!(cure(Offer::ChooseKey, None, false, stored), Some(Offer::ChooseKey), "nobody knows");
}

#[test]
fn a_day_is_green_only_for_a_verified_archive() {
    let mark = |verified, made, failed| DayFacts { verified, made, failed }.mark();
    assert_eq!(mark(false, false, false), DayMark::None);
    assert_eq!(
        mark(true, true, true),
        DayMark::Verified,
        "one good backup is enough, whatever failed before"
    );
    assert_eq!(mark(false, true, true), DayMark::Unverified);
    assert_eq!(mark(false, false, true), DayMark::Failed);
}

#[test]
fn the_newest_proof_counts_and_not_the_newest_archive() {
    let world = World::new();
    let profile = world.profile("A");
    assert_eq!(only(&world).protection, Protection::AtRisk, "it has never been backed up");
    let proven = list(&world, &Listed::verified(profile.id, hours_ago(30)));
    list(&world, &Listed { state: "damaged", ..Listed::verified(profile.id, hours_ago(1)) });
    list(&world, &Listed { profile: None, ..Listed::verified(profile.id, hours_ago(1)) });
    let summary = only(&world);
    assert_eq!(summary.newest, Some(NewestArchive { archive: proven, made: hours_ago(30) }));
    assert_eq!((summary.archives, summary.bytes), (2, 2000), "all of its archives are counted");
    let overview = world.engine.overview().unwrap();
    assert_eq!((overview.archives, overview.bytes), (3, 3000), "and those of nobody in the library's total");
    assert_eq!((overview.at, overview.orphans), (at(NOW), 0));
}

#[test]
fn an_appliance_whose_clock_runs_ahead_does_not_stay_protected() {
    let world = World::new();
    let profile = world.profile("A");
    let ahead = Listed {
        created: hours_ago(-24 * 365),
        added: hours_ago(72),
        ..Listed::verified(profile.id, at(NOW))
    };
    list(&world, &ahead);
    let summary = only(&world);
    assert_eq!(
        summary.newest.map(|newest| newest.made),
        Some(hours_ago(72)),
        "it was in the library by then"
    );
    assert!(summary.attention.contains(&Attention::BackupTooOld { days: 3 }), "{:?}", summary.attention);
    let right = list(&world, &Listed::verified(profile.id, hours_ago(5)));
    let summary = only(&world);
    assert_eq!(
        summary.newest.map(|newest| newest.archive),
        Some(right),
        "once its clock is right, its newest backup is the newest"
    );
    assert_eq!(
        world.engine.newest_verified(profile.id).unwrap(),
        Some(hours_ago(5)),
        "messages say the same"
    );
}

#[tokio::test]
async fn the_alarm_is_the_persons_and_has_bounds() {
    let world = World::new();
    let profile = world.profile("A");
    list(&world, &Listed::verified(profile.id, hours_ago(60)));
    assert_eq!(profile.alarm_days, 2, "a nightly backup may fail once");
    assert_eq!(only(&world).protection, Protection::AtRisk);
    let set = |days| ProfileChange { alarm_days: Some(days), ..Default::default() };
    let changed = world.engine.update_profile(profile.id, set(3)).await.unwrap();
    assert_eq!((changed.alarm_days, world.second().profile(profile.id).unwrap().alarm_days), (3, 3));
    assert_eq!(only(&world).protection, Protection::NeedsAttention, "only the password is missing");
    for days in [0, 366] {
        let error = world.engine.update_profile(profile.id, set(days)).await.unwrap_err();
        assert!(matches!(error, EngineError::AlarmInvalid { .. }), "{days} days: {error:?}");
    }
}

#[test]
fn days_are_those_of_the_machines_zone() {
    // The clocks were set back on 25 October 2026; 11 November began at 23:00 UTC.
    let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let now = at("2026-11-07T22:30:00Z");
    let bounds = facts::bounds(now, &zone).unwrap();
    let bounds: Vec<Timestamp> = bounds
        .into_iter()
        .map(|value| match value {
            rusqlite::types::Value::Integer(millis) => Timestamp::from_millisecond(millis).unwrap(),
            other => unreachable!("{other:?}"),
        })
        .collect();
    assert_eq!(bounds.len(), 2 * DAYS, "each day has two bounds");
    assert_eq!(bounds[0], at("2026-10-24T22:00:00Z"), "the first day begins at midnight, summer time");
    assert_eq!(bounds[1].duration_since(bounds[0]), SignedDuration::from_hours(25), "and has 25 hours");
    for pair in bounds.chunks(2).collect::<Vec<_>>().windows(2) {
        assert_eq!(pair[0][1], pair[1][0], "no gap and no overlap between days");
    }
    assert_eq!(bounds[2 * DAYS - 1], at("2026-11-07T23:00:00Z"), "today ends at the next midnight");
}

#[test]
fn each_day_says_what_became_of_it() {
    use DayMark::{Failed, None, Unverified, Verified};
    let world = World::new();
    let profile = world.profile("A");
    let day = |back: i64| hours_ago(24 * back);
    // Over midnight: made yesterday, ended today. Today is not marked for it.
    let made = list(&world, &Listed::verified(profile.id, hours_ago(2)));
    ran(&world, profile.id, hours_ago(0), Ending::Done, Some(made));
    ran(&world, profile.id, day(3), Ending::Failed, Option::None);
    ran(&world, profile.id, day(4), Ending::Failed, Option::None);
    list(&world, &Listed::verified(profile.id, day(4)));
    list(&world, &Listed { state: "cannot-verify", ..Listed::verified(profile.id, day(5)) });
    ran(&world, profile.id, day(6), Ending::Cancelled, Option::None);
    ran(&world, profile.id, day(7), Ending::Interrupted, Option::None);
    let trashed = list(&world, &Listed::verified(profile.id, day(8)));
    ran(&world, profile.id, day(8), Ending::Done, Some(trashed));
    world.engine.library().forget(&[trashed]).unwrap();
    list(&world, &Listed::verified(profile.id, day(13)));
    list(&world, &Listed::verified(profile.id, day(14)));
    assert_eq!(
        only(&world).days,
        [
            Verified, None, None, None, None, Unverified, Failed, None, Unverified, Verified, Failed, None,
            Verified, None
        ],
        "fourteen days, today last"
    );
}

#[test]
fn a_failure_stands_until_a_backup_ends_well() {
    let world = World::new();
    let profile = world.profile("A");
    let archive = list(&world, &Listed::verified(profile.id, hours_ago(9)));
    ran(&world, profile.id, hours_ago(9), Ending::Done, Some(archive));
    ran(&world, profile.id, hours_ago(5), Ending::Failed, None);
    ran(&world, profile.id, hours_ago(4), Ending::Cancelled, None);
    let failed = |summary: &ApplianceSummary| {
        summary.attention.iter().find_map(|reason| match reason {
            Attention::LastBackupFailed(failed) => Some(failed.clone()),
            _ => None,
        })
    };
    let found = failed(&only(&world)).expect("cancelling the next one cures nothing");
    assert_eq!(found.at, hours_ago(5));
    assert_eq!(found.code.as_deref(), Some("backupTimedOut"), "in the surface's own word");
    assert_eq!(found.cure, Some(Offer::BackUpWithoutCounters));
    let line = &world.engine.history(&crate::HistoryFilter::default()).unwrap()[1];
    assert_eq!(
        (line.id, line.code.clone(), line.cure),
        (found.event, found.code, found.cure),
        "the line of history"
    );
    ran(&world, profile.id, hours_ago(1), Ending::Done, Some(archive));
    assert_eq!(failed(&only(&world)), None);
}

#[test]
fn practice_appliances_come_last() {
    let world = World::new();
    world.profile("Beta");
    let mut practice = crate::NewProfile::new("Alpha", "https://alpha.example".parse().unwrap(), "u");
    practice.role = Role::Practice;
    world.engine.add_profile(practice).unwrap();
    world.profile("Gamma");
    let names: Vec<_> = world
        .engine
        .overview()
        .unwrap()
        .appliances
        .into_iter()
        .map(|appliance| appliance.profile.name)
        .collect();
    assert_eq!(names, ["Beta", "Gamma", "Alpha"]);
}

#[tokio::test]
async fn the_password_in_memory_is_the_one_that_counts() {
    let world = World::new();
    let profile = world.profile("A");
    list(&world, &Listed::verified(profile.id, hours_ago(1)));
    assert_eq!(only(&world).attention, [Attention::PasswordMissing]);
    world.engine.remember_password(profile.id, Secret::new("pw".to_owned())).unwrap();
    let summary = only(&world);
    assert!(summary.attention.is_empty() && summary.password_in_memory, "{:?}", summary.attention);
    assert_eq!(summary.protection, Protection::Protected);
    let other = world.second().overview().unwrap().appliances.remove(0);
    assert_eq!(other.attention, [Attention::PasswordMissing], "another process has no part in it");
    assert!(!other.password_in_memory);
    world.engine.unconfirm_login(profile.id).unwrap();
    assert_eq!(only(&world).attention, [Attention::LoginUnconfirmed], "R9");
    world.engine.forget_password(profile.id).await.unwrap();
    assert_eq!(only(&world).attention, [Attention::PasswordMissing]);
}

#[test]
fn a_trend_is_the_latest_sixty_backups_oldest_first() {
    let world = World::new();
    let (profile, other) = (world.profile("A"), world.profile("B"));
    let gone = list(&world, &Listed::verified(profile.id, hours_ago(100)));
    for hour in (1..=70).rev() {
        let archive =
            if hour == 3 { gone } else { list(&world, &Listed::verified(profile.id, hours_ago(hour))) };
        ran(&world, profile.id, hours_ago(hour), Ending::Done, Some(archive));
        ran(&world, profile.id, hours_ago(hour), Ending::Failed, None);
        ran(&world, other.id, hours_ago(hour), Ending::Done, Some(archive));
    }
    world.engine.library().forget(&[gone]).unwrap();
    let trend = world.engine.trend(profile.id).unwrap();
    assert_eq!(trend.len(), 60);
    assert_eq!((trend[0].at, trend[59].at), (hours_ago(60), hours_ago(1)), "the oldest first");
    assert_eq!((trend[0].bytes, trend[0].duration.as_secs()), (1000, 9));
    assert_eq!(trend[0].counters, Some(ctvl_archive::Counters::Excluded), "from the archive");
    let lost: Vec<_> = trend.iter().filter(|point| point.archive.is_none()).collect();
    assert_eq!(lost.len(), 1, "one archive is gone");
    assert_eq!((lost[0].at, lost[0].counters), (hours_ago(3), None), "its size and time stay");
    let unknown = world.engine.trend(ProfileId(uuid::Uuid::now_v7())).unwrap_err();
    assert!(matches!(unknown, EngineError::ProfileUnknown { .. }), "{unknown:?}");
}

#[test]
fn every_statement_reads_an_index_and_never_the_rows() {
    let world = World::new();
    let statements = [
        facts::SIZES.to_owned(),
        facts::NEWEST.to_owned(),
        facts::last_runs(),
        facts::RESTORES.to_owned(),
        facts::TASKS.to_owned(),
        facts::days(),
        trend::statement(),
    ];
    // Those that lead straight to the rows of one appliance, of one day, or to a single row.
    let straight = [
        "COVERING INDEX archives_made",
        "INDEX archives_proven (profile=?",
        "INDEX history_backups (profile=?",
        "INDEX history_backup_days (profile=? AND at>? AND at<?)",
        "INTEGER PRIMARY KEY (rowid=?)",
    ];
    for sql in statements {
        for step in plan(&world, &sql) {
            let large =
                ["archives", "history", "a", "h"].iter().any(|table| step.split(' ').nth(1) == Some(table));
            let led = straight.iter().any(|way| step.contains(way));
            assert!(!large || led, "“{step}” reads more of a large table than it has to, in {sql}");
            assert!(!step.contains("TEMP B-TREE"), "“{step}” sorts what an index has in order, in {sql}");
        }
    }
}

/// How the database would go about a statement.
fn plan(world: &World, sql: &str) -> Vec<String> {
    world
        .engine
        .database
        .read(|connection| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let unbound = statement.parameter_count();
            let values = rusqlite::params_from_iter((0..unbound).map(|_| 0));
            let steps = statement.query_map(values, |row| row.get::<_, String>(3))?;
            Ok(steps.collect::<rusqlite::Result<Vec<_>>>()?)
        })
        .unwrap()
}
