#!/usr/bin/env python3
"""Makes tests/data/learn/: a seeded table and what other programs make of it.

    python3 tools/goldens/learn_golden.py          needs lightgbm 4.7.0 and scikit-learn 1.9.1

sales.csv     600 rows of a made-up shop: text, flag, date, number with gaps, target
golden.json   the same rows as numbers, the first 480 to learn from, and for the other 120 the predictions of LightGBM through
              Python with the parameters that src/learn/lightgbm.c writes, and the R2 of scikit-learn's forest on each fifth of the rows
"""
import datetime
import json
import math
import os
import random

import lightgbm
import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import r2_score

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "data", "learn")
TRAINED = 480
STORES = "ABCDEFGH"


def rows():
    draw = random.Random(5)
    size = {s: draw.gauss(0, .3) for s in STORES}
    for i in range(600):
        store, price, promo = draw.choice(STORES), round(draw.uniform(1, 20), 2), draw.random() < .3
        day = datetime.date(2024, 1, 1) + datetime.timedelta(draw.randrange(366))
        warm = round(draw.uniform(-5, 30), 1) if draw.random() < .9 else None
        mean = math.exp(3.4 - .8 * math.log(price) + .6 * promo + size[store] + .3 * (day.weekday() > 4)
                        + (.1 if warm is None else .01 * warm))
        yield f"r{i:04d}", store, price, promo, day, warm, round(mean * draw.gammavariate(12, 1 / 12), 2)


BOOST = ("boosting=gbdt objective={objective} num_iterations=200 num_leaves=31 max_depth=-1 min_data_in_leaf=20 "
         "min_sum_hessian_in_leaf=0 max_bin=255 min_data_in_bin=3 learning_rate=0.05 feature_fraction_bynode=0.8 "
         "bagging_fraction=0.8 bagging_freq=1 lambda_l2=1 alpha=0.9 tweedie_variance_power=1.1 seed=42 deterministic=true "
         "force_col_wise=true feature_pre_filter=false num_threads=1 verbosity=-1")
FOREST = ("boosting=rf objective=regression num_iterations=100 num_leaves=480 max_depth=-1 min_data_in_leaf=1 "
          "min_sum_hessian_in_leaf=0 max_bin=1023 min_data_in_bin=1 learning_rate=1 feature_fraction_bynode=1 "
          "bagging_fraction=0.632 bagging_freq=1 lambda_l2=0 alpha=0.5 tweedie_variance_power=1.1 seed=42 deterministic=true "
          "force_col_wise=true feature_pre_filter=false num_threads=1 verbosity=-1 min_data_per_group=5 cat_smooth=1 cat_l2=0")


def by_python(text, x, y):
    parameters = dict(word.split("=") for word in text.split())
    trees = int(parameters.pop("num_iterations"))
    data = lightgbm.Dataset(x[:TRAINED], y[:TRAINED].astype(np.float32), params=parameters, categorical_feature=[0, 2])
    return lightgbm.train(parameters, data, trees).predict(x[TRAINED:])


def main():
    table = list(rows())
    with open(os.path.join(HERE, "sales.csv"), "w", encoding="utf-8") as f:
        f.write("row_name,store,price,promo,day,warm,demand\n")
        for name, store, price, promo, day, warm, demand in table:
            f.write(f"{name},{store},{price},{'yes' if promo else 'no'},{day},{'' if warm is None else warm},{demand}\n")
    epoch = datetime.date(1970, 1, 1)
    x = np.array([[STORES.index(s), p, promo, (d - epoch).days, d.month, d.day, d.weekday(), math.nan if w is None else w]
                  for _, s, p, promo, d, w, _ in table], float)
    y = np.array([row[-1] for row in table])
    folds = []
    for fold in range(5):  # 120 rows are few: one fold says little
        held = np.arange(600) // 120 == fold
        forest = RandomForestRegressor(100, random_state=0).fit(np.nan_to_num(x[~held], nan=-99), y[~held])
        folds.append(r2_score(y[held], forest.predict(np.nan_to_num(x[held], nan=-99))))
    golden = {"trained": TRAINED, "columns": x.shape[1],
              "x": [None if math.isnan(v) else v for v in x.ravel().tolist()], "y": y.tolist(),
              "squares": by_python(BOOST.format(objective="regression"), x, y).tolist(),
              "tweedie": by_python(BOOST.format(objective="tweedie"), x, y).tolist(),
              "quantile": by_python(BOOST.format(objective="quantile"), x, y).tolist(),
              "forest": by_python(FOREST, x, y).tolist(),
              "sklearn_forest_r2": folds}
    with open(os.path.join(HERE, "golden.json"), "w", encoding="utf-8") as f:
        json.dump(golden, f, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    main()
