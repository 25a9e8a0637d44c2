//! Where a password may come from.

use std::io::{IsTerminal, Read};

use super::Failure;

/// Reads a password from standard input, or asks for it on the terminal. `why` names whose password it is.
pub fn read(from_stdin: bool, why: &str) -> Result<String, Failure> {
    let password = if from_stdin {
        let mut text = String::new();
        std::io::stdin().lock().take(4096).read_to_string(&mut text).map_err(Failure::Input)?;
        // `echo` adds a line end that nobody means; anything before it is the password's own.
        let text = text.strip_suffix('\n').unwrap_or(&text);
        text.strip_suffix('\r').unwrap_or(text).to_owned()
    } else if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{why}: ")).map_err(Failure::Input)?
    } else {
        return Err(Failure::Usage(format!(
            "{why} is needed. Give it on standard input and add --password-stdin."
        )));
    };
    if password.is_empty() {
        return Err(Failure::Usage(format!("{why} is empty. Nothing was changed.")));
    }
    Ok(password)
}

/// Asks for a name on the terminal.
pub fn ask(what: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Usage(format!("{what} is needed.")));
    }
    eprint!("{what}: ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(Failure::Input)?;
    match line.trim() {
        "" => Err(Failure::Usage(format!("{what} is empty. Nothing was changed."))),
        name => Ok(name.to_owned()),
    }
}
