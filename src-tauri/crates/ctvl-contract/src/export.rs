//! History as a file for other programs. A spreadsheet must show what is written here and never run it: what would begin a
//! formula is written as text.

use serde::Serialize;

use crate::history::Event;
use crate::orders::ExportFormat;

/// The heading line, and what stands below it.
const COLUMNS: [&str; 11] =
    ["id", "at", "kind", "outcome", "subject", "durationSeconds", "bytes", "text", "code", "incident", "job"];

/// The exported history in this format. Both end with a line break, and hold what [`Event`] holds and no more.
#[must_use]
pub fn export(events: &[Event], format: ExportFormat) -> String {
    match format {
        ExportFormat::Csv => csv(events),
        ExportFormat::Json => json(events),
    }
}

/// Comma-separated values after RFC 4180, with a heading line; lines end with CR LF, as that asks for.
#[must_use]
pub fn csv(events: &[Event]) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::with_capacity(4096));
    // Writing into memory does not fail, and a record has as many cells as the heading.
    let written = std::iter::once(COLUMNS.map(str::to_owned))
        .chain(events.iter().map(cells))
        .try_for_each(|record| writer.write_record(record.iter().map(|cell| harmless(cell))));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// One JSON document: `{"events":[…]}`, newest first.
#[must_use]
pub fn json(events: &[Event]) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        events: &'a [Event],
    }
    // Plain data with text keys: there is nothing for the serializer to fail on.
    let mut text = serde_json::to_string_pretty(&Document { events }).unwrap_or_default();
    text.push('\n');
    text
}

fn cells(event: &Event) -> [String; COLUMNS.len()] {
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        event.id.to_string(),
        event.at.clone(),
        word(&event.kind),
        word(&event.outcome),
        event.subject.clone(),
        event.duration_millis.map(seconds).unwrap_or_default(),
        number(event.bytes),
        event.text.clone(),
        event.code.as_ref().map(word).unwrap_or_default(),
        event.incident.clone().unwrap_or_default(),
        event.job.clone().unwrap_or_default(),
    ]
}

/// With a point and three places, as every program reads it.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

/// A word of a closed set, as it is spelled on the wire.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// A cell that no spreadsheet takes for a formula: names and notes come from people, messages from servers.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::EventKind;
    use crate::progress::Ending;

    fn event(subject: &str, text: &str) -> Event {
        Event {
            id: 7,
            at: "2026-11-11T01:02:03Z".to_owned(),
            kind: EventKind::PreChangeBackup,
            outcome: Ending::Failed,
            profile: None,
            subject: subject.to_owned(),
            archives: None,
            job: None,
            duration_millis: Some(192_045),
            bytes: Some(1_310_000_000),
            text: text.to_owned(),
            result: None,
            incident: Some("A1B2-C3D4".to_owned()),
            code: Some(crate::ErrorCode::BackupTimedOut),
            params: None,
            cure: None,
        }
    }

    /// What a program that knows RFC 4180 reads.
    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader
            .records()
            .map(|record| record.expect("valid lines").iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn the_heading_names_every_cell() {
        let text = csv(&[event("Payments EU", "It timed out.")]);
        assert_eq!(
            text,
            "id,at,kind,outcome,subject,durationSeconds,bytes,text,code,incident,job\r\n\
             7,2026-11-11T01:02:03Z,preChangeBackup,failed,Payments EU,192.045,1310000000,It timed out.,\
             backupTimedOut,A1B2-C3D4,\r\n"
        );
        assert_eq!(csv(&[]).lines().count(), 1, "without history the heading stands alone");
    }

    #[test]
    fn commas_quotes_and_line_breaks_come_back_as_they_were() {
        let odd = "It said \"no\", twice;\nthen\r\nnothing. Übergabe 備份";
        let rows = read(&csv(&[event("A, B", odd), event("C", "D")]));
        assert_eq!(rows.len(), 3, "a line break within a cell begins no record");
        assert_eq!((rows[1][4].as_str(), rows[1][7].as_str()), ("A, B", odd));
        assert!(rows.iter().all(|row| row.len() == COLUMNS.len()), "{rows:?}");
    }

    #[test]
    fn nothing_a_person_or_a_server_wrote_becomes_a_formula() {
        for begin in ["=", "+", "-", "@", "\t", "\r"] {
            let cell = format!("{begin}HYPERLINK(\"https://evil.example\")");
            let rows = read(&csv(&[event(&cell, &cell)]));
            for column in [4, 7] {
                assert_eq!(rows[1][column], format!("'{cell}"), "begins with {begin:?}");
            }
        }
        let rows = read(&csv(&[event("a=b", " -1")]));
        assert_eq!((rows[1][4].as_str(), rows[1][7].as_str()), ("a=b", " -1"), "nothing else is touched");
    }

    #[test]
    fn the_document_is_the_list_as_the_window_gets_it() {
        let events = [event("=1+1", "It timed out.")];
        let text = json(&events);
        let read: crate::EventList = serde_json::from_str(&text).expect("a document");
        assert_eq!(read.events, events, "JSON runs no formulas, so nothing is changed");
        assert!(text.ends_with("}\n"), "a file ends with a line break");
    }
}
