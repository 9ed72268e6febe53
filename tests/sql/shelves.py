"""What the program says of empty shelves beside what the sample chain knows: its true demand, which no till has seen."""
import csv
import os
import subprocess
import tempfile

from chain import PROGRAM, check

AS_OF = "2026-11-20"


def read(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def test_lost_sales_are_found(_workspace, _lines):
    with tempfile.TemporaryDirectory() as folder:
        demo, out = os.path.join(folder, "d"), os.path.join(folder, "h.csv")
        subprocess.run([PROGRAM, "demo", demo, "--scale", "tiny", "--as-of", AS_OF, "--no-serve", "-q"], check=True, capture_output=True)
        subprocess.run([PROGRAM, "--workspace", f"{demo}/workspace", "demand", "history", "--format", "csv", "-q", "-o", out], check=True)
        told = {(r["store"], r["product"], r["day"]): r for r in read(out)}
        lost = {(r["store"], r["product"], r["day"]): int(r["demand"]) - int(r["sold"]) for r in read(f"{demo}/files/true_demand.csv")}
        unmet = {key for key, units in lost.items() if units > 0}
        empty = {key for key, r in told.items() if r["state"] == "stock-out"}
        # A day on which one small shop sold nothing at all looks closed to its tills; days on which all are shut are the truth's.
        shut = {}
        for r in told.values():
            if r["state"] == "missing":
                shut.setdefault(r["day"], set()).add(r["store"])
        stores = {r["store"] for r in told.values()}
        closed = {day for day, where in shut.items() if where == stores}
        check("hardly any day is taken for closed", len(shut) - len(closed) <= 2, True)
        estimated = sum(float(told[key]["demand"]) - float(told[key]["units"]) for key in empty)
        found, total = len(unmet & empty) / len(unmet), sum(lost.values())
        print(f"days of unmet demand found: {found:.1%} of {len(unmet)}; lost units estimated: {estimated:.0f} of {total} ({estimated / total:.1%}), "
              f"{sum(lost.get(key, 0) for key in empty)} of them on days found")
        check("days of unmet demand are found", found > 0.85, True)
        check("lost units are recovered", 0.65 < estimated / total < 1.1, True)
        check("closed days are closed", closed, {"2024-12-25", "2025-04-20", "2025-12-25", "2026-04-05"})
        subprocess.run([PROGRAM, "--workspace", f"{demo}/workspace", "demand", "history", "--stockouts", "ignore", "--format", "csv", "-q", "-o", out], check=True)
        plain = read(out)
        check("off, no day is empty", {r["state"] for r in plain} - {"", "missing"}, set())
        check("off, demand is what sold", all(r["demand"] == r["units"] for r in plain), True)


TESTS = [test_lost_sales_are_found]
