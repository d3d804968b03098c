"""From the entry back to the matrix: the vocabulary reads itself."""

from functools import reduce

import numpy as np
import pytest

import mclib as mc
from forms import FORMS, VALUES, A, B, C, c, n, numbers, w, x
from mclib import indices as ix
from mclib.gathering import gather
from mclib.lowering import lower
from mclib.tidying import TIDYING

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
    return gather(reduce(lambda line, change: change(line), TIDYING, line), rows, cols)


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
