//! What a certificate says is shown to a person; what is compared is the SHA-256 of all its bytes.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use jiff::Timestamp;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

use crate::text::one_line;

/// Whose certificate is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The operating system's verifier decides.
    System,
    /// Exactly this certificate, whatever else it says.
    Pinned(Fingerprint),
}

/// SHA-256 of a certificate's DER, shown as `AA:BB:…`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

/// The text is not the SHA-256 fingerprint of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 64 hexadecimal digits (SHA-256)")]
pub struct FingerprintError;

/// What the operating system's verifier says about a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemTrust {
    /// Trusted for this host.
    Trusted,
    /// Not trusted.
    Untrusted(Untrusted),
}

/// Why the operating system's verifier does not trust a certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// Issued by nobody the system knows; the usual case of a self-signed certificate.
    #[error("its issuer is not known to this system")]
    UnknownIssuer,
    /// Past its last day.
    #[error("it has expired")]
    Expired,
    /// Before its first day.
    #[error("it is not valid yet")]
    NotYetValid,
    /// Made for other names.
    #[error("it is made for another name")]
    WrongName,
    /// Revoked by its issuer.
    #[error("its issuer revoked it")]
    Revoked,
    /// Not meant for servers, or otherwise against the system's policy.
    #[error("the system refuses it: {0}")]
    Refused(String),
}

/// A certificate's details, for a person to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of the DER.
    pub fingerprint: Fingerprint,
    /// Subject, as RFC 4514 text.
    pub subject: String,
    /// Issuer, as RFC 4514 text.
    pub issuer: String,
    /// DNS names and IP addresses it is made for.
    pub names: Vec<String>,
    /// First moment of its validity.
    pub not_before: Timestamp,
    /// Last moment of its validity.
    pub not_after: Timestamp,
    /// Whether it is issued by itself.
    pub self_signed: bool,
    /// What the operating system says.
    pub system_trust: SystemTrust,
}

impl Certificate {
    /// Reads the details for a person; `None` if the bytes are no certificate.
    pub(crate) fn read(der: &[u8], system_trust: SystemTrust) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        let moment = |seconds| Timestamp::from_second(seconds).ok();
        Some(Self {
            fingerprint: Fingerprint::of(der),
            subject: one_line(&parsed.subject().to_string(), TEXT_LIMIT),
            issuer: one_line(&parsed.issuer().to_string(), TEXT_LIMIT),
            names: names(&parsed),
            not_before: moment(parsed.validity().not_before.timestamp())?,
            not_after: moment(parsed.validity().not_after.timestamp())?,
            self_signed: parsed.subject().as_raw() == parsed.issuer().as_raw(),
            system_trust,
        })
    }

    /// Whether `now` lies within its validity. A pinned certificate passes either way: the pin is exact.
    #[must_use]
    pub fn valid_at(&self, now: Timestamp) -> bool {
        self.not_before <= now && now <= self.not_after
    }
}

/// A certificate is data of a stranger: names are bounded before anybody sees them.
const TEXT_LIMIT: usize = 300;
const NAMES_LIMIT: usize = 50;

fn names(parsed: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternatives)) = parsed.subject_alternative_name() else { return Vec::new() };
    let shown = alternatives.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(one_line(name, TEXT_LIMIT)),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|bytes| IpAddr::from(bytes).to_string()),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|bytes| IpAddr::from(bytes).to_string()),
            _ => None,
        },
        _ => None,
    });
    shown.take(NAMES_LIMIT).collect()
}

impl Fingerprint {
    /// Of the DER bytes of a certificate.
    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Self(bytes)
    }

    /// Compares in constant time.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }

    /// The 32 bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    /// Tolerates what tools print and people paste: colons, spaces, dashes, line ends, either case, and the
    /// labels `SHA256 Fingerprint=` and `sha256:`.
    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let text = text.trim();
        let text = text.rsplit_once('=').map_or(text, |(_, digits)| digits);
        let lower = text.to_ascii_lowercase();
        let digits = lower.trim().trim_start_matches("sha256").trim_start_matches("sha-256");
        let mut bytes = [0_u8; 32];
        let mut count = 0;
        for character in digits.chars() {
            let Some(value) = character.to_digit(16) else {
                if matches!(character, ':' | ' ' | '-' | '\n' | '\r' | '\t') {
                    continue;
                }
                return Err(FingerprintError);
            };
            let slot = bytes.get_mut(count / 2).ok_or(FingerprintError)?;
            *slot = (*slot << 4) | u8::try_from(value).map_err(|_| FingerprintError)?;
            count += 1;
        }
        if count == 64 { Ok(Self(bytes)) } else { Err(FingerprintError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &str =
        "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";

    #[test]
    fn a_fingerprint_reads_what_tools_print() {
        let expected = Fingerprint::of(b"");
        assert_eq!(expected.to_string(), SHOWN);
        for text in [
            SHOWN.to_owned(),
            SHOWN.to_lowercase(),
            SHOWN.replace(':', ""),
            SHOWN.replace(':', " "),
            format!("  sha256 Fingerprint={SHOWN}\n"),
            format!("SHA256:{}", SHOWN.replace(':', "")),
            SHOWN.replacen("27:AE", "27\n  AE", 1),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn a_fingerprint_refuses_everything_else() {
        for text in ["", "E3:B0", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", "not a fingerprint"] {
            assert_eq!(text.parse::<Fingerprint>(), Err(FingerprintError), "{text:?}");
        }
        assert_eq!(format!("{SHOWN}:00").parse::<Fingerprint>(), Err(FingerprintError), "one byte too many");
    }

    #[test]
    fn comparing_looks_at_every_byte() {
        let one = Fingerprint::of(b"");
        for index in 0..32 {
            let mut other = one;
            other.0[index] ^= 1;
            assert!(!one.matches(&other), "byte {index}");
        }
        assert!(one.matches(&Fingerprint::of(b"")));
    }
}
