#!/usr/bin/env python3
"""Uplift and Qini curves of made trials, by the formulas of scikit-uplift 0.5.1 written out in numpy: tests/data/uplift_golden.json.

    tools/goldens/uplift_golden.py > tests/data/uplift_golden.json

Where scikit-uplift itself can be imported, every figure is compared with it first.
"""
import json
import sys

import numpy as np

trapezoid = getattr(np, "trapezoid", None) or np.trapz


def curve(y, score, treated, kind):
    order = np.argsort(score, kind="mergesort")[::-1]
    y, score, treated = y[order], score[order], treated[order]
    ends = np.r_[np.where(np.diff(score))[0], score.size - 1]
    n_t = np.cumsum(treated)[ends].astype(float)
    y_t = np.cumsum(y * treated)[ends].astype(float)
    n = (ends + 1).astype(float)
    n_c, y_c = n - n_t, np.cumsum(y * (1 - treated))[ends].astype(float)
    mean_t = np.divide(y_t, n_t, out=np.zeros_like(y_t), where=n_t != 0)
    mean_c = np.divide(y_c, n_c, out=np.zeros_like(y_c), where=n_c != 0)
    values = (mean_t - mean_c) * n if kind == "uplift" else y_t - mean_c * n_t
    return np.r_[0, n], np.r_[0, values]


def above(x, values):
    return trapezoid(values, x) - values[-1] * x[-1] / 2


def best(y, treated, kind):
    if kind == "qini":
        return curve(y, y * treated - y * (1 - treated), treated, kind)
    summand = y if np.sum((y == 1) & (treated == 0)) > np.sum((y == 0) & (treated == 1)) else treated
    return curve(y, 2 * (y == treated) + summand, treated, kind)


def case(seed, n, kind):
    rng = np.random.default_rng(seed)
    treated = (rng.random(n) < 0.7).astype(int)
    score = np.round(rng.normal(size=n), 1 if seed % 2 else 6)  # odd seeds: many equal scores
    rate = 0.15 + 0.1 * treated * (score > 0)
    y = (rng.random(n) < rate).astype(float)
    if kind == "money":
        y = y * np.round(rng.gamma(2, 20, size=n), 2)
    return y, score, treated


def figures(y, score, treated, binary):
    out = {}
    for kind in ("uplift", "qini"):
        x, values = curve(y, score, treated, kind)
        out[kind + "_x"], out[kind + "_y"] = x.tolist(), values.tolist()
        out[kind + "_gain"] = above(x, values) / len(y) ** 2
        if binary:
            out[kind + "_ratio"] = above(x, values) / above(*best(y, treated, kind))
    return out


def compare(y, score, treated, out):
    try:
        from sklift.metrics import qini_auc_score, qini_curve, uplift_auc_score, uplift_curve
    except ImportError:
        return False
    assert np.allclose(uplift_curve(y, score, treated)[1], out["uplift_y"])
    assert np.allclose(qini_curve(y, score, treated)[1], out["qini_y"])
    assert abs(uplift_auc_score(y, score, treated) - out["uplift_ratio"]) < 1e-12
    assert abs(qini_auc_score(y, score, treated) - out["qini_ratio"]) < 1e-12
    return True


def main():
    cases, compared = [], 0
    for seed, n, kind in ((1, 60, "binary"), (2, 90, "binary"), (3, 40, "money"), (4, 75, "binary")):
        y, score, treated = case(seed, n, kind)
        out = figures(y, score, treated, kind == "binary")
        compared += kind == "binary" and compare(y.astype(int), score, treated, out)
        cases.append({"outcome": y.tolist(), "score": score.tolist(), "treated": treated.tolist(), **out})
    print(f"{compared} cases compared with scikit-uplift", file=sys.stderr)
    print(json.dumps({"cases": cases}, indent=0))


main()
