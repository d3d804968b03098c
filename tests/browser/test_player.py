"""The player in a real notebook: stepping, marks, keys, the static reading."""

import json

import pytest
from playwright.sync_api import expect

SETUP = "import mclib as mc\nw, x = mc.vectors('w x')"
LINES = "li.mc-set"


@pytest.fixture
def view(lab):
    """The player of w * x by w, and the notebook that it stands in."""
    notebook = lab.new_notebook(SETUP, "mc.show(mc.derive(w * x, w))")
    notebook.run_all()
    shown = notebook.output(1).locator(".mc-player")
    expect(shown).to_be_visible()
    yield shown, notebook
    expect(notebook.page.locator("[data-saved=no]")).to_have_count(0)  # nothing is on its way


def test_it_steps_to_its_end_without_changing_height(view):
    shown, _ = view
    lines, forward = shown.locator(LINES), shown.get_by_role("button", name="Next")
    height = shown.bounding_box()["height"]
    for k in range(1, lines.count()):
        forward.click()
        expect(lines.nth(k)).to_have_attribute("data-state", "now")
        assert shown.bounding_box()["height"] == height
    expect(shown.locator(".mc-rule")).to_have_text("gather the cells")
    expect(lines.last.get_by_role("img")).to_have_accessible_name("the diagonal matrix of x")
    expect(forward).to_have_attribute("aria-disabled", "true")


def test_two_marks_show_what_changes_and_what_it_became(view):
    shown, _ = view
    lines = shown.locator(LINES)
    expect(lines.nth(0)).to_have_attribute("data-state", "now")
    shown.get_by_role("button", name="Next").click()
    shown.get_by_role("button", name="Next").click()
    expect(lines.nth(2).locator("g > rect").first).to_be_visible()
    dash = "e => getComputedStyle(e).strokeDasharray"
    assert lines.nth(1).locator("svg > g").first.evaluate(dash) != "none"
    assert lines.nth(2).locator("svg > g").first.evaluate(dash) == "none"
    assert lines.nth(0).locator("svg > g:first-child > rect").count() == 0


def test_arrows_home_and_end_step_and_the_notebook_stays_as_it_is(view):
    shown, notebook = view
    lines, before = shown.locator(LINES), notebook.cell_sources()
    for stop in shown.get_by_role("button").all():
        stop.focus()
        for key in ("x", "a", "b", "d", "d", "1", "y", "m", "End"):
            stop.page.keyboard.press(key)
        expect(lines.last).to_have_attribute("data-state", "now")
        stop.page.keyboard.press("ArrowLeft")
        expect(lines.last).to_have_attribute("data-state", "later")
        stop.page.keyboard.press("Home")
        expect(lines.first).to_have_attribute("data-state", "now")
    assert notebook.cell_sources() == before


def test_each_line_has_a_check_with_its_numbers(view):
    shown, _ = view
    shown.get_by_role("button", name="Next").click()
    expect(shown.locator("dd").last).to_contain_text("cell (1, 1): this line gives 2")
    expect(shown.locator("dd").first).to_have_text("n × n")


def test_a_folded_reading_gives_nothing_away(lab):
    notebook = lab.new_notebook(
        SETUP, "mc.show(mc.derive(w * x, w), fold='Which cells are zero?')", "mc.explore(w * x, w, fold=True)"
    )
    notebook.run_all()
    notebook.save()
    notebook.shutdown_kernel()
    page = json.loads(notebook.path.read_text())
    for cell in page["cells"][1:]:
        for output in cell["outputs"]:
            del output["data"]["application/vnd.jupyter.widget-view+json"]
            shown_closed = output["data"]["text/plain"], output["data"].get("text/latex")
            assert "diag" not in str(shown_closed)
    page["metadata"].pop("widgets", None)
    notebook.path.write_text(json.dumps(page))
    notebook.page.evaluate("() => jupyterapp.commands.execute('docmanager:reload')")
    closed = notebook.output(1).locator("details")
    expect(closed.locator("summary")).to_have_text("Which cells are zero?")
    expect(closed.locator("ol")).to_be_hidden()
    closed.locator("summary").click()
    expect(closed.get_by_role("listitem").last).to_contain_text("diag(x)")
    expect(notebook.output(2).locator("summary")).to_be_visible()
    expect(notebook.output(2).locator("table")).to_be_hidden()
