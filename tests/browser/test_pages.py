"""The pages in a browser that is refused every request: alive, readable, and the same without JavaScript."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from notebooks import run
from pages import Row, page_of

NOTEBOOKS = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
each = pytest.mark.parametrize("name", NOTEBOOKS)
# What a view shows: its text, the numbers in its boxes, where its sliders stand, what is chosen.
SHOWN = "view => view.innerText + [...view.querySelectorAll('input')].map(input => input.value + input.checked)"


# A formula that begins left of its box: no scrolling leads there.
CUT_OFF = """boxes => boxes.filter(box => [...box.children].some(
    part => part.getBoundingClientRect().left < box.getBoundingClientRect().left - 1)).map(box => box.textContent)"""


@pytest.fixture
def opened(browser, pages):
    """Open a page from its file; at the end nothing was asked for and nothing went wrong."""
    contexts, wrong = [], []

    def open_page(name, **options):
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        address = (pages / f"{name}.html").as_uri()
        page.on("request", lambda request: wrong.append(request.url) if request.url.split("#")[0] != address else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [line for line in wrong if not line.startswith(("data:", "blob:"))] == []


def unfold(page):
    """Open every fold, and wait until all views are drawn: (their number, their locator)."""
    page.evaluate("() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    places = page.locator("[data-view]")
    expect(page.locator("[data-view] .mc")).to_have_count(places.count())
    return page.locator("[data-view] .mc")


@each
def test_every_view_is_alive_with_no_kernel_and_no_network(opened, name):
    views = unfold(opened(name))
    for view in views.all():
        before = view.evaluate(SHOWN)
        hint = view.get_by_role("button", name="Hint 1")
        if hint.count():  # an exercise
            hint.press("Enter")
        else:
            view.locator(".mc-row input[type=range], .mc-set-lines, .mc-asking input").first.press("ArrowRight")
        assert view.evaluate(SHOWN) != before


@each
def test_without_javascript_the_static_readings_stand(opened, name):
    page = opened(name, java_script_enabled=False)
    places = page.locator("[data-view]")
    assert places.count()
    expect(page.locator("[data-view]:has(:is(table, ol, details, .exercise))")).to_have_count(places.count())
    expect(page.locator(".switch")).to_be_hidden()


@pytest.mark.parametrize("name", [*NOTEBOOKS, "index"])
def test_axe_finds_nothing_in_either_theme(opened, violations, name):
    page = opened(name, color_scheme="light")
    unfold(page)
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html.mc-dark")
    assert (light, violations(page)) == ([], [])


@pytest.mark.parametrize("name", [*NOTEBOOKS, "index"])
def test_a_telephone_shows_all_of_it(opened, name):
    page = opened(name, viewport={"width": 360, "height": 740})
    unfold(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
    assert page.locator(".formula").evaluate_all(CUT_OFF) == []


def test_the_theme_is_the_systems_until_it_is_switched(opened):
    page = opened("00_start_here", color_scheme="dark")
    colour = "() => getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(colour)
    page.get_by_role("button", name="light").click()
    light = page.evaluate(colour)
    assert light != dark
    page.reload()
    page.wait_for_function(f"light => ({colour})() === light", arg=light)
    page.get_by_role("button", name="dark").click()
    page.emulate_media(media="print")
    page.wait_for_selector("html:not(.mc-dark)")
    assert page.evaluate(colour) == light


def test_what_only_a_kernel_can_do_says_so_and_where(opened):
    page = opened("00_start_here")
    view = unfold(page).first
    box = view.get_by_role("textbox")
    box.fill("x * sum(x)")
    box.press("Enter")
    expect(view.locator("[role=gridcell][data-kind=zero]")).to_have_count(0)
    box.fill("sin(x) * x")
    box.press("Enter")
    expect(view.get_by_role("link", name="Open this notebook on Binder")).to_be_visible()
    expect(view.locator(".mc-problem")).to_contain_text("by the kernel")


def test_linked_views_share_their_point_with_no_kernel(opened, tmp_path):
    source = (
        "import mclib as mc\nw, x = mc.vectors('w x')\nfrom IPython.display import display\n"
        "views = mc.explore(w * x, w), mc.show(mc.derive(w * x, w))\nmc.link(*views)\ndisplay(*views)"
    )
    cells = [nbformat.v4.new_markdown_cell("# Linked"), nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "linked.ipynb")
    made = run(tmp_path / "linked.ipynb", store_widget_state=True)
    row = Row("Linked", "linked", "1 min", "", "https://mybinder.org/v2/gh/")
    (tmp_path / "linked.html").write_text(page_of(made, row), encoding="utf-8")
    explorer, player = unfold(opened(tmp_path / "linked")).all()
    before = player.locator("dl").inner_text()
    explorer.get_by_role("slider", name="w 1").press("ArrowRight")
    expect(player.locator("dl")).not_to_have_text(before)


def test_a_prediction_is_asked_and_checked_with_no_kernel(opened):
    page = opened("03_element_wise_operations")
    view = unfold(page).first
    assert "stays" not in view.inner_text()
    for i, j in ((1, 2), (1, 3), (2, 1), (2, 3), (3, 1)):
        view.get_by_role("gridcell", name=f"row y{i}, column w{j}:").click()
    view.get_by_role("button", name="Check").click()
    expect(view.get_by_text("8 of 9 cells are as you said.")).to_be_visible()
    expect(view.locator(".mc-sentence")).to_contain_text("y3 = w3 x3 does not contain w2")
    expect(view.locator(".mc-guess")).to_have_count(9)
