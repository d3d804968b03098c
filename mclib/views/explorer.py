"""The explorer: a function, its Jacobian, and the numbers, linked on one reading line.

The kernel derives and sends index notation; the page writes it out for the chosen n and computes
at every frame (explorer.js, evaluator.js). The kernel is asked again only for a typed function.
"""

import anywidget
import traitlets as t
from IPython import get_ipython

from .. import expressions
from ..derivation import Derivation
from ..engine import derive
from ..expressions import Expression, as_expression, cumsum, element_wise, matrices, reverse, scalars, softmax, vectors
from ..layout import LAYOUTS, layout
from ..parsing import parse
from ..render.latex import latex
from ..render.sentences import SENTENCES
from .page import STYLE, module
from .rooms import Asking, Shared, sampled
from .static import Readable, jacobian_page, jacobian_text
from .wire import definitions, record

W, X = vectors("w x")
Z = scalars("z")
# Names that mean something when they are typed and the given function does not use them.
TYPED = (W, X, Z, *vectors("u v"), *scalars("t b c"), matrices("A"))
# What the list offers beside the given function: (function, variable).
EXAMPLES = ((W * X, W), (X * expressions.sum(X), X), (W + X, W), (W / X, W), (element_wise()["maximum"](W, X), W))
EXAMPLES += ((X + Z, X), (X * Z, Z), (expressions.sum(X * Z), X), (softmax(X), X), (reverse(X), X), (cumsum(X), X))
_EXAMPLES = {str(f): record(f, v) for f, v in EXAMPLES}  # made when this is loaded (page.prepare), not for a view


class Explorer(Asking, Shared, Readable, anywidget.AnyWidget):
    """The linked views of one function. Traits are plain JSON; `point` maps names to numbers."""

    _esm = module("dom.js", "evaluator.js", "spy.js", "modes.js", "predict.js", "explorer.js")

    css = t.Unicode(STYLE).tag(sync=True)
    functions = t.List().tag(sync=True)
    chosen = t.Int(0).tag(sync=True)
    by = t.Unicode().tag(sync=True)
    sizes = t.Dict({"n": 3, "m": 3}).tag(sync=True)
    selection = t.List([1, 1]).tag(sync=True)
    # ipywidgets has a trait `layout` already (the box's place on the page).
    convention = t.Enum(LAYOUTS).tag(sync=True)
    nudge = t.Float(0.5).tag(sync=True)
    picture = t.Enum(("cells", "collapse", "stretch", "roads", "product"), "cells").tag(sync=True)
    asked = t.Dict().tag(sync=True)
    problem = t.Dict().tag(sync=True)
    notice = t.Unicode().tag(sync=True)

    def __init__(self, y, x, fold=None, **traits):
        derivation = y if isinstance(y, Derivation) else derive(y, x)
        self.jacobian, self.fold = derivation.jacobian, fold
        given = record(derivation, x)
        others = [r for text, r in _EXAMPLES.items() if text != given["text"]]
        sent = {"functions": [given, *others], "defs": definitions(), "words": SENTENCES}
        super().__init__(**{**sent, "by": given["by"][0]["name"], "convention": layout(), **traits})

    def reading(self):
        """Static reading: caption, table of cells and one sentence for each kind of cell."""
        jacobian = self.jacobian.to(self.convention)
        return jacobian_page(jacobian), f"${latex(jacobian)}$", jacobian_text(jacobian)

    def numbers(self):
        """The point, samples filled in."""
        return sampled(self.functions[self.chosen], self.point)

    @t.observe("asked")
    def _answer(self, change):
        """Derive what was typed; on an error say what is wrong and leave the picture as it is."""
        typed = change["new"].get("text", "")
        known = {s.args[0]: s for s in (*TYPED, *_declared(), *self.jacobian.frame.symbols)}
        try:
            y = parse(typed, *known.values())
            made = record(y, _variable(y, self.by))
        except (ValueError, TypeError) as error:
            self.problem = {"text": typed, "message": str(error), "at": getattr(error, "position", None)}
            return
        names = [d["name"] for d in made["by"]]
        old, new = self.by, self.by if self.by in names else names[0]
        with self.hold_sync():
            self.problem = {}
            self.functions = [*self.functions, made]
            self.chosen = len(self.functions) - 1
            self.by = new
            self.notice = "" if old == new else SENTENCES["switched"].format(old=old, new=new, function=made["text"])


def _declared():
    """The symbols of the notebook that are called there by their own names."""
    shell = get_ipython()
    named = shell.user_ns.items() if shell else ()
    return [v for name, v in named if isinstance(v, Expression) and v.op == "symbol" and v.args[0] == name]


def _variable(y, by):
    """What a typed function is differentiated by: as before where it can be."""
    symbols = as_expression(y).symbols
    named = [s for s in symbols if s.args[0] == by and s.kind != "matrix"]
    columns = [s for s in symbols if s.kind == "column"]
    if named or columns:
        return (named or columns)[0]
    if not symbols:
        return X
    return list(symbols) if len(symbols) > 1 else symbols[0]


def explore(y, x, fold=None, **traits):
    """Show the linked views of y differentiated by x: formula, graph, cells, nudge, sentence.

    y is a function or a list of scalar functions, x a symbol or a list of scalars. `picture` is "cells" or, where
    the function is made so, "collapse", "stretch", "roads" or "product". `fold` (True or a question) folds the
    static reading away. Raises ValueError for what has no numbers or more than two indices.
    """
    return Explorer(y, x, fold, **traits)
