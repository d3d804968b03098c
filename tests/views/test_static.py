"""The static reading of a Jacobian in both layouts: what a page without a kernel shows."""

import re

import pytest

import mclib as mc
from mclib.views.static import jacobian_page, jacobian_text, partial

x, y = mc.scalars("x y")
z, (w, v) = mc.scalars("z"), mc.vectors("w v")
A, B = mc.matrices("A"), mc.matrices("B", shape=("n", "m"))
J = mc.jacobian([3 * x**2 * y, 2 * x + y**8, x * y], [x, y])


def cells(page):
    """The text of the table, row by row, its headers included."""
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_rows_are_outputs_in_numerator_layout():
    assert cells(jacobian_page(J)) == [["", "x", "y"], ["f1", "6 y x", "3 x2"], ["f2", "2", "8 y7"], ["f3", "y", "x"]]


def test_rows_are_inputs_in_denominator_layout():
    turned = J.to("denominator")
    page = jacobian_page(turned)
    assert cells(page) == [["", "f1", "f2", "f3"], ["x", "6 y x", "2", "y"], ["y", "3 x2", "8 y7", "x"]]
    assert "2 × 3" in page
    assert "row <i>x</i>, column <i>f</i><sub>2</sub> is 2, wherever you stand" in page
    assert jacobian_text(turned).endswith("2 x 3")


def test_a_jacobian_that_was_turned_is_typeset_turned():
    assert "6 y x & 2 & y" in mc.latex(J.to("denominator"))
    assert "6 y x & 3 x^{2}" in mc.latex(J)


@pytest.mark.parametrize(
    ("function", "variable", "whole", "one"),
    [
        (w * v, w, "∂y/∂w", "∂yi/∂wj"),
        (mc.sum(w * v), w, "∂y/∂w", "∂y/∂wj"),
        (w * z, z, "∂y/∂z", "∂yi/∂z"),
        (A * z, z, "∂Y/∂z", "∂Yij/∂z"),
        (mc.trace(A @ B), B, "∂y/∂B", "∂y/∂Bji"),
    ],
)
def test_a_line_of_one_entry_has_its_indices_on_the_left(function, variable, whole, one):
    frame = mc.jacobian(function, variable).frame
    assert [re.sub(r"<[^>]+>", "", partial(frame, indexed)) for indexed in (False, True)] == [whole, one]


def test_a_component_past_the_length_that_a_view_starts_with_is_refused_in_words():
    for show in (mc.explore, mc.predict, lambda y, by: mc.show(mc.derive(y, by))):
        with pytest.raises(ValueError, match="a length of its own"):
            show(w[9], w)
