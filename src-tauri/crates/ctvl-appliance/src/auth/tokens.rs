//! JSON web tokens in the manner of djangorestframework-jwt: HS256, 10 minutes, refreshable for some days.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{StoreError, User};

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    user_id: i64,
    username: String,
    email: String,
    exp: i64,
    orig_iat: i64,
}

/// Makes a token for a user who has just signed in. Blocking.
pub fn issue(state: &AppState, user: &User) -> Result<String, ApiError> {
    sign(state, user, state.now().as_second())
}

fn sign(state: &AppState, user: &User, orig_iat: i64) -> Result<String, ApiError> {
    let lifetime = i64::try_from(state.options().token_lifetime.as_secs()).unwrap_or(i64::MAX / 2);
    let claims = Claims {
        user_id: user.id,
        username: user.username.clone(),
        email: user.email.clone(),
        exp: state.now().as_second() + lifetime,
        orig_iat,
    };
    let secret = state.node().signing_secret()?;
    // In this order: the flag is set before the secret changes, so a new secret is never used for an old user.
    if state.restores().restarting() {
        return Err(ApiError::Restarting);
    }
    let key = EncodingKey::from_secret(&secret);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|_| StoreError::NoRandomness.into())
}

/// A new token in place of one that is still valid. Blocking.
pub fn refresh(state: &AppState, token: &str) -> Result<String, ApiError> {
    let expired = |error| match error {
        ApiError::TokenExpired => ApiError::field("non_field_errors", "Signature has expired."),
        ApiError::TokenInvalid => ApiError::field("non_field_errors", "Error decoding signature."),
        other => other,
    };
    let (claims, user) = read(state, token).map_err(expired)?;
    let window = i64::try_from(state.options().refresh_window.as_secs()).unwrap_or(i64::MAX / 2);
    if state.now().as_second() > claims.orig_iat.saturating_add(window) {
        return Err(ApiError::RefreshExpired);
    }
    sign(state, &user, claims.orig_iat)
}

/// Who a token belongs to. Blocking.
pub(super) fn check(state: &AppState, token: &str) -> Result<User, ApiError> {
    let (_, user) = read(state, token)?;
    if state.faults().take("expired-token").is_some() {
        return Err(ApiError::TokenExpired);
    }
    Ok(user)
}

fn read(state: &AppState, token: &str) -> Result<(Claims, User), ApiError> {
    let mut validation = Validation::new(Algorithm::HS256);
    // Judged below, by the appliance's own clock.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(&state.node().signing_secret()?);
    let decoded = jsonwebtoken::decode::<Claims>(token, &key, &validation);
    let claims = decoded.map(|data| data.claims).map_err(|error| match error.kind() {
        ErrorKind::ExpiredSignature => ApiError::TokenExpired,
        _ => ApiError::TokenInvalid,
    })?;
    if claims.exp <= state.now().as_second() {
        return Err(ApiError::TokenExpired);
    }
    match state.data().user(&claims.username)? {
        Some((user, _)) if user.is_active && user.id == claims.user_id => Ok((claims, user)),
        _ => Err(ApiError::TokenInvalid),
    }
}
