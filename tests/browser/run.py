#!/usr/bin/env python3
"""The dashboard in a real browser, served by the real program on loopback.

Makes the tiny sample chain, serves it and an empty workspace, and lets Debian's headless chromium walk through the pages
(run.mjs and checks/). Ends both servers by their process ids.

    tests/browser/run.py [--keep DIR] [--only PART,...]     DIR receives a screenshot of every page; PART: a file of checks/
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.environ.get("RI_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("RI_PROGRAM") or os.path.join(ROOT, "build", "dev", "retailinsight")
DEPS = os.environ.get("RI_DEPS") or os.environ.get("RETAILINSIGHT_DEPS") or os.path.join(ROOT, ".deps")
AS_OF = "2026-11-25"
START_S = 60


def browser():
    for name in ("chromium-headless-shell", "chromium"):
        if shutil.which(name):
            return shutil.which(name)
    raise SystemExit("chromium is missing: run tools/setup test")


class Server:
    """`retailinsight serve` on a free port; its one-time link."""

    def __init__(self, workspace, log, program=PROGRAM):
        self.log = log
        with open(log, "wb") as out:
            self.child = subprocess.Popen([program, "--workspace", workspace, "serve", "--port", "0"], stdin=subprocess.DEVNULL,
                                          stdout=out, stderr=subprocess.STDOUT)
        self.link = self.wait_for_link()

    def wait_for_link(self):
        until = time.monotonic() + START_S
        while time.monotonic() < until and self.child.poll() is None:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                match = re.search(r"http://\S+/login\?token=\S+", f.read())
            if match:
                return match.group(0)
            time.sleep(0.1)
        self.end()
        with open(self.log, encoding="utf-8", errors="replace") as f:
            raise SystemExit("the server printed no link:\n" + f.read())

    def end(self):
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", help="folder for screenshots")
    parser.add_argument("--only", default="", help="looks, numbers, address, keys, paper, failure, acts, aisle, analysis, admin, own, decided, developers, science, shop, stockroom, pictures, languages, live, campaigns or first")
    options = parser.parse_args()
    servers = []
    with tempfile.TemporaryDirectory(prefix="ri-browser-") as folder:
        chain = os.path.join(folder, "chain")
        made = subprocess.run([PROGRAM, "demo", chain, "--scale", "tiny", "--as-of", AS_OF, "--no-serve", "-q"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if made.returncode:
            raise SystemExit(f"the sample chain was not made:\n{made.stdout}")
        try:
            servers.append(Server(os.path.join(chain, "workspace"), os.path.join(folder, "chain.log")))
            servers.append(Server(os.path.join(folder, "empty"), os.path.join(folder, "empty.log")))
            done = subprocess.run(["node", os.path.join(ROOT, "tests", "browser", "run.mjs")], stdin=subprocess.DEVNULL, env={
                **os.environ, "RI_PROGRAM": PROGRAM, "RI_BROWSER": browser(), "RI_MODULES": os.path.join(DEPS, "web-test"),
                "RI_LINK": servers[0].link, "RI_EMPTY_LINK": servers[1].link, "RI_CHAIN": chain, "RI_FOLDER": folder,
                "RI_KEEP": os.path.abspath(options.keep) if options.keep else "", "RI_ONLY": options.only})
            return done.returncode
        finally:
            for server in servers:
                server.end()


if __name__ == "__main__":
    sys.exit(main())
