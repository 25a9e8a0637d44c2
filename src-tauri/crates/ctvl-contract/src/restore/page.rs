//! A flight plan as a page of plain text, for a file or a printer: everything that was shown, in its order, and what a
//! change request asks for besides.

use std::fmt::Write as _;

use super::{RestorePlan, Route, Verdict};

/// Columns of a page.
const WIDTH: usize = 100;

impl RestorePlan {
    /// The plan as text, in the engine's words; it ends with a line break.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n\n", self.title, "=".repeat(self.title.chars().count()));
        let route = match self.route {
            Route::Direct => "direct",
            Route::Guided => "guided, through the administration page",
        };
        for (label, value) in [
            ("Plan", self.id.as_str()),
            ("Made at", &self.made_at),
            ("Appliance", &self.appliance),
            ("Host", &self.host),
            ("Address", &self.address),
            ("Route", route),
            ("Archive", &self.archive_name),
            ("Bytes", &self.size.to_string()),
            ("SHA-256", &self.sha256),
        ] {
            let _ = writeln!(text, "{label:<12}{value}");
        }
        let mut section = |title: &str, lines: &[String]| {
            if !lines.is_empty() {
                let _ = write!(text, "\n{title}\n{}\n", "-".repeat(title.chars().count()));
                lines.iter().for_each(|line| text.push_str(&wrapped(line)));
            }
        };
        let (refusals, missing): (Vec<_>, Vec<_>) = match &self.verdict {
            Verdict::Yes => Default::default(),
            Verdict::No { refusals } => (refusals.iter().map(|one| one.text.clone()).collect(), Vec::new()),
            Verdict::Unknown { missing } => {
                (Vec::new(), missing.iter().map(|one| one.text.clone()).collect())
            }
        };
        section("Refused", &refusals);
        section("Not known yet", &missing);
        section(
            "What goes where",
            &each(&self.comparison, |row| {
                format!("{}: {} → {} ({})", row.detail, row.archive, row.target, row.note)
            }),
        );
        section(
            &format!("What happens to {}", self.host),
            &each(&self.consequences, |one| format!("{}. {}", one.title, one.detail)),
        );
        section("Know before", &each(&self.cautions, |one| one.text.clone()));
        let steps: Vec<_> = (1..)
            .zip(&self.steps)
            .map(|(number, step)| format!("{number}. {}. {}", step.title, step.detail))
            .collect();
        section("What will be done", &steps);
        section(
            "Asked before it starts",
            &each(&self.asks, |ask| format!("[ ] {}. {}", ask.label, ask.hint)),
        );
        text
    }
}

fn each<T>(list: &[T], line: impl Fn(&T) -> String) -> Vec<String> {
    list.iter().map(line).collect()
}

/// A paragraph within the page, its further lines indented. Whatever an appliance or a person wrote stays on its line.
fn wrapped(paragraph: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            text.push_str("\n    ");
            column = 4;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_stays_within_the_page_and_a_line_break_in_a_name_within_its_line() {
        let text = wrapped(&format!("{} a\nb", "word ".repeat(40)));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("    ")), "{text}");
        assert!(text.ends_with("a b\n"), "{text}");
        let long = "x".repeat(300);
        assert_eq!(wrapped(&long), format!("{long}\n"), "a word is never broken: it may be a path");
    }
}
