//! Completions and manual pages come from the same definition as the parser, so they cannot disagree with it.

use std::path::Path;

use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;

/// Writes completions to standard output.
pub fn completions(console: Console, args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "ctvl-backup-cli", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let document = ctvl_contract::CompletionScript { shell: args.shell.to_string(), script };
    console.result(&document, || document.script.clone()).map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// Writes one manual page for each command.
pub fn man(console: Console, args: &ManArgs) -> Result<Exit, Failure> {
    let pages = write_pages(&args.dir).map_err(|error| Failure::write(&args.dir, &error))?;
    let document = ctvl_contract::ManualPages { dir: args.dir.display().to_string(), pages };
    console
        .result(&document, || {
            format!("{} manual pages are in {}.\n", document.pages.len(), args.dir.display())
        })
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn write_pages(dir: &Path) -> std::io::Result<Vec<String>> {
    std::fs::create_dir_all(dir)?;
    clap_mangen::generate_to(Cli::command(), dir)?;
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("ctvl-backup-cli") && name.ends_with(".1") {
            pages.push(name);
        }
    }
    pages.sort();
    Ok(pages)
}
