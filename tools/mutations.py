#!/usr/bin/env python3
"""Breaks the code on purpose, one place at a time, and wants the tests named to go red.

    tools/mutations.py                       the tables only: every text occurs once, every suite exists (cheap; part of make test)
    tools/mutations.py TABLE...              runs the rows of tests/mutations/TABLE.txt
    tools/mutations.py all --slice 2/9       every ninth row of all tables, from the second; --slice today: some 24 rows that the day picks
    tools/mutations.py demand --only theta   rows whose file, texts, suites or reason hold that part

A row of a table, rows are parted by an empty line, lines that begin with // are remarks:

    @ src/demand/theta.c
    - 0.5 * slope                            what stands there: occurs exactly once in the file (more lines: more `-`)
    + 0.4 * slope                            what stands there instead (no line: nothing)
    ! test_demand:theta                      suites that must go red, words after the colon go to them: test_x:PART, golden:CASE, sql:PART
    # half the trend line is the definition  why that is wrong, where it does not say itself

Rows run in a copy of the working tree below build/mutations, built from the objects that build/dev has; the copy is kept for
the next run. Each suite is first seen green. A mutation under which a suite stays green is a test that is missing; one that does not
compile says nothing and fails too. The last line is `N passed, N failed`."""
import argparse
import datetime
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import run_tests

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLES = os.path.join(ROOT, "tests", "mutations")
HOME = os.path.join(ROOT, "build", "mutations")
TREE = os.path.join(HOME, "tree")
PRESET = "dev"
SLICE_OF_A_DAY = 24   # rows
GRACE_S = 60          # a mutant may take that long more than five times what the suite takes
PLAIN = {"layers", "functions", "docs", "golden-runner"}  # suites that need nothing built


class BadRow(Exception):
    """A row that cannot be read or applied."""


class Row:
    """One mutation: `old` of `path` becomes `new`, and each of `suites` [(name, words)] must go red."""

    def __init__(self, table, line):
        self.table, self.line = table, line
        self.path, self.old, self.new, self.suites, self.why = None, [], [], [], []

    def __str__(self):
        return f"{self.table}:{self.line} {self.path}"

    def take(self, mark, text):
        if mark == "@":
            self.path = text.strip()
        elif mark == "-":
            self.old.append(text)
        elif mark == "+":
            self.new.append(text)
        elif mark == "!":
            for word in text.split():
                name, _, words = word.partition(":")
                self.suites.append((name, tuple(w for w in words.split(",") if w)))
        elif mark == "#":
            self.why.append(text)
        else:
            raise BadRow(f"`{mark} {text}` is not a line of a row: it begins with @ - + ! or #")

    def close(self):
        if not self.path or not self.old or not self.suites:
            raise BadRow("a row needs a file (@), what stands there (-) and a suite (!)")
        self.old, self.new = "\n".join(self.old), "\n".join(self.new)
        if self.old == self.new:
            raise BadRow("the replacement is what stands there")
        return self


def parse(table, text):
    """(rows, complaints) of a table's text."""
    rows, complaints, row = [], [], None
    for number, line in enumerate(text.splitlines() + [""], 1):
        if line.startswith("//"):
            continue
        try:
            if not line.strip():
                if row:
                    rows.append(row.close())
                row = None
                continue
            row = row or Row(table, number)
            row.take(line[0], line[2:])
        except BadRow as error:
            complaints.append(f"{table}:{row.line if row else number}: {error}")
            row = None
    return rows, complaints


def read_tables(names, folder=TABLES):
    known = sorted(os.path.basename(p)[:-4] for p in glob.glob(os.path.join(folder, "*.txt")))
    unknown = [n for n in names if n not in known]
    if unknown:
        sys.exit(f"no table {', '.join(unknown)}; there are {', '.join(known)}")
    rows, complaints = [], []
    for name in names or known:
        with open(os.path.join(folder, name + ".txt"), encoding="utf-8") as f:
            found = parse(name, f.read())
        rows, complaints = rows + found[0], complaints + found[1]
    return rows, complaints


# ---- what can be said without building -------------------------------------------------------------------------

def unit_tests(root):
    """{test_room: names of its tests}"""
    found = {}
    for path in glob.glob(os.path.join(root, "src", "**", "*_test.c"), recursive=True):
        room = os.path.relpath(path, os.path.join(root, "src")).split(os.sep)[0]
        with open(path, encoding="utf-8") as f:
            found.setdefault("test_" + room, []).extend(re.findall(r"^TEST\((\w+)\)", f.read(), re.M))
    return found


def golden_cases(root):
    folder = os.path.join(root, "tests", "golden", "cases")
    return [os.path.relpath(p, folder)[:-4] for p in glob.glob(os.path.join(folder, "**", "*.txt"), recursive=True)]


def replaced(text, row):
    """`text` with the row's mutation in it."""
    count = text.count(row.old)
    if count != 1:
        raise BadRow(f"`{row.old.strip()}` occurs {count} times in {row.path}, not once")
    return text.replace(row.old, row.new)


def complaint_about(row, root, units, scripts, cases):
    """Why a row cannot be run, or None."""
    path = os.path.join(root, row.path)
    if not os.path.isfile(path):
        return f"there is no {row.path}"
    try:
        with open(path, encoding="utf-8") as f:
            replaced(f.read(), row)
    except BadRow as error:
        return str(error)
    for name, words in row.suites:
        if name not in units and name not in scripts:
            return f"there is no suite {name}"
        tests = units.get(name, cases if name == "golden" else None)
        for word in words if tests is not None else ():
            if not any(word in test for test in tests):
                return f"no test of {name} is called {word}"
    return None


def check(rows, root=ROOT):
    """Complaints about rows, each one that has one."""
    units, cases = unit_tests(root), golden_cases(root)
    scripts = {name for name, _ in run_tests.script_suites("", False)} - {"mutations"}
    found, seen = [], {}
    for row in rows:
        key = (row.path, row.old, row.new)
        why = complaint_about(row, root, units, scripts, cases) or (f"the same as {seen[key]}" if key in seen else None)
        seen.setdefault(key, row)
        if why:
            found.append(f"{row}: {why}")
    return found


# ---- a tree to break ---------------------------------------------------------------------------------------------

def listed_files():
    """What git tracks or would: paths below ROOT."""
    out = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         check=True, stdout=subprocess.PIPE).stdout.decode()
    return [p for p in out.split("\0") if p and os.path.isfile(os.path.join(ROOT, p))]


def same_content(a, b):
    if not os.path.isfile(b) or os.path.getsize(a) != os.path.getsize(b):
        return False
    with open(a, "rb") as one, open(b, "rb") as two:
        return one.read() == two.read()


def copy_sources(first):
    """Brings the tree up to the working tree. What differs gets the time of now, so that it is built anew."""
    wanted = set(listed_files())
    for path in sorted(wanted):
        source, target = os.path.join(ROOT, path), os.path.join(TREE, path)
        if same_content(source, target):
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        (shutil.copy2 if first else shutil.copy)(source, target)
    for folder, folders, names in os.walk(TREE):
        folders[:] = [d for d in folders if os.path.join(folder, d) != os.path.join(TREE, "build") and d != "__pycache__"]
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.islink(path) and os.path.relpath(path, TREE) not in wanted:
                os.remove(path)


def copy_build():
    """Objects of the build as they are; its paths become those of the tree. Times stay, so that nothing is built for the move."""
    source, target = os.path.join(ROOT, "build", PRESET), os.path.join(TREE, "build", PRESET)
    if not os.path.isfile(os.path.join(source, "CMakeCache.txt")):
        return
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("test-logs", "Testing", "web-check"))
    here = re.compile(re.escape(ROOT.encode()) + rb"(?=[/\"'\s;:),\]]|$)")
    texts = (".make", ".cmake", ".txt", ".d", ".internal", ".json", ".ts", ".marks")
    for folder, _, names in os.walk(target):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.islink(path) or not (name == "Makefile" or name.endswith(texts)):
                continue
            with open(path, "rb") as f:
                text = f.read()
            moved = here.sub(TREE.encode(), text)
            if moved != text:
                times = os.stat(path)
                with open(path, "wb") as f:
                    f.write(moved)
                os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def allow_warnings():
    """What a mutation leaves unused is no error here. Times stay, so that nothing is built for it."""
    for path in glob.glob(os.path.join(TREE, "build", PRESET, "**", "flags.make"), recursive=True):
        times = os.stat(path)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        if "-Werror" in text:
            write(path, text.replace("-Werror", "-Wno-error"))
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def link(path, target):
    if os.path.exists(target) and not os.path.lexists(path):
        os.symlink(target, path)


def prepare_tree():
    os.makedirs(HOME, exist_ok=True)
    first = not os.path.isdir(TREE)
    copy_sources(first)
    if first:
        copy_build()
    link(os.path.join(HOME, "shared"), os.path.join(os.path.dirname(ROOT), "shared"))
    link(os.path.join(TREE, ".deps"), run_tests.deps_folder())
    if not os.path.isfile(os.path.join(TREE, "build", PRESET, "Makefile")):
        subprocess.run(["cmake", "--preset", PRESET, "-Wno-dev"], cwd=TREE, check=True, stdout=subprocess.DEVNULL)
    allow_warnings()


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


# ---- running -------------------------------------------------------------------------------------------------------

class Runner:
    """Builds and runs suites in the tree."""

    def __init__(self, jobs):
        self.build = os.path.join(TREE, "build", PRESET)
        self.logs = os.path.join(HOME, "logs")
        self.jobs = jobs
        os.makedirs(self.logs, exist_ok=True)
        run_tests.ROOT = TREE
        self.green = {}  # (name, words): seconds

    def make(self, suites):
        """Builds what the suites run; the end of what was said when that fails, or None."""
        targets = {name if name.startswith("test_") else "retailinsight" for name, _ in suites if name not in PLAIN}
        if not targets:
            return None
        # without the name of the folder of dependencies cmake would look for one of its own
        env = {**os.environ, "RETAILINSIGHT_DEPS": run_tests.deps_folder()}
        done = subprocess.run(["cmake", "--build", self.build, "-j", str(self.jobs), "--target", *sorted(targets)], env=env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return None if done.returncode == 0 else "\n".join(done.stdout.splitlines()[-15:])

    def run(self, suite, limit_s):
        """(failed, seconds, why or None) of a suite."""
        name, words = suite
        argv = dict(run_tests.unit_suites(self.build) + run_tests.script_suites(self.build, False))[name] + list(words)
        _, failed, _, (seconds, _), why = run_tests.run_suite(name, argv, run_tests.environment(self.build, False), self.logs, limit_s)
        return failed, seconds, why

    def see_green(self, suites):
        """What is red or cannot be built although nothing is broken: [complaint]."""
        why = self.make(suites)
        if why:
            return [f"the tree does not build:\n{why}"]
        allow_warnings()  # once more: the build may have been set up anew
        complaints = []
        for suite in sorted(suites):
            failed, seconds, why = self.run(suite, 1200)
            self.green[suite] = seconds
            if failed:
                complaints.append(f"{shown(suite)} is red before anything is broken: {why or f'{failed} failed'}")
        return complaints

    def try_row(self, row):
        """Why the row fails, or None when every suite of it went red."""
        path = os.path.join(TREE, row.path)
        with open(path, encoding="utf-8") as f:
            original = f.read()
        write(path, replaced(original, row))
        try:
            why = self.make(row.suites)
            if why:
                return f"does not build:\n{why}"
            green = [shown(s) for s in row.suites if not self.run(s, 5 * self.green[s] + GRACE_S)[0]]
            return f"stays green: {', '.join(green)}" if green else None
        finally:
            write(path, original)


def shown(suite):
    name, words = suite
    return name + (":" + ",".join(words) if words else "")


def run_rows(rows, jobs):
    """(passed, failed)"""
    prepare_tree()
    runner = Runner(jobs)
    complaints = runner.see_green({s for row in rows for s in row.suites})
    for complaint in complaints:
        print(complaint, flush=True)
    if complaints:
        return 0, len(complaints)
    failed = 0
    for row in sorted(rows, key=lambda r: (r.path, r.table, r.line)):
        start = time.monotonic()
        why = runner.try_row(row)
        failed += why is not None
        what = " ".join(row.old.split())
        print(f"{'FAILED' if why else 'red   '} {row}: {what[:60]}  ({time.monotonic() - start:.1f} s)", flush=True)
        if why:
            print(f"    {why}", flush=True)
    return len(rows) - failed, failed


def sliced(rows, text):
    """Every n-th row from the i-th of `i/n`; `today`: as many slices as make them SLICE_OF_A_DAY long, the day says which."""
    if text == "today":
        count = max(1, -(-len(rows) // SLICE_OF_A_DAY))
        return rows[datetime.date.today().toordinal() % count::count]
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        sys.exit(f"--slice {text}: i/n with 1 <= i <= n, or `today`")
    return rows[int(match[1]) - 1::int(match[2])]


# ---- the checks checked --------------------------------------------------------------------------------------------

PLANT = "int half(int x)\n{\n    return x / 2;\n}\nTEST(half)\n"
GOOD = "@ src/m/half_test.c\n- x / 2\n+ x / 3\n! test_m:half\n"
PLANTS = [  # (text of a table, part of the complaint or None)
    (GOOD, None),
    ("// a remark\n" + GOOD + "# a half is a half\n\n" + GOOD.replace("3", "4"), None),
    (GOOD.replace("- x / 2\n", "-     return x / 2;\n- }\n"), None),
    (GOOD.replace("+ x / 3\n", ""), None),
    (GOOD.replace("x / 3", "x / 2"), "what stands there"),
    (GOOD.replace("- x / 2", "- int"), "2 times"),
    (GOOD.replace("- x / 2", "- x / 9"), "0 times"),
    (GOOD.replace("half_test.c", "whole.c"), "there is no src/m/whole.c"),
    (GOOD.replace("test_m", "test_n"), "no suite test_n"),
    (GOOD.replace(":half", ":third"), "called third"),
    (GOOD.replace("! test_m:half", "! mutations"), "no suite mutations"),
    (GOOD.replace("! test_m:half\n", ""), "needs a file"),
    (GOOD + "? what\n", "not a line"),
    (GOOD + "\n" + GOOD, "the same as"),
]


def self_test():
    """(passed, complaints)"""
    passed, complaints = 0, []
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, "src", "m"))
        write(os.path.join(root, "src", "m", "half_test.c"), PLANT)
        for text, want in PLANTS:
            rows, found = parse("planted", text)
            found += check(rows, root)
            if (not found and rows) if want is None else (len(found) == 1 and want in found[0]):
                passed += 1
            else:
                complaints.append(f"self-test: wanted {want}, got {found} for\n{text}")
    rows = list(range(10))
    if sorted(sliced(rows, "1/3") + sliced(rows, "2/3") + sliced(rows, "3/3")) == rows and sliced(rows, "2/3") == [1, 4, 7]:
        passed += 1
    else:
        complaints.append("self-test: the slices are not the whole")
    return passed, complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slice", metavar="I/N", help="every N-th row from the I-th, or `today`")
    parser.add_argument("--only", metavar="PART", help="rows that hold PART")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--full", action="store_true", help="check the tables, then run the slice of today")
    parser.add_argument("--self-test", action="store_true", help="first plant bad rows and see them caught")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help="name of a table, or `all`")
    options = parser.parse_args()
    passed, complaints = self_test() if options.self_test else (0, [])
    rows, found = read_tables([] if options.tables == ["all"] else options.tables)
    found += check(rows)
    complaints += found
    for complaint in complaints:
        print(complaint)
    failed, running = len(complaints), options.tables or options.slice or options.full
    if complaints or not running:
        passed += len(rows) - len(found) if not running else 0
    else:
        rows = [r for r in rows if not options.only or options.only in f"{r} {r.old} {r.new} {r.suites} {r.why}"]
        done = run_rows(sliced(rows, options.slice or "today") if options.slice or options.full else rows, options.jobs)
        passed, failed = passed + done[0], failed + done[1]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
