"""Every row of the table of element-wise functions, held against NumPy and all its own readers."""

import operator
from functools import partial

import numpy as np
import pytest
import sympy

import mclib as mc
from mclib.evaluation import NumPyForms, PythonForms
from mclib.expressions import element_wise
from mclib.functions import FUNCTIONS, ROWS, Forms, Function
from mclib.render.words import words
from mclib.symbolic import SymPyForms
from mclib.views.wire import definitions
from numeric import central_difference, complex_step

# The same functions in plain NumPy. A row that is made of others is held against its formula in
# these, so that it brings its tests with it; any other row that is not here fails.
SMOOTH = {name: getattr(np, name) for name in "exp log sin cos tan sinh cosh tanh arcsin arccos arctan sqrt".split()}
SMOOTH |= {"sigmoid": lambda u: 1 / (1 + np.exp(-u)), "softplus": lambda u: np.log(1 + np.exp(u))}
KINKED = {
    "sign": np.sign,
    "abs": np.abs,
    "relu": lambda u: np.where(u > 0, u, 0.0),
    "maximum": np.maximum,
    "minimum": np.minimum,
    "gt": lambda a, b: np.where(a > b, 1.0, 0.0),
    "ge": lambda a, b: np.where(a >= b, 1.0, 0.0),
    "lt": lambda a, b: np.where(a < b, 1.0, 0.0),
    "le": lambda a, b: np.where(a <= b, 1.0, 0.0),
}
PLAIN = SMOOTH | KINKED


class PlainForms(Forms):
    def __call__(self, function, *args):
        return PLAIN[function.name](*args)


for made in (row for row in ROWS if row.value and row.name not in PLAIN):
    (KINKED if made.kink else SMOOTH)[made.name] = partial(made.value, F=PlainForms())
PLAIN = SMOOTH | KINKED
FAR = 0.1  # from a kink; wider than the steps of a difference, in which none may lie
FORMS = {
    "Python": lambda: PythonForms(),
    "NumPy": lambda: NumPyForms(np),
    "SymPy": lambda: SymPyForms(sympy),
}
SWISH = Function(
    "swish",
    (lambda u, v, F: F.sigmoid(u) + v * (1 - F.sigmoid(u)),),
    "Half a line, half a gate.",
    lambda u, F: u * F.sigmoid(u),
)

each = pytest.mark.parametrize("row", ROWS, ids=repr)
each_reader = pytest.mark.parametrize("reader", FORMS)
kinked = pytest.mark.parametrize("row", [row for row in ROWS if row.kink], ids=repr)


def points(row, count=12):
    """Tuples of arguments in the row's domain, away from ties and from 0."""
    low, high = row.domain
    random = np.random.default_rng(list(row.name.encode()))
    first = random.uniform(low, high, count)
    first = np.where(np.abs(first) < FAR, low / 2, first)
    step = random.uniform(FAR, 0.5, count) * random.choice([-1, 1], count)
    return [(float(u), float(u + d))[: row.arity] for u, d in zip(first, step, strict=True)]


def measured_slope(row, args, slot):
    """The slope of the plain function by one argument."""
    method = complex_step if row.name in SMOOTH else central_difference
    point = {"ab"[k]: value for k, value in enumerate(args)}
    return float(method(lambda **given: PLAIN[row.name](*given.values()), point, "ab"[slot], ()))


def applied(row, *args):
    """The function as a learner calls it."""
    return getattr(operator if row.symbol else mc, row.name)(*args)


def derived(row):
    arguments = mc.vectors("x w")[: row.arity]
    return mc.derive(applied(row, *arguments), arguments[0])


def test_the_list_of_plain_functions_is_the_table():
    assert set(PLAIN) == {row.name for row in ROWS}
    assert set(FUNCTIONS) == set(PLAIN)


@each_reader
@each
def test_value_in_every_reader(row, reader):
    forms = FORMS[reader]()
    for args in points(row):
        assert float(forms(row, *args)) == pytest.approx(float(PLAIN[row.name](*args)), abs=1e-12)


@each
def test_value_of_an_array_is_the_array_of_values(row):
    columns = np.array(points(row)).T
    np.testing.assert_allclose(NumPyForms(np)(row, *columns), PLAIN[row.name](*columns), atol=1e-12)


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in SMOOTH], ids=repr)
def test_value_of_complex_numbers(row):
    # Derivatives are checked by complex steps: a form that drops the imaginary part says slope 0.
    for (u,) in points(row):
        assert PythonForms()(row, complex(u, 0.1)) == pytest.approx(complex(PLAIN[row.name](complex(u, 0.1))))


@each_reader
@each
def test_slopes_are_those_of_the_plain_function(row, reader):
    forms = FORMS[reader]()
    for args in points(row):
        value = forms(row, *args)
        for slot, slope in enumerate(row.slopes):
            assert float(slope(*args, value, forms)) == pytest.approx(measured_slope(row, args, slot), abs=1e-7)


@each
def test_every_line_of_the_derivation_is_equal(row):
    verification = derived(row).verify()
    assert verification.right, verification


@each
def test_the_jacobian_is_diagonal(row):
    flat = all(measured_slope(row, args, 0) == 0 for args in points(row))
    assert derived(row).jacobian.structure == ("zero" if flat else "diagonal")


@each
def test_there_is_something_to_read_and_to_hear(row):
    call = derived(row).function
    for said in (mc.latex(call), words(call)):
        assert "x" in said
        assert "@" not in said


@each
def test_why_is_one_sentence(row):
    assert row.why[0].isupper()
    assert row.why.endswith(".")
    assert ". " not in row.why


@each
def test_kink_says_whether_a_derivative_is_missing_somewhere(row):
    # Kinks are looked for where u = 0 or a = b, from the right and from the left.
    low, high = row.domain
    places = [(0.0,) * row.arity] if low < 0 < high else []
    h, plain = 1e-6, PLAIN[row.name]
    missing = False
    for place in places:
        ahead, here, behind = (float(plain(place[0] + k * h, *place[1:])) for k in (1, 0, -1))
        jumps = abs(ahead - behind) > 0.5
        bends = abs(ahead - 2 * here + behind) / h > 0.5
        missing = missing or jumps or bends
    assert row.kink == missing


@each_reader
@kinked
def test_at_a_kink_every_slope_is_0(row, reader):
    forms = FORMS[reader]()
    args = (0.0,) * row.arity
    assert [float(slope(*args, forms(row, *args), forms)) for slope in row.slopes] == [0.0] * row.arity


@pytest.mark.parametrize("gate", [mc.relu, lambda x: mc.maximum(0, x), lambda x: mc.maximum(x, 0), abs])
def test_at_0_a_gate_and_the_absolute_value_have_slope_0(gate):
    x = mc.vectors("x")
    steep = mc.jacobian(gate(x), x).at(x=[0.0, 1.5])
    np.testing.assert_array_equal(steep, np.diag([0.0, 1.0]))


def test_a_new_row_brings_everything_with_it(monkeypatch):
    monkeypatch.setitem(FUNCTIONS, "swish", SWISH)
    x = mc.vectors("x")
    derivation = mc.derive(element_wise()["swish"](2 * x), x)
    assert derivation.verify().right
    assert derivation.jacobian.structure == "diagonal"
    assert "chain rule (swish)" in [step.rule.name for step in derivation.steps]
    assert words(derivation.function) == "swish of (2 times x)"
    assert "swish" in definitions()  # for the browser
    assert mc.latex(derivation.function) == r"\mathrm{swish}(2\,\mathbf{x})"

    def plain(x):
        return 2 * x / (1 + np.exp(-2 * x))

    slope = float(complex_step(plain, {"x": 0.7}, "x", ()))
    np.testing.assert_allclose(derivation.jacobian.at(x=[0.7, 0.7]), np.diag([slope, slope]), rtol=1e-12)
