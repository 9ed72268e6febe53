"""What advice is worth, in money that can be reckoned by hand: moves, budgets, minimums, days, life on the shelf, silence, empty shelves."""
import datetime

from shop import ORDERS, SALES, STOCK, SUPPLIERS, Shop, check, equal

LAST = datetime.date(2026, 3, 1)
PRODUCTS = "sku,name,supplier,unit_cost,list_price,pack_size,shelf_life_days"
FILE = ["--series", "product,store", "--time", "day", "--value", "units"]


def day(back):
    return LAST - datetime.timedelta(back)


class Series(Shop):
    """Sales as a file by product, store and day; stock as another."""

    def __init__(self, rates, days=90):
        super().__init__()
        self.write("sales.csv", "product,store,day,units", [f"{p},{s},{day(i)},{units(i)}" for (p, s), units in rates.items() for i in range(days)])

    def ask(self, verb, head, lines, *more):
        self.write("stock.csv", head, lines)
        return self.rows("inventory", verb, "--input", "sales.csv", *FILE, "--stock", "stock.csv", *more)


def money(row, name):
    return float(row[name] or 0)


def test_moves_are_net_of_their_cost():
    head = "product,store,on_hand,unit_cost,unit_price,lead_time,review"
    stock = ["P,S1,2,1.00,3.00,7,7", "P,S2,300,1.00,3.00,7,7"]
    with Series({("P", "S1"): lambda i: 3 + i % 3, ("P", "S2"): lambda i: 3 + i % 2}) as shop:
        move = shop.ask("transfers", head, stock, "--move-cost", "2", "--unit-cost", "0.1")[0]
        units = float(move["units"])
        equal("from where it is to where it is not", (move["from_store"], move["to_store"]), ("S2", "S1"))
        check("the cost is a van and so much a unit", abs(money(move, "cost") - (2 + 0.1 * units)) < 0.006, move)
        net = money(move, "margin_saved") - money(move, "margin_lost") + money(move, "stock_saved") - money(move, "cost")
        check("the gain is net of it", abs(net - money(move, "gain")) < 0.015 and money(move, "gain") > 5, (net, move))
        gross = money(move, "gain") + money(move, "cost")
        equal("a van that costs more than the move brings does not drive", shop.ask("transfers", head, stock, "--move-cost", f"{gross:.2f}", "--unit-cost", "0.1"), [])
        check("one that costs a little less does", shop.ask("transfers", head, stock, "--move-cost", f"{gross - 0.1 * units - 1:.2f}", "--unit-cost", "0.1"))


def test_a_budget_goes_to_the_best_money_first():
    """Three things that sell alike and cost alike, and earn 9, 3 and 0.5 a unit."""
    head = "product,store,on_hand,unit_cost,unit_price,lead_time,review"
    stock = ["DEAR,S1,0,1.00,10.00,3,4", "FAIR,S1,0,1.00,4.00,3,4", "POOR,S1,0,1.00,1.50,3,4"]
    with Series({(p, "S1"): lambda i: 2 + i % 3 for p in ("DEAR", "FAIR", "POOR")}) as shop:
        def ordered(*more):
            return {r["product"]: float(r["order_quantity"]) for r in shop.ask("orders", head, stock, "--holding-rate", "0.25", "--lost-sales", *more)}
        free = ordered()
        before = dict.fromkeys(free, 0.0)
        for budget in (0, 10, 20, 30, 45, 200):
            now = ordered("--budget", str(budget))
            check(f"{budget}: within it", sum(now.values()) <= budget, now)
            check(f"{budget}: more money takes nothing away", all(now[p] >= before[p] for p in now), (before, now))
            check(f"{budget}: the dearer margin first", now["DEAR"] >= now["FAIR"] >= now["POOR"], now)
            before = now
        equal("enough of it changes nothing", before, free)
        check("a little of it goes to the dearest alone", ordered("--budget", "10") == {"DEAR": 10.0, "FAIR": 0.0, "POOR": 0.0}, ordered("--budget", "10"))


def test_minimums_and_days_of_suppliers():
    head = "product,store,on_hand,unit_cost,unit_price,lead_time,review,supplier,supplier_minimum,order_days,pack"
    with Series({(p, "S1"): lambda i: 2 + i % 3 for p in ("A", "B")}) as shop:
        def lines(minimum, days=""):
            return shop.ask("orders", head, [f"{p},S1,0,1.00,3.00,3,4,V,{minimum},{days},1" for p in ("A", "B")])
        plain = sum(money(r, "order_value") for r in lines(0))
        raised = lines(f"{plain + 6:.0f}")
        check("both together are raised to the minimum", plain + 6 <= sum(money(r, "order_value") for r in raised) < plain + 8, raised)
        check("and nothing is missing then", all(money(r, "supplier_minimum_missing") == 0 for r in raised), raised)
        far = lines(5000)
        check("what can never reach it says by how much", all(money(r, "supplier_minimum_missing") > 0 for r in far), far)
        weekday = (LAST + datetime.timedelta(2)).strftime("%a").lower()
        waits = lines(0, weekday)
        check("on the supplier's day", all(r["order_on"] == str(LAST + datetime.timedelta(2)) for r in waits), [r["order_on"] for r in waits])
        check("and the wait is covered", all(float(a["expected_demand"]) > float(b["expected_demand"]) for a, b in zip(waits, lines(0))))


def test_cut_off():
    """A supplier who takes orders on two days a week, until noon."""
    with Shop() as shop:
        first = (LAST.strftime("%a"), (LAST + datetime.timedelta(3)).strftime("%a"))
        shop.take("suppliers", "supplier,name,lead_time_days,order_days,cut_off", [f"V,Vale,2,{first[0]} {first[1]},12:00"])
        shop.take("products", PRODUCTS, ["A,Apples,V,1.00,3.00,1,"])
        shop.take("sales", SALES, [f"A{i},1,S1,{day(i)} 10:00:00,A,{2 + i % 3},3.00,EUR" for i in range(60)])
        shop.take("stock", STOCK, [f"S1,A,{LAST} 20:00:00,2"])
        early, late = (shop.rows("inventory", "orders", "--at", at)[0] for at in ("11:59", "12:01"))
        equal("before noon it goes today, after noon on the next day", (early["order_on"], late["order_on"]), (str(LAST), str(LAST + datetime.timedelta(3))))
        equal("and comes two days later", (early["expected_on"], late["expected_on"]), (str(LAST + datetime.timedelta(2)), str(LAST + datetime.timedelta(5))))


def test_life_on_the_shelf():
    """Four a day; what keeps two days is not ordered for a week, and what is over after them is waste in money."""
    head = "product,store,on_hand,unit_cost,unit_price,lead_time,review,shelf_life"
    with Series({("MILK", "S1"): lambda i: 3 + i % 3}) as shop:
        def line(life):
            return shop.ask("orders", head, [f"MILK,S1,0,1.00,1.50,1,7,{life}"], "--lost-sales")[0]
        keeps, sours = line(60), line(2)
        check("what keeps is ordered for the week", keeps["capped_by"] == "none" and float(keeps["expected_waste"]) < 1e-9, keeps)
        equal("what sours is capped by its life", sours["capped_by"], "life")
        check("at about what two days sell", 6 <= float(sours["order_quantity"]) <= 10 < float(keeps["order_quantity"]), (sours["order_quantity"], keeps["order_quantity"]))
        check("waste in money is units at cost", abs(money(sours, "expected_waste_value") - float(sours["expected_waste"]) * 1.0) < 0.006, sours)
        check("and the reason says it", "more would not be sold in the 2 days it keeps" in sours["reason"], sours["reason"])


def test_empty_shelves_silence_and_rest():
    """Ten a day in two stores, every day alike. One shelf is empty for the last week; the other's product has not sold for three, with goods there;
    a third never sold."""
    with Shop() as shop:
        shop.take("products", PRODUCTS, ["A,Apples,,1.00,3.00,1,", "G,Ghosts,,2.00,3.00,1,", "D,Dust,,4.00,5.00,1,"])
        shop.take("sales", SALES, [f"A{i},1,S1,{day(i)} 10:00:00,A,10,3.00,EUR" for i in range(7, 90)] +
                  [f"G{i},1,S1,{day(i)} 10:00:00,G,{1 + i % 2},3.00,EUR" for i in range(21, 90)] +
                  [f"T{i},1,S1,{day(i)} 10:00:00,TILL,1,1.00,EUR" for i in range(90)])
        shop.take("stock", STOCK, [f"S1,A,{day(i)} 20:00:00,{0 if i <= 7 else 50}" for i in range(0, 90)] +
                  [f"S1,{p},{day(i)} 20:00:00,{units}" for i in (60, 0) for p, units in (("G", 30), ("D", 25), ("TILL", 500))])
        lost = next(r for r in shop.rows("inventory", "lost", "--from", str(day(30))) if r["product"] == "A")
        check("a week of ten a day is lost", 60 <= float(lost["lost_units"]) <= 80 and float(lost["stock_out_days"]) in (7, 8), lost)
        check("in money: at its price, and its margin of two thirds", abs(money(lost, "lost_sales") - 3 * float(lost["lost_units"])) < 0.02
              and abs(money(lost, "lost_margin") - 2 * float(lost["lost_units"])) < 0.02, lost)
        ghosts = shop.rows("inventory", "phantom")
        equal("the silence beside goods, and no other", [r["product"] for r in ghosts], ["G"])
        ghost = ghosts[0]
        chance, prior = float(ghost["chance"]), 0.02
        check("its probability is Bayes on the chance of the silence", chance < 1e-6
              and abs(float(ghost["probability"]) - prior / (prior + (1 - prior) * chance)) < 1e-9, ghost)
        check("at stake: its stock at cost", money(ghost, "stock_value") == 60, ghost)
        dead = {r["product"]: r for r in shop.rows("inventory", "dead", "--dead-days", "30", "--slow-days", "100")}
        equal("what never sold is dead; what sells, but slower than a hundred days, is slow", {p: r["state"] for p, r in dead.items()},
              {"D": "dead", "TILL": "slow"})
        equal("at cost", money(dead["D"], "stock_value"), 100)


def test_advice_is_valued_afterwards():
    """Ten a day, forty on the shelf, three days to come. What was advised was ordered for one product and not for its twin."""
    with Shop() as shop:
        shop.take("suppliers", SUPPLIERS, ["V,Vale,3,7"])
        shop.take("products", PRODUCTS, ["YES,Yes,V,1.00,3.00,1,", "NO,No,V,1.00,3.00,1,"])
        asked, after = 20, range(19, -1, -1)
        sold = {p: [(i, 10) for i in range(asked, 90)] for p in ("YES", "NO")}
        sold["YES"] += [(i, 10) for i in after]
        sold["NO"] += [(i, 10) for i in list(after)[:4]]
        shop.take("sales", SALES, [f"{p}{i},1,S1,{day(i)} 10:00:00,{p},{n},3.00,EUR" for p, rows in sold.items() for i, n in rows])
        shop.take("stock", STOCK, [f"S1,{p},{day(i)} 20:00:00,40" for p in ("YES", "NO") for i in range(asked, 90)] +
                  [f"S1,NO,{day(i)} 20:00:00,{max(0, 40 - 10 * (asked - i))}" for i in after])
        shop.must("inventory", "keep", "--as-of", str(day(asked)), "--holding-rate", "0.25")
        advised = {r["product"]: float(r["advised"]) for r in shop.rows("inventory", "advice")}
        check("alike before", advised["YES"] == advised["NO"] > 50, advised)
        shop.take("orders", ORDERS, [f"PO1,S1,YES,V,{day(asked - 1)},{day(asked - 4)},{day(asked - 4)},{advised['YES']:.0f}"])
        told = {r["product"]: r for r in shop.rows("inventory", "advice")}
        equal("what became of it", {p: r["fate"] for p, r in told.items()}, {"YES": "followed", "NO": "ignored"})
        no, yes = told["NO"], told["YES"]
        check("ignored: six days of the ten that the order covers were lost", 50 <= float(no["lost_really"]) <= 66, no)
        check("and would not have been", float(no["lost_if_followed"]) == 0 and float(no["saved_units"]) == float(no["lost_really"]), no)
        held = 2 * float(no["saved_units"]) - money(no, "saved_money")
        check("in money: two a unit, less the holding of what was not there", 0 <= held < 1.5, no)
        check("followed: nothing was lost, and without it as much would have been", float(yes["lost_really"]) == 0 and
              abs(float(yes["lost_without"]) - float(no["lost_really"])) < 6, yes)


def test_what_was_known_then():
    """Asked as of a day, a count of the morning after belongs to it; one of the evening after knows a day more."""
    with Shop() as shop:
        shop.take("products", PRODUCTS, ["A,Apples,,1.00,3.00,1,"])
        shop.take("sales", SALES, [f"A{i},1,S1,{day(i)} 10:00:00,A,{2 + i % 3},3.00,EUR" for i in range(60)])
        shop.take("stock", STOCK, [f"S1,A,{day(10)} 20:00:00,40", f"S1,A,{day(9)} 08:00:00,39", f"S1,A,{day(9)} 20:00:00,35"])
        found = [float(shop.rows("inventory", "orders", "--as-of", str(day(back)))[0]["on_hand"]) for back in (10, 9)]
        equal("on hand by the days", found, [39, 35])


TESTS = [test_what_was_known_then, test_moves_are_net_of_their_cost, test_a_budget_goes_to_the_best_money_first, test_minimums_and_days_of_suppliers, test_cut_off,
         test_life_on_the_shelf, test_empty_shelves_silence_and_rest, test_advice_is_valued_afterwards]
