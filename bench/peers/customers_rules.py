"""Rules of baskets: customers_rules.py make FILE BASKETS | mlxtend|efficient-apriori FILE SUPPORT CONFIDENCE

One basket a line, items joined by commas. Counts rules with one item on the right side, the convention of R's arules."""
import sys

import answer
import numpy as np


def make(path, baskets):
    """Five hundred items with a long tail, and pairs that go together."""
    random = np.random.default_rng(5)
    cumulated = np.cumsum(1 / (3 + np.arange(500)))
    cumulated /= cumulated[-1]
    with open(path, "w", encoding="ascii") as file:
        for size in random.geometric(1 / 5, baskets):
            drawn = {int(i) for i in np.searchsorted(cumulated, random.random(size))}
            file.write(",".join(f"i{i}" for i in sorted(drawn | {i + 1 for i in drawn if i % 3 == 0 and random.random() < 0.3})) + "\n")


def read(path):
    with open(path, encoding="utf-8") as file:
        return [sorted({item.strip() for item in line.rstrip("\n").split(",") if item.strip()}) for line in file]


def mlxtend(path, support, confidence):
    import mlxtend
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth
    from mlxtend.preprocessing import TransactionEncoder
    baskets = read(path)
    encoder = TransactionEncoder().fit(baskets)
    table = pd.DataFrame.sparse.from_spmatrix(encoder.transform(baskets, sparse=True), columns=encoder.columns_)
    sets = fpgrowth(table, min_support=support, use_colnames=True)
    rules = association_rules(sets, metric="confidence", min_threshold=confidence)
    kept = rules[rules["consequents"].map(len) == 1]
    return len(sets), len(kept), float(kept["lift"].max()), {"mlxtend": mlxtend.__version__}


def efficient(path, support, confidence):
    import efficient_apriori
    sets, rules = efficient_apriori.apriori(read(path), min_support=support, min_confidence=confidence)
    kept = [rule for rule in rules if len(rule.rhs) == 1]
    return sum(len(level) for level in sets.values()), len(kept), max(rule.lift for rule in kept), {"efficient-apriori": efficient_apriori.__version__}


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]))
    else:
        sets, rules, lift, versions = (mlxtend if sys.argv[1] == "mlxtend" else efficient)(sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
        answer.give(answer.stopwatch(), versions, sets=sets, rules=rules, lift=lift)
