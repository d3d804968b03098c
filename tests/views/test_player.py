"""The player: what is sent of a derivation, names to choose from, answers, rooms."""

import re

import pytest

import mclib as mc

w, x = mc.vectors("w x")
z = mc.scalars("z")
A = mc.matrices("A")
DERIVATIONS = [mc.derive(w * x, w), mc.derive(x * mc.sum(x), x), mc.derive([z, z**2], [z])]


@pytest.mark.parametrize("derivation", DERIVATIONS, ids=repr)
def test_the_right_rule_is_among_four_in_an_order_that_gives_nothing_away(derivation):
    for note in mc.show(derivation).steps[1:]:
        assert [name for name in note["choices"] if note["name"].startswith(name)]
        assert len(set(note["choices"])) == 4
        assert note["choices"] == sorted(note["choices"])


def test_every_line_and_every_smaller_step_is_sent():
    derivation = mc.derive(mc.sin(x * mc.sum(x)), x, by="chain")
    player = mc.show(derivation)
    inner = [place for note in player.steps for place, *_ in note.get("sub", ())]
    assert inner == list(range(len(derivation.lines), len(player.lines)))
    assert all(glyph[0] in player.outlines for line in player.lines for glyph in line["glyphs"])


@pytest.mark.parametrize(("typed", "right"), [("diag(x)", True), ("diag(w)", False), ("diag(", False)])
def test_a_typed_answer_is_judged(typed, right):
    player = mc.show(DERIVATIONS[0])
    player.answer = {"text": typed, "count": 1}
    assert player.verdict["right"] is right
    assert player.verdict["message"]


def test_where_there_are_no_numbers_to_send_the_check_is_made_here():
    f = mc.functions("f")
    player = mc.show(mc.derive(f(w, x), w))
    assert player.record == {}
    assert all(note["check"].startswith("cell (1, 1)") for note in player.steps)


def test_a_size_that_only_an_unknown_function_has_gets_its_number():
    F = mc.functions("F", of="all", n="m")
    assert all(note["check"] for note in mc.show(mc.derive(F(x), x)).steps)


@pytest.mark.parametrize(("y", "by"), [(z * A, z), (mc.sum(mc.tanh(A @ x)), A), (mc.trace(A @ A.T), A)], ids=str)
def test_a_matrix_has_its_check_too_and_it_agrees(y, by):
    for note in mc.show(mc.derive(y, by)).steps:
        line, difference = re.fullmatch(r".* gives (.*), a small step of the input gives (.*)", note["check"]).groups()
        assert line == difference


def test_linked_views_start_at_the_point_of_the_first_and_stay_in_one_room():
    one, other, third = mc.explore(w * x, w, selection=[2, 1]), mc.show(DERIVATIONS[0]), mc.explore(x * x, x)
    one.point = {"w": [7, 8, 9]}
    mc.link(one, other)
    mc.link(other, third)
    assert one.room == other.room == third.room != ""
    assert other.point["w"] == [7, 8, 9]
    assert third.point["x"] == other.point["x"]
    assert other.selection == [2, 1]


def test_only_views_are_linked():
    with pytest.raises(TypeError, match=r"mc\.explore"):
        mc.link(mc.explore(w * x, w), 3)


def test_wide_lines_are_known_before_they_are_set():
    z1, z2, z3 = mc.scalars("a b c")
    table = mc.derive([z1 * z2 * z3, z1 + z2 * z3, z1**2 + z2**2 + z3**2], [z1, z2, z3])
    assert mc.show(table).wide
    assert not mc.show(DERIVATIONS[0]).wide
    assert max(line["size"][0] for line in mc.show(table).lines) > 570


def test_the_static_reading_folds_smaller_steps_away():
    page = mc.show(mc.derive(mc.sin(x * x), x, by="chain")).reading()[0]
    assert page.count("<details>") == page.count("Show the smaller steps") > 0
    assert "<details>" not in mc.show(DERIVATIONS[0]).reading()[0]
