"""Forecasts of the nodes of M5 made to add up with scipy: reconcile_scipy.py FILE (as bench/reconcile.c writes it)."""
import sys
import time

import numpy
import scipy
from scipy.sparse import csr_matrix, diags, vstack
from scipy.sparse.linalg import LinearOperator, cg

from answer import give, stopwatch

STORES, ITEMS, STEPS = 10, 3049, 28


def summing():
    """The matrix S: levels in the order of bench/reconcile.c, the coarsest first."""
    series = numpy.arange(STORES * ITEMS)
    store, item = series % STORES, series // STORES
    state, dept = numpy.where(store < 4, 0, numpy.where(store < 7, 1, 2)), item % 7
    cat = numpy.where(dept < 2, 0, numpy.where(dept < 4, 1, 2))
    blocks = []
    for place in (None, state, store):
        for goods in (None, cat, dept, item):
            key = (0 if place is None else place * 10000) + (0 if goods is None else goods) + 0 * series
            # nodes are numbered as their first series come
            _, first, node = numpy.unique(key, return_index=True, return_inverse=True)
            rank = numpy.argsort(numpy.argsort(first))
            node = rank[node]
            blocks.append(csr_matrix((numpy.ones(len(series)), (node, series)), shape=(len(first), len(series))))
    return vstack(blocks).tocsr()


def main():
    both = numpy.fromfile(sys.argv[1]).reshape(2, -1, STEPS)
    forecasts, ours = both
    watch = stopwatch()
    s = summing()
    inverse = diags(1 / numpy.asarray(s.sum(axis=1)).ravel())
    transposed = s.T.tocsr()
    weighted = (transposed @ inverse).tocsr()
    diagonal = numpy.asarray(weighted.multiply(transposed).sum(axis=1)).ravel()
    operator = LinearOperator((s.shape[1],) * 2, matvec=lambda x: weighted @ (s @ x))
    before = LinearOperator((s.shape[1],) * 2, matvec=lambda x: x / diagonal)
    watch.lap("make")
    answer, began = numpy.empty_like(forecasts), time.process_time()
    for j in range(STEPS):
        bottom, _ = cg(operator, weighted @ forecasts[:, j], x0=forecasts[-s.shape[1]:, j], rtol=1e-7, M=before)
        answer[:, j] = s @ bottom
    watch.lap("solve")
    give(watch, {"scipy": scipy.__version__, "numpy": numpy.__version__},
         cpu_s=time.process_time() - began, apart=float(numpy.max(numpy.abs(answer - ours) / (1 + numpy.abs(ours)))))


main()
