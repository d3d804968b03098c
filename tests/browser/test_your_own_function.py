"""09_your_own_function, as somebody lives it who brings a function: typed in a cell, in a box, on a slider."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

OWN = "y, by = w * x / mc.sum(w), w"
PATH = Path(__file__).resolve().parents[2] / "notebooks" / "09_your_own_function.ipynb"
SOURCES = [cell.source for cell in nbformat.read(PATH, as_version=4).cells if cell.cell_type == "code"]


@pytest.fixture
def run(lab):
    """Run the cells of 09 that begin so, after a function of one's own: what each puts out."""

    def run(*beginnings):
        chosen = [next(source for source in SOURCES if source.startswith(said)) for said in beginnings]
        notebook = lab.new_notebook(SOURCES[0], OWN, *chosen)
        notebook.run_all()
        return [notebook.output(k) for k in range(2, len(chosen) + 2)]

    return run


def test_a_function_of_ones_own_is_predicted_derived_and_asked_for(run):
    guess, steps, asked = run("mc.predict(y, by)", "mc.show(mc.derive(y, by)", "mc.practice(y, by)")
    guess.get_by_role("button", name="Check").click()
    expect(guess).to_contain_text("All 9 cells are as you said.")
    steps.get_by_label("how the lines are shown").select_option("all lines")
    expect(steps.locator("li.mc-set").last).to_be_visible()
    box, check = asked.get_by_role("textbox"), asked.get_by_role("button", name="Check")
    for answer, said in (
        ("diag(x / sum(w))", "This is what your answer would mean"),
        ("diag(x / sum(w))", "a second road"),
        ("diag(x)/sum(w) - outer(w*x, ones(n))/sum(w)^2", "Right"),
    ):
        box.fill(answer)
        check.click()
        expect(asked).to_contain_text(said)


def test_the_box_knows_the_notebooks_letters_and_says_what_it_cannot_read(run):
    (view,) = run("mc.explore(y, by")
    box = view.get_by_role("textbox", name="any function, typed")
    for typed, said in (
        ("sin", "sin is a function: write what it is of"),
        ("max(x, 0)", "maximum"),
        ("x if x > 0 else 0", "a condition is a factor"),
        ("x[0]", "places start at 1"),
        ("(x1, x2)", "square brackets"),
        ("A x", "A @ x"),
        ("r * x", "I know no r"),
    ):
        box.fill(typed)
        box.press("Enter")
        expect(view.locator(".mc-problem")).to_contain_text(said)
    box.fill("sin(p) * x + q")  # p and q are the notebook's own
    box.press("Enter")
    expect(view.locator(".mc-problem")).to_be_hidden()
    expect(view.locator("[role=gridcell][data-kind=zero]")).to_have_count(6)


def test_a_plain_slider_moves_the_derivation_and_the_derivation_the_slider(run):
    outer, player = run("import ipywidgets", "lines")
    slider = outer.get_by_role("slider")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(player).to_contain_text("step 2 of 5")
    player.get_by_role("button", name="Next").click()
    expect(slider).to_have_attribute("aria-valuetext", "3")
