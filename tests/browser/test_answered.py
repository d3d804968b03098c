"""Every exercise of each notebook answered in a real JupyterLab: wrongly, which is told something, then rightly."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from mclib.views.exercises import exercises
from mclib.views.ledger import FILE, Progress

ROOT = Path(__file__).resolve().parents[2]
KEYS = json.loads((ROOT / "tests" / "views" / "keys.json").read_text())
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0[1-8]_*.ipynb"))
OWN = ROOT / "notebooks" / "09_your_own_function.ipynb"
SOLUTION = re.compile(r"<summary>Solution</summary>\s+`([^`]+)`")
TOLD = ("wrong", r"^→ \w.{15}"), ("right", r"^✓ \w")


def wrong(exercise):
    """An answer that can be read and is not right."""
    answers = (*exercise.mistakes.values(), "(7, 7)", "x1", "[x1, x1, x1]", "1", "0", "A B C D E", "A B C D E F")
    for answer in answers:
        try:
            exercise.puzzle.shown(answer)
        except ValueError:
            continue
        if not exercise.check(answer).right:
            return answer
    raise AssertionError(f"no wrong answer to {exercise.id} could be read")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_exercise_is_answered_wrongly_and_rightly(lab, path):
    notebook = lab.open(path.name)
    notebook.run_all()
    own = [e for e in exercises().values() if e.notebook == path.name[:2]]
    boxes = {e.id: lab.page.get_by_role("group", name=f"{e.id}, level", exact=False) for e in own}
    for kind, sign in TOLD:
        for e in own:
            box = boxes[e.id].get_by_role("textbox").first
            box.fill(wrong(e) if kind == "wrong" else KEYS[e.id])
            box.press("Enter")
        for e in own:
            expect(boxes[e.id].locator(".mc-answered").first).to_have_text(re.compile(sign))
    for e in own:
        expect(boxes[e.id].locator(".mc-solved").first).to_have_text("✓ solved")
    kept = Progress(notebook.path.parent / FILE).entries
    assert {e.id for e in own} == {name for name, (_, solved) in kept.items() if solved}


def test_functions_of_ones_own_are_answered_wrongly_and_with_the_notebooks_solutions(lab):
    solutions = SOLUTION.findall("\n".join(cell.source for cell in nbformat.read(OWN, as_version=4).cells))
    lab.open(OWN.name).run_all()
    boxes = lab.page.get_by_role("group", name="An exercise", exact=True)
    expect(boxes).to_have_count(len(solutions))
    for kind, sign in TOLD:
        for box, solution in zip(boxes.all(), solutions, strict=True):
            field = box.get_by_role("textbox").first
            field.fill("1" if kind == "wrong" else solution)
            field.press("Enter")
        for box in boxes.all():
            expect(box.locator(".mc-answered").first).to_have_text(re.compile(sign))
