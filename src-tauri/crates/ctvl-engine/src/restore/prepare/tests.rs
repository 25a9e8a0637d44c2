use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::client::{Address, Proxy, Secret};
use crate::profile::{CredentialState, NewProfile};
use crate::restore::tests::World;
use crate::settings::PreferencesChange;

/// An appliance that takes connections and never says anything.
fn silent_appliance() -> (std::net::TcpListener, Address) {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("https://{}", silent.local_addr().expect("it listens"));
    let address = address.parse().expect("an address");
    (silent, address)
}

#[tokio::test]
async fn a_check_is_stopped_while_it_reads_and_while_it_looks() {
    let world = World::new();
    let (_silent, address) = silent_appliance();
    let new = NewProfile { proxy: Proxy::None, ..NewProfile::new("Silent", address, "svc") };
    let profile = world.engine.add_profile(new).expect("added").id;
    let secret = Secret::new("x".into());
    world.engine.store_password(profile, &secret).await.expect("stored");
    world.engine.unconfirm_login(profile).expect("as after a restore");
    let order = || RestoreOrder::new(profile, world.archive_file());

    for stop_at in ["reading", "looking"] {
        let cancel = Arc::new(CancelToken::default());
        let (stop, heard) = (Arc::clone(&cancel), Arc::new(Mutex::new(Vec::new())));
        let told = {
            let heard = Arc::clone(&heard);
            move |progress| {
                let now = match progress {
                    PlanProgress::Reading { .. } => "reading",
                    PlanProgress::Looking => "looking",
                };
                heard.lock().expect("one at a time").push(now);
                if now == stop_at {
                    stop.cancel();
                }
            }
        };
        let planning = world.engine.plan_restore_with(order(), cancel, told);
        let outcome = tokio::time::timeout(Duration::from_secs(30), planning).await;
        let error = outcome.expect("it does not wait for the appliance").expect_err("it was stopped");
        assert!(error.is_cancelled(), "{stop_at}: {error:?}");
        assert_eq!(
            heard.lock().expect("it is over").last(),
            Some(&stop_at),
            "nothing is told after the stop"
        );
        let state = world.engine.profile(profile).expect("it is there").credential;
        assert_eq!(state, CredentialState::Unconfirmed, "{stop_at}: the password was never sent");
    }
}

#[tokio::test]
async fn a_plan_takes_a_safety_backup_as_the_settings_say_unless_the_order_says() {
    for (setting, ordered, expected) in [
        (true, None, SafetyBackup::Take),
        (false, None, SafetyBackup::NodeAlreadyLost),
        (false, Some(SafetyBackup::Take), SafetyBackup::Take),
        (true, Some(SafetyBackup::NodeAlreadyLost), SafetyBackup::NodeAlreadyLost),
    ] {
        let world = World::new();
        let change = PreferencesChange { safety_backup: Some(setting), ..Default::default() };
        world.engine.change_preferences(change).expect("set");
        let order =
            RestoreOrder { safety: ordered, ..RestoreOrder::new(world.profile.id, world.archive_file()) };
        assert_eq!(world.engine.safety_of(&order).expect("settings"), expected, "{setting} {ordered:?}");
    }
}
