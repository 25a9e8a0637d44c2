//! `/vts/rest/v2.0/tokenize` and `…/detokenize`, single and in batches. Masks are left out.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::body;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{Absent, StoreError};
use crate::{auth, format};

const LARGEST_BATCH: usize = 5000;
const LARGEST_VALUE: usize = 128 * 1024;
const SECONDS_PER_HOUR: i64 = 3600;

#[derive(Debug, Clone, Copy)]
enum Direction {
    Tokenize,
    Detokenize,
}

pub(super) async fn tokenize(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    run(&state, &headers, &body, Direction::Tokenize).await
}

pub(super) async fn detokenize(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    run(&state, &headers, &body, Direction::Detokenize).await
}

async fn run(
    state: &AppState,
    headers: &HeaderMap,
    body: &Bytes,
    direction: Direction,
) -> Result<Json<Value>, ApiError> {
    auth::bearer_or_basic(state, headers).await?;
    let request = body::parse(body)?;
    let answer = move |state: &AppState| match request {
        Value::Array(items) if items.len() > LARGEST_BATCH => {
            Ok(refused(format!("A batch has at most {LARGEST_BATCH} records.")))
        }
        Value::Array(items) => items.iter().map(|item| one(state, item, direction)).collect(),
        item => one(state, &item, direction),
    };
    state.blocking::<_, StoreError>(answer).await.map(Json)
}

fn refused(reason: impl Into<String>) -> Value {
    json!({ "status": "error", "reason": reason.into() })
}

fn one(state: &AppState, item: &Value, direction: Direction) -> Result<Value, StoreError> {
    let (input, output, operation) = match direction {
        Direction::Tokenize => ("data", "token", "tokenize"),
        Direction::Detokenize => ("token", "data", "detokenize"),
    };
    let field = |name: &str| item[name].as_str();
    let (Some(group), Some(name), Some(value)) = (field("tokengroup"), field("tokentemplate"), field(input))
    else {
        return Ok(refused(format!("tokengroup, tokentemplate and {input} are required.")));
    };
    if value.len() > LARGEST_VALUE {
        return Ok(refused("A record has at most 128 KB."));
    }
    let (template, key) = match state.data().template_and_key(group, name)? {
        Ok(found) => found,
        Err(Absent::Group) => return Ok(refused(format!("Token group {group} does not exist."))),
        Err(Absent::Template) => return Ok(refused(format!("Token template {name} does not exist."))),
    };
    let Some(material) = state.key_store().material(&key)? else {
        return Ok(refused(format!("Key {key} cannot be reached on the CipherTrust Manager.")));
    };
    let turned = match direction {
        Direction::Tokenize => format::encrypt(&template, &material, value),
        Direction::Detokenize => format::decrypt(&template, &material, value),
    };
    match turned {
        Ok(turned) => {
            let hour = state.now().as_second().div_euclid(SECONDS_PER_HOUR);
            state.data().count(&key, operation, hour, 1)?;
            let mut answer = json!({ "status": "Succeed" });
            answer[output] = Value::String(turned);
            Ok(answer)
        }
        Err(error) => Ok(refused(error.to_string())),
    }
}
