"""How the questions measure: one child at a time, its wall clock, its processor time and its peak memory."""
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile

TICKS = os.sysconf("SC_CLK_TCK")
CHILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "child.py")


DISTURBED = 0.2  # of the machine taken by others while a tool ran
shares = []  # of every run so far


class Failed(Exception):
    """A tool that was measured ended with an error."""


class Skip(Exception):
    """A question that cannot be asked here; says why."""


def busy_seconds():
    """Processor seconds used by everything on this machine since it started."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _idle, _wait, irq, soft, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICKS


def run(argv):
    """Runs argv to its end. Peak memory is that of its largest process. `others` is the processor time that the rest of
    the machine took meanwhile: a run with much of it was disturbed and its wall clock says little."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = os.path.join(folder, "out"), os.path.join(folder, "err")
        busy = busy_seconds()
        said = subprocess.run([sys.executable, "-I", "-S", CHILD, out, err, *argv], capture_output=True, text=True, check=True)
        busy = busy_seconds() - busy
        with open(out, encoding="utf-8") as file:
            text = file.read()
        with open(err, encoding="utf-8", errors="replace") as file:
            complaint = file.read()
    made = json.loads(said.stdout)
    if made.pop("code"):
        lines = [line for line in complaint.strip().splitlines() if line and line[0] != " "]
        raise Failed(f"{os.path.basename(argv[0])}: {(lines or ['no word'])[-1][:300]}")
    others = max(0.0, busy - made["cpu_s"])
    shares.append(others / made["wall_s"] / os.cpu_count() if made["wall_s"] else 0.0)
    return {**made, "others_cpu_s": round(others, 2), "text": text}


def disturbed():
    """How many runs lost more than DISTURBED of the machine to others, and of how many."""
    return sum(share > DISTURBED for share in shares), len(shares)


def peer(argv):
    """A run of a peer script, which prints its own clock, answers and versions as one line of JSON."""
    made = run(argv)
    said = json.loads(made.pop("text").splitlines()[-1])
    return {**made, "inside": said["inside"], "answers": said["answers"], "versions": said["versions"]}


def summary(runs):
    """Of several runs of one tool: the least and the median wall clock, least processor time, largest memory."""
    walls = [one["wall_s"] for one in runs]
    return {"runs": len(runs), "wall_min_s": min(walls), "wall_median_s": round(statistics.median(walls), 4),
            "cpu_min_s": min(one["cpu_s"] for one in runs), "peak_mb": max(one["peak_mb"] for one in runs),
            "others_cpu_s": [one["others_cpu_s"] for one in runs]}


def machine():
    model, memory = "unknown", 0
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = round(int(file.readline().split()[1]) / 2**20, 1)
    return {"cpu": model, "cores": len(os.sched_getaffinity(0)), "memory_gib": memory, "kernel": os.uname().release,
            "python": sys.version.split()[0], "load_at_start": [round(load, 2) for load in os.getloadavg()]}


def commit(root):
    """The commit, with a + behind it when what is built differs from it; "unknown" outside a checkout."""
    def git(*words):
        return subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=False)
    head = git("rev-parse", "--short=12", "HEAD")
    if head.returncode:
        return "unknown"
    changed = git("status", "--porcelain", "--", "src", "sql", "include", "config", "CMakeLists.txt", "cmake")
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def save(folder, question, result):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"{question}-{datetime.date.today().isoformat()}.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    return path


def show(title, heads, rows):
    """A table; the first column to the left, the others to the right."""
    cells = [heads] + [["-" if cell is None else f"{cell:,.3f}".rstrip("0").rstrip(".") if isinstance(cell, float)
                        else f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell) for cell in row]
                       for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    print(f"\n{title}")
    for number, row in enumerate(cells):
        print("  " + "  ".join(cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(row)))
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))
    sys.stdout.flush()
