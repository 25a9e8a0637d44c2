//! How a command can fail, and what its exit code says.

use std::io;
use std::path::PathBuf;

use ctvl_appliance::cluster::{ClusterError, ConsoleError};
use ctvl_appliance::{StartError, StoreError};

/// A command that did not work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What was typed cannot be meant.
    #[error("{0}")]
    Usage(String),
    /// Standard input or the terminal could not be read.
    #[error("Standard input cannot be read: {0}")]
    Input(#[source] io::Error),
    /// The answer could not be printed.
    #[error("The answer cannot be printed: {0}")]
    Output(#[source] io::Error),
    /// There is no appliance in this folder.
    #[error("There is no appliance in {}. Start one there with `serve` first, or name another folder with --data.", .0.display())]
    NoAppliance(PathBuf),
    /// The appliance's data could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The appliance did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Something about the cluster.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// Something that only a running appliance can do.
    #[error(transparent)]
    Console(#[from] ConsoleError),
}

impl Failure {
    /// 1 failed, 2 usage, 5 refused by a rule, 7 a login or a certificate needs a person.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Cluster(error) => cluster_code(error),
            Self::Console(ConsoleError::Refused(refusal)) => refusal_code(&refusal.code),
            _ => 1,
        }
    }
}

fn cluster_code(error: &ClusterError) -> u8 {
    match error {
        ClusterError::Refused { refusal, .. } => refusal_code(&refusal.code),
        other => refusal_code(other.code()),
    }
}

fn refusal_code(code: &str) -> u8 {
    match code {
        "in_a_cluster" | "stale_member" | "full" | "name_taken" | "older_version" | "keys_missing"
        | "this_node" => 5,
        "login" | "other_certificate" => 7,
        _ => 1,
    }
}
