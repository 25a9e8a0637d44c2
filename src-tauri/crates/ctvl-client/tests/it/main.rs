//! The client against real TLS servers on this machine: each class of error is produced on the wire.

mod backup;
mod keys;
mod login;
mod proxy;
mod reboot;
mod restore;
mod server;
mod sources;
mod trust;
