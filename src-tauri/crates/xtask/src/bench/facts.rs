//! What was measured on and with.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The machine and the programs that were compared with, by name and version.
pub fn machine(place: &Path) -> String {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".into());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut lines = vec![
        format!("{cpu}, {cores} cores, Linux {}", kernel.trim()),
        format!("archives in {}", place.parent().unwrap_or(place).display()),
    ];
    let programs: [(&str, &[&str], &str); 6] = [
        ("curl", &["--version"], "curl"),
        ("nginx", &["-v"], "nginx"),
        ("openssl", &["version"], "OpenSSL"),
        ("sha256sum", &["--version"], "sha256sum"),
        ("unzip", &["-v"], "UnZip"),
        ("7z", &[], "7-Zip"),
    ];
    for (program, arguments, name) in programs {
        lines.push(version(program, arguments, name));
    }
    lines.join("\n")
}

fn version(program: &str, arguments: &[&str], name: &str) -> String {
    let path = crate::process::find(program).unwrap_or_else(|| program.into());
    let Ok(output) = Command::new(path).args(arguments).output() else {
        return format!("{program}: not found");
    };
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().find(|line| line.contains(name)).unwrap_or_default();
    let end = line.char_indices().nth(72).map_or(line.len(), |(at, _)| at);
    line[..end].trim().to_owned()
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Memory that is available now, in bytes; 0 where it is not told.
pub fn free_memory() -> u64 {
    field("/proc/meminfo", "MemAvailable")
        .and_then(|text| text.trim_end_matches("kB").trim().parse::<u64>().ok())
        .map_or(0, |kib| kib * 1024)
}

/// Free bytes below a folder.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let output = Command::new("df").args(["--output=avail", "--block-size=1"]).arg(folder).output().ok()?;
    String::from_utf8_lossy(&output.stdout).lines().nth(1)?.trim().parse().ok()
}
