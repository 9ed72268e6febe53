"""Order lines of many product-stores with numpy, all at once: order-up-to by the quantile of the draws, packs, fill rate, cycle service.

    orders_numpy.py make FILE [LINES [DRAWS]]    draws of negative binomial demand, as bench/order_lines.c reads them
    orders_numpy.py FILE                         the lines"""
import sys
import time

import numpy as np

import answer

SERVICE = 0.97


def make(path, lines=100_000, draws=200):
    rng, block = np.random.default_rng(20261126), 5_000
    with open(path, "wb") as file:
        np.array([lines, draws], "<u4").tofile(file)
        for first in range(0, lines, block):
            n = min(block, lines - first)
            mean = np.exp(rng.normal(0.7, 1.2, n))[:, None, None]
            shape = rng.uniform(0.5, 4, n)[:, None, None]
            periods = rng.poisson(rng.gamma(shape + np.zeros((1, draws, 3)), mean / shape))
            table = np.empty((n, 2 + 2 * draws), "<u2")
            table[:, 0] = rng.integers(0, (3 * mean[:, 0, 0] + 2).astype(int))
            table[:, 1] = rng.choice([1, 1, 6, 12], n)
            table[:, 2:2 + draws] = np.sort(periods[:, :, :2].sum(axis=2), axis=1)
            table[:, 2 + draws:] = np.sort(periods.sum(axis=2), axis=1)
            table.tofile(file)


def order(on_hand, pack, lead, both):
    """Backorders, a fixed lead time: the whole list in arrays."""
    n = both.shape[1]
    level = both[:, int(np.ceil(SERVICE * n)) - 1]
    packs = np.ceil(np.maximum(level - on_hand, 0) / pack)
    quantity = packs * pack
    top = (on_hand + quantity)[:, None]
    late = np.maximum(both - top, 0).mean(axis=1)
    owed = np.maximum(lead - top, 0).mean(axis=1)
    asked = both.mean(axis=1) - lead.mean(axis=1)
    short = np.maximum(late - owed, 0)
    fill = np.where(asked > 0, np.maximum(1 - short / np.where(asked > 0, asked, 1), 0), 1)
    return quantity, fill, (both <= top).mean(axis=1)


def main():
    if sys.argv[1] == "make":
        make(sys.argv[2], *[int(word) for word in sys.argv[3:]])
        return
    raw = np.fromfile(sys.argv[1], "<u2")
    lines, draws = int(raw[0]) | int(raw[1]) << 16, int(raw[2]) | int(raw[3]) << 16
    table = raw[4:].reshape(lines, 2 + 2 * draws).astype(float)
    start = time.process_time()
    quantity, fill, cycle = order(table[:, 0], table[:, 1], table[:, 2:2 + draws], table[:, 2 + draws:])
    taken = time.process_time() - start
    watch = answer.stopwatch()
    watch.laps["lines"] = round(taken, 4)
    answer.give(watch, {"numpy": np.__version__}, quantity=int(quantity.sum()), fill=round(float(fill.sum()), 3),
                cycle=round(float(cycle.sum()), 3))


if __name__ == "__main__":
    main()
