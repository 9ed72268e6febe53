"""What are the orders worth? A past span played again, and what was lost in it found again.

M5: three stores, full assortment, weekly review, 7 days of lead time, played from day 1,500 to the end. Prices are the newest known
before that day, a margin of 30 % of the price, a holding rate of 25 % of the cost a year. The peers are weeks of cover and min/max,
both tuned for least cost on the 364 days before; nothing is tuned on the days played. The forecast policy is also played at
levels of service, so that stock can be compared at the service that weeks of cover reached.

The sample chain: its true demand is known, so lost sales that were found can be laid beside lost sales that were."""
import csv
import json
import os
import subprocess

import measure

STORES, FIRST, MARGIN, LAST_DAY = ("CA_1", "TX_1", "WI_1"), 1500, 0.3, "2026-11-20"
LEVELS = ["0.9", "0.93", "0.95", "0.97", "0.98", "0.99"]


def lines(path):
    with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE, text=True) as process:
        yield from csv.reader(process.stdout)


def write_m5(bench, folder):
    """The long file, the file of prices, the first day played."""
    with open(f"{folder}/calendar.csv", encoding="utf-8") as file:
        calendar = list(csv.DictReader(file))
    last_week = int(calendar[FIRST - 2]["wm_yr_wk"])
    prices = {}
    rows = lines(f"{folder}/sell_prices_partial.csv.zst")
    next(rows)
    for store, item, week, price in rows:
        if store in STORES and (int(week) <= last_week or (item, store) not in prices):
            prices[item, store] = float(price)
    sales, stock = bench.path("m5_sales.csv"), bench.path("m5_stock.csv")
    rows = lines(f"{folder}/sales_train_validation.csv.zst")
    next(rows)
    with open(sales, "w", encoding="utf-8") as to, open(stock, "w", encoding="utf-8") as priced:
        to.write("item,store,day,units\n")
        priced.write("item,store,on_hand,unit_cost,unit_price\n")
        for row in rows:
            if row[4] not in STORES:
                continue
            to.writelines(f"{row[1]},{row[4]},{calendar[t]['date']},{x}\n" for t, x in enumerate(row[6:]) if x != "0")
            price = prices.get((row[1], row[4]))
            if price:
                priced.write(f"{row[1]},{row[4]},0,{price * (1 - MARGIN):.4f},{price:.4f}\n")
    return sales, stock, calendar[FIRST - 1]["date"]


def stock_at(rows, fill_rate):
    """Stock at cost of the forecast policy where its fill rate is the one given: on the line between the levels played."""
    points = sorted((row["fill_rate"], row["stock_value"]) for row in rows if row["policy"] == "forecast")
    for (low, less), (high, more) in zip(points, points[1:]):
        if low <= fill_rate <= high and high > low:
            return less + (more - less) * (fill_rate - low) / (high - low)
    return None


def m5(bench):
    folder = bench.data("m5")
    sales, stock, day = write_m5(bench, folder)
    words = ["inventory", "simulate", "--input", sales, "--series", "item,store", "--time", "day", "--value", "units", "--stock", stock,
             "--lead-time", "7", "--review", "7", "--from", day, "--format", "json"]
    plain = bench.ours(*words)
    plain.pop("text")
    made = bench.ours(*words, "--service", ",".join(LEVELS))
    rows = json.loads(made.pop("text"))["rows"]
    cover = next(row for row in rows if row["policy"] == "weeks_of_cover")
    ours = rows[0]
    same = stock_at(rows, cover["fill_rate"])
    measure.show(f"M5, three stores, played from {day}", ["policy", "setting", "fill rate", "lost units", "stock at cost", "total cost", "change"],
                 [[row["policy"], row["setting"], row["fill_rate"], row["lost_units"], row["stock_value"], row["total_cost"], row["change"]]
                  for row in rows])
    print(f"  total cost against weeks of cover: {ours['total_cost'] / cover['total_cost'] - 1:+.1%} (bar -15 %)")
    if same:
        print(f"  stock at the same fill rate of {cover['fill_rate']:.4f}: {same / cover['stock_value'] - 1:+.1%} (bar: less)")
    print(f"  one run without levels: {plain['wall_s']:.1f} s, {plain['cpu_s']:.1f} processor seconds, {plain['peak_mb']} MB")
    return {"rows": rows, "change": ours["total_cost"] / cover["total_cost"] - 1, "run": plain,
            "stock_at_same_fill_rate": same / cover["stock_value"] - 1 if same else None}


def chain(bench):
    """Lost sales found against lost sales that were, over the last year of the sample chain."""
    demo = bench.path("demo")
    bench.ours("demo", demo, "--no-serve", "--as-of", LAST_DAY)
    first = "2025-11-22"
    lost = 0
    files = [os.path.join(at, "true_demand.csv") for at, _, names in os.walk(demo) if "true_demand.csv" in names]
    with open(files[0], encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["day"] >= first:
                lost += int(row["demand"]) - int(row["sold"])
    found = bench.ours("--workspace", f"{demo}/workspace", "inventory", "lost", "--from", first, "--by", "store", "--format", "json")
    units = sum(row["lost_units"] for row in json.loads(found.pop("text"))["rows"])
    played = bench.ours("--workspace", f"{demo}/workspace", "inventory", "simulate", "--format", "json")
    rows = json.loads(played.pop("text"))["rows"]
    measure.show("the sample chain, a year", ["policy", "setting", "fill rate", "lost units", "stock at cost", "total cost", "change"],
                 [[row["policy"], row["setting"], row["fill_rate"], row["lost_units"], row["stock_value"], row["total_cost"], row["change"]]
                  for row in rows])
    print(f"  lost sales found {units:,.0f}, lost sales that were {lost:,}: {units / lost:.3f}")
    print(f"  lost sales found: {found['wall_s']:.1f} s, {found['cpu_s']:.1f} processor seconds; played: {played['wall_s']:.1f} s, "
          f"{played['cpu_s']:.1f} processor seconds, {played['peak_mb']} MB")
    return {"lost_found": units, "lost_true": lost, "rows": rows, "run": played}


def ask(bench):
    return {"m5": m5(bench), "chain": chain(bench)}
