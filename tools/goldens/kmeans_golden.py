#!/usr/bin/env python3
"""Makes tests/data/kmeans_golden.json: crowds without clear groups, starting centres, and the inertia that scikit-learn ends at.

    python3 tools/goldens/kmeans_golden.py          needs scikit-learn 1.9.1
"""
import json
import os

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score


def main():
    random = np.random.default_rng(11)
    cases = []
    for k in (2, 3, 4, 6, 8):
        buyers = random.gamma(0.8, size=120)
        points = np.log1p(np.c_[365 * random.random(120) ** 2, random.poisson(3 * buyers), 30 * random.gamma(2, size=120) * buyers])
        points = ((points - points.mean(0)) / points.std(0)).round(4)
        start = points[random.choice(120, size=k, replace=False)]
        found = KMeans(k, init=start, n_init=1, tol=0, max_iter=1000, algorithm="lloyd").fit(points)
        cases.append({"k": k, "points": points.ravel().tolist(), "start": start.ravel().tolist(), "inertia": float(found.inertia_),
                      "best": float(KMeans(k, n_init=10, random_state=1).fit(points).inertia_),
                      "silhouette": float(silhouette_score(points, found.labels_))})
    with open(os.path.join(os.path.dirname(__file__), "..", "..", "tests", "data", "kmeans_golden.json"), "w", encoding="utf-8") as file:
        json.dump({"cases": cases}, file)
        file.write("\n")


if __name__ == "__main__":
    main()
