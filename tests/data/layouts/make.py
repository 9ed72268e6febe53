#!/usr/bin/env python3
"""Files as shops have them, made after the documented layouts, for the tests: make.py NAME > FILE.

`workbook` is a report as people keep it in a spreadsheet: a title, an empty row, names in row 4, dates by format, a price
with 17 digits, a merged store, a formula nobody worked out, an error, a text that is a number, a second sheet.
"""
import sys
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


class Book:
    """A small workbook: texts are shared, styles are 0 plain, 1 date, 2 date and time."""

    def __init__(self):
        self.sheets, self.texts = [], {}

    def cell(self, name, value):
        style, formula = "", ""
        if isinstance(value, tuple):  # ("date", serial), ("formula", text, value or None), ("error", code)
            kind, rest = value[0], value[1:]
            if kind == "error":
                return f'<c r="{name}" t="e"><v>{rest[0]}</v></c>'
            if kind == "formula":
                formula, value = f"<f>{escape(rest[0])}</f>", rest[1]
                if value is None:
                    return f'<c r="{name}">{formula}</c>'
            else:
                style, value = f' s="{1 if kind == "date" else 2}"', rest[0]
        if isinstance(value, str):
            return f'<c r="{name}" t="s"><v>{self.texts.setdefault(value, len(self.texts))}</v></c>'
        return f'<c r="{name}"{style}>{formula}<v>{value!r}</v></c>'

    def sheet(self, name, rows, merged=(), hidden=False):
        lines = []
        for number, row in rows.items():
            cells = "".join(self.cell(f"{'ABCDEFGHIJ'[i]}{number}", v) for i, v in enumerate(row) if v is not None)
            lines.append(f'<row r="{number}">{cells}</row>')
        behind = "".join(f'<mergeCell ref="{m}"/>' for m in merged)
        self.sheets.append((name, hidden, f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>'
                            + (f"<mergeCells>{behind}</mergeCells>" if behind else "") + "</worksheet>"))

    def write(self, file):
        links = [f'<Relationship Id="r{i}" Type="{LINK}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                 for i in range(len(self.sheets))]
        links += [f'<Relationship Id="s" Type="{LINK}/styles" Target="styles.xml"/>',
                  f'<Relationship Id="t" Type="{LINK}/sharedStrings" Target="sharedStrings.xml"/>']
        sheets = [f'<sheet name="{escape(name)}" sheetId="{i + 1}" {"state=" + chr(34) + "hidden" + chr(34) if hidden else ""} r:id="r{i}"/>'
                  for i, (name, hidden, _) in enumerate(self.sheets)]
        parts = {"xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{"".join(sheets)}</sheets></workbook>',
                 "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(links)}</Relationships>',
                 "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>',
                 "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{escape(t)}</t></si>" for t in self.texts)}</sst>'}
        types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        package = "http://schemas.openxmlformats.org/package/2006"
        kinds = [("workbook", "sheet.main"), ("styles", "styles"), ("sharedStrings", "sharedStrings")]
        kinds += [(f"worksheets/sheet{i}", "worksheet") for i in range(len(self.sheets))]
        overrides = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{types}.{kind}+xml"/>' for name, kind in kinds)
        parts["[Content_Types].xml"] = (f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/'
                                        f'vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>')
        parts["_rels/.rels"] = (f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{LINK}/officeDocument" '
                                'Target="xl/workbook.xml"/></Relationships>')
        for i, (_, _, text) in enumerate(self.sheets):
            parts[f"xl/worksheets/sheet{i}.xml"] = text
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as z:
            for name, text in parts.items():
                z.writestr(zipfile.ZipInfo(name), text, compress_type=zipfile.ZIP_DEFLATED)


def workbook(out):
    book = Book()
    book.sheet("Read me", {1: ["Figures of the North"]}, hidden=True)
    book.sheet("June", {
        1: ["Sales of June"],
        4: ["Store", "Receipt", "Date", "SKU", "Qty", "Price"],
        5: ["North", 1001, ("time", 46174.5868055555562), "00012", 2, 1.1000000000000001],
        6: [None, 1001, ("time", 46174.5868055555562), "4006381333931", 1, 2.5],
        7: [None, 1002, ("date", 46175), "A-1", -1, 2.5],
        8: ["South", 1003, ("date", 46176), "A-1", 3, ("formula", "F7*1.1", 2.75)],
        9: ["South", 1003, ("date", 46176), "A-2", 1, ("formula", "F8*2", None)],
        10: ["South", 1004, ("date", 46177), ("error", "#REF!"), 1, 1.0],
        12: ["South", 1005, ("date", 46178), "A-3", "4", "1.25"],
    }, merged=["A5:A7"])
    book.sheet("Plan", {1: ["Store", "Plan"], 2: ["North", 1000]})
    book.write(out)


def csv_file(out, rows, delimiter=",", end="\r\n", bom=True):
    """Fields are quoted where they must be, as the shops' programs do."""
    def field(value):
        text = str(value)
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in delimiter + '"\n') else text
    text = "".join(delimiter.join(field(v) for v in row) + end for row in rows)
    out.write((b"\xef\xbb\xbf" if bom else b"") + text.encode())


def table(head, *records):
    """Records as dicts by column; what is not given is empty."""
    unknown = {key for record in records for key in record} - set(head)
    assert not unknown, unknown
    return [head] + [[record.get(name, "") for name in head] for record in records]


# help.shopify.com/manual/fulfillment/managing-orders/exporting-orders: the order's columns stand on its first line only
ORDERS = ("Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
          "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
          "Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
          "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,"
          "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,"
          "Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,"
          "Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,"
          "Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties,"
          "Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,"
          "Payment References").split(",")


def order(name, at, status, subtotal, shipping, taxes, total, lines, discount="0.00", refunded="0.00", **more):
    first = {"Name": name, "Email": f"{name[1:]}@example.com", "Financial Status": status, "Currency": "USD",
             "Subtotal": subtotal, "Shipping": shipping, "Taxes": taxes, "Total": total, "Discount Amount": discount,
             "Created at": at, "Payment Method": "Shopify Payments", "Refunded Amount": refunded,
             "Billing Name": "A. Buyer", "Billing Zip": "'10115", "Source": "web", **more}
    for i, (sku, title, quantity, price) in enumerate(lines):
        yield {**(first if i == 0 else {"Name": name, "Email": first["Email"], "Created at": at}), "Lineitem sku": sku,
               "Lineitem name": title, "Lineitem quantity": quantity, "Lineitem price": price, "Lineitem discount": "0.00"}


def shopify_orders(out):
    csv_file(out, table(
        ORDERS,
        *order("#1001", "2026-09-03 10:14:00 -0400", "paid", "47.00", "6.00", "3.29", "56.29",
               [("FERN-1", "Fern print", 2, "16.00"), ("TOTE-1", "Tote, canvas", 1, "20.00")], discount="5.00"),
        *order("#1002", "2026-09-03 22:30:00 -0400", "paid", "24.00", "0.00", "4.00", "24.00", [("MUG-1", "Mug", 1, "24.00")]),
        *order("#1003", "2026-09-04 09:00:00 -0400", "refunded", "25.00", "0.00", "0.00", "25.00", [("MUG-1", "Mug", 1, "25.00")],
               refunded="25.00"),
        *order("#1004", "2026-09-05 12:00:00 -0400", "partially_refunded", "50.00", "4.00", "0.00", "54.00",
               [("", "Card holder", 2, "10.00"), ("TOTE-1", "Tote, canvas", 1, "30.00")], refunded="10.00"),
        *order("#1005", "2026-09-06 12:00:00 -0400", "voided", "99.00", "0.00", "0.00", "99.00", [("LAMP", "Lamp", 1, "99.00")]),
        *order("#1006", "2026-09-07 12:00:00 -0400", "paid", "2.45", "0.00", "0.20", "2.65", [("'00123", "Sticker", 3, "1.15")],
               discount="1.00", Location="Pop-up")))


# help.shopify.com/manual/products/import-export/using-csv: heads of 2025 and of before; variants follow by handle
def shopify_products(out):
    csv_file(out, table(
        "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,"
        "Option1 value,Price,Compare-at price,Cost per item,Inventory quantity".split(","),
        {"Title": "Mug", "URL handle": "mug", "Vendor": "Acme Pottery", "Product category": "Home > Kitchen > Mugs", "Status": "Active",
         "SKU": "MUG-1", "Barcode": "4006381333931", "Option1 name": "Size", "Option1 value": "Large", "Price": "24.00",
         "Cost per item": "8.10"},
        {"URL handle": "mug", "SKU": "MUG-2", "Option1 value": "Small", "Price": "18.00", "Cost per item": "6.05"},
        {"Title": "Tote", "URL handle": "tote", "Vendor": "Bagworks", "Type": "Bags", "Price": "20.00"}))


def shopify_products_old(out):
    csv_file(out, table(
        "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
        "Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Cost per item,"
        "Status".split(","),
        {"Handle": "mug", "Title": "Mug", "Vendor": "Acme Pottery", "Type": "Kitchen", "Option1 Name": "Size", "Option1 Value": "Large",
         "Variant SKU": "MUG-1", "Variant Price": "25.00", "Variant Barcode": "'4006381333931", "Cost per item": "8.10"},
        {"Handle": "mug", "Option1 Value": "Small", "Variant SKU": "MUG-2", "Variant Price": "19.00", "Cost per item": "6.05"}),
             end="\n", bom=False)


# help.shopify.com/manual/products/inventory/setup/inventory-csv: since 2022 a line a location, before a column a location
def shopify_inventory(out):
    csv_file(out, table(
        "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Location,"
        "Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),"
        "On hand (current),On hand (new)".split(","),
        {"Handle": "mug", "Title": "Mug", "SKU": "MUG-1", "Location": "Berlin", "Incoming (not editable)": 24,
         "Committed (not editable)": 2, "Available (not editable)": 5, "On hand (current)": 7},
        {"Handle": "mug", "Title": "Mug", "SKU": "MUG-1", "Location": "Ghent", "Incoming (not editable)": 0,
         "Committed (not editable)": 0, "Available (not editable)": 3, "On hand (current)": 3},
        {"Handle": "tote", "Title": "Tote", "Location": "Berlin", "On hand (current)": "not stocked"}))


def shopify_inventory_wide(out):
    csv_file(out, table(
        "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Berlin,"
        "Ghent".split(","),
        {"Handle": "mug", "Title": "Mug", "SKU": "MUG-1", "Berlin": 7, "Ghent": 3},
        {"Handle": "mug", "Title": "Mug", "SKU": "MUG-2", "Berlin": "not stocked", "Ghent": "1,200"},
        {"Handle": "tote", "Title": "Tote", "SKU": "TOTE-1", "Berlin": "not stocked", "Ghent": "not stocked"}))


# squareup.com/help: item library export; item sales ("items detail") and transactions exports
def square_items(out):
    csv_file(out, table(
        "Token,Item Name,Variation Name,SKU,Description,Categories,Price,Option Name 1,Option Value 1,GTIN,Default Unit Cost,"
        "Default Vendor Name,Enabled Main St,Current Quantity Main St,New Quantity Main St,Stock Alert Enabled Main St,"
        "Stock Alert Count Main St,Enabled Fair,Current Quantity Fair,New Quantity Fair,Stock Alert Enabled Fair,"
        "Stock Alert Count Fair,Tax - Sales Tax (8.5%)".split(","),
        {"Token": "ABC1", "Item Name": "Espresso", "Variation Name": "Double", "SKU": "ESP-2", "Categories": "Drinks", "Price": "3.50",
         "GTIN": "4006381333931", "Current Quantity Main St": 120, "Current Quantity Fair": 30},
        {"Token": "ABC2", "Item Name": "Bag of beans", "Variation Name": "1 kg", "SKU": "", "Categories": "Beans", "Price": "28.00",
         "Default Unit Cost": "14.25", "Default Vendor Name": "Roaster", "Current Quantity Main St": "12.5"}))


def square_item_sales(out):
    head = ("Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
            "Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,"
            "Customer Reference ID,Unit,Count,Itemization Type,Commission,Employee,,").split(",")
    zone = {"Time Zone": "Eastern Time (US & Canada)", "Location": "Main St", "Event Type": "Payment"}
    rows = table(
        head,
        {**zone, "Date": "09/14/2026", "Time": "10:15:00", "Category": "Drinks", "Item": "Espresso", "Qty": "2.0", "SKU": "ESP-2",
         "Gross Sales": "$7.00", "Discounts": "-$0.70", "Net Sales": "$6.30", "Tax": "$0.54", "Transaction ID": "T1", "Payment ID": "P1",
         "Customer ID": "C9", "Customer Name": "A. Buyer"},
        {**zone, "Date": "09/14/2026", "Time": "10:15:00", "Category": "Beans", "Item": "Bag of beans", "Qty": "1.0",
         "Gross Sales": "$28.00", "Discounts": "$0.00", "Net Sales": "$28.00", "Tax": "$0.00", "Transaction ID": "T1", "Payment ID": "P1"},
        {**zone, "Date": "09/15/2026", "Time": "17:40:12", "Category": "Machines", "Item": "Machine", "Qty": "1.0", "SKU": "'0099",
         "Gross Sales": "$1,234.56", "Discounts": "-$34.56", "Net Sales": "$1,200.00", "Tax": "$102.00", "Transaction ID": "T2",
         "Payment ID": "P2"},
        {**zone, "Date": "09/16/2026", "Time": "09:05:00", "Category": "Drinks", "Item": "Espresso", "Qty": "-1.0", "SKU": "ESP-2",
         "Gross Sales": "($3.50)", "Discounts": "$0.35", "Net Sales": "($3.15)", "Tax": "($0.27)", "Transaction ID": "T3",
         "Payment ID": "P3", "Event Type": "Refund"})
    rows.append(["Total"] + [""] * 4 + ["3"] + [""] * 3 + ["$1,266.06", "-$34.91", "$1,231.15", "$102.27"] + [""] * (len(head) - 13))
    csv_file(out, rows)


def square_transactions(out):
    head = ("Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,"
            "Total Collected,Source,Card,Card Entry Methods,Cash,Square Gift Card,Other Tender,Other Tender Type,Tender Note,Fees,"
            "Net Total,Transaction ID,Payment ID,Card Brand,PAN Suffix,Device Name,Staff Name,Staff ID,Details,Description,"
            "Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID").split(",")
    csv_file(out, table(
        head,
        {"Date": "2026-09-14", "Time": "10:15:00", "Gross Sales": "$35.00", "Discounts": "-$0.70", "Net Sales": "$34.30", "Tax": "$0.54",
         "Tip": "$2.00", "Total Collected": "$36.84", "Transaction ID": "T1", "Card Brand": "Visa", "Event Type": "Payment",
         "Location": "Main St", "Description": "2 x Espresso, Bag of beans"},
        {"Date": "2026-09-16", "Time": "09:05:00", "Gross Sales": "-$3.50", "Discounts": "$0.35", "Net Sales": "-$3.15", "Tax": "-$0.27",
         "Total Collected": "-$3.42", "Transaction ID": "T3", "Cash": "-$3.42", "Event Type": "Refund", "Location": "Main St",
         "Description": "Espresso"}))


# support.google.com/merchants/answer/7052112: tab-separated, the currency behind the price
def google_feed(out):
    csv_file(out, table(
        "id,title,description,link,image link,availability,price,sale price,brand,gtin,mpn,google product category,product type,"
        "cost of goods sold".split(","),
        {"id": "MUG-1", "title": 'Mug, 12" tall', "link": "https://shop.example/mug", "availability": "in_stock", "price": "12.50 EUR",
         "brand": "Acme", "gtin": "4006381333931", "google product category": "Home & Garden > Kitchen",
         "cost of goods sold": "4.10 EUR"},
        {"id": "TOTE-1", "title": "Tote", "link": "https://shop.example/tote", "availability": "out_of_stock", "price": "1,020.00 EUR",
         "product type": "Bags > Totes"}), delimiter="\t", end="\n")


FILES = {f.__name__: f for f in (workbook, shopify_orders, shopify_products, shopify_products_old, shopify_inventory,
                                 shopify_inventory_wide, square_items, square_item_sales, square_transactions, google_feed)}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in FILES:
        sys.exit(f"usage: make.py {'|'.join(FILES)} > FILE")
    FILES[sys.argv[1]](sys.stdout.buffer)
