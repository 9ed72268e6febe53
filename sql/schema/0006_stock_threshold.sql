-- stock_threshold: what the last run of orders expects of a product in a store: what alerts hold the stock against
CREATE TABLE stock_threshold (
    store_id       BIGINT NOT NULL,         -- store
    product_id     BIGINT NOT NULL,         -- product
    computed_at    TIMESTAMP NOT NULL,      -- when the run was, UTC
    reorder_point  DECIMAL(18, 3) NOT NULL, -- demand over the lead time that is not exceeded at the service level, units
    order_up_to    DECIMAL(18, 3) NOT NULL, -- units to have, with those on their way
    daily_demand   DECIMAL(18, 6) NOT NULL, -- expected, units a day
    daily_before   DECIMAL(18, 6),          -- expected by the run before, units a day
    lead_days      INTEGER NOT NULL,        -- from order to shelf, days
    span_days      INTEGER NOT NULL,        -- lead time and time between orders, days
    phantom        DECIMAL(9, 6),           -- probability that the stock on the books is not there
    money_at_stake DECIMAL(18, 2)           -- estimate of the margin lost without an order, major units
);
