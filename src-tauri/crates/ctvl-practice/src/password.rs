//! Passwords that no person has to think of.

use ctvl_engine::client::Secret;

/// 120 random bits in letters and digits.
pub fn made_up() -> Secret {
    let mut text = uuid::Uuid::new_v4().simple().to_string();
    text.truncate(24);
    Secret::new(text)
}
