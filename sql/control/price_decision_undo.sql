UPDATE price_decision SET undone_at = :now WHERE decision_id = :id;
