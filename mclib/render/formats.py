"""How our things look at the end of a notebook cell: typeset where it can be, text everywhere.

The classes know nothing of rendering; `install` gives them their faces.
"""

import re
from html import escape

from ..answers import Verdict
from ..derivation import Derivation, Jacobian, Step
from ..expressions import Expression
from .latex import latex


def install():
    """Let notebooks show our things typeset, and verdicts as sentences with their numbers beside."""
    for kind in (Expression, Jacobian, Derivation, Step):
        kind._repr_latex_ = lambda self: f"$\\displaystyle {latex(self)}$"
    Verdict._repr_html_ = verdict_html


def verdict_html(verdict):
    """A verdict: a sign, its sentences, and what the answer predicts beside what really happens."""
    sign, told = "✓" if verdict.right else "→", escape(verdict.message)
    if "^" in verdict.message and "\n" in verdict.message:  # a caret under the spot needs its columns
        return f"<pre>{told}</pre>"
    first, *others = told.split("\n")
    page = f"<p><strong>{sign} {_subscripts(first)}</strong></p>" + "".join(f"<p>{_subscripts(o)}</p>" for o in others)
    nudge, page = verdict.prediction, page + f"<p>{verdict.shown}</p>" * bool(verdict.shown)
    if nudge is None:
        return page
    rows = (("your answer predicts", nudge.predicted), ("really", nudge.real))
    cells = "".join(f"<tr><th scope='row'>{name}</th><td>{_short(value)}</td></tr>" for name, value in rows)
    moved = f"nudge {_subscripts(nudge.input)} by {nudge.size:g}: how far does {_subscripts(nudge.output)} move?"
    return f"{page}<p>At {_subscripts(escape(nudge.where))}, {moved}</p><table>{cells}</table>"


def _subscripts(told):
    return re.sub(r"\b([A-Za-z]+)_(\d+)\b", r"<i>\1</i><sub>\2</sub>", told)


def _short(value):
    return f"{round(value, 12) + 0.0:.3g}".replace("-", "−")
