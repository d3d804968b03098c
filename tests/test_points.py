"""Points: values are checked by name, sizes are learned from them, samples avoid what has no slope."""

import math
import random

import numpy as np
import pytest

import mclib as mc
from mclib.derivation import sample_point, sample_sizes
from mclib.points import Point, length_at, sample, size_names, sizes_of, stand_in

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
c = mc.vectors("c", n=n + 1)
y = mc.vectors("y", n=3)
one = mc.vectors("one", n=1)
r = mc.matrices("r", shape=(1, "n"))
z = mc.scalars("z")
A = mc.matrices("A")
f = mc.functions("f")
F = mc.functions("F", of="all")
H = mc.functions("H", of="all", n="m")
ALL = (w, x, c, y, one, r, z, A)

REFUSED = {
    "a name that nobody has": ({"v": 1}, TypeError, "v does not occur"),
    "a word for a scalar": ({"z": "two"}, ValueError, "z is a scalar"),
    "a list for a scalar": ({"z": [1.0]}, ValueError, "z is a scalar"),
    "a number for a vector": ({"x": 3.0}, ValueError, "x is n x 1"),
    "no numbers": ({"x": []}, ValueError, "x is n x 1"),
    "words in a vector": ({"x": [1, "two"]}, ValueError, "x is n x 1: 'two' is no number"),
    "a truth in a vector": ({"x": [1, True]}, ValueError, "x is n x 1: True is no number"),
    "rows in a vector": ({"x": [[1], [2]]}, ValueError, "x is n x 1"),
    "rows that differ": ({"A": [[1, 2], [3]]}, ValueError, "A is m x n"),
    "a vector for a matrix": ({"A": [1, 2]}, ValueError, "A is m x n"),
    "infinity": ({"x": [1, math.inf]}, ValueError, "x contains inf"),
    "not a number": ({"z": math.nan}, ValueError, "z contains nan"),
    "a fixed length": ({"y": [1, 2]}, ValueError, "y has length 3"),
    "two lengths": ({"x": [1, 2], "w": [1, 2, 3]}, ValueError, "w has length 2, and n = 2 elsewhere; 3 numbers"),
    "two lengths of a matrix": ({"x": [1, 2], "A": [[1, 2, 3]]}, ValueError, "A has length 2"),
    "a length and one more": ({"x": [1, 2], "c": [1, 2]}, ValueError, "c has length 3"),
    "too many for a length of 1": ({"one": [1, 2]}, ValueError, "one has length 1"),
    "a number for a function": ({"f": 2.0}, ValueError, "f is an unknown function"),
}


@pytest.mark.parametrize(("values", "error", "said"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_named(values, error, said):
    with pytest.raises(error) as refused:
        Point(values, ALL, (f,), needed=())
    assert str(refused.value).startswith(said)


IN_ARRAYS = [math.nan, math.inf, -math.inf, 1j, True, "1", None]


@pytest.mark.parametrize("cell", IN_ARRAYS, ids=repr)
def test_an_array_is_refused_as_its_list_is(cell):
    # a product of two such arrays would be looked at once for both
    for where in ({"x": [cell, cell]}, {"A": [[cell, cell]]}, {"w": [1.0, 2.0], "x": [cell, cell]}):
        said = []
        for make, module in ((list, None), (np.array, np)):
            with pytest.raises(ValueError, match=r"no number|contains") as refused:
                Point({name: make(value) for name, value in where.items()}, ALL, needed=(), np=module)
            said.append(str(refused.value))
        assert said[0] == said[1]


def test_with_numpy_arrays_are_kept_and_lists_become_arrays():
    mine = np.array([1.0, 2.0, 4.0])
    point = Point({"x": mine, "w": (1, 2, 4), "A": np.array([[1, 2, 4]]), "z": np.array(3)}, (x, w, A, z), np=np)
    assert point.values["x"].base is mine
    assert [point.values[name].dtype for name in "xwA"] == [float] * 3
    assert (point.values["A"].tolist(), point.values["z"]) == ([[1.0, 2.0, 4.0]], 3.0)


def test_large_numbers_are_numbers():
    many = np.full(3, 1e300)  # their squares are not finite
    point = Point({"x": many, "w": many}, (x, w), np=np)
    assert point.sizes == {"n": 3}
    assert point.values["x"].base is many  # nor gone through one by one


@pytest.mark.parametrize("symbol", ALL, ids=str)
def test_what_is_missing_is_named_with_an_example(symbol):
    others = {"w": [1], "x": [1], "c": [1, 2], "y": [1, 2, 3], "one": [1], "r": [1], "z": 1, "A": [[1]]}
    name = str(symbol)
    del others[name]
    with pytest.raises(ValueError, match=f"a value for {name} is missing: write {name}="):
        Point(others, ALL)


def test_what_is_unknown_at_a_point_is_named():
    point = Point({"z": 1.0}, (z,))
    with pytest.raises(ValueError, match="f is unknown"):
        point.need((f,))
    with pytest.raises(ValueError, match="size m is not known"):
        point.need(sizes=(m + 1,))
    point.sizes["m"] = 2
    point.need(sizes=(m + 1, 4))


@pytest.mark.parametrize("kind", [list, tuple, np.array], ids=["list", "tuple", "array"])
def test_numbers_of_every_kind_become_plain_floats(kind):
    point = Point({"x": kind([1, 2, 4]), "A": kind([[1, 2, 4]]), "z": np.float64(3)}, (x, A, z))
    assert point.values == {"x": [1.0, 2.0, 4.0], "A": [[1.0, 2.0, 4.0]], "z": 3.0}
    assert {type(value) for value in (*point.values["x"], point.values["z"])} == {float}


LEARNED = [
    ({"x": [1, 2, 3]}, {"n": 3}),
    ({"A": [[1, 2, 3], [4, 5, 6]]}, {"m": 2, "n": 3}),
    ({"r": [1, 2, 3, 4]}, {"n": 4}),
    ({"x": [1, 2], "c": [1, 2, 3]}, {"n": 2}),
    ({"y": [1, 2, 3], "z": 1}, {}),
]


@pytest.mark.parametrize(("values", "sizes"), LEARNED)
def test_sizes_are_learned_from_the_values(values, sizes):
    assert Point(values, ALL, needed=()).sizes == sizes


def test_sizes_are_calculated_with():
    point = Point({"A": [[1, 2, 3], [4, 5, 6]]}, (A,))
    assert [point.size(size) for size in (7, n, m, n + 1, 2 * n, n + m)] == [7, 3, 2, 4, 6, 5]
    assert length_at(n + 2 * m, {"n": 3, "m": 5}) == 13
    assert set(size_names(n + 2 * m)) == {"m", "n"}


SIZES_OF = [(x, [n]), (A @ x, [m, n]), (mc.sum(mc.ones(m)), [m]), (z * mc.zeros(m, n), [m, n]), (y * z, [])]


@pytest.mark.parametrize(("expression", "sizes"), SIZES_OF, ids=str)
def test_the_sizes_that_an_expression_depends_on(expression, sizes):
    assert set(sizes_of(expression)) == set(sizes)


# ---- samples -----------------------------------------------------------------------------------

# functions whose kinks or domains a sample must stay away from; how far each is, given as a number
AVOIDED = {
    "a tie": (mc.maximum(w, x), lambda p: min(abs(a - b) for a, b in zip(p["w"], p["x"], strict=True))),
    "a kink": (mc.relu(x), lambda p: min(map(abs, p["x"]))),
    "a kink inside": (mc.relu(mc.sum(x) - 1), lambda p: abs(sum(p["x"]) - 1)),
    "negative under a root": (mc.sqrt(x), lambda p: min(p["x"])),
    "negative in a logarithm": (mc.log(x - w), lambda p: min(a - b for a, b in zip(p["x"], p["w"], strict=True))),
    "past 1 in arcsin": (mc.arcsin(x), lambda p: 1 - max(map(abs, p["x"]))),
    "negative under a power": (x**0.5, lambda p: min(p["x"])),
}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("function", "distance"), AVOIDED.values(), ids=AVOIDED)
def test_samples_avoid_kinks_and_stay_where_a_function_is_defined(function, distance, seed):
    jacobian = mc.jacobian(function, x)
    for sizes in sample_sizes(jacobian.frame):
        point = sample_point(jacobian.frame, jacobian.line, sizes, seed)
        assert distance(point.values) > 0
        if any(getattr(part, "kink", False) for part in function.args):
            assert distance(point.values) > 1e-2


def test_a_sample_has_a_value_for_everything_and_the_sizes_asked_for():
    point = sample((*ALL[:6], z, A), (f, F), {"n": 4, "m": 2}, seed=1, judge=lambda point: True)
    assert set(point.values) == set("w x c y one r z A".split())
    lengths = {name: len(value) for name, value in point.values.items() if name != "z"}
    assert lengths == {"w": 4, "x": 4, "c": 5, "y": 3, "one": 1, "r": 4, "A": 2}
    assert len(point.values["A"][0]) == 4
    assert set(point.functions) == {"f", "F"}


def test_a_sample_is_decided_by_its_seed():
    random.seed(0)
    first = sample((w, x), (f,), {"n": 3}, seed=5, judge=lambda point: True)
    random.seed(1)
    again = sample((w, x), (f,), {"n": 3}, seed=5, judge=lambda point: True)
    other = sample((w, x), (f,), {"n": 3}, seed=6, judge=lambda point: True)
    assert first.values == again.values != other.values
    assert first.functions["f"](0.5) == again.functions["f"](0.5)


def test_where_nothing_is_defined_no_point_is_found():
    with pytest.raises(ValueError, match="no point was found"):
        mc.derive(mc.log(-(x**2) - 1), x).verify()


def test_stand_ins_differ_and_have_the_length_asked_for():
    u = [0.5, 1.5]
    assert stand_in(f, {})(0.5) != stand_in(mc.functions("g"), {})(0.5)
    assert stand_in(f, {})(0.5, 1.0) != stand_in(f, {})(1.0, 0.5)
    assert [len(stand_in(F, {})(u)), len(stand_in(H, {"m": 5})(u))] == [2, 5]
    assert len(set(stand_in(F, {})(u))) == 2


def test_lengths_are_compared_in_any_order():
    longer, shorter = mc.vectors("p", n=mc.sizes("n") + 1), mc.vectors("q")
    for names in (("p", "q"), ("q", "p")):
        values = {name: {"p": [1, 2, 3, 4], "q": [1, 2, 3]}[name] for name in names}
        assert Point(values, (longer, shorter)).size(longer.length) == 4
        with pytest.raises(ValueError, match=r"p has length 4, and n \+ 1 = 4 elsewhere; 3 numbers"):
            Point(values | {"p": [1, 2, 3]}, (longer, shorter))
