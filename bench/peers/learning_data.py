"""Tables for the question `learning`: seeded, or made from the real files.

    learning_data.py table TO ROWS
    learning_data.py rossmann TRAIN.csv.zst STORE.csv FOLDER [Customers]     train, known, store, came: the last 42 days of Sales held back
    learning_data.py wape CAME.csv FORECAST.csv [Customers]
    learning_data.py m5 SALES.csv PRICES.csv CALENDAR.csv ORIGIN FOLDER"""
import json
import os
import subprocess
import sys

import numpy as np
import polars as pl


def table(to, rows):
    draw, n = np.random.default_rng(20), int(rows)
    x = draw.normal(size=(n, 20)).round(4)
    y = np.exp(0.5 * x[:, 0] - 0.4 * np.abs(x[:, 1]) + 0.3 * x[:, 2] * x[:, 3]) + 0.2 * draw.normal(size=n)
    pl.DataFrame({**{f"x{i}": x[:, i] for i in range(20)}, "y": y.round(4)}).write_csv(to)


def rossmann(train, store, folder, value="Sales"):
    text = subprocess.run(["zstd", "-dcq", train], capture_output=True, check=True).stdout
    frame = pl.read_csv(text, schema_overrides={"StateHoliday": pl.String}).with_columns(pl.col("Date").str.to_date())
    cut = frame["Date"].max() - __import__("datetime").timedelta(days=42)
    frame.filter(pl.col("Date") <= cut).select("Store", "Date", value).write_csv(os.path.join(folder, "train.csv"))
    frame.select("Store", "Date", "Open", "Promo", "StateHoliday", "SchoolHoliday").write_csv(os.path.join(folder, "known.csv"))
    frame.filter(pl.col("Date") > cut).select("Store", "Date", value).write_csv(os.path.join(folder, "came.csv"))
    shops = pl.read_csv(store, infer_schema_length=None)
    shops.select("Store", "StoreType", "Assortment", "Promo2", "PromoInterval").write_csv(os.path.join(folder, "store.csv"))


def wape(came, forecast, value="Sales"):
    both = pl.read_csv(came).join(pl.read_csv(forecast).select("Store", "Date", "mean"), on=["Store", "Date"], how="left")
    errors, units = (both[value] - both["mean"]), both[value].sum()
    json.dump({"wape": round(errors.abs().sum() / units, 4), "bias": round(-errors.sum() / units, 4), "values": len(both),
               "without_forecast": both["mean"].null_count()}, sys.stdout)


def m5(sales, prices, calendar, origin, folder):
    frame, days = pl.read_csv(sales), pl.read_csv(calendar)
    frame.select(frame.columns[:6 + int(origin)]).write_csv(os.path.join(folder, "known_sales.csv"))
    pl.concat([days.select("date", pl.lit(state).alias("state_id"), "event_name_1", "event_type_1", pl.col(f"snap_{state}").alias("snap"))
               for state in ("CA", "TX", "WI")]).write_csv(os.path.join(folder, "calendar.csv"))
    weeks = days.group_by("wm_yr_wk").agg(pl.col("date").min())
    pl.read_csv(prices).join(weeks, on="wm_yr_wk").select("store_id", "item_id", "date", "sell_price").write_csv(os.path.join(folder, "weekly_prices.csv"))


if __name__ == "__main__":
    {"table": table, "rossmann": rossmann, "wape": wape, "m5": m5}[sys.argv[1]](*sys.argv[2:])
