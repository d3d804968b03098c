"""The first two minutes of 00_start_here, as a learner lives them; its picture is the README's."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def opened(lab):
    """Notebook 00, every cell run, and the place of each cell by what it says."""
    notebook = lab.open("00_start_here.ipynb")
    notebook.run_all()
    sources = notebook.cell_sources()

    def output(beginning):
        return notebook.output(next(k for k, source in enumerate(sources) if source.strip().startswith(beginning)))

    return notebook, output


def explorer(output):
    return output("mc.explore(w * x, w)").locator(".mc-explorer")


def test_one_a_slider_moves_the_diagonal(opened):
    _, output = opened
    view = explorer(output)
    entry = view.get_by_role("gridcell", name="row y2, column w2:")
    before = entry.inner_text()
    view.get_by_role("slider", name="x 2").press("ArrowRight")
    expect(entry).not_to_have_text(before)
    expect(view.get_by_role("gridcell", name="row y2, column w1:")).to_have_attribute("data-kind", "zero")
    expect(view).to_have_attribute("data-saved", "yes")


def test_two_the_empty_cells_fill_and_a_sentence_says_why(opened):
    notebook, output = opened
    view = explorer(output)
    assert view.locator("[role=gridcell][data-kind=zero]").count() == 6
    box = view.get_by_role("textbox", name="any function, typed")
    box.fill("x * sum(x)")
    box.press("Enter")
    expect(view.locator("[role=gridcell][data-kind=zero]")).to_have_count(0)
    view.get_by_role("gridcell", name="row y2, column x1:").click()
    expect(view.locator(".mc-sentence")).to_contain_text("Moving x1 by 0.5 moves y2")
    expect(view).to_have_attribute("data-saved", "yes")
    notebook.screenshot("start_here")


def test_three_a_wrong_answer_is_put_to_work_and_named(opened):
    _, output = opened
    said = output('mc.check("diag(w)", w * x, w)')
    expect(said).to_contain_text("your answer predicts", ignore_case=True)
    expect(said).to_contain_text("another variable", ignore_case=True)


def test_four_any_function_is_derived(opened):
    _, output = opened
    player = output("mc.show(mc.derive(").locator(".mc-player")
    player.get_by_label("how the lines are shown").select_option("all lines")
    expect(player.locator("li.mc-set").last).to_be_visible()
