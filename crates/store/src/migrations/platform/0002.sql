-- Custom roles, invitations, what ends a person's tokens, and the audit log of projects.

ALTER TABLE role ADD COLUMN created_at TEXT NOT NULL DEFAULT '';
ALTER TABLE role ADD COLUMN updated_at TEXT NOT NULL DEFAULT '';
UPDATE role SET created_at = (SELECT j.created_at FROM project j WHERE j.id = role.project_id),
    updated_at = (SELECT j.created_at FROM project j WHERE j.id = role.project_id);

-- Counts the times that everything was ended which lets a person in: a short-lived token carries the count that it was
-- made under.
ALTER TABLE person ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
-- What Studio remembers for a person: JSON objects.
ALTER TABLE person ADD COLUMN preferences TEXT;
ALTER TABLE member ADD COLUMN selection TEXT;

-- Nothing of an invitation's code is kept: it is computed from the row and the server's key.
CREATE TABLE invite (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    issuer_person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    origin TEXT,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    accepted_at TEXT,
    UNIQUE (project_id, email)
);
CREATE INDEX invite_email ON invite (email);
CREATE INDEX invite_issuer ON invite (issuer_person_id);

CREATE TABLE invite_role (
    invite_id TEXT NOT NULL REFERENCES invite (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    PRIMARY KEY (invite_id, role_id)
);
CREATE INDEX invite_role_role ON invite_role (role_id);

-- As an environment's table of that name; the actions are on projects, members, roles and invitations.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
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
CREATE INDEX audit_project ON audit (project_id, id);
