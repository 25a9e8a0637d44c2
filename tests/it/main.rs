//! Everything below the window, on real practice appliances.

mod boundaries;
mod cancel;
mod cli;
mod cluster;
mod concurrency;
mod crash;
mod disk;
mod faults;
mod guided;
mod hints;
mod interrupt;
mod keyring;
mod main_job;
mod overview;
mod rules;
mod secrets;
mod trust;
mod vendor_page;
