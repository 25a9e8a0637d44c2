//! Set-up: what is missing is named aloud, with the command that installs it, before anything is installed.

use std::process::Command;

use crate::process::{TaskError, cargo, find, read, run, succeeds, unattended};
use crate::ui;

/// A system package and what it is needed for.
struct Package {
    name: &'static str,
    purpose: &'static str,
}

const fn package(name: &'static str, purpose: &'static str) -> Package {
    Package { name, purpose }
}

/// To build everything but the window, and to run the demonstration in a terminal.
const BASE: &[Package] = &[
    package("build-essential", "a C compiler, for SQLite and the cryptography"),
    package("pkg-config", "finds system libraries"),
    package("cmake", "builds the cryptography where no ready-made build fits"),
    package("curl", "talks to the practice appliance as the vendor's page does"),
    package("git", "lists the project's own files"),
    package("unzip", "a second opinion on archives"),
];

/// To build the window.
const WINDOW: &[Package] = &[
    package("libwebkit2gtk-4.1-dev", "the web view of the window"),
    package("libgtk-3-dev", "the window's frame, menus and dialogs"),
    package("librsvg2-dev", "icons"),
];

/// To run the tests.
const TESTS: &[Package] = &[
    package("xvfb", "a display of its own for the window test"),
    package("webkit2gtk-driver", "drives the window in its test"),
    package("dbus", "a session bus of its own"),
    package("dbus-x11", "a session bus of its own"),
    package("gnome-keyring", "a real keyring to test against"),
    package("libsecret-tools", "looks into that keyring from outside"),
    package("xdotool", "presses keys in system dialogs"),
    package("dunst", "receives notifications"),
    package("imagemagick", "looks at screenshots"),
    package("zip", "makes archives to check"),
    package("p7zip-full", "makes and checks archives"),
    package("libarchive-tools", "makes archives to check"),
    package("python3", "makes archives to check"),
    package("golang-go", "makes archives to check"),
    package("default-jdk-headless", "makes archives to check"),
];

/// To measure.
const BENCH: &[Package] = &[
    package("zip", "makes the archive that both sides check"),
    package("nginx-light", "serves the same bytes to both sides"),
    package("openssl", "hashes, to compare with"),
    package("p7zip-full", "checks archives, to compare with"),
    package("sqlite3", "fills a large library"),
];

const NODE: (u32, u32) = (20, 19);

/// Everything, for people who work on the project.
pub fn everything() -> Result<(), TaskError> {
    for_test()?;
    for_bench()?;
    println!("Everything is here. Go on with `cargo xtask demo` or `cargo xtask test`.");
    Ok(())
}

/// What the demonstration in a terminal needs.
pub fn for_terminal() -> Result<(), TaskError> {
    system_packages(&[BASE])
}

/// What building the window needs.
pub fn for_window() -> Result<(), TaskError> {
    system_packages(&[BASE, WINDOW])?;
    node()?;
    ui::packages()
}

/// What `cargo xtask test` needs.
pub fn for_test() -> Result<(), TaskError> {
    system_packages(&[BASE, WINDOW, TESTS])?;
    node()?;
    components()?;
    ui::packages()
}

/// What the window's rows of `cargo xtask bench` need: the window itself, and a display of its own.
pub fn for_window_bench() -> Result<(), TaskError> {
    for_window()?;
    system_packages(&[TESTS, BENCH])
}

/// What `cargo xtask bench` needs.
pub fn for_bench() -> Result<(), TaskError> {
    system_packages(&[BASE, BENCH])
}

fn system_packages(groups: &[&[Package]]) -> Result<(), TaskError> {
    if !cfg!(target_os = "linux") {
        return other_system();
    }
    let wanted = groups.iter().copied().flatten();
    if find("dpkg-query").is_none() || find("apt-get").is_none() {
        return other_linux(wanted);
    }
    let missing: Vec<_> = wanted.filter(|package| !installed(package.name)).collect();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

fn installed(name: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", name])
        .output()
        .is_ok_and(|output| output.status.success() && output.stdout == b"installed")
}

fn install(missing: &[&Package]) -> Result<(), TaskError> {
    println!("These system packages are missing:");
    for package in missing {
        println!("  {:<22} {}", package.name, package.purpose);
    }
    let names: Vec<_> = missing.iter().map(|package| package.name).collect();
    let by_hand =
        format!("apt-get update && apt-get install --yes --no-install-recommends {}", names.join(" "));

    let prefix: &[&str] = if is_root() {
        &[]
    } else if find("sudo").is_none() {
        return Err(TaskError::Missing(format!("Run this as root, then start again:\n  {by_hand}")));
    } else if unattended() {
        // Nobody could answer a question for a password.
        &["sudo", "-n"]
    } else {
        &["sudo"]
    };
    println!("They are installed with:\n  {}{}", if prefix.is_empty() { "" } else { "sudo " }, by_hand);
    run(&mut apt(prefix, &["update", "-qq"]))
        .and_then(|()| {
            let mut command = apt(prefix, &["install", "--yes", "-qq", "--no-install-recommends"]);
            run(command.args(&names))
        })
        .map_err(|_| {
            TaskError::Missing(format!("That did not work. Run this as root, then start again:\n  {by_hand}"))
        })
}

fn apt(prefix: &[&str], words: &[&str]) -> Command {
    // Through env, because sudo does not pass variables on.
    let mut all = prefix.to_vec();
    all.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    all.extend(words);
    let mut command = Command::new(all[0]);
    command.args(&all[1..]);
    command
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn other_linux<'a>(wanted: impl Iterator<Item = &'a Package>) -> Result<(), TaskError> {
    // Names differ between distributions, so programs and libraries are looked for instead.
    let probes = [
        ("libwebkit2gtk-4.1-dev", succeeds(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"]))),
        ("libgtk-3-dev", succeeds(Command::new("pkg-config").args(["--exists", "gtk+-3.0"]))),
        ("pkg-config", find("pkg-config").is_some()),
        ("curl", find("curl").is_some()),
        ("build-essential", find("cc").is_some()),
    ];
    let missing: Vec<_> = wanted
        .filter(|package| probes.iter().any(|(name, here)| *name == package.name && !here))
        .map(|package| format!("  {:<22} {}", package.name, package.purpose))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join("\n");
    Err(TaskError::Missing(format!(
        "These packages are missing (the names are Debian's). Install them with this system's package manager, \
         then start again:\n{list}"
    )))
}

fn other_system() -> Result<(), TaskError> {
    if cfg!(target_os = "macos") && !succeeds(Command::new("xcode-select").arg("-p")) {
        return Err(TaskError::Missing(
            "The command line tools are missing. Run `xcode-select --install`, then start again.".into(),
        ));
    }
    Ok(())
}

fn node() -> Result<(), TaskError> {
    let version = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let here = || version("node", &["--version"]).as_deref().and_then(major_and_minor);
    let offered = || {
        let policy = version("apt-cache", &["policy", "nodejs"])?;
        let candidate = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
        major_and_minor(&format!("v{candidate}"))
    };
    let (major, minor) = NODE;
    if here().is_none_or(|found| found < NODE) && offered().is_some_and(|found| found >= NODE) {
        install(&[
            &package("nodejs", "builds the window's view"),
            &package("npm", "fetches what that needs"),
        ])?;
    }
    match here() {
        Some(found) if found >= NODE => Ok(()),
        found => {
            let found =
                found.map_or_else(|| "none was found".to_owned(), |(a, b)| format!("{a}.{b} was found"));
            Err(TaskError::Missing(format!(
                "The window needs Node.js {major}.{minor} or newer with npm; {found}. Distributions often carry an \
                 older one: take it from https://nodejs.org, then start again."
            )))
        }
    }
}

fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn components() -> Result<(), TaskError> {
    let missing: Vec<_> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(command, _)| {
            read(cargo().args([command, "--version"]).stderr(std::process::Stdio::null())).is_err()
        })
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("rustup component add {}", missing.join(" "));
    if find("rustup").is_none() {
        return Err(TaskError::Missing(format!(
            "{} is missing. Install it as you installed Rust, for example with `{by_hand}`, then start again.",
            missing.join(" and ")
        )));
    }
    println!("Adding to the Rust tool chain: {by_hand}");
    run(Command::new("rustup").args(["component", "add"]).args(&missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_version_is_read_and_compared_by_number() {
        assert_eq!(major_and_minor("v20.20.2"), Some((20, 20)));
        assert!(major_and_minor("v9.11.0").is_some_and(|found| found < NODE), "9 is older than 20");
        assert_eq!(major_and_minor(""), None, "no node at all");
    }

    #[test]
    fn every_package_says_what_it_is_for() {
        for package in [BASE, WINDOW, TESTS, BENCH].into_iter().flatten() {
            assert!(!package.purpose.is_empty(), "{} has no purpose", package.name);
        }
    }
}
