"""Exercises: a problem, a box for its answer, and what is said of the answer in layers.

First what the answer would mean, at the second try its name, then hints, then the derivation with the
learner's line beside it. A mistake of shape or layout is named at once.
"""

import re

import anywidget
import traitlets as t

from ..answers import Verdict
from ..engine import derive
from ..language import shape_text
from ..misconceptions import BY_TAG
from ..remarks import untold
from ..render.formats import verdict_html
from ..render.latex import latex, line_latex
from ..render.sentences import SENTENCES
from .exercises import Exercise, find
from .ledger import Progress
from .page import STYLE, module
from .player import Player, typeset_all
from .static import Readable

AT_ONCE = {"transposed", *(tag for tag, row in BY_TAG.items() if row.shape)}  # named at the first try
KINDS = ("jacobian", "shape", "numbers")
FORMULA = re.compile(r"\$(.+?)\$")


class Practice(Readable, anywidget.AnyWidget):
    """An exercise to answer; `tries`, `hints` (how many are open) and `solved` say how far one is."""

    _esm = module("dom.js", "evaluator.js", "model.js", "player.js", "practice.js")
    css = t.Unicode(STYLE).tag(sync=True)

    problem = t.Dict().tag(sync=True)  # title, prompt, hints: lists of text and of places in `lines`
    lines = t.List().tag(sync=True)
    outlines = t.Dict().tag(sync=True)
    words = t.Dict().tag(sync=True)
    typed = t.Dict().tag(sync=True)  # what the page asks: {"kind": "preview", "check" or "solution", "text", "count"}
    preview = t.Dict().tag(sync=True)
    verdict = t.Dict().tag(sync=True)
    tries = t.Int(0).tag(sync=True)
    hints = t.Int(0).tag(sync=True)
    solved = t.Bool(False).tag(sync=True)
    solution = t.Dict().tag(sync=True)

    def __init__(self, exercise, **traits):
        self.exercise, self.progress = exercise, Progress()
        prompt, *hints = parts = [
            FORMULA.split(text) for text in (exercise.prompt + exercise.puzzle.asks, *exercise.hints)
        ]
        formulas = [formula for text in parts for formula in text[1::2]]
        places = iter(range(len(formulas)))
        prompt, *hints = ([part if k % 2 == 0 else next(places) for k, part in enumerate(text)] for text in parts)
        title = SENTENCES["practice" if exercise.id else "practice_own"].format(id=exercise.id, level=exercise.level)
        name = SENTENCES.get(f"practice_answer_{exercise.kind}", SENTENCES["practice_answer"])
        super().__init__(
            problem={"title": title, "prompt": prompt, "hints": hints, "formulas": formulas, "name": name},
            words=SENTENCES,
            solved=exercise.id in self.progress.solved,
            **typeset_all(formulas),
            **traits,
        )

    @t.observe("typed")
    def _heard(self, change):
        asked = change["new"] | {"text": change["new"]["text"].strip().strip('"')}  # as in mc.check("diag(x)", ...)
        {"preview": self._understood, "check": self._check, "solution": self._solve}[asked["kind"]](asked["text"])

    def _understood(self, text):
        """Show how a text was read, or why it was not; whether it was."""
        try:
            shown = text.strip() and self.exercise.puzzle.shown(text)
        except ValueError as refusal:
            self.preview = {"problem": untold(refusal)}
            return False
        self.preview = {"html": shown} if shown else {}
        return bool(text.strip())

    def _check(self, text):
        verdict, understood = self.exercise.check(text), self._understood(text)
        if verdict.diagnoses and not understood:  # its name says more than that it could not be read
            self.preview = {}
        if understood:  # what could not be read was no try
            self.tries += 1
            self.solved = self.solved or verdict.right
            if self.exercise.id:
                self.progress.note(self.exercise.id, verdict.right)
        if not verdict.right and self.tries < 2 and verdict.prediction and not AT_ONCE & {*verdict.diagnoses}:
            verdict = Verdict(False, SENTENCES["practice_first"], (), verdict.prediction)
        said = "" if "problem" in self.preview else verdict_html(verdict)  # once is enough
        self.verdict = {"html": said, "right": verdict.right and understood, "count": self.tries}

    def _solve(self, text):
        mine = self.preview.get("html", "") if self.tries and not self.solved else ""
        state = Player(self.exercise.puzzle.derivation(text if self._understood(text) else "")).get_state()
        self.solution = {"mine": mine, "state": {k: v for k, v in state.items() if not k.startswith("_")}}

    def reading(self):
        """Static reading: the problem."""
        said = f"{self.problem['title']}. {self.exercise.prompt}{self.exercise.puzzle.asks}"
        return f"<p>{said}</p>".replace("\n", "<br>"), said, said


def exercise(name, **traits):
    """Show an exercise of the course by its name, as "E3". Raises ValueError that says which there are."""
    return Practice(find(name), **traits)


def practice(y, x, at=None, kind="jacobian", **traits):
    """Make an exercise of any function: what is the derivative of y by x, in numbers where `at` gives a point?

    The kind "shape" asks for the shape alone. Raises what deriving y by x raises, and what a point lacks.
    """
    derivation = derive(y, x)
    variables = ", ".join(latex(v) for v in derivation.jacobian.frame.variables)
    rows, columns = derivation.jacobian.shape
    hints = (
        SENTENCES["hint_shape"].format(shape=shape_text((rows, columns)).replace(" x ", " × ")),
        SENTENCES["hint_rules"].format(rules=", ".join(dict.fromkeys(step.rule.name for step in derivation.steps))),
        SENTENCES["hint_first"].format(line=line_latex(derivation, min(1, len(derivation.steps)))),
    )
    frame = derivation.jacobian.frame
    if at is not None:
        kind = "numbers"
        frame.point(at, needed=frame.symbols)  # what is wrong with it is said here
    if kind not in KINDS:
        raise ValueError(f"an exercise of your own is of the kind {' or '.join(map(repr, KINDS))}, not {kind!r}")
    point = ", ".join(f"${latex(s)} = {_listed(at[s.args[0]])}$" for s in frame.symbols) if at else ""
    prompt = SENTENCES["practice_" + kind].format(y=latex(frame.function), x=variables, point=point)
    # the first hint gives the shape away
    return Practice(Exercise("", prompt, frame.function, x, kind=kind, at=at, hints=hints[kind == "shape" :]), **traits)


def _listed(value):
    """Numbers as they stand in a question: (1, 2) for a vector, its rows for a matrix."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(_listed, value))})"
    return f"{value:g}" if isinstance(value, float) else str(value)
