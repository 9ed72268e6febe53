"""How long does a marketer wait for groups, worth and a list out of a million customers, and for what a campaign on all of them brought?
How long does a till wait for the group of the customer before it?

A made shop: 1,000,000 customers, 2,500,000 receipts, every customer with a contact and a word about consent. Nobody takes that whole
way from sales to a list with consent, rest and a control group, so there is no peer."""
import http.client
import json
import os
import random
import time

import measure
import serving

CUSTOMERS, RECEIPTS, ROUNDS, PLACED = 1_000_000, 2_500_000, 3, 2000
ASKED = [
    ("segments", ["customers", "segments"]),
    ("rfm, all rows to a file", ["customers", "rfm", "-o", "RFM"]),
    ("value, no intervals", ["customers", "value", "--interval", "0", "--limit", "10"]),
    ("value, intervals of the ten best", ["customers", "value", "--limit", "10"]),
    ("value, sums by segment with intervals", ["customers", "value", "--totals", "segment"]),
    ("target, monetary", ["customers", "target", "--score", "monetary", "--size", "100000", "--seed", "1", "--limit", "10"]),
    ("target, value", ["customers", "target", "--score", "value", "--size", "100000", "--seed", "1", "--limit", "10"]),
    ("target, segment and RFM", ["customers", "target", "--score", "rfm", "--segment", "1", "--r", "4,5", "--seed", "1", "--limit", "10"]),
]


def make(bench):
    """Sales and customers as files."""
    rng = random.Random(3)
    with open(bench.path("people.csv"), "w") as file:
        file.write("customer,email,consent_email\n")
        file.writelines(f"C{c},c{c}@example.com,{'yes' if c % 3 else 'no'}\n" for c in range(CUSTOMERS))
    with open(bench.path("sales.csv"), "w") as file:
        file.write("receipt,date,sku,qty,price,customer\n")
        file.writelines(f"R{r},2026-{1 + r % 6:02}-{1 + r % 28:02},A{r % 50},1,{rng.randint(200, 9000) / 100},"
                        f"C{int(CUSTOMERS * rng.random() ** 1.7)}\n" for r in range(RECEIPTS))
    with open(bench.path("trial.csv"), "w") as file:
        file.write("treated,bought,score\n")
        file.writelines(f"{int(rng.random() < .8)},{int(rng.random() < .1)},{rng.random():.6f}\n" for _ in range(CUSTOMERS))


def processor_s(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        words = file.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def place(bench, workspace):
    """POST /api/v1/customers/classify over one connection, other figures in each call: the first learns the groups, the others look."""
    rng, took = random.Random(4), []
    with serving.Serving(bench, workspace) as running:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=300)
        headers = {"Authorization": "Bearer " + running.cookie.split("=")[1], "Content-Type": "application/json"}
        for i in range(PLACED + 1):
            body = json.dumps({"recency-days": rng.randint(1, 180), "frequency": rng.randint(1, 9), "monetary": rng.randint(200, 50000) / 100})
            start = time.monotonic()
            connection.request("POST", "/api/v1/customers/classify", body, headers)
            answer = connection.getresponse()
            row = json.loads(answer.read()).get("rows", [{}])[0]
            took.append((time.monotonic() - start) * 1e3)
            if answer.status != 200 or not 0 <= row.get("confidence", -1) <= 1:
                raise measure.Failed(f"classify: {answer.status} {row}")
            if i == 0:
                used = processor_s(running.child.pid)
        used = processor_s(running.child.pid) - used
        connection.close()
    found = {"first_ms": took[0], "p50_ms": serving.percentile(took[1:], 0.5), "p99_ms": serving.percentile(took[1:], 0.99),
             "server_cpu_ms": used * 1e3 / PLACED}
    measure.show(f"customers classify over HTTP, {PLACED:,} calls on one connection", ["first call ms", "p50 ms", "p99 ms", "server's processor ms a call"],
                 [list(found.values())])
    return found


def ask(bench):
    make(bench)
    workspace = bench.path("shop")
    found = []
    for name, words in [("import sales", ["import", bench.path("sales.csv"), "--as", "sales"]),
                        ("import customers", ["import", bench.path("people.csv"), "--as", "customers"])]:
        found.append({"asked": name, **measure.summary([bench.ours("--workspace", workspace, *words)])})
    for name, words in ASKED:
        words = [bench.path("rfm.csv") if word == "RFM" else word for word in words]
        runs = [bench.ours("--workspace", workspace, *words) for _ in range(ROUNDS)]
        found.append({"asked": name, **measure.summary(runs)})
    columns = ["--input", bench.path("sales.csv"), "--customer", "customer", "--time", "date", "--receipt", "receipt", "--value", "price"]
    for verb in ("segments", "value"):
        more = ["--interval", "0", "--limit", "10"] if verb == "value" else []
        found.append({"asked": f"{verb}, from the file", **measure.summary([bench.ours("customers", verb, *columns, *more) for _ in range(ROUNDS)])})
    placed = place(bench, workspace)
    stored = ["customers", "target", "spring", "--score", "monetary", "--seed", "1", "--limit", "10"]
    found.append({"asked": "target, all who consent, stored", **measure.summary([bench.ours("--workspace", workspace, *stored)])})
    uplift = ["customers", "uplift", "--input", bench.path("trial.csv"), "--treated", "treated", "--outcome", "bought", "--score", "score"]
    for name, more in [("uplift, 1,000,000 rows, no draws", ["--bootstrap", "0"]), ("uplift, 200 draws", ["--bootstrap", "200"])]:
        found.append({"asked": name, **measure.summary([bench.ours(*uplift, *more)])})
    erase = ["customers", "erase", "C7"]
    found.append({"asked": "erase one of them", **measure.summary([bench.ours("--workspace", workspace, *erase)])})
    rows = [[one["asked"], one["wall_min_s"], one["cpu_min_s"], one["peak_mb"]] for one in found]
    measure.show("a million customers, 2,500,000 receipts", ["asked", "wall min s", "cpu s", "peak MB"], rows)
    return {"asked": found, "classify": placed}
