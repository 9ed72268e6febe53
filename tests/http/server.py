"""A server under test: a small workspace, the real program on loopback, and a client that checks what every answer must have."""
import datetime
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("RI_PROGRAM") or os.path.join(ROOT, "build", "dev", "retailinsight")
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
LEAKS = re.compile(r"/(?:tmp|home|root|usr|work|proc)/|\.c:\d+|\bFROM sale_line\b|\bsql/kpi/|0x[0-9a-f]{8,}")


def sales(lines, first="2026-01-05"):
    """A till's file: two shops, four products, some returns; the same for the same arguments."""
    start = time.mktime(time.strptime(first, "%Y-%m-%d"))
    rows = ["transaction,line,store,sold_at,product,customer,quantity,unit_price,payment_method,currency"]
    for i in range(lines):
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(start + i * 13411))
        rows.append(f"T{i // 2},{i % 2 + 1},S{i // 2 % 2 + 1},{at},P{i * 7 % 4},C{i // 2 % 19},{1 + i % 3},{(199 + 37 * (i % 11)) / 100:.2f},"
                    f"{'card' if i // 2 % 3 else 'cash'},EUR")
    return "\n".join(rows) + "\n"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return self.headers.get(name)


def certificate(folder, name="shop", days=90, host="IP:127.0.0.1,DNS:localhost"):
    """A certificate that signs itself, and its key: two paths."""
    cert, key = os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert,
                    "-days", str(days), "-subj", "/CN=" + name, "-addext", "subjectAltName=" + host], check=True, stderr=subprocess.DEVNULL)
    os.chmod(key, 0o600)
    return cert, key


def ended_certificate(folder):
    """One whose time is over, and its key."""
    home = tempfile.mkdtemp(dir=folder)
    config, cert, key, request = (os.path.join(home, n) for n in ("ca.cnf", "ended.pem", "ended.key", "request"))
    with open(config, "w", encoding="ascii") as f:
        f.write(f"[ca]\ndefault_ca=d\n[d]\nnew_certs_dir={home}\ndatabase={home}/index\nserial={home}/serial\ndefault_md=sha256\npolicy=p\n[p]\n"
                "commonName=supplied\n")
    open(os.path.join(home, "index"), "w", encoding="ascii").close()
    with open(os.path.join(home, "serial"), "w", encoding="ascii") as f:
        f.write("01\n")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", request,
                    "-subj", "/CN=ended"], **quiet)
    subprocess.run(["openssl", "ca", "-selfsign", "-batch", "-notext", "-config", config, "-in", request, "-keyfile", key, "-out", cert,
                    "-startdate", "20200101000000Z", "-enddate", "20200201000000Z"], **quiet)
    os.chmod(key, 0o600)
    return cert, key


CHECKS = []  # of the suite that runs


def check(function):
    """A function of the server that is part of the suite."""
    CHECKS.append(function)
    return function


def same(got, want, what=""):
    assert got == want, f"{what}: got {str(got)[:400]!r}, want {str(want)[:400]!r}"


def todays(items, parts):
    """One of `parts` equal shares of what takes long, another each day; all of it in the long run."""
    if os.environ.get("RI_TEST_FULL") == "1":
        return list(items)
    return list(items)[datetime.date.today().toordinal() % parts::parts]


def run_checks(wanted, server):
    """Each check with the server. (passed, failed)"""
    passed, failed = 0, 0
    for function in CHECKS:
        if wanted and not any(w in function.__name__ for w in wanted):
            continue
        start = time.monotonic()
        try:
            function(server)
            passed += 1
        except Exception:  # noqa: BLE001 - any failure of a check is told and the next one runs
            failed += 1
            print(f"FAILED {function.__name__}\n{traceback.format_exc(limit=4)}", flush=True)
        if time.monotonic() - start > 5:
            print(f"       {function.__name__}: {time.monotonic() - start:.1f} s", flush=True)
    return passed, failed


class Server:
    def __init__(self, settings=None, lines=1500):
        self.folder = tempfile.mkdtemp(prefix="ri-http-")
        self.workspace = os.path.join(self.folder, "shop")
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith(("RETAILINSIGHT_", "SSH_"))}, "TZ": "UTC",
                    **{"RETAILINSIGHT_" + k.upper().replace(".", "_"): str(v) for k, v in (settings or {}).items()}}
        self.child, self.log, self.leaks, self.serious, self.bare, self.trust = None, "", [], [], [], None
        if lines:
            with open(os.path.join(self.folder, "sales.csv"), "w", encoding="utf-8") as f:
                f.write(sales(lines))
            done = self.run("import", "sales.csv", "--as", "sales")
            assert done.returncode == 0, done.stderr

    def run(self, *arguments, timeout=120):
        return subprocess.run([PROGRAM, "--workspace", self.workspace, *arguments], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)

    def start(self, *arguments):
        self.errors = open(os.path.join(self.folder, "serve.txt"), "w+b")
        self.child = subprocess.Popen([PROGRAM, "--workspace", self.workspace, "serve", *arguments], env=self.env,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.errors)
        until = time.monotonic() + 60
        while time.monotonic() < until and self.child.poll() is None:
            text = self.said()
            if "Ctrl-C stops" in text:
                break
            time.sleep(0.05)
        match = re.search(r"(https?)://([^:/]+):(\d+)/login\?token=([0-9a-f]{64})", self.said())
        assert match, "the server did not start: " + self.said()
        self.scheme, self.host, self.port, self.token = match.group(1), match.group(2), int(match.group(3)), match.group(4)
        self.origin = f"{self.scheme}://{self.host}:{self.port}"
        return self

    def said(self):
        self.errors.flush()
        with open(self.errors.name, "rb") as f:
            return f.read().decode("utf-8", "replace")

    def sign_in(self):
        answer = self.ask("GET", f"/login?token={self.token}", session=False)
        assert answer.status == 303, answer.body
        self.cookie = answer.header("Set-Cookie").split(";")[0]
        self.secret = self.cookie.split("=")[1]
        return answer

    def stop(self, number=signal.SIGTERM):
        """The exit code."""
        if self.child.poll() is None:
            self.child.send_signal(number)
        try:
            code = self.child.wait(30)
        except subprocess.TimeoutExpired:
            self.child.kill()
            code = None
        self.errors.close()
        return code

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, timeout=60):
        """By TLS, trusting the certificate in self.trust, when the server speaks it."""
        if self.scheme == "http":
            return http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=ssl.create_default_context(cafile=self.trust))

    def ask(self, method, target, body=None, headers=None, session=True, timeout=60):
        connection = self.connect(timeout)
        every = dict(headers or {})
        if session:
            every.setdefault("Authorization", "Bearer " + self.secret)
        try:
            connection.putrequest(method, target, skip_host="Host" in every, skip_accept_encoding=True)
            for name, value in every.items():
                connection.putheader(name, value)
            if body is not None:
                body = body.encode() if isinstance(body, str) else body
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        self.look(method, target, answer)
        return answer

    def look(self, method, target, answer):
        """What holds for every answer, whatever was asked."""
        text = answer.body[:100000].decode("utf-8", "replace") if answer.header("Content-Encoding") is None else ""
        if LEAKS.search(text) or LEAKS.search(str(answer.headers)):
            self.leaks.append(f"{method} {target}: {LEAKS.search(text + str(answer.headers)).group(0)}")
        if answer.status >= 500 and answer.status not in (503, 504):
            self.serious.append(f"{method} {target}: {answer.status} {text[:300]}")
        if any(answer.header(k) != v for k, v in ALWAYS.items()) or "frame-ancestors 'none'" not in (answer.header("Content-Security-Policy") or ""):
            self.bare.append(f"{method} {target}: {answer.status}")

    def raw(self, data, wait=5.0):
        """Bytes sent as they are; what came back until the server closed or said nothing for a while."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as s:
            s.settimeout(wait)
            got = b""
            try:
                s.sendall(data)
                while block := s.recv(65536):
                    got += block
            except (socket.timeout, ConnectionError):
                pass
        return got

    def finish(self, job, timeout=60):
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            at = self.ask("GET", f"/api/v1/jobs/{job}").json()
            if at["state"] not in ("queued", "running"):
                return at
            time.sleep(0.05)
        return at

    def metric(self, name):
        text = self.ask("GET", "/metrics", session=False).body.decode()
        return float(re.search(rf"^retailinsight_{name} (.*)$", text, re.M).group(1))


def run_suite(server, begin):
    """The checks whose names contain a word of the command line, after begin(server); then what must hold in the end: it stops as it should, no
    answer told of the machine, failed by itself or came without its headers, and nothing was found by a sanitizer. Prints the tally; the exit code."""
    passed, failed = 0, 0
    try:
        begin(server)
        passed, failed = run_checks(sys.argv[1:], server)
        faults = server.leaks + server.serious + server.bare
        if server.child and server.child.poll() is None and (code := server.stop()) != 0:
            faults.append(f"the server ended with {code}")
        with open(os.path.join(server.folder, "serve.txt"), encoding="utf-8", errors="replace") as f:
            said = f.read()
        if "ERROR: " in said or "runtime error" in said:
            faults.append(said[-6000:])
        for fault in faults:
            print(f"FAILED {fault}")
        failed += bool(faults)
    finally:
        if server.child and server.child.poll() is None:
            server.child.kill()
        server.remove()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def begin(server):
    """The server on a free port, with its owner signed in."""
    server.start("--port", "0")
    server.signed_in = server.sign_in()
