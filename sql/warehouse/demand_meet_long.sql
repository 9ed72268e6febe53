-- New series that earlier long files know day by day: the whole record replaces those days.
INSERT INTO fate
SELECT s.record_no, s.record_no, h.import_id, false, s.series_id
FROM demand_series s
JOIN (SELECT DISTINCT series_id, import_id FROM demand_history
      WHERE import_id IN (SELECT import_id FROM import WHERE kind = 'demand' AND key_mode = 'long' AND state = 'done')) h
  ON h.series_id = s.series_id
WHERE s.import_id = $import;
