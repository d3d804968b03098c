"""Trees as text, LaTeX, HTML and spoken words: all of the vocabulary, every line of every equation."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

import mclib as mc
from equations import EQUATIONS
from mclib.language import text
from mclib.parsing import CALLS
from mclib.render.html import html
from mclib.render.latex import BECAME, WILL_CHANGE, latex, line_latex
from mclib.render.words import words
from mclib.views.typeset import typeset
from pairs import pairs

w, x = mc.vectors("w x")
z, b, t = mc.scalars("z b t")
A = mc.matrices("A")
B, X = mc.matrices("B X", shape=("n", "n"))
f, g = mc.functions("f g")
F = mc.functions("F", of="all")
n = mc.sizes("n")
SQUARE = mc.matrices("A", shape=("n", "n"))
# The example that the grammar gives for a word, and what the grammar has no word for.
EXAMPLES = {name: row[0].partition(" or ")[0] for name, row in CALLS.items()}
EXAMPLES |= {"comparison": "w >= x", "slot": "slope(f(x, x), x, 2)", "component": "A[1, 2]", "pi": "pi*x'"}
MARK = re.compile(r"\\textcolor\{#\d+\}")


def read(written):
    """Return the expression of an example; A is square where only that fits."""
    return mc.parse(written, w, x, z, SQUARE if "trace" in written else A, X, f, F, n)


def is_set(written):
    return typeset(written).glyphs != ()


def is_spoken(written):
    return written.strip() == written != "" and not set(written) & set("^_\\{}<>=*@[]&")


def is_html(written):
    tags = {element.tag for element in ElementTree.fromstring(f"<p>{written}</p>").iter()}
    return tags <= {"p", "i", "b", "sub", "sup"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_word_is_written_in_every_notation(name):
    tree = read(EXAMPLES[name])
    assert read(text(tree)) == tree
    assert is_set(latex(tree))
    assert is_html(html(tree))
    assert is_spoken(words(tree))


@pytest.mark.parametrize("row", EQUATIONS, ids=lambda row: row.id)
def test_every_line_is_written_in_every_notation(row):
    derivation = mc.derive(row.function, row.variable)
    for k, line in enumerate(derivation.lines):
        assert is_set(line_latex(derivation, k, marks=True))
        assert is_html(html(line))
        assert is_spoken(words(line))
        assert text(line)


@pytest.mark.parametrize("row", EQUATIONS, ids=lambda row: row.id)
def test_marks_change_no_formula(row):
    derivation = mc.derive(row.function, row.variable)
    colours = set()
    for k in range(len(derivation.lines)):
        marked, plain = line_latex(derivation, k, marks=True), line_latex(derivation, k)
        colours |= {colour for colour in (WILL_CHANGE, BECAME) if colour in marked}
        assert re.sub("[{}]", "", MARK.sub("", marked)) == re.sub("[{}]", "", plain)
    assert colours == {WILL_CHANGE, BECAME}


@settings(max_examples=40, deadline=None)
@given(pair=pairs())
def test_any_function_is_written_in_every_notation(pair):
    assert is_set(latex(pair.expression))
    assert is_html(html(pair.expression))
    assert is_spoken(words(pair.expression))


# (expression, LaTeX, HTML, words): where brackets stand, and how signs and fractions are written.
FORMS = [
    (-(w + x), r"-(\mathbf{w} + \mathbf{x})", "−(<b>w</b> + <b>x</b>)", "minus (w plus x)"),
    (z - (b - t), "z - (b - t)", "<i>z</i> − (<i>b</i> − <i>t</i>)", "z minus (b minus t)"),
    (z - 2 * b, "z - 2 b", "<i>z</i> − 2 <i>b</i>", "z minus 2 times b"),
    (z * 2**b, r"z \cdot 2^{b}", "<i>z</i> · 2<sup><i>b</i></sup>", "z times 2 to the power b"),
    (2 * z / 3, r"\frac{2 z}{3}", "2 <i>z</i> / 3", "2 times z over 3"),
    (z / (b * t), r"\frac{z}{b t}", "<i>z</i> / (<i>b</i> <i>t</i>)", "z over (b times t)"),
    (z**-2, r"\frac{1}{z^{2}}", "1 / <i>z</i><sup>2</sup>", "1 over z squared"),
    (z**0.5, r"\sqrt{z}", "√(<i>z</i>)", "the square root of z"),
    ((z**2) ** b, "(z^{2})^{b}", "(<i>z</i><sup>2</sup>)<sup><i>b</i></sup>", "(z squared) to the power b"),
    (w / x, r"\mathbf{w} \oslash \mathbf{x}", "<b>w</b> ⊘ <b>x</b>", "w over x"),
    (1 / x, r"\vec{1} \oslash \mathbf{x}", "<b>1</b> ⊘ <b>x</b>", "1 over x"),
    (x * z, r"\mathbf{x}\,z", "<b>x</b> <i>z</i>", "x times z"),
    ((A @ x) / z, r"\frac{1}{z}\,A\,\mathbf{x}", "<i>A</i> <b>x</b> / <i>z</i>", "A times x over z"),
    (w * (B @ x), r"\mathbf{w} \odot (B\,\mathbf{x})", "<b>w</b> ⊙ (<i>B</i> <b>x</b>)", "w times (B times x)"),
    (x @ B @ x, r"\mathbf{x}^{T}\,B\,\mathbf{x}", "<b>x</b><sup>T</sup> <i>B</i> <b>x</b>", None),
    (A @ (B @ x), r"A\,B\,\mathbf{x}", "<i>A</i> <i>B</i> <b>x</b>", "A times B times x"),
    (mc.exp(x).T, r"(e^{\mathbf{x}})^{T}", "(<i>e</i><sup><b>x</b></sup>)<sup>T</sup>", "(exp of x) transposed"),
    (mc.log(z / b), r"\ln\Big(\frac{z}{b}\Big)", "log(<i>z</i> / <i>b</i>)", "log of (z over b)"),
    (mc.log(z ** (t / b)), r"\ln(z^{\frac{t}{b}})", "log(<i>z</i><sup><i>t</i> / <i>b</i></sup>)", None),
    (mc.sin(f(z, b)), r"\sin(f(z, b))", "sin(<i>f</i>(<i>z</i>, <i>b</i>))", "sin of f of z and b"),
    (F(x)[2], r"F_{2}(\mathbf{x})", "<i>F</i><sub>2</sub>(<b>x</b>)", "F 2 of x"),
    (A[1, 2], "A_{12}", "<i>A</i><sub>12</sub>", "A 1 2"),
    (A[1, 12], r"A_{1,\,12}", "<i>A</i><sub>1,12</sub>", "A 1 12"),
    (mc.stack([z, b]), r"\begin{bmatrix} z \\ b \end{bmatrix}", "[<i>z</i>, <i>b</i>]", "row 1: z; row 2: b"),
    (mc.matrix([[z, b]]), r"\begin{bmatrix} z & b \end{bmatrix}", "[<i>z</i>, <i>b</i>]", "row 1: z, b"),
    (mc.ones(n).T, r"\vec{1}^{T}", "<b>1</b><sup>T</sup>", "the vector of ones transposed"),
    (mc.slope(f(x, x), x, 2), r"\partial_{2} f(\mathbf{x}, \mathbf{x})", None, None),
]


@pytest.mark.parametrize(("tree", "tex", "page", "spoken"), FORMS, ids=[str(row[0]) for row in FORMS])
def test_forms(tree, tex, page, spoken):
    assert latex(tree) == tex
    assert page is None or html(tree) == page
    assert spoken is None or words(tree) == spoken
    assert mc.parse(text(tree), *tree.symbols, *tree.functions, n) == tree


def line(y, by, k):
    return mc.derive(y, by).lines[k]


def test_a_sum_reaches_to_the_right_as_far_as_its_brackets_let_it():
    twice = line(mc.sum(x) * mc.sum(w), x, 1)
    tex = latex(twice)
    assert r"\Big(\sum_{k=1}^{n} x_{k}\Big)\,\sum_{k=1}^{n} w_{k}" in tex
    assert "(∑<sub><i>k</i></sub> <i>x</i><sub><i>k</i></sub>) ∑" in html(twice)
    assert "(the sum over k from 1 to n of x k) times the sum over k" in words(twice)


def test_bound_letters_avoid_the_learners_names():
    k, l = mc.vectors("k l")
    derivation = mc.derive(mc.sum(k * l), k)
    assert r"\sum_{p=1}^{n} k_{p} l_{p}" in line_latex(derivation, 1)
    assert "sum_p k_p*l_p" in text(derivation.lines[1], derivation.jacobian.frame.names)


def test_a_mirrored_index_is_read():
    mirrored = line(mc.reverse(x), x, 1)
    assert latex(mirrored) == r"\frac{\partial x_{n+1-i}}{\partial x_{j}}"
    assert words(mirrored) == "the derivative by x j of x n plus 1 minus i"
    assert text(mirrored) == "d/dx_j (x_{n+1-i})"


def test_names_in_latex():
    theta, loss, x_1 = mc.scalars("theta loss x_1")
    assert latex(theta * loss * x_1) == r"\theta\,\mathrm{loss}\,x_{1}"
    assert latex(mc.vectors("theta")) == r"\boldsymbol{\theta}"
    assert latex(mc.vectors("w_1")[2]) == r"w_{1,2}"
    assert words(x_1) == "x 1"


def test_the_factors_of_the_chain_rule():
    product = mc.derive(mc.sin(t**2), t, by="chain").lines[2]
    assert latex(product) == r"\frac{\partial u_{2}}{\partial u_{1}}\,\frac{\partial u_{1}}{\partial t}"
    assert html(product) == "∂<i>u</i><sub>2</sub>/∂<i>u</i><sub>1</sub> · ∂<i>u</i><sub>1</sub>/∂<i>t</i>"
    assert words(product) == "(the derivative by u1 of u2) times the derivative by t of u1"
    assert text(product) == "(du2/du1)*(du1/dt)"


def test_a_slope_while_other_names_stand_still_keeps_its_sign():
    # Two roads lead from t to the result: d for what counts both, the other sign for one alone.
    both = line_latex(mc.derive(t + t**2, t, by="chain"), 2)
    assert r"\frac{\partial u_{2}}{\partial t} + \frac{\partial u_{2}}{\partial u_{1}}\,\frac{d u_{1}}{d t}" in both
    assert both.startswith(r"\frac{d y}{d t}")


def test_one_symbol_and_a_scalar_have_a_straight_d():
    assert line_latex(mc.derive(f(g(t)), t), 2) == (r"\frac{d y}{d t} = \frac{d f(g(t))}{d g(t)}\,\frac{d g(t)}{d t}")
    assert r"\partial" in line_latex(mc.derive(f(t * z), t), 2)


def test_what_vanishes_stands_over_a_brace():
    assert r"\underbrace{\frac{\partial x_{i}}{\partial z}}_{0}" in line_latex(mc.derive(x + z, z), 2)


def test_a_derivation_is_aligned_at_its_signs():
    lines = latex(mc.derive(w * x, w)).splitlines()
    assert lines[0] == r"\begin{aligned}"
    assert all(written.count("&=") == 1 for written in lines[1:-1])
