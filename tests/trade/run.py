#!/usr/bin/env python3
"""Every verb of pricing, anomaly and footfall in each of its places: out of the warehouse, out of a file, with an example in its help and a man page, over
HTTP with the answer of the command line, in a golden transcript, and on a page of the dashboard.

    tests/trade/run.py [VERB...]

A verb that is new must get a row in VERBS, and every cell of it something to show. The last line is `N passed, N failed`."""
import datetime
import math
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "http"))
from places import Places, Tally, rows_of  # noqa: E402
from server import Server  # noqa: E402

AREAS = ("pricing", "anomaly", "footfall")
FIRST, DAYS, STORES, GOODS = datetime.date(2025, 1, 6), 364, "abcd", ("cola", "tonic", "water", "cider")
ROWS = ["--input", "weeks.csv", "--price", "price", "--quantity", "units", "--group", "product", "--effects", "store,week"]
COUNTS = ["--input", "hours.csv", "--series", "shop", "--time", "at", "--value", "people"]
SERIES = ["--input", "days.csv", "--series", "shop", "--time", "day", "--value", "sales"]
TRIAL = ["--input", "trial.csv", "--change", "-0.1", "--elasticity", "-2", "--most", "3"]
# What has no file to work on: what it is about lies in the workspace alone.
OWN = {
    "pricing.accept": "a decision that is kept", "pricing.ignore": "a decision that is kept", "pricing.withdraw": "a decision that is kept",
    "pricing.decisions": "decisions that are kept", "anomaly.events": "stores, goods and receipts together; of a series in a file anomaly detect",
    "anomaly.dismiss": "an event that is kept", "anomaly.undo": "a verdict that is kept", "anomaly.feedback": "verdicts that are kept",
    "footfall.conversion": "visitors beside receipts of the workspace; of a file footfall today --receipts"}
# verb: (words out of the warehouse, words out of a file). Order matters: what changes something comes when its turn is.
VERBS = {
    "pricing.elasticity": ([], ROWS), "pricing.advise": (["--all"], ROWS + ["--facts", "costs.csv", "--all"]),
    "pricing.promotions": ([], ["--input", "weeks.csv", "--stores", "store", "--promotion", "offer"]),
    "pricing.markdown": (["--product", "cola", "--weeks", "4"], ["--input", "one.csv", "--price", "price", "--quantity", "units", "--group", "product",
                                                                  "--effects", "store,week", "--facts", "costs.csv", "--weeks", "4"]),
    "pricing.test-plan": (["--product", "cola", "--change", "-0.1", "--most", "3"], TRIAL),
    "pricing.test-result": (["--product", "cola", "--test", "a,c", "--from", "2025-12-01"], ["--input", "trial.csv", "--test", "a,c", "--from", "2025-12-01"]),
    "pricing.accept": (["cola", "--aim", "revenue", "--max-change", "0.3", "--cover", "0"], None),
    "pricing.ignore": (["tonic", "--aim", "revenue", "--max-change", "0.3", "--cover", "0"], None),
    "pricing.decisions": ([], None), "pricing.withdraw": (["1"], None),
    "anomaly.detect": (["--found"], SERIES + ["--found"]), "anomaly.events": ([], None), "anomaly.dismiss": (None, None),
    "anomaly.feedback": ([], None), "anomaly.undo": (["1"], None),
    "footfall.conversion": ([], None), "footfall.counters": ([], COUNTS + ["--receipts", "receipts"]), "footfall.today": ([], COUNTS + ["--by", "day"]),
    "footfall.forecast": (["--horizon", "3"], COUNTS + ["--horizon", "24"]), "footfall.staff": (["--horizon", "2"], COUNTS + ["--horizon", "24"])}
# What HTTP answers to what the command line has just done.
AGAIN = {**{verb: lambda answer: answer.status in (404, 409) for verb in ("pricing.withdraw", "anomaly.undo")},
         **{verb: lambda answer: answer.status == 200 for verb in ("pricing.accept", "pricing.ignore", "anomaly.dismiss")}}


def write_sales(rng, out):
    """Prices that move by the six weeks, an offer a product every eighth week, a shop that is closed for four days."""
    out["sales.csv"] = ["transaction,store,sold_at,sku,quantity,unit_price,discount,currency"]
    out["weeks.csv"], out["trial.csv"] = ["week,store,product,units,price,offer"], ["day,store,units"]
    for p, product in enumerate(GOODS):
        for store in STORES:
            weeks = {}
            for d in range(DAYS):
                day, week = FIRST + datetime.timedelta(d), d // 7
                offer = (week + 2 * p) % 8 == 3
                price = round((2 + 0.4 * p) * (1 + 0.1 * ((week + p) // 6 % 3)), 2)
                mean = 9 * (1.5 if offer else 1) * (price / (2 + 0.4 * p)) ** -2.2 * (1 + 0.2 * STORES.index(store))
                units = max(round(mean + rng.gauss(0, math.sqrt(mean))), 0)
                if store == "b" and 350 <= d < 354:
                    units = 0
                if units:
                    out["sales.csv"].append(f"t{p}{store}{d},{store},{day}T10:00:00,{product},{units},{price},{units * price * 0.2 if offer else 0:.2f},EUR")
                sold = weeks.setdefault(week, [0, 0.0, offer])
                sold[0], sold[1] = sold[0] + units, price * (0.8 if offer else 1)
                if product == "cola":
                    out["trial.csv"].append(f"{day},{store},{units}")
            out["weeks.csv"] += [f"{FIRST + datetime.timedelta(7 * w)},{store},{product},{u},{price:.2f},{int(offer)}" for w, (u, price, offer) in weeks.items()]
    out["one.csv"] = [row for i, row in enumerate(out["weeks.csv"]) if i == 0 or ",cola," in row]


def write_counts(rng, out):
    """Ten weeks of hours; the counter of a is dead on the last afternoon but four."""
    out["footfall.csv"], out["hours.csv"] = ["store,interval_start,minutes,counted_in,counted_out"], ["shop,at,people,receipts"]
    for d in range(DAYS - 70, DAYS):
        for store in STORES:
            for hour in range(9, 19):
                people = round(30 + 10 * math.sin(hour) + rng.gauss(0, 4))
                if store == "a" and d == DAYS - 5 and hour > 12:
                    people = 0
                at = f"{FIRST + datetime.timedelta(d)} {hour:02}:00"
                out["footfall.csv"].append(f"{store},{at},60,{people},{people}")
                out["hours.csv"].append(f"{store},{at},{people},{round(people * 0.3)}")


def write_files(folder):
    rng, out = random.Random(4), {}
    write_sales(rng, out)
    write_counts(rng, out)
    out["products.csv"] = ["sku,name,category,subcategory,unit_cost"] + [f"{g},{g} 1 l,drinks,{'soft' if i < 2 else 'other'},{0.9 + 0.1 * i:.2f}" for i, g in enumerate(GOODS)]
    out["promotions.csv"] = ["promotion,name,products,starts_on,ends_on,mechanics,discount_percent"]
    for p, product in enumerate(GOODS):
        for week in range(52):
            if (week + 2 * p) % 8 == 3:
                first = FIRST + datetime.timedelta(7 * week)
                out["promotions.csv"].append(f"P{p}{week},20 off,{product},{first},{first + datetime.timedelta(6)},percent off,20")
    out["stock.csv"] = ["store,sku,on_hand"] + [f"a,{g},400" for g in GOODS]
    out["costs.csv"] = ["product,cost,on_hand"] + [f"{g},{0.9 + 0.1 * i:.2f},300" for i, g in enumerate(GOODS)]
    out["days.csv"] = ["shop,day,sales"] + [f"x,{FIRST + datetime.timedelta(d)},{100 + 10 * (d % 7) + (400 if d == 200 else rng.randrange(5))}" for d in range(DAYS)]
    for name, lines in out.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


def turn_the_pages(server, rows):
    """`anomaly events --skip`: page by page the same events as all at once, and none behind the last."""
    paged = []
    for skip in range(len(rows)):
        paged += rows_of(server.run("anomaly", "events", "--limit", "1", "--skip", str(skip), "--format", "json"))
    Tally.check("anomaly.events: page by page the same", paged == rows, f"{len(paged)} of {len(rows)}")
    Tally.check("anomaly.events: nothing behind the last", rows_of(server.run("anomaly", "events", "--skip", str(len(rows)), "--format", "json")) == [])


def main():
    wanted = sys.argv[1:]
    server = Server({"engine.threads": 2}, lines=0)
    try:
        write_files(server.folder)
        for kind in ("sales", "products", "promotions", "stock", "footfall"):
            done = server.run("import", f"{kind}.csv", "--as", kind)
            assert done.returncode == 0, done.stderr
        server.start("--port", "0")
        server.sign_in()
        places = Places(server, OWN, AGAIN)
        places.every_verb(AREAS, VERBS)
        for verb, (words, of_file) in VERBS.items():
            if verb not in places.operations or (wanted and verb not in wanted):
                continue
            if words is None:  # the first event
                words = [rows_of(places.run("anomaly.events", "--limit", "1"))[0]["event"]]
            rows = places.all_of(verb, words, of_file)
            if verb == "anomaly.events" and rows:
                turn_the_pages(server, rows)
    finally:
        server.stop()
        server.remove()
    return Tally.told()


if __name__ == "__main__":
    sys.exit(main())
