//! Faults that can be switched on, at the start or while the appliance runs, for tests and training.
//!
//! Invariant: a fault changes what goes over the wire or how long it takes, never the data that is stored.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One way to misbehave.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The backup's answer begins after this time.
    SlowFirstByte(Duration),
    /// The backup answers with nginx's 504 page (R4).
    TimeoutAtBackup,
    /// As before, unless counters are excluded: the case that R4 cures.
    TimeoutWithCounters,
    /// Signing in answers with nginx's 504 page, as when the directory is away.
    TimeoutAtLogin,
    /// The backup falls silent after so many bytes; the connection stays open.
    Stall(u64),
    /// The connection is closed after so many bytes of the backup.
    CutOff(u64),
    /// The connection is reset after so many bytes of the backup.
    Reset(u64),
    /// The next call with a token is told that the token has expired; then the fault is over.
    ExpiredToken,
    /// The backup promises so many bytes more (or less) than there are.
    WrongLength(i64),
    /// The backup answers 200 with a web page.
    WebPage,
    /// The backup answers 200 with JSON.
    Json,
    /// The backup answers with a redirect to this address.
    Redirect(String),
    /// The backup is compressed in transit.
    Gzip,
    /// One bit of the backup is flipped at this offset.
    FlipBit(u64),
    /// A restore is accepted and fails; the old data stays.
    RestoreFails,
    /// A reboot takes this long.
    SlowReboot(Duration),
    /// A reboot does not end until the fault is switched off.
    NoReboot,
    /// Every API call is throttled with this many seconds to wait.
    Busy(u64),
    /// The backup answers 500.
    ServerError,
    /// A new certificate, from the next connection on; then the fault is over.
    ChangedCertificate,
}

/// A text that names no fault, or has the wrong argument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownFault {
    /// There is no fault of this name.
    #[error("there is no fault named {0}; the names are {names}", names = names())]
    Name(String),
    /// The argument is missing or wrong.
    #[error("the fault {name} needs {needs}, as in {name}={example}")]
    Argument {
        /// The fault.
        name: &'static str,
        /// What its argument is.
        needs: &'static str,
        /// One that would do.
        example: &'static str,
    },
    /// The fault takes no argument.
    #[error("the fault {0} takes no argument")]
    NoArgument(&'static str),
}

/// What there is to know of a fault before it is switched on.
#[derive(Debug, Clone, Copy)]
pub struct FaultKind {
    /// Name, as it is typed.
    pub name: &'static str,
    /// What it does, in one line.
    pub does: &'static str,
    /// What its argument is and an example of one, if it takes one.
    pub argument: Option<(&'static str, &'static str)>,
}

const SECONDS: Option<(&str, &str)> = Some(("a number of seconds", "2.5"));
const BYTES: Option<(&str, &str)> = Some(("a number of bytes", "100000"));

/// Every fault.
pub const KINDS: &[FaultKind] = &[
    kind("slow-first-byte", "a backup's answer begins late", SECONDS),
    kind("timeout-at-backup", "a backup ends with nginx's 504 page", None),
    kind("timeout-with-counters", "a backup with counters ends with nginx's 504 page", None),
    kind("timeout-at-login", "signing in ends with nginx's 504 page", None),
    kind("stall", "a backup falls silent", BYTES),
    kind("cut-off", "a backup's connection is closed early", BYTES),
    kind("reset", "a backup's connection is reset", BYTES),
    kind("expired-token", "the next call with a token is told that it expired", None),
    kind(
        "wrong-length",
        "a backup promises more or less than there is",
        Some(("a difference in bytes", "-10")),
    ),
    kind("web-page", "a backup is a web page with status 200", None),
    kind("json", "a backup is JSON with status 200", None),
    kind("redirect", "a backup is redirected elsewhere", Some(("an address", "https://127.0.0.1:8443/"))),
    kind("gzip", "a backup is compressed in transit", None),
    kind("flip-bit", "one bit of a backup is wrong", Some(("an offset in bytes", "1000"))),
    kind("restore-fails", "a restore is accepted and fails", None),
    kind("slow-reboot", "a reboot takes long", SECONDS),
    kind("no-reboot", "a reboot does not end until this is switched off", None),
    kind("busy", "every call is throttled (429)", Some(("a number of seconds", "30"))),
    kind("server-error", "a backup ends with status 500", None),
    kind("changed-certificate", "a new certificate is shown from now on; off again at once", None),
];

const fn kind(
    name: &'static str,
    does: &'static str,
    argument: Option<(&'static str, &'static str)>,
) -> FaultKind {
    FaultKind { name, does, argument }
}

fn names() -> String {
    KINDS.iter().map(|k| k.name).collect::<Vec<_>>().join(", ")
}

impl Fault {
    /// Its name, as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SlowFirstByte(_) => "slow-first-byte",
            Self::TimeoutAtBackup => "timeout-at-backup",
            Self::TimeoutWithCounters => "timeout-with-counters",
            Self::TimeoutAtLogin => "timeout-at-login",
            Self::Stall(_) => "stall",
            Self::CutOff(_) => "cut-off",
            Self::Reset(_) => "reset",
            Self::ExpiredToken => "expired-token",
            Self::WrongLength(_) => "wrong-length",
            Self::WebPage => "web-page",
            Self::Json => "json",
            Self::Redirect(_) => "redirect",
            Self::Gzip => "gzip",
            Self::FlipBit(_) => "flip-bit",
            Self::RestoreFails => "restore-fails",
            Self::SlowReboot(_) => "slow-reboot",
            Self::NoReboot => "no-reboot",
            Self::Busy(_) => "busy",
            Self::ServerError => "server-error",
            Self::ChangedCertificate => "changed-certificate",
        }
    }
}

impl fmt::Display for Fault {
    /// As it is typed: `NAME` or `NAME=ARGUMENT`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::SlowFirstByte(time) | Self::SlowReboot(time) => write!(f, "={}", time.as_secs_f64()),
            Self::Stall(n) | Self::CutOff(n) | Self::Reset(n) | Self::FlipBit(n) | Self::Busy(n) => {
                write!(f, "={n}")
            }
            Self::WrongLength(n) => write!(f, "={n}"),
            Self::Redirect(to) => write!(f, "={to}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let (name, argument) = match text.split_once('=') {
            Some((name, argument)) => (name.trim(), Some(argument.trim())),
            None => (text.trim(), None),
        };
        let Some(kind) = KINDS.iter().find(|k| k.name == name) else {
            return Err(UnknownFault::Name(name.to_owned()));
        };
        let argument = match (kind.argument, argument) {
            (None, Some(_)) => return Err(UnknownFault::NoArgument(kind.name)),
            (_, argument) => argument.unwrap_or_default(),
        };
        let wrong = || {
            let (needs, example) = kind.argument.unwrap_or_default();
            UnknownFault::Argument { name: kind.name, needs, example }
        };
        let bytes = || argument.parse::<u64>().map_err(|_| wrong());
        let seconds = || {
            let seconds = argument.parse::<f64>().map_err(|_| wrong())?;
            Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
        };
        Ok(match kind.name {
            "slow-first-byte" => Self::SlowFirstByte(seconds()?),
            "timeout-at-backup" => Self::TimeoutAtBackup,
            "timeout-with-counters" => Self::TimeoutWithCounters,
            "timeout-at-login" => Self::TimeoutAtLogin,
            "stall" => Self::Stall(bytes()?),
            "cut-off" => Self::CutOff(bytes()?),
            "reset" => Self::Reset(bytes()?),
            "expired-token" => Self::ExpiredToken,
            "wrong-length" => Self::WrongLength(argument.parse().map_err(|_| wrong())?),
            "web-page" => Self::WebPage,
            "json" => Self::Json,
            "redirect" if argument.is_empty() => return Err(wrong()),
            "redirect" => Self::Redirect(argument.to_owned()),
            "gzip" => Self::Gzip,
            "flip-bit" => Self::FlipBit(bytes()?),
            "restore-fails" => Self::RestoreFails,
            "slow-reboot" => Self::SlowReboot(seconds()?),
            "no-reboot" => Self::NoReboot,
            "busy" => Self::Busy(bytes()?),
            "changed-certificate" => Self::ChangedCertificate,
            _ => Self::ServerError,
        })
    }
}

/// The faults that are on, at most one of a kind.
#[derive(Debug, Default)]
pub struct FaultSwitch(Mutex<BTreeMap<&'static str, Fault>>);

impl FaultSwitch {
    /// Switches a fault on; one of the same kind is replaced.
    pub fn on(&self, fault: Fault) {
        self.lock().insert(fault.name(), fault);
    }

    /// Switches a fault off by its name.
    pub fn off_by_name(&self, name: &str) -> Result<(), UnknownFault> {
        if !KINDS.iter().any(|k| k.name == name) {
            return Err(UnknownFault::Name(name.to_owned()));
        }
        self.lock().remove(name);
        Ok(())
    }

    /// Switches all of them off.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The fault of this name, if it is on.
    pub fn get(&self, name: &str) -> Option<Fault> {
        self.lock().get(name).cloned()
    }

    /// The fault of this name, if it was on; it is off afterwards.
    pub(crate) fn take(&self, name: &str) -> Option<Fault> {
        self.lock().remove(name)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_typed_and_says_what_it_needs() {
        for kind in KINDS {
            let typed = match kind.argument {
                Some((_, example)) => format!("{}={example}", kind.name),
                None => kind.name.to_owned(),
            };
            let fault: Fault = typed.parse().unwrap_or_else(|e| panic!("{typed}: {e}"));
            assert_eq!(fault.to_string(), typed, "a fault is shown as it was typed");
            match kind.argument {
                Some(_) => assert!(
                    matches!(kind.name.parse::<Fault>(), Err(UnknownFault::Argument { .. })),
                    "{typed} without its argument is refused with what is needed"
                ),
                None => assert_eq!(
                    format!("{typed}=1").parse::<Fault>(),
                    Err(UnknownFault::NoArgument(kind.name)),
                    "an argument too many is not swallowed"
                ),
            }
        }
        assert_eq!("storm".parse::<Fault>(), Err(UnknownFault::Name("storm".into())));
    }

    #[test]
    fn switching_is_by_kind() {
        let switch = FaultSwitch::default();
        switch.on(Fault::Stall(1));
        switch.on(Fault::Stall(2));
        assert_eq!(switch.get("stall"), Some(Fault::Stall(2)), "the later one stands");
        switch.off_by_name("stall").expect("a known name");
        assert_eq!(switch.get("stall"), None);
        assert!(switch.off_by_name("storm").is_err());
    }
}
