#!/usr/bin/env python3
"""Writes tests/data/inventory_golden.json: policies and losses as stockpyl has them.

    pip install stockpyl==1.0.2 && python3 tools/goldens/inventory_golden.py

min_max_poisson: the 24 instances of Zheng & Federgruen (1991), h 1, p 9. min_max: negative binomial demand, cut at high; the cost from the stationary law
of the inventory position (stockpyl's own is off by 3e-6 in one case). reorder: (r,Q)
cost under normal demand at given r and Q, and the best r for that Q. reorder_poisson: best r, Q. Losses E(D - s)+."""
import json
import os

import numpy as np
import scipy.stats as st
import stockpyl
from stockpyl import loss_functions as loss
from stockpyl import rq, ss

OUTPUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "data", "inventory_golden.json")
INSTANCES = [(64, m) for m in (10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 21, 22, 23, 24, 51, 52, 59, 61, 63, 64)]


def negative_binomial(mean, dispersion, high):
    law = st.nbinom(dispersion, dispersion / (dispersion + mean))
    pmf = law.pmf(np.arange(high + 1))
    return (pmf / pmf.sum()).tolist()


def stationary_cost(fixed, shortage, pmf, s, big):
    """Cost a period of (s,S), the position after ordering being a Markov chain on s + 1 .. S."""
    f, n = np.array(pmf), int(big - s)
    moves = np.zeros((n, n))
    for i in range(n):
        for demand, chance in enumerate(f):
            moves[i, i + demand if i + demand < n else 0] += chance
    law = np.linalg.lstsq(np.vstack([moves.T - np.eye(n), np.ones(n)]), np.append(np.zeros(n), 1), rcond=None)[0]
    d = np.arange(len(f))
    orders = sum(law[i] * f[n - i:].sum() for i in range(n))
    return fixed * orders + sum(law[i] * (f * np.where(big - i > d, big - i - d, shortage * (d - big + i))).sum() for i in range(n))


def main():
    rng = np.random.default_rng(20260611)
    found = {"min_max_poisson": [], "min_max": [], "reorder": [], "reorder_poisson": [], "lognormal_loss": [],
             "negative_binomial_loss": [], "normal_second_loss": []}
    for fixed, mean in INSTANCES:
        s, big, cost = ss.s_s_discrete_exact(1, 9, fixed, True, demand_mean=mean)
        found["min_max_poisson"].append([fixed, mean, s, big, cost])
    for i in range(6):
        mean, dispersion, fixed, p = [0.4, 1.7, 5.2][i % 3], [0.6, 2.5][i % 2], [3.0, 20.0][i % 2], [4.0, 19.0, 9.0][i % 3]
        pmf = negative_binomial(mean, dispersion, 120)
        s, big, _ = ss.s_s_discrete_exact(1, p, fixed, False, demand_hi=120, demand_pmf=pmf)
        found["min_max"].append({"fixed": fixed, "shortage": p, "chance": pmf, "found": [s, big, stationary_cost(fixed, p, pmf, s, big)]})
    for i in range(12):
        h, p, k = [float(x) for x in np.exp(rng.normal([-1, 2, 2], 0.6)).round(4)]
        mean, lead = float(np.exp(rng.normal(5, 1)).round(3)), round(float(rng.uniform(0.05, 2)), 3)
        sd = round(mean * float(rng.uniform(0.1, 0.5)), 3)
        quantity = round(float(np.sqrt(2 * k * mean / h)) * float(rng.uniform(0.6, 1.7)), 2)
        point = round(mean * lead + sd * float(rng.normal()), 2)
        cost = rq.r_q_cost(point, quantity, h, p, k, mean, sd, lead)
        best = rq.r_q_optimal_r_for_q(quantity, h, p, mean, sd, lead, tol=1e-12)
        found["reorder"].append([k, h, p, mean, sd, lead, point, quantity, float(cost), float(best)])
    for i in range(8):
        h, p, k, mean, lead = [1.0, 4.0][i % 2], [6.0, 40.0, 11.0][i % 3], [1.5, 9.0][i % 2], [0.3, 2.0, 9.0, 25.0][i % 4], [0.4, 2.0][i // 4]
        r, q, cost = rq.r_q_poisson_exact(h, p, k, mean, lead)
        found["reorder_poisson"].append([k, h, p, mean, lead, r, q, float(cost)])
    for x, m, s in [(3.0, 1.0, 0.5), (0.7, -0.4, 1.1), (412.0, 6.0, 0.3)]:
        found["lognormal_loss"].append([x, m, s, float(loss.lognormal_loss(x, m, s)[0])])
    for x, mean, r in [(4, 3.0, 1.5), (0, 0.4, 0.7), (40, 22.0, 5.0)]:
        law = st.nbinom(r, r / (r + mean))
        found["negative_binomial_loss"].append([x, mean, r, float(law.expect(lambda d: np.maximum(d - x, 0), maxcount=100000))])
    for z in (-2.1, 0.0, 0.3, 2.7):
        found["normal_second_loss"].append([z, float(loss.standard_normal_second_loss(z)[0])])
    found["made_with"] = f"stockpyl {stockpyl.__version__ if hasattr(stockpyl, '__version__') else '1.0.2'}, numpy {np.__version__}"
    with open(OUTPUT, "w", encoding="utf-8") as f:
        json.dump(found, f, separators=(",", ":"), default=float)
        f.write("\n")


if __name__ == "__main__":
    main()
