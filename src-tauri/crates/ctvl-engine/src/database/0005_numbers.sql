-- A number that was given once is never given again, also when the newest archive or task is gone: people and scripts keep
-- numbers. SQLite promises that only of AUTOINCREMENT, which no ALTER TABLE adds, so both tables are built anew.

-- Of two processes that start at once the second waits for the first, and must then find nothing to do.
CREATE TABLE once (version INTEGER CHECK (version < 5));
INSERT INTO once SELECT user_version FROM pragma_user_version;
DROP TABLE once;

CREATE TABLE new_archives (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    path           TEXT NOT NULL UNIQUE,
    folder         TEXT NOT NULL,
    name           TEXT NOT NULL,
    size           INTEGER NOT NULL,
    modified       INTEGER,
    sha256         TEXT,
    profile        TEXT REFERENCES profiles (id) ON DELETE SET NULL,
    appliance      TEXT,
    address        TEXT,
    created        INTEGER NOT NULL,
    created_offset INTEGER,
    created_source TEXT NOT NULL,
    version        TEXT,
    version_source TEXT,
    key_known      INTEGER NOT NULL,
    key_name       TEXT,
    counters       TEXT,
    purpose        TEXT NOT NULL,
    state          TEXT NOT NULL,
    why            TEXT,
    checked_at     INTEGER,
    receipt        TEXT NOT NULL,
    usual_size     INTEGER,
    pinned         INTEGER NOT NULL DEFAULT 0,
    note           TEXT,
    -- Name, appliance, key and note in lower case: LIKE knows the letter case of ASCII only.
    search         TEXT NOT NULL,
    added_at       INTEGER NOT NULL,
    -- Why an archive is damaged or cannot be verified, as JSON; `why` is the same in English.
    reason         TEXT
);
INSERT INTO new_archives (id, path, folder, name, size, modified, sha256, profile, appliance, address, created,
        created_offset, created_source, version, version_source, key_known, key_name, counters, purpose, state, why,
        checked_at, receipt, usual_size, pinned, note, search, added_at, reason)
    SELECT id, path, folder, name, size, modified, sha256, profile, appliance, address, created,
        created_offset, created_source, version, version_source, key_known, key_name, counters, purpose, state, why,
        checked_at, receipt, usual_size, pinned, note, search, added_at, reason
    FROM archives ORDER BY id;
DROP TABLE archives;
ALTER TABLE new_archives RENAME TO archives;
CREATE INDEX archives_by_created ON archives (created DESC, id DESC);
CREATE INDEX archives_by_size ON archives (size DESC, id DESC);
CREATE INDEX archives_by_name ON archives (name COLLATE NOCASE, id);
CREATE INDEX archives_by_appliance ON archives (appliance COLLATE NOCASE, created DESC, id DESC);
CREATE INDEX archives_by_state ON archives (state, created DESC, id DESC);
CREATE INDEX archives_by_profile ON archives (profile, created DESC, id DESC);
CREATE INDEX archives_by_folder ON archives (folder);
CREATE INDEX archives_by_hash ON archives (sha256);
CREATE INDEX archives_pinned ON archives (created DESC, id DESC) WHERE pinned = 1;
-- When an archive was made, but never later than it came into the library: the appliance's clock may run ahead.
CREATE INDEX archives_made ON archives (profile, min(created, added_at), size);
CREATE INDEX archives_proven ON archives (profile, min(created, added_at) DESC, id DESC) WHERE state = 'verified';

CREATE TABLE new_aftermath_tasks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    run        TEXT NOT NULL REFERENCES restore_runs (id) ON DELETE CASCADE,
    profile    TEXT REFERENCES profiles (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    is_open    INTEGER NOT NULL,
    created    INTEGER NOT NULL,
    changed    INTEGER NOT NULL,
    UNIQUE (run, kind)
);
INSERT INTO new_aftermath_tasks (id, run, profile, kind, state, is_open, created, changed)
    SELECT id, run, profile, kind, state, is_open, created, changed FROM aftermath_tasks ORDER BY id;
DROP TABLE aftermath_tasks;
ALTER TABLE new_aftermath_tasks RENAME TO aftermath_tasks;
CREATE INDEX aftermath_open ON aftermath_tasks (profile) WHERE is_open = 1;
