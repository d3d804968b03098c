"""One real JupyterLab and one headless Chromium for all browser tests (tools/driven_lab.py).

A test asks for `lab` and gets an empty JupyterLab and a copy of the notebooks' folder of its own:

    notebook = lab.open("03_element_wise_operations.ipynb")     # or lab.new_notebook("1 + 1")
    notebook.run_all()
    notebook.output(1).get_by_role("slider").first.press("ArrowRight")

At its end the test fails if the browser's console saw an error, or if anything was asked of another
machine. To load JupyterLab takes longer than most tests do, so that its page is kept from one `lab` to
the next. A test that changes the page itself (its window, its theme, its timers) or hears its sockets
asks for `own_lab`, whose page is its own.
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


@pytest.fixture(scope="session")
def kept(browser, server):
    with driven_lab.lab(browser, server, "kept") as running:
        yield running


@pytest.fixture
def lab(kept, request):
    """What a test drives: see this module's docstring."""
    failed = request.session.testsfailed
    kept.begin(named(request))
    yield kept
    if request.session.testsfailed > failed:  # whatever it left behind
        kept.load()
    kept.close()
    blameless(kept)


@pytest.fixture
def own_lab(browser, server, request):
    """A `lab` whose page is no other test's."""
    with driven_lab.lab(browser, server, named(request)) as running:
        yield running
    blameless(running)


def named(request):
    return f"{request.node.path.stem}-{request.node.name}"


def blameless(lab):
    assert not lab.errors, "errors in the browser's console"
    assert not lab.strangers, "asked of another machine"


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
