#!/usr/bin/env python3
"""import --watch with the real program, a real folder and kill -9: nothing is lost, nothing counts twice.

Prints `N passed, N failed` as its last line. Environment: RI_PROGRAM (the program)."""
import csv
import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("RI_PROGRAM", "build/dev/retailinsight"))
FILES, KILLS, PATIENCE = 12, 5, 90
passes = failures = 0


def check(name, good, detail=""):
    global passes, failures
    passes, failures = passes + bool(good), failures + (not good)
    if not good:
        print(f"FAILED {name}: {detail}")


def ask(place, *words):
    return subprocess.run([PROGRAM, "--workspace", "workspace", *words], cwd=place, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def watch(place, *more):
    return subprocess.Popen([PROGRAM, "--workspace", "workspace", "import", "--watch", "inbox", "--as", "sales", "--currency", "EUR",
                             "--settle", "0", "--format", "csv", *more], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def drop(place, number):
    """As a till does it: written under a temporary name, then renamed."""
    path = os.path.join(place, "inbox", f"till_{number:03}.csv")
    with open(path + ".part", "w", encoding="utf-8") as f:
        f.write("receipt,date,product,quantity,price\n")
        for line in range(200):
            f.write(f"R{number}-{line // 3},2026-05-{number % 28 + 1:02},P{line % 17},{line % 4 + 1},1.25\n")
    os.rename(path + ".part", path)


def arrived(place, folder):
    return {name for name in os.listdir(os.path.join(place, "inbox", folder)) if name.endswith(".csv")}


def until(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def killed_again_and_again(place):
    rng = random.Random(7)
    dropped = 0
    for kill in range(KILLS):
        process = watch(place, "--poll", "0")
        until(lambda: os.path.isdir(os.path.join(place, "inbox", "failed")))
        before = len(arrived(place, "done"))
        for _ in range(FILES // KILLS):
            drop(place, dropped)
            dropped += 1
        if kill % 2:
            until(lambda: len(arrived(place, "done")) > before)
        time.sleep(rng.random() * 0.6)
        process.kill()
        process.communicate()
        check(f"kill {kill}: every file is somewhere", len(arrived(place, "done")) + len(arrived(place, ".")) == dropped,
              os.listdir(os.path.join(place, "inbox")))
    while dropped < FILES:
        drop(place, dropped)
        dropped += 1
    done = watch(place, "--once")
    said = done.communicate()
    check("the rest comes in", done.returncode == 0, said[1])
    check("all are done", len(arrived(place, "done")) == FILES and not arrived(place, ".") and not arrived(place, "failed"))
    found = rows_of(ask(place, "sql", "SELECT count(*) AS lines, count(DISTINCT transaction_no) AS receipts, "
                        "sum(quantity)::BIGINT AS units FROM sale", "--format", "csv").stdout)
    check("every line once", found == [{"lines": str(200 * FILES), "receipts": str(67 * FILES), "units": str(500 * FILES)}], found)
    ledger = rows_of(ask(place, "imports", "list", "--limit", "0", "--format", "csv").stdout)
    check("one import a file", sorted(row["file"] for row in ledger) == [f"till_{n:03}.csv" for n in range(FILES)],
          [row["file"] for row in ledger])
    check("verify", ask(place, "verify").returncode == 0)


def others_go_on(place):
    """While it waits, the workspace is anybody's; it ends when told to."""
    process = watch(place, "--poll", "1", "--expect", "daily")
    drop(place, 100)
    check("a file comes while it watches", until(lambda: "till_100.csv" in arrived(place, "done")))
    time.sleep(0.5)
    check("figures beside it", until(lambda: ask(place, "sales", "kpis").returncode == 0))
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    check("it ends when told to", process.returncode != 0 and process.returncode != -signal.SIGKILL, process.returncode)
    check("it said what it took in", any(row["file"] == "till_100.csv" and row["accepted"] == "200" for row in rows_of(out)), out + err)
    expected = rows_of(ask(place, "imports", "expected", "--format", "csv").stdout)
    check("and what it expects", [(row["kind"], row["how"], row["state"]) for row in expected] == [("sales", "said", "on time")], expected)


def main():
    with tempfile.TemporaryDirectory() as place:
        os.mkdir(os.path.join(place, "inbox"))
        killed_again_and_again(place)
        others_go_on(place)
    print(f"{passes} passed, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
