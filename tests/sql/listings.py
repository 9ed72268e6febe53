"""sales stores, regions, categories, products, payments, groups, kpis, trend and customers top."""
import calendars
from chain import *

GROUPS = [(["stores"], "store", lambda l: l["store"]), (["categories"], "category", lambda l: l["category"]),
          (["products"], "product", lambda l: l["product"]), (["payments"], "payment_method", lambda l: l["payment_method"] or "(none)"),
          (["regions"], "region", lambda l: l["region"]), (["groups", "brand"], "value", lambda l: l["brand"] or "(none)"),
          (["groups", "city"], "value", lambda l: l["city"]), (["groups", "Colour"], "value", lambda l: l["colour"]),
          (["groups", "channel"], "value", lambda l: l["channel"])]
ALL = (FIRST, LAST + DAY)
SPANS = [([], ALL, lambda l: True), (["--period", "2022"], (datetime.date(2022, 1, 1), datetime.date(2023, 1, 1)), lambda l: True),
         (["--from", "2023-01-15", "--to", "2023-03-01", "--compare", "weekday"], (datetime.date(2023, 1, 15), datetime.date(2023, 3, 1)), lambda l: True),
         (["--from", "2023-02-01", "--to", "2024-03-01", "--compare", "calendar"], (datetime.date(2023, 2, 1), datetime.date(2024, 3, 1)), lambda l: True),
         (["--from", "2024-01-01", "--to", "2024-05-01", "--compare", "restated"], (datetime.date(2024, 1, 1), datetime.date(2024, 5, 1)), lambda l: True),
         (["--store", "Ginza,S-02", "--refunds", "earned"], ALL, lambda l: l["store"] in ("Ginza", "S-02")),
         (["--category", "Cat 3"], ALL, lambda l: l["category"] == "Cat 3"),
         (["--product", "SKU-001,SKU-007", "--period", "2023", "--compare", "weekday"], (datetime.date(2023, 1, 1), datetime.date(2024, 1, 1)),
          lambda l: l["product"] in ("SKU-001", "SKU-007")),
         (["--where", "brand=Acme", "--where", "Colour=red"], ALL, lambda l: l["brand"] == "Acme" and l["colour"] == "red"),
         (["--where", "city=Lyon", "--where", "city=Nice", "--where", "channel=web"], ALL, lambda l: l["city"] in ("Lyon", "Nice") and l["channel"] == "web"),
         (["--period", "2023", "--compare", "holiday"], (datetime.date(2023, 1, 1), datetime.date(2024, 1, 1)), lambda l: True),
         (["--currency", "JPY"], ALL, lambda l: l["currency"] == "JPY")]


def option(words, name, otherwise):
    return words[words.index(name) + 1] if name in words else otherwise


def test_groups(workspace, lines):
    """Every listing with the plain span and the comparison by weekday; the other spans take turns."""
    for i, (words, (first, after), keep) in enumerate(SPANS):
        kept = [l for l in live(lines, option(words, "--refunds", "booked")) if keep(l)]
        compare = option(words, "--compare", "none")
        for j, (verb, name, key_of) in enumerate(GROUPS):
            if i not in (0, 2) and (i + j) % 4:
                continue
            want = listing(kept, key_of, name, first, after, compare)
            got = ask(workspace, "sales", *verb, *words)
            check(f"sales {' '.join(verb)} {' '.join(words)}", picked(got, want[0].keys()), picked(want, want[0].keys()))


def test_attributes(workspace, _lines):
    for words, says in (((["sales", "groups", "chanel"]), 'did you mean "channel"?'), ((["sales", "stores", "--where", "brand=Acmee"]), 'did you mean "Acme"?'),
                        ((["sales", "stores", "--where", "colur=red"]), 'did you mean "Colour"?'), ((["sales", "stores", "--where", "=red"]), "name=value"),
                        ((["sales", "groups", 'a"b']), "quote")):
        done = run(workspace, *words)
        check(f"{' '.join(words)}", (done.returncode in (2, 4), says in done.stderr), (True, True))


def kpi_row(now, then, compare):
    sold, returned = [l for l in now if l["kind"] == "sale"], [l for l in now if l["kind"] == "return"]
    m = measures(now)
    units_sold = sum((l["quantity"] for l in sold), D(0))
    row = dict(first_day=str(min(l["day"] for l in now)), last_day=str(max(l["day"] for l in now)), **m, gross_sales=sum(l["gross"] for l in sold),
               discounts=sum(l["discount"] for l in sold), returns=net(returned), lines=len(now),
               units_per_transaction=ratio(m["units"], m["transactions"]), return_rate=ratio(-sum((l["quantity"] for l in returned), D(0)), units_sold))
    if compare != "none":
        b = measures(then)
        row.update(net_sales_before=b["net_sales"], change_amount=m["net_sales"] - b["net_sales"], change=ratio(m["net_sales"] - b["net_sales"], b["net_sales"]),
                   units_before=b["units"], transactions_before=b["transactions"], customers_before=b["customers"])
    return row


def test_kpis(workspace, lines):
    for compare in ("none", "calendar", "weekday"):
        for ledger in ("booked", "earned"):
            first = datetime.date(2023, 1, 1)
            earlier = before_days(compare, days_between(first, LAST + DAY))
            want = []
            for currency in sorted(DIGITS):
                mine = [l for l in live(lines, ledger) if l["currency"] == currency]
                row = kpi_row([l for l in mine if first <= l["day"] <= LAST], [l for l in mine if l["day"] in earlier], compare)
                want.append(dict(row, currency=currency))
            got = ask(workspace, "sales", "kpis", "--from", "2023-01-01", "--compare", compare, "--refunds", ledger)
            check(f"sales kpis {compare} {ledger}", picked(got, want[0].keys()), want)


def test_ledgers(workspace, lines):
    """Both ledgers sum to the same over all time, and differ in a month; a blind return stays where it was booked."""
    totals, months = [], []
    for ledger in ("booked", "earned"):
        totals.append([(r["currency"], r["net_sales"], r["units"]) for r in ask(workspace, "sales", "kpis", "--refunds", ledger)])
        rows = ask(workspace, "sales", "trend", "--refunds", ledger)
        months.append([(r["currency"], r["first_day"], r["net_sales"]) for r in rows])
        want = {}
        for l in live(lines, ledger):
            key = (l["currency"], str(l["day"].replace(day=1)))
            want[key] = want.get(key, D(0)) + l["net"]
        check(f"trend, {ledger}", {k[:2]: k[2] for k in months[-1] if k[2]}, {k: v for k, v in want.items() if v})
    check("both ledgers sum to the same", totals[0], totals[1])
    check("and differ by month", months[0] != months[1], True)


def store_set(code, lines, compared_from, last_day):
    _, _, _, opened, closed = STORES[code]
    if closed and closed < str(last_day):
        return "closed"
    first = min(l["day"] for l in lines if l["store"] == code)
    since = datetime.date.fromisoformat(opened) if opened else first if first > min(l["day"] for l in lines) + 6 * DAY else datetime.date(1, 1, 1)
    return "comp" if since + 365 * DAY <= compared_from else "new"


def test_comp(workspace, lines):
    kept = live(lines)
    for words, compared_from in ((["--period", "2023", "--comp", "--compare", "weekday"], datetime.date(2022, 1, 2)),
                                 (["--period", "2023", "--comp", "--compare", "calendar"], datetime.date(2022, 1, 1)), (["--period", "2023", "--comp"], datetime.date(2022, 1, 2))):
        mode = option(words, "--compare", "weekday")
        earlier = before_days(mode, days_between(datetime.date(2023, 1, 1), datetime.date(2024, 1, 1)))
        sets = {code: store_set(code, lines, compared_from, datetime.date(2023, 12, 31)) for code in STORES}
        got = {(r["currency"], r["store_set"]): r["net_sales"] for r in ask(workspace, "sales", "kpis", *words)}
        want = {}
        for l in kept:
            if l["day"].year == 2023:
                key = (l["currency"], sets[l["store"]])
                want[key] = want.get(key, D(0)) + l["net"]
            elif "--compare" in words and l["day"] in earlier:
                want.setdefault((l["currency"], sets[l["store"]]), D(0))
        for key in {(l["currency"], sets[l["store"]]) for l in kept if l["day"] in earlier}:
            want.setdefault(key, D(0))
        check(f"kpis {' '.join(words)}", got, want)
        total = {r["currency"]: r["net_sales"] for r in ask(workspace, "sales", "kpis", "--period", "2023")}
        check("comp + new + closed = all", {c: sum(v for (k, _), v in got.items() if k == c) for c in total}, total)
        listed = {r["store"]: r["store_set"] for r in ask(workspace, "sales", "stores", *words)}
        check(f"stores {' '.join(words)}", listed, {code: sets[code] for code in listed})
    check("all three sets occur", sorted(set(sets.values())), ["closed", "comp", "new"])


def test_trend(workspace, lines):
    first = datetime.date(2022, 11, 20)
    cases = [("gregorian", g, calendars.gregorian_span) for g in ("day", "week", "month", "quarter", "year")]
    cases += [("iso", "week", calendars.gregorian_span), ("retail", "week", calendars.retail_span), ("retail", "month", calendars.retail_span)]
    for calendar, grain, span_of in cases:
        for compare in ("none", "calendar", "weekday", "restated"):
            periods = {}
            for d in days_between(first, LAST + DAY):
                periods.setdefault(span_of(d, grain), []).append(d)
            want = []
            for currency in sorted(DIGITS):
                mine = [l for l in live(lines) if l["currency"] == currency]
                for (start, end), members in sorted(periods.items()):
                    m = measures([l for l in mine if start <= l["day"] <= end and l["day"] >= first])
                    row = dict(first_day=str(start), currency=currency, **m, complete=start >= first and end <= LAST)
                    if compare != "none":
                        days_before = {calendars.day_before(compare, calendar, d) for d in members}
                        then = [l for l in mine if l["day"] in days_before]
                        row["net_sales_before"] = net(then) if then else None
                    want.append(row)
            got = ask(workspace, "sales", "trend", "--calendar", calendar, "--by", grain, "--compare", compare, "--from", str(first))
            check(f"sales trend {calendar} {grain} {compare}", picked(got, want[0].keys()), want)


def test_split(workspace, lines):
    for split, key_of in (("payment", lambda l: l["payment_method"] or "(none)"), ("store", lambda l: l["store"]), ("Colour", lambda l: l["colour"])):
        groups, totals = {}, {}
        for l in live(lines):
            month = str(l["day"].replace(day=1))
            groups.setdefault((l["currency"], month, key_of(l)), []).append(l)
            totals[l["currency"], month] = totals.get((l["currency"], month), D(0)) + l["net"]
        want = {k: (net(v), measures(v)["transactions"], ratio(net(v), totals[k[:2]])) for k, v in groups.items()}
        rows = ask(workspace, "sales", "trend", "--split", split)
        got = {(r["currency"], r["first_day"], r["value"]): (r["net_sales"], r["transactions"], rounded(r["share"])) for r in rows if r["transactions"] or r["units"]}
        check(f"trend --split {split}", got, {k: v for k, v in want.items() if k in got})
        check(f"trend --split {split}: every period has every value", len(rows) % len({(r['currency'], r['value']) for r in rows}), 0)
        check(f"trend --split {split}: nothing lost", sum(r["net_sales"] for r in rows), net(live(lines)))


def test_customers(workspace, lines):
    kept = [l for l in live(lines) if l["customer"]]
    names = ["customer", "currency", "net_sales", "units", "transactions", "share"]
    want = listing(kept, lambda l: l["customer"], "customer", *ALL)
    got = sorted(picked(ask(workspace, "customers", "top", "--limit", "0"), names), key=lambda r: (r["currency"], -r["net_sales"], r["customer"]))
    check("customers top", got, picked(want, names))


TESTS = [test_groups, test_attributes, test_kpis, test_ledgers, test_comp, test_trend, test_split, test_customers]
