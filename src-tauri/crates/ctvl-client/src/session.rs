//! The token lives in memory only, goes to the one appliance only, and is wiped when the session ends.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures_util::Stream;
use hyper::{Method, StatusCode};
use serde_json::Value;
use url::Url;

use crate::answer::Answer;
use crate::backup::{self, BackupRequest, BackupStream};
use crate::client::{Client, secret_json};
use crate::error::{ClientError, Result, Step};
use crate::keys::KeyName;
use crate::restore::{self, ArchiveDetails, RestoreStatus, RestoreTicket, Upload, UploadProgress};
use crate::secret::Secret;
use crate::system::{Capabilities, SystemInfo};
use crate::token::Token;
use crate::wire::Ask;

/// A signed-in client. Renews its token when less than a minute of it is left.
#[derive(Debug)]
pub struct Session {
    client: Client,
    token: Mutex<Option<Token>>,
    /// One renewal at a time; the others then find the new token.
    renewing: tokio::sync::Mutex<()>,
}

impl Session {
    pub(crate) fn new(client: Client, token: Token) -> Self {
        Self { client, token: Mutex::new(Some(token)), renewing: tokio::sync::Mutex::new(()) }
    }

    /// The client it was opened with.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Wipes the token; every later call fails with [`ClientError::SignedOut`]. The appliance knows no sign-out: the
    /// token dies there by itself, in about ten minutes. Dropping the session wipes it as well.
    pub fn forget(&self) {
        self.keep(None);
    }

    /// Names of the keys registered on the appliance, from all pages.
    ///
    /// # Errors
    /// As every step; [`ClientError::AnswerUnreadable`] if the list leads to another host or does not end.
    pub async fn keys(&self) -> Result<Vec<KeyName>> {
        let limits = &self.client.options().limits;
        let mut names = Vec::new();
        let mut target = "/api/keys/".to_owned();
        for _ in 0..limits.pages {
            let token = self.token().await?;
            let answer = self.client.short(Ask::new(Step::Keys, Method::GET, target).token(&token)).await?;
            let page = self.document(&answer, &token)?;
            let (items, next) = key_page(&page)?;
            names.extend(items);
            let Some(next) = next else { return Ok(names) };
            target = self.own_target(next)?;
        }
        Err(ClientError::AnswerUnreadable { step: Step::Keys, what: "the list does not end" })
    }

    /// The path and query of a link, if it stays on the appliance: the token follows no other.
    fn own_target(&self, link: &str) -> Result<String> {
        let leads_away =
            ClientError::AnswerUnreadable { step: Step::Keys, what: "the next page is on another host" };
        let address = &self.client.options().address;
        let base = Url::parse(&format!("{}/api/keys/", address.origin())).map_err(|_| leads_away.clone())?;
        let mut url = base.join(link).map_err(|_| leads_away.clone())?;
        // Django behind a reverse proxy often believes that it is reached over http; the host still has to be right.
        if url.scheme() == "http" && url.port().is_none_or(|port| port == address.port()) {
            let port = url.port();
            url.set_scheme("https").and_then(|()| url.set_port(port)).map_err(|()| leads_away.clone())?;
            if port.is_none() && url.host_str() == base.host_str() {
                url.set_port(Some(address.port())).map_err(|()| leads_away.clone())?;
            }
        }
        if !address.is_origin_of(&url) {
            return Err(leads_away);
        }
        Ok(url[url::Position::BeforePath..url::Position::AfterQuery].to_owned())
    }

    /// Asks for a backup (R2) and returns once its first bytes have come.
    ///
    /// # Errors
    /// As every step; everything of the transport rules that head and first bytes can show.
    pub async fn back_up(&self, request: &BackupRequest) -> Result<BackupStream> {
        let token = self.token().await?;
        backup::start(&self.client, &token, request).await
    }

    /// What the appliance offers: `OPTIONS /api/backup/restore`; `GET /api/system/info` only if that succeeded,
    /// because a real appliance documents neither.
    ///
    /// # Errors
    /// As every step; an appliance without the direct route is not an error.
    pub async fn capabilities(&self) -> Result<Capabilities> {
        let token = self.token().await?;
        let ask = Ask::new(Step::Probe, Method::OPTIONS, "/api/backup/restore").token(&token);
        let answer = self.client.short(ask).await?;
        match answer.status.as_u16() {
            200..=299 => {}
            401 | 429 | 500..=599 if answer.status != StatusCode::NOT_IMPLEMENTED => {
                return Err(answer.other_status(&[&token]));
            }
            // A redirect, a refusal or an unknown path: this appliance does not offer it.
            _ => return Ok(Capabilities { direct_restore: false, system: None }),
        }
        let ask = Ask::new(Step::Probe, Method::GET, "/api/system/info").token(&token);
        let answer = self.client.short(ask).await?;
        let system = match answer.status.as_u16() {
            200 => answer.json().ok().map(|document| SystemInfo::read(&document)),
            // Not an appliance that does not tell, but one that was not asked properly: a plan must not take the one
            // for the other.
            401 | 429 | 500..=599 if answer.status != StatusCode::NOT_IMPLEMENTED => {
                return Err(answer.other_status(&[&token]));
            }
            _ => None,
        };
        Ok(Capabilities { direct_restore: true, system })
    }

    /// Lets the appliance read an archive's details; only where [`Capabilities::direct_restore`]. `progress` is told
    /// the bytes of the archive that were sent so far, absolutely.
    ///
    /// # Errors
    /// As every step, and the upload classes.
    pub async fn inspect<S>(&self, upload: Upload<S>, progress: UploadProgress) -> Result<ArchiveDetails>
    where
        S: Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        let token = self.token().await?;
        let answer = restore::send(&self.client, &token, Step::Inspect, upload, progress).await?;
        Ok(ArchiveDetails::read(&self.document(&answer, &token)?))
    }

    /// Sends an archive to be restored; only where [`Capabilities::direct_restore`]. `progress` is told the bytes
    /// of the archive that were sent so far, absolutely.
    ///
    /// # Errors
    /// As every step, and the upload classes.
    pub async fn restore<S>(&self, upload: Upload<S>, progress: UploadProgress) -> Result<RestoreTicket>
    where
        S: Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        let token = self.token().await?;
        let answer = restore::send(&self.client, &token, Step::Restore, upload, progress).await?;
        RestoreTicket::read(&self.document(&answer, &token)?)
    }

    /// How far a restore is. The restore voids tokens, so near its end this may fail with a lost connection or
    /// [`ClientError::TokenRejected`]: from then on [`crate::watch_reboot`] tells more.
    ///
    /// # Errors
    /// As every step.
    pub async fn restore_status(&self, ticket: &RestoreTicket) -> Result<RestoreStatus> {
        let token = self.token().await?;
        let target = format!("/api/backup/restore/{}", crate::keys::segment(&ticket.id));
        let answer =
            self.client.short(Ask::new(Step::RestoreStatus, Method::GET, target).token(&token)).await?;
        Ok(RestoreStatus::read(&self.document(&answer, &token)?))
    }

    fn document(&self, answer: &Answer, token: &Secret) -> Result<Value> {
        if answer.status.is_success() { answer.json() } else { Err(answer.other_status(&[token])) }
    }

    /// The token to use now, renewed if little of it is left.
    async fn token(&self) -> Result<Secret> {
        if let Some(token) = self.current(Token::wants_renewal)? {
            return Ok(token);
        }
        let _one_at_a_time = self.renewing.lock().await;
        if let Some(token) = self.current(Token::wants_renewal)? {
            return Ok(token);
        }
        match self.renew().await {
            Ok(()) => {}
            Err(error) => {
                tracing::debug!(%error, "the token could not be renewed");
                // What is left of it may be enough; and if the appliance cannot be reached, that is the reason to tell.
                if self.current(Token::is_over)?.is_none() {
                    return Err(match error {
                        ClientError::TokenRejected { .. } | ClientError::NotOffered { .. } => {
                            ClientError::TokenExpired
                        }
                        other => other,
                    });
                }
            }
        }
        self.current(|_| false)?.ok_or(ClientError::SignedOut)
    }

    /// The token as it is, unless `unfit`.
    fn current(&self, unfit: impl Fn(&Token) -> bool) -> Result<Option<Secret>> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let token = token.as_ref().ok_or(ClientError::SignedOut)?;
        Ok((!unfit(token)).then(|| token.text.clone()))
    }

    fn keep(&self, token: Option<Token>) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }

    async fn renew(&self) -> Result<()> {
        let old = self.current(|_| false)?.ok_or(ClientError::SignedOut)?;
        let document = secret_json(&[("token", old.expose())]);
        let ask = Ask::new(Step::Refresh, Method::POST, "/api/api-token-refresh/").json(document);
        let answer = self.client.short(ask).await?;
        match answer.status.as_u16() {
            200 => {}
            400 => return Err(ClientError::TokenExpired),
            _ => return Err(answer.other_status(&[&old])),
        }
        let token = Token::from_answer(&answer.json()?, &answer.headers).ok_or(ClientError::TokenMissing)?;
        // Signed out meanwhile: the new token is wiped instead of bringing the session back.
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_some() {
            *kept = Some(token);
        }
        Ok(())
    }
}

/// The names on one page and the link to the next. A bare array is a whole list without pages.
fn key_page(page: &Value) -> Result<(Vec<KeyName>, Option<&str>)> {
    let unreadable = ClientError::AnswerUnreadable { step: Step::Keys, what: "it is not a list of keys" };
    let items = page.get("results").unwrap_or(page).as_array().ok_or(unreadable)?;
    let names = items.iter().filter_map(|item| {
        let name = item.as_str().or_else(|| item.get("name")?.as_str())?;
        // A name that could not be asked for again is of no use in a list to choose from.
        name.parse().ok()
    });
    let next = page.get("next").and_then(Value::as_str).filter(|next| !next.is_empty());
    Ok((names.collect(), next))
}
