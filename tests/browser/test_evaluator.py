"""The browser's evaluator beside the engine: same numbers, same structure, for every function."""

import json

import pytest

import mclib as mc
from mclib.derivation import numbers
from mclib.evaluation import Evaluator
from mclib.expressions import element_wise
from mclib.functions import FUNCTIONS
from mclib.lowering import lower
from mclib.views.page import module
from mclib.views.start import point_of, start
from mclib.views.wire import definitions, lines_record, record

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


@pytest.fixture(scope="module")
def page(browser):
    """A blank page that has loaded the evaluator as `evaluator`."""
    page = browser.new_page()
    source = json.dumps(module("evaluator.js"))
    page.evaluate(
        f"""async () => {{
            const url = URL.createObjectURL(new Blob([{source}], {{type: 'text/javascript'}}));
            window.evaluator = await import(url);
        }}"""
    )
    yield page
    page.close()


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
