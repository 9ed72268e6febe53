-- Control totals of the facts of one import ($import), or of every import when it is missing. A record of a wide file is
-- a series, one of a long file a fact.
SELECT import_id, coalesce(f.facts, 0) AS facts, concat_ws(' ', f.totals, s.totals) AS totals, coalesce(s.records, f.facts) AS records
FROM (
    SELECT import_id, count(*) AS facts,
           concat_ws(' ', count(*), sum(units), sum((day - DATE '1970-01-01')::BIGINT), count(*) FILTER (WHERE censored),
                     sum(strlen(series_id))) AS totals
    FROM (SELECT * FROM demand_history WHERE $import IS NULL OR import_id = $import
          UNION ALL
          SELECT * EXCLUDE (superseded_by) FROM demand_history_superseded WHERE $import IS NULL OR import_id = $import)
    GROUP BY import_id
) f
FULL JOIN (
    SELECT import_id, count(*) AS records, concat_ws(' ', count(*), sum(record_hash::HUGEINT), sum(facts)) AS totals
    FROM (SELECT * FROM demand_series WHERE $import IS NULL OR import_id = $import
          UNION ALL
          SELECT * EXCLUDE (superseded_by) FROM demand_series_superseded WHERE $import IS NULL OR import_id = $import)
    GROUP BY import_id
) s USING (import_id)
