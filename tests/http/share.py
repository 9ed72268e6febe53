#!/usr/bin/env python3
"""`share --store S`: what the camera reads off the terminal signs a phone in over TLS as staff of that store alone; once, for a while, and
until it is taken back.

Prints `N passed, N failed` as its last line. Environment: RI_PROGRAM (the program)."""
import os
import re
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import qr  # noqa: E402
from server import PROGRAM, Server, check, run_suite  # noqa: E402


def begin(server):
    """The share on a free port of loopback; what it showed."""
    server.errors = open(os.path.join(server.folder, "serve.txt"), "w+b")
    server.shown = os.path.join(server.folder, "shown.txt")
    with open(server.shown, "wb") as shown:
        server.child = subprocess.Popen([PROGRAM, "--workspace", server.workspace, "share", "--store", "S1", "--host", "127.0.0.1"], env=server.env,
                                        stdin=subprocess.DEVNULL, stdout=shown, stderr=server.errors)
    until = time.monotonic() + 60
    while time.monotonic() < until and server.child.poll() is None and "Ctrl-C stops" not in server.said():
        time.sleep(0.05)
    with open(server.shown, encoding="utf-8") as f:
        server.text = f.read()
    server.link = qr.read(server.text)
    match = re.fullmatch(r"https://(127\.0\.0\.1):(\d+)/login\?token=([0-9a-f]{64})", server.link)
    assert match, server.link
    server.scheme, server.host, server.port, server.token = "https", match.group(1), int(match.group(2)), match.group(3)
    server.origin = f"https://127.0.0.1:{server.port}"
    server.trust = os.path.join(server.workspace, "access", "share.pem")


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def words(done):
    return done.stdout.decode() + done.stderr.decode()


@check
def the_code_signs_in_as_staff_of_that_store(server):
    assert server.link in server.text, "the address stands below the code"
    answer = server.sign_in()
    assert answer.header("Location") == "/shop" and "Secure" in answer.header("Set-Cookie")
    session = server.ask("GET", "/api/v1/session").json()
    assert session["roles"] == ["staff"] and session["stores"] == ["S1"], session
    assert server.ask("GET", "/api/v1/shop/today?store=S1").json()["rows"]
    other = server.ask("GET", "/api/v1/shop/today?store=S2")
    assert other.status in (403, 404) or not other.json()["rows"], other.body
    stores = {row["store"] for row in server.ask("GET", "/api/v1/sales/stores").json()["rows"]}
    assert stores <= {"S1"}, stores
    assert server.ask("GET", "/api/v1/users/list").status == 403
    assert server.ask("GET", f"/login?token={server.token}", session=False).status == 403, "once"


@check
def the_fingerprint_that_is_shown_is_the_server_s(server):
    seen = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", server.port)))
    import hashlib
    digest = hashlib.sha256(seen).hexdigest().upper()
    assert ":".join(digest[i:i + 2] for i in range(0, 64, 2)) in re.sub(r":?\n  ", ":", server.text).replace(" ", ""), server.text
    assert os.stat(os.path.join(server.workspace, "access", "share.key")).st_mode & 0o77 == 0


@check
def another_code_for_the_server_that_runs(server):
    done = server.run("share", "--store", "S2", "--host", "127.0.0.1", "--phones", "2", "--minutes", "5")
    assert done.returncode == 0, words(done)
    link = qr.read(done.stdout.decode())
    assert link.startswith(f"https://127.0.0.1:{server.port}/login?token="), link
    token = link.split("=")[1]
    answers = [server.ask("GET", f"/login?token={token}", session=False) for _ in range(3)]
    assert [a.status for a in answers] == [303, 303, 403]
    secret = answers[0].header("Set-Cookie").split(";")[0].split("=")[1]
    session = server.ask("GET", "/api/v1/session", headers={"Authorization": "Bearer " + secret}).json()
    assert session["stores"] == ["S2"], session
    picture = server.run("share", "--store", "S2", "--host", "127.0.0.1", "-o", "code.svg")
    with open(os.path.join(server.folder, "code.svg"), encoding="utf-8") as f:
        assert picture.returncode == 0 and f.read().startswith("<svg"), words(picture)


@check
def what_cannot_be_meant_is_said(server):
    for arguments, code, word in ((("--store", "S9"), 4, "S9"), (("--store", "S1", "--phones", "0"), 2, "phones"), ((), 2, "store"),
                                  (("--store", "S1", "--minutes", "2000"), 2, "minutes"), (("--store", "S1", "--format", "png"), 2, "svg")):
        done = server.run("share", *arguments, "--host", "127.0.0.1")
        assert done.returncode == code and word in words(done), (arguments, done.returncode, words(done))


@check
def stop_ends_codes_and_sessions_of_that_store_only(server):
    done = server.run("share", "--store", "S1", "--host", "127.0.0.1")
    unused = qr.read(done.stdout.decode()).split("=")[1]
    other = qr.read(server.run("share", "--store", "S2", "--host", "127.0.0.1").stdout.decode()).split("=")[1]
    stopped = server.run("share", "stop", "--store", "S1", "--format", "csv")
    assert stopped.stdout.decode().splitlines()[-1] == "S1,2,1", words(stopped)
    assert until(lambda: server.ask("GET", "/api/v1/session").status == 401)
    assert server.ask("GET", f"/login?token={unused}", session=False).status == 403
    assert server.ask("GET", f"/login?token={other}", session=False).status == 303
    audit = server.run("audit", "list", "--format", "csv").stdout.decode()
    assert "share.stop" in audit, audit


@check
def a_server_that_phones_do_not_reach_is_told(server):
    with open(server.trust, "rb") as f:
        before = f.read()
    assert server.stop() == 0
    server.start("--port", "0")
    done = server.run("share", "--store", "S1", "--host", "127.0.0.1")
    assert done.returncode == 5 and "served already" in words(done) and "where phones do not reach it" in words(done), words(done)
    assert server.stop() == 0
    done = server.run("share", "--store", "S1", "--host", "127.0.0.1", "--no-serve")
    with open(server.trust, "rb") as f:
        assert done.returncode == 0 and f.read() == before, "the certificate stays the one that phones may trust"


if __name__ == "__main__":
    sys.exit(run_suite(Server(lines=40), begin))
