-- secret: keys that never leave this file
CREATE TABLE secret (
    name  TEXT PRIMARY KEY, -- what it is for: pseudonym
    value BLOB NOT NULL     -- its bytes
) STRICT;

-- identity: who stands behind the pseudonym of a customer
CREATE TABLE identity (
    pseudonym     TEXT PRIMARY KEY, -- as in the warehouse
    natural_id    TEXT NOT NULL,    -- the customer's own number
    name          TEXT,             -- name
    email         TEXT,             -- address
    phone         TEXT,             -- number
    consent_email INTEGER           -- 1: may be written to, 0: may not; missing: not said
) STRICT, WITHOUT ROWID;
