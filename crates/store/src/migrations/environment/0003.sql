-- What an operation does, in keys: it does that whatever stages and locales are called when it runs. `raw_payload` says it
-- as it was sent.
ALTER TABLE scheduled_operation ADD COLUMN instruction TEXT NOT NULL DEFAULT '{}';

-- What is still to run: what has begun, then what waits, soonest first.
CREATE INDEX scheduled_release_waiting ON scheduled_release (status, release_at, id)
    WHERE status IN ('IN_PROGRESS', 'PENDING');
CREATE INDEX scheduled_operation_waiting ON scheduled_operation (release_id, created_at, id)
    WHERE status = 'PENDING';
