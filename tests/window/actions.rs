//! What a person does in the window, named as a person would name it: by the words on a button, by the label of a
//! field. Each waits until there is something to do it with.

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::driver::{LIMIT, Window};

/// The page has taken everything that happened so far.
const SETTLED: &str =
    "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";

/// The button, menu item or switch with this name that a person could press now.
const PRESS: &str = "
    const [name] = arguments;
    const dialogs = [...document.querySelectorAll('[role=dialog], [role=alertdialog]')];
    const menus = [...document.querySelectorAll('[role=menu]')];
    const within = menus.at(-1) ?? dialogs.at(-1) ?? document;
    const named = (element) => (element.getAttribute('aria-label') ?? element.innerText).replaceAll(/\\s+/g, ' ').trim();
    const shown = (element) => (element.innerText ?? '').replaceAll(/\\s+/g, ' ').trim();
    const all = [...within.querySelectorAll('button, [role=menuitem], [role=switch]')].filter((element) =>
        !element.disabled && element.getAttribute('aria-disabled') !== 'true' && element.getClientRects().length > 0);
    return all.find((element) => named(element) === name || shown(element) === name)
        ?? all.find((element) => named(element).startsWith(name) || shown(element).startsWith(name)) ?? null;
";

impl Window {
    /// Presses a button, once it can be pressed: the one with exactly this name, else one whose name begins so. Behind
    /// a dialog nothing can be pressed.
    #[expect(clippy::panic, reason = "a test helper: what the page shows instead is what one needs to know")]
    pub async fn press(&self, name: &str) {
        let deadline = tokio::time::Instant::now() + LIMIT;
        loop {
            let pressed = self.script(PRESS, vec![json!(name)]).await;
            // An element comes as an object with one field, whose value is how it is called.
            let button =
                pressed.as_object().and_then(|named| named.values().next()?.as_str().map(str::to_owned));
            if let Some(button) = button
                && Element::from_element_id(self.page.clone(), button.into()).click().await.is_ok()
            {
                return self.settled().await;
            }
            if tokio::time::Instant::now() > deadline {
                let shown = self.script("return document.body.innerText", vec![]).await;
                panic!("{name:?} cannot be pressed; the page shows: {shown}");
            }
            self.settled().await;
        }
    }

    /// Follows a link of the sidebar or the page.
    pub async fn follow(&self, name: &str) {
        self.click(&format!("//a[{}]", named(name)), name).await;
    }

    /// Whether a button is there and can be pressed now.
    pub async fn can_press(&self, name: &str) -> bool {
        self.settled().await;
        let found = self
            .script(
                "return [...document.querySelectorAll('button')].some((button) =>
                     button.innerText.trim().startsWith(arguments[0]) && !button.disabled
                         && button.getAttribute('aria-disabled') !== 'true')",
                vec![json!(name)],
            )
            .await;
        found == json!(true)
    }

    /// Ticks every box of what a plan asks.
    pub async fn answer_all(&self) {
        self.script(
            "document.querySelectorAll('input[type=checkbox]:not(:checked):not([role=switch])')
                 .forEach((box) => { if (/cluster|unproven|cannot be proven/i.test(box.closest('label')?.innerText
                     ?? document.querySelector(`label[for='${box.id}']`)?.innerText ?? '')) box.click(); })",
            vec![],
        )
        .await;
        self.settled().await;
    }

    /// Presses the first button or menu item that contains this.
    pub async fn press_with(&self, text: &str) {
        let path =
            format!("//*[self::button or @role='menuitem'][contains(normalize-space(.), {})]", quoted(text));
        self.click(&path, text).await;
    }

    /// Chooses one of several options that stand side by side, or in a list. The list of the system that a select opens
    /// is not part of the page, so there the choice is made as that list reports it.
    pub async fn choose(&self, name: &str) {
        let listed = self
            .script(
                "const [name] = arguments;
                 const option = [...document.querySelectorAll('option')].find((one) => one.innerText.trim() === name);
                 if (!option) return false;
                 const select = option.closest('select');
                 select.value = option.value;
                 for (const type of ['input', 'change']) select.dispatchEvent(new Event(type, { bubbles: true }));
                 return true;",
                vec![json!(name)],
            )
            .await;
        if listed == json!(true) {
            return self.settled().await;
        }
        let path = format!(
            "//*[@role='radio' or @role='option'][normalize-space(.)={0}] | //label[normalize-space(.)={0}]",
            quoted(name)
        );
        self.click(&path, name).await;
    }

    /// Opens the details of the first archive whose row says this.
    pub async fn open_row(&self, text: &str) {
        let path = format!(
            "//*[@role='row' and .//*[@role='gridcell' or @role='cell']][contains(., {0})] | //tbody/tr[contains(., {0})]",
            quoted(text)
        );
        self.click(&path, text).await;
        self.settled().await;
    }

    /// Selects every archive of the library, as Ctrl A does.
    pub async fn select_all(&self) {
        self.click("//input[@aria-label='Select all archives']", "Select all archives").await;
    }

    /// Presses a key while the library's table has the focus.
    pub async fn key_on_table(&self, key: Key) {
        self.script("document.querySelector('[role=grid], [role=treegrid], table')?.focus()", vec![]).await;
        self.key(key).await;
    }

    /// Chooses the first archive of this appliance in a restore.
    pub async fn choose_archive_of(&self, appliance: &str) {
        let path = format!(
            "//label[contains(normalize-space(.), {0})] | //*[@role='radio'][contains(normalize-space(.), {0})]",
            quoted(appliance)
        );
        self.click(&path, appliance).await;
    }

    /// Waits for the heading of the view.
    pub async fn heading(&self, name: &str) {
        self.element(&format!("//h1[normalize-space(.)={}]", quoted(name)), name).await;
    }

    /// Waits for a heading that contains this.
    pub async fn heading_with(&self, text: &str) {
        self.element(&format!("//h1[contains(normalize-space(.), {})]", quoted(text)), text).await;
    }

    /// Writes into the field with this label, in place of what stands there.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.clear().await.expect("the field can be cleared");
        field.send_keys(text).await.expect("the field takes text");
        self.settled().await;
    }

    /// Ticks or unticks the box with this label.
    pub async fn tick(&self, label: &str) {
        let path = format!(
            "//label[contains(normalize-space(.), {0})]//input | //*[@id=//label[contains(normalize-space(.), {0})]/@for] \
             | //input[@aria-label={0}]",
            quoted(label)
        );
        self.click(&path, label).await;
    }

    /// What stands in the field with this label.
    pub async fn value(&self, label: &str) -> String {
        let field = self.field(label).await;
        field.prop("value").await.expect("a field has a value").unwrap_or_default()
    }

    /// Waits until the field with this label holds this.
    pub async fn holds(&self, label: &str, text: &str) {
        let deadline = tokio::time::Instant::now() + LIMIT;
        loop {
            let value = self.value(label).await;
            if value.contains(text) {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "{label:?} holds {value:?}, not {text:?}");
            self.settled().await;
        }
    }

    /// Waits until nothing on the page says this any more.
    #[expect(clippy::panic, reason = "a test helper: what the page shows instead is what one needs to know")]
    pub async fn gone(&self, text: &str) {
        let deadline = tokio::time::Instant::now() + LIMIT;
        while self.shows(text).await {
            if tokio::time::Instant::now() > deadline {
                let shown = self.script("return document.body.innerText", vec![]).await;
                panic!("the page still shows {text:?}; it shows: {shown}");
            }
            self.settled().await;
        }
    }

    /// Whether the page shows this now.
    pub async fn shows(&self, text: &str) -> bool {
        let shown = self
            .script(
                "return document.body.innerText.replaceAll(/\\s+/g, ' ').includes(arguments[0])",
                vec![json!(text)],
            )
            .await;
        shown == json!(true)
    }

    /// Presses keys wherever the focus is.
    pub async fn keys(&self, keys: &str) {
        self.page
            .active_element()
            .await
            .expect("something has the focus")
            .send_keys(keys)
            .await
            .expect("keys can be pressed");
        self.settled().await;
    }

    /// Presses one key wherever the focus is.
    pub async fn key(&self, key: Key) {
        self.keys(&char::from(key).to_string()).await;
    }

    /// Presses a key with Control held.
    pub async fn control(&self, key: &str) {
        let control = char::from(Key::Control);
        self.keys(&format!("{control}{key}")).await;
    }

    /// Moves the focus on with the Tab key until it is on something with this name, as a person without a mouse would.
    #[expect(clippy::panic, reason = "a test helper: where the focus went instead is what one needs to know")]
    pub async fn tab_to(&self, name: &str) {
        let mut seen = Vec::new();
        for _ in 0..120 {
            let focused = self.focused().await;
            if focused.starts_with(name) && focused.len() < name.len() + 80 {
                return;
            }
            seen.push(focused);
            self.key(Key::Tab).await;
        }
        panic!("the Tab key never reaches {name:?}; it goes to {seen:?}");
    }

    /// The name of what has the focus, as a screen reader says it.
    pub async fn focused(&self) -> String {
        let name = self
            .script(
                "const element = document.activeElement;
                 if (!element || element === document.body) return '';
                 const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
                     .map((id) => document.getElementById(id)?.innerText ?? '').join(' ');
                 const labels = [...(element.labels ?? [])].map((label) => label.innerText).join(' ');
                 return (element.getAttribute('aria-label') || labelled || labels || element.innerText || element.title || '')
                     .replaceAll(/\\s+/g, ' ').trim();",
                vec![],
            )
            .await;
        name.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page has drawn what it knows.
    pub async fn settled(&self) {
        self.script_async(SETTLED, vec![]).await;
    }

    async fn field(&self, label: &str) -> Element {
        let path = format!(
            "//*[@id=//label[starts-with(normalize-space(.), {0})]/@for] \
             | //label[starts-with(normalize-space(.), {0})]//*[self::input or self::textarea] | //input[@aria-label={0}]",
            quoted(label)
        );
        self.element(&path, label).await
    }

    async fn click(&self, path: &str, name: &str) {
        // What is found may be drawn anew before it is pressed, when news comes in between.
        let mut last = None;
        for _ in 0..20 {
            match self.element(path, name).await.click().await {
                Ok(()) => return self.settled().await,
                Err(error) => last = Some(error),
            }
            self.settled().await;
        }
        unreachable!("{name:?} cannot be pressed: {last:?}");
    }

    #[expect(clippy::panic, reason = "a test helper: what the page shows instead is what one needs to know")]
    async fn element(&self, path: &str, name: &str) -> Element {
        let page: &Client = &self.page;
        match page.wait().at_most(LIMIT).for_element(Locator::XPath(path)).await {
            Ok(element) => element,
            Err(error) => {
                let shown: Value = self.script("return document.body.innerText", vec![]).await;
                panic!("there is no {name:?} ({error}); the page shows: {shown}");
            }
        }
    }
}

/// Words on it or its name for screen readers.
fn named(name: &str) -> String {
    let name = quoted(name);
    format!("normalize-space(.)={name} or @aria-label={name} or starts-with(normalize-space(.), {name})")
}

/// A text as XPath writes it, which knows no escapes.
fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
