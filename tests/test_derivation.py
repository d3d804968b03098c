"""Steps, derivations and verifications: frozen data whose parts stand where they say."""

import math
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
from hypothesis import given, settings

import mclib as mc
from mclib import indices as ix
from mclib.derivation import Verification, changes, difference, part_at, sample_sizes
from pairs import SYMBOLS, pairs

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
z, b = mc.scalars("z b")
A = mc.matrices("A")
F = mc.functions("F", of="all")
DERIVED = {
    "a vector": (w * x, w),
    "a sum": (mc.sum(w * x), x),
    "several paths": (x * mc.sum(x), x),
    "softmax": (mc.softmax(x), x),
    "a matrix": (A @ x, x),
    "by a scalar": (x * z, z),
    "by a matrix": (mc.sum(A @ x), A),
    "a table": ([z**2 * b, z + mc.sin(b)], [z, b]),
    "scalars": (mc.exp(z) * z, z),
    "an unknown function": (F(x) * x, x),
}
each = pytest.mark.parametrize("derivation", [mc.derive(*asked) for asked in DERIVED.values()], ids=DERIVED)


def replaced(line, path, part):
    """The line with another part at the path."""
    if not path:
        return part
    kids = list(ix.kids(line))
    kids[path[0]] = replaced(kids[path[0]], path[1:], part)
    return ix.with_kids(line, kids)


def check_parts(step):
    assert step.target
    assert step.result
    for line, parts in ((step.before, step.target), (step.after, step.result)):
        assert [part_at(line, path) for path, _ in parts] == [tree for _, tree in parts]


@each
def test_the_parts_of_a_step_stand_in_its_lines(derivation):
    for step in derivation.steps:
        check_parts(step)


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_the_parts_of_any_step_stand_in_its_lines(pair):
    for step in mc.derive(pair.expression, SYMBOLS["x"]).steps:
        check_parts(step)


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_by_the_chain_exactly_the_factor_just_filled_in_changes(pair):
    derivation = mc.derive(pair.expression, SYMBOLS["x"], by="chain")
    for step in derivation.steps:
        if not step.rule.name.startswith("one Jacobian (d "):
            continue
        (factor,) = {part.tree for part in step.target}
        assert factor.op == "factor"
        (filled,) = {part.tree for part in step.result}
        assert filled.shape == factor.shape
        assert [part.path for part in step.target] == [part.path for part in step.result]
        for line, parts in ((step.before, step.target), (step.after, step.result)):
            assert [part_at(line, path) for path, _ in parts] == [tree for _, tree in parts]


@each
def test_what_changed_is_no_less_and_no_more_than_the_parts(derivation):
    for step in derivation.steps:
        if len(step.target) == len(step.result):
            line = step.before
            for (path, _), (_, part) in zip(step.target, step.result, strict=True):
                line = replaced(line, path, part)
            assert line == step.after
        for (_, old), (_, new) in zip(step.target, step.result, strict=False):
            assert old != new


def test_the_smallest_parts_are_found():
    x_i, w_i, z_ = ix.idx(x, ("i",)), ix.idx(w, ("i",)), ix.idx(z)
    assert changes(x_i * w_i, x_i * z_) == (((1,),), ((1,),))
    assert changes(x_i + w_i, x_i + 2 * w_i) == (((1,),), ((1,),))
    assert changes(x_i + w_i + z_, x_i + z_)[0] == ((),)  # a term that only leaves has nothing in its place
    assert changes(x_i + w_i + z_, x_i + x_i) == (((1,), (2,)), ((1,),))
    assert changes(x_i, w_i) == (((),), ((),))
    assert changes(ix.table([[x_i, w_i]]), ix.table([[x_i, z_]])) == (((1,),), ((1,),))


@each
def test_the_lines_of_a_derivation_are_its_steps_in_a_chain(derivation):
    assert derivation.lines == (derivation.start, *(step.after for step in derivation.steps))
    assert [step.before for step in derivation.steps] == list(derivation.lines[:-1])
    assert repr(derivation) == f"{len(derivation.steps)} steps to {derivation.jacobian}"


@each
def test_nothing_can_be_set(derivation):
    step = derivation.steps[0]
    for thing in (derivation, derivation.jacobian, derivation.jacobian.frame, step, step.rule, derivation.verify()):
        for field in fields(thing):
            with pytest.raises(FrozenInstanceError):
                setattr(thing, field.name, None)
    assert isinstance(derivation.steps, tuple)
    assert hash(step.rule) == hash(replace(step.rule))


# ---- verification ---------------------------------------------------------------------------------


@each
def test_a_verification_reports_every_line_at_two_sizes(derivation):
    report = derivation.verify()
    assert report.right
    assert bool(report)
    assert [name for name, _ in report.differences] == [s.rule.name for s in derivation.steps] + ["the Jacobian"]
    first, second = (point["sizes"] for point in report.points)
    assert set(first) == set(second)
    assert all(first[name] != second[name] for name in first)
    assert len(set(first.values())) == len(first)


def test_a_verification_is_read():
    report = Verification(({}, {}), (("sum rule", 0.0), ("the Jacobian", 0.5)), 1e-6)
    assert (
        str(report) == "2 lines at 2 points; largest difference 5.0e-01\n  0.0e+00  sum rule\n  5.0e-01  the Jacobian"
    )
    assert (report.largest, report.right, bool(report)) == (0.5, False, False)


def twice(line):
    """A line that stands for other numbers."""
    return ix.table([[2 * entry for entry in row] for row in line.args[0]]) if line.op == "table" else 2 * line


@each
def test_a_wrong_line_is_found_and_named(derivation):
    for place, step in enumerate(derivation.steps):
        wrong = replace(step, after=twice(step.after))
        steps = (*derivation.steps[:place], wrong, *derivation.steps[place + 1 :])
        report = replace(derivation, steps=steps).verify()
        assert [name for name, off in report.differences if off > report.tolerance] == [step.rule.name]


def test_a_wrong_jacobian_is_found():
    derivation = mc.derive(w * x, w)
    wrong = replace(derivation, jacobian=replace(derivation.jacobian, expression=mc.diag(w)))
    assert [name for name, off in wrong.verify().differences if off > 1e-6] == ["the Jacobian"]


def test_a_verification_is_decided_by_its_seed():
    derivation = mc.derive(w * x, w)
    assert derivation.verify(seed=3) == derivation.verify(seed=3)
    assert derivation.verify(seed=3).points != derivation.verify(seed=4).points


def test_the_sizes_of_a_sample_are_all_different():
    for sizes in sample_sizes(mc.jacobian(A @ x, x).frame):
        assert set(sizes) == {"n", "m"}
        assert len(set(sizes.values())) == 2


def test_a_difference_is_relative_where_numbers_are_large():
    assert difference([[1.0, 0.5]], [[1.0, 0.25]]) == 0.25
    assert difference([[1000.0]], [[1001.0]]) == pytest.approx(1e-3, rel=1e-2)
    assert difference([[math.nan]], [[math.nan]]) == math.inf


# ---- the Jacobian ---------------------------------------------------------------------------------


@each
def test_to_the_other_layout_and_back(derivation):
    jacobian = derivation.jacobian
    turned = jacobian.to("denominator")
    assert turned.shape == jacobian.shape[::-1]
    assert turned.to("numerator").shape == jacobian.shape
    assert jacobian.to("numerator") is jacobian
    with pytest.raises(ValueError, match="'sideways' is no layout"):
        jacobian.to("sideways")


@each
def test_a_step_has_the_numbers_of_the_jacobian(derivation):
    names = {symbol.args[0] for symbol in derivation.jacobian.frame.symbols}
    values = {"w": [1.0, 2.0], "x": [0.5, -1.0], "z": 2.0, "b": 0.5, "A": [[1.0, 2.0], [3.0, 5.0], [0.0, 1.0]]}
    given = {name: value for name, value in values.items() if name in names}
    if derivation.function.functions:
        given["F"] = lambda u: np.cumsum(u) * u[0]
    expected = derivation.jacobian.at(**given)
    for step in derivation.steps:
        np.testing.assert_allclose(step.at(**given), expected, atol=1e-9)
