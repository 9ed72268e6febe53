-- segment_run: the groups of customers as they were when somebody kept them, so that moves between groups can be told
CREATE TABLE segment_run (
    run_id    BIGINT NOT NULL,    -- number of the run, from 1
    kept_at   TIMESTAMP NOT NULL, -- when it was, UTC
    until_day DATE NOT NULL,      -- last business date that counted
    clusters  INTEGER NOT NULL,   -- groups asked for; 0: chosen by the program
    customers BIGINT NOT NULL     -- customers grouped
);

-- customer_score: a customer in a run
CREATE TABLE customer_score (
    run_id       BIGINT NOT NULL,         -- segment_run
    customer_id  BIGINT NOT NULL,         -- customer
    recency_days INTEGER NOT NULL,        -- days since the last purchase
    frequency    INTEGER NOT NULL,        -- receipts with a purchase
    net_sales    DECIMAL(18, 3) NOT NULL, -- net amount of all purchases, returns taken off, major currency units
    segment      INTEGER NOT NULL,        -- number of the group, 1 the one with most money a customer
    profile      VARCHAR NOT NULL         -- name of the group
);
