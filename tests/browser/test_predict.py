"""Predictions in a real notebook: asked before shown, answered by keyboard, the guess beside the truth."""

import pytest
from playwright.sync_api import expect

SETUP = (
    "import mclib as mc\nw, x = mc.vectors('w x')\na, b, z = mc.scalars('a b z')\nW = mc.matrices('W', shape=(2, 3))"
)


def shown(notebook, k=1):
    """The view of cell k, drawn."""
    view = notebook.output(k).locator(".mc")
    expect(view).to_be_visible()
    return view


def ask(lab, source):
    """The view of one prediction, and its notebook."""
    notebook = lab.new_notebook(SETUP, source)
    notebook.run_all()
    return shown(notebook), notebook


def saved(view):
    expect(view).to_have_attribute("data-saved", "yes")


def cell(view, i, j):
    return view.get_by_role("gridcell", name=f"row y{i}, column w{j}:")


def press(view, *keys):
    for key in keys:
        view.page.keyboard.press(key)


def tab_to(view, name):
    """Walk with Tab until the button of that name has the focus."""
    button = view.get_by_role("button", name=name)
    for _ in range(20):
        press(view, "Tab")
        if button.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_nothing_gives_the_zeros_away_until_they_are_asked_for(lab):
    view, _ = ask(lab, "mc.predict(w * x, w)")
    expect(view).to_contain_text("Which cells are zero whatever the numbers?")
    for given in ("diag", "stays", "no path", "changes"):
        assert given not in view.inner_text()
    expect(view.get_by_role("gridcell")).to_have_text(
        [f"row y{i}, column w{j}: ?" for i in (1, 2, 3) for j in (1, 2, 3)]
    )
    expect(view.get_by_role("img", name="who reads what", exact=True)).to_be_visible()
    expect(view.locator(".mc-edge, .mc-nopath:visible, .mc-bar:visible")).to_have_count(0)
    height = view.bounding_box()["height"]
    view.get_by_role("button", name="Show me").click()
    expect(view.get_by_text("∂y/∂w = diag(x)")).to_be_visible()
    expect(view.locator(".mc-guess")).to_have_count(0)
    expect(view.locator(".mc-edge")).to_have_count(3)
    assert view.bounding_box()["height"] == height
    saved(view)


def test_painted_by_keyboard_then_checked_the_first_wrong_cell_has_its_sentence(lab):
    """Zero is said of (1, 2), (1, 3) and (2, 2); the wrong ones are (2, 1), (2, 2), (2, 3), ..."""
    view, _ = ask(lab, "mc.predict(w * x, w)")
    cell(view, 1, 1).focus()
    press(view, "ArrowRight", " ", "ArrowRight", " ", "ArrowDown", " ", " ", "ArrowLeft", " ")
    expect(view.get_by_text("3 of 9 cells marked as zero")).to_be_visible()
    expect(cell(view, 2, 2)).to_contain_text("I say zero")
    expect(cell(view, 2, 3)).to_contain_text("?")
    cell(view, 2, 2).press("Shift+Tab")
    view.get_by_role("button", name="Check").focus()
    press(view, "Enter")
    expect(cell(view, 2, 1)).to_be_focused()
    expect(view.locator(".mc-sentence")).to_contain_text("y2 = w2 x2 does not contain w1")
    expect(view.get_by_text("4 of 9 cells are as you said")).to_be_visible()
    marks = {(1, 1): "you said not zero, and so it is", (1, 2): "you said zero, and so it is"}
    marks |= {(2, 1): "you said not zero, but it is", (2, 2): "you said zero, but it is not"}
    for (i, j), said in marks.items():
        expect(cell(view, i, j).get_by_role("img", name=said, exact=True)).to_be_visible()
        expect(cell(view, i, j)).to_have_attribute("data-guess", "wrong" if "but" in said else "right")
    # the explorer is alive, and the guess stays beside the truth as long as it is the function that was asked about
    view.get_by_role("slider", name="x 2").press("ArrowRight")
    expect(cell(view, 2, 2)).to_contain_text("0.6")
    expect(view.locator(".mc-guess")).to_have_count(9)
    examples = view.get_by_role("combobox", name="examples")
    examples.select_option("2")
    expect(view.locator(".mc-guess")).to_have_count(0)
    examples.select_option("0")
    expect(view.locator(".mc-guess")).to_have_count(9)
    saved(view)


def test_when_all_is_right_it_says_so(lab):
    view, _ = ask(lab, "mc.predict(w * x, w)")
    for i in (1, 2, 3):
        for j in (1, 2, 3):
            if i != j:
                cell(view, i, j).click()
    view.get_by_role("button", name="Check").click()
    expect(view.get_by_text("All 9 cells are as you said.")).to_be_visible()
    expect(view.locator("[data-guess=wrong]")).to_have_count(0)
    saved(view)


@pytest.mark.parametrize(
    ("source", "keys", "says"),
    [
        ("mc.predict(x * z, z, 'shape')", ["Space"], "✗ You said 1 × 1. Needed is a row for each output"),
        ("mc.predict(x * z, z, 'shape')", ["Space", "ArrowRight", "ArrowRight"], "✓ You said n × 1, and so it is."),
        ("mc.predict(w * x, w, 'diagonal')", ["Space", "ArrowRight"], "That is the derivative by another variable."),
        ("mc.predict(mc.sum(W), W, 'shape')", ["Space", "ArrowRight"], "You said 2 × 3"),
        ("mc.predict(question='Faster?', choices=['yes', 'no'], answer='no')", ["Space"], "✗ You said yes."),
    ],
)
def test_a_choice_is_made_and_checked_by_keyboard_at_one_height(lab, source, keys, says):
    view, _ = ask(lab, source)
    height = view.bounding_box()["height"]
    expect(view.get_by_role("button", name="Check")).to_be_disabled()
    view.get_by_role("radio").first.focus()
    press(view, *keys)
    tab_to(view, "Check")
    press(view, "Enter")
    expect(view).to_contain_text(says)
    assert view.evaluate("e => e.contains(document.activeElement)")
    assert view.bounding_box()["height"] == height
    saved(view)


def test_an_arrow_is_pointed_and_stays_beside_the_gradient(lab):
    view, _ = ask(lab, "mc.predict(a**2 + 4*b**2, [a, b], 'arrow', at=(2, 1))")
    for given in (".mc-map img", ".mc-arrow", ".mc-along", ".mc-chart", ".mc-partial"):
        expect(view.locator(given).first).to_be_hidden()
    assert "gradient" not in view.inner_text()
    height = view.bounding_box()["height"]
    view.get_by_label("needle, degrees, exact value").fill("25")
    view.get_by_role("button", name="Check").press("Enter")
    expect(view).to_contain_text("Your arrow, dotted, is 38° from the gradient. That is the point itself")
    expect(view.locator(".mc-arrow")).to_be_visible()
    guessed = view.locator(".mc-guessed").get_attribute("d")
    view.get_by_role("slider", name="needle, degrees").press("ArrowRight")
    expect(view.get_by_label("needle, degrees, exact value")).to_have_value("30")
    assert view.locator(".mc-guessed").get_attribute("d") == guessed
    assert view.bounding_box()["height"] == height
    saved(view)


def test_an_arrow_that_misses_by_no_mistake_with_a_name_is_told_how_far_it_is_off(lab):
    view, _ = ask(lab, "mc.predict(a**2 + 4*b**2, [a, b], 'arrow', at=(2, 1))")
    view.get_by_label("needle, degrees, exact value").fill("120")
    view.get_by_role("button", name="Check").press("Enter")
    expect(view.locator("[data-notice]")).to_have_text("✗ Your arrow, dotted, is 57° from the gradient. ")
    saved(view)


def test_painting_sends_one_message_and_a_reload_comes_back_to_the_guess(own_lab):
    sent = []
    own_lab.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    view, notebook = ask(own_lab, "mc.predict(w * x, w)")
    cell(view, 1, 1).focus()
    press(view, " ", *["ArrowRight", " ", "ArrowDown", " ", "ArrowLeft", " "] * 3)
    assert not any("comm_msg" in frame and "guess" in frame for frame in sent)
    count = view.locator(".mc-asking span").first.inner_text()
    saved(view)
    assert sum("comm_msg" in frame and "guess" in frame for frame in sent) == 1
    notebook.save()
    again = shown(own_lab.reload(notebook.path.name))
    expect(again.locator(".mc-asking span").first).to_have_text(count)
    again.get_by_role("button", name="Check").click()
    saved(again)
    expect(shown(own_lab.reload(notebook.path.name)).locator(".mc-guess")).to_have_count(9)
