"""The battery: ten families of functions, derived on both roads and held to plain NumPy."""

import numpy as np
import pytest

import mclib as mc
from battery import BATTERY, FAMILIES
from equations import EQUATIONS
from numeric import central_difference, complex_step, jacobian
from test_equations import agree, points

each = pytest.mark.parametrize("row", BATTERY, ids=lambda row: row.id)
roads = pytest.mark.parametrize("by", ["entries", "chain"])


def told(row):
    """What a row asks, without its blanks; x may be a number in one row and a vector in another."""
    return row.written.replace(" ", ""), row.by, row.names.get(row.by)


def test_the_battery_is_wide():
    assert len(BATTERY) >= 120
    assert len(FAMILIES) == 10
    assert min(FAMILIES.values()) >= 12


def test_no_row_stands_twice_nor_among_the_equations():
    asked = [told(row) for row in BATTERY]
    assert len(asked) == len(set(asked))
    assert set(asked) & {told(row) for row in EQUATIONS if row.layout == "numerator"} == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_can_notice_a_transpose(family):
    # A diagonal is its own transpose: what is not square, or not symmetric, tells.
    seen = [jacobian(row.plain, points(row)[0], row.inputs) for row in BATTERY if row.family == family]
    assert [J for J in seen if J.shape != J.T.shape or not np.allclose(J, J.T)]


@each
def test_complex_step_and_differences_measure_the_same(row):
    for point in points(row):
        differences = jacobian(row.plain, point, row.inputs, central_difference)
        agree(jacobian(row.plain, point, row.inputs, complex_step), differences)


@each
def test_form(row):
    # The form of the table, or one that is no longer and has the same numbers.
    found = mc.derive(row.function, row.variable).jacobian
    assert len(str(found)) <= len(str(row.expected)), f"{found} is longer than {row.expected}"


@each
@roads
def test_numbers_on_every_line(row, by):
    derivation = mc.derive(row.function, row.variable, by=by)
    assert [step.rule.name for step in derivation.steps if step.before == step.after] == []
    for point in points(row):
        numbers = jacobian(row.plain, point, row.inputs)
        found = derivation.jacobian.at(**point)
        assert found.shape == numbers.shape
        agree(found, numbers)
    for point in points(row)[::3]:  # one of each size
        numbers = jacobian(row.plain, point, row.inputs)
        for step in derivation.steps:
            agree(step.at(**point), numbers)
