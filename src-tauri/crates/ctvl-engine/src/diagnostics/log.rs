//! The newest log's warnings and errors. Only the end of a large file is read.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// So much of the end of a log is looked at.
const TAIL: u64 = 512 * 1024;

/// The name of the newest log in `folder`, and its last warnings and errors: at most so many lines, the oldest first.
pub(super) fn complaints(folder: &Path, most: usize) -> (Option<String>, Vec<String>) {
    let Some(newest) = newest(folder) else { return (None, Vec::new()) };
    let name = newest.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = tail(&newest).unwrap_or_default();
    let mut complains = false;
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| {
            // A message may have several lines; those after the first belong to it.
            if let Some(level) = level(line) {
                complains = matches!(level, "WARN" | "ERROR");
            }
            complains
        })
        .map(str::to_owned)
        .collect();
    lines.drain(..lines.len().saturating_sub(most));
    (Some(name), lines)
}

/// Log files are named by their day, so the last name is the newest.
fn newest(folder: &Path) -> Option<PathBuf> {
    let is_log = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("ctvl-backup") && name.ends_with(".log")
    };
    std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).filter(is_log).max()
}

/// The end of a file, beginning with a whole line.
fn tail(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let from = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::with_capacity(usize::try_from(length - from).unwrap_or(0));
    file.take(TAIL).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let begin = if from == 0 { 0 } else { text.find('\n').map_or(text.len(), |at| at + 1) };
    Ok(text[begin..].to_owned())
}

/// The level of a line that begins a message: `2026-11-11T01:00:00.000000Z  WARN …`.
fn level(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let at = words.next()?;
    let is_time = at.len() > 19 && at.as_bytes()[0].is_ascii_digit() && at.as_bytes()[10] == b'T';
    is_time.then(|| words.next()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
2026-11-11T01:00:00.000001Z  INFO job{id=1}: ctvl_engine: started
2026-11-11T01:00:01.000001Z  WARN job{id=1}: ctvl_engine: the first
of two lines
2026-11-11T01:00:02.000001Z  INFO ctvl_engine: WARN is only a word here
and goes on
2026-11-11T01:00:03.000001Z ERROR ctvl_engine: the second
";

    #[test]
    fn warnings_and_errors_come_with_all_their_lines_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(complaints(folder.path(), 50), (None, vec![]), "no log, no name");
        std::fs::write(folder.path().join("ctvl-backup.2026-11-11.log"), LOG).unwrap();
        std::fs::write(folder.path().join("ctvl-backup.2026-11-10.log"), LOG.replace("01:00", "23:00"))
            .unwrap();
        std::fs::write(folder.path().join("zzz.log"), LOG).unwrap();
        let (name, lines) = complaints(folder.path(), 50);
        assert_eq!(name.as_deref(), Some("ctvl-backup.2026-11-11.log"), "the newest of ours");
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].ends_with("the first") && lines[1] == "of two lines", "{lines:?}");
        assert!(lines[2].ends_with("the second"), "{lines:?}");
        assert_eq!(complaints(folder.path(), 1).1, lines[2..], "the last ones count");
    }

    #[test]
    fn only_the_end_of_a_large_log_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ctvl-backup.2026-11-11.log");
        let info = "2026-11-11T01:00:00.000001Z  INFO ctvl_engine: ä\n".repeat(20_000);
        std::fs::write(&path, format!("{LOG}{info}{LOG}")).unwrap();
        let (_, lines) = complaints(folder.path(), 50);
        assert_eq!(lines.len(), 3, "the first ones lie too far back");
        assert!(tail(&path).unwrap().starts_with("2026-"), "it begins with a whole line");
    }
}
