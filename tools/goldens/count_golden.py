#!/usr/bin/env python3
"""Counts beyond Poisson by statsmodels and scipy on made rows, dummies written out: tests/data/count_golden.json.

    tools/goldens/count_golden.py > tests/data/count_golden.json

Negative binomial (variance mean + alpha mean^2): slopes and alpha by joint maximum likelihood (statsmodels NegativeBinomial), errors at that alpha by the
GLM. Censored: alpha given, rows at a limit count by the chance of so much or more (scipy).
"""
import json

import numpy as np
import statsmodels.api as sm
from scipy import optimize, stats

SHOPS, WEEKS, LIMIT, GIVEN = 6, 26, 14, 0.3


def made(seed):
    rng = np.random.default_rng(seed)
    shop, week = np.divmod(np.arange(SHOPS * WEEKS), WEEKS)
    price = np.round(rng.normal(0, 0.3, shop.size), 3)
    offer = (rng.random(shop.size) < 0.3).astype(float)
    mean = np.exp(1.4 + rng.normal(0, 0.5, SHOPS)[shop] - 1.9 * price + 0.5 * offer)
    y = rng.negative_binomial(2.5, 2.5 / (2.5 + mean)).astype(float)
    x = np.column_stack([price, offer] + [(shop == s).astype(float) for s in range(SHOPS)])
    return shop, price, offer, y, x


def free(seed):
    shop, price, offer, y, x = made(seed)
    start = np.append(sm.GLM(y, x, family=sm.families.Poisson()).fit().params, 0.4)
    joint = sm.NegativeBinomial(y, x).fit(start_params=start, method="newton", maxiter=500, tol=1e-14, disp=0)
    alpha = joint.params[-1]
    glm = sm.GLM(y, x, family=sm.families.NegativeBinomial(alpha=alpha)).fit(tol=1e-14, maxiter=500, scale=1)
    return {"censored": False, "shop": shop.tolist(), "price": price.tolist(), "offer": offer.tolist(), "y": y.tolist(),
            "slope": joint.params[:2].tolist(), "alpha": [alpha], "classical": glm.bse[:2].tolist()}


def hessian(f, at, step=1e-3):
    k, unit = at.size, np.eye(at.size) * step
    return np.array([[(f(at + unit[i] + unit[j]) - f(at + unit[i] - unit[j]) - f(at - unit[i] + unit[j]) + f(at - unit[i] - unit[j])) / (4 * step * step)
                      for j in range(k)] for i in range(k)])


def censored(seed):
    shop, price, offer, y, x = made(seed)
    y = np.minimum(y, LIMIT)
    size, cut = 1 / GIVEN, y >= LIMIT

    def unlikely(b):
        p = size / (size + np.exp(x @ b))
        return -np.where(cut, stats.nbinom.logsf(y - 1, size, p), stats.nbinom.logpmf(y, size, p)).sum()
    best = np.append([-1.9, 0.5], np.full(SHOPS, 1.4))
    for _ in range(6):
        best = optimize.minimize(unlikely, best, method="BFGS", options={"gtol": 1e-10}).x
        best = optimize.minimize(unlikely, best, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20000, "maxfev": 20000}).x
    return {"censored": True, "shop": shop.tolist(), "price": price.tolist(), "offer": offer.tolist(), "y": y.tolist(),
            "slope": best[:2].tolist(), "alpha": [GIVEN], "classical": [], "observed": np.sqrt(np.diag(np.linalg.inv(hessian(unlikely, best))))[:2].tolist()}


if __name__ == "__main__":
    print(json.dumps({"cases": [free(1), free(2), censored(3)]}))
