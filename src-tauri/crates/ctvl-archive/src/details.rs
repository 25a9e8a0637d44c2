//! What an archive says about itself.
//!
//! Real CT-VL archives are opaque. Only the practice appliance puts a readable `manifest.json` inside; nothing is
//! ever guessed from anything else, and unknown stays unknown.

use serde::{Deserialize, Serialize};

use crate::moment::Moment;
use crate::version::CtvlVersion;

/// The name of the member that carries the [`Manifest`].
pub const MANIFEST_NAME: &str = "manifest.json";

/// A manifest longer than this is not read.
pub(crate) const MANIFEST_LIMIT: usize = 64 * 1024;

/// Whether the counter tables are in the archive (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counters {
    /// They are in it: the appliance's default.
    Included,
    /// They were left out, with `excludecounters=true` (R4).
    Excluded,
}

/// The clear part of a practice appliance's archive. The appliance writes it and this crate reads it.
///
/// Fields that a newer appliance adds are tolerated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The CT-VL version that made the archive.
    pub version: CtvlVersion,
    /// When it was made.
    pub created: Moment,
    /// The key that it is encrypted under; null is the default key.
    pub key: Option<String>,
    /// Whether counters are inside.
    pub counters: Counters,
}

/// What is known of the key that an archive needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum KeyKnowledge {
    /// The archive does not say.
    Unknown,
    /// The appliance's default key.
    Default,
    /// The key of this name.
    Named(String),
}

/// Where [`Details`] come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DetailsSource {
    /// The archive's own manifest.
    Manifest,
    /// The archive is opaque, or its manifest cannot be read.
    NotReadable,
}

/// What an archive says about itself (R5: the three details to confirm before a restore).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The CT-VL version that made it.
    pub version: Option<CtvlVersion>,
    /// When it was made.
    pub created: Option<Moment>,
    /// The key that it needs.
    pub key: KeyKnowledge,
    /// Whether counters are inside.
    pub counters: Option<Counters>,
    /// Where the above comes from.
    pub source: DetailsSource,
}

impl Details {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        version: None,
        created: None,
        key: KeyKnowledge::Unknown,
        counters: None,
        source: DetailsSource::NotReadable,
    };

    /// Reads the bytes of a manifest; bytes that are none give [`Details::UNKNOWN`].
    pub(crate) fn read(bytes: &[u8]) -> Self {
        match serde_json::from_slice::<Manifest>(bytes) {
            Ok(manifest) => manifest.into(),
            Err(_) => Self::UNKNOWN,
        }
    }
}

impl From<Manifest> for Details {
    fn from(manifest: Manifest) -> Self {
        Self {
            version: Some(manifest.version),
            created: Some(manifest.created),
            key: manifest.key.map_or(KeyKnowledge::Default, KeyKnowledge::Named),
            counters: Some(manifest.counters),
            source: DetailsSource::Manifest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_manifest_and_nothing_else() {
        let text =
            r#"{"version":"2.8.6","created":"2025-04-10T10:32:33+02:00","key":null,"counters":"excluded"}"#;
        let details = Details::read(text.as_bytes());
        assert_eq!(details.version, Some(CtvlVersion::new(2, 8, 6)), "version");
        assert_eq!(details.key, KeyKnowledge::Default, "null is the default key");
        assert_eq!(details.counters, Some(Counters::Excluded), "counters");
        assert_eq!(
            serde_json::to_string(&serde_json::from_str::<Manifest>(text).unwrap()).unwrap(),
            text,
            "written"
        );
        for wrong in ["", "{}", "[]", &text.replace("excluded", "some"), &text.replace("2.8.6", "x")] {
            assert_eq!(Details::read(wrong.as_bytes()), Details::UNKNOWN, "{wrong:?} says nothing");
        }
    }
}
