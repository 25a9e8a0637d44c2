//! Parameters are data, not words: the surface that translates a code decides how a size, a time or a name is written.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::redact;
use crate::archive::Damage;
use crate::certificate::Certificate;

/// What a message needs to name things. Each code uses those that apply to it; the others are absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct ErrorParams {
    /// The appliance's name, or its address if it has none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appliance: Option<String>,
    /// Host and port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Whose login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// A name as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Encryption key name; absent is the default key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// File or folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Which rule or reason of several, as a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was being done, as a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The appliance's or the system's own words, bounded and redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How long something lasted or may last, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// After how many seconds it may be tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
    /// Bytes that moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Bytes that were promised or needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_bytes: Option<u64>,
    /// Whether counters had been left out already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counters_excluded: Option<bool>,
    /// When the newest verified archive of the appliance was made, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest_verified: Option<String>,
    /// The fingerprint that was trusted or given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted_fingerprint: Option<String>,
    /// The fingerprint that is presented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presented_fingerprint: Option<String>,
    /// The certificate that is presented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Box<Certificate>>,
    /// Where the archive is damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<Damage>,
    /// Who holds the appliance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<Holder>,
    /// Several reasons, each a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<String>>,
}

/// Who holds an appliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Holder {
    /// The program.
    pub program: String,
    /// Its process id.
    pub pid: u32,
    /// Since when, RFC 3339.
    pub since: String,
}

impl ErrorParams {
    /// Passes every text through the redaction: some of them come from servers or were pasted.
    pub(super) fn redact(&mut self) {
        let texts = [
            &mut self.appliance,
            &mut self.address,
            &mut self.host,
            &mut self.user,
            &mut self.name,
            &mut self.key,
            &mut self.path,
            &mut self.reason,
            &mut self.step,
            &mut self.detail,
        ];
        for text in texts.into_iter().flatten() {
            *text = redact(text);
        }
        for text in self.reasons.iter_mut().flatten() {
            *text = redact(text);
        }
    }
}
