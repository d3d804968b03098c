"""Rooms: linked views share point, selection and layout on the page, with no kernel."""

import pytest
from playwright.sync_api import expect

SETUP = "import mclib as mc\nfrom ipywidgets import IntSlider, link\nw, x = mc.vectors('w x')"
VIEWS = "a, b = mc.explore(w * x, w), mc.show(mc.derive(w * x, w), step=2)\nmc.link(a, b)\na"


@pytest.fixture
def linked(lab):
    """An explorer and a player in one room, and their notebook."""
    notebook = lab.new_notebook(SETUP, VIEWS, "b", "print(b.point['w'][0])")
    notebook.run_all()
    explorer, player = notebook.output(1).locator(".mc-explorer"), notebook.output(2).locator(".mc-player")
    expect(explorer).to_be_visible()
    expect(player).to_be_visible()
    yield explorer, player, notebook
    expect(notebook.page.locator("[data-saved=no]")).to_have_count(0)  # nothing is on its way


def test_the_check_is_taken_at_the_explorers_point_and_cell_with_no_kernel(linked):
    explorer, player, notebook = linked
    notebook.shutdown_kernel()
    explorer.get_by_label("x 2, exact value").fill("7.5")
    explorer.get_by_role("gridcell", name="row y2, column w2:").click()
    expect(player.locator("dd").last).to_contain_text(
        "cell (2, 2): this line gives 7.5, a small step of the input gives 7.5"
    )


def test_the_kernel_hears_of_it_in_every_linked_view(linked):
    explorer, _, notebook = linked
    explorer.get_by_role("slider", name="w 1").press("Home")
    expect(explorer).to_have_attribute("data-saved", "yes")
    notebook.wait_idle()
    notebook.run_cell(3)
    expect(notebook.output(3)).to_have_text("-3\n")


def test_ipywidgets_link_joins_a_view_to_a_plain_slider(lab):
    notebook = lab.new_notebook(
        SETUP, "b = mc.show(mc.derive(w * x, w))\nb", "s = IntSlider(max=4)\nlink((s, 'value'), (b, 'step'))\ns"
    )
    notebook.run_all()
    notebook.output(2).get_by_role("slider").press("ArrowRight")
    player = notebook.output(1).locator(".mc-player")
    expect(player.locator(".mc-count")).to_have_text("step 1 of 4")
    player.get_by_role("button", name="Next").click()
    expect(notebook.output(2).get_by_role("slider")).to_have_attribute("aria-valuetext", "2")
