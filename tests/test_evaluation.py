"""Numbers: plain and with NumPy the same; open derivatives are measured."""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import mclib as mc
from mclib import indices as ix
from mclib.evaluation import Evaluator, PythonForms, array, entries_at, explicit, well_defined
from mclib.functions import FUNCTIONS
from mclib.lowering import lower
from mclib.points import Point
from numeric import central_difference, jacobian
from pairs import known, pairs, point

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
z = mc.scalars("z")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
f, g = mc.functions("f g")
F = mc.functions("F", of="all")
SYMBOLS = (w, x, z, A, B)
RANDOM = np.random.default_rng(3)
VALUES = {"w": RANDOM.uniform(0.5, 2, 3), "x": RANDOM.uniform(-1, 1, 3), "z": 0.75}
VALUES |= {"A": RANDOM.uniform(-1, 1, (2, 3)), "B": RANDOM.uniform(-1, 1, (3, 3))}
UNKNOWN = {"f": lambda u: u**2 + 0.5 * u, "g": lambda a, b: a * b**2, "F": lambda u: np.cumsum(u) * u[0]}
EVERYTHING = Point(VALUES | UNKNOWN, SYMBOLS, (f, g, F))
SMALL, ORDINARY = 1e-9, 1e-6  # differences by a complex step, by differences


def both(expression, values):
    """The numbers cell by cell in plain Python, and all at once with NumPy."""
    shape = [values.size(size) for size in expression.shape or (1, 1)]
    return explicit(expression, shape, Evaluator(values)), array(expression, values)


# What random expressions lack: functions of matrices, unknown ones, softmax, order.
OTHERS = [
    mc.softmax(x) * w,
    mc.softmax(A @ x),
    mc.reverse(mc.cumsum(w * x)),
    mc.cumsum(B),
    mc.reverse(A),
    mc.exp(A) * z,
    mc.diag(x) @ B + mc.outer(w, x),
    A @ mc.diag(mc.reverse(x)),
    mc.cumsum(mc.identity(n)) @ B.T,
    mc.trace(B @ B) * mc.norm(x),
    x.T @ B,
    mc.maximum(w, x) + (w > x),
    f(x) + g(w, x),
    mc.slope(f(x), x) * mc.slope(g(w, x), x),
    F(x),
    mc.slope(F(x), x),
    F(x)[2] * mc.slope(F(x)[1], x),
    mc.concatenate([w, z]),
    mc.stack([z, mc.sum(x), x[2]]),
    mc.matrix([[z, 1], [w[1], x[3]]]),
    mc.unit(n, 2) + mc.ones(n) / n,
    mc.zeros(m, n),
    mc.mean(A) + mc.pi,
    mc.sum(z * mc.ones(n)),
]


@pytest.mark.parametrize("expression", OTHERS, ids=str)
def test_numpy_says_what_plain_python_says(expression):
    plain, whole = both(expression, EVERYTHING)
    np.testing.assert_allclose(whole, plain, rtol=SMALL, atol=SMALL)


@settings(max_examples=60, deadline=None)
@given(pairs(), st.integers(0, 1000))
def test_numpy_says_what_plain_python_says_of_any_expression(pair, seed):
    values = Point(known(pair, "", point(seed)), pair.expression.symbols)
    plain, whole = both(pair.expression, values)
    np.testing.assert_allclose(whole, plain, rtol=1e-8, atol=1e-8 * (1 + np.abs(plain).max()))


# ---- derivatives that are not worked out --------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(pairs(), st.integers(0, 1000))
def test_an_open_derivative_is_measured_of_the_function_itself(pair, seed):
    everything = point(seed)
    spot = ("i",) if pair.expression.shape else ()
    line = ix.deriv(lower(pair.expression, spot), ix.idx(x, ("j",)))
    rows = ("i", n) if spot else None
    found = entries_at(line, rows, ("j", n), Point(everything, pair.symbols.values()))
    plain = jacobian(pair.plain, everything, ("x",))
    np.testing.assert_allclose(found, plain, rtol=1e-8, atol=1e-8 * (1 + np.abs(plain).max()))


@pytest.mark.parametrize(
    ("expression", "plain"),
    [
        (f(x), lambda x, **_: UNKNOWN["f"](x)),
        (g(w, x**2), lambda x, w, **_: UNKNOWN["g"](w, x**2)),
        (F(x) * x, lambda x, **_: UNKNOWN["F"](x) * x),
        (F(mc.exp(x)), lambda x, **_: UNKNOWN["F"](np.exp(x))),
    ],
    ids=["element-wise", "of two", "of the whole vector", "of a function"],
)
def test_an_open_derivative_of_an_unknown_function_is_measured_by_differences(expression, plain):
    line = ix.deriv(lower(expression, ("i",)), ix.idx(x, ("j",)))
    found = entries_at(line, ("i", n), ("j", n), EVERYTHING)
    np.testing.assert_allclose(found, jacobian(plain, VALUES, ("x",), central_difference), atol=ORDINARY)


def test_slopes_of_unknown_functions_are_measured():
    by_w = array(mc.slope(g(w, x), w), EVERYTHING).ravel()
    np.testing.assert_allclose(by_w, VALUES["x"] ** 2, atol=SMALL)
    whole = jacobian(lambda x, **_: UNKNOWN["F"](x), VALUES, ("x",))
    np.testing.assert_allclose(array(mc.slope(F(x), x), EVERYTHING), whole, atol=SMALL)


def test_open_derivatives_nest_in_sums_and_leave_no_trace():
    evaluate = Evaluator(EVERYTHING)
    k = ix.fresh()
    body = ix.idx(x, (k,)) ** ix.num(2)
    line = ix.total(k, n, ix.deriv(body, ix.idx(x, ("j",))))
    before = evaluate(ix.idx(x, (2,)))
    assert evaluate(line, {"j": 2}) == pytest.approx(2 * VALUES["x"][1])
    assert evaluate(ix.idx(x, (2,))) == before


class Counting(Evaluator):
    """An evaluator that counts how many parts of lines it went through."""

    count = 0

    def _go(self, node, where):
        self.count += 1
        return super()._go(node, where)


DEEPER = {
    "a layer": (x, lambda y: mc.tanh(B @ y + w)),
    "a factor in front": (B, lambda y: B @ y),
    "a factor behind": (B, lambda y: (z * y + B) @ B),
    "a normalisation": (x, lambda y: mc.softmax(B @ y) / mc.norm(y)),
}


@pytest.mark.parametrize("of", ["the value", "the slope"])
@pytest.mark.parametrize(("y", "deeper"), DEEPER.values(), ids=DEEPER)
def test_each_level_of_a_function_costs_as_much_as_the_one_before(y, deeper, of):
    counts = []
    for _ in range(7):
        y, evaluate = deeper(y), Counting(EVERYTHING)
        spot = y.spot(1, 1)
        evaluate(ix.deriv(ix.idx(y, spot), ix.idx(B, (1, 1))) if of == "the slope" else ix.idx(y, spot))
        counts.append(evaluate.count)
    assert counts[6] - counts[5] == counts[5] - counts[4]


# ---- where a function is not defined ------------------------------------------------------------

UNDEFINED = {
    "the logarithm of less than 0": mc.log(-w),
    "the root of less than 0": mc.sqrt(-w),
    "division by 0": 1 / (w - w[1]),
    "a power of less than 0": (-w) ** 0.5,
    "arcsin of more than 1": mc.arcsin(2 + w),
    "overflow": mc.exp(2000 * w),
}


@pytest.mark.parametrize("expression", UNDEFINED.values(), ids=UNDEFINED)
def test_what_is_not_defined_is_no_finite_number_and_no_error(expression):
    evaluate = Evaluator(EVERYTHING)
    assert not math.isfinite(evaluate(lower(expression, (1,))))
    assert not well_defined(lower(expression, ("i",)), ("i", n), None, EVERYTHING)
    assert well_defined(lower(mc.exp(w), ("i",)), ("i", n), None, EVERYTHING)


@pytest.mark.parametrize("row", [row for row in FUNCTIONS.values() if row.kink and row.name != "sign"], ids=repr)
def test_how_near_a_kink_was_is_remembered(row):
    forms = PythonForms()
    forms(row, *(0.5, 0.25)[: row.arity])
    forms(row, *(3.0, 1.0)[: row.arity])
    assert forms.margin == (0.25 if row.arity == 2 else 0.5)
