//! The practice appliance inside the program.

use ctvl_contract::{Changed, Practice, PracticeFault};
use ctvl_practice::{PracticeError, Rehearsal, State, USER};

use tauri::{AppHandle, Runtime};

use super::{Changing, Of};
use crate::shell::{Answer, IntoAnswer, Shell};
use crate::system;

/// What starting and stopping it touches: it has a profile like any other appliance.
const TOUCHED: [Changed; 3] = [Changed::Practice, Changed::Appliances, Changed::Activity];

#[tauri::command]
pub async fn practice(shell: Of<'_>) -> Answer<Practice> {
    shell.practice()?.state().await.answer().map(on_the_wire)
}

#[tauri::command]
pub async fn start_practice(shell: Of<'_>) -> Answer<Practice> {
    told(&shell, Box::pin(shell.practice()?.start()).await)
}

#[tauri::command]
pub async fn stop_practice(shell: Of<'_>) -> Answer<Practice> {
    told(&shell, shell.practice()?.stop().await)
}

#[tauri::command]
pub async fn reset_practice(shell: Of<'_>) -> Answer<Practice> {
    told(&shell, Box::pin(shell.practice()?.reset()).await)
}

#[tauri::command]
pub async fn set_practice_fault(shell: Of<'_>, fault: Option<PracticeFault>) -> Answer<Practice> {
    told(&shell, shell.practice()?.set_fault(fault.map(rehearsal)).await)
}

#[tauri::command]
pub async fn hide_practice_route(shell: Of<'_>, hidden: bool) -> Answer<Practice> {
    told(&shell, Box::pin(shell.practice()?.hide_direct_route(hidden)).await)
}

/// Puts the password of its administrator on the clipboard; the page never gets it.
#[tauri::command]
pub async fn copy_practice_password<R: Runtime>(app: AppHandle<R>, shell: Of<'_>) -> Answer<()> {
    match Box::pin(shell.practice()?.password()).await {
        Ok(password) => system::copy_secret(&app, password).await.answer(),
        Err(error) => Err(error).answer(),
    }
}

fn told(shell: &Shell, state: Result<State, PracticeError>) -> Answer<Practice> {
    state.answer().changing(shell, &TOUCHED).map(on_the_wire)
}

pub(crate) fn on_the_wire(state: State) -> Practice {
    Practice {
        profile: state.profile.map(|profile| profile.to_string()),
        running: state.address.is_some(),
        address: state.address,
        user: USER.to_owned(),
        direct_route_hidden: state.direct_route_hidden,
        fault: state.fault.map(|fault| match fault {
            Rehearsal::Timeout => PracticeFault::Timeout,
            Rehearsal::CutOff => PracticeFault::CutOff,
            Rehearsal::ErrorPage => PracticeFault::ErrorPage,
        }),
    }
}

fn rehearsal(fault: PracticeFault) -> Rehearsal {
    match fault {
        PracticeFault::Timeout => Rehearsal::Timeout,
        PracticeFault::CutOff => Rehearsal::CutOff,
        PracticeFault::ErrorPage => Rehearsal::ErrorPage,
    }
}
