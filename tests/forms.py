"""Forms that the vocabulary can write, of each kind, and their numbers at one point."""

import numpy as np

import mclib as mc
from mclib.evaluation import array
from mclib.points import Point

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
c = mc.vectors("c", n="m")
z, b = mc.scalars("z b")
A = mc.matrices("A")
B, C = mc.matrices("B C", shape=("n", "n"))
f = mc.functions("f")
F = mc.functions("F", of="all")
RANDOM = np.random.default_rng(5)
VALUES = {"w": RANDOM.uniform(1, 2, 3), "x": RANDOM.uniform(-1, 1, 3), "c": RANDOM.uniform(-1, 1, 2), "z": 0.5, "b": 2}
VALUES |= {"A": RANDOM.uniform(-1, 1, (2, 3)), "B": RANDOM.uniform(-1, 1, (3, 3)), "C": RANDOM.uniform(-1, 1, (3, 3))}
UNKNOWN = {"f": lambda u: u**2, "F": lambda u: np.cumsum(u) * u[0]}
POINT = Point(VALUES | UNKNOWN, (w, x, c, z, b, A, B, C), (f, F))

SCALARS = [
    z,
    z**2 / b,
    mc.pi * z,
    mc.sum(x),
    2 * mc.mean(x),
    mc.sum(x) ** 2,
    mc.sum(mc.exp(x)),
    mc.sum(A),
    mc.sum(B * C),
    mc.mean(A),
    mc.trace(B),
    mc.norm(x),
    w @ x,
    x[1] * w[2],
    A[1, 2] * z,
    mc.sum(A @ x),
]
COLUMNS = [
    x,
    w * x,
    x / n,
    w + z,
    w > x,
    mc.ones(n),
    z * mc.ones(n),
    mc.unit(n, 2),
    mc.reverse(mc.unit(n, 1)),
    mc.reverse(x),
    mc.cumsum(x),
    mc.softmax(x),
    mc.sum(x) * w,
    A @ x,
    A.T @ c,
    z * (A @ x),
    mc.exp(A @ x),
    F(x),
    f(x),
]
ROWS = [
    x.T,
    2 * x.T,
    (w * x).T,
    x.T / mc.norm(x),
    mc.ones(n).T,
    z * mc.ones(n).T,
    mc.ones(n).T / n,
    mc.unit(n, 2).T,
    mc.softmax(x)[1] * (mc.unit(n, 1) - mc.softmax(x)).T,
    mc.reverse(x).T,
    mc.ones(m).T @ A,
    x.T @ (B + B.T),
    2 * (c.T @ A),
    c.T @ A @ mc.diag(x),
    w.T + x.T @ B @ mc.diag(w),
    mc.ones(n).T @ mc.slope(F(x), x),
]
MATRICES = [
    mc.zeros(m, n),
    mc.ones(m, n) / n,
    mc.identity(n),
    -mc.identity(n),
    z * mc.identity(n),
    mc.diag(x),
    mc.diag(w > x),
    mc.diag(mc.reverse(x)),
    mc.diag(mc.slope(f(x), x)),
    mc.diag(x) + mc.outer(w, x),
    mc.identity(n) - mc.ones(n, n) / n,
    mc.diag(mc.softmax(x)) - mc.outer(mc.softmax(x), mc.softmax(x)),
    mc.sum(x) * mc.identity(n) + mc.outer(x, mc.ones(n)),
    mc.outer(x, w),
    mc.outer(c, x) / z,
    mc.outer(x, mc.unit(n, 1)),
    A,
    A.T,
    B + B.T,
    2 * B,
    A**2,
    mc.exp(A),
    A @ B,
    A.T @ A,
    A @ mc.diag(2 * x),
    mc.diag(c) @ A @ mc.diag(x),
    mc.diag(B @ x) + mc.diag(x) @ B,
    mc.diag(mc.exp(B @ x)) @ B,
    mc.slope(F(x), x) @ B,
    mc.reverse(A),
    mc.reverse(mc.identity(n)),
    B @ mc.reverse(mc.identity(n)),
    mc.diag(w) @ mc.reverse(mc.identity(n)),
    mc.cumsum(mc.identity(n)),
    mc.cumsum(mc.identity(n)).T,
    mc.reverse(mc.cumsum(mc.identity(n))),
    mc.reverse(mc.cumsum(mc.identity(n)).T),
    mc.cumsum(mc.identity(n)) @ mc.diag(w),
    A @ mc.cumsum(mc.identity(n)),
]
FORMS = [*SCALARS, *COLUMNS, *ROWS, *MATRICES]


def numbers(expression):
    return array(expression, POINT)
