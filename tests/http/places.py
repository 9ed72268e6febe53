"""A verb in each of its places: out of the warehouse, out of a file, with an example in its help and a man page, over HTTP with the answer of
the command line, in a golden transcript, and on a page of the dashboard. tests/customers and tests/trade give the verbs."""
import json
import os
import re
import time
import urllib.parse

from server import ROOT


class Tally:
    passed, failed = 0, 0

    @classmethod
    def check(cls, name, good, what=""):
        cls.passed, cls.failed = cls.passed + bool(good), cls.failed + (not good)
        if not good:
            print(f"FAILED {name}: {what}", flush=True)

    @classmethod
    def told(cls):
        """The last line of a suite; what it exits with."""
        print(f"{cls.passed} passed, {cls.failed} failed")
        return 1 if cls.failed else 0


def rows_of(done):
    return json.loads(done.stdout)["rows"] if done.returncode == 0 else None


def same(ours, theirs):
    return ours is not None and theirs is not None and json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)


def asked(operation, words):
    """Words of a command line as parameters of HTTP; the word without a name is the operation's first required parameter, else its first."""
    given, words, params = {}, list(words), operation["params"]
    flags = {p["name"] for p in params if p["type"] == "flag"}
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            given[next((p for p in params if p["required"]), params[0])["name"]] = word
        elif word[2:] in flags:
            given[word[2:]] = "true"
        else:
            given[word[2:]] = words.pop(0)
    return given


class Places:
    """own: {verb: why it has no file}; again: {verb: whether an HTTP answer is right after the command line has done the same}. Verbs are
    whole names, customers.rfm."""

    def __init__(self, server, own, again):
        self.server, self.own, self.again = server, own, again
        self.operations = {o["name"]: o for o in server.ask("GET", "/api/v1/operations").json()["operations"]}
        self.paths = server.ask("GET", "/openapi.json").json()["paths"]
        self.golden = texts(os.path.join(ROOT, "tests", "golden", "cases"), ".txt")
        self.pages = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", texts(os.path.join(ROOT, "web", "src", "pages"), ".tsx", ".ts"), flags=re.S | re.M)
        self.man = os.path.join(server.folder, "man")
        server.run("help", "--man", self.man)

    def every_verb(self, areas, verbs):
        known = {name for name in self.operations if name.split(".")[0] in areas}
        Tally.check("every verb has a row here", known == set(verbs), f"{sorted(known ^ set(verbs))}")

    def run(self, verb, *words):
        return self.server.run(*verb.split("."), *words, "--format", "json")

    def all_of(self, verb, words, of_file):
        """Every place; the rows out of the warehouse."""
        rows = self.warehouse(verb, words)
        self.file(verb, of_file)
        self.help(verb)
        self.http(verb, words, rows)
        self.transcript(verb)
        Tally.check(f"{verb}: a place in the dashboard", f"'{verb}'" in self.pages)
        return rows

    def warehouse(self, verb, words):
        done = self.run(verb, *words)
        rows = rows_of(done)
        Tally.check(f"{verb}: out of the warehouse", rows, f"exit {done.returncode}, {done.stderr[-300:]}")
        return rows

    def file(self, verb, words):
        takes = any(p["name"] == "input" for p in self.operations[verb]["params"])
        if verb in self.own:
            Tally.check(f"{verb}: has no file, as said", not takes and words is None, "it takes --input: it needs words for it here")
            return
        done = self.run(verb, *(words or []))
        Tally.check(f"{verb}: out of a file", takes and rows_of(done), f"exit {done.returncode}, {done.stderr[-300:]}")

    def help(self, verb):
        examples = self.operations[verb]["examples"]
        said = self.server.run("help", *verb.split(".")).stdout.decode()
        good = examples and all(e.startswith(f"retailinsight {verb.replace('.', ' ')}") for e in examples) and examples[0] in said
        Tally.check(f"{verb}: an example in its help", good, f"{examples}")
        Tally.check(f"{verb}: a man page", any(f"{verb.replace('.', '-')}." in name for name in os.listdir(self.man)), f"{sorted(os.listdir(self.man))[:5]}")

    def http(self, verb, words, rows):
        operation, given = self.operations[verb], asked(self.operations[verb], words)
        Tally.check(f"{verb}: in the OpenAPI document", operation["path"] in self.paths, operation["path"])
        if "changes" in operation["flags"]:
            answer = self.server.ask("POST", operation["path"], json.dumps(given), {"Content-Type": "application/json"})
        else:
            answer = self.server.ask("GET", operation["path"] + "?" + urllib.parse.urlencode(given))
        if answer.status == 202:
            answer = self.finished(answer.json())
        if verb in self.again:
            Tally.check(f"{verb}: over HTTP", self.again[verb](answer), f"{answer.status} {answer.body[:200]}")
            return
        theirs = answer.json().get("rows") if answer.status == 200 else None
        Tally.check(f"{verb}: over HTTP, the same", self.alike(verb, rows, theirs), f"{answer.status} {answer.body[:200]} and {json.dumps(rows)[:200]}")

    def alike(self, verb, ours, theirs):
        """A suite may know verbs that leave a trace."""
        return bool(ours) and same(ours, theirs)

    def finished(self, job):
        for _ in range(1200):
            state = self.server.ask("GET", f"/api/v1/jobs/{job['id']}").json()
            if state["state"] not in ("queued", "running", "waiting"):
                return self.server.ask("GET", f"/api/v1/jobs/{job['id']}/result")
            time.sleep(0.05)
        raise AssertionError(f"the job does not end: {job}")

    def transcript(self, verb):
        area, word = verb.split(".")
        Tally.check(f"{verb}: a golden transcript", re.search(rf"^[$>] .*retailinsight (?:--workspace \S+ )?{area} {word}\b", self.golden, re.M)
                    or re.search(rf"^\$ for v in [^;]*\b{word}\b[^;]*; do retailinsight {area} \$v", self.golden, re.M))


def texts(folder, *endings):
    found = []
    for where, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name.endswith(endings):
                with open(os.path.join(where, name), encoding="utf-8") as f:
                    found.append(f.read())
    return "\n".join(found)
