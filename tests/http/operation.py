#!/usr/bin/env python3
"""How the server is run: TLS, what it refuses to do, logs, measures, limits on how often, settings read again, an orderly end.

    tests/http/operation.py [NAME...]      only checks whose name contains one of these

The last line is `N passed, N failed`."""
import concurrent.futures
import json
import os
import re
import shutil
import signal
import ssl
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import Server, certificate, check, ended_certificate, run_suite, same  # noqa: E402

JSON = {"Content-Type": "application/json"}
SLOW = "SELECT sum(a.quantity * b.quantity * c.quantity) AS n FROM sale a, sale b, (SELECT quantity FROM sale LIMIT %d) c"


def again(s, *arguments, settings=None):
    """The server anew, with settings in the workspace's file; the session stays."""
    if s.child and s.child.poll() is None:
        same(s.stop(), 0)
    write_settings(s, settings or {})
    s.start("--port", "0", *arguments)
    s.sign_in()


def write_settings(s, settings):
    areas = {}
    for key, value in settings.items():
        areas.setdefault(key.split(".")[0], []).append(f"  {key.split('.')[1]}: {value}\n")
    with open(os.path.join(s.workspace, "retailinsight.yaml"), "w", encoding="utf-8") as f:
        f.write("".join(f"{area}:\n{''.join(lines)}" for area, lines in areas.items()))


def log_lines(s):
    with open(os.path.join(s.workspace, "logs", "server.log"), encoding="utf-8") as f:
        return f.read().splitlines()


def in_log(s, found, seconds=5, after=0):
    """The first line that `found` says is it, behind so many."""
    until = time.monotonic() + seconds
    while True:
        for line in log_lines(s)[after:]:
            if found(line):
                return line
        assert time.monotonic() < until, log_lines(s)[-5:]
        time.sleep(0.05)


# ---- TLS -----------------------------------------------------------------------------------------------------------------

@check
def what_others_could_read_is_refused_without_a_word(s):
    for host in ("0.0.0.0", "::"):
        done = s.run("serve", "--host", host, "--port", "0", timeout=60)
        same(done.returncode, 2, done.stderr)
        assert b"--insecure-network" in done.stderr and b"--tls-cert" in done.stderr, done.stderr
    again(s, "--host", "0.0.0.0", "--insecure-network")
    same(s.ask("GET", "/livez").status, 200)
    assert s.ask("GET", "/livez").header("Strict-Transport-Security") is None
    again(s, "--host", "127.0.0.2")
    same(s.stop(), 0)


@check
def certificates_that_cannot_be_used_are_refused(s):
    cert, key = certificate(s.folder)
    other = certificate(s.folder, "other")
    ended = ended_certificate(s.folder)
    open_key = os.path.join(s.folder, "open.key")
    shutil.copy(key, open_key)
    os.chmod(open_key, 0o644)
    broken = os.path.join(s.folder, "broken.pem")
    with open(broken, "w", encoding="ascii") as f:
        f.write("-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n")
    for arguments, word in (((cert, other[1]), b"is not that of the certificate"), (ended, b"has ended"), ((cert, open_key), b"chmod"),
                            ((broken, key), b"cannot be used"), ((s.folder + "/none.pem", key), b"cannot be used"), ((key, cert), b"cannot be used")):
        done = s.run("serve", "--port", "0", "--tls-cert", arguments[0], "--tls-key", arguments[1], timeout=60)
        same(done.returncode, 2, done.stderr)
        assert word in done.stderr, (word, done.stderr)
    done = s.run("serve", "--port", "0", "--tls-cert", cert)
    same(done.returncode, 2)
    assert b"--tls-key is missing" in done.stderr, done.stderr


@check
def with_a_certificate_everything_is_encrypted(s):
    s.trust, key = certificate(s.folder)
    again(s, "--host", "0.0.0.0", "--tls-cert", s.trust, "--tls-key", key)
    assert s.origin.startswith("https://"), s.origin
    signed_in = s.ask("GET", s.run("link", "--format", "csv").stdout.decode().split()[-1][len(s.origin):], session=False)
    assert "; Secure" in signed_in.header("Set-Cookie") and "HttpOnly" in signed_in.header("Set-Cookie"), signed_in.headers
    same(signed_in.header("Strict-Transport-Security"), "max-age=31536000")
    cookie = {"Cookie": s.cookie, **JSON}
    same(s.ask("POST", "/api/v1/sales/kpis", "{}", {**cookie, "Origin": s.origin}, session=False).status, 200)
    same(s.ask("POST", "/api/v1/sales/kpis", "{}", {**cookie, "Origin": s.origin.replace("https", "http")}, session=False).status, 403)
    rows = s.ask("GET", "/api/v1/sales/products").json()["rows"]
    same(rows, json.loads(s.run("sales", "products", "--format", "json").stdout)["rows"])
    big = s.ask("POST", "/api/v1/sql", json.dumps({"query": "SELECT a.store, a.product, a.quantity FROM sale a, (SELECT 1 AS one FROM sale LIMIT 80) b"}), JSON).json()
    s.finish(big["id"])
    body = s.ask("GET", f"/api/v1/jobs/{big['id']}/result", headers={"Accept": "text/csv"}).body  # streams: larger than what is kept whole
    same(body.count(b"\n"), 1500 * 80 + 1)
    answer = s.raw(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 2)
    assert b"200" not in answer, answer  # not in clear
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=s.trust)
        context.minimum_version = context.maximum_version = version
        import http.client
        c = http.client.HTTPSConnection("127.0.0.1", s.port, context=context, timeout=20)
        c.request("GET", "/livez")
        same(c.getresponse().status, 200, version)
        c.close()
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        import socket
        with socket.create_connection(("127.0.0.1", s.port), 10) as plain:
            old.wrap_socket(plain, server_hostname="localhost")
        raise AssertionError("TLS 1.1 was spoken")
    except (ssl.SSLError, OSError):
        pass


@check
def a_renewed_certificate_counts_after_a_hangup(s):
    def serial():
        return ssl.get_server_certificate(("127.0.0.1", s.port), timeout=20)

    before = serial()
    kept = s.connect()
    kept.request("GET", "/livez")
    kept.getresponse().read()
    cert, key = certificate(s.folder)  # over the same files
    s.child.send_signal(signal.SIGHUP)
    until = time.monotonic() + 10
    while serial() == before:
        assert time.monotonic() < until, "the old one is still shown"
        time.sleep(0.1)
    kept.request("GET", "/livez")  # connections that stand go on
    same(kept.getresponse().status, 200)
    kept.close()
    now = serial()
    with open(cert, "w", encoding="ascii") as f:
        f.write("no certificate")
    s.child.send_signal(signal.SIGHUP)
    in_log(s, lambda line: "SIGHUP" in line and "cannot be used" in line)
    same(serial(), now, "one that cannot be used is not taken")
    certificate(s.folder)


# ---- logs, measures ---------------------------------------------------------------------------------------------------

@check
def requests_are_in_the_log_under_their_number(s):
    again(s, "--log-format", "json", settings={"log.requests": "all"})
    good = s.ask("GET", "/api/v1/sales/kpis?from=2026-01-10&to=2026-01-20")
    hit = s.ask("GET", "/api/v1/sales/kpis?from=2026-01-10&to=2026-01-20")
    bad = s.ask("GET", "/api/v1/sales/kpis?from=nonsense&secret=hunter2")
    nobody = s.ask("GET", "/api/v1/sales/kpis", session=False)
    numbers = [a.header("X-Request-Id") for a in (good, hit, bad, nobody)]
    same(len(set(numbers)), 4, numbers)
    same(str(bad.json()["request_id"]), bad.header("X-Request-Id"))
    line = json.loads(in_log(s, lambda line: f'"request":{numbers[0]}' in line))
    same((line["event"], line["method"], line["path"], line["operation"], line["user"], line["from"], line["status"], line["bytes"]),
         ("request", "GET", "/api/v1/sales/kpis", "sales.kpis", "owner", "127.0.0.1", 200, len(good.body)))
    assert line["ms"] > 0 and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]), line
    same(json.loads(in_log(s, lambda line: f'"request":{numbers[2]}' in line))["status"], 400)
    same(json.loads(in_log(s, lambda line: f'"request":{numbers[3]}' in line))["user"], "-")
    assert f'"request":{numbers[0]}' in s.said(), "requests go to the stream when a format was asked for"
    assert not any("hunter2" in line or s.secret in line or s.token in line for line in log_lines(s)), "secrets are in the log"
    for line in log_lines(s):
        if line.startswith("{"):
            json.loads(line)
    s.raw(b"GET /api/v1/a%0d%0aforged HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 1)
    assert not any(line.startswith("forged") for line in log_lines(s))


@check
def by_itself_the_log_has_what_is_notable(s):
    again(s)
    quiet, bad = s.ask("GET", "/api/v1/sales/stores"), s.ask("GET", "/api/v1/sales/nothing")
    line = in_log(s, lambda line: bad.header("X-Request-Id") in line)
    assert re.search(r"info request request=\d+ GET /api/v1/sales/nothing owner 127\.0\.0\.1 status=404 bytes=\d+ ms=[\d.]+$", line), line
    assert not any(quiet.header("X-Request-Id") in line for line in log_lines(s))
    assert " request=" not in s.said(), "requests are not on the terminal"


@check
def measures_tell_routes_outcomes_and_times(s):
    for _ in range(3):
        s.ask("GET", "/api/v1/sales/stores")
    s.ask("GET", "/api/v1/sales/stores?from=nonsense")
    text = s.ask("GET", "/metrics", session=False).body.decode()

    def value(pattern):
        match = re.search(pattern + r" ([\d.e+-]+)$", text, re.M)
        assert match, (pattern, text[-3000:])
        return float(match.group(1))

    assert value(r'retailinsight_http_answers_total\{route="sales\.stores",code="2xx"\}') >= 3
    assert value(r'retailinsight_http_answers_total\{route="sales\.stores",code="4xx"\}') >= 1
    buckets = [float(v) for v in re.findall(r'retailinsight_http_seconds_bucket\{route="sales\.stores",le="[^"]+"\} (\d+)', text)]
    assert len(buckets) == 9 and buckets == sorted(buckets) and buckets[-1] >= 4, buckets
    same(value(r'retailinsight_http_seconds_count\{route="sales\.stores"\}'), buckets[-1])
    assert value(r'retailinsight_http_seconds_sum\{route="sales\.stores"\}') > 0
    names = re.findall(r"^(\w+)(?:\{[^}]*\})? [\d.e+-]+(?:inf)?$", text, re.M)
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [\d.e+-]+', line), line
    assert all(n.startswith("retailinsight_") for n in names), names


# ---- how often, settings read again --------------------------------------------------------------------------------------

@check
def who_asks_too_often_waits(s):
    again(s, settings={"http.requests_per_minute": 30})
    key = s.run("keys", "create", "till", "--role", "analyst", "--format", "csv").stdout.decode()
    secret = key.splitlines()[1].split(",")[2]
    mine = {"Authorization": "Bearer " + secret}
    answers = [s.ask("GET", "/api/v1/sales/kpis", headers=mine, session=False) for _ in range(36)]
    good = [a for a in answers if a.status == 200]
    assert 30 <= len(good) <= 33, [a.status for a in answers]
    same(good[0].header("RateLimit-Policy"), '"minute";q=30;w=60')
    left = [int(re.search(r"r=(\d+)", a.header("RateLimit")).group(1)) for a in answers[:10]]
    assert left == sorted(left, reverse=True) and left[0] in (28, 29), left
    late = answers[-1]
    same(late.status, 429)
    same(late.json()["status"], 429)
    assert 1 <= int(late.header("Retry-After")) <= 3, late.headers
    same(s.ask("GET", "/api/v1/sales/kpis").status, 200, "the owner is not counted")
    time.sleep(int(late.header("Retry-After")) + 0.2)
    same(s.ask("GET", "/api/v1/sales/kpis", headers=mine, session=False).status, 200)
    wrong = [s.ask("GET", "/livez", session=False).status for _ in range(40)]
    assert wrong.count(429) >= 5, wrong  # an address without a session


@check
def settings_count_after_a_hangup(s):
    before = len(log_lines(s))
    write_settings(s, {"http.requests_per_minute": 0, "http.seconds": 1})
    s.child.send_signal(signal.SIGHUP)
    in_log(s, lambda line: "reloaded" in line, after=before)
    same({s.ask("GET", "/livez", session=False).status for _ in range(60)}, {200})
    same(s.ask("GET", "/livez", session=False).header("RateLimit"), None)
    before = len(log_lines(s))
    write_settings(s, {"http.requests_per_minute": "many"})
    s.child.send_signal(signal.SIGHUP)
    in_log(s, lambda line: "SIGHUP" in line and "many" in line, after=before)
    same({s.ask("GET", "/livez", session=False).status for _ in range(60)}, {200}, "what held before stays")


# ---- measures of the workspace, what is kept only for a while --------------------------------------------------------------

def metrics(s):
    return s.ask("GET", "/metrics", session=False).body.decode()


def value_of(text, name):
    match = re.search(rf"^retailinsight_{name} ([\d.e+-]+)$", text, re.M)
    assert match, (name, text[:200], [line for line in text.splitlines() if line.startswith("retailinsight_" + name[:8])])
    return float(match.group(1))


@check
def measures_tell_imports_lag_disk_and_models(s):
    again(s)
    done = s.run("demand", "train", "--input", os.path.join(s.folder, "sales.csv"), "--target", "quantity", "--save", "weekly", timeout=300)
    same(done.returncode, 0, done.stderr)
    again(s)
    text = metrics(s)
    same(value_of(text, r'imports_total\{kind="sales",state="done"\}'), 1)
    same(value_of(text, r'import_records_total\{kind="sales",outcome="inserted"\}'), 1500)
    same(value_of(text, r'import_records_total\{kind="sales",outcome="rejected"\}'), 0)
    assert 0 <= value_of(text, "import_lag_seconds") < 3600 and value_of(text, "data_lag_days") > 0
    assert value_of(text, r'disk_bytes\{place="warehouse.duckdb"\}') > 100000
    assert value_of(text, r'model_error\{model="weekly",metric="rmse"\}') >= 0
    bad = s.ask("POST", "/api/v1/import/stores", "store,opened_on\nS1,2020-01-01\nS2,never\n", {"Content-Type": "text/csv"})
    same(bad.status, 207)
    until = time.monotonic() + 10
    while 'kind="stores",outcome="rejected"} 1' not in (text := metrics(s)):
        assert time.monotonic() < until, text
        time.sleep(0.2)


@check
def old_logs_go_by_themselves(s):
    same(s.stop(), 0)
    logs = os.path.join(s.workspace, "logs")
    old, young, copy = (os.path.join(*parts) for parts in ((logs, "server.log.1"), (logs, "server.log"), (s.workspace, "warehouse.duckdb.before-0003")))
    for path in (old, copy):
        with open(path, "w", encoding="utf-8") as f:
            f.write("2020-01-01T00:00:00.000Z info old\n")
        os.utime(path, (1, 1))
    told = json.loads(s.run("tidy", "--dry-run", "--format", "json").stdout)["rows"]
    same([(r["what"], r["removed"]) for r in told], [("logs", 1), ("quarantine", 0), ("spool", 1)])
    same([os.path.exists(p) for p in (old, copy)], [True, True], "only shown")
    doctor = {r["check"]: r for r in json.loads(s.run("doctor", "--format", "json").stdout)["rows"]}
    same(doctor["kept"]["state"], "hint", doctor["kept"])
    again(s)
    until = time.monotonic() + 10
    while os.path.exists(old) or os.path.exists(copy):
        assert time.monotonic() < until, os.listdir(logs)
        time.sleep(0.1)
    assert os.path.exists(young)


# ---- large, slow, gone ----------------------------------------------------------------------------------------------------

def memory_kb(s, what="VmRSS"):
    with open(f"/proc/{s.child.pid}/status", encoding="ascii") as f:
        return int(re.search(what + r":\s+(\d+)", f.read()).group(1))


def forget_peak(s):
    """The peak of memory counts from now."""
    with open(f"/proc/{s.child.pid}/clear_refs", "w", encoding="ascii") as f:
        f.write("5")


@check
def a_large_result_streams_in_constant_memory(s):
    rows = 1000000 if os.environ.get("RI_TEST_FULL") else 300000
    s.env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=2"
    again(s)
    del s.env["ASAN_OPTIONS"]
    query = "SELECT a.transaction_no, a.store, a.product, a.sold_at, b.product AS other, b.net_minor FROM sale a, sale b LIMIT {}"

    def read(count, accept, query=query):
        connection = s.connect(900)
        target = "/api/v1/sql?" + urllib.parse.urlencode({"query": query.format(count)})
        connection.request("GET", target, headers={"Authorization": "Bearer " + s.secret, "Accept": accept})
        response = connection.getresponse()
        same(response.status, 200)
        length = 0
        while block := response.read(1 << 18):
            length += len(block)
        connection.close()
        return length, memory_kb(s, "VmHWM")

    arrow, ndjson = "application/vnd.apache.arrow.stream", "application/x-ndjson"
    every = (ndjson, arrow, "text/csv", "application/json", "application/vnd.apache.parquet")
    for accept in every if os.environ.get("RI_TEST_FULL") else (ndjson, arrow):
        read(20000, accept)  # what is made once is made
        forget_peak(s)
        before = memory_kb(s)
        length, peak = read(rows, accept)
        assert length > (100 if "json" in accept else 0.1 if "parquet" in accept else 30) * rows, (accept, length)
        print(f"       {accept}: {rows:,} rows, {length / 1e6:.0f} MB sent, memory {before / 1e3:.0f} MB, at most {peak / 1e3:.0f} MB", flush=True)
        most = 128e6 if "parquet" in accept else 24e6  # as JSON, all of it would not fit there; Parquet waits in an engine of 64 MiB, beyond that on disk
        assert (peak - before) * 1024 < most, (accept, before, peak, length)
    if os.environ.get("RI_TEST_FULL"):  # long texts: half a gigabyte of values, a row group of which must fit
        texts = ", ".join(f"repeat(md5((i * {k})::VARCHAR), 4) AS c{k}" for k in range(1, 21))
        forget_peak(s)
        before = memory_kb(s)
        length, peak = read(200000, "application/vnd.apache.parquet", f"SELECT i, {texts} FROM range({{}}) r(i)")
        assert length > 1e7 and (peak - before) * 1024 < 300e6, (before, peak, length)


def nicer(s):
    """How many threads give way to the first, which began the others."""
    folder = f"/proc/{s.child.pid}/task"
    found = []
    for thread in sorted(os.listdir(folder), key=int):
        with open(f"{folder}/{thread}/stat", encoding="ascii", errors="replace") as f:
            found.append(int(f.read().rpartition(") ")[2].split()[16]))
    return sum(one > found[0] for one in found)


@check
def slow_ones_do_not_keep_quick_ones_waiting_and_end_with_their_clients(s):
    import socket
    again(s, settings={"http.workers": 2})
    before = nicer(s)
    target = "/api/v1/sql?" + urllib.parse.urlencode({"query": SLOW % 1000000})
    slow = []
    for i in range(9):  # of eight places six are for long ones, and more wait
        c = socket.create_connection(("127.0.0.1", s.port), 10)
        c.sendall(f"GET {target}&limit={i + 1} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {s.secret}\r\n\r\n".encode())
        slow.append(c)
    until = time.monotonic() + 30
    while s.metric("http_calls_running") < 6:
        assert time.monotonic() < until, "slow ones keep each other waiting"
        time.sleep(0.1)
    assert nicer(s) >= before + 6 or os.nice(0) >= 19, (before, nicer(s), "long ones give way")
    took = []
    for day in range(1, 6):  # none is in the cache
        start = time.monotonic()
        same(s.ask("GET", f"/api/v1/sales/kpis?from=2026-01-0{day}").status, 200)
        took.append(time.monotonic() - start)
    assert 6 <= s.metric("http_calls_running") <= 7, "the slow ones still run, and no more of them"  # one whose answer is here may still be counted
    assert max(took) < 10, took
    for c in slow:
        c.close()
    until = time.monotonic() + 15
    while s.metric("http_calls_running") > 0:
        assert time.monotonic() < until, "their clients are gone, and they run on"
        time.sleep(0.1)


# ---- limits, each by itself -----------------------------------------------------------------------------------------------

@check
def limits_hold_each_by_itself(s):
    import socket
    again(s, settings={"http.body_mb": 1, "http.header_kb": 8, "http.most_rows": 100, "http.seconds": 1, "http.connections": 24, "http.workers": 1,
                       "http.queue": 1, "http.job_queue": 1, "http.jobs": 1})
    mine = {"Authorization": "Bearer " + s.secret}
    same(s.ask("POST", "/api/v1/import/sales", b"a" * 1100000, {"Content-Type": "text/csv"}).status, 413, "body")
    same(s.ask("POST", "/api/v1/sales/kpis", b" " * 1100000, JSON).status, 413, "a document as body")
    same(s.raw(f"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {'a' * 9000}\r\n\r\n".encode(), 2)[:12] in (b"HTTP/1.1 431", b"HTTP/1.1 413", b""), True, "head")
    same(s.ask("GET", "/livez", headers={"X": "a" * 5000}, session=False).status, 200)
    for count in (150, 400, 600):  # more parameters than a connection has room for: cut off, and nothing of them is kept (the server ends without a leak)
        wordy = "&".join(f"p{i}=1" for i in range(count))
        assert s.raw(f"GET /api/v1/sales/kpis?{wordy} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(), 2)[:10] in (b"HTTP/1.1 4", b""), count
    many = "/api/v1/sql?" + urllib.parse.urlencode({"query": "SELECT store FROM sale LIMIT %d"})
    same(s.ask("GET", many.replace("%25d", "100")).status, 200)
    answers = [s.ask("GET", many.replace("%25d", "101"), headers={"Accept": a}) for a in ("application/json", "application/vnd.apache.parquet")]
    same([a.status for a in answers], [413, 413], "rows")
    answer = s.ask("GET", "/api/v1/sql?" + urllib.parse.urlencode({"query": SLOW % 1000000}))
    same(answer.status, 504, "time")
    held = []
    try:
        for _ in range(40):
            held.append(socket.create_connection(("127.0.0.1", s.port), 5))
        held[-1].settimeout(3)
        held[-1].sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        try:
            got = held[-1].recv(100)
        except OSError:
            got = b""
        assert b"200" not in got, "connections"
    finally:
        for c in held:
            c.close()
    until = time.monotonic() + 10
    while True:
        try:
            if s.ask("GET", "/livez", headers=mine).status == 200:
                break
        except OSError:
            pass
        assert time.monotonic() < until
        time.sleep(0.1)
    bodies = [json.dumps({"query": SLOW % (1000000 + i)}) for i in range(4)]
    jobs = [s.ask("POST", "/api/v1/sql", b, JSON) for b in bodies]
    refused = [j for j in jobs if j.status == 429]
    assert refused and refused[0].header("Retry-After"), [j.status for j in jobs]
    for job in jobs:
        if job.status == 202:
            s.ask("DELETE", "/api/v1/jobs/" + job.json()["id"])


@check
def what_finds_no_place_in_the_queue_is_sent_away(s):
    """One call at a time, one that waits: of eight slow ones some find no place, and are told at once when to come again."""
    import socket
    again(s, settings={"http.workers": 1, "http.queue": 1, "http.seconds": 100})
    busy, began, held = s.metric("http_busy_total"), time.monotonic(), []
    for i in range(8):  # one that has run for a second makes room: four run at most, one waits
        c = socket.create_connection(("127.0.0.1", s.port), 10)
        target = "/api/v1/sql?" + urllib.parse.urlencode({"query": SLOW % (1000000 + i)})
        c.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {s.secret}\r\n\r\n".encode())
        held.append(c)
    answers = []
    for c in held:
        c.settimeout(1)
        try:
            answers.append(c.recv(65536))
        except socket.timeout:
            pass
    same(len(answers) >= 3, True, (len(answers), time.monotonic() - began))
    for answer in answers:
        assert answer.startswith(b"HTTP/1.1 503") and b"\r\nRetry-After: 1\r\n" in answer and b"application/problem+json" in answer, answer
    assert s.metric("http_busy_total") >= busy + len(answers)
    same(s.ask("GET", "/livez").status, 200, "what needs no call is answered meanwhile")
    for c in held:
        c.close()
    until = time.monotonic() + 15
    while s.ask("GET", "/api/v1/sales/kpis?from=2026-01-02").status != 200:
        assert time.monotonic() < until, "nobody waits any more, and there is no place"
        time.sleep(0.2)


# ---- key figures of one's own -----------------------------------------------------------------------------------------------

OWN = """-- operation: sales.large
-- summary:   Receipts over an amount
-- roles:     analyst
-- scope:     stores
-- uses:      span filters
-- param:     least number default 0 "net sales of a receipt, in cents"
-- column:    store store "store code"
-- column:    receipts integer "receipts at or over it"
-- example:   retailinsight sales large --least 5000
SELECT code AS store, count(*) AS receipts
FROM (SELECT store_id, business_date, receipt_key, sum(net_minor) AS net FROM sale_line
      WHERE business_date >= $from AND business_date < $to AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      GROUP BY ALL) JOIN store USING (store_id)
WHERE net >= $least GROUP BY code ORDER BY code
"""
WRONG = {  # what is wrong with a file: its text, and words that name it
    "sales/kpis.sql": (OWN, "sales.kpis is an operation of the program"),
    "sales/other.sql": (OWN, "declares operation 'sales.large'"),
    "sales/broken.sql": (OWN.replace("sales.large", "sales.broken").replace("-- roles:     analyst", "-- roles:     emperor"), "line 3: unknown role 'emperor'"),
    "sales/headless.sql": ("SELECT 1 AS one", "needs operation, summary"),
    "sales/drops.sql": (re.sub(r"SELECT code(.|\n)*", "DROP TABLE sale_line", OWN.replace("sales.large", "sales.drops")), "one SELECT is wanted"),
    "Sales/large.sql": (OWN, "small letters"),
}


def put_own(s, path, text):
    whole = os.path.join(s.workspace, "kpi", path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole + ".new", "w", encoding="utf-8") as f:
        f.write(text)
    os.rename(whole + ".new", whole)
    return whole


def until(s, path, status, seconds=20):
    end = time.monotonic() + seconds
    while True:
        answer = s.ask("GET", path)
        if answer.status == status:
            return answer
        assert time.monotonic() < end, (path, answer.status, answer.body[:300])
        time.sleep(0.1)


def described(s, path, there=True, seconds=20):
    """What the OpenAPI document says of a path, once it does, or no longer does."""
    end = time.monotonic() + seconds
    while True:
        paths = s.ask("GET", "/openapi.json", session=False).json()["paths"]
        if (path in paths) == there:
            return paths.get(path)
        assert time.monotonic() < end, (path, there)
        time.sleep(0.1)


@check
def a_new_key_figure_appears_by_itself(s):
    again(s)
    same(s.ask("GET", "/api/v1/sales/large").status, 404)
    before = json.loads(s.run("sales", "stores", "--format", "json").stdout)["rows"]
    file = put_own(s, "sales/large.sql", OWN)
    rows = until(s, "/api/v1/sales/large", 200).json()["rows"]
    same([r["store"] for r in rows], sorted(r["store"] for r in before))
    assert {p["name"] for p in described(s, "/api/v1/sales/large")["get"]["parameters"]} >= {"from", "store", "least"}
    listed = {o["name"]: o for o in s.ask("GET", "/api/v1/operations").json()["operations"]}
    same(listed["sales.large"]["summary"], "Receipts over an amount")
    same(json.loads(s.run("sales", "large", "--format", "json").stdout)["rows"], rows)  # through the server
    assert b"Receipts over an amount" in s.run("help", "sales").stdout
    same(s.ask("GET", "/api/v1/sales/large?store=S9").status, 404)  # filters are those of all
    same(s.ask("GET", "/api/v1/sales/large?nothing=1").status, 400)
    page = json.dumps({"name": "mine", "yaml": "title: Mine\ntiles:\n  - operation: sales.large\n    title: Large\n    show: table\n"})
    same(s.ask("POST", "/api/v1/pages/save", page, JSON).status, 200)
    matrix = {r["operation"]: r for r in json.loads(s.run("users", "matrix", "--format", "json").stdout)["rows"]}
    same([matrix["sales.large"][role] for role in ("analyst", "staff", "admin")], [True, False, True])
    assert 'route="own"' in s.ask("GET", "/metrics").body.decode()

    put_own(s, "sales/large.sql", OWN.replace("count(*) AS receipts", "count(*) + 1000 AS receipts"))  # a change is one at once, too
    end = time.monotonic() + 20
    while s.ask("GET", "/api/v1/sales/large").json()["rows"][0]["receipts"] != rows[0]["receipts"] + 1000:
        assert time.monotonic() < end
        time.sleep(0.1)
    os.remove(file)
    until(s, "/api/v1/sales/large", 404)
    assert b"unknown command 'sales large'" in s.run("sales", "large").stderr
    described(s, "/api/v1/sales/large", there=False)


@check
def a_key_figure_that_is_wrong_is_named_and_breaks_nothing_else(s):
    again(s)
    for path, (text, _) in WRONG.items():
        put_own(s, path, text)
    put_own(s, "sales/misspelt.sql", OWN.replace("sales.large", "sales.misspelt").replace("sum(net_minor)", "sum(nett_minor)"))
    put_own(s, "sales/large.sql", OWN)
    until(s, "/api/v1/sales/large", 200)
    for path, (_, words) in WRONG.items():
        line = in_log(s, lambda line: "key_figure_left_out" in line and "kpi/" + path in line)
        assert words in line, (words, line)
    answer = s.ask("GET", "/api/v1/sales/misspelt")
    same(answer.status, 422, answer.body)
    said = answer.json()["detail"]
    assert said.startswith("kpi/sales/misspelt.sql: ") and "nett_minor" in said and "sale_line" not in said, said
    done = s.run("sales", "kpis")
    same(done.returncode, 0, done.stderr)
    for path, (_, words) in WRONG.items():
        assert "kpi/" + path in done.stderr.decode() and words in re.sub(r"\s+", " ", done.stderr.decode()), (path, done.stderr)
    assert b"kpi/" not in s.run("sales", "kpis", "-q").stderr
    same(s.ask("GET", "/api/v1/sales/kpis").status, 200)
    same(s.ask("GET", "/api/v1/sales/other").status, 404)
    shutil.rmtree(os.path.join(s.workspace, "kpi"))
    until(s, "/api/v1/sales/large", 404)


# ---- the end -----------------------------------------------------------------------------------------------------------------

@check
def told_to_stop_it_lets_what_runs_end(s):
    again(s, settings={"http.drain_seconds": 60})

    def ask(rows):
        return s.ask("GET", "/api/v1/sql?" + urllib.parse.urlencode({"query": SLOW % rows}), timeout=60)

    ask(1)
    took = []
    for more in range(3):  # the quickest: others may have had the machine meanwhile
        start = time.monotonic()
        ask(40 + more)
        took.append(time.monotonic() - start)
    rows = max(40, int(40 * 3 / min(took)))  # three seconds here, and more while the machine is busy
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answer = pool.submit(ask, rows)
        time.sleep(0.7)
        kept = s.connect()
        kept.request("GET", "/livez")
        kept.getresponse().read()
        s.child.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        kept.request("GET", "/livez")
        refused = kept.getresponse()
        same((refused.status, refused.getheader("Retry-After")), (503, "5"))
        kept.close()
        same(answer.result().status, 200, answer.result().body)
        same(s.child.wait(70), 0)
    s.errors.close()


@check
def what_takes_longer_than_that_is_cancelled(s):
    again(s, settings={"http.drain_seconds": 1})
    s.ask("POST", "/api/v1/sql", json.dumps({"query": SLOW % 100000}), JSON)
    time.sleep(0.5)
    start = time.monotonic()
    s.child.send_signal(signal.SIGTERM)
    same(s.child.wait(30), 0)
    assert 1 <= time.monotonic() - start < 15, time.monotonic() - start
    s.errors.close()
    again(s, settings={"http.drain_seconds": 60})
    s.ask("POST", "/api/v1/sql", json.dumps({"query": SLOW % 100000}), JSON)
    time.sleep(0.5)
    start = time.monotonic()
    s.child.send_signal(signal.SIGINT)  # Ctrl-C does not wait
    same(s.child.wait(30), 0)
    assert time.monotonic() - start < 15, time.monotonic() - start
    s.errors.close()


if __name__ == "__main__":
    sys.exit(run_suite(Server({"engine.threads": 2}), lambda s: None))
