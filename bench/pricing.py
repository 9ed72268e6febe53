"""How near are elasticities to the truth, and what do they cost?

A simulated shop of 50 products whose elasticities are known and whose promotions fall in good weeks: plain regression and linear controls beside
statsmodels, the debiased estimate beside econml (lasso and boosted trees). Then bayesm's orange juice: eleven brands with eleven prices, deal, feature and
83 stores, errors clustered by store, beside statsmodels: both must find the same. Whole processes, reading included."""
import csv
import json
import os
import subprocess

import measure

ROUNDS, SEEDS, BAR, PLAIN_ERRS_BY = 3, 2, 0.15, 1.2
CONTROLS = ["--controls", "season,weather,holiday,week"]
OURS = [("plain regression", ["--learner", "none"]), ("linear controls", [*CONTROLS, "--learner", "none"]),
        ("debiased", [*CONTROLS, "--method", "debiased"])]
PEERS = [("statsmodels, plain", "pricing_statsmodels.py", "plain"), ("statsmodels, linear controls", "pricing_statsmodels.py", "linear"),
         ("econml LinearDML, lasso", "pricing_econml.py", "lasso"), ("econml LinearDML, trees", "pricing_econml.py", "trees")]


def market(bench, seed):
    file = bench.path(f"market-{seed}.csv")
    bench.helper("pricing_market.py", "make", str(seed), file)

    def scored(tool, made, to):
        made.pop("text", None)
        return {"tool": tool, "seed": seed, **made, **json.loads(bench.helper("pricing_market.py", "score", file + ".truth", to))}

    found, to = [], bench.path("elasticities.csv")
    for name, words in OURS:
        made = bench.ours("pricing", "elasticity", "--input", file, "--price", "price", "--quantity", "units", "--group", "product", *words,
                          "--format", "csv", "-o", to)
        found.append(scored(f"RetailInsight, {name}", made, to))
    for name, script, way in PEERS:
        found.append(scored(name, bench.peer(script, way, file, to), to))
    return found


def own_rows(path):
    with open(path, encoding="utf-8") as file:
        return {row["brand"]: (float(row["elasticity"]), float(row["std_error"])) for row in csv.DictReader(file) if row["price_of"] == "own"}


def juice(bench):
    file, to = bench.path("yx.csv"), bench.path("juice.csv")
    with open(file, "wb") as out:
        subprocess.run(["zstd", "-dcq", bench.data("price_elasticity/orangeJuice_yx.csv.zst")], stdout=out, check=True)
    ours = [bench.ours("pricing", "elasticity", "--input", file, "--group", "brand", "--price", "price*", "--quantity", "logmove", "--logged",
                       "--controls", "deal,feat", "--effects", "store", "--cross", "--learner", "none", "--format", "csv", "-o", to)
            for _ in range(ROUNDS)]
    mine = own_rows(to)
    theirs = [bench.peer("pricing_statsmodels.py", "bayesm", file, to) for _ in range(ROUNDS)]
    with open(to, encoding="utf-8") as rows:
        other = {row["product"]: (float(row["elasticity"]), float(row["std_error"])) for row in csv.DictReader(rows)}
    apart = max(abs(mine[brand][0] - other[brand][0]) for brand in other)
    errors = max(abs(mine[brand][1] / other[brand][1] - 1) for brand in other)
    for run in ours:
        run.pop("text")
    return {"ours": measure.summary(ours), "theirs": measure.summary(theirs), "apart": apart, "errors_apart": errors,
            "versions": theirs[0]["versions"]}


def ask(bench):
    if not os.path.isdir(bench.shared):
        raise measure.Skip("no shared data")
    found = [one for seed in range(1, SEEDS + 1) for one in market(bench, seed)]
    measure.show("50 products with known elasticities, prices set from expected demand", ["tool", "seed", "mean error", "wall s", "cpu s", "peak MB"],
                 [[one["tool"], one["seed"], one["mae"], one["wall_s"], one["cpu_s"], one["peak_mb"]] for one in found])
    debiased = [one["mae"] for one in found if one["tool"] == "RetailInsight, debiased"]
    plain = [one["mae"] for one in found if one["tool"] == "statsmodels, plain"]
    print(f"  debiased: mean error at most {max(debiased)}, bar {BAR}; plain regression {min(plain)} or more")
    both = juice(bench)
    measure.show("orange juice, 106,139 rows, 11 brands, 121 elasticities", ["tool", "wall min s", "cpu s", "peak MB"],
                 [["RetailInsight", *[both["ours"][k] for k in ("wall_min_s", "cpu_min_s", "peak_mb")]],
                  ["statsmodels", *[both["theirs"][k] for k in ("wall_min_s", "cpu_min_s", "peak_mb")]]])
    print(f"  own elasticities at most {both['apart']:.1e} apart, standard errors {both['errors_apart']:.1e} of their size")
    wrong = [f"mean error {max(debiased)}, bar {BAR}"] if max(debiased) > BAR else []
    wrong += [f"plain regression errs by {min(plain)} alone: the shop is not confounded"] if min(plain) < PLAIN_ERRS_BY else []
    wrong += [f"own elasticities lie {both['apart']:.1e} apart"] if both["apart"] > 1e-6 else []
    return {"market": found, "juice": both, "versions": both["versions"], "disagree": wrong}
