"""A view's JavaScript and style, and when its kernel side works.

A script is a file beside its .py, the shared parts joined in front.
"""

import json
import re
import sys
from importlib import import_module
from pathlib import Path

from ..writing import GREEK

FIRST = r"\frac{\partial \mathbf{y}}{\partial \mathbf{x}} = \frac{\partial}{\partial \mathbf{x}} (\mathbf{w})"
REFUSALS = (ValueError, TypeError, IndexError, AttributeError, ZeroDivisionError)  # what mclib says no with
HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_text(encoding="utf-8")  # the trait `css` of a view, written by dom.js


def module(*names):
    """The text of one JavaScript module made of several files, which finds Python's table of Greek letters.

    What it gives is what the last file gives.
    """
    *parts, last = ((HERE / name).read_text(encoding="utf-8") for name in names)
    shared = re.sub(r"(?m)^export default .*$", "", "\n".join(parts))
    return f"const GREEK = {json.dumps(GREEK)};\n{shared}\n{last}"


def joined(*names):
    """The text of several files."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


def _kernel():
    """The shell of the running kernel, or None; IPython is not imported for the question."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell if hasattr(shell, "kernel") else None


def afterwards(work):
    """Do it when the running cell has shown what it shows; at once where no cell runs."""
    shell = _kernel()
    if shell is None:
        work()
        return

    def once(result):
        shell.events.unregister("post_run_cell", once)
        work()

    shell.events.register("post_run_cell", once)


def _briefly(shell, kind, error, trace, tb_offset=None):
    """Show what was refused in a cell without the lines of mclib that refused it."""
    own, last = trace, trace
    while last.tb_next:
        last = last.tb_next
    while own.tb_next and not _ours(own.tb_next):
        own = own.tb_next
    if _ours(last):
        own.tb_next, error.__cause__, error.__suppress_context__ = None, None, True
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _ours(trace):
    return Path(trace.tb_frame.f_code.co_filename).is_relative_to(HERE.parent)


def prepare():
    """In a kernel, load what views need once the cell that imports mclib has run, and keep errors short.

    Jupyter's widgets and the typesetter take longer to load than any view to make: loaded then, the
    first view is there at once, and the import itself stays light. So are the functions that every
    explorer offers, and what most first lines of a derivation have in common.
    """
    if shell := _kernel():
        if not shell.custom_exceptions:  # nobody else's way of showing errors is taken
            shell.set_custom_exc(REFUSALS, _briefly)
        afterwards(lambda: import_module(".explorer", __package__))
        afterwards(lambda: import_module(".player", __package__).typeset(FIRST))
