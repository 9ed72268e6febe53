#!/usr/bin/env python3
"""Runs every test suite and adds them up. The very last line is `N passed, N failed`.

A suite is a command whose last line is `N passed, N failed` (or `..., N skipped`). One that crashes, runs out of time,
prints no such line, or counts nothing is a failure. Two suites run at a time; output is kept in build/PRESET/test-logs.

    tools/run_tests.py [--preset dev] [--full] [--jobs 2] [NAME...]      NAME: only suites whose name contains it
"""
import argparse
import concurrent.futures
import glob
import os
import re
import signal
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TALLY = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")
SHOWN = 120  # lines of a failed suite's output


def program_of(build):
    path = os.path.join(build, "retailinsight")
    return path if os.access(path, os.X_OK) else None


def unit_suites(build):
    """The programs that CMake lists; an old binary of a room that is gone is not run."""
    try:
        with open(os.path.join(build, "tests.txt"), encoding="utf-8") as f:
            return [(name, [os.path.join(build, name)]) for name in f.read().split()]
    except OSError:
        return []


def fuzz_suites(build):
    """Corpora: tests/fuzz/<x>/ for the target fuzz_<x>."""
    suites = []
    for folder in sorted(glob.glob(os.path.join(ROOT, "tests", "fuzz", "*", ""))):
        name = "fuzz_" + os.path.basename(os.path.dirname(folder))
        suites.append((name, [os.path.join(build, name), folder]))
    return suites


def script_suites(build, full):
    """Suites written in Python; each appears when its files do."""
    python = [sys.executable]
    extra = ["--full"] if full else []
    suites = [("layers", python + ["tools/layers.py", "--self-test"]),
              ("functions", python + ["tools/functions.py", "--self-test"]),
              ("docs", python + ["tools/docs_check.py"]),
              ("mutations", python + ["tools/mutations.py", "--self-test"] + extra)]
    golden = os.path.join("tests", "golden", "run.py")
    suites.append(("golden-runner", python + [golden, "--self-test"]))
    if os.path.isdir(os.path.join(ROOT, "tests", "golden", "cases")):
        suites.append(("golden", python + [golden, "--program", os.path.join(build, "retailinsight")] + extra))
    for room in ("sql", "every", "customers", "trade", "fault", "upgrade", "watch", "http", "alerts", "stock", "remote", "tours", "web", "browser", "guide"):
        runner = os.path.join("tests", room, "run.py")
        if os.path.isfile(os.path.join(ROOT, runner)):
            suites.append((room, python + [runner]))
            if room == "customers":
                suites.append(("customers-few", python + [os.path.join("tests", "customers", "few.py")]))
            if room == "customers" and full:
                suites.append(("customers-coverage", python + [os.path.join("tests", "customers", "coverage.py")]))
            if room == "http":  # beside the checks of our own: whatever the OpenAPI document allows
                suites.append(("http-operation", python + [os.path.join("tests", "http", "operation.py")]))
                suites.append(("http-lists", python + [os.path.join("tests", "http", "lists.py")]))
                suites.append(("http-mcp", python + [os.path.join("tests", "http", "mcp.py")]))
                suites.append(("http-contract", python + [os.path.join("tests", "http", "contract.py")]))
                suites.append(("http-rights", python + [os.path.join("tests", "http", "rights.py")]))
                suites.append(("http-pictures", python + [os.path.join("tests", "http", "pictures.py")]))
                suites.append(("http-share", python + [os.path.join("tests", "http", "share.py")]))
        else:
            suites += [(f"{room}-{os.path.basename(path)[:-3]}", python + [os.path.relpath(path, ROOT)])
                       for path in sorted(glob.glob(os.path.join(ROOT, "tests", room, "*.py")))]
    return suites


def deps_folder():
    """What tools/setup filled."""
    return os.path.abspath(os.environ.get("RETAILINSIGHT_DEPS") or os.path.join(ROOT, ".deps"))


def environment(build, full):
    env = {k: v for k, v in os.environ.items() if not k.startswith("RETAILINSIGHT_")}
    env.update(TZ="UTC", LC_ALL="C.UTF-8", RI_BUILD=build, RI_SOURCE=ROOT, RI_DEPS=deps_folder(), PYTHONDONTWRITEBYTECODE="1",
               # short stacks of allocations and little of freed memory held back: a sixth of the time, and every error is still one
               ASAN_OPTIONS="detect_leaks=1:strict_string_checks=1:allocator_may_return_null=1:malloc_context_size=8:quarantine_size_mb=64",
               UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1", TSAN_OPTIONS="halt_on_error=1")
    if program_of(build):
        env["RI_PROGRAM"] = program_of(build)
    shared = os.path.join(os.path.dirname(ROOT), "shared", "data")
    if os.path.isdir(shared):
        env["RI_SHARED"] = shared
    if full:
        env["RI_TEST_FULL"] = "1"
    return env


def run_suite(name, argv, env, logs, limit_s):
    """(passed, failed, skipped, (seconds, processor seconds), why it is a failure or None)"""
    start = time.monotonic()
    log = os.path.join(logs, name + ".log")
    why = None
    with open(log, "wb") as out:
        try:
            child = subprocess.Popen(argv, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out,
                                     stderr=subprocess.STDOUT, start_new_session=True)
        except OSError as error:
            return 0, 1, 0, (0.0, 0.0), f"cannot be started: {error.strerror}"
        late = threading.Timer(limit_s, os.killpg, (child.pid, signal.SIGKILL))
        late.start()
        _, status, used = os.wait4(child.pid, 0)  # what it used and what its children used that it waited for
        child.returncode = code = os.waitstatus_to_exitcode(status)
        late.cancel()
        if code == -signal.SIGKILL and time.monotonic() - start >= limit_s:
            why = f"took longer than {limit_s} s"
    with open(log, encoding="utf-8", errors="replace") as f:
        lines = f.read().rstrip().splitlines()
    match = TALLY.match(lines[-1].strip()) if lines else None
    passed, failed, skipped = (int(n or 0) for n in match.groups()) if match else (0, 0, 0)
    if why is None and not match:
        why = f"ended with {code} and without `N passed, N failed`"
    elif why is None and passed + failed == 0 and not skipped:
        why = "counted no test"
    elif why is None and code != 0 and not failed:
        why = f"all passed, but it ended with {code}"
    return passed, failed + (why is not None), skipped, (time.monotonic() - start, used.ru_utime + used.ru_stime), why


def show_failure(name, logs, why):
    print(f"--- {name}: {why or 'failed'}")
    with open(os.path.join(logs, name + ".log"), encoding="utf-8", errors="replace") as f:
        lines = f.read().splitlines()
    if len(lines) > SHOWN:
        print(f"    ... {len(lines) - SHOWN} lines more in {os.path.relpath(os.path.join(logs, name + '.log'), ROOT)}")
    for line in lines[-SHOWN:]:
        print("    " + line)
    print("---")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="dev")
    parser.add_argument("--full", action="store_true", help="the long slices too")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, help="seconds for one suite")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()

    build = os.path.join(ROOT, "build", options.preset)
    logs = os.path.join(build, "test-logs")
    os.makedirs(logs, exist_ok=True)
    suites = unit_suites(build) + fuzz_suites(build) + script_suites(build, options.full)
    if options.names:
        suites = [s for s in suites if any(name in s[0] for name in options.names)]
    suites.sort(key=lambda s: s[0] != "golden")  # the longest first
    env = environment(build, options.full)
    limit_s = options.limit or (7200 if options.full else 1200)

    totals = [0, 0, 0]
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        running = {pool.submit(run_suite, name, argv, env, logs, limit_s): name for name, argv in suites}
        for done in concurrent.futures.as_completed(running):
            name, (passed, failed, skipped, seconds, why) = running[done], done.result()
            if failed:
                show_failure(name, logs, why)
            skips = f", {skipped} skipped" if skipped else ""
            print(f"{name:<18} {passed} passed, {failed} failed{skips} ({seconds[0]:.1f} s, processor {seconds[1]:.1f})", flush=True)
            totals = [a + b for a, b in zip(totals, (passed, failed, skipped))]
    if not suites:
        print("no suite to run")
        totals[1] += 1
    print(f"{len(suites)} suites, {time.monotonic() - start:.1f} s" + (f", {totals[2]} tests skipped" if totals[2] else ""))
    print(f"{totals[0]} passed, {totals[1]} failed")
    return 1 if totals[1] else 0


if __name__ == "__main__":
    sys.exit(main())
