"""How fast are the forecasts of many series, and how good?

Series of M5 (daily, 1,885 days), 28 days ahead, straight from a file (id, day, units). RetailInsight writes mean and three
quantiles from its errors at 26 rolling origins; "auto" tries six models a series and keeps the best. Beside statsforecast
(2 processes): the same models, means alone, or with conformal intervals. Seconds are whole processes, reading and writing
included. With the real scorer at hand also the WRMSSE of all 30,490 series from the workspace.
Parts for --only: models, several, growth, sums, together, accuracy."""
import csv
import json
import math
import os

import measure

ORIGIN, HORIZON = 1885, 28
LAST_DAYS = {1885: "2016-03-27", 1857: "2016-02-28", 1829: "2016-01-31"}  # of what is known, by origin; the earlier ones with --full
SIMPLE, ALL = ["seasonal_naive", "average", "ses"], "seasonal_naive,average,ses,optimised_theta"
SLOW_SELLERS = ["croston", "sba", "adida", "imapa"]
FEW, SOME, MANY = 40, 500, 2000
GROWTH = [1000, 10000, 100000]  # series: does the cost a series stay the same? The largest with --full
SEVERAL = ["ets", "dynamic_theta", *SLOW_SELLERS]
NINE = "0.005,0.025,0.165,0.25,0.5,0.75,0.835,0.975,0.995"
M5_BAR = 0.54
BAR = 20  # times as fast as statsforecast's same models
ALL_OF_M5 = ["ets", "dynamic_theta", "croston", "sba", "tsb", "adida", "imapa", "count"]
TOGETHER_BAR_S, TOGETHER_BAR_MB = 120, 4096  # wall seconds on two cores of their own


class Race:
    """Rows of the table: one tool on one task."""

    def __init__(self, bench):
        self.bench, self.rows, self.found, self.own = bench, [], [], {}

    def add(self, task, tool, count, made):
        one = {"task": task, "tool": tool, "series": count, **{k: made[k] for k in ("wall_s", "cpu_s", "peak_mb", "others_cpu_s")},
               "inside": made.get("inside"), "series_s": round(count / made["wall_s"], 1)}
        if tool == "RetailInsight":
            self.own[task] = one["series_s"]
        one["ours_over_peer_speed"] = round(self.own[task] / one["series_s"], 1)
        self.found.append(one)
        self.rows.append([f"{task}: {tool}", count, one["wall_s"], one["cpu_s"], one["peak_mb"], one["series_s"], one["ours_over_peer_speed"]])

    def ours(self, task, model, count):
        to = self.bench.path(f"ours-{model}-{count}.csv")
        made = self.bench.ours("demand", "forecast", "--input", self.bench.path(f"series-{count}.csv"), "--series", "id", "--time", "day",
                               "--value", "units", "--horizon", str(HORIZON), "--model", model, "--quantiles", "0.1,0.5,0.9",
                               "--format", "csv", "-o", to)
        self.add(task, "RetailInsight", count, made)
        return to

    def peer(self, task, models, mode, count):
        to = self.bench.path("theirs.csv")
        made = self.bench.peer("forecast_statsforecast.py", self.bench.path(f"series-{count}.csv"), models, mode, to)
        self.add(task, f"statsforecast {mode}", count, made)
        return to, made["versions"]


def one_model_each(race, bench):
    """The same model on both sides; returns how far the means lie apart, and the versions."""
    apart, versions = {}, {}
    for model, count in [(model, SOME) for model in SIMPLE + SLOW_SELLERS] + [(model, FEW) for model in ("optimised_theta", "dynamic_theta", "ets")]:
        mine = race.ours(model, model, count)
        theirs, versions = race.peer(model, model, "points", count)
        apart[model] = json.loads(bench.helper("forecast_answers.py", mine, theirs, model, bench.path(f"came-{count}.csv")))
        if model == "ses":
            race.peer(model, model, "conformal=26", count)
    return apart, versions


def chosen(race, bench):
    race.ours("auto", "auto", MANY)
    race.peer("auto", ALL, "points", FEW)
    race.peer("auto", ALL, "conformal=2", FEW)
    if bench.full:
        race.peer("auto", ALL, "choose=4", FEW)


def several(race, bench, count=FEW):
    """Every model on every series and nine quantiles from 26 origins, beside statsforecast's means of the same models."""
    to, names = bench.path("several.csv"), ",".join(SEVERAL)
    made = bench.ours("demand", "forecast", "--input", bench.path(f"series-{count}.csv"), "--series", "id", "--time", "day", "--value", "units",
                      "--horizon", str(HORIZON), "--candidates", names, "--quantiles", NINE, "--format", "csv", "-o", to)
    race.add("six models", "RetailInsight", count, made)
    race.peer("six models", names, "points", count)
    ours, theirs = race.found[-2]["cpu_s"], race.found[-1]["cpu_s"]
    print(f"  six models, nine quantiles, {count} series: {ours} processor seconds, statsforecast {theirs} for the means: "
          f"{theirs / ours:.0f} times as fast, bar {BAR}")
    return {"ours_cpu_s": ours, "theirs_cpu_s": theirs, "times": round(theirs / ours, 1)}


def growth(race, bench, sales, calendar):
    """The same task for ever more series: seconds a series and memory."""
    rows = []
    for count in GROWTH if bench.full else GROWTH[:2]:
        bench.helper("prepare.py", "series", sales, calendar, bench.path(f"series-{count}.csv"), str(count), str(ORIGIN - 364), str(ORIGIN))
        race.ours(f"auto, one year, {count}", "auto", count)
        made = race.found[-1]
        power = [None, None]
        if rows:  # cost = series ^ power: 1 is a straight line
            more = math.log(count / rows[-1][0])
            power = [round(math.log(made["cpu_s"] / rows[-1][2]) / more, 2), round(math.log(made["peak_mb"] / rows[-1][3]) / more, 2)]
        rows.append([count, made["wall_s"], made["cpu_s"], made["peak_mb"], round(1000 * made["cpu_s"] / count, 3), *power])
    measure.show("ever more series, the newest year of each",
                 ["series", "wall s", "cpu s", "peak MB", "cpu ms a series", "time: power", "memory: power"], rows)
    return rows


def import_m5(bench, sales):
    """The workspace of all 30,490 series, made once."""
    imported = bench.ours("--workspace", bench.path("m5"), "import", sales, "--as", "demand")
    imported.pop("text")
    return imported


def together(bench):
    """All of M5 by every one of several models, each at 26 origins, their median with nine quantiles; statsforecast would take hours."""
    made = bench.ours("--workspace", bench.path("m5"), "demand", "forecast", "--as-of", LAST_DAYS[ORIGIN], "--horizon", str(HORIZON), "--model", "median",
                      "--candidates", ",".join(ALL_OF_M5), "--quantiles", NINE, "--format", "csv", "-o", bench.path("together.csv"))
    made.pop("text")
    measure.show(f"all of M5 by {', '.join(ALL_OF_M5)}, nine quantiles", ["", "wall s", "cpu s", "cpu s / 2", "peak MB", "cpu ms a series"],
                 [["30,490 series x 1,885 days", made["wall_s"], made["cpu_s"], made["cpu_s"] / 2, made["peak_mb"], round(1000 * made["cpu_s"] / 30490, 2)]])
    print(f"  aim {TOGETHER_BAR_S} s of two cores of their own, {TOGETHER_BAR_MB} MB; others took {made['others_cpu_s']} processor seconds meanwhile")
    return made


def accuracy(bench, sales, calendar, imported):
    """All of M5: forecast from one or several origins with prices, events and SNAP days known ahead, and the scores where the scorer is."""
    workspace, made, prices, known = bench.path("m5"), {}, bench.path("prices.csv"), bench.folder("m5-known")
    bench.helper("prepare.py", "unpack", bench.data("m5/sell_prices_partial.csv.zst"), prices)
    bench.helper("learning_data.py", "m5", sales, prices, calendar, str(ORIGIN), known)
    for origin, last in LAST_DAYS.items() if bench.full else [(ORIGIN, LAST_DAYS[ORIGIN])]:
        made[origin] = bench.ours("--workspace", workspace, "demand", "forecast", "--as-of", last, "--horizon", str(HORIZON),
                                  "--future", os.path.join(known, "weekly_prices.csv"), "--future", os.path.join(known, "calendar.csv"),
                                  "--quantiles", NINE, "--format", "csv", "-o", bench.path(f"m5-{origin}.csv"))
    for run in made.values():
        run.pop("text")
    found = {"import": imported, "forecast": made, "series": 30490}
    measure.show("all of M5 from the workspace", ["step", "wall s", "cpu s", "peak MB", "a second"],
                 [["import, 58.3 million days", imported["wall_s"], imported["cpu_s"], imported["peak_mb"], round(58327370 / imported["wall_s"])],
                  *[[f"forecast auto from day {origin}, 30,490 series", run["wall_s"], run["cpu_s"], run["peak_mb"], round(30490 / run["wall_s"])]
                    for origin, run in made.items()]])
    scorer = os.path.join(os.path.dirname(bench.shared), "tools", "m5_wrmsse.py")
    if not os.path.exists(scorer):
        print("  no score: tools/m5_wrmsse.py is not beside the data")
        return found
    found["score"] = {}
    for origin in made:
        found["score"][origin] = json.loads(bench.helper("forecast_wrmsse.py", scorer, sales, prices, bench.data("m5/calendar.csv"), str(origin),
                                                         bench.path(f"m5-{origin}.csv"), "series_id"))
        print(f"  WRMSSE of auto, 12 levels, days {origin + 1} to {origin + HORIZON}: {found['score'][origin]['wrmsse']}"
              + (f", bar {M5_BAR} (mean of the last four same weekdays .6546, seasonal naive .9228)" if origin == ORIGIN else "")
              + f"; levels {found['score'][origin]['levels']}; nine quantiles of the series: WSPL {found['score'][origin]['wspl_level_12']}"
              f", below them {found['score'][origin]['below']}")
    return found


def sums(bench, sales, calendar, days=800, every=10):
    """Nine quantiles of all twelve levels, by the backtest itself: every so-many-th item of M5 in all shops, sales alone, weighted as M5 was."""
    scorer = os.path.join(os.path.dirname(bench.shared), "tools", "m5_wrmsse.py")
    if not os.path.exists(scorer):
        print("  no scores of sums: tools/m5_wrmsse.py is not beside the data")
        return None
    tree, weights, prices, to = bench.path("tree.csv"), bench.path("weights.csv"), bench.path("tree-prices.csv"), bench.path("sums.csv")
    bench.helper("prepare.py", "unpack", bench.data("m5/sell_prices_partial.csv.zst"), prices)
    bench.helper("forecast_tree.py", scorer, sales, prices, calendar, str(ORIGIN), str(days), str(every), tree, weights)
    made = bench.ours("demand", "backtest", "--input", tree, "--series", "item,dept,cat,store,state", "--time", "day", "--value", "units",
                      "--horizon", str(HORIZON), "--folds", "1", "--hierarchy", "store>state,item>dept>cat", "--weights", weights,
                      "--quantiles", NINE, "--format", "csv", "-o", to)
    made.pop("text")
    with open(to, encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == "auto" and row["scope"] in ("level", "wrmsse")]
    found = [[row["at"] or "mean of the levels", row["series"], round(float(row["rmsse"]), 4), round(float(row["wspl"]), 4)] for row in rows]
    what = "all of M5" if every == 1 else f"every {every}th item of M5"
    measure.show(f"sums of {what}, days {ORIGIN + 1} to {ORIGIN + HORIZON}, nine quantiles: auto, {made['cpu_s']} processor seconds, "
                 f"{made['peak_mb']} MB",
                 ["level", "nodes", "weighted RMSSE", "WSPL"], found)
    return {"made": made, "levels": found}


def ask(bench):
    sales, calendar = bench.path("m5-sales.csv"), bench.data("m5/calendar.csv")
    bench.helper("prepare.py", "unpack", bench.data("m5/sales_train_validation.csv.zst"), sales)
    for count in (FEW, SOME, MANY):
        bench.helper("prepare.py", "series", sales, calendar, bench.path(f"series-{count}.csv"), str(count), "1", str(ORIGIN))
        bench.helper("prepare.py", "series", sales, calendar, bench.path(f"came-{count}.csv"), str(count), str(ORIGIN + 1),
                     str(ORIGIN + HORIZON))
    race, found, wrong = Race(bench), {}, []
    if bench.wants("models"):
        apart, found["versions"] = one_model_each(race, bench)
        chosen(race, bench)
        found["apart"] = apart
        wrong = [f"{model}: the forecasts differ" for model in ("seasonal_naive", "average") if apart[model]["p90_apart"] > 1e-9]
        measure.show("how far the means lie apart, relative to the mean, and from what came",
                     ["model", "median", "9 of 10 within", "RMSE ours", "RMSE theirs"],
                     [[model, one["median_apart"], one["p90_apart"], one["rmse_ours"], one["rmse_theirs"]] for model, one in apart.items()])
    if bench.wants("several"):
        found["several"] = several(race, bench)
    if bench.wants("growth"):
        found["growth"] = growth(race, bench, sales, calendar)
    if race.rows:
        measure.show("series of 1,885 days, 28 ahead", ["model: tool", "series", "wall s", "cpu s", "peak MB", "series/s", "times as fast"], race.rows)
    found["races"] = race.found
    if bench.wants("sums"):
        found["sums"] = sums(bench, sales, calendar)
        if bench.full:
            found["all_sums"] = sums(bench, sales, calendar, every=1)
    if bench.wants("together") or bench.wants("accuracy"):
        imported = import_m5(bench, sales)
        if bench.wants("together") and (bench.full or bench.only):
            found["together"] = together(bench)
        if bench.wants("accuracy"):
            found["m5"] = accuracy(bench, sales, calendar, imported)
    return {**found, "disagree": wrong}
