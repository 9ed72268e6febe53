"""How long does a buyer wait for the order list of a whole chain?

The sample chain: 8 stores, 1,200 products, two years, about a million sale lines; stock of every product in every store.
No peer: nobody else takes the same way from sales to order lines."""
import json

import measure

ROUNDS, LAST_DAY = 3, "2026-11-20"
ASKED = [
    ("orders, service 0.97", ["inventory", "orders", "--service", "0.97"]),
    ("orders, costs, lost sales", ["inventory", "orders", "--shortage-cost", "3", "--holding-cost", "0.1", "--lost-sales"]),
    ("orders of one store", ["inventory", "orders", "--service", "0.97", "--store", "S01"]),
    ("forecast, 28 days", ["demand", "forecast", "--horizon", "28"]),
]


def asked(bench, workspace, name, words):
    """Several runs; rows counted in the file they write."""
    to = bench.path("rows.csv")
    runs = [bench.ours("--workspace", workspace, *words, "--format", "csv", "-o", to) for _ in range(ROUNDS)]
    with open(to, "rb") as file:
        rows = sum(1 for _ in file) - 1
    return {"asked": name, **measure.summary(runs), "rows": rows}


def ask(bench):
    demo = bench.path("demo")
    made = bench.ours("demo", demo, "--no-serve", "--as-of", LAST_DAY)
    steps = json.loads(made.pop("text"))["rows"]
    found = [asked(bench, f"{demo}/workspace", name, words) for name, words in ASKED]
    rows = [["the whole demo: make, import, figures, orders", made["wall_s"], made["wall_s"], made["cpu_s"], made["peak_mb"], None]]
    rows += [[one["asked"], one["wall_min_s"], one["wall_median_s"], one["cpu_min_s"], one["peak_mb"], one["rows"]] for one in found]
    measure.show("the sample chain", ["asked", "wall min s", "median s", "cpu s", "peak MB", "rows"], rows)
    return {"demo": {**made, "steps": steps}, "asked": found}
