"""One real JupyterLab and one headless Chromium for all browser tests (tools/driven_lab.py).

A test asks for `lab` and gets a fresh page and a copy of the notebooks' folder of its own:

    notebook = lab.open("03_element_wise_operations.ipynb")     # or lab.new_notebook("1 + 1")
    notebook.run_all()
    notebook.output(1).get_by_role("slider").first.press("ArrowRight")

At its end the test fails if the browser's console saw an error, or if anything was asked of another
machine.
"""

import json

import pytest

import driven_lab
from mclib.views.page import module


@pytest.fixture(scope="session")
def browser():
    with driven_lab.browser() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with driven_lab.server(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture
def lab(browser, server, request):
    """What a test drives: see this module's docstring."""
    with driven_lab.lab(browser, server, f"{request.node.path.stem}-{request.node.name}") as running:
        yield running
    assert not running.errors, "errors in the browser's console"
    assert not running.strangers, "asked of another machine"


@pytest.fixture(scope="session")
def violations():
    """What axe-core finds on a page, or in what a selector names there: a line for each element."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page, selector=None):
        found = Axe().run(page, selector, {"resultTypes": ["violations"]}).response["violations"]
        return [f"{rule['id']}: {node['html'][:300]}" for rule in found for node in rule["nodes"]]

    return look


@pytest.fixture(scope="module")
def page(browser):
    """A blank page that has loaded the evaluator as `evaluator`."""
    page = browser.new_page()
    source = json.dumps(module("evaluator.js"))
    page.evaluate(
        f"""async () => {{
            const url = URL.createObjectURL(new Blob([{source}], {{type: 'text/javascript'}}));
            window.evaluator = await import(url);
        }}"""
    )
    yield page
    page.close()
