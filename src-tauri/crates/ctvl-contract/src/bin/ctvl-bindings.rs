//! Writes or checks the TypeScript bindings: `ctvl-bindings [--check] DIR`.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut check = false;
    let mut dir: Option<PathBuf> = None;
    for argument in std::env::args_os().skip(1) {
        if argument == "--check" {
            check = true;
        } else if dir.is_none() && !argument.to_string_lossy().starts_with('-') {
            dir = Some(argument.into());
        } else {
            return usage();
        }
    }
    let Some(dir) = dir else { return usage() };
    let done = if check {
        ctvl_contract::bindings::check(&dir).map(|()| "bindings match".to_owned())
    } else {
        ctvl_contract::bindings::export(&dir).map(|path| format!("wrote {}", path.display()))
    };
    match done {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("Usage: ctvl-bindings [--check] DIR");
    ExitCode::from(2)
}
