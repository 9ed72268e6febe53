UPDATE campaign SET cancelled_at = :now WHERE name = :name AND cancelled_at IS NULL;
