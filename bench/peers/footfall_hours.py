"""Receipts by the hour of the Online Retail data, and forecasts of them: footfall_hours.py MODEL FOLDER [FILE]

MODEL: data (writes FOLDER/train-N.csv and came-N.csv of ORIGINS origins, two weeks apart, out of FILE), naive (the same hour a week before), mean (of the last four such
hours) or mstl (statsforecast, seasons of a day and a week). Answers with WAPE over the two weeks of all origins, and how many hours came."""
import os
import sys

import numpy as np
import polars as pl

from answer import give, stopwatch

ORIGINS, WEEK, HORIZON, LAST = 9, 168, 336, "2011-11-28"


def data(folder, file):
    lines = pl.read_csv(file, infer_schema_length=0, encoding="utf8-lossy")
    at = pl.coalesce(pl.col("InvoiceDate").str.to_datetime(f, strict=False) for f in ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M"))
    hours = lines.with_columns(at.dt.truncate("1h").alias("at")).group_by("at").agg(pl.col("InvoiceNo").n_unique().alias("people"))
    all_hours = pl.datetime_range(hours["at"].min().replace(hour=0), hours["at"].max(), "1h", eager=True).alias("at").to_frame()
    full = all_hours.join(hours, on="at", how="left").fill_null(0).sort("at")
    for n in range(ORIGINS):
        cut = pl.lit(LAST).str.to_datetime("%Y-%m-%d") - pl.duration(hours=HORIZON * (n + 1))
        for name, part in (("train", full.filter(pl.col("at") < cut)), ("came", full.filter((pl.col("at") >= cut) & (pl.col("at") < cut + pl.duration(hours=HORIZON))))):
            part.with_columns(pl.col("at").dt.strftime("%Y-%m-%d %H:%M")).write_csv(os.path.join(folder, f"{name}-{n}.csv"))


def forecast(model, y):
    if model == "mstl":
        from statsforecast.models import MSTL
        return MSTL(season_length=[24, WEEK]).forecast(y=y, h=HORIZON)["mean"]
    weeks = 1 if model == "naive" else 4
    profile = np.mean([y[len(y) - WEEK * (k + 1):len(y) - WEEK * k] for k in range(weeks)], axis=0)
    return np.tile(profile, HORIZON // WEEK)


def main():
    model, folder = sys.argv[1:3]
    if model == "data":
        data(folder, sys.argv[3])
        return
    watch, off, came = stopwatch(), 0.0, 0.0
    for n in range(ORIGINS):
        y = pl.read_csv(os.path.join(folder, f"train-{n}.csv"))["people"].cast(pl.Float64).to_numpy()
        truth = pl.read_csv(os.path.join(folder, f"came-{n}.csv"))["people"].to_numpy()
        off += np.abs(np.maximum(forecast(model, y), 0) - truth).sum()
        came += truth.sum()
    watch.lap("forecast")
    give(watch, {"polars": pl.__version__}, wape=round(off / came, 4), bias=None, values=ORIGINS * HORIZON)


main()
