"""Input that cannot be meant: each line of it a clear error, or an assumption that the answer states. Never a silent guess."""
import datetime

from shop import SALES, STOCK, SUPPLIERS, Shop, check, equal

LAST = datetime.date(2026, 3, 1)
PRODUCTS = "sku,name,supplier,unit_cost,list_price,pack_size"


class Odd(Shop):
    def __init__(self, supplier="V,Vale,3,4", product="A,Apples,V,1.00,2.00,6", stock=(("A", 2),), sold=("A",)):
        super().__init__()
        if supplier:
            self.take("suppliers", SUPPLIERS, [supplier])
        self.take("products", PRODUCTS, [product])
        self.take("sales", SALES, [f"{p}{i},1,S1,{LAST - datetime.timedelta(i)} 10:00:00,{p},{2 + i % 3},2.00,EUR" for i in range(60) for p in sold])
        self.take("stock", STOCK, [f"S1,{p},{LAST} 20:00:00,{units}" for p, units in stock])

    def line(self, product="A"):
        return next(row for row in self.rows("inventory", "orders") if row["product"] == product)


def test_negative_stock():
    with Odd(stock=[("A", -7)]) as shop, Odd(stock=[("A", 0)]) as empty:
        equal("ordered as if the shelf were empty", shop.line()["order_quantity"], empty.line()["order_quantity"])
        check("and the reason says so", "the stock of -7 on the books was taken as 0" in shop.line()["reason"], shop.line()["reason"])


def test_stock_without_sales():
    with Odd(stock=[("A", 2), ("B", 12)]) as shop:
        equal("nothing is ordered", [r["product"] for r in shop.rows("inventory", "orders")], ["A"])
        check("and a note says of how many", "stock lines without sales behind them: 1" in shop.notes("inventory", "orders"))
        equal("it is listed as dead", [r["product"] for r in shop.rows("inventory", "dead") if r["state"] == "dead"], ["B"])


def test_sales_without_stock():
    with Odd(sold=("A", "B")) as shop:
        equal("what is not known to be kept is left out", [r["product"] for r in shop.rows("inventory", "orders")], ["A"])
        check("and a note says of how many", "sold and have no stock level: 1; they are left out" in shop.notes("inventory", "orders"))


def test_lead_time_of_zero():
    with Odd(supplier="V,Vale,0,4") as shop:
        line = shop.line()
        equal("taken as it is: ordered today, here today", (line["lead_time"], line["lead_time_from"], line["expected_on"]), ("0", "given", line["order_on"]))
        check("it covers the review alone", "demand of the next 4 days" in line["reason"], line["reason"])


def test_lead_time_unknown():
    with Odd(supplier=None) as shop:
        line = shop.line()
        equal("assumed, and shown as assumed", (line["lead_time"], line["lead_time_from"]), ("7", "assumed"))
        check("and a note says of how many", "lead times that nobody knows: 1; taken as 7 periods" in shop.notes("inventory", "orders"))


def test_lead_time_below_zero():
    with Odd(supplier="V,Vale,-2,4") as shop:
        line = shop.line()
        equal("not known", (line["lead_time"], line["lead_time_from"]), ("7", "assumed"))
        notes = shop.notes("inventory", "orders")
        check("and said", "lead times that nobody knows: 1" in notes or "a lead time below 0: 1" in notes, notes)


def test_pack_of_zero():
    with Odd(product="A,Apples,V,1.00,2.00,0") as shop:
        check("single units", float(shop.line()["packs"]) == float(shop.line()["order_quantity"]) > 0, shop.line())
        check("and a note says so", "a pack of 0 or less: 1 stock lines, A S1 the first; taken as: single units" in shop.notes("inventory", "orders"))


def test_service_of_a_hundred():
    with Odd() as shop:
        for verb in ("orders", "policy", "simulate", "transfers"):
            for asked in ("1", "100", "0"):
                done = shop.run("inventory", verb, "--service", asked)
                equal(f"{verb} --service {asked} is a wrong use", done.returncode, 2)
                check(f"{verb} --service {asked} says what it wants", f"--service wants more than 0 and less than 1; got {asked}" in done.stderr, done.stderr)


TESTS = [test_negative_stock, test_stock_without_sales, test_sales_without_stock, test_lead_time_of_zero, test_lead_time_unknown,
         test_lead_time_below_zero, test_pack_of_zero, test_service_of_a_hundred]
