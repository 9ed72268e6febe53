-- Facts of a long file wait in `stage`.
CREATE TEMP TABLE stage AS SELECT *, 0::BIGINT AS record_no FROM demand_history LIMIT 0;
