//! The page's policy holds in the real web view, and the page has nothing to complain about.

use serde_json::json;

use crate::driver::{Opening, Theme, Window};
use crate::scene::Scene;

/// Remembers every complaint of the page from now on, and those about the policy from the beginning.
const LISTEN: &str = "
    window.complaints = [];
    const complain = (kind, text) => window.complaints.push(`${kind}: ${text}`);
    addEventListener('error', (event) => complain('error', event.message));
    addEventListener('unhandledrejection', (event) => complain('rejection', event.reason));
    addEventListener('securitypolicyviolation', (event) => complain('policy', `${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`));
    for (const level of ['error', 'warn']) console[level] = (...words) => complain(level, words.join(' '));
    if ('ReportingObserver' in window)
        new ReportingObserver((reports) => reports.forEach((report) => complain(report.type, JSON.stringify(report.body))),
            { buffered: true }).observe();
";

impl Window {
    /// From now on the page's complaints are remembered.
    pub async fn listen(&self) {
        self.script(LISTEN, vec![]).await;
    }

    /// The page has complained about nothing since [`Window::listen`].
    pub async fn no_complaints(&self) {
        let complaints = self.script("return window.complaints", vec![]).await;
        assert_eq!(complaints, json!([]), "the page complains");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_inline_and_nothing_remote_gets_in() {
    let scene = Scene::new();
    let window = scene.window().await;
    window.heading("Welcome to CT-VL Backup").await;
    let outcome = window
        .script_async(
            "const done = arguments[0];
             const broken = [];
             addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective));
             const add = (tag, text) => {
                 const element = document.createElement(tag);
                 element.textContent = text;
                 document.head.append(element);
             };
             add('script', 'window.inlineScriptRan = true');
             add('style', 'body { outline-width: 7px }');
             const image = new Image();
             image.src = 'https://127.0.0.1:9/pixel.png';
             fetch('https://127.0.0.1:9/').then(() => 'answered', () => 'refused').then((fetched) =>
                 setTimeout(() => done({
                     fetched,
                     script: window.inlineScriptRan === true,
                     style: getComputedStyle(document.body).outlineWidth === '7px',
                     broken: [...new Set(broken)].sort(),
                 }), 0));",
            vec![],
        )
        .await;
    assert_eq!(outcome["script"], json!(false), "an inline script ran: {outcome}");
    assert_eq!(outcome["style"], json!(false), "an inline style applied: {outcome}");
    assert_eq!(outcome["fetched"], json!("refused"), "the page reached another origin: {outcome}");
    let broken = outcome["broken"].as_array().expect("a list");
    for directive in ["connect-src", "img-src", "script-src-elem", "style-src-elem"] {
        assert!(broken.contains(&json!(directive)), "{directive} was not what refused: {outcome}");
    }
    let global = window.script("return [typeof window.__TAURI__, typeof window.isTauri]", vec![]).await;
    assert_eq!(global[0], json!("undefined"), "the page has Tauri's global interface");
    let fonts = window.script("return document.fonts.check('13px \"Inter Variable\"')", vec![]).await;
    assert_eq!(fonts, json!(true), "the bundled font is not used");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_does_not_open_is_a_view_with_a_reason() {
    let home = tempfile::tempdir().expect("a temporary folder");
    // A file where the folder should be: no database can be made below it.
    let taken = home.path().join("taken");
    std::fs::write(&taken, b"").expect("the file is written");
    for theme in [Theme::Light, Theme::Dark] {
        let window = Opening::in_home(&taken).on(theme).open().await;
        window.heading("CT-VL Backup cannot start").await;
        window.text("Incident ").await;
        window.resize(1200, 780).await;
        window.accessible("engine").await;
        window.picture(&format!("engine-1200-{}", theme.word())).await;
        window.close().await;
    }
}
