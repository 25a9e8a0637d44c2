//! nginx with TLS, a configuration of its own and nothing of the machine's: the archive at the backup path, and as much
//! of the rest of an appliance as a backup asks for.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::children::Running;
use crate::process::{TaskError, at, find, read, succeeds};

/// A running server.
pub struct Server {
    /// Where it answers.
    pub url: String,
    /// Its certificate, for curl.
    pub certificate: PathBuf,
    /// SHA-256 of it, for the command line.
    pub fingerprint: String,
    _nginx: Running,
}

/// Header, payload with an expiry in the year 2100, and a signature that nobody checks.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjQxMDI0NDQ4MDB9.c2lnbmF0dXJl";

impl Server {
    /// Serves `archive` from a folder of its own below `folder`.
    pub fn start(folder: &Path, archive: &Path) -> Result<Self, TaskError> {
        let home = folder.join("nginx");
        fs::create_dir_all(home.join("temporary")).map_err(at(&home))?;
        let certificate = home.join("certificate.pem");
        let key = home.join("key.pem");
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
        openssl.args([
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ]);
        openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate);
        if !succeeds(&mut openssl) {
            return Err(TaskError::Missing("openssl could not make a certificate.".into()));
        }
        let mut openssl = Command::new("openssl");
        openssl.args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(&certificate);
        let fingerprint = read(&mut openssl)?.trim().rsplit('=').next().unwrap_or_default().to_owned();

        let address = free_address(&home)?;
        let configuration = home.join("nginx.conf");
        fs::write(&configuration, configured(address, &home, archive)).map_err(at(&configuration))?;
        let program = find("nginx").ok_or_else(|| TaskError::Missing("nginx is missing.".into()))?;
        let mut nginx = Command::new(program);
        nginx.arg("-p").arg(&home).arg("-c").arg(&configuration).arg("-e").arg(home.join("errors.log"));
        let running = Running::start(&mut nginx)?;
        wait_for(address, &home)?;
        Ok(Self { url: format!("https://{address}"), certificate, fingerprint, _nginx: running })
    }

    /// The archive's address.
    pub fn backup_url(&self) -> String {
        format!("{}/api/backup/create", self.url)
    }
}

fn free_address(home: &Path) -> Result<SocketAddr, TaskError> {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map_err(at(home))
}

fn wait_for(address: SocketAddr, home: &Path) -> Result<(), TaskError> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(address).is_err() {
        if Instant::now() > deadline {
            let log = fs::read_to_string(home.join("errors.log")).unwrap_or_default();
            return Err(TaskError::Missing(format!("nginx does not answer: {log}")));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn configured(address: SocketAddr, home: &Path, archive: &Path) -> String {
    let (home, archive) = (home.display(), archive.display());
    // The temporary folder belongs to this account only, so the workers stay this account, also if it is root.
    let user = if is_root() { "user root;" } else { "" };
    format!(
        r#"daemon off;
{user}
worker_processes 1;
pid {home}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {home}/temporary;
    proxy_temp_path {home}/temporary;
    fastcgi_temp_path {home}/temporary;
    uwsgi_temp_path {home}/temporary;
    scgi_temp_path {home}/temporary;
    sendfile on;
    server {{
        listen {address} ssl;
        ssl_certificate {home}/certificate.pem;
        ssl_certificate_key {home}/key.pem;
        default_type application/json;
        location = /vts {{ return 200 '{{}}'; }}
        location = /api/api-token-auth/ {{ return 200 '{{"token":"{TOKEN}"}}'; }}
        location = /api/keys/ {{ return 200 '{{"count":0,"next":null,"previous":null,"results":[]}}'; }}
        location = /api/backup/create {{
            alias {archive};
            default_type application/zip;
            add_header Content-Disposition 'attachment; filename="backup_2026-11-12T02-03-11.zip"';
        }}
        location / {{ return 404 '{{"detail":"Not found."}}'; }}
    }}
}}
"#
    )
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
