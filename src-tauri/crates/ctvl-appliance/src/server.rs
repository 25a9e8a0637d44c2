//! The TLS server: accepts connections and hands requests to the router.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::cluster;
use crate::state::AppState;

/// A peer that does not finish its handshake or its headers in this time is let go.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer that is on its way when the appliance stops gets this long to end. The administration page's banner
/// after a restore (R10) is such an answer: the reboot follows at once.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Serves until `stop` is cancelled; then the port is closed, idle connections end and the others soon after.
pub(crate) async fn serve(listener: TcpListener, state: &AppState, router: Router, stop: &CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, state.clone(), router.clone(), stop.clone()));
                }
                // Too many open files, or a peer that is gone already: the next one may fare better.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(LAST_WORDS, ended).await.is_err() {
        connections.shutdown().await;
    }
}

/// The fault: whoever connects from now on, this caller included, sees another certificate.
async fn change_certificate(state: &AppState, stop: &CancellationToken) {
    if let Err(error) = state.renew_certificate().await {
        tracing::error!(%error, "the certificate could not be changed");
        return;
    }
    // The command line finds this appliance by its certificate.
    if let Err(error) = cluster::opened(state).await {
        tracing::warn!(%error, "the console could not be opened");
    }
    let (state, stop, tasks) = (state.clone(), stop.clone(), state.tasks().clone());
    tasks.spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            told = cluster::listed(&state) => if let Err(error) = told {
                tracing::warn!(%error, "the cluster could not be told of the certificate");
            }
        }
    });
}

async fn connection(stream: TcpStream, state: AppState, router: Router, stop: CancellationToken) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    if state.faults().get("reset").is_some() && stream.set_zero_linger().is_err() {
        return;
    }
    if state.faults().take("changed-certificate").is_some() {
        change_certificate(&state, &stop).await;
    }
    let acceptor = TlsAcceptor::from(state.identity().config);
    let handshake = tokio::time::timeout(PATIENCE, acceptor.accept(stream));
    let stream = tokio::select! {
        () = stop.cancelled() => return,
        done = handshake => match done {
            Ok(Ok(stream)) => stream,
            _ => return,
        },
    };
    let mut serving = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(PATIENCE)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
    );
    let served = tokio::select! {
        served = serving.as_mut() => served,
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}
