"""Exercises: what a try is, and which feedback comes when."""

import pytest

import mclib as mc
from mclib.views.ledger import Progress

w, x = mc.vectors("w x")


def ask(view, kind, text=""):
    view.typed = {"kind": kind, "text": text, "count": view.typed.get("count", 0) + 1}


def test_first_what_the_answer_would_mean_then_its_name():
    view = mc.exercise("E3")
    ask(view, "check", "diag(w)")
    assert "what your answer would mean" in view.verdict["html"]
    assert "another variable" not in view.verdict["html"]
    ask(view, "check", "diag(w)")
    assert "another variable" in view.verdict["html"]
    ask(view, "check", '"diag(x)"')
    assert (view.solved, view.tries, view.verdict["right"]) == (True, 3, True)
    assert Progress().entries == {"E3": [3, True]}


@pytest.mark.parametrize(("name", "answer", "said"), [("R1", "ones(n)", "1 x n"), ("J3", "A.T", "filed the other way")])
def test_shape_and_layout_are_named_at_once(name, answer, said):
    view = mc.exercise(name)
    ask(view, "check", answer)
    assert said in view.verdict["html"]


@pytest.mark.parametrize("text", ["", "  ", "diag(", "diag(k)", "x @ x @", "import os"])
def test_what_cannot_be_read_is_no_try(text):
    view = mc.exercise("E3")
    ask(view, "check", text)
    assert (view.tries, Progress().entries) == (0, {})
    assert [view.verdict["html"], view.preview.get("problem", "")].count("") == 1  # it is said why, and once


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("C7", "cos(u)*(1 + 2*x)", "Put u back"),
        ("C9", "diag(exp(q)) @ C", "stands on the left"),
        ("M4", "x.T @ B + B @ x", "two layouts"),
    ],
)
def test_what_has_a_name_is_not_just_unreadable(name, answer, said):
    view = mc.exercise(name)
    ask(view, "check", answer)
    assert said in view.verdict["html"]
    assert (view.preview, view.solved) == ({}, False)


@pytest.mark.parametrize(("name", "answer"), [("C9", "C * exp(q)"), ("C9", "diag(exp(q)) @ C"), ("M5", "x * d.T")])
def test_what_does_not_fit_is_not_told_what_would(name, answer):
    view = mc.exercise(name)
    right = str(view.exercise.puzzle.derivation().jacobian)
    for kind in ("preview", "check"):
        ask(view, kind, answer)
        assert right not in view.preview.get("problem", "") + view.verdict.get("html", "")


@pytest.mark.parametrize(("name", "answer"), [("N3", "(3, 1)"), ("N10", "(1.2, 0)")])
def test_numbers_may_stand_in_round_brackets_as_on_paper(name, answer):
    view = mc.exercise(name)
    ask(view, "check", answer)
    assert view.solved


def test_a_preview_shows_how_a_text_is_read_and_judges_nothing():
    view = mc.exercise("E3")
    ask(view, "preview", "diag(x^2)")
    assert view.preview["html"] == "diag(<b>x</b><sup>2</sup>)"
    assert view.verdict == {}
    ask(view, "preview", "diag(")
    assert "diag(" in view.preview["problem"]


def test_what_was_solved_before_is_known():
    Progress().note("E3", True)
    assert mc.exercise("E3").solved
    assert not mc.exercise("E4").solved


def test_the_derivation_comes_with_the_learners_line():
    view = mc.exercise("E3")
    ask(view, "check", "diag(w)")
    ask(view, "solution")
    assert view.solution["mine"] == "diag(<b>w</b>)"
    assert len(view.solution["state"]["steps"]) == len(mc.derive(w * x, w).lines)


def test_any_function_makes_an_exercise_with_hints_of_its_own():
    view = mc.practice(mc.sum(w * x), w)
    ask(view, "check", "x.T")
    assert view.solved
    assert Progress().entries == {}, "it has no name to be kept under"
    assert "1 × n" in view.problem["hints"][0][0]
    assert len(view.problem["hints"]) == 3


@pytest.mark.parametrize("name", ["E3", "G4", "J1", "M10"])
def test_the_static_reading_is_the_question_alone(name):
    view = mc.exercise(name)
    page, _, plain = view.reading()
    assert view.exercise.prompt in page
    assert not any(hint in page + plain for hint in view.exercise.hints)


def test_a_name_that_is_no_exercises_is_refused():
    with pytest.raises(ValueError, match=r"no exercise 'Z9'"):
        mc.exercise("Z9")


def test_an_exercise_in_numbers_says_what_its_point_lacks():
    view = mc.practice(w * x, w, at={"w": [1, 2.5], "x": [3, 4]})
    assert r"$\mathbf{w} = (1, 2.5)$, $\mathbf{x} = (3, 4)$" in view.exercise.prompt
    ask(view, "check", "[[3, 0], [0, 4]]")
    assert view.solved
    with pytest.raises(ValueError, match="a value for x is missing"):
        mc.practice(w * x, w, at={"w": [1, 2]})


def test_a_list_and_unknown_functions_make_exercises_too():
    F, G = mc.functions("F G", of="all")
    for y, by, answer in (([x[1], x[2] * x[1]], x, "[[1, 0], [x2, x1]]"), (F(G(x)), x, None)):
        view = mc.practice(y, by)
        ask(view, "check", answer or str(mc.jacobian(y, by).expression))
        assert view.solved, view.verdict


def test_an_exercise_may_ask_for_the_shape_alone():
    view = mc.practice(w * x, w, kind="shape")
    assert not any("n × n" in part for hint in view.problem["hints"] for part in hint if isinstance(part, str))
    for answer, said in (("7", "two sizes"), ("(n, w)", "here n."), ("(n, 1)", "rows is right"), ("(2, 3)", "Neither")):
        ask(view, "check", answer)
        assert said in view.verdict["html"]
        assert "n x n" not in view.verdict["html"]
    ask(view, "check", "n x n")
    assert view.solved
    with pytest.raises(ValueError, match="'jacobian' or 'shape'"):
        mc.practice(w * x, w, kind="form")
