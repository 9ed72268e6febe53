#!/usr/bin/env python3
"""Writes tests/data/intermittent_golden.json: what statsforecast makes of 24 simulated series with many zeros.

    pip install statsforecast==2.1.1 && python3 tools/goldens/intermittent_golden.py

tsb: with weights 0.15 (size) and 0.05 (chance)."""
import json
import os

import numpy as np
import statsforecast
from statsforecast.models import ADIDA, IMAPA, TSB, CrostonClassic, CrostonSBA

OUTPUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "data", "intermittent_golden.json")


def main():
    rng = np.random.default_rng(20260103)
    cases = []
    for i in range(24):
        n = [40, 91, 200][i % 3] + i
        y = (rng.random(n) < [0.08, 0.2, 0.45, 0.8][i % 4]) * rng.poisson([0.4, 2, 6][i % 3], n).astype(float) + 0.0
        y[n // 2] = 2  # never nothing at all
        models = {"croston": CrostonClassic(), "sba": CrostonSBA(), "adida": ADIDA(), "imapa": IMAPA(), "tsb": TSB(0.15, 0.05)}
        cases.append({"y": y.tolist(), **{name: float(model.forecast(y, 1)["mean"][0]) for name, model in models.items()}})
    with open(OUTPUT, "w", encoding="utf-8") as f:
        json.dump({"made_with": f"statsforecast {statsforecast.__version__}, numpy {np.__version__}", "cases": cases}, f,
                  separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    main()
