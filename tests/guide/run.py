#!/usr/bin/env python3
"""The documents at /docs, of a served sample chain: every page is there without a request to elsewhere, links lead somewhere, and
the examples run: commands of the guides (```) and the lines of the API guide (```sh), which must end well and print something.

    tests/guide/run.py"""
import glob
import html
import os
import re
import shlex
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

ROOT = os.environ.get("RI_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "browser"))
from run import AS_OF, PROGRAM, Server  # noqa: E402

GUIDE = os.path.join(ROOT, "docs", "guide")
LONG = ("report management", "demand backtest")  # examples that take a while: still run, with more time
passed = failed = 0


def check(name, ok, why=""):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    if not ok:
        print(f"FAILED {name}: {why}", flush=True)


def fetch(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.headers.get("Content-Type"), answer.read().decode()


def pages(url):
    """Every document, its links and what is said in the sources."""
    names = sorted(os.path.basename(path)[:-3] for path in glob.glob(os.path.join(GUIDE, "*.md")))
    served = {}
    for name in names + ["dictionary"]:
        path = "/docs" if name == "index" else f"/docs/{name}"
        kind, text = fetch(url + path)
        served[path] = text
        check(f"{path} is a page", kind == "text/html; charset=utf-8" and "<h1" in text, text[:200])
        check(f"{path} asks nobody else", not re.search(r'(?:src|href)="(?:https?:)?//', text), path)
        check(f"{path} has no inline script or style", "<script" not in text and "<style" not in text and " style=" not in text, path)
        check(f"{path} has the words of its source", len(re.sub(r"<[^>]+>", "", text)) > 400, len(text))
    for path, text in served.items():
        for link in re.findall(r'href="(/docs[^"]*)"', text):
            page, _, anchor = html.unescape(link).partition("#")
            good = page in served or page == "/docs/operations"
            check(f"{path} -> {link}", good and (not anchor or f'id="{anchor}"' in served.get(page, "")), "leads nowhere")
    check("the dictionary has the lines of receipts", "sale_line" in served["/docs/dictionary"] and "<table" in served["/docs/dictionary"], "")


def blocks(name, kind):
    with open(os.path.join(GUIDE, name), encoding="utf-8") as f:
        return re.findall(rf"^```{kind}\n(.*?)^```", f.read(), re.M | re.S)


def api_examples(url, workspace):
    made = subprocess.run([PROGRAM, "--workspace", workspace, "keys", "create", "guide", "--role", "analyst", "--format", "csv", "-q"],
                          capture_output=True, text=True, timeout=60)
    key = made.stdout.splitlines()[1].split(",")[2]
    examples = blocks("api.md", "sh")
    check("the API guide has examples", len(examples) >= 6, len(examples))
    for number, example in enumerate(examples):
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", example.replace("| head", "2>/dev/null | head")], capture_output=True, timeout=120,
                              env={**os.environ, "URL": url, "KEY": key})
        check(f"api.md, example {number + 1}", done.returncode in (0, 23) and done.stdout, f"{example}\nended with {done.returncode}: {done.stderr[-300:]}")


def commands(workspace):
    for path in sorted(glob.glob(os.path.join(GUIDE, "*.md"))):
        for block in blocks(os.path.basename(path), ""):
            for line in block.splitlines():
                if not line.startswith("retailinsight "):
                    continue
                words = shlex.split(line)[1:]
                done = subprocess.run([PROGRAM, "--workspace", workspace, *words], capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
                                      cwd=os.path.dirname(workspace))
                good = done.returncode == 0
                if words[:2] == ["share", "--store"]:  # this server is on loopback, where no phone comes: it says so
                    good = "where phones do not reach it" in done.stderr
                check(f"{os.path.basename(path)}: {line}", good, done.stderr[-300:])


def main():
    with tempfile.TemporaryDirectory(prefix="ri-guide-") as folder:
        chain = os.path.join(folder, "chain")
        subprocess.run([PROGRAM, "demo", chain, "--scale", "tiny", "--as-of", AS_OF, "--no-serve", "-q"], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        workspace = os.path.join(chain, "workspace")
        server = Server(workspace, os.path.join(folder, "log"))
        try:
            parts = urllib.parse.urlsplit(server.link)
            url = f"{parts.scheme}://{parts.netloc}"
            pages(url)
            api_examples(url, workspace)
            commands(workspace)
        finally:
            server.end()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
