//! Connecting an appliance: what is pasted is understood, nobody is trusted unseen, and a password is tried once.

use ctvl_tests::{PASSWORD, USER};

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_curl_line_of_the_vendors_page_is_taken_over_and_its_dangers_are_named() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    let window = scene.window().await;
    window.listen().await;
    let line = format!(
        "curl -k -X GET -H 'Authorization:Bearer <token>' https://{}/api/backup/create/testkey?excludecounters=true \
         -o backup.zip",
        node.host_and_port()
    );
    window.fill("Address", &line).await;
    window.key(fantoccini::key::Key::Tab).await;
    window.text("This was a curl line.").await;
    window.text("No certificate check (-k)").await;
    window.text("Error pages kept as backups (no -f)").await;
    assert_eq!(window.value("Address").await, node.host_and_port(), "the address of the line is taken over");

    window.fill("Name", "Payments EU").await;
    window.fill("User name", USER).await;
    window.fill("Password", "not the password").await;
    window.press("Connect").await;
    window.text("Payments EU is not trusted yet").await;
    window.press("Cancel").await;
    window.text("The certificate was not trusted, so nothing was sent.").await;
    assert_eq!(node.failed_logins(), 0, "no password leaves before somebody has compared the certificate");

    window.press("Connect").await;
    window.tick("I compared it").await;
    window.press("Trust this certificate").await;
    window.text("refused the login").await;
    assert_eq!(node.failed_logins(), 1, "a refused password is sent once");

    window.fill("Password", PASSWORD).await;
    window.press("Connect").await;
    window.heading("Payments EU").await;
    window.text("Signs in as").await;
    window.no_complaints().await;
    window.close().await;

    // The password is in the keyring: nobody is asked again.
    let window = scene.window().await;
    window.follow("Payments EU").await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_certificate_stops_everything_until_it_is_compared() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    let window = scene.window().await;
    scene.connect(&window, "Payments EU", &node).await;

    node.appliance.faults().on(ctvl_appliance::Fault::ChangedCertificate);
    window.press("Back up now").await;
    window.text("Not backed up").await;
    window.text("different certificate").await;
    window.press("Compare certificate").await;
    window.text("Trusted until now").await;
    window.text("Presented now").await;
    window.picture("certificate-changed").await;
    window.accessible("the certificate dialog").await;
    window.tick("I compared it").await;
    window.press("Trust this certificate").await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    window.close().await;
}
