"""How long does it take to make the forecasts of a whole hierarchy add up?

The shape of M5: 30,490 series in 12 levels, 42,840 nodes, 28 periods; made-up forecasts, the same for both. RetailInsight alone (processor
seconds of each method, never below 0), and weighted by structure without that bound beside scipy: conjugate gradients on the sparse
summing matrix, one period after another. Both must find the same."""
import json
import os
import subprocess

import measure

BAR_S = 2.0


def program(bench):
    """A small program on the room demand; skipped where its libraries do not lie beside the program."""
    build, here = os.path.dirname(bench.program), os.path.dirname(os.path.abspath(__file__))
    archives = [os.path.join(build, f"libri_{room}.a") for room in ("demand", "learn", "math", "table", "retail", "base")]
    if not all(os.path.exists(archive) for archive in archives):
        raise measure.Skip("the libraries of RetailInsight do not lie beside the program")
    foreign = sorted(os.path.join(build, name) for name in os.listdir(build) if name.startswith("libforeign") and name.endswith(".a"))
    subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-O2", "-I", os.path.join(here, "..", "include"), "-I", os.path.join(here, "..", "src"),
                    os.path.join(here, "reconcile.c"), "-o", bench.path("reconcile"), "-Wl,--start-group", *archives, *foreign,
                    "-Wl,--end-group", "-lm", "-lpthread"], check=True)
    return bench.path("reconcile")


def ask(bench):
    file = bench.path("nodes.bin")
    ours = json.loads(measure.run([program(bench), file])["text"])
    peer = bench.peer("reconcile_scipy.py", file)
    theirs, apart = peer["answers"]["cpu_s"], peer["answers"]["apart"]
    signed = ours["structural_signed"]
    rows = [[f"RetailInsight, {method}", taken, taken / theirs if method == "structural_signed" else None]
            for method, taken in ours.items() if method not in ("nodes", "levels")]
    measure.show(f"{ours['nodes']:,} nodes, {ours['levels']} levels, 28 periods", ["method", "cpu s", "ours/peer"],
                 [*rows, ["scipy, structural, may fall below 0", theirs, None]])
    print(f"  structural, never below 0: {ours['structural']:.2f} s, bar {BAR_S:.0f} s; {theirs / signed:.1f} times as fast as scipy")
    wrong = [f"the answers lie {apart:.1e} apart"] if apart > 1e-4 else []
    return {"ours": ours, "peer": peer, "disagree": wrong}
