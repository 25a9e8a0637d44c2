//! Archives made by the tools that people have: each must be whole, and what only some tools make must be called
//! what it is. A tool that is not installed is named; Info-ZIP and Python must be there.
#![allow(clippy::unwrap_used, reason = "what cannot be made or written fails the test")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{both, look};
use ctvl_archive::{Container, DamageKind, ObstacleKind};

/// What is to be said of an archive.
#[derive(Clone, Copy)]
enum Expect {
    Whole { members: u64 },
    Encrypted,
    UnknownMethod,
    EndDiffers,
    Trailing,
}
use Expect::{Encrypted, EndDiffers, Trailing, UnknownMethod, Whole};

const FILES: Expect = Whole { members: 4 };
const ONE: Expect = Whole { members: 1 };

/// Tool, what is special, the shell line that makes `out.zip` out of `in/`, and the verdict.
const CASES: &[(&str, &str, &str, Expect)] = &[
    ("zip", "plain", "cd in && zip -qr ../out.zip text.txt noise.bin empty sub/deep.txt", FILES),
    ("zip", "with folders", "zip -qr out.zip in", Whole { members: 6 }),
    ("zip", "stored", "cd in && zip -q0 ../out.zip text.txt noise.bin empty sub/deep.txt", FILES),
    ("zip", "to a pipe", "cd in && zip -q - text.txt noise.bin empty sub/deep.txt | cat > ../out.zip", FILES),
    (
        "zip",
        "stored, to a pipe",
        "cd in && zip -q0 - text.txt noise.bin empty sub/deep.txt | cat > ../out.zip",
        FILES,
    ),
    ("zip", "from a pipe", "cat in/noise.bin | zip -q out.zip -", ONE),
    ("zip", "from a pipe to a pipe", "cat in/noise.bin | zip -q - - | cat > out.zip", ONE),
    ("zip", "ZIP64 forced", "cd in && zip -qfz ../out.zip text.txt noise.bin empty sub/deep.txt", FILES),
    // Info-ZIP says there that the directory begins at 4 GiB; its own unzip complains as well.
    (
        "zip",
        "ZIP64 forced, to a pipe",
        "cd in && zip -qfz - text.txt noise.bin | cat > ../out.zip",
        EndDiffers,
    ),
    ("zip", "no extra fields", "cd in && zip -qX ../out.zip text.txt noise.bin empty sub/deep.txt", FILES),
    (
        "zip",
        "with a comment",
        "cd in && echo remark | zip -qz ../out.zip text.txt noise.bin empty sub/deep.txt",
        FILES,
    ),
    (
        "zip",
        "after a deletion",
        "cd in && zip -qr ../out.zip . -x . && zip -qd ../out.zip empty sub/ && zip -qu ../out.zip empty",
        FILES,
    ),
    ("zip", "a name in UTF-8", "cp in/text.txt Übung.txt && zip -q out.zip Übung.txt", ONE),
    ("zip", "encrypted", "zip -qP secret out.zip in/text.txt", Encrypted),
    ("zip", "encrypted, to a pipe", "zip -qP secret - in/text.txt | cat > out.zip", Encrypted),
    ("zip", "bzip2", "zip -qZ bzip2 out.zip in/text.txt", UnknownMethod),
    ("7z", "plain", "cd in && 7z a -bd -tzip ../out.zip text.txt noise.bin empty sub/deep.txt", FILES),
    ("7z", "with folders", "7z a -bd -tzip out.zip in", Whole { members: 6 }),
    (
        "7z",
        "stored",
        "cd in && 7z a -bd -tzip -mm=Copy ../out.zip text.txt noise.bin empty sub/deep.txt",
        FILES,
    ),
    ("7z", "from a pipe", "cat in/noise.bin | 7z a -bd -tzip -sinoise.bin out.zip", ONE),
    ("7z", "a name in UTF-8", "cp in/text.txt Übung.txt && 7z a -bd -tzip out.zip Übung.txt", ONE),
    ("7z", "Deflate64", "7z a -bd -tzip -mm=Deflate64 out.zip in/text.txt", UnknownMethod),
    ("7z", "LZMA", "7z a -bd -tzip -mm=LZMA out.zip in/text.txt", UnknownMethod),
    ("7z", "ZipCrypto", "7z a -bd -tzip -psecret out.zip in/text.txt", Encrypted),
    ("7z", "AES-256", "7z a -bd -tzip -psecret -mem=AES256 out.zip in/text.txt", Encrypted),
    (
        "bsdtar",
        "plain",
        "cd in && bsdtar --format zip -cf ../out.zip text.txt noise.bin empty sub/deep.txt",
        FILES,
    ),
    ("bsdtar", "of a folder", "cd in && bsdtar --format zip -cf ../out.zip .", Whole { members: 6 }),
    // It fills the last block of 10 KiB; bytes behind the end are never taken for granted.
    (
        "bsdtar",
        "to a pipe",
        "cd in && bsdtar --format zip -cf - text.txt noise.bin empty sub/deep.txt | cat > ../out.zip",
        Trailing,
    ),
    (
        "bsdtar",
        "stored",
        "cd in && bsdtar --format zip --options zip:compression=store -cf ../out.zip text.txt noise.bin empty sub/deep.txt",
        FILES,
    ),
    (
        "bsdtar",
        "ZIP64",
        "cd in && bsdtar --format zip --options zip:zip64 -cf ../out.zip text.txt noise.bin empty sub/deep.txt",
        FILES,
    ),
    (
        "bsdtar",
        "encrypted",
        "bsdtar --format zip --options zip:encryption --passphrase secret -cf out.zip in/text.txt",
        Encrypted,
    ),
    ("python3", "deflated", "python3 make.py file deflated", FILES),
    ("python3", "stored", "python3 make.py file stored", FILES),
    ("python3", "deflated, to a pipe", "python3 make.py pipe deflated | cat > out.zip", FILES),
    ("python3", "stored, to a pipe", "python3 make.py pipe stored | cat > out.zip", FILES),
    ("python3", "ZIP64 forced", "python3 make.py file zip64", FILES),
    ("python3", "ZIP64 forced, to a pipe", "python3 make.py pipe zip64 | cat > out.zip", FILES),
    (
        "python3",
        "more members than 16 bits can count",
        "python3 make.py file many",
        Whole { members: 70_000 },
    ),
    ("python3", "bzip2", "python3 make.py file bzip2", UnknownMethod),
    (
        "python3",
        "shutil",
        "python3 -c \"import shutil; shutil.make_archive('out', 'zip', 'in')\"",
        Whole { members: 5 },
    ),
    ("jar", "plain", "jar cf out.zip -C in .", Whole { members: 7 }),
    ("jar", "stored", "jar c0f out.zip -C in .", Whole { members: 7 }),
    ("java", "ZipOutputStream", "java -Xshare:auto Make.java", FILES),
    ("go", "archive/zip", "GOCACHE=\"$PWD/cache\" GOTOOLCHAIN=local GO111MODULE=off go run make.go", FILES),
];

const PYTHON: &str = r#"
import sys, zipfile
where, how = sys.argv[1:]
out = open("out.zip", "wb") if where == "file" else sys.stdout.buffer
method = {"stored": zipfile.ZIP_STORED, "bzip2": zipfile.ZIP_BZIP2}.get(how, zipfile.ZIP_DEFLATED)
with zipfile.ZipFile(out, "w", method) as archive:
    if how == "many":
        for number in range(70000):
            archive.writestr(f"{number}.txt", b"")
    else:
        for name in ["text.txt", "noise.bin", "empty", "sub/deep.txt"]:
            with open("in/" + name, "rb") as file, archive.open(name, "w", force_zip64=how == "zip64") as member:
                member.write(file.read())
"#;

const JAVA: &str = r#"
import java.io.*; import java.nio.file.*; import java.util.zip.*;
class Make {
    public static void main(String[] args) throws IOException {
        try (var zip = new ZipOutputStream(new FileOutputStream("out.zip"))) {
            for (var name : new String[] {"text.txt", "noise.bin", "empty", "sub/deep.txt"}) {
                var data = Files.readAllBytes(Path.of("in", name));
                var entry = new ZipEntry(name);
                if (name.equals("noise.bin")) {
                    var crc = new CRC32();
                    crc.update(data);
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(data.length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(data);
                zip.closeEntry();
            }
        }
    }
}
"#;

const GO: &str = r#"
package main

import ("archive/zip"; "os"; "time")

func main() {
	file, err := os.Create("out.zip")
	if err != nil { panic(err) }
	archive := zip.NewWriter(file)
	for _, name := range []string{"text.txt", "noise.bin", "empty", "sub/deep.txt"} {
		data, err := os.ReadFile("in/" + name)
		if err != nil { panic(err) }
		header := zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Now()}
		if name == "noise.bin" { header.Method = zip.Store }
		writer, err := archive.CreateHeader(&header)
		if err != nil { panic(err) }
		if _, err := writer.Write(data); err != nil { panic(err) }
	}
	archive.SetComment("made by Go")
	if err := archive.Close(); err != nil { panic(err) }
}
"#;

fn is_installed(tool: &str) -> bool {
    let quiet = |argument| {
        let mut command = Command::new(tool);
        command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    quiet("--version") || quiet("version") || quiet("i")
}

/// Bytes without a pattern, so that deflate stores them.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(length)
    .collect()
}

fn inputs(folder: &Path) {
    let text = "INSERT INTO counters VALUES (1, 'a');\n".repeat(20_000);
    std::fs::create_dir_all(folder.join("in/sub")).unwrap();
    std::fs::write(folder.join("in/text.txt"), &text).unwrap();
    std::fs::write(folder.join("in/noise.bin"), noise(700_000)).unwrap();
    std::fs::write(folder.join("in/empty"), "").unwrap();
    std::fs::write(folder.join("in/sub/deep.txt"), "deep").unwrap();
    std::fs::write(folder.join("make.py"), PYTHON).unwrap();
    std::fs::write(folder.join("Make.java"), JAVA).unwrap();
    std::fs::write(folder.join("make.go"), GO).unwrap();
}

#[test]
fn archives_of_real_tools_are_judged_rightly() {
    let tools: BTreeSet<&str> = CASES.iter().map(|(tool, ..)| *tool).collect();
    let (here, missing): (BTreeSet<_>, BTreeSet<_>) = tools.into_iter().partition(|tool| is_installed(tool));
    for tool in &missing {
        // Written past the test harness, which hides what a passing test prints.
        use std::io::Write as _;
        let _ =
            writeln!(std::io::stderr(), "SKIPPED: {tool} is not installed, so its archives are not tried");
    }
    assert!(here.contains("zip") && here.contains("python3"), "Info-ZIP and Python must be installed");
    let mut failures = Vec::new();
    for (tool, what, line, expect) in CASES.iter().filter(|(tool, ..)| here.contains(tool)) {
        let folder = tempfile::tempdir().unwrap();
        inputs(folder.path());
        let output = Command::new("sh").args(["-ec", line]).current_dir(folder.path()).output().unwrap();
        let archive = folder.path().join("out.zip");
        if !output.status.success() || !archive.exists() {
            failures.push(format!("{tool}, {what}: not made: {}", String::from_utf8_lossy(&output.stderr)));
            continue;
        }
        let found = look(&archive);
        let bytes = std::fs::read(&archive).unwrap();
        assert_eq!(both(&bytes), found, "{tool}, {what}: the same file again");
        let right = match (expect, &found.container) {
            (Whole { members }, Container::Whole(contents)) => contents.members == *members,
            (Encrypted, Container::CannotVerify { obstacles, .. }) => {
                obstacles.iter().all(|obstacle| obstacle.kind == ObstacleKind::Encrypted)
            }
            (UnknownMethod, Container::CannotVerify { obstacles, .. }) => {
                obstacles.iter().all(|obstacle| matches!(obstacle.kind, ObstacleKind::UnknownMethod(_)))
            }
            (EndDiffers, Container::Damaged(damage)) => {
                matches!(damage.kind, DamageKind::EndRecordDiffers(_))
            }
            (Trailing, Container::Damaged(damage)) => damage.kind == DamageKind::TrailingBytes,
            _ => false,
        };
        if !right {
            failures.push(format!("{tool}, {what}: {:?}", found.container));
        }
    }
    assert!(failures.is_empty(), "wrong verdicts:\n{}", failures.join("\n"));
}
