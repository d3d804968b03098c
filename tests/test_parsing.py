"""Text as a learner types it: what it means, and what is said where it means nothing."""

import re
import string
import subprocess
import sys

import pytest
import sympy
from hypothesis import given, settings, strategies as st

import mclib as mc
from mclib.functions import FUNCTIONS
from mclib.parsing import CALLS, OTHERWISE
from mclib.refusals import WORDS
from pairs import SYMBOLS, pairs

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
z, b, theta = mc.scalars("z b theta")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
y = mc.vectors("y", n=3)
X = mc.matrices("X", shape=(2, 3))
f, g = mc.functions("f g")
F = mc.functions("F", of="all")
KNOWN = (w, x, [z, b, theta], (A, B, X), y, f, g, F)

MEANINGS = {
    "x_1": x[1],
    "x1": x[1],
    "x_12": x[12],
    "A_12": A[1, 2],
    "A12": A[1, 2],
    "A[1, 2]": A[1, 2],
    "x[1]": x[1],
    "2x": 2 * x,
    "2(x + 1)": 2 * (x + 1),
    "(x + 1)(w + 2)": (x + 1) * (w + 2),
    "x(z + 1)": x * (z + 1),
    "2exp(x)": 2 * mc.exp(x),
    "2x^2": 2 * x**2,
    "-2x": -2 * x,
    "3x^2z": 3 * x**2 * z,
    "2x²z": 2 * x**2 * z,
    "xz": x * z,
    "3x1x2^2": 3 * x[1] * x[2] ** 2,
    "-x^2": -(x**2),
    "2**-z": 2 ** (-z),
    "z^b^2": z ** (b**2),
    "z - b - 1": z - b - 1,
    "z / b / 2": z / b / 2,
    "w - -x": w + x,
    "x'": x.T,
    "x^T": x.T,
    "xᵀ": x.T,
    "x.T @ w": x.T @ w,
    "x² + x³": x**2 + x**3,
    "2θ": 2 * theta,
    "x · w": x @ w,
    "[[z*(z > 0)], [b]]": mc.matrix([[z * (z > 0)], [b]]),
    "[[z > 0]*z, b]": mc.stack([(z > 0) * z, b]),
    "2 · x": 2 * x,
    "x × w": x * w,
    "x ⊙ w": x * w,
    "w ⊘ x": w / x,
    "w − x": w - x,
    "√(x @ x)": mc.sqrt(x @ x),
    "x ≥ w": x >= w,
    "0 < x": x > 0,
    "(w > x) * x": (w > x) * x,
    "mc.exp(mc.sum(x))": mc.exp(mc.sum(x)),
    "[z, b]": mc.stack([z, b]),
    "[[z, b], [1, 2]]": mc.matrix([[z, b], [1, 2]]),
    "sum([z, b])": mc.sum([z, b]),
    "concatenate([w, b])": mc.concatenate([w, b]),
    "ones(m, n)": mc.ones(m, n),
    "identity(n) / n": mc.identity(n) / n,
    "unit(n, 2)": mc.unit(n, 2),
    "ones(n + 1)": mc.ones(n + 1),
    "1e-3": mc.stack([0.001])[1],
    "2/3": mc.stack([2])[1] / 3,
    "2pi": 2 * mc.pi,
    "f(w, x)": f(w, x),
    "slope(f(w, x), w)": mc.slope(f(w, x), w),
    "slope(f(x, x), x, 1)": mc.slope(f(x, x), x, 1),
    "F(x)[2]": F(x)[2],
    "slope(F(x), x)[2]": mc.slope(F(x)[2], x),
    "trace(A @ A.T)": mc.trace(A @ A.T),
}


@pytest.mark.parametrize(("text", "meant"), MEANINGS.items(), ids=MEANINGS)
def test_what_a_text_means(text, meant):
    assert mc.parse(text, *KNOWN) == meant


@pytest.mark.parametrize("meant", MEANINGS.values(), ids=MEANINGS)
def test_what_is_printed_reads_back(meant):
    assert mc.parse(str(meant), *KNOWN) == meant


@settings(max_examples=200, deadline=None)
@given(pair=pairs(depth=4))
def test_random_functions_read_back_from_their_own_names(pair):
    assert mc.parse(str(pair.expression), pair.expression) == pair.expression


@pytest.mark.parametrize("word", CALLS)
def test_every_word_of_the_vocabulary_is_read_as_its_example_is_written(word):
    (first, *_) = CALLS[word][0].split(" or ")
    square = mc.matrices("X", shape=("n", "m"))
    assert mc.parse(first, w, x, A, square, f).shape is not None


def test_the_words_that_no_symbol_may_take_are_those_that_are_read():
    assert {*CALLS, *FUNCTIONS, "pi", "T"} == WORDS


@pytest.mark.parametrize("name", ["diag", "outer", "unit", "exp", "maximum", "stack"])
def test_every_name_is_known_with_and_without_its_prefix(name):
    assert name in CALLS
    assert hasattr(mc, name)


def test_numbers_stand_for_the_sizes_that_are_concrete():
    assert mc.parse("ones(n)", y) == mc.ones(3)
    assert mc.parse("ones(m, n)", X, y) == mc.ones(2, 3)
    assert mc.parse("identity(m)", mc.matrices("Q", shape=(4, 4))) == mc.identity(4)
    assert mc.parse("n", x, y) == n  # the size that has this name


def test_symbols_of_sympys_are_read():
    s = sympy.Symbol("s")
    assert mc.parse("3s^2", s) == 3 * mc.scalars("s") ** 2


def test_an_expression_brings_its_symbols_along():
    assert mc.parse("w + z*ones(n)", f(w * z)) == w + z * mc.ones(n)


# What is typed: where the caret stands (counted from 0), and words that the message has.
MISTAKES = {
    "": (None, "no formula"),
    "diag(q)": (5, "q Known w x diag"),
    "tahn(x)": (0, "tahn tanh"),
    "2*W": (2, "mean w"),
    "diag(x": (4, "closed"),
    "[x, w": (0, "closed"),
    "diag(x))": (7, "closes nothing"),
    "x +": (3, "missing"),
    "x * / w": (4, "missing"),
    "w x": (2, "sign w*x"),
    "2 3": (2, "sign"),
    "x == w": (2, "right alone"),
    "|x|": (0, "abs norm"),
    r"\int{1}{2}": (0, "LaTeX"),
    "x.exp(x)": (1, "exp(x)"),
    "exp": (0, "function exp("),
    "tanh^2(x)": (0, "function tanh(x)^2"),
    "1^T x": (0, "ones(n).T"),
    "exp(x, w)": (0, "2 arguments exp("),
    "f": (0, "function f(x)"),
    "diag()": (0, "diag("),
    "stack(x)": (6, "list ["),
    "x[0]": (0, "start at 1"),
    "x[i]": (2, "i indices x[1]"),
    "x[1.5]": (2, "3/2 place"),
    "y[4]": (0, "3 4"),
    "z_1": (0, "z_1"),
    "ones(x)": (5, "size"),
    "1 < x < 2": (0, "Two comparisons"),
    "1/0": (0, "zero"),
    "x ! w": (2, "!"),
    "__import__('os')": (11, "cannot stand here"),
    "().__class__": (1, "missing"),
    "x\x00": (1, "cannot stand here"),
    "9**9**9": (0, "too large"),
    "10**10**10": (0, "too large"),
    "n**n**n": (0, "too large"),
    "0.5**1e9": (0, "too large"),
    "1e999999999": (0, "too long"),
    "1e90 * 1e90": (0, "too large"),
    "ones(10**9)": (5, "too long"),
    "x" * 1900: (0, "know no"),
    "(" * 10_000 + "x" + ")" * 10_000: (None, "20001 2000"),
    "(" * 900 + "x" + ")" * 900: (0, "nested"),
    "-" * 1900 + "x": (0, "nested"),
    "x**" * 600 + "x": (0, "nested"),
    "B @ " * 300 + "x": (0, "nested"),
    "exp(" * 300 + "x" + ")" * 300: (0, "nested"),
}
NAMES = [text[:24] or "nothing" for text in MISTAKES]


@pytest.mark.parametrize(("text", "expected"), MISTAKES.items(), ids=NAMES)
def test_what_cannot_be_read_is_said_where_and_why(text, expected):
    place, words = expected
    with pytest.raises(mc.ParseError) as refused:
        mc.parse(text, *KNOWN)
    message = str(refused.value)
    if place is not None:
        assert refused.value.position == place
        assert re.search(r"^ *\^$", message, re.M)
    for word in words.split():
        assert word in message


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_name_that_the_vocabulary_lacks_is_answered_with_what_it_has(name):
    with pytest.raises(mc.ParseError, match=re.escape(OTHERWISE[name])):
        mc.parse(f"{name}(A)", *KNOWN)
    with pytest.raises(AttributeError, match=re.escape(OTHERWISE[name])):
        getattr(mc, name)


def test_a_name_of_the_learners_own_comes_before_what_the_vocabulary_lacks():
    e = mc.scalars("e")
    assert mc.parse("2*e", e) == 2 * e


def test_the_caret_stands_under_the_spot_also_in_a_long_text():
    with pytest.raises(mc.ParseError) as refused:
        mc.parse("x + " * 100 + "q" + " + x" * 100, x)
    line, caret = str(refused.value).splitlines()[:2]
    assert line[caret.index("^")] == "q"


@pytest.mark.parametrize("text", ["w * x'", "A @ A", "x + y", "2 * (x @ y)"])
def test_shapes_that_do_not_fit_are_named(text):
    with pytest.raises(mc.ShapeError, match=r"[xA]"):
        mc.parse(text, *KNOWN)


@pytest.mark.parametrize("thing", [None, 3, ["x"], x])
def test_what_is_no_text_is_refused(thing):
    with pytest.raises(TypeError, match="quotes"):
        mc.parse(thing, x)


def read_or_refused(text):
    """Whether the text gives an expression, or an error that is a sentence."""
    try:
        return mc.parse(text, *SYMBOLS.values()).shape is not None
    except (mc.ParseError, mc.ShapeError) as refused:
        return len(str(refused).split()) >= 5


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=string.printable + "θ²ᵀ√·", max_size=40))
def test_any_text_gives_an_expression_or_a_sentence(text):
    assert read_or_refused(text)


@settings(max_examples=300, deadline=None)
@given(
    words=st.lists(
        st.sampled_from([*"wxzbB()[],+-*/@^'", "2", ".T", "sum(", "diag(", "ones(", "n", " > ", "**"]),
        max_size=12,
    )
)
def test_words_in_any_order_give_an_expression_or_a_sentence(words):
    assert read_or_refused("".join(words))


def test_the_grammar_is_loaded_at_its_first_use():
    code = "import sys, mclib as mc; mc.parse; assert 'lark' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
