-- The audit log in its final shape; nothing was written to it before. Ids begin with the time, so they sort by it and a
-- span of time is a range of ids. An actor's name is kept: the actor may be gone when somebody reads it.
DROP TABLE audit;
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    created_at TEXT NOT NULL,
    trigger_type TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    resource TEXT NOT NULL,
    action TEXT NOT NULL,
    entity_id TEXT,
    entity_name TEXT,
    payload TEXT,
    detail TEXT
);
CREATE INDEX audit_entity ON audit (entity_id, id);
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE INDEX audit_resource ON audit (resource, id);
