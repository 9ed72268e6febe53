UPDATE anomaly_verdict SET undone_at = :now, undone_by = :author WHERE verdict_id = :id;
