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
    sentence, arrow = shown.locator(".mc-sentence").first, shown.locator(".mc-arrow")
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
    expect(shown.locator(".mc-sentence").first).to_contain_text("stays as it is")
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
    expect(stops).to_have_count(6)
    for stop in stops.all():
        stop.focus()
        for key in ("x", "a", "b", "d", "d", "1", "y", "m", "ArrowDown", "ArrowRight"):
            stop.page.keyboard.press(key)
        assert notebook.cell_sources() == before


def test_the_picture_has_an_alternative_text(view):
    shown, _ = view
    expect(shown.get_by_role("img", name="Contours of x**2 + 4*y**2, for x and y from −3 to 3")).to_be_visible()
    expect(shown.get_by_role("img", name="the gradient is [4, 8]")).to_be_visible()


def test_turning_the_needle_turns_the_slope_and_the_slice(view):
    shown, _ = view
    along, curve = shown.locator(".mc-second"), shown.locator(".mc-curve")
    expect(along).to_contain_text("(1, 0), the slope is 4")
    before = curve.get_attribute("d")
    shown.get_by_label("needle, degrees, exact value").fill("90")
    expect(along).to_contain_text("(0, 1), the slope is 8")
    expect(curve).not_to_have_attribute("d", before)
    expect(shown.get_by_role("img", name="the tangent of slope 8")).to_be_visible()


def test_a_disc_comes_nearer_to_its_ellipse_as_it_shrinks(lab):
    notebook = lab.new_notebook(SETUP, "mc.plane([x*mc.cos(y), x*mc.sin(y)], [x, y], at=(2, 0))")
    notebook.run_all()
    shown = notebook.output(1).locator(".mc-plane")
    sentence = shown.locator(".mc-sentence").first
    expect(sentence).to_contain_text("The Jacobian [1, 0; 0, 2] promises the dashed ellipse, 2 times")
    expect(sentence).to_contain_text("at most 25 %")
    shown.get_by_role("slider", name="radius of the disc").press("Home")
    expect(sentence).to_contain_text("at most 2.5 %")
    expect(shown.locator(".mc-map").last.get_by_role("img")).to_have_accessible_name(sentence.inner_text())


def test_a_descent_falls_and_with_too_long_steps_it_rises_with_no_kernel(lab):
    notebook = lab.new_notebook(SETUP, "mc.descend((x - 1)**2 + y**2, x, y, at=(0, 2), rounds=3)")
    notebook.run_all()
    notebook.shutdown_kernel()
    shown = notebook.output(1).locator(".mc-plane")
    sentence = shown.locator(".mc-sentence").first
    expect(sentence).to_contain_text("the loss falls from 5 to 1.31")
    shown.get_by_label("learning rate, exact value").fill("1.5")
    expect(sentence).to_contain_text("the loss rises from 5 to 320")
