"""Keyed facts against a model in plain Python: random files over few keys, imported and undone in turn; after each step the
view and the ledger must be the model's."""
import csv
import os
import random
import tempfile

from chain import ask, check, run

STEPS = 9


class Footfall:
    """A row a store, door and interval; another count replaces."""
    kind, view = "footfall", "SELECT store, door, strftime(interval_start_at, '%Y-%m-%d %H:%M') AS at, counted_in FROM footfall"
    fields = ["store", "door", "interval_start", "counted_in"]

    @staticmethod
    def record(rng):
        return [rng.choice(["S1", "S2", ""]), rng.choice(["main", ""]), f"2026-05-0{rng.randint(1, 2)} 1{rng.randint(0, 2)}:00",
                str(rng.randint(1, 3))]

    @staticmethod
    def rows(record):
        yield tuple(record[:3]), None, (record[3],)  # key, group, values

    @staticmethod
    def shown(key, values):
        return key + values


class Promotion:
    """A row a promotion, store and product; what a promotion has in a store comes whole."""
    kind, view = "promotions", "SELECT promotion, store, product, discount_percent::INTEGER AS percent FROM promotion"
    fields = ["promotion", "starts_on", "stores", "products", "discount_percent"]

    @staticmethod
    def record(rng):
        return [rng.choice(["P1", "P2"]), "2026-05-01", "; ".join(rng.sample(["S1", "S2"], rng.randint(0, 2))),
                "|".join(rng.sample(["A", "B", "C"], rng.randint(0, 3))), str(rng.choice([10, 20]))]

    @staticmethod
    def rows(record):
        for store in record[2].split("; "):
            for product in record[3].split("|"):
                yield (record[0], store, product), (record[0], store), (record[4],)

    @staticmethod
    def shown(key, values):
        return key + values


def settle(kind, state, records):
    """(the state after the file, its ledger): state is {key: values}."""
    staged = {}  # the last row of a key counts
    for number, record in enumerate(records):
        for key, group, values in kind.rows(record):
            staged[key] = (number, group, values)
    after, accepted, replaced = dict(state), set(), set()
    groups = {group for _, group, _ in staged.values() if group}
    old = {g: {k: v for k, v in state.items() if (k[0], k[1]) == g} for g in groups}
    new = {g: {k: v[2] for k, v in staged.items() if v[1] == g} for g in groups}
    changed = {g for g in groups if old[g] and old[g] != new[g]}
    for group in changed:
        for key in old[group]:
            del after[key]
    for key, (number, group, values) in staged.items():
        if group not in changed and state.get(key) == values:
            continue
        if group in changed or key in state:
            replaced.add(number)
        accepted.add(number)
        after[key] = values
    return after, dict(accepted=len(accepted), replaced=len(replaced), duplicates=len(records) - len(accepted))


def walk(kind, seed):
    rng = random.Random(seed)
    history, imports = [{}], []
    with tempfile.TemporaryDirectory() as folder:
        workspace = os.path.join(folder, "w")
        for step in range(STEPS):
            name = f"{kind.kind} {seed} step {step}"
            if imports and rng.random() < 0.3:
                history.pop()
                done = run(workspace, "imports", "undo", str(imports.pop()), "--quiet")
                check(f"{name}: undo", done.returncode, 0)
            else:
                records = [kind.record(rng) for _ in range(rng.randint(1, 7))]
                path = os.path.join(folder, f"{step}.csv")
                with open(path, "w", newline="", encoding="utf-8") as f:
                    csv.writer(f).writerows([kind.fields] + records)
                after, ledger = settle(kind, history[-1], records)
                found = ask(workspace, "import", path, "--as", kind.kind, "--quiet")
                check(f"{name}: ledger of {records}", {k: found[0].get(k) for k in ledger}, ledger)
                history.append(after)
                imports.append(found[0].get("import_id", 0))
            shown = ask(workspace, "sql", kind.view, "--quiet")
            check(f"{name}: view", sorted(tuple("" if v is None else str(v) for v in row.values()) for row in shown),
                  sorted(kind.shown(k, v) for k, v in history[-1].items()))
        done = run(workspace, "verify", "--quiet")
        check(f"{kind.kind} {seed}: verify", done.returncode, 0)


def footfall_is_its_model(_workspace, _lines):
    walk(Footfall, 3)


def promotions_are_their_model(_workspace, _lines):
    walk(Promotion, 5)


TESTS = [footfall_is_its_model, promotions_are_their_model]
