//! Only a person at a terminal is asked, and Enter alone never means yes.

use std::io::{self, BufRead};

use crate::console::{Console, write_err};
use crate::failure::Failure;

/// Asks for a line. `None`: the person gave nothing, or closed the input.
pub async fn line(console: Console, question: &str) -> Result<Option<String>, Failure> {
    debug_assert!(console.can_ask(), "questions are for terminals");
    write_err(question);
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let line = read.await.map_err(|_| Failure::stopped())?.map_err(Failure::input)?;
    let line = line.trim();
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

/// Asks for a decision that must be spelled out as `yes`.
pub async fn yes(console: Console, question: &str) -> Result<bool, Failure> {
    let answer = line(console, &format!("{question} Type yes to go on: ")).await?;
    Ok(answer.is_some_and(|answer| answer.eq_ignore_ascii_case("yes")))
}

/// Asks for a password without showing it.
pub async fn password(question: String) -> Result<Option<String>, Failure> {
    let read = tokio::task::spawn_blocking(move || rpassword::prompt_password(question));
    match read.await.map_err(|_| Failure::stopped())? {
        Ok(password) => Ok((!password.is_empty()).then_some(password)),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(Failure::stopped()),
        Err(error) => Err(Failure::input(error)),
    }
}
