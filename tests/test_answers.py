"""An answer, however it is written: right, or what is said about it."""

import subprocess
import sys
import time
from statistics import median
from types import SimpleNamespace

import numpy as np
import pytest
import sympy
from hypothesis import given, settings, strategies as st

import mclib as mc
from bank import PROBLEMS, WRONG
from pairs import SYMBOLS, pairs

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
u = mc.vectors("u", n="m")
y = mc.vectors("y", n=3)
z, b = mc.scalars("z b")
A, W = mc.matrices("A W")
B = mc.matrices("B", shape=("n", "n"))
X = mc.matrices("X", shape=(2, 3))
f = mc.functions("f")
F = mc.functions("F", of="all")
s, t = sympy.symbols("s t")
POINT = {"w": [1, 5, 2], "x": [3, 4, 6]}


@pytest.fixture
def denominator():
    mc.layout("denominator")
    yield
    mc.layout("numerator")


# ---- right ---------------------------------------------------------------------------------------

# A problem, and ways to write its answer.
RIGHT = [
    (w * x, w, ["diag(x)", "mc.diag(x)", "diag(x'')", "diag(x + x) / 2", "identity(n) @ diag(x)"]),
    (w * x, w, [mc.diag(x), mc.jacobian(w * x, w), mc.diag(x + x) / 2]),
    (w * x, w, ["[[x1, 0, 0], [0, x2, 0], [0, 0, x3]]", "diag([x1, x2, x3])", "[[x1, 0], [0, x2]]"]),
    (w * x, w, [mc.jacobian(w * x, w).cells(3), [[x[1], 0], [0, x[2]]], [["x1", "0"], ["0", "x2"]]]),
    (x * x, x, ["diag(2*x)", "diag(x*2)", "diag(x + x)", "2diag(x)", "diag(2x)"]),
    (w + x, w, ["identity(n)", "diag(ones(n))", "diag(x / x)", "identity(3)", np.eye(3), np.eye(4).tolist()]),
    (x * z, z, ["x", "[x1, x2, x3]", "x * ones(n)", ["x1", "x2"]]),
    (
        w * x,
        w,
        ["diag(x),", "\u200bdiag(x)\u200b", "diag(x).\n", "diag(x)^⊤", "diag(𝐱)", "diag([x₁, x₂])"],
    ),  # as it is typed
    (mc.sum(x * x), x, ["2*[x1, x2, x3]", "[x1, x2]*2", "2x′", "2 x^T", "x'·2", "ones(1, n) * 2x'"]),
    (mc.norm(x), x, ["[x1, x2]/norm(x)", "x.T/sqrt(x1^2 + x2^2 + x3^2)"]),
    (z * z, z, ["2*z*identity(1)", "2*z*ones(1)", "[[2z]]", "2z;"]),
    (mc.sum(x), x, ["ones(n).T", "ones(n)'", "ones(1, n)", "[1, 1, 1]", [1, 1], np.ones(4), np.ones((1, 3))]),
    (mc.sum(x * z), z, ["sum(x)", "n * mean(x)", "x1 + x2 + x3", "[[sum(x)]]"]),
    (mc.mean(x), x, ["ones(n).T / n", "[1/3, 1/3, 1/3]", "[[0.5, 0.5]]"]),
    (A @ x, x, ["A", "A''", "identity(m) @ A"]),
    (mc.sum(A @ x), x, ["ones(m).T @ A", "(A.T @ ones(m))'"]),
    (X @ y, y, ["X", "[[X_11, X_12, X_13], [X_21, X_22, X_23]]", "identity(m) @ X"]),
    (A * z, z, ["A"]),
    (u @ W @ x, W, ["outer(x, u)", "x @ u.T"]),
    (mc.softmax(x), x, ["diag(softmax(x)) - outer(softmax(x), softmax(x))"]),
    (x[3] * x[1], x, ["x1*unit(n, 3).T + x3*unit(n, 1).T"]),
    (f(w, x), w, ["diag(slope(f(w, x), w))"]),
    (F(x), x, ["slope(F(x), x)"]),
    (3 * s**2 * t, s, ["6*s*t", "6st", 6 * s * t, sympy.Matrix([[6 * s * t]])]),
    ([3 * s**2 * t, 2 * s], [s, t], ["[[6st, 3s²], [2, 0]]", sympy.Matrix([[6 * s * t, 3 * s**2], [2, 0]])]),
    (99, x, ["zeros(1, n)", "0*x'", [0, 0, 0]]),
    (z**2, z, ["2z", "2*exp(log(z))"]),  # not defined everywhere, right where it is
    (mc.relu(z), z, ["z > 0", "(1 + sign(z)) / 2"]),
    (y[1] * y[3], y, ["[y3, 0, y1]"]),
    (z * z, b, ["0", 0, 0.0]),
]
RIGHT = [(y, x, answer) for y, x, answers in RIGHT for answer in answers]


@pytest.mark.parametrize(("y", "x", "answer"), RIGHT, ids=[str(a)[:50] for *_, a in RIGHT])
def test_right_however_it_is_written(y, x, answer):
    verdict = mc.check(answer, y, x)
    assert verdict.right, verdict
    assert verdict.diagnoses == ()
    assert verdict.diagnosis is None
    assert "Right" in verdict.message


@pytest.mark.parametrize(
    "answer",
    ["[[3, 0, 0], [0, 4, 0], [0, 0, 6]]", np.diag([3.0, 4, 6]), sympy.diag(3, 4, 6), "diag(x)", "diag([3, 4, 6])"],
)
def test_numbers_at_a_point(answer):
    assert mc.check(answer, w * x, w, at=POINT).right


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_no_key_is_called_wrong(problem):
    key = problem.key
    forms = [key, f"1*({key})", f"({key}) + 0*({key})", f"2*({key}) - ({key})"]
    if not key.startswith("["):
        forms.append(f"({key}).T.T")
    for form in forms:
        assert problem.check(form).right, form


SYMMETRIC = set("G1 E1 E2 E3 E4 E5 E6 E7 E10 S1 S3 S8 R3 C1 C2 C3 C7 C10 N2 N6 N9 M6".split())


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_every_key_transposed_is_named(problem):
    verdict = problem.check(f"({problem.key}).T")
    symmetric = problem.id in SYMMETRIC
    assert verdict.right if symmetric else verdict.diagnosis == "transposed"


@settings(max_examples=60, deadline=None)
@given(pair=pairs(depth=2))
def test_the_engines_own_answer_is_right_in_text(pair):
    found = mc.jacobian(pair.expression, SYMBOLS["x"]).expression
    assert mc.check(found, pair.expression, SYMBOLS["x"]).right


# ---- what is said of others ----------------------------------------------------------------------

# A problem, an answer, words that the message has.
SAID = [
    (mc.sum(x * x), x, "2*x", "n x 1 1 x n row column"),
    (mc.sum(x * x), x, "2*sum(x)", "single number"),
    (w * x, w, "diag(reverse(x))", "7 of 9 (3, 3) x_1 never reads"),
    (w * x, w, "diag(x) + ones(n, n)", "(1, 2) y_1 does not contain w_2"),
    (x * mc.sum(x), x, "identity(n) * 5", "(1, 2) is not 0 x_2"),
    (w * x, w, "diag(x) * 3", "3 times"),
    (w * x, w, "diag(x) / 2", "1/2 times"),
    (A * z**2, z, "2*z**2*A", "times z leave out"),
    (mc.mean(x), x, [0.333, 0.333, 0.333], "rounding"),
    (mc.sum(x), x, "x' / (n - n)", "no value"),
    (
        (z - mc.relu(w @ x)) ** 2,
        w,
        "-2*(z - relu(w @ x))*(w @ x > 0)*x.T + (w @ x < 0)*w.T",
        "right at some points not at others gate",
    ),
    (w * x, w, "diag(q)", "q w x"),
    (w * x, w, "diag(", "not closed"),
    (w * x, w, "x_i", "x_i indices exp(x)"),
    (w * x, w, "[x1, 0; 0, x2", "; comma [[1, 0], [0, 1]]"),
    (w * x, w, "[[x1, 0] [0, x2]]", "comma rows"),
    (w * x, w, "[[x1 0, 0], [0, x2]]", "list commas"),
    (w * x, w, "[[x1, ...], [..., x2]]", "left out [x1, x2]"),
    (w * x, w, "\\int{diag}(x)", "LaTeX exp(x)"),
    (w * x, w, "2 = diag(x)", "= right alone 2*x"),
    (w * x, w, "∂y", "sign of derivation 2*x"),
    (w * x, w, "1,5*w", "decimal point 0.5"),
    (w * x, w, "50%", "percentage 0.5"),
    (w * x, w, "DIAG(x)", "mean diag?"),
    (w * x, w, "identity(1000)", "too large n ones(3)"),
    (w * x, w, "log(-1)*diag(x)", "no value"),
    (mc.mean(x), x, "ones(n).T / 3", "right for n = 3 other sizes"),
    (z**2 * b, z, "2*b*z + 0*q", "no q"),
    (z**2, z, w, "symbol size does not have"),
    (mc.log(-1 - z**2), z, "2*z", "no point"),
    (w * x, w, mc.diag(u), "symbol size does not have"),
    (w * x, w, "w * x'", "n x 1 1 x n outer"),
    (w * x, w, {"x": 1}, "dict"),
    (w * x, w, "x[50] * x'", "past the last"),
    (w * x, w, [[float("nan")]], "nan"),
    (w * x, w, "diag(x)" + " @ identity(n)" * 49, "nested"),
    (w * x, w, "ones(900, 900) @ ones(900, 900) @ x", "fit"),
    (w * x, w, "sum(ones(900, 900) @ ones(900, 900))", "too much"),
]


@pytest.mark.parametrize(("y", "x", "answer", "words"), SAID, ids=[str(case[2])[:40] for case in SAID])
def test_what_is_said_of_an_answer_that_has_no_name(y, x, answer, words):
    verdict = mc.check(answer, y, x)
    assert not verdict.right
    for word in words.split():
        assert word in verdict.message


@pytest.mark.parametrize("answer", [..., None, "", "  \n"])
def test_no_answer_yet_is_told_what_to_do(answer):
    verdict = mc.check(answer, w * x, w)
    assert (verdict.right, verdict.diagnoses, verdict.prediction) == (False, (), None)
    assert "Not answered yet" in verdict.message


SHAPES = [
    ((m, n), None),
    (("m", "n"), None),
    ("(m, n)", None),
    ((n, m), "transposed"),
    ((m, 1), "collapsed-to-output"),
    ((1, 1), "collapsed-to-scalar"),
]


@pytest.mark.parametrize(("answer", "tag"), SHAPES, ids=str)
def test_a_tuple_answers_for_the_shape(answer, tag):
    verdict = mc.check(answer, A @ x, x)
    assert (verdict.right, verdict.diagnosis) == (tag is None, tag)


def test_a_shape_in_numbers():
    assert mc.check((2, 3), X @ y, y).right
    assert mc.check("(3, 3)", X @ y, y).diagnosis == "square-assumed"
    assert mc.check((1, 6), X @ y, y).diagnosis == "flattened"
    assert "two sizes" in mc.check((1, 2, 3), X @ y, y).message
    assert not mc.check((0, 3), X @ y, y).right


def test_a_list_of_an_exercises_own_mistakes():
    verdict = mc.check("7*x.T", mc.sum(x), x, exercise={"radial-guess": "x' * 7"})
    assert verdict.diagnosis == "radial-guess"
    assert not mc.check("8*x.T", mc.sum(x), x, exercise={"radial-guess": "x' * 7"}).diagnoses


@settings(max_examples=150, deadline=None)
@given(answer=st.one_of(st.text(max_size=20), st.text(alphabet="wxn2()[],+-*/@^'. ", max_size=12)))
def test_any_text_gets_a_verdict(answer):
    verdict = mc.check(answer, w * x, w)
    assert verdict.message
    assert str(verdict).startswith(verdict.message)


# ---- predictions ---------------------------------------------------------------------------------


def test_what_a_wrong_answer_predicts_stands_beside_what_really_happens():
    told = mc.check("diag(w)", w * x, w).prediction
    values = {"w": np.array([2.0, 5, 3]), "x": np.array([7.0, 4, 6])}
    assert told.where == "w = [2, 5, 3], x = [7, 4, 6]"
    assert (told.input, told.output, told.size) == ("w_1", "y_1", 0.1)
    moved = values | {"w": values["w"] + [told.size, 0, 0]}
    real = (w * x).at(**moved) - (w * x).at(**values)
    assert told.real == pytest.approx(real[0])
    assert told.predicted == pytest.approx(values["w"][0] * told.size)
    for part in ("w_1", "0.1", "y_1", "0.2", "0.7"):
        assert part in told.sentence


def test_a_right_answer_predicts_what_happens():
    told = mc.check("2*x.T", mc.sum(x * x), x, at={"x": [1, 2]}).prediction
    assert told.where == "x = [1, 2]"
    assert told.predicted == pytest.approx(told.real, rel=0.05)


def test_a_nudge_is_tried_where_something_moves():
    told = mc.check("diag(1 - tanh(A @ x)**2) @ A", mc.tanh(A @ x), x).prediction
    assert "really 0." in told.sentence or "so it does" in told.sentence
    assert abs(told.real) > 1e-6


@pytest.mark.parametrize(
    ("y", "x", "answer", "names"),
    [
        (A * z, z, "A - A", ("z", "y_")),
        (u @ W @ x, W, "outer(x, x @ W.T)", ("W_", "y")),
        ([s * t, s], [s, t], "[[t, s], [5, 0]]", ("s", "y_2")),
    ],
)
def test_names_of_what_is_nudged_and_of_what_moves(y, x, answer, names):
    told = mc.check(answer, y, x).prediction
    assert told.input.startswith(names[0])
    assert told.output.startswith(names[1])
    assert told.predicted != pytest.approx(told.real)


def test_a_nudge_is_shown_where_the_answer_is_off():
    told = mc.check("1", mc.relu(z), z).prediction
    assert (told.predicted, told.real) == (pytest.approx(0.1), 0)


@pytest.mark.parametrize("answer", ["x", "A", "diag("])
def test_an_answer_of_another_shape_predicts_nothing(answer):
    assert mc.check(answer, w * x + B @ x - B @ x, w).prediction is None


# ---- layout, speed, what is loaded ---------------------------------------------------------------


@pytest.mark.usefixtures("denominator")
@pytest.mark.parametrize(
    ("y", "x", "answer", "right"),
    [
        (A @ x, x, "A.T", True),
        (A @ x, x, "A", False),
        (w @ x, w, "x", True),
        (w @ x, w, "x.T", False),
        (w @ x, w, "[x1, x2, x3]", True),
        (x * z, z, "x.T", True),
        (A @ x, x, (n, m), True),
        (A @ x, x, (m, n), False),
    ],
)
def test_in_denominator_layout_the_transpose_is_right(y, x, answer, right):
    verdict = mc.check(answer, y, x)
    assert verdict.right is right
    assert verdict.diagnosis == (None if right else "transposed")
    if not isinstance(answer, tuple):
        assert ("denominator layout" in verdict.message) or not right


def test_without_numpy():
    code = """
import sys
sys.modules["numpy"] = None
import mclib as mc
w, x = mc.vectors("w x")
assert mc.check("diag(x)", w * x, w).right
assert mc.check("[[x1, 0], [0, x2]]", w * x, w).right
assert mc.check("diag(w)", w * x, w).diagnosis == "wrong-variable"
assert mc.check("diag(softmax(x)) - outer(softmax(x), softmax(x))", mc.softmax(x), x).right
assert mc.check([1, 5], mc.sum(w * x), x, at={"w": [1, 5], "x": [3, 4]}).right
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_check_is_fast():
    took = []
    for problem, answer, _ in WRONG:
        start = time.process_time()
        problem.check(answer)
        took.append(time.process_time() - start)
    assert median(took) < 0.02


HOSTILE = [
    "identity(1000)",
    "ones(900, 900) @ x",
    "x*" * 900 + "x",
    "-" * 999 + "x",
    "9**9**9",
    "q*u*v*x" * 99,
    "(" * 999,
]


@pytest.mark.parametrize("answer", HOSTILE, ids=[text[:12] for text in HOSTILE])
def test_no_text_takes_long(answer):
    start = time.process_time()
    assert not mc.check(answer, B @ mc.exp(w * x) + mc.sum(x), x).right
    assert time.process_time() - start < 2


def test_a_verdict_is_frozen_data():
    verdict = mc.check("diag(w)", w * x, w)
    with pytest.raises(AttributeError):
        verdict.right = True
    assert SimpleNamespace(**vars(verdict)).diagnoses == ("wrong-variable",)
