"""Does the reference network train and answer faster than Keras, how fast are pictures read, how long does one take, and how good is it?

Speed: the reference network on made-up pictures of 100 x 100, batches of 32, beside Keras over TensorFlow, both with as many threads as
there are cores (two at most); `pictures.c` also decodes photographs of 160 pixels on one thread and recognises them one by one.
With --full also how good: the groceries with three seeds, trained in full by the default network, and the classical one beside it; Fashion-MNIST
(60,000 to learn from, 10,000 to measure on) by the reference network and by the default one at 28 pixels.
"""
import json
import os
import subprocess
import tarfile

import measure

# ours beside Keras': as both come (ours trains in bfloat16 where the processor multiplies it), both single, Keras' mixed_bfloat16
ROWS = {"trained": ("train", "train", 2.5), "trained, both single": ("train_single", "train", None),
        "trained, both bfloat16": ("train", "train_mixed", None), "answered": ("infer", "infer", 2.5)}
DECODE_BAR, RECOGNISE_BAR_MS, ROUNDS = 3500, 3.0, 3
SEEDS = (1, 2, 3)
FASHION = "/usr/share/datasets/fashion-mnist"  # Debian's dataset-fashion-mnist
FASHION_BARS = {"reference": (10, 0.905), "default": (20, 0.93)}  # epochs, bar


def program(bench):
    """A small program on the room vision; skipped where its libraries do not lie beside the program."""
    build, here = os.path.dirname(bench.program), os.path.dirname(os.path.abspath(__file__))
    archives = [os.path.join(build, f"libri_{room}.a") for room in ("vision", "learn", "math", "table", "base")]
    if not all(os.path.exists(archive) for archive in archives):
        raise measure.Skip("the libraries of RetailInsight do not lie beside the program")
    foreign = sorted(os.path.join(build, name) for name in os.listdir(build) if name.startswith("libforeign") and name.endswith(".a"))
    subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-O2", "-I", os.path.join(here, "..", "include"), "-I", os.path.join(here, "..", "src"),
                    os.path.join(here, "pictures.c"), "-o", bench.path("pictures"), "-Wl,--start-group", *archives, *foreign,
                    "-Wl,--end-group", "-ljpeg", "-lpng", "-lwebp", "-lxxhash", "-lcrypto", "-lutf8proc", "-ldl", "-lm", "-lpthread"], check=True)
    return bench.path("pictures")


def unpacked(bench):
    folder = bench.folder("groceries")
    with tarfile.open(bench.data("grocery_images/train_val.tar")) as archive:
        archive.extractall(folder, filter="data")
    return folder


def speed(bench, groceries):
    threads = str(min(2, len(os.sched_getaffinity(0))))
    keras = os.path.join(bench.deps, "venv-keras", "bin", "python")
    if not os.access(keras, os.X_OK):
        raise measure.Skip("Keras is not installed: tools/setup bench")
    ours_argv = ["env", "LD_LIBRARY_PATH=" + os.path.join(bench.deps, "lib"), "OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=0", program(bench), threads,
                 os.path.join(groceries, "train")]
    peer_argv = [keras, os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", "pictures_keras.py"), threads]
    rounds = [(json.loads(measure.run(ours_argv)["text"]), measure.peer(peer_argv)) for _ in range(ROUNDS)]
    ours = {key: max(one[key] for one, _ in rounds) for key in rounds[0][0]}
    peer = {key: max(one["answers"][key] for _, one in rounds) for key in rounds[0][1]["answers"]}
    rows = [[f"{name}: {unit}", ours[f"{mine}_per_{key}"], peer[f"{theirs}_per_{key}"], ours[f"{mine}_per_{key}"] / peer[f"{theirs}_per_{key}"], bar]
            for name, (mine, theirs, bar) in ROWS.items() for key, unit in (("s", "pictures/s"), ("cpu_s", "pictures a processor second"))]
    measure.show(f"reference network, {threads} threads, the best of {ROUNDS} turns", ["", "RetailInsight", "Keras", "times", "bar"], rows)
    ms = 1e3 / ours["recognise_per_cpu_s"]
    print(f"  decode + resize: {ours['decode_per_cpu_s']:,.0f} pictures of 160 px a processor second (bar {DECODE_BAR:,}); "
          f"recognised one by one, one thread: {ms:.2f} processor ms a picture (bar {RECOGNISE_BAR_MS:.0f})")
    return {"ours": ours, "keras": peer, "rounds": [[one, two["answers"]] for one, two in rounds], "versions": rounds[0][1]["versions"]}


def evaluated(bench, model, groceries, *more):
    """(share right, pictures) of `vision evaluate`."""
    rows = json.loads(bench.ours("vision", "evaluate", "--input", os.path.join(groceries, "val"), "--model", model, *more)["text"])["rows"]
    return sum(row["right"] for row in rows) / sum(row["pictures"] for row in rows)


def coarse_list(groceries, to):
    """class,coarse from the data's own lists: the third column is the number of the coarse class."""
    found = {}
    with open(os.path.join(groceries, "train.txt"), encoding="utf-8") as file:
        for line in file:
            name, _fine, coarse = (cell.strip() for cell in line.split(","))
            found["/".join(name.split("/")[1:-1])] = coarse
    with open(to, "w", encoding="utf-8") as file:
        file.write("class,coarse\n" + "".join(f"{fine},{coarse}\n" for fine, coarse in sorted(found.items())))
    return to


def accuracy(bench, groceries):
    """The groceries' own training and validation lists; nothing is chosen by the validation pictures during a training."""
    coarse, rows = coarse_list(groceries, bench.path("coarse.csv")), []
    for network, seeds in (("default", SEEDS), ("classical", SEEDS[:1])):
        for seed in seeds:
            model = bench.path(f"{network}{seed}.model")
            made = bench.ours("vision", "train", "--input", os.path.join(groceries, "train"), "--validation", os.path.join(groceries, "val"),
                              "--network", network, "--seed", str(seed), "--save", model)
            rows.append([f"{network}, seed {seed}", evaluated(bench, model, groceries), evaluated(bench, model, groceries, "--coarse", coarse),
                         made["wall_s"], made["cpu_s"], made["peak_mb"]])
    ours = rows[:len(SEEDS)]
    rows.append(["default, mean", *(sum(row[k] for row in ours) / len(ours) for k in (1, 2, 3, 4)), max(row[5] for row in ours)])
    measure.show("groceries: 2,640 to learn from, 296 to measure on", ["network", "fine", "coarse", "wall s", "cpu s", "peak MB"], rows)
    print("  bars: fine .50, coarse .58, 600 s on two free cores; aim .60 and .68")
    return rows


def fashion(bench):
    if not os.path.isdir(FASHION):
        print("  Fashion-MNIST is not there: tools/setup bench")
        return []
    folder, rows = bench.folder("fashion"), []
    bench.helper("fashion_pictures.py", FASHION, folder)
    for network, (epochs, bar) in FASHION_BARS.items():
        made = bench.ours("vision", "train", "--input", os.path.join(folder, "train"), "--validation", os.path.join(folder, "test"), "--size", "28",
                          "--network", network, "--epochs", str(epochs), "--seed", "1", "--save", bench.path(f"fashion-{network}.model"))
        right = json.loads(made["text"])["rows"][-1]["held_accuracy"]
        rows.append([f"{network}, {epochs} epochs", right, bar, made["wall_s"], made["cpu_s"], made["peak_mb"]])
    measure.show("Fashion-MNIST: 60,000 to learn from, 10,000 to measure on", ["network", "right", "bar", "wall s", "cpu s", "peak MB"], rows)
    return rows


def ask(bench):
    groceries = unpacked(bench)
    found = speed(bench, groceries)
    return {"speed": found, "versions": found.pop("versions"), 
            **({"groceries": accuracy(bench, groceries), "fashion": fashion(bench)} if bench.full else {}), "disagree": []}
