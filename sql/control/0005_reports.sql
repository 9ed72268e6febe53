-- Reports that go out by themselves: what, when, to whom; and how each run ended.
CREATE TABLE report_schedule (
    name       TEXT PRIMARY KEY,
    report     TEXT NOT NULL, -- weekly: the operation report.weekly
    format     TEXT NOT NULL, -- pdf, html, xlsx, png, txt
    every      TEXT NOT NULL, -- day, week, month
    on_day     INTEGER,       -- week: 0 Monday .. 6; month: 1 .. 28
    at_minute  INTEGER NOT NULL,
    time_zone  TEXT NOT NULL,
    recipients TEXT NOT NULL, -- JSON, e-mail addresses
    filters    TEXT NOT NULL, -- JSON, parameter and value in turn
    next_at    INTEGER NOT NULL, -- microseconds since 1970 UTC
    tries      INTEGER NOT NULL DEFAULT 0, -- of the run that is due
    created_at INTEGER NOT NULL
);
CREATE TABLE report_run (
    run_id   INTEGER PRIMARY KEY,
    schedule TEXT NOT NULL,
    report   TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    state    TEXT NOT NULL, -- sent, failed
    sent_to  INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    message  TEXT
);
CREATE INDEX report_run_by_schedule ON report_run (schedule, run_id);
