-- The rows in temp.segment_score (customer: a pseudonym) become run $run.
INSERT INTO customer_score
SELECT $run, i.customer_id, s.recency_days, s.frequency, CAST(s.monetary AS DECIMAL(18, 3)), s.segment, s.profile
FROM temp.segment_score AS s
JOIN customer_identity AS i ON i.pseudonym = s.customer
