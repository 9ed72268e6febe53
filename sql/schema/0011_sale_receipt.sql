-- sale_receipt: lines of a receipt that count, summed up by day; figures that ask for no product are answered from here
CREATE TABLE sale_receipt (
    business_date  DATE NOT NULL,          -- as in sale_line, as all that follows: lines that agree in these are one row
    receipt_key    BIGINT NOT NULL,        -- as in sale_line
    store_id       BIGINT,                 -- store
    customer_id    BIGINT,                 -- customer
    kind           VARCHAR NOT NULL,       -- sale, return
    currency       VARCHAR NOT NULL,       -- ISO 4217 code
    payment_method VARCHAR,                -- how it was paid
    lines          BIGINT NOT NULL,        -- so many
    quantity       DECIMAL(18, 3),         -- their units
    gross_minor    BIGINT,                 -- before discount, minor units
    discount_minor BIGINT,                 -- positive, minor units
    net_minor      BIGINT                  -- after discount, without tax, minor units
);
INSERT INTO sale_receipt
SELECT business_date, receipt_key, store_id, customer_id, kind, currency, payment_method, count(*) AS lines, CAST(sum(quantity) AS DECIMAL(18, 3)) AS quantity,
       CAST(sum(gross_minor) AS BIGINT) AS gross_minor, CAST(sum(discount_minor) AS BIGINT) AS discount_minor, CAST(sum(net_minor) AS BIGINT) AS net_minor
FROM sale_line
WHERE kind <> 'void'
GROUP BY business_date, receipt_key, store_id, customer_id, kind, currency, payment_method;
