//! An error names its cause, never a secret: no variant carries a token, a password, a user name or a query,
//! and every text that came from a server is bounded and stripped of control characters.

use std::time::Duration;

use crate::certificate::{Certificate, Fingerprint, Untrusted};
use crate::keys::KeyName;

/// What the client was doing when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Finding out whether the appliance answers at all.
    Reach,
    /// Looking at the certificate.
    Certificate,
    /// Signing in.
    SignIn,
    /// Renewing the token.
    Refresh,
    /// Listing the keys.
    Keys,
    /// Asking what the appliance offers.
    Probe,
    /// Receiving a backup.
    Backup,
    /// Letting the appliance look into an archive.
    Inspect,
    /// Sending an archive to be restored.
    Restore,
    /// Following a restore.
    RestoreStatus,
    /// Waiting through the reboot.
    Reboot,
}

/// What came where an archive was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotArchiveKind {
    /// An HTML page.
    WebPage,
    /// A JSON document.
    Json,
    /// Nothing at all.
    Empty,
    /// Neither of these, and no ZIP either.
    Other,
}

/// Why there is no secure channel, apart from an untrusted or changed certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsFailure {
    /// What answers there does not speak TLS.
    NotTls,
    /// No TLS version or cipher in common.
    NothingInCommon,
    /// The certificate's key did not sign this handshake.
    WrongSignature,
    /// The server presented no certificate, or one that cannot be read.
    NoCertificate,
    /// The server ended the handshake with this TLS alert.
    Alert(String),
    /// The connection ended during the handshake.
    Ended,
    /// The handshake broke the rules of TLS.
    Broken(String),
}

/// Why the way through the proxy failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyFailure {
    /// The proxy's name is unknown.
    NotResolved,
    /// Nothing listens at the proxy's port, or no route leads there.
    Refused,
    /// The proxy did not answer within the connect limit.
    TimedOut,
    /// The proxy wants a login (407).
    LoginNeeded,
    /// The proxy answered the tunnel request with this status.
    Status(u16),
    /// The proxy's own TLS failed.
    Tls,
    /// What answers there is not an HTTP proxy.
    NotAProxy,
    /// The settings name a kind of proxy that is not supported, such as SOCKS.
    Unsupported,
}

/// Everything that can go wrong between this machine and one appliance. [`ClientError::retry`] says which of
/// it may be tried again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The system's certificate store cannot be used.
    #[error("the system's certificate store cannot be used: {reason}")]
    TrustStoreUnusable {
        /// The verifier's words.
        reason: String,
    },
    /// The host name has no address.
    #[error("the name {host} is not known")]
    NotResolved {
        /// Host name as typed.
        host: String,
    },
    /// Nothing listens at that port.
    #[error("{host} refused the connection on port {port}")]
    Refused {
        /// Host.
        host: String,
        /// Port.
        port: u16,
    },
    /// No route to the host, or the network is down.
    #[error("{host} cannot be reached")]
    Unreachable {
        /// Host.
        host: String,
    },
    /// No connection within the limit.
    #[error("no connection to {host} within {} seconds", after.as_secs())]
    ConnectTimedOut {
        /// Host.
        host: String,
        /// The limit.
        after: Duration,
    },
    /// The proxy of the system settings stands in the way.
    #[error("the proxy {proxy} did not give a way to the appliance: {failure:?}")]
    ProxyFailed {
        /// The proxy's host and port.
        proxy: String,
        /// Why.
        failure: ProxyFailure,
    },
    /// The operating system does not trust the certificate and nobody pinned it.
    #[error("the certificate is not trusted: {why}")]
    CertificateUntrusted {
        /// What the appliance presented.
        certificate: Box<Certificate>,
        /// The system's reason.
        why: Untrusted,
    },
    /// The pinned certificate is no longer the one presented.
    #[error("the certificate changed from {pinned} to {}", presented.fingerprint)]
    CertificateChanged {
        /// The pinned one.
        pinned: Fingerprint,
        /// What the appliance presents now.
        presented: Box<Certificate>,
    },
    /// No secure channel, for another reason than trust.
    #[error("no secure connection: {0:?}")]
    Tls(TlsFailure),

    /// The user name or password is wrong. Never tried again by itself: accounts lock.
    #[error("the login was refused")]
    LoginRefused {
        /// The appliance's words.
        detail: Option<String>,
    },
    /// The account is disabled.
    #[error("the account is disabled")]
    LoginDisabled {
        /// The appliance's words.
        detail: Option<String>,
    },
    /// The account is locked.
    #[error("the account is locked")]
    LoginLocked {
        /// The appliance's words.
        detail: Option<String>,
        /// When it may be tried again, if told.
        retry_after: Option<Duration>,
    },
    /// 504 while signing in: the directory (LDAP) is probably unreachable.
    #[error("the appliance could not check the login in time")]
    SignInTimedOut,
    /// Signed in with status 200, but the answer holds no token.
    #[error("the sign-in answer holds no token")]
    TokenMissing,
    /// The token's life is over; sign in again.
    #[error("the session expired")]
    TokenExpired,
    /// 401 for another reason than expiry: the token is void, for example after a restore.
    #[error("the appliance does not accept the session")]
    TokenRejected {
        /// The appliance's words.
        detail: Option<String>,
    },
    /// The session was signed out here.
    #[error("the session was signed out")]
    SignedOut,
    /// 403: the account may not do this.
    #[error("the account lacks the permission")]
    NoPermission {
        /// During which step.
        step: Step,
        /// The appliance's words.
        detail: Option<String>,
    },

    /// The appliance does not know the encryption key.
    #[error("the appliance does not know the key {}", key.as_ref().map_or("(default)", KeyName::as_str))]
    KeyUnknown {
        /// The key that was asked for; `None` is the default key.
        key: Option<KeyName>,
    },
    /// Versioned keys are not permitted (R12).
    #[error("the key {} is versioned", key.as_ref().map_or("(default)", KeyName::as_str))]
    KeyVersioned {
        /// The key that was asked for; `None` is the default key.
        key: Option<KeyName>,
        /// The appliance's words.
        detail: Option<String>,
    },
    /// 504 while building the backup (R4): counter tables too large.
    #[error("the appliance did not finish building the backup in time")]
    BackupTimedOut {
        /// How long it had tried.
        after: Duration,
    },

    /// 504 at any other step.
    #[error("the appliance's front end gave up waiting")]
    GatewayTimedOut {
        /// During which step.
        step: Step,
    },
    /// 404 where no key is concerned: this appliance does not offer that.
    #[error("the appliance does not offer this")]
    NotOffered {
        /// During which step.
        step: Step,
    },
    /// 409: something else is running there.
    #[error("the appliance is busy with something that excludes this")]
    Busy {
        /// During which step.
        step: Step,
        /// The appliance's words.
        detail: Option<String>,
    },
    /// 429.
    #[error("the appliance asks to wait")]
    TooManyRequests {
        /// During which step.
        step: Step,
        /// How long, if told.
        retry_after: Option<Duration>,
    },
    /// Any other 5xx.
    #[error("the appliance failed with status {status}")]
    ServerError {
        /// During which step.
        step: Step,
        /// HTTP status.
        status: u16,
        /// The appliance's words.
        detail: Option<String>,
        /// How long to wait, if told (503).
        retry_after: Option<Duration>,
    },
    /// A status that the step has no meaning for.
    #[error("the appliance answered with status {status}")]
    UnexpectedStatus {
        /// During which step.
        step: Step,
        /// HTTP status.
        status: u16,
        /// The appliance's words.
        detail: Option<String>,
    },
    /// A redirect; it was not followed, so nothing was sent there.
    #[error("the appliance pointed to {} instead of answering", to.as_deref().unwrap_or("another place"))]
    Redirected {
        /// During which step.
        step: Step,
        /// Host it points to, without path or query.
        to: Option<String>,
    },
    /// Not valid HTTP.
    #[error("the answer is not valid HTTP")]
    NotHttp {
        /// During which step.
        step: Step,
    },
    /// A short answer that cannot be understood.
    #[error("the answer cannot be understood: {what}")]
    AnswerUnreadable {
        /// During which step.
        step: Step,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A short answer longer than any such answer may be.
    #[error("the answer is longer than {limit} bytes")]
    AnswerTooLong {
        /// During which step.
        step: Step,
        /// The limit in bytes.
        limit: usize,
    },

    /// No answer at all within the limit.
    #[error("no answer within {} seconds", after.as_secs())]
    FirstByteTimedOut {
        /// During which step.
        step: Step,
        /// The limit.
        after: Duration,
    },
    /// The stream fell silent.
    #[error("nothing moved for {} seconds", after.as_secs())]
    Stalled {
        /// During which step.
        step: Step,
        /// Bytes that had moved.
        moved: u64,
        /// The limit.
        after: Duration,
    },
    /// The connection was closed before the whole body had come, or before any answer.
    #[error("the connection was closed after {received} bytes")]
    CutOff {
        /// During which step.
        step: Step,
        /// Bytes received.
        received: u64,
        /// Bytes promised by Content-Length.
        promised: Option<u64>,
    },
    /// The connection was reset.
    #[error("the connection was reset after {moved} bytes")]
    Reset {
        /// During which step.
        step: Step,
        /// Bytes that had moved.
        moved: u64,
    },
    /// A chunked body came without its end mark.
    #[error("the answer ended without its end mark, after {received} bytes")]
    NotEnded {
        /// During which step.
        step: Step,
        /// Bytes received.
        received: u64,
    },
    /// More or fewer bytes than promised although the stream was otherwise in order.
    #[error("{received} bytes came where {promised} were promised")]
    WrongLength {
        /// During which step.
        step: Step,
        /// Bytes promised.
        promised: u64,
        /// Bytes received, at least.
        received: u64,
    },
    /// The body was compressed although that was not asked for.
    #[error("the answer was compressed in transit ({encoding})")]
    Compressed {
        /// The encoding named by the server.
        encoding: String,
    },
    /// Status 200, but no archive.
    #[error("a {kind:?} came instead of an archive")]
    NotAnArchive {
        /// What came.
        kind: NotArchiveKind,
        /// The beginning of its text.
        excerpt: Option<String>,
    },

    /// The appliance refused the archive (400, 413 or 422).
    #[error("the appliance refused the archive")]
    ArchiveRefused {
        /// The step.
        step: Step,
        /// HTTP status.
        status: u16,
        /// The appliance's words.
        detail: Option<String>,
    },
    /// The archive could not be read here while it was being sent.
    #[error("the archive could not be read while it was being sent: {reason}")]
    UploadSource {
        /// The reader's words.
        reason: String,
        /// Bytes sent before.
        sent: u64,
    },
    /// The file being sent is not as long as was announced.
    #[error("the archive has {actual} bytes and not {announced}")]
    UploadLength {
        /// Bytes announced.
        announced: u64,
        /// Bytes that came, at least.
        actual: u64,
    },
    /// The appliance did not go away and come back within the limit.
    #[error("the appliance has not come back for {} seconds", waited.as_secs())]
    NotBack {
        /// How long was waited.
        waited: Duration,
        /// Whether it was seen to be away.
        seen_away: bool,
    },
}

/// A result of this crate.
pub type Result<T, E = ClientError> = std::result::Result<T, E>;
