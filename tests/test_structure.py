"""From the entry back to the matrix: the vocabulary reads itself, turns itself and names its kind."""

import numpy as np
import pytest

import mclib as mc
from mclib import indices as ix
from mclib.engine import _TIDYING
from mclib.evaluation import array
from mclib.lowering import lower
from mclib.points import Point
from mclib.structure import STRUCTURES, gather, plus, structure_of, times, transposed

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
# what is written longer than it must be, and how it is read back
SHORTER = {
    mc.sum(w * x): w @ x,
    mc.sum(x) / n: mc.mean(x),
    mc.sum(2 * x): 2 * mc.sum(x),
    mc.diag(x) @ mc.diag(w): mc.diag(x * w),
    A @ mc.identity(n): A,
    -B + C: C - B,
    A @ mc.outer(x, w): mc.outer(A @ x, w),
    mc.diag(c) @ A @ x: c * (A @ x),
    c.T @ mc.diag(c) @ A: (c**2).T @ A,
    mc.exp(x) / mc.sum(mc.exp(x)): mc.softmax(x),
    mc.outer(mc.exp(x), mc.exp(w)) / mc.sum(mc.exp(x)): mc.outer(mc.softmax(x), mc.exp(w)),
    mc.exp(A @ x).T @ A / mc.sum(mc.exp(A @ x)): mc.softmax(A @ x).T @ A,
    w.T - x.T: (w - x).T,
}
# no component of anything that can be written, and so a table of entries
UNREADABLE = (B * (B @ (C * (C @ mc.diag(x) @ B.T)).T)) @ mc.ones(n)


def axes(expression):
    """(rows, cols), each as (index, size) or None."""
    rows = ("i", expression.shape[0]) if expression.kind in ("column", "matrix") else None
    cols = ("j", expression.shape[1]) if expression.kind in ("row", "matrix") else None
    return rows, cols


def read_back(expression):
    """The expression that is gathered from the expression's own entry."""
    rows, cols = axes(expression)
    line = lower(expression, tuple(axis[0] for axis in (rows, cols) if axis))
    for _, change in _TIDYING:
        line = change(line)
    return gather(line, rows, cols)


def numbers(expression):
    return array(expression, POINT)


@pytest.mark.parametrize("expression", FORMS, ids=str)
def test_what_is_written_is_read_back_from_its_entry(expression):
    assert read_back(expression) == expression


@pytest.mark.parametrize(("written", "short"), SHORTER.items(), ids=map(str, SHORTER))
def test_what_is_written_long_is_read_back_short(written, short):
    assert read_back(written) == short
    np.testing.assert_allclose(numbers(short), numbers(written))


@pytest.mark.parametrize("turned", [False, True], ids=["as written", "turned"])
def test_a_delta_is_read_from_either_side(turned):
    i, j, second = ("i", n), ("j", n), mc.unit(n, 2)
    pairs = {("i", "j"): mc.identity(n), ("i", ix.mirrored("j", n)): mc.reverse(mc.identity(n))}
    for (a, b), expected in pairs.items():
        assert gather(ix.delta(*((b, a) if turned else (a, b))), i, j) == expected
    assert gather(ix.delta(*((2, "i") if turned else ("i", 2))), i, None) == second
    assert gather(ix.delta(*((2, "j") if turned else ("j", 2))), None, j) == second.T


def test_what_nothing_can_write_is_kept_as_entries_with_the_same_numbers():
    found = mc.jacobian(UNREADABLE, x)
    assert found.expression.op == "entries"
    b_, c_ = VALUES["B"], VALUES["C"]
    expected = np.einsum("ik,il,kl,kj,lj->ij", b_, b_, c_, c_, b_)
    np.testing.assert_allclose(found.at(x=VALUES["x"], B=b_, C=c_), expected)


# ---- the other layout -----------------------------------------------------------------------------


@pytest.mark.parametrize("expression", FORMS, ids=str)
def test_the_transpose_has_the_numbers_and_the_shape_turned(expression):
    turned = transposed(expression)
    assert turned.shape == expression.shape[::-1]
    np.testing.assert_allclose(numbers(turned), numbers(expression).T)
    np.testing.assert_allclose(numbers(transposed(turned)), numbers(expression))


LITERALS = [mc.matrix([[z, b, 1], [2, z, 0]]), mc.matrix([[z, b]])]


@pytest.mark.parametrize("expression", [*COLUMNS, *MATRICES, *LITERALS], ids=str)
def test_the_transpose_of_the_transpose_is_what_was_there(expression):
    assert transposed(transposed(expression)) == expression


@pytest.mark.parametrize(
    "symmetric", [mc.diag(w * x), 2 * mc.identity(n), mc.reverse(mc.identity(n)), mc.diag(x) + mc.identity(n)], ids=str
)
def test_what_is_symmetric_at_sight_stays(symmetric):
    assert transposed(symmetric) == symmetric


# ---- products -------------------------------------------------------------------------------------

FACTORS = [
    mc.identity(n),
    z * mc.identity(n),
    mc.diag(x),
    mc.diag(w),
    B,
    2 * B,
    mc.diag(x) @ B,
    mc.outer(x, w),
    mc.ones(n).T,
    x.T,
    2 * w.T,
    x,
    w * x,
    mc.ones(n),
    z,
    mc.sum(x),
]


def fit(left, right):
    return () in (left.shape, right.shape) or left.shape[1] == right.shape[0]


PRODUCTS = [(left, right) for left in FACTORS for right in FACTORS if fit(left, right)]
SHORT = [
    (mc.identity(n), B, B),
    (B, z * mc.identity(n), z * B),
    (mc.diag(x), mc.diag(w), mc.diag(x * w)),
    (mc.diag(x), w, x * w),
    (x.T, mc.diag(w), (x * w).T),
    (mc.ones(n).T, mc.diag(w), w.T),
    (mc.ones(n).T, x, mc.sum(x)),
    (x, w.T, mc.outer(x, w)),
    (x.T, mc.diag(w) @ B, (x * w).T @ B),
]


@pytest.mark.parametrize(("left", "right"), PRODUCTS, ids=str)
def test_a_product_of_jacobians_has_the_numbers_of_the_product(left, right):
    a, b = numbers(left), numbers(right)
    np.testing.assert_allclose(numbers(times(left, right)), a * b if () in (left.shape, right.shape) else a @ b)


@pytest.mark.parametrize("right", [mc.outer(x, w), mc.diag(x), mc.identity(n), B, C @ mc.diag(x)], ids=str)
def test_a_column_times_a_matrix_stays_a_column(right):
    assert times(w, right).shape == (w @ right).shape
    np.testing.assert_allclose(numbers(times(w, right)), numbers(w @ right))


def test_rows_that_are_vectors_are_added_before_they_lie_down():
    assert plus(2 * w.T, -x.T) == (2 * w - x).T
    assert plus(w.T, x.T @ B) == w.T + x.T @ B


@pytest.mark.parametrize(("left", "right", "short"), SHORT, ids=str)
def test_structure_makes_a_product_short(left, right, short):
    assert times(left, right) == short


# ---- what kind of matrix --------------------------------------------------------------------------

EXAMPLES = {
    "zero": [mc.zeros(n, n), mc.zeros(1, n), mc.stack([0, 0]), mc.matrix([[0, 0]]), z * 0],
    "scalar": [z, mc.sum(x)],
    "identity": [mc.identity(n), mc.matrix([[1, 0], [0, 1]])],
    "scalar multiple of identity": [-mc.identity(n), mc.sum(x) * mc.identity(n), mc.matrix([[z, 0], [0, z]])],
    "diagonal": [mc.diag(x), z * mc.diag(x), mc.diag(x) + mc.identity(n), mc.matrix([[z, 0], [0, b]])],
    "row": [x.T, c.T @ A, mc.matrix([[z, b]])],
    "column": [x, A @ x, mc.stack([z, b])],
    "outer": [mc.outer(x, w), mc.outer(x, w) / z, mc.ones(m, n)],
    "diagonal plus low rank": [mc.diag(x) - mc.outer(w, x), mc.identity(n) - mc.ones(n, n) / n],
    "dense": [A, mc.diag(x) @ B, mc.diag(x) + B, mc.matrix([[z, 0], [b, z]]), mc.reverse(mc.identity(n))],
}


def test_every_structure_has_its_examples():
    assert list(EXAMPLES) == [name for name, _ in STRUCTURES]


@pytest.mark.parametrize(
    ("name", "expression"), [(name, e) for name, found in EXAMPLES.items() for e in found], ids=str
)
def test_structure_of_a_form(name, expression):
    assert structure_of(expression, expression.shape or (1, 1)) == name


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in ("row", "column", "scalar")])
def test_structure_does_not_depend_on_the_layout(name):
    for expression in EXAMPLES[name]:
        if expression.shape:
            assert structure_of(transposed(expression), expression.shape[::-1]) == name


def test_a_zero_at_one_point_is_no_structural_zero():
    at_zero = mc.jacobian(w * x, w)
    assert np.all(at_zero.at(w=[1.0, 2.0], x=[0.0, 0.0]) == 0)
    assert at_zero.structure == "diagonal"
    assert gather(ix.ZERO, ("i", n), ("j", n)) == mc.zeros(n, n)
