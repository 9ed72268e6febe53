"""Are anomalies found, and what does looking cost?

The published series (14,398 minutes) by seasonal hybrid ESD: 131 findings, beside the same method in Python (statsmodels, numpy). A million minutes. Then 300
simulated shops, two years of days, eight planted days each: what is found and what is a false alarm, beside statsmodels' STL and pyod's detectors (told how
many there are). Whole processes, reading included; the peers know no closed Sundays, so their season is six days."""
import csv
import json

import measure

ROUNDS, MILLION_BAR_S = 3, 1.0
PYTHON = [("statsmodels STL, 4 robust deviations", "stl"), ("pyod ECOD", "ecod"), ("pyod IForest", "iforest"), ("pyod KNN", "knn")]


def rows_of(path, *names):
    with open(path, encoding="utf-8") as file:
        return [tuple(row[name] for name in names) for row in csv.DictReader(file)]


def ours(bench, file, to, *words):
    made = bench.ours("anomaly", "detect", "--input", file, *words, "--found", "--format", "csv", "-o", to)
    made.pop("text")
    return made


def one_series(bench, file, value, time, methods, theirs):
    rows, found, to = [], [], bench.path("found.csv")
    for method in methods:
        runs = [ours(bench, file, to, "--time", time, "--value", value, "--method", method) for _ in range(ROUNDS)]
        found.append({"tool": f"RetailInsight, {method}", **measure.summary(runs), "findings": len(rows_of(to, time))})
    if theirs:
        run = bench.peer("anomaly_python.py", "shesd", file, time, value, "1440", to)
        found.append({"tool": "statsmodels and numpy, shesd", **measure.summary([run]), "findings": run["answers"]["found"], "inside": run["inside"]})
    for one in found:
        rows.append([one["tool"], one["findings"], one["wall_min_s"], one["cpu_min_s"], one["peak_mb"]])
    return found, rows


def judged(found, truth):
    hits = len(set(found) & truth)
    return {"findings": len(found), "hit": round(hits / len(truth), 4), "right": round(hits / len(found), 4) if found else 0}


def shops(bench):
    file, to = bench.path("days.csv"), bench.path("found.csv")
    bench.helper("anomaly_data.py", "days", file)
    truth = set(rows_of(file + ".truth", "shop", "day"))
    found = []
    for method in ("auto", "local", "shesd"):
        made = ours(bench, file, to, "--series", "shop", "--time", "day", "--value", "sales", "--gaps", "missing", "--method", method)
        found.append({"tool": f"RetailInsight, {method}", **made, **judged(rows_of(to, "shop", "day"), truth)})
    for name, how in PYTHON:
        made = bench.peer("anomaly_python.py", how, file, "day", "sales", "6", to, "shop")
        found.append({"tool": name, **made, **judged(rows_of(to, "shop", "day"), truth)})
    measure.show(f"300 shops x 728 days, {len(truth)} planted days", ["tool", "findings", "found of them", "right of findings", "wall s", "cpu s", "peak MB"],
                 [[one["tool"], one["findings"], one["hit"], one["right"], one["wall_s"], one["cpu_s"], one["peak_mb"]] for one in found])
    return found


def ask(bench):
    heads = ["tool", "findings", "wall min s", "cpu s", "peak MB"]
    published, rows = one_series(bench, bench.data("anomaly/minutely_counts.csv"), "count", "timestamp", ["shesd"], True)
    measure.show("the published series, 14,398 minutes", heads, rows)
    million = bench.path("million.csv")
    bench.helper("anomaly_data.py", "million", million)
    large, rows = one_series(bench, million, "count", "minute", ["shesd", "local", "level"], bench.full)
    measure.show("a million minutes, 200 of them far off", heads, rows)
    print(f"  a million minutes by shesd: {large[0]['wall_min_s']} s of wall clock, {large[0]['cpu_min_s']} of processor, bar {MILLION_BAR_S:.0f} s")
    found = shops(bench)
    wrong = [] if published[0]["findings"] == 131 else [f"{published[0]['findings']} findings in the published series, not 131"]
    return {"published": published, "million": large, "shops": found, "versions": json.loads(json.dumps(found[-1]["versions"])), "disagree": wrong}
