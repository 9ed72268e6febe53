#!/usr/bin/env python3
"""Every verb of customers, in each of its places: out of the warehouse, out of a file, with an example in its help and a man page, over
HTTP with the answer of the command line, in a golden transcript, and on a page of the dashboard.

    tests/customers/run.py [VERB...]

A verb that is new must get a row in VERBS, and every cell of it something to show. The last line is `N passed, N failed`."""
import json
import os
import random
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "http"))
from places import Places, Tally, rows_of, same  # noqa: E402
from server import Server  # noqa: E402

COLUMNS = ["--customer", "customer", "--time", "date", "--receipt", "receipt", "--value", "net_amount"]
ITEMS = COLUMNS + ["--item", "sku"]
BASKETS = ["--receipt", "receipt", "--item", "sku"]
ASK, PERSON = ["--recency-days", "12", "--frequency", "3", "--monetary", "85.40"], ["K007"]
# What has no file to work on: what it is about lies in the workspace alone.
OWN = {
    "campaign": "a list that is kept", "campaigns": "the lists that are kept", "cancel": "a list that is kept", "mailing": "a list with its contacts",
    "consent": "what a person said", "erase": "what is held about a person", "export": "what is held about a person",
    "track": "keeps groups in the workspace; customers migration --since compares groups out of a file",
    "power": "a question of numbers alone: neither workspace nor file"}
# verb: (words out of the warehouse, words out of a file). Those of OWN have no file. Order matters: what changes something comes when its turn is.
VERBS = {
    "rfm": ([], COLUMNS), "segments": ([], COLUMNS), "classify": (ASK, ASK + COLUMNS), "value": (["--horizon", "8"], ["--horizon", "8"] + COLUMNS),
    "cohorts": ([], COLUMNS), "repeat": ([], COLUMNS), "visits": ([], COLUMNS), "preferences": (["--by", "product"], ITEMS),
    "sensitivity": ([], ITEMS + ["--promotion", "offer"]), "recommend": (["--holdout", "0"], ["--holdout", "0"] + ITEMS),
    "baskets": (["--support", "0.02", "--confidence", "0.2"], ["--support", "0.02", "--confidence", "0.2"] + BASKETS),
    "top": ([], COLUMNS), "track": ([], None), "migration": (["--since", "2026-03-15"], ["--since", "2026-03-15"] + COLUMNS),
    "target": (["Letter", "--seed", "3", "--size", "60", "--control-share", "0.3", "--starts", "2026-06-01"], ["--seed", "3"] + COLUMNS),
    "campaigns": ([], None), "campaign": (["Letter"], None), "mailing": (["Letter"], None),
    "uplift": (["Letter", "--bootstrap", "0"], ["--treated", "treated", "--outcome", "bought", "--bootstrap", "0"]),
    "power": (["--contacted", "900", "--control", "100", "--rate", "0.12"], None),
    "consent": (PERSON, None), "export": (PERSON, None), "cancel": (["Letter"], None), "erase": (PERSON, None)}
FILES = {"customers.uplift": "trial.csv"}
# What HTTP answers to what the command line has just done.
AGAIN = {"cancel": lambda answer: answer.status == 409, "erase": lambda answer: answer.status == 200 and answer.json()["rows"][0]["count"] == 0}


def write_files(folder):
    """A shop of 160 customers with habits, who said what they allow; what they bought after a letter; a trial."""
    rng, n = random.Random(9), 0
    with open(os.path.join(folder, "people.csv"), "w", encoding="utf-8") as people:
        people.write("Customer,Name,E-Mail,E-Mail opt-in\n")
        people.writelines(f"K{c:03},Person {c},k{c:03}@example.com,yes\n" for c in range(160))
    with open(os.path.join(folder, "lines.csv"), "w", encoding="utf-8") as lines, open(os.path.join(folder, "later.csv"), "w", encoding="utf-8") as later:
        for file in (lines, later):
            file.write("receipt,date,customer,sku,quantity,net_amount,discount_amount,offer\n")
        for c in range(160):
            for _ in range(1 + rng.randrange(9) * (c % 3 > 0)):
                n += 1
                day = rng.randrange(140)
                for sku in {c % 7, rng.randrange(7), (c % 7 + 1) % 7}:
                    offer = rng.random() < 0.3
                    lines.write(f"R{n},2026-{1 + day // 28:02}-{1 + day % 28:02},K{c:03},A{sku},1,{rng.randint(150, 900) / 100 + 20 * (c % 3 == 2)},"
                                f"{'0.50' if offer else '0.00'},{int(offer)}\n")
            if c % 2:
                later.write(f"L{c},2026-06-{1 + c % 28:02},K{c:03},A1,1,9.90,0.00,0\n")
    with open(os.path.join(folder, "trial.csv"), "w", encoding="utf-8") as trial:
        trial.write("treated,bought\n")
        trial.writelines(f"{int(i % 5 > 0)},{int(rng.random() < 0.2 + 0.2 * (i % 5 > 0))}\n" for i in range(500))


class Customers(Places):
    """Files stand in lines.csv; a look at a list that was kept is asked without its name, and what leaves a trace says one more."""

    def file(self, verb, words):
        super().file(verb, words if words is None else ["--input", FILES.get(verb, "lines.csv"), *words])

    def http(self, verb, words, rows):
        if verb == "customers.target":  # the one that was kept would be kept twice
            words = words[1:]
            rows = rows_of(self.run(verb, *words))
        super().http(verb, words, rows)

    def alike(self, verb, ours, theirs):
        if verb in ("customers.track", "customers.export"):  # a run and an entry of the audit more
            ours, theirs = ([{k: v for k, v in row.items() if k != "run"} for row in rows or [] if row.get("section") != "audit"] for rows in (ours, theirs))
            return bool(theirs) and ours == theirs
        return same(ours, theirs)


def classify_at_once(server):
    """POST, as a till does: a keep-alive connection, confidence, and groups that are learnt once, until the data change."""
    body = {"recency-days": 12, "frequency": 3, "monetary": 85.4}

    def place():
        return server.ask("POST", "/api/v1/customers/classify", json.dumps(body), {"Content-Type": "application/json"})
    first = place()
    row = first.json()["rows"][0]
    Tally.check("classify: POST says group and confidence", first.status == 200 and row["profile"] and 0 <= row["confidence"] <= 1, first.body)
    Tally.check("classify: the same again", same(first.json()["rows"], place().json()["rows"]))
    groups = server.ask("GET", "/api/v1/customers/segments").json()["rows"]
    with open(os.path.join(server.folder, "news.csv"), "w", encoding="utf-8") as news:  # who spends much comes to the shop
        news.write("receipt,date,customer,sku,quantity,net_amount\n")
        news.writelines(f"N{i},2026-06-{1 + i % 28:02},N{i % 40:03},A1,1,{900 + i}.00\n" for i in range(200))
    assert server.run("import", "news.csv", "--as", "sales").returncode == 0
    now = place().json()["rows"]
    Tally.check("classify: sales that just came in count", not same(first.json()["rows"], now), now)
    ours = rows_of(server.run("customers", "classify", *ASK, "--format", "json"))
    Tally.check("classify: as the command line has it then", same(ours, now), f"{ours} and {now}")
    wanted, until = sum(row["customers"] for row in groups) + 40, time.monotonic() + 3  # kept answers go within a second of another process's import
    while True:
        then = server.ask("GET", "/api/v1/customers/segments").json()["rows"]
        if sum(row["customers"] for row in then) == wanted or time.monotonic() > until:
            break
        time.sleep(0.1)
    Tally.check("segments: sales that just came in count", sum(row["customers"] for row in then) == wanted, then)


def main():
    wanted = sys.argv[1:]
    server = Server({"engine.threads": 2}, lines=0)
    try:
        write_files(server.folder)
        for kind, name in (("sales", "lines.csv"), ("customers", "people.csv")):
            done = server.run("import", name, "--as", kind)
            assert done.returncode == 0, done.stderr
        server.start("--port", "0")
        server.sign_in()
        places = Customers(server, {f"customers.{verb}": why for verb, why in OWN.items()}, {f"customers.{verb}": right for verb, right in AGAIN.items()})
        places.every_verb(["customers"], [f"customers.{verb}" for verb in VERBS])
        for verb, (words, of_file) in VERBS.items():
            if f"customers.{verb}" not in places.operations or (wanted and verb not in wanted):
                continue
            if verb == "uplift":  # the letter was sent, and these came
                assert server.run("import", "later.csv", "--as", "sales").returncode == 0
            places.all_of(f"customers.{verb}", words, of_file)
        classify_at_once(server)
    finally:
        server.stop()
        server.remove()
    return Tally.told()


if __name__ == "__main__":
    sys.exit(main())
