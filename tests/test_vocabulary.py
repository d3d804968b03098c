"""The contract: what a learner can write, what it means, and what comes back."""

import builtins
import contextlib

import numpy as np
import pytest
import sympy
from hypothesis import given, settings, strategies as st

import mclib as mc
from numeric import central_difference, complex_step, jacobian
from pairs import SYMBOLS, known, pairs, point

n, m = mc.sizes("n m")
u, v, w, x = mc.vectors("u v w x")
c = mc.vectors("c", n="m")
z, b, t = mc.scalars("z b t")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
X = mc.matrices("X", shape=(2, 3))
f, g = mc.functions("f g")
F = mc.functions("F", of="all")
H = mc.functions("H", of="all", n="m")

REFUSALS = (ValueError, TypeError, IndexError, NotImplementedError)


@pytest.fixture
def numerator_again():
    yield
    mc.layout("numerator")


# ---- Writing a function: shapes ------------------------------------------------------------------

COLUMN, ROW, SCALAR, SQUARE, OBLONG = (n, 1), (1, n), (), (n, n), (m, n)

# Python, as a learner types it.
SHAPES = [
    ("w", COLUMN),
    ("c", (m, 1)),
    ('mc.vectors("c", n=3)', (3, 1)),
    ('mc.vectors("c", n=m)', (m, 1)),
    ('mc.vectors("c", n=n + 1)', (n + 1, 1)),
    ("z", SCALAR),
    ("A", OBLONG),
    ("B", SQUARE),
    ("X", (2, 3)),
    ("w + x", COLUMN),
    ("w - x", COLUMN),
    ("w * x", COLUMN),
    ("w / x", COLUMN),
    ("x**2", COLUMN),
    ("x**z", COLUMN),
    ("x**w", COLUMN),
    ("2**x", COLUMN),
    ("-x", COLUMN),
    ("x + z", COLUMN),
    ("z + x", COLUMN),
    ("x * z", COLUMN),
    ("x / z", COLUMN),
    ("1 / x", COLUMN),
    ("3 - x", COLUMN),
    ("z * b", SCALAR),
    ("z**b", SCALAR),
    ("z * A", OBLONG),
    ("A * A", OBLONG),
    ("A + 1", OBLONG),
    ("w > x", COLUMN),
    ("w >= x", COLUMN),
    ("w < x", COLUMN),
    ("x <= 0", COLUMN),
    ("z > 0", SCALAR),
    ("mc.exp(x)", COLUMN),
    ("mc.exp(z)", SCALAR),
    ("mc.exp(A)", OBLONG),
    ("abs(x)", COLUMN),
    ("mc.maximum(w, x)", COLUMN),
    ("mc.minimum(w, x)", COLUMN),
    ("mc.maximum(0, z)", SCALAR),
    ("mc.maximum(0, x)", COLUMN),
    ("mc.sum(x)", SCALAR),
    ("mc.sum(A)", SCALAR),
    ("mc.mean(x)", SCALAR),
    ("mc.mean(A)", SCALAR),
    ("mc.sum(x) / n", SCALAR),
    ("mc.norm(x)", SCALAR),
    ("mc.softmax(x)", COLUMN),
    ("mc.cumsum(x)", COLUMN),
    ("mc.cumsum(A)", OBLONG),
    ("mc.reverse(x)", COLUMN),
    ("mc.reverse(A)", OBLONG),
    ("x.T", ROW),
    ("x.T.T", COLUMN),
    ("A.T", (n, m)),
    ("2 * x.T", ROW),
    ("mc.exp(x.T)", ROW),
    ("w @ x", SCALAR),
    ("w @ x.T", SQUARE),
    ("c @ x.T", OBLONG),
    ("x.T @ w", SCALAR),
    ("A @ x", (m, 1)),
    ("c @ A", COLUMN),
    ("x @ B", COLUMN),
    ("x.T @ B", ROW),
    ("A @ B", OBLONG),
    ("x @ B @ x", SCALAR),
    ("x.T @ B @ x", SCALAR),
    ("mc.outer(x, c)", (n, m)),
    ("mc.diag(x)", SQUARE),
    ("mc.ones(n)", COLUMN),
    ("mc.ones(m, n)", OBLONG),
    ("mc.ones(n).T", ROW),
    ("mc.zeros(n)", COLUMN),
    ("mc.zeros(m, n)", OBLONG),
    ("mc.ones(3)", (3, 1)),
    ("mc.identity(n)", SQUARE),
    ("mc.unit(n, 1)", COLUMN),
    ("mc.trace(B)", SCALAR),
    ("mc.stack([z, z**2, 3])", (3, 1)),
    ("mc.concatenate([w, b])", (n + 1, 1)),
    ("mc.matrix([[z, b, 0], [2, 8 * b**7, 1]])", (2, 3)),
    ("x[1]", SCALAR),
    ("A[1, 2]", SCALAR),
    ("f(w)", COLUMN),
    ("f(w, x)", COLUMN),
    ("f(w, x, u)", COLUMN),
    ("f(x, z)", COLUMN),
    ("f(z)", SCALAR),
    ("f(z, b)", SCALAR),
    ("F(x)", COLUMN),
    ("F(c)", (m, 1)),
    ("H(x)", (m, 1)),
    ("F(x)[1]", SCALAR),
    ("mc.slope(f(w, x), w)", COLUMN),
    ("mc.slope(f(z), z)", SCALAR),
    ("mc.slope(F(x), x)", SQUARE),
    ("mc.slope(H(x), x)", OBLONG),
    ("mc.slope(F(x)[2], x)", ROW),
]


@pytest.mark.parametrize(("typed", "shape"), SHAPES, ids=[typed for typed, _ in SHAPES])
def test_shape(typed, shape):
    assert eval(typed).shape == shape


def test_sizes_are_compared_and_calculated_with():
    assert x.shape == mc.vectors("y", n="n").shape
    assert x.shape != c.shape
    assert mc.vectors("y", n=n + 1).shape == (n + 1, 1)
    assert mc.ones(m, n).shape == (m, n)


def test_several_names_make_several_symbols_and_one_name_makes_one():
    assert [str(s) for s in mc.vectors("w x")] == ["w", "x"]
    assert str(mc.scalars("loss")) == "loss"
    assert str(mc.matrices("A")) == "A"
    assert mc.vectors("x") == x


# ---- Writing a function: numbers -----------------------------------------------------------------

ELEMENT_WISE = {
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "relu": lambda a: np.where(a > 0, a, 0.0),
    "softplus": lambda a: np.log(1 + np.exp(a)),
}
FROM_ZERO = {"log", "sqrt"}


def drawn(name):
    values = np.array([0.3, 1.2, 0.7, 0.9])
    return values if name in FROM_ZERO else values * [1, -1, -1, 1]


@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_element_wise_functions_have_numpys_values(name):
    values = drawn(name)
    found = getattr(mc, name)(x).at(x=values)
    np.testing.assert_allclose(np.ravel(found), ELEMENT_WISE[name](values), rtol=1e-12)
    square = values.reshape(2, 2)
    found = getattr(mc, name)(B).at(B=square)
    np.testing.assert_allclose(found, ELEMENT_WISE[name](square), rtol=1e-12)


@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_element_wise_functions_have_a_diagonal_jacobian(name):
    derivation = mc.derive(getattr(mc, name)(x), x)
    assert derivation.jacobian.structure == ("zero" if name == "sign" else "diagonal")
    values = drawn(name)
    numbers = jacobian(lambda x: ELEMENT_WISE[name](x), {"x": values}, "x", central_difference)
    np.testing.assert_allclose(derivation.jacobian.at(x=values), numbers, rtol=1e-7, atol=1e-9)
    for step in derivation.steps:
        np.testing.assert_allclose(step.at(x=values), numbers, rtol=1e-7, atol=1e-9)


OPERATIONS = [
    ("x**z", "z", lambda x, z: x**z),
    ("x**z", "x", lambda x, z: x**z),
    ("w**x", "x", lambda w, x: w**x),
    ("2**x", "x", lambda x: 2**x),
    ("z / x", "x", lambda z, x: z / x),
    ("mc.sum(A * 2) + mc.sum(x)", "x", lambda A, x: 2 * A.sum() + x.sum()),
    ("c @ A", "c", lambda c, A: A.T @ c),
    ("A @ x", "x", lambda A, x: A @ x),
    ("w.T @ x", "x", lambda w, x: w @ x),
    ("x.T @ B", "x", lambda x, B: x @ B),
    ("x @ B @ x", "x", lambda x, B: x @ B @ x),
    ("mc.mean(x**2)", "x", lambda x: np.sum(x * x) / len(x)),
    ("mc.sum(x) / n", "x", lambda x: np.sum(x) / len(x)),
    ("x[2] * z", "x", lambda x, z: x[1] * z),
    ("z * A", "z", lambda z, A: z * A),
    ("mc.minimum(w, x)", "x", lambda w, x: np.where(w.real < x.real, w, x)),
    ("mc.stack([mc.sum(x), x @ x])", "x", lambda x: np.array([x.sum(), x @ x])),
    ("mc.stack([z * b, b])", "z", lambda z, b: np.array([z * b, b])),
]


@pytest.mark.parametrize(("y", "by", "plain"), OPERATIONS, ids=[f"{y} by {by}" for y, by, _ in OPERATIONS])
def test_operations_derive_to_the_numbers_of_the_plain_function(y, by, plain):
    values = {"w": [0.4, 1.7, 0.6], "x": [1.1, 0.5, 1.4], "c": [0.3, -0.8], "z": 1.3, "b": -0.7}
    values |= {"A": [[1.0, 2.0, -1.0], [0.5, 3.0, 0.2]], "B": np.arange(9.0).reshape(3, 3)}
    names = plain.__code__.co_varnames[: plain.__code__.co_argcount]
    values = {name: np.asarray(values[name], dtype=float)[()] for name in names}
    derivation = mc.derive(eval(y), eval(by))
    numbers = jacobian(plain, values, by, complex_step)
    np.testing.assert_allclose(derivation.jacobian.at(**values), numbers, rtol=1e-9, atol=1e-12)
    for step in derivation.steps:
        np.testing.assert_allclose(step.at(**values), numbers, rtol=1e-9, atol=1e-9)


def test_a_comparison_is_a_vector_of_0_and_1():
    np.testing.assert_array_equal(np.ravel((w > x).at(w=[1, 5, 2], x=[4, 2, 2])), [0, 1, 0])
    np.testing.assert_array_equal(np.ravel((w >= x).at(w=[1, 5, 2], x=[4, 2, 2])), [0, 1, 1])


def test_the_larger_of_two_equals_is_that():
    assert mc.maximum(x, x) == x
    assert mc.minimum(x, x) == x
    assert mc.jacobian(mc.maximum(x, x), x).structure == "identity"


def test_slopes_at_a_kink_and_at_a_tie():
    assert mc.jacobian(mc.relu(z), z).at(z=0).tolist() == [[0.0]]
    assert mc.jacobian(mc.maximum(0, z), z).at(z=0).tolist() == [[0.0]]
    for by in (w, x):
        assert mc.jacobian(mc.maximum(w, x), by).at(w=[1, 2], x=[1, 2]).tolist() == [[0, 0], [0, 0]]


def test_a_size_is_a_number():
    assert (mc.sum(x) / n).at(x=[1, 2, 6]) == 3


def test_a_length_may_be_fixed():
    y = mc.vectors("y", n=3)
    assert mc.jacobian(y * y, y).shape == (3, 3)
    with pytest.raises(REFUSALS, match=r"\by\b"):
        mc.jacobian(y * y, y).at(y=[1, 2])


# ---- Writing a function: equality, order, text ---------------------------------------------------


def test_equality_is_of_form():
    assert (w * x == w * x) is True
    assert (mc.sum(x) == mc.sum(x)) is True
    assert (w * x == x * w) is False
    assert (w != x) is True
    assert (w == w) is True
    assert mc.derive(w * x, w).jacobian.expression == mc.diag(x)


def test_factors_keep_their_order():
    assert str(w * x).index("w") < str(w * x).index("x")
    assert str(x * w).index("x") < str(x * w).index("w")


@settings(max_examples=200, deadline=None)
@given(pair=pairs())
def test_text_reads_back_to_an_equal_expression(pair):
    expression = pair.expression
    assert mc.parse(str(expression), *SYMBOLS.values()) == expression


@pytest.mark.parametrize("typed", [typed for typed, _ in SHAPES])
def test_every_kind_of_text_reads_back(typed):
    expression = eval(typed)
    known = [u, v, w, x, z, b, t, A, B, X, f, g, F, H]
    known.append(expression if str(expression) == "c" else c)
    assert mc.parse(str(expression), *known) == expression


@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_element_wise_functions_read_back(name):
    expression = getattr(mc, name)(2 * x + 1)
    assert mc.parse(str(expression), x) == expression


@settings(max_examples=60, deadline=None)
@given(pair=pairs(), seed=st.integers(0, 100))
def test_jacobians_read_back(pair, seed):
    found = mc.jacobian(pair.expression, SYMBOLS["x"])
    read = mc.parse(str(found.expression), *SYMBOLS.values())
    assert read == found.expression
    assert found.at(**known(pair, "x", point(seed))).ndim == 2


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x_1", x[1]),
        ("x1", x[1]),
        ("x[1]", x[1]),
        ("A[1, 2]", A[1, 2]),
        ("2x", 2 * x),
        ("xz", x * z),
        ("x^2", x**2),
        ("x'", x.T),
        ("x^T", x.T),
        ("x.T", x.T),
        ("diag(2*x) @ B", mc.diag(2 * x) @ B),
        ("ones(m, n)", mc.ones(m, n)),
        ("w > x", w > x),
    ],
)
def test_text_of_a_learner(text, meant):
    assert mc.parse(text, w, x, z, b, A, B) == meant


def test_a_known_name_of_two_letters_is_no_product():
    xz = mc.vectors("xz")
    assert mc.parse("xz", x, z, xz) == xz


# ---- Indices start at 1 --------------------------------------------------------------------------


@pytest.mark.parametrize("read", [lambda: x[0], lambda: A[0, 1], lambda: A[1, 0]])
def test_index_zero_says_where_indices_start(read):
    with pytest.raises(REFUSALS, match=r"(?i)start (at|with|from) 1"):
        read()


def test_components():
    assert x[2].at(x=[4, 5, 6]) == 5
    assert A[1, 2].at(A=[[1, 2, 3], [4, 5, 6]]) == 2
    assert isinstance(x.component(2), sympy.Basic)
    assert "i" in {str(s) for s in (w * x).component("i").free_symbols}


# ---- What Python would do silently ---------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda: bool(w > x),
        lambda: 0 < x < 1,
        lambda: max(w, x),
        lambda: min(w, x),
        lambda: sorted([w, x]),
        lambda: 1 if z > 0 else 0,
    ],
    ids=["bool", "chained", "max", "min", "sorted", "if"],
)
def test_truth_of_a_comparison_is_refused_with_the_reason(ask):
    with pytest.raises(TypeError, match=r"0 and 1|element-wise"):
        ask()


@pytest.mark.parametrize("walk", [lambda: builtins.sum(x), lambda: list(x), lambda: next(iter(x)), lambda: max(x)])
def test_walking_through_a_vector_is_refused(walk):
    with pytest.raises(TypeError, match=r"iterable|mc\.sum"):
        walk()


@pytest.mark.parametrize(
    "combine",
    [
        lambda: np.array([1.0, 2.0]) * x,
        lambda: np.array([1.0, 2.0]) + x,
        lambda: np.array([1.0, 2.0]) > x,
        lambda: np.array([[1.0, 2.0]]) @ x,
        lambda: np.exp(x),
        lambda: np.maximum(0.0, x),
    ],
    ids=["*", "+", ">", "@", "exp", "maximum"],
)
def test_numpy_never_makes_an_array_of_objects(combine):
    with contextlib.suppress(*REFUSALS):
        assert not isinstance(combine(), np.ndarray)


def test_numpys_numbers_are_numbers():
    assert np.float64(2) * x == 2 * x
    assert x * np.int64(2) == x * 2


def test_functions_of_python_work():
    assert abs(x) == mc.abs(x)
    assert (2**x).at(x=[1, 2, 3]).ravel().tolist() == [2, 4, 8]


# ---- Shapes that do not fit ----------------------------------------------------------------------

BROADCASTS = [
    (lambda: w + x.T, ("w", "x.T"), ("n", "1"), "turn one"),
    (lambda: w * x.T, ("w", "x.T"), ("n", "1"), r"@|outer"),
    (lambda: A * x, ("A", "x"), ("m", "n", "1"), r"@|diag"),
    (lambda: B * x, ("B", "x"), ("n", "1"), r"@|diag"),
    (lambda: x * B, ("x", "B"), ("n", "1"), r"@|diag"),
    (lambda: A + x.T, ("A", "x.T"), ("m", "n", "1"), r"@|outer|diag"),
    (lambda: mc.maximum(w, x.T), ("w", "x.T"), ("n", "1"), "turn one"),
]


@pytest.mark.parametrize(("make", "operands", "sizes", "meant"), BROADCASTS)
def test_what_numpy_would_broadcast_is_refused(make, operands, sizes, meant):
    with pytest.raises(mc.ShapeError, match=meant) as refused:
        make()
    for name in (*operands, *sizes):
        assert name in str(refused.value)


# ---- Differentiating -----------------------------------------------------------------------------


def test_a_derivation_has_its_parts():
    derivation = mc.derive(w * x, w)
    assert derivation.function == w * x
    assert derivation.variable == w
    assert isinstance(derivation.steps, tuple)
    assert derivation.jacobian.expression == mc.jacobian(w * x, w).expression


def test_a_derivation_verifies_itself():
    # What verify gives is left open; a derivation that holds must not give False or raise.
    assert mc.derive(w * x, w).verify() is not False


def test_by_entries_is_the_default():
    named = mc.derive(w * x, w, by="entries").steps
    assert [s.rule.name for s in named] == [s.rule.name for s in mc.derive(w * x, w).steps]


@pytest.mark.parametrize("y", [w * x, mc.sum(w * x), mc.maximum(w, x), f(w, x), w / x])
def test_steps_are_frozen_data_without_latex(y):
    for step in mc.derive(y, w).steps:
        for words in (step.rule.name, step.rule.why, str(step.rule.formula)):
            assert words
            assert "\\" not in words
        assert step.before != step.after
        assert step.target != step.result
        assert step.shape == mc.jacobian(y, w).shape
        assert isinstance(step.substeps, tuple)
        with pytest.raises((AttributeError, TypeError)):
            step.before = step.after


def test_the_last_line_is_the_jacobian():
    derivation = mc.derive(w * x, w)
    values = {"w": [1.0, 5.0, 2.0], "x": [4.0, 2.0, 7.0]}
    np.testing.assert_array_equal(derivation.steps[-1].at(**values), np.diag([4.0, 2.0, 7.0]))


def test_a_plain_number_is_a_function():
    assert mc.derive(99, z).jacobian.at(z=1).tolist() == [[0.0]]
    assert mc.derive(99, x).jacobian.shape == (1, n)
    assert mc.derive(99, x).jacobian.structure == "zero"


def test_a_list_of_functions_by_a_list_of_scalars():
    r, s = mc.scalars("r s")
    found = mc.derive([3 * r**2 * s, 2 * r + s**8], [r, s]).jacobian
    assert found.shape == (2, 2)
    assert found.at(r=2, s=1).tolist() == [[12, 12], [2, 8]]
    assert mc.jacobian([r, s, r * s], [r, s]).shape == (3, 2)
    assert mc.derive(mc.stack([3 * r**2 * s, 2 * r + s**8]), [r, s]).jacobian.shape == (2, 2)


def test_sympys_symbols_are_scalars():
    r, s = sympy.symbols("r s")
    assert mc.derive(3 * r**2 * s, r).jacobian.at(r=2, s=5).tolist() == [[60.0]]
    found = mc.derive([3 * r**2 * s, 2 * r + s**8], [r, s]).jacobian
    assert found.at(r=2, s=1).tolist() == [[12, 12], [2, 8]]
    assert mc.derive(sympy.sin(r) * sympy.exp(s), r).jacobian.at(r=0, s=0).tolist() == [[1.0]]
    assert mc.derive(x * r, x).jacobian.at(x=[1, 2], r=3).tolist() == [[3, 0], [0, 3]]


def test_names_of_the_learner_never_collide_with_bound_ones():
    for name in ("i", "j", "k", "l", "u1", "k0", "n1", "D"):
        vector, scalar = mc.vectors(name), mc.scalars(f"{name}{name}")
        derivation = mc.derive(mc.sum(vector * scalar) * mc.sum(vector), vector)
        values = {name: [1.0, 2.0, 4.0], name * 2: 3.0}
        for step in derivation.steps:
            np.testing.assert_allclose(step.at(**values), [[42.0, 42.0, 42.0]])
    for name in ("i", "j", "k", "delta"):
        scalar = mc.scalars(name)
        found = mc.jacobian(x * mc.sum(x * scalar), x).at(**{"x": [1.0, 2.0], name: 3.0})
        np.testing.assert_allclose(found, [[12.0, 3.0], [6.0, 15.0]])


# ---- The Jacobian --------------------------------------------------------------------------------


def test_the_jewel():
    values = {"w": [0.3, 0.7, 1.1], "x": [2.0, 3.0, 5.0], "f": lambda a, b: a**2 * b}
    derivation = mc.derive(f(w, x), w)
    assert derivation.jacobian.structure == "diagonal"
    assert derivation.jacobian.expression == mc.diag(mc.slope(f(w, x), w))
    expected = np.diag([2 * 0.3 * 2, 2 * 0.7 * 3, 2 * 1.1 * 5])
    np.testing.assert_allclose(derivation.jacobian.at(**values), expected)
    for step in derivation.steps:
        np.testing.assert_allclose(step.at(**values), expected)


def test_a_slope_names_its_slot():
    values = {"x": [0.5, 2.0], "f": lambda a, b: a**2 * b**3}
    first = np.ravel(mc.slope(f(x, x), x, 1).at(**values))
    second = np.ravel(mc.slope(f(x, x), x, 2).at(**values))
    np.testing.assert_allclose(first, [2 * 0.5**4, 2 * 2.0**4])
    np.testing.assert_allclose(second, [3 * 0.5**4, 3 * 2.0**4])
    found = mc.jacobian(f(x, x), x)
    assert found.structure == "diagonal"
    np.testing.assert_allclose(found.at(**values), np.diag([5 * 0.5**4, 5 * 2.0**4]))


def test_a_component_of_a_vector_function_has_its_row():
    def plain(a):
        return np.array([a[0] * a[1], np.sin(a[1]), a[0] ** 2])

    values = {"x": [0.5, 2.0, 1.0], "F": plain}
    row = mc.jacobian(F(x)[3], x)
    assert row.shape == (1, n)
    assert row.structure == "row"
    np.testing.assert_allclose(row.at(**values), mc.jacobian(F(x), x).at(**values)[2:])
    np.testing.assert_allclose(row.at(**values), [[1.0, 0.0, 0.0]], atol=1e-12)


def test_the_grid_of_an_unknown_function_has_no_empty_cell():
    cells = mc.jacobian(F(x), x).cells(3)
    assert cells.shape == (3, 3)
    assert len(set(cells)) == 9
    assert sympy.S.Zero not in set(cells)


SHAPES_OF_JACOBIANS = [
    ("w * x", w, (n, n)),
    ("A @ x", x, (m, n)),
    ("mc.sum(x)", x, (1, n)),
    ("x * z", z, (n, 1)),
    ("z * b", z, (1, 1)),
    ("z", x, (1, n)),
    ("mc.stack([z, z**2, 3])", z, (3, 1)),
    ("mc.matrix([[t, t**2, 3], [0, 1, 2 * t]])", t, (2, 3)),
    ("x.T @ B", x, (n, n)),
    ("mc.stack([z, b])", [z, b, t], (2, 3)),
]


@pytest.mark.parametrize(("y", "by", "shape"), SHAPES_OF_JACOBIANS)
def test_shape_of_a_jacobian(y, by, shape):
    found = mc.jacobian(eval(y), by)
    assert found.shape == shape
    assert found.to("denominator").shape == shape[::-1]


STRUCTURES = [
    ("w", x, "zero"),
    ("z", x, "zero"),
    ("z**2", z, "scalar"),
    ("x", x, "identity"),
    ("x * z", x, "scalar multiple of identity"),
    ("w * x", w, "diagonal"),
    ("w @ x", w, "row"),
    ("x * z", z, "column"),
    ("x * mc.sum(w)", w, "outer"),
    ("x * mc.sum(x)", x, "diagonal plus low rank"),
    ("A @ x", x, "dense"),
    ("mc.reverse(x)", x, "dense"),
]


@pytest.mark.parametrize(("y", "by", "structure"), STRUCTURES)
def test_structure_is_the_first_that_fits(y, by, structure):
    assert mc.jacobian(eval(y), by).structure == structure


def test_structure_is_never_read_from_numbers():
    found = mc.jacobian(x * mc.sum(x), x)
    assert found.at(x=[0, 0]).tolist() == [[0, 0], [0, 0]]
    assert found.structure == "diagonal plus low rank"


def test_constant_says_whether_the_variable_is_left():
    assert mc.jacobian(x + w, x).constant is True
    assert mc.jacobian(w * x, w).constant is True
    assert mc.jacobian(x * x, x).constant is False
    assert mc.jacobian([z * b, z], [z, b]).constant is False


def test_the_entry_speaks_in_i_and_j():
    entry = mc.jacobian(w * x, w).entry
    assert isinstance(entry, sympy.Basic)
    assert {"i", "j"} <= {str(s) for s in entry.free_symbols}


def test_the_entries_of_a_stack_are_a_table():
    found = mc.jacobian([3 * z**2 * b, 2 * z + b**8], [z, b])
    assert sympy.Matrix(found.entry).shape == (2, 2)


def test_cells_are_an_explicit_matrix():
    found = mc.jacobian(w * x, w)
    assert isinstance(found.cells(4), sympy.MatrixBase)
    assert found.cells(4).shape == (4, 4)
    assert found.cells().shape == (3, 3)
    assert sympy.Matrix(found.cells(4)).is_diagonal()
    assert list(found.cells(3).diagonal()) == [x.component(i) for i in (1, 2, 3)]
    assert mc.jacobian(A @ x, x).cells(3)[0, 1] == A.component(1, 2)
    assert mc.jacobian(x, x).cells(2) == sympy.eye(2)


def test_products_with_a_vector_need_no_matrix():
    values = {"A": [[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]], "x": [1.0, 2.0, 3.0]}
    found = mc.jacobian(A @ (x * x), x)
    dense = found.at(**values)
    np.testing.assert_allclose(np.ravel(found.jvp([1.0, -1.0, 2.0], **values)), dense @ [1, -1, 2])
    np.testing.assert_allclose(np.ravel(found.vjp([1.0, -1.0], **values)), np.array([1, -1]) @ dense)


def test_layouts_are_transposes_of_each_other():
    found = mc.jacobian(A @ x, x)
    turned = found.to("denominator")
    assert (found.layout, turned.layout) == ("numerator", "denominator")
    assert turned.shape == (n, m)
    assert turned.cells(3) == found.cells(3).T
    values = {"A": [[1, 2, 3], [4, 5, 6]], "x": [1, 1, 1]}
    np.testing.assert_array_equal(turned.at(**values), found.at(**values).T)
    again = turned.to("numerator")
    assert again.shape == found.shape
    assert again.expression == found.expression
    assert found.to("numerator").expression == found.expression


@pytest.mark.usefixtures("numerator_again")
def test_the_default_layout_reads_answers_and_leaves_the_mathematics():
    values = {"A": [[1, 2, 3], [4, 5, 6]], "x": [1, 1, 1]}
    assert mc.check("A", A @ x, x).right
    mc.layout("denominator")
    assert mc.check("A.T", A @ x, x).right
    assert not mc.check("A", A @ x, x).right
    for step in mc.derive(A @ x, x).steps:
        np.testing.assert_array_equal(step.at(**values), values["A"])


def test_a_gradient_is_a_row():
    assert mc.gradient(mc.sum(x * x), x).shape == (1, n)
    assert mc.gradient(z * b, [z, b]).shape == (1, 2)
    assert mc.gradient(mc.sum(x * x), x).expression == mc.jacobian(mc.sum(x * x), x).expression


@pytest.mark.parametrize("y", [w * x, [z, b], mc.stack([z, b]), A @ x, A])
def test_a_vector_function_has_no_gradient(y):
    with pytest.raises(mc.ShapeError, match="a vector function has a Jacobian"):
        mc.gradient(y, [z, b] if isinstance(y, list) else z)


# ---- Numbers -------------------------------------------------------------------------------------


def test_lists_arrays_and_numbers_are_read():
    found = mc.jacobian(x * z, x)
    for values in ([1, 2], (1.0, 2.0), np.array([1, 2]), np.array([1.0, 2.0], dtype=np.float32)):
        value = found.at(x=values, z=2)
        assert value.dtype == np.float64
        assert value.tolist() == [[2, 0], [0, 2]]


@pytest.mark.parametrize("length", [1, 2, 7])
def test_the_arrays_fix_n(length):
    assert mc.jacobian(w * x, w).at(w=np.ones(length), x=np.ones(length)).shape == (length, length)


def test_a_size_that_is_left_over_needs_one_array_that_carries_it():
    found = mc.jacobian(w + x, w)
    assert found.at(w=[1, 2, 3]).tolist() == np.eye(3).tolist()
    assert found.at(x=[1, 2, 3]).tolist() == np.eye(3).tolist()
    assert found.at(w=[1, 2, 3], x=[1, 2, 3]).tolist() == np.eye(3).tolist()
    with pytest.raises(REFUSALS, match=r"\bn\b|\bw\b"):
        found.at()


def test_shapes_of_numbers():
    values = {"x": [1.0, 2.0, 3.0], "z": 2.0}
    assert mc.jacobian(mc.sum(x * z), x).at(**values).shape == (1, 3)
    assert mc.jacobian(x * z, z).at(**values).shape == (3, 1)
    assert mc.jacobian(mc.sum(x * z), z).at(**values).shape == (1, 1)
    assert mc.jacobian(z, x).at(**values).shape == (1, 3)
    assert mc.jacobian(z * X, z).at(z=1.0, X=np.ones((2, 3))).shape == (2, 3)


BAD_VALUES = [
    ("missing", {"w": [1, 2]}, "x"),
    ("unknown", {"w": [1, 2], "x": [1, 2], "q": 1}, "q"),
    ("wrong length", {"w": [1, 2], "x": [1, 2, 3]}, "x|w"),
    ("not a number", {"w": [1, 2], "x": [1, float("nan")]}, "x"),
    ("a number for a vector", {"w": [1, 2], "x": 3}, "x"),
    ("a matrix for a vector", {"w": [1, 2], "x": [[1, 2], [3, 4]]}, "x"),
    ("text", {"w": [1, 2], "x": "one"}, "x"),
    ("none at all", {"w": [1, 2], "x": None}, "x"),
]


@pytest.mark.parametrize(("values", "name"), [p[1:] for p in BAD_VALUES], ids=[p[0] for p in BAD_VALUES])
def test_values_that_do_not_fit_are_named(values, name):
    derivation = mc.derive(w * w * x, w)
    for thing in (derivation.jacobian, derivation.steps[0], w * w * x):
        with pytest.raises(REFUSALS, match=rf"\b({name})\b"):
            thing.at(**values)


def test_a_vector_for_a_scalar_is_named():
    with pytest.raises(REFUSALS, match=r"\bz\b"):
        mc.jacobian(x * z * z, z).at(x=[1, 2], z=[1, 2])


def test_an_unknown_function_needs_one():
    with pytest.raises(REFUSALS, match=r"\bf\b"):
        mc.jacobian(f(w), w).at(w=[1, 2])
