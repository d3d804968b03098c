"""Random functions of all that the vocabulary has, each once more in plain NumPy.

Vectors of five lengths, matrices of three shapes, products in every combination, kinks, powers,
stacks. `wide` draws a pair (pairs.py) and a name by which its derivative is two-dimensional.
"""

import numpy as np
from hypothesis import strategies as st

import mclib as mc
from pairs import LEAVES, OF_ONE, OF_TWO, TO_SCALAR, drawn, join, number, symbol, words

_gaps = []


def gap(pair, values):
    """How near to a kink the plain function comes: the least of the differences that decide."""
    _gaps.clear()
    pair.plain(**values)
    return min((np.abs(difference).min() for difference in _gaps), default=np.inf)


def above(a, b):
    """Whether a > b, noted as a decision."""
    _gaps.append(np.real(a) - np.real(b))
    return np.real(a) > np.real(b)


def longer(a, b):
    return np.concatenate([np.atleast_1d(a), np.atleast_1d(b)])


# Each is bounded where its argument is large, and defined for every argument.
WIDE_ONE = {
    **OF_ONE,
    "abs": (mc.abs, lambda a: np.where(above(a, 0), a, -a)),
    "relu": (mc.relu, lambda a: np.where(above(a, 0), a, 0)),
    "sign": (mc.sign, lambda a: 2.0 * above(a, 0) - 1),
    "softplus": (mc.softplus, lambda a: np.log(1 + np.exp(a))),
    "log": (lambda a: mc.log(2 + mc.sin(a)), lambda a: np.log(2 + np.sin(a))),
    "sqrt": (lambda a: mc.sqrt(2 + mc.cos(a)), lambda a: (2 + np.cos(a)) ** 0.5),
    "tan": (lambda a: mc.tan(mc.sin(a)), lambda a: np.tan(np.sin(a))),
    "arcsin": (lambda a: mc.arcsin(mc.sin(a) / 2), lambda a: np.arcsin(np.sin(a) / 2)),
    "arccos": (lambda a: mc.arccos(mc.cos(a) / 2), lambda a: np.arccos(np.cos(a) / 2)),
    "arctan": (mc.arctan, np.arctan),
    "sinh": (lambda a: mc.sinh(mc.tanh(a)), lambda a: np.sinh(np.tanh(a))),
    "cosh": (lambda a: mc.cosh(mc.tanh(a)), lambda a: np.cosh(np.tanh(a))),
    "2 **": (lambda a: 2 ** mc.sin(a), lambda a: np.exp(np.log(2) * np.sin(a))),
    "** 3": (lambda a: mc.sin(a) ** 3, lambda a: np.sin(a) ** 3),
}
WIDE_TWO = {
    **OF_TWO,
    "maximum": (mc.maximum, lambda a, b: np.where(above(a, b), a, b)),
    "minimum": (mc.minimum, lambda a, b: np.where(above(a, b), b, a)),
    ">": (lambda a, b: a > b, lambda a, b: above(a, b) * 1.0),
    "<=": (lambda a, b: a <= b, lambda a, b: ~above(a, b) * 1.0),
    "**": (lambda a, b: (2 + mc.sin(a)) ** mc.tanh(b), lambda a, b: np.exp(np.tanh(b) * np.log(2 + np.sin(a)))),
}
AT = {"@": (lambda a, b: a @ b, lambda a, b: a @ b)}
ROW_AT = {"@": (lambda a, b, c: a.T @ b @ c, lambda a, b, c: a @ b @ c)}
NORM = {"norm": (lambda a: mc.norm(a + 2), lambda a: np.sqrt(np.sum((a + 2) * (a + 2))))}
SOFTMAX = {"softmax": (lambda a: mc.softmax(mc.sin(a)), lambda a: np.exp(np.sin(a)) / np.sum(np.exp(np.sin(a))))}
CUMSUM = {"cumsum": (mc.cumsum, lambda a: np.cumsum(a, axis=0))}
REVERSE = {"reverse": (mc.reverse, lambda a: a[::-1])}
T = {"T": (lambda a: a.T, lambda a: a.T)}
OUTER = {"outer": (mc.outer, lambda a, b: a[:, None] * b[None, :])}
DIAG = {"diag": (mc.diag, np.diag)}
TRACE = {"trace": (mc.trace, np.trace)}
SUM = {"sum": (mc.sum, np.sum), "mean": (mc.mean, np.mean)}
CELL = {"cell": (lambda a: a[1, 2], lambda a: a[0, 1])}
STACK = {"stack": (lambda a, b: mc.stack([a, b]), lambda a, b: np.array([a, b]))}
CONCATENATE = {"concatenate": (lambda a, b: mc.concatenate([a, b]), longer)}

# A vector is called by its length, a matrix by its shape.
VECTORS, MATRICES = ("n", "m", "2", "3", "4"), ("n x n", "m x n", "n x m")
WIDE_MAKING = {
    kind: [
        (WIDE_ONE, [kind]),
        (WIDE_TWO, [kind, kind]),
        (WIDE_TWO, [kind, "scalar"]),
        (WIDE_TWO, ["scalar", kind]),
        (CUMSUM, [kind]),
        (REVERSE, [kind]),
    ]
    for kind in (*VECTORS, *MATRICES)
}
WIDE_MAKING["scalar"] = [
    (WIDE_ONE, ["scalar"]),
    (WIDE_TWO, ["scalar", "scalar"]),
    (ROW_AT, ["n", "n x n", "n"]),
    (ROW_AT, ["m", "m x n", "n"]),
    (TRACE, ["n x n"]),
    (CELL, ["n x n"]),
]
for kind in VECTORS:
    WIDE_MAKING[kind] += [(SOFTMAX, [kind])]
    WIDE_MAKING["scalar"] += [(TO_SCALAR, [kind]), (NORM, [kind]), (AT, [kind, kind])]
for kind in MATRICES:
    WIDE_MAKING["scalar"] += [(SUM, [kind])]
WIDE_MAKING["n"] += [(AT, ["n x n", "n"]), (AT, ["n", "n x n"]), (AT, ["n x m", "m"]), (AT, ["m", "m x n"])]
WIDE_MAKING["m"] += [(AT, ["m x n", "n"]), (AT, ["n", "n x m"])]
WIDE_MAKING["2"] += [(STACK, ["scalar", "scalar"])]
WIDE_MAKING["3"] += [(CONCATENATE, ["2", "scalar"])]
WIDE_MAKING["4"] += [(CONCATENATE, ["3", "scalar"]), (CONCATENATE, ["scalar", "3"]), (CONCATENATE, ["2", "2"])]
WIDE_MAKING["n x n"] += [(T, ["n x n"]), (AT, ["n x n", "n x n"]), (AT, ["n x m", "m x n"])]
WIDE_MAKING["n x n"] += [(OUTER, ["n", "n"]), (DIAG, ["n"])]
WIDE_MAKING["m x n"] += [(T, ["n x m"]), (AT, ["m x n", "n x n"]), (OUTER, ["m", "n"])]
WIDE_MAKING["n x m"] += [(T, ["m x n"]), (AT, ["n x n", "n x m"]), (OUTER, ["n", "m"])]

WIDE_LEAVES = {
    "scalar": LEAVES["scalar"],
    "n": LEAVES["vector"],
    "m": [symbol("c")],
    "2": [join(*STACK["stack"])(symbol("z"), symbol("b"))],
    "3": [symbol("d")],
    "4": [join(*CONCATENATE["concatenate"])(symbol("d"), number(1))],
    "n x n": [symbol("B")],
    "m x n": [symbol("A")],
    "n x m": [symbol("M")],
}
# By these names the derivative of each kind has no more than two indices.
BY = {"scalar": "wxcdzbAB", **dict.fromkeys(VECTORS, "wxcdzb"), **dict.fromkeys(MATRICES, "zb")}
LONGEST = 60  # letters of a function, so that one example stays cheap


@st.composite
def wide(draw, depth=5):
    """A strategy: (pair, name) of all kinds, of up to `depth` operations on top of one another."""
    kind = draw(st.sampled_from(sorted(WIDE_MAKING)))
    pair = draw(_of(kind, depth).filter(lambda pair: hasattr(pair.expression, "shape") and len(str(pair)) <= LONGEST))
    there = [name for name in BY[kind] if name in words(pair)]
    return pair, draw(st.sampled_from(there or sorted(BY[kind])))


@st.composite
def _of(draw, kind, depth):
    return drawn(draw, kind, depth, WIDE_MAKING, WIDE_LEAVES)
