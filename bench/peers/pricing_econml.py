"""Elasticities free of the bias of confounded prices with econml: pricing_econml.py LEARNER FILE TO

One LinearDML a product, five folds, without features: theta alone. LEARNER: lasso (squares and products of the controls, cross-validated) or trees
(scikit-learn's gradient boosting)."""
import sys
import warnings

import econml
import numpy as np
import pandas as pd
from econml.dml import LinearDML
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from answer import give, stopwatch

LEARNERS = {"lasso": lambda: make_pipeline(StandardScaler(), PolynomialFeatures(2, include_bias=False), StandardScaler(), LassoCV(cv=5)),
            "trees": lambda: GradientBoostingRegressor(random_state=1)}


def main():
    learner, path, to = sys.argv[1:]
    warnings.simplefilter("ignore")
    watch = stopwatch()
    frame = pd.read_csv(path)
    watch.lap("read")
    found = []
    for product, rows in frame.groupby("product"):
        model = LinearDML(model_y=LEARNERS[learner](), model_t=LEARNERS[learner](), cv=5, random_state=1)
        model.fit(np.log(rows["units"].to_numpy()), np.log(rows["price"].to_numpy()), W=rows[["season", "weather", "holiday", "week"]].to_numpy())
        low, high = model.intercept__interval(alpha=0.05)
        found.append((product, float(model.intercept_), float((high - low) / 3.92)))
    watch.lap("fit")
    pd.DataFrame(found, columns=["product", "elasticity", "std_error"]).to_csv(to, index=False)
    give(watch, {"econml": econml.__version__}, groups=len(found))


main()
