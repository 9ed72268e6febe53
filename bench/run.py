#!/usr/bin/env python3
"""Ask the benchmark questions: how fast, how large, beside other tools, in one run on one machine.

    python3 bench/run.py [QUESTION...] [--full] [--only PART] [--program FILE] [--output DIR]

Questions: import, xlsx, kpis, forecasts, coverage, learning, pictures, reconcile, orders, simulate, customers, campaigns, pricing, anomaly, footfall, serving (all of them when none is named). --full asks the long ones too.
Tools run one after another, never two at once. A question whose data are not there is skipped with a word.
Needs `tools/setup run bench` and the release build: `make bench` does both and asks everything.
"""
import argparse
import importlib
import os
import shutil
import subprocess
import sys
import tempfile

import measure

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
QUESTIONS = ["import", "xlsx", "kpis", "forecasts", "coverage", "learning", "pictures", "reconcile", "orders", "simulate", "customers", "campaigns", "pricing", "anomaly", "footfall", "serving"]


class Bench:
    """What a question needs: the program, the peers' Python, the data, a folder that goes away afterwards."""

    def __init__(self, program, full, scratch, only=()):
        deps = os.path.abspath(os.environ.get("RETAILINSIGHT_DEPS") or os.path.join(ROOT, ".deps"))
        self.program, self.full, self.scratch, self.only, self.deps = program, full, scratch, only, deps
        self.python = os.path.join(deps, "venv-bench", "bin", "python")
        self.duckdb = os.path.join(deps, "lib", "libduckdb.so")
        self.shared = os.environ.get("RI_SHARED") or os.path.join(os.path.dirname(ROOT), "shared", "data")
        if not os.access(self.program, os.X_OK):
            raise measure.Skip(f"{self.program} is not built: make build PRESET=release")
        if not os.access(self.python, os.X_OK):
            raise measure.Skip("the peers are not installed: tools/setup run bench")

    def wants(self, part):
        """Whether a part of a question is asked; all are when none is named."""
        return not self.only or part in self.only

    def data(self, name):
        path = os.path.join(self.shared, name)
        if not os.path.exists(path):
            raise measure.Skip(f"{name} is not in {os.path.relpath(self.shared)} (RI_SHARED names another folder)")
        return path

    def path(self, *names):
        return os.path.join(self.scratch, *names)

    def folder(self, *names):
        """A new empty folder of that name."""
        path = self.path(*names)
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)
        return path

    def ours(self, *words):
        """One run of the program, quiet, with JSON on standard output."""
        return measure.run([self.program, *words, "-q", *([] if "--format" in words else ["--format", "json"])])

    def peer(self, script, *words):
        return measure.peer([self.python, os.path.join(ROOT, "bench", "peers", script), *words])

    def helper(self, script, *words):
        """A script that is not measured; returns what it prints."""
        return measure.run([self.python, os.path.join(ROOT, "bench", "peers", script), *words])["text"]


def ask(name, bench):
    """Asks one question; True when it was answered and every tool agreed."""
    try:
        print(f"\n== {name}", flush=True)
        question = importlib.import_module(name)
        found = question.ask(bench)
    except measure.Skip as why:
        print(f"skipped: {why}", flush=True)
        return True
    except measure.Failed as why:
        print(f"failed: {why}", flush=True)
        return False
    version = subprocess.run([bench.program, "--version"], capture_output=True, text=True, check=False).stdout.split()
    found["versions"] = {"retailinsight": version[-1] if version else "unknown", **found.get("versions", {})}
    few, all_runs = measure.disturbed()
    path = measure.save(bench.output, name, {"question": name, "commit": measure.commit(ROOT), "machine": bench.machine,
                                             "runs_so_far": all_runs, "disturbed_so_far": few, **found})
    for word in found.get("disagree", []):
        print(f"  DISAGREE: {word}")
    print(f"  {os.path.relpath(path)}", flush=True)
    return not found.get("disagree")


def main():
    parser = argparse.ArgumentParser(prog="bench/run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", choices=QUESTIONS + [[]])
    parser.add_argument("--full", action="store_true", help="the long ones too")
    parser.add_argument("--only", action="append", default=[], metavar="PART", help="of a question that has parts (forecasts): only these")
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "release", "retailinsight"))
    parser.add_argument("--output", default=os.path.join(ROOT, "build", "bench"), help="folder of the JSON results")
    options = parser.parse_args()
    os.makedirs(options.output, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=options.output) as scratch:
        try:
            bench = Bench(os.path.abspath(options.program), options.full, scratch, options.only)
        except measure.Skip as why:
            print(f"bench: {why}", file=sys.stderr)
            return 2
        bench.output, bench.machine = options.output, measure.machine()
        print("{cpu}, {cores} cores, {memory_gib} GiB, load {load_at_start[0]}".format(**bench.machine), f"commit {measure.commit(ROOT)}")
        answered = [ask(name, bench) for name in options.questions or QUESTIONS]
        print("\n{} of {} runs lost more than a fifth of the machine to others".format(*measure.disturbed()))
    return 0 if all(answered) else 1


if __name__ == "__main__":
    sys.exit(main())
