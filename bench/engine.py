"""What the engine costs, beside limits and beside its peers: one table of ratios.

    make bench

The exit code is 1 when a ratio is less than what is wanted (line.py).
"""

import statistics
import subprocess
import sys
import time
import tracemalloc
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import sympy as sp
from sympy.core.cache import clear_cache

import mclib as mc
from bank import WRONG
from battery import BATTERY
from equations import EQUATIONS
from line import Line, machine, report

ROOT = Path(__file__).resolve().parent.parent
MEDIAN, WORST = 2e-3, 20e-3  # seconds for a whole derivation
CHECKED, LONGEST = 20e-3, 300e-3  # the same for the check of a wrong answer, which is when the most is tried
PACKAGES = ("numpy", "sympy", "autograd", "tensorgrad", "torch")
SIZES = (16, 64, 256)
LARGE = 1_000_000


def seconds(work, times=3, before=lambda: None):
    """CPU seconds of a piece of work, best of several."""
    best = float("inf")
    for _ in range(times):
        before()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def derivations():
    """Whole derivations at symbolic n: all equations of the course and the whole battery.

    The limits are the default road's; the other road derives that one too, to meet it.
    """
    for by, wanted in (("entries", 1), ("chain", None)):
        rows = [row for row in (*EQUATIONS, *BATTERY) if by == "entries" or "[" not in row.by]
        costs = {f"{row.written} by {row.by}": derivation(row.function, row.variable, by) for row in rows}
        middle, dearest = statistics.median(costs.values()), max(costs, key=costs.get)
        yield Line(f"derivation by {by}, median of {len(rows)}", middle, "limit", MEDIAN, wanted)
        yield Line(f"worst: {dearest}", costs[dearest], "limit", WORST, wanted)


def derivation(y, x, by):
    """CPU seconds of one derivation; infinite where the engine refuses it."""
    try:
        return seconds(lambda: mc.derive(y, x, by=by))
    except ValueError:
        return float("inf")


def checks():
    """Each wrong answer of the bank, checked for the first time: what a learner waits for."""
    costs = {f"{problem.id} {answer}": seconds(partial(problem.check, answer), 1) for problem, answer, _ in WRONG}
    dearest = max(costs, key=costs.get)
    yield Line(f"check, median of {len(costs)} wrong answers", statistics.median(costs.values()), "limit", CHECKED, 1)
    yield Line(f"worst: {dearest}", costs[dearest], "limit", LONGEST, 1)


def jacobians():
    """The Jacobian of w * x: explicit, symbolic, numeric."""
    for n in SIZES:
        w, x = mc.vectors("w x", n=n)
        ours = seconds(lambda w=w, x=x: mc.derive(w * x, w), 9)
        theirs = seconds(sympy_explicit(n), before=clear_cache)
        yield Line(f"w * x, n = {n}", ours, "SymPy, Matrix.jacobian", theirs, 200 if n == 256 else None)
    for n in SIZES:
        if find_spec("autograd"):
            ours, theirs = (seconds(work, 9) for work in numeric(n))
            yield Line(f"w * x, n = {n}, derived, then its numbers", ours, "autograd, jacobian", theirs)
    w, x = mc.vectors("w x")
    ours = seconds(lambda: mc.derive(w * x, w), 9)
    yield Line("w * x, symbolic n", ours, "SymPy, MatrixSymbol diff", seconds(sympy_symbolic(), 9, clear_cache))
    if not why_without_tensorgrad():
        yield Line("w * x, symbolic n", ours, "tensorgrad", seconds(tensorgrad_symbolic(), 9))


def sympy_explicit(n):
    w, x = (sp.Matrix(sp.symbols(f"{name}1:{n + 1}")) for name in "wx")
    return lambda: w.multiply_elementwise(x).jacobian(w)


def sympy_symbolic():
    n = sp.Symbol("n", integer=True, positive=True)
    w, x = (sp.MatrixSymbol(name, n, 1) for name in "wx")
    return lambda: sp.HadamardProduct(w, x).diff(w)


def tensorgrad_symbolic():
    import tensorgrad

    n = sp.Symbol("n")
    w, x = (tensorgrad.Variable(name, n=n) for name in "wx")
    return lambda: tensorgrad.Derivative(w * x, w).full_simplify()


def numeric(n):
    """From the function to the n x n numbers: ours and autograd's."""
    from autograd import jacobian

    w, x = mc.vectors("w x")
    point = dict(zip("wx", np.random.default_rng(1).uniform(1, 2, (2, n)), strict=True))
    yield lambda: mc.derive(w * x, w).jacobian.at(**point)
    yield lambda: jacobian(lambda w: w * point["x"])(point["w"])


def products():
    """J v of a diagonal Jacobian, without J: checks of what is given are inside our time."""
    w, x = mc.vectors("w x")
    J = mc.jacobian(w * x, w)
    values = np.random.default_rng(1).uniform(1, 2, (3, LARGE))

    def product(n):
        a, b, v = (row[:n] for row in values)
        return lambda: J.jvp(v, w=a, x=b)

    np.testing.assert_array_equal(product(100)(), values[1, :100] * values[2, :100])
    ours, theirs = seconds(product(LARGE), 25), seconds(lambda: values[1] * values[2], 25)
    yield Line(f"J v for w * x, n = {LARGE:,}", ours, "NumPy, x * v", theirs, 1 / 4)
    whole, half = memory(product(LARGE)), memory(product(LARGE // 2))
    yield Line("its memory", whole, "twice that of half as many", 2 * half, 0.9, "MB")


def memory(work):
    """The most bytes that a piece of work holds at a time."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def imports():
    ours, theirs = (min(import_seconds(name) for _ in range(5)) for name in ("mclib", "sympy"))
    yield Line("import mclib", ours, "import sympy", theirs, 2)


def import_seconds(name):
    code = f"import time; s = time.process_time(); import {name}; print(time.process_time() - s)"
    run = [sys.executable, "-c", code]
    return float(subprocess.run(run, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def why_without_tensorgrad():
    return "" if find_spec("tensorgrad") and find_spec("torch") else "PyTorch's CPU build is not to be had here"


def main():
    print(machine(PACKAGES))
    print("CPU time on one thread, best of several; ratio = beside / ours")
    if why_without_tensorgrad():
        print(f"left out: tensorgrad ({why_without_tensorgrad()})")
    report(line for part in (derivations, checks, jacobians, products, imports) for line in part())


if __name__ == "__main__":
    main()
