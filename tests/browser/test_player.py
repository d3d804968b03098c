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


def test_a_rule_is_named_before_it_is_shown(view):
    shown, _ = view
    height = shown.bounding_box()["height"]
    shown.get_by_label("how the lines are shown").select_option("name the rule first")
    names = shown.get_by_role("group", name="Which rule comes next?").get_by_role("button")
    expect(names).to_have_count(4)
    expect(shown.locator(".mc-rule")).to_have_text("The question")
    names.filter(has_text="gather the cells").click()
    expect(shown.locator(".mc-rule")).to_have_text("write out one component")
    expect(shown.locator(".mc-said")).to_have_text("You said: gather the cells.")
    expect(names.first).to_be_focused()  # what was pressed has gone, the keys go on
    names.filter(has_text="constant factor").press("Enter")
    expect(shown.locator(".mc-said")).to_have_text("You said so before it was shown.")
    assert shown.bounding_box()["height"] == height


def test_the_last_lines_are_hidden_until_the_answer_is_typed(view):
    shown, _ = view
    shown.get_by_label("how the lines are shown").select_option("fill in the last lines")
    lines, answer = shown.locator(LINES), shown.get_by_label("your answer")
    expect(lines.nth(-3)).to_have_attribute("data-state", "now")
    expect(lines.last.get_by_role("img")).to_have_count(0)
    answer.fill("diag(w)")
    answer.press("Enter")
    expect(shown.locator(".mc-verdict")).to_contain_text("other variable")
    expect(lines.last).to_have_attribute("data-state", "later")
    answer.fill("diag(x)")
    answer.press("Enter")
    expect(lines.last).to_have_attribute("data-state", "now")
    expect(lines.last.get_by_role("img")).to_be_visible()


def test_without_a_kernel_the_last_lines_are_there_for_the_asking(view):
    shown, notebook = view
    notebook.shutdown_kernel()
    shown.get_by_label("how the lines are shown").select_option("fill in the last lines")
    answer = shown.get_by_label("your answer")
    answer.fill("diag(x)")
    answer.press("Enter")
    expect(shown.locator(".mc-verdict")).to_contain_text("kernel")
    for _ in range(2):
        shown.get_by_role("button", name="Next").click()
    expect(shown.locator(LINES).last).to_have_attribute("data-state", "now")


def test_all_lines_stand_with_their_rules_and_smaller_steps_unfold(lab):
    notebook = lab.new_notebook(SETUP, "mc.show(mc.derive(mc.sin(x * mc.sum(x)), x, by='chain'), mode='all', step=3)")
    notebook.run_all()
    shown = notebook.output(1).locator(".mc-player")
    height = shown.bounding_box()["height"]
    assert height < 500
    expect(shown.locator(".mc-by", has_text="introduce u")).to_be_visible()
    shown.get_by_label("how the lines are shown").select_option("step by step")
    shown.get_by_role("button", name="Show the smaller steps").click()
    inner = shown.locator(".mc-set[data-state=now] .mc-sub li")
    expect(inner.last).to_be_visible()
    expect(inner.nth(1)).to_contain_text("write out one component")
    shown.get_by_role("button", name="Hide the smaller steps").click()
    expect(inner.last).to_be_hidden()
    assert shown.bounding_box()["height"] == height
