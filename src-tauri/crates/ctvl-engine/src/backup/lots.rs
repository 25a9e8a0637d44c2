//! A bounded number of buffers between the network and the disk, used again and again: what a backup needs of memory
//! does not grow with the archive, and no fresh page has to be fetched from the system for every piece received.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes in a lot: a hand-over wakes three threads, which costs more than copying a small piece.
const LENGTH: usize = 512 * 1024;

/// Hands out lots, and waits while all of them are still being written or checked.
pub(super) struct Lots {
    permits: Arc<Semaphore>,
    free: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// A buffer on loan. It returns when the last reader lets go of it.
pub(super) struct Lot {
    buffer: Vec<u8>,
    home: Arc<Mutex<Vec<Vec<u8>>>>,
    _permit: OwnedSemaphorePermit,
}

impl Lots {
    /// How many there are: 8 MiB all together.
    pub(super) const COUNT: usize = 16;

    pub(super) fn new() -> Self {
        Self { permits: Arc::new(Semaphore::new(Self::COUNT)), free: Arc::default() }
    }

    /// An empty one.
    pub(super) async fn take(&self) -> Lot {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.unwrap_or_else(|_| unreachable!("nobody closes the semaphore"));
        let returned = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let buffer = returned.unwrap_or_else(|| Vec::with_capacity(LENGTH));
        Lot { buffer, home: Arc::clone(&self.free), _permit: permit }
    }
}

impl Lot {
    /// Takes what there is room for, and gives back the rest.
    pub(super) fn fill<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (now, later) = bytes.split_at(bytes.len().min(LENGTH - self.buffer.len()));
        self.buffer.extend_from_slice(now);
        later
    }

    pub(super) fn is_full(&self) -> bool {
        self.buffer.len() == LENGTH
    }
}

impl From<Lot> for Bytes {
    fn from(lot: Lot) -> Self {
        Self::from_owner(lot)
    }
}

impl AsRef<[u8]> for Lot {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lot {
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        self.home.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lot_is_used_again_and_never_more_than_a_few_are_out() {
        let lots = Lots::new();
        let mut out = Vec::new();
        for _ in 0..Lots::COUNT {
            out.push(lots.take().await);
        }
        let none_left = tokio::time::timeout(std::time::Duration::from_millis(20), lots.take()).await;
        assert!(none_left.is_err(), "all are out");

        let mut lot = out.pop().unwrap();
        let rest = vec![7; LENGTH + 3];
        assert_eq!(lot.fill(&rest).len(), 3, "what does not fit comes back");
        assert!(lot.is_full());
        let (first, second) = (Bytes::from(lot), lots.take());
        let copy = first.clone();
        drop(first);
        let waiting = tokio::time::timeout(std::time::Duration::from_millis(20), second).await;
        assert!(waiting.is_err(), "a second reader still has it");
        drop(copy);
        let again = lots.take().await;
        assert!(again.as_ref().is_empty(), "nothing of the last use is left");
        assert_eq!(again.buffer.capacity(), LENGTH, "the same memory");
    }
}
