"""Forecasts of a long file (id, day, units) with statsforecast: forecast_statsforecast.py FILE MODELS MODE TO.csv

MODELS: some of the names below.
MODE: points       the means alone
      conformal=N  means and an 80 % interval from the errors at N rolling origins
      choose=N     the model with the least squared error at N rolling origins (cross_validation), then its means"""
import sys

import polars as pl
import statsforecast
from statsforecast import StatsForecast
from statsforecast.models import (ADIDA, IMAPA, AutoETS, CrostonClassic, CrostonSBA, DynamicOptimizedTheta, OptimizedTheta, SeasonalNaive,
                                  SimpleExponentialSmoothingOptimized, WindowAverage)
from statsforecast.utils import ConformalIntervals

from answer import give, stopwatch

HORIZON, JOBS = 28, 2
MODELS = {
    "seasonal_naive": lambda: SeasonalNaive(7, alias="seasonal_naive"),
    "average": lambda: WindowAverage(28, alias="average"),
    "ses": lambda: SimpleExponentialSmoothingOptimized(alias="ses"),
    "optimised_theta": lambda: OptimizedTheta(7, alias="optimised_theta"),
    "dynamic_theta": lambda: DynamicOptimizedTheta(7, alias="dynamic_theta"),
    "ets": lambda: AutoETS(7, alias="ets"),
    "croston": lambda: CrostonClassic(alias="croston"),
    "sba": lambda: CrostonSBA(alias="sba"),
    "adida": lambda: ADIDA(alias="adida"),
    "imapa": lambda: IMAPA(alias="imapa"),
}


def choose(forecaster, series, origins, names):
    """Series by series the model of least squared error, and its means."""
    past = forecaster.cross_validation(df=series, h=HORIZON, n_windows=origins, step_size=HORIZON)
    losses = past.group_by("unique_id").agg(((pl.col(name) - pl.col("y")) ** 2).mean() for name in names)
    best = losses.unpivot(index="unique_id", variable_name="model").sort("value").group_by("unique_id").first()
    means = forecaster.forecast(h=HORIZON, df=series).unpivot(on=names, index=["unique_id", "ds"], variable_name="model")
    return means.join(best.select("unique_id", "model"), on=["unique_id", "model"])


def main():
    path, names, mode, to = sys.argv[1:5]
    names, (mode, _, count) = names.split(","), mode.partition("=")
    watch = stopwatch()
    series = (pl.read_csv(path, try_parse_dates=True).rename({"id": "unique_id", "day": "ds", "units": "y"})
              .with_columns(pl.col("y").cast(pl.Float64)))
    watch.lap("read")
    forecaster = StatsForecast(models=[MODELS[name]() for name in names], freq="1d", n_jobs=JOBS)
    if mode == "choose":
        result = choose(forecaster, series, int(count), names)
    elif mode == "conformal":
        result = forecaster.forecast(h=HORIZON, df=series, level=[80], prediction_intervals=ConformalIntervals(int(count), HORIZON))
    else:
        result = forecaster.forecast(h=HORIZON, df=series)
    watch.lap("forecast")
    result.write_csv(to)
    watch.lap("write")
    give(watch, {"statsforecast": statsforecast.__version__, "polars": pl.__version__}, rows=result.height,
         series=series["unique_id"].n_unique())


main()
