//! Every view in both themes, both sizes and both languages: a picture for people to look at, and what a program can
//! see of it, which is accessibility, text that is clipped, and words that were forgotten in translation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ctvl_appliance::Fault;
use serde_json::{Value, json};

use crate::driver::{Opening, Theme, Window};
use crate::scene::Scene;

const SIZES: [(u32, u32); 2] = [(1200, 780), (900, 600)];

/// Makes every text a third longer, as another language would, and says which controls then cut theirs off.
const PSEUDO: &str = "
    const walker = document.createTreeWalker(document.querySelector('#app'), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.push(walker.currentNode);
    for (const text of texts) {
        if (text.parentElement.closest('.mono, code, time, svg, [data-name]')) continue;
        text.data = text.data + 'n'.repeat(Math.ceil(text.data.trim().length / 3));
    }
    const cut = [];
    for (const control of document.querySelectorAll('button, label, h2, h3, [role=tab], [role=radio]')) {
        const style = getComputedStyle(control);
        if (control.closest('.visually-hidden') || style.display === 'inline' || control.clientWidth === 0) continue;
        if (control.scrollWidth > control.clientWidth + 1 && !control.title && style.textOverflow !== 'ellipsis')
            cut.push(control.innerText.trim());
    }
    return { cut, spills: document.documentElement.scrollWidth > innerWidth };
";

/// The texts on the page, each as it stands in one element.
const TEXTS: &str = "
    const walker = document.createTreeWalker(document.querySelector('#app'), NodeFilter.SHOW_TEXT);
    const texts = new Set();
    while (walker.nextNode()) {
        const text = walker.currentNode.data.replaceAll(/\\s+/g, ' ').trim();
        if (text) texts.add(text);
    }
    return [...texts];
";

impl Window {
    /// Everything axe has to say about the page, colours included, is nothing.
    pub async fn accessible(&self, what: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(path).expect("axe-core is installed: run `cargo xtask setup`");
        self.script(&axe, vec![]).await;
        let violations = self
            .script_async(
                "const done = arguments[0];
                 axe.run(document).then(
                     ({ violations }) => done(violations.map(({ id, help, nodes }) =>
                         `${id}: ${help} ${nodes.map(({ html }) => html).slice(0, 3).join(' ')}`)),
                     (error) => done([`axe failed: ${error}`]));",
                vec![],
            )
            .await;
        assert_eq!(violations, json!([]), "{what}");
    }

    async fn fits(&self, what: &str) {
        let found = self.script(PSEUDO, vec![]).await;
        assert_eq!(found["spills"], json!(false), "{what} is wider than the window in a longer language");
        assert_eq!(found["cut"], json!([]), "{what} cuts texts off in a longer language");
    }
}

/// What the views are called in a language.
struct Names {
    language: &'static str,
    views: [(&'static str, &'static str); 5],
}

const LANGUAGES: [Names; 2] = [
    Names {
        language: "en",
        views: [
            ("overview", "Overview"),
            ("appliance", "Payments EU"),
            ("archives", "Archives"),
            ("activity", "Activity"),
            ("settings", "Settings"),
        ],
    },
    Names {
        language: "de",
        views: [
            ("overview", "Übersicht"),
            ("appliance", "Payments EU"),
            ("archives", "Archive"),
            ("activity", "Aktivität"),
            ("settings", "Einstellungen"),
        ],
    },
];

/// An appliance that is well, one that never was backed up, and one whose backups fail.
async fn full() -> (Scene, Vec<ctvl_tests::Node>) {
    let scene = Scene::new();
    let mut nodes = Vec::new();
    for (host, name) in [("ctvl-1", "Payments EU"), ("ctvl-2", "Payments DR"), ("ctvl-3", "Card vault US")] {
        let node = scene.appliance(host).await;
        scene.connected(name, &node, &[]).await;
        nodes.push(node);
    }
    for note in ["Every night", "Before the upgrade to 2.9.0"] {
        let done = scene.cli().run(&["backup", "Payments EU", "--note", note]).await;
        assert_eq!(done.code, Some(0), "{done:?}");
    }
    nodes[2].appliance.faults().on(Fault::TimeoutWithCounters);
    let failed = scene.cli().run(&["backup", "Card vault US"]).await;
    assert_eq!(failed.code, Some(1), "{failed:?}");
    (scene, nodes)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_in_both_themes_sizes_and_languages() {
    let (scene, _nodes) = full().await;
    let forgotten = english_only();
    for names in &LANGUAGES {
        for theme in [Theme::Light, Theme::Dark] {
            let window = Opening::in_home(&scene.home).on(theme).speaking(names.language).open().await;
            for (view, heading) in names.views {
                window.follow(heading).await;
                window.heading(heading).await;
                for (width, height) in SIZES {
                    window.resize(width, height).await;
                    let what = format!("{view}-{}-{width}-{}", names.language, theme.word());
                    window.picture(&what).await;
                    window.accessible(&what).await;
                    let spills = window
                        .script("return document.documentElement.scrollWidth > innerWidth", vec![])
                        .await;
                    assert_eq!(spills, json!(false), "{what} is wider than the window");
                }
                if names.language == "de" {
                    let texts = window.script(TEXTS, vec![]).await;
                    let english: Vec<_> =
                        strings(&texts).filter(|text| forgotten.contains_key(*text)).collect();
                    assert_eq!(english, Vec::<&str>::new(), "{view} speaks English in a German window");
                }
            }
            window.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_view_cuts_off_a_language_that_needs_a_third_more() {
    let (scene, _nodes) = full().await;
    let window = scene.window().await;
    for (view, heading) in LANGUAGES[0].views {
        // What was lengthened is not drawn anew by itself, so each view is one of a new page.
        window.page.refresh().await.expect("the page loads again");
        window.heading("Overview").await;
        // Once the appliances are listed nothing moves away under the pointer any more.
        window.text("1 protected, 2 at risk").await;
        window.follow(heading).await;
        window.heading(heading).await;
        window.resize(900, 600).await;
        window.settled().await;
        window.fits(view).await;
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_view_in_both_themes_and_sizes() {
    for theme in [Theme::Light, Theme::Dark] {
        let scene = Scene::new();
        let window = Opening::in_home(&scene.home).on(theme).open().await;
        window.heading("Welcome to CT-VL Backup").await;
        let dark = window.script("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await;
        assert_eq!(dark, json!(theme == Theme::Dark), "the window does not follow the desktop's theme");
        for (width, height) in SIZES {
            window.resize(width, height).await;
            let what = format!("welcome-en-{width}-{}", theme.word());
            window.picture(&what).await;
            window.accessible(&what).await;
        }
        window.close().await;
    }
}

fn strings(texts: &Value) -> impl Iterator<Item = &str> {
    texts.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// English messages that German says in other words, by their text.
fn english_only() -> BTreeMap<String, String> {
    let (english, german) = (catalogue("en"), catalogue("de"));
    english
        .into_iter()
        .filter(|(key, text)| !text.contains('{') && german.get(key).is_some_and(|other| other != text))
        // A text that German has as well, for another message, is no mistake.
        .filter(|(_, text)| !german.values().any(|other| other == text))
        .map(|(key, text)| (text, key))
        .collect()
}

fn catalogue(language: &str) -> BTreeMap<String, String> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/messages").join(language);
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the catalogue") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a file");
        let messages: BTreeMap<String, String> = serde_json::from_str(&text).expect("a flat file of texts");
        all.extend(messages);
    }
    all
}
