"""sales seasonality, movers and drivers."""
import math

import calendars
from chain import *

PERIOD, FROM, AFTER = ["--period", "2023"], datetime.date(2023, 1, 1), datetime.date(2024, 1, 1)
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def retail_month(d):
    first, last = calendars.retail_span(d, "month")
    start, _ = calendars.retail_year(calendars.retail_year_of(d))
    number = 0
    while start <= first:
        number, start = number + 1, calendars.retail_span(start, "month")[1] + DAY
    return number


PARTS = {("weekday", "gregorian"): lambda l: l["day"].isoweekday(), ("hour", "gregorian"): lambda l: l["hour"],
         ("month", "gregorian"): lambda l: l["day"].month, ("quarter", "gregorian"): lambda l: (l["day"].month + 2) // 3,
         ("week", "iso"): lambda l: l["day"].isocalendar()[1], ("month", "retail"): lambda l: retail_month(l["day"])}


def test_seasonality(workspace, lines):
    for (by, calendar), part_of in PARTS.items():
        for words, keep in (([], lambda l: True), (["--product", "SKU-001,SKU-012"], lambda l: l["product"] in ("SKU-001", "SKU-012"))):
            want = []
            for currency in sorted(DIGITS):
                mine = [l for l in live(lines) if l["currency"] == currency and keep(l)]
                parts = {}
                for l in mine:
                    parts.setdefault(part_of(l), []).append(l)
                days = {p: len({l["day"] for l in (mine if by == "hour" else members)}) for p, members in parts.items()}
                a_day = {p: net(members) / days[p] for p, members in parts.items()}
                mean = sum(a_day.values()) / len(a_day)
                for p in sorted(parts):
                    m = measures(parts[p])
                    want.append(dict(part=WEEKDAYS[p - 1] if by == "weekday" else f"{p:02}", currency=currency, days=days[p],
                                     net_sales=m["net_sales"], units=m["units"], transactions=m["transactions"],
                                     index=ratio(a_day[p], mean), share=ratio(m["net_sales"], net(mine))))
            got = ask(workspace, "sales", "seasonality", "--by", by, "--calendar", calendar, *words)
            check(f"sales seasonality {by} {calendar} {' '.join(words)}", picked(got, want[0].keys()), want)


def spans(lines, mode, keep=lambda l: True):
    earlier = before_days(mode, days_between(FROM, AFTER))
    kept = [l for l in live(lines) if keep(l)]
    return [l for l in kept if FROM <= l["day"] < AFTER], [l for l in kept if l["day"] in earlier]


def moved(now, then, key_of):
    keys = {(l["currency"], key_of(l)) for l in now + then}
    total = lambda lines, currency: net([l for l in lines if l["currency"] == currency])
    rows = []
    for currency, key in keys:
        mine = [[l for l in side if (l["currency"], key_of(l)) == (currency, key)] for side in (now, then)]
        a, b = net(mine[0]), net(mine[1])
        units = [sum((l["quantity"] for l in side), D(0)) for side in mine]
        movement = "new" if not mine[1] else "gone" if not mine[0] else "rising" if a > b else "falling" if a < b else "unchanged"
        share, before = a / total(now, currency), b / total(then, currency)
        rows.append(dict(value=key, movement=movement, currency=currency, net_sales=a, net_sales_before=b, change_amount=a - b,
                         change=ratio(a - b, abs(b)), units=units[0], units_before=units[1], share=rounded(share), share_before=rounded(before),
                         share_change=float(f"{float(share - before):.6g}")))
    return sorted(rows, key=lambda r: (r["currency"], -abs(r["change_amount"]), r["value"].encode()))


def test_movers(workspace, lines):
    for of, key_of in (("product", lambda l: l["product"]), ("category", lambda l: l["category"]), ("store", lambda l: l["store"])):
        for mode in ("weekday", "calendar"):
            now, then = spans(lines, mode)
            want = moved(now, then, key_of)
            names = [n for n in want[0] if n != "share_change"]
            got = ask(workspace, "sales", "movers", "--of", of, "--compare", mode, "--limit", "0", *PERIOD)
            check(f"sales movers {of} {mode}", picked(got, names, RATIOS | {"share_before"}), picked(want, names, RATIOS | {"share_before"}))
            check(f"sales movers {of} {mode}: points", [float(f"{float(r['share_change']):.6g}") for r in got], [r["share_change"] for r in want])
            check(f"sales movers {of} {mode}: points of a currency sum to none",
                  all(abs(sum(r["share_change"] for r in got if r["currency"] == c)) < 1e-9 for c in DIGITS), True)
    now, then = spans(lines, "weekday")
    rows = moved(now, then, lambda l: l["product"])
    for words, keep in ((["--direction", "rising", "--limit", "5"], lambda r: r["change_amount"] > 0), (["--direction", "falling", "--limit", "5"], lambda r: r["change_amount"] < 0),
                        (["--min-units", "20", "--limit", "5"], lambda r: max(r["units"], r["units_before"]) >= 20)):
        got = ask(workspace, "sales", "movers", *words, *PERIOD)
        check(f"sales movers {' '.join(words)}", [r["value"] for r in got], [r["value"] for c in sorted(DIGITS) for r in [r for r in rows if keep(r) and r["currency"] == c][:5]])


def log_mean(a, b):
    return a if a == b else (a - b) / (math.log(a) - math.log(b))


def causes(now, then, visitors=None):
    """LMDI and Bennet in floating point, by their definitions: cause -> amount in minor units, not rounded."""
    def factors(lines, counted):
        m = measures(lines)
        base = [counted, m["transactions"] / counted] if counted else [m["transactions"]]
        return [float(x) for x in [*base, m["units"] / m["transactions"], m["net_sales"] / m["units"]]]
    a, b = factors(now, visitors and visitors[0]), factors(then, visitors and visitors[1])
    names = (["visitors", "conversion"] if visitors else ["transactions"]) + ["units_per_transaction", "price_per_unit"]
    mean = log_mean(float(net(now)), float(net(then)))
    parts = {n: mean * math.log(x / y) for n, x, y in zip(names, a, b)}
    price = mix = 0.0
    units = [float(sum(l["quantity"] for l in side)) for side in (now, then)]
    for category in {l["category"] for l in now + then}:
        mine = [[l for l in side if l["category"] == category] for side in (now, then)]
        u = [float(sum((l["quantity"] for l in side), D(0))) for side in mine]
        p = [float(net(side)) / x if x > 0 else None for side, x in zip(mine, u)]
        p = [p[0] if p[0] is not None else p[1], p[1] if p[1] is not None else p[0]]
        if p[0] is None:
            continue
        s = [u[0] / units[0], u[1] / units[1]]
        price += (s[0] + s[1]) / 2 * (p[0] - p[1])
        mix += (p[0] + p[1]) / 2 * (s[0] - s[1])
    scale = mean / log_mean(a[-1], b[-1])
    return {**parts, "price": price * scale, "mix": mix * scale}


def counted(now, then, mode):
    """Visitors of the stores in both spans, where all sales were made on counted days; None otherwise."""
    if not all((l["store"], l["day"]) in VISITORS for l in now + then):
        return None
    stores = {l["store"] for l in now + then}
    days = [set(days_between(FROM, AFTER)), before_days(mode, days_between(FROM, AFTER))]
    return [sum(n for (store, d), n in VISITORS.items() if store in stores and d in side) for side in days]


def test_drivers(workspace, lines):
    for mode in ("weekday", "calendar"):
        for words, keep in (([], lambda l: True), (["--store", "S-02"], lambda l: l["store"] == "S-02"), (["--category", "Cat 3,Cat 4"], lambda l: l["category"] in ("Cat 3", "Cat 4"))):
            now, then = spans(lines, mode, keep)
            rows = ask(workspace, "sales", "drivers", "--compare", mode, *PERIOD, *words)
            name = f"sales drivers {mode} {' '.join(words)}"
            for currency in sorted({l["currency"] for l in now}):
                mine = [[l for l in side if l["currency"] == currency] for side in (now, then)]
                got = {r["cause"]: r for r in rows if r["currency"] == currency}
                step = float(D(1).scaleb(-DIGITS[currency]))
                want = causes(*mine, counted(*mine, mode))
                check(f"{name} {currency}: causes", sorted(got), sorted([*want, "net_sales"]))
                check(f"{name} {currency}: amounts", [n for n in want if abs(float(got[n]["amount"]) - want[n]) > 1.01 * step], [])
                whole = net(mine[0]) - net(mine[1])
                check(f"{name} {currency}: whole", (got["net_sales"]["amount"], sum(r["amount"] for r in got.values() if r["part_of"] == "net_sales"),
                                                    got["price"]["amount"] + got["mix"]["amount"]), (whole, whole, got["price_per_unit"]["amount"]))
                check(f"{name} {currency}: sentence", ("rose" if whole > 0 else "fell") in got["net_sales"]["sentence"], True)


def test_nothing_to_take_apart(workspace, _lines):
    rows = ask(workspace, "sales", "drivers", "--period", "2021", "--compare", "weekday")
    check("sales drivers without a year before", [(r["cause"], r["change"]) for r in rows], [("net_sales", None)] * 2)


TESTS = [test_seasonality, test_movers, test_drivers, test_nothing_to_take_apart]
