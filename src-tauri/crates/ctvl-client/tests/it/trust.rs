//! Whose certificate is believed (architecture decision 10), and how the way to it can fail.

use std::time::Duration;

use ctvl_client::{
    Client, ClientError, ClientOptions, Fingerprint, Liveness, Proxy, Retry, Secret, SystemTrust, TlsFailure,
    Trust, Untrusted,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::proxy::in_child;
use crate::server::{Identity, Server, json};

async fn alive(identity: Identity, trust: Trust) -> Result<Liveness, ClientError> {
    let server = Server::start(identity, |_| json(200, "{}")).await;
    let client = server.client().trusting(trust);
    let outcome = client.alive().await;
    if outcome.is_err() {
        assert!(server.lines().is_empty(), "nothing is sent without trust");
    }
    outcome
}

fn expired(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2019, 1, 1);
    params.not_after = date_time_ymd(2020, 1, 1);
}

#[tokio::test]
async fn looking_shows_the_details_and_sends_nothing() {
    for identity in [Identity::self_signed(), Identity::self_signed().tls12_only(), Identity::with(expired)] {
        let server = Server::start(identity.clone(), |_| json(200, "{}")).await;
        let shown = server.client().certificate().await.expect("a certificate");
        assert_eq!(shown.fingerprint, identity.fingerprint());
        assert_eq!((shown.subject.as_str(), shown.issuer.as_str()), ("CN=ctvl-test", "CN=ctvl-test"));
        assert_eq!(shown.names, ["localhost", "127.0.0.1"]);
        assert!(shown.self_signed && shown.not_before < shown.not_after);
        assert!(matches!(shown.system_trust, SystemTrust::Untrusted(_)), "{:?}", shown.system_trust);
        assert!(server.lines().is_empty(), "a look sends no request");
    }
}

#[tokio::test]
async fn exactly_the_pinned_certificate_passes() {
    for identity in [Identity::self_signed(), Identity::self_signed().tls12_only()] {
        let pin = Trust::Pinned(identity.fingerprint());
        assert_eq!(alive(identity.clone(), pin).await, Ok(Liveness::Alive));
        let other = Identity::self_signed();
        let error = alive(other.clone(), pin).await.expect_err("another certificate");
        assert!(
            matches!(&error, ClientError::CertificateChanged { pinned, presented }
                if *pinned == identity.fingerprint() && presented.fingerprint == other.fingerprint()
                    && presented.names == ["localhost", "127.0.0.1"]),
            "{error:?}"
        );
        assert_eq!(error.retry(), Retry::Never);
    }
}

#[tokio::test]
async fn a_pin_is_exact_so_dates_and_names_do_not_matter() {
    let identity = Identity::with(|params| {
        expired(params);
        params.subject_alt_names.clear();
    });
    let pin = Trust::Pinned(identity.fingerprint());
    assert_eq!(alive(identity.clone(), pin).await, Ok(Liveness::Alive));
    let server = Server::start(identity, |_| json(200, "{}")).await;
    let shown = server.client().certificate().await.expect("a certificate");
    assert!(!shown.valid_at(jiff::Timestamp::now()), "but the validity is told");
}

#[tokio::test]
async fn a_stolen_certificate_without_its_key_does_not_pass() {
    for identity in [Identity::self_signed(), Identity::self_signed().tls12_only()] {
        let pin = Trust::Pinned(identity.fingerprint());
        let mut impostor = identity.impostor();
        impostor.tls12_only = identity.tls12_only;
        let error = alive(impostor, pin).await.expect_err("the signature is not of this key");
        assert_eq!(
            error,
            ClientError::Tls(TlsFailure::WrongSignature),
            "TLS 1.2 only: {}",
            identity.tls12_only
        );
    }
}

#[tokio::test]
async fn the_system_does_not_trust_a_self_signed_certificate() {
    let authority = Identity::with(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    for identity in [Identity::self_signed(), Identity::self_signed().tls12_only(), authority] {
        let error = alive(identity.clone(), Trust::System).await.expect_err("unknown");
        // A machine without any certificate store cannot trust by it at all.
        if matches!(error, ClientError::TrustStoreUnusable { .. }) {
            continue;
        }
        assert!(
            matches!(&error, ClientError::CertificateUntrusted { certificate, why: Untrusted::UnknownIssuer }
                if certificate.fingerprint == identity.fingerprint()),
            "{error:?}"
        );
    }
}

/// An authority of this test, and where a child process finds it.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("params");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, "test authority");
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("an authority");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).expect("written");
        Self { issuer, folder }
    }

    fn environment(&self) -> [(&'static str, String); 1] {
        [("SSL_CERT_FILE", self.folder.path().join("ca.pem").display().to_string())]
    }
}

/// The system's store is read from a variable, which only a process of its own can have.
#[cfg(all(unix, not(target_vendor = "apple")))]
#[tokio::test]
async fn the_system_decides_by_its_own_store() {
    let authority = Authority::new();
    for (name, change, host, expected) in [
        ("good", (|_| {}) as fn(&mut CertificateParams), "localhost", "Ok(Alive)"),
        ("expired", expired, "localhost", "why: Expired"),
        ("early", |params| params.not_before = date_time_ymd(4000, 1, 1), "localhost", "why: NotYetValid"),
        ("name", |params| params.subject_alt_names.clear(), "localhost", "why: WrongName"),
    ] {
        let identity = Identity::issued_by(&authority.issuer, change);
        let server = Server::start(identity, |_| json(200, "{}")).await;
        let address = format!("{host}:{}", server.port);
        let said =
            in_child("trust::child_asks_with_the_systems_trust", &address, &authority.environment()).await;
        assert!(said.contains(expected), "{name}: {said}");
    }
    let server = Server::start(Identity::self_signed(), |_| json(200, "{}")).await;
    let nothing = tempfile::tempdir().expect("a folder").path().display().to_string();
    let empty = [("SSL_CERT_FILE", format!("{nothing}/none.pem")), ("SSL_CERT_DIR", nothing)];
    let said =
        in_child("trust::child_asks_with_the_systems_trust", &server.address().to_string(), &empty).await;
    assert!(said.contains("TrustStoreUnusable"), "{said}");
    let pinned = in_child("trust::child_looks_and_pins", &server.address().to_string(), &empty).await;
    assert!(pinned.contains("Ok(Alive)"), "a pin needs no store: {pinned}");
}

#[tokio::test]
async fn child_asks_with_the_systems_trust() {
    let Some(address) = crate::proxy::child_address() else { return };
    let options = ClientOptions { proxy: Proxy::None, ..ClientOptions::new(address) };
    let client = Client::new(options).expect("a client");
    println!("said {:?}", client.alive().await);
}

#[tokio::test]
async fn child_looks_and_pins() {
    let Some(address) = crate::proxy::child_address() else { return };
    let options = ClientOptions { proxy: Proxy::None, ..ClientOptions::new(address) };
    let client = Client::new(options).expect("a client");
    let shown = client.certificate().await.expect("a certificate");
    println!("said {:?}", client.trusting(Trust::Pinned(shown.fingerprint)).alive().await);
}

async fn at(port: u16) -> ClientError {
    at_host("localhost", port, Duration::from_secs(10)).await
}

async fn at_host(host: &str, port: u16, connect: Duration) -> ClientError {
    let address = format!("{host}:{port}").parse().expect("an address");
    let mut options = ClientOptions::new(address);
    options.proxy = Proxy::None;
    options.trust = Trust::Pinned(Fingerprint::of(b"any"));
    options.limits.connect = connect;
    let client = Client::new(options).expect("a client");
    let error = client.sign_in("svc", &Secret::new("pw".to_owned())).await.expect_err("no way");
    let looked = client.certificate().await.expect_err("no way to look either");
    assert_eq!(error, looked, "looking fails as connecting does");
    error
}

/// A TCP server that sends these bytes and closes, or waits if there are none.
pub async fn raw(bytes: Option<&'static [u8]>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut hello = [0; 4096];
            let _ = stream.read(&mut hello).await;
            if let Some(bytes) = bytes {
                let _ = stream.write_all(bytes).await;
                let _ = stream.shutdown().await;
            }
            // Reads on, so that closing sends no reset before the bytes are seen.
            while !matches!(stream.read(&mut hello).await, Ok(0) | Err(_)) {}
        }
    });
    port
}

#[tokio::test]
async fn the_ways_not_to_arrive() {
    let error = at_host("nowhere.invalid", 443, Duration::from_secs(10)).await;
    assert_eq!(error, ClientError::NotResolved { host: "nowhere.invalid".to_owned() });

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    assert_eq!(at(port).await, ClientError::Refused { host: "localhost".to_owned(), port });

    let error = at_host("255.255.255.255", 443, Duration::from_secs(10)).await;
    assert_eq!(error, ClientError::Unreachable { host: "255.255.255.255".to_owned() });

    let after = Duration::from_millis(200);
    let error = at_host("localhost", raw(None).await, after).await;
    assert_eq!(error, ClientError::ConnectTimedOut { host: "localhost".to_owned(), after });
    assert_eq!(error.retry(), Retry::Soon);
}

#[tokio::test]
async fn the_ways_not_to_speak_tls() {
    for (bytes, expected) in [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(), TlsFailure::NotTls),
        (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", TlsFailure::NotTls),
        (b"", TlsFailure::Ended),
        (b"\x15\x03\x03\x00\x02\x02\x28", TlsFailure::NothingInCommon),
        (b"\x15\x03\x03\x00\x02\x02\x46", TlsFailure::NothingInCommon),
        (b"\x15\x03\x03\x00\x02\x02\x50", TlsFailure::Alert("InternalError".to_owned())),
    ] {
        assert_eq!(at(raw(Some(bytes)).await).await, ClientError::Tls(expected), "{bytes:?}");
    }
}
