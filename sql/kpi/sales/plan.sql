-- operation: sales.plan
-- summary:   Net sales, units and gross margin against the plan
-- details:   One row a line of the plan whose period overlaps the span. A plan for all stores or categories is held against all of
--            them. The plan so far is the plan's part for the days up to --as-of, spread evenly over its period; reached compares
--            with that. Lines of the plan reach beyond what --store or --category choose are left out.
-- roles:     analyst management
-- scope:     stores
-- uses:      span filters refunds
-- param:     version text "only this version of the plan"
-- column:    version text "which plan"
-- column:    first_day date "first day of the period"
-- column:    last_day date "last day of the period"
-- column:    store text "code of the store; all where the plan does not say"
-- column:    category text "category; all where the plan does not say"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "of the period so far: after discounts and returns, tax excluded"
-- column:    net_sales_plan money "planned for the whole period"
-- column:    net_sales_plan_so_far money "planned for the days up to --as-of"
-- column:    against_plan money "net sales less the plan so far"
-- column:    reached share "net sales of the plan so far"
-- column:    units decimal "units sold less units returned"
-- column:    units_plan decimal "planned for the whole period"
-- column:    units_reached share "units of the plan so far"
-- column:    gross_margin money "net sales less cost, of lines whose cost is known"
-- column:    margin_plan money "planned for the whole period"
-- column:    margin_reached share "gross margin of the plan so far"
-- column:    cost_known share "part of the net sales whose cost is known"
-- column:    complete bool "the period is over"
-- example:   retailinsight sales plan --period 2026
-- example:   retailinsight sales plan --version budget --store S01
WITH
-- part: line,
planned AS (
    SELECT row_number() OVER (ORDER BY version, first_day, store_id, category, currency) AS plan_no, *,
           CAST(least(last_day, $as_of) - first_day + 1 AS DOUBLE) / CAST(last_day - first_day + 1 AS DOUBLE) AS passed
    FROM plan
    WHERE first_day < $to AND last_day >= $from AND first_day <= $as_of
      AND ($version IS NULL OR version = $version)
      AND ($currency IS NULL OR currency = $currency)
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR category IN (
               SELECT category FROM product WHERE product_id IN (SELECT unnest(CAST($products AS BIGINT[])))))
), costed AS NOT MATERIALIZED (
    SELECT line.day, line.store_id, coalesce(product.category, line.category) AS category, line.currency, net_minor, quantity,
           coalesce(cost_minor, CAST(round(quantity * product.unit_cost * power(10, coalesce(digits, 2))) AS BIGINT)) AS cost_minor
    FROM line
    LEFT JOIN (SELECT product_id, category, unit_cost FROM product) AS product USING (product_id)
    LEFT JOIN currency ON currency.code = line.currency
), reached AS (
    SELECT plan_no,
           sum(net_minor) AS net_minor,
           sum(quantity) AS units,
           sum(net_minor - cost_minor) AS margin_minor,
           CAST(sum(net_minor) FILTER (WHERE cost_minor IS NOT NULL) AS DOUBLE) / nullif(CAST(sum(net_minor) AS DOUBLE), 0)
               AS cost_known
    FROM planned
    JOIN costed ON costed.day BETWEEN planned.first_day AND least(planned.last_day, $as_of)
               AND costed.currency = planned.currency
               AND (planned.store_id IS NULL OR costed.store_id = planned.store_id)
               AND (planned.category IS NULL OR costed.category = planned.category)
    GROUP BY plan_no
)
SELECT version,
       first_day,
       last_day,
       coalesce(store, 'all') AS store,
       coalesce(category, 'all') AS category,
       currency,
       CAST(coalesce(net_minor, 0) AS DECIMAL(38,0)) AS net_sales,
       CAST(revenue_minor AS DECIMAL(38,0)) AS net_sales_plan,
       CAST(round(revenue_minor * passed) AS DECIMAL(38,0)) AS net_sales_plan_so_far,
       CAST(coalesce(net_minor, 0) - round(revenue_minor * passed) AS DECIMAL(38,0)) AS against_plan,
       coalesce(CAST(net_minor AS DOUBLE), 0) / nullif(revenue_minor * passed, 0) AS reached,
       CAST(coalesce(reached.units, 0) AS DECIMAL(38,3)) AS units,
       CAST(planned.units AS DECIMAL(38,3)) AS units_plan,
       coalesce(CAST(reached.units AS DOUBLE), 0) / nullif(CAST(planned.units AS DOUBLE) * passed, 0) AS units_reached,
       CAST(reached.margin_minor AS DECIMAL(38,0)) AS gross_margin,
       CAST(planned.margin_minor AS DECIMAL(38,0)) AS margin_plan,
       CAST(reached.margin_minor AS DOUBLE) / nullif(planned.margin_minor * passed, 0) AS margin_reached,
       cost_known,
       last_day <= $as_of AS complete
FROM planned
LEFT JOIN reached USING (plan_no)
ORDER BY version, first_day, store, category, currency
