//! Promises about every option at once.

use clap::CommandFactory;

use super::*;

#[test]
fn the_command_tree_is_consistent() {
    Cli::command().debug_assert();
}

fn each(command: &clap::Command, path: &str, visit: &mut dyn FnMut(&str, &clap::Command)) {
    for sub in command.get_subcommands() {
        let path = format!("{path} {}", sub.get_name());
        visit(&path, sub);
        each(sub, &path, visit);
    }
}

#[test]
fn every_command_and_argument_explains_itself_with_examples() {
    each(&Cli::command(), "ctvl-backup-cli", &mut |path, command| {
        assert!(command.get_about().is_some(), "{path} has no description");
        let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(examples.contains(path), "{path} has no example of itself");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path} {} has no help", argument.get_id());
        }
    });
}

#[test]
fn no_option_takes_a_secret() {
    each(&Cli::command(), "ctvl-backup-cli", &mut |path, command| {
        for argument in command.get_arguments() {
            let name = argument.get_id().as_str();
            let secret = ["password", "token", "secret"].iter().any(|word| name.contains(word));
            assert!(
                !secret || !argument.get_action().takes_values(),
                "{path}: {name} would put a secret on the command line"
            );
        }
    });
}

#[test]
fn no_option_reads_the_environment() {
    // Clap's feature for that is off; this keeps it from slipping in with a later option.
    let source = concat!(
        include_str!("../args.rs"),
        include_str!("archive.rs"),
        include_str!("change.rs"),
        include_str!("restore.rs"),
        include_str!("settings.rs")
    );
    assert!(!source.contains(concat!("env ", "=")), "an option reads an environment variable");
}
