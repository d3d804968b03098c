"""The plane in a real notebook: a slider moves the point, the gradient and the sentence."""

import pytest
from playwright.sync_api import expect

SETUP = "import mclib as mc\nx, y = mc.scalars('x y')"


@pytest.fixture
def view(lab):
    """The plane of x^2 + 4y^2 at (2, 1), and the notebook that it stands in."""
    notebook = lab.new_notebook(SETUP, "mc.plane(x**2 + 4*y**2, [x, y], at=(2, 1))")
    notebook.run_all()
    shown = notebook.output(1).locator(".mc-plane")
    expect(shown).to_be_visible()
    yield shown, notebook
    expect(notebook.page.locator("[data-saved=no]")).to_have_count(0)  # nothing is on its way


def test_a_slider_moved_by_key_moves_the_gradient(view):
    shown, notebook = view
    sentence, arrow = shown.locator(".mc-sentence"), shown.locator(".mc-arrow")
    expect(sentence).to_contain_text("At (2, 1) the gradient is [4, 8]")
    before = arrow.get_attribute("d")
    notebook.shutdown_kernel()  # the page computes
    shown.get_by_role("slider", name="y").press("Home")
    expect(sentence).to_contain_text("At (2, −3) the gradient is [4, −24]")
    expect(arrow).not_to_have_attribute("d", before)


def test_a_flat_place_has_no_arrow_and_says_so(view):
    shown, _ = view
    for name in "xy":
        box = shown.get_by_label(f"{name}, exact value")
        box.fill("0")
    expect(shown.locator(".mc-sentence")).to_contain_text("stays as it is")
    expect(shown.locator(".mc-arrow")).to_be_hidden()


def test_a_click_on_the_picture_puts_the_point_there(view):
    shown, _ = view
    shown.locator(".mc-map img").scroll_into_view_if_needed()
    size = shown.locator(".mc-map img").bounding_box()
    shown.page.mouse.click(size["x"] + size["width"] / 2, size["y"] + size["height"] / 4)
    expect(shown.get_by_label("x, exact value")).to_have_value("0")
    expect(shown.get_by_label("y, exact value")).to_have_value("1.5")


def test_keys_act_on_the_view_alone(view):
    shown, notebook = view
    before = notebook.cell_sources()
    stops = shown.locator("input")
    expect(stops).to_have_count(4)
    for stop in stops.all():
        stop.focus()
        for key in ("x", "a", "b", "d", "d", "1", "y", "m", "ArrowDown", "ArrowRight"):
            stop.page.keyboard.press(key)
        assert notebook.cell_sources() == before


def test_the_picture_has_an_alternative_text(view):
    shown, notebook = view
    expect(shown.get_by_role("img", name="Contours of x**2 + 4*y**2, for x and y from −3 to 3")).to_be_visible()
    expect(shown.get_by_role("img", name="the gradient is [4, 8]")).to_be_visible()
    notebook.screenshot("light")
    notebook.theme("dark")
    notebook.screenshot("dark")
