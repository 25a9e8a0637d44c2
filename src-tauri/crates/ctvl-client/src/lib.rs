//! One CT-VL appliance over HTTPS. Every connection is TLS with a certificate that the operating system or a
//! person vouched for, nothing is ever sent to another host than the one addressed, no secret leaves through an
//! error or a log, and nothing here touches the disk.
#![deny(missing_docs)]

mod address;
mod answer;
mod backup;
mod certificate;
mod client;
mod connect;
mod disposition;
mod error;
mod keys;
mod multipart;
mod options;
pub mod paste;
mod proxy;
mod reboot;
mod restore;
mod retry;
mod secret;
mod session;
mod system;
mod text;
mod tls;
mod token;
mod wire;

pub use address::{Address, AddressError};
pub use backup::{BackupRequest, BackupStream};
pub use certificate::{Certificate, Fingerprint, FingerprintError, SystemTrust, Trust, Untrusted};
pub use client::{Client, Liveness};
pub use error::{ClientError, NotArchiveKind, ProxyFailure, Result, Step, TlsFailure};
pub use keys::{KeyName, KeyNameError};
pub use options::{ClientOptions, Limits, Proxy};
pub use reboot::{Comeback, RebootEvent, RebootWatch, watch_reboot};
pub use restore::{ArchiveDetails, RestoreStage, RestoreStatus, RestoreTicket, Upload, UploadProgress};
pub use retry::{Backoff, Retry};
pub use secret::Secret;
pub use session::Session;
pub use system::{BootId, Capabilities, SystemInfo};
