#!/usr/bin/env python3
"""Lists in pages, and requests that may be sent again, from outside.

    tests/http/lists.py [NAME...]      only checks whose name contains one of these

The last line is `N passed, N failed`."""
import json
import os
import re
import sys
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
    job = send(s, None, STORES).json()
    same(s.finish(job["id"])["state"], "done")
    same(len(imports(s)), before + 1)
    same(send(s, None, STORES, "/api/v1/import/nothing").status, 404)
    same(s.ask("GET", "/api/v1/import/stores").status, 405)
    same(send(s, None, STORES, "/api/v1/import/stores?as=sales").status, 400, "said twice")


@check
def the_same_request_again_is_done_once(s):
    before = len(imports(s))
    body = STORES.replace("First", "Once")
    first, second = send(s, "k-1", body), send(s, "k-1", body)
    same((first.status, second.status), (202, 202))
    same((second.body, second.header("Location")), (first.body, first.header("Location")))
    same((first.header("Idempotent-Replayed"), second.header("Idempotent-Replayed")), (None, "true"))
    assert first.header("X-Request-Id") != second.header("X-Request-Id")
    s.finish(first.json()["id"])
    same(len(imports(s)), before + 1)
    other = send(s, "k-1", body.replace("Once", "Twice"))
    same(other.status, 422, other.body)
    same(send(s, "k-1", body, "/api/v1/import/stores?source=x").status, 422, "another question")
    same(send(s, "k-2", body).status, 202)
    key = s.run("keys", "create", "other", "--role", "admin", "--format", "csv").stdout.decode().splitlines()[1].split(",")[2]
    theirs = send(s, "k-1", body.replace("Once", "Theirs"), Authorization="Bearer " + key)
    same(theirs.status, 202, "a key is one's own")
    for bad in ("", "a b", "k" * 201):
        same(send(s, bad or " ", body).status, 400, bad)


@check
def what_was_refused_is_refused_again_and_may_be_mended_under_another_key(s):
    first = send(s, "k-9", STORES, "/api/v1/import/stores?nonsense=1")
    same(first.status, 400)
    same(send(s, "k-9", STORES).status, 202, "nothing was done under it")


if __name__ == "__main__":
    sys.exit(run_suite(Server({"engine.threads": 2}), begin))
