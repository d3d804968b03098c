"""Large type and hidden code for a projector: a switch for the whole page."""

import anywidget
import traitlets as t

from ..render.sentences import SENTENCES
from .page import STYLE, module
from .static import Readable


class Present(Readable, anywidget.AnyWidget):
    """The switch: while `on`, the page has large type and shows code only where it is edited."""

    _esm = module("dom.js", "present.js")
    latest = None

    css = t.Unicode(STYLE).tag(sync=True)
    on = t.Bool(True).tag(sync=True)
    words = t.Dict().tag(sync=True)

    def __init__(self, **traits):
        super().__init__(words={name: SENTENCES[name] for name in ("present", "present_leave")}, **traits)
        Present.latest = self

    def reading(self):
        """Static reading: one sentence."""
        said = SENTENCES["present_reading"]
        return f"<p>{said}</p>", said, said


def present():
    """Show the notebook in large type without its code, to be read from the back row; again to leave.

    Enter opens the code of the chosen cell. JupyterLab's side bar is closed with Ctrl B.
    """
    return Present(on=not (Present.latest and Present.latest.on))
