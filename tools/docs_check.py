#!/usr/bin/env python3
"""What the documents promise, checked: links lead somewhere, every room has its page, every column its comment, the image is
made of what the set-up names, and no file names a package registry's address or a path of one machine. Each file looked at counts as one test."""
import os
import re
import sys

import data_dictionary

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SKIP = {".git", ".deps", "build", "dist", "demo", "node_modules", "__pycache__", "retailinsight-workspace"}
REGISTRY = re.compile(r'"resolved":\s*"https?:|https?://[^ "]*(?:/simple/|/-/[^ "]*\.tgz|/maven2/|/pool/main/)'
                      r"|--(?:index-url|registry)[ =]")
MACHINE = re.compile(r"(?<![\w$}.])/(?:home|root|Users)/[a-z][\w.-]*/")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
TEXT = (".md", ".c", ".h", ".py", ".sql", ".cmake", ".txt", ".json", ".yaml", ".yml", ".toml", ".mod", ".sum", "")


def files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(d for d in folders if d not in SKIP)
        for name in sorted(names):
            if os.path.splitext(name)[1] in TEXT:
                yield os.path.relpath(os.path.join(folder, name), root)


def anchors(text):
    """What a heading is called in a link."""
    found = set()
    for line in re.sub(r"^```.*?^```", "", text, flags=re.M | re.S).splitlines():
        if line.startswith("#"):
            title = re.sub(r"[`*]", "", line.lstrip("#").strip()).lower()
            found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


def check_links(root, path, text):
    found = []
    for target in LINK.findall(re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        full = os.path.normpath(os.path.join(root, os.path.dirname(path), name)) if name else os.path.join(root, path)
        if not os.path.exists(full):
            found.append(f"{path}: the link {target} leads nowhere")
        elif anchor and full.endswith(".md"):
            with open(full, encoding="utf-8") as f:
                if anchor not in anchors(f.read()):
                    found.append(f"{path}: the link {target} leads to no heading")
    return found


def check_file(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        text = f.read()
    found = check_links(root, path, text) if path.endswith(".md") else []
    for number, line in enumerate(text.splitlines(), 1):
        if REGISTRY.search(line) and os.path.basename(path) != "docs_check.py":
            found.append(f"{path}:{number}: the address of a package registry")
        if MACHINE.search(line):
            found.append(f"{path}:{number}: a path of one machine")
    return found


def check_rooms(root):
    """{room: complaint or None}"""
    src = os.path.join(root, "src")
    rooms = {}
    for room in sorted(os.listdir(src)) if os.path.isdir(src) else []:
        if any(f.endswith(".c") for _, _, names in os.walk(os.path.join(src, room)) for f in names):
            has_page = os.path.isfile(os.path.join(src, room, "README.md"))
            rooms[room] = None if has_page else f"src/{room}/: no README.md"
    return rooms


def check_image(root):
    """The Dockerfile copies what tools/setup reads before it runs it, and installs what the program needs where it runs."""
    def text_of(name):
        with open(os.path.join(root, name), encoding="utf-8") as f:
            return f.read()

    found = []
    before = text_of("Dockerfile").split("RUN tools/setup")[0]
    copied = [word for line in re.findall(r"^COPY (.*)", before, re.M) for word in line.split()[:-1]]
    setup = text_of("tools/setup")
    pins = {os.path.normpath(os.path.join("tools", "deps", name)) for name in re.findall(r'"((?:\.\./|npm/|go/|pip/)[\w./-]+)"', setup)}
    for folder in {os.path.dirname(name) for name in pins if name.startswith("web/")}:
        pins |= {os.path.join(folder, name) for name in ("package.json", ".npmrc")}
    for name in sorted(pins):
        if not any(name == word or name.startswith(word.rstrip("/") + "/") for word in copied):
            found.append(f"Dockerfile: {name} is not copied before tools/setup reads it")
    installed = text_of("Dockerfile").split("FROM debian:12-slim")[1].split()
    for line in text_of("tools/debian-packages.txt").splitlines():
        words = line.split("#")[0].split()
        if len(words) != 3 or words[1] != "run" or words[0] in ("libc6-dev", "pkg-config"):
            continue  # a tool of the build, or part of every image
        stem = words[0].removesuffix("-dev").removesuffix("-openssl").replace("libpango1.0", "libpango-1.0").replace("libgnutls28", "libgnutls")
        if not any(word.startswith(stem) for word in installed):
            found.append(f"Dockerfile: nothing of {words[0]} is installed where the program runs")
    return found


def main():
    results = [check_file(ROOT, path) for path in files(ROOT)]
    results += [[c] if c else [] for c in check_rooms(ROOT).values()]
    results.append(check_image(ROOT))
    tables = data_dictionary.read_schema(ROOT)
    results.append(list(data_dictionary.complaints(tables)))
    for found in results:
        for complaint in found:
            print(complaint)
    failed = sum(bool(found) for found in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
