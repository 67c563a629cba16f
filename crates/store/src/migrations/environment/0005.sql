-- Lines of the bulk path that are done, for whoever sends them again: one row per transaction, with its result lines. `import_id`
-- is made of the sender and their key; `digest` stands for all lines up to the part's last one.
CREATE TABLE bulk_part (
    import_id TEXT NOT NULL,
    first_line BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    digest TEXT NOT NULL,
    results TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (import_id, first_line)
);
