"""Anomalies with Python's tools: anomaly_python.py HOW FILE TIME VALUE SEASON TO [SERIES]

HOW: shesd     seasonal hybrid ESD: statsmodels' robust STL with a periodic window, median, generalised ESD (at most 2 %), as the R package does it
     stl       statsmodels' robust STL, residuals beyond four robust standard deviations
     ecod, iforest, knn    pyod's detectors on weekday, value beside the median of its weekday in the weeks around, and the day before; 1.2 % contamination
TO: series (where there are several) and time of each finding."""
import sys

import numpy as np
import pandas as pd
from scipy.stats import t as student

from answer import give, stopwatch


def esd(rest, most, alpha=0.05):
    rest, n, found, last = rest.copy(), len(rest), [], 0
    alive = np.ones(n, bool)
    for i in range(1, most + 1):
        x = rest[alive]
        median = np.median(x)
        mad = 1.4826 * np.median(np.abs(x - median))
        if mad == 0:
            break
        score = np.where(alive, np.abs(rest - median), -1)
        at = int(score.argmax())
        p = 1 - alpha / (2 * (n - i + 1))
        q = student.ppf(p, n - i - 1)
        if score[at] / mad > q * (n - i) / np.sqrt((n - i - 1 + q * q) * (n - i + 1)):
            last = i
        alive[at] = False
        found.append(at)
    return found[:last]


def decomposed(y, season):
    from statsmodels.tsa.seasonal import STL
    window = 10 * len(y) // season * 2 + 1
    trend = int(np.ceil(1.5 * season / (1 - 1.5 / window))) | 1
    jumps = {"seasonal_jump": max(1, window // 10), "trend_jump": max(1, trend // 10), "low_pass_jump": max(1, season // 10)}  # as R's stl
    return STL(y, period=season, seasonal=window, trend=max(trend, season + 1 | 1), seasonal_deg=0, robust=True, **jumps).fit()


def shesd(y, season):
    seasonal = decomposed(y, season).seasonal
    return esd(np.asarray(y - seasonal - np.median(y)), int(0.02 * len(y)))


def stl(y, season):
    rest = np.asarray(decomposed(y, season).resid)
    spread = 1.4826 * np.median(np.abs(rest - np.median(rest)))
    return np.flatnonzero(np.abs(rest - np.median(rest)) > 4 * spread)


def features(y, season):
    frame = pd.DataFrame({"y": y})
    around = frame.groupby(np.arange(len(y)) % season)["y"].transform(lambda x: x.rolling(13, center=True, min_periods=4).median())
    off = (frame["y"] - around) / around.abs().clip(lower=1e-9)
    return np.column_stack([off, off.shift(1).fillna(0)])


def pyod(name):
    def run(y, season):
        from pyod.models.ecod import ECOD
        from pyod.models.iforest import IForest
        from pyod.models.knn import KNN
        model = {"ecod": lambda: ECOD(contamination=0.012), "iforest": lambda: IForest(contamination=0.012, random_state=1),
                 "knn": lambda: KNN(contamination=0.012)}[name]()
        return np.flatnonzero(model.fit(features(y, season)).labels_)
    return run


WAYS = {"shesd": shesd, "stl": stl, **{name: pyod(name) for name in ("ecod", "iforest", "knn")}}


def main():
    how, path, time, value, season, to, *series = sys.argv[1:]
    watch = stopwatch()
    frame = pd.read_csv(path)
    watch.lap("read")
    found = []
    for _, rows in frame.groupby(series[0]) if series else [("", frame)]:
        rows = rows.reset_index(drop=True)
        at = WAYS[how](rows[value], int(season))
        found.append(rows.loc[sorted(int(i) for i in at), [*series, time]])
    watch.lap("detect")
    found = pd.concat(found)
    found.to_csv(to, index=False)
    import pyod as library
    import statsmodels
    give(watch, {"statsmodels": statsmodels.__version__, "pyod": library.__version__}, found=len(found))


if __name__ == "__main__":
    main()
