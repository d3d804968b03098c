"""An exercise in a real notebook: answered wrongly and rightly by keyboard, hints, the derivation."""

import pytest
from playwright.sync_api import expect

from mclib.views.ledger import FILE, Progress

SETUP = "import mclib as mc"


@pytest.fixture
def view(lab):
    notebook = lab.new_notebook(SETUP, 'mc.exercise("E3")')
    notebook.run_all()
    shown = notebook.output(1).locator(".mc-practice")
    expect(shown).to_be_visible()
    return shown, notebook


def test_a_wrong_answer_is_understood_and_a_right_one_is_kept(view):
    shown, notebook = view
    box, said = shown.get_by_role("textbox"), shown.locator(".mc-answered")
    box.fill("diag(w)")
    expect(shown.locator(".mc-preview")).to_have_text("read as diag(w)")
    box.press("Enter")
    expect(said).to_contain_text("what your answer would mean")
    box.press("Enter")
    expect(said).to_contain_text("another variable")
    box.fill("diag(x)")
    box.press("Enter")
    expect(shown.locator(".mc-solved")).to_have_text("✓ solved")
    notebook.run_cell(1)  # and is known when it is asked again
    expect(notebook.output(1).locator(".mc-solved")).to_have_text("✓ solved")
    assert "E3" in Progress(notebook.path.parent / FILE).solved


def test_hints_open_one_by_one_and_the_derivation_can_be_stepped_through(view):
    shown, _ = view
    for k in range(1, 5):
        shown.get_by_role("button", name=f"Hint {k} of 4").press("Enter")
        expect(shown.locator(".mc-hints li")).to_have_count(k)
    shown.get_by_role("button", name="Show the derivation").press("Enter")
    player = shown.locator(".mc-player")
    player.get_by_role("button", name="Next").press("Enter")
    expect(player.locator(".mc-count").first).to_have_text("step 1 of 4")


def test_what_cannot_be_read_is_shown_under_the_box(view):
    shown, _ = view
    shown.get_by_role("textbox").fill("diag(x")
    expect(shown.locator(".mc-preview pre")).to_contain_text("^")


def test_with_the_kernel_gone_hints_go_on_and_an_answer_says_what_to_do(view):
    shown, notebook = view
    notebook.shutdown_kernel()
    box = shown.get_by_role("textbox")
    box.fill("diag(x)")
    box.press("Enter")
    expect(shown.locator(".mc-preview")).to_contain_text("none is running")
    expect(box).to_have_value("diag(x)")
    shown.get_by_role("button", name="Hint 1 of 4").press("Enter")
    expect(shown.locator(".mc-hints li")).to_have_count(1)
