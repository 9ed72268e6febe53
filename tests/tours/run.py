#!/usr/bin/env python3
"""The tours of `demo`: each runs through in under a minute, shows commands with what they print, and what it says holds.

Prints `N passed, N failed` as its last line. Environment: RI_PROGRAM (the program)."""
import os
import re
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("RI_PROGRAM") or os.path.join(ROOT, "build", "dev", "retailinsight")
WITHIN_S = 60  # on a machine that does nothing else; one that is busy gets time in proportion
passes = failures = 0

# number: sentences that hold, commands that are shown, and a line that only this tour prints
TOURS = {1: (2, 4, r"net_sales"),
         2: (1, 3, r"^all +as_it_was"),
         3: (2, 4, r"lost_units"),
         4: (2, 4, r"^Subject: Stock alerts: 2"),
         5: (2, 8, r"^killed \(SIGKILL\) after")}


def check(name, good, detail=""):
    global passes, failures
    passes, failures = passes + bool(good), failures + (not good)
    if not good:
        print(f"FAILED {name}: {detail}")


def demo(folder, *words):
    return subprocess.run([PROGRAM, "demo", folder, "--as-of", "2026-11-25", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=300)


def tour(folder, number):
    sentences, commands, line = TOURS[number]
    start = time.monotonic()
    done = demo(folder, "--tour", str(number))
    took = time.monotonic() - start
    within = WITHIN_S * max(1, os.getloadavg()[0] / os.cpu_count())
    print(f"tour {number}: {took:.1f} s")
    text = done.stdout
    check(f"tour {number} ends well", done.returncode == 0, f"{done.returncode}: {done.stderr} {text[-1500:]}")
    check(f"tour {number} in under a minute", took < within, f"{took:.1f} s, at most {within:.0f}")
    check(f"tour {number}: what it says holds", len(re.findall(r"^Seen: ", text, re.M)) == sentences and "NOT SO" not in text, text)
    check(f"tour {number}: commands are shown", len(re.findall(r"^\$ retailinsight ", text, re.M)) == commands, text)
    check(f"tour {number}: with what they print", re.search(line, text, re.M), text)
    check(f"tour {number}: no line is wider than a page", max(map(len, text.splitlines()[:-1])) <= 118, text)


def wrong_words(folder):
    for number in ("0", "6"):
        done = demo(folder, "--tour", number)
        check(f"tour {number} is none", done.returncode == 2 and "1 to 5" in done.stderr, done.stderr)
    os.makedirs(os.path.join(folder, "tour-2", "mine"))
    done = demo(folder, "--tour", "2")
    check("what no tour made stays", done.returncode == 5 and os.path.isdir(os.path.join(folder, "tour-2", "mine")), done.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="ri-tours-") as folder:
        wrong_words(folder)
        os.removedirs(os.path.join(folder, "tour-2", "mine"))
        os.makedirs(folder, exist_ok=True)
        for number in TOURS:
            tour(folder, number)
        again = demo(folder, "--tour", "1")
        check("a tour may be taken again", again.returncode == 0, again.stderr)
    print(f"{passes} passed, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
