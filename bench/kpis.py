"""How fast are the key figures of a year of sales?

Seven questions over the 541,909 lines of Online Retail: key figures, trend by month, stores (here: countries), categories,
products, payments, best customers. Beside polars and pandas, which work out the same columns from their own frames.

cold   processes from start to end. RetailInsight: seven, one a figure, each opening the workspace. The others: one that
       reads its frame from a file (the CSV as it came, or the Parquet that their own import wrote) and makes all seven.
warm   the call alone: workspace open, frame in memory; sum of the least time of each figure."""
import json
import os
import shlex
import subprocess

import measure

ROUNDS, WARM = 3, 5
FIGURES = ["sales kpis", "sales trend", "sales stores", "sales categories", "sales products", "sales payments", "customers top"]
LIKE = "share_workspace"  # a program of the build that links all of ours and all that they need


def minor(decimal):
    """12.34 as written, in hundredths."""
    return round(float(decimal) * 100)


def ours_once(bench, workspace):
    """One process a figure; their times together, and what they found."""
    runs, answers = {}, {}
    for figure in FIGURES:
        runs[figure] = bench.ours("--workspace", workspace, *figure.split())
        rows = json.loads(runs[figure].pop("text"))["rows"]
        answers[figure] = {"rows": len(rows), "net_minor": sum(minor(row["net_sales"]) for row in rows),
                           "units": sum(round(1000 * float(row["units"])) for row in rows),
                           **{name: sum(row[name] for row in rows) for name in ("transactions", "customers") if name in rows[0]}}
    together = {key: round(sum(run[key] for run in runs.values()), 4) for key in ("wall_s", "cpu_s", "others_cpu_s")}
    return {**together, "peak_mb": max(run["peak_mb"] for run in runs.values()), "figures": {f: r["wall_s"] for f, r in runs.items()},
            "answers": answers}


def ours_warm(bench, workspace, figures=FIGURES, times=WARM):
    """Milliseconds inside the program, by a small program on the public header; None where its libraries are not built."""
    build, here = os.path.dirname(os.path.abspath(bench.program)), os.path.dirname(os.path.abspath(__file__))
    linked = os.path.join(build, "CMakeFiles", LIKE + ".dir", "link.txt")
    if not os.path.exists(linked):
        print("  no warm figures of RetailInsight: its libraries do not lie beside the program")
        return None
    with open(linked, encoding="utf-8") as file:  # as the build links its own programs on the public header
        words = [word for word in shlex.split(file.read()) if not word.endswith(".o")]
    words[words.index("-o") + 1] = bench.path("calls")
    subprocess.run([*words[:1], "-std=c17", "-D_GNU_SOURCE", "-O2", "-I", os.path.join(here, "..", "include"), os.path.join(here, "calls.c"),
                    *words[1:], f"-Wl,-rpath,{build}/lib"], check=True, cwd=build)
    said = json.loads(measure.run([bench.path("calls"), workspace, str(times), *[f.replace(" ", ".") for f in figures]])["text"])
    return {name.replace(".", " ", 1): times for name, times in said.items()}


def least(warm):
    return round(sum(min(times) for times in warm.values()), 1) if warm else None


def agree(found):
    own = found["RetailInsight"]
    return [f"{tool}: {figure} is {answer}, RetailInsight {own[figure]}"
            for tool, figures in found.items() for figure, answer in figures.items() if answer != own[figure]]


def prepare(bench):
    """The file, our workspace and the peers' Parquet; not measured here."""
    file, workspace = bench.path("online_retail.csv"), bench.path("w")
    bench.helper("prepare.py", "unpack", bench.data("online_retail/online_retail.csv.zst"), file)
    bench.ours("--workspace", workspace, "import", file, "--as", "sales", "--set", "store=Country")
    for tool in ("polars", "pandas"):
        bench.helper(f"import_{tool}.py", file, bench.folder(tool))
    return file, workspace


def cold(bench, file, workspace):
    runs = {"RetailInsight": []}
    for _ in range(ROUNDS):
        runs["RetailInsight"].append(ours_once(bench, workspace))
        for tool in ("polars", "pandas"):
            for mode, source in (("csv", file), ("parquet", bench.path(tool, "lines.parquet"))):
                runs.setdefault(f"{tool}, {mode}", []).append(bench.peer(f"kpis_{tool}.py", mode, source, bench.path("kpis.json")))
    return runs


def ask(bench):
    file, workspace = prepare(bench)
    runs = cold(bench, file, workspace)
    answers = {name: made[0]["answers"].get("figures") or made[0]["answers"] for name, made in runs.items()}
    warm = {"RetailInsight": ours_warm(bench, workspace)}
    versions = {}
    for tool in ("polars", "pandas"):
        made = bench.peer(f"kpis_{tool}.py", "warm", bench.path(tool, "lines.parquet"), bench.path("kpis.json"), str(WARM))
        warm[tool] = made["answers"]["warm"]
        versions.update(made["versions"])
    summaries = {name: measure.summary(made) for name, made in runs.items()}
    own = summaries["RetailInsight"]["wall_min_s"]
    measure.show("cold: seven figures, processes from start to end",
                 ["tool", "wall min s", "median s", "cpu s", "peak MB", "ours/peer"],
                 [[n, s["wall_min_s"], s["wall_median_s"], s["cpu_min_s"], s["peak_mb"], round(own / s["wall_min_s"], 2)] for n, s in summaries.items()])
    own = least(warm["RetailInsight"])
    measure.show("warm: least milliseconds of a call", ["tool", *FIGURES, "together", "ours/peer"],
                 [[n, *[round(min(w[f]), 1) for f in FIGURES], least(w), own and round(own / least(w), 3)] for n, w in warm.items() if w])
    return {"cold": summaries, "cold_figures_s": runs["RetailInsight"][0]["figures"], "warm_ms": warm, "answers": answers["RetailInsight"],
            "versions": versions, "disagree": agree(answers)}
