#!/usr/bin/env python3
"""Lists in pages, and requests that may be sent again, from outside.

    tests/http/lists.py [NAME...]      only checks whose name contains one of these

The last line is `N passed, N failed`."""
import json
import os
import re
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import Server, begin, check, run_suite, sales, same  # noqa: E402


def pages(s, path, limit, between=None, **parameters):
    """Every page of a list, followed by `next`."""
    cursor, found = "", []
    while cursor is not None:
        query = urllib.parse.urlencode({**parameters, "limit": limit, "cursor": cursor})
        answer = s.ask("GET", f"{path}?{query}")
        same(answer.status, 200, answer.body[:300])
        found.append(answer)
        cursor = answer.json()["next"]
        same(bool(cursor), answer.header("Link") is not None, "both or none")
        if cursor:
            link = re.fullmatch(r'<([^>]+)>; rel="next"', answer.header("Link")).group(1)
            same(dict(urllib.parse.parse_qsl(link.split("?", 1)[1])), {**parameters, "limit": str(limit), "cursor": cursor})
            same(link.split("?")[0], path)
        if between:
            between(len(found))
    return found


@check
def pages_together_are_the_whole_list(s):
    for path, limit, parameters in (("/api/v1/customers/top", 4, {}), ("/api/v1/sales/products", 1, {}), ("/api/v1/sales/products", 3, {"store": "S1"}),
                                    ("/api/v1/sql", 7, {"query": "SELECT store, product, quantity FROM sale ORDER BY ALL LIMIT 40"})):
        whole = s.ask("GET", f"{path}?{urllib.parse.urlencode({**parameters, 'limit': 0})}").json()
        found = pages(s, path, limit, **parameters)
        same([r for p in found for r in p.json()["rows"]], whole["rows"], path)
        same({len(p.json()["rows"]) for p in found[:-1]}, {limit} if len(found) > 1 else set(), path)
        same(found[0].json()["parameters"]["limit"], str(limit))
        same(found[0].json()["columns"], whole["columns"])


@check
def every_list_has_pages_and_nothing_else_has(s):
    paths = s.ask("GET", "/openapi.json", session=False).json()["paths"]
    todo = [o for o in s.ask("GET", "/api/v1/operations").json()["operations"]
            if "changes" not in o["flags"] and any(p["name"] == "limit" and p["type"] == "count" for p in o["params"])]
    assert len(todo) > 15, len(todo)
    for o in todo:
        assert any(p["name"] == "cursor" for p in paths[o["path"]]["get"]["parameters"]), o["name"]
        if any(p["required"] for p in o["params"]):
            continue
        answer = s.ask("GET", o["path"] + "?limit=2&cursor=", timeout=120)
        assert answer.status in (200, 404, 422), (o["name"], answer.status, answer.body[:300])
        if answer.status == 200:
            assert "next" in answer.json() and len(answer.json()["rows"]) <= 2, (o["name"], answer.body[:300])
    same(s.ask("GET", "/api/v1/sales/kpis?cursor=").status, 400)
    assert "next" not in s.ask("GET", "/api/v1/customers/top?limit=2").json()


@check
def cursors_that_are_none_are_refused(s):
    good = s.ask("GET", "/api/v1/customers/top?limit=2&cursor=").json()["next"]
    for cursor in ("x", "0" * 64, good[:-1], good + "0", good.upper(), good[:-1] + ("0" if good[-1] != "0" else "1"), "%00"):
        answer = s.ask("GET", "/api/v1/customers/top?limit=2&cursor=" + cursor)
        same(answer.status, 400, cursor)
        if cursor != "%00":
            same(answer.json()["errors"][0]["parameter"], "cursor")
    same(s.ask("GET", f"/api/v1/sales/products?limit=2&cursor={good}").status, 400, "of another list")
    same(s.ask("GET", f"/api/v1/customers/top?limit=2&cursor={good}&store=S1").status, 400, "of another question")
    same(s.ask("GET", f"/api/v1/customers/top?limit=5&cursor={good}").status, 200, "pages of another size")
    for limit in ("0", "-1", "100001", "x", "1.5", ""):
        answer = s.ask("GET", f"/api/v1/customers/top?cursor=&limit={limit}")
        same((answer.status, answer.json()["errors"][0]["parameter"]), (400, "limit"), limit)
    same(s.ask("GET", "/api/v1/customers/top?cursor=&nonsense=1").status, 400)


@check
def pages_come_in_every_form_and_out_of_memory(s):
    csv = s.ask("GET", "/api/v1/customers/top?limit=2&cursor=", headers={"Accept": "text/csv"})
    same(csv.body.count(b"\n"), 3)
    assert csv.header("Link"), csv.headers
    hits = s.metric("http_cache_hits_total")
    again = s.ask("GET", "/api/v1/customers/top?limit=2&cursor=", headers={"Accept": "text/csv"})
    same((again.body, again.header("Link"), again.header("ETag")), (csv.body, csv.header("Link"), csv.header("ETag")))
    same(s.metric("http_cache_hits_total"), hits + 1)
    same(s.ask("GET", "/api/v1/customers/top?limit=2&cursor=", headers={"Accept": "text/csv", "If-None-Match": csv.header("ETag")}).status, 304)
    other = s.ask("GET", "/api/v1/customers/top?limit=3&cursor=", headers={"Accept": "text/csv"})
    assert other.header("ETag") != csv.header("ETag")
    next_page = s.ask("GET", csv.header("Link")[1:].split(">")[0], headers={"Accept": "text/csv"})
    assert next_page.body != csv.body and next_page.header("ETag") != csv.header("ETag")


@check
def new_data_in_between_repeats_nothing_that_stayed(s):
    before = {r["customer"] for r in s.ask("GET", "/api/v1/customers/top?limit=0").json()["rows"]}

    def more(page):
        """Sales of somebody new, who comes first: the others keep their order, and move by one."""
        if page != 2:
            return
        with open(os.path.join(s.folder, "more.csv"), "w", encoding="utf-8") as f:
            f.write(sales(0) + "T9000,1,S1,2026-03-01 10:00:00,P1,NEW,1,99999.01,cash,EUR\n")
        done = s.run("import", "more.csv", "--as", "sales")
        same(done.returncode, 0, done.stderr)

    rows = [r["customer"] for p in pages(s, "/api/v1/customers/top", 3, between=more) for r in p.json()["rows"]]
    same(len(rows), len(set(rows)), "none twice")
    same(set(rows), before, "who came first meanwhile is on a page that was read already")


# ---- requests that may be sent again ------------------------------------------------------------------------------------

def send(s, key, body, path="/api/v1/import/stores", **headers):
    return s.ask("POST", path, body, {"Content-Type": "text/csv", **({"Idempotency-Key": key} if key else {}), **headers})


def imports(s):
    return s.ask("GET", "/api/v1/imports/list?limit=0").json()["rows"]


STORES = "store,name,opened_on\nS1,First,2020-01-01\nS2,Second,2021-01-01\n"


@check
def the_kind_may_end_the_path(s):
    before = len(imports(s))
    same(send(s, None, STORES).status, 207)
    same(len(imports(s)), before + 1)
    same(send(s, None, STORES, "/api/v1/import/nothing").status, 404)
    same(s.ask("GET", "/api/v1/import/stores").status, 405)
    same(send(s, None, STORES, "/api/v1/import/stores?as=sales").status, 400, "said twice")


def outcomes(answer):
    return [(r["item"], r["outcome"], r["status"], r["rule"]) for r in answer.json()["rows"]]


RECORDS = [{"transaction": "N1", "line": 1, "store": "S1", "sold_at": "2026-04-01 10:00:00", "product": "P1", "quantity": 2, "unit_price": 1.10,
            "currency": "EUR"},
           {"transaction": "N1", "line": 2, "store": "S1", "sold_at": "2026-04-01 10:00:00", "product": "P2", "quantity": "x", "unit_price": "2.385",
            "currency": "EUR"},
           {"transaction": "N2", "line": 1, "store": "S1", "sold_at": "2026-04-01 11:00:00", "product": "P2", "quantity": 1, "unit_price": 123456789.01,
            "currency": "EUR", "extra": {"a": [1, 2]}}]


@check
def every_item_says_what_became_of_it(s):
    def post(body, kind="application/json", query=""):
        return s.ask("POST", "/api/v1/import/sales?source=web" + query, body, {"Content-Type": kind})

    first = post(json.dumps(RECORDS))
    same((first.status, first.header("Content-Type")), (207, "application/json"))
    same(outcomes(first), [(1, "inserted", 201, None), (2, "rejected", 422, "number"), (3, "inserted", 201, None)])
    assert "'x' is not a number" in first.json()["rows"][1]["detail"], first.body
    assert "offered 3 = inserted 2 + replaced 0 + there already 0 + rejected 1" in first.json()["notes"][0], first.body
    same(outcomes(post(json.dumps(RECORDS))), [(2, "rejected", 422, "number")], "the natural key knows them again")
    changed = [dict(RECORDS[0], quantity=3), dict(RECORDS[1], quantity=1), RECORDS[2]]
    lines = "\n".join(json.dumps(r) for r in changed)
    same(outcomes(post(lines, "application/x-ndjson")), [(1, "replaced", 200, None), (2, "inserted", 201, None)])
    torn = lines + '\n{"transaction": "N3", "line":\n[1]\n'
    same(outcomes(post(torn, "application/x-ndjson")), [(4, "rejected", 422, "fields"), (5, "rejected", 422, "fields")])
    rows = s.ask("GET", "/api/v1/sql?" + urllib.parse.urlencode({"query": "SELECT transaction_no, net_minor, attributes FROM sale WHERE source = 'web' "
                                                                 "ORDER BY ALL"})).json()["rows"]
    same([(r["transaction_no"], r["net_minor"]) for r in rows], [("N1", 239), ("N1", 330), ("N2", 12345678901)])
    assert '"a":[1,2]' in rows[2]["attributes"].replace("\\", ""), rows
    same(post(json.dumps(RECORDS), query="&dry-run=true").status, 207)


@check
def records_come_in_every_format(s):
    query = urllib.parse.urlencode({"query": "SELECT transaction_no AS transaction, line_no AS line, store, sold_at, product, quantity, unit_price, "
                                             "currency FROM sale WHERE source = 'files' ORDER BY ALL LIMIT 300"})
    kinds = ("application/vnd.apache.parquet", "application/vnd.apache.arrow.stream", "application/x-ndjson", "text/csv",
             "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    counts = []
    for kind in kinds:  # what the server gives, it takes
        answer = s.ask("GET", "/api/v1/sql?" + query, headers={"Accept": kind})
        same((answer.status, (answer.header("Content-Type") or "").split(";")[0]), (200, kind))
        taken = s.ask("POST", "/api/v1/import/sales?source=" + kind.split(".")[-1].split("/")[-1], answer.body, {"Content-Type": kind})
        same(taken.status, 207, taken.body[:500])
        counts.append([r["outcome"] for r in taken.json()["rows"]])
    same([(len(c), set(c)) for c in counts], [(300, {"inserted"})] * len(kinds))
    parquet = s.ask("GET", "/api/v1/sql?" + query, headers={"Accept": kinds[0]})
    same((parquet.body[:4], parquet.body[-4:]), (b"PAR1", b"PAR1"))
    sums = s.ask("GET", "/api/v1/sql?" + urllib.parse.urlencode({"query": "SELECT count(*) AS n, sum(net_minor) AS net FROM sale WHERE source NOT IN "
                                                                 "('files', 'web') GROUP BY source"})).json()["rows"]
    same(len({(r["n"], r["net"]) for r in sums}), 1, sums)
    same(len(sums), len(kinds))
    job = s.ask("POST", "/api/v1/sql", json.dumps({"query": "SELECT product, count(*) AS n FROM sale GROUP BY product"}),
                {"Content-Type": "application/json"}).json()
    s.finish(job["id"])
    kept = s.ask("GET", f"/api/v1/jobs/{job['id']}/result", headers={"Accept": kinds[0]})
    same((kept.status, kept.body[:4], kept.body[-4:]), (200, b"PAR1", b"PAR1"))


@check
def bodies_of_records_that_are_wrong(s):
    arrow, parquet = b"\xff\xff\xff\xff\x10\x00\x00\x00", b"PAR1"
    for body in (b"", b"[", b"[]", b"[1]", b"[{}]", b"{}", b'[{"a":1}', b'[{"a":1},]', b'[{"a":1}]x', b'{"a":', b"\x00" * 40, arrow, arrow * 200, parquet,
                 parquet + b"\x00" * 300 + parquet, b"ARROW1\x00\x00", b"ARROW1\x00\x00" + arrow * 9, b'[{"transaction":{"a":1}}]', b"[" * 200,
                 b"[" + b"[" * 200 + b"]" * 201, b'[{"a":"' + b"x" * 300000 + b'"}]'):
        answer = s.ask("POST", "/api/v1/import/sales", body, {"Content-Type": "application/octet-stream"})
        assert 400 <= answer.status < 500, (body[:40], answer.status, answer.body[:300])
    for kind in ("application/xml", "image/png", "application/x-www-form-urlencoded", "application/jsonx"):
        answer = s.ask("POST", "/api/v1/import/sales", b"a", {"Content-Type": kind})
        same(answer.status, 415, kind)
        assert "application/x-ndjson" in answer.header("Accept-Post"), answer.headers
    wrong = s.ask("POST", "/api/v1/sales/kpis", '{"from": "nonsense"}', {"Content-Type": "application/json"})
    same((wrong.status, wrong.json()["errors"][0]["pointer"]), (400, "/from"))
    assert "pointer" not in s.ask("GET", "/api/v1/sales/kpis?from=nonsense").json()["errors"][0]


@check
def many_records_are_a_job(s):
    body = "\n".join(json.dumps(dict(RECORDS[0], transaction=f"B{i}")) for i in range(9000))
    assert len(body) > 1 << 20, len(body)
    job = s.ask("POST", "/api/v1/import/sales?source=many", body, {"Content-Type": "application/x-ndjson"})
    same(job.status, 202)
    same(s.finish(job.json()["id"])["state"], "done")
    rows = s.ask("GET", f"/api/v1/jobs/{job.json()['id']}/result").json()["rows"]
    same((len(rows), rows[-1]["item"], rows[-1]["outcome"]), (9000, 9000, "inserted"))


@check
def the_same_request_again_is_done_once(s):
    before = len(imports(s))
    body = STORES.replace("First", "Once")
    first, second = send(s, "k-1", body), send(s, "k-1", body)
    same((first.status, second.status), (207, 207))
    same(second.body, first.body)
    same((first.header("Idempotent-Replayed"), second.header("Idempotent-Replayed")), (None, "true"))
    assert first.header("X-Request-Id") != second.header("X-Request-Id")
    same(len(imports(s)), before + 1)
    other = send(s, "k-1", body.replace("Once", "Twice"))
    same(other.status, 422, other.body)
    same(send(s, "k-1", body, "/api/v1/import/stores?source=x").status, 422, "another question")
    same(send(s, "k-2", body).status, 207)
    key = s.run("keys", "create", "other", "--role", "admin", "--format", "csv").stdout.decode().splitlines()[1].split(",")[2]
    theirs = send(s, "k-1", body.replace("Once", "Theirs"), Authorization="Bearer " + key)
    same(theirs.status, 207, "a key is one's own")
    for bad in ("", "a b", "k" * 201):
        same(send(s, bad or " ", body).status, 400, bad)
    job = send(s, "k-3", body, "/api/v1/import?as=stores")
    same(send(s, "k-3", body, "/api/v1/import?as=stores").header("Location"), job.header("Location"))
    s.finish(job.json()["id"])


@check
def what_was_refused_is_refused_again_and_may_be_mended_under_another_key(s):
    first = send(s, "k-9", STORES, "/api/v1/import/stores?nonsense=1")
    same(first.status, 400)
    same(send(s, "k-9", STORES).status, 207, "nothing was done under it")


@check
def keys_are_known_after_a_restart_and_a_kill(s):
    first = send(s, "over", STORES.replace("First", "Kept"))
    same(first.status, 207)
    s.child.kill()
    s.child.wait()
    again_begin(s)
    before = len(imports(s))
    second = send(s, "over", STORES.replace("First", "Kept"))
    same((second.status, second.body, second.header("Idempotent-Replayed")), (207, first.body, "true"))
    same(send(s, "over", STORES).status, 422)
    same(len(imports(s)), before)
    for name in os.listdir(os.path.join(s.workspace, "replies")):
        same(os.stat(os.path.join(s.workspace, "replies", name)).st_mode & 0o77, 0, "others may not read them")
    gone = s.ask("POST", "/api/v1/customers/erase", json.dumps({"customer": "C7"}), {"Content-Type": "application/json"}).json()
    same(s.finish(gone["id"])["state"], "done")
    for _ in range(40):
        if not os.listdir(os.path.join(s.workspace, "replies")):
            break
        time.sleep(0.1)
    same(os.listdir(os.path.join(s.workspace, "replies")), [], "nothing that may hold what was erased is kept")


def again_begin(s):
    """The server once more, with the session that there was."""
    secret = s.secret
    s.errors.close()
    s.start("--port", "0")
    s.secret = secret


if __name__ == "__main__":
    sys.exit(run_suite(Server({"engine.threads": 2}), begin))
