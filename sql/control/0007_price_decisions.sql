-- price_decision: what a person did with an advised price, and what was expected of it
CREATE TABLE price_decision (
    decision_id    INTEGER PRIMARY KEY, -- rising from 1
    product        TEXT NOT NULL,       -- its code
    accepted       INTEGER NOT NULL,    -- 1: accepted, 0: turned down
    starts_on      INTEGER NOT NULL,    -- first day of the new price, days since 1970
    digits         INTEGER NOT NULL,    -- of the minor units: 2 are cents
    price_minor    INTEGER NOT NULL,    -- price before, tax included, minor units
    new_minor      INTEGER NOT NULL,    -- the new one
    units          REAL NOT NULL,       -- a week before
    expected_units REAL NOT NULL,       -- a week at the new price
    units_low      REAL NOT NULL,       -- lower bound of expected_units
    units_high     REAL NOT NULL,       -- upper bound
    gain_minor     INTEGER NOT NULL,    -- expected a week, minor units
    author         TEXT NOT NULL,       -- who decided
    note           TEXT,                -- what that person wrote
    set_at         INTEGER NOT NULL,    -- when, microseconds since 1970, UTC
    undone_at      INTEGER              -- when it was taken back; missing: it holds
) STRICT;
