//! Signing in: passwords, tokens, lock-out (R1).
//!
//! Invariant: a token is signed with a secret of this node that a restore replaces, so a restore voids every token.

pub mod passwords;
mod tokens;
mod turns;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine;

use crate::error::ApiError;
use crate::state::AppState;
use crate::store::User;

pub use tokens::{issue, refresh};
pub(crate) use turns::Turns;

/// Django's own limit; no longer name exists, so none is looked for or remembered.
const LONGEST_NAME: usize = 150;

/// Checks a user name and a password. Every failure counts towards the lock-out.
pub async fn sign_in(state: &AppState, username: &str, password: &str) -> Result<User, ApiError> {
    if state.restores().restarting() {
        return Err(ApiError::Restarting);
    }
    if username.chars().count() > LONGEST_NAME {
        return Err(ApiError::BadCredentials);
    }
    let turn = state.sign_ins().of(username).await?;
    let (username, password) = (username.to_owned(), password.to_owned());
    let checked = move |state: &AppState| {
        let checked = check_password(state, &username, &password);
        // With the work and not with the request: a caller that hangs up must not begin another check beside this.
        drop(turn);
        checked
    };
    state.blocking(checked).await
}

fn check_password(state: &AppState, username: &str, password: &str) -> Result<User, ApiError> {
    let now = state.now().as_second();
    if let Some(until) = state.node().locked_until(username, now)? {
        let minutes = u64::try_from(until - now).unwrap_or_default().div_ceil(60);
        return Err(ApiError::UserLocked { minutes });
    }
    let found = state.data().user(username)?;
    // An unknown name costs the same time as a wrong password.
    let hash = match &found {
        Some((_, hash)) => hash.clone(),
        None => passwords::hash("nobody")?,
    };
    let known = found.is_some();
    match found {
        Some((user, _)) if passwords::verify(password, &hash) => {
            if !user.is_active {
                return Err(ApiError::UserDisabled);
            }
            state.node().unlock(username)?;
            Ok(user)
        }
        _ => {
            let options = state.options();
            let until = now + i64::try_from(options.lockout_for.as_secs()).unwrap_or(i64::MAX / 2);
            state.node().failed_login(username, known, options.lockout_after, until)?;
            Err(ApiError::BadCredentials)
        }
    }
}

/// Who asks, by `Authorization: Bearer`.
pub async fn bearer(state: &AppState, headers: &HeaderMap) -> Result<User, ApiError> {
    let token = scheme(headers, "Bearer").ok_or(ApiError::NotAuthenticated)?.to_owned();
    state.blocking(move |state| tokens::check(state, &token)).await
}

/// Who asks, by Bearer or by HTTP Basic, as tokenization accepts both.
pub async fn bearer_or_basic(state: &AppState, headers: &HeaderMap) -> Result<User, ApiError> {
    let Some(encoded) = scheme(headers, "Basic") else { return bearer(state, headers).await };
    let decoded = base64::engine::general_purpose::STANDARD.decode(encoded).ok();
    let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(ApiError::NotAuthenticated)?;
    let (user, password) = text.split_once(':').ok_or(ApiError::NotAuthenticated)?;
    sign_in(state, user, password).await.map_err(|error| match error {
        ApiError::BadCredentials | ApiError::UserDisabled => ApiError::NotAuthenticated,
        other => other,
    })
}

/// Who asks, if it is a superuser.
pub async fn superuser(state: &AppState, headers: &HeaderMap) -> Result<User, ApiError> {
    let user = bearer(state, headers).await?;
    if user.is_superuser { Ok(user) } else { Err(ApiError::Forbidden) }
}

fn scheme<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let (scheme, value) = headers.get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case(name).then(|| value.trim())
}

/// A request of a superuser; the administration API takes nothing else.
#[derive(Debug, Clone)]
pub struct Superuser(pub User);

impl FromRequestParts<AppState> for Superuser {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        superuser(state, &parts.headers).await.map(Self)
    }
}
