//! A reboot is told from an appliance that never went away (R10): by its silence, by its own reports, or by a
//! person who sees the login screen.

use std::time::Duration;

use ctvl_client::{ClientError, Comeback, Liveness, RebootEvent, RebootWatch, Session, watch_reboot};
use tokio::time::Instant;

use super::direct::{self, Reported};
use super::error::RestoreError;
use super::execute::Work;
use super::plan::Route;
use super::run::Said;
use super::stage::Stage;
use super::watch::{QUIET, Watched, failed, pause};
use crate::error::{Activity, EngineError, Result};
use crate::job::Stage as Shown;

/// How long a reboot is watched, unless it is said otherwise: far longer than an appliance takes that comes back, and
/// short enough that somebody who waits for the end of a command learns on the same day that it does not.
pub(crate) const USUAL_LIMIT: Duration = Duration::from_secs(2 * 60 * 60);

/// How long an appliance may report that it restores. It answers meanwhile, so it is not lost.
const LONGEST_WORK: Duration = Duration::from_secs(12 * 60 * 60);

/// The watch itself ends only by what it sees; the limits are kept here, where a person can put them off.
const ENDLESS: Duration = Duration::MAX;

/// How long an appliance that has reported its restore as complete may take to go away.
const GOES_AWAY: Duration = Duration::from_secs(120);

/// How long an appliance has to answer steadily before it is asked what it did; only where it can be asked.
const STEADY: Duration = Duration::from_secs(10);

/// How long an appliance that answers may go on answering before it counts as back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Not at all: it was seen to be away already.
    Back,
    /// It said that it is about to go away.
    GoesAway,
    /// Briefly: it can be asked afterwards what it did.
    Ask,
    /// As long as the watch lasts: it cannot be asked, and may be restoring while it answers.
    Endless,
}

impl Patience {
    pub fn of(route: Route, watched: &Watched) -> Self {
        match route {
            _ if watched.away_seen => Self::Back,
            Route::Direct => Self::Ask,
            Route::Guided if watched.before.is_some() => Self::Ask,
            Route::Guided => Self::Endless,
        }
    }

    fn deadline(self) -> Option<Instant> {
        match self {
            Self::GoesAway => Some(Instant::now() + GOES_AWAY),
            Self::Ask => Some(Instant::now() + STEADY),
            Self::Back | Self::Endless => None,
        }
    }
}

/// How a wait ended.
pub(super) enum Back {
    Answers { rebooted: bool },
    OtherCertificate { presented: ctvl_client::Fingerprint, away_seen: bool },
    PersonSaysSo,
}

/// Waits until the appliance is back. Where a session is open its reports are followed at the same time: a small
/// appliance has rebooted before it is asked a second time, and only the watch sees that. Also says whether the
/// appliance itself reported the restore as done.
///
/// A reboot is watched for [`crate::EngineOptions::reboot_limit`], counted anew when the appliance goes away and when a
/// person keeps waiting. Then the wait ends with [`RestoreError::NotBack`]; the restore stays open and can be watched
/// again.
pub(super) async fn until_back(
    work: &Work<'_>,
    watched: &Watched,
    session: Option<&Session>,
    mut patience: Patience,
) -> Result<(Back, bool)> {
    let engine = work.engine();
    let client = engine.client(work.profile, Activity::Reboot)?;
    let follows = session.zip(watched.ticket.as_ref());
    let mut waiting = Waiting::new(watched, watched.away_seen, engine.clock().now());
    let limit = engine.options.reboot_limit;
    let (mut deadline, mut since, mut longest) = (None, Instant::now(), LONGEST_WORK);
    if follows.is_none() {
        work.enter(&waiting.stage(), Shown::Rebooting, None)?;
        deadline = patience.deadline();
        longest = limit;
    }
    let (mut following, mut reported) = (follows.is_some(), false);
    let reports = async {
        match follows {
            Some((session, ticket)) => direct::follow(work, session, ticket).await,
            None => std::future::pending().await,
        }
    };
    let watch = RebootWatch {
        before: watched.before.clone(),
        pause: pause(work.profile),
        settle: if patience == Patience::Back { Duration::ZERO } else { ENDLESS },
        limit: ENDLESS,
    };
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let watching = watch_reboot(&client, &watch, move |event| {
        let _ = sender.send(event);
    });
    tokio::pin!(reports, watching);
    loop {
        tokio::select! {
            biased;
            report = &mut reports, if following => {
                following = false;
                (reported, patience) = match report {
                    Reported::Failed(reason) => return Err(failed(work, reason)?),
                    Reported::Complete => (true, Patience::GoesAway),
                    Reported::Voided => (true, Patience::Ask),
                    Reported::Silent => (false, patience),
                };
                if !waiting.away_seen {
                    waiting = Waiting::new(watched, false, engine.clock().now());
                    work.enter(&waiting.stage(), Shown::Rebooting, None)?;
                    deadline = patience.deadline();
                    (since, longest) = (Instant::now(), limit);
                }
            }
            back = &mut watching => return match back {
                Ok(Comeback::Back { rebooted }) => {
                    Ok((Back::Answers { rebooted: rebooted || watched.away_seen }, reported))
                }
                Ok(Comeback::OtherCertificate { presented, .. }) => {
                    // The watch tells what it saw before it ends, but is listened to only here.
                    let mut away_seen = waiting.away_seen;
                    while let Ok(event) = events.try_recv() {
                        away_seen |= event != RebootEvent::StillThere;
                    }
                    Ok((Back::OtherCertificate { presented: presented.fingerprint, away_seen }, reported))
                }
                Err(ClientError::NotBack { waited, seen_away }) => {
                    Err(not_back(work, waited, waiting.away_seen || seen_away))
                }
                Err(error) => Err(engine.failed(work.profile, Activity::Reboot, error)),
            },
            Some(event) = events.recv() => {
                tracing::info!(?event, "seen while watching the reboot");
                if event != RebootEvent::StillThere && !waiting.away_seen {
                    // The silence is counted from when it began.
                    waiting = Waiting::new(watched, true, engine.clock().now());
                    work.enter(&waiting.stage(), Shown::Rebooting, None)?;
                    deadline = None;
                    (since, longest) = (Instant::now(), limit);
                }
            }
            () = until(deadline), if deadline.is_some() => {
                // Not while it is silent: then the watch is about to see that it is away.
                if matches!(client.alive().await, Ok(Liveness::Alive)) {
                    return Ok((Back::Answers { rebooted: false }, reported));
                }
                deadline = Patience::Ask.deadline();
            }
            () = tokio::time::sleep_until(since + longest) => {
                return Err(not_back(work, since.elapsed(), waiting.away_seen));
            }
            () = tokio::time::sleep(pause(work.profile)) => match engine.take_said(work.run)? {
                Some(Said::LoginScreenSeen) => return Ok((Back::PersonSaysSo, reported)),
                Some(Said::KeepWaiting) => {
                    waiting.quiet_until = engine.clock().now() + QUIET;
                    engine.set_stage(work.run, &waiting.stage())?;
                    since = Instant::now();
                }
                None => {}
            },
        }
    }
}

fn not_back(work: &Work<'_>, waited: Duration, away_seen: bool) -> EngineError {
    let appliance = work.profile.name.clone();
    RestoreError::NotBack { appliance, host: work.host(), run: work.run, waited, away_seen }.into()
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

struct Waiting {
    away_seen: bool,
    ticket: Option<String>,
    quiet_until: jiff::Timestamp,
}

impl Waiting {
    fn new(watched: &Watched, away_seen: bool, now: jiff::Timestamp) -> Self {
        let ticket = watched.ticket.as_ref().map(|ticket| ticket.id.clone());
        Self { away_seen, ticket, quiet_until: now + QUIET }
    }

    fn stage(&self) -> Stage {
        Stage::Rebooting {
            away_seen: self.away_seen,
            ticket: self.ticket.clone(),
            quiet_until: self.quiet_until,
        }
    }
}
