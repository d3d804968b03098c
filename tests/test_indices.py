"""Lines of index notation: what tidying, renaming and walking leave as it was."""

from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

import mclib as mc
from mclib import indices as ix
from mclib.evaluation import Evaluator
from mclib.functions import FUNCTIONS
from mclib.points import Point

w, x = mc.vectors("w x")
A = mc.matrices("A", shape=("n", "n"))
z = mc.scalars("z")
n = mc.sizes("n")
PLACES = (1, 2, 3)
VALUES = {"w": [0.5, -1.25, 2.0], "x": [1.5, 0.25, -0.75], "z": 0.5, "A": [[1, 2, 3], [4, 5, 6], [7, 8, 10]]}
FREE = ("i", "j")

simple = st.sampled_from([*FREE, *PLACES])
index = st.one_of(simple, simple.map(lambda i: ix.mirrored(i, n)))
leaf = st.one_of(
    st.integers(-2, 3).map(ix.num),
    st.builds(lambda v, i: ix.idx(v, (i,)), st.sampled_from([w, x]), index),
    st.builds(lambda i, j: ix.idx(A, (i, j)), index, index),
    st.just(ix.idx(z)),
    st.builds(ix.delta, index, index),
    st.builds(ix.upto, index, index),
)


def grown(node):
    """Larger nodes; a sum runs over an index that its body has."""
    return st.one_of(
        st.builds(ix.add, node, node),
        st.builds(ix.mul, node, node),
        st.builds(lambda a: ix.power(a, ix.num(2)), node),
        st.builds(lambda a: ix.apply(FUNCTIONS["sin"], a), node),
        st.builds(summed, st.sampled_from(FREE), node),
    )


def summed(index, body):
    """The sum of the body over one of its free indices."""
    new = ix.fresh()
    return ix.total(new, n, ix.rename(body, {index: new}))


nodes = st.recursive(leaf, grown, max_leaves=8)
wheres = st.fixed_dictionaries({name: st.sampled_from(PLACES) for name in FREE})
several = settings(max_examples=150, deadline=None)


def number(node, where=None, values=VALUES):
    return Evaluator(Point(values, (w, x, z, A)))(node, where)


def sums(node):
    return [part for part in ix.walk(node) if part.op == "sum"]


@several
@given(nodes)
def test_bound_indices_are_named_by_nesting_height_and_are_not_free(node):
    assert ix.free(node) <= set(FREE)
    assert [part.args[0] for part in sums(node)] == [f"k{ix.height(part) - 1}" for part in sums(node)]


@several
@given(nodes, wheres, st.dictionaries(st.sampled_from([*FREE, "k0", "k1"]), simple))
def test_renaming_replaces_free_indices_and_captures_none(node, where, names):
    # i and j may change places: all are replaced at once. Where k0 is bound it is left alone.
    renamed = ix.rename(node, names)
    before = {name: where.get(names.get(name, name), names.get(name)) for name in FREE}
    assert number(renamed, where) == pytest.approx(number(node, before))
    assert ix.free(renamed) <= {names.get(name, name) for name in ix.free(node)}


@several
@given(nodes, st.sampled_from(FREE))
def test_equal_sums_are_equal_trees(body, index):
    # Each sum is made with an index of its own, and so is each one in the body.
    once, again = summed(index, body), summed(index, body)
    assert once == again
    assert hash(once) == hash(again)
    assert once != summed(index, body + ix.idx(w, (index,)))


@several
@given(nodes, st.sampled_from(FREE), wheres)
def test_a_sum_is_the_sum_of_its_terms(body, index, where):
    terms = [number(body, {**where, index: k}) for k in PLACES]
    assert number(summed(index, body), where) == pytest.approx(sum(terms))
    assert index not in ix.free(summed(index, body))


@several
@given(nodes)
def test_kids_and_with_kids_are_inverse(node):
    for part in ix.walk(node):
        assert ix.with_kids(part, ix.kids(part)) == part


def test_kids_and_with_kids_are_inverse_for_what_a_line_is_made_of():
    x_i, x_j = ix.idx(x, ("i",)), ix.idx(x, ("j",))
    table = ix.table([[x_i, x_j, ix.ONE], [ix.ZERO, x_j, x_i]])
    for node in (table, ix.deriv(x_i, x_j), ix.deriv(table, x_j)):
        assert ix.kids(node)
        assert ix.with_kids(node, ix.kids(node)) == node


@several
@given(nodes, wheres)
def test_descending_reaches_every_kid_once(node, where):
    doubled = ix.descend(node, lambda kid: 2 * kid)
    if node.op in ("sum", "add"):
        assert number(doubled, where) == pytest.approx(2 * number(node, where))
    elif node.op == "mul":
        assert number(doubled, where) == pytest.approx(2 ** len(node.args) * number(node, where))
    assert ix.descend(node, lambda kid: kid) == node


@several
@given(nodes)
def test_under_a_sum_its_own_name_means_nothing(node):
    assert ix.descend(node, lambda kid: ix.rename(kid, {"k0": 1, "k1": 2})) == node


@several
@given(nodes, nodes, wheres)
def test_building_tidies_and_keeps_the_number(a, b, where):
    one, other = number(a, where), number(b, where)
    assert number(a + b, where) == pytest.approx(one + other)
    assert number(a - b, where) == pytest.approx(one - other)
    assert number(a * b, where) == pytest.approx(one * other)
    assert number((a**2) ** 3, where) == pytest.approx(one**6)
    assert (ix.ZERO + a, ix.ONE * a, a * 0, a**1, a**0) == (a, a, ix.ZERO, a, ix.ONE)


TRUTH = {"delta": lambda a, b: a == b, "upto": lambda a, b: a <= b}


@pytest.mark.parametrize("make", [ix.delta, ix.upto], ids=["delta", "upto"])
def test_a_condition_says_the_same_before_and_after_indices_are_known(make):
    indices = ["i", "j", *(ix.mirrored(i, n) for i in FREE), 1, 2]
    for a, b in product(indices, repeat=2):
        for i, j in product(PLACES, repeat=2):
            at = {"i": i, "j": j}
            known = [(4 - at[c[0]]) if isinstance(c, ix.Reversed) else at.get(c, c) for c in (a, b)]
            # length 3 is known from the values
            assert number(make(a, b), at) == TRUTH[make.__name__](*known)


def test_deltas_of_equal_or_known_places_are_numbers():
    mirror = ix.mirrored("i", n)
    assert [ix.delta("i", "i"), ix.delta(mirror, mirror), ix.delta(2, 2)] == [ix.ONE] * 3
    assert [ix.delta(1, 2), ix.upto(2, 1)] == [ix.ZERO] * 2
    assert [ix.upto(1, 2), ix.upto(2, 2)] == [ix.ONE] * 2


def test_twice_mirrored_is_not_mirrored():
    assert ix.mirrored(ix.mirrored("i", n), n) == "i"
    assert ix.mirrored(1, 5) == 5
    assert ix.mirrored(ix.mirrored("i", n), 5) != "i"
    assert ix.upto(ix.mirrored("i", n), ix.mirrored("j", n)) == ix.upto("j", "i")


READS = [
    (ix.idx(x, ("i",)), ("j",), True),
    (ix.idx(x, (1,)), (1,), True),
    (ix.idx(x, (1,)), (2,), False),
    (ix.idx(x, ("i",)), (2,), True),
    (ix.idx(x, (1,)), ("j",), True),
    (ix.idx(w, ("i",)), ("j",), False),
    (ix.idx(mc.softmax(x), (1,)), (2,), True),
    (ix.idx(mc.softmax(w), ("i",)), ("j",), False),
    (ix.deriv(ix.idx(x, ("i",)), ix.idx(w, ("j",))), ("j",), True),
]


@pytest.mark.parametrize(("node", "spot", "expected"), READS, ids=str)
def test_what_a_node_reads(node, spot, expected):
    assert ix.reads(node, ix.idx(x, spot)) is expected
    assert ix.reads(summed("i", node + ix.idx(w, ("i",))), ix.idx(x, spot)) is expected


@several
@given(nodes, st.sampled_from(PLACES), wheres)
def test_what_a_node_does_not_read_does_not_move_it(node, place, where):
    moved = VALUES | {"x": [v + (k == place) for k, v in enumerate(VALUES["x"], 1)]}
    if not ix.reads(node, ix.idx(x, (place,))):
        assert number(node, where, moved) == number(node, where)
