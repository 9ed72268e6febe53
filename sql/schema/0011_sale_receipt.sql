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
    quantity       DECIMAL(38, 3),         -- their units
    gross_minor    HUGEINT,                -- before discount, minor units
    discount_minor HUGEINT,                -- positive, minor units
    net_minor      HUGEINT                 -- after discount, without tax, minor units
);
INSERT INTO sale_receipt
SELECT business_date, receipt_key, store_id, customer_id, kind, currency, payment_method, count(*) AS lines, sum(quantity) AS quantity,
       sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor, sum(net_minor) AS net_minor
FROM sale_line
WHERE kind <> 'void'
GROUP BY business_date, receipt_key, store_id, customer_id, kind, currency, payment_method;
