-- 1 when the file at hand has a ledger of migrations.
SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'migration'
