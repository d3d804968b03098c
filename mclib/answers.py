"""Answers: read, compared with the right Jacobian, and understood where they differ.

`check` gives a `Verdict`. Right answers are computed, never stored. What differs is held against
the table of mistakes; what fits none is told what is true of it.
"""

import itertools
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial

from . import expressions as ex
from .chain import replaced
from .comparison import LONGEST, Case, Cells, NoNumbers, by_place, easy_point, finite, flat, points, same
from .derivation import sample_sizes
from .engine import derive, frame_of
from .language import shape_text
from .layout import layout
from .misconceptions import LEAST, SAID, TABLE, parts_of
from .parsing import CALLS, Known, plain_name, read
from .points import size_names
from .remarks import COUNTS, TURNED, Prediction, at_sizes, either, strangers, truths, untold
from .symbolic import from_sympy, is_sympy

OF_ZEROS = {"transposed", "treated-as-constant", "cells-added", "gate-ignored", "gate-inverted"}  # too many fit zeros
REFUSED = (ValueError, TypeError, IndexError, ArithmeticError)  # what reading and building raise
CONVENTIONS = ("kink-other-side", "kink-half")  # accepted, with a note
STEPS = (0.1, 0.01, 0.001, 1e-4)  # sizes of a nudge: the first at which the function is nearly straight


@dataclass(frozen=True, repr=False)
class Verdict:
    """What is said about an answer."""

    right: bool
    message: str
    diagnoses: tuple = ()  # tags of the table of mistakes; several mean: either this or that
    prediction: Prediction | None = None
    shown: str = ""  # HTML of a formula that stands below

    diagnosis = property(lambda self: self.diagnoses[0] if self.diagnoses else None)

    def __str__(self):
        return self.message + (f"\n{self.prediction.sentence}" if self.prediction else "")

    __repr__ = __str__


def check(answer, y, x, at=None, exercise=None):
    """A Verdict on an answer to "what is the derivative of y by x?".

    The answer may be text, an expression, a matrix of SymPy or NumPy, nested lists, a number, a
    tuple for its shape, or `...` while there is none. `at` asks for the numbers at a point;
    `exercise` maps tags to wrong answers that cannot be made from the problem. No answer raises an
    error; a problem that cannot be derived does.
    """
    problem = _Problem(y, x, at)
    if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip()):
        rows = ', or row by row, as "[[1, 2], [3, 4]]"' * (problem.needed != (1, 1))
        return Verdict(
            False,
            f'Not answered yet: put your answer in quotes instead of the dots, as "{problem.known.example}"{rows}.',
        )
    if isinstance(answer, str) and (pair := re.fullmatch(r"\(([^,()]+),([^,()]+)\)", answer.strip())):
        answer = pair.groups()
    if isinstance(answer, tuple) and problem.wants_numbers(answer):
        answer = list(answer)
    try:
        given = problem.sizes(answer) if isinstance(answer, tuple) else problem.read(answer)
    except ex.ShapeError as refusal:
        return problem.ill_shaped(answer, refusal)
    except (*REFUSED, RecursionError) as refusal:
        return problem.unread(str(answer), refusal)
    try:
        return (problem.of_shape if isinstance(answer, tuple) else problem.of)(given, exercise or {})
    except (NoNumbers, ValueError) as refusal:  # also where the function has no point to be tried at
        return Verdict(False, str(refusal))


class _Problem:
    """The derivative of y by x, and what is needed to judge an answer to it."""

    def __init__(self, y, x, at=None):
        self.jacobian = derive(y, x).jacobian
        self.frame = self.jacobian.frame
        self.at = None if at is None else self.frame.point(at, needed=self.frame.symbols)
        self.turn = -1 if layout() == "denominator" else 1  # how shapes are written: the step through them
        self.needed = tuple(map(self.at.size, self.frame.shape)) if self.at else self.frame.shape
        left = {name: length for name, length in zip("mn", self.frame.shape, strict=True) if isinstance(length, int)}
        self.known = Known([self.frame.function, *self.frame.variables], left)
        self.known.avoided = str(self.jacobian)
        self.case = partial(Case, self.jacobian, _opened)

    # -- reading

    def read(self, answer):
        """The answer in numerator layout, and whether its form is good as it is.

        A list without rows is the row or the column that is needed. Raises what parsing and building raise.
        """
        answer = answer.tolist() if hasattr(answer, "tolist") else answer  # NumPy's and SymPy's
        if isinstance(answer, (list, tuple)):
            flat = not any(isinstance(row, (list, tuple)) for row in answer)
            made = ex.stack(map(self._cell, answer)) if flat else ex.matrix([map(self._cell, row) for row in answer])
        else:
            made = self._cell(getattr(answer, "expression", answer))
            whole = {part.op for part in (made.args if made.op == "mul" else [made]) if part.shape}
            flat = isinstance(answer, str) and whole == {"stack"} and "stack" not in answer  # [x1, x2], 2*[x1, x2]
        turned = self.needed[0] == 1 if flat else layout() == "denominator"
        return made.T if turned else made, flat or made == self.jacobian.to(layout()).expression

    def _cell(self, cell):
        if isinstance(cell, str):
            return read(cell, self.known)
        if is_sympy(cell):
            functions = ex.element_wise() | {"pi": ex.pi}
            return from_sympy(cell, lambda name: read(name, self.known), ex.number, functions)
        return ex.as_expression(cell)

    def wants_numbers(self, answer):
        """Whether a tuple is the row or column of numbers asked for: as many, or some that are no sizes."""
        with suppress(ValueError, TypeError):
            self.sizes(answer)
            return self.at is not None and len(answer) == math.prod(self.needed)
        return len(answer) == 2 or self.at is not None

    def sizes(self, shape):
        """A shape as two sizes. Raises what reading them raises."""
        if len(shape) != 2:
            raise ValueError("A shape has two sizes, rows and columns, as (4, 5) or (m, n).")
        return tuple(ex.as_size(read(s, self.known) if isinstance(s, str) else s) for s in shape)

    # -- where to look

    def cases(self, given):
        """The answer at the points to compare at, and the sizes that it has chosen, if any."""
        if self.at:
            return [self.case(self.at, given)], {}
        mine, its = _places(given), _places(self.frame.function)
        deepest = max([2, *its.values(), *(min(9, place) for place in mine.values())])
        written_out = {name: place for name, place in mine.items() if max(1, its.get(name, 0)) < place <= LONGEST}
        own = self._chosen(given.shape or (1, 1)) or written_out  # [x1, x2, x3], x1 + x2 + x3
        if max(own.values(), default=0) > LONGEST:
            raise NoNumbers(f"This is too large to work out here: write n, or up to {LONGEST}, as in ones(3).")
        sizes = [{k: v + deepest - 2 for k, v in choice.items()} | own for choice in sample_sizes(self.frame)]
        found = points(self.jacobian, tuple(tuple(choice.items()) for choice in sizes))
        return [self.case(point, given) for point in found], sizes[0] if own else {}

    def _chosen(self, shape):
        """The sizes for which an explicit matrix has as many rows and columns as are needed."""
        for needed in (self.frame.shape, self.frame.shape[::-1]):
            named = [(w, k) for w, k in zip(needed, shape, strict=True) if getattr(w, "op", "") == "size" and k != 1]
            own = {w.args[0]: k for w, k in named if isinstance(k, int)}
            if own and all(own.get(w.args[0]) == k for w, k in named):
                return own
        return {}

    # -- judging

    def of(self, answer, listed):
        """The verdict on a matrix that was read."""
        given, told = answer
        cases, own = self.cases(given)
        prediction = self.prediction(given, cases)
        cases = [case for case in cases if finite(case.mine)] or cases
        if not any(case.wrong for case in cases):
            return Verdict(True, self.praise(told, own), (), prediction)
        case, shape = cases[0], given.shape or (1, 1)
        needed = (case.rows, case.columns) if own else self.needed
        tags = self.diagnoses(cases, listed)
        if accepted := tuple(tag for tag in tags if tag in CONVENTIONS):
            return Verdict(
                True, f"Right, by another convention. {self.sentence(accepted[0], case)}", accepted, prediction
            )
        said = [self.about_shape(shape, needed)] * (shape != needed) + either([self.sentence(t, case) for t in tags])
        said = said or [*truths(cases), *(strangers(given, case) if finite(case.mine) else [])]
        return Verdict(False, " ".join(said), tags, prediction)

    def unread(self, answer, refusal):
        """The verdict on an answer with unknown names, which may be parts of the function that were left in."""
        known = {*CALLS, "pi", *self.known.symbols, *self.known.functions, *self.known.sizes}
        words = dict.fromkeys(map(plain_name, re.findall(r"(?<![^\W\d]|[.'^])[^\W\d]\w*", answer.replace("mc.", ""))))
        names = [name for name in words if re.sub(r"_?\d*$", "", name) not in known]
        parts = [self.frame.function, *parts_of(self.frame.function, self.frame.variables)]
        cases = self.cases(ex.ZERO)[0] if names else []
        for chosen in itertools.islice(itertools.permutations(parts, len(names)), 3000 // len(answer) * bool(names)):
            with suppress(*REFUSED, NoNumbers):
                new = {ex.symbol(name, part.shape): part for name, part in zip(names, chosen, strict=True)}
                left = read(answer, Known([self.frame.function, *self.frame.variables, *new]))
                if {*new} <= {*left.symbols} and all(same(Cells(c.beside(new))(left), c.right) for c in cases):
                    said = SAID["not-substituted"].format(names=" and ".join(names))
                    return Verdict(False, said, ("not-substituted",))
        return Verdict(False, str(refusal))

    def ill_shaped(self, answer, refusal):
        """The verdict on an answer whose shapes do not fit: with all sizes alike they would, and it may have a name."""
        tags, case = (), None
        with suppress(*REFUSED):  # a column and a row that are added would fit if one were turned
            self.known.add = lambda a, *others: ex.add(
                a, *(b.T if a.shape != b.shape == a.shape[::-1] else b for b in others)
            )
            if self.read(answer)[0].shape in (self.needed, self.needed[::-1]):
                tags = ("mixed-layout",)
        with suppress(*REFUSED, NoNumbers):
            alike = {
                s: ex.symbol(s.args[0], tuple(k if k == 1 else ex.as_size("n") for k in s.shape))
                for s in self.frame.symbols
            }
            by = [alike[s] for s in self.frame.variables]
            square = _Problem(replaced(self.frame.function, alike), by if by[1:] else by[0])
            cases = square.cases(square.read(answer)[0])[0]
            tags, case = square.diagnoses(cases, {}) or tags, cases[0]
        names = either([self.sentence(tag, case) for tag in tags])
        return Verdict(False, " ".join([f"The shapes in this answer do not fit: {untold(refusal)}", *names]), tags)

    def praise(self, told, sizes):
        found = self.jacobian.to(layout()).expression
        note = " in denominator layout" if layout() == "denominator" and self.frame.shape != (1, 1) else ""
        if sizes:
            return f"Right{note}, for {at_sizes(sizes, ', ')}. For any size it is {found}."
        return f"Right{note}." if told or self.at else f"Right{note}: the same as {found}."

    def about_shape(self, shape, needed=None):
        """What a shape says, and which one is needed, if that is to be told."""
        side, other = ("row", "column")[:: self.turn]
        mine = "a single number" if shape == (1, 1) else shape_text(shape[:: self.turn])
        told = f"; needed is {shape_text(needed[:: self.turn])}:" if needed else ". Needed is"
        return f"Your answer is {mine}{told} a {side} for each output, a {other} for each input."

    def sentence(self, tag, case):
        return TURNED if tag == "transposed" and layout() == "denominator" else SAID[tag].format(c=case)

    def diagnoses(self, cases, listed):
        """The tags of the first two rows of the table that make this answer at every point."""
        for tag, wrong in listed.items():
            if all(same(case.values(other), case.mine) for other, _ in [self.read(wrong)] for case in cases):
                return (tag,)
        cases = sorted(cases, key=lambda case: (not case.telling, case.rows * case.columns))
        zeros = not any(flat([case.mine for case in cases])) or not cases[0].live
        passed = CONVENTIONS * (not self.at) + tuple(row.tag for row in TABLE if row.tag not in OF_ZEROS) * zeros
        found = tuple(itertools.islice((row.tag for row in TABLE if row.tag not in passed and _fits(row, cases)), 2))
        return tuple(tag for tag in found if tag not in LEAST) or found

    def of_shape(self, given, listed):
        """The verdict on a shape."""
        shown, given = given, given[:: self.turn]
        if given == self.needed:
            return Verdict(True, f"Right, the shape is {shape_text(shown)}.")
        own = (tag for tag, wrong in listed.items() if self.sizes(wrong) == given)
        tags = [*own, *(row.tag for row in TABLE if row.shape and given in row.shape(*self.needed))]
        fine = tuple(a == b for a, b in zip(shown, self.needed[:: self.turn], strict=True))
        said = [self.about_shape(given), *[COUNTS[fine]] * ("transposed" not in tags)]
        said += [SAID[tag] for tag in tags[:1] if "{" not in SAID[tag]]
        return Verdict(False, " ".join(said), tuple(tags[:2]))

    # -- predicting

    def prediction(self, given, cases):
        """A nudge at which the answer is most off; None at a kink, and where its shape does not let it say anything."""
        if self.frame.function.functions:
            return None
        sizes = cases[0].point.sizes
        if min(sizes.values(), default=0) == 3:  # the general ones: numbers that are read need fewer
            sizes = dict(zip(sorted(sizes, key=lambda name: name != "n"), (3, 2, 4, 5, 6, 7), strict=False))
        easy = [] if self.at else [easy_point(self.jacobian, tuple(sizes.items()))]
        tried = [*(self.case(point, given) for point in easy if point), *cases]
        cases = [case for case in tried if case.fits and finite(case.mine)]
        if not cases:
            return None
        case = next((case for case in cases if case.wrong), cases[0])
        mine, right = by_place(case.mine), by_place(case.right)
        place = max(right, key=lambda place: (round(abs(mine[place] - right[place]), 6), abs(right[place])))
        where = ", ".join(f"{s} = {_listed(case.point.values[s.args[0]])}" for s in self.frame.symbols)
        there, least = (where, case.input(*place), case.output(*place)), 0.02 * max(abs(right[place]), 0.1)
        moves = (Prediction(*there, size, mine[place] * size, case.moved(*place, size)) for size in STEPS)
        return next((move for move in moves if abs(move.real / move.size - right[place]) <= least), None)


def _fits(row, cases):
    """Whether one of the answers that a row makes is this one, at every point."""

    def fitting(case):
        made = list(row.make(case) or ())
        if made or case.telling or case == cases[0]:
            return {k for k, cells in enumerate(made) if same(cells, case.mine)}
        return {*range(99)}  # behind closed gates most mistakes make nothing

    return bool(fitting(cases[0]) and set.intersection(*map(fitting, cases)))


def _listed(value):
    return f"[{', '.join(map(_listed, value))}]" if isinstance(value, list) else f"{value:g}"


@lru_cache(maxsize=1024)
def _opened(function, variable):
    """A derivative as a line that is not worked out, but for an unknown slope, and its indices; None where it has none.

    In numbers it is had at once, many times faster than derived.
    """
    with suppress(ex.ShapeError):
        frame = frame_of(function, variable)
        return derive(function, variable).jacobian.line if function.functions else frame.undone(), *frame.free_axes
    return None


def _places(e):
    """How far an expression reads into each size that is a name: {"n": 3} for x[1] + x[3]."""
    found = {}
    for part in ex.within(e):
        if part.op in ("component", "unit"):
            owner, places = part.args if part.op == "component" else (part, part.args[1:])
            for size, place in zip((s for s in owner.shape if s != 1), places, strict=False):
                found |= {name: max(place, found.get(name, 0)) for name in size_names(size)}
    return found
