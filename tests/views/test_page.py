"""What a kernel does for its notebook: errors are short."""

import nbformat
import pytest
from nbclient import NotebookClient

SOURCES = (
    "import mclib as mc\nx, A = mc.vectors('x'), mc.matrices('A')",
    "mc.derive(A * x, x)",
    "mc.parse('2 * q', x)",
    "x ^ 2",
    "def mine(v):\n    return [][v]\nmc.jacobian(mc.functions('f')(x), x).at(f=mine, x=[1, 2])",
)


@pytest.fixture(scope="module")
def told():
    """The traceback of each cell, as a notebook shows it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in SOURCES])
    NotebookClient(notebook, timeout=60, allow_errors=True).execute()
    return ["\n".join(output.get("traceback", ())) for cell in notebook.cells for output in cell.outputs]


def test_what_is_refused_shows_the_cell_and_the_sentence_alone(told):
    for trace in told[:3]:
        assert trace.count("Cell") == 1
        assert "mclib" not in trace.replace("mclib as mc", "")
        assert len(trace.splitlines()) < 12
    assert "A @ x" in told[0]


def test_an_error_in_the_learners_own_function_shows_all_of_its_way(told):
    assert "list indices" in told[3]
    assert told[3].count("Cell") == 2
