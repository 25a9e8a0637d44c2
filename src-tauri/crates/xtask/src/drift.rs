//! Generated files are committed; here they are compared with what would be generated now.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::process::{TaskError, at};

/// Every file below a folder, by its path inside it.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, TaskError> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        if !next.exists() {
            continue;
        }
        for entry in fs::read_dir(&next).map_err(at(&next))? {
            let path = entry.map_err(at(&next))?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(inside) = path.strip_prefix(folder) {
                let name = inside.to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).map_err(at(&path))?);
            }
        }
    }
    Ok(found)
}

/// Fails unless `committed` holds exactly the files of `fresh`. `keep` names files that nobody generates.
pub fn compare(committed: &Path, fresh: &Path, keep: &[&str], remedy: &str) -> Result<(), TaskError> {
    let mut old = files(committed)?;
    old.retain(|name, _| !keep.contains(&name.as_str()));
    let new = files(fresh)?;
    let mut differences = Vec::new();
    for (name, content) in &new {
        match old.get(name) {
            None => differences.push(format!("  {name} is missing")),
            Some(existing) if existing != content => differences.push(format!("  {name} differs")),
            Some(_) => {}
        }
    }
    differences.extend(
        old.keys().filter(|name| !new.contains_key(*name)).map(|name| format!("  {name} is left over")),
    );
    if differences.is_empty() {
        return Ok(());
    }
    let list = differences.join("\n");
    Err(TaskError::Differs(format!(
        "{} has drifted:\n{list}\nRun `{remedy}` and commit.",
        committed.display()
    )))
}

/// Makes `committed` hold exactly the files of `fresh`, besides those in `keep`.
pub fn replace(committed: &Path, fresh: &Path, keep: &[&str]) -> Result<(), TaskError> {
    let new = files(fresh)?;
    for name in files(committed)?.keys() {
        if !new.contains_key(name) && !keep.contains(&name.as_str()) {
            let path = committed.join(name);
            fs::remove_file(&path).map_err(at(&path))?;
        }
    }
    for (name, content) in new {
        let path = committed.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        // Left alone when equal: a new time stamp would build the window again.
        if fs::read(&path).ok().as_deref() != Some(content.as_slice()) {
            fs::write(&path, content).map_err(at(&path))?;
        }
    }
    Ok(())
}
