"""The key figures of Online Retail with pandas.

    kpis_pandas.py csv SALES.csv TO.json         read the file, figure, write
    kpis_pandas.py parquet LINES.parquet TO.json the same from clean lines that an import wrote
    kpis_pandas.py warm LINES.parquet TO.json N  N times over lines in memory, each figure by the clock
"""
import json
import sys

import numpy as np
import pandas as pd

from answer import give, repeated, stopwatch
from kpi_answers import answers_of


def load_csv(path):
    types = {"InvoiceNo": str, "StockCode": str, "Description": str, "CustomerID": str, "Country": str}
    lines = pd.read_csv(path, dtype=types)
    for name in types:
        lines[name] = lines[name].str.strip()
    lines["sold_at"] = pd.to_datetime(lines["InvoiceDate"], format="%m/%d/%Y %H:%M")
    lines["quantity"] = lines["Quantity"] * 1000
    micro = lines["quantity"] * (lines["UnitPrice"] * 1e6).round().astype(np.int64)
    lines["net_minor"] = np.sign(micro) * ((micro.abs() + 5_000_000) // 10_000_000)
    cancelled = lines["InvoiceNo"].str.match("[Cc][0-9]")
    lines["kind"] = np.where(cancelled | (lines["quantity"] < 0), "return", "sale")
    return lines


def with_keys(lines):
    """What the figures group and count by, made once."""
    sold = lines["kind"] == "sale"
    return lines.assign(sale=lines["InvoiceNo"].where(sold), sold=lines["quantity"].where(sold, 0),
                        month=lines["sold_at"].dt.to_period("M"), category="(none)", payment_method="(none)")


def kpis(lines):
    sale = lines["kind"] == "sale"
    net, units, transactions = lines["net_minor"].sum(), lines["quantity"].sum(), lines["sale"].nunique()
    sold = lines["sold"].sum()
    return pd.DataFrame([{
        "first_day": lines["sold_at"].min().date(), "last_day": lines["sold_at"].max().date(), "net_minor": net,
        "gross": lines["net_minor"][sale].sum(), "returns": lines["net_minor"][~sale].sum(), "units": units,
        "transactions": transactions, "customers": lines["CustomerID"].nunique(), "lines": len(lines),
        "average_transaction": net / transactions, "units_per_transaction": units / transactions,
        "average_price": net / units, "return_rate": (sold - units) / sold}])


def by(lines, key, **more):
    table = lines.groupby(key).agg(net_minor=("net_minor", "sum"), units=("quantity", "sum"), transactions=("sale", "nunique"),
                                   customers=("CustomerID", "nunique"), **more)
    table["share"] = table["net_minor"] / table["net_minor"].sum()
    return table.sort_values("net_minor", ascending=False).reset_index()


def top(lines):
    table = lines.groupby("CustomerID").agg(net_minor=("net_minor", "sum"), units=("quantity", "sum"), transactions=("sale", "nunique"),
                                            first_day=("sold_at", "min"), last_day=("sold_at", "max"))
    table["share"] = table["net_minor"] / table["net_minor"].sum()
    return table.nlargest(20, "net_minor").reset_index()


FIGURES = {
    "sales kpis": kpis,
    "sales trend": lambda lines: by(lines, "month").sort_values("month"),
    "sales stores": lambda lines: by(lines, "Country"),
    "sales categories": lambda lines: by(lines, "category"),  # the file knows neither categories
    "sales products": lambda lines: by(lines, "StockCode", name=("Description", "first")),
    "sales payments": lambda lines: by(lines, "payment_method"),  # nor payment methods
    "customers top": top,
}


def main():
    mode, path, to = sys.argv[1:4]
    watch = stopwatch()
    lines = with_keys(load_csv(path) if mode == "csv" else pd.read_parquet(path))
    watch.lap("read")
    results = {name: figure(lines) for name, figure in FIGURES.items()}
    watch.lap("figures")
    with open(to, "w", encoding="utf-8") as file:
        json.dump({name: table.to_dict("records") for name, table in results.items()}, file, default=str)
    watch.lap("write")
    warm = repeated(FIGURES, lines, int(sys.argv[4])) if mode == "warm" else {}
    give(watch, {"pandas": pd.__version__}, warm=warm, figures=answers_of({n: t.to_dict("list") for n, t in results.items()}))


main()
