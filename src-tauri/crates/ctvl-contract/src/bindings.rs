//! The TypeScript types are a function of the Rust ones: the same source gives the same bytes, so a plain comparison
//! finds drift, and every type that a binding mentions is in the file with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use ts_rs::{Config, TS, TypeVisitor};

/// The one file the bindings are written to.
pub const FILE: &str = "index.ts";

const HEAD: &str = "\
// Generated from src-tauri/crates/ctvl-contract by `cargo xtask bindings`; changes made here are lost.
";

/// Why the bindings could not be written or compared.
#[derive(Debug, thiserror::Error)]
pub enum BindingsError {
    /// The file or its folder could not be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The file on disk could not be read for another reason than being absent.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The file on disk is not what the Rust types give.
    #[error("{} does not match the Rust types from line {line} on; run `cargo xtask bindings`", path.display())]
    Drift {
        /// Which file.
        path: PathBuf,
        /// First line that differs, counted from 1.
        line: usize,
    },
}

/// Writes the bindings into `dir`, which is made if it is missing. Returns the file.
///
/// # Errors
/// [`BindingsError::Write`].
pub fn export(dir: &Path) -> Result<PathBuf, BindingsError> {
    let path = dir.join(FILE);
    let failed = |source| BindingsError::Write { path: path.clone(), source };
    fs::create_dir_all(dir).map_err(failed)?;
    fs::write(&path, render()).map_err(failed)?;
    Ok(path)
}

/// Compares the bindings in `dir` with the Rust types, without writing.
///
/// # Errors
/// [`BindingsError::Drift`] with the first line that differs, [`BindingsError::Read`].
pub fn check(dir: &Path) -> Result<(), BindingsError> {
    let path = dir.join(FILE);
    let found = match fs::read_to_string(&path) {
        Ok(found) => found.replace("\r\n", "\n"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(BindingsError::Read { path, source }),
    };
    let expected = render();
    if found == expected {
        return Ok(());
    }
    let same = found.lines().zip(expected.lines()).take_while(|(found, expected)| found == expected).count();
    Err(BindingsError::Drift { path, line: same + 1 })
}

/// The file's text.
pub fn render() -> String {
    let mut declarations = Declarations {
        // Sizes and counters stay far below 2^53, where a number is still exact.
        config: Config::new().with_large_int("number"),
        found: BTreeMap::new(),
        seen: BTreeSet::new(),
    };
    crate::roots(&mut declarations);
    let mut text = HEAD.to_owned();
    for declaration in declarations.found.values() {
        text.push('\n');
        text.push_str(declaration);
    }
    text
}

/// Collects declarations, following every type to those it mentions.
struct Declarations {
    config: Config,
    found: BTreeMap<String, String>,
    seen: BTreeSet<String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Every wire type derives `TS` and so has an output path; primitives and containers have none.
        if !self.seen.insert(std::any::type_name::<T>().to_owned()) {
            return;
        }
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            let docs = T::docs().unwrap_or_default();
            let text = format!("{docs}export {}\n", T::decl(&self.config));
            self.found.insert(name, text);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
