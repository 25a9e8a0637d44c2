//! What stands between the application and an appliance, or where it must never go.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Node;

const PIECE: u64 = 16 * 1024;

/// A wire to an appliance that can be held: bytes towards the appliance pass until a limit, then nothing does. What
/// passes is TLS, so nothing of it can be changed unseen.
pub struct Gate {
    address: SocketAddr,
    limit: watch::Sender<u64>,
    passed: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Gate {
    /// An open gate.
    pub async fn before(node: &Node) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (limit, limited) = watch::channel(u64::MAX);
        let passed = Arc::new(AtomicU64::new(0));
        let (counted, target) = (Arc::clone(&passed), node.host_and_port());
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                // An appliance that is rebooting is not there; then neither is the way to it.
                let Ok(far) = TcpStream::connect(&target).await else { continue };
                let (near_in, mut near_out) = near.into_split();
                let (mut far_in, far_out) = far.into_split();
                tokio::spawn(held(near_in, far_out, limited.clone(), Arc::clone(&counted)));
                tokio::spawn(async move { tokio::io::copy(&mut far_in, &mut near_out).await });
            }
        });
        Self { address, limit, passed, task }
    }

    /// Its address in place of the appliance's.
    pub fn address(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Lets so many more bytes through towards the appliance, and then none.
    pub fn hold_after(&self, bytes: u64) {
        self.limit.send_replace(self.passed.load(Ordering::SeqCst).saturating_add(bytes));
    }

    /// Lets everything through again.
    pub fn open(&self) {
        self.limit.send_replace(u64::MAX);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn held(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut limit: watch::Receiver<u64>,
    passed: Arc<AtomicU64>,
) {
    loop {
        let Ok(now) =
            limit.wait_for(|limit| passed.load(Ordering::SeqCst) < *limit).await.map(|limit| *limit)
        else {
            return;
        };
        let room = now.saturating_sub(passed.load(Ordering::SeqCst)).min(PIECE);
        let mut piece = vec![0; usize::try_from(room).unwrap_or_default()];
        match from.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(read) => {
                passed.fetch_add(read as u64, Ordering::SeqCst);
                if to.write_all(&piece[..read]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// A place that nothing may ever be sent to. It takes connections and counts them, and answers nothing.
pub struct Elsewhere {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Elsewhere {
    /// A place on a free port.
    pub async fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        let task = tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                open.push(stream);
            }
        });
        Self { address, connections, task }
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("https://{}", self.address)
    }

    /// How often somebody came.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.task.abort();
    }
}
