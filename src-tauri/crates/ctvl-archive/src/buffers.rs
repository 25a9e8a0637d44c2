//! A bounded number of read buffers that come back when the last reader lets go of them.
//!
//! They bound the memory of a check and, because reading waits for a free one, how far it runs ahead.

use std::io::Read;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use bytes::Bytes;

/// Large enough that handing one on costs nothing, small enough to stay in the cache for the second reader.
const LENGTH: usize = 512 * 1024;

/// All together: 8 MiB.
pub(crate) const COUNT: usize = 16;

pub(crate) struct Buffers {
    free: Mutex<Vec<Vec<u8>>>,
    returned: Condvar,
}

/// A buffer on loan.
struct Lent {
    buffer: Vec<u8>,
    filled: usize,
    home: Arc<Buffers>,
}

impl Buffers {
    pub(crate) fn new() -> Arc<Self> {
        // Empty at first: a small file never needs the second one.
        Arc::new(Self { free: Mutex::new(vec![Vec::new(); COUNT]), returned: Condvar::new() })
    }

    /// Reads until a buffer is full or the file has ended; waits while all buffers are in use. Empty at the end.
    pub(crate) fn read(self: &Arc<Self>, file: &mut impl Read) -> std::io::Result<Bytes> {
        let mut lent = Lent { buffer: self.take(), filled: 0, home: Arc::clone(self) };
        lent.buffer.resize(LENGTH, 0);
        while lent.filled < LENGTH {
            match file.read(&mut lent.buffer[lent.filled..]) {
                Ok(0) => break,
                Ok(count) => lent.filled += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(if lent.filled == 0 { Bytes::new() } else { Bytes::from_owner(lent) })
    }

    fn take(&self) -> Vec<u8> {
        // Nothing can be half done while the lock is held, so a poisoned one is as good.
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match free.pop() {
                Some(buffer) => return buffer,
                None => free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        self.home.free.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        self.home.returned.notify_one();
    }
}
