"""What cannot be done is refused in one clear sentence that names it and shows what works."""

import math
import operator
import re

import numpy as np
import pytest
import sympy

import mclib as mc

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
c = mc.vectors("c", n="m")
y = mc.vectors("y", n=3)
z, b = mc.scalars("z b")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
f = mc.functions("f")
F = mc.functions("F", of="all")
s = sympy.Symbol("s")

# Something that can be typed: a call, a component, an operator between names, a definition, a list,
# a word in quotes.
EXAMPLE = re.compile(r"[\w.]+\([^()]*\w.*?\)|\w\[\d.*?\]|\w+ ?(@|\*\*?|/|\+) ?\w+|\w ?= ?\S+|\[\w+, \w+\]|\"\w+\"")
REFUSALS = (ValueError, TypeError, IndexError, NotImplementedError)

HIGHER = r"order|second|derivative of a derivative"

# What is tried; what the message must name (a pattern for each).
UNKNOWN = {
    "a function in text": (lambda: mc.parse("foo(x)", x), ["foo"]),
    "a function in text, misspelt": (lambda: mc.parse("tahn(x)", x), ["tahn", "tanh"]),
    "a name in text": (lambda: mc.parse("diag(q)", w, x), ["q"]),
    "a size in text": (lambda: mc.parse("ones(q)", w, x), ["q"]),
    "a function of SymPy's": (lambda: mc.derive(sympy.gamma(s), s), ["gamma"]),
    "a layout": (lambda: mc.jacobian(w * x, w).to("sideways"), ["sideways", "denominator"]),
    "a default layout": (lambda: mc.layout("sideways"), ["sideways", "denominator"]),
    "a road": (lambda: mc.derive(w * x, w, by="magic"), ["magic", "entries"]),
    "a kind of function": (lambda: mc.functions("F", of="some"), ["some", "all"]),
    "code in text": (lambda: mc.parse("__import__('os')", x), [""]),
    "half a formula": (lambda: mc.parse("diag(x", x), [""]),
    "no formula": (lambda: mc.parse("", x), [""]),
}

ORDER = {
    "the slope of a function of vectors": (
        lambda: mc.derive(mc.slope(f(w), w), w),
        [HIGHER],
    ),
    "one argument's slope by another": (
        lambda: mc.derive(mc.slope(f(w, x), w), x),
        [HIGHER],
    ),
    "a sum of slopes": (lambda: mc.derive(mc.sum(mc.slope(f(x), x)), x), [HIGHER]),
    "the slope of a function of all": (
        lambda: mc.derive(mc.slope(F(x)[1], x), x),
        [HIGHER],
    ),
    "the Jacobian just found": (
        lambda: mc.derive(mc.jacobian(f(z), z).expression, z),
        [HIGHER],
    ),
}

SHAPES = {
    "lengths": (lambda: x + c, ["x", "c", r"\bn\b", r"\bm\b"]),
    "lengths, multiplied": (lambda: x * c, ["x", "c", r"\bn\b", r"\bm\b"]),
    "lengths, one a number": (lambda: x - y, ["x", "y", r"\bn\b", r"\b3\b"]),
    "lengths, compared": (lambda: x > c, ["x", "c", r"\bn\b", r"\bm\b"]),
    "lengths, in a power": (lambda: x**c, ["x", "c", r"\bn\b", r"\bm\b"]),
    "a dot product": (lambda: x @ c, ["x", "c", r"\bn\b", r"\bm\b"]),
    "a matrix and a column": (lambda: A @ c, ["A", "c", r"\bn\b", r"\bm\b"]),
    "a column and a matrix": (lambda: x @ A, ["x", "A", r"\bn\b", r"\bm\b"]),
    "two matrices": (lambda: A @ A, ["A", r"\bn\b", r"\bm\b"]),
    "a matrix plus another": (lambda: A + B, ["A", "B", r"\bn\b", r"\bm\b"]),
    "a column with a row": (lambda: w * x.T, ["w", r"x\.T", "@|outer"]),
    "a matrix times a column": (lambda: B * x, ["B", "x", "@|diag"]),
    "a scalar with @": (lambda: z @ x, ["z", "x", r"\*"]),
    "an unknown operator": (lambda: f(w, c), ["w", "c", r"\bn\b", r"\bm\b"]),
    "the larger of two": (lambda: mc.maximum(w, c), ["w", "c", r"\bn\b", r"\bm\b"]),
    "a stack of vectors": (lambda: mc.stack([x, z]), ["x", "stack|scalar"]),
    "the norm of a matrix": (lambda: mc.norm(B), ["B", "norm", "vector|column"]),
    "the softmax of a scalar": (lambda: mc.softmax(z), ["z", "softmax", "vector|column"]),
    "diag of a matrix": (lambda: mc.diag(B), ["B", "diag", "vector|column"]),
    "a gradient of a vector": (
        lambda: mc.gradient(w * x, w),
        ["a vector function has a Jacobian"],
    ),
    "a literal with uneven rows": (lambda: mc.matrix([[z, b], [z]]), ["row"]),
}

VARIABLES = {
    "a product": (lambda: mc.derive(w * x, w * x), [r"w ?\* ?x"]),
    "a number": (lambda: mc.derive(w * x, 3), ["3"]),
    "a component": (lambda: mc.derive(w * x, x[1]), [r"x\[1\]"]),
    "a transposed symbol": (lambda: mc.derive(w * x, x.T), [r"x\.T"]),
    "a function": (lambda: mc.derive(f(w), f), ["f"]),
    "text": (lambda: mc.derive(w * x, "w"), ["w"]),
    "nothing": (lambda: mc.derive(w * x, []), [""]),
    "a list of vectors": (lambda: mc.derive(w * x, [w, x]), ["w|x", "scalar"]),
    "a list with an expression": (lambda: mc.derive(z * b, [z, b + 1]), [r"b \+ 1"]),
    "SymPy's product": (lambda: mc.derive(s**2, s**2), [r"s\*\*2"]),
}

FUNCTIONS = {
    "an empty stack": (lambda: mc.stack([]), ["stack"]),
    "an empty list": (lambda: mc.derive([], x), [""]),
    "text": (lambda: mc.derive("w * x", w), [r"w \* x"]),
    "nothing": (lambda: mc.derive(None, w), ["None"]),
    "a function of Python's": (lambda: mc.derive(lambda x: x, x), [""]),
    "an unknown function without arguments": (lambda: mc.derive(f, x), ["f"]),
    "four arguments": (lambda: f(w, x, z, b), ["f", "three|3|four|4"]),
    "no arguments": (lambda: f(), ["f"]),
    "a slope by what is no argument": (lambda: mc.slope(f(w, x), z), ["z"]),
    "a slope of a known function": (lambda: mc.slope(w * x, w), [r"w ?\* ?x"]),
}

INDICES = {
    "zero": (lambda: x[0], ["0", "start (at|with|from) 1"]),
    "zero in a matrix": (lambda: A[0, 1], ["0", "start (at|with|from) 1"]),
    "negative": (lambda: x[-1], ["-1"]),
    "past the end": (lambda: y[4], ["4", "3"]),
    "two of a vector": (lambda: x[1, 2], ["x"]),
    "one of a matrix": (lambda: A[1], ["A"]),
    "any of a scalar": (lambda: z[1], ["z"]),
    "a fraction": (lambda: x[1.5], [r"1\.5"]),
    "a slice": (lambda: x[1:2], ["x"]),
    "a unit vector's": (lambda: mc.unit(3, 4), ["4", "3"]),
}

SIZES = {
    "zero": (lambda: mc.vectors("q", n=0), ["0"]),
    "negative": (lambda: mc.vectors("q", n=-2), ["-2"]),
    "a fraction": (lambda: mc.vectors("q", n=2.5), [r"2\.5"]),
    "a vector": (lambda: mc.ones(x), ["x"]),
    "a scalar": (lambda: mc.ones(z), ["z"]),
    "a matrix with one size": (lambda: mc.matrices("Q", shape=(3,)), ["3"]),
    "no name": (lambda: mc.vectors(""), [""]),
    "a name that is none": (lambda: mc.vectors("2x"), ["2x"]),
}

ARRAY = np.array([1, 2, 3])

# What works with arrays and does not with symbols.
UNLIKE_ARRAYS = {
    "a caret": (lambda: x ^ 2, [r"x\*\*2"]),
    "a caret, reflected": (lambda: 2 ^ x, [r"\*\*"]),
    "a length": (lambda: len(x), ["x", "mc.sizes"]),
    "a walk": (lambda: sum(x), ["mc.sum"]),
    "a choice": (lambda: max(x, 0), ["mc.maximum"]),
    "a condition": (lambda: x if x > 0 else 0, ["mc.maximum"]),
    "a number": (lambda: math.sin(x), ["mc.sin"]),
    "a remainder": (lambda: x % 2, ["x / 2"]),
    "NumPy's sine": (lambda: np.sin(x), [r"mc\.sin\(x\)"]),
    "NumPy's sine of a function": (lambda: np.sin(w * x), ["mc.sin"]),
    "NumPy's sum": (lambda: np.sum(x), ["mc.sum"]),
    "NumPy's dot": (lambda: np.dot(w, x), ["w @ x"]),
    "NumPy's norm": (lambda: np.linalg.norm(x), ["mc.norm"]),
    "NumPy's sort": (lambda: np.sort(x), ["sort", "mc.sum"]),
    "two things to show": (lambda: mc.show(x * x, x), [r"mc\.derive\(x\*x, x\)"]),
    "names that are none": (lambda: mc.vectors([w]), ["mc.vectors"]),
}

CASES = {
    f"{table}: {name}": case
    for table, cases in {
        "unknown": UNKNOWN,
        "order": ORDER,
        "shapes": SHAPES,
        "variable": VARIABLES,
        "function": FUNCTIONS,
        "index": INDICES,
        "size": SIZES,
        "unlike arrays": UNLIKE_ARRAYS,
    }.items()
    for name, case in cases.items()
}


@pytest.mark.parametrize(("attempt", "named"), CASES.values(), ids=CASES)
def test_refused_in_a_clear_sentence_with_an_example(attempt, named):
    with pytest.raises(REFUSALS) as refused:
        attempt()
    message = str(refused.value)
    for pattern in named:
        assert re.search(pattern, message), f"{pattern!r} is not in: {message}"
    assert EXAMPLE.search(message), f"no example of what works in: {message}"
    assert len(message.split()) >= 5


@pytest.mark.parametrize(
    ("name", "word"), [("sum", "mc.sum"), ("dot", "w @ x"), ("max", "maximum"), ("foo", r"\.shape")]
)
def test_what_an_array_has_and_an_expression_has_not_says_what_to_write(name, word):
    with pytest.raises(AttributeError, match=word):
        getattr(x, name)


@pytest.mark.parametrize("act", [operator.add, operator.mul, operator.pow, operator.truediv, operator.gt], ids=repr)
def test_an_array_in_front_is_a_literal_vector(act):
    found = act(ARRAY, y).at(y=[1, 2, 4])
    assert found.tolist() == act(ARRAY, np.array([1.0, 2, 4])).tolist()


@pytest.mark.parametrize("attempt", [a for a, _ in SHAPES.values()], ids=SHAPES)
def test_shapes_that_do_not_fit_have_an_error_of_their_own(attempt):
    with pytest.raises(mc.ShapeError):
        attempt()


def test_what_looks_like_a_second_derivative_and_is_none_is_allowed():
    # By another variable the slope is a constant, and a known function's slope is a function.
    assert mc.derive(mc.slope(f(w), w), x).jacobian.structure == "zero"
    assert mc.derive(mc.jacobian(z**3, z).expression, z).jacobian.at(z=2).tolist() == [[12.0]]
