-- Instants are milliseconds since 1970 in UTC. Words of enums never change once stored.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE receipt_keys (
    public_key TEXT PRIMARY KEY,
    first_used INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE profiles (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    name_key          TEXT NOT NULL UNIQUE,
    address           TEXT NOT NULL,
    user              TEXT NOT NULL,
    pinned            TEXT,
    trusted_at        INTEGER,
    role              TEXT NOT NULL,
    version_told      TEXT,
    version_told_at   INTEGER,
    version_typed     TEXT,
    version_typed_on  TEXT,
    credential        TEXT NOT NULL,
    destination       TEXT,
    key_name          TEXT,
    exclude_counters  INTEGER NOT NULL,
    proxy             TEXT NOT NULL,
    added_at          INTEGER NOT NULL,
    changed_at        INTEGER NOT NULL
);

-- A folder that has been used carries a marker, so that an unmounted share is not taken for an empty folder.
CREATE TABLE destinations (
    path   TEXT PRIMARY KEY,
    marker TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE archives (
    id             INTEGER PRIMARY KEY,
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
    added_at       INTEGER NOT NULL
);
CREATE INDEX archives_by_created ON archives (created DESC, id DESC);
CREATE INDEX archives_by_size ON archives (size DESC, id DESC);
CREATE INDEX archives_by_name ON archives (name COLLATE NOCASE, id);
CREATE INDEX archives_by_appliance ON archives (appliance COLLATE NOCASE, created DESC, id DESC);
CREATE INDEX archives_by_state ON archives (state, created DESC, id DESC);
CREATE INDEX archives_by_profile ON archives (profile, created DESC, id DESC);
CREATE INDEX archives_by_folder ON archives (folder);
CREATE INDEX archives_by_hash ON archives (sha256);
CREATE INDEX archives_pinned ON archives (created DESC, id DESC) WHERE pinned = 1;

-- `owner` is the session of one process; it lives as long as that process holds the session's lock file.
CREATE TABLE jobs (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    event       TEXT NOT NULL,
    profile     TEXT REFERENCES profiles (id) ON DELETE SET NULL,
    subject     TEXT NOT NULL,
    owner       TEXT NOT NULL,
    pid         INTEGER NOT NULL,
    started     INTEGER NOT NULL,
    finished    INTEGER,
    ending      TEXT,
    part_path   TEXT,
    final_path  TEXT,
    incident    TEXT
);
CREATE INDEX jobs_running ON jobs (owner) WHERE ending IS NULL;
CREATE INDEX jobs_by_part ON jobs (part_path) WHERE part_path IS NOT NULL;
CREATE INDEX jobs_by_started ON jobs (started DESC);

CREATE TABLE history (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    profile   TEXT REFERENCES profiles (id) ON DELETE SET NULL,
    subject   TEXT NOT NULL,
    job       TEXT,
    duration  INTEGER,
    bytes     INTEGER,
    text      TEXT NOT NULL,
    incident  TEXT
);
CREATE INDEX history_by_profile ON history (profile, id DESC);
CREATE INDEX history_by_kind ON history (kind, id DESC);
CREATE INDEX history_by_job ON history (job);
