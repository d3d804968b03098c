"""What a change has the browser do, and what it paints where colours are forced."""

import json

import pytest

import every_view

KINDS = ["zero", "constant", "positive", "zero-here"]  # what is negative has its sign
LOOK = """(cells) => cells.map(cell => {
    const { borderStyle, backgroundImage } = getComputedStyle(cell);
    return [borderStyle, backgroundImage].join(" ");
})"""


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    return every_view.print_page(tmp_path_factory.mktemp("every"), ["explorer-n3"])


@pytest.fixture
def drawn(browser, every):
    def opened(**settings):
        context = browser.new_context(offline=True, **settings)
        made.append(context)
        page = context.new_page()
        page.goto(every.as_uri())
        page.wait_for_function(every_view.DRAWN)
        page.evaluate(every_view.SETTLED)
        return page

    made = []
    yield opened
    for context in made:
        context.close()


@pytest.mark.parametrize("name", ["w 1", "x 1"], ids=["moves", "held"])
def test_a_key_lays_out_what_changes_and_not_the_page(browser, drawn, name):
    page = drawn()
    slider = page.get_by_role("slider", name=name, exact=True)
    slider.press("ArrowRight")  # what is made once at the first move is no matter here
    page.evaluate(every_view.SETTLED)
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    slider.press("ArrowRight")
    page.evaluate(every_view.SETTLED)
    traced = json.loads(browser.stop_tracing())["traceEvents"]
    laid = [
        event["args"]["beginData"] for event in traced if event["name"] == "Layout" and "beginData" in event["args"]
    ]
    assert laid
    assert [work for work in laid if not work["partialLayout"]] == []


def test_kinds_of_cells_differ_where_colours_are_forced(drawn):
    page = drawn(forced_colors="active")
    cells = [page.locator(f".mc-key .mc-cell[data-kind={kind}]").first for kind in KINDS]
    looks = page.evaluate(LOOK, [cell.element_handle() for cell in cells])
    assert len({*looks}) == len(KINDS), looks
