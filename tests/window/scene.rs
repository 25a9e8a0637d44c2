//! One test's scene: practice appliances that really run, an installation with a home of its own, and the window on it.

use std::path::PathBuf;

use ctvl_appliance::ApplianceOptions;
use ctvl_tests::{Cli, Node, PASSWORD, USER, World};
use fantoccini::key::Key;

use crate::driver::{Opening, Window};

/// Appliances, folders and an installation that go away with the test.
pub struct Scene {
    pub world: World,
    /// Where the installation keeps everything.
    pub home: PathBuf,
}

impl Scene {
    /// Nothing connected yet.
    pub fn new() -> Self {
        let world = World::new();
        let home = world.folder("home");
        Self { world, home }
    }

    /// The window on this installation.
    pub async fn window(&self) -> Window {
        Opening::in_home(&self.home).open().await
    }

    /// An appliance with sample data.
    pub async fn appliance(&self, name: &str) -> Node {
        self.world.appliance(name).await
    }

    /// An appliance that is started differently.
    pub async fn appliance_with(&self, name: &str, change: impl FnOnce(&mut ApplianceOptions)) -> Node {
        self.world.appliance_with(name, change).await
    }

    /// The command line on the same installation and the same keyring, as a second program beside the window.
    pub fn cli(&self) -> Cli {
        Cli::new(self.home.clone()).in_this_session()
    }

    /// Connects an appliance before the window is opened.
    pub async fn connected(&self, name: &str, node: &Node, more: &[&str]) {
        self.cli().add(name, node, more).await;
        let kept = self.cli().run_with(PASSWORD, &["appliance", "password", name, "--password-stdin"]).await;
        assert_eq!(kept.code, Some(0), "the keyring of this session takes the password: {kept:?}");
    }

    /// Connects an appliance in the window, as a person does: address, login, comparing the certificate.
    pub async fn connect(&self, window: &Window, name: &str, node: &Node) {
        window.fill("Address", &node.host_and_port()).await;
        // The name is suggested once the address is understood; a person sees that before typing another.
        window.key(Key::Tab).await;
        window.holds("Name", "127.0.0.1").await;
        window.fill("Name", name).await;
        window.fill("User name", USER).await;
        window.fill("Password", PASSWORD).await;
        window.press("Connect").await;
        window.text(&first_groups(&node.fingerprint().to_string())).await;
        window.tick("I compared it").await;
        window.press("Trust this certificate").await;
        window.heading(name).await;
    }

    /// What lies in the application's own folder for archives.
    pub fn archives(&self) -> Vec<String> {
        ctvl_tests::files_in(&self.home.join("archives"))
    }
}

/// The first pairs of a fingerprint, as the window groups them.
fn first_groups(fingerprint: &str) -> String {
    fingerprint.split(':').take(4).collect::<Vec<_>>().join(":")
}
