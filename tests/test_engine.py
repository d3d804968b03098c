"""derive: what it refuses and what is possible instead, that it is certain, and whose letters it takes."""

import re

import numpy as np
import pytest
from hypothesis import given, settings

import mclib as mc
from mclib import indices as ix
from mclib.engine import drop_zeros
from mclib.expressions import ShapeError
from mclib.language import text
from mclib.render.latex import line_latex
from pairs import SYMBOLS, pairs

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
z, b = mc.scalars("z b")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
X = mc.matrices("X", shape=(2, 3))
f = mc.functions("f")

# ---- refused --------------------------------------------------------------------------------------

TOO_MANY_INDICES = {
    "a vector by a matrix": ((A @ x, A), "a scalar by a matrix"),
    "a matrix by a vector": ((A * z + mc.outer(mc.ones(m), x), x), "a matrix by a scalar"),
    "a matrix by a matrix": ((B @ B, B), "a scalar by a matrix"),
    "a matrix by two scalars": ((mc.matrix([[z, b], [b, z]]), [z, b]), "take functions"),
}


@pytest.mark.parametrize(("asked", "possible"), TOO_MANY_INDICES.values(), ids=TOO_MANY_INDICES)
def test_more_than_two_indices_are_refused_with_what_is_possible(asked, possible):
    with pytest.raises(ShapeError, match=f"more than two indices.*{possible}"):
        mc.derive(*asked)


@pytest.mark.parametrize("asked", TOO_MANY_INDICES.values(), ids=TOO_MANY_INDICES)
def test_what_is_said_to_be_possible_is(asked):
    function, variable = asked[0]
    scalar = mc.sum(function)
    for by in variable if isinstance(variable, list) else [variable]:
        assert mc.derive(scalar, by).verify().right


def test_a_symbolic_length_by_several_scalars_is_refused():
    with pytest.raises(ShapeError, match=r"symbolic length n.*n=3"):
        mc.derive(x * z * b, [z, b])
    assert mc.derive(mc.vectors("v", n=3) * z * b, [z, b]).jacobian.shape == (3, 2)


def test_a_road_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="by='magic' is no road"):
        mc.derive(w * x, x, by="magic")


def test_a_derivative_of_a_derivative_is_refused():
    with pytest.raises(ValueError, match="only first derivatives"):
        mc.derive(mc.slope(f(x), x), x)


@pytest.mark.parametrize("road", ["entries", "chain"])
def test_every_road_leads_to_the_same_numbers(road):
    function = mc.sum(mc.sin(w * x) * mc.exp(x))
    values = {"w": [1.0, -0.5], "x": [0.5, 2.0]}
    derivation = mc.derive(function, x, by=road)
    plain = np.exp(values["x"]) * (np.sin([0.5, -1]) + np.multiply(values["w"], np.cos([0.5, -1])))
    np.testing.assert_allclose(derivation.jacobian.at(**values), plain[None, :])
    assert derivation.verify().right


# ---- certain --------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_derive_says_the_same_again(pair):
    once, again = (mc.derive(pair.expression, SYMBOLS["x"]) for _ in range(2))
    assert [step.rule for step in once.steps] == [step.rule for step in again.steps]
    assert once.lines == again.lines
    assert once.jacobian.expression == again.jacobian.expression
    assert mc.latex(once) == mc.latex(again)


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_nothing_is_left_open_and_every_line_differs_from_the_last(pair):
    derivation = mc.derive(pair.expression, SYMBOLS["x"])
    assert not ix.any_in(derivation.jacobian.line, lambda part: part.op == "deriv")
    assert [step.rule.name for step in derivation.steps if step.before == step.after] == []


x_i, w_j = ix.idx(x, ("i",)), ix.idx(w, ("j",))


def test_zeros_at_sight_leave_together_unless_nothing_would_be_left():
    moving, still = ix.deriv(x_i, ix.idx(x, ("j",))), ix.deriv(w_j, ix.idx(x, ("j",)))
    assert drop_zeros(moving + still) == moving
    assert drop_zeros(still + still * w_j) == still + still * w_j


# ---- letters --------------------------------------------------------------------------------------

LETTERS = "klpqrstuv"


def lines(derivation):
    """Every line as text and as LaTeX, with the sums' letters in front."""
    names = derivation.jacobian.frame.names
    written = [text(line, names) for line in derivation.lines if line.op != "open"]
    return written + [line_latex(derivation, k) for k in range(len(derivation.lines))]


@pytest.mark.parametrize("letter", LETTERS)
def test_a_sum_does_not_run_over_a_letter_of_the_users(letter):
    v = mc.vectors(letter)
    derivation = mc.derive(v * mc.sum(v * mc.sum(v)), v)
    found = [name for line in lines(derivation) for name in re.findall(r"sum_\{?(\w)", line)]
    assert found
    assert letter not in found


@pytest.mark.parametrize("letter", ["i", "j"])
def test_rows_and_columns_give_way_to_a_letter_of_the_users(letter):
    v = mc.vectors(letter)
    derivation = mc.derive(v * mc.sum(v * w), v)
    below = [name for line in lines(derivation) for name in re.findall(r"_\{?([a-z]+)", line)]
    assert below
    assert not [name for name in below if letter in name]
    assert derivation.verify()


def test_nested_sums_run_over_different_letters():
    derivation = mc.derive(mc.sum(mc.outer(w, x)) * x, w)
    outer, inner = re.findall(r"sum_(\w)", text(derivation.lines[1]))
    assert outer != inner
