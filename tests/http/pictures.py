#!/usr/bin/env python3
"""Pictures over HTTP: forms with files, limits, a model that stays in memory, one thread a worker.

The last line is `N passed, N failed`."""
import concurrent.futures
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import ROOT, Server, begin, check, run_suite, same  # noqa: E402

PICTURES = os.path.join(ROOT, "tests", "data", "pictures")
FUZZ = os.path.join(ROOT, "tests", "fuzz", "picture")
PATH = "/api/v1/vision/recognise"


def read(*names):
    with open(os.path.join(*names), "rb") as f:
        return f.read()


def form(files=(), values=(), boundary="7d5c"):
    """Body and headers of multipart/form-data; files: (parameter, name, bytes)."""
    body = b""
    for parameter, name, data in files:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{parameter}"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'.encode() + data + b"\r\n"
    for name, value in values:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    return body + f"--{boundary}--\r\n".encode(), {"Content-Type": "multipart/form-data; boundary=" + boundary}


def recognise(s, names, model="shelf", target=PATH, parameter="input"):
    body, headers = form([(parameter, os.path.basename(n), read(n)) for n in names], [("model", model)])
    return s.ask("POST", target, body, headers)


def rounded(row):
    """One picture alone and among others: the same but for the last bits of sums taken in another order."""
    return {**row, "confidence": round(row["confidence"], 5)}


def new(name):
    return os.path.join(PICTURES, "new", name)


@check
def a_form_of_pictures_is_answered_as_on_the_command_line(s):
    names = ["Birnen.png", "Getränke.png", "Äpfel.png"]
    answer = recognise(s, [new(n) for n in names])
    same(answer.status, 200, answer.body)
    rows = answer.json()["rows"]
    same([r["file"] for r in rows], names)
    printed = s.run("vision", "recognise", *[new(n) for n in names], "--model", "shelf", "--format", "csv", "-q").stdout.decode().splitlines()[1:]
    same([line.split(",")[1] for line in printed], [r["label"] for r in rows])
    assert all(0 < r["confidence"] <= 1 and r["nearest"] for r in rows), rows
    raw = s.ask("POST", PATH + "?model=shelf&name=Birnen.png", read(new("Birnen.png")), {"Content-Type": "image/png"})
    same(rounded(raw.json()["rows"][0]), rounded(rows[0]), "bytes as they are")
    same(recognise(s, [new(names[0])], target="/api/v1/vision/explain").body[1:4], b"PNG")


@check
def what_cannot_be_used_says_so(s):
    cases = [("bomb.png", 413, "60000 x 60000"), ("bomb.jpg", 413, "65500 x 65500"), ("cut.jpg", 422, "cut short"), ("scans.jpg", 422, "scans"),
             ("text.jpg", 422, "no JPEG, PNG or WebP"), ("empty.png", 422, "empty"), ("moving.webp", 422, "animated")]
    for name, status, says in cases:
        answer = recognise(s, [os.path.join(FUZZ, name)])
        same(answer.status, status, (name, answer.body))
        assert says in answer.json()["detail"], (name, answer.body)
    mixed = recognise(s, [new("Birnen.png"), os.path.join(FUZZ, "bomb.png")]).json()
    same(len(mixed["rows"]), 1)
    assert any("bomb.png" in note for note in mixed["notes"]), mixed["notes"]
    large = [("input", "large.png", b"\x89PNG" + b"a" * 40_000_000)]
    same(s.ask("POST", PATH, *form(large, [("model", "shelf")])).status, 413)
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {s.secret}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    assert b" 413 " in s.raw(head.encode() + b"Content-Length: 90000000\r\n\r\n", 2.0).split(b"\r\n")[0]
    same(s.ask("POST", PATH, *form([("input", f"{i}.png", b"x") for i in range(300)], [("model", "shelf")])).status, 413)


@check
def forms_that_are_wrong_are_refused(s):
    picture = read(new("Birnen.png"))
    good, headers = form([("input", "a.png", picture)], [("model", "shelf")])
    for body, kind in ((good[:-10], None), (b"", None), (good, "multipart/form-data"), (good, "multipart/form-data; boundary=other"),
                       (good + b"more", None), (good.replace(b'name="input"', b'name="explain"'), None),
                       (good.replace(b'name="model"', b'name="nothing"'), None), (good.replace(b"shelf", b"../shelf"), None),
                       (good.replace(b"shelf\r\n", b"sh\0lf\r\n"), None), (good.replace(b'; filename="a.png"', b""), None)):
        answer = s.ask("POST", PATH, body, {"Content-Type": kind} if kind else headers)
        assert 400 <= answer.status < 500 and answer.header("Content-Type") == "application/problem+json", (answer.status, answer.body)
    same(s.ask("POST", PATH, *form([("input", "a.png", picture)], [("model", "none")])).status, 404)
    same(s.ask("POST", PATH, "a=b", {"Content-Type": "application/x-www-form-urlencoded"}).status, 415)
    same(s.ask("POST", "/api/v1/sales/kpis", good, headers).status, 415)


def threads(s):
    return len(os.listdir(f"/proc/{s.child.pid}/task"))


@check
def a_model_stays_in_memory_and_a_worker_has_one_thread(s):
    recognise(s, [new("Birnen.png")])
    started = time.monotonic()
    for _ in range(20):
        same(recognise(s, [new("Birnen.png")]).status, 200)
    each_ms = (time.monotonic() - started) * 1000 / 20
    cold = min(float(time_of(lambda: s.run("vision", "recognise", new("Birnen.png"), "--model", "shelf", "-q"))) for _ in range(2)) * 1000
    print(f"       {each_ms:.1f} ms a picture over HTTP, {cold:.0f} ms for a process of its own", flush=True)
    assert each_ms < cold / 2, (each_ms, cold)
    folder = os.path.join(s.workspace, "models")
    away = [name for name in os.listdir(folder) if name.endswith(".model")]
    for name in away:  # not read again: the answer comes out of memory
        os.rename(os.path.join(folder, name), os.path.join(s.folder, name))
    same(recognise(s, [new("Birnen.png")]).status, 200)
    for name in away:
        os.rename(os.path.join(s.folder, name), os.path.join(folder, name))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda i: recognise(s, [new("Birnen.png"), new("Äpfel.png")][i % 2:]).status, range(24)))
    same(set(answers), {200})
    time.sleep(0.5)
    before = threads(s)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: recognise(s, [new("Birnen.png")]).status, range(24)))
    time.sleep(0.5)
    assert threads(s) <= before, (before, threads(s))  # no team of OpenMP threads is left by a call


def time_of(function):
    start = time.monotonic()
    function()
    return time.monotonic() - start


@check
def a_model_that_was_trained_anew_answers_at_once(s):
    before = recognise(s, [new("Birnen.png")]).json()["rows"][0]
    done = s.run("vision", "train", os.path.join(PICTURES, "shelf"), "--network", "reference", "--size", "16", "--epochs", "3", "--seed", "5", "--save",
                 "shelf", "-q")
    same(done.returncode, 0, done.stderr)
    after = recognise(s, [new("Birnen.png")]).json()["rows"][0]
    assert after["confidence"] != before["confidence"], (before, after)
    for seed in range(6):  # more models than are kept
        shutil.copy(os.path.join(s.workspace, "models", "shelf.name"), os.path.join(s.workspace, "models", f"copy{seed}.name"))
        same(recognise(s, [new("Birnen.png")], f"copy{seed}").json()["rows"][0], after)


def main():
    server = Server({"http.workers": 4}, lines=100)
    made = server.run("vision", "train", os.path.join(PICTURES, "shelf"), "--network", "reference", "--size", "16", "--epochs", "12", "--save", "shelf", "-q")
    if b"oneDNN" in made.stderr:
        server.remove()
        print("0 passed, 0 failed, 1 skipped")
        return 0
    assert made.returncode == 0, made.stderr
    return run_suite(server, begin)


if __name__ == "__main__":
    sys.exit(main())
