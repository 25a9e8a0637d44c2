//! In a guided restore the app never acts on the appliance: it says what to do on the administration page,
//! and believes a step only when the person says so.
//!
//! The vendor documents restore through that page alone, so this is the route of every appliance that does
//! not answer the probe. The steps, their order and every word are here; window and CLI render them. The step
//! is stored after each event, so a restart shows the same page again.

use serde::{Deserialize, Serialize};

/// The step a person is at, up to the moment Restore was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuidedStep {
    /// Open the administration page and sign in there.
    OpenPage,
    /// Choose the archive on its Restore tab.
    ChooseFile,
    /// Compare version, date and key with what the page shows (R5).
    CompareDetails,
    /// Press Restore there, then say so here.
    PressRestore,
}

/// What a person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuidedEvent {
    /// The page is open and I am signed in.
    PageOpened,
    /// The file is chosen.
    FileChosen,
    /// The three details are the same.
    DetailsMatch,
    /// At least one of the three details differs.
    DetailsDiffer,
    /// I pressed Restore.
    RestorePressed,
    /// Back to the step before.
    Back,
    /// Stop; I did not press Restore.
    GiveUp,
}

/// What an event leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuidedNext {
    /// Another step of the person.
    Step(GuidedStep),
    /// The appliance is restoring; its reboot is watched from now on.
    Pressed,
    /// The details differ: the restore ends, with nothing changed.
    DetailsDiffer,
    /// The person stopped: the restore ends, with nothing changed.
    GivenUp,
}

/// An event that does not belong to the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} does not belong to the step {step:?}")]
pub struct NotNow {
    /// The step the restore is at.
    pub step: GuidedStep,
    /// The event that came.
    pub event: GuidedEvent,
}

impl GuidedStep {
    /// Every step, in order.
    pub const ALL: [GuidedStep; 4] =
        [GuidedStep::OpenPage, GuidedStep::ChooseFile, GuidedStep::CompareDetails, GuidedStep::PressRestore];

    /// Before Restore is pressed, everything can be given up.
    pub fn cancellable(self) -> bool {
        true
    }

    /// What an event leads to from here. "I pressed Restore" counts only at the last step: earlier the three
    /// details have not been compared (R5).
    pub fn after(self, event: GuidedEvent) -> Result<GuidedNext, NotNow> {
        use GuidedEvent as E;
        use GuidedStep as S;
        Ok(match (self, event) {
            (S::OpenPage, E::PageOpened) => GuidedNext::Step(S::ChooseFile),
            (S::ChooseFile, E::FileChosen) => GuidedNext::Step(S::CompareDetails),
            (S::CompareDetails, E::DetailsMatch) => GuidedNext::Step(S::PressRestore),
            (S::CompareDetails, E::DetailsDiffer) => GuidedNext::DetailsDiffer,
            (S::PressRestore, E::RestorePressed) => GuidedNext::Pressed,
            (S::ChooseFile, E::Back) => GuidedNext::Step(S::OpenPage),
            (S::CompareDetails, E::Back) => GuidedNext::Step(S::ChooseFile),
            (S::PressRestore, E::Back) => GuidedNext::Step(S::CompareDetails),
            (_, E::GiveUp) => GuidedNext::GivenUp,
            (step, event) => return Err(NotNow { step, event }),
        })
    }

    /// The events that make sense here, the one that leads on first.
    pub fn events(self) -> &'static [GuidedEvent] {
        use GuidedEvent as E;
        match self {
            GuidedStep::OpenPage => &[E::PageOpened, E::GiveUp],
            GuidedStep::ChooseFile => &[E::FileChosen, E::Back, E::GiveUp],
            GuidedStep::CompareDetails => &[E::DetailsMatch, E::DetailsDiffer, E::Back, E::GiveUp],
            GuidedStep::PressRestore => &[E::RestorePressed, E::Back, E::GiveUp],
        }
    }
}

/// What a guided step needs to say its piece.
#[derive(Debug, Clone, Copy)]
pub struct GuidedFacts<'a> {
    /// The target's host name.
    pub host: &'a str,
    /// The address of the administration page.
    pub page: &'a str,
    /// The archive's file name.
    pub file: &'a str,
    /// The folder it lies in.
    pub folder: &'a str,
}

/// One step, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidedCard {
    /// The step.
    pub step: GuidedStep,
    /// Its number among the steps, from 1.
    pub number: u8,
    /// What to do, as a heading.
    pub title: String,
    /// How to do it.
    pub text: String,
    /// What to open or to choose, to be copied: the page's address or the file's name.
    pub item: Option<String>,
    /// What the person can say, the one that leads on first.
    pub answers: Vec<GuidedAnswer>,
}

/// A button, or an answer at a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidedAnswer {
    /// What it says.
    pub event: GuidedEvent,
    /// Its label.
    pub label: String,
}

impl GuidedStep {
    /// The words of this step.
    pub fn card(self, facts: GuidedFacts<'_>) -> GuidedCard {
        let GuidedFacts { host, page, file, folder } = facts;
        let (title, text, item) = match self {
            GuidedStep::OpenPage => (
                "Open the administration page".to_owned(),
                format!(
                    "Sign in on {host}, choose Backup in the navigation on the left, then the Restore tab. Nothing \
                     has been changed yet."
                ),
                Some(page.to_owned()),
            ),
            GuidedStep::ChooseFile => (
                "Choose this file".to_owned(),
                format!("On the Restore tab, click Choose File and pick {file} in {folder}."),
                Some(file.to_owned()),
            ),
            GuidedStep::CompareDetails => (
                "Compare three details".to_owned(),
                format!(
                    "{host} now shows the CT-VL version, the backup date and the encryption key name of the file. \
                     They have to be the ones listed here. If one differs, it is another file."
                ),
                None,
            ),
            GuidedStep::PressRestore => (
                "Press Restore there".to_owned(),
                format!(
                    "This replaces everything on {host} and cannot be undone. Press Restore on the page, then say so \
                     here, and the reboot is watched for you."
                ),
                None,
            ),
        };
        GuidedCard {
            step: self,
            number: self as u8 + 1,
            title,
            text,
            item,
            answers: self
                .events()
                .iter()
                .map(|&event| GuidedAnswer { event, label: event.label().to_owned() })
                .collect(),
        }
    }
}

impl GuidedEvent {
    /// The label of the button that says it.
    pub fn label(self) -> &'static str {
        match self {
            GuidedEvent::PageOpened => "The page is open",
            GuidedEvent::FileChosen => "The file is chosen",
            GuidedEvent::DetailsMatch => "All three are the same",
            GuidedEvent::DetailsDiffer => "Something differs",
            GuidedEvent::RestorePressed => "I pressed Restore",
            GuidedEvent::Back => "Back",
            GuidedEvent::GiveUp => "Stop, I did not press Restore",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [GuidedEvent; 7] = [
        GuidedEvent::PageOpened,
        GuidedEvent::FileChosen,
        GuidedEvent::DetailsMatch,
        GuidedEvent::DetailsDiffer,
        GuidedEvent::RestorePressed,
        GuidedEvent::Back,
        GuidedEvent::GiveUp,
    ];

    #[test]
    fn a_step_offers_exactly_the_events_it_accepts() {
        for step in GuidedStep::ALL {
            for event in EVENTS {
                let offered = step.events().contains(&event);
                assert_eq!(
                    step.after(event).is_ok(),
                    offered,
                    "{step:?} must accept {event:?} exactly when it offers it"
                );
            }
        }
    }

    #[test]
    fn the_first_answer_always_leads_on_until_restore_is_pressed() {
        let mut step = GuidedStep::OpenPage;
        for next in [GuidedStep::ChooseFile, GuidedStep::CompareDetails, GuidedStep::PressRestore] {
            assert_eq!(step.after(step.events()[0]), Ok(GuidedNext::Step(next)), "from {step:?}");
            step = next;
        }
        assert_eq!(
            step.after(step.events()[0]),
            Ok(GuidedNext::Pressed),
            "the last step hands over to the reboot"
        );
    }

    #[test]
    fn restore_cannot_be_said_to_be_pressed_before_the_details_were_compared() {
        for step in [GuidedStep::OpenPage, GuidedStep::ChooseFile, GuidedStep::CompareDetails] {
            assert_eq!(
                step.after(GuidedEvent::RestorePressed),
                Err(NotNow { step, event: GuidedEvent::RestorePressed }),
                "R5: three details are confirmed first"
            );
        }
    }

    #[test]
    fn differing_details_end_it_and_nothing_else_does_by_accident() {
        let mut ends = Vec::new();
        for step in GuidedStep::ALL {
            for event in EVENTS {
                if let Ok(GuidedNext::DetailsDiffer | GuidedNext::GivenUp) = step.after(event) {
                    ends.push((step, event));
                }
            }
        }
        let expected: Vec<_> = GuidedStep::ALL
            .iter()
            .flat_map(|&step| {
                let differ =
                    (step == GuidedStep::CompareDetails).then_some((step, GuidedEvent::DetailsDiffer));
                differ.into_iter().chain([(step, GuidedEvent::GiveUp)])
            })
            .collect();
        assert_eq!(
            ends, expected,
            "giving up is possible everywhere, differing details only where they are compared"
        );
    }

    #[test]
    fn every_card_says_what_to_do_and_numbers_itself() {
        let facts = GuidedFacts {
            host: "ctvl-prd-1",
            page: "https://ctvl-prd-1/",
            file: "backup_2026-11-11T16-40-02.zip",
            folder: "/backups",
        };
        for (index, step) in GuidedStep::ALL.into_iter().enumerate() {
            let card = step.card(facts);
            assert_eq!(usize::from(card.number), index + 1);
            assert!(!card.title.ends_with('.') && card.text.ends_with('.'), "{card:?}");
            assert_eq!(card.answers.len(), step.events().len());
        }
        assert_eq!(
            GuidedStep::OpenPage.card(facts).item.as_deref(),
            Some(facts.page),
            "the page can be copied"
        );
        assert_eq!(
            GuidedStep::ChooseFile.card(facts).item.as_deref(),
            Some(facts.file),
            "so can the file's name"
        );
    }
}
