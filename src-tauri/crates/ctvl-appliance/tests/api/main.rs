//! The server as others see it: requests over real TLS, judged by what is on the wire.

#![expect(clippy::panic, reason = "a helper that cannot go on has failed its test")]

mod backup;
mod faults;
mod login;
mod restore;
mod world;
