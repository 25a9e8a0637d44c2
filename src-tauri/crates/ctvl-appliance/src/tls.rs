//! The appliance's own certificate: self-signed, made at the first start, kept until `security gencert`.

use std::path::Path;
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::cluster::Fingerprint;
use crate::store::StoreError;

/// What the server shows when somebody connects.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) pem: String,
}

/// Reads the certificate of this data folder, or makes one.
pub(crate) fn load_or_make(folder: &Path, name: &str) -> Result<Identity, StoreError> {
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("certificate.key"));
    if certificate.is_file() && key.is_file() {
        let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| StoreError::io(path, e));
        return identity(&read(&certificate)?, &read(&key)?);
    }
    make(folder, name)
}

/// Makes a new certificate and key in place of whatever was there.
pub(crate) fn make(folder: &Path, name: &str) -> Result<Identity, StoreError> {
    std::fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if !name.is_empty() && name.chars().all(fits) && name != "localhost" {
        names.push(name.to_owned());
    }
    let mut params = CertificateParams::new(names).map_err(|_| StoreError::Certificate)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, "CT-VL practice appliance");
    let now = jiff::Timestamp::now().as_second();
    let day = |offset: i64| -> Result<_, StoreError> {
        let date =
            jiff::Timestamp::from_second(now + offset * 86_400).map_err(|_| StoreError::Certificate)?;
        let date = date.to_zoned(jiff::tz::TimeZone::UTC);
        let part = |n: i8| u8::try_from(n).map_err(|_| StoreError::Certificate);
        Ok(rcgen::date_time_ymd(i32::from(date.year()), part(date.month())?, part(date.day())?))
    };
    params.not_before = day(-1)?;
    params.not_after = day(3650)?;
    let key = KeyPair::generate().map_err(|_| StoreError::Certificate)?;
    let certificate = params.self_signed(&key).map_err(|_| StoreError::Certificate)?;
    let (certificate, key) = (certificate.pem(), key.serialize_pem());
    write_private(&folder.join("certificate.key"), &key)?;
    let path = folder.join("certificate.pem");
    std::fs::write(&path, &certificate).map_err(|e| StoreError::io(&path, e))?;
    identity(&certificate, &key)
}

fn identity(certificate: &str, key: &str) -> Result<Identity, StoreError> {
    let der = CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(|_| StoreError::Certificate)?;
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| StoreError::Certificate)?;
    let fingerprint = Fingerprint::of(&der);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![der], key))
        .map_err(|_| StoreError::Certificate)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Identity { config: Arc::new(config), fingerprint, pem: certificate.to_owned() })
}

/// The private key must not be readable by other accounts of the machine, not even for a moment.
fn write_private(path: &Path, text: &str) -> Result<(), StoreError> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|e| StoreError::io(path, e))?;
    file.write_all(text.as_bytes()).map_err(|e| StoreError::io(path, e))
}
