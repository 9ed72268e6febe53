#!/usr/bin/env python3
"""How long functions and files are. A function over 80 lines or a file over 600 fails; functions over 50 are listed.

Reads C formatted the house way: a function is a signature at column 0, `{` at column 0 (or at the end of the
signature's line) and `}` at column 0; its length is counted from the first line of the signature to the closing brace.
Tests (*_test.c) may be longer. Each file counts as one test.
"""
import argparse
import os
import re
import sys

FUNCTION_MAX, FUNCTION_AIM, FILE_MAX, SHOWN = 80, 50, 600, 25
FOLDERS = ("include", "src", "tools", "bench", "tests")


def signature_start(lines, at):
    """First line of the signature that ends on line `at`: back to the line after a blank, a `}`, a `;`, a # or a comment."""
    while at > 0:
        above = lines[at - 1].rstrip()
        if not above or above.startswith(("}", "#", "/", " *", "{")) or above.endswith((";", "*/", "\\")):
            break
        if above[0].isspace() and not lines[at][0].isspace():
            break  # the end of something else, such as a macro
        at -= 1
    return at


def name_of(signature):
    names = re.findall(r"([A-Za-z_]\w*)\s*\(", signature)
    names = [n for n in names if n not in ("__attribute__", "format", "cleanup", "constructor", "defined")]
    if names and names[0] == "TEST":
        return "TEST(" + signature.split("(", 1)[1].split(")")[0] + ")"
    return names[0] if names else "?"


def functions(lines):
    """[(name, first line, length)], lines counted from 1. Raises ValueError where a brace is left open."""
    found, at = [], 0
    while at < len(lines):
        line = lines[at].rstrip()
        opens = line == "{" or re.match(r"^[A-Za-z_].*\)\s*\{$", line)
        if not opens:
            at += 1
            continue
        first = signature_start(lines, at - 1 if line == "{" and at else at)
        signature = " ".join(lines[first:at + 1])
        end = at + 1
        while end < len(lines) and not lines[end].startswith("}"):
            end += 1
        if end == len(lines):
            raise ValueError(f"line {at + 1}: `{{` at column 0 is never closed at column 0")
        if "(" in signature:  # not a brace of a bare initialiser
            found.append((name_of(signature), first + 1, end - first + 1))
        at = end + 1
    return found


def check(path, lines, listed):
    """Complaints about one file; functions worth a look are added to `listed`."""
    is_test = path.endswith("_test.c")
    complaints = []
    if len(lines) > FILE_MAX and not is_test:
        complaints.append(f"{path}: {len(lines)} lines, at most {FILE_MAX}")
    try:
        for name, first, length in functions(lines):
            if length > FUNCTION_MAX and not is_test:
                complaints.append(f"{path}:{first}: {name} has {length} lines, at most {FUNCTION_MAX}")
            if length > FUNCTION_AIM:
                listed.append((length, f"{path}:{first}: {name}"))
    except ValueError as error:
        complaints.append(f"{path}: {error}")
    return complaints


def sources(root):
    for top in FOLDERS:
        for folder, _, files in os.walk(os.path.join(root, top)):
            for name in sorted(files):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def self_test():
    body = "    x++;\n"
    cases = [  # text, functions found, complaints
        ("int a(int x)\n{\n" + body * 77 + "}\n", [("a", 80)], 0),
        ("int a(int x)\n{\n" + body * 78 + "}\n", [("a", 81)], 1),
        ("static int *\nb(int x,\n  int y)\n{\n" + body + "}\n", [("b", 6)], 0),
        ("int c(int x) {\n" + body * 90 + "}\n", [("c", 92)], 1),
        ("static const int t[] = {\n" + "    1,\n" * 100 + "};\n\nint d(void)\n{\n}\n", [("d", 3)], 0),
        ("TEST(long_case)\n{\n" + body * 3 + "}\n", [("TEST(long_case)", 6)], 0),
        ("int e(void)\n{\n    if (x) {\n", [], 1),
        ("int f(void);\nint g(void)\n{\n}\n" + "\n" * 600, [("g", 3)], 1),
        ("/* remark\n */\nstruct s {\n    int a;\n};\nvoid h(void)\n{\n    {\n    }\n}\n", [("h", 5)], 0),
        ("#define M(x) \\\n    do { \\\n    } while (0)\nint k(void)\n{\n}\n", [("k", 3)], 0),
    ]
    passed, failed = 0, []
    for number, (text, want, complaints) in enumerate(cases, 1):
        lines = text.splitlines()
        try:
            got = [(name, length) for name, _, length in functions(lines)]
        except ValueError:
            got = []
        if got == want and len(check("x.c", lines, [])) == complaints:
            passed += 1
        else:
            failed.append(f"self-test {number}: wanted {want} and {complaints} complaints, got {got}")
    long_test = check("x_test.c", ["int a(int x)", "{"] + ["    x++;"] * 700 + ["}"], [])
    return passed + (not long_test), failed + long_test


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true", help="first check the counting itself")
    parser.add_argument("root", nargs="?", default=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    options = parser.parse_args()
    passed, complaints = self_test() if options.self_test else (0, [])
    failed, listed = len(complaints), []
    for path in sources(options.root):
        with open(os.path.join(options.root, path), encoding="utf-8", errors="replace") as f:
            found = check(path, f.read().splitlines(), listed)
        passed, failed = passed + (not found), failed + bool(found)
        complaints += found
    if listed:
        print(f"functions over {FUNCTION_AIM} lines: {len(listed)}, the longest:")
    for length, where in sorted(listed, reverse=True)[:SHOWN]:
        print(f"  {length:4d}  {where}")
    for complaint in complaints:
        print(complaint)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
