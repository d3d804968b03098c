"""Every notebook as it is committed: its budget, its links, what its saved outputs show."""

import ast
import re
import statistics
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

import notebooks
from mclib.views.exercises import exercises

ROOT = Path(__file__).resolve().parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = sorted(ROOT.glob("*.md"))
LONGEST_CELL, MEDIAN_CELL = 12, 2  # lines of code
PROSE, IN_A_ROW = 10, 200  # words to a line of code, and words between things to do
# What is no prose, or is read after something was done: formulas, tables, code, folds.
ASIDE = re.compile(r"(?s)<details>.*?</details>|```.*?```|\$\$.*?\$\$|\$.*?\$|^\|[^\n]*$", re.M)
TO_DO = re.compile(
    r"\*\*(?=Predict|Exercise|Challenge|Three challenges|Play|Before you start)"
    r"|(?=Answer on paper|Fill the gaps|Write two sentences)"
)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:href|src)=\"([^\"]+)\"")
# What a cell may import besides mclib, by its tag.
FOOTNOTES = {"footnote": {"numpy"}, "names-sympy": {"sympy"}, "names-ipywidgets": {"ipywidgets"}}

each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def cells(path, kind, tag=None):
    found = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]
    return [cell for cell in found if tag is None or tag in tags(cell)]


def tags(cell):
    return cell.metadata.get("tags", [])


def headings(text):
    """The anchors of a page, as JupyterLab and as GitHub make them from its headings."""
    titles = [title.strip() for title in re.findall(r"^#+ (.*)$", text, re.M)]
    github = [re.sub(r"[^\w\- ]", "", title.lower()) for title in titles]
    return {title.replace(" ", "-") for title in titles + github}


@each
def test_is_what_the_tool_commits(path):
    # No widget views, no widget state, no times, no version of Python.
    assert path.read_text() == notebooks.as_committed(nbformat.read(path, as_version=4))


@each
def test_was_run_once_from_top_to_bottom(path):
    counts = [cell.execution_count for cell in cells(path, "code") if cell.source]
    assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"


@each
def test_saved_outputs_hold_no_error(path):
    outputs = [output for cell in cells(path, "code") for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error"] == []
    assert [output for output in outputs if output.get("name") == "stderr"] == []


@each
def test_opens_with_its_title_and_has_one(path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    prose = "\n".join(cell.source for cell in cells(path, "markdown"))
    assert len(re.findall(r"^# ", prose, re.M)) == 1


@each
def test_imports_the_course_alone(path):
    for cell in cells(path, "code"):
        allowed = set().union(*(FOOTNOTES.get(tag, set()) for tag in tags(cell)))
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    ours = (alias.name, alias.asname) == ("mclib", "mc")
                    assert ours or alias.name in allowed, ast.unparse(node)
            assert not isinstance(node, ast.ImportFrom) or node.module in allowed, ast.unparse(node)


@each
def test_code_cells_are_short(path):
    lengths = [len(cell.source.splitlines()) for cell in cells(path, "code")]
    assert max(lengths) <= LONGEST_CELL
    assert statistics.median(lengths) <= MEDIAN_CELL


@each
def test_there_are_more_words_than_code(path):
    lines = sum(len(cell.source.splitlines()) for cell in cells(path, "code"))
    words = sum(len(ASIDE.sub("", cell.source).split()) for cell in cells(path, "markdown"))
    assert words >= PROSE * lines


@each
def test_there_is_something_to_do_before_one_has_read_for_long(path):
    """A cell to run, a prediction, an exercise, a challenge, a question."""
    read = [0]
    for cell in nbformat.read(path, as_version=4).cells:
        before, *after = TO_DO.split(ASIDE.sub("", cell.source)) if cell.cell_type == "markdown" else ("", "")
        read[-1] += len(before.split())
        read += [len(words.split()) for words in after]
    assert max(read) <= IN_A_ROW


@pytest.mark.parametrize("path", PATHS + PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    if path.suffix == ".ipynb":
        text = "\n\n".join(cell.source for cell in cells(path, "markdown"))
    else:
        text = path.read_text()
    for link in map("".join, LINK.findall(text)):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        assert (path.parent / unquote(file)).exists(), link
        if anchor and not file:
            assert unquote(anchor) in headings(text), link


def test_the_core_path_asks_the_exercises_that_are_counted_as_its_own():
    core = [cell.source for path in PATHS for cell in cells(path, "code", "core")]
    asked = {name for source in core for name in re.findall(r'mc\.exercise\("(\w+)"', source)}
    assert asked == {e.id for e in exercises().values() if e.core}


@pytest.mark.parametrize("path", [path for path in PATHS if "01" <= path.name[:2] <= "08"], ids=lambda path: path.stem)
def test_the_core_path_predicts_derives_and_asks(path):
    core = [cell.source for cell in cells(path, "code", "core")]
    counts = [sum(call in source for source in core) for call in ("mc.predict(", "mc.derive(", "mc.exercise(")]
    assert counts[0] >= 2, "two predictions"
    assert counts[1] >= 1, "a derivation"
    assert counts[2] >= 2, "two exercises"


def test_a_problem_of_the_course_is_asked_once_and_counted():
    """What a lesson asks is in the table, so that it is counted; mc.practice is for functions of one's own."""
    lessons = [path for path in PATHS if path.name[:2] != "09"]
    sources = [cell.source for path in lessons for cell in cells(path, "code")]
    assert [source for source in sources if "mc.practice(" in source] == []
    asked = [name for source in sources for name in re.findall(r'mc\.exercise\("(\w+)"', source)]
    assert sorted(asked) == sorted(exercises())


@each
def test_a_reveal_is_folded_in_what_is_saved(path):
    """What stands behind a question is not given away by the page: neither in HTML nor in text.

    A prediction is folded as a reveal is; it asks itself where it is alive, so that no page folds its view.
    """
    predictions = [cell for cell in cells(path, "code") if "mc.predict(" in cell.source]
    assert predictions == cells(path, "code", "predict")
    for cell in cells(path, "code", "reveal") + predictions:
        shown = [output.data for output in cell.outputs if "data" in output]
        assert shown, "a reveal that shows nothing"
        for data in shown:
            assert data.get("text/html", "").lstrip().startswith("<details"), cell.source
            assert len(data.get("text/plain", "").splitlines()) == 1, cell.source
        assert [output for output in cell.outputs if output.output_type == "stream"] == []


def test_what_is_not_committed_is_taken_out():
    output = nbformat.v4.new_output("display_data", {notebooks.WIDGET_VIEW: {"model_id": "1"}, "text/plain": "a view"})
    cell = nbformat.v4.new_code_cell("mc.show(y)", outputs=[output], id="a")
    cell.metadata = {"tags": ["reveal"], "execution": {"iopub.status.busy": "now"}}
    metadata = {"widgets": {"1": {}}, "language_info": {"name": "python", "version": "3.11.7"}}
    dirty = nbformat.v4.new_notebook(cells=[cell], metadata=metadata)
    clean = nbformat.reads(notebooks.as_committed(nbformat.from_dict(dirty)), as_version=4)
    assert clean.cells[0].outputs[0].data == {"text/plain": "a view"}
    assert clean.cells[0].metadata == {"tags": ["reveal"]}
    assert "widgets" not in clean.metadata
    assert "version" not in clean.metadata.language_info
