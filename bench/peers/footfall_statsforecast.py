"""People in Rossmann's stores with statsforecast: footfall_statsforecast.py TRAIN KNOWN CAME MODEL STORES TO

MODEL: window (mean of the last four same weekdays on which the store was open) or ets (AutoETS, season of a week). STORES: only the first so many; 0: all. Closed
days are left at their usual value before (as gaps filled with the same weekday) and set to 0 in the forecast."""
import sys

import polars as pl
import statsforecast
from statsforecast import StatsForecast
from statsforecast.models import AutoETS, SeasonalWindowAverage

from answer import give, stopwatch

HORIZON = 42
MODELS = {"window": lambda: SeasonalWindowAverage(season_length=7, window_size=4, alias="mean"), "ets": lambda: AutoETS(season_length=7, alias="mean")}


def main():
    train, known, came, model, stores, to = sys.argv[1:]
    watch = stopwatch()
    future = pl.read_csv(known, try_parse_dates=True, schema_overrides={"StateHoliday": pl.String}).select("Store", "Date", "Open")
    past = pl.read_csv(train, try_parse_dates=True)
    if int(stores):
        past = past.filter(pl.col("Store") <= int(stores))
    days = past.select(pl.date_range(pl.col("Date").min(), pl.col("Date").max()).alias("Date"))
    full = past.select("Store").unique().join(days, how="cross").join(past, on=["Store", "Date"], how="left").sort("Store", "Date")
    weekday = [pl.col("Store"), pl.col("Date").dt.weekday()]
    full = full.with_columns(pl.when(pl.col("Customers") > 0).then(pl.col("Customers")).alias("Customers"))
    full = full.with_columns(pl.col("Customers").forward_fill().over(weekday).fill_null(0).cast(pl.Float64))
    watch.lap("read")
    made = StatsForecast(models=[MODELS[model]()], freq="1d", n_jobs=2).forecast(
        h=HORIZON, df=full.rename({"Store": "unique_id", "Date": "ds", "Customers": "y"}))
    made = made.rename({"unique_id": "Store", "ds": "Date"}).join(future, on=["Store", "Date"], how="left").with_columns(
        pl.col("mean") * pl.col("Open").fill_null(0))
    watch.lap("forecast")
    made.write_csv(to)
    truth = pl.read_csv(came, try_parse_dates=True).join(made.select("Store", "Date", "mean"), on=["Store", "Date"], how="inner")
    errors, people = truth["Customers"] - truth["mean"], truth["Customers"].sum()
    give(watch, {"statsforecast": statsforecast.__version__}, wape=round(errors.abs().sum() / people, 4), bias=round(-errors.sum() / people, 4),
         values=len(truth))


main()
