"""A workbook read by a peer: xlsx_read.py openpyxl|calamine|polars FILE prints lines, units and money it found. It cleans nothing."""
import sys

from answer import give, stopwatch


def by_openpyxl(path):
    import openpyxl
    rows = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True)
    next(rows)
    return rows, openpyxl.__version__


def by_calamine(path):
    import python_calamine
    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).iter_rows()
    next(rows)
    return rows, "0.9.1"


def by_polars(path):
    import polars as pl
    frame = pl.read_excel(path, engine="calamine", infer_schema_length=None)
    money = (pl.col("qty") * (pl.col("price") * 100).round(0)).cast(pl.Int64)
    lines, units, minor = frame.select(pl.len().alias("lines"), pl.col("qty").sum().cast(pl.Int64).alias("units"), money.sum().alias("minor")).row(0)
    return (lines, units, minor), pl.__version__


def main():
    watch = stopwatch()
    tool, path = sys.argv[1:3]
    if tool == "polars":
        (lines, units, minor), version = by_polars(path)
    else:
        rows, version = {"openpyxl": by_openpyxl, "calamine": by_calamine}[tool](path)
        lines = units = minor = 0
        for row in rows:
            lines += 1
            units += int(row[4])
            minor += int(row[4]) * round(row[5] * 100)
    watch.lap("read")
    give(watch, {tool: version}, lines=lines, units=units, net_minor=minor)


main()
