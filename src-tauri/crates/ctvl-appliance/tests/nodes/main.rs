//! Running practice appliances, seen from outside: as a cluster, through the administration page, and through the
//! command line. Each test has a world of its own: temporary folders, free ports.
#![expect(
    clippy::panic,
    reason = "in a test's helpers a panic is the failed assertion, with what was found instead"
)]

mod admin_page;
mod cli;
mod cluster;
mod world;
