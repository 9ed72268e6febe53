#!/usr/bin/env python3
"""Every key figure against an independent recomputation in plain Python with exact decimals.

A seeded file of receipts (three stores, EUR and JPY, returns, voids, missing customers and payments) is imported by the program;
each operation is then asked in JSON and compared cell by cell. Prints `N passed, N failed` as its last line.
Environment: RI_PROGRAM (the program)."""
import csv
import datetime
import decimal
import json
import os
import random
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("RI_PROGRAM", "build/dev/retailinsight")
DIGITS = {"EUR": 2, "JPY": 0}
D = decimal.Decimal
day = datetime.date.fromordinal
failures = passes = 0


def check(name, got, want):
    global failures, passes
    if got == want:
        passes += 1
        return
    failures += 1
    print(f"FAILED {name}")
    if isinstance(got, list) and isinstance(want, list):
        for i in range(max(len(got), len(want))):
            g, w = (got[i] if i < len(got) else None), (want[i] if i < len(want) else None)
            if g != w:
                print(f"  row {i}: got  {g}\n         want {w}")
                break
    else:
        print(f"  got {got}\n  want {want}")


# ---- The receipts ------------------------------------------------------------------------------------------------------

def make_lines(seed):
    rng = random.Random(seed)
    stores = {"Kadıköy": "EUR", "S-02": "EUR", "Ginza": "JPY"}
    products = [(f"SKU-{i:03}", f"Cat {i % 7}") for i in range(40)]
    first, last = datetime.date(2021, 11, 1).toordinal(), datetime.date(2024, 3, 14).toordinal()
    lines = []
    for number in range(900):
        store = rng.choice(list(stores))
        currency = stores[store]
        when = day(rng.randint(first, last))
        customer = f"C{rng.randint(1, 120)}" if rng.random() < 0.8 else ""
        payment = rng.choice(["card", "cash", "wallet", ""])
        kind = "void" if rng.random() < 0.03 else "return" if rng.random() < 0.08 else "sale"
        for line in range(1, rng.randint(1, 5) + 1):
            sku, category = rng.choice(products)
            quantity = D(rng.randint(1, 6)) if rng.random() < 0.9 else D(rng.randint(100, 2500)).scaleb(-3)
            step = D(1).scaleb(-DIGITS[currency])
            gross = D(rng.randint(50, 90000)).scaleb(-DIGITS[currency])
            discount = (gross * rng.choice([D(0), D(0), D("0.1")])).quantize(step, decimal.ROUND_HALF_UP)
            sign = -1 if kind == "return" else 1
            lines.append(dict(transaction=f"R{number}", line=line, store=store, sold_at=f"{when} {rng.randint(9, 19):02}:15",
                              day=when, product=sku, category=category, customer=customer, kind=kind, quantity=sign * quantity,
                              gross=sign * gross, discount=sign * discount, net=sign * (gross - discount), currency=currency,
                              payment_method=payment))
    return lines


FIELDS = "transaction line store sold_at product category customer kind quantity gross discount net currency payment_method".split()


def write(lines, path):
    with open(path, "w", newline="", encoding="utf-8") as f:
        writer = csv.DictWriter(f, FIELDS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)


# ---- Asking ---------------------------------------------------------------------------------------------------------------

def ask(workspace, *words):
    done = subprocess.run([PROGRAM, "--workspace", workspace, *words, "--format", "json"], capture_output=True, text=True)
    if done.returncode:
        return [{"error": done.stderr.strip(), "words": words}]
    return json.loads(done.stdout, parse_float=D)["rows"]


def rounded(value):
    return None if value is None else float(f"{float(value):.9g}")


# ---- Recomputing ------------------------------------------------------------------------------------------------------------

def measures(lines):
    return dict(net_sales=sum((l["net"] for l in lines), D(0)), units=sum((l["quantity"] for l in lines), D(0)),
                transactions=len({(l["store"], l["transaction"]) for l in lines if l["kind"] == "sale"}),
                customers=len({l["customer"] for l in lines if l["customer"]}))


def grouped(lines, key_of, name):
    groups, totals = {}, {}
    for l in lines:
        groups.setdefault((l["currency"], key_of(l)), []).append(l)
        totals[l["currency"]] = totals.get(l["currency"], D(0)) + l["net"]
    rows = []
    for (currency, key), members in groups.items():
        m = measures(members)
        rows.append({name: key, "currency": currency, **m, "share": rounded(m["net_sales"] / totals[currency])})
    return sorted(rows, key=lambda r: (r["currency"], -r["net_sales"], r[name].encode()))


def picked(rows, names):
    return [{n: (rounded(r.get(n)) if n in ("share", "change") else r.get(n)) for n in names} for r in rows]


def test_groups(workspace, lines):
    live = [l for l in lines if l["kind"] != "void"]
    spans = [([], lambda l: True), (["--period", "2022"], lambda l: l["day"].year == 2022),
             (["--from", "2023-01-15", "--to", "2023-03-01"],
              lambda l: datetime.date(2023, 1, 15) <= l["day"] < datetime.date(2023, 3, 1)),
             (["--store", "Ginza,S-02"], lambda l: l["store"] in ("Ginza", "S-02")),
             (["--category", "Cat 3"], lambda l: l["category"] == "Cat 3"),
             (["--product", "SKU-001,SKU-007"], lambda l: l["product"] in ("SKU-001", "SKU-007")),
             (["--currency", "JPY"], lambda l: l["currency"] == "JPY")]
    groups = [("stores", "store", lambda l: l["store"]), ("categories", "category", lambda l: l["category"]),
              ("products", "product", lambda l: l["product"]),
              ("payments", "payment_method", lambda l: l["payment_method"] or "(none)")]
    for words, keep in spans:
        kept = [l for l in live if keep(l)]
        for verb, name, key_of in groups:
            names = [name, "currency", "net_sales", "units", "transactions", "customers", "share"]
            got = picked(ask(workspace, "sales", verb, *words), names)
            check(f"sales {verb} {' '.join(words)}", got, picked(grouped(kept, key_of, name), names))


def before_days(compare, days):
    """The set of days of the year before that stand against these."""
    out = set()
    for d in days:
        if compare == "weekday":
            out.add(d - datetime.timedelta(364))
        else:
            out.add(d.replace(year=d.year - 1, day=28) if (d.month, d.day) == (2, 29) else d.replace(year=d.year - 1))
    return out


def test_kpis(workspace, lines):
    live = [l for l in lines if l["kind"] != "void"]
    for compare in ("none", "calendar", "weekday"):
        first, last = datetime.date(2023, 1, 1), datetime.date(2024, 3, 14)
        days = [day(o) for o in range(first.toordinal(), last.toordinal() + 1)]
        earlier = before_days(compare, days) if compare != "none" else set()
        want = []
        for currency in sorted(DIGITS):
            now = [l for l in live if first <= l["day"] <= last and l["currency"] == currency]
            sold, returned = [l for l in now if l["kind"] == "sale"], [l for l in now if l["kind"] == "return"]
            m = measures(now)
            row = dict(first_day=str(min(l["day"] for l in now)), last_day=str(max(l["day"] for l in now)), currency=currency, **m,
                       gross_sales=sum(l["gross"] for l in sold), discounts=sum(l["discount"] for l in sold),
                       returns=sum(l["net"] for l in returned), lines=len(now))
            if compare != "none":
                row["net_sales_before"] = sum((l["net"] for l in live if l["day"] in earlier and l["currency"] == currency), D(0))
                row["change"] = rounded((row["net_sales"] - row["net_sales_before"]) / row["net_sales_before"])
            want.append(row)
        got = ask(workspace, "sales", "kpis", "--from", "2023-01-01", "--compare", compare)
        check(f"sales kpis --compare {compare}", picked(got, want[0].keys()), want)


# ---- Calendars, by their definitions -------------------------------------------------------------------------------------------

def retail_year_end(year):
    """Saturday nearest 31 January of the calendar year after `year`."""
    january = datetime.date(year + 1, 1, 31)
    return min((january + datetime.timedelta(k) for k in range(-3, 4)), key=lambda d: 0 if d.weekday() == 5 else 1)


def retail_span(d, grain):
    year = d.year if d > retail_year_end(d.year - 1) else d.year - 1
    first = retail_year_end(year - 1) + datetime.timedelta(1)
    week = (d - first).days // 7
    weeks = ((retail_year_end(year) - first).days + 1) // 7
    if grain == "week":
        return first + datetime.timedelta(7 * week), first + datetime.timedelta(7 * week + 6)
    edges, at = [0], 0
    for k in range(12):
        at += (4, 5, 4)[k % 3]
        edges.append(at)
    edges[12] = weeks
    month = max(k for k in range(12) if edges[k] <= week)
    return first + datetime.timedelta(7 * edges[month]), first + datetime.timedelta(7 * edges[month + 1] - 1)


def gregorian_span(d, grain):
    if grain == "day":
        return d, d
    if grain == "week":
        first = d - datetime.timedelta(d.weekday())
        return first, first + datetime.timedelta(6)
    if grain == "year":
        return datetime.date(d.year, 1, 1), datetime.date(d.year, 12, 31)
    months = 1 if grain == "month" else 3
    start = (d.month - 1) // months * months + 1
    after = datetime.date(d.year + (start + months > 12), (start + months - 1) % 12 + 1, 1)
    return datetime.date(d.year, start, 1), after - datetime.timedelta(1)


def test_trend(workspace, lines):
    live = [l for l in lines if l["kind"] != "void"]
    as_of = max(l["day"] for l in lines)
    cases = [("gregorian", g, gregorian_span) for g in ("day", "week", "month", "quarter", "year")]
    cases += [("iso", "week", gregorian_span), ("retail", "week", retail_span), ("retail", "month", retail_span)]
    first = datetime.date(2022, 11, 20)
    for calendar, grain, span_of in cases:
        for compare in ("none", "calendar", "weekday"):
            if calendar != "gregorian" and compare == "calendar":
                continue
            days = [day(o) for o in range(first.toordinal(), as_of.toordinal() + 1)]
            periods = {}
            for d in days:
                periods.setdefault(span_of(d, grain), []).append(d)
            want = []
            for currency in sorted(DIGITS):
                for (start, end), members in sorted(periods.items()):
                    inside = set(members)
                    m = measures([l for l in live if l["day"] in inside and l["currency"] == currency])
                    row = dict(first_day=str(start), currency=currency, **m, complete=start >= first and end <= as_of)
                    if compare != "none":
                        days_before = before_days(compare, members)
                        then = [l for l in live if l["day"] in days_before and l["currency"] == currency]
                        row["net_sales_before"] = sum((l["net"] for l in then), D(0)) if then else None
                    want.append(row)
            got = ask(workspace, "sales", "trend", "--calendar", calendar, "--by", grain, "--compare", compare, "--from", str(first))
            check(f"sales trend {calendar} {grain} {compare}", picked(got, want[0].keys()), want)


def test_customers(workspace, lines):
    live = [l for l in lines if l["kind"] != "void" and l["customer"]]
    want = grouped(live, lambda l: l["customer"], "customer")
    names = ["customer", "currency", "net_sales", "units", "transactions", "share"]
    got = sorted(picked(ask(workspace, "customers", "top", "--limit", "0"), names), key=lambda r: (r["currency"], -r["net_sales"], r["customer"]))
    check("customers top", got, picked(want, names))


def main():
    lines = make_lines(20261121)
    with tempfile.TemporaryDirectory() as folder:
        path, workspace = os.path.join(folder, "sales.csv"), os.path.join(folder, "w")
        write(lines, path)
        done = subprocess.run([PROGRAM, "--workspace", workspace, "import", path, "--as", "sales", "--format", "json"], capture_output=True, text=True)
        if done.returncode:
            print(done.stderr)
            print("0 passed, 1 failed")
            return 1
        row = json.loads(done.stdout)["rows"][0]
        check("import", [row["offered"], row["accepted"], row["quarantined"]], [len(lines), len(lines), 0])
        for test in (test_groups, test_kpis, test_trend, test_customers):
            test(workspace, lines)
    print(f"{passes} passed, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
