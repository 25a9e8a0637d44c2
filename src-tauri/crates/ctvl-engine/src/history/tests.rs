use ctvl_archive::Counters;
use rusqlite::params;

use super::*;
use crate::library::RowState;
use crate::restore::SignInAfter;
use crate::testing::World;

fn found(world: &World, text: &str) -> Vec<String> {
    let filter = HistoryFilter { text: Some(text.to_owned()), ..HistoryFilter::default() };
    world.engine.history(&filter).unwrap().into_iter().map(|event| event.text).collect()
}

fn tell(world: &World, subject: &str, text: &str, incident: Option<&str>) {
    let event = NewEvent::done(EventKind::Backup, None, subject, text);
    world.engine.record_event(&NewEvent { incident: incident.map(str::to_owned), ..event }).unwrap();
}

#[test]
fn a_line_is_found_by_its_name_its_words_and_its_incident() {
    let world = World::new();
    tell(&world, "Übergabe Köln", "It timed out.", Some("7F3K-29QD"));
    tell(&world, "Payments EU", "It is verified.", None);
    for text in ["ÜBERGABE", "köln", "  timed OUT ", "7F3K-29QD", "Köln"] {
        assert_eq!(found(&world, text), ["It timed out."], "searched for {text:?}");
    }
    assert_eq!(found(&world, "it "), ["It is verified.", "It timed out."], "newest first");
    assert_eq!(found(&world, "   ").len(), 2, "blanks ask for nothing");
    assert_eq!(found(&world, "Berlin"), Vec::<String>::new());
}

#[test]
fn an_incident_is_found_however_it_was_copied_or_read_out() {
    let world = World::new();
    tell(&world, "Payments EU", "It timed out.", Some("70F1-29QD"));
    tell(&world, "Card vault US", "Another one.", Some("0000-0000"));
    for text in [
        "Incident 70F1-29QD",
        "Vorfall: 70f1-29qd.",
        "70F129QD",
        "70f1 29qd",
        "7OFI-29QD",
        "7oFl 29QD",
        "(incident 70F1-29QD), it says",
        "incident 70f129qd",
    ] {
        assert_eq!(found(&world, text), ["It timed out."], "searched for {text:?}");
    }
    assert_eq!(found(&world, "70F1-29QE"), Vec::<String>::new(), "another incident is another one");
}

#[test]
fn what_looks_like_a_pattern_is_meant_as_it_stands() {
    let world = World::new();
    tell(&world, "a_b", "100 % full", None);
    tell(&world, "axb", "100 of 100", None);
    assert_eq!(found(&world, "a_b"), ["100 % full"], "an underscore is no wildcard");
    assert_eq!(found(&world, "%"), ["100 % full"], "and neither is a percent sign");
    assert_eq!(found(&world, "'; DROP TABLE history; --"), Vec::<String>::new(), "and a quote ends nothing");
    assert_eq!(found(&world, "full").len(), 1, "the table is still there");
}

#[test]
fn a_search_goes_with_the_other_filters_and_by_the_page() {
    let world = World::new();
    let profile = world.profile("A");
    for (nth, kind) in [EventKind::Backup, EventKind::Verify, EventKind::Backup].into_iter().enumerate() {
        let event = NewEvent::done(kind, Some(profile.id), "A", format!("Round {nth}."));
        world.engine.record_event(&event).unwrap();
    }
    let filter = HistoryFilter {
        profile: Some(profile.id),
        kinds: vec![EventKind::Backup],
        text: Some("round".to_owned()),
        limit: Some(1),
        ..HistoryFilter::default()
    };
    let first = world.engine.history(&filter).unwrap();
    assert_eq!(first.iter().map(|event| event.text.as_str()).collect::<Vec<_>>(), ["Round 2."]);
    let next = HistoryFilter { before: Some(first[0].id), ..filter };
    let second = world.engine.history(&next).unwrap();
    assert_eq!(second.iter().map(|event| event.text.as_str()).collect::<Vec<_>>(), ["Round 0."]);
}

#[test]
fn what_an_event_came_to_is_read_back_as_it_was() {
    let world = World::new();
    let results = [
        EventResult::Saved {
            state: RowState::CannotVerify,
            counters: Counters::Excluded,
            usual_size: Some(3_000_000_000),
        },
        EventResult::Verified { verified: 12, much_smaller: 1, damaged: 1, unproven: 2, unread: 0 },
        EventResult::Restored { sign_in: SignInAfter::WaitsForTrust, tasks: 3 },
        EventResult::WithPerson,
        EventResult::RestoreStopped { because: RestoreStop::CancelledLast },
        EventResult::Closed { restored: true, by: "ada".into(), host: "ctvl-1".into() },
        EventResult::BrokenOff { restored: false },
        EventResult::Trusted { fingerprint: "AA:BB".into() },
        EventResult::Task { task: crate::aftermath::TaskKind::FreshBackup, done: false, by: "ada".into() },
        EventResult::Trashed { file: "a.zip".into() },
    ];
    for result in &results {
        let event = NewEvent::done(EventKind::Backup, None, "A", "");
        world.engine.record_event(&NewEvent { result: Some(result.clone()), ..event }).unwrap();
    }
    let read: Vec<_> = world.engine.history(&HistoryFilter::default()).unwrap();
    let read: Vec<_> = read.into_iter().rev().map(|event| event.result.unwrap()).collect();
    assert_eq!(read, results);
}

#[test]
fn the_words_under_which_results_are_stored_never_change() {
    let saved =
        EventResult::Saved { state: RowState::Verified, counters: Counters::Included, usual_size: None };
    assert_eq!(
        saved.stored().as_deref(),
        Some(r#"{"saved":{"state":"verified","counters":"included","usual-size":null}}"#)
    );
    assert_eq!(
        EventResult::RestoreStopped { because: RestoreStop::GivenUp }.stored().as_deref(),
        Some(r#"{"restore-stopped":{"because":"given-up"}}"#)
    );
    assert_eq!(EventResult::WithPerson.stored().as_deref(), Some(r#""with-person""#));
}

#[test]
fn what_another_version_wrote_is_read_as_far_as_it_is_known() {
    let world = World::new();
    world
        .engine
        .database
        .write(|transaction| {
            for (result, archives) in
                [(None, None), (Some("{\"teleported\":{}}"), Some(14)), (Some("{"), None)]
            {
                transaction.execute(
                    "INSERT INTO history (at, kind, outcome, subject, text, result, archives)
                     VALUES (0, 'verify', 'done', '14 archives', '14 verified.', ?1, ?2)",
                    params![result, archives],
                )?;
            }
            Ok(())
        })
        .unwrap();
    let events = world.engine.history(&HistoryFilter::default()).unwrap();
    assert_eq!(events.len(), 3, "no line is lost for what it says");
    assert!(events.iter().all(|event| event.result.is_none()), "{events:?}");
    let subjects: Vec<_> = events.iter().rev().map(|event| event.subject.clone()).collect();
    let named = Subject::Named("14 archives".into());
    assert_eq!(subjects, [named.clone(), Subject::Archives(14), named], "an older line has its words only");
}

#[test]
fn a_number_of_archives_is_a_fact() {
    assert_eq!((Subject::Archives(14).archives(), Subject::from("14 archives").archives()), (Some(14), None));
    assert_eq!(Subject::Archives(14).to_string(), "14 archives");
    assert_eq!(Subject::from("a.zip").to_string(), "a.zip");
}
