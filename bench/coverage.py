"""Do the quantiles hold what they say?

`demand backtest --calibration` of the default model on real sales: how much of what came lay below each quantile and within the
intervals of 50, 80 and 90 %, in all and by class of demand; of counts that equal a quantile the part of their chance that lies
within its level. Four origins; of Rossmann, 42 days apart, eight: a year, in which each feast counts as often as it comes. Nothing is
raced: peers have no such count. Fails where an interval over all is off by more than two points."""
import csv

import measure

LEVELS = "0.05,0.1,0.25,0.5,0.75,0.9,0.95"
INTERVALS = [("0.25", "0.75"), ("0.1", "0.9"), ("0.05", "0.95")]
BAR, ENOUGH = 0.02, 2000  # points off; values below which a class is shown but says little
M5_SERIES, M5_DAYS = 1000, (858, 1913)


def m5(bench):
    sales, to = bench.path("m5-sales.csv"), bench.path("coverage-m5.csv")
    bench.helper("prepare.py", "unpack", bench.data("m5/sales_train_validation.csv.zst"), sales)
    bench.helper("prepare.py", "series", sales, bench.data("m5/calendar.csv"), to, str(M5_SERIES), *map(str, M5_DAYS))
    return ["demand", "backtest", "--input", to, "--series", "id", "--time", "day", "--value", "units", "--horizon", "28", "--folds", "4"]


def rossmann(bench):
    """Closed days are left out of the sales and known ahead, as are promotions and school holidays."""
    raw, sales, known = bench.path("rossmann.csv"), bench.path("coverage-rossmann.csv"), bench.path("coverage-known.csv")
    bench.helper("prepare.py", "unpack", bench.data("rossmann/train.csv.zst"), raw)
    with open(raw, newline="", encoding="utf-8") as rows, open(sales, "w", newline="", encoding="utf-8") as sold, \
            open(known, "w", newline="", encoding="utf-8") as ahead:
        sold, ahead = csv.writer(sold), csv.writer(ahead)
        sold.writerow(["store", "day", "units"])
        ahead.writerow(["store", "day", "promo", "school", "open"])
        for row in csv.DictReader(rows):
            ahead.writerow([row["Store"], row["Date"], row["Promo"], row["SchoolHoliday"], row["Open"]])
            if row["Open"] == "1":
                sold.writerow([row["Store"], row["Date"], row["Sales"]])
    return ["demand", "backtest", "--input", sales, "--series", "store", "--time", "day", "--value", "units", "--gaps", "missing",
            "--future", known, "--horizon", "42", "--folds", "8"]


def online_retail(bench):
    sales, workspace = bench.path("online_retail.csv"), bench.path("coverage-online")
    bench.helper("prepare.py", "unpack", bench.data("online_retail/online_retail.csv.zst"), sales)
    bench.ours("--workspace", workspace, "import", sales, "--as", "sales")
    return ["--workspace", workspace, "demand", "backtest", "--horizon", "14", "--folds", "4"]


def chain(bench):
    folder = bench.folder("coverage-chain")
    bench.ours("demo", folder, "--scale", "tiny", "--as-of", "2026-11-20", "--no-serve")
    return ["--workspace", f"{folder}/workspace", "demand", "backtest", "--horizon", "14", "--folds", "4"]


def held(bench, words):
    """{(scope, at): (values, {(above, below): coverage})} and how the run went."""
    to, found = bench.path("coverage.csv"), {}
    made = bench.ours(*words, "--quantiles", LEVELS, "--calibration", "--format", "csv", "-o", to)
    with open(to, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["scope"] in ("all", "class"):
                values, shares = found.setdefault((row["scope"], row["at"]), (int(row["values"]), {}))
                shares[row["above"], row["below"]] = float(row["coverage"])
    return found, made


def ask(bench):
    rows, kept, wrong = [], {}, []
    for name, prepare in {f"M5, {M5_SERIES} series": m5, "Rossmann": rossmann, "Online Retail": online_retail, "sample chain": chain}.items():
        found, made = held(bench, prepare(bench))
        kept[name] = {"cpu_s": made["cpu_s"], "peak_mb": made["peak_mb"], "held": [[*key, n, {"-".join(k): v for k, v in s.items()}] for key, (n, s) in found.items()]}
        for (scope, at), (values, shares) in found.items():
            said = [round(shares[i], 3) for i in INTERVALS]
            rows.append([f"{name}, {at or 'all'}", values, *said, *(round(shares["", q], 3) for q in LEVELS.split(","))])
            off = max(abs(shares[i] - (float(i[1]) - float(i[0]))) for i in INTERVALS)
            if scope == "all" and off > BAR:
                wrong.append(f"{name}: an interval is off by {off:.3f}")
    measure.show("model auto: what intervals held, and what lay below each quantile",
                 ["sales, class", "values", "of .5", "of .8", "of .9", *LEVELS.split(",")], rows)
    print(f"  bar: {BAR:g} over all; classes of fewer than {ENOUGH:,} values say little")
    return {"found": kept, "disagree": wrong}
