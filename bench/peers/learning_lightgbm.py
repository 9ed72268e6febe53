"""LightGBM through Python, from the file to the errors: learning_lightgbm.py TABLE.csv TREES passive|as\\ it\\ comes

The parameters are those that `demand train` writes; the rows held back are others (another generator), as many."""
import json
import os
import sys
import time

if sys.argv[3] == "passive":
    os.environ.update(OMP_WAIT_POLICY="passive", GOMP_SPINCOUNT="0")
start = time.perf_counter()
import lightgbm  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

frame = pd.read_csv(sys.argv[1])
order = np.random.default_rng(1).permutation(len(frame))
held, known = order[:len(frame) // 5], order[len(frame) // 5:]
x, y = frame.drop(columns="y").to_numpy(), frame["y"].to_numpy()
parameters = dict(objective="regression", num_leaves=31, min_data_in_leaf=20, min_sum_hessian_in_leaf=0, max_bin=255, learning_rate=0.05,
                  feature_fraction_bynode=0.8, bagging_fraction=0.8, bagging_freq=1, lambda_l2=1, seed=1, deterministic=True,
                  force_col_wise=True, feature_pre_filter=False, num_threads=os.cpu_count(), verbosity=-1)
model = lightgbm.train(parameters, lightgbm.Dataset(x[known], y[known]), int(sys.argv[2]))
error = y[held] - model.predict(x[held])
r2 = 1 - (error ** 2).sum() / ((y[held] - y[held].mean()) ** 2).sum()
print(json.dumps({"inside": {"all_s": round(time.perf_counter() - start, 3)}, "answers": {"r2": r2, "mae": np.abs(error).mean()},
                  "versions": {"lightgbm": lightgbm.__version__, "pandas": pd.__version__}}))
