//! The canonical text of a JSON value: what is signed.
//!
//! Written out here because `serde_json` sorts keys or not depending on a feature that any crate of a build can
//! switch on, and a signature must not depend on that.

use serde::Serialize;
use serde_json::Value;

/// The value of one of this crate's own types.
pub(super) fn value_of(item: &impl Serialize) -> Value {
    // Only maps with keys that are no strings and types that refuse to be written can fail; there are none here.
    serde_json::to_value(item).unwrap_or(Value::Null)
}

/// No white space, keys sorted by code point.
pub(super) fn text(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            // UTF-8 sorts as code points do.
            entries.sort_unstable_by_key(|(key, _)| key.as_str());
            text.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(item, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
