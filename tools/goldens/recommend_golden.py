#!/usr/bin/env python3
"""Makes tests/data/recommend_golden.json: a seeded crowd and what the library implicit makes of it.

    python3 tools/goldens/recommend_golden.py          needs implicit 0.7.3, numpy, scipy

als        factors to begin with, and the scores of some users after four exact iterations from them
neighbours the nearest items of each by cosine
"""
import json
import os

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from implicit.nearest_neighbours import CosineRecommender
from scipy.sparse import csr_matrix

USERS, ITEMS, FACTORS, ALPHA, LAMBDA, ITERATIONS = 60, 25, 8, 3.0, 0.7, 4


def crowd(random):
    """Three tastes; some users have more items than there are factors, some have one."""
    counts = np.zeros((USERS, ITEMS))
    for user in range(USERS):
        taste = np.where(np.arange(ITEMS) % 3 == user % 3, 6.0, 1.0)
        for item in random.choice(ITEMS, size=1 if user % 10 == 9 else random.integers(2, 16), replace=False, p=taste / taste.sum()):
            counts[user, item] = random.integers(1, 5)
    return counts


def main():
    random = np.random.default_rng(2385)
    counts = crowd(random)
    start = random.normal(0, 0.3, (ITEMS, FACTORS)).round(4)
    model = AlternatingLeastSquares(factors=FACTORS, regularization=LAMBDA, alpha=1.0, dtype=np.float64, use_native=True,
                                    use_cg=False, iterations=ITERATIONS, num_threads=1)
    model.user_factors, model.item_factors = np.zeros((USERS, FACTORS)), start.copy()
    confidence = csr_matrix(np.where(counts > 0, 1 + ALPHA * counts, 0))
    model.fit(confidence, show_progress=False)
    shown = [0, 9, 17, 44]
    scores = model.user_factors @ model.item_factors.T
    near = CosineRecommender(K=ITEMS + 1, num_threads=1)
    near.fit(csr_matrix(counts), show_progress=False)
    similarity = near.similarity.toarray()
    with open(os.path.join(os.path.dirname(__file__), "..", "..", "tests", "data", "recommend_golden.json"), "w", encoding="utf-8") as file:
        json.dump({"factors": FACTORS, "alpha": ALPHA, "lambda": LAMBDA, "iterations": ITERATIONS,
                   "counts": counts.astype(int).tolist(), "start": start.tolist(), "users": shown,
                   "scores": scores[shown].round(9).tolist(), "cosine": similarity.round(9).tolist()}, file)
        file.write("\n")


if __name__ == "__main__":
    main()
