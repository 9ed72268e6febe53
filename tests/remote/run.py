#!/usr/bin/env python3
"""The program beside a process that holds its workspace: the same answers, through the socket.

Two workspaces get the same calls, `alone` by the program itself and `shared` while share_workspace holds it; everything the
program prints must be equal. Then what goes wrong: either side killed, frozen, cancelled, slow; settings that differ.

Environment: RI_PROGRAM, RI_BUILD, RI_TEST_FULL (also the golden transcripts and the frozen holder). Prints
`N passed, N failed[, N skipped]` as its last line."""
import atexit
import concurrent.futures
import functools
import glob
import gzip
import importlib.util
import os
import pty
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.abspath(os.environ.get("RI_PROGRAM", "build/dev/retailinsight"))
SHARE = os.path.join(os.path.dirname(PROGRAM), "share_workspace")
FULL = os.environ.get("RI_TEST_FULL") == "1"
CHAIN = os.path.join(ROOT, "tests", "golden", "cases", "shop", "chain")
HEAD = "transaction,line,store,sold_at,product,quantity,unit_price,currency\n"
W = "retailinsight-workspace"


def lines(count, seed=1, start=0):
    rng = random.Random(seed)
    return "".join(f"R{(start + i) // 4},{(start + i) % 4 + 1},S{(start + i) // 4 % 3},2024-0{rng.randint(1, 9)}-1{rng.randint(0, 9)},P{rng.randint(1, 50)},"
                   f"{rng.randint(1, 5)},{rng.randint(1, 99)}.{rng.randint(10, 99)},EUR\n" for i in range(count))


class Box:
    """A folder, the program run in it, and perhaps a process that holds its workspace."""

    def __init__(self, folder):
        self.folder, self.holder = folder, None
        os.makedirs(folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return name

    def share(self):
        self.holder = subprocess.Popen([SHARE, W], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
        if self.holder.stdout.readline() != b"ready\n":
            raise AssertionError(self.holder.communicate()[1])
        return self

    def unshare(self):
        out = self.holder.communicate(timeout=60)
        code, self.holder = self.holder.returncode, None
        assert code == 0, (code, out)

    def kill_holder(self):
        self.holder.kill()
        self.holder.communicate()
        self.holder = None

    def run(self, *words, **options):
        return subprocess.run([PROGRAM, *words], cwd=self.folder, capture_output=True, timeout=120, **options)

    def start(self, *words, **options):
        return subprocess.Popen([PROGRAM, *words], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def net(self):
        done = self.run("sales", "kpis", "--format", "csv")
        assert done.returncode == 0, done.stderr
        return done.stdout


def text(done):
    return done.stderr.decode(errors="replace")


def ok(done):
    assert done.returncode == 0, (done.returncode, text(done))
    assert b"Sanitizer" not in done.stderr, text(done)
    return done.stdout


def fails(done, code, *words):
    assert done.returncode == code, f"exit {done.returncode}, want {code}: {text(done)}"
    assert text(done).startswith("retailinsight: ") and "Sanitizer" not in text(done), text(done)
    for word in words:
        assert word in text(done), f"'{word}' is not in: {text(done)}"


# ---- Equal answers -----------------------------------------------------------------------------------------------------------

class Pair:
    """The same folder twice; the second one's workspace is held."""

    def __init__(self, folder):
        self.alone, self.shared = Box(os.path.join(folder, "alone")), Box(os.path.join(folder, "shared"))

    def both(self, action):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            return list(pool.map(action, (self.alone, self.shared)))

    def fill(self):
        """Two copies of one filled workspace: equal to the last instant in the ledger."""
        source = filled()
        self.both(lambda box: shutil.copytree(source, box.folder, dirs_exist_ok=True))
        self.shared.share()
        return self

    def same(self, *words, files=(), **options):
        """Runs it in both; stdout, stderr, exit code and the named files must be equal."""
        alone, shared = self.both(lambda box: box.run(*words, **options))
        seen = [(d.returncode, without_chance(d.stdout), without_chance(d.stderr)) for d in (alone, shared)]
        assert seen[0] == seen[1], f"{words}:\nalone  {seen[0]}\nshared {seen[1]}"
        for name in files:
            contents = [open(box.path(name), "rb").read() for box in (self.alone, self.shared)]
            assert contents[0] == contents[1], f"{words}: {name} differs"
        return shared


@functools.lru_cache(None)
def filled():
    """A folder with the files of the chain and a workspace of them, made once."""
    folder = tempfile.mkdtemp(prefix="ri-remote-chain-")
    atexit.register(shutil.rmtree, folder, True)
    shutil.copytree(CHAIN, folder, dirs_exist_ok=True)
    for kind in ("stores", "products", "suppliers", "sales", "stock"):
        ok(Box(folder).run("import", f"{kind}.csv", "--as", kind))
    return folder


def without_chance(output):
    """What a call says of its own moment, and what is drawn at random: the name that an erased customer was given, secrets and links."""
    output = re.sub(rb"\bx[0-9a-f]{24}\b", b"<erased>", output)
    output = re.sub(rb"\brik_[0-9a-f]+|\b[0-9a-f]{64}\b", b"<secret>", output)
    output = re.sub(rb'(?<="expires_at":")[^"]+|(?<="made_at":")[^"]+|(?<="created_at":")[^"]+|(?<="at":")[^"]+', b"<then>", output)
    return re.sub(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d+Z?", b"<now>", output)


def examples():
    """The example lines of every operation, by its words: what help offers to a person, out of the man pages, which one process writes."""
    found = {}
    with tempfile.TemporaryDirectory() as pages:
        subprocess.run([PROGRAM, "help", "--man", pages], check=True, capture_output=True)
        for path in sorted(glob.glob(os.path.join(pages, "retailinsight-*.1"))):
            stem = os.path.basename(path)[len("retailinsight-"):-2]
            with open(path, encoding="utf-8") as f:
                block = re.search(r"^\.SH EXAMPLES\n\.nf\n(.*?)^\.fi$", f.read(), re.S | re.M)
            rows = re.sub(r"\\(-|e|\(aq|\(dq|&)", lambda m: {"-": "-", "e": "\\", "(aq": "'", "(dq": '"', "&": ""}[m.group(1)], block.group(1)).splitlines() if block else []
            words = rows[0].split()[1:] if rows else []
            name = next((" ".join(words[:n]) for n in (1, 2, 3) if "-".join(words[:n]) == stem), stem)
            found[name] = rows
    return found


ALONE = {"backup", "demo", "link", "restore", "serve", "config show"}  # about this process, or they make a folder of their own


def test_every_operation_answers_the_same(folder):
    pair = Pair(folder).fill()
    found = examples()
    assert len(found) > 15 and all(found.values()), found
    for name, rows in sorted(found.items(), key=lambda item: (item[0] != "verify", item[0].startswith("import"))):  # what changes: last
        if name in ALONE:
            continue
        for line in rows if FULL else rows[:1]:
            if "--watch" in line or "|" in line or "<" in line:
                continue
            output = re.search(r"(?:-o|--output) (\S+)", line)
            format = () if "--format" in line or output else ("--format", "json")
            words = subprocess.run(["bash", "-c", "printf '%s\\0' " + line], capture_output=True, text=True).stdout.split("\0")[1:-1]
            pair.same(*words, *format, files=[output.group(1)] if output and os.path.exists(pair.alone.path(output.group(1))) else ())
    pair.shared.unshare()
    assert pair.alone.net() == pair.shared.net()


def test_every_format_has_the_same_bytes(folder):
    pair = Pair(folder).fill()
    query = ("sql", "SELECT i, 'x' || i AS t, i / 3 AS r, (i * 1.25)::DECIMAL(18,3) AS d, DATE '2024-01-01' + (i % 400)::INT AS day, "
             "CASE WHEN i % 5 = 0 THEN NULL ELSE [i, NULL] END AS l, i % 2 = 0 AS b FROM range(5000) r(i)")
    flat = ("sql", query[1].replace("CASE WHEN i % 5 = 0 THEN NULL ELSE [i, NULL] END AS l, ", "TIMESTAMPTZ '2024-01-01 00:00:00Z' AS at, "))
    for format in ("table", "json", "ndjson", "csv", "arrow"):
        pair.same(*query, "--format", format)
        pair.same("sales", "stores", "--format", format)
    for name in ("x.parquet", "x.csv", "x.arrow"):
        pair.same(*flat, "-o", name, files=[name])
    pair.same("import", "--template", "sales", "-o", "t.csv", files=["t.csv"])
    pair.same("sql", "SELECT 'a'::BLOB AS b FROM range(3)", "--format", "csv")
    pair.shared.unshare()


def test_files_come_through_however_they_are_given(folder):
    pair = Pair(folder)
    pair.shared.share()
    body = (HEAD + lines(3000)).encode()
    for box in (pair.alone, pair.shared):
        box.write("a.csv", HEAD + lines(900, 3, 100000))
        box.write("b.csv", HEAD + lines(900, 4, 200000))
        box.write("bad.csv", HEAD + "R1,1,S1,2024-01-01,P1,many,2.50,EUR\n")
        box.write("m.gz", gzip.compress(body, mtime=0))
        os.mkdir(box.path("folder"))
    pair.same("import", "-", "--as", "sales", input=body)
    pair.same("import", "m.gz", "--as", "sales")  # nothing new
    pair.same("import", "a.csv", "b.csv", "nowhere.csv", "--as", "sales")
    pair.same("import", "a.csv", "b.csv", "--as", "sales")
    pair.same("import", "bad.csv", "--as", "sales", "--strict")
    pair.same("import", "folder", "--as", "sales")
    pair.same("import", "a.csv", "--as", "sales", "--dry-run")
    pair.same("import", "a.csv", "--as", "sales", "--save-mapping", "map.yaml", files=["map.yaml"])
    pair.same("import", "a.csv", "--as", "sales", "--mapping", "map.yaml")
    pair.same("imports", "list", "--format", "csv")
    pair.same("imports", "rejects", "4")
    pair.same("imports", "undo", "1")
    pair.both(lambda box: ok(box.run("verify")))
    pair.same("demand", "forecast", "--input", "a.csv", "--series", "product", "--time", "sold_at", "--value", "quantity", "--format", "csv")
    pair.shared.unshare()


def test_golden_transcripts(folder):
    if not FULL:
        return "only with --full"
    spec = importlib.util.spec_from_file_location("golden", os.path.join(ROOT, "tests", "golden", "run.py"))
    golden = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(golden)
    for case in sorted(glob.glob(os.path.join(ROOT, "tests", "golden", "cases", "shop", "*.txt"))):
        pair = Pair(os.path.join(folder, os.path.basename(case)))
        files = case[:-4]
        for box in (pair.alone, pair.shared):
            if os.path.isdir(files):
                shutil.copytree(files, box.folder, dirs_exist_ok=True)
        with open(case, encoding="utf-8") as f:
            blocks = golden.parse(f.read())[1]
        pair.shared.share()
        environments = {box: golden.environment(PROGRAM, box.folder) for box in (pair.alone, pair.shared)}
        for block in blocks:
            command = "\n".join(block.command)
            if "demo" in command or "rm -r" in command:
                continue
            alone, shared = pair.both(lambda box: subprocess.run(
                ["bash", "-c", command], cwd=box.folder, capture_output=True, timeout=120, env=environments[box]))
            if b"there is no workspace" in alone.stderr:  # a holder makes one
                continue
            seen = [(d.returncode, *(without_chance(o).replace(box.folder.encode(), b"") for o in (d.stdout, d.stderr)))
                    for d, box in ((alone, pair.alone), (shared, pair.shared))]
            assert seen[0] == seen[1], f"{case}: {command}\nalone  {seen[0]}\nshared {seen[1]}"
        pair.shared.unshare()
    return None


def test_two_callers_at_once(folder):
    box = Box(folder).share()
    box.write("x.csv", HEAD + lines(4000))
    ok(box.run("import", "x.csv", "--as", "sales"))
    want = box.net()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: box.net(), range(12))) == {want}
    os.mkfifo(box.path("slow.csv"))
    first = box.start("import", "slow.csv", "--as", "sales")
    with open(box.path("slow.csv"), "wb") as pipe:
        pipe.write((HEAD + lines(30000, 2, 400000)).encode())
        pipe.flush()
        time.sleep(0.3)
        assert box.net() == want  # reading goes on beside an import
        fails(box.run("import", "x.csv", "--as", "sales"), 5, "another import")
    out, err = first.communicate(timeout=60)
    assert first.returncode == 0, err
    ok(box.run("verify"))
    box.unshare()


# ---- What goes wrong ----------------------------------------------------------------------------------------------------------

def half_an_import(box):
    """An import that waits for more of its file; the open end of the pipe."""
    if not os.path.exists(box.path("pipe.csv")):
        os.mkfifo(box.path("pipe.csv"))
    process = box.start("import", "pipe.csv", "--as", "sales")
    pipe = open(box.path("pipe.csv"), "wb")
    pipe.write((HEAD + lines(30000, 5, 900000)).encode())
    pipe.flush()
    time.sleep(0.5)
    return process, pipe


def let_go(pipe):
    try:
        pipe.close()
    except BrokenPipeError:
        pass


def test_a_holder_that_is_killed_is_said_and_nothing_is_lost(folder):
    box = Box(folder).share()
    box.write("x.csv", HEAD + lines(5000))
    ok(box.run("import", "x.csv", "--as", "sales"))
    want = box.net()
    process, pipe = half_an_import(box)
    begin = time.monotonic()
    box.kill_holder()
    out, err = process.communicate(timeout=30)
    assert process.returncode == 6 and b"ended in the middle of import" in err, (process.returncode, err)
    assert time.monotonic() - begin < 5
    let_go(pipe)
    assert os.path.exists(box.path(f"{W}/run/calls"))  # the dead one's
    assert box.net() == want  # the program opens the workspace itself
    box.share()
    assert box.net() == want
    ok(box.run("verify"))
    box.unshare()


def test_a_caller_that_is_killed_leaves_nothing_running(folder):
    box = Box(folder).share()
    box.write("x.csv", HEAD + lines(5000))
    ok(box.run("import", "x.csv", "--as", "sales"))
    want = box.net()
    process, pipe = half_an_import(box)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 20
    while (done := box.run("import", "x.csv", "--as", "sales")).returncode == 5 and time.monotonic() < deadline:
        pipe.write(lines(2000, 6, 990000).encode())  # its parser waits for the pipe
        pipe.flush()
    ok(done)
    let_go(pipe)
    assert box.net() == want
    ok(box.run("verify"))
    box.unshare()


def test_ctrl_c_cancels_there(folder):
    box = Box(folder).share()
    process = box.start("sql", "SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3")
    time.sleep(1)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, (process.returncode, err)
    assert time.monotonic() - begin < 5, time.monotonic() - begin
    assert idle(box), "the query still runs"
    box.unshare()


def processor_seconds(box):
    with open(f"/proc/{box.holder.pid}/stat", encoding="ascii") as f:
        fields = f.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle(box):
    """Does the holder come to rest within a few seconds?"""
    for _ in range(20):
        before = processor_seconds(box)
        time.sleep(0.5)
        if processor_seconds(box) - before < 0.1:
            return True
    return False


def resident_mb(box):
    with open(f"/proc/{box.holder.pid}/status", encoding="ascii") as f:
        return int(re.search(r"VmRSS:\s+(\d+) kB", f.read()).group(1)) / 1000


def test_a_slow_reader_slows_the_holder_and_fills_nothing(folder):
    box = Box(folder).share()
    before = resident_mb(box)
    process = box.start("sql", "SELECT i, repeat('x', 200) AS t FROM range(20000000) r(i)", "--limit", "0", "--format", "csv")
    process.stdout.read(1 << 20)
    assert idle(box), "it goes on although nobody reads"
    grown = resident_mb(box) - before
    assert grown < 150, f"{grown} MB more"
    box.run("doctor")  # others are served meanwhile
    process.stdout.close()  # `| head`
    assert process.wait(30) == 0, process.stderr.read()
    assert idle(box)
    box.unshare()


def test_a_holder_that_is_frozen_is_given_up(folder):
    if not FULL:
        return "only with --full: takes half a minute"
    box = Box(folder).share()
    process, pipe = half_an_import(box)
    box.holder.send_signal(signal.SIGSTOP)
    begin = time.monotonic()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 6 and b"stopped answering" in err, (process.returncode, err)
    assert 25 < time.monotonic() - begin < 45
    fails(box.run("sales", "kpis"), 6, "does not answer")
    box.holder.send_signal(signal.SIGCONT)
    let_go(pipe)
    ok(box.run("verify"))
    box.unshare()
    return None


def test_other_settings_are_refused_with_both_values(folder):
    box = Box(folder).share()
    box.write("x.csv", HEAD + lines(50))
    ok(box.run("import", "x.csv", "--as", "sales"))
    box.write(f"{W}/retailinsight.yaml", "store:\n  time_zone: Europe/Istanbul\n")
    fails(box.run("sales", "kpis"), 5, "store.time_zone", "UTC", "Europe/Istanbul", "retailinsight.yaml line 2")
    assert b"Europe/Istanbul" in ok(box.run("config", "show"))
    box.unshare()
    ok(box.run("sales", "kpis"))
    box.share()
    ok(box.run("sales", "kpis"))
    ok(box.run("sales", "kpis", "--profile", "dev"))  # differs in memory only
    box.unshare()


def test_only_one_holds_and_only_the_user_comes_in(folder):
    box = Box(folder).share()
    second = subprocess.run([SHARE, W], cwd=box.folder, capture_output=True, stdin=subprocess.DEVNULL)
    assert second.returncode == 5 and b"in use" in second.stderr, second
    assert os.stat(box.path(f"{W}/run")).st_mode & 0o777 == 0o700
    assert os.stat(box.path(f"{W}/run/calls")).st_mode & 0o777 == 0o600
    ok(box.run("doctor"))
    box.unshare()
    assert not os.path.exists(box.path(f"{W}/run/calls"))
    ok(box.run("doctor"))


def test_a_workspace_deep_down_is_shared_too(folder):
    deep = os.path.join(folder, *["a-folder-with-a-long-name"] * 8)
    box = Box(deep).share()
    box.write("x.csv", HEAD + lines(50))
    ok(subprocess.run([PROGRAM, "--workspace", box.path(W), "import", box.path("x.csv"), "--as", "sales"], cwd="/", capture_output=True))
    assert box.net().count(b"\n") == 2
    box.unshare()
    ok(box.run("verify"))


def test_a_terminal_is_read_by_who_sits_at_it(folder):
    """The holder runs in the background of the caller's terminal: reading it there would stop the holder."""
    box = Box(folder)
    script = (f"set -m; (sleep 60 | '{SHARE}' {W} > ready) & while ! grep -q ready ready 2>/dev/null; do sleep 0.05; done; "
              f"'{PROGRAM}' import - --as sales --format csv; echo done $?; kill %1")
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvp("bash", ["bash", "-c", script])
    output, sent = b"", False
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and b"done" not in output:
        if not sent and os.path.exists(box.path("ready")) and os.path.getsize(box.path("ready")):
            time.sleep(0.5)
            os.write(terminal, (HEAD + lines(8)).encode() + b"\x04")
            sent = True
        try:
            output += os.read(terminal, 4096) if select_ready(terminal) else b""
        except OSError:
            break
    os.kill(pid, signal.SIGTERM)
    os.close(terminal)
    os.waitpid(pid, 0)
    assert b"done 0" in output and b",sales,8,8," in output, output


def test_serve_is_such_a_holder(folder):
    pair = Pair(folder)
    shutil.copytree(filled(), pair.alone.folder, dirs_exist_ok=True)
    shutil.copytree(pair.alone.folder, pair.shared.folder, dirs_exist_ok=True)
    server = served(pair.shared)
    try:
        pair.same("sales", "kpis", "--format", "json")
        pair.same("import", "-", "--as", "sales", input=(HEAD + lines(40)).encode())
        pair.same("sales", "stores", "--format", "csv")
    finally:
        server.send_signal(signal.SIGINT)
        err = server.communicate(timeout=30)[1]
    assert server.returncode == 0 and b"Sanitizer" not in err, (server.returncode, err)
    assert pair.alone.net() == pair.shared.net()


def served(box):
    """`serve` on the workspace of a box, once it takes calls."""
    server = box.start("serve", "--port", "0", stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not os.path.exists(box.path(f"{W}/run/calls")) and time.monotonic() < deadline:
        assert server.poll() is None, server.communicate()
        time.sleep(0.05)
    return server


def test_a_models_file_is_where_the_caller_is(folder):
    """The server runs in another folder than who calls: a model goes and is looked for where the caller is, with the same words."""
    alone, shared = Box(os.path.join(folder, "alone")), Box(os.path.join(folder, "server"))
    away = Box(os.path.join(folder, "server", "away"))
    for box in (alone, away):
        box.write("t.csv", "x,y\n" + "".join(f"{i},{i * i % 17 + i * 0.375}\n" for i in range(60)))
        box.write("s.csv", "shop,day,sold\n" + "".join(f"S{s},2026-{m:02}-{d:02},{(s * d + m) % 7 + 2}\n" for s in (1, 2) for m in (1, 2, 3) for d in range(1, 29)))
        box.write("f.csv", "shop,day,price\n" + "".join(f"S{s},2026-{m:02}-{d:02},{s + (d + m) % 3}\n" for s in (1, 2) for m in (1, 2, 3, 4) for d in range(1, 32 if m in (1, 3) else 29)))
        box.write("t.yaml", "target: y\ntrees: 3\nsave: said.model\n")
        os.mkdir(box.path("v.model.training"))  # no checkpoint: this is told
        box.write("l.yaml", "horizon: 3\ntrees: 3\nfuture: f.csv\n")
    server = served(shared)
    names = ("--series", "shop", "--time", "day", "--value", "sold")
    try:
        for words in (("train", "--input", "t.csv", "--target", "y", "--trees", "3", "-o", "own.model"),
                      ("train", "--input", "t.csv", "--target", "y", "--trees", "3", "--save", "./saved.model"),
                      ("train", "--input", "t.csv", "--config", "t.yaml"),
                      ("predict", "--input", "t.csv", "--model", "own.model"),
                      ("predict", "--input", "t.csv", "--model", "./said.model"),
                      ("learn", "--input", "s.csv", *names, "--config", "l.yaml", "--save", "./weekly.model"),
                      ("forecast", "--input", "s.csv", *names, "--future", "f.csv", "--use", "weekly.model"),
                      ("forecast", "--input", "s.csv", *names, "--use", "./nowhere.model")):
            done = [box.run("--workspace", where, "demand", *words) for box, where in ((alone, W), (away, os.path.join("..", W)))]
            seen = [(d.returncode, d.stdout, d.stderr) for d in done]
            assert seen[0] == seen[1], f"{words}:\nalone  {seen[0]}\nserved {seen[1]}"
            assert seen[0][0] == (4 if "nowhere" in words[-1] else 0), seen[0]
        shelf = os.path.join(ROOT, "tests", "data", "pictures", "shelf")
        for fresh in ((), ("--fresh",)):  # the checkpoint cannot be read; it cannot be written, and the training goes on
            done = [box.run("--workspace", where, "vision", "train", "--input", shelf, "--size", "16", "--epochs", "1", "--save", "./v.model", *fresh)
                    for box, where in ((alone, W), (away, os.path.join("..", W)))]
            told = [(d.returncode, d.stderr.replace(away.folder.encode() + b"/", b"")) for d in done]
            assert told[0] == told[1] and (b"v.model.training: Is a directory" in told[0][1] or not fresh), told
        for box, where in ((alone, W), (away, os.path.join("..", W))):
            ok(box.run("--workspace", where, "vision", "export", "--model", "v.model", "-o", "v.onnx"))
    finally:
        server.send_signal(signal.SIGINT)
        err = server.communicate(timeout=30)[1]
    assert server.returncode == 0 and b"Sanitizer" not in err, (server.returncode, err)
    for name in ("own.model", "saved.model", "said.model", "weekly.model"):
        with open(alone.path(name), "rb") as one, open(away.path(name), "rb") as other:
            assert one.read() == other.read(), name
    assert not glob.glob(shared.path("*.model"))


def select_ready(fd):
    import select
    return bool(select.select([fd], [], [], 0.2)[0])


def main():
    tests = [(name, value) for name, value in globals().items() if name.startswith("test_")]
    wanted = sys.argv[1:]
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name, test in tests:
        if wanted and not any(word in name for word in wanted):
            continue
        before = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="ri-remote-") as folder:
            try:
                why = test(folder)
                result = "skipped" if why else "passed"
            except Exception as error:  # a failure of one test, told below
                result, why = "failed", "".join(traceback.format_exception_only(error)).strip() + f" (line {error.__traceback__.tb_next.tb_lineno})"
        counts[result] += 1
        print(f"{result} {name} ({time.monotonic() - before:.1f} s)" + (f": {why}" if why else ""), flush=True)
    print(f"{counts['passed']} passed, {counts['failed']} failed" + (f", {counts['skipped']} skipped" if counts["skipped"] else ""))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
