#!/usr/bin/env python3
"""Every verb of customers, in each of its places: out of the warehouse, out of a file, with an example in its help and a man page, over
HTTP with the answer of the command line, in a golden transcript, and on a page of the dashboard.

    tests/customers/run.py [VERB...]

A verb that is new must get a row in VERBS, and every cell of it something to show. The last line is `N passed, N failed`."""
import json
import os
import random
import re
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "http"))
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
FILES = {"uplift": "trial.csv"}
# What HTTP answers to what the command line has just done.
AGAIN = {"cancel": lambda answer: answer.status == 409, "erase": lambda answer: answer.status == 200 and answer.json()["rows"][0]["count"] == 0}


class Tally:
    passed, failed = 0, 0

    @classmethod
    def check(cls, name, good, what=""):
        cls.passed, cls.failed = cls.passed + bool(good), cls.failed + (not good)
        if not good:
            print(f"FAILED {name}: {what}", flush=True)


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


def rows_of(done):
    return json.loads(done.stdout)["rows"] if done.returncode == 0 else None


def asked(operation, words):
    """Words of a command line as parameters of HTTP."""
    given, words, names = {}, list(words), {p["name"] for p in operation["params"]}
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            given[word[2:]] = words.pop(0)
        else:
            given["campaign" if "campaign" in names else "customer"] = word
    return given


def same(ours, theirs):
    return ours is not None and theirs is not None and json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)


class Places:
    def __init__(self, server):
        self.server = server
        self.operations = {o["name"]: o for o in server.ask("GET", "/api/v1/operations").json()["operations"]}
        self.paths = server.ask("GET", "/openapi.json").json()["paths"]
        self.golden = self.texts(os.path.join(ROOT, "tests", "golden", "cases"), ".txt")
        self.pages = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", self.texts(os.path.join(ROOT, "web", "src", "pages"), ".tsx", ".ts"), flags=re.S | re.M)
        self.man = os.path.join(server.folder, "man")
        server.run("help", "--man", self.man)

    @staticmethod
    def texts(folder, *endings):
        found = []
        for where, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith(endings):
                    with open(os.path.join(where, name), encoding="utf-8") as f:
                        found.append(f.read())
        return "\n".join(found)

    def warehouse(self, verb, words):
        """The rows, for HTTP to be compared with."""
        done = self.server.run("customers", verb, *words, "--format", "json")
        rows = rows_of(done)
        Tally.check(f"{verb}: out of the warehouse", rows, f"exit {done.returncode}, {done.stderr[-300:]}")
        return rows

    def file(self, verb, words):
        operation = self.operations[f"customers.{verb}"]
        takes = any(p["name"] == "input" for p in operation["params"])
        if verb in OWN:
            Tally.check(f"{verb}: has no file, as said", not takes and words is None, "it takes --input: it needs words for it here")
            return
        done = self.server.run("customers", verb, "--input", FILES.get(verb, "lines.csv"), *(words or []), "--format", "json")
        Tally.check(f"{verb}: out of a file", takes and rows_of(done), f"exit {done.returncode}, {done.stderr[-300:]}")

    def help(self, verb):
        examples = self.operations[f"customers.{verb}"]["examples"]
        said = self.server.run("help", "customers", verb).stdout.decode()
        good = examples and all(e.startswith(f"retailinsight customers {verb}") for e in examples) and examples[0] in said
        Tally.check(f"{verb}: an example in its help", good, f"{examples}")
        Tally.check(f"{verb}: a man page", any(f"customers-{verb}." in name for name in os.listdir(self.man)), f"{sorted(os.listdir(self.man))[:5]}")

    def http(self, verb, words, rows):
        operation = self.operations[f"customers.{verb}"]
        if verb == "target":  # a look at a list: the one that was kept would be kept twice
            words = words[1:]
            rows = rows_of(self.server.run("customers", verb, *words, "--format", "json"))
        given = asked(operation, words)
        Tally.check(f"{verb}: in the OpenAPI document", operation["path"] in self.paths, operation["path"])
        changes = "changes" in operation["flags"]
        if changes:
            answer = self.server.ask("POST", operation["path"], json.dumps(given), {"Content-Type": "application/json"})
            if answer.status == 202:
                answer = self.finished(answer.json())
        else:
            answer = self.server.ask("GET", operation["path"] + "?" + urllib.parse.urlencode(given))
        if verb in AGAIN:
            return Tally.check(f"{verb}: over HTTP", AGAIN[verb](answer), f"{answer.status} {answer.body[:200]}")
        theirs = answer.json().get("rows") if answer.status == 200 else None
        if verb in ("track", "export"):  # a run and an entry of the audit more
            alike = bool(theirs) and [r for r in theirs if "run" not in r and r["section"] != "audit"] == [
                r for r in rows if "run" not in r and r["section"] != "audit"]
        else:
            alike = same(rows, theirs)
        return Tally.check(f"{verb}: over HTTP, the same", alike, f"{answer.status} {answer.body[:200]} and {json.dumps(rows)[:200]}")

    def finished(self, job):
        for _ in range(600):
            state = self.server.ask("GET", f"/api/v1/jobs/{job['id']}").json()
            if state["state"] not in ("queued", "running", "waiting"):
                return self.server.ask("GET", f"/api/v1/jobs/{job['id']}/result")
            time.sleep(0.05)
        raise AssertionError(f"the job does not end: {job}")

    def transcript(self, verb):
        Tally.check(f"{verb}: a golden transcript", re.search(rf"^[$>] .*retailinsight (?:--workspace \S+ )?customers {verb}\b", self.golden, re.M)
                    or re.search(rf"^\$ for v in [^;]*\b{verb}\b[^;]*; do retailinsight customers \$v", self.golden, re.M))

    def page(self, verb):
        Tally.check(f"{verb}: a place in the dashboard", f"'customers.{verb}'" in self.pages)


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
        places = Places(server)
        known = {name.split(".", 1)[1] for name in places.operations if name.startswith("customers.")}
        Tally.check("every verb has a row here", known == set(VERBS), f"{sorted(known ^ set(VERBS))}")
        for verb, (words, of_file) in VERBS.items():
            if f"customers.{verb}" not in places.operations or (wanted and verb not in wanted):
                continue
            if verb == "uplift":  # the letter was sent, and these came
                assert server.run("import", "later.csv", "--as", "sales").returncode == 0
            rows = places.warehouse(verb, words)
            places.file(verb, of_file)
            places.help(verb)
            places.http(verb, words, rows)
            places.transcript(verb)
            places.page(verb)
        classify_at_once(server)
    finally:
        server.stop()
        server.remove()
    print(f"{Tally.passed} passed, {Tally.failed} failed")
    return 1 if Tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
