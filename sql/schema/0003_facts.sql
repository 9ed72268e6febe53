-- sale_line: one line of one receipt; no key and no index, the one writer compares
CREATE TABLE sale_line (
    row_key        BIGINT NOT NULL,  -- XXH3-64 of the line's key (key mode of its import)
    receipt_key    BIGINT NOT NULL,  -- XXH3-64 of source, store, register, transaction; row_key where there is no receipt
    source         VARCHAR NOT NULL, -- system or mapping it came from
    store_id       BIGINT,           -- store
    register       VARCHAR,          -- till
    transaction_no VARCHAR,          -- receipt or invoice number
    line_no        INTEGER NOT NULL, -- line of the receipt, or occurrence among equal lines, from 1
    sold_at        TIMESTAMP NOT NULL, -- instant of the sale, UTC
    business_date  DATE NOT NULL,    -- trading day of the store: its time zone and day cut-off
    product_id     BIGINT,           -- product
    category       VARCHAR,          -- category as sold, only where the line names no product
    customer_id    BIGINT,           -- customer
    kind           VARCHAR NOT NULL, -- sale, return, void
    quantity       DECIMAL(18, 3),   -- units; negative when returned
    unit_price     DECIMAL(18, 6),   -- of one unit, major currency units
    gross_minor    BIGINT,           -- before discount, minor units
    discount_minor BIGINT,           -- positive, minor units
    tax_minor      BIGINT,           -- in the line amount, minor units
    net_minor      BIGINT,           -- after discount, without tax, minor units
    cost_minor     BIGINT,           -- of the line's goods, minor units
    currency       VARCHAR NOT NULL, -- ISO 4217 code
    payment_method VARCHAR,          -- how it was paid
    origin         VARCHAR,          -- receipt a return belongs to
    attributes     VARCHAR,          -- columns without a meaning here, JSON object
    revision       INTEGER NOT NULL, -- 0, and one more each time it was replaced
    record_no      BIGINT NOT NULL,  -- physical record of the file
    import_id      BIGINT NOT NULL   -- import that brought it
);

-- sale_line_superseded: lines that a later import replaced; undoing that import brings them back
CREATE TABLE sale_line_superseded (
    row_key        BIGINT NOT NULL,  -- as in sale_line, to the end of the columns they share
    receipt_key    BIGINT NOT NULL,  -- as in sale_line
    source         VARCHAR NOT NULL, -- as in sale_line
    store_id       BIGINT,           -- as in sale_line
    register       VARCHAR,          -- as in sale_line
    transaction_no VARCHAR,          -- as in sale_line
    line_no        INTEGER NOT NULL, -- as in sale_line
    sold_at        TIMESTAMP NOT NULL, -- as in sale_line, UTC
    business_date  DATE NOT NULL,    -- as in sale_line
    product_id     BIGINT,           -- as in sale_line
    category       VARCHAR,          -- as in sale_line
    customer_id    BIGINT,           -- as in sale_line
    kind           VARCHAR NOT NULL, -- as in sale_line
    quantity       DECIMAL(18, 3),   -- as in sale_line, units
    unit_price     DECIMAL(18, 6),   -- as in sale_line, major currency units
    gross_minor    BIGINT,           -- as in sale_line, minor units
    discount_minor BIGINT,           -- as in sale_line, minor units
    tax_minor      BIGINT,           -- as in sale_line, minor units
    net_minor      BIGINT,           -- as in sale_line, minor units
    cost_minor     BIGINT,           -- as in sale_line, minor units
    currency       VARCHAR NOT NULL, -- as in sale_line
    payment_method VARCHAR,          -- as in sale_line
    origin         VARCHAR,          -- as in sale_line
    attributes     VARCHAR,          -- as in sale_line
    revision       INTEGER NOT NULL, -- as in sale_line
    record_no      BIGINT NOT NULL,  -- as in sale_line
    import_id      BIGINT NOT NULL,  -- as in sale_line: the import that brought it
    superseded_by  BIGINT NOT NULL   -- import that replaced it
);

-- stock_level: units of a product in a store at a moment, as one import said
CREATE TABLE stock_level (
    store_id   BIGINT,             -- store
    product_id BIGINT NOT NULL,    -- product
    counted_at TIMESTAMP NOT NULL, -- when the level was true, UTC; the import's start where the file does not say
    timed      BOOLEAN NOT NULL,   -- the file said when
    on_hand    DECIMAL(18, 3) NOT NULL, -- on the shelf and in the back room, units
    on_order   DECIMAL(18, 3),     -- ordered and not yet received, units
    reserved   DECIMAL(18, 3),     -- promised to customers, units
    source     VARCHAR NOT NULL,   -- system or mapping it came from
    attributes VARCHAR,            -- columns without a meaning here, JSON object
    record_no  BIGINT NOT NULL,    -- physical record of the file
    import_id  BIGINT NOT NULL     -- import that brought it
);

-- demand_history: units sold of a series on a day, for users who hold only aggregated sales
CREATE TABLE demand_history (
    series_id VARCHAR NOT NULL,        -- name of the series
    day       DATE NOT NULL,           -- the day, or the first day of the period
    units     DECIMAL(18, 3) NOT NULL, -- units sold
    censored  BOOLEAN NOT NULL,        -- the shelf was empty for a time: true demand is at least this
    import_id BIGINT NOT NULL          -- import that brought it
);

-- demand_series: one record of a wide file: a series whose days came together
CREATE TABLE demand_series (
    series_id   VARCHAR NOT NULL, -- name of the series
    record_hash BIGINT NOT NULL,  -- XXH3-64 of its days, units and flags
    facts       BIGINT NOT NULL,  -- rows in demand_history
    attributes  VARCHAR,          -- columns without a meaning here, JSON object
    record_no   BIGINT NOT NULL,  -- physical record of the file
    import_id   BIGINT NOT NULL   -- import that brought it
);

-- demand_history_superseded: rows that a later import replaced
CREATE TABLE demand_history_superseded (
    series_id     VARCHAR NOT NULL,        -- as in demand_history
    day           DATE NOT NULL,           -- as in demand_history
    units         DECIMAL(18, 3) NOT NULL, -- as in demand_history, units
    censored      BOOLEAN NOT NULL,        -- as in demand_history
    import_id     BIGINT NOT NULL,         -- as in demand_history: the import that brought it
    superseded_by BIGINT NOT NULL          -- import that replaced it
);

-- demand_series_superseded: series of wide files that a later import replaced
CREATE TABLE demand_series_superseded (
    series_id     VARCHAR NOT NULL, -- as in demand_series
    record_hash   BIGINT NOT NULL,  -- as in demand_series
    facts         BIGINT NOT NULL,  -- as in demand_series
    attributes    VARCHAR,          -- as in demand_series
    record_no     BIGINT NOT NULL,  -- as in demand_series
    import_id     BIGINT NOT NULL,  -- as in demand_series: the import that brought it
    superseded_by BIGINT NOT NULL   -- import that replaced it
);
