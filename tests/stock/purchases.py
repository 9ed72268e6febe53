"""A purchase order from advice to shelf: proposed, drafted, exported, sent, received, closed; and what it teaches."""
import csv
import datetime
import io
import os
import subprocess
import zipfile

from shop import PRODUCTS, SALES, STOCK, SUPPLIERS, Shop, check, equal

LAST = datetime.date(2026, 3, 1)


def make(shop):
    shop.take("suppliers", SUPPLIERS, ["V,Vale,3,4", "W,Wood,5,7"])
    shop.take("products", PRODUCTS, ["A,Apples,Food,V,1.00,2.00,6", "B,Bread,Food,V,0.50,1.50,1", "C,Cups,Home,W,3.00,5.00,4"])
    shop.take("sales", SALES, [f"{p}{i},1,S1,{LAST - datetime.timedelta(i)} 10:00:00,{p},{2 + i % 3},2.00,EUR" for i in range(60) for p in "ABC"])
    shop.take("stock", STOCK, [f"S1,{p},{LAST} 20:00:00,2" for p in "ABC"])


def exported(shop, order):
    """The same lines as CSV and as a workbook, and a form of one page; each supplier's alone."""
    shop.must("purchasing", "lines", "--supplier", "V", "-o", "v.csv")
    with open(os.path.join(shop.folder, "v.csv"), encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    equal("CSV: the supplier's products and no others", [r["product"] for r in rows], ["A", "B"])
    equal("CSV: whole packs", [float(r["quantity"]) % 6 for r in rows if r["product"] == "A"], [0])
    shop.must("purchasing", "lines", "--supplier", "V", "-o", "v.xlsx")
    with zipfile.ZipFile(os.path.join(shop.folder, "v.xlsx")) as book:
        text = b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml")).decode()
    check("XLSX: the same", "Apples" in text and "Bread" in text and "Cups" not in text)
    shop.must("purchasing", "pdf", "--supplier", "V", "-o", "v.pdf")
    text = subprocess.run(["pdftotext", "-layout", os.path.join(shop.folder, "v.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    check("PDF: the supplier, its products, the number", all(word in text for word in ("Vale (V)", "Apples", "Bread", order)) and "Cups" not in text, text)
    return rows


def on_order(shop, product):
    row = next(r for r in shop.rows("inventory", "orders") if r["product"] == product)
    return float(row["on_order"]), float(row["order_quantity"])


def test_life_of_an_order():
    with Shop() as shop:
        make(shop)
        advised = {r["product"]: float(r["order_quantity"]) for r in shop.rows("inventory", "orders")}
        made = shop.rows("purchasing", "create", "--on", str(LAST))
        equal("one draft a supplier", sorted((r["supplier"], r["lines"]) for r in made), [("V", "2"), ("W", "1")])
        order = next(r["order"] for r in made if r["supplier"] == "V")
        rows = exported(shop, order)
        equal("what was advised is drafted", {r["product"]: float(r["quantity"]) for r in rows}, {p: advised[p] for p in "AB"})
        equal("a draft is no supply", on_order(shop, "A")[0], 0)
        shop.must("purchasing", "send", order, "--on", str(LAST))
        coming, more = on_order(shop, "A")
        equal("what was sent is on its way", coming, advised["A"])
        check("and not ordered again", more < advised["A"], more)
        shop.must("purchasing", "receive", order, "--line", "A=6", "--on", str(LAST + datetime.timedelta(9)))
        equal("a part leaves it open", [r["state"] for r in shop.rows("purchasing", "list") if r["order"] == order], ["partly_received"])
        shop.must("purchasing", "receive", order, "--on", str(LAST + datetime.timedelta(9)))
        row = next(r for r in shop.rows("purchasing", "list") if r["order"] == order)
        equal("the rest closes it", (row["state"], row["units"] == row["received"]), ("received", True))


def test_receipts_teach_the_lead_time():
    """The supplier says three days; four orders took nine."""
    with Shop() as shop:
        make(shop)
        said = {r["product"]: (r["lead_time"], r["lead_time_from"]) for r in shop.rows("inventory", "orders")}
        equal("before: as agreed", said["A"], ("3", "given"))
        for i in range(4):
            on = LAST - datetime.timedelta(40 - 8 * i)
            order = shop.rows("purchasing", "create", "--line", "A@S1=6", "--on", str(on))[0]["order"]
            shop.must("purchasing", "send", order, "--on", str(on))
            shop.must("purchasing", "receive", order, "--on", str(on + datetime.timedelta(9)))
        row = next(r for r in shop.rows("inventory", "orders") if r["product"] == "A")
        equal("after: learnt", row["lead_time_from"], "learnt")
        check("between what was said and what was seen, nearer to the latter", 6 < float(row["lead_time"]) < 9, row["lead_time"])
        check("and it is not certain", float(row["lead_time_spread"]) > 1 and float(row["safety_from_lead_time"]) > 0, row)
        equal("the other supplier's stays", next(r["lead_time"] for r in shop.rows("inventory", "orders") if r["product"] == "C"), "5")


TESTS = [test_life_of_an_order, test_receipts_teach_the_lead_time]
