//! A client knows one appliance and its trust, and holds no login.

use std::sync::Arc;

use hyper::Method;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::answer::Answer;
use crate::certificate::{Certificate, Trust};
use crate::connect;
use crate::error::{ClientError, Result, Step};
use crate::options::ClientOptions;
use crate::secret::Secret;
use crate::session::Session;
use crate::tls::TlsContext;
use crate::token::Token;
use crate::wire::{self, Ask};

/// One appliance, not signed in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    options: Arc<ClientOptions>,
    tls: Arc<TlsContext>,
}

/// The answer to the liveness probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liveness {
    /// `GET /vts` answered with success.
    Alive,
    /// It answered, but not with success: starting, or not an appliance.
    NotReady {
        /// HTTP status.
        status: u16,
    },
}

impl Client {
    /// Prepares the client; nothing is sent.
    ///
    /// # Errors
    /// None at present; a certificate store that cannot be used shows as [`ClientError::TrustStoreUnusable`] when
    /// connecting, because looking at a certificate and pinning one need no store.
    pub fn new(options: ClientOptions) -> Result<Self> {
        let tls = TlsContext::new();
        if options.trust == Trust::System
            && let Some(reason) = tls.store_fault()
        {
            tracing::warn!(reason, "the system's certificate store cannot be used");
        }
        Ok(Self { options: Arc::new(options), tls: Arc::new(tls) })
    }

    /// What it was made from.
    #[must_use]
    pub fn options(&self) -> &ClientOptions {
        &self.options
    }

    /// The same appliance under another trust, for example after a person has compared a fingerprint.
    #[must_use]
    pub fn trusting(&self, trust: Trust) -> Self {
        self.with_options(ClientOptions { trust, ..(*self.options).clone() })
    }

    pub(crate) fn with_options(&self, options: ClientOptions) -> Self {
        Self { options: Arc::new(options), tls: Arc::clone(&self.tls) }
    }

    /// Looks at the certificate that the appliance presents. Only a TLS handshake, ended before anything is sent.
    ///
    /// # Errors
    /// When the appliance cannot be reached or does not speak TLS.
    pub async fn certificate(&self) -> Result<Certificate> {
        connect::look(&self.options, &self.tls).await
    }

    /// `GET /vts`, without a login.
    ///
    /// # Errors
    /// When there is no answer, or the certificate is not trusted.
    pub async fn alive(&self) -> Result<Liveness> {
        self.probe("/vts", Step::Reach).await
    }

    /// Asks for a page without a login and reports only how it answered.
    pub(crate) async fn probe(&self, path: &str, step: Step) -> Result<Liveness> {
        let answer = self.short(Ask::new(step, Method::GET, path)).await?;
        let status = answer.status;
        if status.is_success() {
            Ok(Liveness::Alive)
        } else {
            Ok(Liveness::NotReady { status: status.as_u16() })
        }
    }

    /// Signs in once (R1). Never tried again by itself: accounts lock.
    ///
    /// # Errors
    /// The login classes of [`ClientError`], and those of the way there.
    pub async fn sign_in(&self, user: &str, password: &Secret) -> Result<Session> {
        let document = secret_json(&[("username", user), ("password", password.expose())]);
        let ask = Ask::new(Step::SignIn, Method::POST, "/api/api-token-auth/").json(document);
        let answer = self.short(ask).await?;
        if answer.status != hyper::StatusCode::OK {
            return Err(login_error(&answer, password));
        }
        let token = Token::from_answer(&answer.json()?, &answer.headers).ok_or(ClientError::TokenMissing)?;
        tracing::debug!(appliance = %self.options.address, "signed in");
        Ok(Session::new(self.clone(), token))
    }

    /// Sends a short request and reads the whole answer, all within the answer limit.
    pub(crate) async fn short(&self, ask: Ask<'_>) -> Result<Answer> {
        let step = ask.step;
        let limits = &self.options.limits;
        let secured = wire::open(&self.options, &self.tls).await?;
        let work = async {
            let exchange = wire::send(secured, &self.options, ask).await?;
            Answer::read(exchange, limits.answer_bytes).await
        };
        match timeout(limits.answer, work).await {
            Ok(answer) => answer,
            Err(_) => Err(ClientError::FirstByteTimedOut { step, after: limits.answer }),
        }
    }

    pub(crate) async fn open(&self) -> Result<connect::Secured> {
        wire::open(&self.options, &self.tls).await
    }
}

/// An object of texts in memory that is wiped when it was sent.
pub(crate) fn secret_json(fields: &[(&str, &str)]) -> Zeroizing<Vec<u8>> {
    // Room enough that growing leaves no copy behind: JSON spells one byte with six at most.
    let room = fields.iter().map(|(name, value)| name.len() + value.len() * 6 + 6).sum::<usize>() + 2;
    let mut document = Zeroizing::new(Vec::with_capacity(room));
    document.push(b'{');
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 {
            document.push(b',');
        }
        for (text, mark) in [(name, Some(b':')), (value, None)] {
            // Writing a text into a vector cannot fail.
            let _ = serde_json::to_writer(&mut *document, text);
            document.extend(mark);
        }
    }
    document.push(b'}');
    document
}

fn login_error(answer: &Answer, password: &Secret) -> ClientError {
    let detail = answer.detail(&[password]);
    let words = detail.as_deref().unwrap_or_default().to_ascii_lowercase();
    // Whole words: "blocked" is what a firewall says.
    let has = |list: &[&str]| words.split(|c: char| !c.is_alphanumeric()).any(|word| list.contains(&word));
    let too_many = ["too many failed", "too many login"].iter().any(|phrase| words.contains(phrase));
    let status = answer.status.as_u16();
    match status {
        423 => ClientError::LoginLocked { detail, retry_after: answer.retry_after() },
        400 | 401 | 403 | 429 if too_many || has(&["locked", "lockout"]) => {
            ClientError::LoginLocked { detail, retry_after: answer.retry_after() }
        }
        400 | 401 | 403 if has(&["disabled", "inactive", "deactivated"]) => {
            ClientError::LoginDisabled { detail }
        }
        // A proxy's or another product's page says nothing about this login.
        400 | 401 | 403 if answer.looks_like_a_page() => {
            ClientError::UnexpectedStatus { step: Step::SignIn, status, detail }
        }
        400 | 401 | 403 => ClientError::LoginRefused { detail },
        504 => ClientError::SignInTimedOut,
        _ => answer.other_status(&[password]),
    }
}
