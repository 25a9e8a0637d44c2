//! The real context on a runtime without a screen: what each window may ask for, and what is refused.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use ctvl_contract::{AppStatus, EngineState, ErrorCode, News};
use ctvl_engine::client::{Address, Proxy, Secret};
use ctvl_engine::{Directories, Engine, EngineOptions, MemorySecrets, NewProfile};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, DragDropEvent, Manager, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::commands::NAMES;
use crate::shell::Shell;
use crate::{HOME_MARK, assemble, context, drop, installed_as, window};

struct World {
    app: App<MockRuntime>,
    home: tempfile::TempDir,
}

fn world() -> World {
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut options = EngineOptions::new(Directories::under(home.path()));
    options.secrets = Arc::new(MemorySecrets::default());
    World { app: with(Shell::new(Engine::open(options), "en".to_owned())), home }
}

fn with(shell: Shell) -> App<MockRuntime> {
    let app = assemble(mock_builder()).build(context()).expect("the real context on the mock runtime");
    app.manage(shell);
    app
}

/// The real permissions, in front of a handler that only says that it was reached: no dialog opens.
fn gate() -> App<MockRuntime> {
    let handler = |invoke: tauri::ipc::Invoke<MockRuntime>| {
        invoke.resolver.resolve(json!("reached"));
        true
    };
    mock_builder().invoke_handler(handler).build(context()).expect("the real context on the mock runtime")
}

fn opened_window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::default()).build().expect("a window")
}

fn ask(window: &WebviewWindow<MockRuntime>, command: &str, arguments: Value) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().expect("the address of the bundled page"),
        body: InvokeBody::Json(arguments),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| match body {
        InvokeResponseBody::Json(text) => serde_json::from_str(&text).expect("an answer in JSON"),
        InvokeResponseBody::Raw(bytes) => unreachable!("{} bytes where JSON was asked for", bytes.len()),
    })
}

#[test]
fn the_main_window_may_ask_for_every_command() {
    let app = gate();
    let main = opened_window(&app, window::MAIN);
    for command in NAMES {
        let answer = ask(&main, command, json!({}));
        assert_eq!(answer, Ok(json!("reached")), "{command} is refused in the main window");
    }
}

#[test]
fn another_window_may_ask_for_nothing() {
    let app = gate();
    let other = opened_window(&app, "other");
    for command in NAMES {
        let refusal =
            ask(&other, command, json!({})).expect_err("a window without a capability was answered");
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
        "plugin:menu|new",
        "plugin:app|version",
        "plugin:resources|close",
    ] {
        let refusal = ask(&main, command, json!({})).expect_err("one of Tauri's own commands was answered");
        assert!(refusal.to_string().contains("not allowed"), "{command}: {refusal}");
    }
}

#[test]
fn the_window_calls_exactly_the_commands_there_are() {
    let page = host_of_the_page();
    let called: BTreeSet<&str> =
        page.split("invoke(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let there: BTreeSet<&str> = NAMES.iter().copied().collect();
    assert_eq!(there.len(), NAMES.len(), "a command is listed twice");
    assert_eq!(called.difference(&there).collect::<Vec<_>>(), Vec::<&&str>::new(), "nobody answers these");
    assert_eq!(there.difference(&called).collect::<Vec<_>>(), Vec::<&&str>::new(), "nobody asks for these");
}

/// The window's host. Of its two ways to call only `ask` waits for the words of errors first.
fn host_of_the_page() -> String {
    let host = std::fs::read_to_string(file("ui/src/lib/host/tauri.ts")).expect("the window's host");
    host.replace("ask(\"", "invoke(\"")
}

/// An argument that is spelled differently on the two sides is found by nobody else before a person uses it.
#[test]
fn both_sides_spell_the_arguments_alike() {
    let page = host_of_the_page();
    let mut sources = String::new();
    for entry in std::fs::read_dir(file("src-tauri/src/commands")).expect("the commands") {
        sources.push_str(&std::fs::read_to_string(entry.expect("an entry").path()).expect("a source"));
    }
    let given_by_the_program = ["shell", "window", "app"];
    let mut compared = 0;
    for command in NAMES {
        let call = page.split(&format!("invoke(\"{command}\"")).nth(1).expect("it is called");
        let sent: Vec<String> =
            list(call.split(')').next().unwrap_or_default().trim_start_matches([',', ' ', '{']));
        let signature = [format!("fn {command}("), format!("fn {command}<R: Runtime>(")]
            .iter()
            .find_map(|begin| sources.split(begin.as_str()).nth(1))
            .and_then(|rest| rest.split(") ").next().map(str::to_owned))
            .unwrap_or_default();
        let taken: Vec<String> = list(&signature)
            .into_iter()
            .filter(|name| !given_by_the_program.contains(&name.as_str()))
            .map(|name| camel(&name))
            .collect();
        assert_eq!(sent, taken, "{command}");
        compared += sent.len();
    }
    assert!(compared > 50, "only {compared} arguments were found, so this test reads the wrong lines");
}

/// The names of a list of arguments, in either language.
fn list(arguments: &str) -> Vec<String> {
    arguments
        .split(',')
        .map(|argument| argument.split(':').next().unwrap_or_default().trim_matches([' ', '\n', '}', ')']))
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .map(str::to_owned)
        .collect()
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (begin, rest) = word.split_at(1);
        name + &begin.to_uppercase() + rest
    })
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
    let engine = Engine::open(EngineOptions::new(Directories::under(&taken)));
    let app = with(Shell::new(engine, "en".to_owned()));
    let main = opened_window(&app, window::MAIN);
    match status(&main).engine {
        EngineState::Failed { failure } => {
            assert_eq!(failure.error.code, ErrorCode::FolderNotUsable, "{failure:?}");
            assert!(!failure.error.incident.is_empty(), "a person has nothing to read out: {failure:?}");
        }
        other => unreachable!("an engine below a file: {other:?}"),
    }
    let refusal = ask(&main, "overview", json!({})).expect_err("there is no engine to ask");
    assert_eq!(refusal["error"]["code"], json!("folderNotUsable"), "every command says why: {refusal}");
}

#[test]
fn a_refusal_of_the_engine_reaches_the_page_as_data() {
    let world = world();
    let main = opened_window(&world.app, window::MAIN);
    for (command, arguments, code) in [
        ("trend", json!({ "profile": "none" }), "applianceUnknown"),
        ("start_backup", json!({ "request": { "profile": "none" } }), "applianceUnknown"),
        ("archive", json!({ "id": 7 }), "archiveUnknown"),
        ("start_verify", json!({ "archives": [] }), "nothingChosen"),
        ("guided", json!({ "run": "none" }), "restoreUnknown"),
        ("tick_task", json!({ "task": 7 }), "taskUnknown"),
        ("read_address", json!({ "text": "ftp://ctvl.example" }), "addressInvalid"),
        (
            "start_restore",
            json!({ "request": {
                "plan": "none", "hostTyped": null, "oldClusterAcknowledged": true,
                "removedFromOldCluster": true, "unprovenArchiveAccepted": true,
            } }),
            "planUnknown",
        ),
    ] {
        let refusal = ask(&main, command, arguments).expect_err("there is no such thing");
        assert_eq!(refusal["error"]["code"], json!(code), "{command}: {refusal}");
        assert!(refusal["message"]["happened"].is_string(), "{command} has no words: {refusal}");
    }
}

#[test]
fn a_check_that_is_stopped_answers_that_it_was() {
    let world = world();
    let main = opened_window(&world.app, window::MAIN);
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address: Address = silent.local_addr().expect("it listens").to_string().parse().expect("an address");
    let shell = world.app.state::<Shell>();
    let engine = shell.engine().expect("it opened");
    let new = NewProfile { proxy: Proxy::None, ..NewProfile::new("Payments EU", address, "svc") };
    let profile = engine.add_profile(new).expect("a profile").id;
    engine.remember_password(profile, Secret::new("a password".to_owned())).expect("it is remembered");
    let file = world.home.path().join("backup_2025-04-10T10-32-33.zip");
    std::fs::write(&file, b"whatever it is").expect("the file is written");
    let archive = engine.library().add(&[file]).expect("the library").added.remove(0);
    let profile = profile.to_string();
    let request = json!({ "profile": profile, "archive": archive.number() });
    std::thread::scope(|scope| {
        let check = scope
            .spawn(|| ask(&main, "plan_restore", json!({ "request": request, "channel": "__CHANNEL__:7" })));
        let _held = silent.accept().expect("the archive is read, and the appliance is looked at");
        assert_eq!(ask(&main, "stop_check", json!({ "profile": profile })), Ok(Value::Null));
        let refusal = check.join().expect("an answer").expect_err("no plan was made");
        assert_eq!(refusal["error"]["code"], json!("cancelled"), "{refusal}");
    });
    let nothing = ask(&main, "stop_check", json!({ "profile": profile }));
    assert_eq!(nothing, Ok(Value::Null), "nothing is being checked any more");
}

#[test]
fn what_a_command_changed_is_told() {
    let world = world();
    let main = opened_window(&world.app, window::MAIN);
    let (sender, news) = std::sync::mpsc::channel();
    let shell = world.app.state::<Shell>();
    shell.hub().follow(Box::new(move |piece| sender.send(piece).is_ok()));
    let settings = ask(&main, "change_settings", json!({ "change": { "zoom": 120, "theme": "dark" } }));
    assert_eq!(settings.expect("the settings")["zoom"], json!(120));
    let told: Vec<News> = news.try_iter().collect();
    assert_eq!(told, [News::Changed { what: ctvl_contract::Changed::Settings }]);
}

#[test]
fn about_lists_what_the_page_is_bundled_from_as_well() {
    let world = world();
    let main = opened_window(&world.app, window::MAIN);
    let about = ask(&main, "about", json!({})).expect("versions and licences");
    let components = about["components"].as_array().expect("a list").clone();
    for name in ["tauri", "svelte", "Inter"] {
        assert!(components.iter().any(|component| component["name"] == json!(name)), "{name} is missing");
    }
    assert_eq!(about["licence"], json!("Apache-2.0"));
    assert!(about["receiptKey"].is_string(), "the keyring of the test holds one: {}", about["receiptKey"]);
}

#[test]
fn what_is_dropped_is_added_and_told_by_its_number() {
    let world = world();
    let main = opened_window(&world.app, window::MAIN);
    let (sender, news) = std::sync::mpsc::channel();
    world.app.state::<Shell>().hub().follow(Box::new(move |piece| sender.send(piece).is_ok()));
    let archive = world.home.path().join("backup_2025-04-10T10-32-33.zip");
    std::fs::write(&archive, b"whatever it is").expect("the file is written");
    let (paths, position) = (vec![archive.clone()], tauri::PhysicalPosition::new(1.0, 1.0));
    let frame = main.as_ref().window();
    for event in
        [DragDropEvent::Enter { paths: paths.clone(), position }, DragDropEvent::Drop { paths, position }]
    {
        drop::on_window_event(&frame, &WindowEvent::DragDrop(event));
    }
    let limit = std::time::Duration::from_secs(30);
    let told: Vec<News> = (0..3).map(|_| news.recv_timeout(limit).expect("news")).collect();
    assert_eq!(told[..2], [News::Hovering { over: true }, News::Hovering { over: false }]);
    let News::Dropped { archives } = &told[2] else { unreachable!("{told:?}") };
    assert_eq!((archives.added.len(), archives.failed.len()), (1, 0), "{archives:?}");
    let said = serde_json::to_string(&told).expect("news are data");
    assert!(!said.contains(&*archive.to_string_lossy()), "a path went to the page: {said}");
}

#[test]
fn a_moved_installation_is_another_program_and_keeps_its_name() {
    let identifier = context::<MockRuntime>().config().identifier.clone();
    assert_eq!(installed_as(&identifier), identifier);
    assert_eq!(installed_as(&format!("{identifier}{HOME_MARK}0123456789abcdef")), identifier);
}

fn status(main: &WebviewWindow<MockRuntime>) -> AppStatus {
    serde_json::from_value(ask(main, "app_status", json!({})).expect("an answer"))
        .expect("the contract's own shape")
}

fn file(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
