"""Online Retail into clean lines with polars: import_polars.py FILE FOLDER writes lines.parquet and rejects.parquet."""
import sys

import polars as pl

from answer import give, stopwatch

TEXTS = ["InvoiceNo", "StockCode", "Description", "CustomerID", "Country"]
FIELDS = TEXTS + ["Quantity", "InvoiceDate", "UnitPrice"]


def read(path):
    """Every cell as it stands, trimmed; nothing at all is a missing value."""
    return (pl.scan_csv(path, infer_schema=False, row_index_name="record", row_index_offset=1)
            .with_columns(pl.col(FIELDS).str.strip_chars())
            .with_columns(pl.when(pl.col(FIELDS) != "").then(pl.col(FIELDS)).name.keep()))


def typed(cells):
    """Instants, thousandths of a unit, millionths of a pound; what cannot be read becomes null."""
    return cells.with_columns(
        pl.col("InvoiceDate").str.to_datetime("%m/%d/%Y %H:%M", strict=False).alias("sold_at"),
        (pl.col("Quantity").cast(pl.Float64, strict=False) * 1e3).round().cast(pl.Int64).alias("quantity"),
        (pl.col("UnitPrice").cast(pl.Float64, strict=False) * 1e6).round().cast(pl.Int64).alias("price"))


def amounts(lines):
    """Kind, and the net amount in pence rounded half away from zero."""
    micro = pl.col("quantity") * pl.col("price")
    cancelled = pl.col("InvoiceNo").str.contains("^[Cc][0-9]")
    return lines.with_columns(
        pl.when(cancelled | (pl.col("quantity") < 0)).then(pl.lit("return")).otherwise(pl.lit("sale")).alias("kind"),
        (micro.sign() * ((micro.abs() + 5_000_000) // 10_000_000)).alias("net_minor"))


def main():
    watch = stopwatch()
    needed = ["InvoiceNo", "StockCode", "sold_at", "quantity", "price"]
    good = pl.all_horizontal(pl.col(needed).is_not_null())
    cells = typed(read(sys.argv[1])).collect()
    watch.lap("read")
    rejects = cells.filter(~good)
    lines = amounts(cells.filter(good).lazy()).drop("Quantity", "InvoiceDate", "UnitPrice").collect()
    same = ["InvoiceNo", "StockCode", "Description", "CustomerID", "Country", "sold_at", "quantity", "price"]
    lines = lines.with_columns(pl.col("InvoiceNo").cum_count().over(same).alias("line_no"))  # never null
    watch.lap("clean")
    lines.write_parquet(f"{sys.argv[2]}/lines.parquet")
    rejects.write_parquet(f"{sys.argv[2]}/rejects.parquet")
    watch.lap("write")
    give(watch, rows=lines.height, rejects=rejects.height, versions={"polars": pl.__version__})


main()
