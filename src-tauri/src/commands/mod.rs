//! What the window may ask for. Each command is one line into the contract, has a permission of its own in
//! `permissions/`, and is tested to be refused outside the main window.

pub mod app;
pub mod window;
