"""Alternating least squares by the library implicit: customers_implicit.py make FILE USERS ITEMS FACTORS | fit FILE ITERATIONS

make draws who bought what (tastes and a long tail) and the factors to begin with; fit learns from just these, as the library comes (three
steps of conjugate gradient a row) and exactly."""
import os
import sys
import time

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
import answer  # noqa: E402
import numpy as np  # noqa: E402


def make(path, users, items, factors):
    random = np.random.default_rng(3)
    weight = 1 / (10 + np.arange(items)) ** 0.8
    rows = []
    for taste in range(20):
        of_taste = weight * np.where(np.arange(items) % 20 == taste, 15, 1)
        cumulated = np.cumsum(of_taste / of_taste.sum())
        for size in random.geometric(1 / 18, users // 20):
            rows.append(np.unique(np.searchsorted(cumulated, random.random(size)).clip(0, items - 1)))
    ends = np.cumsum([len(row) for row in rows])
    with open(path, "wb") as file:
        np.array([len(rows), items, factors, ends[-1]], dtype="<u8").tofile(file)
        ends.astype("<u8").tofile(file)
        np.concatenate(rows).astype("<u4").tofile(file)
        random.integers(1, 4, ends[-1]).astype("<f4").tofile(file)
        random.normal(0, 0.1 / np.sqrt(factors), items * factors).astype("<f4").tofile(file)


def fit(path, iterations):
    import implicit
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix
    with open(path, "rb") as file:
        users, items, factors, count = (int(n) for n in np.fromfile(file, "<u8", 4))
        ends = np.fromfile(file, "<u8", users).astype(np.int64)
        item, times = np.fromfile(file, "<u4", count).astype(np.int32), np.fromfile(file, "<f4", count)
        begin = np.fromfile(file, "<f4", items * factors).reshape(items, factors)
    confidence = csr_matrix((1 + times, item, np.r_[0, ends]), shape=(users, items))
    found = {}
    for name, quick in (("as it comes", True), ("exact", False)):
        model = AlternatingLeastSquares(factors=factors, regularization=10.0, alpha=1.0, dtype=np.float32, use_native=True, use_cg=quick,
                                        iterations=iterations, num_threads=1)
        model.user_factors, model.item_factors = np.zeros((users, factors), np.float32), begin.copy()
        start = time.process_time()
        model.fit(confidence, show_progress=False)
        taken = time.process_time() - start
        scores = model.user_factors[::97].astype(np.float64) @ model.item_factors.T.astype(np.float64)
        found[name] = {"cpu_s": round(taken, 4), "scores": float((scores ** 2).sum())}
    answer.give(answer.stopwatch(), {"implicit": implicit.__version__}, **found)


if __name__ == "__main__":
    make(sys.argv[2], *map(int, sys.argv[3:6])) if sys.argv[1] == "make" else fit(sys.argv[2], int(sys.argv[3]))
