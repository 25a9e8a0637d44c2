//! The real window on a real display: what it shows comes from the engine, its policy holds, and anybody can read it.

mod driver;

use std::path::Path;

use driver::{Theme, Window};
use serde_json::{Value, json};

/// Remembers every complaint of the page from now on, and those about the policy from the beginning.
const LISTEN: &str = "
    window.complaints = [];
    const complain = (kind, text) => window.complaints.push(`${kind}: ${text}`);
    addEventListener('error', (event) => complain('error', event.message));
    addEventListener('unhandledrejection', (event) => complain('rejection', event.reason));
    addEventListener('securitypolicyviolation', (event) => complain('policy', event.violatedDirective));
    for (const level of ['error', 'warn']) console[level] = (...words) => complain(level, words.join(' '));
    if ('ReportingObserver' in window)
        new ReportingObserver((reports) => reports.forEach((report) => complain(report.type, JSON.stringify(report.body))),
            { buffered: true }).observe();
";

#[tokio::test]
async fn it_shows_version_and_state_of_the_engine() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let window = Window::open(Theme::Light, home.path()).await;
    window.script(LISTEN, vec![]).await;

    window.text(env!("CARGO_PKG_VERSION")).await;
    window.text("Ready").await;
    window.text("None connected yet").await;
    assert!(
        home.path().join("data/ctvl-backup.sqlite3").is_file(),
        "the state does not come from a real engine"
    );

    let page = &window.page;
    page.find(fantoccini::Locator::XPath("//button[.='Look again']"))
        .await
        .expect("the button")
        .click()
        .await
        .expect("a click");
    window.text("Ready").await;

    let fonts = window.script("return document.fonts.check('13px \"Inter Variable\"')", vec![]).await;
    assert_eq!(fonts, json!(true), "the bundled font is not used");
    let complaints = window.script("return window.complaints", vec![]).await;
    assert_eq!(complaints, json!([]), "the page complains");
    window.close().await;
}

#[tokio::test]
async fn its_policy_holds() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let window = Window::open(Theme::Light, home.path()).await;
    window.text("Ready").await;
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
    window.close().await;
}

#[tokio::test]
async fn anybody_can_read_it_in_light_and_dark() {
    for theme in [Theme::Light, Theme::Dark] {
        let home = tempfile::tempdir().expect("a temporary folder");
        let window = Window::open(theme, home.path()).await;
        window.text("Ready").await;
        let dark = window.script("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await;
        assert_eq!(dark, json!(theme == Theme::Dark), "the window does not follow the desktop's theme");
        for (width, height) in [(1200, 780), (900, 600)] {
            window.resize(width, height).await;
            window.picture(&format!("status-{width}-{}", theme.word())).await;
            assert_eq!(violations(&window).await, json!([]), "{} at {width} by {height}", theme.word());
            let spills =
                window.script("return document.documentElement.scrollWidth > innerWidth", vec![]).await;
            assert_eq!(spills, json!(false), "the page is wider than the window at {width} by {height}");
        }
        window.close().await;
    }
}

#[tokio::test]
async fn it_says_why_the_engine_did_not_open() {
    let home = tempfile::tempdir().expect("a temporary folder");
    // A file where the folder should be: no database can be made below it.
    let taken = home.path().join("taken");
    std::fs::write(&taken, b"").expect("the file is written");
    for theme in [Theme::Light, Theme::Dark] {
        let window = Window::open(theme, &taken).await;
        window.text("Incident ").await;
        window.text("Stopped").await;
        window.resize(1200, 780).await;
        window.picture(&format!("status-failed-{}", theme.word())).await;
        assert_eq!(violations(&window).await, json!([]), "{}", theme.word());
        window.close().await;
    }
}

/// Everything that axe has to say about the page, colours included.
async fn violations(window: &Window) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(path).expect("axe-core is installed: run `cargo xtask setup`");
    window.script(&axe, vec![]).await;
    window
        .script_async(
            "const done = arguments[0];
             axe.run(document).then(
                 ({ violations }) => done(violations.map(({ id, help, nodes }) => `${id}: ${help} ${nodes[0].html}`)),
                 (error) => done([`axe failed: ${error}`]));",
            vec![],
        )
        .await
}
