"""The exercises of the course: a table of problems; their right answers are computed, never stored.

A row of exercises.json says what is asked: its notebook and whether it is on the core path there, symbols
(name: sizes), y, x (or a list of scalars), numbers for sizes and symbols where the problem has them, the prompt
with its formulas between dollar signs, four hints, and those wrong answers that no row of the table of mistakes
can make from the problem. A puzzle has the tag of its slip, the road (by) and the lines that are shown, or a
pattern; its prompt ends where these stand.
"""

import difflib
import json
import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files
from itertools import count

from .. import expressions as ex
from ..answers import Verdict, check
from ..chain import replaced
from ..comparison import Cells, NoNumbers, same
from ..engine import derive
from ..language import shape_text
from ..misconceptions import SAID, transposed
from ..parsing import Known, read
from ..points import Point
from ..remarks import NEARLY
from ..render.sentences import SENTENCES
from .puzzles import PUZZLES, Derivative

ROUNDED = 0.002  # how far a value that was rounded may lie off
SIZES = {"n": 3, "m": 2, "k": 4, "N": 5}  # where numbers are needed and the problem has none
IRREGULAR = (1.3, -0.7, 2.1, 0.4, -1.9, 1.1, 0.9, -2.3)


@dataclass(frozen=True, eq=False)
class Exercise:
    """A problem; `check(answer)` judges an answer, which is text in lessons.

    The kinds: "jacobian" and "numbers" (at a point), "shape", "step" (any line that equals the next
    one), "value" (of a formula in which J is the Jacobian), and the puzzles (puzzles.py): "slip",
    "order" and "build".
    """

    id: str
    prompt: str
    y: ex.Expression
    x: object
    kind: str = "jacobian"
    notebook: str = ""
    level: int = 1
    core: bool = False  # on the core path of its notebook
    symbols: tuple = ()
    at: dict | None = None
    formula: str = ""
    names: dict = field(default_factory=dict)  # of parts of y, which an answer may leave in
    finished: bool = True  # whether an answer with those names is complete
    mistakes: dict = field(default_factory=dict)  # tag: a wrong answer that cannot be computed
    hints: tuple = ()
    row: dict = field(default_factory=dict)  # what a puzzle is made of

    puzzle = cached_property(lambda self: PUZZLES.get(self.kind, Derivative)(self))

    def check(self, answer):
        """A `Verdict`. No answer raises an error."""
        if self.kind == "shape" and isinstance(answer, str) and answer.strip():
            answer, lengths = _sides(answer), Known([self.y, *self.symbols]).sizes
            if isinstance(answer, str) or not {*re.findall(r"[^\W\d]\w*", " ".join(answer))} <= {*lengths}:
                return Verdict(False, SENTENCES["shape_sizes"].format(lengths=", ".join(lengths)))
        try:
            if self.kind in PUZZLES:
                return self.puzzle.check(str(answer))
            if self.kind == "value" and isinstance(answer, str) and answer.strip():
                return self._value(answer)
            left = self._with_names(answer) if self.names and isinstance(answer, str) else None
        except (ValueError, TypeError, IndexError, ArithmeticError, RecursionError, NoNumbers) as refusal:
            return Verdict(False, str(refusal))
        at = self.at and {s.args[0]: self.at[s.args[0]] for s in self.y.symbols if s.args[0] in self.at}
        mistakes = {tag: _sides(wrong) if self.kind == "shape" else wrong for tag, wrong in self.mistakes.items()}
        verdict = check(answer if left is None else left, self.y, self.x, at=at, exercise=mistakes)
        if left is None or not verdict.right or self.finished:
            return verdict
        there = ", ".join(str(name) for name in self.parts if name in self.read(answer).symbols)
        return Verdict(False, SAID["not-substituted"].format(names=there), ("not-substituted",))

    @property
    def parts(self):
        """{symbol: part of y} for each name that an answer may leave in."""
        known = Known([self.y, *self.symbols])
        parts = {name: read(definition, known) for name, definition in self.names.items()}
        return {ex.symbol(name, e.shape): e for name, e in parts.items()}

    def read(self, answer):
        """A text as an expression, (3, 1) as the list of numbers that is asked for. Raises what reading it raises."""
        listed = self.at and re.fullmatch(r"\(([^()]+,[^()]+)\)", answer.strip())
        return read(f"[{listed[1]}]" if listed else answer, Known([self.y, *self.symbols, *self.parts]))

    def _with_names(self, answer):
        """An answer that uses names of parts, with the parts in their place; None for any other."""
        given, parts = self.read(answer), self.parts
        return None if set(parts).isdisjoint(given.symbols) else replaced(given, parts)

    @cached_property
    def target(self):
        """The formula whose value is asked for, with the Jacobian in the place of J."""
        jacobian = derive(self.y, self.x).jacobian
        letter = ex.symbol("J", jacobian.frame.shape)
        return replaced(read(self.formula, Known([self.y, *self.symbols, letter])), {letter: jacobian.expression})

    def _value(self, answer):
        """The verdict on the value of a formula."""
        cells, known = Cells(Point(self.at or _numbers(self.symbols), self.symbols)), Known([self.y, *self.symbols])
        right, mine = cells(self.target), cells(read_as := self.read(answer))
        if same(mine, right):
            return Verdict(True, "Right.")
        mistakes = {tag: cells(read(wrong, known)) for tag, wrong in self.mistakes.items()}
        others = [
            *((tag, way) for tag, wrong in mistakes.items() for way in (wrong, transposed(wrong))),  # a list is either
            ("sign", [[-v for v in row] for row in right]),
            *[("nudge-forgotten", [[sum(map(sum, cells(derive(self.y, self.x).jacobian.expression)))]])]
            * (len(right) == 1),
            ("cells-added", [[sum(map(sum, right))]]),
        ]
        said = [tag for tag, wrong in others if same(mine, wrong, ROUNDED)]
        if said and not same(mine, right, ROUNDED):
            return Verdict(False, SAID[said[0]], (said[0],))
        given, needed = (shape_text(e.shape or (1, 1)) for e in (read_as, self.target))
        if given != needed:
            return Verdict(
                False,
                SENTENCES["value_shape"].format(given=given, needed=needed),
                ("transposed",) * same(mine, transposed(right)),
            )
        return Verdict(False, NEARLY if same(mine, right, ROUNDED) else SENTENCES["value_other"])


def _sides(text):
    """A shape from text, as (2, 3), 2 x 3 or 2 by 3; the text itself where it is none."""
    sides = [
        side for side in re.split(r"[,x×]|\b(?:by|and|rows?|columns?)\b", text.strip().strip("()[]")) if side.strip()
    ]
    return tuple(sides) if len(sides) == 2 else text


def _numbers(symbols):
    """Some numbers for symbols that have none: irregular, so that no two answers agree by accident."""
    place = count()

    def some(sizes):
        if not sizes:
            return IRREGULAR[next(place) % len(IRREGULAR)]
        return [some(sizes[1:]) for _ in range(sizes[0] if isinstance(sizes[0], int) else SIZES[str(sizes[0])])]

    return {s.args[0]: some(s.shape[: len(s.spot(1, 1))]) for s in symbols}


def _floats(value):
    return [*map(_floats, value)] if isinstance(value, list) else float(Fraction(value))


def _symbol(name, sizes, row):
    shape = tuple(row.get(size, ex.as_size(size)) for size in sizes)
    return ex.symbol(name, (*shape, 1) if len(shape) == 1 else shape)


def _exercise(row):
    symbols = {name: _symbol(name, sizes, row) for name, sizes in row["symbols"].items()}
    x = [symbols[name] for name in row["x"].strip("[]").split(", ")]
    at = {name: _floats(value) for name, value in row["at"].items()} if "at" in row else None
    as_it_is = ("id", "prompt", "kind", "notebook", "level", "core", "formula", "mistakes")
    return Exercise(
        **{key: row[key] for key in as_it_is if key in row},
        y=read(row["y"], Known([*symbols.values()])),
        x=x if row["x"].startswith("[") else x[0],
        symbols=tuple(symbols.values()),
        at=at,
        names=row.get("where") or row.get("shorthand") or {},
        finished="where" not in row,
        hints=tuple(row["hints"]),
        row=row,
    )


@cache
def exercises():
    """All exercises by their names, in the order of the notebooks."""
    rows = json.loads((files(__package__) / "exercises.json").read_text(encoding="utf-8"))
    return {row["id"]: _exercise(row) for row in rows}


def find(name):
    """The exercise of that name. Raises ValueError that says which there are."""
    known = exercises()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(str(name).upper(), known, 3, 0.4) or list(known)[:3]
    raise ValueError(f'there is no exercise {name!r}; write its name as in mc.exercise("{near[0]}"), or {near[1:]}')
