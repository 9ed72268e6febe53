-- alert_rule: what a person has set of a rule; a rule without a row is as the program has it
CREATE TABLE alert_rule (
    rule      TEXT PRIMARY KEY, -- below_reorder_point, runs_out ...
    is_on     INTEGER NOT NULL, -- 1: checked, 0: not
    severity  INTEGER NOT NULL, -- 1 info, 2 warning, 3 critical
    threshold REAL NOT NULL,    -- in the rule's own unit
    author    TEXT NOT NULL,    -- who set it
    set_at    INTEGER NOT NULL  -- when, microseconds since 1970, UTC
) STRICT;

-- alert: one crossing of a rule by a product in a store; it is over when cleared_at is set
CREATE TABLE alert (
    alert_id      INTEGER PRIMARY KEY, -- rising from 1
    rule          TEXT NOT NULL,       -- the rule
    store         TEXT NOT NULL,       -- code of the store
    product       TEXT NOT NULL,       -- code of the product
    category      TEXT,                -- of the product
    severity      INTEGER NOT NULL,    -- 1 info, 2 warning, 3 critical; of the rule when it was crossed
    state         TEXT NOT NULL,       -- open, acknowledged, snoozed, resolved
    message       TEXT NOT NULL,       -- one sentence with numbers, as last checked
    value         REAL,                -- what the rule looks at, as last checked
    threshold     REAL,                -- what it is held against
    on_hand       REAL,                -- units in stock, by the last count less what was sold since
    on_order      REAL,                -- units on their way
    cover_days    REAL,                -- days that the stock lasts
    stake_minor   INTEGER,             -- estimate of the margin at stake, minor units
    opened_at     INTEGER NOT NULL,    -- crossed, microseconds since 1970, UTC
    changed_at    INTEGER NOT NULL,    -- state last changed
    snoozed_until INTEGER,             -- end of the snooze
    cleared_at    INTEGER              -- the condition was over; missing: it holds
) STRICT;
-- One alert a crossing: a second one can only open after the first is over.
CREATE UNIQUE INDEX alert_crossing ON alert (rule, store, product) WHERE cleared_at IS NULL;
CREATE INDEX alert_state ON alert (state);

-- alert_event: what happened to an alert, in order
CREATE TABLE alert_event (
    alert_id INTEGER NOT NULL REFERENCES alert, -- the alert
    at       INTEGER NOT NULL,                  -- when, microseconds since 1970, UTC
    event    TEXT NOT NULL,                     -- opened, acknowledged, snoozed, woken, resolved, cleared
    author   TEXT,                              -- who did it; missing: the program
    note     TEXT                               -- what that person wrote
) STRICT;
CREATE INDEX alert_event_alert ON alert_event (alert_id);

-- alert_check: one row: how far the data were checked
CREATE TABLE alert_check (
    data_version INTEGER NOT NULL, -- of the warehouse, up to which every import was checked
    checked_at   INTEGER NOT NULL  -- when, microseconds since 1970, UTC
) STRICT;
INSERT INTO alert_check VALUES (0, 0);

-- recipient: who is told of alerts, and how
CREATE TABLE recipient (
    name          TEXT PRIMARY KEY, -- short name of the recipient
    channel       TEXT NOT NULL,    -- email, webhook
    address       TEXT NOT NULL,    -- e-mail address, or URL
    severity      INTEGER NOT NULL, -- least severity that is sent
    time_zone     TEXT NOT NULL,    -- IANA name, of the hours below
    quiet_from    INTEGER,          -- nothing is sent from this minute of the day; missing: no quiet hours
    quiet_to      INTEGER,          -- until this one
    urgent        INTEGER NOT NULL, -- 1: critical alerts come in quiet hours and outside of the digest too
    digest        TEXT NOT NULL,    -- none, hourly, daily
    digest_at     INTEGER NOT NULL, -- minute of the day of the daily digest
    allow_private INTEGER NOT NULL, -- 1: a webhook may go to this machine or a private network, and without TLS
    secret        BLOB,             -- webhook: signs what is sent
    is_on         INTEGER NOT NULL, -- 0: nothing is sent; 1 otherwise
    why_off       TEXT,             -- who or what switched it off
    created_at    INTEGER NOT NULL  -- microseconds since 1970, UTC
) STRICT;

-- recipient_limit: stores and categories that a recipient wants; without a row of a kind: all
CREATE TABLE recipient_limit (
    recipient TEXT NOT NULL REFERENCES recipient ON DELETE CASCADE, -- the recipient
    kind      TEXT NOT NULL,                                        -- store, category
    value     TEXT NOT NULL,                                        -- its code or name
    PRIMARY KEY (recipient, kind, value)
) STRICT, WITHOUT ROWID;

-- outbox: what is to be told to whom; written in the transaction that opens the alert
CREATE TABLE outbox (
    alert_id   INTEGER NOT NULL REFERENCES alert,                     -- the alert
    recipient  TEXT NOT NULL REFERENCES recipient ON DELETE CASCADE,  -- the recipient
    occasion   TEXT NOT NULL,                                         -- opened, woken
    created_at INTEGER NOT NULL,                                      -- microseconds since 1970, UTC
    message_id TEXT,                                                  -- message it went into; missing: it waits
    PRIMARY KEY (alert_id, recipient, occasion, created_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (recipient) WHERE message_id IS NULL;

-- message: one e-mail or webhook call, of one or many alerts
CREATE TABLE message (
    message_id TEXT PRIMARY KEY,   -- stays the same however often it is tried
    recipient  TEXT NOT NULL REFERENCES recipient ON DELETE CASCADE, -- whom it goes to
    alerts     INTEGER NOT NULL,   -- alerts it tells of
    subject    TEXT NOT NULL,      -- of the e-mail; the event's type of a webhook
    body       TEXT NOT NULL,      -- what is sent
    state      TEXT NOT NULL,      -- waiting, sending, sent, dead
    attempts   INTEGER NOT NULL,   -- tries so far
    next_at    INTEGER NOT NULL,   -- when it is tried next, microseconds since 1970, UTC
    last_error TEXT,               -- why the last try failed
    created_at INTEGER NOT NULL,   -- microseconds since 1970, UTC
    sent_at    INTEGER             -- when it was taken
) STRICT;
CREATE INDEX message_waiting ON message (next_at) WHERE state IN ('waiting', 'sending');
