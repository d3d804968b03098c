"""Answers: read, compared with the right Jacobian, and understood where they differ.

`check` gives a `Verdict`. Right answers are computed, never stored. What differs is held against
the table of mistakes; what fits none is told what is true of it.
"""

import itertools
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache, partial

from . import expressions as ex, indices as ix
from .chain import replaced
from .comparison import LONGEST, Case, Cells, NoNumbers, by_place, easy_point, finite, flat, near, nudged, points, same
from .derivation import sample_sizes, unfold
from .engine import derive, frame_of
from .language import shape_text, text
from .layout import layout
from .misconceptions import LEAST, SAID, TABLE, parts_of
from .parsing import CALLS, Known, plain_name, read
from .points import size_names
from .symbolic import from_sympy, is_sympy

OF_ZEROS = {"transposed", "treated-as-constant", "cells-added", "gate-ignored", "gate-inverted"}  # too many fit zeros
REFUSED = (ValueError, TypeError, IndexError, ArithmeticError)  # what reading and building raise
CONVENTIONS = ("kink-other-side", "kink-half")  # accepted, with a note
COUNTS = {  # what is right in a shape: its rows, its columns
    (True, False): "The number of rows is right, that of the columns is not.",
    (False, True): "The number of columns is right, that of the rows is not.",
    (False, False): "Neither number is right.",
}
TURNED = "The same cells, filed the other way: that is numerator layout, and denominator layout is switched on."
OTHERS = "products of other shapes are w @ x, A @ x, outer(w, x), diag(x) @ A"
STEPS = (0.1, 0.01, 0.001, 1e-4)  # sizes of a nudge: the first at which the function is nearly straight


@dataclass(frozen=True)
class Prediction:
    """What an answer says of a small nudge, beside what really happens."""

    where: str  # the numbers at which it is tried
    input: str  # the nudged input, as w_2
    output: str  # the output that is looked at, as y_1
    size: float  # by how much the input is nudged
    predicted: float
    real: float

    @property
    def sentence(self):
        move, real = (f"{round(v, 12) + 0.0:.3g}" for v in (self.predicted, self.real))
        close = abs(self.predicted - self.real) <= 0.05 * abs(self.real)
        really = "and so it does" if move == real else f"really {real}" + (", nearly the same" if close else "")
        nudge = f"At {self.where}, nudge {self.input} by {self.size:g}"
        return f"{nudge}: your answer says that {self.output} moves by {move}, {really}."


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
        said = "Not answered yet: put your answer in quotes instead of the dots"
        return Verdict(False, f'{said}, as "{problem.known.example}"{rows}.')
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
        said = [self.about_shape(shape, needed)] * (shape != needed) + _either([self.sentence(t, case) for t in tags])
        said = said or [*_truths(cases), *(_strangers(given, case) if finite(case.mine) else [])]
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
        names = _either([self.sentence(tag, case) for tag in tags])
        return Verdict(False, " ".join([f"The shapes in this answer do not fit: {untold(refusal)}", *names]), tags)

    def praise(self, told, sizes):
        found = self.jacobian.to(layout()).expression
        note = " in denominator layout" if layout() == "denominator" and self.frame.shape != (1, 1) else ""
        if sizes:
            return f"Right{note}, for {_at_sizes(sizes, ', ')}. For any size it is {found}."
        return f"Right{note}." if told or self.at else f"Right{note}: the same as {found}."

    def about_shape(self, shape, needed=None):
        """What a shape says, and which one is needed, if that is to be told."""
        side, other = ("row", "column")[:: self.turn]
        mine = "a single number" if shape == (1, 1) else shape_text(shape[:: self.turn])
        told = f"; needed is {shape_text(needed[:: self.turn])}:" if needed else ". Needed is"
        return f"Your answer is {mine}{told} a {side} for each output, a {other} for each input."

    def sentence(self, tag, case):
        other = tag == "transposed" and layout() == "denominator"
        return TURNED if other else SAID[tag].format(c=case)

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


def untold(refusal):
    """What is said of shapes that do not fit, without the products that would: one of them may be the answer."""
    said, _, hint = str(refusal).replace("mc.", "").rstrip(".").partition("; ")
    told = OTHERS if re.search("scale|pairs|other shapes", hint) else hint * ("would fit" not in hint)
    return "; ".join(filter(None, (said, told))) + "."


def _either(sentences):
    return sentences if len(sentences) < 2 else [f"Either: {sentences[0]}", f"Or: {sentences[1]}"]


def _fits(row, cases):
    """Whether one of the answers that a row makes is this one, at every point."""

    def fitting(case):
        made = list(row.make(case) or ())
        if made or case.telling or case == cases[0]:
            return {k for k, cells in enumerate(made) if same(cells, case.mine)}
        return {*range(99)}  # behind closed gates most mistakes make nothing

    return bool(fitting(cases[0]) and set.intersection(*map(fitting, cases)))


def _at_sizes(sizes, between):
    return between.join(f"{name} = {length}" for name, length in sizes.items())


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


# ---- what is true of an answer that no mistake explains -----------------------------------------


def _truths(cases):
    """Sentences about an answer of the right shape: what is right in it and what cannot be."""
    wrong = [case for case in cases if not same(case.mine, case.right)]
    if wrong and len(wrong) < len(cases) and finite(wrong[0].mine):
        held = next(case.point.sizes for case in cases if case not in wrong)
        if held not in [case.point.sizes for case in wrong]:
            return [
                f"It is right for {_at_sizes(held, ' and ')}, not for other sizes: write a length by its name, as n."
            ]
        return ["It is right at some points and not at others. What differs between them: a gate, a sign?"]
    case = cases[0]
    if not finite(case.mine):
        return ["This answer has no value at places where the function has a slope: does it divide by 0?"]
    mine, right = by_place(case.mine), by_place(case.right)
    off = [place for place in mine if not near(mine[place], right[place])]
    full = [place for place in off if place in case.blank]
    empty = [place for place in off if mine[place] == 0]
    close = all(abs(mine[place] - right[place]) <= 0.01 * abs(right[place]) for place in mine)
    ratio, fine = _ratio(cases), len(mine) - len(off)
    listed = ", ".join(map(str, off[:4])) + (" and others" if len(off) > 4 else "")
    truths = (
        (close, "Very near: is that rounding? Write more digits, or a fraction as 2/3."),
        (ratio, f"{'Every cell' if case.many else 'It'} is {ratio} times what it should be."),
        (fine, f"{fine} of {len(mine)} cells {'is' if fine == 1 else 'are'} right; look again at {listed}."),
    )
    said = [truth for holds, truth in truths if holds][:1]
    for place in (full or empty)[:1]:
        verb = ("is 0", "does not contain") if full else ("is not 0", "moves with")
        said.append(f"Cell {place} {verb[0]}: {case.output(*place)} {verb[1]} {case.input(*place)}.")
    return said or ["The shape is right; no cell is, yet." if case.many else "That is not the slope yet."]


def _ratio(cases):
    """The simple number that every cell was multiplied by, the same at all points; None where there is none."""
    both = [pair for case in cases for pair in zip(flat(case.mine), flat(case.right), strict=True) if any(pair)]
    found = {round(mine / right, 6) if right else None for mine, right in both}
    ratio = found.pop() if len(found) == 1 else None
    simple = Fraction(ratio or 0).limit_denominator(12)
    return str(simple) if ratio is not None and abs(float(simple) - ratio) < 1e-5 else None


def _strangers(given, case):
    """A sentence about a cell that reads what its output never reads; none where there is no such cell."""
    before = by_place(case.mine)
    line = cache(lambda place: unfold(case.line(*place), case.point.size))
    inputs = cache(lambda place: ix.add(*{part for part in ix.walk(line(place)) if part.op == "idx"}))  # each once
    for symbol in given.symbols:
        lengths = symbol.shape[: len(symbol.spot(1, 1))]
        for indices in itertools.product(*(range(1, case.point.size(k) + 1) for k in lengths)):
            name = ix.idx(symbol, indices)
            unread = [place for place in before if not ix.reads(inputs(place), name)]
            after = by_place(Cells(nudged(case.point, symbol, indices, 0.01))(given)) if unread else before
            for place in (place for place in unread if before[place] != after[place]):
                return [f"Cell {place} of your answer contains {text(name)}, but {case.output(*place)} never reads it."]
    return []
