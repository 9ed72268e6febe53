#!/usr/bin/env python3
"""Renews docs/images: the pages of the sample chain, served by the program and taken by headless chromium.

    tools/screenshots.py [--program PATH] [--output DIR]
"""
import argparse
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "browser"))
from run import AS_OF, DEPS, Server, browser  # noqa: E402

MOST_BYTES = 300_000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "release", "retailinsight"))
    parser.add_argument("--output", default=os.path.join(ROOT, "docs", "images"))
    options = parser.parse_args()
    os.makedirs(options.output, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ri-screens-") as folder:
        subprocess.run([options.program, "demo", os.path.join(folder, "demo"), "--as-of", AS_OF, "--no-serve", "-q"],
                       check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server = Server(os.path.join(folder, "demo", "workspace"), os.path.join(folder, "log"), options.program)
        try:
            subprocess.run(["node", os.path.join(ROOT, "tests", "browser", "screens.mjs")], check=True, stdin=subprocess.DEVNULL, env={
                **os.environ, "RI_BROWSER": browser(), "RI_MODULES": os.path.join(DEPS, "web-test"), "RI_LINK": server.link,
                "RI_OUTPUT": options.output})
        finally:
            server.end()
    for name in sorted(os.listdir(options.output)):
        size = os.path.getsize(os.path.join(options.output, name))
        print(f"{name}: {size} bytes")
        if size > MOST_BYTES:
            print(f"tools/screenshots.py: {name} is larger than {MOST_BYTES} bytes", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
