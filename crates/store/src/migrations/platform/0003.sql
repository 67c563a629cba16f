-- Signing in through an identity provider, and links that set a password.

-- When the person has shown that the address is theirs: nobody else may have set the password before.
ALTER TABLE person ADD COLUMN email_proven_at TEXT;
UPDATE person SET email_proven_at = created_at WHERE is_owner;

CREATE TABLE openid_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX openid_identity_person ON openid_identity (person_id);

-- Only hashes of the links are kept.
CREATE TABLE password_reset (
    hash TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    by_mail BOOLEAN NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX password_reset_person ON password_reset (person_id);
