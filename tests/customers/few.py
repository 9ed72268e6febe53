#!/usr/bin/env python3
"""Figures of groups of fewer than ten people, asked for in every verb that tells of groups, as every kind of file, by command line, HTTP and report.

    tests/customers/few.py

A shop of 200 customers and three who are unlike them: a segment, a cohort, a gender, a department and a campaign of their own. What these three
spent must stand nowhere, and neither must what the others spent be beside a total from which it could be told. A verb that is new must say in
GROUPS, PERSONS or NOBODY what it tells of. The last line is `N passed, N failed`."""
import csv
import io
import json
import os
import random
import re
import struct
import sys
import urllib.parse
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "http"))
from places import Tally, asked  # noqa: E402
from server import Server  # noqa: E402

LEAST, FEW, RECEIPTS = 10, 3, 30
# verb: the questions, each with the columns that count people
GROUPS = {
    "customers.segments": [([], ["customers"]), (["--clusters", "5"], ["customers"]), (["--clusters", "auto"], ["customers"])],
    "customers.cohorts": [([], ["cohort_customers"]), (["--layout", "triangle"], ["customers"]), (["--layout", "curve"], ["cohort_customers"]),
                          (["--layout", "triangle", "--measure", "net_sales"], ["customers"]), (["--by", "week"], ["cohort_customers"])],
    "customers.repeat": [([], ["waiting"]), (["--purchase", "8"], ["waiting"])],
    "customers.visits": [([], ["customers"]), (["--by", "number"], ["customers"])],
    "customers.value": [(["--totals", "segment"], ["customers"]), (["--holdout", "5"], ["customers"])],
    "customers.preferences": [([], []), (["--by", "store"], []), (["--by", "product", "--top", "0"], [])],
    "customers.sensitivity": [([], [])],
    "customers.migration": [(["--since", "2026-04-15"], ["customers"]), (["--since", "2026-03-15"], ["customers"])],
    "customers.campaigns": [([], ["contacted", "control"])],
    "sales.groups": [(["gender"], ["customers"]), (["gender", "--compare", "calendar"], ["customers"])],
    "sales.trend": [(["--split", "gender", "--by", "month"], ["customers"])],
    "sales.margin": [(["--split", "gender"], [])],
}
# Groups that are everybody together, whose totals stand elsewhere: one that is withheld alone could be told from the others.
WHOLE = {"customers.segments", "customers.visits", "sales.groups"}
# One row a person, for those who may ask about persons; or figures of models and of receipts.
PERSONS = {"rfm", "top", "recommend", "target", "campaign", "mailing", "consent", "export", "erase"}
NOBODY = {"classify", "baskets", "track", "cancel", "power", "uplift"}
TYPES = {"csv": "text/csv", "ndjson": "application/x-ndjson", "arrow": "application/vnd.apache.arrow.stream",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def write_files(folder):
    """Regulars who come from January to May, and three who come in June and July; how much these spent, in minor units."""
    rng, n, spent = random.Random(5), 0, 0
    with open(os.path.join(folder, "people.csv"), "w", encoding="utf-8") as people:
        people.write("Customer,Name,E-Mail,E-Mail opt-in,Gender\n")
        people.writelines(f"K{c:03},Person {c},k{c:03}@example.com,yes,{'F' if c % 2 else 'M'}\n" for c in range(200))
        people.writelines(f"W{c},Other {c},w{c}@example.com,yes,X\n" for c in range(FEW))
    with open(os.path.join(folder, "lines.csv"), "w", encoding="utf-8") as lines:
        lines.write("receipt,date,time,customer,store,sku,category,quantity,net_amount,discount_amount,cost\n")
        for c in range(200):
            start = rng.randrange(90)
            for _ in range(1 + rng.randrange(9) * (c % 3 > 0)):
                n, day = n + 1, start + rng.randrange(50)
                for sku in sorted({c % 7, rng.randrange(7)}):
                    lines.write(f"R{n},2026-{1 + day // 28:02}-{1 + day % 28:02},{9 + rng.randrange(9):02}:00:00,K{c:03},S{c % 2},A{sku},"
                                f"Cat{sku % 3},1,{rng.randint(150, 900) / 100},{'0.50' if rng.random() < .3 else '0.00'},1.00\n")
        for c in range(FEW):
            for k in range(RECEIPTS):
                n, day, minor = n + 1, 140 + k, (333137 if k % 2 else 321791) - 31917 * c * c
                spent += minor
                lines.write(f"R{n},2026-{1 + day // 28:02}-{1 + day % 28:02},21:00:00,W{c},S9,A{8 + k % 2},Rare,1,{minor / 100},0.00,1.00\n")
    return spent


def told(spent, rest):
    """What must not be read: their sum, the mean of one of them and of a receipt, and what the others spent, as texts and as whole numbers."""
    minors = [spent, round(spent / FEW), round(spent / FEW / RECEIPTS), spent - FEW * RECEIPTS * 100, rest]
    texts = [t for m in minors for t in (f"{m / 100:.2f}", f"{m / 100:,.2f}", f"{m / 100:,.0f}", f"{m / 100:.0f}")]
    return re.compile("|".join(rf"(?<![\d,.]){re.escape(t)}(?!\d)" for t in texts)), [struct.pack("<q", m) for m in minors]


def texts_of(kind, body):
    """The readable parts of a file."""
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist() if name.endswith(".xml"))
    return body.decode("utf-8", "replace") if kind != "arrow" else ""


class Few:
    def __init__(self, server, spent, rest):
        self.server, (self.texts, self.numbers) = server, told(spent, rest)
        self.operations = {o["name"]: o for o in server.ask("GET", "/api/v1/operations").json()["operations"]}

    def clean(self, what, kind, body):
        found = self.texts.search(texts_of(kind, body))
        Tally.check(f"{what}: nothing of the few", not found, found and found.group(0))
        if kind == "arrow":
            Tally.check(f"{what}: no number of the few", not any(n in body for n in self.numbers))

    def ask(self, verb, words, kind="json"):
        operation = self.operations[verb]
        target = operation["path"] + "?" + urllib.parse.urlencode(asked(operation, words))
        return self.server.ask("GET", target, headers={"Accept": TYPES[kind]} if kind in TYPES else None)

    def question(self, verb, words, counts):
        what = " ".join([verb, *words])
        answer = self.ask(verb, words)
        rows = answer.json().get("rows", []) if answer.status == 200 else []
        Tally.check(f"{what}: answers", rows, answer.body[:300])
        for name in counts:
            few = [row for row in rows if row.get(name) is not None and 0 < row[name] < LEAST]
            Tally.check(f"{what}: {name} of fewer than ten", rows and name in rows[0] and not few, few[:3])
        if verb in WHOLE and words[:1] != ["--by"]:
            hidden = [row for row in rows if row.get(counts[0]) is None]
            Tally.check(f"{what}: not one alone is withheld", len(hidden) > 1, f"{len(hidden)} of {len(rows)}")
        self.clean(what + " as JSON", "json", answer.body)
        for kind in TYPES:
            file = self.ask(verb, words, kind)
            Tally.check(f"{what} as {kind}: answers", file.status == 200, file.body[:200])
            self.clean(f"{what} as {kind}", kind, file.body)
            if kind == "csv":
                missing = sum(v is None for row in rows for v in row.values())
                empty = sum(v == "" for row in csv.DictReader(io.StringIO(file.body.decode())) for v in row.values())
                Tally.check(f"{what} as csv: what is missing is empty", empty == missing, f"{empty}, {missing}")
        return rows

    def command_line(self, verb, words):
        """Every format of the command line, to a file where it is none to read."""
        for kind in ("table", "json", "ndjson", "csv", "arrow", "xlsx", "parquet"):
            path = os.path.join(self.server.folder, f"few.{kind}")
            done = self.server.run(*verb.split("."), *words, "--format", kind, "-o", path)
            with open(path, "rb") as file:
                body = file.read()
            Tally.check(f"{verb} --format {kind}: answers", done.returncode == 0 and body, done.stderr[-300:])
            self.clean(f"{verb} --format {kind}", "arrow" if kind in ("arrow", "parquet") else kind, body)

    def reports(self):
        for kind in ("html", "txt", "xlsx"):
            path = os.path.join(self.server.folder, f"report.{kind}")
            done = self.server.run("report", "customers", "--format", kind, "-o", path)
            with open(path, "rb") as file:
                body = file.read()
            Tally.check(f"report customers as {kind}", done.returncode == 0 and body, done.stderr[-300:])
            self.clean(f"report customers as {kind}", kind, body)

    def every_verb(self):
        known = {name.split(".")[1] for name in self.operations if name.startswith("customers.")}
        rows = {name.split(".")[1] for name in GROUPS if name.startswith("customers.")} | PERSONS | NOBODY
        Tally.check("every verb says what it tells of", known == rows, sorted(known ^ rows))

    def tool(self):
        """The same questions from an assistant."""
        words = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "customers_segments", "arguments": {}}}
        answer = self.server.ask("POST", "/mcp", json.dumps(words), {"Content-Type": "application/json", "Accept": "application/json"})
        Tally.check("tool customers_segments: answers", answer.status == 200 and b"High-Value" in answer.body, answer.body[:300])
        self.clean("tool customers_segments", "json", answer.body)


def small_campaign(server):
    """One for the three alone: kept, but neither its numbers nor what it brought is told."""
    done = server.run("customers", "target", "Few", "--score", "monetary", "--size", "6", "--control-share", "0.5", "--seed", "2", "--until", "2026-06-15")
    assert done.returncode == 0, done.stderr
    told_of = server.run("customers", "uplift", "Few", "--bootstrap", "0", "--format", "json")
    Tally.check("uplift of a small campaign is not told", told_of.returncode != 0 and b"fewer than 10" in told_of.stderr, told_of.stderr)


def main():
    server = Server({"engine.threads": 2}, lines=0)
    try:
        spent = write_files(server.folder)
        for kind, name in (("sales", "lines.csv"), ("customers", "people.csv")):
            done = server.run("import", name, "--as", kind)
            assert done.returncode == 0, done.stderr
        small_campaign(server)
        server.start("--port", "0")
        server.sign_in()
        total = server.ask("GET", "/api/v1/sales/kpis").json()["rows"][0]["net_sales"]
        few = Few(server, spent, round(float(total) * 100) - spent)
        few.every_verb()
        for verb, questions in GROUPS.items():
            for words, counts in questions:
                few.question(verb, words, counts)
        few.command_line("customers.segments", [])
        few.command_line("sales.groups", ["gender"])
        few.reports()
        few.tool()
    finally:
        server.stop()
        server.remove()
    return Tally.told()


if __name__ == "__main__":
    sys.exit(main())
