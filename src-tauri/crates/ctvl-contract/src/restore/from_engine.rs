//! Each conversion names every variant, so that a new one in the engine does not compile before the wire has it.

use ctvl_engine::{ArchiveId, Engine, EngineError, restore as engine};

use super::{
    Ask, AskKind, Caution, Comparison, Consequence, DetailToConfirm, GuidedAnswer, GuidedCard, GuidedEvent,
    GuidedLine, GuidedStep, GuidedView, Lack, PlanStep, RefusalReason, RestorePlan, RestoreResult,
    RestoreState, Route, SignInAfter, Tone, Verdict,
};
use crate::aftermath::AftermathTask;

impl From<engine::Route> for Route {
    fn from(route: engine::Route) -> Self {
        match route {
            engine::Route::Direct => Self::Direct,
            engine::Route::Guided => Self::Guided,
        }
    }
}

impl Verdict {
    fn of(verdict: &engine::Verdict, appliance: &str, file: &str) -> Self {
        match verdict {
            engine::Verdict::Yes => Self::Yes,
            engine::Verdict::No { refusals } => Self::No {
                refusals: refusals
                    .iter()
                    .map(|refusal| RefusalReason {
                        kind: refusal.into(),
                        text: refusal.sentence(appliance, file),
                    })
                    .collect(),
            },
            engine::Verdict::Unknown { missing } => {
                let lack = |lack: &engine::Lacking| Lack {
                    kind: (*lack).into(),
                    text: lack.sentence(appliance, file),
                };
                Self::Unknown { missing: missing.iter().map(lack).collect() }
            }
        }
    }
}

impl From<engine::Tone> for Tone {
    fn from(tone: engine::Tone) -> Self {
        match tone {
            engine::Tone::Fits => Self::Fits,
            engine::Tone::Look => Self::Look,
            engine::Tone::Refused => Self::Refused,
            engine::Tone::Unknown => Self::Unknown,
        }
    }
}

impl Ask {
    fn of(ask: &engine::Ask, host: &str) -> Self {
        let kind = match ask {
            engine::Ask::HostName { .. } => AskKind::HostName,
            engine::Ask::OldCluster { .. } => AskKind::OldCluster,
            engine::Ask::UnprovenArchive { .. } => AskKind::UnprovenArchive,
        };
        Self { kind, short: ask.short().to_owned(), label: ask.label(host), hint: ask.hint() }
    }
}

impl From<&engine::RestorePlan> for RestorePlan {
    fn from(plan: &engine::RestorePlan) -> Self {
        let (archive, target) = (&plan.archive, &plan.target);
        let id = plan.fingerprint();
        Self {
            id: id.to_string(),
            short_id: id.short(),
            made_at: plan.made_at.to_string(),
            title: plan.title(),
            action: plan.action(),
            profile: target.profile.to_string(),
            appliance: target.name.clone(),
            host: target.host.clone(),
            address: target.address.clone(),
            archive: archive.path.display().to_string(),
            archive_name: archive.name.clone(),
            size: archive.identity.size,
            sha256: archive.identity.sha256.to_string(),
            route: plan.route.into(),
            verdict: Verdict::of(&plan.verdict, &target.name, &archive.name),
            facts: plan.into(),
            details: plan.details.iter().map(DetailToConfirm::from).collect(),
            comparison: plan
                .comparison
                .iter()
                .map(|row| Comparison {
                    kind: row.detail.into(),
                    detail: row.detail.word().to_owned(),
                    archive: row.archive.clone(),
                    target: row.target.clone(),
                    note: row.note.clone(),
                    tone: row.tone.into(),
                })
                .collect(),
            consequences: plan
                .consequences
                .iter()
                .map(|one| Consequence {
                    kind: one.kind.into(),
                    title: one.title.clone(),
                    detail: one.detail.clone(),
                })
                .collect(),
            cautions: plan
                .cautions
                .iter()
                .map(|one| Caution { kind: one.kind.into(), text: one.text.clone() })
                .collect(),
            steps: plan
                .steps
                .iter()
                .map(|one| PlanStep {
                    kind: one.kind.into(),
                    title: one.title.clone(),
                    detail: one.detail.clone(),
                })
                .collect(),
            asks: plan.asks.iter().map(|ask| Ask::of(ask, &target.host)).collect(),
        }
    }
}

impl From<engine::GuidedStep> for GuidedStep {
    fn from(step: engine::GuidedStep) -> Self {
        match step {
            engine::GuidedStep::OpenPage => Self::OpenPage,
            engine::GuidedStep::ChooseFile => Self::ChooseFile,
            engine::GuidedStep::CompareDetails => Self::CompareDetails,
            engine::GuidedStep::PressRestore => Self::PressRestore,
        }
    }
}

impl From<engine::GuidedEvent> for GuidedEvent {
    fn from(event: engine::GuidedEvent) -> Self {
        match event {
            engine::GuidedEvent::PageOpened => Self::PageOpened,
            engine::GuidedEvent::FileChosen => Self::FileChosen,
            engine::GuidedEvent::DetailsMatch => Self::DetailsMatch,
            engine::GuidedEvent::DetailsDiffer => Self::DetailsDiffer,
            engine::GuidedEvent::RestorePressed => Self::RestorePressed,
            engine::GuidedEvent::Back => Self::Back,
            engine::GuidedEvent::GiveUp => Self::GiveUp,
        }
    }
}

impl From<&engine::GuidedCard> for GuidedCard {
    fn from(card: &engine::GuidedCard) -> Self {
        Self {
            step: card.step.into(),
            number: card.number,
            title: card.title.clone(),
            text: card.text.clone(),
            item: card.item.clone(),
            answers: card
                .answers
                .iter()
                .map(|answer| GuidedAnswer { event: answer.event.into(), label: answer.label.clone() })
                .collect(),
        }
    }
}

impl From<&engine::DetailToConfirm> for DetailToConfirm {
    fn from(detail: &engine::DetailToConfirm) -> Self {
        Self { kind: detail.label.into(), label: detail.label.word().to_owned(), value: detail.value.clone() }
    }
}

impl From<&engine::GuidedView> for GuidedView {
    fn from(view: &engine::GuidedView) -> Self {
        let line = |line: &engine::GuidedLine| GuidedLine {
            step: line.step.into(),
            title: line.title.clone(),
            done: line.done,
        };
        Self {
            run: view.run.to_string(),
            card: (&view.card).into(),
            steps: view.steps.iter().map(line).collect(),
            host: view.plan.target.host.clone(),
            archive: view.archive.display().to_string(),
            archive_name: view.plan.archive.name.clone(),
            folder: view.archive.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
            page: view.page.clone(),
            details: view.details.iter().map(DetailToConfirm::from).collect(),
            facts: (&*view.plan).into(),
        }
    }
}

impl From<engine::SignInAfter> for SignInAfter {
    fn from(result: engine::SignInAfter) -> Self {
        match result {
            engine::SignInAfter::Worked => Self::Worked,
            engine::SignInAfter::Refused => Self::Refused,
            engine::SignInAfter::NoAnswer => Self::NoAnswer,
            engine::SignInAfter::WaitsForTrust => Self::WaitsForTrust,
            engine::SignInAfter::NoPassword => Self::NoPassword,
        }
    }
}

impl RestoreResult {
    /// What a job brought a restore to, with the tasks it left and, where it waits for a person, what to do.
    ///
    /// # Errors
    /// The database's.
    pub fn of(engine: &Engine, done: &engine::RestoreDone) -> Result<Self, EngineError> {
        let state = match done.state {
            engine::RestoreState::Restored { sign_in } => RestoreState::Restored { sign_in: sign_in.into() },
            engine::RestoreState::WithPerson { .. } => {
                RestoreState::WithPerson { guided: Box::new((&engine.guided(done.run)?).into()) }
            }
        };
        Ok(Self {
            run: done.run.to_string(),
            appliance: done.appliance.clone(),
            host: done.host.clone(),
            state,
            safety: done.safety.map(ArchiveId::number),
            duration_millis: u64::try_from(done.duration.as_millis()).ok(),
            tasks: tasks(engine, done.run)?,
        })
    }

    /// A restore that no job works on, in the state that was just reached.
    ///
    /// # Errors
    /// The database's.
    pub fn of_run(
        engine: &Engine,
        run: &engine::RestoreRun,
        state: RestoreState,
    ) -> Result<Self, EngineError> {
        Ok(Self {
            run: run.id.to_string(),
            appliance: run.plan.target.name.clone(),
            host: run.host().to_owned(),
            state,
            safety: run.safety.map(ArchiveId::number),
            duration_millis: None,
            tasks: tasks(engine, run.id)?,
        })
    }
}

fn tasks(engine: &Engine, run: engine::RunId) -> Result<Vec<AftermathTask>, EngineError> {
    let tasks = engine.aftermath(None)?;
    Ok(tasks.iter().filter(|task| task.run == run).map(AftermathTask::from).collect())
}
