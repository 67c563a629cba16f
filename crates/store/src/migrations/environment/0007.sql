-- Files of assets, by handle: what is expected, how far it is, and where the bytes are. `object` is the name in the object store;
-- a file that is to be replaced is delivered until the new one is there. `form_…` are the fields of a form that was given out.
CREATE TABLE asset_file (
    id TEXT NOT NULL PRIMARY KEY,
    entry TEXT NOT NULL,
    locale BIGINT NOT NULL,
    status TEXT NOT NULL,
    expires_at TEXT,
    error_code TEXT,
    error_message TEXT,
    form_date TEXT,
    form_credential TEXT,
    form_policy TEXT,
    form_signature TEXT,
    source_url TEXT,
    claimed_until TEXT,
    names_asset BOOLEAN NOT NULL,
    requested_by TEXT NOT NULL,
    requested_by_kind TEXT NOT NULL,
    object TEXT,
    file_name TEXT,
    mime_type TEXT,
    size BIGINT,
    created_at TEXT NOT NULL
);
CREATE INDEX asset_file_entry ON asset_file (entry);
CREATE INDEX asset_file_status ON asset_file (status, expires_at);
CREATE INDEX asset_file_object ON asset_file (object);
