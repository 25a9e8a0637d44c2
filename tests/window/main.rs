//! The real window on a real display, with real appliances, a real keyring, a real notification service and the
//! system's own dialogs: what a person does, and what a person sees.

mod actions;
mod activity;
mod archives;
mod backup;
mod closing;
mod connect;
mod desktop;
mod driver;
mod faults;
mod first_run;
mod keyboard;
mod keyring;
mod pictures;
mod policy;
mod restore;
mod scene;
mod secrets;
mod settings;
mod x11;
