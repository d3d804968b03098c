"""A line is made short, and stays equal: sums, deltas, equal terms and factors."""

from functools import reduce

import numpy as np
import pytest

import mclib as mc
from mclib import indices as ix
from mclib.evaluation import entries_at
from mclib.points import Point
from mclib.tidying import TIDYING

n = mc.sizes("n")
w, x = mc.vectors("w x")
x_i, x_k, w_j = ix.idx(x, ("i",)), ix.idx(x, ("k",)), ix.idx(w, ("j",))


def summed(body):
    return ix.total("k", n, body)


TIDY = [
    (summed(x_i * x_k * w_j), x_i * w_j * summed(x_k)),
    (summed(ix.ONE), ix.size(n)),
    (summed(x_i), x_i * ix.size(n)),
    (summed(ix.delta("k", "j") * x_k), ix.idx(x, ("j",))),
    (summed(x_i * ix.delta("j", "k")), x_i),
    (summed(ix.delta(ix.mirrored("k", n), "j") * x_k), ix.idx(x, (ix.mirrored("j", n),))),
    (summed(ix.delta("k", "j") * x_k + ix.delta("k", "i") * x_k), ix.idx(x, ("j",)) + x_i),
    (x_i + x_i, 2 * x_i),
    (x_i * w_j * x_i, x_i ** ix.num(2) * w_j),
    (x_i - x_i, ix.ZERO),
]


@pytest.mark.parametrize(("line", "tidy"), TIDY, ids=str)
def test_sums_and_deltas_are_tidied(line, tidy):
    found = reduce(lambda line, change: change(line), TIDYING, line)
    assert found == tidy
    point = Point({"x": [1.0, 3.0, 4.0], "w": [0.5, 2.0, -1.0]}, (x, w))
    rows, cols = ("i", n), ("j", n)
    np.testing.assert_allclose(entries_at(found, rows, cols, point), entries_at(line, rows, cols, point))
