"""scikit-learn's groups of a million customers: customers_sklearn.py make FILE COUNT | fit FILE K

make draws recency, frequency and money of customers, by logarithm and scaled, and writes them for both sides."""
import sys
import time

import answer
import numpy as np


def make(path, count):
    random = np.random.default_rng(1)
    buyers = random.gamma(0.8, size=count)
    frequency = 1 + random.poisson(3 * buyers)
    points = np.log1p(np.c_[1 + np.floor(365 * random.random(count) * random.random(count)), frequency,
                            np.floor(frequency * random.gamma(2, size=count) * 1000) / 100])
    points = (points - points.mean(0)) / points.std(0)
    with open(path, "wb") as file:
        np.array(points.shape, dtype="<u8").tofile(file)
        points.astype("<f8").tofile(file)


def fit(path, k):
    import sklearn
    from sklearn.cluster import KMeans, MiniBatchKMeans
    with open(path, "rb") as file:
        count, dimensions = np.fromfile(file, "<u8", 2)
        points = np.fromfile(file, "<f8", int(count * dimensions)).reshape(int(count), int(dimensions))
    found = {}
    for name, model in (("KMeans", KMeans(k, n_init=10, random_state=1)), ("MiniBatchKMeans", MiniBatchKMeans(k, n_init=10, random_state=1))):
        start = time.process_time()
        model.fit(points)
        labels, centres = model.predict(points), model.cluster_centers_
        found[name] = {"cpu_s": round(time.process_time() - start, 4), "inertia": float(((points - centres[labels]) ** 2).sum())}
    answer.give(answer.stopwatch(), {"scikit-learn": sklearn.__version__}, **found)


if __name__ == "__main__":
    make(sys.argv[2], int(sys.argv[3])) if sys.argv[1] == "make" else fit(sys.argv[2], int(sys.argv[3]))
