-- store_identity: code and number of every shop ever seen
CREATE TABLE store_identity (
    store_id        BIGINT NOT NULL,  -- number used by facts
    code            VARCHAR NOT NULL, -- the shop's own code
    first_import_id BIGINT NOT NULL   -- import that named it first
);

-- store_version: what an import said about a shop; the latest import wins column by column (view store)
CREATE TABLE store_version (
    store_id           BIGINT NOT NULL,  -- store_identity
    name               VARCHAR,          -- name of the shop
    region             VARCHAR,          -- sales region
    city               VARCHAR,          -- town
    currency           VARCHAR,          -- ISO 4217 code
    time_zone          VARCHAR,          -- IANA name
    day_cutoff         INTEGER,          -- when its business day begins, minutes after midnight
    opened_on          DATE,             -- first trading day
    closed_on          DATE,             -- last trading day
    area_m2            DECIMAL(18, 3),   -- sales area, square metres
    attributes         VARCHAR,          -- columns without a meaning here, JSON object
    described          BOOLEAN NOT NULL, -- from a file about shops; false: from a sales file
    record_no          BIGINT NOT NULL,  -- record of the file
    import_id          BIGINT NOT NULL   -- import that said so
);

-- product_identity: code and number of every product ever seen
CREATE TABLE product_identity (
    product_id      BIGINT NOT NULL,  -- number used by facts
    sku             VARCHAR NOT NULL, -- stock keeping unit
    first_import_id BIGINT NOT NULL   -- import that named it first
);

-- product_version: what an import said about a product; the latest import wins column by column (view product)
CREATE TABLE product_version (
    product_id      BIGINT NOT NULL,  -- product_identity
    gtin14          VARCHAR,          -- bar code as 14 digits
    name            VARCHAR,          -- description
    department      VARCHAR,          -- first level of the assortment
    category        VARCHAR,          -- second level
    subcategory     VARCHAR,          -- third level
    brand           VARCHAR,          -- brand
    unit_cost       DECIMAL(18, 6),   -- cost of one unit, major currency units
    list_price      DECIMAL(18, 6),   -- price of one unit, major currency units
    pack_size       DECIMAL(18, 3),   -- units in an order pack
    min_order       DECIMAL(18, 3),   -- fewest units of an order
    shelf_life_days INTEGER,          -- days it can be sold
    supplier_id     BIGINT,           -- supplier_identity
    status          VARCHAR,          -- active, new, ending, ended
    successor_id    BIGINT,           -- product_identity of the one that replaces it
    attributes      VARCHAR,          -- columns without a meaning here, JSON object
    described       BOOLEAN NOT NULL, -- from a file about products; false: from a sales file
    record_no       BIGINT NOT NULL,  -- record of the file
    import_id       BIGINT NOT NULL   -- import that said so
);

-- customer_identity: pseudonym and number of every customer ever seen; names and contacts are kept elsewhere
CREATE TABLE customer_identity (
    customer_id     BIGINT NOT NULL,  -- number used by facts
    pseudonym       VARCHAR NOT NULL, -- keyed hash of the customer's own number
    first_import_id BIGINT NOT NULL   -- import that named it first
);

-- customer_version: what an import said about a customer; the latest import wins column by column (view customer)
CREATE TABLE customer_version (
    customer_id BIGINT NOT NULL,  -- customer_identity
    gender      VARCHAR,          -- as the customer stated it
    birth_year  INTEGER,          -- year of birth
    attributes  VARCHAR,          -- columns without a meaning here, JSON object
    described   BOOLEAN NOT NULL, -- always true
    record_no   BIGINT NOT NULL,  -- record of the file
    import_id   BIGINT NOT NULL   -- import that said so
);

-- supplier_identity: code and number of every supplier ever seen
CREATE TABLE supplier_identity (
    supplier_id     BIGINT NOT NULL,  -- number used by products
    code            VARCHAR NOT NULL, -- the supplier's code
    first_import_id BIGINT NOT NULL   -- import that named it first
);

-- supplier_version: what an import said about a supplier; the latest import wins column by column (view supplier)
CREATE TABLE supplier_version (
    supplier_id         BIGINT NOT NULL,  -- supplier_identity
    name                VARCHAR,          -- name
    lead_time_days      DECIMAL(18, 3),   -- from order to receipt, days
    review_days         DECIMAL(18, 3),   -- between orders, days
    order_days          VARCHAR,          -- weekdays on which orders are taken
    minimum_order_minor BIGINT,           -- smallest order value, minor units
    attributes          VARCHAR,          -- columns without a meaning here, JSON object
    described           BOOLEAN NOT NULL, -- always true
    record_no           BIGINT NOT NULL,  -- record of the file
    import_id           BIGINT NOT NULL   -- import that said so
);
