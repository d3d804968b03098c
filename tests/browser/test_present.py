"""On a projector of 1024 x 768: large type, hidden code, nothing cut off; and off again."""

import pytest
from playwright.sync_api import expect

SETUP = "import mclib as mc\nw, x = mc.vectors('w x')"
SIZE = "e => parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom ?? 1)"


@pytest.fixture
def presented(own_lab):
    """A notebook with three views, presented."""
    views = (
        "mc.explore(w * x, w)",
        "mc.show(mc.derive(w * x, w))",
        "mc.present()",
        "mc.explore(w * x, w, sizes={'n': 8})",
    )
    notebook = own_lab.new_notebook(SETUP, *views)
    notebook.page.set_viewport_size({"width": 1024, "height": 768})
    notebook.page.evaluate("() => jupyterapp.shell.collapseLeft()")
    notebook.run_all()
    expect(notebook.output(3).get_by_role("button")).to_have_text("Leave the large type")
    return notebook


def test_type_is_large_and_nothing_is_cut_off(presented):
    explorer, player = presented.output(1).locator(".mc-explorer"), presented.output(2).locator(".mc-player")
    assert player.locator(".mc-rule").evaluate(SIZE) >= 20
    assert player.locator(".mc-why").evaluate(SIZE) >= 17
    for view in (explorer, player, presented.output(4).locator(".mc-explorer")):
        assert view.evaluate("e => e.scrollWidth <= e.clientWidth")
        assert view.bounding_box()["height"] < 768 - 100  # what JupyterLab's own bars leave


def test_code_is_hidden_until_it_is_edited_and_back_when_one_leaves(presented):
    code = presented.cell(1).locator(".jp-Cell-inputWrapper")
    assert code.evaluate("e => e.clientHeight") == 0
    presented.page.evaluate("() => jupyterapp.shell.currentWidget.content.activeCellIndex = 1")
    presented.page.evaluate("() => jupyterapp.commands.execute('notebook:enter-edit-mode')")
    presented.page.wait_for_function(
        "() => document.querySelectorAll('.jp-Cell .jp-Cell-inputWrapper')[1].clientHeight > 10"
    )
    presented.output(3).get_by_role("button").click()
    expect(presented.output(3).get_by_role("button")).to_have_text("Large type, code hidden")
    assert presented.cell(0).locator(".jp-Cell-inputWrapper").evaluate("e => e.clientHeight") > 10
    expect(presented.output(3).locator(".mc-present")).to_have_attribute("data-saved", "yes")
    presented.run_cell(3)  # it was off, so the call turns it on again
    expect(presented.output(3).get_by_role("button")).to_have_text("Leave the large type")
