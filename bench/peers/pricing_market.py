"""A shop of 50 products whose elasticities are known and whose promotions fall in good weeks: pricing_market.py make SEED TO | score TRUTH FOUND

make writes week by week of each product (and TO.truth); the same construction as src/pricing/debias_test.c. score prints the mean absolute error of the
elasticities in a CSV file (product, elasticity)."""
import csv
import json
import math
import sys

import numpy as np

PRODUCTS, WEEKS = 50, 156


def make(seed, to):
    draw = np.random.default_rng(int(seed))
    season = np.sin(2 * math.pi * np.arange(WEEKS) / 52)
    weather, holiday = draw.normal(size=WEEKS), (draw.random(WEEKS) < 0.12).astype(float)
    with open(to, "w", encoding="ascii") as file, open(to + ".truth", "w", encoding="ascii") as truths:
        print("product,week,price,units,season,weather,holiday", file=file)
        print("product,elasticity", file=truths)
        for product in range(PRODUCTS):
            a, b, level = 0.4 + 0.6 * draw.random(), draw.random() - 0.2, 4 + draw.normal()
            truth = -0.8 - 2.7 * draw.random()
            good = 0.6 * (a * season + b * weather + 0.3 * b * weather**2 + 0.8 * holiday + 0.002 * np.arange(WEEKS))
            offer = draw.random(WEEKS) < 1 / (1 + np.exp(1.2 - 2 * good))
            price = math.log(3.5) - 0.22 * offer - 0.03 * good + 0.06 * draw.normal(size=WEEKS)
            units = np.exp(level + good + truth * (price - math.log(3.5)) + 0.15 * draw.normal(size=WEEKS))
            print(f"P{product:02},{truth:.9f}", file=truths)
            for week in range(WEEKS):
                print(f"P{product:02},{week},{math.exp(price[week]):.6f},{units[week]:.6f},{season[week]:.6f},{weather[week]:.6f},"
                      f"{holiday[week]:.0f}", file=file)


def score(truth, found):
    with open(truth, encoding="ascii") as file:
        truths = {row["product"]: float(row["elasticity"]) for row in csv.DictReader(file)}
    with open(found, encoding="utf-8") as file:
        values = {row["product"]: row for row in csv.DictReader(file)}
    print(json.dumps({"mae": round(float(np.mean([abs(float(values[p]["elasticity"]) - t) for p, t in truths.items()])), 4), "products": len(truths)}))


if __name__ == "__main__":
    {"make": make, "score": score}[sys.argv[1]](*sys.argv[2:])
