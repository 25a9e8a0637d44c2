//! Data for demonstrations: a key, a token group, a template and a week of traffic.

use crate::key_store::KeyStore;
use crate::store::{DataStore, StoreError, TokenTemplate};

/// Name of the sample key; the vendor's page backs up under it.
pub(crate) const KEY: &str = "testkey";

pub(crate) fn fill(data: &DataStore, keys: &KeyStore) -> Result<(), StoreError> {
    if keys.find(KEY)?.is_none() {
        match keys.create(KEY, 256, false) {
            Ok(_) | Err(StoreError::Exists(_)) => {}
            Err(error) => return Err(error),
        }
    }
    data.register_key(KEY)?;
    data.add_token_group("payments", KEY)?;
    data.add_token_template(&TokenTemplate {
        idtokentemplate: 0,
        name: "card".into(),
        tenant: "payments".into(),
        format: "FF1".into(),
        charset: "All digits".into(),
        keepleft: 0,
        keepright: 4,
        irreversible: false,
        copyruntdata: false,
        allowsmallinput: false,
    })?;
    let now = jiff::Timestamp::now().as_second().div_euclid(3600);
    for hours_ago in 1..=7 * 24 {
        let hour = now - hours_ago;
        // More by day than by night, as shops are.
        let busy = u64::try_from((hour.rem_euclid(24) - 12).abs()).map_or(0, |n| 13 - n.min(12));
        data.count(KEY, "tokenize", hour, busy * 97)?;
        data.count(KEY, "detokenize", hour, busy * 31)?;
    }
    Ok(())
}
