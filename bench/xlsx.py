"""How fast and in how much memory is a workbook of 1,000,000 rows and 6 columns read?

RetailInsight imports it: cells to clean lines, keys, dimensions, ledger, synced to disk. The peers read the cells and add up units and
money, no more: openpyxl row by row, calamine (Rust) by python-calamine, and polars, which reads by calamine too."""
import json
import os

import measure

ROWS, ROUNDS = 1_000_000, 3
OWN = "RetailInsight"
ANSWERS = "SELECT count(*) AS lines, CAST(sum(quantity) AS BIGINT) AS units, CAST(sum(net_minor) AS BIGINT) AS net_minor FROM sale"


def ours(bench, file):
    folder = bench.folder("made")
    made = bench.ours("--workspace", os.path.join(folder, "w"), "import", file, "--as", "sales")
    said = bench.ours("--workspace", os.path.join(folder, "w"), "sql", ANSWERS)["text"]
    return {**made, "answers": {name: int(value) for name, value in json.loads(said)["rows"][0].items()}}


def peer(tool):
    return lambda bench, file: bench.peer("xlsx_read.py", tool, file)


TOOLS = [(OWN, ours), ("openpyxl, cells alone", peer("openpyxl")), ("calamine, cells alone", peer("calamine")),
         ("polars, cells alone", peer("polars"))]


def ask(bench):
    rows = ROWS if bench.full else ROWS // 4
    file = bench.path("sales.xlsx")
    bench.helper("make_workbook.py", file, str(rows))
    runs, versions, wrong = {name: [] for name, _ in TOOLS}, {}, []
    for _ in range(ROUNDS):
        for name, run in TOOLS:
            made = run(bench, file)
            runs[name].append(made)
            versions.update(made.get("versions", {}))
    own = measure.summary(runs[OWN])["wall_min_s"]
    found, table = {}, []
    for name, made in runs.items():
        one = measure.summary(made)
        found[name] = {**one, "answers": made[0]["answers"], "ours_over_peer": round(own / one["wall_min_s"], 2)}
        table.append([name, one["wall_min_s"], one["wall_median_s"], one["cpu_min_s"], one["peak_mb"], found[name]["ours_over_peer"]])
        if made[0]["answers"] != runs[OWN][0]["answers"]:
            wrong.append(f"{name} finds {made[0]['answers']}, {OWN} {runs[OWN][0]['answers']}")
    measure.show(f"{rows:,} rows, {os.path.getsize(file) / 1e6:.1f} MB", ["tool", "wall min s", "median s", "cpu s", "peak MB", "ours/peer"], table)
    return {"rows": rows, "tools": found, "versions": versions, "disagree": wrong}
