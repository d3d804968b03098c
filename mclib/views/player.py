"""The player: a derivation line by line, with the rule, the reason, the shape and a check of each.

The formulas are set in Python (typeset.py) and drawn by player.js as SVG: what is on screen first at
once, the rest when the cell has run. The checks are computed on the page (evaluator.js), at the
point of the room; where a function has no numbers to send, here.
"""

import re

import anywidget
import traitlets as t
from IPython.display import Math

from .. import rules
from ..answers import check
from ..derivation import Derivation, Jacobian, Rule, numbers
from ..evaluation import Evaluator
from ..expressions import Expression, as_expression
from ..indices import Node
from ..language import shape_text, text
from ..lowering import lower
from ..render.html import html
from ..render.latex import latex, line_latex, output_name
from ..render.sentences import SENTENCES
from ..render.words import line_words, line_written
from .page import STYLE, afterwards, module
from .rooms import Shared, sampled
from .start import point_of, start
from .static import Readable, below, partial
from .typeset import outlines_of, typeset
from .wire import Unsendable, definitions, lines_record

MODES = ("show", "name", "fill", "all")
WIDE = 52  # signs; a line of so many is about 570 pixels
_UNSEEN = re.compile(r"\\textcolor\{#\d+\}|\\[a-zA-Z]+|[{}_^\\ &]")
_NAMED = (*vars(rules).values(), *(row.rule for row in rules.RULES))
RULE_NAMES = tuple(dict.fromkeys(rule.name for rule in _NAMED if isinstance(rule, Rule) and rule.why))


class Player(Shared, Readable, anywidget.AnyWidget):
    """A derivation to step through; `step` counts from 0 (the start) to the number of steps.

    `mode` is "show", "name" (choose the rule's name before it is shown), "fill" (the last lines are
    the learner's) or "all" (every line at once).
    """

    _esm = module("dom.js", "evaluator.js", "player.js")

    css = t.Unicode(STYLE).tag(sync=True)
    lines = t.List().tag(sync=True)  # typeset: the lines, then those of the sub-steps
    outlines = t.Dict().tag(sync=True)
    steps = t.List().tag(sync=True)
    wide = t.Bool().tag(sync=True)  # the lines need the whole width
    latex = t.Unicode().tag(sync=True)
    record = t.Dict().tag(sync=True)
    sizes = t.Dict({"n": 3, "m": 3}).tag(sync=True)
    selection = t.List().tag(sync=True)
    step = t.Int(0).tag(sync=True)
    mode = t.Enum(MODES, "show").tag(sync=True)
    guesses = t.Dict().tag(sync=True)  # the rules named, by the number of the line
    answer = t.Dict().tag(sync=True)
    verdict = t.Dict().tag(sync=True)

    def __init__(self, derivation, fold=None, mode="show", **traits):
        self.derivation, self.fold = derivation, fold
        frame = derivation.jacobian.frame
        written = [line_latex(derivation, k, marks=True) for k in range(len(derivation.lines))]
        notes, inner = _notes(derivation)
        self._formulas = [*written, *inner]
        try:
            record = lines_record(derivation)
        except Unsendable:
            record = {}
            for note, said in zip(notes, _checks(derivation), strict=True):
                note["check"] = said
        title = SENTENCES["player"].format(function=text(frame.function), variable=_names(frame))
        first = typeset_all(self._formulas[: 1 if mode in ("show", "name") else len(written)])
        sent = {"steps": notes, "wide": max(map(_signs, written)) > WIDE, "latex": latex(derivation), "mode": mode}
        known = {"record": record, "defs": definitions() if record else {}, "words": {**SENTENCES, "title": title}}
        super().__init__(**first, **sent, **known, **traits)
        if len(self.lines) < len(self._formulas):
            afterwards(self._complete)

    def _complete(self):
        """Send the formulas that are not on screen at first."""
        with self.hold_sync():
            for name, value in typeset_all(self._formulas).items():
                setattr(self, name, value)

    def numbers(self):
        """The point, samples filled in."""
        return sampled(self.record, self.point)

    @t.observe("answer")
    def _judge(self, change):
        """What is said of the last line as the learner wrote it."""
        variable = self.derivation.variable
        typed = change["new"].get("text", "")
        found = check(typed, self.derivation.function, list(variable) if isinstance(variable, tuple) else variable)
        self.verdict = {**change["new"], "right": found.right, "message": str(found)}

    def reading(self):
        """Static reading: an ordered list of the lines, each with its rule and why it holds."""
        derivation = self.derivation
        frame = derivation.jacobian.frame
        title = f"{html(frame.function)}: {partial(frame)}, {shape_text(frame.shape).replace(' x ', ' × ')}"
        rules = ["", *(f"<br><em>{s.rule.name}</em>: {s.rule.why}{_unfolding(s)}" for s in derivation.steps)]
        lines = [
            f"<li>{partial(frame, _indexed(derivation.lines[k]))} = {line_written(html, derivation, k)}{rule}</li>"
            for k, rule in enumerate(rules)
        ]
        return f"<p>{title}</p><ol>{''.join(lines)}</ol>", f"$$\n{latex(derivation)}\n$$", derivation_text(derivation)


def _unfolding(step):
    """The smaller steps of a step, to be opened."""
    if not step.substeps:
        return ""
    small = below(step)
    ruled = ["", *(f"<br><em>{s.rule.name}</em>" for s in small.steps)]
    lines = [f"<li>{line_written(html, small, k)}{rule}</li>" for k, rule in enumerate(ruled)]
    return f"<details><summary>{SENTENCES['sub_open']}</summary><ol>{''.join(lines)}</ol></details>"


def derivation_text(derivation):
    """The lines as plain text, each with the name of its rule; smaller steps are set in."""
    frame = derivation.frame
    left = f"d{output_name(frame)}/d{_names(frame)} = "
    lines = []
    for k in range(len(derivation.lines)):
        step = derivation.steps[k - 1] if k else None
        lines.append(left + line_written(text, derivation, k) + (f"    ({step.rule.name})" if k else ""))
        if k and step.substeps:
            lines += ["    " + line for line in derivation_text(below(step)).split("\n")]
    return "\n".join(lines)


def _indexed(line):
    return isinstance(line, Node) and line.op not in ("open", "table")


def _names(frame):
    return ", ".join(v.args[0] for v in frame.variables)


def _signs(written):
    """About how many signs a line of LaTeX is wide, known before it is set; of a table its widest row."""
    return max(len(_UNSEEN.sub("", row)) + row.count(r"\partial") for row in written.split(r" \\ "))


def typeset_all(formulas):
    """Formulas set, and the outlines they share; one that cannot be set stays as it is written."""
    made = []
    for latex_ in formulas:
        try:
            made.append(typeset(latex_))
        except ValueError:
            made.append(latex_)
    glyphs = outlines_of(f for f in made if not isinstance(f, str))
    return {"outlines": glyphs, "lines": [{"raw": f} if isinstance(f, str) else f.data() for f in made]}


def _notes(derivation):
    """For each line its rule, why it holds, the shape, words, names to choose from; and the inner formulas.

    A step's `sub` lists its sub-steps as [place of the formula, words, rule, why].
    """
    shape = shape_text(derivation.jacobian.frame.shape).replace(" x ", " × ")
    notes, inner = [{"shape": shape, "words": line_words(derivation, 0)}], []
    named = [step.rule.name.partition(" (")[0] for step in derivation.steps]  # without what it was applied to
    for k, step in enumerate(derivation.steps):
        sub = []
        small = below(step) if step.substeps else None
        for place in range(len(small.lines) if small else 0):
            rule = small.steps[place - 1].rule if place else Rule("", "", "")
            sub.append([len(derivation.lines) + len(inner), line_words(small, place), rule.name, rule.why])
            inner.append(line_latex(small, place))
        note = {"name": step.rule.name, "text": step.rule.why, "shape": shape, "sub": sub}
        notes.append({**note, "words": line_words(derivation, k + 1), "choices": _choices(named, k)})
    return notes, inner


def _choices(named, k):
    """Four rules to choose from, the right one among them: first those of this derivation."""
    others = [name for name in dict.fromkeys((*named[k + 1 :], *named[:k], *RULE_NAMES)) if name != named[k]]
    return sorted([named[k], *others[:3]])


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
    slots = {"i": i + 1, "j": j + 1, "difference": _short(_difference(frame, lists, i, j))}
    return [SENTENCES["check"].format(line=_short(table[i][j]), **slots) for table in tables]


def _difference(frame, lists, i, j, h=1e-5):
    y, x = frame.function, frame.variable
    name, place = (x[j].args[0], 0) if isinstance(x, tuple) else (x.args[0], j)
    where = {"matrix": (i + 1, j + 1), "scalar": ()}.get(y.kind, (i + 1,))
    if y.kind == "matrix":
        place = 0
    elif not isinstance(x, tuple) and x.kind == "matrix":  # cell (i, j) is the slope by x_ji
        place = j * point_of(frame, lists, 3).size(x.shape[1]) + i

    def value(step):
        moved = {**lists, name: [v + step * (k == place) for k, v in enumerate(8 * lists[name])]}
        return Evaluator(point_of(frame, moved, 3))(lower(y, where))

    return (value(h) - value(-h)) / (2 * h)


def _short(value):
    return f"{value:.4g}".replace("-", "−") if abs(value) > 1e-9 else "0"


def show(thing, fold=None, **traits):
    """Show a derivation step by step, a Jacobian by its cells, an expression typeset.

    A derivation is shown in a `mode`: "show", "name" (the rule is named before it is shown), "fill"
    (the last lines are hidden until typed or asked for) or "all".

    `fold` (True or a question) folds the static reading away. Raises TypeError for what has no
    mathematics in it.
    """
    if isinstance(thing, Derivation):
        return Player(thing, fold, **traits)
    if isinstance(fold, Expression):
        raise TypeError(f"mc.show shows one thing: for a derivation write mc.show(mc.derive({thing}, {fold}))")
    if isinstance(thing, Jacobian):
        from .explorer import Explorer

        return Explorer(thing.function, thing.variable, fold, convention=thing.layout, **traits)
    return Math(latex(as_expression(thing)))
