//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use ctvl_appliance::cluster::Fingerprint;

const EXAMPLES: &str = "\
Examples:
  Start a practice appliance on a free port; the first start makes the login:
    printf '%s' 'Password123!' | ctvl-appliance serve --user vtsroot --password-stdin

  Start one that hides its direct restore route, as a real appliance does:
    ctvl-appliance --data node-1 serve --no-direct-route --listen 127.0.0.1:8443

  A backup times out because of large counter tables:
    ctvl-appliance counter trim --tablename counter_usage

  A second node joins the cluster of the first:
    printf '%s' 'Password123!' | ctvl-appliance --data node-2 cluster join https://127.0.0.1:8443 \\
        --fingerprint AB:CD:… --user vtsroot --password-stdin

Exit codes: 0 done, 1 failed, 2 usage, 5 refused by a rule, 7 a login or a certificate needs a person.";

/// The practice appliance: a CT-VL look-alike to learn on, to demonstrate with and to test against.
#[derive(Debug, Parser)]
#[command(name = "ctvl-appliance", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Cli {
    /// The appliance's folder; made if it is not there
    #[arg(long, global = true, value_name = "DIR", default_value = "ctvl-appliance-data")]
    pub data: PathBuf,
    /// The folder of the "CipherTrust Manager", which holds the keys and which a restore does not touch; several
    /// appliances may share one [default: the one of the last start, else the data folder's name with `-keys`]
    #[arg(long, global = true, value_name = "DIR")]
    pub keys: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the appliance until Ctrl-C or SIGTERM
    Serve(Box<ServeArgs>),
    /// Counter tables
    #[command(subcommand)]
    Counter(CounterCommand),
    /// Make a superuser, or give an existing one a new password (the cure for a login lost by a restore)
    Createsuperuser(SuperuserArgs),
    /// Certificates
    #[command(subcommand)]
    Security(SecurityCommand),
    /// The cluster this node is in
    #[command(subcommand)]
    Cluster(ClusterCommand),
    /// Encryption keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// Switch faults of the running appliance, for tests and training
    #[command(subcommand)]
    Fault(FaultCommand),
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The CT-VL version it claims to be, such as 2.8.6
    #[arg(long, value_name = "VERSION", default_value = "2.8.6")]
    pub version_number: String,
    /// The node's name, unique in its cluster
    #[arg(long, default_value = "practice")]
    pub name: String,
    /// Login of the superuser that the first start makes; later starts do not look at it
    #[arg(long, default_value = "vtsroot")]
    pub user: String,
    /// Read that superuser's password from standard input; without it, the first start asks for one
    #[arg(long)]
    pub password_stdin: bool,
    /// Hide the direct restore route and the system information, as a real appliance does
    #[arg(long)]
    pub no_direct_route: bool,
    /// Add this much incompressible counter data to every backup that includes counters, such as 64MiB or 10GiB
    #[arg(long, value_name = "SIZE", default_value = "0", value_parser = size)]
    pub pad_counters: u64,
    /// Start with a fault switched on; see `fault list` for the names (repeatable)
    #[arg(long = "fault", value_name = "NAME[=ARGUMENT]")]
    pub faults: Vec<String>,
    /// How long the port stays away during a reboot, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    pub reboot: Duration,
    /// How long a token is valid, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = seconds)]
    pub token_lifetime: Duration,
    /// Fill an empty appliance with a key, a token group, a template and some traffic
    #[arg(long)]
    pub with_sample_data: bool,
    /// Print one line of JSON with address and fingerprint once it is ready
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum CounterCommand {
    /// Delete the entries of a counter table, oldest first
    #[command(after_help = "Example:\n  ctvl-appliance counter trim --tablename counter_usage --keep 1000")]
    Trim {
        /// The table
        #[arg(long, value_name = "NAME")]
        tablename: String,
        /// Keep this many of the newest entries
        #[arg(long, value_name = "N", default_value_t = 0)]
        keep: u64,
    },
    /// List the counter tables with their number of entries
    Show {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  printf '%s' \"$PASSWORD\" | ctvl-appliance createsuperuser --username rescue \
                        --password-stdin"
)]
pub struct SuperuserArgs {
    /// Login name; asked for if it is left out
    #[arg(long)]
    pub username: Option<String>,
    /// Mail address
    #[arg(long, default_value = "")]
    pub email: String,
    /// Read the password from standard input instead of asking for it
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub enum SecurityCommand {
    /// Make a new certificate and key; whoever trusted the old one has to compare the new fingerprint
    Gencert {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum ClusterCommand {
    /// Ask every member how it is
    Show {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Join the cluster of another node; this node's own data is replaced by the cluster's
    #[command(
        after_help = "Example:\n  printf '%s' \"$PASSWORD\" | ctvl-appliance --data node-2 cluster join \
                            https://127.0.0.1:8443 \\\n      --fingerprint AB:CD:… --user vtsroot --password-stdin"
    )]
    Join {
        /// Address of a node of that cluster, as its `serve` printed it
        #[arg(value_name = "ADDRESS")]
        address: String,
        /// SHA-256 fingerprint of that node's certificate, as its `serve` printed it
        #[arg(long, value_name = "SHA256")]
        fingerprint: Fingerprint,
        /// A superuser of that node
        #[arg(long)]
        user: String,
        /// Read that user's password from standard input instead of asking for it
        #[arg(long)]
        password_stdin: bool,
    },
    /// Remove another node from this cluster, whether it still runs or not
    Remove {
        /// Its name, as `cluster show` prints it
        node: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make an AES key on the CipherTrust Manager and enter its name in this appliance
    Add {
        /// Name of the key
        name: String,
        /// Size in bits: 128, 192 or 256
        #[arg(long, value_name = "BITS", default_value_t = 256)]
        size: u32,
        /// Make a versioned key, which is not permitted for tokenization
        #[arg(long)]
        versioned: bool,
    },
    /// List the keys
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum FaultCommand {
    /// List every fault and whether it is on
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Switch a fault on
    On {
        /// Name, with an argument where it takes one
        #[arg(value_name = "NAME[=ARGUMENT]")]
        fault: String,
    },
    /// Switch a fault off
    Off {
        /// Name
        name: String,
    },
    /// Switch every fault off
    Clear,
}

/// Reads `64MiB`, `10G`, `1500kB` or a plain number of bytes. Binary and decimal units mean what they say.
fn size(text: &str) -> Result<u64, String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(split);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        _ => return Err(format!("{unit} is no unit; use B, kB, MB, GB, KiB, MiB or GiB")),
    };
    let number: u64 = digits.parse().map_err(|_| "a size begins with a whole number".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "that is too large".to_owned())
}

/// Reads seconds, with decimals if wanted.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds, such as 5 or 0.5".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "a number of seconds that is not negative".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_mean_what_their_unit_says() {
        assert_eq!(size("0"), Ok(0));
        assert_eq!(size("64MiB"), Ok(64 << 20));
        assert_eq!(size("64M"), Ok(64 << 20));
        assert_eq!(size("10 GiB"), Ok(10 << 30));
        assert_eq!(size("1500kB"), Ok(1_500_000));
        for wrong in ["", "MiB", "1.5MiB", "-1", "7 parsecs", "99999999999GiB"] {
            assert!(size(wrong).is_err(), "{wrong:?} is no size");
        }
    }

    #[test]
    fn no_command_takes_a_password_as_an_argument() {
        fn look(command: &clap::Command) {
            for argument in command.get_arguments() {
                let takes_a_value = argument.get_action().takes_values();
                assert!(
                    !(takes_a_value && argument.get_id().as_str().contains("password")),
                    "{} of {} would put a password into the process list",
                    argument.get_id(),
                    command.get_name()
                );
            }
            command.get_subcommands().for_each(look);
        }
        look(&Cli::command());
    }
}
