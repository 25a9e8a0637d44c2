//! `fault list|on|off|clear`, on the running appliance; also while a fault keeps its port closed.

use ctvl_appliance::cluster::{FaultChange, FaultLine, Switches};

use super::Failure;
use super::args::FaultCommand;
use super::offline::{Folders, print, print_json, table};

pub async fn fault(folders: &Folders, command: FaultCommand) -> Result<(), Failure> {
    folders.existing()?;
    let switches = Switches::of(&folders.data).await?;
    let faults = match command {
        FaultCommand::List { json: true } => return print_json(&switches.list().await?),
        FaultCommand::List { json: false } => switches.list().await?,
        FaultCommand::On { fault } => switches.change(&FaultChange::On(fault)).await?,
        FaultCommand::Off { name } => switches.change(&FaultChange::Off(name)).await?,
        FaultCommand::Clear => switches.change(&FaultChange::Clear).await?,
    };
    print(&listing(&faults))
}

fn listing(faults: &[FaultLine]) -> String {
    let mut rows = vec![["FAULT", "STATE", "WHAT IT DOES"].map(str::to_owned)];
    rows.extend(
        faults.iter().map(|f| [f.name.clone(), if f.on { "on" } else { "off" }.to_owned(), f.does.clone()]),
    );
    table(&rows)
}
