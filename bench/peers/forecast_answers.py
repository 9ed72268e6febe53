"""How far two forecasts lie apart, and how far from what came: forecast_answers.py OURS.csv THEIRS.csv COLUMN CAME.csv

Apart: mean distance relative to the mean of theirs, series by series; a series that is forecast as nothing is left out.
Errors: root mean square over all series and days, units."""
import json
import sys

import polars as pl


def rmse(frame, column):
    return round(frame.select(((pl.col(column) - pl.col("units")) ** 2).mean().sqrt()).item(), 4)


def main():
    ours, theirs, column, came = sys.argv[1:5]
    mine = pl.read_csv(ours, try_parse_dates=True).select("id", "day", "mean")
    other = pl.read_csv(theirs, try_parse_dates=True).select(
        pl.col("unique_id").alias("id"), pl.col("ds").alias("day"), pl.col(column).alias("other"))
    both = mine.join(other, on=["id", "day"]).join(pl.read_csv(came, try_parse_dates=True), on=["id", "day"])
    apart = (both.group_by("id").agg((pl.col("mean") - pl.col("other")).abs().mean().alias("apart"), pl.col("other").mean())
             .filter(pl.col("other") > 0).select(pl.col("apart") / pl.col("other")).to_series())
    json.dump({"rows": both.height, "median_apart": round(apart.median(), 6), "p90_apart": round(apart.quantile(0.9), 6),
               "rmse_ours": rmse(both, "mean"), "rmse_theirs": rmse(both, "other")}, sys.stdout)


main()
