#!/usr/bin/env python3
"""Every operation on the sample chain: alone, with each of its parameters set to a value that makes sense there, and each of its
examples from `help` that needs no file of the reader's.

    tests/every/run.py [NAME...] [--full]      only operations whose name contains one of these

A parameter that many operations share is tried with the first of them, a choice with its last value; --full tries all of them, and
the examples of operations that take long.

An operation must answer, or stand in NEEDS with what it needs first; a parameter may be refused (4xx and a reason), never fail. Rows
hold the columns that were promised, in the form that was promised. The last line is `N passed, N failed`."""
import collections
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from server import PROGRAM, Server  # noqa: E402

LAST = "2026-03-31"
PATIENCE_S = 240

# What a parameter is set to: by operation and name, else by name, else by type. A list: each in turn.
BY_NAME = {
    "sales.groups.attribute": "supplier", "sql.query": "SELECT store, count(*) AS lines FROM sale GROUP BY store ORDER BY store",
    "customers.classify.recency-days": "12", "customers.classify.frequency": "3", "customers.classify.monetary": "85.40",
    "anomaly.detect.frequency": ["minute", "hour", "day", "week", "month"],  # the first two are refused: the chain is kept by the day
    "customers.power.contacted": "2000", "customers.power.control": "500", "demand.explain.date": "2026-04-03",
    "imports.rejects.id": "1", "imports.show.id": "1", "alerts.history.id": "1", "imports.seen.sha256": "0" * 64,
    "horizon": "5", "season": "7", "folds": "1", "limit": "3", "trees": "8", "bootstrap": "20", "budget": "4", "seed": "7",
    "from": "2025-09-01", "to": "2026-02-01", "as-of": LAST, "until": "2025-12-31", "known-on": "2026-01-31",
    "clusters": ["3", "auto"], "hierarchy": "store>region", "currency": "EUR", "time-zone": "Europe/Berlin", "split": "2026-01-01",
    "customers.value.model": "mbgnbd", "model": "seasonal_naive", "candidates": "seasonal_naive,ses", "quantiles": "0.1,0.5,0.9", "compare": "year", "memory": "800",
    "without": "P0001", "source": "sales.csv", "region": "North", "segment": "1"}
BY_TYPE = {"count": "3", "integer": "3", "number": "0.3", "money": "12.50", "flag": "true", "date": "2026-02-15", "period": "2026-01",
           "duration": "2h", "quantiles": "0.1,0.9", "pair": "category=Bakery"}
# A model that is quick, a horizon that is short: what is set beside the parameter that is tried.
BESIDE = {"model": "seasonal_naive", "horizon": "5", "bootstrap": "20", "limit": "50"}
ALSO = {"customers.power": {"rate": "0.12"}, "pricing.markdown": {"weeks": "6"}}  # one of several that an operation wants
# What an operation needs that the chain does not have.
NEEDS = {
    "customers.campaign": "a campaign", "demand.accuracy": "a forecast that was imported", "demand.predict": "a trained model", "features.export": "a file or a series",
    "alerts.history": "an alert", "pages.show": "a page that was saved", "customers.uplift": "a campaign that ran", "purchasing.pdf": "a purchase order",
    "pricing.test-plan": "four stores", "pricing.test-result": "four stores, some of them with a price of their own",
    "vision.curve": "a trained model", "vision.evaluate": "a trained model", "vision.explain": "a trained model", "vision.export": "a trained model", "vision.recognise": "a trained model",
    "vision.train": "a folder of pictures"}
FORM = {"date": r"\d{4}-\d\d-\d\d$", "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"}
KIND = {"integer": int, "count": int, "number": (int, float), "money": (int, float), "bool": bool, "text": (str, list)}


class Tally:
    passed, failed = 0, 0
    refused = []

    @classmethod
    def say(cls, name, wrong):
        if wrong:
            cls.failed += 1
            print(f"FAILED {name}: {wrong}", flush=True)
        else:
            cls.passed += 1


class Chain:
    """The sample chain, served."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="ri-every-")
        made = subprocess.run([PROGRAM, "demo", os.path.join(self.folder, "demo"), "--scale", "tiny", "--no-serve", "--as-of", LAST, "-q"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
        assert made.returncode == 0, made.stdout
        self.server = Server({"http.seconds": PATIENCE_S, "engine.threads": 2}, lines=0)
        self.server.workspace = os.path.join(self.folder, "demo", "workspace")
        self.server.start("--port", "0")
        self.server.sign_in()
        self.slow, self.known = [], self.values()

    def rows(self, path):
        return self.server.ask("GET", path, timeout=240).json()["rows"]

    def values(self):
        """Codes that are in the chain, by type or name of the parameter."""
        first = self.rows("/api/v1/sales/products?limit=1")[0]
        product, category = first["product"], first["category"]
        store = self.rows("/api/v1/sales/stores")[0]["store"]
        return {"product": product, "store": store, "category": category, "where": f"category={category}", "prefers": category,
                "customer": self.rows("/api/v1/customers/top?limit=1")[0]["customer"], "region": self.rows("/api/v1/sales/regions")[0]["region"],
                "key": f"{product},{store}", "supplier": "SUP-01", "order": "1", "receipt": self.rows("/api/v1/sales/receipts?limit=1")[0]["receipt"]}

    def ask(self, operation, settings):
        began = time.monotonic()
        answer = self.server.ask("GET", operation["path"] + "?" + urllib.parse.urlencode(settings), timeout=PATIENCE_S + 60)
        self.slow.append((time.monotonic() - began, operation["name"], dict(settings)))
        return answer

    def end(self):
        code = self.server.stop()
        said = open(self.server.errors.name, "rb").read().decode("utf-8", "replace")
        self.server.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
        return code, said


def value_of(chain, operation, p, full):
    """The values to try, a list; empty: this test has none."""
    found = BY_NAME.get(f"{operation['name']}.{p['name']}")
    if p["type"] == "enum" and not found:
        return list(p["allowed"]) if full else list(p["allowed"])[-1:]
    found = found or chain.known.get(p["name"]) or BY_NAME.get(p["name"]) or chain.known.get(p["type"]) or BY_TYPE.get(p["type"])
    return found if isinstance(found, list) else [found] if found else []


def wrong_rows(operation, rows):
    """What is not as promised, or None."""
    promised = {c["name"]: c["type"] for c in operation["columns"]}
    for row in rows[:200]:
        for name, value in row.items():
            kind = promised.get(name)
            if kind is None and promised and not any(re.fullmatch(re.escape(n).replace(r"\*", ".+"), name) for n in promised):
                return f"column {name} was not promised"
            if value is None:
                continue
            if kind in FORM and not (isinstance(value, str) and re.match(FORM[kind], value)):
                return f"{name} is a {kind} but says {value!r}"
            if kind in KIND and (not isinstance(value, KIND[kind]) or (kind != "bool" and isinstance(value, bool))):
                return f"{name} is {kind} but says {value!r}"
    return None


def judge(operation, answer, plain=False):
    """(answered, what is wrong or None)"""
    if answer.status >= 500:
        return False, f"{answer.status} {answer.body[:300]!r}"
    if answer.status != 200:
        problem = answer.json()
        return False, None if problem.get("detail") else f"{answer.status} without a reason"
    if not (answer.header("Content-Type") or "").startswith("application/json"):
        return True, None
    rows = answer.json().get("rows", [])
    return True, wrong_rows(operation, rows) if plain else None  # a parameter may give the table another shape


def first_of_its_kind(p, seen=collections.Counter()):
    seen[p["name"], p["help"]] += 1
    return seen[p["name"], p["help"]] == 1


def try_operation(chain, operation, full):
    has = {p["name"] for p in operation["params"]}
    beside = dict(BESIDE) if operation["name"].startswith(("demand", "inventory")) else {**BESIDE, "model": None}
    base = {**{k: v for k, v in beside.items() if k in has and v}, **ALSO.get(operation["name"], {})}
    for p in operation["params"]:
        if p["required"]:
            values = value_of(chain, operation, p, full)
            if not values:
                return Tally.say(operation["name"], None if operation["name"] in NEEDS else f"this test has no value for {p['name']}")
            base[p["name"]] = values[0]
    answer = chain.ask(operation, base)
    answered, wrong = judge(operation, answer, plain=True)
    if not answered and not wrong and operation["name"] not in NEEDS:
        wrong = f"{answer.status} {answer.json()['detail']}"
    Tally.say(operation["name"], wrong)
    if "category" in has and not full:  # the whole assortment has been asked: what a parameter does shows in a part of it
        base.setdefault("category", chain.known["category"])
    for p in operation["params"]:
        if p["required"] or p["type"] in ("file", "column") or not (full or first_of_its_kind(p)):
            continue
        for value in value_of(chain, operation, p, full):
            answer = chain.ask(operation, {**base, p["name"]: value})
            answered, wrong = judge(operation, answer)
            Tally.say(f"{operation['name']} {p['name']}={value}", wrong)
            if not answered and not wrong:
                Tally.refused.append(f"{operation['name']} {p['name']}={value}: {answer.json()['detail']}")


def try_examples(chain, operation):
    """Those that read no file and change nothing, as they stand; what they print goes nowhere."""
    for example in operation["examples"]:
        words = shlex.split(example)
        if words[0] != "retailinsight" or any(w in ("-o", "--output", "|", ">") or w.startswith(("--input", "--serve")) for w in words):
            continue
        if re.search(r"\.(csv|parquet|xlsx|yaml|json|tsv)\b", example):
            continue
        form = [] if "--format" in words else ["--format", "ndjson"]
        done = chain.server.run(*words[1:], *form, timeout=240)
        error = done.stderr.decode("utf-8", "replace")
        # An example may name what this chain lacks: a product (4), promotions (3), days ("--from ..."). Whatever else is refused is wrong.
        bad = done.returncode not in (0, 3, 4) and not (done.returncode == 2 and "--from" in error)
        Tally.say(f"example: {example}", f"exit {done.returncode}: {error[-300:]}" if bad else None)


def main():
    names = [a for a in sys.argv[1:] if not a.startswith("--")]
    full = "--full" in sys.argv
    chain = Chain()
    try:
        operations = chain.server.ask("GET", "/api/v1/operations").json()["operations"]
        for operation in operations:
            if names and not any(n in operation["name"] for n in names):
                continue
            if "changes" not in operation["flags"]:
                try_operation(chain, operation, full)
                if full or "long" not in operation["flags"]:
                    try_examples(chain, operation)
    finally:
        code, said = chain.end()
    Tally.say("the server ends in order", None if code == 0 and "ERROR: " not in said else f"exit {code}: {said[-1500:]}")
    for seconds, name, settings in sorted(chain.slow, key=lambda s: -s[0])[:10]:
        print(f"{seconds:6.1f} s {name} {settings}")
    for line in Tally.refused:
        print("refused " + line)
    print(f"{Tally.passed} passed, {Tally.failed} failed")
    return 1 if Tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
