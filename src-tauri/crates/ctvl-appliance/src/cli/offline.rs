//! Commands on the data folder: counters, users, keys, certificates.

use std::io::Write;
use std::path::{Path, PathBuf};

use ctvl_appliance::KeyStorePath;
use ctvl_appliance::cluster::{Console, ConsoleError, ConsoleFile};
use ctvl_appliance::key_store::KeyStore;
use ctvl_appliance::node::NodeStore;
use serde::Serialize;

use super::args::{Cli, CounterCommand, KeyCommand, SecurityCommand, SuperuserArgs};
use super::{Failure, password};

/// Where the appliance and its keys are.
#[derive(Debug)]
pub struct Folders {
    /// The appliance's folder.
    pub data: PathBuf,
    /// The key store's folder.
    pub keys: PathBuf,
}

impl Folders {
    /// As typed; a key store that is not named is the one of the last start.
    pub fn of(cli: &Cli) -> Self {
        let keys =
            cli.keys.clone().or_else(|| ConsoleFile::read(&cli.data).map(|f| f.keys)).unwrap_or_else(|| {
                let mut name = cli.data.file_name().unwrap_or_default().to_owned();
                name.push("-keys");
                cli.data.with_file_name(name)
            });
        Self { data: cli.data.clone(), keys }
    }

    /// Refuses a folder without an appliance: a mistyped --data must not make one.
    pub fn existing(&self) -> Result<(), Failure> {
        if self.data.join("node.db").is_file() {
            Ok(())
        } else {
            Err(Failure::NoAppliance(self.data.clone()))
        }
    }

    fn key_store(&self) -> Result<KeyStore, Failure> {
        Ok(KeyStore::open(&KeyStorePath(self.keys.clone()))?)
    }
}

pub fn counter(folders: &Folders, command: CounterCommand) -> Result<(), Failure> {
    folders.existing()?;
    let data = NodeStore::open(&folders.data)?.open_data()?;
    match command {
        CounterCommand::Trim { tablename, keep } => {
            let gone = data.trim_counters(&tablename, keep)?;
            print(&format!("{gone} entries of {tablename} were deleted."))
        }
        CounterCommand::Show { json } => {
            #[derive(Serialize)]
            struct Table {
                name: String,
                entries: u64,
            }
            let tables: Vec<_> =
                data.counter_tables()?.into_iter().map(|(name, entries)| Table { name, entries }).collect();
            if json {
                return print_json(&tables);
            }
            let mut rows = vec![["TABLE".to_owned(), "ENTRIES".to_owned()]];
            rows.extend(tables.iter().map(|t| [t.name.clone(), t.entries.to_string()]));
            print(&table(&rows))
        }
    }
}

pub fn create_superuser(folders: &Folders, args: SuperuserArgs) -> Result<(), Failure> {
    folders.existing()?;
    let name = match args.username {
        Some(name) => name,
        None if args.password_stdin => {
            return Err(Failure::Usage("--password-stdin needs --username as well.".into()));
        }
        None => password::ask("User name")?,
    };
    let permitted = |c: char| c.is_alphanumeric() || "@.+-_".contains(c);
    if !(1..=150).contains(&name.chars().count()) || !name.chars().all(permitted) {
        return Err(Failure::Usage(
            "A user name has 1 to 150 letters, digits and the characters @ . + - _ only.".into(),
        ));
    }
    let password = password::read(args.password_stdin, &format!("The password of {name}"))?;
    let node = NodeStore::open(&folders.data)?;
    node.open_data()?.create_superuser(&name, &args.email, &password)?;
    // Who lost a login has usually locked the account by trying.
    node.unlock(&name)?;
    print(&format!("{name} is a superuser and can sign in."))
}

pub async fn security(folders: &Folders, command: SecurityCommand) -> Result<(), Failure> {
    folders.existing()?;
    let SecurityCommand::Gencert { json } = command;
    let (fingerprint, when) = match Console::of(&folders.data).await {
        Ok(console) => (console.renew_certificate().await?, "now"),
        Err(ConsoleError::NotRunning) => {
            (ctvl_appliance::renew_certificate(&folders.data)?, "from its next start on")
        }
        Err(error) => return Err(error.into()),
    };
    if json {
        #[derive(Serialize)]
        struct Made {
            fingerprint: String,
        }
        return print_json(&Made { fingerprint: fingerprint.to_string() });
    }
    print(&format!(
        "The appliance shows a new certificate {when}. Whoever trusted the old one has to compare its SHA-256 \
         fingerprint:\n{fingerprint}\nTake a fresh backup after a key rotation; keep the keys that older archives need."
    ))
}

pub fn key(folders: &Folders, command: KeyCommand) -> Result<(), Failure> {
    match command {
        KeyCommand::Add { name, size, versioned } => {
            folders.existing()?;
            let data = NodeStore::open(&folders.data)?.open_data()?;
            let store = folders.key_store()?;
            // A key that another appliance made there is only entered here.
            let found = store.find(&name)?;
            let made = found.is_none();
            let key = match found {
                Some(key) => key,
                None => store.create(&name, size, versioned)?,
            };
            let entered = !key.versioned && data.register_key(&name)?;
            print(&match (made, entered) {
                (true, true) => format!("The key {name} was made and entered in this appliance."),
                (true, false) => {
                    format!(
                        "The key {name} was made. It is versioned, so it is not entered for tokenization."
                    )
                }
                (false, true) => {
                    format!("The key {name} was there already and is entered in this appliance now.")
                }
                (false, false) => format!("The key {name} was there already; nothing was changed."),
            })
        }
        KeyCommand::List { json } => {
            folders.existing()?;
            #[derive(Serialize)]
            struct Key {
                name: String,
                size: u32,
                versioned: bool,
                created: String,
            }
            let keys: Vec<_> = folders
                .key_store()?
                .list()?
                .into_iter()
                .map(|k| Key { name: k.name, size: k.size, versioned: k.versioned, created: k.created })
                .collect();
            if json {
                return print_json(&keys);
            }
            let mut rows = vec![["KEY", "BITS", "KIND", "CREATED"].map(str::to_owned)];
            rows.extend(keys.into_iter().map(|k| {
                let kind = if k.versioned { "versioned" } else { "static" };
                [k.name, k.size.to_string(), kind.to_owned(), k.created]
            }));
            print(&table(&rows))
        }
    }
}

/// Columns, each as wide as its widest entry.
pub fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|at| rows.iter().map(|r| r[at].chars().count()).max().unwrap_or_default());
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells: Vec<String> =
                row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

/// One line to standard output. A reader that has gone away is not a crash.
pub fn print(text: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout(), "{text}").map_err(Failure::Output)
}

/// One document to standard output.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|e| Failure::Output(e.into()))?;
    print(&text)
}

/// Whether the folder holds an appliance that was started before.
pub fn started_before(data: &Path) -> bool {
    data.join("node.db").is_file()
}
