-- Where a check collects what it finds, on its own connection.
CREATE TEMP TABLE IF NOT EXISTS found (
    rule TEXT NOT NULL, store TEXT NOT NULL, product TEXT NOT NULL, category TEXT, severity INTEGER NOT NULL, crossed INTEGER NOT NULL,
    message TEXT NOT NULL, value REAL, threshold REAL, on_hand REAL, on_order REAL, cover_days REAL, stake_minor INTEGER,
    PRIMARY KEY (rule, store, product)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS looked (store TEXT NOT NULL, product TEXT NOT NULL, PRIMARY KEY (store, product)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS opened (rule TEXT NOT NULL, store TEXT NOT NULL, product TEXT NOT NULL, alert_id INTEGER);
CREATE TEMP TABLE IF NOT EXISTS cleared (alert_id INTEGER NOT NULL);
DELETE FROM temp.found;
DELETE FROM temp.looked;
DELETE FROM temp.opened;
DELETE FROM temp.cleared;
