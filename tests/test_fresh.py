"""Problems that are in no bank: right answers however they are written, wrong ones by their name."""

import re

import numpy as np
import pytest

import mclib as mc
from alike import alike
from fresh import FRESH, NAMES, SLOPES, numbers, written_out
from mclib.functions import FUNCTIONS
from mclib.misconceptions import BY_TAG

RANDOM = np.random.default_rng(3)
POINT = {name: RANDOM.uniform(0.3, 0.8, shape) for name, shape in {"w": 3, "x": 3, "W": (2, 3), "A": (2, 3)}.items()}
POINT |= {"c": RANDOM.uniform(0.3, 0.8, 3), "B": RANDOM.uniform(0.3, 0.8, (3, 3)), "a": 0.42, "b": 0.67, "z": 0.55}


def at(problem):
    """Numbers for the symbols of a problem."""
    return {s.args[0]: POINT[s.args[0]] for s in problem.y.symbols}


def test_each_function_of_the_table_is_tried():
    smooth = {row.name for row in FUNCTIONS.values() if row.arity == 1} - {"sign"}
    assert smooth <= {name.removesuffix("(u)") for name in NAMES}
    assert SLOPES.keys() == set(NAMES)


def test_each_mistake_of_the_table_is_made():
    # in test_misconceptions
    elsewhere = {"kink-other-side", "kink-half", "mean-over-active-only", "square-assumed", "one-cell-only"}
    assert {tag for problem in FRESH for tag, _ in problem.wrong} >= BY_TAG.keys() - elsewhere


@pytest.mark.parametrize("problem", FRESH, ids=repr)
def test_no_right_answer_is_called_wrong(problem):
    key = problem.right
    forms = [key, f"2*({key}) - ({key})", f"({key})*1/2 + ({key})/2", numbers(key, POINT)]
    forms += [written_out(key, n=3, m=2), written_out(key, n=2, m=4)] * (not key.startswith("["))
    for form in forms:
        verdict = mc.check(form, problem.y, problem.x, at(problem) if form is forms[3] else None)
        assert verdict.right, (form, verdict)


@pytest.mark.parametrize("problem", FRESH, ids=repr)
def test_a_wrong_answer_has_its_name(problem):
    for k, (tag, answer) in enumerate(problem.wrong):
        form = (answer, f"2*({answer}) - ({answer})", f"({answer})/3*3")[k % 3]
        verdict = mc.check(form, problem.y, problem.x)
        assert not verdict.right
        assert any(alike(tag, name) for name in verdict.diagnoses), (tag, form, verdict)


# Where all numbers are positive, a gate is open and abs is nothing.
SMOOTH = [problem for problem in FRESH if not {"relu", "abs"} & set(re.findall(r"\w+", str(problem.y)))]


@pytest.mark.parametrize("problem", SMOOTH[::3], ids=repr)
def test_a_wrong_number_has_its_name(problem):
    for tag, answer in problem.wrong:
        verdict = mc.check(numbers(answer, POINT), problem.y, problem.x, at(problem))
        assert not verdict.right
        assert any(alike(tag, name) for name in verdict.diagnoses), (tag, answer, verdict)


@pytest.mark.parametrize("problem", FRESH[::3], ids=repr)
def test_in_the_other_layout_the_transpose_is_right(problem):
    mc.layout("denominator")
    try:
        assert mc.check(f"({problem.right}).T", problem.y, problem.x).right
        plain = mc.check(problem.right, problem.y, problem.x)
        assert plain.right or plain.diagnosis == "transposed"
    finally:
        mc.layout("numerator")
