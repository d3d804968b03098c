"""The paper's defects, id by id: the numbers that stand beside each of them, worked out again.

A notebook's saved numbers would follow the engine wherever it goes; those of this table do not.
"""

import numpy as np
import pytest

import mclib as mc
from equations import TREATED

w, x = mc.vectors("w x")
z, s, u, b = mc.scalars("z s u b")
y, X = mc.vectors("y", n="N"), mc.matrices("X", shape=("N", "n"))
swapped = mc.vectors("v", n=2)

LOSS, UNGATED = mc.mean((y - mc.maximum(0, X @ w + b)) ** 2), mc.mean((y - X @ w - b) ** 2)
PULLS = {"X": [[1, 2], [3, -1], [-2, -1]], "y": [1, 3, 1], "w": [1, 1], "b": 0}
NESTED = mc.log(mc.sin(s**3) ** 2)
BOTH = {"w": [1, 5], "x": [4, 2]}
HAT, INPUT = mc.concatenate([w, b]), mc.concatenate([x, 1])


def slope(function, variable, **values):
    return mc.jacobian(function, variable).at(**values)


def rise(step):
    """How much x + x**2 rises from 1 for each unit of a step."""
    return ((s + s**2).at(s=1 + step) - (s + s**2).at(s=1)) / step


def descended(rate, learns):
    """The loss after one step; b stays where it is unless it learns too."""
    there = {"w": PULLS["w"] - rate * slope(LOSS, w, **PULLS)[0], "b": -rate * learns * slope(LOSS, b, **PULLS).item()}
    return LOSS.at(**{**PULLS, **there})


def differences(step=1e-6):
    """What the loss itself does when a weight moves."""
    moved = [LOSS.at(**{**PULLS, "w": there}) for there in ([1 + step, 1], [1, 1 + step])]
    return (np.array(moved) - LOSS.at(**PULLS)) / step


# (id, the number right beside it, what gives it)
NUMBERS = [
    ("P.1", [3, 2, -3], lambda: (X @ w + b).at(**{k: v for k, v in PULLS.items() if k != "y"})),
    ("P.1", [[-2 / 3, 10 / 3]], lambda: slope(LOSS, w, **PULLS)),
    ("P.1", [-2 / 3, 10 / 3], differences),
    ("P.1", 2 / 3, lambda: slope(LOSS, b, **PULLS)),
    ("P.1", [[14 / 3, 6]], lambda: slope(UNGATED, w, **PULLS)),
    ("P.1", -2, lambda: slope(UNGATED, b, **PULLS)),
    ("P.2", [1, np.nan], lambda: [(z**s).at(z=0, s=0), (z / s).at(z=0, s=0)]),
    ("P.2", [[1 / 4, 0], [0, 1 / 2]], lambda: slope(w / x, w, **BOTH)),
    ("P.2", [[4, 0], [0, 10]], lambda: slope(w**x, w, **BOTH)),
    ("P.2", np.zeros((2, 2)), lambda: slope([swapped[2] * 0, swapped[1] * 0], swapped, v=[2, 0.5])),
    ("P.3", [[0, 0], [0, 1]], lambda: slope(mc.maximum(0, x), x, x=[-1, 2])),
    ("P.4", [4, 3.1, 3.01], lambda: [rise(step) for step in (1, 0.1, 0.01)]),
    ("P.4", 3, lambda: slope(s + s**2, s, s=1)),
    ("P.5", 6 * np.cos(1) / np.sin(1), lambda: slope(NESTED, s, s=1)),
    ("P.5", 3.8526, lambda: mc.derive(NESTED, s, by="chain").jacobian.at(s=1).round(4)),
    ("P.6", 16, lambda: (HAT @ INPUT).at(w=[1, 2], b=5, x=[3, 4])),
    ("P.6", 16, lambda: (w @ x + b).at(w=[1, 2], b=5, x=[3, 4])),
    ("P.7", 7, lambda: (w + x).at(w=[1, 2, 3], x=[4, 5, 6])[1]),
    ("P.7", 8, lambda: (w[3] + x[2]).at(w=[1, 2, 3], x=[4, 5, 6])),  # as printed
    ("P.8", 3, lambda: slope(s + s**2, s, s=1)),
    ("P.8", 1, lambda: slope(s + u, s, s=1, u=1)),
    ("P.9", np.identity(3), lambda: slope(x, x, x=[2, 5, 7])),
    ("P.10", np.diag([0, 1]), lambda: slope(mc.maximum(w, x), w, **BOTH)),
    ("P.10", np.diag([1, 0]), lambda: slope(mc.maximum(w, x), x, **BOTH)),
    ("P.10", np.zeros((4, 2)), lambda: np.vstack([slope(w > x, side, **BOTH) for side in (w, x)])),
    ("P.11", [2, 5], lambda: [mc.sum(x**0).at(x=[3, -4]), mc.norm(x).at(x=[3, -4])]),
    ("P.12", np.diag([1, 5]), lambda: slope(w * x, x, **BOTH)),
    ("P.12", np.zeros((2, 2)), lambda: slope(w, x, **BOTH)),
    ("P.13", [0, 0], lambda: [mc.maximum(0, z).at(z=value) for value in (-2, -1.9)]),
    ("P.13", 0, lambda: slope(mc.maximum(0, z), z, z=-2)),
    # the descent of 9.13, 9.14 and T.5 starts where P.1 stands
    ("9.13", 2, lambda: LOSS.at(**PULLS)),
    ("9.13", [143 / 135, 17], lambda: [descended(0.1, learns=0), descended(1.5, learns=0)]),
    ("9.14", [689 / 675, 38 / 3], lambda: [descended(0.1, learns=1), descended(1.5, learns=1)]),
    ("T.5", [11 / 3, 0, 0], lambda: [LOSS.at(**{**PULLS, "b": -10}), *slope(LOSS, w, **{**PULLS, "b": -10})[0]]),
]


@pytest.mark.parametrize(("id", "number", "found"), NUMBERS, ids=[id for id, *_ in NUMBERS])
def test_the_numbers_beside_a_defect_are_right(id, number, found):
    np.testing.assert_allclose(np.squeeze(found()), np.squeeze(number), rtol=1e-4, atol=1e-9)


def test_every_defect_has_its_numbers():
    defects = {id for ids in TREATED.values() for id in ids if id[0] == "P"}
    assert defects <= {id for id, *_ in NUMBERS}
