"""Matrix calculus, derived step by step: the vocabulary of the course.

`import mclib as mc` is the only import a lesson needs. Symbols and operators follow NumPy;
`mc.derive(w * x, w)` derives a Jacobian, `mc.show` and `mc.explore` show it, `mc.check` answers an
answer. Nothing heavy is loaded by the import; in a notebook the views are, once its cell has run.
"""

from . import expressions
from .answers import check
from .engine import derive, gradient, jacobian
from .expressions import *  # noqa: F403 - its __all__ is the vocabulary
from .layout import layout
from .parsing import ParseError, nearest, parse
from .refusals import OTHERWISE
from .render.formats import install
from .render.latex import latex
from .views.page import prepare

_ELEMENT_WISE = expressions.element_wise()  # exp, log, sin, ...: the rows of functions.py
globals().update(_ELEMENT_WISE)
install()
prepare()

# The views bring Jupyter, NumPy or Matplotlib with them: they are imported when first asked for.
_LATER = {
    "show": "views.player",
    "explore": "views.explorer",
    "plane": "views.plane",
    "descend": "views.plane",
    "predict": "views.predict",
    "link": "views.rooms",
    "data": "views.tables",
    "present": "views.present",
    "exercise": "views.practice",
    "practice": "views.practice",
    "progress": "views.earned",
    "cheat_sheet": "views.earned",
}

__all__ = ["ParseError", "check", "derive", "gradient", "jacobian", "latex", "layout", "parse"]
__all__ += [*expressions.__all__, *_ELEMENT_WISE, *_LATER]
del install, prepare


def __getattr__(name):
    if name not in _LATER:
        near = nearest(name, __all__)
        why = OTHERWISE.get(name) or (f"did you mean mc.{near}?" if near else "what it has is in dir(mc)")
        raise AttributeError(f"mclib has no {name!r}; {why}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
