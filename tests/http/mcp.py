#!/usr/bin/env python3
"""The assistant's door (/mcp) from outside, with a plain client of JSON-RPC over POST: what is said, who may what, what goes wrong.

    tests/http/mcp.py [NAME...]      only checks whose name contains one of these

The last line is `N passed, N failed`."""
import base64
import json
import os
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import Server, begin, check, run_suite, same  # noqa: E402

HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
ENDLESS = "SELECT sum(a.quantity * b.quantity * c.quantity * d.quantity) AS n FROM sale a, sale b, sale c, sale d"


def post(s, message, secret=None, headers=None, **more):
    body = message if isinstance(message, (bytes, str)) else json.dumps(message)
    return s.ask("POST", "/mcp", body, {**HEADERS, **({"Authorization": "Bearer " + secret} if secret else {}), **(headers or {})}, **more)


def ask(s, method, params=None, secret=None, number=7):
    answer = post(s, {"jsonrpc": "2.0", "id": number, "method": method, **({"params": params} if params is not None else {})}, secret)
    same((answer.status, answer.header("Content-Type")), (200, "application/json"), answer.body[:300])
    got = answer.json()
    same((got["jsonrpc"], got["id"]), ("2.0", number))
    return got


def call(s, name, arguments=None, secret=None):
    return ask(s, "tools/call", {"name": name, "arguments": arguments or {}}, secret)["result"]


def key(s, *arguments):
    return s.run("keys", "create", *arguments, "--format", "csv").stdout.decode().splitlines()[1].split(",")[2]


@check
def versions_are_agreed_on(s):
    for asked, want in (("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2024-11-05", "2025-11-25"), ("next", "2025-11-25")):
        result = ask(s, "initialize", {"protocolVersion": asked, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}})["result"]
        same((result["protocolVersion"], result["serverInfo"]["name"]), (want, "retailinsight"))
        assert "tools" in result["capabilities"], result
    same(ask(s, "initialize", {})["error"]["code"], -32602)
    done = post(s, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    same((done.status, done.body), (202, b""))
    same(ask(s, "ping")["result"], {})
    same(ask(s, "ping", number="a\"b\n")["result"], {})  # ids come back as they are
    same(post(s, {"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers={"MCP-Protocol-Version": "2025-06-18"}).status, 200)
    same(post(s, {"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers={"MCP-Protocol-Version": "1999-01-01"}).status, 400)


@check
def tools_are_the_operations_one_may_call(s):
    tools = {t["name"]: t for t in ask(s, "tools/list")["result"]["tools"]}
    operations = s.ask("GET", "/api/v1/operations").json()["operations"]
    same(sorted(tools), sorted(o["name"].replace(".", "_") for o in operations))
    for o in operations:
        tool = tools[o["name"].replace(".", "_")]
        same(tool["annotations"]["readOnlyHint"], "changes" not in o["flags"], o["name"])
        schema = tool["inputSchema"]
        same((schema["type"], schema["additionalProperties"]), ("object", False))
        same(set(schema["properties"]), {p["name"] for p in o["params"]}, o["name"])
        same(sorted(schema["required"]), sorted(p["name"] for p in o["params"] if p["required"]), o["name"])
        assert tool["description"].startswith(o["summary"]), tool
    mine = {t["name"] for t in ask(s, "tools/list", secret=key(s, "m", "--role", "marketing"))["result"]["tools"]}
    theirs = {t["name"] for t in ask(s, "tools/list", secret=key(s, "st", "--role", "staff", "--store", "S1"))["result"]["tools"]}
    assert mine and theirs and mine != theirs and mine < set(tools) and "users_create" not in mine | theirs, (mine, theirs)
    same(ask(s, "tools/list", {"cursor": "x"})["error"]["code"], -32602)


@check
def a_call_answers_what_the_api_answers(s):
    arguments = {"from": "2026-01-10", "to": "2026-02-20", "store": ["S1", "S2"], "limit": 3}
    result = call(s, "sales_products", arguments)
    same(result["isError"], False)
    rows = s.ask("GET", "/api/v1/sales/products?from=2026-01-10&to=2026-02-20&store=S1&store=S2&limit=3").json()
    same(result["structuredContent"], rows)
    same(json.loads(result["content"][0]["text"]), rows)
    same(call(s, "sales_stores", secret=key(s, "one", "--role", "analyst", "--store", "S1"))["structuredContent"]["rows"],
         [r for r in s.ask("GET", "/api/v1/sales/stores?store=S1").json()["rows"]], "rows are limited to the key's stores")
    text = call(s, "report_weekly", {"format": "txt"})
    if not text["isError"]:
        document = text["content"][0]["resource"]
        assert document["mimeType"].startswith("text/plain") and len(base64.b64decode(document["blob"])) > 100, document


@check
def a_file_comes_as_its_text(s):
    table = "t,v\n" + "".join(f"2026-{1 + i // 28:02d}-{1 + i % 28:02d},{20 + i % 7 * 3}\n" for i in range(112))
    result = call(s, "demand_forecast", {"input": table, "time": "t", "value": "v", "horizon": 3, "frequency": "day", "season": 7})
    same(result["isError"], False, result)
    same(len(result["structuredContent"]["rows"]), 3)
    before = s.ask("GET", "/api/v1/imports/list").json()["rows"]
    result = call(s, "import", {"as": "stores", "file": "store,name,opened_on\nS1,First,2020-01-01\nS2,Second,2021-01-01\n"})
    same(result["isError"], False, result)
    same(len(s.ask("GET", "/api/v1/imports/list").json()["rows"]), len(before) + 1)


@check
def what_goes_wrong_is_told_to_the_assistant(s):
    wrong = call(s, "sales_kpis", {"from": "nonsense"})
    assert wrong["isError"] and "nonsense" in wrong["content"][0]["text"] and "--from" not in wrong["content"][0]["text"], wrong
    assert call(s, "sales_kpis", {"frm": "2026-01-01"})["isError"]
    assert call(s, "sql", {})["isError"]
    assert call(s, "sales_kpis", {"from": {"a": 1}})["isError"]
    large = call(s, "sql", {"query": "SELECT a.store, b.product, a.quantity FROM sale a, sale b LIMIT 90000"})
    assert large["isError"] and "1 MiB" in large["content"][0]["text"], large
    for name in ("nothing", "sales.kpis", "serve", None, 5):
        same(ask(s, "tools/call", {"name": name, "arguments": {}})["error"]["code"], -32602, name)
    same(ask(s, "tools/call", {"name": "users_create", "arguments": {"name": "x"}}, key(s, "no", "--role", "analyst"))["error"]["code"], -32602)
    assert not s.run("users", "list", "--format", "csv").stdout.decode().count("x,")


@check
def what_is_no_message_is_refused(s):
    for body, status, code in ((b"{", 400, -32700), (b"", 400, -32700), (b"[]", 400, -32600), (b"7", 400, -32600), (b"null", 400, -32600),
                               (b'{"id":1,"method":"ping"}', 400, -32600), (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600),
                               (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32600), (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', 400, -32600),
                               (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', 400, -32600), (b"\xff\xfe", 400, -32700),
                               (b'{"jsonrpc":"2.0","id":1,"method":"tools/nothing"}', 200, -32601),
                               (b'{"jsonrpc":"2.0","id":1,"method":"tools/call"}', 200, -32602), (b"[" * 100000, 400, -32700)):
        answer = post(s, body)
        same((answer.status, answer.json()["error"]["code"]), (status, code), body[:60])
    same(s.ask("GET", "/mcp").status, 405)
    same(s.ask("GET", "/mcp").header("Allow"), "POST, OPTIONS")
    same(s.ask("DELETE", "/mcp").status, 405)
    same(s.ask("POST", "/mcp", "{}", {"Content-Type": "text/plain"}).status, 415)
    same(post(s, {"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"x": "a" * (1 << 20)}}).status, 413)
    same(post(s, {"jsonrpc": "2.0", "id": 1, "method": "ping"}, session=False).status, 401)
    same(post(s, {"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers={"Origin": "http://evil.example"}).status, 403)
    same(post(s, {"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers={"Origin": s.origin}).status, 200)


@check
def a_client_that_leaves_is_counted(s):
    """That its call ends before its time is shown where calls may take long: operation.py, slow_ones."""
    before = s.metric("http_clients_gone_total")
    connection = s.connect()
    connection.request("POST", "/mcp", json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "sql", "arguments": {"query": ENDLESS}}}),
                       {**HEADERS, "Authorization": "Bearer " + s.secret})
    until = time.monotonic() + 10
    while s.metric("http_calls_running") < 1:
        assert time.monotonic() < until
        time.sleep(0.05)
    connection.close()
    until = time.monotonic() + 15
    while s.metric("http_calls_running") > 0:
        assert time.monotonic() < until, "it still runs"
        time.sleep(0.05)
    same(s.metric("http_clients_gone_total"), before + 1)


@check
def a_slow_call_never_blocks_a_quick_one(s):
    """More slow ones than workers: they stop counting after a second."""
    threads = []
    for i in range(6):
        query = urllib.parse.urlencode({"query": ENDLESS + f" WHERE a.quantity > -{i}"})
        threads.append(threading.Thread(target=s.ask, args=("GET", "/api/v1/sql?" + query), daemon=True))
        threads[-1].start()
    time.sleep(2.5)
    assert s.metric("http_calls_running") >= 6, s.metric("http_calls_running")
    start = time.monotonic()
    same(s.ask("GET", "/api/v1/sales/kpis?from=2026-01-11").status, 200)
    assert time.monotonic() - start < 5, time.monotonic() - start
    for thread in threads:
        thread.join(60)


if __name__ == "__main__":
    sys.exit(run_suite(Server({"http.seconds": 8, "http.workers": 4, "engine.threads": 2}), begin))
