"""Two chains that are the same in shop S01 and differ in everything that can be told of shop S02.

Who may see S01 only must get the same answers from both: then nothing of S02 is in any of them."""
import csv
import glob
import os
import shutil
import subprocess

from server import PROGRAM

FIRST = "2026-06-01"  # sales before that day are left out, so that the checks are quick
LAST_PRODUCT = "P00030"
TIMES = {"sales": ("quantity", "gross", "discount", "tax", "net", "cost"), "footfall": ("counted_in", "counted_out"),
         "stock": ("on_hand", "on_order"), "plan": ("revenue", "units"), "orders": ("quantity",)}
ORDER = ("stores", "suppliers", "products", "customers", "sales", "stock", "footfall", "prices", "promotions", "holidays", "orders", "plan")


def make_files(folder, env):
    done = subprocess.run([PROGRAM, "demo", os.path.join(folder, "chain"), "--scale", "tiny", "--as-of", "2026-11-20", "--no-serve"], env=env,
                          cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=280)
    assert done.returncode == 0, done.stderr
    return {os.path.basename(p)[:-4]: p for p in glob.glob(os.path.join(folder, "chain", "files", "*.csv"))}


def wanted(kind, row):
    if row.get("product", "") > LAST_PRODUCT:
        return False
    day = row.get("sold_at") or row.get("interval_start") or row.get("ordered_at") or FIRST
    return day >= FIRST


def other(kind, row):
    """The row as the second chain has it."""
    if row.get("store") != "S02":
        return row
    row = dict(row)
    for name in TIMES.get(kind, ()):
        if row.get(name):
            digits = len(row[name].partition(".")[2])
            times = 4 if kind == "sales" and name != "quantity" else 3  # its prices are others, too
            row[name] = f"{float(row[name]) * times:.{digits}f}"
    if kind == "sales":
        row["unit_price"] = f"{float(row['unit_price']) * 4 / 3:.4f}"
    if kind == "sales" and row["customer"]:
        row["customer"] = f"C{100001 + (int(row['customer'][1:]) * 7) % 600}"
    if kind == "sales":
        row["payment_method"] = "barter"
    if kind == "stores":
        row.update(name="Elsewhere", city="Elsewhere", area_m2="4321")
    return row


def write(files, folder, change):
    os.makedirs(folder)
    for kind in ORDER:
        with open(files[kind], newline="", encoding="utf-8") as f:
            reader = csv.DictReader(f)
            rows = [change(kind, row) for row in reader if wanted(kind, row)]
        with open(os.path.join(folder, kind + ".csv"), "w", newline="", encoding="utf-8") as f:
            out = csv.DictWriter(f, reader.fieldnames, lineterminator="\n")
            out.writeheader()
            out.writerows(rows)


def load(server, files, folder, change):
    """Imports one of the two into the server's workspace, before it starts."""
    write(files, folder, change)
    for kind in ORDER:
        done = server.run("import", os.path.join(folder, kind + ".csv"), "--as", kind)
        assert done.returncode == 0, (kind, done.stderr)


def begin(a, b, files):
    """What both have in common: the pseudonyms of customers are alike where the secret is."""
    done = a.run("import", files["suppliers"], "--as", "suppliers")
    assert done.returncode == 0, done.stderr
    shutil.copytree(a.workspace, b.workspace)


def settle(server, more):
    """What is worked out from the data and kept, by one who sees all. more: further orders of S02, before and between those of S01."""
    def order(*lines):
        return ("purchasing", "create", *(word for line in lines for word in ("--line", line)))

    before = [order("P00003@S02=5", "P00004@S02=5", "P00005@S02=5", "P00006@S02=5")] if more else []
    for words in (("alerts", "refresh"), ("inventory", "keep"), *before, order("P00002@S01=12", "P00008@S01=6"), order("P00002@S02=24"),
                  order("P00010@S01=3")):
        done = server.run(*words, timeout=280)
        assert done.returncode == 0, (words, done.stderr)
