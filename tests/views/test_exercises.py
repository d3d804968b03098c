"""The exercises of the course: each answered rightly (keys.json) and wrongly; no answer is an error."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from mclib.misconceptions import SAID
from mclib.render.sentences import SENTENCES
from mclib.views.exercises import exercises, find

KEYS = json.loads((Path(__file__).parent / "keys.json").read_text())
ALL = list(exercises().values())


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
def test_the_key_is_right(exercise):
    verdict = exercise.check(KEYS[exercise.id])
    assert verdict.right, verdict.message


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
def test_an_exercise_has_what_a_learner_needs(exercise):
    assert exercise.prompt.count("$") % 2 == 0
    assert len(exercise.hints) == 4
    assert exercise.level in (1, 2, 3)


def test_each_notebook_has_enough_of_several_kinds_and_levels():
    for number in range(1, 9):
        own = [e for e in ALL if e.notebook == f"0{number}"]
        assert len(own) >= 8
        assert len({e.kind for e in own}) > 1
        assert len({e.level for e in own}) > 1


def test_each_exercise_is_asked_in_its_notebook():
    asked = {}
    for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"):
        for name in re.findall(r'mc\.exercise\(\\"(\w+)\\"\)', path.read_text()):
            asked.setdefault(name, set()).add(path.name[:2])
    assert [e.id for e in ALL if e.notebook not in asked.get(e.id, ())] == []


LISTED = [(e, tag, wrong) for e in ALL for tag, wrong in e.mistakes.items()]


@pytest.mark.parametrize(("exercise", "tag", "wrong"), LISTED, ids=lambda value: str(getattr(value, "id", value)))
def test_a_listed_mistake_has_its_name(exercise, tag, wrong):
    verdict = exercise.check(wrong)
    assert not verdict.right
    assert verdict.diagnosis == tag
    assert SAID[tag] in verdict.message


@pytest.mark.parametrize(
    "exercise", [e for e in ALL if e.kind in ("jacobian", "numbers", "shape") or "J" in e.formula], ids=lambda e: e.id
)
def test_the_other_layout_is_named(exercise):
    """A matrix written the other way round, where that is another matrix."""
    if exercise.kind == "shape":
        rows, columns = KEYS[exercise.id].strip("()").split(",")
        turned = f"({columns}, {rows})"
    else:
        turned = f"({KEYS[exercise.id]}).T"
        if KEYS[exercise.id].startswith("[["):
            turned = (
                "[" + ", ".join(f"[{', '.join(row)}]" for row in zip(*_cells(KEYS[exercise.id]), strict=True)) + "]"
            )
    verdict = exercise.check(turned)
    assert verdict.right or "transposed" in verdict.diagnoses


def _cells(matrix):
    return [row.split(", ") for row in matrix.removeprefix("[[").removesuffix("]]").split("], [")]


@pytest.mark.parametrize(("name", "answer"), [("C3", "u + 2*x**2"), ("C8", "[[2*x + t, x], [2*x*w + t*u, x*u]]")])
def test_names_that_are_left_in_are_to_be_put_back(name, answer):
    verdict = find(name).check(answer)
    assert (verdict.right, verdict.diagnoses) == (False, ("not-substituted",))
    assert "Put u" in verdict.message


def test_a_name_that_the_prompt_offers_may_stay():
    assert find("M6").check("diag(s) - outer(s, s)").right


@pytest.mark.parametrize("answer", ["(2, 3)", "2, 3", "2 x 3", "2×3", "2 by 3", "[2, 3]", "2 rows and 3 columns"])
def test_a_shape_may_be_written_in_many_ways(answer):
    assert find("J1").check(answer).right


@given(st.sampled_from(ALL), st.text(alphabet="xwzAdiag(),[]0123456789+-*/@.' \"", max_size=24))
@settings(deadline=None, max_examples=300)
def test_any_text_gets_a_sentence(exercise, text):
    assert exercise.check(text).message.strip()


def test_an_unknown_name_is_refused_with_near_ones():
    with pytest.raises(ValueError, match=r'no exercise .*mc\.exercise\("E3"\)'):
        find("e3")


def test_a_shape_is_told_in_the_sizes_of_the_question():
    assert find("E11").check("7").message == "Your answer is 1 x 1; needed is n x 1."


VALUES = [
    ("G4", "[7.8, 26.4]", "Those are the parts"),
    ("G4", "46", "Those are the slopes alone"),
    ("G4", "35.47", "the slope the steepest way"),
    ("G4", "34", "Hints cost nothing"),
    ("G4", "34.18", "rounding"),
    ("G9", "[12, 3]", "Those are the slopes alone"),
    ("J10", "[[-0.4, -0.7]]", "needed is 2 x 1"),
    ("J10", "-1.1", "You added up the cells"),
]


@pytest.mark.parametrize(("name", "answer", "said"), VALUES)
def test_a_wrong_value_is_told_what_it_is(name, answer, said):
    verdict = find(name).check(answer)
    assert not verdict.right
    assert said in verdict.message


@pytest.mark.parametrize("exercise", [e for e in ALL if e.kind == "shape"], ids=lambda e: e.id)
def test_an_example_of_a_shape_is_no_answer(exercise):
    example = re.search(r"\(\d, \d\)", SENTENCES["practice_answer_shape"])[0]
    assert example in exercise.check("2").message
    assert not exercise.check(example).right
