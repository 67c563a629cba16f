-- Two models may have entries of one id, and each of these counts its own versions.
CREATE TABLE version_of_model (
    model TEXT NOT NULL,
    entry TEXT NOT NULL,
    stage BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (model, entry, stage, revision)
);
INSERT INTO version_of_model (model, entry, stage, revision, created_at, data)
SELECT model, entry, stage, revision, created_at, data FROM version;
DROP TABLE version;
ALTER TABLE version_of_model RENAME TO version;
