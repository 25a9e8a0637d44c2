//! A name identifies one appliance on a screen, in a notification and on a command line alike.

use crate::error::{EngineError, Result};

/// Longest name, in characters; it still fits a notification's title.
pub(crate) const LONGEST_NAME: usize = 45;

/// A rule for names that was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameRule {
    /// It is empty.
    Empty,
    /// It has more than 45 characters.
    TooLong,
    /// It holds a character that is not printed, such as a line break.
    ControlCharacter,
    /// It begins with a dash, so a command line would take it for an option.
    LeadingDash,
    /// It looks like an id, so a reference by name could not be told from one by id.
    LooksLikeAnId,
}

/// The name as it is kept, without surrounding white space.
pub(crate) fn check_name(typed: &str) -> Result<String> {
    let name = typed.trim();
    let broken = if name.is_empty() {
        Some(NameRule::Empty)
    } else if name.chars().count() > LONGEST_NAME {
        Some(NameRule::TooLong)
    } else if name.chars().any(char::is_control) {
        Some(NameRule::ControlCharacter)
    } else if name.starts_with('-') {
        Some(NameRule::LeadingDash)
    } else if uuid::Uuid::try_parse(name).is_ok() {
        Some(NameRule::LooksLikeAnId)
    } else {
        None
    };
    match broken {
        Some(rule) => Err(EngineError::ProfileName { name: typed.to_owned(), rule }),
        None => Ok(name.to_owned()),
    }
}

/// Under which two names count as the same.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

pub(crate) fn check_user(typed: &str) -> Result<String> {
    let user = typed.trim();
    if user.is_empty() { Err(EngineError::UserMissing) } else { Ok(user.to_owned()) }
}

/// After how many days an alarm is raised unless a person says otherwise: a nightly backup may fail once.
pub(crate) const USUAL_ALARM_DAYS: u32 = 2;

/// A year without a backup is no protection, whatever a person says.
const LONGEST_ALARM_DAYS: u32 = 365;

pub(crate) fn check_alarm_days(days: u32) -> Result<u32> {
    if (1..=LONGEST_ALARM_DAYS).contains(&days) { Ok(days) } else { Err(EngineError::AlarmInvalid { days }) }
}
