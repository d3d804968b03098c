"""The form of a matrix: it is turned, multiplied and named by its form, and keeps its numbers."""

import numpy as np
import pytest

import mclib as mc
from forms import COLUMNS, FORMS, MATRICES, A, B, C, b, c, m, n, numbers, w, x, z
from mclib import indices as ix
from mclib.gathering import gather
from mclib.structure import STRUCTURES, plus, structure_of, times, transposed

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
