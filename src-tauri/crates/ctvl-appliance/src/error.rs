//! What an API call answers when it does not do as asked: statuses and bodies in the manner of Django's REST
//! framework, as far as they are public.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::store::StoreError;

/// A refused or failed API call.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// No usable `Authorization` header.
    #[error("Authentication credentials were not provided.")]
    NotAuthenticated,
    /// The token's time is over.
    #[error("Signature has expired.")]
    TokenExpired,
    /// The token was not made by this appliance, or before a restore.
    #[error("Error decoding signature.")]
    TokenInvalid,
    /// Wrong user name or password.
    #[error("Unable to log in with provided credentials.")]
    BadCredentials,
    /// The user may not sign in.
    #[error("User account is disabled.")]
    UserDisabled,
    /// Too many failed attempts.
    #[error("User account is locked after too many failed attempts. Try again in {minutes} minutes.")]
    UserLocked {
        /// Until it is unlocked, rounded up.
        minutes: u64,
    },
    /// A token too old to be refreshed.
    #[error("Refresh has expired.")]
    RefreshExpired,
    /// Fields of the request body are missing or wrong.
    #[error("fields are missing or wrong")]
    Fields(BTreeMap<String, Vec<String>>),
    /// The body is not JSON.
    #[error("JSON parse error - {0}")]
    NotJson(String),
    /// The user lacks a right.
    #[error("You do not have permission to perform this action.")]
    Forbidden,
    /// There is nothing at this path.
    #[error("Not found.")]
    NotFound,
    /// The named key cannot be used for a backup.
    #[error("Encryption key '{0}' was not found.")]
    KeyNotFound(String),
    /// R12: versioned keys are not permitted.
    #[error("Key '{0}' is versioned. Versioned keys are not permitted.")]
    KeyVersioned(String),
    /// An upload that cannot be restored.
    #[error("{0}")]
    ArchiveRefused(String),
    /// Another restore is going on.
    #[error("A restore is already running.")]
    RestoreRunning,
    /// The data was replaced and the appliance reboots with it.
    #[error("The appliance is restarting.")]
    Restarting,
    /// The fault `busy`.
    #[error("Request was throttled. Expected available in {seconds} seconds.")]
    Throttled {
        /// Until the next try.
        seconds: u64,
    },
    /// The fault `server-error`.
    #[error("Server Error (500)")]
    ServerError,
    /// The faults `timeout-…`: nginx gave up waiting.
    #[error("504 Gateway Time-out")]
    GatewayTimeout,
    /// The appliance's own database or files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A worker of the appliance ended early.
    #[error("a worker ended early")]
    Interrupted,
}

impl ApiError {
    /// One field with one complaint.
    pub fn field(name: &str, complaint: impl Into<String>) -> Self {
        Self::Fields(BTreeMap::from([(name.to_owned(), vec![complaint.into()])]))
    }
}

/// What nginx shows when the application behind it does not answer in time.
const GATEWAY_TIMEOUT: &str = "<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n\
    <center><h1>504 Gateway Time-out</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let text = self.to_string();
        let detail =
            |status: StatusCode, text: &str| (status, Json(json!({ "detail": text }))).into_response();
        match self {
            Self::NotAuthenticated | Self::TokenExpired | Self::TokenInvalid => {
                let mut response = detail(StatusCode::UNAUTHORIZED, &text);
                let realm = HeaderValue::from_static("Bearer realm=\"api\"");
                response.headers_mut().insert(WWW_AUTHENTICATE, realm);
                response
            }
            Self::BadCredentials | Self::UserDisabled | Self::UserLocked { .. } | Self::RefreshExpired => {
                (StatusCode::BAD_REQUEST, Json(json!({ "non_field_errors": [text] }))).into_response()
            }
            Self::Fields(fields) => (StatusCode::BAD_REQUEST, Json(fields)).into_response(),
            Self::NotJson(_) | Self::KeyVersioned(_) | Self::ArchiveRefused(_) => {
                detail(StatusCode::BAD_REQUEST, &text)
            }
            Self::Forbidden => detail(StatusCode::FORBIDDEN, &text),
            Self::NotFound | Self::KeyNotFound(_) => detail(StatusCode::NOT_FOUND, &text),
            Self::Restarting => detail(StatusCode::SERVICE_UNAVAILABLE, &text),
            Self::RestoreRunning => detail(StatusCode::CONFLICT, &text),
            Self::Throttled { seconds } => {
                let mut response = detail(StatusCode::TOO_MANY_REQUESTS, &text);
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
                response
            }
            Self::ServerError => {
                let page = format!("<!doctype html><html><body><h1>{text}</h1></body></html>");
                (StatusCode::INTERNAL_SERVER_ERROR, [(CONTENT_TYPE, "text/html")], page).into_response()
            }
            Self::GatewayTimeout => {
                (StatusCode::GATEWAY_TIMEOUT, [(CONTENT_TYPE, "text/html")], GATEWAY_TIMEOUT).into_response()
            }
            Self::Store(_) | Self::Interrupted => {
                tracing::error!(error = text, "a request failed");
                detail(StatusCode::INTERNAL_SERVER_ERROR, "A server error occurred.")
            }
        }
    }
}
