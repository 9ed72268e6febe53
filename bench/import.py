"""How fast and in how much memory does a sales file become clean lines?

The 541,909 lines of Online Retail and 20 copies of them in one file (10.8 million lines, 920 MB). Everybody trims text,
parses dates and numbers, tells returns from sales, sets aside what cannot be read and numbers equal lines of an invoice;
then writes a file. RetailInsight also keeps keys, dimensions, attributes and the ledger, and syncs to disk."""
import json
import os

import measure

LINES, COPIES, ROUNDS = 541_909, 20, 3
OWN = "RetailInsight"
QUICK = (OWN, "DuckDB read_csv, raw", "polars", "pandas")  # of the copies, unless --full
ANSWERS = """SELECT count(*) AS lines,
    count(*) FILTER (kind = 'return') AS returns,
    count(*) FILTER (line_no > 1) AS repeats,
    sum(net_minor) AS net_minor,
    count(*) FILTER (clean) AS clean_lines,
    sum(net_minor) FILTER (clean) AS clean_minor,
    count(DISTINCT customer) FILTER (clean) AS clean_customers,
    count(DISTINCT transaction_no) FILTER (clean) AS clean_invoices
FROM (SELECT *, quantity > 0 AND unit_price > 0 AND customer IS NOT NULL AS clean FROM sale)"""


def ours(bench, file, folder):
    return bench.ours("--workspace", os.path.join(folder, "w"), "import", file, "--as", "sales")


def ours_answers(bench, folder):
    said = bench.ours("--workspace", os.path.join(folder, "w"), "sql", ANSWERS)["text"]
    return {name: int(value) for name, value in json.loads(said)["rows"][0].items()}


def peer(script, *words):
    return lambda bench, file, folder: bench.peer(script, file, folder, *[w.format(duckdb=bench.duckdb) for w in words])


def held(name):
    return lambda bench, folder: json.loads(bench.helper("import_answers.py", bench.duckdb, os.path.join(folder, name)))


# name, run, answers (None: it does not clean)
TOOLS = [
    (OWN, ours, ours_answers),
    ("DuckDB read_csv, raw", peer("import_duckdb.py", "{duckdb}", "raw"), None),
    ("DuckDB, cleaned in SQL", peer("import_duckdb.py", "{duckdb}", "clean"), held("lines.duckdb")),
    ("polars", peer("import_polars.py"), held("lines.parquet")),
    ("pandas", peer("import_pandas.py"), held("lines.parquet")),
]


def race(bench, file, tools, rounds):
    """Round after round, so that a disturbance does not hit one tool alone. A tool that fails once is not asked again."""
    runs, answers, versions, failed = {name: [] for name, _, _ in tools}, {}, {}, {}
    for turn in range(rounds):
        for name, run, answer in tools:
            if name in failed:
                continue
            folder = bench.folder("made")
            try:
                made = run(bench, file, folder)
                runs[name].append(made)
                versions.update(made.get("versions", {}))
                if answer and turn == 0:
                    answers[name] = answer(bench, folder)
            except measure.Failed as why:
                failed[name] = str(why)
    bench.folder("made")
    return runs, answers, versions, failed


def compare(label, lines, raced):
    """The table of one file, and what does not agree with RetailInsight."""
    runs, answers, _, failed = raced
    found, rows = {}, []
    own = measure.summary(runs[OWN])["wall_min_s"] if runs[OWN] else None
    for name, made in runs.items():
        if not made:
            found[name] = {"failed": failed[name]}
            rows.append([name, "failed"] + [None] * 5)
            continue
        one = measure.summary(made)
        found[name] = {**one, "rows_s": round(lines / one["wall_min_s"]), "inside": made[0].get("inside"), "answers": answers.get(name),
                       "ours_over_peer": own and round(own / one["wall_min_s"], 2)}
        rows.append([name, one["wall_min_s"], one["wall_median_s"], one["cpu_min_s"], one["peak_mb"], found[name]["rows_s"],
                     found[name]["ours_over_peer"]])
    measure.show(label, ["tool", "wall min s", "median s", "cpu s", "peak MB", "lines/s", "ours/peer"], rows)
    wrong = [f"{label}: {name} failed: {why}" for name, why in failed.items()]
    wrong += [f"{label}: {name} finds {answer}, {OWN} {answers.get(OWN)}"
              for name, answer in answers.items() if OWN in answers and answer != answers[OWN]]
    return found, wrong


def ask(bench):
    packed = bench.data("online_retail/online_retail.csv.zst")
    once, many = bench.path("online_retail.csv"), bench.path("copies.csv")
    bench.helper("prepare.py", "unpack", packed, once)
    raced = race(bench, once, TOOLS, ROUNDS)
    found, wrong = compare(f"online_retail: {LINES:,} lines, {os.path.getsize(once) / 1e6:.0f} MB", LINES, raced)
    bench.helper("prepare.py", "copies", once, many, str(COPIES))
    label = f"{COPIES} copies: {LINES * COPIES:,} lines, {os.path.getsize(many) / 1e6:.0f} MB"
    tools = TOOLS if bench.full else [tool for tool in TOOLS if tool[0] in QUICK]
    large, more = compare(label, LINES * COPIES, race(bench, many, tools, 2 if bench.full else 1))
    os.unlink(many)
    return {"online_retail": found, f"copies_{COPIES}": large, "versions": raced[2], "disagree": wrong + more}
