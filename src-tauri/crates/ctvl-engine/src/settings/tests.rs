use super::*;
use crate::testing::World;

#[test]
fn a_new_installation_has_every_default() {
    let world = World::new();
    let found = world.engine.preferences().unwrap();
    assert_eq!(found, Preferences::default());
    assert_eq!((found.theme, found.language, found.zoom), (Theme::System, Language::System, 100));
    assert!(found.safety_backup, "a restore takes a safety backup unless somebody decided otherwise");
    assert!(found.notifications.backup_failed, "failures are told");
}

#[test]
fn what_is_changed_stays_changed_and_nothing_else_does() {
    let world = World::new();
    let quiet = Notifications { backup_done: false, certificate_changed: false, ..Default::default() };
    let changes = [
        PreferencesChange { theme: Some(Theme::Dark), ..Default::default() },
        PreferencesChange { language: Some(Language::De), ..Default::default() },
        PreferencesChange { zoom: Some(125), ..Default::default() },
        PreferencesChange { notifications: Some(quiet), ..Default::default() },
        PreferencesChange { safety_backup: Some(false), ..Default::default() },
    ];
    for change in changes {
        let told = world.engine.change_preferences(change).unwrap();
        assert_eq!(told, world.second().preferences().unwrap(), "another program sees it at once");
    }
    let expected = Preferences {
        theme: Theme::Dark,
        language: Language::De,
        zoom: 125,
        notifications: quiet,
        safety_backup: false,
    };
    assert_eq!(world.engine.preferences().unwrap(), expected);
    world.engine.change_preferences(PreferencesChange::default()).unwrap();
    assert_eq!(world.engine.preferences().unwrap(), expected, "an empty change changes nothing");
}

#[test]
fn the_window_is_never_unreadably_small_or_large() {
    let world = World::new();
    for (asked, expected) in [(0, 50), (49, 50), (50, 50), (200, 200), (201, 200), (u32::MAX, 200)] {
        let change = PreferencesChange { zoom: Some(asked), ..Default::default() };
        assert_eq!(world.engine.change_preferences(change).unwrap().zoom, expected, "asked for {asked}");
    }
}

#[test]
fn what_cannot_be_read_is_the_default_and_is_left_alone() {
    let world = World::new();
    for (name, text) in [
        ("theme", "sepia"),
        ("language", "fr"),
        ("zoom", "500"),
        ("safety-backup", "maybe"),
        ("notify-backup-done", ""),
    ] {
        world.engine.set_setting(name, Some(text)).unwrap();
        assert_eq!(world.engine.preferences().unwrap(), Preferences::default(), "{name} = {text:?}");
        assert_eq!(
            world.engine.setting(name).unwrap().as_deref(),
            Some(text),
            "a newer version may have written it"
        );
    }
}

#[test]
fn the_system_speaks_german_in_many_forms() {
    for (tag, spoken) in [
        ("de", "de"),
        ("de-AT", "de"),
        ("de_DE.UTF-8", "de"),
        ("DE", "de"),
        ("en-GB", "en"),
        ("den", "en"),
        ("fr-FR", "en"),
        ("C.UTF-8", "en"),
        ("", "en"),
    ] {
        assert_eq!(Language::System.spoken(tag), spoken, "{tag:?}");
        assert_eq!(
            (Language::De.spoken(tag), Language::En.spoken(tag)),
            ("de", "en"),
            "a choice is a choice"
        );
    }
}

#[test]
fn a_chosen_folder_for_archives_is_remembered_and_can_be_taken_back() {
    let world = World::new();
    let own = world.engine.archives_folder().unwrap();
    assert_eq!((own.path.as_path(), own.own), (world.engine.directories().archives(), true));
    let share = world.folder("share");
    world.engine.set_archives_folder(Some(&share)).unwrap();
    let chosen = world.second().archives_folder().unwrap();
    assert_eq!(chosen, ArchivesFolder { path: share, own: false });
    world.engine.set_archives_folder(Some(&own.path)).unwrap();
    assert_eq!(
        world.engine.archives_folder().unwrap(),
        own,
        "the own folder is the own folder, however chosen"
    );
    world.engine.set_archives_folder(None).unwrap();
    assert_eq!(world.engine.archives_folder().unwrap(), own);
}
