"""The table of mistakes: each row makes its answer from a problem, and says something about it."""

import re
from collections import Counter

import pytest

import mclib as mc
from alike import PAIRS, alike
from bank import PROBLEMS, WRONG
from mclib.misconceptions import BY_TAG, TABLE

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
z, t = mc.scalars("z t")
p, q = mc.scalars("p q")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
v = mc.vectors("v", n=2)
c = mc.vectors("c", n=3)
POLAR = [p * mc.cos(q), p * mc.sin(q)]
PAIR = [c[1] * c[2], c[1] + c[3] ** 2]

# One problem and answer for each row, and words that its sentence has there.
CASES = {
    "transposed": ("A.T", A @ x, x, "rows are outputs"),
    "wrong-variable": ("diag(w)", w * x, w, "w moves"),
    "reduction-forgotten": ("z*identity(n)", mc.sum(x * z), x, "sum(x*z)"),
    "summed-wrong-axis": ("A @ ones(n)", mc.sum(A @ x), x, "go down"),
    "only-fi-of-xi": ("[[c2, c3, c1]]", mc.sum(mc.stack([c[1] * c[2], c[2] * c[3], c[3] * c[1]])), c, "collects"),
    "sum-not-mean": ("identity(n) - ones(n, n)", x - mc.mean(x), x, "1/n"),
    "gate-ignored": ("x.T", mc.relu(w @ x), w, "closed gate"),
    "gate-inverted": ("identity(n) - diag(w > x)", mc.maximum(w, x), w, "exchanged"),
    "cross-term-forgotten": ("[[2*v1, 3*v2^2]]", v[1] ** 2 + 3 * v[1] * v[2] + v[2] ** 3, v, "two variables"),
    "differentiated-everything": ("6*p*q + 3*p**2", 3 * p**2 * q, p, "Move p"),
    "both-product-terms": ("diag(w + x)", w * x, w, "does not contain w"),
    "collapsed-to-output": ("A @ x", A @ x, x, "function itself"),
    "radial-guess": ("x'", x @ mc.diag(mc.cumsum(mc.ones(n))) @ x, x, "where you stand"),
    "sign": ("diag(w / x**2)", w / x, x, "Opposite"),
    "rows-swapped": ("[[1, 0, 2*c3], [c2, c1, 0]]", PAIR, c, "Row 1"),
    "order-of-variables": ("[[-p*sin(q), cos(q)], [p*cos(q), sin(q)]]", POLAR, [p, q], "belongs to p"),
    "diagonal-as-vector": ("x", w * x, w, "each output"),
    "diagonal-habit": ("diag(x)", x * z, z, "one column"),
    "ones-matrix": ("z*ones(n, n)", x * z, x, "(2, 1) y_2 x_1"),
    "column-filled": ("outer(ones(n), x)", w * x, w, "(2, 1) y_2 = w_2*x_2 w_1"),
    "row-filled": ("outer(2*x, ones(n))", x * x, x, "(2, 1) y_2 = x_2*x_2 x_1"),
    "off-diagonal-zeroed": ("diag(x + sum(x))", x * mc.sum(x), x, "off the diagonal"),
    "missing-dependence-not-zero": ("[[c2, c1, 1], [1, 1, 2*c3]]", PAIR, c, "y_1 c_3"),
    "identity-habit": ("identity(n)", w * w * x, w, "Nudge"),
    "collapsed-to-scalar": ("z", x * z, x, "Which cells"),
    "one-cell-only": ("[3*p**2*q**2]", p**3 * q**2, [p, q], "one cell each of the others"),
    "cells-added": ("sum(x)", w * x, w, "added"),
    "variable-not-removed": ("A @ diag(x)", A @ x, x, "times x leave out"),
    "tangent-to-contour": ("[[8*v2, -2*v1]]", v[1] ** 2 + 4 * v[2] ** 2, v, "contour"),
    "flattened": ("[[1, 2, 3, 4]]", mc.matrix([[1, 2], [3, 4]]) @ v, v, "row for each output"),
    "square-assumed": ((3, 3), PAIR, c, "columns is right rows not"),
    "gate-ignored-outer-only": ("-2*(1 - relu(w @ x))*x.T", (1 - mc.relu(w @ x)) ** 2, w, "value slope"),
    "value-instead-of-slope": ("relu(w @ x)*x.T", mc.relu(w @ x), w, "slope 1"),
    "exponent-not-brought-down": ("p**2", p**3, p, "comes down"),
    "power-not-lowered": ("3*p**3", p**3, p, "down by one"),
    "power-rule-on-exp": ("diag(x*exp(x - 1))", mc.exp(x), x, "exponential"),
    "minus-lost": ("[[cos(q), p*sin(q)], [sin(q), p*cos(q)]]", POLAR, [p, q], "-sin"),
    "product-rule-one-term": ("sin(p)", p * mc.sin(p), p, "factors move with p"),
    "direct-path-forgotten": ("2*p*cos(p + p**2)", mc.sin(p + p**2), p, "direct road"),
    "indirect-path-forgotten": ("diag(softmax(x))", mc.softmax(x), x, "second road"),
    "one-path-forgotten": ("softmax(x).T", mc.log(mc.sum(mc.exp(x))) - t * mc.sum(x), x, "roads add"),
    "paths-multiplied": ("6*p**3", p**2 + p**3, p, "roads"),
    "product-of-derivatives": ("2*p*cos(p)", p**2 * mc.sin(p), p, "each factor in turn"),
    "constant-to-one": ("x.T + 1", w @ x + p, w, "adds 0"),
    "constant-kept": ("x.T + p", w @ x + p, w, "adds nothing"),
    "composed-derivatives": ("cos(2*p)", mc.sin(p**2), p, "inside"),
    "outer-at-wrong-point": ("2*p*cos(p)", mc.sin(p**2), p, "inside not p"),
    "order-swapped": ("diag(exp(x)) @ B", B @ mc.exp(x), x, "left"),
    "factor-transposed": ("B.T @ diag(exp(x))", B @ mc.exp(x), x, "no factor"),
    "hadamard-not-matmul": ("B * diag(exp(x))", B @ mc.exp(x), x, "@"),
    "jacobians-added": ("B + diag(exp(x))", B @ mc.exp(x), x, "roads add"),
    "constant-factor-dropped": ("2*p", p**2 * q, p, "stays still"),
    "symmetry-assumed": ("2*x.T @ B", x @ B @ x, x, "symmetric"),
    "inner-derivative-forgotten": ("cos(p**2)", mc.sin(p**2), p, "inside"),
    "outer-derivative-forgotten": ("2*p", mc.sin(p**2), p, "around it"),
    "inner-outer-swapped": ("w @ x", w @ B @ x, B, "weight"),
    "index-i-vs-j": ("2*sum(x)*ones(n).T", mc.sum(x * x), x, "index"),
    "treated-as-constant": ("zeros(n)", x + z, z, "you move z"),
}


# Rows that need numbers: at a kink, behind a gate.
AT = {
    "kink-other-side": ("[[2, 2]]", mc.relu(w @ x), w, "choose 0", {"w": [1, -1], "x": [2, 2]}),
    "kink-half": ("[[1, 1]]", mc.relu(w @ x), w, "half", {"w": [1, -1], "x": [2, 2]}),
    "mean-over-active-only": ("[[2, 0, 4]]", mc.mean(mc.relu(c) ** 2), c, "count", {"c": [2, -1, 4]}),
}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.tag)
def test_every_row_names_its_mistake(row):
    answer, y, by, words, at = (*CASES.get(row.tag, ()), None) if row.tag not in AT else AT[row.tag]
    verdict = mc.check(answer, y, by, at)
    assert verdict.right == row.tag.startswith("kink")
    assert row.tag in verdict.diagnoses
    for word in words.split():
        assert word in verdict.message


LAID = [
    (
        "[[c1 + c2, c2 + c3, c3 + c1]]",
        mc.sum(mc.stack([c[1] * c[2], c[2] * c[3], c[3] * c[1]])),
        c,
        "summed-wrong-axis",
    ),
    ("x.T", mc.sum(x * z), z, "reduction-forgotten"),
    ("x.T", mc.sum(x * z), x, "wrong-variable"),
]


@pytest.mark.parametrize(("answer", "y", "by", "tag"), LAID)
def test_a_mistake_has_its_name_laid_the_other_way_too(answer, y, by, tag):
    assert tag in mc.check(answer, y, by).diagnoses


@pytest.mark.parametrize(
    ("answer", "at"), [("3", {"w": [1, -2], "x": [3, 1]}), ("[[1, 1]]", {"w": [-1, -2], "x": [3, 1]})]
)
def test_a_gate_has_no_name_for_what_nobody_did(answer, at):
    """A product cell by cell of a number and a row, a slope that went into a gate: nobody writes these."""
    found = mc.check(answer, mc.relu(w @ x), w, at).diagnoses
    assert not {"hadamard-not-matmul", "composed-derivatives"} & {*found}


def test_several_inputs_are_one_in_a_sentence():
    said = mc.check("[[2*p, p], [3*p**2*q, p**3]]", [p**2 + p * q, p**2 * (p * q)], [p, q]).message
    assert "from (p, q) to the result" in said


def test_tags_are_written_one_way_and_only_once():
    assert len(BY_TAG) == len(TABLE)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", tag) for tag in BY_TAG)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.tag)
def test_a_sentence_blames_nobody(row):
    assert row.said.endswith((".", "?"))
    assert not re.search(r"\b(wrong|mistake|incorrect|false|fail)", row.said, re.I)


# Answers with names of parts of the function, which nobody has introduced.
LEFT_IN = [
    (mc.sigmoid(x), x, "diag(s*(1 - s))", "s"),
    (mc.softmax(x), x, "diag(y) - outer(y, y)", "y"),
    (mc.sin(mc.exp(p**2)), p, "cos(v)*v*2*p", "v"),
    (mc.sin(mc.exp(p**2)), p, "cos(v)*exp(u)*2*p", "v and u"),
    (B @ (w * x) ** 2, x, "2*B @ diag(u*w)", "u"),
]


@pytest.mark.parametrize(("y", "by", "answer", "names"), LEFT_IN, ids=[case[2] for case in LEFT_IN])
def test_names_left_in_are_told_from_the_problem_alone(y, by, answer, names):
    verdict = mc.check(answer, y, by)
    assert (verdict.right, verdict.diagnoses) == (False, ("not-substituted",))
    assert f"Put {names} back" in verdict.message
    assert mc.check(f"3*({answer})", y, by).diagnoses == ()


def test_two_layouts_in_one_sum_are_named():
    verdict = mc.check("A.T @ (A @ x) + x.T @ A.T @ A", mc.sum((A @ x) ** 2), x)
    assert verdict.diagnoses == ("mixed-layout",)


def test_two_mistakes_with_one_answer_are_both_offered():
    verdict = mc.check("identity(n)", w - x, x)
    assert verdict.diagnoses == ("wrong-variable", "minus-lost")
    assert "Either: " in verdict.message
    assert " Or: " in verdict.message


# A problem and an answer that more than one row makes: the tags that say the most.
CLOSEST = [
    (mc.maximum(0, w @ x), w, "x.T", ("gate-ignored",)),
    (mc.sum(x), x, "x.T", ("variable-not-removed",)),
    (w @ x, w, "w.T", ("wrong-variable",)),
    (mc.sum(x * z), z, "x", ("reduction-forgotten",)),
    (mc.mean(x), x, "ones(n).T", ("sum-not-mean",)),
]


@pytest.mark.parametrize(("y", "by", "answer", "tags"), CLOSEST, ids=[str(case[2]) for case in CLOSEST])
def test_the_mistake_that_says_the_most_is_named_alone(y, by, answer, tags):
    assert mc.check(answer, y, by).diagnoses == tags


def test_outputs_in_a_row_are_counted_along_it():
    verdict = mc.check("[[1, 0, 0], [0, 1, 0], [5, 0, 1]]", x.T, x)
    assert "y_3 does not contain x_1" in verdict.message
    assert (verdict.prediction.output, verdict.prediction.input) == ("y_3", "x_1")


def test_of_zeros_little_is_said():
    assert mc.check("zeros(n, n)", w * x, w).diagnoses == ("treated-as-constant",)
    assert mc.check("ones(n, n)", 3 * x - 3 * x + w - w, z).diagnoses == ()


def test_no_wrong_answer_of_the_bank_is_called_right():
    assert [
        (problem, answer)
        for problem, answer, tags in WRONG
        if problem.check(answer).right != any(tag.startswith("kink") for tag in tags)
    ] == []


# What is told of each of the bank's wrong answers.
TOLD = [(problem, answer, tags, problem.check(answer).diagnoses) for problem, answer, tags in WRONG]


def test_the_share_of_the_banks_wrong_answers_that_have_their_name(capsys):
    found, asked = Counter(), Counter()
    for _, _, tags, told in TOLD:
        asked[tags[0]] += 1
        found[tags[0]] += any(alike(tag, name) for tag in tags for name in told)
    with capsys.disabled():
        print(f"\n{found.total()} of {asked.total()} wrong answers of {len(PROBLEMS)} problems have their name")
        for tag, count in sorted(asked.items()):
            print(f"  {tag}: {found[tag]} of {count}")
    assert found.total() / asked.total() >= 0.95


def test_no_name_is_told_that_a_teacher_would_not_accept():
    other = [
        (problem, answer, tags, told)
        for problem, answer, tags, told in TOLD
        if not all(any(alike(tag, name) for tag in tags) for name in told) or (told[1:] and not alike(*told))
    ]
    assert other == []


def test_every_pair_of_names_that_are_equally_true_is_needed():
    beside = {frozenset((tag, name)) for _, _, tags, told in TOLD for tag in tags for name in set(told) - {*tags}}
    assert PAIRS.keys() <= beside | {frozenset(told) for *_, told in TOLD}
