"""A part of M5 with its hierarchy, for quantiles of sums: forecast_tree.py SCORER SALES.csv PRICES.csv CALENDAR.csv ORIGIN DAYS EVERY TO WEIGHTS

Every so-many-th item in all shops, the newest DAYS days up to 28 after ORIGIN, long (item, dept, cat, store, state, day, units), and their weights:
sales x price of the 28 days up to the origin, as SCORER's load() finds them."""
import importlib.util
import sys

import polars as pl

HORIZON = 28
KEYS = {"item_id": "item", "dept_id": "dept", "cat_id": "cat", "store_id": "store", "state_id": "state"}


def main():
    scorer, sales, prices, calendar, origin, days, every, to, weights = sys.argv[1:10]
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    frame, _, money = module.load(sales, prices, calendar, int(origin))
    chosen = set(sorted(frame["item_id"].unique())[:: int(every)])
    last = int(origin) + HORIZON
    names = [f"d_{i}" for i in range(max(1, last - int(days) + 1), last + 1)]
    part = pl.read_csv(sales, columns=[*KEYS, *names]).with_columns(weight=pl.Series([float(m) for m in money]))
    part = part.filter(pl.col("item_id").is_in(list(chosen))).rename(KEYS)
    part.select(*KEYS.values(), "weight").write_csv(weights)
    dates = pl.read_csv(calendar, columns=["d", "date"])
    long = part.unpivot(on=names, index=list(KEYS.values()), variable_name="d", value_name="units").join(dates, on="d", maintain_order="left")
    long.select(*KEYS.values(), pl.col("date").alias("day"), "units").write_csv(to)


main()
