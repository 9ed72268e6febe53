"""Each rule of alerts: quiet on its near side, told once on the far side however often the data come, over when it is over."""
import datetime

from shop import ORDERS, PRODUCTS, SALES, STOCK, SUPPLIERS, Shop, check, equal

FIRST, DAYS = datetime.date(2026, 1, 1), 60
LAST = FIRST + datetime.timedelta(DAYS - 1)
SILENT = 22  # days without a sale of GHOST


class Watched(Shop):
    """Six things of which each breaks one rule: sold by the day, four of most; counted on the last day."""

    def __init__(self):
        super().__init__()
        self.sold = 0
        lines = []
        for day in range(DAYS):
            for product in ("LOW", "OUT", "PILE", "JUMP", "GHOST"):
                if product != "GHOST" or day < DAYS - SILENT:
                    lines.append(f"{product}{day},1,S1,{FIRST + datetime.timedelta(day)} 10:00:00,{product},{3 + day % 3},2.00,EUR")
        self.take("suppliers", SUPPLIERS, ["V,Vale,3,4"])
        self.take("products", PRODUCTS, [f"{p},{p.title()},Food,V,1.00,2.00,1" for p in ("LOW", "OUT", "PILE", "JUMP", "GHOST", "SHELF")])
        self.take("sales", SALES, lines)
        self.take("stock", STOCK, [f"S1,{p},{LAST} 20:00:00,100" for p in ("LOW", "OUT", "PILE", "JUMP", "GHOST")])
        self.refresh()

    def refresh(self):
        """Thresholds as of now: those of the order lines, which the alerts keep."""
        self.lines = {row["product"]: row for row in self.rows("inventory", "orders")}
        self.must("alerts", "refresh")

    def threshold(self, product, column):
        line = self.lines[product]
        return float(line["on_hand"]) / float(line["days_of_cover"]) if column == "daily" else float(line[column])

    def sell(self, product, quantity, day=1):
        self.sold += 1
        at = LAST + datetime.timedelta(day)
        self.take("sales", SALES, [f"L{self.sold},1,S1,{at} 10:{self.sold // 60:02}:{self.sold % 60:02},{product},{quantity},2.00,EUR"])

    def count(self, product, on_hand, day=1):
        self.sold += 1
        at = LAST + datetime.timedelta(day)
        self.take("stock", STOCK, [f"S1,{product},{at} 10:{self.sold // 60:02}:{self.sold % 60:02},{on_hand}"])

    def alerts(self, rule, product, state="open"):
        return [int(row["alert_id"]) for row in self.rows("inventory", "alerts", "--state", state)
                if row["rule"] == rule and row["product"] == product]

    def told_once(self, rule, product, near, far, over):
        """near(), far(), over() bring data; far() is said twice."""
        near()
        equal(f"{rule}: quiet before", self.alerts(rule, product), [])
        far()
        told = self.alerts(rule, product)
        equal(f"{rule}: told", len(told), 1)
        far()
        equal(f"{rule}: told once", self.alerts(rule, product), told)
        over()
        equal(f"{rule}: over", (self.alerts(rule, product), self.alerts(rule, product, "resolved")), ([], told))


def below_reorder_point(shop):
    point = int(shop.threshold("LOW", "reorder_point"))
    check("a reorder point worth the name", 8 < point < 40, point)
    shop.told_once("below_reorder_point", "LOW", lambda: shop.count("LOW", point + 1), lambda: shop.count("LOW", point),
                   lambda: shop.count("LOW", point + 1 + point // 10 + 2))
    shop.count("LOW", point)
    shop.count("LOW", point + 1)
    equal("a unit above is not over yet: it would go to and fro", len(shop.alerts("below_reorder_point", "LOW")), 1)


def runs_out(shop):
    lead, daily = shop.threshold("OUT", "lead_time"), shop.threshold("OUT", "daily")
    enough = int(lead * daily) + 1
    shop.told_once("runs_out", "OUT", lambda: shop.count("OUT", enough), lambda: shop.count("OUT", enough - 1),
                   lambda: shop.count("OUT", enough + int(daily) + 2))


def overstock(shop):
    daily = shop.threshold("PILE", "daily")
    shop.told_once("overstock", "PILE", lambda: shop.count("PILE", int(119 * daily)), lambda: shop.count("PILE", int(121 * daily) + 1),
                   lambda: shop.count("PILE", int(107 * daily)))


def phantom(shop):
    """A hundred on the books, four a day wanted, three weeks of silence: it is not there, until somebody buys it."""
    told = shop.alerts("phantom", "GHOST")
    equal("phantom: told", len(told), 1)
    check("phantom: of nothing that sells", not any(shop.alerts("phantom", p) for p in ("LOW", "OUT", "PILE", "JUMP")))
    shop.count("LOW", 60)
    shop.refresh()
    equal("phantom: told once", shop.alerts("phantom", "GHOST"), told)
    shop.sell("GHOST", 1)
    equal("phantom: over", (shop.alerts("phantom", "GHOST"), shop.alerts("phantom", "GHOST", "resolved")), ([], told))


def never_sold(shop):
    """On the shelf from a day of its own; the last day of the shop's sales is today."""
    def on_shelf(days):
        at = LAST + datetime.timedelta(1 - days)
        shop.take("stock", STOCK, [f"S1,SHELF,{at} 20:00:00,7"])
    shop.told_once("never_sold", "SHELF", lambda: on_shelf(27), lambda: on_shelf(28), lambda: shop.sell("SHELF", 1))


def forecast_jump(shop):
    """Ten days at five times the rate: expected demand leaps with the next run, and stays where it is with the one after."""
    before = shop.threshold("JUMP", "daily")
    check("forecast_jump: quiet before", not shop.alerts("forecast_jump", "JUMP"))
    shop.take("sales", SALES, [f"J{day},1,S1,{LAST + datetime.timedelta(day)} 10:00:00,JUMP,20,2.00,EUR" for day in range(1, 11)])
    shop.count("JUMP", 100, 10)
    equal("forecast_jump: quiet until it is computed anew", shop.alerts("forecast_jump", "JUMP"), [])
    shop.refresh()
    after = shop.threshold("JUMP", "daily")
    check("expected demand leapt by more than half", after > 1.5 * before, (before, after))
    told = shop.alerts("forecast_jump", "JUMP")
    equal("forecast_jump: told", len(told), 1)
    shop.sell("JUMP", 1, 10)
    equal("forecast_jump: told once", shop.alerts("forecast_jump", "JUMP"), told)
    shop.refresh()
    equal("forecast_jump: over", shop.alerts("forecast_jump", "JUMP"), [])


def test_rules():
    with Watched() as shop:
        for rule in (below_reorder_point, runs_out, overstock, phantom, never_sold, forecast_jump):
            rule(shop)


def test_standing():
    """Where stock stands: the last count, less what was sold after it, with what came; and what is on its way in time."""
    with Watched() as shop:
        point = int(shop.threshold("LOW", "reorder_point"))
        day = LAST + datetime.timedelta(1)

        def stands(name, on_hand, on_order):
            row = next((r for r in shop.rows("inventory", "alerts") if (r["rule"], r["product"]) == ("below_reorder_point", "LOW")), None)
            equal(name, row and (float(row["on_hand"]), float(row["on_order"])), (on_hand, on_order))

        def sale(number, clock, units):
            shop.take("sales", SALES, [f"T{number},1,S1,{day} {clock},LOW,{units},2.00,EUR"])

        def order(number, due, units, received="", status=""):
            shop.take("orders", ORDERS + ",status", [f"{number},S1,LOW,V,{LAST},{due},{received},{units},{status}"])

        shop.take("stock", STOCK, [f"S1,LOW,{day} 10:00:00,5"])
        stands("as counted", 5, 0)
        sale(1, "10:00:00", 1)
        stands("a sale at the moment of the count is in it", 5, 0)
        sale(2, "10:00:01", 2)
        stands("one after it is not", 3, 0)
        order("P1", day + datetime.timedelta(3), point // 4)
        stands("an open order is on its way", 3, point // 4)
        order("P2", LAST, 50)
        stands("one past its day is not supply", 3, point // 4)
        order("P3", day + datetime.timedelta(2), 50, status="draft")
        order("P4", day + datetime.timedelta(2), 50, status="cancelled")
        stands("a draft and one called off are not", 3, point // 4)
        order("P5", day, 60, received=day)
        stands("what came on the day of the count is in the count", 3, point // 4)
        shop.take("stock", STOCK, [f"S1,LOW,{LAST} 23:00:00,90"])
        stands("an older count does not count", 3, point // 4)
        shop.take("products", PRODUCTS + ",status", ["LOW,Low,Food,V,1.00,2.00,1,ended"])
        shop.must("alerts", "refresh")
        equal("nobody is told of what is given up", shop.alerts("below_reorder_point", "LOW"), [])


TESTS = [test_rules, test_standing]
