"""Predictions: what is asked, the choices beside the right answer, what is not given away."""

import re

import pytest

import mclib as mc
from mclib.misconceptions import SAID
from mclib.views.predict import ELSEWHERE

w, x, v = mc.vectors("w x v")
z, a, b = mc.scalars("z a b")
A = mc.matrices("A")
W, d, u = mc.matrices("W", shape=(2, 3)), mc.vectors("d", n=2), mc.vectors("u", n=3)

# Every kind of function that the course asks about: (function, variable, kind, what is right).
CHOICES = [
    (w * x, w, "shape", "n × n"),
    (x * z, z, "shape", "n × 1"),
    (A @ x, x, "shape", "m × n"),
    (mc.sum(x), x, "shape", "1 × n"),
    (mc.sum(mc.vectors("v", n=5)), mc.vectors("v", n=5), "shape", "1 × 5"),
    (d @ W @ u, W, "shape", "3 × 2"),
    (w * x, w, "diagonal", "x"),
    (w + x, w, "diagonal", "1"),
    (w / x, x, "diagonal", "−w ⊘ x2"),
    (x * z, x, "diagonal", "z"),
    (w * x, w, "form", "diag(x)"),
    (mc.sum(x * z), x, "form", "z 1T"),
    (A @ x, x, "form", "A"),
    (mc.softmax(x), x, "form", "diag(softmax(x)) − softmax(x) softmax(x)T"),
    ([a * b, a + b], [a, b], "form", "[b, a; 1, 1]"),
]


def bare(html):
    return re.sub(r"<[^>]+>", "", html)


def bundle(view):
    made = view._repr_mimebundle_()
    return made[0] if isinstance(made, tuple) else made


@pytest.mark.parametrize(("y", "by", "kind", "right"), CHOICES, ids=lambda part: str(part))
def test_one_choice_is_right_and_the_others_are_mistakes_with_a_sentence(y, by, kind, right):
    choices = mc.predict(y, by, kind).choices
    assert [bare(c["html"]) for c in choices if c["right"]] == [right]
    assert 3 <= len(choices) <= 4
    assert len({c["html"] for c in choices}) == len(choices)
    assert all(c["said"] for c in choices)
    assert [bool(re.match("Right[.:,]", c["said"])) for c in choices] == [c["right"] for c in choices]


def test_the_right_choice_has_no_place_of_its_own():
    places = {[c["right"] for c in mc.predict(y, by, kind).choices].index(True) for y, by, kind, _ in CHOICES}
    assert len(places) > 2


def test_the_layout_that_is_switched_on_decides_which_shape_is_right():
    mc.layout("denominator")
    try:
        (right,) = [c["html"] for c in mc.predict(x * z, z, "shape").choices if c["right"]]
    finally:
        mc.layout("numerator")
    assert right == "1 × n"


@pytest.mark.parametrize(
    "asked", [*(case[:3] for case in CHOICES), (w * x, w, "zeros"), (a**2 + b, [a, b], "arrow")], ids=str
)
def test_the_static_reading_folds_the_answer_behind_the_question(asked):
    view = mc.predict(*asked)
    shown = bundle(view)
    assert (
        re.fullmatch(r"<details><summary>([^<]*)</summary>.+</details>", shown["text/html"], re.S)[1] == view.question
    )
    assert "text/latex" not in shown
    assert len(shown["text/plain"].splitlines()) == 1
    assert "predict first" in shown["text/plain"]


def test_a_question_of_ones_own_takes_words_and_expressions():
    made = mc.predict(question="Which is faster?", choices=["same", w * x, 3], answer=w * x)
    assert [c["right"] for c in made.choices] == [False, True, False]
    assert bare(made.truth) == "The answer: w ⊙ x."
    assert mc.predict(w * x, w, question="Which cells stay?").question == "Which cells stay?"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: mc.predict(w * x, w, "zeroes"), r"'zeroes' is no prediction.*mc\.predict\(w \* x, w, \"zeros\"\)"),
        (lambda: mc.predict(w * x), r"mc\.predict\(w \* x, w"),
        (lambda: mc.predict(x * mc.sum(x), x, "diagonal"), r"sum\(x\).* is not zero off its diagonal.*\"form\""),
        (lambda: mc.predict(x * z, z, "diagonal"), "not zero off its diagonal"),
        (lambda: mc.predict(w * x, w, "arrow"), "one function of two scalars, as mc.predict"),
        (lambda: mc.predict([a, b], [a, b], "arrow"), "one function of two scalars"),
        (lambda: mc.predict(question="?", choices=["yes", "no"], answer="maybe"), "'maybe' is none of the choices"),
        (lambda: mc.predict(choices=["yes", "no"], answer="no"), r"mc\.predict\(question="),
        (lambda: mc.predict(d @ W @ u, W, "zeros"), "has a matrix on one side"),
        (lambda: mc.predict(w * x, w, sizes={"n": 9}), r"in up to 8 rows and columns: .* sizes=\{'n': 8\}"),
    ],
    ids=range(10),
)
def test_what_cannot_be_asked_is_refused_with_an_example(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_over_eight_a_choice_is_asked_without_a_picture():
    """Its cells would be too small to stand there with a question mark, and a plot would tell."""
    shown = [type(mc.predict(w * x, w, "form", sizes={"n": n})).__name__ for n in (8, 9)]
    assert shown == ["Explorer", "Question"]


def test_what_is_said_of_an_arrow_has_no_slot_left_open():
    """The view says these sentences as they are: it has no problem to fill them in with."""
    assert [tag for tag in ELSEWHERE if "{" in SAID[tag]] == []
