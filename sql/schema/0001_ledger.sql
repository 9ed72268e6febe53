-- migration: every change of this schema that was applied to this file; written by the program only
CREATE TABLE migration (
    number     INTEGER NOT NULL,  -- rising from 1, as in the name of the file under sql/schema
    name       VARCHAR NOT NULL,  -- file name without number and ending
    checksum   VARCHAR NOT NULL,  -- SHA-256 of the file's text, hexadecimal
    program    VARCHAR NOT NULL,  -- version of the program that applied it
    applied_at TIMESTAMP NOT NULL -- when, UTC
);

-- data_version: one row that rises with every commit; caches and "how fresh is this" come from it
CREATE TABLE data_version (
    version    BIGINT NOT NULL,   -- 1 when nothing was ever imported
    changed_at TIMESTAMP NOT NULL -- last commit, UTC
);
INSERT INTO data_version VALUES (1, TIMESTAMP '1970-01-01 00:00:00');

-- setting: small facts about this file
CREATE TABLE setting (
    name  VARCHAR NOT NULL, -- what
    value VARCHAR NOT NULL  -- its value
);

-- import: the ledger, one row for each import; offered = accepted + duplicates + quarantined, accepted = inserted + replaced
CREATE TABLE import (
    import_id   BIGINT NOT NULL,    -- rising from 1, never used again
    kind        VARCHAR NOT NULL,   -- sales, stock, products, stores, customers, suppliers, demand
    source      VARCHAR NOT NULL,   -- system or mapping the records come from; part of every key
    file_name   VARCHAR NOT NULL,   -- as it was given
    key_mode    VARCHAR,            -- sales: line, receipt or content
    sha256      VARCHAR NOT NULL,   -- of the file's bytes as they came, hexadecimal
    bytes       BIGINT NOT NULL,    -- of the file as it came
    offered     BIGINT NOT NULL,    -- physical records of the file, header not counted
    accepted    BIGINT NOT NULL,    -- records now in the warehouse by this import
    inserted    BIGINT NOT NULL,    -- accepted records that were new
    replaced    BIGINT NOT NULL,    -- accepted records that took the place of older ones
    duplicates  BIGINT NOT NULL,    -- records that were there already, or came earlier in the same file
    quarantined BIGINT NOT NULL,    -- records that could not be used, kept in quarantine
    facts       BIGINT NOT NULL,    -- rows written (a wide record makes many)
    superseded  BIGINT NOT NULL,    -- older rows that this import replaced
    started_at  TIMESTAMP NOT NULL, -- UTC
    finished_at TIMESTAMP NOT NULL, -- UTC
    state       VARCHAR NOT NULL,   -- done, undone
    undone_at   TIMESTAMP,          -- when it was taken back, UTC
    totals      VARCHAR NOT NULL,   -- control totals of the rows it wrote, as verify recounts them
    chain       VARCHAR NOT NULL    -- SHA-256 over this row's ledger and the chain of the import before, hexadecimal
);

-- import_link: which earlier imports an import was compared with successfully: it cannot stay when they go
CREATE TABLE import_link (
    import_id         BIGINT NOT NULL, -- the later import
    earlier_import_id BIGINT NOT NULL, -- the import whose rows it met
    duplicates        BIGINT NOT NULL, -- its records that were there already
    replaced          BIGINT NOT NULL  -- rows of the earlier import that it replaced
);

-- quarantine: rejected records, one row each, as they came
CREATE TABLE quarantine (
    import_id   BIGINT NOT NULL,  -- the import that offered it
    record_no   BIGINT NOT NULL,  -- physical record of the file, counted from 1
    byte_offset BIGINT NOT NULL,  -- where it begins in the decompressed bytes
    rule        VARCHAR NOT NULL, -- short name of the rule it broke
    message     VARCHAR NOT NULL, -- what is wrong, with the value
    raw         BLOB              -- its bytes (the first 4 KiB of a very long one)
);
