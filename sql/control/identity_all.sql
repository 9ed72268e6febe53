SELECT natural_id FROM identity ORDER BY natural_id;
