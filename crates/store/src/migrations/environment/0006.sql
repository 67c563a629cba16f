-- Content permissions: one row is one grant. `owner_kind` is ROLE, PAT or PUBLIC; the public has no id. Of models,
-- locales and stages null is all of them, present and future ones; an empty list is none.
CREATE TABLE content_permission (
    id TEXT NOT NULL PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    action TEXT NOT NULL,
    model_id TEXT,
    locales TEXT,
    stages TEXT,
    from_stages TEXT,
    condition TEXT,
    enabled BOOLEAN NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX content_permission_owner ON content_permission (owner_kind, owner_id);
CREATE INDEX content_permission_model ON content_permission (model_id);

-- What tokens may do with content is in rows, too.
ALTER TABLE permanent_token DROP COLUMN content_grants;
