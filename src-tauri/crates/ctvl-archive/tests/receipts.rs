//! Receipts: written, read, altered, and checked without this crate.
#![allow(clippy::unwrap_used, reason = "what cannot be made or written fails the test")]

use std::io::Write as _;
use std::process::Command;

use ctvl_archive::{
    ApplianceIdentity, Container, Contents, Counters, CtvlVersion, Details, Inspection, Known, Receipt,
    ReceiptBody, ReceiptCheck, ReceiptError, Sha256Digest, SigningKey, Source, receipt_path,
};
use proptest::prelude::*;

fn inspection() -> Inspection {
    Inspection {
        size: 7,
        sha256: Sha256Digest::of(b"archive"),
        container: Container::Whole(Contents { members: 1, compressed: 1, expanded: 1 }),
        details: Details::UNKNOWN,
    }
}

fn body(note: &str) -> ReceiptBody {
    ReceiptBody {
        app_version: "0.1.0".to_owned(),
        appliance: ApplianceIdentity {
            name: "Payments EU".to_owned(),
            address: "https://ctvl-prd-1.example".to_owned(),
            certificate_sha256: Sha256Digest::of(b"certificate"),
        },
        counters: Counters::Included,
        ctvl_version: Some(Known {
            value: CtvlVersion::new(2, 8, 6),
            source: Source::Typed { on: "2025-04-10".parse().unwrap() },
        }),
        file: "backup_2025-04-10T10-32-33.zip".to_owned(),
        finished: "2025-04-10T10:33:00+02:00".parse().unwrap(),
        key: None,
        note: Some(note.to_owned()),
        schema: 1,
        sha256: Sha256Digest::of(b"archive"),
        size: 7,
        started: "2025-04-10T10:32:30+02:00".parse().unwrap(),
        user: "svc-backup".to_owned(),
    }
}

fn signed(note: &str) -> Receipt {
    Receipt::unsigned(body(note)).sign(&SigningKey::generate().unwrap())
}

#[test]
fn a_receipt_is_valid_for_its_file_only() {
    let receipt = signed("before the upgrade");
    let read = Receipt::from_json(receipt.to_json().as_bytes()).unwrap();
    assert_eq!(read, receipt, "written and read");
    assert_eq!(read.check(&inspection()), ReceiptCheck::Valid, "its own file");
    let other = Inspection { size: 8, ..inspection() };
    assert_eq!(read.check(&other), ReceiptCheck::SizeDiffers { receipt: 7, file: 8 }, "another size");
    let sha256 = Sha256Digest::of(b"another");
    assert!(
        matches!(read.check(&Inspection { sha256, ..inspection() }), ReceiptCheck::HashDiffers { .. }),
        "another hash"
    );
    assert_eq!(Receipt::unsigned(body("")).check(&inspection()), ReceiptCheck::SignatureBroken, "not signed");
}

#[test]
fn a_key_survives_its_storage_and_keeps_quiet() {
    let key = SigningKey::generate().unwrap();
    let stored = key.to_pkcs8().unwrap();
    let again = SigningKey::from_pkcs8(&stored).unwrap();
    assert_eq!(again.public_key(), key.public_key(), "the same key");
    assert_eq!(key.public_key().to_string().parse(), Ok(key.public_key()), "public key text");
    assert!(format!("{key:?}").len() < 70, "only the public half is shown");
    assert!(SigningKey::from_pkcs8(b"nonsense").is_err(), "no key");
}

#[test]
fn whatever_is_altered_breaks_the_signature() {
    let text = signed("before the upgrade").to_json();
    let alterations = [
        ("\"size\": 7", "\"size\": 8"),
        ("Payments EU", "Payments US"),
        ("\"included\"", "\"excluded\""),
        ("\"key\": null", "\"key\": \"k\""),
        ("+02:00", "+03:00"),
        ("2.8.6", "2.8.5"),
        ("\"schema\": 1", "\"schema\": 1, \"more\": true"),
        ("Ed25519", "none"),
    ];
    for (from, to) in alterations {
        assert!(text.contains(from), "{from} stands in the receipt");
        let altered = Receipt::from_json(text.replacen(from, to, 1).as_bytes()).unwrap();
        assert_eq!(altered.check(&inspection()), ReceiptCheck::SignatureBroken, "{from} became {to}");
    }
    let compact: serde_json::Value = serde_json::from_str(&text).unwrap();
    let compact = Receipt::from_json(compact.to_string().as_bytes()).unwrap();
    assert_eq!(compact.check(&inspection()), ReceiptCheck::Valid, "white space and order do not matter");
}

#[test]
fn a_later_schema_a_doubled_field_and_nonsense_are_refused() {
    let text = signed("").to_json();
    let later = text.replacen("\"schema\": 1", "\"schema\": 2", 1);
    assert!(matches!(Receipt::from_json(later.as_bytes()), Err(ReceiptError::SchemaUnknown(2))), "schema 2");
    let doubled = text.replacen("\"size\": 7", "\"size\": 7, \"size\": 7", 1);
    assert!(matches!(Receipt::from_json(doubled.as_bytes()), Err(ReceiptError::Malformed(_))), "two sizes");
    for nonsense in ["", "{}", "[]", "null", "{\"schema\":1}"] {
        assert!(Receipt::from_json(nonsense.as_bytes()).is_err(), "{nonsense:?} is no receipt");
    }
    assert!(matches!(Receipt::from_json(&[b' '; 70_000]), Err(ReceiptError::TooLong)), "bounded");
}

#[test]
fn a_receipt_lies_beside_its_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = receipt_path(&folder.path().join("backup_2025-04-10T10-32-33.zip"));
    assert!(path.ends_with("backup_2025-04-10T10-32-33.zip.receipt.json"), "its name");
    assert!(matches!(Receipt::read(&path), Err(ReceiptError::Io { .. })), "not there yet");
    let receipt = signed("Übung");
    std::fs::write(&path, receipt.to_json()).unwrap();
    assert_eq!(Receipt::read(&path).unwrap(), receipt, "read again");
}

/// What the documentation of receipts promises: Python and OpenSSL are enough.
#[test]
fn a_receipt_can_be_checked_without_the_app() {
    const SCRIPT: &str = r#"
import base64, json, sys
receipt = json.load(open("receipt.json", encoding="utf-8"))
signature = receipt.pop("signature")
text = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
open("message", "wb").write(text.encode())
open("signature", "wb").write(base64.b64decode(signature["value"]))
spki = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(signature["public_key"])
open("key.der", "wb").write(spki)
"#;
    let folder = tempfile::tempdir().unwrap();
    let run = |program: &str, arguments: &[&str]| {
        Command::new(program)
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .map(|output| output.status.success())
    };
    let note = "Übung \"quoted\" \\ \u{7f}\u{2028}\u{1f512}\t\n";
    std::fs::write(folder.path().join("receipt.json"), signed(note).to_json()).unwrap();
    if run("openssl", &["version"]).is_err() {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: openssl is not installed, so no receipt is checked with it"
        );
        return;
    }
    assert!(run("python3", &["-c", SCRIPT]).unwrap(), "Python writes the canonical text");
    let verify = "pkeyutl -verify -rawin -in message -sigfile signature -pubin -inkey key.der -keyform DER";
    assert!(
        run("openssl", &verify.split(' ').collect::<Vec<_>>()).unwrap(),
        "OpenSSL finds the signature valid"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_note_survives_and_any_flipped_bit_shows(note in any::<String>(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let receipt = signed(&note);
        let mut text = receipt.to_json().into_bytes();
        prop_assert_eq!(&Receipt::from_json(&text).unwrap(), &receipt, "round trip");
        let at = at.index(text.len());
        let was = text[at];
        text[at] ^= 1 << bit;
        // White space between the fields is not signed.
        if let Ok(read) = Receipt::from_json(&text) && !(was.is_ascii_whitespace() && text[at].is_ascii_whitespace()) {
            let same = read.body() == receipt.body() && read.public_key() == receipt.public_key();
            prop_assert!(same || read.check(&inspection()) == ReceiptCheck::SignatureBroken, "byte {}", at);
        }
    }
}
