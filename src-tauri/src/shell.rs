//! What the shell keeps: the engine, or the reason why there is none; what runs; and what a person is looking at. Nothing
//! else, and nothing global.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ctvl_contract::{AppStatus, Described, EngineState, describe};
use ctvl_engine::{Engine, EngineError, Notifications};
use ctvl_practice::Embedded;

use crate::checks::Checks;
use crate::jobs::Hub;
use crate::plans::Plans;
use crate::words::Words;

/// An answer to the page: what it asked for, or what to show instead.
pub type Answer<T> = Result<T, Described>;

/// Everything that outlives a page. The window opens whether the engine did or not: it is where a person reads the reason.
pub struct Shell {
    opened: Result<Opened, Described>,
    hub: Hub,
    checks: Checks,
    plans: Plans,
    /// The system's language, in whichever form it names it.
    system_language: String,
    /// The program ends after its last job.
    leaving: AtomicBool,
    /// A person is being asked whether it may.
    asking: AtomicBool,
}

struct Opened {
    engine: Arc<Engine>,
    practice: Embedded,
}

impl Shell {
    /// Takes the outcome of opening; a failure is logged and gets its incident here, once.
    pub fn new(outcome: Result<Arc<Engine>, EngineError>, system_language: String) -> Self {
        let opened = outcome.map_err(|error| describe(&error, None)).map(|engine| {
            let words = words(&engine, &system_language);
            let practice = Embedded::new(Arc::clone(&engine), words.text("practice_name"));
            Opened { engine, practice }
        });
        Self {
            opened,
            hub: Hub::default(),
            checks: Checks::default(),
            plans: Plans::default(),
            system_language,
            leaving: AtomicBool::default(),
            asking: AtomicBool::default(),
        }
    }

    /// Version and state of the engine, as of now.
    pub fn status(&self) -> AppStatus {
        let counted = self.engine().and_then(|engine| engine.profiles().answer());
        AppStatus::new(match counted {
            Ok(profiles) => EngineState::Ready { appliances: profiles.len() as u64 },
            Err(failure) => EngineState::Failed { failure },
        })
    }

    /// The engine.
    pub fn engine(&self) -> Answer<&Arc<Engine>> {
        self.opened.as_ref().map(|opened| &opened.engine).map_err(Clone::clone)
    }

    /// The practice appliance.
    pub fn practice(&self) -> Answer<&Embedded> {
        self.opened.as_ref().map(|opened| &opened.practice).map_err(Clone::clone)
    }

    /// What runs, and who hears of it.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The checks before a restore that are being made.
    pub fn checks(&self) -> &Checks {
        &self.checks
    }

    /// The flight plans that were shown.
    pub fn plans(&self) -> &Plans {
        &self.plans
    }

    /// The system's language.
    pub fn system_language(&self) -> &str {
        &self.system_language
    }

    /// The shell's own texts, in the language that is spoken now.
    pub fn words(&self) -> Words {
        match self.engine() {
            Ok(engine) => words(engine, &self.system_language),
            Err(_) => Words::of(&self.system_language),
        }
    }

    /// Which events a person wants to be told; `None` if that cannot be known.
    pub fn notifications(&self) -> Option<Notifications> {
        self.engine().ok()?.preferences().ok().map(|preferences| preferences.notifications)
    }

    /// The program ends after its last job, unless [`Shell::stay`] is said before.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
    }

    /// Somebody wants the window.
    pub fn stay(&self) {
        self.leaving.store(false, Ordering::Release);
    }

    /// Whether the program ends after its last job.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Acquire)
    }

    /// Whether a person may be asked about closing now: one question at a time.
    pub fn begin_asking(&self) -> bool {
        !self.asking.swap(true, Ordering::AcqRel)
    }

    /// The question is answered.
    pub fn end_asking(&self) {
        self.asking.store(false, Ordering::Release);
    }
}

fn words(engine: &Engine, system_language: &str) -> Words {
    let language = engine.preferences().map(|preferences| preferences.language).unwrap_or_default();
    Words::of(language.spoken(system_language))
}

/// What the engine said, as the page is answered.
pub trait IntoAnswer<T> {
    /// The answer; a failure is described and logged once.
    fn answer(self) -> Answer<T>;
}

impl<T, E: Into<EngineError>> IntoAnswer<T> for Result<T, E> {
    fn answer(self) -> Answer<T> {
        self.map_err(|error| describe(&error.into(), None))
    }
}
