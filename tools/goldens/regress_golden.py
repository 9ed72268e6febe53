#!/usr/bin/env python3
"""Regressions by statsmodels on made rows, dummies written out: tests/data/regress_golden.json.

    tools/goldens/regress_golden.py > tests/data/regress_golden.json

Cluster errors count the effects that lie within clusters out of the degrees of freedom, as fixest and reghdfe do; statsmodels counts
them, so its covariance is scaled back here.
"""
import json

import numpy as np
import statsmodels.api as sm

SHOPS, WEEKS = 7, 11


def rows(rng, counts):
    shop, week = np.divmod(np.arange(SHOPS * WEEKS), WEEKS)
    keep = rng.random(SHOPS * WEEKS) < 0.85
    shop, week = shop[keep], week[keep]
    price = np.round(rng.normal(0, 0.3, shop.size) + 0.2 * np.sin(week), 3)
    offer = (rng.random(shop.size) < 0.3).astype(float)
    level = rng.normal(0, 0.7, SHOPS)[shop] + rng.normal(0, 0.4, WEEKS)[week]
    if counts:
        y = rng.poisson(np.exp(0.6 + level - 2.1 * price + 0.4 * offer)).astype(float)
    else:
        y = np.round(1.3 + level - 2.1 * price + 0.4 * offer + rng.normal(0, 0.5, shop.size), 4)
    return shop, week, price, offer, y


def design(shop, week, price, offer):
    x = [price, offer]
    x += [(week == w).astype(float) for w in range(1, WEEKS)]
    x += [(shop == s).astype(float) for s in range(SHOPS)]
    return np.column_stack(x)


def case(seed, counts):
    rng = np.random.default_rng(seed)
    shop, week, price, offer, y = rows(rng, counts)
    x = design(shop, week, price, offer)
    if counts:
        model = sm.GLM(y, x, family=sm.families.Poisson())
        plain = model.fit(tol=1e-14, maxiter=200)
        robust = model.fit(tol=1e-14, maxiter=200, cov_type="HC1")
        cluster = model.fit(tol=1e-14, maxiter=200, cov_type="cluster", cov_kwds={"groups": shop})
    else:
        model = sm.OLS(y, x)
        plain, robust = model.fit(), model.fit(cov_type="HC1")
        cluster = model.fit(cov_type="cluster", cov_kwds={"groups": shop})
    n, k = x.shape
    met = np.unique(shop).size
    hc1 = np.sqrt(n / (n - k)) if counts else 1.0  # its GLM leaves the factor out
    told = met / (met - 1) * (n - 1) / (n - k)  # what statsmodels did
    ours = met / (met - 1) * (n - 1) / (n - (k - met + 1))  # shops are nested in themselves, but for the constant
    return {"counts": counts, "shop": shop.tolist(), "week": week.tolist(), "price": price.tolist(), "offer": offer.tolist(),
            "y": y.tolist(), "slope": plain.params[:2].tolist(), "classical": plain.bse[:2].tolist(), "robust": (robust.bse[:2] * hc1).tolist(),
            "cluster": (cluster.bse[:2] * np.sqrt(ours / told)).tolist()}


print(json.dumps({"cases": [case(1, False), case(2, False), case(3, True), case(4, True)]}))
