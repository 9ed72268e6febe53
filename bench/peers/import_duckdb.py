"""Online Retail into a DuckDB file: import_duckdb.py FILE FOLDER LIBRARY raw|clean.

raw is read_csv as it comes, typed by DuckDB's own guess and nothing else; clean does what the other peers do, in SQL."""
import sys

from answer import give, stopwatch
from duckdb_c import Database

RAW = "CREATE TABLE lines AS SELECT * FROM read_csv('{file}')"
CELLS = """CREATE TEMP TABLE cells AS
SELECT row_number() OVER () AS record,
       nullif(trim(InvoiceNo), '') AS InvoiceNo, nullif(trim(StockCode), '') AS StockCode,
       nullif(trim(Description), '') AS Description, nullif(trim(CustomerID), '') AS CustomerID,
       nullif(trim(Country), '') AS Country,
       try_strptime(InvoiceDate, '%m/%d/%Y %H:%M') AS sold_at,
       CAST(TRY_CAST(Quantity AS DECIMAL(18, 3)) * 1000 AS BIGINT) AS quantity,
       CAST(TRY_CAST(UnitPrice AS DECIMAL(18, 6)) * 1000000 AS BIGINT) AS price
FROM read_csv('{file}', all_varchar = true)"""
BAD = "InvoiceNo IS NULL OR StockCode IS NULL OR sold_at IS NULL OR quantity IS NULL OR price IS NULL"
LINES = f"""CREATE TABLE lines AS
SELECT * REPLACE (CAST(line_no AS INTEGER) AS line_no) FROM (
    SELECT *,
           CASE WHEN regexp_matches(InvoiceNo, '^[Cc][0-9]') OR quantity < 0 THEN 'return' ELSE 'sale' END AS kind,
           sign(quantity * price) * ((abs(quantity * price) + 5000000) // 10000000) AS net_minor,
           row_number() OVER (PARTITION BY InvoiceNo, StockCode, Description, CustomerID, Country, sold_at, quantity, price
                              ORDER BY record) AS line_no
    FROM cells WHERE NOT ({BAD}))"""
REJECTS = f"CREATE TABLE rejects AS SELECT * FROM cells WHERE {BAD}"


def main():
    file, folder, library, mode = sys.argv[1:5]
    watch = stopwatch()
    database = Database(library, f"{folder}/lines.duckdb")
    watch.lap("open")
    for statement in [RAW] if mode == "raw" else [CELLS, LINES, REJECTS]:
        database.run(statement.format(file=file.replace("'", "''")))
    watch.lap("load")
    database.run("CHECKPOINT")
    watch.lap("write")
    give(watch, rows=database.run("SELECT count(*) FROM lines"),
         rejects=0 if mode == "raw" else database.run("SELECT count(*) FROM rejects"), versions={"duckdb": database.version})
    database.close()


main()
