-- anomaly_verdict: what a person said of an event in the sales: it is no problem, and so are those like it
CREATE TABLE anomaly_verdict (
    verdict_id  INTEGER PRIMARY KEY, -- rising from 1
    pattern     TEXT NOT NULL,       -- place, goods, kind, direction and driver: what events have in common that are alike
    event       TEXT NOT NULL,       -- the event it was said of
    store       TEXT,                -- code of its store; missing: no single one
    message     TEXT NOT NULL,       -- what that event said
    daily_minor INTEGER NOT NULL,    -- its money a day without sign, minor units
    author      TEXT NOT NULL,       -- who said it
    note        TEXT,                -- what that person wrote
    set_at      INTEGER NOT NULL,    -- when, microseconds since 1970, UTC
    undone_at   INTEGER,             -- when it was taken back; missing: it holds
    undone_by   TEXT                 -- by whom
) STRICT;
