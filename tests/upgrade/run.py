#!/usr/bin/env python3
"""Workspaces of older programs: today's program opens them, upgrades them, answers as they did, and goes on from there.

Each NAME.tar.zst beside this file was made by make.sh with the program of one release and is kept; NAME.txt is what that
program answered. A column or check that is new today is left out of the comparison; one that is gone or differs fails.
Prints `N passed, N failed` as its last line. Environment: RI_PROGRAM (the program)."""
import csv
import ctypes
import filecmp
import glob
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.abspath(os.environ.get("RI_PROGRAM", "build/dev/retailinsight"))
passes = failures = 0


def check(name, good, detail=""):
    global passes, failures
    passes, failures = passes + bool(good), failures + (not good)
    if not good:
        print(f"FAILED {name}: {detail}")


def ask(place, *words):
    return subprocess.run([PROGRAM, "--workspace", "workspace", *words, "--format", "csv", "--quiet"], cwd=place,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def tamper(path, sql):
    """Changes the closed file behind the program's back, with the engine's own library."""
    loaded = subprocess.run(["ldd", PROGRAM], stdout=subprocess.PIPE, text=True, check=True).stdout
    duckdb = ctypes.CDLL(re.search(r"libduckdb\.so => (\S+)", loaded).group(1))
    database, connection = ctypes.c_void_p(), ctypes.c_void_p()
    done = [duckdb.duckdb_open(path.encode(), ctypes.byref(database)),
            duckdb.duckdb_connect(database, ctypes.byref(connection)),
            duckdb.duckdb_query(connection, sql.encode(), None)]
    duckdb.duckdb_disconnect(ctypes.byref(connection))
    duckdb.duckdb_close(ctypes.byref(database))
    return not any(done)


def transcript(path):
    """[(words, answer)] of `$ words` lines and what follows each."""
    with open(path, encoding="utf-8") as f:
        parts = re.split(r"^\$ ", f.read(), flags=re.M)[1:]
    return [part.split("\n", 1) for part in parts]


def compare(place, name, words, answer):
    done = ask(place, *shlex.split(words))
    expected, found = rows_of(answer), rows_of(done.stdout)
    if expected and found:
        found = [{key: row.get(key) for key in expected[0]} for row in found]
    if words == "verify":  # checks may be added
        found = [row for row in found if row in expected]
    check(f"{name}: {words}", done.returncode == 0 and found == expected,
          done.stderr.strip() or next((f"got {f}\n  want {e}" for f, e in zip(found, expected) if f != e),
                                      f"{len(found)} rows, want {len(expected)}"))


def sound(place, name, after):
    done = ask(place, "verify")
    check(f"{name}: verify after {after}", done.returncode == 0 and all(r["ok"] == "true" for r in rows_of(done.stdout)),
          done.stderr.strip())


def kind_of(file):
    return re.match(r"\d\d_([a-z]+)", file).group(1)


def go_on(place, name):
    """The same files add nothing, a kind that is newer than the file comes in, and what old imports replaced returns."""
    files = [f for f in sorted(os.listdir(os.path.join(place, "files"))) if "undone" not in f]
    corrected = [f for f in files if "receipts" not in f and f != "07_stock.csv" and f != "09_demand_wide.csv"]
    for file in corrected:
        done = ask(place, "import", os.path.join("files", file), "--as", kind_of(file), "--source", "till", "--currency", "EUR")
        ledger = rows_of(done.stdout)
        check(f"{name}: {file} again", done.returncode == 0 and ledger and ledger[0]["accepted"] == "0",
              done.stderr.strip() or done.stdout)
    sound(place, name, "the same files")
    newest = int(rows_of(ask(place, "imports", "list", "--limit", "1").stdout)[0]["import_id"])
    with open(os.path.join(place, "footfall.csv"), "w", encoding="utf-8") as f:
        f.write("store,day,visitors\nS1,2026-05-01,420\nS9,2026-05-01,77\n")
    done = ask(place, "import", "footfall.csv", "--as", "footfall")
    check(f"{name}: footfall", done.returncode == 0 and rows_of(done.stdout)[0]["accepted"] == "2", done.stderr.strip())
    for number in range(newest + 1, 5, -1):
        if number == 11:
            continue
        done = ask(place, "imports", "undo", str(number))
        check(f"{name}: undo {number}", done.returncode == 0, done.stderr.strip())
    sound(place, name, "undo")
    done = ask(place, "sql", "SELECT count(*) AS lines, sum(net_minor) AS net FROM sale")
    check(f"{name}: the first receipts are back", rows_of(done.stdout) == [{"lines": "6", "net": "1059"}], done.stdout)


def run(archive, scratch):
    name = os.path.basename(archive)[:-len(".tar.zst")]
    place = os.path.join(scratch, name)
    os.mkdir(place)
    subprocess.run(["tar", "--zstd", "-xf", archive, "-C", place], check=True)
    warehouse = os.path.join(place, "workspace", "warehouse.duckdb")
    shutil.copy(warehouse, os.path.join(place, "as_it_was"))
    first = int(re.search(r"(\d{4})$", name).group(1)) + 1
    for words, answer in transcript(archive.replace(".tar.zst", ".txt")):
        compare(place, name, words, answer)
    backup = f"{warehouse}.before-{first:04}"
    check(f"{name}: a copy was made", os.path.exists(backup) and filecmp.cmp(backup, os.path.join(place, "as_it_was"), False), backup)
    before = os.stat(backup).st_mtime_ns if os.path.exists(backup) else 0
    go_on(place, name)
    check(f"{name}: the copy was made once", os.path.exists(backup) and os.stat(backup).st_mtime_ns == before)
    check(f"{name}: a later program's mark",
          tamper(warehouse, "INSERT INTO migration SELECT max(number) + 1, 'later', 'x', '99.1', TIMESTAMP '2030-01-01' FROM migration"))
    done = ask(place, "sales", "kpis")
    check(f"{name}: a newer file is refused", done.returncode != 0 and "99.1" in done.stderr and not done.stdout, done.stderr)


def main():
    archives = sorted(glob.glob(os.path.join(HERE, "*.tar.zst")))
    check("there are workspaces of older programs", archives)
    with tempfile.TemporaryDirectory() as scratch:
        for archive in archives:
            check(f"{os.path.basename(archive)} is small", os.path.getsize(archive) < 600_000, os.path.getsize(archive))
            run(archive, scratch)
    print(f"{passes} passed, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
