"""One component of an expression is the entry that NumPy computes."""

import numpy as np
import pytest
from hypothesis import given, settings

import mclib as mc
from mclib import indices as ix
from mclib.evaluation import Evaluator
from mclib.expressions import Expression
from mclib.gathering import gather
from mclib.lowering import _LOWER, lower, opened
from mclib.points import Point
from pairs import known, pairs, point

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
c = mc.vectors("c", n="m")
z, b = mc.scalars("z b")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
F = mc.functions("F", of="all")
f = mc.functions("f")
VALUES = {
    "w": [0.5, -1.0, 2.0],
    "x": [1.5, 0.25, -0.5],
    "c": [2.0, -3.0],
    "z": 0.5,
    "b": -2.0,
    "A": [[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]],
    "B": [[2.0, -1.0, 0.5], [3.0, 1.0, 4.0], [0.0, -2.0, 1.0]],
}
SYMBOLS = (w, x, c, z, b, A, B)
N = {name: np.array(value) for name, value in VALUES.items()}
BRIDGE = ix.mul(*(ix.idx(B, at) for at in ("ik", "il", "kl", "kj", "lj")))
ONLY_HERE = ix.total("k", n, ix.total("l", n, BRIDGE))  # no way to put its sums one into the other
SPOTS = {"scalar": (), "column": ("i",), "row": ("j",), "matrix": ("i", "j")}

# expression: the same in NumPy, as a 2-D array or what broadcasts to one
CASES = {
    w * x: N["w"] * N["x"],
    w + z: N["w"] + 0.5,
    x**2 / w: N["x"] ** 2 / N["w"],
    mc.exp(z * B): np.exp(0.5 * N["B"]),
    mc.pi * z: 0.5 * np.pi,
    mc.sum(x): N["x"].sum(),
    mc.sum(A): N["A"].sum(),
    mc.sum(mc.stack([z, b, 3])): 1.5,
    mc.sum(mc.matrix([[z, b], [3, z]])): 2.0,
    mc.mean(x): N["x"].mean(),
    mc.mean(A): N["A"].mean(),
    mc.norm(x): np.sqrt(N["x"] @ N["x"]),
    mc.softmax(x): np.exp(N["x"]) / np.exp(N["x"]).sum(),
    w @ x: N["w"] @ N["x"],
    x.T @ w: N["w"] @ N["x"],
    w @ x.T: np.outer(N["w"], N["x"]),
    A @ x: N["A"] @ N["x"],
    c @ A: N["c"] @ N["A"],
    c.T @ A: (N["c"] @ N["A"])[None, :],
    A @ B: N["A"] @ N["B"],
    x @ B @ x: N["x"] @ N["B"] @ N["x"],
    mc.matrix([[1, z], [b, 2]]) @ mc.stack([z, b]): np.array([0.5 - 1.0, -1.0 - 4.0]),
    A.T: N["A"].T,
    x.T: N["x"][None, :],
    mc.diag(x): np.diag(N["x"]),
    mc.ones(n) * z: np.full(3, 0.5),
    mc.reverse(mc.zeros(n)): np.zeros(3),
    mc.identity(n) * z: 0.5 * np.eye(3),
    mc.unit(n, 2) * z: np.array([0, 0.5, 0]),
    mc.outer(w, c): np.outer(N["w"], N["c"]),
    mc.trace(B @ B): np.trace(N["B"] @ N["B"]),
    mc.reverse(x): N["x"][::-1],
    mc.reverse(A): N["A"][::-1],
    mc.cumsum(x): np.cumsum(N["x"]),
    mc.cumsum(A): np.cumsum(N["A"], axis=0),
    mc.cumsum(mc.identity(n)): np.tri(3),
    mc.reverse(mc.cumsum(mc.reverse(x))): np.cumsum(N["x"][::-1])[::-1],
    mc.stack([z, z * b, 3]): np.array([0.5, -1.0, 3.0]),
    mc.matrix([[z, 1], [b, z]]): np.array([[0.5, 1], [-2, 0.5]]),
    mc.concatenate([w, b, x]): np.array([0.5, -1, 2, -2, 1.5, 0.25, -0.5]),
    mc.concatenate([mc.vectors("x", n=3), b]): np.array([1.5, 0.25, -0.5, -2]),
    B[2, 3] * x[1]: 6.0,
    mc.cumsum(x)[2]: 1.75,
    gather(ONLY_HERE, ("i", n), ("j", n)): np.einsum("ik,il,kl,kj,lj->ij", *[N["B"]] * 5),
}


def entries(expression, shape):
    """The numbers of the component at free indices, put in one after the other."""
    spot, evaluate = SPOTS[expression.kind], Evaluator(Point(VALUES, SYMBOLS))
    line = lower(expression, spot)
    if expression.literal:  # each entry of a stack has a formula of its own
        cells = [[(i, j)[: len(spot)] for j in range(1, shape[1] + 1)] for i in range(1, shape[0] + 1)]
        return [[evaluate(lower(expression, at)) for at in row] for row in cells]
    return [[evaluate(line, {"i": i, "j": j}) for j in range(1, shape[1] + 1)] for i in range(1, shape[0] + 1)]


@pytest.mark.parametrize(("expression", "plain"), CASES.items(), ids=map(str, CASES))
def test_a_component_is_the_entry(expression, plain):
    plain = plain[:, None] if np.ndim(plain) == 1 else np.atleast_2d(plain)
    np.testing.assert_allclose(entries(expression, plain.shape), plain)


def operations(expression):
    below = [a for a in expression.args if isinstance(a, Expression)]
    return {expression.op}.union(*map(operations, below))


def test_every_operation_of_the_table_has_its_case():
    # what a learner cannot write, the open factor of a product, is tested where it is made
    assert set(_LOWER) - {"factor"} <= set().union(*map(operations, CASES))


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_components_of_any_expression(pair):
    everything = point(7)
    values = Point(known(pair, "", everything), pair.expression.symbols)
    values.sizes["n"] = 3
    plain = np.atleast_1d(pair.plain(**everything))
    evaluate, spot = Evaluator(values), SPOTS[pair.expression.kind]
    line = lower(pair.expression, spot)
    found = [evaluate(line, {"i": k}) for k in range(1, plain.size + 1)]
    np.testing.assert_allclose(found, plain, rtol=1e-9, atol=1e-9 * np.abs(plain).max())


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_no_index_but_the_components_own_is_free(pair):
    assert ix.free(lower(pair.expression, SPOTS[pair.expression.kind])) <= set(SPOTS[pair.expression.kind])


ATOMS = [mc.softmax(x), mc.norm(x), mc.exp(A @ x), (A @ x + c) ** 2, mc.exp(mc.sum(x) * z), F(x), mc.softmax(A @ x)]


@pytest.mark.parametrize("expression", ATOMS, ids=str)
def test_what_contains_a_sum_stays_closed_inside_a_function(expression):
    line = lower(expression, SPOTS[expression.kind])
    assert [part for part in ix.walk(line) if part.op == "sum"] == []


@pytest.mark.parametrize("expression", [e for e in ATOMS if not e.functions], ids=str)
def test_an_opened_atom_is_one_level_of_what_it_stands_for(expression):
    line = lower(expression, SPOTS[expression.kind])
    (atom,) = [part for part in ix.walk(line) if part.op == "idx"]
    evaluate, below, where = Evaluator(Point(VALUES, SYMBOLS)), opened(atom), {"i": 2}
    assert below != atom
    assert evaluate(below, where) == pytest.approx(evaluate(atom, where))


@pytest.mark.parametrize("node", [ix.idx(x, ("i",)), ix.ONE, ix.delta("i", "j"), ix.idx(z)], ids=str)
def test_what_is_no_atom_is_left_as_it_is(node):
    assert opened(node) is node


def test_factors_keep_the_order_in_which_they_were_written():
    x_i, w_i = ix.idx(x, ("i",)), ix.idx(w, ("i",))
    assert ix.factors(lower(w * x * z, ("i",))) == (w_i, x_i, ix.idx(z))
    assert ix.factors(lower(z * x * w, ("i",))) == (ix.idx(z), x_i, w_i)


def test_past_the_end_of_a_concatenation():
    short = mc.concatenate([mc.vectors("q", n=2), b])
    with pytest.raises(IndexError, match="no entry 4"):
        lower(short, (4,))
