//! In a guided restore the person works on the appliance's administration page; here the steps are said, in the engine's
//! words, and believed when the person says so.

use std::sync::Arc;

use ctvl_contract::{GuidedView as ViewOnWire, RestoreResult, RestoreState, SignInAfter};
use ctvl_engine::restore::{GuidedEvent, GuidedProgress, GuidedView, RestoreRun, RestoreStage, RunId, Said};
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
    match (&run.stage, args.say) {
        (RestoreStage::Guided { .. }, Some(say)) => {
            let event = event(say).ok_or_else(|| not_now(&run))?;
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
        (_, Some(_)) => Err(not_now(&run)),
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

fn not_now(run: &RestoreRun) -> Failure {
    Failure::own(
        Exit::Refused,
        format!("That does not belong to where the restore of {} is.", run.plan.target.name),
        Some(format!("It is at: {}.", run.stage.word().replace('_', " "))),
        None,
    )
}
