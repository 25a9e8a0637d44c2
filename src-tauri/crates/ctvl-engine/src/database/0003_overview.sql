-- Why a run did not end well, as a word of the surface it ran in, and the likely cure. Which archive it made.
ALTER TABLE history ADD COLUMN code TEXT;
ALTER TABLE history ADD COLUMN cure TEXT;
ALTER TABLE history ADD COLUMN archive INTEGER REFERENCES archives (id) ON DELETE SET NULL;

-- After how many days without a verified backup an appliance is at risk.
ALTER TABLE profiles ADD COLUMN alarm_days INTEGER NOT NULL DEFAULT 2;
-- A certificate that is not the trusted one and that it was seen to present.
ALTER TABLE profiles ADD COLUMN presented TEXT;
-- What the pinned certificate says, as JSON, so that it can be shown beside another one later.
ALTER TABLE profiles ADD COLUMN pinned_details TEXT;
-- How often a restore may have replaced the logins (R9): a password in some process's memory is older than the last one.
ALTER TABLE profiles ADD COLUMN logins_replaced INTEGER NOT NULL DEFAULT 0;

-- When an archive was made, but never later than it came into the library: the appliance's clock may run ahead.
CREATE INDEX archives_made ON archives (profile, min(created, added_at), size);
CREATE INDEX archives_proven ON archives (profile, min(created, added_at) DESC, id DESC) WHERE state = 'verified';

CREATE INDEX history_backups ON history (profile, id DESC, outcome)
    WHERE kind IN ('backup', 'pre-change-backup', 'safety-backup');
CREATE INDEX history_backup_days ON history (profile, at, outcome, archive)
    WHERE kind IN ('backup', 'pre-change-backup', 'safety-backup');
CREATE INDEX history_by_archive ON history (archive) WHERE archive IS NOT NULL;
