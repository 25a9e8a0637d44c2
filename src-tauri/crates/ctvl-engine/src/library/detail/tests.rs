use ctvl_archive::{ApplianceIdentity, Counters, Moment, ReceiptBody, Sha256Digest, SigningKey, Source};

use super::*;
use crate::library::{LibraryFilter, RowState};
use crate::profile::ProfileChange;
use crate::testing::{World, archive_bytes};
use crate::verify::VerifyTarget;

const NAME: &str = "backup_2025-04-10T10-32-33.zip";

/// A verified archive of `Payments EU`, made by 2.8.5, with a receipt that says so.
async fn archive(world: &World) -> ArchiveId {
    let path = world.folder("f").join(NAME);
    let bytes = archive_bytes(1, 2000);
    std::fs::write(&path, &bytes).unwrap();
    let moment: Moment = "2025-04-10T10:32:33+02:00".parse().unwrap();
    let receipt = Receipt::unsigned(ReceiptBody {
        app_version: "0".into(),
        appliance: ApplianceIdentity {
            name: "Payments EU".into(),
            address: "payments-eu.example".into(),
            certificate_sha256: Sha256Digest::of(b"certificate"),
        },
        counters: Counters::Included,
        ctvl_version: Some(Known { value: "2.8.5".parse().unwrap(), source: Source::Appliance }),
        file: NAME.into(),
        finished: moment,
        key: Some("vault".into()),
        note: None,
        schema: 1,
        sha256: Sha256Digest::of(&bytes),
        size: bytes.len() as u64,
        started: moment,
        user: "svc".into(),
    });
    let signed = receipt.sign(&SigningKey::generate().unwrap());
    std::fs::write(receipt_path(&path), signed.to_json()).unwrap();
    let id = world.engine.library().add(std::slice::from_ref(&path)).unwrap().added[0];
    world.engine.start_verify(vec![VerifyTarget::from(id)]).unwrap().outcome().await.unwrap();
    id
}

async fn runs(world: &World, name: &str, version: &str) {
    let id = world.profile(name).id;
    let change = ProfileChange { version_typed: Some(Some(version.parse().unwrap())), ..Default::default() };
    world.engine.update_profile(id, change).await.unwrap();
}

#[tokio::test]
async fn a_detail_says_where_it_can_be_restored_and_what_would_fit() {
    let world = World::new();
    runs(&world, "Payments EU", "2.8.6").await;
    runs(&world, "Card vault US", "2.8.4").await;
    runs(&world, "Ancient", "2.2.1").await;
    world.profile("Silent");
    let id = archive(&world).await;
    let detail = world.engine.library().detail(id).unwrap();
    assert_eq!(detail.row.state, RowState::Verified);
    assert_eq!(detail.folder, world.folder("f"));
    assert_eq!(detail.receipt.unwrap().body().user, "svc", "read from beside the file");
    assert_eq!(detail.restorable, Restorable::Yes, "on the appliance it came from");
    let on: Vec<_> = detail
        .restorable_on
        .iter()
        .map(|on| {
            (on.appliance.as_str(), on.glance.restorable, on.glance.needs.map(|needs| needs.to_string()))
        })
        .collect();
    let needs = || Some("2.8.5".to_owned());
    assert_eq!(
        on,
        [
            ("Ancient", Restorable::TooNew, needs()),
            ("Card vault US", Restorable::TooNew, needs()),
            ("Payments EU", Restorable::Yes, None),
            ("Silent", Restorable::Unknown, None),
        ],
        "every appliance, by name; unknown is unknown"
    );
}

#[tokio::test]
async fn a_table_has_a_verdict_for_each_of_its_rows() {
    let world = World::new();
    runs(&world, "Payments EU", "2.8.6").await;
    let id = archive(&world).await;
    let stray = world.folder("g").join("backup_2025-04-11T10-32-33.zip");
    std::fs::write(&stray, archive_bytes(2, 100)).unwrap();
    world.engine.library().add(&[stray]).unwrap();
    let table = world.engine.library().table(&LibraryFilter::default()).unwrap();
    let verdicts: Vec<_> = table
        .page
        .rows
        .iter()
        .zip(&table.restorable)
        .map(|(row, verdict)| (row.id == id, *verdict))
        .collect();
    assert_eq!(
        verdicts,
        [(false, Restorable::Unknown), (true, Restorable::Yes)],
        "nobody knows where the newer one came from"
    );
}

#[tokio::test]
async fn a_receipt_that_somebody_changed_is_not_repeated() {
    let world = World::new();
    let id = archive(&world).await;
    let receipt = receipt_path(&world.folder("f").join(NAME));
    let text = std::fs::read_to_string(&receipt).unwrap();
    std::fs::write(&receipt, text.replace("2.8.5", "2.2.2")).unwrap();
    assert!(world.engine.library().detail(id).unwrap().receipt.is_none());
    std::fs::remove_file(&receipt).unwrap();
    assert!(world.engine.library().detail(id).unwrap().receipt.is_none(), "and none is none");
}
