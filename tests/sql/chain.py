"""A seeded chain as files for the program and as lines for plain Python, and how the tests ask and compare.

Four stores (EUR and JPY; one opens late, one closes), products with brand, cost and a column nobody knows, receipts with returns
(some name their sale), voids, costs, missing customers and payments."""
import csv
import datetime
import decimal
import json
import os
import random
import subprocess

PROGRAM = os.environ.get("RI_PROGRAM", "build/dev/retailinsight")
DIGITS = {"EUR": 2, "JPY": 0}
D = decimal.Decimal
day = datetime.date.fromordinal
DAY = datetime.timedelta(1)
STORES = {  # code: currency, region, city, opened, closed
    "Kadıköy": ("EUR", "East", "Istanbul", "2015-03-01", ""), "S-02": ("EUR", "West", "Lyon", "", ""),
    "S-03": ("EUR", "West", "Nice", "2022-06-01", ""), "S-04": ("EUR", "East", "Bursa", "2016-01-01", "2023-02-10"),
    "Ginza": ("JPY", "East", "Tokyo", "", "")}
FIRST, LAST = datetime.date(2021, 11, 1), datetime.date(2024, 3, 14)


VISITORS = {}  # (store, day): people counted, filled by run.py


class Score:
    passed = failed = 0


def check(name, got, want):
    if got == want:
        Score.passed += 1
        return
    Score.failed += 1
    print(f"FAILED {name}")
    if isinstance(got, list) and isinstance(want, list):
        for i in range(max(len(got), len(want))):
            g, w = (got[i] if i < len(got) else None), (want[i] if i < len(want) else None)
            if g != w:
                print(f"  row {i}: got  {g}\n         want {w}")
                break
    else:
        print(f"  got {got}\n  want {want}")


# ---- The files ---------------------------------------------------------------------------------------------------------

def products():
    return [dict(product=f"SKU-{i:03}", name=f"Thing {i}", category=f"Cat {i % 7}", department=f"Dept {i % 2}",
                 brand=["Acme", "Bolt", ""][i % 3], unit_cost="" if i % 5 == 0 else f"{i % 9 + 1}.25", Colour=["red", "blue"][i % 2])
            for i in range(40)]


def open_stores(when):
    return [code for code, (_, _, _, opened, closed) in STORES.items() if (not opened or opened <= str(when)) and (not closed or str(when) <= closed)]


def make_lines(seed):
    rng = random.Random(seed)
    catalogue = products()
    lines, sold = [], []
    for number in range(1100):
        when = day(rng.randint(FIRST.toordinal(), LAST.toordinal()))
        store = rng.choice(open_stores(when))
        currency = STORES[store][0]
        customer = f"C{rng.randint(1, 120)}" if rng.random() < 0.8 else ""
        payment = rng.choice(["card", "cash", "wallet", ""])
        kind = "void" if rng.random() < 0.03 else "return" if rng.random() < 0.12 else "sale"
        before = [s for s in sold if s[1] <= when and s[2] == currency]
        origin = rng.choice(before) if kind == "return" and before and rng.random() < 0.7 else None
        if kind == "sale":
            sold.append((f"R{number}", when, currency))
        for line in range(1, rng.randint(1, 5) + 1):
            product = rng.choice(catalogue)
            quantity = D(rng.randint(1, 6)) if rng.random() < 0.9 else D(rng.randint(100, 2500)).scaleb(-3)
            step = D(1).scaleb(-DIGITS[currency])
            gross = D(rng.randint(50, 90000)).scaleb(-DIGITS[currency])
            discount = (gross * rng.choice([D(0), D(0), D("0.1")])).quantize(step, decimal.ROUND_HALF_UP)
            cost = (gross * D("0.6")).quantize(step, decimal.ROUND_HALF_UP) if rng.random() < 0.5 else None
            sign = -1 if kind == "return" else 1
            hour = rng.randint(9, 19)
            lines.append(dict(transaction=f"R{number}", line=line, store=store, sold_at=f"{when} {hour:02}:15", hour=hour, day=when,
                              product=product["product"], category=product["category"], customer=customer, kind=kind,
                              quantity=sign * quantity, gross=sign * gross, discount=sign * discount, net=sign * (gross - discount),
                              cost="" if cost is None else sign * cost, currency=currency, payment_method=payment,
                              origin=origin[0] if origin else "", earned=origin[1] if origin else when,
                              channel=rng.choice(["web", "shop"]), region=STORES[store][1], city=STORES[store][2],
                              brand=product["brand"], colour=product["Colour"], department=product["department"],
                              unit_cost=product["unit_cost"]))
    return lines


def make_visitors(lines, seed):
    """People counted a store and day; one store has a counter only since 2023."""
    rng = random.Random(seed)
    rows = {}
    for l in lines:
        if l["store"] != "S-03" or l["day"].year >= 2023:
            rows.setdefault((l["store"], l["day"]), rng.randint(20, 90))
    for store in ("Ginza", "S-02"):  # days with visitors and no sale
        for _ in range(60):
            rows.setdefault((store, day(rng.randint(FIRST.toordinal(), LAST.toordinal()))), rng.randint(5, 30))
    return rows


FIELDS = ("transaction line store sold_at product category customer kind quantity gross discount net cost currency payment_method origin "
          "channel").split()


def write(path, rows, fields):
    with open(path, "w", newline="", encoding="utf-8") as f:
        writer = csv.DictWriter(f, fields, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def write_files(folder, lines, visitors):
    """The chain's files as kind -> path, in the order of import."""
    path = {kind: os.path.join(folder, f"{kind}.csv") for kind in ("stores", "products", "sales", "footfall", "holidays", "plan", "stock", "orders")}
    write(path["stores"], [dict(store=code, region=region, city=city, opened_on=opened, closed_on=closed)
                           for code, (_, region, city, opened, closed) in STORES.items()], "store region city opened_on closed_on".split())
    write(path["products"], products(), "product name category department brand unit_cost Colour".split())
    write(path["sales"], lines, FIELDS)
    write(path["footfall"], [dict(store=store, interval_start=when, minutes=1440, counted_in=n) for (store, when), n in sorted(visitors.items())],
          "store interval_start minutes counted_in".split())
    write(path["holidays"], [dict(day=when, name=name, region=region) for name, when, region in HOLIDAYS], "day name region".split())
    write(path["plan"], PLAN, "version store category period revenue units margin currency".split())
    write(path["stock"], [dict(r, counted_at=f"{r['day']} 20:00") for r in STOCK], "store product counted_at on_hand".split())
    write(path["orders"], ORDERS, "order store product ordered_at received_on quantity received".split())
    return path


PLAN = [dict(version="budget", store="S-02", category="", period="2023-03", revenue="40000.00", units="200", margin="15000.00", currency="EUR"),
        dict(version="budget", store="", category="Cat 3", period="2023-03", revenue="9000.00", units="", margin="", currency="EUR"),
        dict(version="budget", store="", category="", period="2024-Q1", revenue="1500000", units="900", margin="400000", currency="JPY"),
        dict(version="budget", store="", category="", period="2024-Q1", revenue="90000.00", units="800", margin="30000.00", currency="EUR"),
        dict(version="hopes", store="S-03", category="Cat 1", period="2023", revenue="12000.00", units="100", margin="4000.00", currency="EUR")]
STOCK = [dict(store=store, product=f"SKU-{i:03}", day=day(FIRST.toordinal() + 40 + 97 * k), on_hand=(i * 7 + k * 5) % 11)
         for store in ("S-02", "Ginza") for i in range(12) for k in range(8)]
ORDERS = [dict(order=f"PO-{k}", store=store, product=f"SKU-{k:03}", ordered_at="2023-02-01", received_on=f"2023-0{k % 7 + 1}-15", quantity=10 + k, received=9 + k if k % 2 else "")
          for k, store in enumerate(["S-02"] * 8 + ["Ginza"] * 6)]


# ---- Asking ------------------------------------------------------------------------------------------------------------

def run(workspace, *words):
    return subprocess.run([PROGRAM, "--workspace", workspace, *words, "--format", "json"], capture_output=True, text=True)


def ask(workspace, *words):
    done = run(workspace, *words)
    if done.returncode:
        return [{"error": done.stderr.strip(), "words": words}]
    return json.loads(done.stdout, parse_float=D)["rows"]


RATIOS = {"share", "change", "units_per_transaction", "return_rate", "index"}


def rounded(value):
    return None if value is None else float(f"{float(value):.9g}")


def ratio(a, b):
    return rounded(a / b) if b else None


def picked(rows, names, ratios=RATIOS):
    return [row if "error" in row else {n: (rounded(row.get(n)) if n in ratios else row.get(n)) for n in names} for row in rows]


# ---- Recomputing -------------------------------------------------------------------------------------------------------

def live(lines, ledger="booked"):
    """Lines that count, under the day they count on."""
    return [dict(l, day=l["earned"] if ledger == "earned" and l["kind"] == "return" else l["day"]) for l in lines if l["kind"] != "void"]


def net(lines):
    return sum((l["net"] for l in lines), D(0))


def measures(lines):
    return dict(net_sales=net(lines), units=sum((l["quantity"] for l in lines), D(0)),
                transactions=len({(l["store"], l["transaction"]) for l in lines if l["kind"] == "sale"}),
                customers=len({l["customer"] for l in lines if l["customer"]}))


HOLIDAYS = [("Easter Sunday", datetime.date(2021, 4, 4), ""), ("Easter Sunday", datetime.date(2022, 4, 17), ""),
            ("Easter Sunday", datetime.date(2023, 4, 9), ""), ("Easter Sunday", datetime.date(2024, 3, 31), ""),
            ("Market day", datetime.date(2022, 4, 20), "West"), ("Market day", datetime.date(2023, 4, 12), "West"),
            ("Christmas", datetime.date(2021, 12, 25), ""), ("Christmas", datetime.date(2022, 12, 25), ""),
            ("Christmas", datetime.date(2023, 12, 25), ""), ("Once only", datetime.date(2023, 6, 1), "")]


def holiday_before(d):
    """The nearest holiday within three days decides, a national one first; it must have been held the year before."""
    found = []
    for name, held, region in HOLIDAYS:
        earlier = [e for n, e, _ in HOLIDAYS if n == name and abs((held - 364 * DAY - e).days) <= 45]
        offset = (d - held).days
        if earlier and abs(offset) <= 3:
            found.append((abs(offset), bool(region), held, min(earlier, key=lambda e: (abs((held - 364 * DAY - e).days), e)) + offset * DAY))
    return min(found)[3] if found else d - 364 * DAY


def before_days(compare, days):
    """The set of days of the year before that stand against these, by the gregorian calendar."""
    if compare == "holiday":
        return {holiday_before(d) for d in days}
    if compare == "none":
        return set()
    if compare in ("weekday", "restated"):
        return {d - 364 * DAY for d in days}
    return {d.replace(year=d.year - 1, day=28) if (d.month, d.day) == (2, 29) else d.replace(year=d.year - 1) for d in days}


def days_between(first, after):
    return [day(o) for o in range(first.toordinal(), after.toordinal())]


def listing(lines, key_of, name, first, after, compare="none"):
    """What every listing answers: a row a key and currency that has lines in one of the spans."""
    earlier = before_days(compare, [d for d in days_between(first, after) if d <= LAST])
    now, then, totals = {}, {}, {}
    for l in lines:
        key = (l["currency"], key_of(l))
        if first <= l["day"] < after:
            now.setdefault(key, []).append(l)
            totals[l["currency"]] = totals.get(l["currency"], D(0)) + l["net"]
        if l["day"] in earlier:
            then.setdefault(key, []).append(l)
    rows = []
    for currency, key in set(now) | set(then):
        m = measures(now.get((currency, key), []))
        row = {name: key, "currency": currency, **m, "share": ratio(m["net_sales"], totals.get(currency))}
        if compare != "none":
            row["net_sales_before"] = net(then.get((currency, key), []))
            row["change_amount"] = m["net_sales"] - row["net_sales_before"]
            row["change"] = ratio(row["change_amount"], abs(row["net_sales_before"]))
        rows.append(row)
    return sorted(rows, key=lambda r: (r["currency"], -r["net_sales"], r[name].encode()))
