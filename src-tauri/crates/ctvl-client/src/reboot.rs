//! A reboot is over only when the appliance is alive and its login screen answers (R10). A boot that is faster than
//! the looks in between is still noticed: an idle connection is held open meanwhile, and a reboot ends it.

use std::time::Duration;

use hyper::Method;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, timeout};

use crate::certificate::{Certificate, Fingerprint, Trust};
use crate::client::{Client, Liveness};
use crate::error::{ClientError, ProxyFailure, Result, Step};
use crate::options::ClientOptions;
use crate::system::BootId;
use crate::wire::Ask;

/// How to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RebootWatch {
    /// The boot before the restart, if known; it is compared where the appliance tells its boot without a login.
    pub before: Option<BootId>,
    /// Pause between two looks; shorter than any server's limit on idle connections.
    pub pause: Duration,
    /// How long to wait for it to go away before its being there counts as back.
    pub settle: Duration,
    /// How long to wait in all.
    pub limit: Duration,
}

impl Default for RebootWatch {
    fn default() -> Self {
        Self {
            before: None,
            pause: Duration::from_secs(2),
            settle: Duration::from_secs(120),
            limit: Duration::from_secs(60 * 60),
        }
    }
}

/// What was seen while watching; told when it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RebootEvent {
    /// Still there.
    StillThere,
    /// Gone: the reboot has begun.
    Away,
    /// Back on the network, but the appliance or its login screen does not answer properly yet.
    Starting,
}

/// How it came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comeback {
    /// Alive, and the login screen answers.
    Back {
        /// Whether it was seen to be away, or its boot id changed. False: it never went within [`RebootWatch::settle`].
        rebooted: bool,
    },
    /// It answers, with a certificate that is not trusted; nothing was sent to it.
    OtherCertificate {
        /// The pinned one, if one was.
        pinned: Option<Fingerprint>,
        /// What it presents now.
        presented: Box<Certificate>,
    },
}

/// What one look found.
enum Look {
    Ready,
    /// Ready, and it tells another boot than before.
    ReadyAnew,
    Starting,
    Away,
    /// This machine's own network is in doubt: no proof of anything.
    Blind,
    Stranger {
        pinned: Option<Fingerprint>,
        presented: Box<Certificate>,
    },
}

/// Longest wait for one look, so that a machine that swallows packets does not hide its return for long.
const LOOK_LIMIT: Duration = Duration::from_secs(5);

/// Waits until the appliance has gone away and answers again. `told` hears of every change.
///
/// # Errors
/// [`ClientError::NotBack`] after the limit; a proxy or trust store that cannot be used at once.
pub async fn watch_reboot(
    client: &Client,
    watch: &RebootWatch,
    mut told: impl FnMut(RebootEvent) + Send,
) -> Result<Comeback> {
    let client = impatient(client);
    let began = Instant::now();
    let mut away = false;
    let mut last = None;
    loop {
        let look = look(&client, watch.before.as_ref()).await?;
        let event = match look {
            Look::Stranger { pinned, presented } => {
                return Ok(Comeback::OtherCertificate { pinned, presented });
            }
            Look::ReadyAnew => return Ok(Comeback::Back { rebooted: true }),
            Look::Ready if away => return Ok(Comeback::Back { rebooted: true }),
            Look::Ready if began.elapsed() >= watch.settle => return Ok(Comeback::Back { rebooted: false }),
            Look::Ready => Some(RebootEvent::StillThere),
            Look::Starting => {
                away = true;
                Some(RebootEvent::Starting)
            }
            Look::Away => {
                away = true;
                Some(RebootEvent::Away)
            }
            Look::Blind => None,
        };
        if event.is_some() && event != last {
            event.into_iter().for_each(&mut told);
            last = event;
        }
        if began.elapsed() >= watch.limit {
            return Err(ClientError::NotBack { waited: began.elapsed(), seen_away: away });
        }
        if event == Some(RebootEvent::StillThere) {
            if ended_within(&client, watch.pause).await {
                away = true;
                last = Some(RebootEvent::Away);
                told(RebootEvent::Away);
            }
        } else {
            tokio::time::sleep(watch.pause).await;
        }
    }
}

fn impatient(client: &Client) -> Client {
    let options = client.options();
    let mut limits = options.limits.clone();
    limits.connect = limits.connect.min(LOOK_LIMIT);
    limits.answer = limits.answer.min(LOOK_LIMIT);
    client.with_options(ClientOptions { limits, ..options.clone() })
}

/// Whether a connection opened now is ended by the other side within the pause.
async fn ended_within(client: &Client, pause: Duration) -> bool {
    let began = Instant::now();
    let Ok(mut idle) = client.open().await else {
        // The next look finds out what this means.
        return false;
    };
    let left = pause.saturating_sub(began.elapsed());
    let ended = timeout(left, idle.read_u8()).await.is_ok();
    if ended {
        tokio::time::sleep(pause.saturating_sub(began.elapsed())).await;
    }
    ended
}

async fn look(client: &Client, before: Option<&BootId>) -> Result<Look> {
    let answer = match client.short(Ask::new(Step::Reboot, Method::GET, "/vts")).await {
        Ok(answer) => answer,
        Err(error) => return failed_look(client, error),
    };
    if !answer.status.is_success() {
        return Ok(Look::Starting);
    }
    let boot = answer.json().ok().and_then(|document| BootId::read(&document));
    match client.probe("/", Step::Reboot).await {
        // The administration page may redirect to its login or want one; a gateway error is not an answer.
        Ok(Liveness::Alive | Liveness::NotReady { status: 300..=499 }) => {}
        Ok(Liveness::NotReady { .. }) => return Ok(Look::Starting),
        Err(error) => return failed_look(client, error),
    }
    match (before, boot) {
        (Some(before), Some(boot)) if *before != boot => Ok(Look::ReadyAnew),
        _ => Ok(Look::Ready),
    }
}

fn failed_look(client: &Client, error: ClientError) -> Result<Look> {
    match error {
        ClientError::CertificateChanged { pinned, presented } => {
            Ok(Look::Stranger { pinned: Some(pinned), presented })
        }
        ClientError::CertificateUntrusted { certificate, .. } => {
            let pinned = match client.options().trust {
                Trust::Pinned(pinned) => Some(pinned),
                Trust::System => None,
            };
            Ok(Look::Stranger { pinned, presented: certificate })
        }
        error @ (ClientError::TrustStoreUnusable { .. }
        | ClientError::ProxyFailed {
            failure: ProxyFailure::Unsupported | ProxyFailure::LoginNeeded,
            ..
        }) => Err(error),
        ClientError::NotResolved { .. } => Ok(Look::Blind),
        // A proxy that gets no way to the appliance says 502 to 504; otherwise the proxy itself is in doubt.
        ClientError::ProxyFailed { failure: ProxyFailure::Status(502..=504), .. } => Ok(Look::Away),
        ClientError::ProxyFailed { .. } => Ok(Look::Blind),
        _ => Ok(Look::Away),
    }
}
