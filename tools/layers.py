#!/usr/bin/env python3
"""Who may include whom. Reads the blocks of ARCHITECTURE.md and checks every #include under src/ and include/.

    ```layers                       a room may include itself and the rooms its line names, nothing else
    public:                         include/retailinsight.h
    base:      public
    app:       everything above     every room listed earlier
    ```
    ```foreign                      who may include a foreign header (globs on both sides; paths below src/)
    duckdb.h     engine/duckdb.c
    ```
    ```areas                        optional: files of a room that do not include each other
    app: app.h call.h               headers any file of the room may include; x.c may also include x.h and x_*.h
    app: !operations.c              files to which this does not apply
    ```
Everything the C library, POSIX and Linux ship is allowed everywhere; any other <header> needs a line in `foreign`.
CMakeLists.txt must say the same: ri_module(room DEPS ...) is compared with the block.
"""
import argparse
import fnmatch
import os
import re
import sys
import tempfile

SYSTEM = set("""assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg
stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings tgmath threads time uchar wchar wctype aio cpio
dirent dlfcn fcntl fmtmsg fnmatch ftw getopt glob grp iconv ifaddrs langinfo libgen malloc monetary mqueue ndbm netdb nl_types
poll pthread pwd regex sched search semaphore spawn stropts syslog tar termios ulimit unistd utime utmpx wordexp alloca
byteswap endian err execinfo features immintrin x86intrin emmintrin cpuid arm_neon link elf pty sysexits ucontext
""".split())
SYSTEM_FOLDERS = ("sys/", "net/", "netinet/", "arpa/", "linux/", "asm/", "sanitizer/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


class BadRules(Exception):
    pass


def blocks(text, name):
    return [m.group(1) for m in re.finditer(r"^```" + name + r"\n(.*?)^```", text, re.M | re.S)]


def rows(block):
    return [line for line in (raw.split("#")[0].strip() for raw in block.splitlines()) if line]


class Rules:
    """What ARCHITECTURE.md says."""

    def __init__(self, path):
        try:
            with open(path, encoding="utf-8") as f:
                text = f.read()
        except OSError as error:
            raise BadRules(f"ARCHITECTURE.md: {error.strerror}; it holds the ```layers and ```foreign blocks") from None
        layers = blocks(text, "layers")
        if len(layers) != 1 or not blocks(text, "foreign"):
            raise BadRules("ARCHITECTURE.md: needs one ```layers block and a ```foreign block")
        self.may = {}
        for line in rows(layers[0]):
            room, colon, names = line.partition(":")
            if not colon:
                raise BadRules(f"ARCHITECTURE.md: layers: no colon in `{line}`")
            above = list(self.may)
            named = above if names.strip() == "everything above" else names.split()
            for name in named:
                if name not in self.may:
                    raise BadRules(f"ARCHITECTURE.md: layers: {room} names {name}, which is not listed above it")
            self.may[room.strip()] = set(named)
        self.foreign = []
        for block in blocks(text, "foreign"):
            self.foreign += [(words[0], words[1:]) for words in (line.split() for line in rows(block))]
        self.areas = {}
        for block in blocks(text, "areas"):
            for line in rows(block):
                room, _, names = line.partition(":")
                shared, exempt = self.areas.setdefault(room.strip(), (set(), set()))
                for name in names.split():
                    (exempt if name.startswith("!") else shared).add(name.lstrip("!"))


def room_of(path):
    """`src/app/sales.c` -> app; `include/x.h` -> public; else None."""
    parts = path.split("/")
    if parts[0] == "include":
        return "public"
    return parts[1] if parts[0] == "src" and len(parts) > 2 else None


def resolve(root, path, name):
    """The repository file an include means, or None when it is none of ours."""
    for folder in (os.path.dirname(path), "src", "include"):
        found = os.path.normpath(os.path.join(folder, name)).replace(os.sep, "/")
        if os.path.isfile(os.path.join(root, found)):
            return found
    return None


def check_foreign(rules, path, name, quoted):
    if name in {h + ".h" for h in SYSTEM} or name.startswith(SYSTEM_FOLDERS):
        return None
    lines = [files for header, files in rules.foreign if fnmatch.fnmatch(name, header)]
    if not lines:
        return f"<{name}> is in no line of the foreign block" if not quoted else f'"{name}" does not exist'
    below = path.split("/", 1)[1]
    if any(fnmatch.fnmatch(below, pattern) for files in lines for pattern in files):
        return None
    return f"<{name}> belongs into {' '.join(f for files in lines for f in files)} only"


def area_of(path):
    return re.sub(r"(_test)?\.[ch]$", "", path.split("/")[2])


def check_area(rules, path, target):
    """One area of a room does not include another."""
    shared, exempt = rules.areas[room_of(path)]
    here, there = area_of(path), area_of(target)
    below = [p.split("/", 2)[2] for p in (path, target)]
    if any(fnmatch.fnmatch(below[0], e) for e in exempt) or any(fnmatch.fnmatch(below[1], s) for s in shared):
        return None
    # sales.c, sales_kpi.c and sales.h are one area; so are the files of one folder
    if here == there or here.startswith(there + "_") or there.startswith(here + "_"):
        return None
    return f"{below[1]} is another area of {room_of(path)}: move what both need down, or into a shared header"


def check_include(rules, root, path, name, quoted):
    """The reason why this include is refused, or None."""
    target = resolve(root, path, name)
    if target is None:
        return check_foreign(rules, path, name, quoted)
    here, there = room_of(path), room_of(target)
    if there is None or there not in rules.may:
        return f'"{name}" lies in no room of the layers block'
    if there == here:
        return check_area(rules, path, target) if here in rules.areas else None
    if there not in rules.may[here]:
        return f'{here} may not include {there} ("{name}")'
    return None


def sources(root):
    for top in ("include", "src"):
        for folder, _, files in os.walk(os.path.join(root, top)):
            for name in sorted(files):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def check_file(rules, root, path):
    """Complaints about one file, `path:line: reason`."""
    if room_of(path) not in rules.may:
        return [f"{path}:1: room {room_of(path)} is not in the layers block"]
    found = []
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        for number, line in enumerate(f, 1):
            match = INCLUDE.match(line)
            reason = match and check_include(rules, root, path, match.group(2), match.group(1) == '"')
            if reason:
                found.append(f"{path}:{number}: {reason}")
    return found


def check_cmake(rules, root):
    """The rooms that CMakeLists.txt links, compared with the rooms that may be included."""
    path = os.path.join(root, "CMakeLists.txt")
    if not os.path.isfile(path):
        return []
    with open(path, encoding="utf-8") as f:
        text = re.sub(r"#.*", "", f.read())
    found = []
    modules = dict(re.findall(r"\bri_module\((\w+)([^)]*)\)", text))
    for room, rest in modules.items():
        match = re.search(r"\bDEPS\s+([\w\s]*?)(?=FOREIGN|TEST_DEPS|$)", rest)
        linked = set(match.group(1).split()) if match else set()
        if room not in rules.may:
            found.append(f"CMakeLists.txt: room {room} is not in the layers block")
        elif linked != rules.may[room] - {"public"}:
            found.append(f"CMakeLists.txt: ri_module({room}) links {sorted(linked)}, the layers block says "
                         f"{sorted(rules.may[room] - {'public'})}")
    found += [f"CMakeLists.txt: no ri_module({room})" for room in rules.may if room not in modules and room != "public"]
    return found


# --- self test: plant violations, see them caught --------------------------------------------------------------------

PLANT_RULES = """```layers
public:
base: public
table: base
demand: base table
inventory: base table
app: everything above
face: public base table
```
```foreign
duckdb.h   table/duck.c
yaml.h     app/config*.c
```
```areas
app: app.h
app: !operations.c
```
"""
PLANTS = [  # file, its text, what the complaint must say (None: no complaint)
    ("src/table/up.c", '#include "demand/demand.h"', "table may not include demand"),
    ("src/demand/side.c", '#include "inventory/inventory.h"', "demand may not include inventory"),
    ("src/demand/down.c", '#include "table/table.h"\n#include "base/base.h"', None),
    ("src/face/deep.c", '#include "app/app.h"', "face may not include app"),
    ("src/face/cli/ok.c", '#include "retailinsight.h"\n#include "table/table.h"', None),
    ("src/face/cli/dots.c", '#include "../../demand/demand.h"', "face may not include demand"),
    ("src/nowhere/x.c", "#include <stdio.h>", "room nowhere is not in the layers block"),
    ("src/table/duck.c", "#include <duckdb.h>", None),
    ("src/demand/duck.c", "#include <duckdb.h>", "belongs into table/duck.c only"),
    ("src/app/config_load.c", "#include <yaml.h>", None),
    ("src/base/new.c", "#include <curl/curl.h>", "is in no line of the foreign block"),
    ("src/base/posix.c", "#include <pthread.h>\n#include <sys/stat.h>", None),
    ("src/base/typo.c", '#include "base/bass.h"', "does not exist"),
    ("src/app/sales.c", '#include "app/demand.h"', "another area"),
    ("src/app/demand_run.c", '#include "app/demand.h"\n#include "app/app.h"\n#include "demand/demand.h"', None),
    ("src/app/operations.c", '#include "app/demand.h"', None),
    ("include/public.h", '#include "base/base.h"', "public may not include base"),
]
PLANT_HEADERS = ["src/base/base.h", "src/table/table.h", "src/demand/demand.h", "src/inventory/inventory.h",
                 "src/app/app.h", "src/app/demand.h", "include/retailinsight.h"]


def plant(root, path, text):
    os.makedirs(os.path.dirname(os.path.join(root, path)) or root, exist_ok=True)
    with open(os.path.join(root, path), "w", encoding="utf-8") as f:
        f.write(text + "\n")


def self_test():
    passed, failed = 0, []
    with tempfile.TemporaryDirectory() as root:
        plant(root, "ARCHITECTURE.md", PLANT_RULES)
        for path in PLANT_HEADERS:
            plant(root, path, "")
        rules = Rules(os.path.join(root, "ARCHITECTURE.md"))
        for path, text, want in PLANTS:
            plant(root, path, text)
            got = check_file(rules, root, path)
            if (not got) if want is None else (len(got) == 1 and want in got[0]):
                passed += 1
            else:
                failed.append(f"self-test {path}: wanted {want}, got {got}")
        plant(root, "CMakeLists.txt", "ri_module(base)\nri_module(table DEPS base)\nri_module(demand DEPS base)\n"
              "ri_module(inventory DEPS base table)\nri_module(app DEPS base table demand inventory FOREIGN yaml)")
        got = check_cmake(rules, root)
        wants = ["ri_module(demand) links", "no ri_module(face)"]
        if len(got) == 2 and all(any(w in g for g in got) for w in wants):
            passed += 1
        else:
            failed.append(f"self-test CMakeLists.txt: got {got}")
        for text, want in [("nothing", "needs one"), ("```layers\na: b\n```\n```foreign\n```\n", "not listed above")]:
            plant(root, "ARCHITECTURE.md", text)
            try:
                Rules(os.path.join(root, "ARCHITECTURE.md"))
                failed.append(f"self-test: rules accepted: {text!r}")
            except BadRules as error:
                if want in str(error):
                    passed += 1
                else:
                    failed.append(f"self-test: {error}")
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true", help="first plant violations and see them caught")
    parser.add_argument("root", nargs="?", default=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    options = parser.parse_args()
    passed, complaints = self_test() if options.self_test else (0, [])
    failed = len(complaints)
    try:
        rules = Rules(os.path.join(options.root, "ARCHITECTURE.md"))
        for path in sources(options.root):
            found = check_file(rules, options.root, path)
            passed, failed = passed + (not found), failed + bool(found)
            complaints += found
        found = check_cmake(rules, options.root)
        passed, failed = passed + (not found), failed + bool(found)
        complaints += found
    except BadRules as error:
        complaints.append(str(error))
        failed += 1
    for complaint in complaints:
        print(complaint)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
