"""The explorer in a real notebook: what it shows, keys, typing, no message while dragging."""

import json
import re

import pytest
from playwright.sync_api import expect

SETUP = "import mclib as mc\nw, x = mc.vectors('w x')\nA = mc.matrices('A')\nz, t = mc.scalars('z t')"


@pytest.fixture
def view(lab):
    """The explorer of w * x by w, and the notebook that it stands in."""
    notebook = lab.new_notebook(SETUP, "mc.explore(w * x, w)")
    notebook.run_all()
    shown = notebook.output(1).locator(".mc-explorer")
    expect(shown).to_be_visible()
    yield shown, notebook
    expect(notebook.page.locator("[data-saved=no]")).to_have_count(0)  # nothing is on its way


def cell(view, i, j):
    return view.get_by_role("gridcell", name=f"row y{i}, column w{j}:")


def test_a_slider_moved_by_key_changes_its_cell(lab):
    notebook = lab.new_notebook(SETUP, "mc.explore(w * x, x)")
    notebook.run_all()
    view = notebook.output(1).locator(".mc-explorer")
    moved = view.get_by_role("slider", name="w 2")
    entry = view.get_by_role("gridcell", name="row y2, column x2:")
    before = entry.inner_text()
    moved.press("ArrowRight")
    expect(entry).not_to_have_text(before)
    expect(view.get_by_role("gridcell", name="row y2, column x1:")).to_have_attribute("data-kind", "zero")
    expect(view).to_have_attribute("data-saved", "yes")


def test_choosing_an_empty_cell_says_why_it_is_empty(view):
    shown, _ = view
    cell(shown, 2, 1).click()
    expect(shown.locator(".mc-sentence")).to_contain_text("y2 = w2 x2 does not contain w1")
    expect(shown.locator(".mc-nopath")).to_be_visible()
    expect(shown.get_by_role("status").last).to_contain_text("a structural zero")


def test_arrows_walk_through_the_cells(view):
    shown, _ = view
    cell(shown, 1, 1).focus()
    shown.page.keyboard.press("ArrowDown")
    expect(cell(shown, 2, 1)).to_be_focused()
    shown.page.keyboard.press("End")
    expect(cell(shown, 2, 3)).to_be_focused()
    expect(cell(shown, 2, 3)).to_have_attribute("aria-selected", "true")


# A click and a key before the next frame, as on a machine that is slow.
AT_ONCE = """cell => {
  cell.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  cell.click();
  cell.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
}"""


def test_a_key_goes_on_from_what_was_clicked_just_before(view):
    shown, _ = view
    cell(shown, 2, 2).evaluate(AT_ONCE)
    expect(cell(shown, 3, 2)).to_have_attribute("aria-selected", "true")


def test_the_layout_switch_turns_cells_and_shape(view):
    shown, _ = view
    entry = cell(shown, 2, 1)
    before = entry.bounding_box()
    shown.get_by_role("radio", name="denominator").check(force=True)
    turned = shown.get_by_role("gridcell", name="row w1, column y2:")
    expect(turned).to_be_visible()
    shown.page.wait_for_function("() => !document.getAnimations().some(a => a.playState === 'running')")
    after = turned.bounding_box()
    assert (after["x"], after["y"]) != (before["x"], before["y"])
    expect(shown.locator(".mc-facts")).to_contain_text("3 inputs down, 3 outputs across")


def test_a_typed_function_is_derived_and_fills_the_empty_cells(view):
    shown, _ = view
    box = shown.get_by_role("textbox", name="any function, typed")
    box.fill("x * sum(x)")
    box.press("Enter")
    entry = shown.get_by_role("gridcell", name="row y2, column x1:")
    expect(entry).to_have_attribute("data-kind", "negative")
    expect(shown.locator(".mc-facts")).to_contain_text("There is no w in x*sum(x)")


def test_a_mistyped_function_says_what_is_wrong_and_leaves_the_picture(view):
    shown, _ = view
    box = shown.get_by_role("textbox", name="any function, typed")
    box.fill("w * ")
    box.press("Enter")
    expect(shown.locator(".mc-problem pre")).to_contain_text("^")
    expect(cell(shown, 1, 1)).to_be_visible()
    box.press("Escape")
    expect(shown.locator(".mc-problem")).to_be_empty()


def test_n_is_a_slider_that_needs_no_kernel(view):
    shown, notebook = view
    notebook.shutdown_kernel()
    shown.get_by_role("slider", name="length n").press("ArrowRight")
    expect(cell(shown, 4, 4)).to_be_visible()
    expect(shown.get_by_role("gridcell")).to_have_count(16)
    box = shown.get_by_role("textbox", name="any function, typed")
    box.fill("x * x")
    box.press("Enter")
    expect(shown.locator(".mc-problem")).to_contain_text("none is running")


# The wait of 400 ms after the last change, longer: a slow machine may take that between two presses.
LATER = """() => {
  const plain = window.setTimeout;
  window.setTimeout = (act, wait, ...more) => plain(act, wait === 400 ? 4000 : wait, ...more);
}"""


def test_moving_a_slider_sends_the_kernel_one_message_at_the_end(own_lab):
    sent = []
    own_lab.page.on("websocket", lambda socket: socket.on("framesent", lambda f: sent.append(str(f))))
    notebook = own_lab.new_notebook(SETUP, "mc.explore(w * x, w)")
    notebook.run_all()
    view = notebook.output(1).locator(".mc-explorer")
    slider = view.get_by_role("slider", name="w 1")

    def updates():
        return sum("comm_msg" in frame and "point" in frame for frame in sent)

    own_lab.page.evaluate(LATER)
    for _ in range(12):
        slider.press("ArrowRight")
    expect(view.get_by_label("w 1, exact value")).to_have_value("2.7")
    box = slider.bounding_box()
    own_lab.page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    own_lab.page.mouse.down()
    for k in range(12):
        own_lab.page.mouse.move(box["x"] + 5 + 4 * k, box["y"] + box["height"] / 2)
    during = updates()
    own_lab.page.mouse.up()
    assert during == 0
    expect(view).to_have_attribute("data-saved", "yes", timeout=20_000)
    assert updates() == 1


def test_keys_act_on_the_view_alone(view):
    shown, notebook = view
    before = notebook.cell_sources()
    stops = shown.locator("input, select, button, [tabindex]")
    for k in range(stops.count()):
        stop = stops.nth(k)
        kind = stop.evaluate("e => e.tagName + (e.type || '')")
        stop.focus()
        for key in ("x", "a", "b", "d", "d", "1", "y", "m", "ArrowDown", "ArrowRight"):
            stop.page.keyboard.press(key)
        assert notebook.cell_sources() == before, kind


def test_escape_gives_the_keys_back_to_the_notebook(view):
    shown, notebook = view
    shown.get_by_role("slider", name="w 1").focus()
    notebook.page.keyboard.press("Escape")
    assert notebook.page.evaluate("() => !document.activeElement.closest('.mc')")


def test_saved_and_reopened_without_a_kernel_the_mathematics_is_seen(view):
    _, notebook = view
    notebook.save()
    notebook.shutdown_kernel()
    page = json.loads(notebook.path.read_text())
    for output in page["cells"][1]["outputs"]:
        output["data"].pop("application/vnd.jupyter.widget-view+json")
    page["metadata"].pop("widgets", None)
    notebook.path.write_text(json.dumps(page))
    notebook.page.evaluate("() => jupyterapp.commands.execute('docmanager:reload')")
    output = notebook.output(1)
    expect(output.get_by_role("columnheader").first).to_have_text("w1")
    expect(output).to_contain_text("y2 = w2 x2 does not contain w1")
    expect(notebook.page.get_by_text("model not found")).to_have_count(0)


def test_a_shut_gate_is_told_from_a_slope_that_is_zero_at_one_point(lab):
    """relu(x) at x_2 = -1 and x * x at x_1 = 0: both slopes are zero, only one at this point alone."""
    notebook = lab.new_notebook(SETUP, "mc.explore(mc.relu(x), x, point={'x': [1, -1, 2]})")
    notebook.run_all()
    view = notebook.output(1).locator(".mc-explorer")
    view.get_by_role("gridcell", name="row y2, column x2:").click()
    expect(view.locator(".mc-sentence")).to_contain_text("a gate is shut")
    box = view.get_by_role("textbox", name="any function, typed")
    box.fill("x * x")
    box.press("Enter")
    view.get_by_role("gridcell", name="row y1, column x1: 2").click()  # it has come, with its inputs
    view.get_by_label("x 1, exact value").fill("0")
    expect(view.locator(".mc-sentence")).to_contain_text("at this point only")


# ---- over 8: a spy plot in the same space ---------------------------------------------------------


def test_n_goes_to_64_in_the_same_space_and_needs_no_kernel(view):
    shown, notebook = view
    notebook.shutdown_kernel()
    size = shown.get_by_role("slider", name="length n")
    heights = set()
    for _ in range(7):
        size.press("PageUp")  # a tenth of its way
        expect(shown.locator(".mc-spy")).to_be_visible()
        heights.add(shown.bounding_box()["height"])
    size.press("End")
    expect(shown.locator(".mc-facts")).to_contain_text("4032 of 4096 cells are zero")
    expect(shown.get_by_role("grid")).to_have_attribute("aria-rowcount", "64")
    assert {shown.bounding_box()["height"]} == heights


def test_with_matrices_held_n_stays_small(lab):
    """Their numbers are set one by one: 64 times 64 of them would be of no use."""
    notebook = lab.new_notebook(SETUP, "mc.explore(A @ x, x)")
    notebook.run_all()
    expect(notebook.output(1).get_by_role("slider", name="length n")).to_have_attribute("max", "8")


@pytest.fixture
def many(lab):
    """The explorer of x * sum(x) by x at n = 32."""
    notebook = lab.new_notebook(SETUP, "mc.explore(x * mc.sum(x), x, sizes={'n': 32})")
    notebook.run_all()
    shown = notebook.output(1).locator(".mc-explorer")
    expect(shown.locator(".mc-spy")).to_be_visible()
    yield shown
    expect(notebook.page.locator("[data-saved=no]")).to_have_count(0)


def test_arrows_walk_through_the_spy_plot_and_bring_the_input_to_light(many):
    chosen = many.get_by_role("gridcell")
    chosen.focus()
    for key in ("End", "ArrowDown", "ArrowDown", "ArrowLeft"):
        many.page.keyboard.press(key)
    expect(chosen).to_have_accessible_name("row y3, column x31: 2")
    expect(chosen).to_be_focused()
    expect(many.get_by_role("slider", name="x 31")).to_be_in_viewport()
    expect(many.locator(".mc-sentence")).to_contain_text("moves y3 by")


def test_a_cell_of_the_spy_plot_is_chosen_by_the_pointer_also_when_it_is_turned(many):
    plot, chosen = many.locator(".mc-spy"), many.get_by_role("gridcell")
    box = plot.bounding_box()
    at = {"x": box["width"] * 20.5 / 32, "y": box["height"] * 4.5 / 32}
    plot.click(position=at)
    expect(chosen).to_have_accessible_name(re.compile("row y5, column x21:"))
    many.get_by_role("radio", name="denominator").check(force=True)
    expect(chosen).to_have_accessible_name(re.compile("row x21, column y5:"))
    many.page.wait_for_function("() => !document.getAnimations().some(a => a.playState === 'running')")
    plot.click(position=at)
    expect(chosen).to_have_accessible_name(re.compile("row x5, column y21:"))


def test_the_spy_plot_shows_what_the_numbers_are(many):
    """What the canvas has in a cell follows its number's sign, at once."""
    at = many.locator(".mc-spy").evaluate_handle(
        """canvas => (r, c) => [...canvas.getContext('2d').getImageData(
            (c + 0.2) * canvas.width / 32, (r + 0.2) * canvas.height / 32, 1, 1).data]"""
    )
    positive, negative = at.evaluate("at => at(0, 9)"), at.evaluate("at => at(1, 9)")
    assert positive[2] > positive[0], "blue"
    assert negative[0] > negative[2], "orange"
    many.get_by_label("x 2, exact value").fill("1.5")  # its row has the number of row 1 now
    many.page.wait_for_function("([at, as]) => String(at(1, 9)) === String(as)", arg=[at, positive])
