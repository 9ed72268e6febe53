#!/usr/bin/env python3
"""clang-format over the C sources that git knows, with the pinned version. --check only names what differs."""
import argparse
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("files", nargs="*", help="default: every .c and .h of include, src, tools, bench and tests")
    options = parser.parse_args()
    for path in options.files:
        if not path.endswith((".c", ".h")):
            parser.error(f"{path} is no C source")
    deps = os.environ.get("RETAILINSIGHT_DEPS") or os.path.join(ROOT, ".deps")
    program = os.path.join(deps, "venv-test", "bin", "clang-format")
    if not os.path.exists(program):
        print("clang-format is not installed: tools/setup test", file=sys.stderr)
        return 1
    files = options.files or [f for f in subprocess.run(
        ["git", "ls-files", "--", "*.c", "*.h"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n") if f]
    files = [os.path.abspath(f) if options.files else os.path.join(ROOT, f) for f in files]
    files = [f for f in files if os.path.exists(f)]
    different = []
    for path in files:
        done = subprocess.run([program, "--style=file:" + os.path.join(ROOT, ".clang-format"), path],
                              stdout=subprocess.PIPE, check=True)
        with open(path, "rb") as f:
            same = f.read() == done.stdout
        if not same:
            different.append(os.path.relpath(path, ROOT))
            if not options.check:
                with open(path, "wb") as f:
                    f.write(done.stdout)
    for path in different:
        print(("not formatted: " if options.check else "formatted: ") + path)
    if options.check:
        print(f"{len(files) - len(different)} passed, {len(different)} failed")
    return 1 if options.check and different else 0


if __name__ == "__main__":
    sys.exit(main())
