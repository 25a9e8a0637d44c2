//! What a person types or pastes, on its way to the engine.

use ctvl_contract::{
    ApplianceChange, DraftConnection, KeepPassword, NewAppliance, PastedAddress, Role, UnsafePart,
};
use ctvl_engine::EngineError;
use ctvl_engine::client::{AddressError, Proxy, Trust};
use serde_json::json;

const PASSWORD: &str = "Planted-Pa55word-ohGh7eex!";

fn read(text: &str) -> PastedAddress {
    match PastedAddress::read(text) {
        Ok(pasted) => pasted,
        Err(error) => unreachable!("{text:?}: {error:?}"),
    }
}

#[test]
fn an_address_is_understood_in_any_form() {
    for (text, address, parts) in [
        ("ctvl-prd-1", "ctvl-prd-1", &[][..]),
        (" https://CTVL-prd-1.pay.example:8443/login?next=/ ", "ctvl-prd-1.pay.example:8443", &[]),
        ("http://ctvl-prd-1/", "ctvl-prd-1", &[UnsafePart::PlainHttp]),
        ("\"http://ctvl-prd-1:80/api/\"", "ctvl-prd-1", &[UnsafePart::PlainHttp]),
        ("http://ctvl-prd-1:8443", "ctvl-prd-1:8443", &[UnsafePart::PlainHttp]),
    ] {
        let pasted = read(text);
        assert_eq!(pasted.address.as_deref(), Some(address), "{text:?}");
        assert_eq!(pasted.unsafe_parts, parts, "{text:?}");
        assert!(!pasted.from_curl && pasted.user.is_none() && pasted.key.is_none(), "{text:?}: {pasted:?}");
    }
}

#[test]
fn a_curl_line_gives_what_is_useful_and_names_what_is_dangerous() {
    let line = format!(
        "curl -k -X POST https://ctvl-prd-1:8443/api/api-token-auth/ \\\n  -d '{{\"username\":\"svc-backup\",\"password\":\"{PASSWORD}\"}}'"
    );
    let pasted = read(&line);
    assert_eq!(pasted.address.as_deref(), Some("ctvl-prd-1:8443"));
    assert_eq!(pasted.user.as_deref(), Some("svc-backup"));
    assert_eq!(pasted.unsafe_parts, [UnsafePart::NoCertificateCheck, UnsafePart::PasswordInLine]);
    assert!(pasted.from_curl);
    let wire = serde_json::to_string(&pasted).expect("plain data");
    assert!(!wire.contains(PASSWORD), "the password is named and not taken over: {wire}");

    let pasted = read("curl -f -O https://ctvl-prd-1/api/backup/create/testkey?excludecounters=true");
    assert_eq!((pasted.key.as_deref(), pasted.exclude_counters), (Some("testkey"), true));
    assert_eq!(read("curl --version").address, None, "a line without an address is still one");
}

#[test]
fn what_is_no_address_is_refused_without_repeating_it() {
    for (text, expected) in [
        ("", AddressError::Empty),
        ("ftp://ctvl-prd-1", AddressError::OtherScheme { scheme: "ftp".to_owned() }),
        (&format!("https://svc:{PASSWORD}@ctvl-prd-1"), AddressError::ContainsLogin),
        (&format!("http://svc:{PASSWORD}@ctvl-prd-1"), AddressError::ContainsLogin),
        ("http://ctvl prd", AddressError::Host),
    ] {
        match PastedAddress::read(text) {
            Err(EngineError::Address(error)) => {
                assert_eq!(error, expected, "{text:?}");
                assert!(!format!("{error:?} {error}").contains(PASSWORD), "{text:?} is not repeated");
            }
            other => unreachable!("{text:?}: {other:?}"),
        }
    }
}

fn draft(fingerprint: Option<&str>) -> DraftConnection {
    let draft = json!({
        "address": "https://ctvl-prd-1:8443/", "user": "svc-backup", "password": PASSWORD,
        "trustedFingerprint": fingerprint, "systemProxy": false,
    });
    serde_json::from_value(draft).expect("as the window sends it")
}

#[test]
fn a_draft_is_read_and_shows_no_password() {
    let pinned = "AB:".repeat(31) + "AB";
    let connection = draft(Some(&pinned));
    assert!(!format!("{connection:?}").contains(PASSWORD), "it reaches no log");
    let Ok((read, password)) = connection.into_draft() else { unreachable!("it can be read") };
    assert_eq!((read.address.to_string().as_str(), read.user.as_str()), ("ctvl-prd-1:8443", "svc-backup"));
    assert_eq!(read.proxy, Proxy::None);
    assert!(matches!(read.trust, Trust::Pinned(print) if print.to_string() == pinned));
    assert_eq!(password.expose(), PASSWORD);
    let Ok((read, _)) = draft(None).into_draft() else { unreachable!("it can be read") };
    assert_eq!(read.trust, Trust::System, "nobody compared anything");
    let error = draft(Some(PASSWORD)).into_draft().expect_err("no fingerprint");
    assert!(matches!(error, EngineError::FingerprintInvalid(_)), "{error:?}");
    assert!(!format!("{error:?} {}", error.message().text()).contains(PASSWORD), "whatever was pasted there");
}

#[test]
fn a_new_appliance_is_read_whole() {
    let new = json!({
        "name": "Payments EU", "role": "standby", "keep": "memory", "key": "pay-2026", "excludeCounters": true,
        "version": " 2.8.6 ",
        "connection": {
            "address": "ctvl-prd-1", "user": "svc-backup", "password": PASSWORD, "trustedFingerprint": null,
            "systemProxy": true,
        },
    });
    let new: NewAppliance = serde_json::from_value(new.clone()).expect("as the window sends it");
    let Ok((profile, password, keep)) = new.into_profile() else { unreachable!("it can be read") };
    assert_eq!((profile.name.as_str(), profile.user.as_str()), ("Payments EU", "svc-backup"));
    assert_eq!((profile.role, profile.proxy), (ctvl_engine::Role::Standby, Proxy::System));
    assert_eq!((profile.key.as_deref(), profile.exclude_counters), (Some("pay-2026"), true));
    assert_eq!(profile.version_typed.map(|version| version.to_string()).as_deref(), Some("2.8.6"));
    assert_eq!((password.expose(), keep), (PASSWORD, KeepPassword::Memory));
}

#[test]
fn a_change_leaves_alone_what_it_does_not_name() {
    let Ok(nothing) = ApplianceChange::default().into_change() else { unreachable!("nothing to refuse") };
    assert_eq!(format!("{nothing:?}"), format!("{:?}", ctvl_engine::ProfileChange::default()));

    let change = ApplianceChange {
        name: Some("Payments".to_owned()),
        address: Some("https://ctvl-prd-7/".to_owned()),
        role: Some(Role::Practice),
        version: Some(String::new()),
        key: Some(String::new()),
        system_proxy: Some(false),
        alarm_days: Some(7),
        ..ApplianceChange::default()
    };
    let Ok(change) = change.into_change() else { unreachable!("it can be read") };
    assert_eq!(change.address.map(|address| address.to_string()).as_deref(), Some("ctvl-prd-7"));
    assert_eq!(change.version_typed, Some(None), "empty removes it");
    assert_eq!(change.key, Some(Some(String::new())), "empty is the default key, as the engine reads it");
    assert_eq!((change.proxy, change.alarm_days), (Some(Proxy::None), Some(7)));
    assert_eq!((change.user, change.exclude_counters, change.destination), (None, None, None));

    let wrong = ApplianceChange { version: Some("2.8".to_owned()), ..ApplianceChange::default() };
    assert!(matches!(wrong.into_change(), Err(EngineError::VersionInvalid(_))));
    let wrong = ApplianceChange { address: Some("http://plain".to_owned()), ..ApplianceChange::default() };
    assert!(matches!(wrong.into_change(), Err(EngineError::Address(AddressError::PlainHttp))));
}
