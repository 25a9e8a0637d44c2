//! Passwords that are kept for as long as this process lives and nowhere else: for machines without a keyring, and for
//! people who do not want one. They are treated as strictly as stored ones: a refused one is not sent again, and after a
//! restore one is sent once by itself (R9).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ctvl_client::Secret;

use crate::profile::{CredentialState, ProfileId};

/// The passwords of one process.
#[derive(Default)]
pub(crate) struct HeldPasswords {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    entries: HashMap<ProfileId, Entry>,
    last: u64,
}

struct Entry {
    serial: u64,
    /// `None` once it was refused: it is of no use any more, and nothing else is sent in its place.
    secret: Option<Secret>,
    /// How often the appliance's logins had been replaced when this one was last known to be one of them.
    replaced: u64,
    /// It was sent by itself after the logins were replaced, and nobody knows yet what became of it.
    claimed: bool,
}

/// A password taken out to be sent, to say afterwards which one it was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    serial: u64,
    replaced: u64,
    pub state: CredentialState,
}

impl HeldPasswords {
    /// Holds a password; `replaced` is how often the appliance's logins have been replaced so far.
    pub(crate) fn hold(&self, id: ProfileId, secret: Secret, replaced: u64) {
        self.with(|held| {
            held.last += 1;
            let entry = Entry { serial: held.last, secret: Some(secret), replaced, claimed: false };
            held.entries.insert(id, entry);
        });
    }

    /// Drops the password of an appliance; whether there was one.
    pub(crate) fn forget(&self, id: ProfileId) -> bool {
        self.with(|held| held.entries.remove(&id)).is_some()
    }

    /// The password that is held, to be shown to a person and not to be sent.
    pub(crate) fn secret(&self, id: ProfileId) -> Option<Secret> {
        self.with(|held| held.entries.get(&id).and_then(|entry| entry.secret.clone()))
    }

    /// What is known of the password that is held; [`CredentialState::NotStored`] if none is.
    pub(crate) fn state(&self, id: ProfileId, replaced: u64) -> CredentialState {
        self.with(|held| {
            held.entries.get(&id).map_or(CredentialState::NotStored, |entry| entry.state(replaced))
        })
    }

    /// Takes the password out to be sent. One that was refused is not given out, and neither is an unconfirmed one that
    /// is being tried already.
    ///
    /// # Errors
    /// Its state, if it must not be sent: [`CredentialState::Refused`] or [`CredentialState::NotStored`].
    pub(crate) fn take(&self, id: ProfileId, replaced: u64) -> Result<(Secret, Taken), CredentialState> {
        self.with(|held| {
            let entry = held.entries.get_mut(&id).ok_or(CredentialState::NotStored)?;
            let state = entry.state(replaced);
            if state == CredentialState::Refused {
                return Err(state);
            }
            let secret = entry.secret.clone().ok_or(CredentialState::Refused)?;
            entry.claimed = state == CredentialState::Unconfirmed;
            Ok((secret, Taken { serial: entry.serial, replaced, state }))
        })
    }

    /// Writes down how sending it went; `refused` is `None` when the appliance gave no answer about it. A password that
    /// was entered meanwhile is another one and stays as it is.
    pub(crate) fn settle(&self, id: ProfileId, taken: Taken, refused: Option<bool>) {
        self.with(|held| {
            let Some(entry) = held.entries.get_mut(&id).filter(|entry| entry.serial == taken.serial) else {
                return;
            };
            match refused {
                Some(true) => entry.secret = None,
                Some(false) => (entry.replaced, entry.claimed) = (entry.replaced.max(taken.replaced), false),
                None => entry.claimed = false,
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Held) -> T) -> T {
        work(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Entry {
    fn state(&self, replaced: u64) -> CredentialState {
        match self.secret {
            None => CredentialState::Refused,
            Some(_) if self.claimed => CredentialState::Refused,
            Some(_) if self.replaced < replaced => CredentialState::Unconfirmed,
            Some(_) => CredentialState::Stored,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> ProfileId {
        ProfileId(uuid::Uuid::now_v7())
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_refused_password_is_dropped_and_nothing_is_sent_in_its_place() {
        let (held, id) = (HeldPasswords::default(), id());
        assert_eq!(held.state(id, 0), CredentialState::NotStored);
        held.hold(id, secret("wrong"), 0);
        let (sent, taken) = held.take(id, 0).expect("it may be tried");
        assert_eq!(sent.expose(), "wrong");
        held.settle(id, taken, Some(true));
        assert_eq!(held.take(id, 0).map(|_| ()), Err(CredentialState::Refused), "not a second time");
        held.hold(id, secret("right"), 0);
        assert_eq!(held.state(id, 0), CredentialState::Stored, "a person may enter another one");
        assert!(held.forget(id), "and take it back");
        assert_eq!(held.state(id, 0), CredentialState::NotStored);
    }

    #[test]
    fn after_a_restore_it_is_sent_once_by_itself() {
        let (held, id) = (HeldPasswords::default(), id());
        held.hold(id, secret("pw"), 3);
        assert_eq!(held.state(id, 4), CredentialState::Unconfirmed, "the logins are those of the backup now");
        let (_, taken) = held.take(id, 4).expect("one try");
        assert_eq!(
            held.take(id, 4).map(|_| ()),
            Err(CredentialState::Refused),
            "and no second one beside it"
        );
        held.settle(id, taken, None);
        let (_, taken) = held.take(id, 4).expect("it was not sent, so it may still be tried");
        held.settle(id, taken, Some(false));
        assert_eq!(held.state(id, 4), CredentialState::Stored, "it is a login of the backup as well");
        assert_eq!(held.state(id, 5), CredentialState::Unconfirmed, "until the next restore");
    }

    #[test]
    fn what_is_told_of_an_old_password_does_not_touch_a_new_one() {
        let (held, id) = (HeldPasswords::default(), id());
        held.hold(id, secret("old"), 0);
        let (_, taken) = held.take(id, 0).expect("the old one");
        held.hold(id, secret("new"), 0);
        held.settle(id, taken, Some(true));
        assert_eq!(held.state(id, 0), CredentialState::Stored, "the refusal was of the old one");
    }
}
