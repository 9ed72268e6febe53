"""What an import holds, the same figures of every tool: import_answers.py LIBRARY FILE, a Parquet or a DuckDB file."""
import json
import sys

from duckdb_c import Database

ANSWERS = {
    "lines": "count(*)",
    "returns": "count(*) FILTER (kind = 'return')",
    "repeats": "count(*) FILTER (line_no > 1)",
    "net_minor": "CAST(sum(net_minor) AS BIGINT)",
    "clean_lines": "count(*) FILTER (clean)",
    "clean_minor": "CAST(sum(net_minor) FILTER (clean) AS BIGINT)",
    "clean_customers": "count(DISTINCT CustomerID) FILTER (clean)",
    "clean_invoices": "count(DISTINCT InvoiceNo) FILTER (clean)",
}


def main():
    library, file = sys.argv[1:3]
    parquet = file.endswith(".parquet")
    database = Database(library, ":memory:" if parquet else file)
    table = f"read_parquet('{file}')" if parquet else "lines"
    held = f"(SELECT *, quantity > 0 AND price > 0 AND CustomerID IS NOT NULL AS clean FROM {table})"
    json.dump({name: database.run(f"SELECT {sql} FROM {held}") for name, sql in ANSWERS.items()}, sys.stdout)


main()
