#!/usr/bin/env python3
"""Writes tests/data/forecast_golden.json: what statsforecast makes of 24 simulated series.

    pip install statsforecast==2.1.1 && python3 tools/goldens/forecast_golden.py

ses: AutoETS "ANN" (alpha, first level, summed squared error of all one-step forecasts, next mean).
theta: OptimizedTheta (OTM) and the dynamic one (DOTM): alpha, theta, first level, summed squared error from the fourth
one-step forecast on, 14 means; `seasonal` says whether the season was removed first. given, given_dynamic: the error of the
same recursion at parameters that nobody fitted. snaive: SeasonalNaive."""
import json
import os

import numpy as np
import statsforecast
from statsforecast import ets, theta
from statsforecast._lib import theta as core
from statsforecast.models import SeasonalNaive
from statsmodels.tsa.seasonal import seasonal_decompose

STEPS = 14
GIVEN = 20.5, 0.37, 2.75  # first level, alpha, theta
OUTPUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "data", "forecast_golden.json")


def simulate(rng, kind, n):
    t = np.arange(n)
    level = 40 + np.cumsum(rng.normal(0, [0.0, 1.5, 4.0][kind % 3], n))
    if kind % 4 >= 2:
        level += 0.3 * t
    season = 1 + (0.35 * np.sin(2 * np.pi * t / 7) if kind % 2 else 0)
    return np.round(np.maximum(0.5, level * season + rng.normal(0, 4, n)), 3)


def ses(y):
    fit = ets.ets_f(y, m=1, model="ANN")
    return {"alpha": fit["par"][0], "level0": float(np.ravel(fit["states"])[0]),
            "sse": float(np.sum(fit["residuals"] ** 2)), "next": float(ets.forecast_ets(fit, 1)["mean"][0])}


def thetas(y, season, kind):
    model = theta.auto_theta(y, season, model=kind)
    seasonal = bool(model.get("decompose", False))
    par, x = model["par"], y
    if seasonal:
        x = y / seasonal_decompose(y, model="multiplicative", period=season).seasonal
    return {"alpha": par["alpha"], "theta": par["theta"], "level0": par["initial_smoothed"], "seasonal": seasonal,
            "sse": sse(x, kind, par["initial_smoothed"], par["alpha"], par["theta"]),
            "mean": [float(v) for v in theta.forecast_theta(model, STEPS)["mean"]]}


def sse(x, kind, level0, alpha, value):
    _, e, _, _ = core.pegels_resid(x, theta.switch_theta(kind), level0, alpha, value, 3)
    return float(np.sum(np.asarray(e)[3:] ** 2))


def main():
    rng = np.random.default_rng(20260101)
    cases = []
    for i in range(24):
        y = simulate(rng, i, [30, 61, 140][i % 3] + i)
        case = {"y": y.tolist(), "season": 7, "ses": ses(y), "given": sse(y, "OTM", *GIVEN), "given_dynamic": sse(y, "DOTM", *GIVEN),
                "optimised_theta": thetas(y, 7, "OTM"), "dynamic_theta": thetas(y, 7, "DOTM")}
        case["snaive"] = SeasonalNaive(7).forecast(y, STEPS)["mean"].tolist()
        cases.append(case)
    with open(OUTPUT, "w", encoding="utf-8") as f:
        json.dump({"made_with": f"statsforecast {statsforecast.__version__}, numpy {np.__version__}", "steps": STEPS,
                   "cases": cases}, f, indent=None, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    main()
