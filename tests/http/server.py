"""A server under test: a small workspace, the real program on loopback, and a client that checks what every answer must have."""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

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


class Server:
    def __init__(self, settings=None, lines=1500):
        self.folder = tempfile.mkdtemp(prefix="ri-http-")
        self.workspace = os.path.join(self.folder, "shop")
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith(("RETAILINSIGHT_", "SSH_"))}, "TZ": "UTC",
                    **{"RETAILINSIGHT_" + k.upper().replace(".", "_"): str(v) for k, v in (settings or {}).items()}}
        self.child, self.log, self.leaks, self.serious, self.bare = None, "", [], [], []
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
        match = re.search(r"http://([^:/]+):(\d+)/login\?token=([0-9a-f]{64})", self.said())
        assert match, "the server did not start: " + self.said()
        self.host, self.port, self.token = match.group(1), int(match.group(2)), match.group(3)
        self.origin = f"http://{self.host}:{self.port}"
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

    def ask(self, method, target, body=None, headers=None, session=True, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
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
