"""Find the slip, order the steps, build a function: what is said of every answer."""

import json
from itertools import permutations
from pathlib import Path

import pytest

import mclib as mc
from mclib.derivation import difference, numbers, sample_point, sample_sizes
from mclib.render.html import html
from mclib.views.exercises import exercises, find

KEYS = json.loads((Path(__file__).parent / "keys.json").read_text())
SLIPS, ORDERS, BUILDS = ([e for e in exercises().values() if e.kind == kind] for kind in ("slip", "order", "build"))


def each(puzzles):
    return pytest.mark.parametrize("exercise", puzzles, ids=lambda e: e.id)


def test_each_notebook_has_a_slip_and_the_course_several_of_the_others():
    assert {e.notebook for e in SLIPS} == {f"0{k}" for k in range(1, 9)}
    assert min(len(ORDERS), len(BUILDS)) >= 3


# ---- find the slip ---------------------------------------------------------------------------------


@each(SLIPS)
def test_the_first_line_with_other_numbers_is_the_wrong_one(exercise):
    """The key is checked by numbers, which know nothing of slips."""
    puzzle, right = exercise.puzzle, exercise.puzzle.right
    frame = right.steps[-1].frame
    off = set()
    for seed in range(4):  # a gate must be open once and closed once
        point = sample_point(frame, right.jacobian.line, sample_sizes(frame)[0], seed)
        true = numbers(right.lines[0], frame, point)
        shown = [numbers(puzzle.told.lines[k], frame, point) for k in puzzle.places]
        off |= {n for n, values in enumerate(shown, 1) if difference(values, true) > 1e-6}
    assert off == {*range(int(KEYS[exercise.id]), len(puzzle.places) + 1)}


@each(SLIPS)
def test_every_line_has_a_sentence_of_its_own(exercise):
    said = {n: exercise.check(str(n)) for n in range(1, len(exercise.puzzle.places) + 1)}
    assert [n for n, verdict in said.items() if verdict.right] == [int(KEYS[exercise.id])]
    assert len({verdict.message for verdict in said.values()}) == len(said)
    for n, verdict in said.items():
        assert f"ine {n} " in verdict.message
    assert "numbered from 1" in exercise.check("99").message


@each(SLIPS)
def test_who_writes_what_should_come_out_is_right_too(exercise):
    answer = str(exercise.puzzle.right.jacobian)
    verdict = exercise.check(answer)
    assert verdict.right
    assert exercise.puzzle.shown(answer) == html(exercise.puzzle.right.jacobian.expression)  # not as a line's number
    assert f"Line {KEYS[exercise.id]} should read" in verdict.message
    assert verdict.shown


@each([find(name) for name in ("E12", "S10", "R11", "C11", "M12")])
def test_who_writes_what_the_wrong_lines_say_hears_its_name(exercise):
    verdict = exercise.check(str(exercise.puzzle.told.lines[-1]))
    assert exercise.row["slip"] in verdict.diagnoses


@pytest.mark.parametrize("answer", ["2", "(2)", "2.", "line 2", "Line 2", "it is line 2", "no 2"])
def test_a_line_may_be_named_in_many_ways(answer):
    exercise = find("G11")
    assert exercise.check(answer).right
    assert exercise.puzzle.shown(answer) == ""  # a number needs no reading


# ---- order the steps -------------------------------------------------------------------------------


@each(ORDERS)
def test_one_order_is_right_and_any_other_is_told_what_comes_too_early(exercise):
    letters = KEYS[exercise.id].split()
    assert letters != sorted(letters), "as they stand they must not be right"
    for order in permutations(letters):
        verdict = exercise.check(" ".join(order))
        assert verdict.right == ([*order] == letters)
        if not verdict.right:
            k = next(k for k, letter in enumerate(order) if letter != letters[k])
            before = letters[letters.index(order[k]) - 1]
            assert f"{order[k]} comes too early: it follows from {before}" in verdict.message
            assert before not in order[:k]


@pytest.mark.parametrize("write", ["".join, ", ".join, " -> ".join, lambda key: " ".join(key).lower()])
def test_letters_may_be_written_in_many_ways(write):
    exercise = ORDERS[0]
    assert exercise.check(write(KEYS[exercise.id].split())).right


@pytest.mark.parametrize(("answer", "given"), [("BED", "B E D"), ("ABCDEE", "A B C D E E"), ("X, a", "X A")])
def test_letters_that_are_not_these_are_said(answer, given):
    exercise = find("E14")
    assert f"the letters A B C D E once, and no others. Yours are {given}." in exercise.check(answer).message
    with pytest.raises(ValueError, match="once"):
        exercise.puzzle.shown(answer)


# ---- build a function ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("E13", "[x3, x2, x1]"),
        ("E13", "[x3**3, exp(x2), sin(x1)]"),
        ("J12", "[sum(x), log(x3)]"),
        ("S11", "[x1 + x3, x2 - x3, exp(x3)]"),
        ("R12", "exp(log(x1)) + x3**4"),
        ("R12", "2*x1 + sin(x2)**2 + cos(x2)**2 + exp(x3)"),
        ("M13", "[x1 - x2, 2*x1 + x2 + x3, x2 + 7*x3]"),
        ("G12", "-x + exp(y)"),
        ("C12", "[norm(x), x1/x2, x1 + x3]"),
    ],
)
def test_any_function_that_fits_is_right(name, answer):
    verdict = find(name).check(answer)
    assert verdict.right, verdict.message


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("J12", "[x1, x2]", "Cell (1, 2) is not to be 0, but y_1 = x_1 does not move with x_2: there is no path"),
        ("J12", "[x1*x2*x3, x1*x3]", "Cell (2, 1) is to be 0, but y_2 = x_1*x_3 reads x_1: there is a path"),
        ("R12", "x1*x3", "Cell (1, 1) is to be constant, but how fast"),
        ("R12", "x1 + x3", "Cell (1, 3) is to change with the numbers, but y = x_1 + x_3 moves with x_3 at one"),
        ("M13", "cumsum(x)", "Cell (1, 2) is to be a constant other than 0, but y_1 = x_1 does not move with x_2"),
        ("J12", "x", "Your answer is 3 x 1. The pattern has a row for each output, so 2 are needed"),
        ("E13", "diag(x)", "Your answer is 3 x 3"),
        ("R12", "[1, 0, 2*x3]", "one formula, the function itself and not its slopes"),
        ("J12", "x1, x2", "stands in square brackets"),
        ("J12", "[x1*x2*x3, x7]", "x"),
    ],
)
def test_what_does_not_fit_is_told_the_first_cell_and_why(name, answer, said):
    verdict = find(name).check(answer)
    assert not verdict.right
    assert said in verdict.message


@pytest.mark.parametrize(
    ("name", "answer"), [("J12", "[[1, 1, 1], [0, 0, 1]]"), ("S11", "[[1, 0, 1], [0, 1, 1], [0, 0, 1]]")]
)
def test_who_gives_the_jacobian_itself_is_asked_for_its_function(name, answer):
    with pytest.raises(ValueError, match="more than two indices: take functions"):
        find(name).puzzle.shown(answer)


def test_at_the_end_a_function_that_was_built_is_derived():
    exercise = find("E13")
    x = mc.vectors("x", n=3)
    assert exercise.puzzle.derivation().function == exercise.y
    assert exercise.puzzle.derivation("reverse(x)").function == mc.reverse(x)
