"""Progress and the cheat sheet: what they say of the file beside the notebook."""

import pytest

import mclib as mc
from mclib.views.exercises import exercises
from mclib.views.ledger import Progress


def test_nothing_solved_says_where_to_begin():
    assert f"0 of {len(exercises())} exercises" in repr(mc.progress())
    assert 'mc.exercise("G1")' in repr(mc.cheat_sheet())


def test_what_is_solved_is_counted_by_notebook():
    for name in ("E3", "E4", "G1"):
        Progress().note(name, name != "E4")
    page = mc.progress()._repr_html_()
    assert f"2 of {len(exercises())} exercises are solved, 3 tried; predictions made: 0." in page
    own = sum(e.notebook == "03" for e in exercises().values())
    assert f'value="1" aria-label="notebook 03: 1 of {own}"' in page


@pytest.mark.parametrize("which", ["03", "3", 3, "03_element_wise_operations"])
def test_one_notebook_names_what_is_left(which):
    own = [e.id for e in exercises().values() if e.notebook == "03"]
    Progress().note(own[0], True)
    core = sum(exercises()[name].core for name in own)
    first = f"1 of {len(own)}, of its core path {int(exercises()[own[0]].core)} of {core}"
    said = f"notebook 03: {first}; predictions made: 0. Left: {', '.join(own[1:])}."
    assert repr(mc.progress(which)) == said
    assert said in mc.progress(which)._repr_html_()
    for name in own:
        Progress().note(name, True)
    assert repr(mc.progress(which)).endswith("Nothing is left.")


def test_a_guess_is_counted_once_and_what_was_only_shown_is_none():
    w, x = mc.vectors("w x")
    for stage in ("checked", "shown"):
        mc.predict(w * x, w).stage = stage
        mc.predict(w * x, w).stage = stage
    mc.predict(w * x, w, "shape").stage = "shown"
    assert "predictions made: 1." in repr(mc.progress())
    mc.predict(question="Row or column?", choices=["row", "column"], answer="row").stage = "checked"
    assert "predictions made: 2." in repr(mc.progress())
    assert "0 tried" in repr(mc.progress())


def test_a_guess_is_counted_where_it_was_made(monkeypatch):
    w, x = mc.vectors("w x")
    monkeypatch.setenv("JPY_SESSION_NAME", "course/03_element_wise_operations.ipynb")
    mc.predict(w * x, w).stage = "checked"
    assert "predictions made: 1." in repr(mc.progress("03"))
    assert "predictions made: 0." in repr(mc.progress("04"))
    monkeypatch.setenv("JPY_SESSION_NAME", "my own notes.ipynb")  # of which nothing is kept
    mc.predict(w * x, w, "shape").stage = "checked"
    assert "predictions made: 2." in repr(mc.progress())
    assert not any("my" in name for name in Progress().entries)


@pytest.mark.parametrize("which", ["12", "", "mc1.", "E3"])
def test_what_is_neither_a_notebook_nor_a_code_is_refused(which):
    with pytest.raises(ValueError, match='as "03", and no code'):
        mc.progress(which)


def test_a_code_from_another_machine_is_added(tmp_path):
    there = Progress(tmp_path / "there.json")
    there.note("E3", True)
    assert f"1 of {len(exercises())}" in repr(mc.progress(there.code()))
    assert Progress().entries == {"E3": [1, True]}


def test_a_reset_asks_first():
    Progress().note("E3", True)
    assert "what you solved (1), tried (1) and predicted (0)" in repr(mc.progress(reset=True))
    assert Progress().entries
    mc.progress(reset="yes")
    assert not Progress().entries


def test_the_cheat_sheet_has_a_line_for_each_solved_jacobian():
    asked = [e for e in exercises().values() if e.kind == "jacobian"]
    for e in asked:
        Progress().note(e.id, True)
    sheet = mc.cheat_sheet()
    assert repr(sheet).count("\n") == len(asked) - 1
    assert all(mc.latex(mc.jacobian(e.y, e.x).expression) in sheet.latex for e in asked)
    assert "0 lines are still to be earned" in sheet._repr_html_()
