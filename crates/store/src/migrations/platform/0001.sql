-- The platform database: people, sessions, projects, environments' addresses, members, roles, apps.
-- One text for both engines. Times are canonical text in UTC; JSON is kept as text; text sorts as bytes.

CREATE TABLE server_setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- `user` is a reserved word. The e-mail address is kept normalised.
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    picture TEXT,
    password_hash TEXT,
    is_owner BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);

CREATE TABLE session (
    id_hash TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expires ON session (expires_at);

-- The links that make the owner.
CREATE TABLE setup_token (
    hash TEXT NOT NULL PRIMARY KEY,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

CREATE TABLE project (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT,
    owner_person_id TEXT NOT NULL REFERENCES person (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX project_owner ON project (owner_person_id);

CREATE TABLE environment (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT,
    is_master BOOLEAN NOT NULL DEFAULT FALSE,
    color TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (project_id, name)
);
CREATE UNIQUE INDEX environment_master ON environment (project_id) WHERE is_master;

CREATE TABLE role (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    description TEXT,
    is_default BOOLEAN NOT NULL DEFAULT FALSE,
    actions TEXT NOT NULL,
    UNIQUE (project_id, name)
);

CREATE TABLE member (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    is_owner BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TEXT NOT NULL,
    UNIQUE (project_id, person_id)
);
CREATE INDEX member_person ON member (person_id);

CREATE TABLE member_role (
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    PRIMARY KEY (member_id, role_id)
);
CREATE INDEX member_role_role ON member_role (role_id);

CREATE TABLE app (
    id TEXT NOT NULL PRIMARY KEY,
    author_person_id TEXT NOT NULL REFERENCES person (id),
    api_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT,
    avatar_url TEXT,
    setup_url TEXT NOT NULL,
    webhook_url TEXT,
    configuration_url TEXT,
    publication_status TEXT NOT NULL,
    permissions TEXT NOT NULL,
    client_id TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX app_author ON app (author_person_id);

-- The client secrets of an app. The current one has no end; one that was replaced has one.
CREATE TABLE app_secret (
    app_id TEXT NOT NULL REFERENCES app (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    PRIMARY KEY (app_id, hash)
);
CREATE UNIQUE INDEX app_secret_current ON app_secret (app_id) WHERE expires_at IS NULL;

CREATE TABLE app_element (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES app (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    api_id TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    description TEXT,
    config TEXT,
    src TEXT NOT NULL,
    features TEXT NOT NULL,
    field_type TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (app_id, api_id)
);
