#!/usr/bin/env python3
"""Rights, checked from outside: every operation for every role, what one shop sees of another, users, keys, sessions, the audit.

    tests/http/rights.py [NAME...]      only checks whose name contains one of these

The last line is `N passed, N failed`."""
import concurrent.futures
import csv
import io
import json
import os
import re
import socket
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import twins  # noqa: E402
from server import Server, begin, check, run_suite, same, todays  # noqa: E402

JSON = {"Content-Type": "application/json"}
ROLES = ("analyst", "inventory", "marketing", "science", "management", "staff", "admin")
PASSWORD = "a long horse 2385"


def rows(done):
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def run(s, *arguments):
    return rows(s.run(*arguments, "--format", "csv"))


def key(s, *arguments):
    """The header of a new key."""
    made = run(s, "keys", "create", "test", *arguments)[0]
    return {"Authorization": "Bearer " + made["secret"]}, made


def person(s, name, *arguments):
    """A new user who has chosen a password; the cookie."""
    link = run(s, "users", "add", name, *arguments)[0]["link"]
    answer = s.ask("POST", "/api/v1/welcome", json.dumps({"token": link.split("=")[1], "password": PASSWORD}), JSON, session=False)
    same(answer.status, 204, answer.body)
    return {"Cookie": answer.header("Set-Cookie").split(";")[0]}


def ask(s, target, who, method="GET", body=None, **more):
    return s.ask(method, target, body, {**who, **(JSON if body is not None else {})}, session=False, **more)


def sign_in(s, name, password):
    return s.ask("POST", "/api/v1/sign-in", json.dumps({"name": name, "password": password}), JSON, session=False)


def matrix(s):
    return run(s, "users", "matrix")


# ---- the matrix ---------------------------------------------------------------------------------------------------------

@check
def every_cell_of_the_matrix_is_what_the_server_does(s):
    """An unknown parameter is refused with 400 by who may call, so that nothing runs; by others with 403, before that."""
    table, wrong, cells = matrix(s), [], 0
    assert len(table) > 90, len(table)
    offered = {o["name"]: o["path"] for o in s.ask("GET", "/api/v1/operations").json()["operations"]}
    for role in ROLES:
        for stores in (False, True):
            who, _ = key(s, "--role", role, *(["--store", "S1"] if stores else []))
            sees = {o["name"] for o in ask(s, "/api/v1/operations", who).json()["operations"]}
            for row in table:
                name = row["operation"]
                may = row[role] == "true" and (not stores or row["some_stores"] == "true")
                if name not in offered:
                    assert ask(s, "/api/v1/" + name.replace(".", "/"), who).status == 404, name
                    continue
                methods = ["POST"] if row["changes"] == "true" else ["GET", "POST"]
                for method in methods:
                    got = ask(s, offered[name] + "?no_such_parameter=1", who, method).status
                    cells += 1
                    if got != (400 if may else 403):
                        wrong.append((role, stores, name, method, got))
                if (name in sees) != may:
                    wrong.append((role, stores, name, "list", name in sees))
    same(wrong, [])
    for row in table:  # nobody without a key, and an administrator may everything
        same(row["admin"], "true", row)
        if row["operation"] in offered:
            same(s.ask("GET" if row["changes"] == "false" else "POST", offered[row["operation"]], session=False).status, 401, row)
    print(f"       {cells} cells", flush=True)


@check
def what_is_changed_is_of_ones_own_shop(s):
    who, _ = key(s, "--role", "staff", "--store", "S1")
    for store, status in (("S2", 403), ("S9", 403), ("S1", 200)):
        answer = ask(s, "/api/v1/shop/count", who, "POST", json.dumps({"store": store, "product": "P1", "units": "7"}))
        same(answer.status, status, answer.body)
    same([r["store"] for r in run(s, "sql", "SELECT store FROM stock_now")], ["S1"])
    found = {r["product"]: r for r in ask(s, "/api/v1/shop/find?query=P1", key(s, "--role", "staff", "--store", "S2")[0]).json()["rows"]}
    same((found["P1"]["on_hand"], found["P1"]["elsewhere_at"]), (None, "S1 7"))
    told = {r["product"]: r for r in ask(s, "/api/v1/shop/find?query=P1", who).json()["rows"]}["P1"]
    same((told["on_hand"], told["elsewhere_at"]), (7, None))


@check
def models_go_by_names_not_by_paths(s):
    """Who comes with a key may keep and ask models, but no file of the machine."""
    who, _ = key(s, "--role", "science")
    csv = "sku,day,units\nA,2024-01-01,3\nA,2024-01-02,4\n"
    series = "series=sku&time=day&value=units"
    for name in ("../x", "/etc/passwd", "./own.model"):
        for path in (f"demand/forecast?{series}&use=", f"demand/learn?{series}&save=", "demand/train?target=units&save=", "demand/predict?model="):
            answer = s.ask("POST", "/api/v1/" + path + urllib.parse.quote(name, safe=""), csv, {**who, "Content-Type": "text/csv"}, session=False)
            same(answer.status, 202, (name, path, answer.body))
            job = answer.json()["id"]
            for _ in range(400):
                at = ask(s, f"/api/v1/jobs/{job}", who).json()
                if at["state"] not in ("queued", "running"):
                    break
                time.sleep(0.05)
            same((at["state"], at["error"]["status"]), ("failed", 403), (name, path, at))


@check
def the_rows_that_must_be_so_are_so(s):
    """What nobody may loosen by accident, whatever the table of operations says."""
    table = {row["operation"]: row for row in matrix(s)}
    for name in table:
        if name.split(".")[0] in ("users", "keys", "audit"):
            same([r for r in ROLES if table[name][r] == "true"], ["admin"], name)
            same(table[name]["some_stores"], "false", name)
    for name in ("sql", "import", "imports.undo", "customers.erase", "customers.export", "imports.list", "imports.rejects"):
        same(table[name]["some_stores"], "false", name)
    for name in ("sales.stores", "sales.trend", "inventory.orders", "inventory.alerts", "demand.forecast", "shop.find", "shop.today", "shop.count", "footfall.staff",
                 "pricing.advise", "report.daily", "sales.outlook", "anomaly.events"):
        same(table[name]["some_stores"], "true", name)


# ---- users --------------------------------------------------------------------------------------------------------------

@check
def a_user_chooses_a_password_and_comes_in(s):
    link = run(s, "users", "add", "bea", "--role", "analyst,science")[0]["link"]
    token = link.split("=")[1]
    for _ in range(2):  # looking does not use it up
        answer = s.ask("GET", link[len(s.origin):], session=False)
        same((answer.status, answer.header("Location")), (303, "/welcome#" + token))
    short = s.ask("POST", "/api/v1/welcome", json.dumps({"token": token, "password": "short"}), JSON, session=False)
    same(short.status, 400, short.body)
    answer = s.ask("POST", "/api/v1/welcome", json.dumps({"token": token, "password": PASSWORD}), JSON, session=False)
    same(answer.status, 204)
    for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in answer.header("Set-Cookie")
    again = s.ask("POST", "/api/v1/welcome", json.dumps({"token": token, "password": PASSWORD}), JSON, session=False)
    same(again.status, 401)
    answer = sign_in(s, "BEA", PASSWORD)
    same(answer.status, 204, answer.body)
    who = {"Cookie": answer.header("Set-Cookie").split(";")[0]}
    session = ask(s, "/api/v1/session", who).json()
    same((session["name"], session["roles"], session["stores"]), ("bea", ["analyst", "science"], None))
    same([u["state"] for u in run(s, "users", "list") if u["user"] == "bea"], ["ok"])
    same(s.run("users", "add", "Bea", "--role", "staff").returncode, 5)
    same(s.run("users", "add", "x", "--role", "king").returncode, 2)
    same(s.run("users", "add", "x", "--role", "staff", "--store", "S9").returncode, 4)
    same(s.run("users", "link", "nobody").returncode, 4)
    same(ask(s, "/logout", {**who, "Origin": s.origin}, "POST").status, 204)
    same(ask(s, "/api/v1/session", who).status, 401)


@check
def a_change_of_rights_counts_within_a_second(s):
    who = person(s, "cleo", "--role", "analyst", "--store", "S1")
    same(ask(s, "/api/v1/session", who).json()["stores"], ["S1"])
    same(ask(s, "/api/v1/sales/stores?store=S2", who).status, 403)
    run(s, "users", "stores", "cleo", "--store", "S2")
    run(s, "users", "role", "cleo", "--role", "staff")
    time.sleep(1.1)
    session = ask(s, "/api/v1/session", who).json()
    same((session["roles"], session["stores"]), (["staff"], ["S2"]))
    same(ask(s, "/api/v1/sales/stores?store=S2", who).status, 200)
    run(s, "users", "disable", "cleo")
    time.sleep(1.1)
    same(ask(s, "/api/v1/session", who).status, 401)
    same(sign_in(s, "cleo", PASSWORD).status, 401)
    run(s, "users", "enable", "cleo")
    answer = sign_in(s, "cleo", PASSWORD)
    same(answer.status, 204)
    who = {"Cookie": answer.header("Set-Cookie").split(";")[0]}
    label = [x["session"] for x in run(s, "users", "sessions", "cleo")]
    same(len(label), 1)
    run(s, "users", "sign-out", label[0])
    time.sleep(1.1)
    same(ask(s, "/api/v1/session", who).status, 401)
    run(s, "users", "remove", "cleo")
    same(sign_in(s, "cleo", PASSWORD).status, 401)


@check
def people_change_their_own_password(s):
    who = {**person(s, "dora", "--role", "staff"), "Origin": s.origin}
    for body, status in (({"password": "wrong wrong wrong", "new_password": "another horse 91"}, 401), ({"password": PASSWORD, "new_password": "x"}, 400),
                         ({"password": PASSWORD}, 400), ({"password": PASSWORD, "new_password": "another horse 91"}, 204)):
        answer = ask(s, "/api/v1/password", who, "POST", json.dumps(body))
        same(answer.status, status, body)
    same(ask(s, "/api/v1/session", who).status, 401)  # the old session ended, the answer brought another
    same(ask(s, "/api/v1/session", {"Cookie": answer.header("Set-Cookie").split(";")[0]}).status, 200)
    same(sign_in(s, "dora", "another horse 91").status, 204)
    same(s.ask("POST", "/api/v1/password", json.dumps({"password": "a", "new_password": PASSWORD}), JSON).status, 409)  # the owner has none


@check
def guessing_is_slowed_and_tells_nothing(s):
    person(s, "emma", "--role", "staff")
    texts, slow, quick = set(), [], []
    for name, times in (("emma", slow), ("nobody-here", quick)):
        for _ in range(3):
            began = time.monotonic()
            answer = sign_in(s, name, "wrong wrong wrong")
            times.append(time.monotonic() - began)
            texts.add((answer.status, re.sub(rb'"request_id":\d+', b"", answer.body)))
        good = sign_in(s, "emma", PASSWORD)
        same(good.status, 204)  # the count of this address begins anew
    same(len(texts), 1, texts)
    assert min(quick) > min(slow) / 3, (slow, quick)  # a name that is not there takes its time too
    statuses = [sign_in(s, "emma", "wrong wrong wrong").status for _ in range(12)]
    assert 401 in statuses and 429 in statuses, statuses
    answer = sign_in(s, "emma", PASSWORD)
    same(answer.status, 429)
    assert 1 <= int(answer.header("Retry-After")) <= 900
    time.sleep(int(answer.header("Retry-After")) + 0.5)
    same(sign_in(s, "emma", PASSWORD).status, 204)


@check
def what_is_no_sign_in_is_refused(s):
    url = "/api/v1/sign-in"
    for body, headers, status in (("{", JSON, 400), ("[]", JSON, 400), ("{}", JSON, 400), ('{"name":"a"}', JSON, 400), ('{"name":1,"password":2,"x":3}', JSON, 400),
                                  ('{"name":"a","password":"b"}', {"Content-Type": "text/plain"}, 415),
                                  ("name=a&password=b", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
                                  (json.dumps({"name": "a", "password": "b" * 20000}), JSON, 413), (None, {}, 400),
                                  ('{"name":"a","password":"b"}', {**JSON, "Origin": "http://evil.example"}, 403)):
        same(s.ask("POST", url, body, headers, session=False).status, status, (body or "")[:60])
    same(s.ask("GET", url, session=False).status, 405)
    same(sign_in(s, "a", "b" * 3000).status, 401)


# ---- keys ---------------------------------------------------------------------------------------------------------------

@check
def a_key_lets_in_until_it_ends(s):
    who, made = key(s, "--role", "staff", "--store", "S2")
    assert re.fullmatch(r"rik_[0-9a-f]{64}", made["secret"]) and made["secret"].startswith(made["key"]), made
    same(ask(s, "/api/v1/session", who).json()["stores"], ["S2"])
    same(ask(s, "/api/v1/sales/stores", {**who, "Accept": "text/csv"}).body.decode().splitlines()[1][:3], "S2,")
    same(ask(s, "/api/v1/session", {"Authorization": who["Authorization"][:-1] + "x"}).status, 401)
    same(ask(s, "/api/v1/session", {"Cookie": s.cookie.split("=")[0] + "=" + made["secret"]}).status, 200)
    new = run(s, "keys", "rotate", made["key"], "--overlap", "1")[0]
    same(ask(s, "/api/v1/session", {"Authorization": "Bearer " + new["secret"]}).json()["stores"], ["S2"])
    same(ask(s, "/api/v1/session", who).status, 200)
    states = {k["key"]: k["state"] for k in run(s, "keys", "list")}
    same((states[made["key"]], states[new["key"]]), ("ends", "ok"))
    run(s, "keys", "revoke", made["key"])
    time.sleep(1.1)
    same(ask(s, "/api/v1/session", who).status, 401)
    same(s.run("keys", "revoke", made["key"]).returncode, 4)
    same(s.run("keys", "create", "x", "--role", "staff", "--days", "0").returncode, 2)
    with open(os.path.join(s.workspace, "control.sqlite"), "rb") as f:
        kept = f.read()
    if os.path.exists(os.path.join(s.workspace, "control.sqlite-wal")):
        with open(os.path.join(s.workspace, "control.sqlite-wal"), "rb") as f:
            kept += f.read()
    assert new["secret"].encode() not in kept and PASSWORD.encode() not in kept  # only hashes are kept


# ---- the audit ----------------------------------------------------------------------------------------------------------

@check
def every_change_is_in_the_audit(s):
    who, made = key(s, "--role", "admin")
    same(ask(s, "/api/v1/users/add", who, "POST", json.dumps({"name": "fay", "role": "staff"})).status, 200)
    same(ask(s, "/api/v1/users/add", who, "POST", json.dumps({"name": "fay", "role": "staff"})).status, 409)
    same(ask(s, "/api/v1/imports/undo", who, "POST", json.dumps({"id": 99})).status, 404)
    listed = run(s, "audit", "list", "--who", "test", "--limit", "3")
    same([(r["action"], r["outcome"]) for r in listed], [("imports.undo", "not found"), ("users.add", "conflict"), ("users.add", "ok")])
    same(listed[2]["details"], "name=fay role=staff")
    older = run(s, "audit", "list", "--limit", "2", "--before", listed[2]["id"])
    assert all(int(r["id"]) < int(listed[2]["id"]) for r in older), older
    secret = made["secret"]
    assert all(secret[12:] not in r["details"] and PASSWORD not in r["details"] for r in run(s, "audit", "list", "--limit", "0"))


VALUES = {"count": "999", "integer": "999", "number": "0.5", "money": "1.00", "date": "2026-01-05", "period": "2026-01", "duration": "1h", "flag": "true",
          "store": "S1", "product": "P1", "customer": "C1", "pair": "category=A", "quantiles": "0.5"}
GOES_ON = {"demo.play", "alerts.deliver"}  # until they are told to stop


@check
def no_operation_that_changes_something_goes_without_an_entry(s):
    """Each is asked for with values of the right type, which may be refused; what was begun stands in the audit, with how it ended."""
    who, _ = key(s, "--role", "admin")
    todo = [o for o in s.ask("GET", "/api/v1/operations").json()["operations"] if "changes" in o["flags"] and o["name"] not in GOES_ON]
    assert len(todo) > 30, len(todo)
    begun, refused = {}, []
    for o in todo:
        body = {p["name"]: p["allowed"][0] if p["type"] == "enum" else VALUES.get(p["type"], "nobody") for p in o["params"] if p["required"] and p["type"] != "file"}
        answer = ask(s, o["path"], {**who, "Idempotency-Key": "audit-" + o["name"]}, "POST", json.dumps(body), timeout=120)
        assert answer.status < 500, (o["name"], answer.body)
        if answer.status == 202:
            s.finish(answer.json()["id"])
        if answer.status == 400:
            refused.append(o["name"])
        else:
            begun[o["name"]] = answer.status
    listed = {r["action"]: r["outcome"] for r in run(s, "audit", "list", "--who", "test", "--limit", "0")}
    print(f"       {len(begun)} begun, {len(refused)} refused before: {' '.join(refused)}", flush=True)
    same([name for name in begun if name not in listed], [])
    assert len(begun) > 30 and all(outcome for outcome in listed.values()), (begun, listed)


# ---- jobs and events ----------------------------------------------------------------------------------------------------

@check
def jobs_are_seen_by_who_began_them_and_by_administrators(s):
    mine, hers = person(s, "gina", "--role", "analyst", "--store", "S1"), person(s, "hope", "--role", "analyst", "--store", "S2")
    boss, _ = key(s, "--role", "admin")
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        reading = [pool.submit(read_events, s, who) for who in (mine, hers, boss)]
        time.sleep(0.3)
        answer = ask(s, "/api/v1/demand/forecast", {**mine, "Origin": s.origin}, "POST", "{}")
        same(answer.status, 202, answer.body)
        texts = [f.result() for f in reading]
    where, number = answer.header("Location"), answer.json()["id"]
    s.finish(number)
    for target in (where, where + "/result"):
        same(ask(s, target, hers).status, 404, target)
    same(ask(s, where, {**hers, "Origin": s.origin}, "DELETE").status, 404)
    for who, sees, text in zip((mine, hers, boss), (True, False, True), texts):
        same(number in [j["id"] for j in ask(s, "/api/v1/jobs", who).json()["jobs"]], sees)
        assert "event: data_version" in text, text
        same(f'"id":"{number}"' in text, sees, text[:300])
    same(ask(s, where + "/result", mine).status, 200)


def read_events(s, who, seconds=2.5):
    lines = "".join(f"{k}: {v}\r\n" for k, v in who.items())
    with socket.create_connection(("127.0.0.1", s.port), 10) as c:
        c.settimeout(seconds)
        c.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\n{lines}\r\n".encode())
        got, until = b"", time.monotonic() + seconds
        try:
            while time.monotonic() < until and (block := c.recv(65536)):
                got += block
        except (socket.timeout, ConnectionError):
            pass
    return got.decode("utf-8", "replace")


# ---- one shop and another -----------------------------------------------------------------------------------------------

WITH = {  # what an operation needs to answer at all, or to be quick
    "alerts.history": ["id=1000001", "id=1000002"],
    "anomaly.events": ["", "from=2026-08-01&to=2026-11-21"],
    "customers.classify": ["recency-days=30&frequency=3&monetary=99.50"],
    "demand.backtest": ["horizon=7&model=seasonal_naive"],
    "demand.explain": ["key=P00002,S01&date=2026-11-22", "key=P00002,S02&date=2026-11-22"],
    "demand.forecast": ["horizon=7", "horizon=7&model=seasonal_naive"],
    "footfall.forecast": ["horizon=7", "horizon=7&by=hour&model=seasonal_naive"],
    "footfall.staff": ["horizon=7&model=seasonal_naive", "horizon=7&model=seasonal_naive&rule=erlang"],
    "pricing.markdown": ["weeks=4"],
    "purchasing.lines": ["", "state=draft"], "purchasing.pdf": ["order=PO-01-0001", "order=PO-01-0003"],
    "sales.drivers": ["compare=weekday"],
    "sales.groups": ["attribute=category", "attribute=store", "attribute=payment"],
    "sales.movers": ["compare=weekday"],
    "shop.find": ["query=P00002", "query=P0000", "like=P00002"],
    "sales.trend": ["by=week&compare=weekday", "by=month", "split=store", "split=region"],
}
REFUSED = {"demand.accuracy", "purchasing.pdf"}  # there is nothing for them in these chains
NOW = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z|CreationDate \(\w+\)")  # when it was worked out
STORE_WORDS = re.compile(rb"S02|Elsewhere|barter")


@check
def who_sees_one_shop_learns_nothing_of_another(s):
    """Two chains that differ only in S02 answer alike to who may see S01 only, and differently to who may see all."""
    a = b = None
    files = twins.make_files(s.folder, s.env)
    try:
        a, b = Server({"engine.threads": 2, "http.seconds": 280, "http.requests_per_minute": 0}, lines=0), Server({"engine.threads": 2, "http.seconds": 280, "http.requests_per_minute": 0}, lines=0)
        twins.begin(a, b, files)
        twins.load(a, files, os.path.join(a.folder, "files"), lambda kind, row: row)
        twins.load(b, files, os.path.join(b.folder, "files"), twins.other)
        for server in (a, b):
            twins.settle(server, server is b)
            server.start("--port", "0")
            server.sign_in()
            server.limited, _ = key(server, "--role", ",".join(ROLES), "--store", "S01")
        compare_twins(a, b)
    finally:
        for server in (a, b):
            if server and server.child and server.child.poll() is None:
                server.stop()
            if server:
                server.remove()


def compare_twins(a, b):
    table = [r for r in matrix(a) if r["some_stores"] == "true" and r["changes"] == "false"]
    reports = [r["operation"] for r in table if r["operation"].startswith("report.")]  # each asks a dozen of the other operations
    left = set(reports) - set(todays(reports, 4))
    todo = [(r["operation"], q) for r in table if r["operation"] not in left for q in WITH.get(r["operation"], [""])]
    told, leaks, empty, failed = 0, [], [], []

    def asked(x, target, who):
        answer = ask(x, target, who, timeout=300)
        answer.body = NOW.sub(b"(now)", answer.body)
        if target.endswith("inventory/alerts"):  # cover is by the chain's forecast, which learns from all of it
            found = [{k: v for k, v in r.items() if k not in ("message", "days_of_cover", "opened_at", "changed_at")} for r in answer.json()["rows"]]
            answer.body = json.dumps(sorted(found, key=str)).encode()
        if "/shop/find?" in target and who:  # units in other shops are told on purpose: a customer is sent there
            found = answer.json()
            for row in found["rows"]:
                del row["elsewhere"], row["elsewhere_at"]
            answer.body = json.dumps(found).encode()
        return answer

    def one(item):
        name, query = item
        target = "/api/v1/" + name.replace(".", "/") + ("?" + query if query else "")
        wide = [x.ask("GET", target, timeout=300) for x in (a, b)]
        narrow = [asked(x, target, x.limited) for x in (a, b)]
        again = [asked(x, target, x.limited) for x in (a, b)]  # out of the cache, where the other answer lies too
        return item, wide, narrow, again

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for item, wide, narrow, again in pool.map(one, todo):
            if narrow[0].status >= 400:
                failed.append((item, narrow[0].status, narrow[0].body[:160]))
                continue
            told += wide[0].body != wide[1].body
            for answers in (narrow, again):
                if answers[0].body != answers[1].body or [x.header("Retailinsight-Note") for x in answers][0] != answers[1].header("Retailinsight-Note"):
                    leaks.append((item, first_difference(answers[0].body, answers[1].body)))
            if STORE_WORDS.search(narrow[0].body):
                leaks.append((item, STORE_WORDS.search(narrow[0].body).group(0)))
            if b'"rows":[]' in narrow[0].body:
                empty.append(item[0])
    print(f"       {len(todo)} questions, {told} told apart by who sees all, {len(empty)} empty {empty}, {len(failed)} refused", flush=True)
    for row in failed + leaks:
        print("      ", row, flush=True)
    same(sorted({item[0] for item, *_ in leaks}), [])
    assert told > len(todo) / 2, told
    for store, shown in (("S01", True), ("S02", False)):  # a receipt by its number; one of another shop is as one that never was
        number = a.ask("GET", f"/api/v1/sales/receipts?store={store}&limit=1").json()["rows"][0]["receipt"]
        told = [asked(x, "/api/v1/sales/receipt?receipt=" + urllib.parse.quote(number, safe=""), x.limited) for x in (a, b)]
        same([(t.status, t.json()["rows"] != []) for t in told], [(200, shown)] * 2, (store, told[0].body[:200]))
        assert not shown or told[0].body == told[1].body, first_difference(told[0].body, told[1].body)
    for x in (a, b):  # days are theirs alone, and the newest of S02 is not shown
        newest = max(row["last_day"] for row in x.ask("GET", "/api/v1/sql?query=" + urllib.parse.quote(
            "SELECT max(business_date) AS last_day FROM sale WHERE store = 'S01'")).json()["rows"])
        same(ask(x, "/api/v1/session", x.limited).json()["as_of"], newest)
    # another shop by name is refused, in every operation that has the parameter
    for row in table:
        got = ask(a, "/api/v1/" + row["operation"].replace(".", "/") + "?store=S02", a.limited)
        assert got.status in (400, 403), (row["operation"], got.status, got.body[:200])


def first_difference(x, y):
    at = next((i for i, (p, q) in enumerate(zip(x, y)) if p != q), min(len(x), len(y)))
    return x[max(0, at - 80):at + 60], y[max(0, at - 80):at + 60]


# ---- running ------------------------------------------------------------------------------------------------------------


if __name__ == "__main__":
    sys.exit(run_suite(Server({"engine.threads": 2, "http.job_queue": 1000, "http.requests_per_minute": 0}), begin))
