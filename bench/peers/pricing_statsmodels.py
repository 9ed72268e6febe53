"""Elasticities with statsmodels: pricing_statsmodels.py plain|linear FILE TO     of the simulated shop: log on log alone, or with its controls
                                  pricing_statsmodels.py bayesm FILE TO           of the orange juice: eleven prices, deal, feature, stores, errors by store"""
import sys

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

from answer import give, stopwatch


def of_market(frame, controls):
    for product, rows in frame.groupby("product"):
        x = sm.add_constant(np.column_stack([np.log(rows["price"]), *[rows[name] for name in controls]]))
        fit = sm.OLS(np.log(rows["units"]), x).fit(cov_type="HC1")
        yield product, fit.params.iloc[1], fit.bse.iloc[1]


def of_juice(frame):
    prices = [f"price{i}" for i in range(1, 12)]
    for brand, rows in frame.groupby("brand"):
        stores = pd.get_dummies(rows["store"], dtype=float, drop_first=True).to_numpy()
        x = sm.add_constant(np.column_stack([np.log(rows[prices]), rows[["deal", "feat"]], stores]))
        fit = sm.OLS(rows["logmove"].to_numpy(), x).fit(cov_type="cluster", cov_kwds={"groups": rows["store"].to_numpy()})
        yield brand, fit.params[brand], fit.bse[brand]


def main():
    what, path, to = sys.argv[1:]
    watch = stopwatch()
    frame = pd.read_csv(path)
    watch.lap("read")
    found = list(of_juice(frame) if what == "bayesm" else of_market(frame, ["season", "weather", "holiday", "week"] if what == "linear" else []))
    watch.lap("fit")
    pd.DataFrame(found, columns=["product", "elasticity", "std_error"]).to_csv(to, index=False)
    give(watch, {"statsmodels": statsmodels.__version__}, groups=len(found))


main()
