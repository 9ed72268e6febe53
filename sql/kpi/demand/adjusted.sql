-- operation: demand.adjusted
-- summary:   Overrides of the forecast: what, for which days, why, by whom
-- details:   Those that hold; with --removed also those that were taken back. 'demand adjust' makes and removes them.
-- roles:     all
-- param:     removed flag "also those that were removed"
-- uses:      limit=0
-- column:    override_id integer "number of the override"
-- column:    product text "code of the product; missing: any"
-- column:    category text "department, category or subcategory; missing: any"
-- column:    store text "code of the store; missing: any"
-- column:    series_id text "series of imported demand history"
-- column:    first_day date "first day it holds for"
-- column:    last_day date "last day it holds for"
-- column:    factor number "times the forecast; missing: units are said"
-- column:    units number "units a day of each series; missing: a factor is said"
-- column:    reason text "why"
-- column:    author text "who"
-- column:    known_on date "day from which it was known: backtests use it from then on"
-- column:    set_at time "when it was said"
-- column:    removed_at time "when it was taken back" when removed
-- column:    removed_by text "who took it back" when removed
-- example:   retailinsight demand adjusted
SELECT override_id, product, category, store, series_id, first_day, last_day, CAST(factor AS DOUBLE) AS factor,
       CAST(units AS DOUBLE) AS units, reason, author, known_on, set_at, removed_at, removed_by
FROM forecast_override
WHERE removed_at IS NULL OR $removed
ORDER BY override_id DESC
LIMIT CASE WHEN $limit > 0 THEN $limit END
