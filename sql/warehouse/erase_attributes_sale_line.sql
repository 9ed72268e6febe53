-- Attributes of the customer's lines that name the customer.
UPDATE sale_line
SET attributes = NULL
WHERE customer_id = $customer AND attributes IS NOT NULL
  AND len(list_filter(CAST($names AS VARCHAR[]),
                      lambda name: regexp_matches(attributes, '(^|[^[:alnum:]])' || regexp_escape(name) || '($|[^[:alnum:]])', 'i'))) > 0
