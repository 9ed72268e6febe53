-- operation: purchasing.list
-- summary:   Our orders to suppliers: drafts, sent, partly received, received
-- roles:     inventory analyst management staff
-- scope:     stores
-- uses:      filters limit=100
-- param:     state enum(draft,sent,partly_received,received,cancelled) list "only these states"
-- param:     supplier text list "only these suppliers"
-- column:    order text "number of the order"
-- column:    state text "draft, sent, partly_received, received or cancelled"
-- column:    supplier text "code of the supplier"
-- column:    supplier_name text "its name"
-- column:    store store "store it is for"
-- column:    ordered_on date "when it was sent; of a draft, when it was made"
-- column:    expected_on date "when the first of it should come"
-- column:    received_on date "when the last of it came"
-- column:    lines integer "lines of the order"
-- column:    units decimal "units ordered"
-- column:    received decimal "units that came"
-- column:    currency text "of the value"
-- column:    value money "units ordered at their cost; lines without a cost are not in it"
-- example:   retailinsight purchasing list --state draft,sent
-- example:   retailinsight purchasing list --supplier SUP-01
WITH
-- part: our_order_line,
ordered AS (
    SELECT order_no, store, supplier, any_value(supplier_name) AS supplier_name, currency,
           CASE WHEN bool_and(standing = 'cancelled') THEN 'cancelled' WHEN bool_or(standing = 'draft') THEN 'draft'
                WHEN bool_and(standing IN ('received', 'cancelled')) THEN 'received'
                WHEN sum(coalesce(received, 0)) > 0 THEN 'partly_received' ELSE 'sent' END AS state,
           CAST(min(ordered_at) AS DATE) AS ordered_on, min(expected_on) AS expected_on, max(received_on) AS received_on, count(*) AS lines,
           CAST(sum(quantity) AS DECIMAL(38, 3)) AS units, CAST(sum(coalesce(received, 0)) AS DECIMAL(38, 3)) AS received,
           CAST(sum(value) AS DECIMAL(38, 0)) AS value
    FROM our_order_line
    GROUP BY order_no, store, supplier, currency
)
SELECT order_no AS "order", state, supplier, supplier_name, store, ordered_on, expected_on, received_on, lines, units, received, currency, value
FROM ordered
WHERE ($state IS NULL OR list_contains(CAST($state AS VARCHAR[]), state))
ORDER BY order_no DESC
LIMIT CASE WHEN $limit > 0 THEN $limit END
