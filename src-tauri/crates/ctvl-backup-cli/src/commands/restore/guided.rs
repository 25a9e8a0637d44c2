//! In a guided restore the person works on the appliance's administration page; here the steps are said, in the engine's
//! words, and believed when the person says so.

use std::sync::Arc;

use clap::ValueEnum;
use ctvl_contract::{GuidedView as ViewOnWire, RestoreResult, RestoreState, SignInAfter, Words, describe};
use ctvl_engine::restore::{
    GuidedEvent, GuidedProgress, GuidedView, RestoreError, RestoreRun, RestoreStage, RunId, Said,
};
use ctvl_engine::{Engine, Profile};

use super::{Login, reached, watched};
use crate::app::App;
use crate::args::{RestoreArgs, SayArg};
use crate::ask;
use crate::console::{FAINT, STRONG, facts, prose, styled};
use crate::exit::Exit;
use crate::failure::{Failure, quoted};
use crate::follow::Followed;
use crate::format::plain;

/// Goes on with a restore that is not over.
pub async fn resume(
    app: &App,
    engine: &Arc<Engine>,
    profile: &Profile,
    args: &RestoreArgs,
) -> Result<Exit, Failure> {
    let Some(run) = engine.open_restores(Some(profile.id))?.into_iter().next() else {
        return Err(Failure::own(
            Exit::Refused,
            format!("No restore of {} is open.", profile.name),
            None,
            Some(format!("Start one: ctvl-backup-cli restore {} FILE", quoted(&profile.name))),
        ));
    };
    if let Some(say) = args.say
        && !fitting(&run).contains(&say)
    {
        return Err(not_now(engine, &run, say));
    }
    match (&run.stage, args.say) {
        (RestoreStage::Guided { .. }, Some(say)) => {
            let event = event(say).ok_or_else(|| not_now(engine, &run, say))?;
            let progress = engine.guided_step(run.id, event).await?;
            answered(app, engine, profile, args, progress).await
        }
        (RestoreStage::Guided { .. }, None) => {
            let login = Login::of(app, profile, args).await?;
            go_on(app, engine, profile, args, run.id, login).await
        }
        (_, Some(SayArg::LoginScreenSeen)) => {
            engine.say_to_restore(run.id, Said::LoginScreenSeen)?;
            if run.worked_on {
                let document = ctvl_contract::Acknowledgement {
                    appliance: profile.name.clone(),
                    done: "It is passed on to the program that watches the reboot.".to_owned(),
                };
                app.console
                    .result(&document, || format!("{}: {}\n", document.appliance, document.done))
                    .map_err(Failure::output)?;
                return Ok(Exit::Done);
            }
            watch(app, engine, profile, args, run.id).await
        }
        (_, Some(say @ (SayArg::IsRestored | SayArg::IsNotRestored))) => {
            let restored = say == SayArg::IsRestored;
            engine.close_restore(run.id, restored)?;
            closed(app, engine, &run, restored)
        }
        (_, Some(say)) => Err(not_now(engine, &run, say)),
        (_, None) => watch(app, engine, profile, args, run.id).await,
    }
}

/// The person's turn: at the terminal step by step, elsewhere the step is the result.
pub async fn go_on(
    app: &App,
    engine: &Arc<Engine>,
    profile: &Profile,
    args: &RestoreArgs,
    run: RunId,
    login: Login,
) -> Result<Exit, Failure> {
    let mut view = engine.guided(run)?;
    let name = quoted(&profile.name);
    let leaves = || {
        app.interrupts.leaves(
            format!(
                "The guided restore of {} is still open. Whether Restore was pressed, only you know.",
                profile.name
            ),
            format!("Go on with it, or stop it: ctvl-backup-cli restore {name} --resume"),
        );
    };
    if !app.console.can_ask() {
        return with_person(app, engine, &view);
    }
    loop {
        leaves();
        app.console.say(&card(&view));
        let event = choose(app, &view).await?;
        match engine.guided_step(run, event).await? {
            GuidedProgress::Step(next) => view = *next,
            GuidedProgress::Pressed(run) => {
                let job = engine.watch_restore(run, login.credential())?;
                let done = watched(app, engine, profile, job, Followed::Watch).await?;
                app.interrupts.leaves_nothing();
                return Box::pin(reached(app, engine, profile, args, done, login)).await;
            }
            GuidedProgress::Over { because } => {
                app.interrupts.leaves_nothing();
                return over(app, engine, run, because, event);
            }
        }
    }
}

async fn answered(
    app: &App,
    engine: &Arc<Engine>,
    profile: &Profile,
    args: &RestoreArgs,
    progress: GuidedProgress,
) -> Result<Exit, Failure> {
    match progress {
        GuidedProgress::Step(view) => with_person(app, engine, &view),
        GuidedProgress::Pressed(run) => watch(app, engine, profile, args, run).await,
        GuidedProgress::Over { because } => {
            let Some(run) = engine.restore_runs(Some(profile.id), 1)?.into_iter().next() else {
                return Ok(Exit::Done);
            };
            let event = args.say.and_then(event).unwrap_or(GuidedEvent::GiveUp);
            over(app, engine, run.id, because, event)
        }
    }
}

async fn watch(
    app: &App,
    engine: &Arc<Engine>,
    profile: &Profile,
    args: &RestoreArgs,
    run: RunId,
) -> Result<Exit, Failure> {
    let login = Login::of(app, profile, args).await?;
    let job = engine.watch_restore(run, login.credential())?;
    let done = watched(app, engine, profile, job, Followed::Watch).await?;
    Box::pin(reached(app, engine, profile, args, done, login)).await
}

/// The step is the result; somebody has to do it and say so.
fn with_person(app: &App, engine: &Engine, view: &GuidedView) -> Result<Exit, Failure> {
    let run = engine.restore_run(view.run)?;
    let state = RestoreState::WithPerson { guided: Box::new(ViewOnWire::from(view)) };
    let result = RestoreResult::of_run(engine, &run, state)?;
    let name = quoted(&result.appliance);
    app.console
        .result(&result, || {
            format!("{}Then say so: ctvl-backup-cli restore {name} --resume [--say ANSWER]\n", card(view))
        })
        .map_err(Failure::output)?;
    Ok(Exit::NeedsPerson)
}

fn over(
    app: &App,
    engine: &Engine,
    run: RunId,
    because: String,
    event: GuidedEvent,
) -> Result<Exit, Failure> {
    let run = engine.restore_run(run)?;
    let result =
        RestoreResult::of_run(engine, &run, RestoreState::NothingChanged { because: because.clone() })?;
    app.console
        .result(&result, || {
            prose(&format!("{because} Nothing on {} was changed by this program.\n", run.host()))
        })
        .map_err(Failure::output)?;
    Ok(if event == GuidedEvent::DetailsDiffer { Exit::Refused } else { Exit::Cancelled })
}

/// A person looked at the appliance and said what became of it.
fn closed(app: &App, engine: &Engine, run: &RestoreRun, restored: bool) -> Result<Exit, Failure> {
    let state = if restored {
        RestoreState::Restored { sign_in: SignInAfter::NoPassword }
    } else {
        // It may be half replaced; that somebody looked does not make it untouched.
        RestoreState::Closed {
            because: format!("{} is not restored, you said. What it holds was not looked at.", run.host()),
        }
    };
    let result = RestoreResult::of_run(engine, run, state)?;
    app.console.result(&result, || prose(&super::closed(&result, restored))).map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn card(view: &GuidedView) -> String {
    let card = &view.card;
    let mut text = format!(
        "\n{}\n{}\n",
        styled(STRONG, &format!("Step {} of {}: {}", card.number, view.steps.len(), card.title)),
        prose(&plain(&card.text))
    );
    if let Some(item) = &card.item {
        text.push_str(&format!("\n  {item}\n"));
    }
    if card.step == ctvl_engine::restore::GuidedStep::CompareDetails {
        let rows: Vec<(&str, Option<String>)> = view
            .details
            .iter()
            .map(|detail| {
                let value = detail.value.as_deref().map_or_else(|| "unknown".to_owned(), plain);
                (detail.label.word(), Some(value))
            })
            .collect();
        text.push('\n');
        text.push_str(&facts(&rows));
    }
    text.push('\n');
    text
}

async fn choose(app: &App, view: &GuidedView) -> Result<GuidedEvent, Failure> {
    let mut question = String::new();
    for (number, answer) in (1..).zip(&view.card.answers) {
        question.push_str(&format!("  {}  {}\n", styled(FAINT, &format!("{number}")), answer.label));
    }
    question.push_str("Your answer (a number): ");
    loop {
        let typed = ask::line(app.console, &question).await?;
        let chosen = typed
            .and_then(|typed| typed.parse::<usize>().ok())
            .and_then(|number| number.checked_sub(1))
            .and_then(|index| view.card.answers.get(index));
        if let Some(answer) = chosen {
            return Ok(answer.event);
        }
    }
}

fn event(say: SayArg) -> Option<GuidedEvent> {
    Some(match say {
        SayArg::PageOpened => GuidedEvent::PageOpened,
        SayArg::FileChosen => GuidedEvent::FileChosen,
        SayArg::DetailsMatch => GuidedEvent::DetailsMatch,
        SayArg::DetailsDiffer => GuidedEvent::DetailsDiffer,
        SayArg::RestorePressed => GuidedEvent::RestorePressed,
        SayArg::Back => GuidedEvent::Back,
        SayArg::GiveUp => GuidedEvent::GiveUp,
        SayArg::LoginScreenSeen | SayArg::IsRestored | SayArg::IsNotRestored => return None,
    })
}

fn answer(event: GuidedEvent) -> SayArg {
    match event {
        GuidedEvent::PageOpened => SayArg::PageOpened,
        GuidedEvent::FileChosen => SayArg::FileChosen,
        GuidedEvent::DetailsMatch => SayArg::DetailsMatch,
        GuidedEvent::DetailsDiffer => SayArg::DetailsDiffer,
        GuidedEvent::RestorePressed => SayArg::RestorePressed,
        GuidedEvent::Back => SayArg::Back,
        GuidedEvent::GiveUp => SayArg::GiveUp,
    }
}

/// What can be said to a restore where it is now, the answer that leads on first.
fn fitting(run: &RestoreRun) -> Vec<SayArg> {
    match &run.stage {
        RestoreStage::Guided { step } => step.events().iter().map(|event| answer(*event)).collect(),
        RestoreStage::Committing | RestoreStage::Restoring { .. } | RestoreStage::Rebooting { .. } => {
            let mut answers = vec![SayArg::LoginScreenSeen];
            if !run.worked_on {
                answers.extend([SayArg::IsRestored, SayArg::IsNotRestored]);
            }
            answers
        }
        _ => Vec::new(),
    }
}

/// The answer does not fit: where the restore is, and the commands that do fit there.
fn not_now(engine: &Engine, run: &RestoreRun, said: SayArg) -> Failure {
    let appliance = &run.plan.target.name;
    let why = match engine.guided(run.id) {
        Ok(view) => format!(
            "It is at step {} of {}: {}.",
            view.card.number,
            view.steps.len(),
            view.card.title.trim_end_matches('.')
        ),
        Err(_) => run.stage.doing(run.host()),
    };
    let name = quoted(appliance);
    let commands: Vec<String> = fitting(run)
        .into_iter()
        .map(|answer| format!("ctvl-backup-cli restore {name} --resume --say {}", typed(answer)))
        .collect();
    let next = if commands.is_empty() {
        format!("Nothing can be said to it now. See how it stands: ctvl-backup-cli restore {name} --resume")
    } else {
        format!("Nothing was changed. What fits there:\n{}", commands.join("\n"))
    };
    let error = RestoreError::NotHere { host: run.host().to_owned(), stage: run.stage.clone() };
    let mut described = describe(&error.into(), None);
    described.message = Words {
        happened: format!("“{}” does not fit where the restore of {appliance} is.", typed(said)),
        why: Some(why),
        next: Some(next),
    };
    Failure::Engine(Box::new(described))
}

/// An answer as it is typed.
fn typed(answer: SayArg) -> String {
    answer.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
