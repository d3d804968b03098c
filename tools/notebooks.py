"""Execute every notebook in place and leave in it only what is committed.

What is committed is what a reader without a kernel should see, and nothing that changes from one
run to the next: no widget views (a reader would see "model not found"), no widget state, no times,
no version of the Python that happened to run it. Names given as arguments execute those alone.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
KEPT_IN_CELLS = ("tags", "jupyter", "slideshow")


def run(path, store_widget_state=False):
    """A notebook, run from top to bottom in a new kernel, with nothing solved; its file is left as it is."""
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": FOLDER}}
    settings = {"store_widget_state": store_widget_state, "coalesce_streams": True}  # printed lines in one piece
    with TemporaryDirectory() as empty:
        environment = os.environ | {"MCLIB_PROGRESS": str(Path(empty) / "progress.jsonl")}
        NotebookClient(notebook, timeout=120, resources=place, **settings).execute(env=environment)
    return notebook


def execute(path):
    """Run one notebook and write it back clean."""
    path.write_text(as_committed(run(path)))


def as_committed(notebook):
    """The text of a notebook's file, with what is not to be committed taken out of it."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in KEPT_IN_CELLS if key in cell.metadata})
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            if "metadata" in output:
                output.metadata.pop(WIDGET_VIEW, None)
    return nbformat.writes(notebook) + "\n"


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb")):
        execute(path)
        print(f"executed {path.name}")
