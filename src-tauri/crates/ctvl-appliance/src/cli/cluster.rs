//! `cluster show|join|remove`.

use std::sync::Arc;

use ctvl_appliance::cluster::{self, ClusterStatus, Console, ConsoleError, JoinOrder, MemberState};
use ctvl_appliance::node::NodeStore;

use super::args::ClusterCommand;
use super::offline::{Folders, print, print_json, table};
use super::{Failure, password};

pub async fn cluster(folders: &Folders, command: ClusterCommand) -> Result<(), Failure> {
    match command {
        ClusterCommand::Show { json } => show(folders, json).await,
        ClusterCommand::Join { address, fingerprint, user, password_stdin } => {
            // Before the password is asked for: a node that is not running cannot be reached by its new cluster.
            let console = Console::of(&folders.data).await?;
            let password = password::read(password_stdin, &format!("The password of {user} on {address}"))?;
            let order = JoinOrder { address: complete(&address), fingerprint, user, password };
            let status = console.join(&order).await?;
            print(&format!(
                "This node has joined a cluster of {} and has its data now.",
                status.members.len()
            ))?;
            print(&listing(&status))
        }
        ClusterCommand::Remove { node } => {
            let store = open(folders)?;
            let removed = cluster::remove(&store, &node).await?;
            print(&format!("{} ({}) is no longer listed in this cluster.", removed.name, removed.address))
        }
    }
}

async fn show(folders: &Folders, json: bool) -> Result<(), Failure> {
    let own = match Console::of(&folders.data).await {
        Ok(_) => MemberState::Active,
        Err(ConsoleError::NotRunning) => MemberState::Stopped,
        Err(error) => return Err(error.into()),
    };
    let status = cluster::show(&open(folders)?, own).await?;
    if json {
        return print_json(&status);
    }
    print(&listing(&status))?;
    match status.stale() {
        Some(stale) => print(&format!(
            "No new node can join until {name} is removed: `cluster remove {name}`.",
            name = stale.member.name
        )),
        None => Ok(()),
    }
}

fn listing(status: &ClusterStatus) -> String {
    let mut rows = vec![["NODE".to_owned(), "ADDRESS".to_owned(), "VERSION".to_owned(), "STATUS".to_owned()]];
    rows.extend(status.members.iter().map(|m| {
        let this = if m.this_node { " (this node)" } else { "" };
        [
            m.member.name.clone(),
            m.member.address.clone(),
            m.member.version.clone(),
            format!("{}{this}", m.state.in_words()),
        ]
    }));
    format!("Cluster {}\n{}", status.cluster_id, table(&rows))
}

fn open(folders: &Folders) -> Result<Arc<NodeStore>, Failure> {
    folders.existing()?;
    Ok(Arc::new(NodeStore::open(&folders.data)?))
}

/// `host:port` is as good as the whole address.
fn complete(address: &str) -> String {
    if address.contains("://") { address.to_owned() } else { format!("https://{address}") }
}
