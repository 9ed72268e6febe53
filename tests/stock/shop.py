"""A small shop for the checks of this folder: files written, the real program run, rows read back."""
import csv
import io
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RI_PROGRAM", "build/dev/retailinsight"))


class Score:
    passed = failed = 0


def check(name, good, detail=""):
    Score.passed, Score.failed = Score.passed + bool(good), Score.failed + (not good)
    if not good:
        print(f"FAILED {name}: {detail}")


def equal(name, got, want):
    check(name, got == want, f"got {got!r}, want {want!r}")


class Shop:
    """A folder with a workspace in it; gone at the end of `with`."""

    def __init__(self):
        self.place = tempfile.TemporaryDirectory(prefix="ri-stock-")
        self.folder = self.place.name
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith("RETAILINSIGHT_")}, "TZ": "UTC"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.place.cleanup()

    def run(self, *words):
        return subprocess.run([PROGRAM, "--workspace", "workspace", *words], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)

    def must(self, *words):
        done = self.run(*words)
        if done.returncode:
            sys.exit(f"{' '.join(words)}: {done.stderr}")
        return done

    def rows(self, *words):
        return list(csv.DictReader(io.StringIO(self.must(*words, "--format", "csv").stdout)))

    def notes(self, *words):
        return self.must(*words, "--format", "csv").stderr

    def write(self, name, head, lines):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write("\n".join([head, *lines]) + "\n")
        return name

    def take(self, kind, head, lines):
        """Writes a file and imports it."""
        return self.must("import", self.write(kind + ".csv", head, lines), "--as", kind, "--currency", "EUR")


SALES = "transaction,line,store,sold_at,product,quantity,unit_price,currency"
STOCK = "store,product,counted_at,on_hand"
PRODUCTS = "sku,name,category,supplier,unit_cost,list_price,pack_size"
SUPPLIERS = "supplier,name,lead_time_days,review_days"
ORDERS = "PO,store,SKU,supplier,order date,due,received,qty"
