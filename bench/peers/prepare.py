"""Makes the files that the questions read, from the real data sets as they are kept (zstd).

    prepare.py unpack FILE.zst TO
    prepare.py copies SALES.csv TO N       N copies of Online Retail in one file, invoices told apart by two more digits
    prepare.py series SALES.csv CALENDAR.csv TO N FIRST LAST    N series of M5, long: id, day, units; days FIRST to LAST
"""
import re
import shutil
import sys

MOST_COPIES = 90  # so that the digits stay two


def unpack(source, to):
    import pyarrow
    with pyarrow.input_stream(source, compression="zstd") as packed, open(to, "wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)


def copies(source, to, count):
    """536365 becomes 10536365 in the first copy, C536379 becomes C10536379: cancellations stay what they are."""
    if not 0 < int(count) <= MOST_COPIES:
        raise SystemExit(f"1 to {MOST_COPIES} copies, not {count}")
    with open(source, "rb") as file:
        header, body = file.readline(), file.read()
    with open(to, "wb") as file:
        file.write(header)
        for copy in range(int(count)):
            file.write(re.sub(rb"(?m)^([A-Z]?)(?=\d)", rb"\g<1>%d" % (10 + copy), body))


def series(sales, calendar, to, count, first, last):
    """Evenly spread over the file, so that all shops and departments take part; more than there are: again, under other names."""
    import polars as pl
    count = int(count)
    days = [f"d_{i}" for i in range(int(first), int(last) + 1)]
    wide = pl.read_csv(sales, columns=["id"] + days)
    rows = [i * wide.height // count for i in range(count)]
    dates = pl.read_csv(calendar, columns=["d", "date"])
    chosen = wide[rows].with_row_index("row")
    if count > wide.height:
        chosen = chosen.with_columns(pl.format("{}_{}", "id", "row").alias("id"))
    long = (chosen.unpivot(on=days, index=["row", "id"], variable_name="d", value_name="units")
            .join(dates, on="d", maintain_order="left").sort("row", "date").select("id", pl.col("date").alias("day"), "units"))
    long.write_csv(to)


{"unpack": unpack, "copies": copies, "series": series}[sys.argv[1]](*sys.argv[2:])
