-- All that the warehouse holds about the customer $pseudonym, called by one of $names: section, entry, field, value.
WITH person AS (
    SELECT customer_id FROM customer_identity WHERE pseudonym = $pseudonym
),
description AS (
    SELECT row_number() OVER (ORDER BY v.import_id, record_no) AS entry, v.gender, v.birth_year, v.attributes, i.file_name
    FROM customer_version v
    JOIN person USING (customer_id)
    JOIN import i ON i.import_id = v.import_id
),
purchase AS (
    SELECT row_number() OVER (ORDER BY l.sold_at, l.receipt_key, l.line_no) AS entry,
           l.business_date, l.sold_at, st.code AS store, l.register, l.transaction_no, p.sku AS product, l.category, l.kind, l.quantity,
           l.net_minor, l.currency, l.payment_method, l.attributes, i.file_name
    FROM sale_line l
    JOIN person USING (customer_id)
    JOIN import i ON i.import_id = l.import_id
    LEFT JOIN store_identity st USING (store_id)
    LEFT JOIN product_identity p USING (product_id)
),
figures AS (
    SELECT 1 AS entry, count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS receipts, min(business_date) AS first_day,
           max(business_date) AS last_day
    FROM sale_line
    JOIN person USING (customer_id)
    WHERE kind <> 'void'
),
score AS (
    SELECT row_number() OVER (ORDER BY s.run_id) AS entry, r.kept_at, s.recency_days, s.frequency, s.net_sales, s.segment, s.profile
    FROM customer_score s
    JOIN person USING (customer_id)
    JOIN segment_run r USING (run_id)
),
rejected AS (
    SELECT row_number() OVER (ORDER BY q.import_id, record_no) AS entry, q.message, i.file_name, q.record_no, q.text
    FROM (
        SELECT *, coalesce(try(decode(raw)), CAST(raw AS VARCHAR)) AS text FROM quarantine
    ) AS q
    JOIN import i ON i.import_id = q.import_id
    WHERE len(list_filter(CAST($names AS VARCHAR[]),
                          lambda name: regexp_matches(q.text, '(^|[^[:alnum:]])' || regexp_escape(name) || '($|[^[:alnum:]])', 'i'))) > 0
)
SELECT section, entry, field.name AS field, field.value AS value
FROM (
    SELECT 1 AS place, 'description' AS section, entry,
           unnest([{'at': 1, 'name': 'gender', 'value': gender}, {'at': 2, 'name': 'birth_year', 'value': CAST(birth_year AS VARCHAR)},
                   {'at': 3, 'name': 'attributes', 'value': attributes}, {'at': 4, 'name': 'file', 'value': file_name}]) AS field
    FROM description
    UNION ALL
    SELECT 2, 'purchase', entry,
           unnest([{'at': 1, 'name': 'business_date', 'value': CAST(business_date AS VARCHAR)}, {'at': 2, 'name': 'sold_at', 'value': CAST(sold_at AS VARCHAR)},
                   {'at': 3, 'name': 'store', 'value': store}, {'at': 4, 'name': 'register', 'value': register},
                   {'at': 5, 'name': 'transaction', 'value': transaction_no}, {'at': 6, 'name': 'product', 'value': product},
                   {'at': 7, 'name': 'category', 'value': category}, {'at': 8, 'name': 'kind', 'value': kind},
                   {'at': 9, 'name': 'quantity', 'value': CAST(quantity AS VARCHAR)}, {'at': 10, 'name': 'net_minor', 'value': CAST(net_minor AS VARCHAR)},
                   {'at': 11, 'name': 'currency', 'value': currency}, {'at': 12, 'name': 'payment_method', 'value': payment_method},
                   {'at': 13, 'name': 'attributes', 'value': attributes}, {'at': 14, 'name': 'file', 'value': file_name}])
    FROM purchase
    UNION ALL
    SELECT 3, 'figures', entry,
           unnest([{'at': 1, 'name': 'receipts', 'value': CAST(receipts AS VARCHAR)}, {'at': 2, 'name': 'first_day', 'value': CAST(first_day AS VARCHAR)},
                   {'at': 3, 'name': 'last_day', 'value': CAST(last_day AS VARCHAR)}])
    FROM figures
    UNION ALL
    SELECT 4, 'score', entry,
           unnest([{'at': 1, 'name': 'kept_at', 'value': CAST(kept_at AS VARCHAR)},
                   {'at': 2, 'name': 'recency_days', 'value': CAST(recency_days AS VARCHAR)},
                   {'at': 3, 'name': 'frequency', 'value': CAST(frequency AS VARCHAR)},
                   {'at': 4, 'name': 'net_sales', 'value': CAST(net_sales AS VARCHAR)},
                   {'at': 5, 'name': 'segment', 'value': CAST(segment AS VARCHAR)}, {'at': 6, 'name': 'profile', 'value': profile}])
    FROM score
    UNION ALL
    SELECT 5, 'rejected', entry,
           unnest([{'at': 1, 'name': 'file', 'value': file_name}, {'at': 2, 'name': 'record', 'value': CAST(record_no AS VARCHAR)},
                   {'at': 3, 'name': 'message', 'value': message}, {'at': 4, 'name': 'text', 'value': text}])
    FROM rejected
)
WHERE field.value IS NOT NULL
ORDER BY place, entry, field.at
