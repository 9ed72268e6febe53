"""WRMSSE of a forecast of M5: forecast_wrmsse.py SCORER SALES.csv PRICES.csv CALENDAR.csv ORIGIN FORECAST.csv KEY

SCORER is a Python file with load() and wrmsse(); KEY the column of FORECAST that holds the id of the series. Where it has quantiles (columns
q0.005 ...), also the WSPL of the series themselves (level 12): pinball losses over the mean absolute first difference from the first sale on, by
the same weights; and for each level the share of days below the quantile, ties counted half."""
import importlib.util
import json
import sys

import numpy
import polars as pl

HORIZON = 28


def quantile_scores(units, money, origin, quantiles):
    """quantiles: by level, [series][HORIZON]."""
    history, came = units[:, :origin], units[:, origin:origin + HORIZON]
    after = numpy.arange(1, origin)[None, :] > (history > 0).argmax(1)[:, None]
    scale = (numpy.abs(numpy.diff(history, axis=1)) * after).sum(1) / numpy.maximum(after.sum(1), 1)
    weight = money / money.sum()
    losses, below = [], {}
    for level, said in quantiles.items():
        pinball = numpy.maximum(level * (came - said), (level - 1) * (came - said)).mean(1)
        losses.append((weight * pinball / numpy.where(scale > 0, scale, numpy.inf)).sum())
        below[level] = round(float(((came < said) + (came == said) / 2).mean()), 3)
    return {"wspl_level_12": round(float(numpy.mean(losses)), 4), "below": below}


def main():
    scorer, sales, prices, calendar, origin, forecast, key = sys.argv[1:8]
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    frame, units, money = module.load(sales, prices, calendar, int(origin))
    table = pl.read_csv(forecast, try_parse_dates=True).sort(key, "day")
    place = {name: i for i, name in enumerate(table[key].unique(maintain_order=True))}
    order = numpy.array([place[name] for name in frame["id"]])

    def matrix(column):
        return table[column].to_numpy().reshape(-1, HORIZON)[order]

    levels, average = module.wrmsse(frame, units, money, int(origin), matrix("mean"))
    found = {"wrmsse": round(average, 4), "levels": [round(level, 4) for level in levels], "series": len(place)}
    quantiles = {float(column[1:]): matrix(column) for column in table.columns if column.startswith("q0.")}
    if quantiles:
        found |= quantile_scores(units, numpy.asarray(money), int(origin), quantiles)
    json.dump(found, sys.stdout)


main()
