#!/usr/bin/env python3
"""The HTTP face from outside: the real program on loopback with a small workspace, and every rule of src/face/README.md.

    tests/http/run.py [NAME...]      only checks whose name contains one of these

The last line is `N passed, N failed`."""
import concurrent.futures
import datetime
import gzip
import http.client
import io
import json
import os
import socket
import sys
import time
import urllib.parse
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import Server, begin, check, run_suite, sales, same  # noqa: E402

JSON = {"Content-Type": "application/json"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def is_problem(answer, status, parameter=None):
    same(answer.status, status, answer.body[:300])
    same(answer.header("Content-Type"), "application/problem+json")
    problem = answer.json()
    same(problem["status"], status)
    assert problem["title"] and problem["detail"] is not None, problem
    if parameter is not None:
        same([e["parameter"] for e in problem["errors"]], [parameter], problem)
    return problem


def operations(s):
    return s.ask("GET", "/api/v1/operations").json()["operations"]


# ---- signing in ---------------------------------------------------------------------------------------------------------

@check
def the_first_link_opens_one_session(s):
    again = s.ask("GET", f"/login?token={s.token}", session=False)
    is_problem(again, 403)
    page = s.ask("GET", f"/login?token={s.token}", headers={"Accept": "text/html"}, session=False)
    same(page.status, 403)
    assert b"retailinsight link" in page.body
    for token in ("", "0" * 64, "../../etc/passwd", "%00"):
        assert s.ask("GET", f"/login?token={token}", session=False).status in (400, 403)
    for name in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert name in s.signed_in.header("Set-Cookie"), s.signed_in.header("Set-Cookie")
    same(s.signed_in.header("Location"), "/")


@check
def link_makes_another_and_logout_ends_it(s):
    link = s.run("link", "--format", "csv").stdout.decode().split()[-1]
    assert link.startswith(f"http://127.0.0.1:{s.port}/login?token="), link
    same(s.ask("HEAD", link[len(s.origin):], session=False).status, 403)  # looking does not use it up
    cookie = s.ask("GET", link[len(s.origin):], session=False).header("Set-Cookie").split(";")[0]
    same(s.ask("GET", "/api/v1/session", headers={"Cookie": cookie}, session=False).status, 200)
    same(s.ask("POST", "/logout", headers={"Cookie": cookie, "Origin": s.origin}, session=False).status, 204)
    same(s.ask("GET", "/api/v1/session", headers={"Cookie": cookie}, session=False).status, 401)


@check
def without_a_session_nothing_is_said(s):
    for target in ("/api/v1/session", "/api/v1/operations", "/api/v1/sales/stores", "/api/v1/jobs", "/api/v1/events",
                   "/api/v1/nothing"):
        answer = s.ask("GET", target, session=False)
        is_problem(answer, 401)
        assert answer.header("WWW-Authenticate"), target
    for value in ("Bearer x", "Basic " + s.secret, "Bearer " + "0" * 64, "Bearer " + s.secret + "0"):
        same(s.ask("GET", "/api/v1/session", headers={"Authorization": value}, session=False).status, 401, value)
    session = s.ask("GET", "/api/v1/session").json()
    same((session["name"], session["stores"], session["workspace"]), ("owner", None, "shop"))
    assert session["data_version"] > 0 and len(session["as_of"]) == 10 and "admin" in session["roles"], session


@check
def unsafe_methods_with_a_cookie_need_our_origin(s):
    cookie = {"Cookie": s.cookie, **JSON}
    for origin in (None, "null", "http://evil.example", f"http://127.0.0.1:{s.port + 1}", f"https://127.0.0.1:{s.port}", s.origin + "/"):
        headers = {**cookie, **({"Origin": origin} if origin else {})}
        is_problem(s.ask("POST", "/api/v1/sales/kpis", "{}", headers, session=False), 403)
        is_problem(s.ask("DELETE", "/api/v1/jobs/1", None, headers, session=False), 403)
    same(s.ask("POST", "/api/v1/sales/kpis", "{}", {**cookie, "Origin": s.origin}, session=False).status, 200)
    same(s.ask("POST", "/api/v1/sales/kpis", "{}", JSON).status, 200)  # a program shows its secret itself
    same(s.ask("GET", "/api/v1/sales/kpis", None, {"Cookie": s.cookie}, session=False).status, 200)


@check
def a_host_that_is_not_ours_is_refused(s):
    for host in ("evil.example", f"evil.example:{s.port}", "127.0.0.1.evil.example", "localhost:", "localhost:x", "[::1", ""):
        answer = s.ask("GET", "/livez", headers={"Host": host}, session=False)
        assert (answer.status in (400, 421)) == (host != "localhost:"), (host, answer.status)
    for host in ("localhost", f"localhost:{s.port}", "LOCALHOST:9", "127.0.0.1", "[::1]:8787", "192.168.3.85"):
        same(s.ask("GET", "/livez", headers={"Host": host}, session=False).status, 200, host)


# ---- answers ------------------------------------------------------------------------------------------------------------

@check
def every_operation_answers_what_the_command_line_prints(s):
    todo = [o for o in operations(s) if not set(o["flags"]) & {"changes", "volatile"} and not any(p["required"] for p in o["params"])]
    assert len(todo) > 10, todo

    def compare(o):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            printed = pool.submit(s.run, *o["name"].split("."), "--format", "json", timeout=300)
            answer = s.ask("GET", o["path"], timeout=300)
            done = printed.result()
        if done.returncode in (0, 3) and done.stdout:
            if answer.body != done.stdout:  # sums of floating numbers may end otherwise when two run at once
                print(f"       {o['name']}: differed when asked at once", flush=True)
                done, answer = s.run(*o["name"].split("."), "--format", "json"), s.ask("GET", o["path"])
            same(answer.body, done.stdout, o["name"])
            same(answer.header("Content-Type"), "application/json", o["name"])
        else:
            assert 400 <= answer.status < 500, (o["name"], answer.status, answer.body[:300], done.stderr)
        return answer.status

    statuses = [compare(o) for o in todo]
    assert statuses.count(200) > 8, list(zip(todo, statuses))
    for name, extra in (("sales/trend", "by=week&compare=weekday&store=S1,S2"), ("sales/stores", "from=2026-01-10&to=2026-02-01"),
                        ("sales/products", "limit=3")):
        arguments = [f"--{k}={v}" for k, v in urllib.parse.parse_qsl(extra)]
        same(s.ask("GET", f"/api/v1/{name}?{extra}").body, s.run(*name.split("/"), *arguments, "--format", "json").stdout, name)
    same(s.ask("GET", "/api/v1/sales/trend?store=S1&store=S2").body, s.ask("GET", "/api/v1/sales/trend?store=S1,S2").body)


def sheets(workbook):
    """The parts of a workbook but for the one with the time it was made."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as z:
        return {name: z.read(name) for name in z.namelist() if name != "docProps/core.xml"}


@check
def formats_follow_accept(s):
    path = "/api/v1/sales/stores"
    for accept, kind, option in (("text/csv", "text/csv; charset=utf-8; header=present", "csv"),
                                 ("application/x-ndjson", "application/x-ndjson", "ndjson"),
                                 ("application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.stream", "arrow"),
                                 (WORKBOOK, WORKBOOK, "xlsx"),
                                 ("text/html, */*;q=0.1", "application/json", "json")):
        answer = s.ask("GET", path, headers={"Accept": accept})
        same((answer.status, answer.header("Content-Type")), (200, kind))
        printed = s.run("sales", "stores", "--format", option, "-o", "-").stdout
        same(sheets(answer.body) if option == "xlsx" else answer.body, sheets(printed) if option == "xlsx" else printed, option)
    for accept in ("text/html", "application/json;q=0", "image/*", ";;;,"):
        is_problem(s.ask("GET", path, headers={"Accept": accept}), 406)


@check
def etags_and_compression(s):
    path = "/api/v1/sales/products?limit=50"
    plain = s.ask("GET", path)
    tag = plain.header("ETag")
    assert tag.startswith('"') and tag.endswith('"'), tag
    assert "no-cache" in plain.header("Cache-Control") and "Accept" in plain.header("Vary")
    for header in (tag, f'"x", {tag}', "*", "W/" + tag):
        answer = s.ask("GET", path, headers={"If-None-Match": header})
        same((answer.status, answer.body, answer.header("ETag")), (304, b"", tag), header)
    same(s.ask("GET", path, headers={"If-None-Match": '"other"'}).status, 200)
    packed = s.ask("GET", "/api/v1/sales/trend?by=day", headers={"Accept-Encoding": "gzip"})
    same(packed.header("Content-Encoding"), "gzip")
    unpacked = s.ask("GET", "/api/v1/sales/trend?by=day")
    same(gzip.decompress(packed.body), unpacked.body)
    assert packed.header("ETag") != unpacked.header("ETag")
    assert s.ask("GET", "/api/v1/sales/kpis?limit=", headers={"Accept-Encoding": "gzip"}).header("Content-Encoding") is None
    head = s.ask("HEAD", path)
    same((head.status, head.body, head.header("ETag"), head.header("Content-Length")), (200, b"", tag, plain.header("Content-Length")))
    csv = s.ask("GET", path, headers={"Accept": "text/csv"})
    assert csv.header("ETag") != tag
    hits = s.metric("http_cache_hits_total")
    same(s.ask("GET", path).body, plain.body)
    same(s.metric("http_cache_hits_total"), hits + 1)
    same(s.ask("GET", "/api/v1/doctor").header("Cache-Control"), "no-store")


@check
def a_large_answer_streams_and_a_broken_one_shows(s):
    query = "SELECT a.store, b.product, a.quantity FROM sale a, sale b LIMIT {}"
    answer = s.ask("POST", "/api/v1/sql", json.dumps({"query": "SELECT 1 AS one"}), JSON)
    same(answer.status, 202)  # long: a job
    target = "/api/v1/sql?" + urllib.parse.urlencode({"query": query.format(120000)})
    answer = s.ask("GET", target, headers={"Accept": "text/csv"})
    same((answer.status, answer.header("Transfer-Encoding")), (200, "chunked"))
    same(answer.body.count(b"\n"), 120001)
    packed = s.ask("GET", target, headers={"Accept": "text/csv", "Accept-Encoding": "gzip"})
    same(gzip.decompress(packed.body), answer.body)
    target = "/api/v1/sql?" + urllib.parse.urlencode({"query": query.format(999999), "limit": 150000})
    try:
        whole = s.ask("GET", target, headers={"Accept": "text/csv"})
        assert whole.status == 413, whole.status
    except (http.client.IncompleteRead, ConnectionError):
        pass  # it had begun: the connection is cut


@check
def the_dashboard_is_there(s):
    page = s.ask("GET", "/", session=False)
    same((page.status, page.header("Content-Type")), (200, "text/html; charset=utf-8"))
    same(s.ask("GET", "/orders", session=False).body, page.body)  # a page's own address
    is_problem(s.ask("GET", "/missing.png", session=False), 404)
    same(s.ask("GET", "/", headers={"If-None-Match": page.header("ETag")}, session=False).status, 304)
    packed = s.ask("GET", "/", headers={"Accept-Encoding": "br, gzip"}, session=False)
    assert packed.header("ETag") != page.header("ETag") or packed.header("Content-Encoding") is None


@check
def documents_about_the_server(s):
    for target in ("/livez", "/readyz", "/healthz", "/metrics", "/openapi.json"):
        same(s.ask("GET", target, session=False).status, 200, target)
    document = s.ask("GET", "/openapi.json", session=False)
    same(document.body, s.run("openapi").stdout)
    paths = document.json()["paths"]
    same(document.json()["openapi"], "3.1.0")
    assert all(o["path"] in paths for o in operations(s))
    assert "/api/v1/serve" not in paths and "/api/v1/demo" not in paths  # they touch the caller's own files
    is_problem(s.ask("GET", "/api/v1/serve"), 404)


# ---- what goes wrong ------------------------------------------------------------------------------------------------------

NONSENSE = {"flag": "maybe", "integer": "1e", "count": "-1", "number": "inf", "money": "1,5,", "date": "2026-13-40",
            "period": "soon", "duration": "3y", "enum": "nothing", "quantiles": "2", "pair": "x"}


@check
def every_parameter_of_every_operation_refuses_nonsense(s):
    tried = 0
    for o in operations(s):
        method = "POST" if "changes" in o["flags"] else "GET"
        for p in o["params"]:
            for value in [NONSENSE.get(p["type"]), "%00", "%ff"]:
                if p["type"] == "file":
                    value = "%2Fetc%2Fpasswd"
                if value is None:
                    continue
                answer = s.ask(method, f"{o['path']}?{p['name']}={value}")
                is_problem(answer, 400, None if value in ("%00", "%ff") else p["name"])
                tried += 1
            if p["required"]:
                is_problem(s.ask(method, o["path"]), 400)
        is_problem(s.ask(method, o["path"] + "?no-such-thing=1"), 400, "no-such-thing")
        is_problem(s.ask("POST", o["path"], json.dumps({"no-such-thing": 1}), JSON), 400, "no-such-thing")
        many = "&".join(f"p{i}=1" for i in range(300))
        is_problem(s.ask(method, f"{o['path']}?{many}"), 413 if not p_is_long(many) else 414)
    assert tried > 200, tried


def p_is_long(text):
    return len(text) > 30000


@check
def values_that_are_large_or_odd(s):
    odd = ["'; DROP TABLE sale; --", "\u202eabc", "1" * 4000, "a\u0000b", "\ud800".encode("utf-8", "surrogatepass"), "{}", "%", "\n\r\t", "-1", "9" * 30]
    for o in operations(s):
        if "changes" in o["flags"]:
            continue
        full = os.environ.get("RI_TEST_FULL") == "1"
        for p in o["params"] if full else o["params"][:4]:
            if p["type"] == "file":
                continue
            for value in odd if full else odd[:4]:
                answer = s.ask("GET", o["path"] + "?" + urllib.parse.urlencode({p["name"]: value}), timeout=120)
                assert answer.status < 500 or (full and answer.status == 504), (o["name"], p["name"], value, answer.status, answer.body[:300])


@check
def bodies_that_are_wrong(s):
    path = "/api/v1/sales/kpis"
    for body in ("", "{", "[]", "1", "null", '{"from": {}}', '{"from": [["2026-01-01"]]}', '{"store": "a\\u0000b"}', '{"from":1,"from":2}',
                 '{"limit": 1e999}', "{" * 200, b"\xff\xfe", '{"period": "2026",}'):
        answer = s.ask("POST", path, body, JSON)
        assert answer.status == 400 or body == "", (body, answer.status)
    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/jsonx"):
        is_problem(s.ask("POST", path, "{}", {"Content-Type": kind}), 415)
    is_problem(s.ask("POST", path, "{}"), 415)
    is_problem(s.ask("POST", "/api/v1/import?as=sales", "a=b", {"Content-Type": "application/x-www-form-urlencoded"}), 415)
    for form in ("--x--", "--x--\r\n", "nothing", "--x\r\n\r\n--x--\r\n"):
        is_problem(s.ask("POST", "/api/v1/import?as=sales", form, {"Content-Type": "multipart/form-data; boundary=x"}), 400)
    is_problem(s.ask("POST", path, b" " * 1100000, JSON), 413)
    is_problem(s.ask("POST", "/api/v1/import?as=sales", b"a" * 1100000, {"Content-Type": "text/csv"}), 413)  # http.body_mb=1
    is_problem(s.ask("GET", path, "{}", JSON), 400)
    is_problem(s.ask("GET", "/livez", "x"), 400)
    same(s.ask("POST", path, '{"from": null, "store": ["S1", "S2"], "as_of": "2026-02-01"}', JSON).status, 200)


@check
def paths_and_methods_that_are_wrong(s):
    problem = is_problem(s.ask("GET", "/api/v1/sales/stors"), 404)
    assert "/api/v1/sales/stores" in problem["detail"], problem
    for target in ("/api/v1/", "/api/v1/sales", "/api/v1/sales.stores", "/api", "/api/v1/jobs/x", "/api/v1/jobs/1/result", "/api/v2/sales/stores"):
        assert s.ask("GET", target).status in (400, 404), target
    for target in ("/../etc/passwd", "/%2e%2e/etc/passwd", "//etc/passwd", "/api/v1//sales/stores", "/api/v1/sales%2fstores", "/a%00", "/%ff", "/a\\b",
                   "http://evil.example/", "*", "/api/v1/sales/stores/"):
        is_problem(s.ask("GET", target), 400)
    for method in ("PUT", "PATCH", "TRACE", "DELETE", "BREW"):
        answer = s.ask(method, "/api/v1/sales/kpis", headers={"Origin": s.origin})
        is_problem(answer, 405)
        same(answer.header("Allow"), "GET, HEAD, POST, OPTIONS")
    same(s.ask("OPTIONS", "/api/v1/import").header("Allow"), "POST, OPTIONS")
    same(s.ask("OPTIONS", "/api/v1/import").status, 204)
    is_problem(s.ask("GET", "/api/v1/import?as=sales"), 405)


@check
def heads_that_two_readers_would_read_differently(s):
    good = f"Host: 127.0.0.1:{s.port}\r\nAuthorization: Bearer {s.secret}\r\n"
    for lines in (f"{good}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", f"{good}Host: other\r\n", "", f"{good}Content-Length: 2\r\nContent-Length: 2\r\n",
                  f"{good}Transfer-Encoding: gzip, chunked\r\n", f"{good}Content-Length: -1\r\n", f"{good}Content-Length: 1_0\r\n", f"{good}Bad Name: x\r\n",
                  f"{good}Content-Length : 0\r\n"):
        got = s.raw(f"POST /api/v1/sales/kpis HTTP/1.1\r\n{lines}\r\n{{}}GET /livez HTTP/1.1\r\n{good}\r\n".encode(), 2)
        assert got == b"" or got.startswith(b"HTTP/1.1 4"), (lines, got[:200])
        assert b"HTTP/1.1 2" not in got, (lines, got)  # what follows is not read as a request
    assert s.raw(f"GET / HTTP/1.1\r\n{good}X: {'a' * 100000}\r\n\r\n".encode(), 2)[:12] in (b"", b"HTTP/1.1 431", b"HTTP/1.1 413", b"HTTP/1.1 400")
    assert s.raw(f"GET /{'a' * 100000} HTTP/1.1\r\n{good}\r\n".encode(), 2)[:12] in (b"", b"HTTP/1.1 414", b"HTTP/1.1 431")
    assert s.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, 2)[:10] in (b"", b"HTTP/1.1 4", b"HTTP/1.0 4")
    for end in ("\n", "\r"):  # bare ones: where does the line end?
        for head in (f"GET /livez HTTP/1.1{end}{good}", f"GET /livez HTTP/1.1\r\nX: a{end}{good}", f"GET /livez HTTP/1.1\r\nX: a{end} b\r\n{good}",
                     f"GET /livez HTTP/1.1\r\nHost: 127.0.0.1{end}Content-Length: 5\r\nX: y\r\n"):
            got = s.raw(f"{head}\r\n".encode(), 1)
            assert got == b"" or got.startswith(b"HTTP/1.1 4"), (head, got[:200])
            assert b"HTTP/1.1 2" not in got, (head, got)
    folded = s.raw(f"GET /livez HTTP/1.1\r\nX: a\r\n b\r\n{good}\r\n".encode(), 1)
    assert folded.startswith(b"HTTP/1.1 4"), folded[:200]
    two = s.raw(f"GET /livez HTTP/1.1\r\n{good}\r\nGET /livez HTTP/1.1\r\n{good}Connection: close\r\n\r\n".encode(), 5)
    same(two.count(b"HTTP/1.1 200"), 2, "pipelined")
    old = s.raw(f"GET /livez HTTP/1.0\r\n{good}\r\n".encode(), 5)
    assert b" 200 " in old, old


@check
def a_head_ends_as_its_lines_do(s):
    head = f"GET /livez HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\n"
    for last in ("X: y\n\r\n", "X: y\r\n\n", "X: y\n\n", "X: y\r\r\n", "X: y\r\n\r", "X: y\r\r", "\n", "\r"):  # another reader goes on reading lines of the head here
        for behind in ("", f"{head}\r\n"):
            got = s.raw(f"{head}{last}{behind}".encode(), 0.5)
            assert got == b"" or got.startswith(b"HTTP/1.1 4"), (last, behind, got[:200])
            assert b"HTTP/1.1 2" not in got, (last, behind, got)
    same(s.raw(f"{head}X: y\r\n\r\n{head}Connection: close\r\n\r\n".encode(), 5).count(b"HTTP/1.1 200"), 2)
    for first in ("GET /livez\0x HTTP/1.1", "GET\0x /livez HTTP/1.1", "GET\0 /livez HTTP/1.1", "GET  /livez HTTP/1.1", "GET /livez  HTTP/1.1", "GET /livez HTTP/1.1\0",
                  "GET /livez HTTP/1.1 ", "GET\t/livez HTTP/1.1", "GET /livez x HTTP/1.1", " GET /livez HTTP/1.1", "GET /livez http/1.1", "GET http://other/livez HTTP/1.1"):
        got = s.raw(head.replace("GET /livez HTTP/1.1", first).encode() + b"\r\n", 0.5)
        assert got == b"" or got.startswith(b"HTTP/1.1 4"), (first, got[:200])


@check
def a_body_that_is_refused_is_no_request(s):
    """Behind a head that is answered at once lies a body that looks like a request: one more answer, to what lies behind it, and no other."""
    inner = f"GET /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\n\r\n"
    outer = f"GET /livez HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nConnection: close\r\n\r\n"
    for first in ("GET /livez", "HEAD /livez", "PUT /livez", "POST /nothing", "POST /api/v1/sales/kpis", "POST /login", "OPTIONS *", "DELETE /api/v1/jobs/x"):
        got = s.raw(f"{first} HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nContent-Type: application/json\r\nContent-Length: {len(inner)}\r\n\r\n{inner}{outer}".encode(), 2)
        assert got.count(b"HTTP/1.1 ") <= 2 and b"HTTP/1.1 5" not in got, (first, got)
        assert got.count(b"HTTP/1.1 ") == 1 or got.count(b"HTTP/1.1 200") == 1, (first, got)


@check
def behind_a_body_in_chunks_nothing_is_a_request(s):
    good = f"Host: 127.0.0.1:{s.port}\r\nAuthorization: Bearer {s.secret}\r\n"
    head = f"POST /api/v1/sales/kpis HTTP/1.1\r\n{good}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    for body in ("2\r\n{}\r\n0\r\n\r\n", "2\n{}\r\n0\r\n\r\n", "2\n\n{}\r\n0\r\n\r\n", "2\r\n{}\n0\n\n", "2;a=b\n{}\r\n0\r\n\r\n", "2\r\n{}0\r\n\r\n",
                 "2\r\n{}\r\n0\r\nX: y\n\r\n", "2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n", "2 \r\n{}\r\n0\r\n\r\n", "0x2\r\n{}\r\n0\r\n\r\n"):
        got = s.raw(f"{head}{body}GET /livez HTTP/1.1\r\n{good}\r\n".encode(), 2)
        assert got.count(b"HTTP/1.1 ") <= 1, (body, got)
        assert b"connection: close" in got.lower() or got == b"", (body, got[:400])
    assert s.raw(f"{head}2\r\n{{}}\r\n0\r\n\r\n".encode(), 5).startswith(b"HTTP/1.1 200")


@check
def slow_clients_are_cut_off(s):
    def drip(data, pause, most):
        """Seconds until the server closed, sending a byte at a time; None: it did not."""
        start = time.monotonic()
        with socket.create_connection(("127.0.0.1", s.port), 5) as c:
            c.settimeout(pause)
            for byte in data:
                if time.monotonic() - start > most:
                    return None
                try:
                    c.sendall(bytes([byte]))
                    if c.recv(1000) == b"":
                        return time.monotonic() - start
                except socket.timeout:
                    continue
                except OSError:
                    return time.monotonic() - start
        return None

    head = f"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {'a' * 4000}".encode()
    body = (f"POST /api/v1/sales/kpis HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {s.secret}\r\nContent-Type: application/json\r\n"
            f"Content-Length: 5000\r\n\r\n").encode()
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        heads = pool.submit(drip, head, 0.1, 12)
        bodies = pool.submit(lambda: drip_after(s, body, 0.1, 14))
        silent = pool.submit(drip, b"", 0.1, 1)
        assert heads.result() is not None and heads.result() < 10, heads.result()
        assert bodies.result() is not None and bodies.result() < 12, bodies.result()
        silent.result()


def drip_after(s, head, pause, most):
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", s.port), 5) as c:
        c.sendall(head)
        c.settimeout(pause)
        while time.monotonic() - start < most:
            try:
                c.sendall(b" ")
                if c.recv(1000) == b"":
                    return time.monotonic() - start
            except socket.timeout:
                continue
            except OSError:
                return time.monotonic() - start
    return None


ENDLESS = "SELECT sum(a.quantity * b.quantity * c.quantity + d.quantity) AS n FROM sale a, sale b, sale c, sale d"


@check
def a_client_that_leaves_is_counted(s):
    """That its call ends before its time is shown where calls may take long: operation.py, slow_ones."""
    gone = s.metric("http_clients_gone_total")
    target = "/api/v1/sql?" + urllib.parse.urlencode({"query": ENDLESS})
    with socket.create_connection(("127.0.0.1", s.port), 5) as c:
        c.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {s.secret}\r\n\r\n".encode())
        until = time.monotonic() + 10
        while s.metric("http_calls_running") < 1 and time.monotonic() < until:
            time.sleep(0.05)
    until = time.monotonic() + 10
    while s.metric("http_calls_running") > 0 and time.monotonic() < until:
        time.sleep(0.05)
    same(s.metric("http_calls_running"), 0)
    assert s.metric("http_clients_gone_total") > gone


@check
def a_call_has_a_time_limit(s):
    start = time.monotonic()
    answer = s.ask("GET", "/api/v1/sql?" + urllib.parse.urlencode({"query": ENDLESS}))
    assert answer.status in (408, 504) and time.monotonic() - start < 20, (answer.status, answer.body)


# ---- jobs and events --------------------------------------------------------------------------------------------------------

@check
def a_file_is_imported_as_a_job(s):
    before = s.ask("GET", "/api/v1/session").json()["data_version"]
    accepted = s.ask("POST", "/api/v1/import?as=sales&name=..%2F..%2Ftill.csv", sales(60, "2026-06-01"), {"Content-Type": "text/csv"})
    same(accepted.status, 202, accepted.body)
    job = accepted.json()
    same(accepted.header("Location"), f"/api/v1/jobs/{job['id']}")
    done = s.finish(job["id"])
    same((done["state"], done["error"]), ("done", None), done)
    result = s.ask("GET", f"/api/v1/jobs/{job['id']}/result").json()
    same((result["rows"][0]["file"], result["rows"][0]["accepted"]), ("till.csv", 60))
    same(s.ask("GET", f"/api/v1/jobs/{job['id']}/result", headers={"Accept": "text/csv"}).body.count(b"\n"), 2)
    assert s.ask("GET", "/api/v1/session").json()["data_version"] > before
    assert s.ask("GET", "/api/v1/sales/kpis?from=2026-06-01").json()["rows"][0]["lines"] >= 60  # seen at once
    assert any(j["id"] == job["id"] for j in s.ask("GET", "/api/v1/jobs").json()["jobs"])
    bad = s.ask("POST", "/api/v1/import?as=sales", "no,such\ncolumns,here\n", {"Content-Type": "text/csv"}).json()
    failed = s.finish(bad["id"])
    same(failed["state"], "failed", failed)
    assert 400 <= failed["error"]["status"] < 500 and failed["error"]["detail"], failed
    assert s.ask("GET", f"/api/v1/jobs/{bad['id']}/result").status == 404
    empty = s.ask("POST", "/api/v1/import", "{}", JSON).json()
    same(s.finish(empty["id"])["error"]["status"], 400)


@check
def what_another_process_brings_counts_at_once(s):
    """No kept answer is older than the data, whoever changed them: the command ends, and the next request knows."""
    target = "/api/v1/sales/kpis?from=2027-08-01&to=2027-09-01"
    for i in range(4):
        before = s.ask("GET", target)
        same(s.ask("GET", target).body, before.body)  # kept
        with open(os.path.join(s.folder, "more.csv"), "w", encoding="utf-8") as f:
            f.write(sales(2, f"2027-08-{i + 1:02d}"))
        done = s.run("import", "more.csv", "--as", "sales", "--source", f"more{i}")
        after = s.ask("GET", target, headers={"If-None-Match": before.header("ETag") or "none"})
        same((done.returncode, after.status), (0, 200), done.stderr)
        same(after.json()["rows"][0]["lines"], 2 * (i + 1), i)
    until = time.monotonic() + 5
    while s.ask("GET", target).header("ETag") is None:
        assert time.monotonic() < until, "it is never kept again"
        time.sleep(0.05)


@check
def who_is_erased_is_in_no_kept_answer(s):
    def rfm():
        job = s.ask("POST", "/api/v1/customers/rfm", "{}", JSON).json()
        same(s.finish(job["id"])["state"], "done")
        return f"/api/v1/jobs/{job['id']}/result"

    kept, top = rfm(), "/api/v1/customers/top?limit=50"
    assert any(row["customer"] == "C7" for row in s.ask("GET", kept).json()["rows"])
    assert any(row["customer"] == "C7" for row in s.ask("GET", top).json()["rows"])
    gone = s.ask("POST", "/api/v1/customers/erase", json.dumps({"customer": "C7"}), JSON).json()
    same(s.finish(gone["id"])["state"], "done")
    for _ in range(30):  # the server looks after each change and each second
        answer = s.ask("GET", kept)
        if answer.status == 404:
            break
        time.sleep(0.1)
    is_problem(answer, 404)
    assert b'"C7"' not in s.ask("GET", top).body
    assert all(row["customer"] != "C7" for row in s.ask("GET", rfm()).json()["rows"])


@check
def jobs_are_cancelled_and_bounded(s):
    body = json.dumps({"query": ENDLESS})
    ids = [s.ask("POST", "/api/v1/sql", body, JSON).json()["id"] for _ in range(3)]  # http.jobs=1: two wait
    refused = None
    for _ in range(10):
        answer = s.ask("POST", "/api/v1/sql", body, JSON)
        if answer.status == 202:
            ids.append(answer.json()["id"])
        else:
            refused = answer
    is_problem(refused, 429)
    assert refused.header("Retry-After").isdigit()
    is_problem(s.ask("GET", f"/api/v1/jobs/{ids[0]}/result"), 409)
    for job in ids[::-1]:
        same(s.ask("DELETE", f"/api/v1/jobs/{job}").status, 200)
    states = [s.finish(job)["state"] for job in ids]
    same(states, ["cancelled"] * len(ids))
    is_problem(s.ask("DELETE", "/api/v1/jobs/385"), 404)


SERIES = "series=sku&time=day&value=units"


def series_file(series, days, step):
    first = datetime.date(2024, 1, 1)
    return "sku,day,units\n" + "".join(f"K{k},{first + datetime.timedelta(days=t)},{((k + 1) * t * t + k) % 7}\n" for k in range(series) for t in range(0, days, step))


@check
def a_learner_over_series_is_kept_and_asked(s):
    """One request trains, one predicts: what is said is what training in one go says."""
    data = series_file(3, 120, 1)
    job = s.ask("POST", f"/api/v1/demand/learn?{SERIES}&horizon=7&save=http", data, {"Content-Type": "text/csv"})
    same(job.status, 202, job.body)
    same(s.finish(job.json()["id"])["state"], "done")
    kept = {row["model"]: row for row in s.ask("GET", "/api/v1/demand/models").json()["rows"]}["http"]
    same((kept["kind"], kept["target"], kept["said"]), ("series", "units", None))
    answers = []
    for query in (f"{SERIES}&use=http", f"{SERIES}&model=boost&horizon=7"):
        done = s.finish(s.ask("POST", "/api/v1/demand/forecast?" + query, data, {"Content-Type": "text/csv"}).json()["id"])
        same(done["state"], "done", done)
        answers.append(s.ask("GET", f"/api/v1/jobs/{done['id']}/result").json())
    same(len(answers[0]["rows"]), 21)
    assert all(row["model"] == "boost" and row["q0.1"] <= row["q0.9"] for row in answers[0]["rows"]), answers[0]
    same(answers[0]["rows"], answers[1]["rows"])
    failed = s.finish(s.ask("POST", f"/api/v1/demand/forecast?{SERIES}&use=none", data, {"Content-Type": "text/csv"}).json()["id"])
    same((failed["state"], failed["error"]["status"]), ("failed", 404), failed)


@check
def odd_series_are_forecast_and_said_to_be(s):
    """Constant, all missing, zero, huge, negative, one point long: a forecast each, and the reason."""
    odd = {"constant": "4", "missing": "", "zero": "0", "huge": "3e12", "negative": "-2"}
    data = "sku,day,units\n" + "".join(f"{k},{datetime.date(2024, 1, 1) + datetime.timedelta(days=t)},{v}\n" for t in range(60) for k, v in odd.items())
    data += "point,2024-02-29,6\n"

    def rows(query):
        done = s.finish(s.ask("POST", f"/api/v1/demand/forecast?{SERIES}&horizon=2{query}", data, {"Content-Type": "text/csv"}).json()["id"])
        same(done["state"], "done", done)
        return s.ask("GET", f"/api/v1/jobs/{done['id']}/result").json()

    means = {row["sku"]: row["mean"] for row in rows("")["rows"]}
    same(means, {"constant": 4, "missing": 0, "zero": 0, "huge": 3e12, "negative": -2, "point": 6})
    why = {row["sku"]: (row["rung"], row["reason"]) for row in rows("&report=true")["rows"]}
    same({k for k, (rung, _) in why.items() if rung != "model"}, {"missing", "zero"})
    assert "no known value" in why["missing"][1] and "too few" in why["point"][1], why
    failed = s.finish(s.ask("POST", f"/api/v1/demand/forecast?{SERIES}", "sku,day,units\n", {"Content-Type": "text/csv"}).json()["id"])
    assert failed["state"] == "failed" and "no observation" in failed["error"]["detail"], failed


@check
def a_forecast_that_is_cancelled_leaves_nothing(s):
    """Forecast, backtest and training, each told to stop as soon as it works: over within seconds, no result, no model."""
    data = series_file(150, 600, 3)
    hard = "candidates=ets,arima,dynamic_theta,seasonal_level"
    tasks = {"forecast": f"horizon=14&{hard}", "backtest": f"horizon=14&folds=3&{hard}", "learn": "horizon=14&trees=4000&save=half"}
    for verb, query in tasks.items():
        job = s.ask("POST", f"/api/v1/demand/{verb}?{SERIES}&{query}", data, {"Content-Type": "text/csv"}).json()["id"]
        until = time.monotonic() + 60
        while s.ask("GET", f"/api/v1/jobs/{job}").json()["state"] == "queued" and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        began = time.monotonic()
        same(s.ask("DELETE", f"/api/v1/jobs/{job}").status, 200, verb)
        done = s.finish(job)
        same(done["state"], "cancelled", (verb, done))
        assert time.monotonic() - began < 20, (verb, time.monotonic() - began)
        assert s.ask("GET", f"/api/v1/jobs/{job}/result").status in (404, 409), verb
    assert all(row["model"] != "half" for row in s.ask("GET", "/api/v1/demand/models").json()["rows"])
    models = os.path.join(s.workspace, "models")
    assert not [name for name in (os.listdir(models) if os.path.isdir(models) else []) if "half" in name or name.endswith(".new")]


def events(s, count, seconds, last=None, path="/api/v1/stream"):
    """(id, event, data) of up to count events within so many seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", s.port, timeout=seconds)
    headers = {"Authorization": "Bearer " + s.secret, **({"Last-Event-ID": last} if last else {})}
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    same(response.getheader("Content-Type"), "text/event-stream")
    found, at = [], {}
    until = time.monotonic() + seconds
    try:
        while len(found) < count and time.monotonic() < until:
            line = response.readline().decode().rstrip("\n")
            if line:
                key, _, value = line.partition(": ")
                at[key] = value
            elif at.get("event"):
                found.append((at.get("id"), at["event"], json.loads(at["data"])))
                at = {}
    except (socket.timeout, TimeoutError):
        pass
    connection.close()
    return found


@check
def events_are_told_and_replayed(s):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        streams = [pool.submit(events, s, 12, 6) for _ in range(2)]
        time.sleep(0.7)
        job = s.ask("POST", "/api/v1/import?as=sales", sales(20, "2026-07-01"), {"Content-Type": "text/csv"}).json()
        s.finish(job["id"])
        seen = [f.result() for f in streams]
    for found in seen:
        same(found[0][1], "data_version")
        states = [data["state"] for _, event, data in found if event == "job" and data["id"] == job["id"]]
        same((states[0], states[-1]), ("queued", "done"), found)
        versions = [data["data_version"] for _, event, data in found if event == "data_version"]
        assert versions == sorted(versions) and len(set(versions)) > 1, versions
    numbered = [e for e in seen[0] if e[0]]
    again = events(s, len(numbered), 3, last=numbered[0][0])
    same([e for e in again if e[0]][: len(numbered) - 1], numbered[1:])
    topics = events(s, len(numbered), 3, last=numbered[0][0], path="/api/v1/events?topics=job,alert")
    same([e for e in topics if e[0]], [e for e in numbered[1:] if e[1] != "data_version"], "only these topics")
    same([e for e in events(s, 2, 1, last="1") if e[0]], [])  # too old: the state of now is said instead
    assert s.ask("GET", "/metrics", session=False).status == 200


# ---- beginning and end ----------------------------------------------------------------------------------------------------------

@check
def a_port_or_workspace_that_is_taken(s):
    taken = s.run("serve", "--port", "0")
    same(taken.returncode, 5, taken.stderr)
    assert b"served already" in taken.stderr and b"link" in taken.stderr, taken.stderr
    other = Server(lines=0)
    try:
        done = other.run("serve", "--port", str(s.port))
        same(done.returncode, 5, done.stderr)
        assert f"port {s.port} is taken".encode() in done.stderr, done.stderr
        same(other.run("serve", "--port", "70000").returncode, 2)
        same(other.run("link").returncode, 4)
    finally:
        other.remove()


@check
def what_every_answer_has(s):
    same(s.leaks, [], "answers that tell of the machine")
    same(s.serious, [], "answers of 500 and more")
    same(s.bare, [], "answers without the headers of safety")


@check
def it_ends_in_order(s):
    job = s.ask("POST", "/api/v1/sql", json.dumps({"query": ENDLESS}), JSON).json()
    assert job["state"] in ("queued", "running")
    stream = socket.create_connection(("127.0.0.1", s.port), 5)
    stream.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {s.secret}\r\n\r\n".encode())
    stream.settimeout(10)
    stream.recv(1000)
    start = time.monotonic()
    same(s.stop(), 0, s.errors.name)
    assert time.monotonic() - start < 10
    stream.close()
    same(s.run("link").returncode, 4)
    assert not any(f.startswith("address") for f in os.listdir(os.path.join(s.workspace, "access")))


if __name__ == "__main__":
    sys.exit(run_suite(Server({"http.body_mb": 1, "http.header_seconds": 2, "http.idle_seconds": 2, "http.seconds": 3, "http.jobs": 1, "http.job_queue": 4,
                              "http.drain_seconds": 1, "engine.threads": 2}), begin))
