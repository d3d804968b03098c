"""What was once wrong in the engine and has no other home: one small case each."""

import numpy as np
import pytest
import sympy

import mclib as mc
from mclib import indices as ix
from mclib.evaluation import array
from mclib.gathering import gather
from mclib.language import text
from mclib.points import Point

n = mc.sizes("n")
w, x = mc.vectors("w x")
z = mc.scalars("z")
B = mc.matrices("B", shape=("n", "n"))
F = mc.functions("F", of="all")


def test_equal_rows_are_added_not_dropped():
    term = ix.idx(z) * ix.total("k", n, ix.idx(w, ("k",)) * ix.idx(B, ("k", "j")))
    point = Point({"z": 1.0, "w": [1.0, 2.0], "B": [[1.0, 2.0], [3.0, 4.0]]}, (z, w, B))
    row = gather(ix.Node("add", term, term), None, ("j", n))
    np.testing.assert_allclose(array(row, point), [[14.0, 20.0]])


def test_a_reversed_running_sum_verifies():
    assert mc.derive(mc.sum(mc.reverse(mc.cumsum(x)) * x * mc.sum(x)), x).verify().right


def test_a_mean_beside_the_sum_of_a_square_matrix():
    assert mc.derive(mc.sum(B) * mc.mean(x), x).verify().right


@pytest.mark.parametrize("e", [F(x), mc.slope(F(x), x), mc.concatenate([w, z])], ids=str)
def test_a_component_of_what_has_no_formula_for_i(e):
    assert e.component().atoms(sympy.Indexed)


def test_a_component_of_a_list_is_each_entry_at_its_place():
    i = sympy.Symbol("i", integer=True)
    component = mc.stack([z, z**2]).component()
    assert [component.subs(i, k).doit() for k in (1, 2)] == [sympy.Symbol("z"), sympy.Symbol("z") ** 2]


def test_products_with_a_jacobian_of_blocks_never_form_it():
    J = mc.jacobian(mc.concatenate([mc.sin(w), z]), w)
    values = np.linspace(0, 1, 100_000)
    np.testing.assert_allclose(J.jvp(values, w=values), np.append(np.cos(values) * values, 0))
    np.testing.assert_allclose(J.vjp(np.append(values, 7), w=values), np.cos(values) * values)


def test_an_entry_of_an_unknown_vector_function():
    assert mc.jacobian(F(x), x).entry.atoms(sympy.Indexed)


def test_a_function_of_sympys_is_refused():
    t = sympy.Symbol("t")
    with pytest.raises(TypeError, match="SymPy"):
        mc.derive(sympy.Function("f")(t), t)


@pytest.mark.parametrize("where", [0, 1.5])
def test_a_component_starts_at_1(where):
    with pytest.raises(IndexError):
        x.component(where)


@pytest.mark.parametrize("letter", "ij")
def test_free_indices_avoid_the_users_letters(letter):
    v = mc.vectors(letter)
    d = mc.derive(v * 2, v)
    assert f"{letter}_{letter}" not in text(d.lines[1], d.jacobian.frame.names)


def test_sums_avoid_names_of_functions_and_sizes():
    k, q = mc.functions("k"), mc.vectors("q", n="k")
    for d in (mc.derive(mc.sum(k(x)), x), mc.derive(mc.sum(q) * z, z)):
        assert "k" in d.jacobian.frame.names


def test_two_layouts_and_back():
    J = mc.jacobian(mc.sum(x * x), x)
    assert J.to("denominator").to("numerator").expression == J.expression


def test_vjp_of_a_running_sum_forms_no_matrix():
    ones = np.ones(200_000)
    assert mc.jacobian(mc.cumsum(x), x).vjp(ones, x=ones)[0] == 200_000


@pytest.mark.timeout(5)
def test_softmax_is_linear_in_n():
    X = np.linspace(-1, 1, 200_000)
    mc.jacobian(mc.softmax(x), x).jvp(X, x=X)


def test_a_function_of_a_function_verifies():
    assert mc.derive(F(F(x)), x).verify().right


def test_a_missing_value_is_named_for_entries():
    with pytest.raises(ValueError, match="a value for w is missing"):
        mc.jacobian(mc.sum(mc.exp(mc.outer(x, w))), x).at(x=[1, 2])


def test_a_component_of_what_is_reversed():
    found = mc.jacobian(mc.reverse(B @ x)[1], x).at(x=[1.0, 2.0], B=[[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(found, [[3.0, 4.0]])


@pytest.mark.parametrize("y", ["stack([z, c]) * x[1]", "3 * (stack([z, c]) - x[1])"])
def test_a_column_picked_from_a_long_vector_stays_that_column_by_chain(y):
    c = mc.scalars("c")
    function = mc.parse(y, x, z, c)
    assert mc.derive(function, x, by="chain").verify().right


@pytest.mark.parametrize("by", ["entries", "chain"])
def test_a_sum_over_a_mirrored_index_ends(by):
    assert mc.derive(mc.cumsum((B @ x @ mc.reverse(x)) * x * mc.sum(x)), x, by=by).verify().right


def test_a_vector_of_any_name_can_have_values():
    u, v = mc.vectors("u v")
    J = mc.jacobian(u * v, v)
    assert J.jvp([1, 2], u=[3, 4], v=[0, 0]).tolist() == [3, 8]
    assert J.vjp([1, 2], u=[3, 4], v=[0, 0]).tolist() == [3, 8]


def test_a_division_by_zero_is_infinite_for_a_scalar_as_for_a_vector():
    assert (1 / z).at(z=0) == (1 / x).at(x=[0])[0] == np.inf
