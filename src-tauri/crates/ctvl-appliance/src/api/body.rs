//! JSON bodies, refused in the words of Django's REST framework.

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde_json::{Map, Value};

use crate::error::ApiError;

/// The fields of a JSON object.
pub(super) struct Fields {
    fields: Map<String, Value>,
    complaints: BTreeMap<String, Vec<String>>,
}

impl Fields {
    pub(super) fn of(body: &Bytes) -> Result<Self, ApiError> {
        match parse(body)? {
            Value::Object(fields) => Ok(Self { fields, complaints: BTreeMap::new() }),
            _ => Err(ApiError::field("non_field_errors", "Invalid data. Expected a dictionary.")),
        }
    }

    /// A text that has to be there; an empty one stands in for it until [`Self::end`] refuses.
    pub(super) fn text(&mut self, name: &str) -> String {
        match self.fields.get(name) {
            Some(Value::String(text)) if !text.is_empty() => text.clone(),
            Some(Value::String(_)) => self.complain(name, "This field may not be blank."),
            Some(Value::Null) => self.complain(name, "This field may not be null."),
            Some(_) => self.complain(name, "Not a valid string."),
            None => self.complain(name, "This field is required."),
        }
    }

    pub(super) fn text_or(&mut self, name: &str, default: &str) -> String {
        if self.fields.contains_key(name) { self.text(name) } else { default.to_owned() }
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        match self.fields.get(name) {
            Some(Value::Bool(flag)) => *flag,
            None => false,
            Some(_) => {
                self.complain(name, "Must be a valid boolean.");
                false
            }
        }
    }

    pub(super) fn number(&mut self, name: &str) -> u32 {
        match self.fields.get(name).map(|v| v.as_u64().and_then(|n| u32::try_from(n).ok())) {
            Some(Some(number)) => number,
            None => 0,
            Some(None) => {
                self.complain(name, "A valid integer is required.");
                0
            }
        }
    }

    pub(super) fn complain(&mut self, name: &str, complaint: &str) -> String {
        self.complaints.entry(name.to_owned()).or_default().push(complaint.to_owned());
        String::new()
    }

    /// Refuses if there was anything to complain of.
    pub(super) fn end(self) -> Result<(), ApiError> {
        if self.complaints.is_empty() { Ok(()) } else { Err(ApiError::Fields(self.complaints)) }
    }
}

pub(super) fn parse(body: &Bytes) -> Result<Value, ApiError> {
    serde_json::from_slice(body).map_err(|e| ApiError::NotJson(e.to_string()))
}
