//! Standard output carries the result and nothing else, so that it can be piped; progress, questions and errors go to
//! standard error. A reader that goes away is no error. Colour is left to `anstream`: only on terminals, never with
//! NO_COLOR.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::args::OutputArgs;

/// What is fine.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// What wants a look.
pub const WATCH: Style = AnsiColor::Yellow.on_default();
/// What is broken.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What stands out.
pub const STRONG: Style = Style::new().bold();
/// What may be skipped.
pub const FAINT: Style = Style::new().dimmed();

/// Wraps text in a style; the stream takes the style out again where it does not belong.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Where this run writes, and whether a person can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    json: bool,
    quiet: bool,
    err_terminal: bool,
    in_terminal: bool,
}

impl Console {
    pub fn new(output: OutputArgs) -> Self {
        Self {
            json: output.json,
            quiet: output.quiet,
            err_terminal: io::stderr().is_terminal(),
            in_terminal: io::stdin().is_terminal(),
        }
    }

    /// Whether the output is JSON.
    pub fn json(&self) -> bool {
        self.json
    }

    /// Whether a person can be asked: a terminal on both sides, and no program reading along.
    pub fn can_ask(&self) -> bool {
        self.in_terminal && self.err_terminal && !self.json
    }

    /// Whether bars are drawn.
    pub fn bars(&self) -> bool {
        self.err_terminal && !self.quiet && !self.json
    }

    /// Whether progress is written as JSON lines.
    pub fn progress_lines(&self) -> bool {
        self.json && !self.quiet
    }

    /// The result: a document with `--json`, otherwise the text.
    pub fn result<T: Serialize>(&self, document: &T, text: impl FnOnce() -> String) -> io::Result<()> {
        if self.json {
            let mut line = serde_json::to_string(document).map_err(io::Error::other)?;
            line.push('\n');
            write_out(&line)
        } else {
            write_out(&text())
        }
    }

    /// One JSON object on standard error.
    pub fn line<T: Serialize>(&self, line: &T) {
        if let Ok(mut text) = serde_json::to_string(line) {
            text.push('\n');
            write_err(&text);
        }
    }

    /// Something said on the way; never part of the result.
    pub fn note(&self, text: &str) {
        if !self.json && !self.quiet {
            write_err(&format!("{text}\n"));
        }
    }

    /// Text that belongs to a question, written even when quiet.
    pub fn say(&self, text: &str) {
        if !self.json {
            write_err(text);
        }
    }
}

/// Writes text to standard output as it is: completions, for example.
pub fn write_out(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Writes to standard error. Nobody is left to be told when that fails.
pub fn write_err(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Prose broken at spaces to fit a terminal, further lines indented like the first. Unchanged where there is none.
pub fn prose(text: &str) -> String {
    // Wider lines are hard to read, however wide the terminal is.
    const WIDEST: usize = 120;
    let size = terminal_size::terminal_size_of(io::stderr())
        .or_else(|| terminal_size::terminal_size_of(io::stdout()));
    match size {
        Some((width, _)) => wrapped(text, usize::from(width.0).min(WIDEST)),
        None => text.to_owned(),
    }
}

fn wrapped(text: &str, width: usize) -> String {
    let mut result = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        if visible_width(line) <= width {
            result.push_str(line);
        } else {
            let indent = line.len() - line.trim_start().len();
            let _ = write!(result, "{:indent$}", "");
            let mut column = indent;
            for word in line.trim_start().split(' ') {
                let wide = visible_width(word);
                if column > indent && column + 1 + wide > width {
                    let _ = write!(result, "\n{:indent$}", "");
                    column = indent;
                } else if column > indent {
                    result.push(' ');
                    column += 1;
                }
                result.push_str(word);
                column += wide;
            }
        }
        result.push_str(end);
    }
    result
}

/// Rows of cells in aligned columns, without a trailing gap. Cells may carry styles.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.width()).collect();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let width = visible_width(cell);
            match widths.get_mut(column) {
                Some(widest) => *widest = (*widest).max(width),
                None => widths.push(width),
            }
        }
    }
    let mut text = String::new();
    let head: Vec<String> = head.iter().map(|cell| styled(FAINT, cell)).collect();
    for row in std::iter::once(&head).chain(rows) {
        let last = row.len().saturating_sub(1);
        for (column, cell) in row.iter().enumerate() {
            text.push_str(cell);
            if column < last {
                let gap = widths[column].saturating_sub(visible_width(cell)) + 2;
                let _ = write!(text, "{:gap$}", "");
            }
        }
        text.push('\n');
    }
    text
}

/// Names and values, the names aligned. Rows without a value are left out.
pub fn facts(rows: &[(&str, Option<String>)]) -> String {
    let widest =
        rows.iter().filter(|(_, value)| value.is_some()).map(|(name, _)| name.width()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, value) in rows {
        if let Some(value) = value {
            let gap = widest - name.width() + 2;
            // A value of several lines stays in its column.
            let value = value.replace('\n', &format!("\n{:1$}", "", widest + 2));
            let _ = writeln!(text, "{}{:gap$}{value}", styled(FAINT, name), "");
        }
    }
    text
}

fn visible_width(cell: &str) -> usize {
    anstream::adapter::strip_str(cell).to_string().width()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn columns_align_whatever_is_in_the_cells() {
        let rows = vec![
            vec!["Zürich".to_owned(), styled(GOOD, "Verified"), "1.31 GB".to_owned()],
            vec!["東京".to_owned(), "Damaged".to_owned(), "4 B".to_owned()],
        ];
        assert_eq!(
            bare(&table(&["Appliance", "State", "Size"], &rows)),
            "Appliance  State     Size\nZürich     Verified  1.31 GB\n東京       Damaged   4 B\n"
        );
    }

    #[test]
    fn prose_breaks_at_spaces_and_keeps_its_indent() {
        assert_eq!(wrapped("short\n  also short\n", 20), "short\n  also short\n");
        assert_eq!(wrapped("one two three four", 9), "one two\nthree\nfour");
        assert_eq!(wrapped("  one two three\nx", 10), "  one two\n  three\nx");
        assert_eq!(wrapped("averyverylongword and", 9), "averyverylongword\nand", "a word is never cut");
        let coloured = styled(GOOD, "one two") + " three";
        assert_eq!(bare(&wrapped(&coloured, 9)), "one two\nthree", "styles take no room");
    }

    #[test]
    fn facts_leave_out_what_is_not_known() {
        let rows =
            [("Version", Some("2.8.6".to_owned())), ("Key", None), ("Size of it", Some("1 B".to_owned()))];
        assert_eq!(bare(&facts(&rows)), "Version     2.8.6\nSize of it  1 B\n");
        let lines = [("Names", Some("one\ntwo".to_owned()))];
        assert_eq!(bare(&facts(&lines)), "Names  one\n       two\n", "further lines stay in their column");
    }
}
