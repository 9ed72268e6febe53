#!/usr/bin/env python3
"""What goes wrong in real life, one test each: a clear error, the right exit code, and nothing lost or counted twice.

Environment: RI_PROGRAM, RI_TEST_FULL (more rounds of killing). Prints `N passed, N failed[, N skipped]` as its last line."""
import gzip
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("RI_PROGRAM", "build/dev/retailinsight"))
ROUNDS = 200 if os.environ.get("RI_TEST_FULL") == "1" else 8
HEAD = "transaction,line,store,sold_at,product,quantity,unit_price,currency\n"
passes = failures = skips = 0


class Box:
    """A folder with a workspace, and the program run in it."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return name

    def run(self, *words, **options):
        return subprocess.run([PROGRAM, "--workspace", "w", *words], cwd=self.folder, capture_output=True, timeout=300, **options)

    def rows(self, *words):
        done = self.run(*words, "--format", "json")
        assert done.returncode == 0, (words, done.stderr.decode(errors="replace"))
        return json.loads(done.stdout)["rows"]

    def ledger(self):
        return self.rows("imports", "list")

    def net(self):
        rows = self.rows("sales", "kpis")
        return (rows[0]["net_sales"], rows[0]["lines"]) if rows else (0, 0)

    def balanced(self):
        assert self.run("verify").returncode == 0, "verify does not hold"
        for row in self.ledger():
            assert row["offered"] == row["accepted"] + row["duplicates"] + row["quarantined"], row


def fails(done, code, *words):
    text = done.stderr.decode(errors="replace")
    assert done.returncode == code, f"exit {done.returncode}, want {code}: {text}"
    assert text.startswith("retailinsight: "), text
    assert "\n  File" not in text and "Sanitizer" not in text, text
    for word in words:
        assert word in text, f"'{word}' is not in: {text}"


def lines(count, seed=1, start=0):
    rng = random.Random(seed)
    return "".join(f"R{(start + i) // 4},{(start + i) % 4 + 1},S{(start + i) // 4 % 3},2024-0{rng.randint(1, 9)}-1{rng.randint(0, 9)},P{rng.randint(1, 50)},"
                   f"{rng.randint(1, 5)},{rng.randint(1, 99)}.{rng.randint(10, 99)},EUR\n" for i in range(count))


# ---- Files that are no good ------------------------------------------------------------------------------------------------

def test_missing_file(box):
    fails(box.run("import", "nowhere.csv", "--as", "sales"), 4, "nowhere.csv", "No such file")
    assert not os.path.exists(box.path("w")), "a failed import must not leave a workspace"


def test_empty_file(box):
    box.write("empty.csv", "")
    fails(box.run("import", "empty.csv", "--as", "sales"), 3, "empty.csv", "empty")


def test_header_only(box):
    box.write("head.csv", HEAD)
    done = box.run("import", "head.csv", "--as", "sales", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"][0]["offered"] == 0
    assert b"no records" in done.stderr or b"no records" in done.stdout
    box.balanced()


def test_wrong_delimiter(box):
    box.write("x.csv", HEAD + lines(20))
    fails(box.run("import", "x.csv", "--as", "sales", "--set", "delimiter=semicolon"), 3)


def test_directory_instead_of_file(box):
    os.mkdir(box.path("folder"))
    assert box.run("import", "folder", "--as", "sales").returncode in (2, 4)


def quarantined(box, name, content, count, good, *words):
    box.write(name, content)
    done = box.run("import", name, "--as", "sales", "--format", "json", *words)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    row = json.loads(done.stdout)["rows"][0]
    assert (row["quarantined"], row["accepted"]) == (count, good), row
    rejects = box.rows("imports", "rejects", str(row["import_id"]))
    assert len(rejects) == count and all(r["rule"] and r["message"] for r in rejects), rejects
    box.balanced()
    return rejects


def test_broken_quote_costs_one_record(box):
    body = lines(10).splitlines(keepends=True)
    body.insert(4, 'R9,"1,S1,2024-01-01,P1,1,2.50,EUR\n')
    rejects = quarantined(box, "q.csv", HEAD + "".join(body), 1, 10)
    assert rejects[0]["record"] == 5, rejects


def test_nul_bytes(box):
    body = lines(10).encode().splitlines(keepends=True)
    body.insert(3, b"R9,1,S1,2024-01-01,P\0,1,2.50,EUR\n")
    rejects = quarantined(box, "nul.csv", HEAD.encode() + b"".join(body), 1, 10)
    assert rejects[0]["record"] == 4, rejects


def test_number_in_a_date_column(box):
    body = lines(10).splitlines(keepends=True)
    body.insert(7, "R9,1,S1,17.5,P1,1,2.50,EUR\n")
    rejects = quarantined(box, "date.csv", HEAD + "".join(body), 1, 10)
    assert "17.5" in rejects[0]["message"], rejects


def test_strict_import_says_3(box):
    box.write("s.csv", HEAD + lines(5) + "R9,1,S1,2024-01-01,P1,many,2.50,EUR\n")
    assert box.run("import", "s.csv", "--as", "sales", "--strict").returncode == 3


def test_huge_field(box):
    size = 1 << 30
    with open(box.path("huge.csv"), "wb") as f:
        f.write((HEAD + lines(10)).encode() + b'R9,1,S1,2024-01-01,"')
        for _ in range(size >> 20):
            f.write(b"x" * (1 << 20))
        f.write(b'",1,2.50,EUR\n' + lines(10, 2, 100).encode())
    limit = 3 << 30 if b"libasan" not in open(PROGRAM, "rb").read() else resource.RLIM_INFINITY
    done = box.run("import", "huge.csv", "--as", "sales", "--format", "json",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    row = json.loads(done.stdout)["rows"][0]
    assert (row["offered"], row["quarantined"], row["accepted"]) == (21, 1, 20), row
    box.balanced()


def test_truncated_gzip(box):
    whole = gzip.compress((HEAD + lines(5000)).encode())
    box.write("cut.csv.gz", whole[: len(whole) // 2])
    fails(box.run("import", "cut.csv.gz", "--as", "sales"), 3, "cut.csv.gz", "gzip")
    assert box.run("imports", "list").returncode == 4 or box.ledger() == []


def test_unknown_column(box):
    box.write("x.csv", HEAD + lines(5))
    fails(box.run("import", "x.csv", "--as", "sales", "--set", "quantity=quantty"), 2, "quantty", "quantity")


def test_missing_required_column(box):
    box.write("x.csv", "a,b\n1,2\n")
    fails(box.run("import", "x.csv", "--as", "sales"), 3, "sold_at")


# ---- Parameters that are no good ---------------------------------------------------------------------------------------------

def test_absurd_parameters(box):
    box.write("x.csv", HEAD + lines(200))
    assert box.run("import", "x.csv", "--as", "sales").returncode == 0
    for words, code, word in [
        (("sales", "stores", "--from", "2024-13-01"), 2, "2024-13-01"), (("sales", "stores", "--from", "2024-02-01", "--to", "2024-01-01"), 2, "empty"),
        (("sales", "stores", "--store", "Nowhere"), 4, "Nowhere"), (("sales", "trend", "--by", "fortnight"), 2, "fortnight"),
        (("demand", "forecast", "--horizon", "-3"), 2, "-3"), (("demand", "forecast", "--horizon", "99999999"), 2, "99999999"),
        (("demand", "forecast", "--quantiles", "0.9,0.1"), 2, "0.1"), (("demand", "forecast", "--model", "oracle"), 2, "oracle"),
        (("demand", "backtest", "--folds", "0"), 2, "0"), (("imports", "undo", "77"), 4, "77"), (("imports", "show", "77"), 4, "no import 77"),
        (("imports", "rejects", "77"), 4, "no import 77"), (("imports", "rejects", "1"), 0, ""), (("sales", "storse"), 2, "stores"),
        (("sql", "DROP TABLE sale_line"), 2, ""), (("sql", "SELECT * FROM read_csv('/etc/passwd')"), 2, ""), (("frobnicate",), 2, "frobnicate"),
    ]:
        if code:
            fails(box.run(*words), code, word)
        else:
            assert box.run(*words).returncode == 0, words


def test_an_unknown_time_zone_leaves_no_workspace(box):
    box.write("x.csv", HEAD + lines(20))
    fails(box.run("import", "x.csv", "--as", "sales", "--time-zone", "Europe/Istambul"), 4, "no time zone 'Europe/Istambul'")
    assert not os.path.exists(box.path("w")), "a failed import must not leave a workspace"


def test_model_input_errors(box):
    box.write("y.csv", "sku,day,units\na,2024-01-01,1\na,2024-01-02,x\n")
    fails(box.run("demand", "forecast", "--input", "y.csv", "--series", "sku", "--time", "day", "--value", "units"), 3, "x")
    fails(box.run("demand", "forecast", "--input", "y.csv", "--series", "skew", "--time", "day", "--value", "units"), 2, "skew", "sku")
    fails(box.run("demand", "forecast", "--input", "y.csv", "--series", "sku"), 2, "--time")


# ---- Interruptions -------------------------------------------------------------------------------------------------------------

def big_file(box, count=60000):
    box.write("big.csv", HEAD + lines(count))


def clean_totals(box):
    done = subprocess.run([PROGRAM, "--workspace", "clean", "import", "big.csv", "--as", "sales"], cwd=box.folder, capture_output=True)
    assert done.returncode == 0, done.stderr
    rows = json.loads(subprocess.run([PROGRAM, "--workspace", "clean", "sales", "kpis", "--format", "json"], cwd=box.folder, capture_output=True).stdout)["rows"]
    return rows[0]["net_sales"], rows[0]["lines"]


def interrupted(box, how, expect):
    big_file(box)
    begin = time.monotonic()
    want = clean_totals(box)
    span = time.monotonic() - begin
    rng = random.Random(7)
    for _ in range(ROUNDS):
        process = subprocess.Popen([PROGRAM, "--workspace", "w", "import", "big.csv", "--as", "sales"], cwd=box.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(rng.uniform(0, span))
        process.send_signal(how)
        process.communicate()
        assert process.returncode in (0, *expect), process.returncode
    assert box.run("import", "big.csv", "--as", "sales").returncode == 0
    assert box.net() == want, (box.net(), want)
    box.balanced()


def test_kill_in_the_middle(box):
    interrupted(box, signal.SIGKILL, (-9,))


def test_ctrl_c_in_the_middle(box):
    interrupted(box, signal.SIGINT, (130, -2))  # -2: before it listens


def test_a_cancelled_forecast_or_training_leaves_nothing(box):
    """Whenever it is told to stop: no file under the name that was asked for, no remains beside it, no model, no half of one."""
    rng = random.Random(11)
    box.write("series.csv", "sku,day,units\n" + "".join(f"K{k},{2023 + t // 365}-{t % 365 // 31 + 1:02d}-{t % 365 % 31 % 28 + 1:02d},{rng.randint(0, 9)}\n"
                                                        for k in range(150) for t in range(0, 700, 3)))
    box.write("table.csv", "a,b,y\n" + "".join(f"{rng.random():.4f},{rng.randint(0, 5)},{rng.random():.4f}\n" for _ in range(20000)))
    tasks = {"out.csv": ["demand", "forecast", "--input", "series.csv", "--series", "sku", "--time", "day", "--value", "units", "--horizon", "14",
                         "--candidates", "ets,arima,dynamic_theta,seasonal_level", "--format", "csv", "-o", "out.csv"],
             "tested.csv": ["demand", "backtest", "--input", "series.csv", "--series", "sku", "--time", "day", "--value", "units", "--horizon", "14", "--folds", "3",
                            "--candidates", "ets,arima,dynamic_theta,seasonal_level", "--format", "csv", "-o", "tested.csv"],
             "series.model": ["demand", "learn", "--input", "series.csv", "--series", "sku", "--time", "day", "--value", "units", "--trees", "4000",
                              "--save", "./series.model", "-q"],
             "own.model": ["demand", "train", "--input", "table.csv", "--target", "y", "--trees", "4000", "--save", "./own.model"]}
    there, cut = set(os.listdir(box.folder)) | {"w"}, 0
    for name, words in tasks.items():
        for wait in (0.2, 1, 2, 4)[:2 if ROUNDS < 10 else 4]:
            process = subprocess.Popen([PROGRAM, "--workspace", "w", *words], cwd=box.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(wait)
            process.send_signal(signal.SIGINT)
            told = time.monotonic()
            _, said = process.communicate(timeout=120)
            assert process.returncode in (0, 130, -2), (process.returncode, said)
            assert time.monotonic() - told < 20, (name, wait, time.monotonic() - told)  # soon, on a busy machine too
            if process.returncode == 0:
                os.remove(box.path(name))  # it was done before
                continue
            cut += 1
            assert set(os.listdir(box.folder)) <= there, (name, wait, set(os.listdir(box.folder)) - there)
            models = box.path("w/models")
            assert not os.path.isdir(models) or not os.listdir(models), os.listdir(models)
    assert cut, "nothing was stopped in time"


def test_full_disk(box):
    os.mkdir(box.path("w"))
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", box.path("w")], capture_output=True).returncode:
        return "needs the right to mount a small file system"
    try:
        big_file(box, 400000)
        fails(box.run("import", "big.csv", "--as", "sales"), 7)
        box.write("small.csv", HEAD + lines(50))
        assert box.run("import", "small.csv", "--as", "sales").returncode in (0, 7)
        assert box.run("doctor").returncode in (0, 3)
    finally:
        subprocess.run(["umount", "-l", box.path("w")], check=False)
    return None


def test_output_on_a_full_disk(box):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, "config", "show"], cwd=box.folder, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 7, (done.returncode, done.stderr)


# ---- One owner --------------------------------------------------------------------------------------------------------------------

def test_two_programs(box):
    big_file(box)
    os.mkfifo(box.path("slow.csv"))
    first = subprocess.Popen([PROGRAM, "--workspace", "w", "import", "slow.csv", "--as", "sales"], cwd=box.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with open(box.path("slow.csv"), "wb") as pipe:
        with open(box.path("big.csv"), "rb") as f:
            pipe.write(f.read(200000))
            pipe.flush()
            deadline = time.monotonic() + 30
            while not os.path.exists(box.path("w/warehouse.duckdb")) and time.monotonic() < deadline:
                pipe.write(f.read(200000))
                pipe.flush()
                time.sleep(0.1)
            if os.path.exists(box.path("w/warehouse.duckdb")):
                fails(box.run("sales", "kpis"), 5, "in use")
            pipe.write(f.read())
    out, err = first.communicate()
    assert first.returncode == 0, err
    box.balanced()


def test_newer_workspace(box):
    box.write("x.csv", HEAD + lines(20))
    assert box.run("import", "x.csv", "--as", "sales").returncode == 0
    done = subprocess.run([sys.executable, "-c", "import sqlite3,sys; c=sqlite3.connect('w/control.sqlite'); c.execute('PRAGMA user_version=99'); c.commit()"], cwd=box.folder)
    assert done.returncode == 0
    fails(box.run("customers", "top", "--limit", "1"), 5, "99") if box.rows("customers", "top") else None
    fails(box.run("import", "x.csv", "--as", "sales"), 5, "99")


def test_same_file_twice_and_a_correction_undone(box):
    box.write("x.csv", HEAD + lines(400))
    assert box.run("import", "x.csv", "--as", "sales").returncode == 0
    before = box.net()
    row = box.rows("import", "x.csv", "--as", "sales")[0]
    assert (row["accepted"], row["duplicates"]) == (0, 400), row
    body = lines(400).splitlines(keepends=True)
    parts = body[10].split(",")
    parts[5] = "9"
    box.write("fixed.csv", HEAD + ",".join(parts))
    row = box.rows("import", "fixed.csv", "--as", "sales")[0]
    assert row["replaced"] == 1, row
    assert box.net() != before
    assert box.run("imports", "undo", str(row["import_id"])).returncode == 0
    assert box.net() == before
    box.balanced()


# ---- Backups -----------------------------------------------------------------------------------------------------------------------

def restored(box, backup, into):
    """Net sales and lines of the workspace that a backup makes, proven to balance."""
    done = box.run("restore", backup, "--into", into)
    assert done.returncode == 0, done.stderr
    again = lambda *words: subprocess.run([PROGRAM, "--workspace", into, *words], cwd=box.folder, capture_output=True, timeout=300)
    assert again("verify").returncode == 0, "the restored workspace does not balance"
    row = json.loads(again("sales", "kpis", "--format", "json").stdout)["rows"][0]
    return row["net_sales"], row["lines"]


def test_backup_while_a_server_imports(box):
    parts, each = 6, 4000
    for i in range(parts):
        box.write(f"p{i}.csv", HEAD + lines(each, seed=i, start=i * each))
    assert box.run("import", "p0.csv", "--as", "sales").returncode == 0
    server = subprocess.Popen([PROGRAM, "--workspace", "w", "serve", "--port", "0"], cwd=box.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while not os.path.exists(box.path("w/run/calls")) and time.monotonic() < deadline:
            time.sleep(0.2)
        imports = subprocess.Popen([PROGRAM, "--workspace", "w", "import", *[f"p{i}.csv" for i in range(1, parts)], "--as", "sales"], cwd=box.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        taken = []
        while imports.poll() is None or not taken:
            done = box.run("backup", f"b{len(taken)}")
            assert done.returncode == 0, done.stderr
            taken.append(f"b{len(taken)}")
        out, err = imports.communicate()
        assert imports.returncode == 0, err
        assert box.run("backup", "last").returncode == 0
        want = box.net()
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
    assert restored(box, "last", "again") == want, "the last backup holds other totals than the workspace"
    for backup in taken:  # whole imports, never a part of one
        assert restored(box, backup, "w" + backup)[1] % each == 0, backup
    assert not os.listdir(box.path("w/spool/copies")), "a copy was left behind"


def test_a_damaged_backup_is_found(box):
    box.write("x.csv", HEAD + lines(400))
    assert box.run("import", "x.csv", "--as", "sales").returncode == 0
    assert box.run("backup", "b").returncode == 0
    assert box.run("restore", "b", "--check").returncode == 0
    before = {name: os.stat(box.path("b/" + name)).st_mtime_ns for name in os.listdir(box.path("b"))}
    with open(box.path("b/warehouse.duckdb"), "r+b") as f:
        f.seek(300000)
        byte = f.read(1)
        f.seek(300000)
        f.write(bytes([byte[0] ^ 1]))
    fails(box.run("restore", "b", "--check", "-o", "out.csv"), 3, "damaged")
    fails(box.run("restore", "b", "--into", "again", "-o", "out.csv"), 3, "nothing was restored")
    assert not os.path.exists(box.path("again")) and not os.path.exists(box.path("again.partial"))
    os.remove(box.path("b/control.sqlite")) if "control.sqlite" in before else None
    fails(box.run("restore", "b", "--check", "-o", "out.csv"), 3, "damaged")
    os.remove(box.path("b/backup.json"))
    fails(box.run("restore", "b", "--check"), 4, "no complete backup")


def test_a_manifest_names_nothing_outside(box):
    os.mkdir(box.path("b"))
    for name in ("../x", "/etc/passwd", "a/../../x", "", "."):
        box.write("b/backup.json", json.dumps({"files": [{"name": name, "bytes": 1, "sha256": "0" * 64}]}))
        fails(box.run("restore", "b", "--into", "again"), 3, "backup.json: file 1")
        assert not os.path.exists(box.path("again.partial"))


def test_backup_on_a_full_disk(box):
    box.write("x.csv", HEAD + lines(4000))
    assert box.run("import", "x.csv", "--as", "sales").returncode == 0
    os.mkdir(box.path("small"))
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", box.path("small")], capture_output=True).returncode:
        return "needs the right to mount a small file system"
    try:
        fails(box.run("backup", "small/b"), 7)
        assert not os.listdir(box.path("small")), "half a backup was left"
        subprocess.run(["mount", "-o", "remount,ro", box.path("small")], check=True)
        done = box.run("backup", "small/b")
        assert done.returncode in (1, 2) and b"small/b" in done.stderr, done.stderr
    finally:
        subprocess.run(["umount", "-l", box.path("small")], check=False)
    box.balanced()
    return None


def main():
    global passes, failures, skips
    wanted = sys.argv[1:]
    for name, test in [(n, t) for n, t in globals().items() if n.startswith("test_")]:
        if wanted and not any(w in name for w in wanted):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                why = test(Box(folder))
                if why:
                    skips += 1
                    print(f"skipped {name}: {why}")
                else:
                    passes += 1
            except (AssertionError, subprocess.TimeoutExpired) as problem:
                failures += 1
                print(f"FAILED {name}: {problem}")
    print(f"{passes} passed, {failures} failed" + (f", {skips} skipped" if skips else ""))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
