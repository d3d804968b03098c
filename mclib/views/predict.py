"""Predictions: a view that asks before it shows. The guess stays visible beside the truth.

What is right is computed, and so are the choices beside it: those that the table of mistakes can name.
"""

import re
from html import escape

import anywidget
import traitlets as t

from ..answers import check
from ..engine import derive, jacobian
from ..expressions import Expression, as_expression, diag, identity, mul
from ..language import shape_text, text
from ..misconceptions import BY_TAG, TABLE
from ..render.html import html
from ..render.sentences import SENTENCES
from .explorer import Explorer
from .page import STYLE, module
from .plane import plane
from .rooms import Asking
from .static import Readable, partial
from .wire import Unsendable

KINDS = ("zeros", "shape", "diagonal", "form", "arrow")
MOST = 4  # choices
LARGEST = 8  # rows or columns whose cells can be painted one by one; over it they are a plot
SHAPE = r"Your answer is .*?\. (?=\w)"  # the choice itself says it
EXAMPLE = 'as mc.predict(w * x, w, "zeros")'
ANYTHING = 'as mc.predict(question="Row or column?", choices=["row", "column"], answer="row")'
SMALLER = "ask it of a shorter one, as with sizes={'n': 8}; mc.explore shows the longer one too"
ON_THE_PLANE = 'as mc.predict(x**2 + 4*y**2, [x, y], "arrow", at=(2, 1))'
ELSEWHERE = ("sign", "tangent-to-contour", "radial-guess")  # where an arrow is pointed by mistake


class Question(Asking, Readable, anywidget.AnyWidget):
    """A question with choices and no picture; `truth` is what follows the guess."""

    _esm = module("dom.js", "predict.js") + "\nexport default dressed(question);"

    css = t.Unicode(STYLE).tag(sync=True)
    words = t.Dict(SENTENCES).tag(sync=True)
    truth = t.Unicode().tag(sync=True)
    fold = t.Unicode()

    def reading(self):
        """Static reading: the answer."""
        return self.truth, "", ""


def _diagonal(e):
    """What stands on the diagonal of a matrix that is zero elsewhere; None for one of another form."""
    factors = e.args if e.op == "mul" else (e,)
    if [f.op in ("diag", "identity") for f in factors].count(True) != 1:
        return None
    return mul(as_expression(1), *(f.args[0] if f.op == "diag" else f for f in factors if f.op != "identity"))


def _tried(found, kind):
    """What a reader may think of: {how it is shown: the answer that it is}; what is right comes first."""
    (n, m), frame, e = found.shape, found.frame, found.expression
    if kind == "shape":
        shapes = [(n, m), *(s for row in TABLE if row.shape for s in row.shape(n, m))]
        return {shape_text(s).replace(" x ", " × "): s for s in shapes}
    symbols = [s for s in frame.function.symbols if s.kind in ("scalar", "column")]
    others = [derive(frame.function, s).jacobian.expression for s in symbols if s not in frame.variables]
    parts = [as_expression(1), *symbols, *[frame.function] * (frame.function.kind != "matrix")]
    spread = [diag(d) if d.shape else d * identity(m if n == 1 else n) for d in parts]
    tried = [e, e.T, *others, *spread, -e]
    if kind == "form":
        return {html(matrix): matrix for matrix in tried}
    return {html(on): matrix for matrix in tried if (on := _diagonal(matrix)) is not None}


def _choices(y, x, found, kind):
    """A few of these, no two of one mistake: [{html, right, said}], in an order that tells nothing."""
    made = {}
    for shown, answer in _tried(found, kind).items():
        verdict = check(answer, y, x)
        if verdict.right or verdict.diagnoses:
            said = re.sub(SHAPE, "", verdict.message)
            made.setdefault(verdict.diagnosis, {"html": shown, "right": verdict.right, "said": said})
    return sorted([*made.values()][:MOST], key=lambda choice: (len(choice["html"]), choice["html"]))


def predict(y=None, x=None, kind="zeros", question=None, choices=None, answer=None, **traits):
    """Ask before showing: the view opens on a guess or on request, and the guess stays beside the truth.

    `kind` is "zeros" (paint the cells of dy/dx that are zero), "shape", "diagonal", "form" (choose it)
    or, for a function of two scalars, "arrow" (point uphill `at` a place). `question` is asked instead
    of the usual one. mc.predict(question=..., choices=[...], answer=...) asks anything else; `answer` is
    one of the choices. Raises ValueError for another kind and where a function has no such question.
    """
    if choices is not None:
        if not question or answer not in choices:
            raise ValueError(f"{answer!r} is none of the choices, or no question is asked; {ANYTHING}")
        shown = [html(c) if isinstance(c, Expression) else escape(str(c)) for c in choices]
        place = choices.index(answer)
        made = [{"html": html_, "right": k == place, "said": ""} for k, html_ in enumerate(shown)]
        truth = SENTENCES["answer"].format(answer=shown[place])
        return Question(ask="choice", question=question, fold=question, choices=made, truth=truth, about=question)
    if kind not in KINDS or y is None or x is None:
        raise ValueError(f"{kind!r} is no prediction of a function; {EXAMPLE}; the kinds are {', '.join(KINDS)}")
    found, question = jacobian(y, x), question or SENTENCES[f"ask_{kind}"]
    if kind == "arrow" and found.shape != (1, 2):
        raise ValueError(f"an arrow points uphill on one function of two scalars, {ON_THE_PLANE}")
    if kind == "diagonal" and _diagonal(found.expression) is None:
        raise ValueError(f'{text(found.expression)} is not zero off its diagonal; ask for its "form"')
    choices = _choices(y, x, found, kind) if kind in ("shape", "diagonal", "form") else []
    asked = {"ask": kind, "question": question, "fold": question, "choices": choices, **traits}
    asked["about"] = f"{kind}: {text(found.frame.function)} by {found.frame.variables}"
    if kind == "arrow":
        return plane(y, x, words={**SENTENCES, **{tag: BY_TAG[tag].said for tag in ELSEWHERE}}, **asked)
    sizes = traits.get("sizes", {})
    try:
        if max(n if isinstance(n, int) else sizes.get(text(n), 0) for n in found.shape) > LARGEST:
            raise Unsendable(f"cells are painted one by one, in up to {LARGEST} rows and columns: {SMALLER}")
        return Explorer(y, x, **asked)
    except Unsendable:
        if kind == "zeros":
            raise
        asked.pop("sizes", None)
        truth = f"{partial(found.frame)} = {html(found.expression)}, {shape_text(found.shape)}".replace(" x ", " × ")
        return Question(truth=truth, **asked)
