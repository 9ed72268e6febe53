"""Online Retail into clean lines with pandas: import_pandas.py FILE FOLDER writes lines.parquet and rejects.parquet."""
import sys

import numpy as np
import pandas as pd

from answer import give, stopwatch

TEXTS = ["InvoiceNo", "StockCode", "Description", "CustomerID", "Country"]


def typed(cells):
    """Instants, thousandths of a unit, millionths of a pound; what cannot be read becomes missing."""
    for name in TEXTS:
        cells[name] = cells[name].str.strip().replace("", None)
    cells["sold_at"] = pd.to_datetime(cells["InvoiceDate"], format="%m/%d/%Y %H:%M", errors="coerce")
    cells["quantity"] = (pd.to_numeric(cells["Quantity"], errors="coerce") * 1e3).round()
    cells["price"] = (pd.to_numeric(cells["UnitPrice"], errors="coerce") * 1e6).round()
    return cells


def amounts(lines):
    """Kind, and the net amount in pence rounded half away from zero."""
    lines = lines.astype({"quantity": np.int64, "price": np.int64})
    micro = lines["quantity"] * lines["price"]
    cancelled = lines["InvoiceNo"].str.match("[Cc][0-9]")
    lines["kind"] = np.where(cancelled | (lines["quantity"] < 0), "return", "sale")
    lines["net_minor"] = np.sign(micro) * ((micro.abs() + 5_000_000) // 10_000_000)
    return lines


def main():
    watch = stopwatch()
    cells = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
    cells.insert(0, "record", np.arange(1, len(cells) + 1))
    watch.lap("read")
    cells = typed(cells)
    good = cells[["InvoiceNo", "StockCode", "sold_at", "quantity", "price"]].notna().all(axis=1)
    rejects = cells[~good]
    lines = amounts(cells[good].drop(columns=["Quantity", "InvoiceDate", "UnitPrice"]))
    same = TEXTS + ["sold_at", "quantity", "price"]
    lines["line_no"] = lines.groupby(same, sort=False, dropna=False).cumcount() + 1
    watch.lap("clean")
    lines.to_parquet(f"{sys.argv[2]}/lines.parquet", index=False)
    rejects.to_parquet(f"{sys.argv[2]}/rejects.parquet", index=False)
    watch.lap("write")
    give(watch, rows=len(lines), rejects=len(rejects), versions={"pandas": pd.__version__, "numpy": np.__version__})


main()
