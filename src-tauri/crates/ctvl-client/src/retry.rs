//! Whether to try again is decided by the class of the error, here and nowhere else. A refused password is never
//! tried again: accounts lock.

use std::time::Duration;

use crate::error::{ClientError, Step};

/// Whether and how soon the same thing may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Not without a person, or another order.
    Never,
    /// Probably passing: within seconds to minutes.
    Soon,
    /// Probably longer: within minutes to hours; the duration is the appliance's own wish, if it told one.
    Later(Option<Duration>),
}

/// Capped exponential delays with jitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Delay after the first failure of class [`Retry::Soon`].
    pub soon: Duration,
    /// Cap for [`Retry::Soon`].
    pub soon_cap: Duration,
    /// Delay after the first failure of class [`Retry::Later`].
    pub later: Duration,
    /// Cap for [`Retry::Later`].
    pub later_cap: Duration,
    /// Attempts in all, the first included.
    pub attempts: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            soon: Duration::from_secs(2),
            soon_cap: Duration::from_secs(120),
            later: Duration::from_secs(60),
            later_cap: Duration::from_secs(30 * 60),
            attempts: 5,
        }
    }
}

impl Backoff {
    /// Delay before the next attempt, or `None` when there is to be none.
    ///
    /// `failures` counts the failed attempts so far (1 after the first). `jitter` gives a number from 0 to 1; the
    /// delay lies between half and the whole of the capped exponential value, so that two hundred appliances that
    /// failed together do not come back together. A wish of the appliance is kept as the least delay.
    pub fn delay(&self, retry: Retry, failures: u32, jitter: impl FnOnce() -> f64) -> Option<Duration> {
        if failures == 0 || failures >= self.attempts {
            return None;
        }
        let (base, cap, wish) = match retry {
            Retry::Never => return None,
            Retry::Soon => (self.soon, self.soon_cap, None),
            Retry::Later(wish) => (self.later, self.later_cap, wish),
        };
        let full = base.saturating_mul(2_u32.saturating_pow(failures - 1)).min(cap);
        let jitter = jitter();
        let share = if jitter.is_nan() { 1.0 } else { 0.5 + jitter.clamp(0.0, 1.0) / 2.0 };
        let delay = full.mul_f64(share);
        // An appliance that asks for a week gets the cap of a day: longer is a matter for the schedule.
        Some(wish.map_or(delay, |wish| delay.max(wish.min(LONGEST_WISH))))
    }
}

/// Longest delay an appliance can ask for.
const LONGEST_WISH: Duration = Duration::from_secs(24 * 60 * 60);

impl ClientError {
    /// Whether the same order may be tried again without a person.
    #[must_use]
    pub fn retry(&self) -> Retry {
        use ClientError as E;
        match self {
            E::TrustStoreUnusable { .. }
            | E::CertificateUntrusted { .. }
            | E::CertificateChanged { .. }
            | E::LoginRefused { .. }
            | E::LoginDisabled { .. }
            | E::LoginLocked { .. }
            | E::TokenMissing
            | E::SignedOut
            | E::NoPermission { .. }
            | E::KeyUnknown { .. }
            | E::KeyVersioned { .. }
            | E::NotOffered { .. }
            | E::UnexpectedStatus { .. }
            | E::Redirected { .. }
            | E::NotHttp { .. }
            | E::AnswerUnreadable { .. }
            | E::AnswerTooLong { .. }
            | E::Compressed { .. }
            | E::ArchiveRefused { .. }
            | E::UploadSource { .. }
            | E::UploadLength { .. }
            | E::NotBack { .. } => Retry::Never,
            // A restore that broke half-way may have begun over there: a person looks first.
            E::CutOff { step: Step::Restore, .. }
            | E::Reset { step: Step::Restore, .. }
            | E::Stalled { step: Step::Restore, .. }
            | E::FirstByteTimedOut { step: Step::Restore, .. }
            | E::NotEnded { step: Step::Restore, .. }
            | E::WrongLength { step: Step::Restore, .. }
            | E::GatewayTimedOut { step: Step::Restore }
            | E::ServerError { step: Step::Restore, .. } => Retry::Never,
            E::Tls(_) | E::ProxyFailed { .. } | E::NotResolved { .. } => Retry::Later(None),
            E::Refused { .. } | E::Unreachable { .. } | E::ConnectTimedOut { .. } => Retry::Soon,
            // The login itself was in order; a new token is all that is needed.
            E::TokenExpired | E::TokenRejected { .. } => Retry::Soon,
            // The directory is down, or the tables are too large: trying at once only adds load.
            E::SignInTimedOut | E::BackupTimedOut { .. } | E::GatewayTimedOut { .. } => Retry::Later(None),
            E::Busy { .. } => Retry::Later(None),
            E::TooManyRequests { retry_after, .. } => Retry::Later(*retry_after),
            E::ServerError { retry_after, .. } => Retry::Later(*retry_after),
            E::FirstByteTimedOut { .. } => Retry::Later(None),
            E::Stalled { .. }
            | E::CutOff { .. }
            | E::Reset { .. }
            | E::NotEnded { .. }
            | E::WrongLength { .. }
            | E::NotAnArchive { .. } => Retry::Soon,
        }
    }

    /// The step that failed, where the class does not say so by itself.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        use ClientError as E;
        match self {
            E::NoPermission { step, .. }
            | E::GatewayTimedOut { step }
            | E::NotOffered { step }
            | E::Busy { step, .. }
            | E::TooManyRequests { step, .. }
            | E::ServerError { step, .. }
            | E::UnexpectedStatus { step, .. }
            | E::Redirected { step, .. }
            | E::NotHttp { step }
            | E::AnswerUnreadable { step, .. }
            | E::AnswerTooLong { step, .. }
            | E::FirstByteTimedOut { step, .. }
            | E::Stalled { step, .. }
            | E::CutOff { step, .. }
            | E::Reset { step, .. }
            | E::NotEnded { step, .. }
            | E::WrongLength { step, .. }
            | E::ArchiveRefused { step, .. } => Some(*step),
            E::LoginRefused { .. }
            | E::LoginDisabled { .. }
            | E::LoginLocked { .. }
            | E::SignInTimedOut
            | E::TokenMissing => Some(Step::SignIn),
            E::KeyUnknown { .. }
            | E::KeyVersioned { .. }
            | E::BackupTimedOut { .. }
            | E::Compressed { .. }
            | E::NotAnArchive { .. } => Some(Step::Backup),
            E::CertificateUntrusted { .. } | E::CertificateChanged { .. } | E::Tls(_) => {
                Some(Step::Certificate)
            }
            E::NotResolved { .. }
            | E::Refused { .. }
            | E::Unreachable { .. }
            | E::ConnectTimedOut { .. }
            | E::ProxyFailed { .. } => Some(Step::Reach),
            E::UploadSource { .. } | E::UploadLength { .. } => Some(Step::Restore),
            E::NotBack { .. } => Some(Step::Reboot),
            E::TrustStoreUnusable { .. } | E::TokenExpired | E::TokenRejected { .. } | E::SignedOut => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn delays_double_up_to_their_cap() {
        let backoff = Backoff { attempts: 20, ..Backoff::default() };
        let seconds = |failures| backoff.delay(Retry::Soon, failures, || 1.0).map(|delay| delay.as_secs());
        let delays: Vec<_> = (1..=8).filter_map(seconds).collect();
        assert_eq!(delays, [2, 4, 8, 16, 32, 64, 120, 120]);
        assert_eq!(
            backoff.delay(Retry::Soon, 3, || 0.0),
            Some(Duration::from_secs(4)),
            "half of it at least"
        );
    }

    #[test]
    fn there_is_an_end_to_trying() {
        let backoff = Backoff { attempts: 3, ..Backoff::default() };
        assert!(backoff.delay(Retry::Soon, 2, || 0.5).is_some());
        assert_eq!(backoff.delay(Retry::Soon, 3, || 0.5), None, "three attempts in all");
        assert_eq!(backoff.delay(Retry::Later(None), 0, || 0.5), None, "nothing has failed yet");
    }

    #[test]
    fn an_appliances_wish_is_the_least_delay_and_has_a_limit() {
        let backoff = Backoff::default();
        let wish = |seconds| Retry::Later(Some(Duration::from_secs(seconds)));
        assert_eq!(backoff.delay(wish(900), 1, || 1.0), Some(Duration::from_secs(900)));
        assert_eq!(
            backoff.delay(wish(1), 1, || 1.0),
            Some(Duration::from_secs(60)),
            "never sooner than the class"
        );
        assert_eq!(backoff.delay(wish(u64::MAX), 1, || 1.0), Some(LONGEST_WISH));
    }

    #[test]
    fn a_login_and_a_certificate_are_never_tried_again() {
        for error in [
            ClientError::LoginRefused { detail: None },
            ClientError::LoginDisabled { detail: None },
            ClientError::LoginLocked { detail: None, retry_after: Some(Duration::from_secs(1)) },
            ClientError::TokenMissing,
            ClientError::Redirected { step: Step::SignIn, to: None },
            ClientError::NoPermission { step: Step::Backup, detail: None },
            ClientError::KeyUnknown { key: None },
        ] {
            assert_eq!(error.retry(), Retry::Never, "{error:?}");
            assert_eq!(Backoff::default().delay(error.retry(), 1, || 0.5), None);
        }
    }

    #[test]
    fn a_restore_that_broke_is_for_a_person() {
        let (received, promised) = (1, None);
        for step in [Step::Restore, Step::Backup] {
            let expected = if step == Step::Restore { Retry::Never } else { Retry::Soon };
            assert_eq!(ClientError::CutOff { step, received, promised }.retry(), expected);
            assert_eq!(ClientError::Reset { step, moved: 1 }.retry(), expected);
            assert_eq!(ClientError::Stalled { step, moved: 1, after: Duration::ZERO }.retry(), expected);
        }
    }

    proptest! {
        #[test]
        fn a_delay_stays_within_its_bounds(failures in 1_u32..200, jitter in any::<f64>(), later: bool) {
            let backoff = Backoff { attempts: u32::MAX, ..Backoff::default() };
            let (retry, base, cap) = if later {
                (Retry::Later(None), backoff.later, backoff.later_cap)
            } else {
                (Retry::Soon, backoff.soon, backoff.soon_cap)
            };
            let delay = backoff.delay(retry, failures, || jitter).expect("a delay");
            prop_assert!(delay >= base / 2 && delay <= cap, "{delay:?}");
        }
    }
}
