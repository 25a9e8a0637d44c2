//! The system's proxy settings, read from the variables of a process of its own.

use std::sync::{Arc, Mutex};

use ctvl_client::{Address, Client, ClientOptions, Proxy, Trust};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

use crate::server::{Identity, Server, json};

const CHILD: &str = "CTVL_CLIENT_TEST_ADDRESS";

/// Where a child process is to connect; `None` in the test's own process.
pub fn child_address() -> Option<Address> {
    std::env::var(CHILD).ok().map(|address| address.parse().expect("an address"))
}

/// Runs one test of this program in a process of its own, with other variables, and gives what it printed.
pub async fn in_child(test: &str, address: &str, environment: &[(&'static str, String)]) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    for name in [
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
    ] {
        command.env_remove(name);
    }
    command.env(CHILD, address).envs(environment.iter().map(|(name, value)| (*name, value.as_str())));
    let output = command.output().await.expect("the child ran");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("said "), "{said} {}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A small CONNECT proxy.
struct ConnectProxy {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl ConnectProxy {
    /// Answers CONNECT with this head; opens the tunnel if it is a 200.
    async fn start(answer: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tunnel(stream, answer, Arc::clone(&seen)));
            }
        });
        Self { port, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("heads").clone()
    }
}

async fn tunnel(mut stream: TcpStream, answer: Option<&'static str>, seen: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).expect("a readable head");
    let target = head.split(' ').nth(1).expect("a target").to_owned();
    seen.lock().expect("heads").push(head);
    let Some(answer) = answer else {
        // Silence, until the client gives up.
        let _ = stream.read_u8().await;
        return;
    };
    if stream.write_all(answer.as_bytes()).await.is_err() || !answer.contains(" 200 ") {
        return;
    }
    let mut onward = TcpStream::connect(target).await.expect("the appliance");
    let _ = copy_bidirectional(&mut stream, &mut onward).await;
}

const OPEN: &str = "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n";

async fn through(proxy: &str, more: &[(&'static str, String)]) -> String {
    let server = Server::start(Identity::self_signed(), |_| json(200, "{}")).await;
    let environment = [vec![("HTTPS_PROXY", proxy.to_owned())], more.to_vec()].concat();
    in_child("proxy::child_looks_and_asks", &server.address().to_string(), &environment).await
}

#[tokio::test]
async fn the_systems_proxy_is_used_and_sees_only_the_connect_line() {
    let proxy = ConnectProxy::start(Some(OPEN)).await;
    let said = through(&format!("http://svc:s3cret@127.0.0.1:{}", proxy.port), &[]).await;
    assert!(said.contains("said Ok(Alive) direct Ok(Alive)"), "{said}");
    let heads = proxy.heads();
    assert_eq!(heads.len(), 2, "the look and the request; the one without proxy went directly");
    for head in heads {
        assert!(head.starts_with("CONNECT localhost:"), "{head}");
        assert!(head.contains("Proxy-Authorization: Basic c3ZjOnMzY3JldA=="), "the proxy's own login");
        assert!(!head.to_ascii_lowercase().contains("\r\nauthorization:"), "{head}");
    }
}

#[tokio::test]
async fn exceptions_from_the_proxy_are_honoured() {
    let proxy = ConnectProxy::start(Some(OPEN)).await;
    let said =
        through(&format!("http://127.0.0.1:{}", proxy.port), &[("NO_PROXY", "localhost".to_owned())]).await;
    assert!(said.contains("said Ok(Alive)"), "{said}");
    assert!(proxy.heads().is_empty(), "not through the proxy");
}

#[tokio::test]
async fn a_proxy_in_the_way_is_named() {
    for (answer, expected) in [
        (Some("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), "LoginNeeded"),
        (Some("HTTP/1.1 403 Forbidden\r\n\r\n"), "Status(403)"),
        (Some("HTTP/1.0 502 Bad Gateway\r\n\r\n"), "Status(502)"),
        (Some("220 mail.example ESMTP\r\n\r\n"), "NotAProxy"),
        (Some(""), "NotAProxy"),
        (None, "TimedOut"),
    ] {
        let proxy = ConnectProxy::start(answer).await;
        let said = through(&format!("http://svc:s3cret@127.0.0.1:{}", proxy.port), &[]).await;
        let named = format!("ProxyFailed {{ proxy: \"127.0.0.1:{}\", failure: {expected} }}", proxy.port);
        assert!(said.contains(&named), "{expected}: {said}");
        assert!(!said.contains("s3cret"), "the proxy's password is not shown: {said}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    for (proxy, expected) in [
        (format!("http://127.0.0.1:{port}"), "Refused"),
        ("http://nowhere.invalid:3128".to_owned(), "NotResolved"),
        ("socks5://127.0.0.1:1080".to_owned(), "Unsupported"),
    ] {
        let said = through(&proxy, &[]).await;
        assert!(said.contains(&format!("failure: {expected}")), "{proxy}: {said}");
    }
    let plain = crate::trust::raw(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    let said = through(&format!("https://127.0.0.1:{plain}"), &[]).await;
    assert!(said.contains("failure: Tls"), "{said}");
}

#[tokio::test]
async fn child_looks_and_asks() {
    let Some(address) = child_address() else { return };
    let mut options = ClientOptions::new(address);
    options.limits.connect = std::time::Duration::from_secs(2);
    let client = Client::new(options.clone()).expect("a client");
    let direct = Client::new(ClientOptions { proxy: Proxy::None, ..options }).expect("a client");
    let certificate = match client.certificate().await {
        Ok(certificate) => certificate,
        Err(error) => {
            println!("said {error:?} and {error}");
            return;
        }
    };
    let trust = Trust::Pinned(certificate.fingerprint);
    println!(
        "said {:?} direct {:?}",
        client.trusting(trust).alive().await,
        direct.trusting(trust).alive().await
    );
}
