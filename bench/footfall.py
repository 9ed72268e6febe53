"""How well are people in stores forecast?

Rossmann: customers of 1,115 stores, the last 42 days held back; promotions, holidays and closed days known. Closed days count with nobody forecast, so errors
are those of open days. RetailInsight with the learner over all stores and with `auto`; beside statsforecast, which knows the closed days too (set to 0):
the mean of the last four same weekdays (seasonal window average) and AutoETS of 40 stores. Whole processes, reading included."""
import json
import os

import measure

BAR, FEW = 0.10, 40
WAYS = [("RetailInsight, boost, promotions known", "boost"), ("RetailInsight, auto", "auto")]
PEERS = [("statsforecast, last four same weekdays", "window", 0), (f"statsforecast, AutoETS, {FEW} stores", "ets", FEW)]


def ask(bench):
    folder = bench.folder("people")
    train, known, came, to = (os.path.join(folder, f"{name}.csv") for name in ("train", "known", "came", "forecast"))
    bench.helper("learning_data.py", "rossmann", bench.data("rossmann/train.csv.zst"), bench.data("rossmann/store.csv"), folder, "Customers")
    found = []
    for name, model in WAYS:
        made = bench.ours("footfall", "forecast", "--input", train, "--series", "Store", "--time", "Date", "--value", "Customers", "--gaps", "missing",
                          "--horizon", "42", "--model", model, "--future", known, "--future", os.path.join(folder, "store.csv"), "--format", "csv", "-o", to)
        made.pop("text")
        found.append({"tool": name, **made, **json.loads(bench.helper("learning_data.py", "wape", came, to, "Customers"))})
    for name, model, stores in PEERS:
        made = bench.peer("footfall_statsforecast.py", train, known, came, model, str(stores), to)
        found.append({"tool": name, **made, **made["answers"]})
    measure.show("Rossmann, people in each store, last 42 days", ["tool", "wall s", "cpu s", "peak MB", "WAPE", "bias", "values"],
                 [[one["tool"], one["wall_s"], one["cpu_s"], one["peak_mb"], one["wape"], one["bias"], one["values"]] for one in found])
    best = found[0]["wape"]
    print(f"  boost: WAPE {best}, bar {BAR:.2f}")
    return {"rossmann": found, "versions": found[-1]["versions"], "disagree": [f"WAPE {best}, bar {BAR:.2f}"] if best > BAR else []}
