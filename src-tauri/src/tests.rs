//! The real context on a runtime without a screen: what each window may ask for, and what is refused.

use std::sync::Arc;

use ctvl_contract::{AppStatus, EngineState, ErrorCode};
use ctvl_engine::{Directories, Engine, EngineOptions, MemorySecrets};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};

use crate::state::Opened;
use crate::{assemble, context, window};

/// Every command of the application. A new one is added here, so that its permission is proven too.
const COMMANDS: [&str; 2] = ["app_status", "show_window"];

struct World {
    app: App<MockRuntime>,
    _home: tempfile::TempDir,
}

fn world() -> World {
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut options = EngineOptions::new(Directories::under(home.path()));
    options.secrets = Arc::new(MemorySecrets::default());
    World { app: with(Opened::new(Engine::open(options))), _home: home }
}

fn with(opened: Opened) -> App<MockRuntime> {
    assemble(mock_builder(), opened).build(context()).expect("the real context on the mock runtime")
}

fn opened_window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::default()).build().expect("a window")
}

fn ask(window: &WebviewWindow<MockRuntime>, command: &str) -> Result<InvokeBody, serde_json::Value> {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().expect("the address of the bundled page"),
        body: InvokeBody::default(),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| match body {
        tauri::ipc::InvokeResponseBody::Json(text) => {
            InvokeBody::Json(serde_json::from_str(&text).expect("an answer in JSON"))
        }
        tauri::ipc::InvokeResponseBody::Raw(bytes) => InvokeBody::Raw(bytes),
    })
}

#[test]
fn the_main_window_may_ask_for_every_command() {
    let world = world();
    let main = opened_window(&world.app, window::MAIN);
    for command in COMMANDS {
        let answer = ask(&main, command);
        assert!(answer.is_ok(), "{command} is refused in the main window: {answer:?}");
    }
}

#[test]
fn another_window_may_ask_for_nothing() {
    let world = world();
    let other = opened_window(&world.app, "other");
    for command in COMMANDS {
        let refusal = ask(&other, command).expect_err("a window without a capability was answered");
        let refusal = refusal.to_string();
        assert!(refusal.contains("not allowed"), "{command} was refused for another reason: {refusal}");
    }
}

#[test]
fn nothing_of_tauris_own_is_allowed() {
    let world = world();
    let main = opened_window(&world.app, window::MAIN);
    for command in [
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:event|listen",
        "plugin:path|join",
    ] {
        assert!(ask(&main, command).is_err(), "{command} is not refused");
    }
}

#[test]
fn the_status_comes_from_the_engine() {
    let world = world();
    let status = status(&opened_window(&world.app, window::MAIN));
    assert_eq!(status, AppStatus::new(EngineState::Ready { appliances: 0 }));
    assert_eq!(status.version, env!("CARGO_PKG_VERSION"));
}

#[test]
fn an_engine_that_did_not_open_is_shown_with_its_incident() {
    let home = tempfile::tempdir().expect("a temporary folder");
    // A file where the folder should be: no database can be made below it.
    let taken = home.path().join("taken");
    std::fs::write(&taken, b"").expect("the file is written");
    let app = with(Opened::new(Engine::open(EngineOptions::new(Directories::under(&taken)))));
    match status(&opened_window(&app, window::MAIN)).engine {
        EngineState::Failed { failure } => {
            assert_eq!(failure.error.code, ErrorCode::FolderNotUsable, "{failure:?}");
            assert!(!failure.error.incident.is_empty(), "a person has nothing to read out: {failure:?}");
        }
        other => unreachable!("an engine below a file: {other:?}"),
    }
}

fn status(main: &WebviewWindow<MockRuntime>) -> AppStatus {
    match ask(main, "app_status").expect("an answer") {
        InvokeBody::Json(answer) => serde_json::from_value(answer).expect("the contract's own shape"),
        InvokeBody::Raw(_) => unreachable!("the status is JSON"),
    }
}
