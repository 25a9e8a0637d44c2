//! A small real TLS server with hand-written HTTP answers: what a well-behaved server library would refuse to send
//! is just what has to be tried here.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ctvl_client::{Address, Client, ClientOptions, Fingerprint, Limits, Proxy, Secret, Session, Trust};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::{default_provider, sign::any_supported_type};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A certificate and a key, which need not belong together.
#[derive(Debug, Clone)]
pub struct Identity {
    pub der: CertificateDer<'static>,
    key: Vec<u8>,
    pub tls12_only: bool,
}

impl Identity {
    pub fn self_signed() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = params();
        change(&mut params);
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { der: certificate.der().clone(), key: key.serialize_der(), tls12_only: false }
    }

    pub fn issued_by(
        issuer: &CertifiedIssuer<'_, KeyPair>,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = params();
        params.use_authority_key_identifier_extension = true;
        change(&mut params);
        let certificate = params.signed_by(&key, issuer).expect("a certificate");
        Self { der: certificate.der().clone(), key: key.serialize_der(), tls12_only: false }
    }

    /// Somebody else's certificate, without its key.
    pub fn impostor(&self) -> Self {
        Self { der: self.der.clone(), ..Self::self_signed() }
    }

    pub fn tls12_only(mut self) -> Self {
        self.tls12_only = true;
        self
    }

    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.der)
    }

    fn config(&self) -> Arc<ServerConfig> {
        let versions =
            if self.tls12_only { vec![&rustls::version::TLS12] } else { rustls::ALL_VERSIONS.to_vec() };
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.clone()));
        let key = any_supported_type(&key).expect("a signing key");
        let certified = Arc::new(CertifiedKey::new(vec![self.der.clone()], key));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&versions)
            .expect("TLS versions")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Always(certified)));
        Arc::new(config)
    }
}

/// A certificate for the names that the tests use.
fn params() -> CertificateParams {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let mut params = CertificateParams::new(names).expect("names");
    params.distinguished_name.push(rcgen::DnType::CommonName, "ctvl-test");
    params
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// What the server does for one request.
#[derive(Debug, Clone)]
pub enum Act {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Ends TLS and TCP in good order.
    Close,
    /// Ends TCP without ending TLS, as an attacker who cuts the line could.
    Cut,
    /// Resets TCP.
    Reset,
    /// Says nothing until the client goes away.
    Silence,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub line: String,
    pub head: String,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

type Script = dyn Fn(&Request) -> Vec<Act> + Send + Sync;

/// Runs until it is dropped.
pub struct Server {
    pub port: u16,
    pub identity: Identity,
    pub requests: Arc<Mutex<Vec<Request>>>,
    early: Arc<AtomicBool>,
    kick: Arc<Notify>,
    accepted: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(
        identity: Identity,
        script: impl Fn(&Request) -> Vec<Act> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let acceptor = TlsAcceptor::from(identity.config());
        let port = listener.local_addr().expect("an address").port();
        let script: Arc<Script> = Arc::new(script);
        let seen = Arc::clone(&requests);
        let early = Arc::new(AtomicBool::new(false));
        let (kick, accepted) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
        let for_task = (Arc::clone(&early), Arc::clone(&kick), Arc::clone(&accepted));
        let task = tokio::spawn(async move {
            // Ends with the server, so that a stopped server also drops its connections.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, script, seen) = (acceptor.clone(), Arc::clone(&script), Arc::clone(&seen));
                let (early, kick, accepted) = for_task.clone();
                connections.spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let mut kicked = std::pin::pin!(kick.notified());
                    kicked.as_mut().enable();
                    accepted.fetch_add(1, Ordering::SeqCst);
                    tokio::select! {
                        () = serve(stream, &script, &seen, &early) => {}
                        () = kicked => {}
                    }
                });
            }
        });
        Self { port, identity, requests, early, kick, accepted, task }
    }

    /// One that signs everybody in and does the same for every other request.
    pub async fn signing_in(script: impl Fn(&Request) -> Vec<Act> + Send + Sync + 'static) -> Self {
        Self::start(Identity::self_signed(), move |request| {
            if request.line.starts_with("POST /api/api-token-auth/ ") {
                json(200, r#"{"token":"test-token-1"}"#)
            } else {
                script(request)
            }
        })
        .await
    }

    /// From now on uploads are answered once their head has come.
    pub fn answer_uploads_early(&self) {
        self.early.store(true, Ordering::SeqCst);
    }

    /// Waits until so many connections were made, and drops those that are open.
    pub async fn drop_connections_after(&self, count: usize) {
        while self.accepted.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
        self.kick.notify_waiters();
    }

    pub fn address(&self) -> Address {
        format!("localhost:{}", self.port).parse().expect("an address")
    }

    pub fn options(&self) -> ClientOptions {
        let limits = Limits { connect: Duration::from_secs(10), ..Limits::default() };
        let trust = Trust::Pinned(self.identity.fingerprint());
        ClientOptions { address: self.address(), trust, proxy: Proxy::None, limits }
    }

    pub fn client(&self) -> Client {
        Client::new(self.options()).expect("a client")
    }

    pub fn client_with(&self, change: impl FnOnce(&mut Limits)) -> Client {
        let mut options = self.options();
        change(&mut options.limits);
        Client::new(options).expect("a client")
    }

    pub async fn session(&self) -> Session {
        sign_in(&self.client()).await
    }

    pub fn lines(&self) -> Vec<String> {
        self.requests.lock().expect("requests").iter().map(|request| request.line.clone()).collect()
    }

    pub fn last(&self) -> Request {
        self.requests.lock().expect("requests").last().cloned().expect("a request")
    }
}

pub async fn sign_in(client: &Client) -> Session {
    client.sign_in("svc-backup", &Secret::new("Password123!".to_owned())).await.expect("signed in")
}

async fn serve(
    mut stream: TlsStream<TcpStream>,
    script: &Arc<Script>,
    seen: &Mutex<Vec<Request>>,
    early: &AtomicBool,
) {
    let Some(request) = read_request(&mut stream, early).await else { return };
    let acts = script(&request);
    seen.lock().expect("requests").push(request);
    for act in acts {
        match act {
            Act::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
                    return;
                }
            }
            Act::Close => {
                let _ = stream.shutdown().await;
                return;
            }
            Act::Cut => {
                let _ = stream.get_mut().0.shutdown().await;
                return;
            }
            Act::Reset => {
                let linger = Some(Duration::ZERO);
                socket2::SockRef::from(stream.get_ref().0).set_linger(linger).expect("linger");
                return;
            }
            Act::Silence => {
                let mut rest = [0; 1024];
                while !matches!(stream.read(&mut rest).await, Ok(0) | Err(_)) {}
                return;
            }
        }
    }
    let _ = stream.shutdown().await;
}

async fn read_request(stream: &mut TlsStream<TcpStream>, early: &AtomicBool) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).expect("a readable head");
    let line = head.lines().next().unwrap_or_default().to_owned();
    let mut request = Request { line, head, body: Vec::new() };
    let is_upload = request.header("content-type").is_some_and(|kind| kind.starts_with("multipart/"));
    if is_upload && early.load(Ordering::SeqCst) {
        return Some(request);
    }
    let length = request.header("content-length").map_or(0, |length| length.parse().expect("a length"));
    let mut body = vec![0; length];
    let mut got = 0;
    while got < length {
        match stream.read(&mut body[got..]).await {
            Ok(0) | Err(_) => break,
            Ok(count) => got += count,
        }
    }
    body.truncate(got);
    request.body = body;
    Some(request)
}

pub fn send(text: impl Into<Vec<u8>>) -> Act {
    Act::Send(text.into())
}

/// A whole answer with a body and its length.
pub fn answer(status: u16, headers: &str, body: &str) -> Vec<Act> {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    vec![send(head), send(body), Act::Close]
}

pub fn json(status: u16, body: &str) -> Vec<Act> {
    answer(status, "Content-Type: application/json\r\n", body)
}

pub fn page(status: u16, body: &str) -> Vec<Act> {
    answer(status, "Content-Type: text/html\r\n", body)
}

/// nginx's own page.
pub const GATEWAY_TIMEOUT: &str = "<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n\
    <center><h1>504 Gateway Time-out</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// The beginning of a ZIP and some bytes after it.
pub fn archive(length: usize) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend((4..length).map(|index| (index % 251) as u8));
    bytes
}
