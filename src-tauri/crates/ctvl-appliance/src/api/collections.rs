//! `/api/keys/`, `/api/tokengroups/` and `/api/tokentemplates/`: lists in pages of 25, and adding to them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::body::Fields;
use crate::auth::Superuser;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{StoreError, TokenTemplate};

const PAGE: usize = 25;

#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    page: Option<usize>,
}

type Listed = Result<Json<Value>, ApiError>;
type Made = Result<(StatusCode, Json<Value>), ApiError>;

fn page(
    state: &AppState,
    uri: &OriginalUri,
    query: &PageQuery,
    items: Vec<impl Serialize>,
) -> Result<Value, ApiError> {
    let (count, pages, number) = (items.len(), items.len().div_ceil(PAGE).max(1), query.page.unwrap_or(1));
    if !(1..=pages).contains(&number) {
        return Err(ApiError::NotFound);
    }
    let link = |number: usize| format!("{}{}?page={number}", state.address(), uri.path());
    let results: Vec<_> = items.into_iter().skip((number - 1) * PAGE).take(PAGE).collect();
    Ok(json!({
        "count": count,
        "next": (number < pages).then(|| link(number + 1)),
        "previous": (number > 1).then(|| link(number - 1)),
        "results": results,
    }))
}

/// Django's words for a name that is taken.
fn taken(what: &'static str) -> impl Fn(ApiError) -> ApiError {
    move |error| match error {
        ApiError::Store(StoreError::Exists(_)) => {
            ApiError::field("name", format!("{what} with this name already exists."))
        }
        other => other,
    }
}

pub(super) async fn keys(
    State(state): State<AppState>,
    _: Superuser,
    uri: OriginalUri,
    Query(query): Query<PageQuery>,
) -> Listed {
    state.blocking(move |state| page(state, &uri, &query, state.data().keys()?)).await.map(Json)
}

pub(super) async fn add_key(State(state): State<AppState>, _: Superuser, body: Bytes) -> Made {
    let mut fields = Fields::of(&body)?;
    let (name, seedkey) = (fields.text("name"), fields.flag("seedkey"));
    fields.end()?;
    let add = move |state: &AppState| match state.key_store().find(&name)? {
        None => {
            Err(ApiError::field("name", format!("Key '{name}' does not exist on the CipherTrust Manager.")))
        }
        Some(key) if key.versioned => Err(ApiError::field("name", ApiError::KeyVersioned(name).to_string())),
        Some(_) => Ok(state.data().add_key(&name, seedkey)?),
    };
    let key = state.blocking(add).await.map_err(taken("key"))?;
    Ok((StatusCode::CREATED, Json(json!(key))))
}

pub(super) async fn token_groups(
    State(state): State<AppState>,
    _: Superuser,
    uri: OriginalUri,
    Query(query): Query<PageQuery>,
) -> Listed {
    state.blocking(move |state| page(state, &uri, &query, state.data().token_groups()?)).await.map(Json)
}

pub(super) async fn add_token_group(State(state): State<AppState>, _: Superuser, body: Bytes) -> Made {
    let mut fields = Fields::of(&body)?;
    let (name, key) = (fields.text("name"), fields.text("key"));
    fields.end()?;
    let add = move |state: &AppState| {
        let data = state.data();
        if !data.keys()?.iter().any(|known| known.name == key) {
            return Err(ApiError::field("key", format!("Key '{key}' was not entered in this appliance.")));
        }
        Ok(data.add_token_group(&name, &key)?)
    };
    let group = state.blocking(add).await.map_err(taken("token group"))?;
    Ok((StatusCode::CREATED, Json(json!(group))))
}

pub(super) async fn token_templates(
    State(state): State<AppState>,
    _: Superuser,
    uri: OriginalUri,
    Query(query): Query<PageQuery>,
) -> Listed {
    state.blocking(move |state| page(state, &uri, &query, state.data().token_templates()?)).await.map(Json)
}

pub(super) async fn add_token_template(State(state): State<AppState>, _: Superuser, body: Bytes) -> Made {
    let mut fields = Fields::of(&body)?;
    let template = TokenTemplate {
        idtokentemplate: 0,
        name: fields.text("name"),
        tenant: fields.text("tenant"),
        format: fields.text_or("format", "FF1"),
        charset: fields.text_or("charset", "All digits"),
        keepleft: fields.number("keepleft"),
        keepright: fields.number("keepright"),
        irreversible: fields.flag("irreversible"),
        copyruntdata: fields.flag("copyruntdata"),
        allowsmallinput: fields.flag("allowsmallinput"),
    };
    if !["FF1", "FPE"].contains(&template.format.as_str()) {
        fields.complain("format", "The practice appliance knows FF1 and FPE.");
    }
    if !["All digits", "Alphanumeric"].contains(&template.charset.as_str()) {
        fields.complain("charset", "The practice appliance knows All digits and Alphanumeric.");
    }
    fields.end()?;
    let add = move |state: &AppState| {
        let data = state.data();
        if !data.token_groups()?.iter().any(|group| group.name == template.tenant) {
            return Err(ApiError::field(
                "tenant",
                format!("Token group '{}' does not exist.", template.tenant),
            ));
        }
        Ok(data.add_token_template(&template)?)
    };
    let template = state.blocking(add).await.map_err(taken("token template"))?;
    Ok((StatusCode::CREATED, Json(json!(template))))
}
