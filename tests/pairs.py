"""Random functions, each in the vocabulary and once more in plain NumPy."""

import re
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

import mclib as mc

SYMBOLS = {name: mc.vectors(name) for name in "wx"}
SYMBOLS |= {name: mc.scalars(name) for name in "zb"}
SYMBOLS["B"] = mc.matrices("B", shape=("n", "n"))


@dataclass(frozen=True)
class Pair:
    """An expression of vectors w, x, scalars z, b and B (n x n); plain(**inputs) says the same."""

    expression: object
    plain: object
    symbols = SYMBOLS

    def __repr__(self):
        return str(self.expression)


def point(pair, by, seed, n=3):
    """Return a value for every name that the pair contains, and for the one differentiated by.

    A size that is left over needs one array that carries it: that is the variable's, or the pair's.
    """
    random = np.random.default_rng(seed)
    shapes = {"w": (n,), "x": (n,), "z": (), "b": (), "B": (n, n)}
    words = {*re.findall(r"[A-Za-z]\w*", str(pair)), by}
    return {name: random.uniform(-1.5, 1.5, shapes[name]) for name in shapes if name in words}


def _symbol(name):
    return Pair(SYMBOLS[name], lambda **inputs: inputs[name])


def _number(value):
    return Pair(value, lambda **inputs: value)


def _join(ours, plain):
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


def _made(table, *parts):
    return st.builds(lambda operation, *given: _join(*operation)(*given), _of(table), *parts)


def _of(table):
    return st.sampled_from([table[name] for name in table])


def _bigger(vectors, scalars):
    dot = (lambda a, b: a @ b, lambda a, b: a @ b)
    vector = st.one_of(
        _made(OF_ONE, vectors),
        _made(OF_TWO, vectors, vectors),
        _made(OF_TWO, vectors, scalars),
        _made(OF_TWO, scalars, vectors),
        _made(TO_VECTOR, vectors),
        _made({"@": dot}, st.just(_symbol("B")), vectors),
        _made({"@": dot}, vectors, st.just(_symbol("B"))),
    )
    scalar = st.one_of(
        _made(OF_ONE, scalars),
        _made(OF_TWO, scalars, scalars),
        _made(TO_SCALAR, vectors),
        _made({"@": dot}, vectors, vectors),
    )
    return vector, scalar


def pairs(depth=3):
    """A strategy: scalars and vectors of up to `depth` operations on top of one another."""
    vectors = st.sampled_from([_symbol("w"), _symbol("x")])
    names = st.sampled_from([_symbol("z"), _symbol("b")])
    scalars = st.one_of(names, st.sampled_from([2, 3, 5]).map(_number))
    whole = [vectors, names]
    for _ in range(depth):
        vector, scalar = _bigger(vectors, scalars)
        vectors, scalars = st.one_of(vectors, vector), st.one_of(scalars, scalar)
        whole += [vector, scalar]
    # two numbers joined are a number of Python's, which is not what is asked for
    return st.one_of(whole).filter(lambda pair: hasattr(pair.expression, "shape"))
