//! Who is signed in to the administration page.
//!
//! Invariant: a session is a random name in a cookie that scripts cannot read and other sites cannot send, and it
//! lives in memory only. A reboot therefore ends every session, which is why the login screen follows a restore.
//! Each session has a second random text that every form must repeat, so that no other page can submit one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// A session without a click ends after this time.
const IDLE_LIMIT: Duration = Duration::from_secs(30 * 60);
/// Old sessions make room: a forgotten browser costs nothing.
const MOST_SESSIONS: usize = 256;

/// The `__Host-` prefix makes the browser refuse a cookie that is not Secure or is meant for more than this host.
const SESSION_COOKIE: &str = "__Host-ctvl-session";
const LOGIN_COOKIE: &str = "__Host-ctvl-login";

/// A signed-in person.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// Login name.
    pub(super) user: String,
    /// What each of this session's forms repeats.
    pub(super) csrf: String,
    last_seen: Instant,
}

/// All sessions of one appliance since it last booted.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Session>>);

impl Sessions {
    /// Begins a session; answers with its cookie's value.
    pub(super) fn begin(&self, user: &str) -> Result<String, crate::StoreError> {
        let (id, csrf) = (random_name()?, random_name()?);
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, s| s.last_seen.elapsed() < IDLE_LIMIT);
        if sessions.len() >= MOST_SESSIONS
            && let Some(oldest) = sessions.iter().min_by_key(|(_, s)| s.last_seen).map(|(id, _)| id.clone())
        {
            sessions.remove(&oldest);
        }
        sessions.insert(id.clone(), Session { user: user.to_owned(), csrf, last_seen: Instant::now() });
        Ok(id)
    }

    /// The session that the request's cookie names.
    pub(super) fn find(&self, headers: &HeaderMap) -> Option<Session> {
        let id = cookie(headers, SESSION_COOKIE)?;
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get_mut(id)?;
        if session.last_seen.elapsed() >= IDLE_LIMIT {
            sessions.remove(id);
            return None;
        }
        session.last_seen = Instant::now();
        Some(session.clone())
    }

    /// Ends the session that the request's cookie names.
    pub(super) fn end(&self, headers: &HeaderMap) {
        if let Some(id) = cookie(headers, SESSION_COOKIE) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        }
    }
}

impl Session {
    /// Whether a form came from one of this session's own pages.
    pub(super) fn made(&self, csrf: &str) -> bool {
        same(csrf, &self.csrf)
    }
}

/// The cookie that begins a session in the browser.
pub(super) fn session_cookie(id: &str) -> Option<HeaderValue> {
    set_cookie(SESSION_COOKIE, id, "")
}

/// The cookie that ends it.
pub(super) fn no_session_cookie() -> Option<HeaderValue> {
    set_cookie(SESSION_COOKIE, "", "; Max-Age=0")
}

/// The login form has no session yet, so its text is kept in a cookie of its own.
pub(super) fn login_cookie(csrf: &str) -> Option<HeaderValue> {
    set_cookie(LOGIN_COOKIE, csrf, "")
}

/// The text the login form was made with, if its cookie is there and usable.
pub(super) fn login_text(headers: &HeaderMap) -> Option<String> {
    cookie(headers, LOGIN_COOKIE).filter(|text| text.len() >= 32).map(str::to_owned)
}

/// Whether the login form came from our own login screen.
pub(super) fn login_form_is_ours(headers: &HeaderMap, csrf: &str) -> bool {
    login_text(headers).is_some_and(|text| same(csrf, &text))
}

/// A name nobody can guess: 256 bits.
pub(super) fn random_name() -> Result<String, crate::StoreError> {
    use base64::Engine;
    let mut bytes = [0; 32];
    crate::random(&mut bytes)?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

fn same(left: &str, right: &str) -> bool {
    verify_slices_are_equal(left.as_bytes(), right.as_bytes()).is_ok()
}

fn set_cookie(name: &str, value: &str, more: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{more}")).ok()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}
