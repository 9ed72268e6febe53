"""The key figures of Online Retail with polars.

    kpis_polars.py csv SALES.csv TO.json         read the file, figure, write
    kpis_polars.py parquet LINES.parquet TO.json the same from clean lines that an import wrote
    kpis_polars.py warm LINES.parquet TO.json N  N times over lines in memory, each figure by the clock
"""
import json
import sys

import polars as pl

from answer import give, repeated, stopwatch
from kpi_answers import answers_of

NET, UNITS = pl.col("net_minor").sum(), pl.col("quantity").sum().alias("units")
TRANSACTIONS = pl.col("InvoiceNo").filter(pl.col("kind") == "sale").n_unique().alias("transactions")
CUSTOMERS = pl.col("CustomerID").drop_nulls().n_unique().alias("customers")
SOLD, RETURNED = pl.col("kind") == "sale", pl.col("kind") == "return"
SHARE = (pl.col("net_minor") / pl.col("net_minor").sum()).alias("share")


def load_csv(path):
    micro = pl.col("Quantity") * (pl.col("UnitPrice") * 1e6).round().cast(pl.Int64) * 1000
    cancelled = pl.col("InvoiceNo").str.contains("^[Cc][0-9]")
    types = {"InvoiceNo": pl.String, "StockCode": pl.String, "CustomerID": pl.String, "Quantity": pl.Int64}
    return pl.scan_csv(path, schema_overrides=types).select(
        pl.col("InvoiceNo"), pl.col("StockCode", "Description", "CustomerID", "Country").str.strip_chars(),
        pl.col("InvoiceDate").str.to_datetime("%m/%d/%Y %H:%M").alias("sold_at"),
        (pl.col("Quantity") * 1000).alias("quantity"),
        (micro.sign() * ((micro.abs() + 5_000_000) // 10_000_000)).alias("net_minor"),
        pl.when(cancelled | (pl.col("Quantity") < 0)).then(pl.lit("return")).otherwise(pl.lit("sale")).alias("kind")).collect()


def kpis(lines):
    return lines.select(
        pl.col("sold_at").min().dt.date().alias("first_day"), pl.col("sold_at").max().dt.date().alias("last_day"), NET,
        pl.col("net_minor").filter(SOLD).sum().alias("gross"), pl.col("net_minor").filter(RETURNED).sum().alias("returns"),
        UNITS, pl.col("quantity").filter(SOLD).sum().alias("sold"), pl.col("quantity").filter(RETURNED).sum().alias("returned"),
        TRANSACTIONS, CUSTOMERS, pl.len().alias("lines")).with_columns(
        (pl.col("net_minor") / pl.col("transactions")).alias("average_transaction"),
        (pl.col("units") / pl.col("transactions")).alias("units_per_transaction"),
        (pl.col("net_minor") / pl.col("units")).alias("average_price"), (-pl.col("returned") / pl.col("sold")).alias("return_rate"))


def by(lines, key, *more):
    return (lines.group_by(key).agg(NET, UNITS, TRANSACTIONS, CUSTOMERS, *more).with_columns(SHARE)
            .sort("net_minor", descending=True))


def top(lines):
    return (lines.filter(pl.col("CustomerID").is_not_null()).group_by("CustomerID")
            .agg(NET, UNITS, TRANSACTIONS, pl.col("sold_at").min().alias("first_day"), pl.col("sold_at").max().alias("last_day"))
            .with_columns(SHARE).sort("net_minor", descending=True).head(20))


NONE = pl.lit("(none)")  # the file knows neither payment methods nor categories
FIGURES = {
    "sales kpis": kpis,
    "sales trend": lambda lines: by(lines, pl.col("sold_at").dt.truncate("1mo").alias("period")).sort("period"),
    "sales stores": lambda lines: by(lines, "Country"),
    "sales categories": lambda lines: by(lines, NONE.alias("category")),
    "sales products": lambda lines: by(lines, "StockCode", pl.col("Description").first()),
    "sales payments": lambda lines: by(lines, NONE.alias("payment_method")),
    "customers top": top,
}


def main():
    mode, path, to = sys.argv[1:4]
    watch = stopwatch()
    lines = load_csv(path) if mode == "csv" else pl.read_parquet(path)
    watch.lap("read")
    results = {name: figure(lines) for name, figure in FIGURES.items()}
    watch.lap("figures")
    with open(to, "w", encoding="utf-8") as file:
        json.dump({name: table.to_dicts() for name, table in results.items()}, file, default=str)
    watch.lap("write")
    warm = repeated(FIGURES, lines, int(sys.argv[4])) if mode == "warm" else {}
    give(watch, {"polars": pl.__version__}, warm=warm, figures=answers_of({n: t.to_dict(as_series=False) for n, t in results.items()}))


main()
