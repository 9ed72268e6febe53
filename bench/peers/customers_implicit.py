"""Alternating least squares by the library implicit:
customers_implicit.py make FILE USERS ITEMS FACTORS | real FILE CSV FACTORS | fit FILE ITERATIONS OFFERS

make draws who bought what (tastes and a long tail), real reads it from the lines of online_retail; both draw the factors to begin with. fit
learns from just these, as the library comes (three steps of conjugate gradient a row) and exactly, and says in how many places its lists of
ten items equal those in OFFERS."""
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
    write(path, ends, np.concatenate(rows), random.integers(1, 4, ends[-1]), items, factors)


def real(path, lines, factors):
    import pandas
    sold = pandas.read_csv(lines, usecols=["InvoiceNo", "StockCode", "Quantity", "CustomerID"], dtype=str).dropna()
    sold = sold[sold["Quantity"].astype(int) > 0].drop_duplicates(["InvoiceNo", "StockCode", "CustomerID"])
    user, item = (pandas.factorize(sold[name], sort=True)[0] for name in ("CustomerID", "StockCode"))
    times = pandas.Series(1, index=[user, item]).groupby(level=[0, 1]).sum()
    ends = np.bincount(times.index.get_level_values(0)).cumsum()
    write(path, ends, times.index.get_level_values(1).to_numpy(), times.to_numpy(), int(item.max()) + 1, factors)


def write(path, ends, item, times, items, factors):
    with open(path, "wb") as file:
        np.array([len(ends), items, factors, ends[-1]], dtype="<u8").tofile(file)
        ends.astype("<u8").tofile(file)
        item.astype("<u4").tofile(file)
        times.astype("<f4").tofile(file)
        np.random.default_rng(5).normal(0, 0.1 / np.sqrt(factors), items * factors).astype("<f4").tofile(file)


def fit(path, iterations, offers):
    import implicit
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix
    with open(path, "rb") as file:
        users, items, factors, count = (int(n) for n in np.fromfile(file, "<u8", 4))
        ends = np.fromfile(file, "<u8", users).astype(np.int64)
        item, times = np.fromfile(file, "<u4", count).astype(np.int32), np.fromfile(file, "<f4", count)
        begin = np.fromfile(file, "<f4", items * factors).reshape(items, factors)
    ours = np.fromfile(offers, "<u4").reshape(-1, 10)
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
        best = np.argsort(-scores, axis=1, kind="stable")[:, :10]
        found[name] = {"cpu_s": round(taken, 4), "scores": float((scores ** 2).sum()), "same_places": float((best == ours).mean())}
    answer.give(answer.stopwatch(), {"implicit": implicit.__version__}, **found)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], *map(int, sys.argv[3:6]))
    elif sys.argv[1] == "real":
        real(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        fit(sys.argv[2], int(sys.argv[3]), sys.argv[4])
