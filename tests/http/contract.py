#!/usr/bin/env python3
"""schemathesis against the live server: answers must keep what /openapi.json promises, whatever is sent.

No server error, documented status codes and content types, bodies of the documented shape. Four requests an operation; the same seed each
run. A third of the paths a day, every one of them reached; all of them with RI_TEST_FULL."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import ROOT, Server, todays  # noqa: E402

DEPS = os.environ.get("RI_DEPS") or os.environ.get("RETAILINSIGHT_DEPS") or os.path.join(ROOT, ".deps")
TOOL = os.path.join(DEPS, "venv-test", "bin", "st")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SLOW = ["/api/v1/events", "/api/v1/stream", "/api/v1/demo/play"]  # two never end; the third needs the demo's chain


def main():
    if not os.path.exists(TOOL):
        print(f"{TOOL} is missing: run tools/setup test")
        print("0 passed, 1 failed")
        return 1
    server = Server({"http.seconds": 5, "http.job_queue": 1000, "engine.threads": 2}, lines=200)
    try:
        server.start("--port", "0")
        server.sign_in()
        paths = todays(sorted(set(server.ask("GET", "/openapi.json").json()["paths"]) - set(SLOW)), 3)
        argv = [TOOL, "--no-color", "run", server.origin + "/openapi.json", "--header", "Authorization: Bearer " + server.secret,
                "--checks", CHECKS, "--max-examples", "4", "--seed", "385", "--generation-database", "none", "--phases", "fuzzing", "--no-shrink",
                "--workers", "2", "--request-timeout", "30", "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off",
                *(word for path in paths for word in ("--include-path", path))]
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              cwd=server.folder, timeout=1100)
        alive = server.child.poll() is None
        code = server.stop()
        tested = re.search(r"Tested: (\d+)", done.stdout)
        cases = re.search(r"(\d+) generated", done.stdout)
        said = open(os.path.join(server.folder, "serve.txt"), "rb").read()
    finally:
        if server.child and server.child.poll() is None:
            server.child.kill()
        server.remove()
    enough = tested and int(tested.group(1)) >= len(paths) > 20
    good = done.returncode == 0 and enough and alive and code == 0 and b"ERROR: " not in said
    if not good:
        print(done.stdout[-12000:])
        print(said[-3000:].decode("utf-8", "replace"))
    print(f"operations: {tested.group(1) if tested else 0}, requests: {cases.group(1) if cases else 0}")
    print(f"{int(good)} passed, {int(not good)} failed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
