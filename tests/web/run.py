#!/usr/bin/env python3
"""The dashboard without a browser: types, unit tests, budgets of size, and what its files must not contain.

    tests/web/run.py        needs build/PRESET/web (the CMake build makes it) and what `tools/setup test` installs
"""
import json
import os
import re
import subprocess
import sys

ROOT = os.environ.get("RI_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("RI_BUILD") or os.path.join(ROOT, "build", "dev")
DEPS = os.environ.get("RI_DEPS") or os.environ.get("RETAILINSIGHT_DEPS") or os.path.join(ROOT, ".deps")
WEB = os.path.join(ROOT, "web")
SITE = os.path.join(BUILD, "web")
WORK = os.path.join(BUILD, "web-check")
SCRIPT_LIMIT, STYLE_LIMIT, CATALOGUE_LIMIT = 60 * 1024, 15 * 1024, 27 * 1024  # bytes, brotli, at first load
LINES_LIMIT = 400

passed = failed = 0


def check(name, ok, why=""):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    if not ok:
        print(f"FAILED {name}: {why}")


def run(argv, **options):
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def sources(*endings):
    return sorted(os.path.join(d, f) for d, _, files in os.walk(os.path.join(WEB, "src")) for f in files if f.endswith(endings))


def link(target, path):
    if os.path.islink(path):
        os.unlink(path)
    os.symlink(target, path)


def types():
    """tsc finds packages beside what it reads: a folder of links has the sources and the packages side by side."""
    os.makedirs(WORK, exist_ok=True)
    link(os.path.join(WEB, "src"), os.path.join(WORK, "src"))
    link(os.path.join(WEB, "tsconfig.json"), os.path.join(WORK, "tsconfig.json"))
    link(os.path.join(DEPS, "web-test", "node_modules"), os.path.join(WORK, "node_modules"))
    done = run(["node", os.path.join("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json"], cwd=WORK)
    check("types", done.returncode == 0, done.stdout)


def unit_tests():
    """esbuild strips the types and bundles; node's own runner runs."""
    out = os.path.join(WORK, "unit")
    tests = [os.path.relpath(path, WEB) for path in sources(".test.ts")]
    done = run([os.path.join(DEPS, "web", "bin", "esbuild"), *tests, "--bundle", "--platform=node", "--format=esm", "--outbase=src",
                f"--outdir={out}", "--out-extension:.js=.mjs", "--log-level=warning"],
               cwd=WEB, env={**os.environ, "NODE_PATH": os.path.join(DEPS, "web", "node_modules")})
    check("unit tests are bundled", done.returncode == 0, done.stdout)
    built = [os.path.join(out, os.path.splitext(os.path.relpath(t, "src"))[0] + ".mjs") for t in tests]
    done = run(["node", "--test", "--test-reporter=tap", *built], env={**os.environ, "TZ": "America/St_Johns"})
    for line in done.stdout.splitlines():
        match = re.match(r"\s*(not )?ok \d+ - (.*)", line)
        if match and not match.group(2).endswith(".mjs"):
            check(match.group(2), not match.group(1), "see below")
    if done.returncode:
        print(done.stdout)
    check("unit tests end well", done.returncode == 0, f"node ended with {done.returncode}")


def brotli_sizes(paths):
    script = ("const z=require('zlib'),f=require('fs');"
              "console.log(JSON.stringify(process.argv.slice(1).map(p=>z.brotliCompressSync(f.readFileSync(p)).length)))")
    return json.loads(run(["node", "-e", script, *paths]).stdout)


def with_imports(outputs, path):
    """What a script needs before it runs."""
    seen, todo = set(), [path]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        todo += [i["path"] for i in outputs[at]["imports"] if i["kind"] == "import-statement"]
    return seen


def budgets():
    """First load: the script, what it needs, and the first page."""
    outputs = json.loads(read(os.path.join(BUILD, "web-bundle.json")))["outputs"]
    entry = next(path for path, o in outputs.items() if o.get("entryPoint") == "src/main.tsx")
    first_page = next(path for path, o in outputs.items() if o.get("entryPoint") == "src/pages/overview/page.tsx")
    scripts = sorted(with_imports(outputs, entry) | with_imports(outputs, first_page))
    size = sum(brotli_sizes([os.path.normpath(os.path.join(WEB, path)) for path in scripts]))
    check("script at first load", size <= SCRIPT_LIMIT, f"{size} bytes, at most {SCRIPT_LIMIT}")
    for catalogue in sorted(os.listdir(os.path.join(WEB, "src", "languages"))):  # whose language it is loads that too
        name = catalogue.split(".")[0]
        files = [f for f in os.listdir(os.path.join(SITE, "assets")) if f.startswith(name + "-") and f.endswith(".json")]
        check(f"the catalogue {name} is one file", len(files) == 1, files)
        texts = sum(brotli_sizes([os.path.join(SITE, "assets", f) for f in files]))
        check(f"texts at first load in {name}", texts <= CATALOGUE_LIMIT, f"{texts} bytes, at most {CATALOGUE_LIMIT}")
        print(f"first load in {name}: {texts} bytes of texts beside the script, {size + texts} in all (brotli)")
    style = brotli_sizes([os.path.normpath(os.path.join(WEB, outputs[entry]["cssBundle"]))])[0]
    check("style at first load", style <= STYLE_LIMIT, f"{style} bytes, at most {STYLE_LIMIT}")
    plot = [path for path, o in outputs.items() if any("uPlot.esm" in i for i in o["inputs"])]
    check("the library of dense lines waits", plot and not set(plot) & set(scripts), f"{plot} is part of the first load")
    print(f"first load: script {size} bytes, style {style} bytes (brotli)")


def holes(message):
    return len(re.findall(r"\{\d*\}", message))


def languages():
    """Every text of the pages is in each catalogue, with the same holes."""
    done = run(["node", "--expose-internals", os.path.join(WEB, "texts.mjs"), "--deps", DEPS])
    check("the texts of the pages are read", done.returncode == 0, done.stdout)
    texts = json.loads(done.stdout) if done.returncode == 0 else {}
    check("the pages have texts", len(texts) > 500, f"{len(texts)} texts")
    folder = os.path.join(WEB, "src", "languages")
    for name in sorted(os.listdir(folder)):
        catalogue = json.loads(read(os.path.join(folder, name)))
        missing = [f"{text!r} ({where})" for text, where in texts.items() if text not in catalogue["pages"]]
        check(f"{name} has every text", not missing, f"add to pages in web/src/languages/{name}: " + "; ".join(missing))
        said = {**catalogue["pages"], **catalogue["program"]}
        wrong = [text for text, says in said.items() if not says.strip() or holes(says) != text.count("{}")]
        check(f"{name} keeps the values of each text", not wrong, "; ".join(wrong))
        twice = sorted(set(catalogue["pages"]) & set(catalogue["program"]))
        check(f"{name} has each text once", not twice, "; ".join(twice))
    print(f"{len(texts)} texts")


def contents():
    page = read(os.path.join(SITE, "index.html"))
    check("page without inline script", not re.search(r"<script(?![^>]*\bsrc=)", page), page)
    check("page without inline style", "<style" not in page and " style=" not in page, page)
    manifest = json.loads(read(os.path.join(SITE, "retailinsight.webmanifest")))
    check("the manifest is named by the page, and its icons are there", 'rel="manifest" href="/retailinsight.webmanifest"' in page
          and all(os.path.isfile(SITE + icon["src"]) for icon in manifest["icons"]), manifest)
    check("page has a language and a title", '<html lang="en">' in page and "<title>" in page, page)
    for name in sorted(os.listdir(os.path.join(SITE, "assets"))):
        if name.endswith((".js", ".css")):
            text = read(os.path.join(SITE, "assets", name))
            hosts = set(re.findall(r"https?://([\w.-]+)", text)) - {"www.w3.org", "localhost"}
            check(f"{name} names no other host", not hosts, ", ".join(hosts))
            check(f"{name} has no eval", not re.search(r"\beval\(|new Function\(", text), "the content security policy forbids it")
    for path in sources(".ts", ".tsx"):
        text = read(path)
        name = os.path.relpath(path, ROOT)
        check(f"{name} has no any", not re.search(r"(:|\bas|<|\|) any\b", text), "any")
        check(f"{name} is short", text.count("\n") <= LINES_LIMIT, f"{text.count(chr(10))} lines, at most {LINES_LIMIT}")
        check(f"{name} sets no HTML", "dangerouslySetInnerHTML" not in text and "innerHTML" not in text, "innerHTML")


def build_says_what_is_missing():
    done = run(["node", os.path.join(WEB, "build.mjs"), "--deps", os.path.join(WORK, "nowhere"), "--work", os.path.join(WORK, "site"),
                "--output", os.path.join(WORK, "x.c")])
    check("a build without the packages fails in words", done.returncode == 1 and "run tools/setup" in done.stdout, done.stdout)


def main():
    for part in (types, unit_tests, budgets, languages, contents, build_says_what_is_missing):
        part()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
