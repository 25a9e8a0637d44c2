-- What an event came to, as JSON; null where nothing was written down, as by older versions.
ALTER TABLE history ADD COLUMN result TEXT;
-- What the words for `code` name, as JSON of the surface it ran in.
ALTER TABLE history ADD COLUMN params TEXT;
-- How many archives it is about, where there are several; `subject` says the same in English.
ALTER TABLE history ADD COLUMN archives INTEGER;
ALTER TABLE jobs ADD COLUMN archives INTEGER;
-- Subject, text and incident in lower case: LIKE knows the letter case of ASCII only.
ALTER TABLE history ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE history SET search = lower(subject || char(10) || text || char(10) || coalesce(incident, ''));
CREATE INDEX history_by_incident ON history (incident) WHERE incident IS NOT NULL;

-- Why an archive is damaged or cannot be verified, as JSON; `why` is the same in English.
ALTER TABLE archives ADD COLUMN reason TEXT;
