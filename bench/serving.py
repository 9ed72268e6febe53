"""How fast are figures over HTTP: cached beside nginx sending the same bytes and FastAPI + pandas counting the same answer;
uncached beside the call alone; the first page; fifty users at once; beside an import and beside a heavy query; and what a thousand idle connections take.

Online Retail, 541,909 lines. One load generator (wrk), one server at a time, all in the same minutes. Whoever is compared takes turns, round
after round, and what is told is the median of the rounds' ratios or differences: what else the machine does hits both. nginx has as many
workers as the program has network threads. What the rest of the machine took stands below each part; with more than a twentieth of the
processors a 99th percentile says nothing, and that is printed too.

--only cached, uncached, first, idle, importing, heavy, fifty"""
import http.client
import itertools
import json
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import threading
import time

import measure

SECONDS, CONNECTIONS, ROUNDS = 2, 32, 11
UNCACHED, TURNS = 200, 3  # calls of each kind in a turn, so that both 99th percentiles mean the same
PATHS = 5 * 28 * 11
IMPORTS, BESIDE = 10, 60  # imports, and calls alone before each: about as many as there are beside it
IDLE, IDLE_MB, REST_S = 1000, 100, 3  # memory of the page goes back within seconds
QUIET = 0.05  # of the processors taken by others, above which a 99th percentile says nothing
BOARD = ["sales/kpis?", "sales/trend?by=week&", "sales/stores?", "sales/movers?compare=weekday&", "sales/products?limit=20&"]  # what a page asks
PATH = "/api/v1/sales/trend?by=month"
NGINX = """daemon off; user root; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes {workers};
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


UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def load(port, path, headers=()):
    """Requests a second and the 99th percentile in milliseconds, by wrk; an answer other than 200 spoils the run."""
    words = ["wrk", "--latency", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *[w for h in headers for w in ("-H", h)], f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise measure.Failed("wrk: " + said.strip().splitlines()[-1])
    late = re.search(r"99%\s+([0-9.]+)(us|ms|s)\b", said)
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", said).group(1)), float(late.group(1)) * UNITS[late.group(2)]


def nginx(bench, body, port):
    folder = bench.folder("nginx")
    with open(os.path.join(folder, "kpi.json"), "wb") as file:
        file.write(body)
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="ascii") as file:
        file.write(NGINX.format(folder=folder, port=port, workers=max(1, min(4, os.cpu_count() // 2))))  # as network_threads in src/face/http/server.c
    return Running(["nginx", "-p", folder, "-c", os.path.join(folder, "nginx.conf")])


def fastapi(bench, lines, port):
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")
    with Running([bench.python, "-m", "uvicorn", "--app-dir", here, "--port", str(port), "--log-level", "critical", "fastapi_kpi:app"],
                 {"LINES": lines}):
        wait_for(port, "/trend")
        return load(port, "/trend")[0], json.loads(get(port, "/trend")[1])


class Serving(Running):
    """The program serves a workspace: its port, and the cookie of its owner."""

    def __init__(self, bench, workspace):
        with open(bench.path("serve.txt"), "w+b") as errors:
            super().__init__([bench.program, "--workspace", workspace, "serve", "--port", "0"], errors=errors)
        for _ in range(600):
            with open(bench.path("serve.txt"), encoding="utf-8") as file:
                match = re.search(r"127.0.0.1:(\d+)/login\?token=([0-9a-f]{64})", file.read())
            if match:
                break
            time.sleep(0.05)
        else:
            raise measure.Failed("the server does not start")
        self.port = int(match.group(1))
        self.cookie = get(self.port, f"/login?token={match.group(2)}")[2]["Set-Cookie"].split(";")[0]


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def own_seconds():
    """Processor seconds of this process and of all its children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def quietly(part, bench, workspace):
    """What a part found, with the share of the processors that the rest of the machine had meanwhile."""
    began, busy, own = time.monotonic(), measure.busy_seconds(), own_seconds()
    found = part(bench, workspace)
    others = measure.busy_seconds() - busy - own_seconds() + own
    share = max(0.0, others / (time.monotonic() - began) / os.cpu_count())
    print(f"  others had {share:.1%} of the processors{'' if share < QUIET else ': NOT QUIET, 99th percentiles say nothing'}")
    return {**found, "others": share}


def ask_all(port, cookie, paths):
    """Milliseconds of requests one after the other on one connection, each of which wants 200."""
    took = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for path in paths:
        start = time.monotonic()
        connection.request("GET", "/api/v1/" + path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        took.append((time.monotonic() - start) * 1e3)
        if answer.status != 200:
            raise measure.Failed(f"{path}: {answer.status}")
    connection.close()
    return took


# ---- The parts ----------------------------------------------------------------------------------------------------------------


def cached(bench, workspace):
    """Beside nginx, in turns; beside FastAPI, which finds the same sums."""
    lines = bench.path("lines.csv")
    bench.ours("--workspace", workspace, "sql", "SELECT business_date, net_minor / 100.0 AS net FROM sale WHERE kind <> 'void'", "--limit", "0",
               "--format", "csv", "-o", lines)
    pairs = []
    with Serving(bench, workspace) as serving:
        port, cookie = serving.port, serving.cookie
        body = get(port, PATH, {"Cookie": cookie})[1]
        with nginx(bench, body, port + 1):
            wait_for(port + 1, "/kpi.json")
            for _ in range(ROUNDS):
                pairs.append((load(port, PATH, ["Cookie: " + cookie]), load(port + 1, "/kpi.json")))
    peer, answer = fastapi(bench, lines, port + 3)
    months = {row["period"][:7]: float(row["net_sales"]) for row in json.loads(body)["rows"]}
    agreed = all(abs(months[row["period"]] - row["net_sales"]) < 0.01 for row in answer) and len(months) == len(answer)
    ours, static = ([statistics.median(side[i] for side in sides) for i in (0, 1)] for sides in zip(*pairs))
    ratios = [statistics.median(one[i] / other[i] for one, other in pairs) for i in (0, 1)]
    measure.show(f"cached KPI, {len(body):,} bytes, {CONNECTIONS} connections, median of {ROUNDS} rounds",
         ["server", "requests/s", "p99 ms", "ours/its requests", "ours/its p99"],
         [["RetailInsight", *ours, None, None], ["nginx, the same bytes (aim .8; 1.5)", *static, *ratios],
          ["FastAPI + pandas (aim 20)", peer, None, ours[0] / peer, None]])
    return {"rounds_rps_p99": pairs, "of_nginx": ratios, "fastapi_rps": peer, "of_fastapi": ours[0] / peer, "agreed": agreed}


def uncached(bench, workspace):
    """A call that was never made before over HTTP, and the call alone on an open workspace: turn after turn, since one process has it."""
    import kpis  # how calls.c is built
    turns = []
    for _ in range(TURNS):
        alone = (kpis.ours_warm(bench, workspace, ["sales stores"], UNCACHED) or {}).get("sales stores")
        with Serving(bench, workspace) as serving:
            ask_all(serving.port, serving.cookie, ["sales/stores?limit=999"])
            over = ask_all(serving.port, serving.cookie, [f"sales/stores?limit={1000 + i}" for i in range(UNCACHED)])
        turns.append((over, alone))
    if not turns[0][1]:
        return {}
    sides = [[statistics.median(percentile(turn[side], share) for turn in turns) for share in (0.5, 0.99)] for side in (0, 1)]
    apart = statistics.median(percentile(over, 0.99) - percentile(alone, 0.99) for over, alone in turns)
    measure.show(f"uncached KPI, {UNCACHED} calls a turn, median of {TURNS} turns", ["asked", "p50 ms", "p99 ms"],
         [["over HTTP", *sides[0]], ["the call alone", *sides[1]], ["median of the turns' differences (aim 5)", None, apart]])
    return {"turns_ms": turns, "p99_apart_ms": apart}


def first(bench, workspace):
    """The five requests that the first page waits for, right after a start."""
    took = []
    for _ in range(TURNS):
        with Serving(bench, workspace) as serving:
            start = time.monotonic()
            for path in ("/", "/api/v1/session", "/api/v1/operations", "/api/v1/sales/kpis", PATH):
                get(serving.port, path, {"Cookie": serving.cookie})
            took.append((time.monotonic() - start) * 1e3)
    measure.show("first page: five requests after a start, nothing cached (aim 1,000 ms)", ["", "median ms", "most ms"],
         [[f"{TURNS} starts", statistics.median(took), max(took)]])
    return {"ms": took}


def memory_mb(pid, what):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(what + r":\s+(\d+) kB", file.read()).group(1)) * 1024 / 1e6


def idle(bench, workspace):
    """A thousand connections that asked once and stay: what the server takes with them and took before."""
    with Serving(bench, workspace) as serving:
        ask_all(serving.port, serving.cookie, [path + "from=2011-01-01" for path in BOARD])
        time.sleep(REST_S)
        before, held = memory_mb(serving.child.pid, "VmRSS"), []
        for _ in range(IDLE - 10):
            one = socket.create_connection(("127.0.0.1", serving.port), 30)
            one.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            one.recv(4096)
            held.append(one)
        after = {what: memory_mb(serving.child.pid, what) for what in ("VmRSS", "RssAnon", "RssFile")}
        took = ask_all(serving.port, serving.cookie, ["sales/kpis?from=2010-12-01"])
        for one in held:
            one.close()
    measure.show(f"{len(held)} idle connections, after a page of five figures (aim {IDLE_MB} MB)", ["the whole server", "MB", "of it own", "of it program and libraries"],
         [["before", before, None, None], ["with them", after["VmRSS"], after["RssAnon"], after["RssFile"]],
          ["ms for a figure meanwhile", took[0], None, None]])
    return {"before_mb": before, "with_mb": after}


class Importing:
    """One import of the same lines from another source; `over` once it has ended."""

    def __init__(self, bench, workspace):
        self.child = subprocess.Popen([bench.program, "--workspace", workspace, "import", bench.data("online_retail/online_retail.csv.zst"), "--as", "sales",
                                       "--set", "store=Country", "-q", "--source", "till"],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    @property
    def over(self):
        return self.child.poll() is not None

    def __enter__(self):
        return self

    def __exit__(self, *why):
        said = self.child.communicate()[1]
        if self.child.returncode:
            raise measure.Failed("an import beside the dashboard: " + said)


class Asking:
    """A query that ends with nobody's patience, until the block ends: then its client is gone."""

    def __init__(self, serving):
        self.serving = serving

    def __enter__(self):
        query = "SELECT%20sum(a.net_minor*b.net_minor%25c.net_minor)%20AS%20n%20FROM%20sale%20a,%20sale%20b,%20sale%20c"
        self.socket = socket.create_connection(("127.0.0.1", self.serving.port), 30)
        self.socket.sendall(f"GET /api/v1/sql?query={query} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.serving.cookie}\r\n\r\n".encode())
        time.sleep(1)

    def __exit__(self, *why):
        self.socket.close()


def page_paths(day):
    """What a page asks, never the same twice, spans of one to eleven months in turn: however many are asked, they are as long."""
    for i in range(PATHS):
        yield f"{BOARD[i % len(BOARD)]}from=2010-12-{1 + i % 28:02d}&to=2011-{1 + i // len(BOARD) * 7 % 11:02d}-{day:02d}"


def page(serving, day, times=PATHS, until=None):
    paths = page_paths(day)
    return ask_all(serving.port, serving.cookie, (path for path in itertools.islice(paths, times) if not (until and until.over)))


def compare_pages(title, name, turns):
    """Calls alone and beside, pooled over the turns: each turn is too short for a 99th percentile of its own."""
    sides = [[percentile([ms for turn in turns for ms in turn[side]], share) for share in (0.5, 0.99)] for side in (0, 1)]
    times = [other / alone for alone, other in zip(*sides)]
    counts = [sum(len(turn[side]) for turn in turns) for side in (0, 1)]
    measure.show(title, ["", "calls", "p50 ms", "p99 ms"], [["alone", counts[0], *sides[0]], [name, counts[1], *sides[1]], ["times as long", None, *times]])
    return {"turns_ms": turns, "times": times}


def importing(bench, workspace):
    """Alone and beside the import on the same lines: what an import brings is seen when it ends, and it is a copy each turn."""
    turns = []
    for turn in range(IMPORTS):
        copy = bench.path(f"copy{turn}")
        shutil.copytree(workspace, copy)
        with Serving(bench, copy) as serving:
            page(serving, 28, len(BOARD))
            alone = page(serving, 1, BESIDE)
            with Importing(bench, copy) as one:
                turns.append((alone, page(serving, 11, until=one)))
        shutil.rmtree(copy)
    return compare_pages(f"a page's figures, none cached, {IMPORTS} imports, each from its begin to its end", "beside an import of 541,909 lines (aim 2 times)", turns)


def heavy(bench, workspace):
    turns = []
    for _ in range(TURNS):
        with Serving(bench, workspace) as serving:
            page(serving, 28, len(BOARD))
            alone = page(serving, 1, UNCACHED)
            with Asking(serving):
                turns.append((alone, page(serving, 11, UNCACHED)))
    return compare_pages("a page's figures, none cached", "beside a query that takes hours", turns)


def fifty(bench, workspace, rounds=4):
    """Fifty users who ask four figures each, at once, as when the data version rises."""
    took = []

    def user(number, port, cookie):
        for i in range(rounds):
            start = time.monotonic()
            status = get(port, f"/api/v1/sales/stores?limit={number % 5 + 10 * i + 1}", {"Cookie": cookie})[0]
            took.append((time.monotonic() - start) * 1e3 if status == 200 else float("inf"))

    with Serving(bench, workspace) as serving:
        users = [threading.Thread(target=user, args=(i, serving.port, serving.cookie)) for i in range(50)]
        for one in users:
            one.start()
        for one in users:
            one.join()
    measure.show(f"fifty users at once, {rounds} figures each", ["", "p50 ms", "p99 ms"], [["", statistics.median(took), percentile(took, 0.99)]])
    return {"ms": took}


def ask(bench):
    workspace = bench.path("w")
    bench.ours("--workspace", workspace, "import", bench.data("online_retail/online_retail.csv.zst"), "--as", "sales", "--set", "store=Country")
    found = {part.__name__: quietly(part, bench, workspace) for part in (cached, uncached, first, idle, importing, heavy, fifty) if bench.wants(part.__name__)}
    agreed = found.get("cached", {}).get("agreed", True)
    return {**found, "disagree": [] if agreed else ["FastAPI + pandas finds other sums"]}
