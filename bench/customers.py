"""Groups, value, rules and offers of many customers, beside the libraries that analysts use; processor time, on the same numbers.

A million customers in groups (scikit-learn); a million histories fitted and scored by BG/NBD (SciPy); rules of the groceries and of a million
receipts (mlxtend, efficient-apriori: whole processes, from the file to the rules); alternating least squares over 100,000 customers
(implicit, one thread each). Answers are compared."""
import json
import os
import subprocess

import measure

ROUNDS, CUSTOMERS, ITERATIONS = 3, 1000000, 5
BOUND_S = 300  # processor seconds a peer may take for rules


def kernels(bench):
    """The helper program, or None when the libraries do not lie beside the program."""
    build, here = os.path.dirname(bench.program), os.path.dirname(os.path.abspath(__file__))
    archives = [os.path.join(build, f"libri_{name}.a") for name in ("customers", "learn", "retail", "table", "math", "base")]
    if not all(os.path.exists(archive) for archive in archives):
        return None
    foreign = sorted(os.path.join(build, name) for name in os.listdir(build) if name.startswith("libforeign") and name.endswith(".a"))
    libraries = [f"-L{os.path.join(bench.deps, 'lib')}", "-l_lightgbm", f"-Wl,-rpath,{os.path.join(bench.deps, 'lib')}"]
    subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-O2", "-I", os.path.join(here, "..", "include"), "-I", os.path.join(here, "..", "src"),
                    os.path.join(here, "customer_kernels.c"), "-o", bench.path("customer_kernels"), "-Wl,--start-group", *archives, *foreign,
                    "-Wl,--end-group", *libraries, "-lcrypto", "-lutf8proc", "-lxxhash", "-lm", "-lpthread"], check=True)
    return bench.path("customer_kernels")


def ours(program, *words):
    """The middle one of several rounds, by processor time: a peer has one."""
    runs = [json.loads(measure.run([program, *words])["text"]) for _ in range(ROUNDS)]
    return sorted(runs, key=lambda run: run.get("cpu_s", run.get("fit_cpu_s")))[ROUNDS // 2]


def groups(bench, program, disagree):
    points, found, rows = bench.path("points.bin"), [], []
    bench.helper("customers_sklearn.py", "make", points, str(CUSTOMERS))
    for k in (3, 5, 8):
        mine = ours(program, "kmeans", points, str(k))
        theirs = bench.peer("customers_sklearn.py", "fit", points, str(k))["answers"]
        found.append({"k": k, "ours": mine, **theirs})
        for name, one in [("RetailInsight", mine), *theirs.items()]:
            rows.append([f"{name}, {k} groups", one["cpu_s"], one["inertia"], round(one["cpu_s"] / mine["cpu_s"], 1)])
        if mine["inertia"] > theirs["KMeans"]["inertia"] * 1.0001:
            disagree.append(f"{k} groups: inertia {mine['inertia']:.1f} is worse than scikit-learn's {theirs['KMeans']['inertia']:.1f}")
    measure.show(f"{CUSTOMERS:,} customers in groups, 10 starts", ["tool", "cpu s", "inertia", "times ours"], rows)
    return found


def values(bench, program, disagree):
    count = CUSTOMERS if bench.full else CUSTOMERS // 5
    histories = bench.path("histories.bin")
    bench.helper("customers_scipy.py", "make", histories, str(count))
    mine = ours(program, "value", histories)
    theirs = bench.peer("customers_scipy.py", "fit", histories)["answers"]
    measure.show(f"{count:,} histories: BG/NBD", ["tool", "fit cpu s", "score cpu s", "log-likelihood", "expected purchases"],
                 [[name, one["fit_cpu_s"], one["score_cpu_s"], one["log_likelihood"], one["expected"]]
                  for name, one in (("RetailInsight", mine), ("NumPy, SciPy", theirs))])
    if abs(mine["log_likelihood"] / theirs["log_likelihood"] - 1) > 1e-6 or abs(mine["expected"] / theirs["expected"] - 1) > 1e-3:
        disagree.append(f"value: {mine} and {theirs}")
    return {"histories": count, "ours": mine, "scipy": theirs}


def bounded(bench, *words):
    """A peer's rules. One that takes more than its share of processor time is ended by the kernel (or one that takes all memory): then why."""
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", "customers_rules.py")
    try:
        return measure.peer(["prlimit", f"--cpu={BOUND_S}:{BOUND_S + 60}", bench.python, peer, *words])
    except measure.Failed as why:
        return {"ended": str(why)}


def rules(bench, disagree):
    million, found, rows = bench.path("million.csv"), [], []
    bench.helper("customers_rules.py", "make", million, "1000000")
    asked = [("groceries", bench.data("market_basket/groceries.csv"), "0.001", "0.5", ("mlxtend", "efficient-apriori")),
             ("a million receipts", million, "0.002", "0.2", ("mlxtend", "efficient-apriori") if bench.full else ("mlxtend",))]
    for name, path, support, confidence, peers in asked:
        to, runs = bench.path("rules.csv"), []
        for _ in range(ROUNDS):
            runs.append(bench.ours("customers", "baskets", "--input", path, "--layout", "rows", "--support", support, "--confidence", confidence,
                                   "--format", "csv", "-o", to))
            runs[-1].pop("text")
        with open(to, encoding="utf-8") as file:
            lines = file.read().splitlines()
        mine = {**measure.summary(runs), "rules": len(lines) - 1, "lift": float(lines[1].split(",")[4])}
        rows.append([f"{name}: RetailInsight", mine["cpu_min_s"], mine["peak_mb"], mine["rules"], round(mine["lift"], 4), 1.0])
        found.append({"asked": name, "ours": mine})
        for peer in peers:
            run = bounded(bench, peer, path, support, confidence)
            found[-1][peer] = run
            if "ended" in run:  # a bound, not a time
                rows.append([f"{name}: {peer} ended, {BOUND_S} s is all it may take", None, None, None, None, f"> {BOUND_S / mine['cpu_min_s']:.0f}"])
                continue
            said = run["answers"]
            rows.append([f"{name}: {peer}", run["cpu_s"], run["peak_mb"], said["rules"], round(said["lift"], 4), round(run["cpu_s"] / mine["cpu_min_s"], 1)])
            if said["rules"] != mine["rules"] or abs(said["lift"] - mine["lift"]) > 1e-6:
                disagree.append(f"{name}: {mine['rules']} rules, {peer} finds {said['rules']}")
    measure.show("rules, from the file", ["tool", "cpu s", "peak MB", "rules", "highest lift", "times ours"], rows)
    return found


def offers(bench, program, disagree):
    crowd, best, lines, found, rows = bench.path("crowd.bin"), bench.path("offers.bin"), bench.path("lines.csv"), [], []
    bench.helper("prepare.py", "unpack", bench.data("online_retail/online_retail.csv.zst"), lines)
    asked = [(f"{items:,} items, {factors} factors", ("make", crowd, "100000", str(items), str(factors)))
             for items, factors in ((5000, 32), (5000, 64), (5000, 100), (10000, 64))]
    asked += [(f"online_retail, {factors} factors", ("real", crowd, lines, str(factors))) for factors in (64, 100)]
    for name, made in asked:
        bench.helper("customers_implicit.py", *made)
        mine = ours(program, "als", crowd, str(ITERATIONS), best)
        theirs = bench.peer("customers_implicit.py", "fit", crowd, str(ITERATIONS), best)["answers"]
        found.append({"asked": name, "ours": mine, **theirs})
        for tool, one in [("RetailInsight, exact", mine), *((f"implicit, {way}", one) for way, one in theirs.items())]:
            rows.append([f"{name}: {tool}", one["cpu_s"], one["scores"], one.get("same_places", ""), round(one["cpu_s"] / mine["cpu_s"], 1)])
        if abs(mine["scores"] / theirs["exact"]["scores"] - 1) > 1e-4 or theirs["exact"]["same_places"] < 0.999:
            disagree.append(f"{name}: {mine}, implicit {theirs['exact']}")
    measure.show(f"alternating least squares, 100,000 customers and online_retail's, {ITERATIONS} iterations",
                 ["tool", "cpu s", "scores", "places of ten as ours", "times ours"], rows)
    return found


def ask(bench):
    disagree, program, found = [], kernels(bench), {}
    if program:
        found = {"groups": groups(bench, program, disagree), "values": values(bench, program, disagree), "offers": offers(bench, program, disagree)}
    else:
        print("  rules alone: the libraries of RetailInsight do not lie beside the program")
    return {**found, "rules": rules(bench, disagree), "disagree": disagree}
