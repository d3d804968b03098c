"""Products with a Jacobian: those of the whole matrix, in the memory of some vectors."""

import math
import tracemalloc

import numpy as np
import pytest

import mclib as mc

n = mc.sizes("n")
w, x = mc.vectors("w x")
z = mc.scalars("z")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
F = mc.functions("F", of="all")
RANDOM = np.random.default_rng(3)
VALUES = {"w": RANDOM.uniform(0.5, 2, 3), "x": RANDOM.uniform(-1, 1, 3), "z": 0.75}
VALUES |= {"A": RANDOM.uniform(-1, 1, (2, 3)), "B": RANDOM.uniform(-1, 1, (3, 3))}
UNKNOWN = {"F": lambda u: np.cumsum(u) * u[0]}
SMALL = 1e-9

PRODUCTS = [
    x,
    -z * x,
    w * x,
    mc.zeros(n) * mc.sum(x),
    mc.sum(x),
    w @ x,
    mc.norm(x),
    x * mc.sum(x),
    x - mc.mean(x),
    mc.softmax(x),
    mc.reverse(w * x),
    mc.cumsum(w * x),
    A @ x,
    mc.exp(A @ x),
    mc.diag(x) @ B @ x,
    mc.cumsum(x) * mc.reverse(x),
    x[2] * x,
    mc.stack([mc.sum(x), x[1] * x[2]]),
    mc.concatenate([w * x, x, mc.sum(x)]),
    mc.concatenate([z * mc.cumsum(x), A @ (w * x)]),
    F(x),
    B @ F(x),
    mc.maximum(w, x),
]


@pytest.mark.parametrize("function", PRODUCTS, ids=str)
def test_products_are_those_with_the_whole_matrix(function):
    found = mc.jacobian(function, x)
    named = {symbol.args[0] for symbol in (*found.expression.symbols, x)}
    named |= {unknown.name for unknown in function.functions}
    values = {name: value for name, value in (VALUES | UNKNOWN).items() if name in named}
    for turned in (found, found.to("denominator")):
        whole = turned.at(**values)
        v, u = RANDOM.uniform(-1, 1, whole.shape[1]), RANDOM.uniform(-1, 1, whole.shape[0])
        np.testing.assert_allclose(turned.jvp(v, **values), whole @ v, atol=SMALL)
        np.testing.assert_allclose(turned.vjp(u, **values), u @ whole, atol=SMALL)


def test_a_vector_that_does_not_fit_is_refused():
    found = mc.jacobian(A @ x, x)
    many = (np.array([1, 2, math.inf]), np.array([1, 2, 3j]), [1, 2, "3"], [[1], [2, 3]], [1, 2, None])
    for v in ([1, 2], [1, 2, 3, 4], 1.0, [[1, 2, 3]], [1, 2, math.nan], *many):
        with pytest.raises(ValueError, match="jvp needs 3 finite numbers"):
            found.jvp(v, A=VALUES["A"])
    with pytest.raises(ValueError, match="vjp needs 2 finite numbers"):
        found.vjp([1, 2, 3], A=VALUES["A"])


def test_what_is_handed_over_stays_its_owners():
    v, at = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    for found in (mc.jacobian(x, x), mc.jacobian(mc.reverse(x), x), mc.jacobian(w @ x, w), mc.jacobian(z * x, z)):
        values = {"x": at, **({"w": at} if found.frame.function == w @ x else {})}
        for made in (found.at(**values), found.jvp(v[: 1 if found.variable == z else 2], **values), x.at(x=at)):
            made += 1
    assert (v.tolist(), at.tolist()) == ([1.0, 2.0], [3.0, 4.0])


MANY = 1_000_000  # squared, no memory holds it, and nobody waits for it
LONG = [
    w * x,
    mc.sum(x),
    x * mc.sum(x),
    x - mc.mean(x),
    mc.reverse(w * x),
    mc.cumsum(w * x),
    mc.concatenate([w * x, x]),
]


@pytest.mark.parametrize("function", LONG, ids=str)
def test_a_product_takes_no_more_than_some_vectors(function):
    found = mc.jacobian(function, x)
    numbers = np.linspace(-1, 1, MANY)
    named = {symbol.args[0] for symbol in (*found.expression.symbols, x)}
    values = dict.fromkeys(named, numbers)
    tracemalloc.start()
    try:
        across = found.jvp(numbers, **values)
        back = found.vjp(np.ones(across.size), **values)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * max(numbers.nbytes, across.nbytes)
    assert back.size == MANY
