//! How a row of the library is written and read; the words that are stored never change.

use std::path::{Path, PathBuf};

use ctvl_archive::{Counters, CtvlVersion, KeyKnowledge, Known, Moment, Source};
use jiff::tz::Offset;
use rusqlite::{Connection, Row, Transaction, params};

use super::archive::{ArchiveId, ArchiveRow, CreatedSource, ReceiptWord, RowReason, RowState};
use crate::backup::Purpose;
use crate::database::{instant, parsed, signed, unsigned};
use crate::error::{EngineError, Result};

pub(super) const COLUMNS: &str = "id, path, name, size, sha256, profile, appliance, address, created, created_offset, \
                                  created_source, version, version_source, key_known, key_name, counters, purpose, \
                                  state, why, checked_at, receipt, usual_size, pinned, note, added_at, reason";

/// A closed set of words.
pub(super) trait Word: Sized + Copy + 'static {
    const ALL: &'static [(Self, &'static str)];

    fn word(self) -> &'static str
    where
        Self: PartialEq,
    {
        Self::ALL.iter().find(|(value, _)| *value == self).map_or("", |(_, word)| word)
    }

    fn read(text: &str, what: &'static str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(_, word)| *word == text);
        found.map(|(value, _)| *value).ok_or(EngineError::DatabaseUnreadable { what })
    }
}

impl Word for RowState {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Verified, "verified"),
        (Self::Unverified, "unverified"),
        (Self::CannotVerify, "cannot-verify"),
        (Self::Damaged, "damaged"),
        (Self::Missing, "missing"),
    ];
}

impl Word for CreatedSource {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Archive, "archive"), (Self::Receipt, "receipt"), (Self::Name, "name"), (Self::File, "file")];
}

impl Word for ReceiptWord {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::None, "none"),
        (Self::SignedHere, "signed-here"),
        (Self::SignedElsewhere, "signed-elsewhere"),
        (Self::Unsigned, "unsigned"),
        (Self::SignatureBroken, "signature-broken"),
        (Self::Unreadable, "unreadable"),
    ];
}

impl Word for Purpose {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Regular, "regular"),
        (Self::PreChange, "pre-change"),
        (Self::Safety, "safety"),
        (Self::Added, "added"),
    ];
}

impl Word for Counters {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Included, "included"), (Self::Excluded, "excluded")];
}

/// The counters setting of a stored word.
pub(crate) fn counters_from(word: &str) -> Result<Counters> {
    Counters::read(word, "counters setting")
}

fn source_word(source: Source) -> String {
    match source {
        Source::Appliance => "appliance".to_owned(),
        Source::Receipt => "receipt".to_owned(),
        Source::Archive => "archive".to_owned(),
        Source::Typed { on } => format!("typed {on}"),
    }
}

fn source_from(word: &str) -> Option<Source> {
    match word {
        "appliance" => Some(Source::Appliance),
        "receipt" => Some(Source::Receipt),
        "archive" => Some(Source::Archive),
        _ => Some(Source::Typed { on: word.strip_prefix("typed ")?.parse().ok()? }),
    }
}

/// A reason as it is stored. It is plain data with text keys: there is nothing for the serializer to fail on.
pub(super) fn reason_text(reason: Option<&RowReason>) -> Option<String> {
    serde_json::to_string(reason?).ok()
}

/// A reason that a newer version knows is none here; the sentence beside it is read all the same.
fn reason_from(text: Option<String>) -> Option<RowReason> {
    serde_json::from_str(&text?).ok()
}

/// The text under which a path is stored and found again.
pub(super) fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What the text filter looks in.
pub(super) fn search_text(row: &ArchiveRow) -> String {
    let key = match &row.key {
        KeyKnowledge::Named(name) => Some(name.as_str()),
        KeyKnowledge::Default | KeyKnowledge::Unknown => None,
    };
    let parts = [Some(row.name.as_str()), row.appliance.as_deref(), key, row.note.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n").to_lowercase()
}

pub(super) fn row_from(row: &Row<'_>) -> Result<ArchiveRow> {
    let unreadable = |what| EngineError::DatabaseUnreadable { what };
    let text = |index: usize| row.get::<_, String>(index);
    let offset: Option<i32> = row.get(9)?;
    let offset = Offset::from_seconds(offset.unwrap_or(0)).map_err(|_| unreadable("offset"))?;
    let version: Option<CtvlVersion> = parsed(row.get(11)?, "version of an archive")?;
    let source: Option<String> = row.get(12)?;
    let key: Option<String> = row.get(14)?;
    let counters: Option<String> = row.get(15)?;
    let checked: Option<i64> = row.get(19)?;
    Ok(ArchiveRow {
        id: ArchiveId(row.get(0)?),
        path: PathBuf::from(text(1)?),
        name: text(2)?,
        size: unsigned(row.get(3)?, "size")?.unwrap_or(0),
        sha256: parsed(row.get(4)?, "hash")?,
        profile: parsed(row.get(5)?, "profile of an archive")?,
        appliance: row.get(6)?,
        address: row.get(7)?,
        created: Moment::new(instant(row.get(8)?, "time of creation")?, offset),
        created_source: CreatedSource::read(&text(10)?, "source of the time of creation")?,
        version: match (version, source.as_deref().and_then(source_from)) {
            (Some(value), Some(source)) => Some(Known { value, source }),
            _ => None,
        },
        key: match (row.get::<_, bool>(13)?, key) {
            (false, _) => KeyKnowledge::Unknown,
            (true, None) => KeyKnowledge::Default,
            (true, Some(name)) => KeyKnowledge::Named(name),
        },
        counters: counters.map(|word| Counters::read(&word, "counters setting")).transpose()?,
        purpose: Purpose::read(&text(16)?, "purpose")?,
        state: RowState::read(&text(17)?, "state of an archive")?,
        why: row.get(18)?,
        reason: reason_from(row.get(25)?),
        checked_at: checked.map(|at| instant(at, "time of a check")).transpose()?,
        receipt: ReceiptWord::read(&text(20)?, "state of a receipt")?,
        usual_size: unsigned(row.get(21)?, "usual size")?,
        pinned: row.get(22)?,
        note: row.get(23)?,
        added_at: instant(row.get(24)?, "time of adding")?,
    })
}

pub(super) fn find(
    connection: &Connection,
    column: &str,
    value: &dyn rusqlite::ToSql,
) -> Result<Option<ArchiveRow>> {
    let sql = format!("SELECT {COLUMNS} FROM archives WHERE {column} = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([value])?;
    rows.next()?.map(row_from).transpose()
}

/// Writes a row, over the one that had the same path. Its id is not looked at.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    row: &ArchiveRow,
    modified: Option<i64>,
) -> Result<ArchiveId> {
    let folder = row.path.parent().map(path_text).unwrap_or_default();
    let (key_known, key_name) = match &row.key {
        KeyKnowledge::Unknown => (false, None),
        KeyKnowledge::Default => (true, None),
        KeyKnowledge::Named(name) => (true, Some(name)),
    };
    let id = transaction
        .prepare_cached(
            "INSERT INTO archives (path, folder, name, size, modified, sha256, profile, appliance, address, created,
                 created_offset, created_source, version, version_source, key_known, key_name, counters, purpose, state,
                 why, checked_at, receipt, usual_size, pinned, note, added_at, search, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT id FROM profiles WHERE id = ?7), ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                 ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
             ON CONFLICT (path) DO UPDATE SET size = ?4, modified = ?5, sha256 = ?6, profile = excluded.profile,
                 appliance = ?8, address = ?9, created = ?10, created_offset = ?11, created_source = ?12, version = ?13,
                 version_source = ?14, key_known = ?15, key_name = ?16, counters = ?17, purpose = ?18, state = ?19,
                 why = ?20, checked_at = ?21, receipt = ?22, usual_size = ?23, pinned = ?24, note = ?25, search = ?27,
                 reason = ?28
             RETURNING id",
        )?
        .query_row(
            params![
                path_text(&row.path),
                folder,
                row.name,
                signed(row.size),
                modified,
                row.sha256.map(|hash| hash.to_string()),
                row.profile.map(|profile| profile.to_string()),
                row.appliance,
                row.address,
                row.created.timestamp().as_millisecond(),
                row.created.offset().seconds(),
                row.created_source.word(),
                row.version.map(|known| known.value.to_string()),
                row.version.map(|known| source_word(known.source)),
                key_known,
                key_name,
                row.counters.map(Word::word),
                row.purpose.word(),
                row.state.word(),
                row.why,
                row.checked_at.map(|at| at.as_millisecond()),
                row.receipt.word(),
                row.usual_size.map(signed),
                row.pinned,
                row.note,
                row.added_at.as_millisecond(),
                search_text(row),
                reason_text(row.reason.as_ref()),
            ],
            |found| found.get(0),
        )?;
    Ok(ArchiveId(id))
}

/// Notes a version if none is known yet, or this source is a better one.
pub(super) fn note_version(
    transaction: &Transaction<'_>,
    id: ArchiveId,
    version: Known<CtvlVersion>,
) -> Result<()> {
    let known = find(transaction, "id", &id.0)?.and_then(|row| row.version);
    // Only what the appliance told outranks the judgement over the file: a receipt may have been written by anybody.
    let told = known.filter(|known| known.source == Source::Appliance);
    let best = Known::best(told.into_iter().chain([version]));
    if best != known {
        transaction
            .prepare_cached("UPDATE archives SET version = ?2, version_source = ?3 WHERE id = ?1")?
            .execute(params![id.0, version.value.to_string(), source_word(version.source)])?;
    }
    Ok(())
}

/// Notes the key that the archive itself names, if nothing has said yet which one it needs.
pub(super) fn note_key(transaction: &Transaction<'_>, id: ArchiveId, key: &KeyKnowledge) -> Result<()> {
    let name = match key {
        KeyKnowledge::Unknown => return Ok(()),
        KeyKnowledge::Default => None,
        KeyKnowledge::Named(name) => Some(name),
    };
    let Some(mut row) = find(transaction, "id", &id.0)?.filter(|row| row.key == KeyKnowledge::Unknown) else {
        return Ok(());
    };
    row.key = key.clone();
    transaction
        .prepare_cached("UPDATE archives SET key_known = 1, key_name = ?2, search = ?3 WHERE id = ?1")?
        .execute(params![id.0, name, search_text(&row)])?;
    Ok(())
}

/// Notes when the archive itself says that it was made.
pub(super) fn note_created(transaction: &Transaction<'_>, id: ArchiveId, created: Moment) -> Result<()> {
    transaction
        .prepare_cached(
            "UPDATE archives SET created = ?2, created_offset = ?3, created_source = ?4 WHERE id = ?1",
        )?
        .execute(params![
            id.0,
            created.timestamp().as_millisecond(),
            created.offset().seconds(),
            CreatedSource::Archive.word(),
        ])?;
    Ok(())
}
