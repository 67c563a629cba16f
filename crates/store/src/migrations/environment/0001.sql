-- An environment's database: its content model, migrations, tokens, installations and events. The tables of the
-- content itself are made by the content model's changes.
-- One text for both engines. Times are canonical text in UTC; JSON is kept as text; text sorts as bytes.

-- `schema_version` counts the changes of the content model.
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- The content model: one row per model, component, enumeration, locale and stage, and one of counters. Fields are in
-- the body of their parent; `ordinal` is the place among its kind.
CREATE TABLE content_object (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    body TEXT NOT NULL
);

-- A batch of changes; its name, where given, is used once.
CREATE TABLE migration (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT UNIQUE,
    status TEXT NOT NULL,
    errors TEXT,
    operation_type TEXT,
    resource_id TEXT,
    triggered_by TEXT,
    created_at TEXT NOT NULL,
    finished_at TEXT
);
CREATE INDEX migration_created ON migration (created_at, id);

-- Nothing of a token's text is kept: it is computed from the row and the server's key.
CREATE TABLE permanent_token (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT,
    default_stage_id TEXT,
    management_actions TEXT NOT NULL,
    content_grants TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);

CREATE TABLE app_installation (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL UNIQUE,
    app_api_id TEXT NOT NULL,
    status TEXT NOT NULL,
    config TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);

CREATE TABLE app_token (
    id TEXT NOT NULL PRIMARY KEY,
    installation_id TEXT NOT NULL REFERENCES app_installation (id) ON DELETE CASCADE,
    issued_at TEXT NOT NULL,
    revoked_at TEXT
);
CREATE INDEX app_token_installation ON app_token (installation_id);

-- Only the hash of a code is kept. A used code stays, with the token it gave: a late replay revokes that token.
CREATE TABLE setup_code (
    hash TEXT NOT NULL PRIMARY KEY,
    installation_id TEXT NOT NULL REFERENCES app_installation (id) ON DELETE CASCADE,
    app_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    app_token_id TEXT REFERENCES app_token (id) ON DELETE CASCADE
);
CREATE INDEX setup_code_installation ON setup_code (installation_id);
CREATE INDEX setup_code_token ON setup_code (app_token_id);

-- Who acted on content: the Content API's type `User`.
CREATE TABLE content_actor (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    picture TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);

-- Older and present states of entries, one per write and stage: `data` is the entry as JSON.
CREATE TABLE version (
    entry TEXT NOT NULL,
    model TEXT NOT NULL,
    stage BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (entry, stage, revision)
);
CREATE INDEX version_model ON version (model);

-- Publishing and unpublishing at a later time, grouped in releases.
CREATE TABLE scheduled_release (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT,
    description TEXT,
    release_at TEXT,
    is_implicit BOOLEAN NOT NULL,
    is_active BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    error_message TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    created_by TEXT,
    updated_by TEXT
);

CREATE TABLE scheduled_operation (
    id TEXT NOT NULL PRIMARY KEY,
    release_id TEXT REFERENCES scheduled_release (id) ON DELETE CASCADE,
    description TEXT,
    status TEXT NOT NULL,
    error_message TEXT,
    raw_payload TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    created_by TEXT,
    updated_by TEXT
);
CREATE INDEX scheduled_operation_release ON scheduled_operation (release_id);

CREATE TABLE scheduled_operation_document (
    operation_id TEXT NOT NULL REFERENCES scheduled_operation (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (operation_id, entry)
);
CREATE INDEX scheduled_operation_document_entry ON scheduled_operation_document (entry);

-- What happened, for webhooks, caches and subscriptions. Ids are ordered by time, positions by when an event can be seen.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    event TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX outbox_position ON outbox (position);

-- Who did what. Ids are ordered by time.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    actor_id TEXT,
    action TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    detail TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX audit_resource ON audit (resource_id, id);
