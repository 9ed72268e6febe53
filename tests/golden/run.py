#!/usr/bin/env python3
"""Golden transcripts: commands and what they print, word for word.

    tests/golden/run.py [--program build/dev/retailinsight] [--update] [--full] [CASE...]

A case is tests/golden/cases/<area>/<name>.txt; a folder of the same name beside it is copied into the working
directory first. CASE selects by a part of `<area>/<name>`.

    # needs: shared/online_retail      at the head: skipped when ../shared/data/online_retail is not there
    # needs: full                      only with --full (make test-full)
    # timeout: 300                     seconds for one command, else 120
    #: a remark on the next command
    $ retailinsight sales stores <<'E'
    > continued line of the same command
    > E
    what it prints on standard output
    ! what it prints on standard error
    [64]

The exit code stands in brackets when it is not 0. An empty line ends each block. A line of output that would be read as
one of these marks has a `\\` in front; output without a newline at its end is followed by the line `\\no newline`.
<<...>> in an expected line is a regular expression for what changes: `took <<[0-9.]+>> s`.

Each file runs in a fresh directory; each command is a bash of its own there. TZ=UTC, LC_ALL=C.UTF-8, NO_COLOR=1,
COLUMNS=100, no RETAILINSIGHT_* variables. $DATA is tests/data, $SHARED the shared data sets, both as short links in that
directory, so that no width in the output depends on where the checkout lies; the directory itself ($WORK) is put back as
a name. --update rewrites what differs and keeps the holes that still match.
"""
import argparse
import concurrent.futures
import difflib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared", "data")
MARKS = ("$ ", "> ", "! ", "#: ", "[", "\\")


class Block:
    """One command with the lines before it and the output expected."""

    def __init__(self):
        self.head, self.command, self.output = [], [], []


def parse(text):
    """(head lines, blocks)"""
    head, blocks, remarks = [], [], []
    for line in text.splitlines():
        if line.startswith("$ "):
            blocks.append(Block())
            blocks[-1].head, remarks = remarks, []
            blocks[-1].command.append(line[2:])
        elif line.startswith("#: "):
            remarks.append(line)
        elif not blocks:
            head.append(line)
        elif (line == ">" or line.startswith("> ")) and not blocks[-1].output:
            blocks[-1].command.append(line[2:])
        else:
            blocks[-1].output.append(line)
    for block in blocks:  # the empty line that ends a block
        if block.output and block.output[-1] == "":
            block.output.pop()
    return head, blocks


def render(head, blocks):
    parts = []
    for block in blocks:
        lines = block.head + ["$ " + block.command[0]] + [("> " + c).rstrip() for c in block.command[1:]] + block.output
        parts.append("\n".join(lines) + "\n")
    return "".join(line + "\n" for line in head) + "\n".join(parts)


def option(head, name):
    return [line.split(":", 1)[1].strip() for line in head if re.match(rf"#\s*{name}\s*:", line)]


# --- matching ---------------------------------------------------------------------------------------------------------

def pattern(line):
    parts = re.split(r"<<(.+?)>>", line)
    return re.compile("".join(f"(?:{p})" if i % 2 else re.escape(p) for i, p in enumerate(parts)), re.S)


def same(expected, actual):
    if expected == actual:
        return True
    return "<<" in expected and pattern(expected).fullmatch(actual) is not None


def matches(expected, actual):
    return len(expected) == len(actual) and all(same(e, a) for e, a in zip(expected, actual))


def keep_holes(expected, actual):
    """The actual lines, but an expected line with holes stays wherever it matches, in order."""
    out, at = [], 0
    holes = [line for line in expected if "<<" in line]
    for line in actual:
        hit = next((i for i in range(at, len(holes)) if same(holes[i], line)), None)
        out.append(line if hit is None else holes[hit])
        at = at if hit is None else hit + 1
    return out


# --- running ----------------------------------------------------------------------------------------------------------

def quoted(text, prefix=""):
    """Output as transcript lines: marks escaped, bytes that are no text shown as escapes."""
    if not text:
        return []
    lines = text.split("\n")
    ends = lines[-1] == ""
    if ends:
        lines.pop()
    lines = [re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda m: f"\\x{ord(m.group()):02x}", line) for line in lines]
    if prefix:
        lines = [(prefix + line).rstrip() if not line else prefix + line for line in lines]
    else:
        lines = ["\\" + line if line.startswith(MARKS) or line == ">" else line for line in lines]
    return lines + ([] if ends else ["\\no newline"])


def environment(program, work):
    env = {k: v for k, v in os.environ.items() if not k.startswith("RETAILINSIGHT_")}
    env.update(TZ="UTC", LC_ALL="C.UTF-8", NO_COLOR="1", COLUMNS="100", HOME=work, WORK=work,
               PATH=os.path.dirname(program) + os.pathsep + os.environ["PATH"])
    env.setdefault("ASAN_OPTIONS", "detect_leaks=1")
    env.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
    for name, target in (("DATA", os.path.join(ROOT, "tests", "data")), ("SHARED", SHARED)):
        if os.path.isdir(target):
            env[name] = name.lower()
            os.symlink(target, os.path.join(work, env[name]))
    return env


def run_command(command, env, work, limit_s):
    """The transcript lines of one command."""
    child = subprocess.Popen(["bash", "-c", "\n".join(command)], cwd=work, env=env, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, err = child.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        out, err = child.communicate()
        err += f"\n*** killed after {limit_s} s\n".encode()
    texts = []
    for raw in (out, err):
        text = raw.decode("utf-8", "backslashreplace")
        texts.append(text.replace(work, "$WORK"))
    code = [f"[{child.returncode}]"] if child.returncode else []
    return quoted(texts[0]) + quoted(texts[1], "! ") + code


def missing_need(head, full):
    for need in (word for line in option(head, "needs") for word in line.split()):
        if need == "full":
            if not full:
                return "needs --full"
        elif need.startswith("shared/"):
            if not os.path.exists(os.path.join(SHARED, need[len("shared/"):])):
                return f"needs {need}"
        elif not shutil.which(need):
            return f"needs the command {need}"
    return None


def run_case(path, program, update, full):
    """(status, text to show); status is passed, failed, skipped or updated."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    head, blocks = parse(text)
    lacking = missing_need(head, full)
    if lacking:
        return "skipped", lacking
    if not blocks:
        return "failed", "no command in it\n"
    limit_s = int((option(head, "timeout") or ["120"])[0])
    with tempfile.TemporaryDirectory(prefix="golden-") as work:
        work = os.path.realpath(work)
        fixture = os.path.splitext(path)[0]
        if os.path.isdir(fixture):
            shutil.copytree(fixture, work, dirs_exist_ok=True)
        env = environment(program, work)
        fresh = []
        for block in blocks:
            actual = run_command(block.command, env, work, limit_s)
            new = Block()
            new.head, new.command = block.head, block.command
            new.output = block.output if matches(block.output, actual) else keep_holes(block.output, actual)
            fresh.append(new)
    if all(a.output == b.output for a, b in zip(blocks, fresh)):
        return "passed", ""
    after = render(head, fresh)
    if update:
        with open(path, "w", encoding="utf-8") as f:
            f.write(after)
        return "updated", ""
    name = os.path.relpath(path, ROOT)
    diff = difflib.unified_diff(render(head, blocks).splitlines(), after.splitlines(), name, name + " (now)", lineterm="")
    return "failed", "\n".join(diff) + "\n"


# --- self test: the runner itself ---------------------------------------------------------------------------------------

SELF_TESTS = [  # a case, its status, and what --update makes of it (None: unchanged)
    ("$ echo one; echo two >&2; exit 3\none\n! two\n[3]\n", "passed", None),
    ("$ echo one\ntwo\n", "failed", "$ echo one\none\n"),
    ("$ echo took 1.25 s\ntook <<[0-9.]+>> s\n", "passed", None),
    ("$ echo took x s\ntook <<[0-9.]+>> s\n", "failed", "$ echo took x s\ntook x s\n"),
    ("$ echo id 7; echo b\nid <<[0-9]+>>\na\n", "failed", "$ echo id 7; echo b\nid <<[0-9]+>>\nb\n"),
    ("$ echo 'a(b)<c>'\na(b)<c>\n", "passed", None),
    ("$ echo 'a.c'\na<<[+]>>c\n", "failed", "$ echo 'a.c'\na.c\n"),
    ("$ true\n\n$ pwd\n$WORK\n", "passed", None),
    ("$ echo '$ x'; echo '[1]'\n\\$ x\n\\[1]\n", "passed", None),
    ("$ cat <<'E'\n> line\n> E\nline\n", "passed", None),
    ("$ printf x\nx\n\\no newline\n", "passed", None),
    ("$ printf 'a\\n\\n'\na\n\n\n$ echo b\nb\n", "passed", None),
    ("$ echo x > f\n\n#: the next command of a file sees it\n$ cat f; echo $TZ $NO_COLOR\nx\nUTC 1\n", "passed", None),
    ("$ kill -9 $$\n[-9]\n", "passed", None),
    ("$ true\n[1]\n", "failed", "$ true\n"),
    ("# needs: shared/no_such_data\n$ false\n", "skipped", None),
    ("# needs: full\n$ false\n", "skipped", None),
    ("# nothing\n", "failed", None),
    ("# timeout: 1\n$ sleep 30\n! \n! *** killed after 1 s\n[-9]\n", "failed", None),
]


def self_test():
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (text, status, updated) in enumerate(SELF_TESTS, 1):
            path = os.path.join(folder, f"case{number}.txt")
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
            got, shown = run_case(path, sys.executable, False, False)
            good = got == status
            if updated is not None:
                run_case(path, sys.executable, True, False)
                with open(path, encoding="utf-8") as f:
                    good = good and f.read() == updated
                good = good and run_case(path, sys.executable, False, False)[0] == "passed"
            passed, failed = passed + good, failed + (not good)
            if not good:
                print(f"self-test {number}: wanted {status}, got {got}\n{shown}")
    return passed, failed


def cases(wanted):
    found = []
    for folder, _, files in os.walk(os.path.join(HERE, "cases")):
        for name in files:
            path = os.path.join(folder, name)
            short = os.path.splitext(os.path.relpath(path, os.path.join(HERE, "cases")))[0]
            inside_fixture = os.path.isfile(folder + ".txt")
            if name.endswith(".txt") and not inside_fixture and (not wanted or any(w in short for w in wanted)):
                found.append((short, path))
    return sorted(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "dev", "retailinsight"))
    parser.add_argument("--update", action="store_true", help="rewrite the expected output")
    parser.add_argument("--full", action="store_true", help="the cases that need it, too")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--self-test", action="store_true", help="test this runner")
    parser.add_argument("cases", nargs="*", metavar="CASE")
    options = parser.parse_args()
    if options.self_test:
        passed, failed = self_test()
        print(f"{passed} passed, {failed} failed")
        return 1 if failed else 0

    program = os.path.abspath(options.program)
    if not os.access(program, os.X_OK):
        print(f"{options.program} is not there: make build")
        print("0 passed, 1 failed")
        return 1
    counts = dict(passed=0, failed=0, skipped=0, updated=0)
    todo = cases(options.cases)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda case: run_case(case[1], program, options.update, options.full), todo)
        for (short, _), (status, text) in zip(todo, results):
            counts[status] += 1
            if status != "passed":
                print(f"{status}: {short}" + (f" ({text})" if status == "skipped" else ""))
            if status == "failed":
                print(text, end="")
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed'] + counts['updated']} passed, {counts['failed']} failed{skipped}")
    return 1 if counts["failed"] or not todo else 0


if __name__ == "__main__":
    sys.exit(main())
