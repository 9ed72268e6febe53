"""How fast are figures over HTTP: cached beside nginx sending the same bytes and FastAPI + pandas counting the same answer;
uncached beside the call alone; the first page; fifty users at once.

Online Retail, 541,909 lines. One load generator (wrk), one server at a time, all in the same minutes; nginx and we take turns, round
after round, and the ratio is the median of the rounds' ratios: what else the machine does hits both."""
import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import threading
import time

import measure

SECONDS, CONNECTIONS, ROUNDS = 2, 32, 5
UNCACHED = 200  # calls of each kind, so that both 99th percentiles mean the same
PATH = "/api/v1/sales/trend?by=month"
NGINX = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; master_process off;
events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
  scgi_temp_path {folder}; keepalive_requests 1000000000; types {{ application/json json; }}
  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
"""


class Running:
    """A server as a child; ended with the block."""

    def __init__(self, argv, env=None, errors=None):
        self.child = subprocess.Popen(argv, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      stderr=errors or subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(15)
        except subprocess.TimeoutExpired:
            self.child.kill()


def get(port, path, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, answer.headers


def wait_for(port, path, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if get(port, path)[0] < 500:
                return
        except OSError:
            time.sleep(0.1)
    raise measure.Failed(f"nothing answers on port {port}")


def load(port, path, headers=()):
    """Requests a second, by wrk; an answer other than 200 spoils the run."""
    words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *[w for h in headers for w in ("-H", h)], f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise measure.Failed("wrk: " + said.strip().splitlines()[-1])
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", said).group(1))


def nginx(bench, body, port):
    folder = bench.folder("nginx")
    with open(os.path.join(folder, "kpi.json"), "wb") as file:
        file.write(body)
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="ascii") as file:
        file.write(NGINX.format(folder=folder, port=port))
    return Running(["nginx", "-p", folder, "-c", os.path.join(folder, "nginx.conf")])


def fastapi(bench, lines, port):
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")
    with Running([bench.python, "-m", "uvicorn", "--app-dir", here, "--port", str(port), "--log-level", "critical", "fastapi_kpi:app"],
                 {"LINES": lines}):
        wait_for(port, "/trend")
        return load(port, "/trend"), json.loads(get(port, "/trend")[1])


def serve(bench, workspace):
    errors = open(bench.path("serve.txt"), "w+b")
    running = Running([bench.program, "--workspace", workspace, "serve", "--port", "0"], errors=errors)
    for _ in range(600):
        with open(bench.path("serve.txt"), encoding="utf-8") as file:
            match = re.search(r"127.0.0.1:(\d+)/login\?token=([0-9a-f]{64})", file.read())
        if match:
            break
        time.sleep(0.05)
    port = int(match.group(1))
    cookie = get(port, f"/login?token={match.group(2)}")[2]["Set-Cookie"].split(";")[0]
    return running, port, cookie


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def uncached(port, cookie, times):
    """Milliseconds of requests that were never made before: each has a span of its own."""
    took = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for i in range(times):
        start = time.monotonic()
        connection.request("GET", f"/api/v1/sales/stores?limit={1000 + i}", headers={"Cookie": cookie})
        connection.getresponse().read()
        took.append((time.monotonic() - start) * 1e3)
    return took


def fifty(port, cookie, rounds=4):
    """Milliseconds of fifty users who ask six figures each, at once, as when the data version rises."""
    took = []

    def user(number):
        for i in range(rounds):
            start = time.monotonic()
            status = get(port, f"/api/v1/sales/trend?by=week&limit={number % 5 + 10 * i}", {"Cookie": cookie})[0]
            if status == 400:
                status = get(port, f"/api/v1/sales/stores?limit={number % 5 + 10 * i + 1}", {"Cookie": cookie})[0]
            took.append((time.monotonic() - start) * 1e3 if status == 200 else float("inf"))

    users = [threading.Thread(target=user, args=(i,)) for i in range(50)]
    for one in users:
        one.start()
    for one in users:
        one.join()
    return took


def ask(bench):
    import kpis  # how calls.c is built
    workspace, lines = bench.path("w"), bench.path("lines.csv")
    bench.ours("--workspace", workspace, "import", bench.data("online_retail/online_retail.csv.zst"), "--as", "sales", "--set", "store=Country")
    engine = (kpis.ours_warm(bench, workspace, ["sales stores"], UNCACHED) or {}).get("sales stores", [])
    bench.ours("--workspace", workspace, "sql", "SELECT business_date, net_minor / 100.0 AS net FROM sale WHERE kind <> 'void'", "--limit", "0", "--format", "csv", "-o", lines)
    running, port, cookie = serve(bench, workspace)
    with running:
        start = time.monotonic()
        for path in ("/", "/api/v1/session", "/api/v1/operations", "/api/v1/sales/kpis", PATH):
            get(port, path, {"Cookie": cookie})
        first_page = (time.monotonic() - start) * 1e3
        body = get(port, PATH, {"Cookie": cookie})[1]
        pairs = []
        with nginx(bench, body, port + 1):
            wait_for(port + 1, "/kpi.json")
            for _ in range(ROUNDS):
                pairs.append((load(port, PATH, ["Cookie: " + cookie]), load(port + 1, "/kpi.json")))
        peer, answer = fastapi(bench, lines, port + 3)
        took = uncached(port, cookie, UNCACHED)
        users = fifty(port, cookie)
    months = {row["period"][:7]: float(row["net_sales"]) for row in json.loads(body)["rows"]}
    agreed = all(abs(months[row["period"]] - row["net_sales"]) < 0.01 for row in answer) and len(months) == len(answer)
    ours, static = (statistics.median(side) for side in zip(*pairs))
    of_nginx = statistics.median(one / other for one, other in pairs)
    measure.show(f"cached KPI, {len(body):,} bytes, {CONNECTIONS} connections", ["server", "requests/s", "ours/peer"],
                 [["RetailInsight", ours, None], ["nginx", static, of_nginx],
                  ["FastAPI + pandas", peer, ours / peer]])
    measure.show("milliseconds", ["asked", "p50", "p99"],
                 [["uncached KPI over HTTP", statistics.median(took), percentile(took, 0.99)],
                  ["the call alone", statistics.median(engine) if engine else None, percentile(engine, 0.99) if engine else None],
                  ["first page, five requests after a start", first_page, None],
                  ["fifty users at once, four figures each", statistics.median(users), percentile(users, 0.99)]])
    if not agreed:
        print("DISAGREE: FastAPI + pandas finds other sums", flush=True)
    return {"cached_and_nginx_rps": pairs, "of_nginx": of_nginx, "fastapi_rps": peer, "of_fastapi": ours / peer,
            "uncached_ms": took, "engine_ms": engine, "first_page_ms": first_page, "fifty_ms": users, "agreed": agreed}
