"""How well are people in stores forecast?

Rossmann: customers of 1,115 stores, the last 42 days held back; promotions, holidays and closed days known. Closed days count with nobody forecast, so errors
are those of open days. RetailInsight with the learner over all stores and with `auto`; beside statsforecast, which knows the closed days too (set to 0):
the mean of the last four same weekdays (seasonal window average) and AutoETS of 40 stores. Whole processes, reading included.

hours: receipts by the hour of the Online Retail data, two weeks ahead from nine origins, ours (`footfall forecast --input` of hours) beside the same hour of the week before and the
mean of the last four; with --full statsforecast's MSTL of a day and a week, which takes minutes."""
import csv
import json
import os

import measure

BAR, FEW, ORIGINS = 0.10, 40, 9
HOURLY = [("the same hour of the week before", "naive"), ("the last four of them", "mean")]
SLOW = [("statsforecast MSTL", "mstl")]
WAYS = [("RetailInsight, boost, promotions known", "boost"), ("RetailInsight, auto", "auto")]
PEERS = [("statsforecast, last four same weekdays", "window", 0), (f"statsforecast, AutoETS, {FEW} stores", "ets", FEW)]


def hours(bench):
    folder, found, off, came, cpu = bench.folder("hours"), [], 0.0, 0.0, 0.0
    bench.helper("footfall_hours.py", "data", folder, bench.data("online_retail/online_retail.csv.zst"))
    for n in range(ORIGINS):
        to = os.path.join(folder, "ahead.csv")
        made = bench.ours("footfall", "forecast", "--input", os.path.join(folder, f"train-{n}.csv"), "--time", "at", "--value", "people", "--horizon", "336",
                          "--format", "csv", "-o", to)
        with open(to, encoding="utf-8") as file:
            expected = {f"{row['at'][:10]} {int(row['hour']):02}:00": float(row["mean"]) for row in csv.DictReader(file)}
        with open(os.path.join(folder, f"came-{n}.csv"), encoding="utf-8") as file:
            rows = [(row["at"], float(row["people"])) for row in csv.DictReader(file)]
        off += sum(abs(expected.get(at, 0) - people) for at, people in rows)
        came += sum(people for _at, people in rows)
        cpu += made["cpu_s"]
    found.append({"tool": "RetailInsight", "cpu_s": round(cpu, 2), "wape": round(off / came, 4)})
    for name, model in HOURLY + (SLOW if bench.full else []):
        made = bench.peer("footfall_hours.py", model, folder)
        found.append({"tool": name, "cpu_s": made["cpu_s"], "wape": made["answers"]["wape"]})
    measure.show(f"Online Retail, receipts by the hour, {ORIGINS} origins, two weeks each", ["tool", "cpu s", "WAPE"], [[one["tool"], one["cpu_s"], one["wape"]] for one in found])
    return found


def ask(bench):
    by_hour = hours(bench) if bench.wants("hours") else []
    if not bench.wants("rossmann"):
        return {"hours": by_hour, "versions": {}, "disagree": []}
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
    return {"rossmann": found, "hours": by_hour, "versions": found[-1]["versions"], "disagree": [f"WAPE {best}, bar {BAR:.2f}"] if best > BAR else []}
