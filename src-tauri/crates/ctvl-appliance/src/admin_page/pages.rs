//! What the pages show. The templates hold the words, this module only what fills them.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// A banner above a page's content.
pub(super) struct Notice {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) text: String,
}

/// How a banner is meant; it has an icon and a word as well as a colour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Done,
    Failed,
    Warning,
}

impl Notice {
    pub(super) fn new(kind: Kind, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { kind, title: title.into(), text: text.into() }
    }

    fn tone(&self) -> &'static str {
        match self.kind {
            Kind::Done => "ok",
            Kind::Failed => "risk",
            Kind::Warning => "warn",
        }
    }

    /// A failure interrupts a screen reader, good news waits for its turn.
    fn role(&self) -> &'static str {
        if self.kind == Kind::Failed { "alert" } else { "status" }
    }
}

/// Where in the navigation a page belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Backup,
    Cluster,
    Counters,
}

/// What every page has around it.
pub(super) struct Shell {
    pub(super) node: String,
    pub(super) version: String,
    pub(super) user: String,
    pub(super) csrf: String,
    pub(super) section: Section,
    pub(super) notice: Option<Notice>,
}

struct Entry {
    name: &'static str,
    href: &'static str,
    icon: &'static str,
    current: bool,
}

impl Shell {
    fn navigation(&self) -> [Entry; 3] {
        let entry = |name, href, icon, section| Entry { name, href, icon, current: self.section == section };
        [
            entry("Backup", "/admin/backup", "backup", Section::Backup),
            entry("Cluster", "/admin/cluster", "cluster", Section::Cluster),
            entry("Counters", "/admin/counters", "counters", Section::Counters),
        ]
    }
}

#[derive(Template)]
#[template(path = "login.html")]
pub(super) struct LoginPage {
    pub(super) shell: Shell,
    pub(super) refused: bool,
}

#[derive(Template)]
#[template(path = "create.html")]
pub(super) struct CreatePage {
    pub(super) shell: Shell,
    pub(super) keys: Vec<String>,
    pub(super) default_key: Option<String>,
    pub(super) chosen: Option<String>,
    pub(super) exclude_counters: bool,
    pub(super) example: String,
}

#[derive(Template)]
#[template(path = "restore_choose.html")]
pub(super) struct ChoosePage {
    pub(super) shell: Shell,
}

#[derive(Template)]
#[template(path = "restore_confirm.html")]
pub(super) struct ConfirmPage {
    pub(super) shell: Shell,
    pub(super) upload: String,
    pub(super) backup_version: String,
    pub(super) backup_date: String,
    pub(super) key_name: String,
    pub(super) counters: &'static str,
    pub(super) file: String,
    pub(super) size: String,
    pub(super) others: Vec<String>,
    pub(super) refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "restoring.html")]
pub(super) struct RestoringPage {
    pub(super) shell: Shell,
    pub(super) file: String,
}

/// What is added to an open page once its restore has ended.
#[derive(Template)]
#[template(path = "outcome.html")]
pub(super) struct OutcomePart {
    pub(super) notice: Notice,
    pub(super) href: &'static str,
    pub(super) action: &'static str,
    /// Seconds until the browser goes there by itself.
    pub(super) moves_on_after: Option<u64>,
}

#[derive(Template)]
#[template(path = "cluster.html")]
pub(super) struct ClusterPage {
    pub(super) shell: Shell,
    pub(super) members: Vec<MemberRow>,
    pub(super) limit: usize,
    pub(super) cluster: String,
    pub(super) blocked_by: Option<String>,
    pub(super) address: String,
    pub(super) fingerprint: String,
}

pub(super) struct MemberRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) status: &'static str,
    pub(super) tone: &'static str,
    pub(super) this_node: bool,
}

#[derive(Template)]
#[template(path = "counters.html")]
pub(super) struct CountersPage {
    pub(super) shell: Shell,
    pub(super) tables: Vec<CounterRow>,
}

pub(super) struct CounterRow {
    pub(super) name: String,
    pub(super) rows: u64,
}

#[derive(Template)]
#[template(path = "message.html")]
pub(super) struct MessagePage {
    pub(super) shell: Shell,
    pub(super) heading: &'static str,
    pub(super) text: String,
    pub(super) href: &'static str,
    pub(super) action: &'static str,
}

/// A page as an answer.
pub(super) fn show(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the administration could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A size as people say it, in the decimal units that file managers use.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let (mut value, mut unit) = (bytes as f64 / 1000.0, 0);
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.decimals$} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_have_three_digits() {
        let cases = [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.00 kB"), (81_920, "81.9 kB")];
        for (bytes, shown) in cases {
            assert_eq!(super::size(bytes), shown);
        }
        assert_eq!(super::size(999_999), "1.00 MB");
        assert_eq!(super::size(1_310_000_000), "1.31 GB");
    }
}
