//! A task stays on the list until somebody says that it is done.

use ctvl_contract::{AftermathList, AftermathTask, TaskState};

use crate::app::App;
use crate::args::{AftermathListArgs, TickArgs};
use crate::console::{FAINT, GOOD, STRONG, styled};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::plain;

/// `aftermath list`.
pub fn list(app: &App, args: &AftermathListArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = args.appliance.as_deref().map(|name| engine.profile(name)).transpose()?;
    let tasks = engine.aftermath(profile.map(|profile| profile.id))?;
    let tasks = tasks.iter().filter(|task| args.all || task.is_open()).map(AftermathTask::from).collect();
    let list = AftermathList { tasks };
    app.console
        .result(&list, || {
            if list.tasks.is_empty() { "No task is open.\n".to_owned() } else { text(&list.tasks) }
        })
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// Tasks as a checklist, under their appliances.
pub fn text(tasks: &[AftermathTask]) -> String {
    let mut text = String::new();
    let mut appliance = None;
    for task in tasks {
        if appliance != Some(&task.appliance) {
            appliance = Some(&task.appliance);
            text.push_str(&format!("{}\n", styled(STRONG, &task.appliance)));
        }
        let (mark, title) = match &task.state {
            TaskState::Open => ("[ ]".to_owned(), task.title.clone()),
            TaskState::Done { .. } => (styled(GOOD, "[x]"), styled(FAINT, &task.title)),
        };
        text.push_str(&format!("  {mark} {:>3}  {title}\n           {}\n", task.id, plain(&task.hint)));
    }
    text
}

/// `aftermath tick`.
pub fn tick(app: &App, args: &TickArgs) -> Result<Exit, Failure> {
    let id = args.task.parse().map_err(|_| {
        Failure::usage(
            format!("{} is not the number of a task.", args.task),
            "See the numbers: ctvl-backup-cli aftermath list",
        )
    })?;
    let task = AftermathTask::from(&app.engine()?.tick(id)?);
    app.console
        .result(&task, || format!("{}: “{}” is done.\n", task.appliance, task.title))
        .map_err(Failure::output)?;
    Ok(Exit::Done)
}
