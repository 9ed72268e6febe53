"""WRMSSE of a forecast of M5: forecast_wrmsse.py SCORER SALES.csv PRICES.csv CALENDAR.csv ORIGIN FORECAST.csv KEY

SCORER is a Python file with load() and wrmsse(); KEY the column of FORECAST that holds the id of the series."""
import importlib.util
import json
import sys

import numpy
import polars as pl

HORIZON = 28


def main():
    scorer, sales, prices, calendar, origin, forecast, key = sys.argv[1:8]
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    frame, units, money = module.load(sales, prices, calendar, int(origin))
    table = pl.read_csv(forecast, columns=[key, "day", "mean"], try_parse_dates=True).sort(key, "day")
    means = table.group_by(key, maintain_order=True).agg(pl.col("mean"))
    rows = dict(zip(means[key].to_list(), means["mean"].to_list()))
    levels, average = module.wrmsse(frame, units, money, int(origin), numpy.array([rows[name] for name in frame["id"]]))
    json.dump({"wrmsse": round(average, 4), "levels": [round(level, 4) for level in levels], "series": len(rows)}, sys.stdout)


main()
