//! What was typed, as the engine takes it, and what the engine says about a certificate.

use ctvl_engine::client::paste::{FromCurl, from_curl_line};
use ctvl_engine::client::{Address, AddressError, Fingerprint, Proxy, Secret, Trust as ClientTrust};
use ctvl_engine::{self as engine, Draft, EngineError, NewProfile, ProfileChange};

use super::{
    ApplianceChange, CertificateLook, DraftConnection, KeepPassword, NewAppliance, PastedAddress, UnsafePart,
};
use crate::certificate::{Certificate, Trust};
use crate::orders::typed_version;

impl PastedAddress {
    /// Understands an address in any form, or a whole curl line. A password in it is named and not taken over.
    ///
    /// # Errors
    /// [`EngineError::Address`], which repeats nothing of what was pasted.
    pub fn read(text: &str) -> Result<Self, EngineError> {
        if let Some(curl) = from_curl_line(text) {
            return Ok(curl.into());
        }
        let mut pasted = Self {
            address: None,
            user: None,
            key: None,
            exclude_counters: false,
            from_curl: false,
            unsafe_parts: Vec::new(),
        };
        let address = match text.parse::<Address>() {
            // An appliance answers at https whatever was bookmarked; the password is not sent in the clear for it.
            Err(AddressError::PlainHttp) => {
                pasted.unsafe_parts.push(UnsafePart::PlainHttp);
                over_https(text)?
            }
            address => address?,
        };
        pasted.address = Some(address.to_string());
        Ok(pasted)
    }
}

/// The https address of a pasted `http://…`. Port 80 belongs to http, so it goes with it.
fn over_https(text: &str) -> Result<Address, AddressError> {
    let (_, rest) = text.split_once("://").ok_or(AddressError::PlainHttp)?;
    let address: Address = rest.trim_end_matches(['"', '\'', '>']).parse()?;
    if address.port() == 80 { address.host().parse() } else { Ok(address) }
}

impl From<FromCurl> for PastedAddress {
    fn from(curl: FromCurl) -> Self {
        Self {
            address: curl.address.map(|address| address.to_string()),
            user: curl.user,
            key: curl.key.map(|key| key.as_str().to_owned()),
            exclude_counters: curl.exclude_counters,
            from_curl: true,
            unsafe_parts: curl.unsafe_parts.into_iter().map(UnsafePart::from).collect(),
        }
    }
}

impl DraftConnection {
    /// The connection to be tested, and the password to test it with.
    ///
    /// # Errors
    /// [`EngineError::Address`], [`EngineError::FingerprintInvalid`].
    pub fn into_draft(self) -> Result<(Draft, Secret), EngineError> {
        let pinned = self.trusted_fingerprint.as_deref().map(str::parse::<Fingerprint>).transpose()?;
        let draft = Draft {
            address: self.address.parse().map_err(EngineError::Address)?,
            user: self.user,
            trust: pinned.map_or(ClientTrust::System, ClientTrust::Pinned),
            proxy: proxy(self.system_proxy),
        };
        Ok((draft, self.password.into_secret()))
    }
}

impl NewAppliance {
    /// The profile to be added, the password to try it with, and where that is kept.
    ///
    /// # Errors
    /// [`EngineError::Address`], [`EngineError::FingerprintInvalid`], [`EngineError::VersionInvalid`].
    pub fn into_profile(self) -> Result<(NewProfile, Secret, KeepPassword), EngineError> {
        let (draft, password) = self.connection.into_draft()?;
        let profile = NewProfile {
            trust: draft.trust,
            role: self.role.into(),
            version_typed: typed_version(self.version.as_deref())?,
            key: self.key,
            exclude_counters: self.exclude_counters,
            proxy: draft.proxy,
            ..NewProfile::new(self.name, draft.address, draft.user)
        };
        Ok((profile, password, self.keep))
    }
}

impl ApplianceChange {
    /// The change, as the engine takes it.
    ///
    /// # Errors
    /// [`EngineError::Address`], [`EngineError::VersionInvalid`].
    pub fn into_change(self) -> Result<ProfileChange, EngineError> {
        Ok(ProfileChange {
            name: self.name,
            address: self.address.as_deref().map(str::parse).transpose()?,
            user: self.user,
            role: self.role.map(engine::Role::from),
            version_typed: self.version.as_deref().map(|typed| typed_version(Some(typed))).transpose()?,
            destination: None,
            // An empty name is the default key; the engine reads it so.
            key: self.key.map(Some),
            exclude_counters: self.exclude_counters,
            proxy: self.system_proxy.map(proxy),
            alarm_days: self.alarm_days,
        })
    }
}

fn proxy(system: bool) -> Proxy {
    if system { Proxy::System } else { Proxy::None }
}

impl From<KeepPassword> for engine::KeepPassword {
    fn from(keep: KeepPassword) -> Self {
        match keep {
            KeepPassword::Keyring => Self::Keyring,
            KeepPassword::Memory => Self::Memory,
            KeepPassword::Never => Self::Never,
        }
    }
}

impl From<&engine::CertificateLook> for CertificateLook {
    fn from(look: &engine::CertificateLook) -> Self {
        Self {
            trust: Trust::of(look.trust, look.trusted_at),
            trusted: look.trusted.as_ref().map(Certificate::from),
            presented: (&look.presented).into(),
            same: look.same,
        }
    }
}
