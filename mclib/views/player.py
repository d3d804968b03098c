"""The player: a derivation line by line, with the rule, the reason, the shape and a check of each.

The formulas are set in Python (typeset.py) and drawn by player.js as SVG.
"""

import anywidget
import traitlets as t
from IPython.display import Math

from ..derivation import Derivation, Jacobian, numbers
from ..evaluation import Evaluator
from ..expressions import as_expression
from ..indices import Node
from ..language import shape_text, text
from ..lowering import lower
from ..render.html import html
from ..render.latex import latex, line_latex, output_name
from ..render.sentences import SENTENCES
from ..render.words import line_words
from .page import STYLE, module
from .start import point_of, start
from .static import Readable, partial
from .typeset import outlines_of, typeset


class Player(Readable, anywidget.AnyWidget):
    """A derivation to step through; `step` counts from 0 (the start) to the number of steps."""

    _esm = module("dom.js", "player.js")
    _css = STYLE

    lines = t.List().tag(sync=True)
    outlines = t.Dict().tag(sync=True)
    steps = t.List().tag(sync=True)
    words = t.Dict().tag(sync=True)
    latex = t.Unicode().tag(sync=True)
    step = t.Int(0).tag(sync=True)

    def __init__(self, derivation, fold=None, **traits):
        self.derivation, self.fold = derivation, fold
        frame = derivation.jacobian.frame
        formulas = [typeset(line_latex(derivation, k, marks=True)) for k in range(len(derivation.lines))]
        title = SENTENCES["player"].format(function=text(frame.function), variable=_names(frame))
        super().__init__(
            lines=[{**f.data(), "words": line_words(derivation, k)} for k, f in enumerate(formulas)],
            outlines=outlines_of(formulas),
            steps=_notes(derivation),
            words={**SENTENCES, "title": title},
            latex=latex(derivation),
            **traits,
        )

    def reading(self):
        """Static reading: an ordered list of the lines, each with its rule and why it holds."""
        derivation = self.derivation
        frame = derivation.jacobian.frame
        title = f"{html(frame.function)}: {partial(frame)}, {shape_text(frame.shape).replace(' x ', ' × ')}"
        rules = ["", *(f"<br><em>{s.rule.name}</em>: {s.rule.why}" for s in derivation.steps)]
        lines = [
            f"<li>{partial(frame, _indexed(line))} = {html(line)}{rule}</li>"
            for line, rule in zip(derivation.lines, rules, strict=True)
        ]
        page = f"<p>{title}</p><ol>{''.join(lines)}</ol>"
        return page, f"$$\n{latex(derivation)}\n$$", derivation_text(derivation)


def derivation_text(derivation):
    """The lines as plain text, each with the name of its rule."""
    frame = derivation.jacobian.frame
    left = f"d{output_name(frame)}/d{_names(frame)} = "
    first = derivation.start
    if first.op == "open":
        lines = [f"d/d{_names(frame)} ({text(frame.function)})"]
    else:
        lines = [text(first, frame.names)]
    lines += [f"{text(s.after, frame.names)}    ({s.rule.name})" for s in derivation.steps]
    return "\n".join(left + line for line in lines)


def _indexed(line):
    return isinstance(line, Node) and line.op not in ("open", "table")


def _names(frame):
    return ", ".join(v.args[0] for v in frame.variables)


def _notes(derivation):
    """For each line: the rule that made it, why it holds, the shape, the check with its numbers."""
    frame = derivation.jacobian.frame
    shape = shape_text(frame.shape).replace(" x ", " × ")
    checks = _checks(derivation)
    notes = [{"shape": shape, "check": checks[0]}]
    for step, check in zip(derivation.steps, checks[1:], strict=True):
        notes.append({"name": step.rule.name, "text": step.rule.why, "shape": shape, "check": check})
    return notes


def _checks(derivation):
    """For each line the number that it gives for one cell, beside a difference of the function.

    The cell is the first that is not zero; the difference is (y(x + h) - y(x - h)) / 2h, of the
    function itself. Empty where the point has no numbers.
    """
    frame = derivation.jacobian.frame
    lists, point = start([derivation])
    try:
        tables = [numbers(line, frame, point) for line in derivation.lines]
    except (ValueError, ZeroDivisionError, OverflowError):
        return [""] * len(derivation.lines)
    cells = [(i, j) for i, row in enumerate(tables[-1]) for j, v in enumerate(row) if abs(v) > 1e-9]
    i, j = cells[0] if cells else (0, 0)
    slope = _difference(frame, lists, i, j)
    if slope is None:
        return [""] * len(derivation.lines)
    return [
        SENTENCES["check"].format(i=i + 1, j=j + 1, line=_short(table[i][j]), difference=_short(slope))
        for table in tables
    ]


def _difference(frame, lists, i, j, h=1e-5):
    y, x = frame.function, frame.variable
    if y.kind == "matrix" or (not isinstance(x, tuple) and x.kind == "matrix"):
        return None
    name, place = (x[j].args[0], 0) if isinstance(x, tuple) else (x.args[0], j)

    def value(step):
        moved = {**lists, name: [v + step * (k == place) for k, v in enumerate(lists[name])]}
        return Evaluator(point_of(frame, moved, 3))(lower(y, (i + 1,) if y.shape else ()))

    return (value(h) - value(-h)) / (2 * h)


def _short(value):
    return f"{value:.4g}".replace("-", "−") if abs(value) > 1e-9 else "0"


def show(thing, fold=None, **traits):
    """Show a derivation step by step, a Jacobian by its cells, an expression typeset.

    `fold` (True or a question) folds the static reading away. Raises TypeError for what has no
    mathematics in it.
    """
    if isinstance(thing, Derivation):
        return Player(thing, fold, **traits)
    if isinstance(thing, Jacobian):
        from .explorer import Explorer

        return Explorer(thing.function, thing.variable, fold, convention=thing.layout, **traits)
    return Math(latex(as_expression(thing)))
