-- footfall_record: people counted at a door of a shop in an interval, as an import said; view footfall shows what stands
CREATE TABLE footfall_record (
    store_id          BIGINT,             -- store
    door              VARCHAR,            -- entrance or counter, where a shop has several
    interval_start_at TIMESTAMP NOT NULL, -- beginning of the interval, UTC
    minutes           INTEGER,            -- length of the interval, minutes; 1440: a whole business day
    business_date     DATE NOT NULL,      -- trading day of the store: its time zone and day cut-off
    counted_in        BIGINT NOT NULL,    -- people who came in
    counted_out       BIGINT,             -- people who went out
    source            VARCHAR NOT NULL,   -- system or mapping it came from
    attributes        VARCHAR,            -- columns without a meaning here, JSON object
    record_no         BIGINT NOT NULL,    -- physical record of the file
    import_id         BIGINT NOT NULL,    -- import that brought it
    superseded_by     BIGINT              -- import that replaced it; missing: it stands
);

-- price_record: the price of a product in a store from a day on, as an import said; view price shows what stands
CREATE TABLE price_record (
    product_id    BIGINT NOT NULL,         -- product
    store_id      BIGINT,                  -- store; missing: all of them
    kind          VARCHAR NOT NULL,        -- list, promotion, markdown
    starts_on     DATE,                    -- first day of the price; missing: as far back as is known
    ends_on       DATE,                    -- last day of the price; missing: until another one begins
    price         DECIMAL(18, 6) NOT NULL, -- of one unit, major currency units
    currency      VARCHAR NOT NULL,        -- ISO 4217 code
    source        VARCHAR NOT NULL,        -- system or mapping it came from
    attributes    VARCHAR,                 -- columns without a meaning here, JSON object
    record_no     BIGINT NOT NULL,         -- physical record of the file
    import_id     BIGINT NOT NULL,         -- import that brought it
    superseded_by BIGINT                   -- import that replaced it; missing: it stands
);

-- promotion_record: a product in a promotion in a store, as an import said; view promotion shows what stands
CREATE TABLE promotion_record (
    promotion        VARCHAR NOT NULL, -- code of the promotion
    starts_on        DATE NOT NULL,    -- its first day
    ends_on          DATE,             -- its last day; missing: open
    name             VARCHAR,          -- what it is called
    mechanics        VARCHAR,          -- how it works: percent off, 3 for 2, coupon
    discount_percent DECIMAL(18, 3),   -- off the list price, percent
    price            DECIMAL(18, 6),   -- of one unit while it lasts, major currency units
    currency         VARCHAR,          -- of that price, ISO 4217 code
    category         VARCHAR,          -- all products of this category, where no product is named
    product_id       BIGINT,           -- product; missing: all of the category, or of the shop
    store_id         BIGINT,           -- store; missing: all of them
    source           VARCHAR NOT NULL, -- system or mapping it came from
    attributes       VARCHAR,          -- columns without a meaning here, JSON object
    record_no        BIGINT NOT NULL,  -- physical record of the file; one that names many products makes many rows
    import_id        BIGINT NOT NULL,  -- import that brought it
    superseded_by    BIGINT            -- import that replaced it; missing: it stands
);

-- purchase_order_record: a line of an order to a supplier, as an import said; view purchase_order_line shows what stands
CREATE TABLE purchase_order_record (
    source        VARCHAR NOT NULL,        -- system or mapping it came from; part of the key
    order_no      VARCHAR NOT NULL,        -- number of the order, or its day where it has none
    line_no       INTEGER NOT NULL,        -- line of the order, or number among its lines of one product, from 1
    store_id      BIGINT,                  -- store it is for
    product_id    BIGINT NOT NULL,         -- product
    supplier_id   BIGINT,                  -- supplier
    ordered_at    TIMESTAMP NOT NULL,      -- when it was ordered, UTC
    expected_on   DATE,                    -- day it is expected
    received_on   DATE,                    -- day it came; missing: not yet
    quantity      DECIMAL(18, 3) NOT NULL, -- ordered, units
    received      DECIMAL(18, 3),          -- came, units
    unit_cost     DECIMAL(18, 6),          -- of one unit, major currency units
    currency      VARCHAR,                 -- of the cost, ISO 4217 code
    status        VARCHAR,                 -- open, received, cancelled
    attributes    VARCHAR,                 -- columns without a meaning here, JSON object
    record_no     BIGINT NOT NULL,         -- physical record of the file
    import_id     BIGINT NOT NULL,         -- import that brought it
    superseded_by BIGINT                   -- import that replaced it; missing: it stands
);

-- holiday_record: a day that is not like others, as an import said; view holiday shows what stands
CREATE TABLE holiday_record (
    region        VARCHAR,          -- where it holds, as stores name their region; missing: everywhere
    day           DATE NOT NULL,    -- the day
    kind          VARCHAR NOT NULL, -- public, school, event, closed
    name          VARCHAR NOT NULL, -- what it is called; its kind where it has no name
    moved         BOOLEAN NOT NULL, -- kept on this day instead of its own
    source        VARCHAR NOT NULL, -- system or mapping it came from
    attributes    VARCHAR,          -- columns without a meaning here, JSON object
    record_no     BIGINT NOT NULL,  -- physical record of the file
    import_id     BIGINT NOT NULL,  -- import that brought it
    superseded_by BIGINT            -- import that replaced it; missing: it stands
);

-- plan_record: what a store and category should reach in a period, as an import said; view plan shows what stands
CREATE TABLE plan_record (
    version       VARCHAR NOT NULL, -- which plan: budget, forecast of May; 'plan' where the file does not say
    store_id      BIGINT,           -- store; missing: all of them
    category      VARCHAR,          -- category; missing: all of them
    first_day     DATE NOT NULL,    -- of the period
    last_day      DATE NOT NULL,    -- of the period
    revenue_minor BIGINT,           -- net sales, minor units
    units         DECIMAL(18, 3),   -- units sold
    margin_minor  BIGINT,           -- gross margin, minor units
    currency      VARCHAR NOT NULL, -- ISO 4217 code
    source        VARCHAR NOT NULL, -- system or mapping it came from
    attributes    VARCHAR,          -- columns without a meaning here, JSON object
    record_no     BIGINT NOT NULL,  -- physical record of the file
    import_id     BIGINT NOT NULL,  -- import that brought it
    superseded_by BIGINT            -- import that replaced it; missing: it stands
);

-- fx_rate_record: what one unit of a currency was worth in another on a day, as an import said; view fx_rate shows what stands
CREATE TABLE fx_rate_record (
    base          VARCHAR NOT NULL,        -- ISO 4217 code: one unit of this
    quote         VARCHAR NOT NULL,        -- ISO 4217 code: is worth so many of this
    day           DATE NOT NULL,           -- the day
    rate          DECIMAL(18, 9) NOT NULL, -- units of quote for one of base
    source        VARCHAR NOT NULL,        -- system or mapping it came from
    attributes    VARCHAR,                 -- columns without a meaning here, JSON object
    record_no     BIGINT NOT NULL,         -- physical record of the file
    import_id     BIGINT NOT NULL,         -- import that brought it
    superseded_by BIGINT                   -- import that replaced it; missing: it stands
);

-- import_expectation: files that should keep coming, where a person has said how often; otherwise it is learnt from the ledger
CREATE TABLE import_expectation (
    kind         VARCHAR NOT NULL,  -- as in import
    source       VARCHAR NOT NULL,  -- as in import
    file_pattern VARCHAR NOT NULL,  -- name of the files, each digit as #
    every_hours  INTEGER NOT NULL,  -- at least one file in this time, hours
    set_at       TIMESTAMP NOT NULL -- when it was said, UTC
);
