"""Derivations with one step done wrongly: every other step follows, whatever the problem and the mistake."""

from contextlib import suppress

import pytest

import mclib as mc
from bank import PROBLEMS
from mclib.derivation import difference, numbers, sample_point, sample_sizes
from mclib.views.erroneous import CHANGES, MISSTEPS, erroneous

w, x = mc.vectors("w x")
SHOWS_ELSEWHERE = {"kink-other-side", "kink-half"}  # where a point is on a kink, and here none is


def roads(problem):
    yield mc.derive(problem.y, problem.x)
    if not isinstance(problem.x, list):
        yield mc.derive(problem.y, problem.x, by="chain")


def made(tag):
    """(right, wrong, the number of the wrong line) for each problem of the bank that has a place for a mistake."""
    for right in (right for problem in PROBLEMS for right in roads(problem)):
        with suppress(ValueError):  # no place here
            yield right, *erroneous(right, tag)


def off(one, other):
    """Whether two tables of numbers differ, in shape or in a cell."""
    return [*map(len, one)] != [*map(len, other)] or difference(one, other) > 1e-6


@pytest.mark.parametrize("tag", [*MISSTEPS, *CHANGES])
def test_one_line_is_wrong_and_the_others_follow(tag):
    differ = 0
    for right, wrong, at in made(tag):
        frame = right.steps[-1].frame
        if tag == "transposed" and frame.shape[0] != frame.shape[1]:  # a table of another shape has no numbers here
            continue
        point = sample_point(frame, right.jacobian.line, sample_sizes(frame)[0], 1)
        later = [numbers(line, frame, point) for line in wrong.lines[at:]]
        assert wrong.lines[:at] == right.lines[:at]
        assert not any(off(line, later[0]) for line in later), right
        differ += off(later[0], numbers(right.lines[0], frame, point))
    assert differ or tag in SHOWS_ELSEWHERE


def test_where_there_is_no_place_for_a_mistake_it_says_so():
    with pytest.raises(ValueError, match="no place for minus-lost"):
        erroneous(mc.derive(w * x, w), "minus-lost")
