"""The browser's evaluator beside the engine: same numbers, same structure, for every function."""

import math

import numpy as np
import pytest

import mclib as mc
from equations import EQUATIONS
from mclib.derivation import numbers
from mclib.evaluation import Evaluator
from mclib.expressions import as_expression, element_wise
from mclib.functions import FUNCTIONS
from mclib.lowering import lower
from mclib.views.start import point_of, start
from mclib.views.wire import Unsendable, definitions, lines_record, record

W, X = mc.vectors("w x")
A = mc.matrices("A")
Z, T = mc.scalars("z t")
X3 = mc.vectors("x", n=3)
EACH = dict(element_wise())

# Comparisons are operators; multiplied by something that moves, they leave a slope.
EACH |= {"gt": lambda a, b: (a > b) * b, "ge": lambda a, b: (a >= b) * b}
EACH |= {"lt": lambda a, b: (a < b) * b, "le": lambda a, b: (a <= b) * b}
FUNCTIONS_OF_THE_TABLE = {
    name: (EACH[name](X) if row.arity == 1 else EACH[name](W, X), X) for name, row in FUNCTIONS.items()
}
OTHERS = {
    "product": (W * X, W),
    "quotient": (W / X, X),
    "power": (X**3, X),
    "exponential": (2**X, X),
    "scalar by scalar expansion": (X * Z, Z),
    "sum": (mc.sum(X * Z), X),
    "mean": (mc.mean(W * X), X),
    "x sum(x)": (X * mc.sum(X), X),
    "norm": (mc.norm(X), X),
    "softmax": (mc.softmax(X), X),
    "softmax of a matrix product": (mc.softmax(A @ X), X),
    "matrix product": (A @ (X * X), X),
    "neuron layer": (mc.relu(A @ X), X),
    "reverse": (mc.reverse(X) * W, X),
    "cumsum": (mc.cumsum(X * X), X),
    "permuted": ([X3[2], X3[3], X3[1]], X3),
    "polar": ([Z * mc.cos(T), Z * mc.sin(T)], [Z, T]),
    "scalar": (3 * Z**2 * T, [Z, T]),
    "constant": (mc.sin(Z) * 0 + 4, Z),
}

RUN = """([record, defs, sizes, slots]) => record.by.map((by) => {
  const plan = evaluator.unfold(record, by, sizes, defs);
  const inputs = plan.slots.map(({name, index}) => index.reduce((v, k) => v[k - 1], slots[name]));
  const out = plan.program.evaluate(inputs);
  return {
    name: by.name,
    y: plan.y.map((id) => out[id]),
    J: plan.entry.map((row) => row.map((id) => out[id])),
    zero: plan.entry.map((row) => row.map((id) => plan.program.valueOf(id) === 0)),
    kinds: plan.entry.map((row, i) => row.map((_, j) => evaluator.kindOf(plan, out, i, j))),
  };
})"""


def run(page, y, x, n=3, values=None):
    """What the browser finds for y and each derivative, and the engine's point."""
    made = record(y, x)
    derivation = mc.derive(y, x)
    lists, _ = start([derivation])
    lists |= values or {}
    point = point_of(derivation.jacobian.frame, lists, n)
    found = page.evaluate(RUN, [made, definitions(), {"n": n, "m": n}, point.values])
    return derivation, point, found[0]


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("name", [*FUNCTIONS_OF_THE_TABLE, *OTHERS])
def test_numbers_agree_with_the_engine(page, name, n):
    y, x = (FUNCTIONS_OF_THE_TABLE | OTHERS)[name]
    derivation, point, found = run(page, y, x, n)
    frame = derivation.jacobian.frame
    expected = numbers(derivation.jacobian.line, frame, point)
    assert [v for row in found["J"] for v in row] == pytest.approx(
        [v for row in expected for v in row], rel=1e-9, abs=1e-12
    )
    places = [(i + 1,) for i in range(len(found["y"]))] if frame.function.shape else [()]
    assert found["y"] == pytest.approx([Evaluator(point)(lower(frame.function, p)) for p in places])


def sendable(row):
    try:
        return bool(record(row.function, row.variable))
    except Unsendable:
        return False


# What the explorer shows of the course's equations, at two sizes.
SENT = [row for row in EQUATIONS if sendable(row)]
SIZES = ({"n": 3, "m": 2, "N": 4}, {"n": 4, "m": 5, "N": 2})


def test_every_equation_is_sent_but_those_that_the_explorer_does_not_show():
    left = [row for row in EQUATIONS if row not in SENT and not as_expression(row.function).functions]
    # A matrix on one side, and a list of parts as long as n.
    assert [row.id for row in left] == ["9.15", "10.2", "10.3", "10.5", "10.6"]


def points(row):
    """Random points, all inputs tied, all at zero: where it bends and where it has no value."""
    dice = np.random.default_rng(list(row.id.encode()))
    for sizes in SIZES:
        drawn = [row.draw(dice, sizes) for _ in range(3)]
        edges = [{name: np.full_like(value, k, dtype=float) for name, value in drawn[0].items()} for k in (0, 1)]
        for point in (*drawn, *edges):
            yield sizes, {name: np.asarray(value).tolist() for name, value in point.items()}


def agree(found, expected):
    """Equal numbers; where the engine has none the browser has none either, or a structural zero."""
    for own, other in zip(np.ravel(found["J"]), np.ravel(expected), strict=True):
        assert (
            own == pytest.approx(other, rel=1e-9, abs=1e-12)
            if math.isfinite(other)
            else not own or not math.isfinite(own)
        )


def of_the_engine(jacobian, point):
    """Its numbers; none where it divides a plain number by zero."""
    try:
        return jacobian.at(**point)
    except ZeroDivisionError:
        return [[math.nan]]


@pytest.mark.parametrize("row", SENT, ids=lambda row: row.id)
def test_every_equation_has_the_engines_numbers_at_kinks_and_undefined_points_too(page, row):
    made, jacobian = record(row.function, row.variable), mc.derive(row.function, row.variable).jacobian
    for sizes, point in points(row):
        found, expected = page.evaluate(RUN, [made, definitions(), sizes, point])[0], of_the_engine(jacobian, point)
        assert np.shape(found["J"]) == np.shape(expected)
        agree(found, expected)


@pytest.mark.parametrize("name", FUNCTIONS_OF_THE_TABLE)
def test_every_function_says_where_it_bends_and_where_it_has_no_value(page, name):
    y, x = FUNCTIONS_OF_THE_TABLE[name]
    values = {"w": [1, 0, -1, 2, -3], "x": [1, 0, -1, 0, 2]}
    point = {s.args[0]: values[s.args[0]] for s in y.symbols}
    found = page.evaluate(RUN, [record(y, x), definitions(), {"n": 5, "m": 5}, point])[0]
    agree(found, mc.derive(y, x).jacobian.at(**point))
    with np.errstate(all="ignore"):
        height = y.at(**point)
    for i, (value, kinds) in enumerate(zip(height, found["kinds"], strict=True)):
        tied = point["x"][i] == (point["w"][i] if "w" in point else 0)
        bent = tied and FUNCTIONS[name].kink and not found["zero"][i][i]
        defined = math.isfinite(value) and (bent or math.isfinite(found["J"][i][i]))
        assert (kinds[i] == "undefined", kinds[i] == "kink") == (not defined, defined and bent)


def test_structural_zeros_come_from_the_form_and_not_from_the_numbers(page):
    _, _, found = run(page, W * X, W, values={"x": [0, 1, 2]})
    assert found["kinds"][0] == ["zero-here", "zero", "zero"]
    assert found["kinds"][1][1] == "positive"


def test_a_kink_is_told_apart_from_a_flat_place(page):
    _, _, found = run(page, mc.maximum(W, X), X, values={"w": [1, 1, 1], "x": [2, 1, 0]})
    assert [found["kinds"][k][k] for k in range(3)] == ["positive", "kink", "zero-here"]


def test_a_smooth_function_made_of_bent_ones_has_no_kink(page):
    _, _, found = run(page, mc.softplus(X), X, values={"x": [0, 1, -1]})
    assert found["kinds"][0][0] == "positive"


@pytest.mark.parametrize(("y", "value"), [(1 / X, 0), (mc.log(X), -1), (mc.sqrt(X), 0)])
def test_what_is_not_defined_here_is_said_to_be_so(page, y, value):
    _, _, found = run(page, y, X, values={"x": [value, 1, 2]})
    assert found["kinds"][0] == ["undefined", "zero", "zero"]
    assert found["kinds"][1][1] in ("positive", "negative")


def test_an_input_that_is_mirrored_or_reordered_keeps_its_place(page):
    _, point, found = run(page, mc.reverse(X), X, 4)
    assert found["y"] == point.values["x"][::-1]
    assert found["zero"][0] == [True, True, True, False]


LINES = {
    "product": (W * X, W, "entries"),
    "x sum(x)": (X * mc.sum(X), X, "entries"),
    "softmax": (mc.softmax(X), X, "entries"),
    "a list of functions": ([W @ X, mc.sum(X)], X, "entries"),
    "polar": ([Z * mc.cos(T), Z * mc.sin(T)], [Z, T], "entries"),
    "chain of scalars": (mc.sin(Z + Z**2), Z, "chain"),
    "chain with a matrix": (mc.tanh(A @ X), X, "chain"),
    "two paths": (X * mc.sum(X), X, "chain"),
}


@pytest.mark.parametrize("name", LINES)
def test_every_line_of_a_derivation_has_the_numbers_of_the_jacobian(page, name):
    y, x, by = LINES[name]
    derivation = mc.derive(y, x, by=by)
    frame, (lists, point) = derivation.jacobian.frame, start([derivation])
    told = {s.args[0]: point.values[s.args[0]] if s.shape else lists[s.args[0]][0] for s in frame.symbols}
    lines = page.evaluate(
        """([record, defs, sizes, point]) => record.by.map((by) => {
          const plan = evaluator.unfold(record, by, sizes, defs), inputs = evaluator.inputsAt(plan, point);
          return plan.entry.flatMap((row) => row.map((id) => plan.program.value(id, inputs)));
        })""",
        [lines_record(derivation), definitions(), {"n": 3, "m": 3}, told],
    )
    expected = [v for row in numbers(frame.undone(), frame, point) for v in row]
    assert len(lines) == len(derivation.lines)
    for line in lines:
        assert line == pytest.approx(expected, rel=1e-6, abs=1e-8)
