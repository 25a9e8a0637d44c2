//! The administration page: server-rendered, no script, its own strict content policy.
//!
//! Invariant: nothing changes but by a form that one of this session's own pages made, and the page does exactly
//! what the vendor's page describes, direct route or not. It is how the guided restore is rehearsed.

mod backup;
mod cluster;
mod pages;
mod restore;
mod session;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::error::ApiError;
use crate::state::AppState;
use pages::{Kind, LoginPage, MessagePage, Notice, Section, Shell};
use session::{Session, Sessions};

const CONTENT_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; \
     base-uri 'none'",
);
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What the page remembers between two requests. A reboot forgets it.
struct Page {
    app: AppState,
    sessions: Sessions,
    uploads: restore::Uploads,
}

/// What somebody gets who may not have what was asked for.
struct Instead(Box<Response>);

impl From<Instead> for Response {
    fn from(instead: Instead) -> Self {
        *instead.0
    }
}

/// The page's routes.
pub fn router(state: AppState) -> Router<AppState> {
    let page =
        Arc::new(Page { app: state, sessions: Sessions::default(), uploads: restore::Uploads::default() });
    Router::new()
        .route("/", get(home))
        .route("/admin", get(home))
        .route("/admin/", get(home))
        .route("/admin/style.css", get(style))
        .route("/admin/icon.svg", get(icon))
        .route("/admin/login", get(login_screen).post(sign_in))
        .route("/admin/logout", post(sign_out))
        .route("/admin/backup", get(backup::form))
        .route("/admin/backup/create", get(backup::form).post(backup::create))
        .route(
            "/admin/backup/restore",
            // An archive may be of any size; it is streamed to disk.
            get(restore::choose).post(restore::upload).layer(DefaultBodyLimit::disable()),
        )
        .route("/admin/backup/restore/confirm", get(restore::confirm))
        .route("/admin/backup/restore/discard", post(restore::discard))
        .route("/admin/backup/restore/start", get(restore::choose).post(restore::start))
        .route("/admin/cluster", get(cluster::members))
        .route("/admin/cluster/remove", post(cluster::remove))
        .route("/admin/counters", get(cluster::counters))
        .layer(middleware::from_fn(guard))
        .with_state(page)
}

/// Refuses what another site's page has sent, and puts the page's own policies on every answer.
async fn guard(request: Request, next: Next) -> Response {
    let foreign = request.method() != Method::GET
        && request.headers().get(FETCH_SITE).is_some_and(|site| site != "same-origin" && site != "none");
    let mut response = if foreign { StatusCode::FORBIDDEN.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn home() -> Redirect {
    Redirect::to("/admin/backup")
}

async fn style() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("../../templates/style.css"))
}

async fn icon() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("../../templates/icon.svg"))
}

impl Page {
    /// The frame of a page for somebody who is signed in.
    fn shell(&self, session: &Session, section: Section, notice: Option<Notice>) -> Shell {
        Shell {
            node: self.app.options().name.clone(),
            version: format!("CT-VL {}", self.app.options().version),
            user: session.user.clone(),
            csrf: session.csrf.clone(),
            section,
            notice,
        }
    }

    /// Who is asking; without a session the answer is the login screen.
    fn session(&self, headers: &HeaderMap) -> Result<Session, Instead> {
        self.sessions
            .find(headers)
            .ok_or_else(|| Instead(Box::new(Redirect::to("/admin/login").into_response())))
    }

    /// Who sent a form, if one of that session's own pages made it.
    fn permit(&self, headers: &HeaderMap, csrf: &str) -> Result<Session, Instead> {
        let session = self.session(headers)?;
        if session.made(csrf) { Ok(session) } else { Err(Instead(Box::new(self.foreign_form(&session)))) }
    }

    fn foreign_form(&self, session: &Session) -> Response {
        let page = MessagePage {
            shell: self.shell(session, Section::Backup, None),
            heading: "This form is not from this session",
            text: "It was made by another page or before you signed in. Nothing was changed.".into(),
            href: "/admin/backup",
            action: "Open Backup",
        };
        pages::show(StatusCode::FORBIDDEN, &page)
    }

    fn login(&self, status: StatusCode, user: &str, notice: Option<Notice>, headers: &HeaderMap) -> Response {
        let refused = notice.as_ref().is_some_and(|n| n.kind == Kind::Failed);
        let Some(csrf) = session::login_text(headers).or_else(|| session::random_name().ok()) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let cookie = session::login_cookie(&csrf);
        let shell = Shell {
            node: self.app.options().name.clone(),
            version: format!("CT-VL {}", self.app.options().version),
            user: user.to_owned(),
            csrf,
            section: Section::Backup,
            notice,
        };
        with_cookie(pages::show(status, &LoginPage { shell, refused }), cookie)
    }
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

async fn login_screen(State(page): State<Arc<Page>>, headers: HeaderMap) -> Response {
    if page.sessions.find(&headers).is_some() {
        return home().await.into_response();
    }
    let node = page.app.node_store();
    let banner = tokio::task::spawn_blocking(move || node.banner()).await.ok().and_then(Result::ok).flatten();
    // After a restore nobody may know a login any more (R9).
    let notice = banner.map(|text| {
        let (title, rest) = text.split_once(". ").unwrap_or((&text, ""));
        let cure = "If nobody knows one, run createsuperuser on the console of this node.";
        Notice::new(Kind::Done, title, format!("{rest} {cure}"))
    });
    page.login(StatusCode::OK, "", notice, &headers)
}

#[derive(Deserialize)]
struct LoginForm {
    csrf: String,
    username: String,
    password: String,
}

async fn sign_in(State(page): State<Arc<Page>>, headers: HeaderMap, Form(form): Form<LoginForm>) -> Response {
    if !session::login_form_is_ours(&headers, &form.csrf) {
        let text = "The login form was too old or from another page. Sign in with this one.";
        let notice = Notice::new(Kind::Warning, "Not signed in", text);
        return page.login(StatusCode::FORBIDDEN, &form.username, Some(notice), &headers);
    }
    match crate::auth::sign_in(&page.app, &form.username, &form.password).await {
        Ok(user) if user.is_staff || user.is_superuser => match page.sessions.begin(&user.username) {
            Ok(id) => {
                // The banner was on the screen that this person has just used; it is no news any more.
                let seen = page.app.blocking(|app| app.node().set_banner(None)).await;
                if let Err(error) = seen {
                    tracing::warn!(%error, "the banner could not be taken down");
                }
                with_cookie(home().await.into_response(), session::session_cookie(&id))
            }
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        Ok(user) => {
            let text = format!(
                "{} may not use the administration page. Sign in as an administrator.",
                user.username
            );
            let notice = Notice::new(Kind::Failed, "Not signed in", text);
            page.login(StatusCode::FORBIDDEN, &form.username, Some(notice), &headers)
        }
        Err(error) => {
            let text = match &error {
                ApiError::BadCredentials => {
                    "The user name or the password is wrong. Several failed attempts lock the account."
                        .to_owned()
                }
                ApiError::UserDisabled | ApiError::UserLocked { .. } | ApiError::Restarting => {
                    error.to_string()
                }
                other => {
                    tracing::error!(error = %other, "a sign-in failed");
                    "The appliance could not check the login.".to_owned()
                }
            };
            let notice = Notice::new(Kind::Failed, "Not signed in", text);
            page.login(StatusCode::UNAUTHORIZED, &form.username, Some(notice), &headers)
        }
    }
}

#[derive(Deserialize)]
struct BareForm {
    csrf: String,
}

async fn sign_out(
    State(page): State<Arc<Page>>,
    headers: HeaderMap,
    Form(form): Form<BareForm>,
) -> Result<Response, Response> {
    page.permit(&headers, &form.csrf)?;
    page.sessions.end(&headers);
    Ok(with_cookie(Redirect::to("/admin/login").into_response(), session::no_session_cookie()))
}
