//! Sentences of the architecture that a text search can hold. Each ban names its reason, because the reason is what
//! the person who meets it needs.

use std::fs;
use std::path::Path;

use crate::process::{TaskError, at, read};
use crate::workspace;

struct Ban {
    /// Text that must not occur.
    text: &'static str,
    /// Only files whose path begins with one of these; all if empty.
    below: &'static [&'static str],
    /// Files with one of these endings.
    endings: &'static [&'static str],
    /// Paths that may hold it.
    except: &'static [&'static str],
    reason: &'static str,
}

const RUST: &[&str] = &[".rs"];
const WEB: &[&str] = &[".ts", ".svelte", ".js", ".html", ".css"];

/// Written in two halves where the whole text would find this file.
const BANS: &[Ban] = &[
    Ban {
        text: concat!("danger_accept_", "invalid"),
        below: &[],
        endings: RUST,
        except: &[],
        reason: "there is no accept-anything switch: a certificate is trusted by the system or pinned by a person",
    },
    Ban {
        text: concat!("tls_danger", "_"),
        below: &[],
        endings: RUST,
        except: &[],
        reason: "there is no accept-anything switch: a certificate is trusted by the system or pinned by a person",
    },
    Ban {
        text: concat!("#[", "ignore"),
        below: &[],
        endings: RUST,
        except: &[],
        reason: "a test that does not run proves nothing",
    },
    Ban {
        text: concat!("Other(", "String)"),
        below: &[],
        endings: RUST,
        except: &[],
        reason: "an error carries its cause in its name",
    },
    Ban {
        text: "@tauri-apps/",
        below: &["ui/src"],
        endings: WEB,
        except: &["ui/src/lib/host/"],
        reason: "only lib/host talks to Tauri",
    },
    Ban {
        text: concat!("{@", "html"),
        below: &["ui/src"],
        endings: WEB,
        except: &[],
        reason: "text from an appliance must never become markup",
    },
    Ban {
        text: concat!("style", "=\""),
        below: &["ui/src", "ui/index.html"],
        endings: WEB,
        except: &[],
        reason: "the policy of the window allows no inline styles",
    },
    Ban {
        text: "localStorage",
        below: &["ui/src"],
        endings: WEB,
        except: &[],
        reason: "the engine keeps what is kept",
    },
];

/// Looks through every file that is committed or about to be.
pub fn run() -> Result<(), TaskError> {
    let root = workspace::root();
    let mut git = std::process::Command::new("git");
    // In a container the files may belong to somebody else than the one who tests them.
    git.current_dir(&root).args([
        "-c",
        "safe.directory=*",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]);
    let list = read(&mut git)?;
    let mut found = Vec::new();
    for name in list.split('\0').filter(|name| !name.is_empty()) {
        let bans: Vec<_> = BANS.iter().filter(|ban| ban.covers(name)).collect();
        if !bans.is_empty() {
            search(&root.join(name), name, &bans, &mut found)?;
        }
    }
    if found.is_empty() { Ok(()) } else { Err(TaskError::Differs(found.join("\n"))) }
}

impl Ban {
    fn covers(&self, name: &str) -> bool {
        self.endings.iter().any(|ending| name.ends_with(ending))
            && (self.below.is_empty() || self.below.iter().any(|folder| name.starts_with(folder)))
            && !self.except.iter().any(|path| name.starts_with(path))
    }
}

fn search(path: &Path, name: &str, bans: &[&Ban], found: &mut Vec<String>) -> Result<(), TaskError> {
    // Deleted, but not yet committed.
    if !path.is_file() {
        return Ok(());
    }
    let text = fs::read_to_string(path).map_err(at(path))?;
    for (index, line) in text.lines().enumerate() {
        for ban in bans.iter().filter(|ban| line.contains(ban.text)) {
            found.push(format!("{name}:{}: `{}`: {}.", index + 1, ban.text, ban.reason));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_is_a_folder_and_no_more() {
        let ban = BANS.iter().find(|ban| ban.text == "@tauri-apps/").expect("the ban exists");
        assert!(ban.covers("ui/src/views/StatusView.svelte"), "a view must not talk to Tauri");
        assert!(!ban.covers("ui/src/lib/host/tauri.ts"), "the host may");
        assert!(!ban.covers("ui/package.json"), "the dependency itself is declared there");
    }

    #[test]
    fn a_banned_line_is_named_with_its_reason() {
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let path = scratch.path().join("x.rs");
        fs::write(&path, format!("fn a() {{}}\n{}\n", concat!("#[", "ignore]")))
            .expect("the file is written");
        let bans: Vec<_> = BANS.iter().collect();
        let mut found = Vec::new();
        search(&path, "x.rs", &bans, &mut found).expect("the file is readable");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("x.rs:2:"), "{found:?}");
    }
}
