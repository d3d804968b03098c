"""The course's equations: each derives to the form given, and every line stands for its numbers."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
import sympy

import mclib as mc
from equations import EQUATIONS, IDS, TREATED
from numeric import central_difference, complex_step, jacobian

# n differs from m, so that a transposed answer cannot pass.
SIZES = ({"n": 3, "m": 2, "N": 4}, {"n": 4, "m": 5, "N": 2})
MOST_LINES = 14

NOTEBOOKS = {path.stem[:2]: path for path in sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))}

each = pytest.mark.parametrize("row", EQUATIONS, ids=lambda row: row.id)


def points(row):
    """Return three random points at each of two sizes, always the same ones."""
    random = np.random.default_rng(list(row.id.encode()))
    return [row.draw(random, sizes) for sizes in SIZES for _ in range(3)]


def measured(row, point):
    """Return the Jacobian of the row's plain function, in numerator layout."""
    method = central_difference if row.kinks else complex_step
    return jacobian(row.plain, point, row.inputs, method)


def derived(row):
    return mc.derive(row.function, row.variable)


def agree(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-8)


def mentioned(expression, point):
    """Return those values of the point whose names stand in the expression's text."""
    words = {re.sub(r"_?\d+$", "", word) for word in re.findall(r"[A-Za-z]\w*", str(expression))}
    return {name: value for name, value in point.items() if name in words}


def test_every_equation_has_its_row():
    have = {row.id for row in EQUATIONS}
    lacking = [id for section in IDS for id in IDS[section] if id not in have]
    assert lacking == []


def test_every_row_is_an_equation_of_the_list_and_there_once():
    ids = [row.id for row in EQUATIONS]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {id for section in IDS.values() for id in section}


def test_every_id_is_treated_somewhere_and_none_is_left_out():
    # Sections 0 to 11, P and T, each counted from 1 without a gap.
    last = {"0": 18, "1": 6, "2": 6, "3": 14, "4": 20, "5": 9, "6": 6, "7": 18, "8": 10, "9": 15, "10": 24, "11": 8}
    every = {f"{section}.{k}" for section, n in {**last, "P": 13, "T": 28}.items() for k in range(1, n + 1)}
    assert {id for ids in TREATED.values() for id in ids} == every
    assert {id for ids in IDS.values() for id in ids} <= every


@pytest.mark.parametrize("name", TREATED)
def test_every_id_has_a_cell_of_each_of_its_notebooks(name):
    cells = nbformat.read(NOTEBOOKS[name], as_version=4).cells
    tagged = {tag.removeprefix("eq-") for cell in cells if cell.source for tag in cell.metadata.get("tags", ())}
    assert [id for id in TREATED[name] if id not in tagged] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_cell_carries_an_id_that_nobody_knows(name):
    known = {f"eq-{id}" for ids in TREATED.values() for id in ids}
    cells = nbformat.read(NOTEBOOKS[name], as_version=4).cells
    tags = {tag for cell in cells for tag in cell.metadata.get("tags", ()) if tag.startswith("eq")}
    assert tags - known == set()


@pytest.mark.parametrize("row", [r for r in EQUATIONS if not (r.kinks or r.gated)], ids=lambda row: row.id)
def test_complex_step_and_differences_measure_the_same(row):
    # What the engine is held against holds by itself.
    for point in points(row):
        differences = jacobian(row.plain, point, row.inputs, central_difference)
        agree(jacobian(row.plain, point, row.inputs, complex_step), differences)


@each
def test_form(row):
    found, expected = derived(row).jacobian.to(row.layout).expression, row.expected
    if str(found) == str(expected) or found == expected:
        return
    assert len(str(found)) <= len(str(expected)), f"{found} is longer than {expected}"
    for point in points(row):
        numbers = measured(row, point)
        numbers = numbers.T if row.layout == "denominator" else numbers
        value = np.asarray(found.at(**mentioned(found, point)))
        agree(value.reshape(numbers.shape), numbers)


@pytest.mark.parametrize("row", [r for r in EQUATIONS if r.structure], ids=lambda row: row.id)
def test_structure(row):
    assert derived(row).jacobian.structure == row.structure


@each
def test_numbers(row):
    found = derived(row).jacobian
    for point in points(row):
        value = found.at(**point)
        assert isinstance(value, np.ndarray)
        assert value.dtype == np.float64
        agree(value, measured(row, point))


@each
def test_every_line_stands_for_the_same_array(row):
    derivation = derived(row)
    for point in points(row):
        numbers = measured(row, point)
        for step in derivation.steps:
            agree(step.at(**point), numbers)


@each
def test_lines_are_few_and_each_changes_something(row):
    steps = derived(row).steps
    assert 1 <= len(steps) <= MOST_LINES
    assert [step.rule.name for step in steps if step.before == step.after] == []


@each
def test_denominator_layout_is_the_transpose(row):
    found = derived(row).jacobian
    turned = found.to("denominator")
    assert turned.shape == found.shape[::-1]
    assert turned.cells() == found.cells().T
    for point in points(row):
        agree(turned.at(**point), found.at(**point).T)


@pytest.mark.parametrize("row", [r for r in EQUATIONS if not re.search(r"[fghFG]\(", r.written)], ids=lambda r: r.id)
def test_cells_are_explicit(row):
    # Every free size is 3 in cells(3): the sums are written out, and no index is left.
    point = row.draw(np.random.default_rng(3), {"n": 3, "m": 3, "N": 3})
    cells = derived(row).jacobian.cells(3)
    components = cells.atoms(sympy.Indexed)
    labels = {atom.base.label for atom in components}
    values = {atom: np.asarray(point[str(atom.base)])[tuple(int(i) - 1 for i in atom.indices)] for atom in components}
    values |= {symbol: point[symbol.name] for symbol in cells.free_symbols - components - labels}
    numbers = np.array([[float(cell.subs(values).doit()) for cell in cells.row(i)] for i in range(cells.rows)])
    agree(numbers, measured(row, point))


@pytest.mark.parametrize("row", [r for r in EQUATIONS if "[" not in r.by], ids=lambda row: row.id)
def test_both_roads_meet_and_every_line_of_the_chain_has_the_numbers(row):
    chain = mc.derive(row.function, row.variable, by="chain")
    for point in points(row):
        numbers = measured(row, point)
        agree(chain.jacobian.at(**point), numbers)
        for step in chain.steps:
            agree(step.at(**point), numbers)
    assert [step.rule.name for step in chain.steps if step.before == step.after] == []
