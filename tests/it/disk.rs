//! A full disk is said before the transfer where that can be known, and afterwards nothing is left of what did not fit.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use ctvl_engine::{BackupOrder, DestinationProblem, EngineError, Offer};
use ctvl_tests::{World, ends, files_in};

/// A small file system of its own, gone with this value.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where this account may not mount anything.
    fn mounted(folder: PathBuf) -> Option<Self> {
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "ctvl-tests"]).arg(&folder).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(folder)),
            refused => {
                // Past the test harness, which would swallow it.
                let _ = writeln!(
                    std::io::stderr(),
                    "NOT TRIED ON A SMALL DISK: nothing can be mounted here ({refused:?}). What a full disk does was tried \
                     with a limit on file sizes only."
                );
                None
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_too_small_is_told_and_left_empty() {
    let world = World::new();
    let Some(disk) = SmallDisk::mounted(world.folder("disk")) else { return };
    let app = world.installation();
    for announced in [true, false] {
        let node = world
            .appliance_with(&format!("ctvl-{announced}"), |options| {
                options.pad_counters = 8 << 20;
                options.content_length = announced;
            })
            .await;
        let profile = app.connect(&format!("Payments {announced}"), &node).await;
        let order = BackupOrder { to: Some(disk.0.clone()), ..BackupOrder::new(profile.id) };
        let error =
            ends(app.engine.start_backup(order).expect("started")).await.expect_err("it does not fit");
        match (&error, announced) {
            (
                EngineError::Destination {
                    problem: DestinationProblem::TooLittleSpace { free, needed }, ..
                },
                true,
            ) => {
                assert!(free < needed && *needed > 8 << 20, "free {free}, needed {needed}");
            }
            (EngineError::Write { source, .. }, false) => {
                assert_eq!(source.kind(), std::io::ErrorKind::StorageFull, "{source}");
            }
            other => unreachable!("{other:?}"),
        }
        let message = error.message();
        assert!(message.text().contains(&disk.0.display().to_string()), "which folder: {}", message.text());
        assert!(message.next.is_some(), "what next: {}", message.text());
        assert!(message.offers.contains(&Offer::ChooseFolder), "{:?}", message.offers);
        assert_eq!(files_in(&disk.0), Vec::<String>::new(), "nothing is left on it");
        assert!(app.library().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_on_file_sizes_is_told_and_nothing_is_left() {
    let world = World::new();
    let node = world.appliance_with("ctvl-1", |options| options.pad_counters = 16 << 20).await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    let folder = world.folder("archives");
    let to = folder.display().to_string();
    // Blocks of 512 bytes; without the trap the system would end the program instead of refusing the write.
    let limited = "ulimit -f 8192 && trap '' XFSZ && exec \"$@\"";
    let backup = ["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"];
    let ended = cli.start_with(ctvl_tests::PASSWORD, cli.through_shell(limited, &backup)).await.ended().await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let (code, message) = ended.error();
    assert_eq!(code, "writeFailed", "{message}");
    assert!(message.contains("Payments EU") && message.contains(&to), "{message}");
    assert_eq!(files_in(&folder), Vec::<String>::new(), "no final name, no unfinished file");
    let list = cli.run(&["list", "--json"]).await.json();
    assert_eq!(list["total"], 0, "the library is untouched: {list}");
}
