-- order_advice_run: a list of orders that was kept, to see afterwards what it was worth
CREATE TABLE order_advice_run (
    run_id  BIGINT NOT NULL,    -- rising from 1
    made_at TIMESTAMP NOT NULL, -- when it was kept, UTC
    as_of   DATE NOT NULL,      -- last day that it knew
    lines   BIGINT NOT NULL     -- products in stores, those with nothing to order too
);

-- order_advice: a line of it
CREATE TABLE order_advice (
    run_id          BIGINT NOT NULL,         -- as in order_advice_run
    store_id        BIGINT NOT NULL,         -- store
    product_id      BIGINT NOT NULL,         -- product
    quantity        DECIMAL(18, 3) NOT NULL, -- units to order
    on_hand         DECIMAL(18, 3) NOT NULL, -- units in stock then
    expected_demand DECIMAL(18, 3),          -- over lead time and review, units
    lead_days       INTEGER NOT NULL,        -- from order to shelf as expected, days
    review_days     INTEGER NOT NULL,        -- until the next order, days
    money_at_stake  DECIMAL(18, 2),          -- estimate of the margin lost without the order, major units
    reason          VARCHAR                  -- why, in one sentence
);
