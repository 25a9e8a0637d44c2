//! Every wait has its own limit and no stream has a total one: a backup may take hours, silence may not.

use std::time::Duration;

use crate::{Address, Trust};

/// Everything a [`crate::Client`] is made from.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Where the appliance is.
    pub address: Address,
    /// Whose certificate is believed.
    pub trust: Trust,
    /// Whether the system's proxy settings apply.
    pub proxy: Proxy,
    /// How long each kind of wait may last.
    pub limits: Limits,
}

impl ClientOptions {
    /// The system's trust, the system's proxy and the usual limits.
    #[must_use]
    pub fn new(address: Address) -> Self {
        Self { address, trust: Trust::System, proxy: Proxy::System, limits: Limits::default() }
    }
}

/// Whether the way to the appliance leads through a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proxy {
    /// What the system or its `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` variables say.
    #[default]
    System,
    /// Always directly.
    None,
}

/// Limits of the waits, per kind of request. None of them limits a whole transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Name look-up, TCP and TLS handshakes, each attempt together.
    pub connect: Duration,
    /// From the request sent to the head of a short answer (sign in, keys, status).
    pub answer: Duration,
    /// From the backup asked for to its head: the appliance may build the whole archive first.
    pub first_byte: Duration,
    /// From the whole upload sent to the appliance's answer: it may unpack and check first.
    pub after_upload: Duration,
    /// Silence within a stream, in either direction.
    pub idle: Duration,
    /// Largest short answer (JSON or text) that is read, in bytes.
    pub answer_bytes: usize,
    /// Most pages of the key list that are followed.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            answer: Duration::from_secs(60),
            // nginx in front of the appliance gives up by itself, with a 504; this is for the case that nothing does.
            first_byte: Duration::from_secs(30 * 60),
            after_upload: Duration::from_secs(30 * 60),
            idle: Duration::from_secs(120),
            answer_bytes: 1024 * 1024,
            pages: 400,
        }
    }
}
