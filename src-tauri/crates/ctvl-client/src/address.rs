//! An address names one HTTPS origin and carries no secret: whatever was pasted is reduced to host and port.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use rustls::pki_types::ServerName;
use url::{Host, ParseError, Url};

/// Where an appliance is: host and port, always HTTPS.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    host: Host<String>,
    port: u16,
}

/// Why a text is not an address of an appliance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// `http://`: the password would travel in the clear.
    #[error("http:// would send the password in the clear; an appliance is reached at https://")]
    PlainHttp,
    /// Another scheme than https.
    #[error("{scheme}:// is not how an appliance is reached; it is reached at https://")]
    OtherScheme {
        /// The scheme.
        scheme: String,
    },
    /// `user:password@host`: an address is shown and logged, a password must not be in it.
    #[error("the address contains a login; user name and password have their own fields")]
    ContainsLogin,
    /// The port is not a number from 1 to 65535.
    #[error("the port is not a number from 1 to 65535")]
    Port,
    /// The host is not a name or an IP address.
    #[error("this is not a host name or an IP address")]
    Host,
}

impl Address {
    /// The host as shown and compared: lower case, IDNs in their ASCII form, IPv6 in brackets.
    #[must_use]
    pub fn host(&self) -> String {
        self.host.to_string()
    }

    /// The port, 443 unless typed.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The origin, such as `https://ctvl-prd-1` or `https://[::1]:8443`: no path, no secret.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("https://{self}")
    }

    /// The host without the brackets of IPv6, for resolving and for the certificate's name.
    pub(crate) fn bare_host(&self) -> String {
        match &self.host {
            Host::Ipv6(address) => address.to_string(),
            other => other.to_string(),
        }
    }

    /// Whether a URL from a server leads back to this very origin.
    pub(crate) fn is_origin_of(&self, url: &Url) -> bool {
        let same_host = url.host().is_some_and(|host| host.to_owned() == self.host);
        url.scheme() == "https" && same_host && url.port_or_known_default() == Some(self.port)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.port == 443 { write!(f, "{}", self.host) } else { write!(f, "{}:{}", self.host, self.port) }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim().trim_matches(['"', '\'', '<', '>', '\u{feff}', '\u{200b}']).trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let rest = without_scheme(text)?;
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(AddressError::ContainsLogin);
        }
        // `Url` would drop tabs and line ends inside a name without a word.
        if authority.is_empty() || authority.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(AddressError::Host);
        }
        let bare_ipv6 = authority.parse::<Ipv6Addr>().is_ok();
        let authority = if bare_ipv6 { format!("[{authority}]") } else { authority.to_owned() };
        let url = Url::parse(&format!("https://{authority}/")).map_err(|error| match error {
            ParseError::InvalidPort => AddressError::Port,
            _ => AddressError::Host,
        })?;
        let port = url.port_or_known_default().filter(|port| *port != 0).ok_or(AddressError::Port)?;
        Ok(Self { host: checked_host(&url, &authority)?, port })
    }
}

fn without_scheme(text: &str) -> Result<&str, AddressError> {
    let Some((scheme, rest)) = text.split_once("://") else { return Ok(text) };
    // `host/path?next=https://…` has no scheme; what stands before the mark is not one.
    if scheme.is_empty() || !scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    {
        return Ok(text);
    }
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(rest),
        "http" => Err(AddressError::PlainHttp),
        other => Err(AddressError::OtherScheme { scheme: other.to_owned() }),
    }
}

fn checked_host(url: &Url, authority: &str) -> Result<Host<String>, AddressError> {
    let host = match url.host().ok_or(AddressError::Host)?.to_owned() {
        Host::Domain(name) => Host::Domain(name.trim_end_matches('.').to_owned()),
        // `Url` reads "10" as 0.0.0.10; whoever types that did not mean an address.
        Host::Ipv4(address) if !authority.starts_with(&address.to_string()) => {
            return Err(AddressError::Host);
        }
        other => other,
    };
    if let Host::Domain(name) = &host
        && ServerName::try_from(name.as_str()).is_err()
    {
        return Err(AddressError::Host);
    }
    Ok(host)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Result<String, AddressError> {
        text.parse::<Address>().map(|address| address.to_string())
    }

    #[test]
    fn every_pasted_form_is_reduced_to_host_and_port() {
        for (text, expected) in [
            ("ctvl-prd-1", "ctvl-prd-1"),
            ("  CTVL-prd-1.Example.COM\n", "ctvl-prd-1.example.com"),
            ("ctvl-prd-1:8443", "ctvl-prd-1:8443"),
            ("ctvl-prd-1:443", "ctvl-prd-1"),
            ("https://ctvl-prd-1", "ctvl-prd-1"),
            ("HTTPS://ctvl-prd-1/", "ctvl-prd-1"),
            ("https://ctvl-prd-1:8443/api/backup/create/testkey?excludecounters=true", "ctvl-prd-1:8443"),
            ("https://ctvl-prd-1/api/api-token-auth/", "ctvl-prd-1"),
            ("ctvl-prd-1/api/", "ctvl-prd-1"),
            ("ctvl-prd-1/login?next=https://elsewhere/", "ctvl-prd-1"),
            ("\"https://ctvl-prd-1\"", "ctvl-prd-1"),
            ("<https://ctvl-prd-1>", "ctvl-prd-1"),
            ("192.0.2.7", "192.0.2.7"),
            ("192.0.2.7:9443", "192.0.2.7:9443"),
            ("[2001:db8::7]:8443", "[2001:db8::7]:8443"),
            ("[2001:db8::7]", "[2001:db8::7]"),
            ("2001:DB8:0::7", "[2001:db8::7]"),
            ("https://[::1]/", "[::1]"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("ctvl_prd_1", "ctvl_prd_1"),
            ("ctvl-prd-1.example.com.", "ctvl-prd-1.example.com"),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_refused_is_refused_with_its_reason() {
        for (text, expected) in [
            ("", AddressError::Empty),
            (" \t", AddressError::Empty),
            ("http://ctvl-prd-1", AddressError::PlainHttp),
            ("HTTP://ctvl-prd-1:443", AddressError::PlainHttp),
            ("ftp://ctvl-prd-1", AddressError::OtherScheme { scheme: "ftp".to_owned() }),
            ("https://svc:Password123!@ctvl-prd-1", AddressError::ContainsLogin),
            ("svc@ctvl-prd-1", AddressError::ContainsLogin),
            ("ctvl-prd-1:0", AddressError::Port),
            ("ctvl-prd-1:65536", AddressError::Port),
            ("ctvl-prd-1:https", AddressError::Port),
            ("ctvl prd 1", AddressError::Host),
            ("ctvl\tprd", AddressError::Host),
            ("https://", AddressError::Host),
            ("/api/backup/create", AddressError::Host),
            ("10", AddressError::Host),
            ("0x7f000001", AddressError::Host),
            ("fe80::1%eth0", AddressError::Port),
            ("[::1", AddressError::Host),
        ] {
            assert_eq!(shown(text), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn a_refused_address_repeats_no_password() {
        let error = shown("https://svc:Password123!@ctvl-prd-1").expect_err("a login is refused");
        assert!(!format!("{error} {error:?}").contains("Password123!"));
    }

    #[test]
    fn only_its_own_origin_is_its_own() {
        let address: Address = "ctvl-prd-1:8443".parse().expect("an address");
        for (url, own) in [
            ("https://ctvl-prd-1:8443/api/keys/?page=2", true),
            ("https://CTVL-PRD-1:8443/", true),
            ("https://ctvl-prd-1/", false),
            ("http://ctvl-prd-1:8443/", false),
            ("https://ctvl-prd-2:8443/", false),
            ("https://ctvl-prd-1.evil.example:8443/", false),
        ] {
            assert_eq!(address.is_origin_of(&Url::parse(url).expect("a URL")), own, "{url}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_the_same(text in "(https://)?[a-z0-9:.\\[\\]/@ü_ -]{1,24}") {
            if let Ok(address) = text.parse::<Address>() {
                prop_assert_eq!(Ok(address.clone()), address.to_string().parse());
                prop_assert_eq!(Ok(address.clone()), address.origin().parse());
            }
        }

        #[test]
        fn nothing_breaks_the_parser_or_leaks_a_login(text in any::<String>(), password in "[A-Z]{12}") {
            let _ = text.parse::<Address>();
            let pasted = format!("https://svc:{password}@ctvl/{text}");
            let outcome = format!("{:?}", pasted.parse::<Address>());
            prop_assert!(!outcome.contains(&password));
        }
    }
}
