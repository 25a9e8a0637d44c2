//! Each conversion names every variant, so that a new one in the engine does not compile before the wire has it.

use ctvl_engine::restore as engine;
use serde::Serialize;

use super::{
    Ask, AskKind, Caution, Comparison, DetailToConfirm, GuidedAnswer, GuidedCard, GuidedEvent, GuidedLine,
    GuidedStep, GuidedView, PlanEntry, RestorePlan, Route, SignInAfter, Tone, Verdict,
};

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
                refusals: refusals.iter().map(|refusal| refusal.sentence(appliance, file)).collect(),
            },
            engine::Verdict::Unknown { missing } => {
                Self::Unknown { missing: missing.iter().map(|lack| lack.sentence(appliance, file)).collect() }
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

/// The engine's stored word of a kind, in the wire's spelling.
fn word(kind: impl Serialize) -> String {
    let stored = serde_json::to_value(kind).ok();
    let stored = stored.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    let mut word = String::with_capacity(stored.len());
    let mut upper = false;
    for character in stored.chars() {
        match character {
            '_' | '-' => upper = true,
            _ if upper => {
                word.extend(character.to_uppercase());
                upper = false;
            }
            _ => word.push(character),
        }
    }
    word
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
            details: plan.details.iter().map(DetailToConfirm::from).collect(),
            comparison: plan
                .comparison
                .iter()
                .map(|row| Comparison {
                    detail: row.detail.clone(),
                    archive: row.archive.clone(),
                    target: row.target.clone(),
                    note: row.note.clone(),
                    tone: row.tone.into(),
                })
                .collect(),
            consequences: plan
                .consequences
                .iter()
                .map(|one| PlanEntry {
                    kind: word(one.kind),
                    title: one.title.clone(),
                    detail: one.detail.clone(),
                })
                .collect(),
            cautions: plan
                .cautions
                .iter()
                .map(|one| Caution { kind: word(one.kind), text: one.text.clone() })
                .collect(),
            steps: plan
                .steps
                .iter()
                .map(|one| PlanEntry {
                    kind: word(one.kind),
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
        Self { label: detail.label.clone(), value: detail.value.clone() }
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
            archive: view.archive.display().to_string(),
            page: view.page.clone(),
            details: view.details.iter().map(DetailToConfirm::from).collect(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelled_as_everything_else_on_the_wire() {
        assert_eq!(word(engine::ConsequenceKind::FirstNodeOfNewCluster), "firstNodeOfNewCluster");
        assert_eq!(word(engine::StepKind::SafetyBackup), "safetyBackup");
    }
}
