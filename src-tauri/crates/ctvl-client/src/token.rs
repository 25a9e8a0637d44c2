//! A token's life is measured on the appliance's clock and counted on this machine's steady one, so that a wrong
//! wall clock on either side changes nothing.

use std::time::Duration;

use base64::Engine as _;
use hyper::header::HeaderMap;
use serde_json::Value;
use tokio::time::Instant;

use crate::answer;
use crate::secret::Secret;

/// A token and when it ends, if it tells.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) text: Secret,
    life: Option<Life>,
}

#[derive(Debug, Clone, Copy)]
struct Life {
    ends: Instant,
    whole: Duration,
}

/// A token with less than this left is renewed before it is used: a backup's head may take that long.
const RENEW_BEFORE: Duration = Duration::from_secs(60);

impl Token {
    /// Reads the token out of a sign-in or refresh answer; `None` if there is none.
    pub(crate) fn from_answer(document: &Value, headers: &HeaderMap) -> Option<Self> {
        let text = ["token", "access"].iter().find_map(|field| document.get(field)?.as_str())?;
        // Visible ASCII only: it becomes a header, where anything else would end or change the line.
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let life = claims(text).and_then(|claims| life(&claims, headers));
        Some(Self { text: Secret::new(text.to_owned()), life })
    }

    /// Whether it should be renewed before the next use.
    pub(crate) fn wants_renewal(&self) -> bool {
        // A very short-lived token would otherwise be renewed at every use.
        self.life.is_some_and(|life| remaining(&life) <= RENEW_BEFORE.min(life.whole / 2))
    }

    /// Whether its time is over.
    pub(crate) fn is_over(&self) -> bool {
        self.life.is_some_and(|life| remaining(&life).is_zero())
    }
}

fn remaining(life: &Life) -> Duration {
    life.ends.saturating_duration_since(Instant::now())
}

fn claims(token: &str) -> Option<Value> {
    let payload = token.split('.').nth(1)?;
    let bytes =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn life(claims: &Value, headers: &HeaderMap) -> Option<Life> {
    let seconds =
        |name: &str| claims.get(name).and_then(|value| value.as_i64().or(value.as_f64().map(|v| v as i64)));
    let ends = seconds("exp")?;
    // `orig_iat` is of the first issue, so it says nothing after a refresh; the answer's own date always does.
    let issued = answer::date(headers)
        .map(|date| date.as_second())
        .or_else(|| seconds("iat"))
        .unwrap_or_else(|| jiff::Timestamp::now().as_second());
    let whole = Duration::from_secs(u64::try_from(ends.saturating_sub(issued)).unwrap_or(0));
    // A nonsensical date must not overflow the clock; no token lives for a year.
    let whole = whole.min(Duration::from_secs(365 * 24 * 60 * 60));
    Some(Life { ends: Instant::now() + whole, whole })
}

#[cfg(test)]
mod tests {
    use hyper::header::{DATE, HeaderValue};
    use serde_json::json;

    use super::*;

    fn jwt(claims: &Value) -> String {
        let encode = |text: String| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", encode("{}".to_owned()), encode(claims.to_string()))
    }

    fn dated(date: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(DATE, HeaderValue::from_static(date))])
    }

    #[tokio::test(start_paused = true)]
    async fn life_is_measured_on_the_appliances_clock() {
        // The appliance lives in 2001; its token still has ten minutes.
        let now = 1_000_000_000;
        let headers = dated("Sun, 09 Sep 2001 01:46:40 GMT");
        let token = Token::from_answer(&json!({"token": jwt(&json!({"exp": now + 600})), "x": 1}), &headers);
        let token = token.expect("a token");
        assert!(!token.wants_renewal() && !token.is_over(), "fresh");
        tokio::time::advance(Duration::from_secs(539)).await;
        assert!(!token.wants_renewal(), "61 seconds left");
        tokio::time::advance(Duration::from_secs(2)).await;
        assert!(token.wants_renewal() && !token.is_over(), "59 seconds left");
        tokio::time::advance(Duration::from_secs(60)).await;
        assert!(token.is_over(), "its time is over");
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_life_is_renewed_at_its_half() {
        let claims = json!({"exp": 1_000_000_010, "iat": 1_000_000_000});
        let token = Token::from_answer(&json!({"access": jwt(&claims)}), &HeaderMap::new()).expect("a token");
        assert!(!token.wants_renewal());
        tokio::time::advance(Duration::from_secs(6)).await;
        assert!(token.wants_renewal());
    }

    #[test]
    fn an_opaque_token_never_wants_renewal() {
        for text in ["9f8e7d", "a.b.c", "a.e30.c"] {
            let token = Token::from_answer(&json!({"token": text}), &HeaderMap::new()).expect("a token");
            assert!(!token.wants_renewal() && !token.is_over(), "{text}");
        }
    }

    #[test]
    fn what_is_no_token_is_none() {
        for answer in [
            json!({}),
            json!({"token": ""}),
            json!({"token": 7}),
            json!({"token": "a\r\nX: y"}),
            json!("token"),
            json!([]),
        ] {
            assert!(Token::from_answer(&answer, &HeaderMap::new()).is_none(), "{answer}");
        }
    }
}
