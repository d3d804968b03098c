"""axe-core on every view in each of its states (every_view.py), in a real JupyterLab, light and dark."""

import nbformat
from playwright.sync_api import expect

import every_view


def test_axe_finds_nothing_in_any_view(own_lab, violations):
    nbformat.write(every_view.notebook(), own_lab.folder / "views.ipynb")
    notebook = own_lab.open("views.ipynb")
    notebook.run_all()
    outputs = notebook.page.locator(".jp-OutputArea-output")
    expect(outputs).to_have_count(len(every_view.sources()))
    for output in outputs.all():
        output.scroll_into_view_if_needed()
        expect(output.locator(".mc, table").first).to_be_visible()
    found = {}
    for theme in ("light", "dark"):
        notebook.theme(theme)
        found[theme] = violations(notebook.page, ".jp-OutputArea-output")
        notebook.screenshot(theme)
    assert found == {"light": [], "dark": []}
