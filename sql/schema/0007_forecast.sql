-- forecast_override: what a person expects instead of the forecast; of those that cover a series and day the newest counts
CREATE TABLE forecast_override (
    override_id BIGINT NOT NULL,    -- rising from 1, never used again
    product     VARCHAR,            -- code of the product; missing: any
    category    VARCHAR,            -- department, category or subcategory of the product; missing: any
    store       VARCHAR,            -- code of the store; missing: any
    series_id   VARCHAR,            -- series of imported demand history; missing: of sales
    first_day   DATE NOT NULL,      -- first day it holds for
    last_day    DATE NOT NULL,      -- last day it holds for
    factor      DECIMAL(18, 6),     -- times the forecast; missing: units are said
    units       DECIMAL(18, 3),     -- units a day of each series instead of the forecast; missing: a factor is said
    reason      VARCHAR NOT NULL,   -- why
    author      VARCHAR NOT NULL,   -- who
    known_on    DATE NOT NULL,      -- day from which it was known: backtests use it from then on
    set_at      TIMESTAMP NOT NULL, -- when it was said, UTC
    removed_at  TIMESTAMP,          -- when it was taken back, UTC; missing: it holds
    removed_by  VARCHAR             -- who took it back
);

-- forecast_record: a forecast made elsewhere of a series and day, as an import said; view forecast shows what stands
CREATE TABLE forecast_record (
    source        VARCHAR NOT NULL,        -- who made it; part of the key
    series_id     VARCHAR,                 -- series of imported demand history; missing: product and store say which
    product_id    BIGINT,                  -- product
    store_id      BIGINT,                  -- store
    made_on       DATE,                    -- last day it knew; missing: the day before the first one of its source
    day           DATE NOT NULL,           -- the day, or the first day of the period
    mean          DECIMAL(18, 3) NOT NULL, -- expected units
    attributes    VARCHAR,                 -- its quantiles: columns q0.1, q0.5 and so on, units, JSON object
    record_no     BIGINT NOT NULL,         -- physical record of the file
    import_id     BIGINT NOT NULL,         -- import that brought it
    superseded_by BIGINT                   -- import that replaced it; missing: it stands
);
