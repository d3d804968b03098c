"""Random functions, each in the vocabulary and once more in plain NumPy.

`pairs` draws smooth scalars and vectors; wide.py draws all that the vocabulary has.
"""

import re
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

import mclib as mc
from equations import symbol as named

SHAPES = {
    "w": ("n",),
    "x": ("n",),
    "z": (),
    "b": (),
    "B": ("n", "n"),
    "c": ("m",),
    "d": (3,),
    "A": ("m", "n"),
    "M": ("n", "m"),
}
SYMBOLS = {name: named(name, shape) for name, shape in SHAPES.items()}


@dataclass(frozen=True)
class Pair:
    """An expression of the SYMBOLS; plain(**inputs) says the same."""

    expression: object
    plain: object
    symbols = SYMBOLS

    def __repr__(self):
        return str(self.expression)


def point(seed, n=3, m=2):
    """Return a value for every name that a pair may contain."""
    random = np.random.default_rng(seed)
    shapes = {name: tuple({"n": n, "m": m}.get(size, size) for size in shape) for name, shape in SHAPES.items()}
    return {name: random.uniform(-1.5, 1.5, shape) for name, shape in shapes.items()}


def known(pair, by, values):
    """Return those values that the engine may be given: of the pair's names and of the variable."""
    return {name: value for name, value in values.items() if name in {*words(pair), by}}


def words(pair):
    """The names in a pair's text."""
    return set(re.findall(r"[A-Za-z]\w*", str(pair)))


def _has_sizes(pair):
    """Whether a vector still contains an array that carries its length: x - x is zeros(n)."""
    return pair.expression.shape == () or words(pair) & {"w", "x", "B"}


def symbol(name):
    """The pair of one name."""
    return Pair(SYMBOLS[name], lambda **inputs: inputs[name])


def number(value):
    """The pair of a number."""
    return Pair(value, lambda **inputs: value)


def join(ours, plain):
    """Return what makes a pair of pairs: the operation in the vocabulary and in NumPy."""

    def make(*parts):
        expressions = [part.expression for part in parts]
        functions = [part.plain for part in parts]
        return Pair(ours(*expressions), lambda **inputs: plain(*(f(**inputs) for f in functions)))

    return make


# Smooth and bounded enough to be nested, of complex numbers too.
OF_ONE = {
    "-": (lambda a: -a, lambda a: -a),
    "sin": (mc.sin, np.sin),
    "tanh": (mc.tanh, np.tanh),
    "exp of sin": (lambda a: mc.exp(mc.sin(a)), lambda a: np.exp(np.sin(a))),
    "square": (lambda a: a**2, lambda a: a * a),
    "1 / (3 + cos)": (lambda a: 1 / (3 + mc.cos(a)), lambda a: 1 / (3 + np.cos(a))),
    "sigmoid of sin": (lambda a: mc.sigmoid(mc.sin(a)), lambda a: 1 / (1 + np.exp(-np.sin(a)))),
}
OF_TWO = {
    "+": (lambda a, b: a + b, lambda a, b: a + b),
    "-": (lambda a, b: a - b, lambda a, b: a - b),
    "*": (lambda a, b: a * b, lambda a, b: a * b),
    "/": (lambda a, b: a / (3 + mc.sin(b)), lambda a, b: a / (3 + np.sin(b))),
}
TO_SCALAR = {
    "sum": (mc.sum, np.sum),
    "mean": (mc.mean, np.mean),
    "first": (lambda a: a[1], lambda a: a[0]),
}
TO_VECTOR = {
    "cumsum": (mc.cumsum, np.cumsum),
    "reverse": (mc.reverse, lambda a: a[::-1]),
    "softmax of sin": (
        lambda a: mc.softmax(mc.sin(a)),
        lambda a: np.exp(np.sin(a)) / np.exp(np.sin(a)).sum(),
    ),
}
DOT = {"@": (lambda a, b: a @ b, lambda a, b: a @ b)}

# What a vector and a scalar are made of: a table, and the kinds of its operands.
MAKING = {
    "vector": [
        (OF_ONE, ["vector"]),
        (OF_TWO, ["vector", "vector"]),
        (OF_TWO, ["vector", "scalar"]),
        (OF_TWO, ["scalar", "vector"]),
        (TO_VECTOR, ["vector"]),
        (DOT, ["B", "vector"]),
        (DOT, ["vector", "B"]),
    ],
    "scalar": [
        (OF_ONE, ["scalar"]),
        (OF_TWO, ["scalar", "scalar"]),
        (TO_SCALAR, ["vector"]),
        (DOT, ["vector", "vector"]),
    ],
}
LEAVES = {
    "vector": [symbol("w"), symbol("x")],
    "scalar": [symbol("z"), symbol("b"), number(2), number(3), number(5)],
    "B": [symbol("B")],
}


def drawn(draw, kind, depth, making, leaves):
    """Draw a pair of a kind, of up to `depth` operations: what makes each kind is a table."""
    if depth == 0 or kind not in making or draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(leaves[kind]))
    table, kinds = draw(st.sampled_from(making[kind]))
    operation = table[draw(st.sampled_from(sorted(table)))]
    return join(*operation)(*(drawn(draw, kind, depth - 1, making, leaves) for kind in kinds))


@st.composite
def of_any_kind(draw, depth, making, leaves):
    """A strategy: a pair of any of the kinds that the table makes."""
    return drawn(draw, draw(st.sampled_from(sorted(making))), depth, making, leaves)


def pairs(depth=3):
    """A strategy: scalars and vectors of up to `depth` operations on top of one another."""
    # two numbers joined are a number of Python's, which is not what is asked for
    whole = of_any_kind(depth, MAKING, LEAVES).filter(lambda pair: hasattr(pair.expression, "shape"))
    return whole.filter(_has_sizes)
