-- One row for each restore that was confirmed; `stage` is the whole stage as JSON, written before the act it names.
CREATE TABLE restore_runs (
    id         TEXT PRIMARY KEY,
    job        TEXT NOT NULL,
    profile    TEXT REFERENCES profiles (id) ON DELETE SET NULL,
    appliance  TEXT NOT NULL,
    address    TEXT NOT NULL,
    archive    TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    route      TEXT NOT NULL,
    plan       TEXT NOT NULL,
    stage      TEXT NOT NULL,
    stage_word TEXT NOT NULL,
    safety     INTEGER REFERENCES archives (id) ON DELETE SET NULL,
    -- What the person said beforehand about the old cluster, as JSON; null if nothing.
    removed    TEXT,
    -- What the person said last while the reboot is watched: it may be said in another process.
    said       TEXT,
    -- The certificate that was shown after the restore, if it was another one.
    presented  TEXT,
    started    INTEGER NOT NULL,
    changed    INTEGER NOT NULL,
    ended      INTEGER
);
CREATE INDEX restore_runs_open ON restore_runs (profile) WHERE ended IS NULL;
CREATE INDEX restore_runs_by_job ON restore_runs (job);

CREATE TABLE aftermath_tasks (
    id         INTEGER PRIMARY KEY,
    run        TEXT NOT NULL REFERENCES restore_runs (id) ON DELETE CASCADE,
    profile    TEXT REFERENCES profiles (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    is_open    INTEGER NOT NULL,
    created    INTEGER NOT NULL,
    changed    INTEGER NOT NULL,
    UNIQUE (run, kind)
);
CREATE INDEX aftermath_open ON aftermath_tasks (profile) WHERE is_open = 1;
