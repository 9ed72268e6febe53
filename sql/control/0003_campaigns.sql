-- consent: what a customer said about a channel, each statement; the latest counts
CREATE TABLE consent (
    pseudonym TEXT NOT NULL,    -- as in identity
    channel   TEXT NOT NULL,    -- email, sms, post
    set_at    INTEGER NOT NULL, -- when it was said, seconds since 1970, UTC
    granted   INTEGER NOT NULL, -- 1: may be addressed, 0: may not
    source    TEXT NOT NULL,    -- where it was said: a file, a form, a call
    PRIMARY KEY (pseudonym, channel, set_at)
) STRICT, WITHOUT ROWID;
INSERT INTO consent
SELECT pseudonym, 'email', unixepoch(), consent_email, 'kept before channels were'
FROM identity
WHERE consent_email IS NOT NULL;
ALTER TABLE identity DROP COLUMN consent_email;

-- campaign: a list of customers chosen at a time for a channel, with a control group
CREATE TABLE campaign (
    campaign_id   INTEGER PRIMARY KEY AUTOINCREMENT, -- rising from 1, never used again
    name          TEXT NOT NULL UNIQUE,              -- name a person gave
    channel       TEXT NOT NULL,                     -- email, sms, post
    created_at    INTEGER NOT NULL,                  -- when, seconds since 1970, UTC
    starts_on     INTEGER NOT NULL,                  -- first day it is measured, days since 1970
    ends_on       INTEGER NOT NULL,                  -- last day it is measured, days since 1970
    rest_days     INTEGER NOT NULL,                  -- days until its customers may be in another one
    control_share REAL NOT NULL,                     -- part of the customers in the control group
    seed          INTEGER NOT NULL,                  -- of the draw
    contacted     INTEGER NOT NULL,                  -- customers to contact, when it was made
    control       INTEGER NOT NULL,                  -- customers in the control group, when it was made
    score         TEXT NOT NULL,                     -- what they were ranked by
    chosen        TEXT NOT NULL,                     -- the choice: parameters as JSON
    cancelled_at  INTEGER                            -- when it was given up, seconds since 1970, UTC
) STRICT;

-- campaign_member: a customer on the list of a campaign
CREATE TABLE campaign_member (
    campaign_id INTEGER NOT NULL REFERENCES campaign ON DELETE CASCADE, -- the campaign
    pseudonym   TEXT NOT NULL,    -- as in identity
    is_control  INTEGER NOT NULL, -- 1: not to be contacted
    score       REAL,             -- what the customer was ranked by
    PRIMARY KEY (campaign_id, pseudonym)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_member_person ON campaign_member (pseudonym);

-- erased: marks of erased people, so that a file that names them again does not bring them back
CREATE TABLE erased (
    mark      BLOB PRIMARY KEY, -- keyed hash of the customer's own number, under the secret 'erased'
    erased_at INTEGER NOT NULL  -- when, seconds since 1970, UTC
) STRICT, WITHOUT ROWID;

-- audit: who did what to the data of people
CREATE TABLE audit (
    audit_id  INTEGER PRIMARY KEY AUTOINCREMENT, -- rising from 1
    at        INTEGER NOT NULL, -- when, seconds since 1970, UTC
    who       TEXT NOT NULL,    -- user; owner: at the machine; import FILE
    action    TEXT NOT NULL,    -- the operation
    pseudonym TEXT,             -- whom it was about; missing: nobody alone, or somebody who was erased
    details   TEXT NOT NULL     -- what changed; never a number, name or contact
) STRICT;
CREATE INDEX audit_person ON audit (pseudonym);
