-- erasure: a customer who was taken out of this file; nothing here tells who
CREATE TABLE erasure (
    erasure_id BIGINT NOT NULL,   -- rising from 1
    erased_at  TIMESTAMP NOT NULL -- when, UTC
);

-- erasure_total: control totals of an import since somebody was erased from its rows; the last ones are what verify recounts
CREATE TABLE erasure_total (
    erasure_id BIGINT NOT NULL, -- erasure
    import_id  BIGINT NOT NULL, -- import whose rows were emptied
    totals     VARCHAR NOT NULL -- as in import, totals
);
