"""BG/NBD by NumPy and SciPy, as the library lifetimes does it: customers_scipy.py make FILE COUNT | fit FILE

make draws histories from the model at CDNOW's parameters; fit: maximum likelihood over the logarithms by Nelder-Mead, then the expected
purchases of 52 weeks by 2F1."""
import sys
import time

import answer
import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1


def make(path, count):
    random = np.random.default_rng(2)
    span = np.floor(random.random(count) * 273) / 7 + 13
    rate, leaves = random.gamma(0.2426, 1 / 4.4135, count), random.beta(0.7929, 2.4259, count)
    x, last, now, here = np.zeros(count), np.zeros(count), np.zeros(count), np.ones(count, bool)
    while here.any():
        now[here] += np.ceil(random.exponential(1 / np.maximum(rate[here], 1e-300)).clip(0, 1e6) * 7) / 7
        here &= now <= span
        x[here] += 1
        last[here] = now[here]
        here &= random.random(count) >= leaves
    with open(path, "wb") as file:
        np.array([count, 3], dtype="<u8").tofile(file)
        np.c_[x, last, span].astype("<f8").tofile(file)


def likelihood(logs, x, last, span):
    r, alpha, a, b = np.exp(logs)
    shape = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
    alive = -(r + x) * np.log(alpha + span)
    with np.errstate(divide="ignore"):
        gone = np.where(x > 0, np.log(a) - np.log(np.where(x > 0, b + x - 1, 1)) - (r + x) * np.log(alpha + last), -np.inf)
    return -(shape + np.logaddexp(alive, gone)).sum()


def fit(path):
    with open(path, "rb") as file:
        count = int(np.fromfile(file, "<u8", 2)[0])
        x, last, span = np.fromfile(file, "<f8", 3 * count).reshape(count, 3).T
    start = time.process_time()
    found = minimize(likelihood, np.zeros(4), args=(x, last, span), method="Nelder-Mead",
                     options={"xatol": 1e-5, "fatol": 1e-4, "maxiter": 2000, "maxfev": 2000})
    fitted = time.process_time()
    r, alpha, a, b = np.exp(found.x)
    t = 52.0
    series = hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + span + t))
    top = (a + b + x - 1) / (a - 1) * (1 - ((alpha + span) / (alpha + span + t)) ** (r + x) * series)
    gone = np.where(x > 0, a / np.where(x > 0, b + x - 1, 1) * ((alpha + span) / (alpha + last)) ** (r + x), 0)
    expected, alive = (top / (1 + gone)).sum(), (1 / (1 + gone)).sum()
    answer.give(answer.stopwatch(), {"scipy": scipy.__version__}, fit_cpu_s=round(fitted - start, 4), score_cpu_s=round(time.process_time() - fitted, 4),
                log_likelihood=-float(found.fun), expected=float(expected), alive=float(alive))


if __name__ == "__main__":
    make(sys.argv[2], int(sys.argv[3])) if sys.argv[1] == "make" else fit(sys.argv[2])
