//! Time comes from one injected source, so that ages, receipts and pauses can be tested to the second.

use std::sync::Mutex;

use ctvl_archive::Moment;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Where the engine reads the time and the machine's zone.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;

    /// The zone in which people read times on this machine.
    fn zone(&self) -> TimeZone;

    /// The current instant with the offset that the machine's zone has now.
    fn moment(&self) -> Moment {
        let now = self.now();
        Moment::new(now, self.zone().to_offset(now))
    }
}

/// The machine's own clock and zone.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
}

/// A clock that moves only when told to; for tests and rehearsals.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<Timestamp>,
    zone: TimeZone,
}

impl ManualClock {
    /// A clock that stands at `now`, in UTC.
    pub fn at(now: Timestamp) -> Self {
        Self { now: Mutex::new(now), zone: TimeZone::UTC }
    }

    /// The same instant, read in another zone.
    #[must_use]
    pub fn in_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// Moves the clock; a negative duration moves it back, as a corrected machine clock does.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone()
    }
}
