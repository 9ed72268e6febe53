-- user: a person who may sign in
CREATE TABLE user (
    user_id      INTEGER PRIMARY KEY AUTOINCREMENT,   -- rising from 1, never used again
    name         TEXT NOT NULL UNIQUE COLLATE NOCASE, -- what they sign in with
    roles        INTEGER NOT NULL,                    -- set of roles, bits as in retailinsight.h
    stores       TEXT,                                -- codes of the stores they see, a JSON list; missing: all
    password     TEXT,                                -- argon2id with its salt and costs; missing: none chosen yet
    is_on        INTEGER NOT NULL,                    -- 0: nothing lets them in
    created_at   INTEGER NOT NULL,                    -- seconds since 1970, UTC
    created_by   TEXT NOT NULL,                       -- who made the account
    signed_in_at INTEGER                              -- last time a password was right
) STRICT;

-- pass: a secret that lets somebody in; only its hash is kept
CREATE TABLE pass (
    hash       BLOB PRIMARY KEY,   -- SHA-256 of the secret
    kind       TEXT NOT NULL,      -- welcome: chooses a password; link: opens a session; session; key
    label      TEXT NOT NULL,      -- what it is called in lists; a key's begins its secret
    name       TEXT NOT NULL,      -- whose it is, or what a key is for
    user_id    INTEGER REFERENCES user ON DELETE CASCADE, -- whose rights it has; missing: those beside
    roles      INTEGER NOT NULL,   -- set of roles
    stores     TEXT,               -- codes of stores, a JSON list; missing: all
    uses       INTEGER,            -- how often it still works; missing: always
    made_at    INTEGER NOT NULL,   -- seconds since 1970, UTC
    made_by    TEXT NOT NULL,      -- who made it
    expires_at INTEGER NOT NULL,   -- when it stops working
    seen_at    INTEGER,            -- last shown, to the minute
    seen_from  TEXT                -- address it was last shown from
) STRICT, WITHOUT ROWID;
CREATE INDEX pass_kind ON pass (kind, label);

-- attempt: passwords that were wrong, by account and by address
CREATE TABLE attempt (
    subject TEXT PRIMARY KEY,  -- user NAME, from ADDRESS
    failed  INTEGER NOT NULL,  -- in a row
    last_at INTEGER NOT NULL   -- the last one, seconds since 1970, UTC
) STRICT, WITHOUT ROWID;

ALTER TABLE audit ADD COLUMN outcome TEXT; -- how it ended: ok, or the status; missing: before there were outcomes, or broken off
