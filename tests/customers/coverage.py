#!/usr/bin/env python3
"""How often do the intervals of `customers value` hold what comes? Shops are simulated in which the models are true: BG/NBD says when
customers come and leave, Gamma-Gamma what they spend, with known parameters. The program sees the first part of each, fits its own
parameters, and its intervals are held against the part that it has not seen: of each sum (the note of --holdout), of each customer.

    tests/customers/coverage.py [--program FILE] [--shops 200] [--seed 1]

Prints the coverage with its own standard error. An interval of 80 % that is honest holds 80 %: more than three standard errors below
it fails, and far above it too (an interval from nothing to everything holds all). Part of --full. The last line is `N passed, N failed`."""
import argparse
import datetime
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TRUTH = {"r": 0.55, "alpha": 6.0, "a": 0.8, "b": 2.5, "p": 6.0, "q": 4.0, "v": 15.0}  # weeks, major units
CUSTOMERS, WATCHED, AHEAD, HELD = 500, 40, 20, 0.8
TOGETHER = re.compile(r"together: 80 % interval of purchases (\d+) to (\d+), and (\d+) came; of money (\d+) to (\d+), and (\d+) came")


def simulate(rng, path):
    """Everybody buys for the first time in one of the first four weeks and is watched to the same end; a day has one purchase."""
    with open(path, "w", encoding="ascii") as file:
        file.write("customer,day,amount\n")
        for c in range(CUSTOMERS):
            rate = rng.gammavariate(TRUTH["r"], 1) / TRUTH["alpha"]
            leaves = rng.betavariate(TRUTH["a"], TRUTH["b"])
            nu = rng.gammavariate(TRUTH["q"], 1) / TRUTH["v"]
            at, days = rng.uniform(0, 4), set()
            while at < WATCHED + AHEAD:
                days.add(int(at * 7))
                if len(days) > 1 and rng.random() < leaves:
                    break
                at += rng.expovariate(1) / rate
            for day in sorted(days):
                file.write(f"C{c},{iso(day)},{max(rng.gammavariate(TRUTH['p'], 1) / nu, 0.01):.2f}\n")
        file.write(f"LAST,{iso((WATCHED + AHEAD) * 7 - 1)},1.00\n")  # the last day is the same in each shop


def iso(day):
    return datetime.date(2024, 1, 1) + datetime.timedelta(days=day)


def ask(program, path):
    """((low, high, came) of purchases, the same of money, the row of all customers)"""
    done = subprocess.run([program, "customers", "value", "--input", path, "--customer", "customer", "--time", "day", "--value", "amount",
                           "--holdout", str(AHEAD), "--format", "json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=True, cwd=os.path.dirname(path))
    answer = json.loads(done.stdout)
    found = [int(number) for number in TOGETHER.search(" ".join(answer["notes"])).groups()]
    return tuple(found[:3]), tuple(found[3:]), next(row for row in answer["rows"] if row["frequency"] == "all")


def held(name, ranges):
    """Three standard errors on either side."""
    shops = len(ranges)
    share = sum(low <= came <= high for low, high, came in ranges) / shops
    error = math.sqrt(HELD * (1 - HELD) / shops)
    good = abs(share - HELD) <= 3 * error
    print(f"{'' if good else 'FAILED '}{name}: {share:.3f} of {shops} sums lie in their interval of {HELD:.2f} (standard error {error:.3f})")
    return good


def calibrated(name, pairs, most):
    """What was expected of all shops together beside what came."""
    ratio = sum(float(expected) for expected, _ in pairs) / sum(float(came) for _, came in pairs)
    good = abs(ratio - 1) <= most
    print(f"{'' if good else 'FAILED '}{name}: expected {ratio:.4f} of what came (at most {most} off)")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=next((p for p in (os.path.join(ROOT, "build", preset, "retailinsight") for preset in ("release", "dev"))
                                                   if os.access(p, os.X_OK)), ""))
    parser.add_argument("--shops", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, answers = random.Random(options.seed), []
    with tempfile.TemporaryDirectory(prefix="ri-coverage-") as folder:
        for _ in range(options.shops):
            simulate(rng, os.path.join(folder, "shop.csv"))
            answers.append(ask(os.path.abspath(options.program), os.path.join(folder, "shop.csv")))
    rows = [row for _, _, row in answers]
    each = sum(row["within"] for row in rows) / len(rows)
    money = sum(row["value_within"] for row in rows) / len(rows)
    print(f"each customer: {each:.3f} of the purchases, {money:.3f} of the money in their interval")
    good = [held("purchases", [one for one, _, _ in answers]), held("money", [one for _, one, _ in answers]),
            calibrated("purchases", [(row["expected"], row["actual"]) for row in rows], 0.03),
            calibrated("money", [(row["expected_value"], row["actual_value"]) for row in rows], 0.04), each >= HELD, money >= HELD]
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
