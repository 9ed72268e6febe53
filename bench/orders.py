"""How long does a buyer wait for the order list of a whole chain?

The sample chain: 8 stores, 1,200 products, two years, about a million sale lines; stock of every product in every store.
No peer takes that whole way. Beside it, order lines alone, once the forecasts are there: 100,000 product-stores of 200 draws each,
the same draws for numpy, which works on all of them at once in arrays; quantities and services must agree."""
import json
import os
import subprocess

import measure

ROUNDS, LAST_DAY = 3, "2026-11-20"
ASKED = [
    ("orders, service 0.97", ["inventory", "orders", "--service", "0.97"]),
    ("orders, costs, lost sales", ["inventory", "orders", "--shortage-cost", "3", "--holding-cost", "0.1", "--lost-sales"]),
    ("orders of one store", ["inventory", "orders", "--service", "0.97", "--store", "S01"]),
    ("policy", ["inventory", "policy", "--order-cost", "2"]),
    ("curve", ["inventory", "curve"]),
    ("transfers", ["inventory", "transfers", "--move-cost", "4"]),
    ("forecast, 28 days", ["demand", "forecast", "--horizon", "28"]),
]


def asked(bench, workspace, name, words):
    """Several runs; rows counted in the file they write."""
    to = bench.path("rows.csv")
    runs = [bench.ours("--workspace", workspace, *words, "--format", "csv", "-o", to) for _ in range(ROUNDS)]
    with open(to, "rb") as file:
        rows = sum(1 for _ in file) - 1
    return {"asked": name, **measure.summary(runs), "rows": rows}


def lines_program(bench):
    """A small program on the room inventory; None where its libraries do not lie beside the program."""
    build, here = os.path.dirname(bench.program), os.path.dirname(os.path.abspath(__file__))
    archives = [os.path.join(build, f"libri_{room}.a") for room in ("inventory", "math", "table", "retail", "base")]
    if not all(os.path.exists(archive) for archive in archives):
        return None
    foreign = sorted(os.path.join(build, name) for name in os.listdir(build) if name.startswith("libforeign") and name.endswith(".a"))
    subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-O2", "-I", os.path.join(here, "..", "include"), "-I", os.path.join(here, "..", "src"),
                    os.path.join(here, "order_lines.c"), "-o", bench.path("order_lines"), "-Wl,--start-group", *archives, *foreign,
                    "-Wl,--end-group", "-lm", "-lpthread"], check=True)
    return bench.path("order_lines")


def order_lines(bench):
    """Processor seconds of 100,000 lines, ours and numpy's, on the same draws."""
    program = lines_program(bench)
    if not program:
        print("  no order lines alone: the libraries of RetailInsight do not lie beside the program")
        return None
    draws = bench.path("draws.bin")
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", "orders_numpy.py")
    measure.run([bench.python, script, "make", draws])
    ours = [json.loads(measure.run([program, draws])["text"]) for _ in range(ROUNDS)]
    theirs = [bench.peer("orders_numpy.py", draws) for _ in range(ROUNDS)]
    best = {kind: min(one[kind]["cpu_s"] for one in ours) for kind in ours[0]}
    peer = min(one["inside"]["lines"] for one in theirs)
    said, found = theirs[0]["answers"], ours[0]["backorders"]
    apart = [f"{key}: {said[key]} and {found[key]}" for key in said if abs(said[key] - found[key]) > 1e-6 * abs(found[key])]
    rows = [[f"RetailInsight, {kind}", taken, taken / peer if kind == "backorders" else None] for kind, taken in best.items()]
    measure.show("100,000 order lines from 200 draws each", ["tool", "cpu s", "ours/peer"], [*rows, ["numpy, backorders", peer, None]])
    if apart:
        raise measure.Failed("DISAGREE: " + "; ".join(apart))
    return {"ours": ours, "peer": theirs}


def ask(bench):
    demo = bench.path("demo")
    made = bench.ours("demo", demo, "--no-serve", "--as-of", LAST_DAY)
    steps = json.loads(made.pop("text"))["rows"]
    found = [asked(bench, f"{demo}/workspace", name, words) for name, words in ASKED]
    rows = [["the whole demo: make, import, figures, orders", made["wall_s"], made["wall_s"], made["cpu_s"], made["peak_mb"], None]]
    rows += [[one["asked"], one["wall_min_s"], one["wall_median_s"], one["cpu_min_s"], one["peak_mb"], one["rows"]] for one in found]
    measure.show("the sample chain", ["asked", "wall min s", "median s", "cpu s", "peak MB", "rows"], rows)
    return {"demo": {**made, "steps": steps}, "asked": found, "lines": order_lines(bench)}
